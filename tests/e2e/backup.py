#!/usr/bin/env python3
"""A node that serves is backed up, lost, and made anew elsewhere from the shares of three persons.

Usage: backup.py. What the restored node may sign is judged by its partner, a second process."""
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import pair  # noqa: E402
from pair import expect  # noqa: E402

INVALID, OUT_OF_ORDER, VERIFICATION, SIGN_IN, UNREACHABLE = 8, 4, 5, 7, 6
CONTENT = bytes(range(256)) * 4_000  # a megabyte: its object is a file of its own
CANARY = b"EXERCISE canary of the title"


def shares_of(kr, folder):
    made = kr.run("node", "shares", folder / "shares", "--shares", 5, "--threshold", 3)
    expect(len(made["shares"]) == 5, f"the shares: {made}")
    return pathlib.Path(made["key"]), [pathlib.Path(share) for share in made["shares"]]


def back_up(node, key, folder, name):
    file = folder / name
    said = node.run("node", "backup", key, "-o", file)
    expect(said["party"] == node.party and file.stat().st_size > 1 << 20, f"the backup: {said}")
    return file


def node_in(folder, like):
    """The same party's node in another folder, as if on another machine."""
    made = pair.Node(folder, like.party, like.name, like.domain)
    made.home = folder / "elsewhere"
    made.passphrase = like.passphrase
    return made


def restore(folder, like, file, shares, exit=0):
    node = node_in(folder, like)
    shutil.rmtree(node.home, ignore_errors=True)
    said = node.run("node", "restore", file, "--share", *shares, expect=exit)
    if exit != 0:
        expect(not (node.home / "config.toml").exists(), f"a home in spite of {said}")
    return node, said


def release(kr, folder):
    path = folder / "report.bin"
    path.write_bytes(CONTENT)
    return kr.run("item", "release", path, "--agreement", pair.AGREEMENT, "--to", "JP",
                  "--marking", "KR-3", "--purpose", "exercise", "--title", CANARY.decode(),
                  "--reason", "EXERCISE", person="kim.minji")["item"]


def sign_something(node, exit=0):
    return node.run("person", "enrol", "park.jiho", "--name", "EXERCISE", "--facility",
                    f"{node.party}-EX-1", "--role", "analyst", expect=exit)


def lost_shares_and_copies_are_refused(kr, file, shares, folder):
    _, said = restore(folder, kr, file, shares[:2], INVALID)
    expect(said["error"]["code"] == "crypto.bad-share", said)
    _, said = restore(folder, kr, file, [shares[0], shares[1], shares[1]], INVALID)
    expect(said["error"]["code"] == "crypto.bad-share", said)
    slip = folder / "slip.share"
    slip.write_text(shares[2].read_text().replace("a", "b"))
    _, said = restore(folder, kr, file, [shares[0], shares[1], slip], INVALID)
    expect(said["error"]["code"] == "crypto.bad-share", said)
    other = kr.run("node", "shares", folder / "other", "--shares", 2, "--threshold", 2)["shares"]
    _, said = restore(folder, kr, file, other, VERIFICATION)
    expect(said["error"]["code"] == "node.bad-backup", said)

    whole = file.read_bytes()
    bad = folder / "bad.backup"
    for place in (0, 100, len(whole) // 2, len(whole) - 1):
        bad.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:])
        _, said = restore(folder, kr, bad, shares[:3], VERIFICATION)
        expect(said["error"]["code"] == "node.bad-backup", said)
    bad.write_bytes(whole[:-70_000])
    _, said = restore(folder, kr, bad, shares[:3], VERIFICATION)
    expect(said["error"]["code"] == "node.bad-backup", said)
    bad.unlink()

    node = node_in(folder, kr)
    node.passphrase = folder / "wrong.passphrase"
    node.passphrase.write_text("another passphrase\n")
    said = node.run("node", "restore", file, "--share", *shares[:3], expect=SIGN_IN)
    expect(said["error"]["code"] == "crypto.wrong-passphrase", said)
    expect(not (node.home / "config.toml").exists(), "a home without its passphrase")


def nothing_shows(file):
    """AB82: neither what the items are called nor whose node it is."""
    whole = file.read_bytes()
    for word in (CANARY, b"kim.minji", b"kr.exercise.example", b"SQLite format", b"jp-kr-2016"):
        expect(word not in whole, f"the backup shows {word}")


def restored_nodes_wait_for_their_partner(kr, jp, file, shares, folder):
    """T14, AB25: nothing is signed before the partner has said what it saw."""
    jp.stop()
    kr.stop()
    again, said = restore(folder, kr, file, shares[1:4])
    expect(said["party"] == "KR" and said["files"] > 10, said)
    said = again.run("node", "restore", file, "--share", *shares[:3], expect=OUT_OF_ORDER)
    expect(said["error"]["code"] == "cli.home-exists", said)
    again.start()
    status = again.run("node", "status")
    expect(status["health"] == "frozen"
           and status["waiting_for"] == [f"JP {pair.AGREEMENT}/exercise"],
           status)
    expect(sign_something(again, UNREACHABLE)["error"]["code"] == "node.restored", "it signs")
    again.stop()
    again.start()
    expect(again.run("node", "status")["health"] == "frozen", "a restart made it forget")
    jp.start()
    again.until("the partner has confirmed it",
                lambda: again.run("node", "status")["health"] == "ok")
    again.stop()
    again.start()
    expect(again.run("node", "status")["health"] == "ok", "it asks for ever")
    return again


def a_restored_node_goes_on(again, jp, before, folder):
    expect(again.item(before) is not None, "the item is lost")
    sign_something(again)
    arrived(again, jp, release(again, folder))
    for node in (again, jp):
        expect(node.run("ledger", "verify", pair.AGREEMENT)["ok"],
               f"{node.party}: the ledger does not verify")


def an_older_backup_cannot_rewind(again, jp, older, shares, folder):
    """T14, AB25: what JP witnessed since is known, and the node stays still."""
    again.stop()
    wound_back, _ = restore(folder, again, older, shares[:3])
    wound_back.start()
    try:
        stays_still(wound_back)
    finally:
        wound_back.stop()


def stays_still(wound_back):
    wound_back.until("JP's head is known", lambda: "signed and no longer has" in
                     wound_back.run("node", "status").get("frozen_because", ""))
    denied = sign_something(wound_back, VERIFICATION)
    expect(denied["error"]["code"] == "node.rolled-back", denied)


def arrived(kr, jp, item):
    jp.until("the item has arrived", lambda: jp.item(item))
    kr.until("JP has its content", lambda: pair.staged(kr, item, "received"))


def main():
    with pair.ready_to_release("backup") as (folder, kr, jp):
        key, shares = shares_of(kr, folder)
        item = release(kr, folder)
        arrived(kr, jp, item)
        file = back_up(kr, key, folder, "kr.backup")
        nothing_shows(file)
        lost_shares_and_copies_are_refused(kr, file, shares, folder)
        again = restored_nodes_wait_for_their_partner(kr, jp, file, shares, folder)
        try:
            a_restored_node_goes_on(again, jp, item, folder)
            an_older_backup_cannot_rewind(again, jp, file, shares, folder)
        finally:
            again.stop()
    print("backup: a lost node came back from three of five shares, and could not be wound back")


if __name__ == "__main__":
    main()
