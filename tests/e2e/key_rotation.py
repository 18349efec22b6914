#!/usr/bin/env python3
"""Replaces every key of two real nodes while they exchange, and proves that both can still verify.

Usage: key_rotation.py
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
import pair  # noqa: E402
from pair import expect  # noqa: E402

SIGNING = ("node", "log", "witness")
OUT_OF_ORDER, UNREACHABLE = 4, 6


def release(sender, receiver, number):
    """One item from the sender to the receiver, until its contents have arrived."""
    file = sender.home.parent / f"{sender.party}-{number}.txt"
    file.write_text(f"EXERCISE {sender.party} {number}\n")
    officer = {"KR": "kim.minji", "JP": "sato.yui"}[sender.party]
    marking = {"KR": "KR-3", "JP": "JP-HI"}[sender.party]
    item = sender.run("item", "release", file, "--agreement", pair.AGREEMENT, "--to",
                      receiver.party, "--marking", marking, "--purpose", "exercise", "--title",
                      "EXERCISE", "--reason", "EXERCISE", person=officer)["item"]
    receiver.until("the contents have arrived", lambda: (receiver.item(item) or {}).get("stage")
                   == "received")


def delivered(node):
    node.until("the partner knows the new keys", lambda: not node.run(
        "key", "list")["waiting_for"])


def fingerprint_seen(node, other):
    return node.run("peer", "compare", other.party)["fingerprint"]


def rotate_signing_keys(node, other):
    before = fingerprint_seen(other, node)
    for role in SIGNING:
        made = node.run("key", "rotate", "--role", role)
        expect(made["state"] == "current", f"{role}: {made}")
        delivered(node)
    other.until("the new keys are known", lambda: fingerprint_seen(other, node) != before)
    for role in SIGNING:
        expect(len(node.run("key", "retire", "--role", role)["destroyed"]) == 1, role)


def rotate_link_key(node, other):
    node.run("key", "rotate", "--role", "link")
    delivered(node)
    node.run("key", "retire", "--role", "link", expect=OUT_OF_ORDER)
    node.stop()
    node.start()
    node.run("key", "retire", "--role", "link")
    delivered(node)


def rotate_rsa_key(node, other):
    before = fingerprint_seen(other, node)
    made = node.run("key", "rotate", "--role", "key-access-rsa")
    expect(made["waiting_for"] == [], f"nobody is told of a key that no invite names: {made}")
    keys = node.run("key", "list", "--role", "key-access-rsa")["keys"]
    expect([key["state"] for key in keys] == ["retired", "current"], f"{keys}")
    expect(fingerprint_seen(other, node) == before, "the partner knows the same invite")


def rotate_party_key(node, other):
    node.run("key", "rotate", "--role", "party")
    invite = node.home.parent / f"{node.party}-again.invite"
    made = node.run("peer", "invite", "-o", invite)
    other.run("peer", "rotate", node.party, "--invite", invite, "--fingerprint",
              made["fingerprint"])
    delivered(node)


def verify(*nodes):
    for node in nodes:
        report = node.run("ledger", "verify", pair.AGREEMENT)
        expect(report["ok"], f"{node.party}: {report}")


def main():
    with pair.ready_to_release("keys") as (_, kr, jp):
        number = 0
        for step in (rotate_signing_keys, rotate_link_key, rotate_rsa_key, rotate_party_key):
            for node, other in ((kr, jp), (jp, kr)):
                step(node, other)
                number += 1
                release(kr, jp, number)
                release(jp, kr, number)
        jp.run("key", "revoke", "--role", "key-access")
        delivered(jp)
        release(kr, jp, number + 1)
        verify(kr, jp)
        for node in (kr, jp):
            node.stop()
            node.start()
        verify(kr, jp)
    print("every key of both nodes was replaced; both ledgers verify")


if __name__ == "__main__":
    main()
