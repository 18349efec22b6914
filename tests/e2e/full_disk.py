#!/usr/bin/env python3
"""A real node whose disk is full: its files may not grow past a limit (RLIMIT_FSIZE).

Usage: full_disk.py. What was acknowledged before is there after; what was not is refused with a
code; with room again the node goes on. No limit of time: the process is waited for."""
import pathlib
import resource
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from pair import AGREEMENT, ready_to_release, settled, try_release

ROOM = 400_000  # bytes that the largest file may still grow
# What a command may be told meanwhile: the store failed, an object found no room, or the node was
# ending.
REFUSALS = ((1, "store.failed"), (1, "base.io"), (6, "base.unreachable"))

AT_THE_END = ("http.truncated", "store.home-in-use")


def largest_file(home):
    return max(f.stat().st_size for f in home.rglob("*") if f.is_file())


def fill(node, path):
    """Releases until the disk is full, which ends the node; what was acknowledged, and the answers
    to what was not. A command that meets the very end of the node finds its connection closed or
    the home in use: then the process must be ending, and is waited for."""
    acknowledged, refused = [], []
    while node.process.poll() is None:
        code, answer = try_release(node, path)
        if code == 0:
            acknowledged.append(answer["item"])
        elif answer["error"]["code"] in AT_THE_END:
            node.process.wait()
        else:
            refused.append((code, answer["error"]["code"]))
    return acknowledged, refused


def main():
    with ready_to_release("full") as (folder, kr, jp):
        path = folder / "document.txt"
        path.write_text("EXERCISE " * 3_000)
        kr.stop()
        limit = largest_file(kr.home) + ROOM
        kr.start(before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        acknowledged, refused = fill(kr, path)
        assert acknowledged, "nothing fitted before the disk was full"
        assert all(answer in REFUSALS for answer in refused), refused
        assert '"store.failed"' in (kr.home / "node.log").read_text(), "the log does not say why"
        kr.stop()
        kr.start()
        held = {item["item"] for item in kr.items()}
        lost = [item for item in acknowledged if item not in held]
        assert not lost, f"acknowledged and lost: {lost}"
        code, answer = try_release(kr, path)
        assert code == 0, f"with room again: {answer}"
        for node in (kr, jp):
            node.until("everything is cosigned", lambda n=node: settled(n))
        reports = [node.run("ledger", "verify", AGREEMENT) for node in (kr, jp)]
        assert all(report["ok"] for report in reports), reports
        assert reports[0]["records_digest"] == reports[1]["records_digest"], "different records"
        print(f"{len(acknowledged)} releases acknowledged before the disk was full, none lost; "
              f"then {refused or 'the node ended'}; with room again it goes on")


if __name__ == "__main__":
    main()
