#!/usr/bin/env python3
"""Three parties of one arrangement with a quorum for each class of act, as three real processes: an
amendment by two of three is in effect everywhere, and its text has come with it, to be compared
and consented to; a consent waits for the third party, whose objection ends it; a notice ends
nothing before a second one, and a hold counts at once. All three nodes say the same. EXERCISE
throughout."""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import hub
from hub import CONTENT, OFFICERS, declare, house, register, settled, stage
from pair import ROOT, UNTIL, Node, enrol, reason, say, title

AGREEMENT = "exercise-three"
QUORUMS = """
[[quorum]]
act = "amendment"
needs = "majority"

[[quorum]]
act = "termination"
needs = "count"
count = 2

[[quorum]]
act = "consent"
needs = "all"
"""
PARTIES = ("XA", "XB", "XC")


def text(version="1", hours=None):
    written = (ROOT / "tests" / "sim" / "three-party.toml").read_text() + QUORUMS
    written = written.replace('version = "1"', f'version = "{version}"', 1)
    if hours:
        start = written.index("notify_within_hours = ")
        end = written.index("\n", start)
        written = f"{written[:start]}notify_within_hours = {hours}{written[end:]}"
    return written


def status(node):
    return node.run("agreement", "status", AGREEMENT)


def everywhere(nodes, what, holds):
    for node in nodes:
        node.until(what, lambda n=node: holds(status(n)))


def three_nodes(folder):
    nodes = []
    for party in PARTIES:
        node = Node(folder, party, f"{party} (EXERCISE)", f"{party.lower()}.exercise.example")
        node.init()
        node.start()
        nodes.append(node)
    return nodes


def begin(folder, nodes):
    profile = folder / "three.toml"
    profile.write_text(text())
    for node in nodes:
        for other in nodes:
            if other is not node:
                enrol(folder, node, other)
    for node in nodes:
        node.run("agreement", "propose", profile)
    for node in nodes:
        node.run("agreement", "sign", AGREEMENT, "--place", "EXERCISE")
    everywhere(nodes, "all have signed", lambda s: all(
        r["state"] == "SIGNED" for r in s["readings"].values()))
    for node in nodes:
        node.run("agreement", "notify", AGREEMENT, "--note", "EXERCISE")
    everywhere(nodes, "it is in force", lambda s: s["exchange_allowed"])
    for node in nodes:
        OFFICERS[node.party] = f"officer.{node.party.lower()}"
        house(node, OFFICERS[node.party])
    declare(AGREEMENT, *((node, f"CA-{node.party}") for node in nodes))
    settled(*nodes)


def amend(folder, a, b, c):
    title("An amendment by two of three")
    amended = folder / "amended.toml"
    amended.write_text(text("2", hours=6))
    proposal = a.run("agreement", "amend", AGREEMENT, "--text", amended)["act"]
    everywhere((b, c), "the proposal is here", lambda s: any(
        "1 of the 2 needed have consented" in w["text"] for w in s["why"]))
    for node in (b, c):
        held = status(node)["proposals"]
        assert [(p["act"], p["by"], p["held"], p["refused"]) for p in held] == [
            (proposal, "XA", True, None)], held
        differs = node.run("agreement", "diff", f"{AGREEMENT}/exercise", proposal)["differences"]
        assert any(d["path"] == "incidents.notify_within_hours" for d in differs), differs
    say("its text came with it: XB and XC compare it with the one in effect")
    b.run("agreement", "amend", AGREEMENT, "--refers-to", proposal)
    everywhere((a, b, c), "it is in effect", lambda s: len(s["texts"]) == 1)
    since = {status(n)["texts"][0]["since"] for n in (a, b, c)}
    assert len(since) == 1, since
    say(f"in effect at all three since {since.pop()}, with the consent of XA and XB")
    for node in (a, b, c):
        assert status(node)["texts_known"] and not status(node)["proposals"]
    kept = c.run("agreement", "keep", AGREEMENT, "--text", amended, "--kind", "amendment")
    assert kept["texts_known"], kept


def release(node, path, to, expect=0):
    return hub.release(node, path, AGREEMENT, to, f"{node.party}-2", expect=expect)


def consent(a, b, c, path):
    title("A consent to which all must agree")
    item = release(a, path, "XB")["item"]
    stage(b, AGREEMENT, item, "received")
    register(b, AGREEMENT, item, "XB-1", "XB-2", "--reason", "EXERCISE")
    settled(a, b, c)

    def ask():
        request = b.run("consent", "request", item, "--to", "a fourth (EXERCISE)", "--purpose",
                        "exercise")["act"]
        settled(b)
        a.run("consent", "grant", item, "--request", request, "--until", UNTIL,
              person=OFFICERS["XA"])
        settled(a)
        return request

    def hand_on(request, expect):
        return b.run("item", "transfer", item, "--to", "a fourth (EXERCISE)", "--consent", request,
                     "--purpose", "exercise", person=OFFICERS["XB"], expect=expect)

    request = ask()
    say(f"granted by XA alone: refused, {reason(hand_on(request, 3))}")
    c.run("consent", "concur", item, "--request", request, person=OFFICERS["XC"])
    settled(c)
    hand_on(request, 0)
    say("XC agrees as well: handed on")
    request = ask()
    c.run("consent", "object", item, "--request", request)
    settled(c)
    hand_on(request, 3)
    c.run("consent", "concur", item, "--request", request, person=OFFICERS["XC"], expect=4)
    say("XC objects to another one: refused, at once and for good")


def end(a, b, c):
    title("A hold counts at once; a notice waits for the second")
    hold = a.run("agreement", "hold", AGREEMENT, "--reason", "EXERCISE")["hold"]
    a.run("agreement", "unhold", AGREEMENT, "--hold", hold)
    a.run("agreement", "notice", AGREEMENT, "--note", "EXERCISE")
    everywhere((a, b, c), "the first notice is here", lambda s: any(
        "Notice ends it once 2" in w["text"] for w in s["why"]))
    for node in (a, b, c):
        assert {r["state"] for r in status(node)["readings"].values()} == {"IN_FORCE"}
    c.run("agreement", "notice", AGREEMENT, "--note", "EXERCISE")
    everywhere((a, b, c), "it will end", lambda s: {
        r["state"] for r in s["readings"].values()} == {"NOTICE_GIVEN"})
    ends = {r["lapse_at"] for n in (a, b, c) for r in status(n)["readings"].values()}
    assert len(ends) == 1, ends
    say(f"one notice ends nothing; with the second all three say that it ends {ends.pop()}")


def main():
    with tempfile.TemporaryDirectory(prefix="entente-quorum-", ignore_cleanup_errors=True) as made:
        folder = pathlib.Path(made)
        path = folder / "report.txt"
        path.write_bytes(CONTENT)
        nodes = three_nodes(folder)
        try:
            begin(folder, nodes)
            amend(folder, *nodes)
            consent(*nodes, path)
            end(*nodes)
            for node in nodes:
                assert node.run("ledger", "verify", AGREEMENT)["ok"]
            print("\nthe quorums hold: three nodes say the same")
        finally:
            for node in nodes:
                node.stop()


if __name__ == "__main__":
    main()
