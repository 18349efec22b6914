#!/usr/bin/env python3
"""A node loses a day of its ledger, and takes back what its partner holds of it (T14, AB26).

Usage: recovery.py. Nothing of the lost machine is used: a backup, and what the partner says."""
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import backup  # noqa: E402
import key_rotation  # noqa: E402
import pair  # noqa: E402
from evidence_verifier import verify_pack  # noqa: E402
from pair import AGREEMENT, expect  # noqa: E402

NOT_FOUND, OUT_OF_ORDER, VERIFICATION, UNREACHABLE = 3, 4, 5, 6


def register(node, item, number, marking):
    node.run("item", "register", item, "--number", number, "--marking", marking, "--reason",
             "EXERCISE", person={"KR": "kim.minji", "JP": "sato.yui"}[node.party])


def newest(node):
    return max(node.items(), key=lambda item: item["released_at"])["item"]


def a_day_after_the_backup(kr, jp):
    """Items in both directions, received and registered: all of it is lost with the machine."""
    key_rotation.release(kr, jp, 2)
    given = newest(jp)
    register(jp, given, "JP-EX-2", "JP-HI")
    key_rotation.release(jp, kr, 3)
    taken = newest(kr)
    register(kr, taken, "KR-EX-3", "KR-3")
    for node in (kr, jp):
        node.until("all is cosigned", lambda node=node: pair.settled(node))
    return given, taken


def an_act_that_nobody_else_has(kr, jp):
    jp.stop()
    kr.run("agreement", "hold", AGREEMENT, "--reason", "EXERCISE", person="kim.minji")
    kr.stop()
    jp.start()


def rolled_back(node):
    return "signed and no longer has" in node.run("node", "status").get("frozen_because", "")


def proposed(jp):
    ledgers = jp.run("node", "status")["ledgers"]
    return [each for ledger in ledgers for each in ledger.get("recoveries", [])]


def recover(kr, jp, epoch):
    """What both sides do, from finding out to signing again."""
    kr.until("JP's head is known", lambda: rolled_back(kr))
    expect(backup.sign_something(kr, VERIFICATION)["error"]["code"] == "node.rolled-back", "signs")
    nothing = jp.run("ledger", "recover", AGREEMENT, expect=OUT_OF_ORDER)
    expect(nothing["error"]["code"] == "node.nothing-lost", nothing)
    said = kr.run("ledger", "recover", AGREEMENT)
    expect(said["epoch"] == epoch and said["kept"] < said["size"] and said["waits_for"] == ["JP"],
           said)
    waits = backup.sign_something(kr, UNREACHABLE)
    expect(waits["error"]["code"] == "node.recovering", waits)
    shown = jp.until("JP's officers see it", lambda: proposed(jp))
    expect(shown[0]["recovery"] == said["recovery"] and shown[0]["size"] == said["size"], shown)
    wrong = jp.run("ledger", "accept-recovery", AGREEMENT, "--of", "KR", "--recovery", "0" * 64,
                   expect=NOT_FOUND)
    expect(wrong["error"]["code"] == "base.not-found", wrong)
    jp.run("ledger", "accept-recovery", AGREEMENT, "--of", "KR", "--recovery", said["recovery"])
    kr.until("it signs again", lambda: kr.run("node", "status")["health"] == "ok")
    for node in (kr, jp):
        node.until("all is cosigned", lambda node=node: pair.settled(node))
    return said


def nothing_that_the_partner_has_is_lost(kr, jp, given, taken, epoch):
    expect(kr.item(given)["stage"] == "registered", f"the one given: {kr.item(given)}")
    expect(kr.item(taken)["stage"] == "registered", f"the one taken: {kr.item(taken)}")
    sealed = kr.home.parent / "taken.tdf"
    kr.until("its content is here again", lambda: try_object(kr, taken, sealed))
    for node in (kr, jp):
        verified = node.run("ledger", "verify", AGREEMENT)
        expect(verified["ok"] and verified["records_match_acts"], verified)
        expect(node.run("ledger", "reconcile", AGREEMENT)["ok"], node.party)
    origin = kr.run("ledger", "checkpoint", AGREEMENT)["checkpoint"].splitlines()[0]
    expect(origin.endswith(f"/{epoch + 1}"), origin)


def try_object(node, item, path):
    """Whether the sealed object of the item is here."""
    path.unlink(missing_ok=True)
    try:
        node.run("item", "object", item, "-o", path)
    except SystemExit:
        return False
    return path.stat().st_size > 0


def both_go_on(kr, jp, number):
    key_rotation.release(kr, jp, number)
    key_rotation.release(jp, kr, number + 1)


def evidence_of_every_epoch_verifies(node):
    pack = node.home.parent / "pack.evidence"
    pack.unlink(missing_ok=True)
    node.run("ledger", "evidence", AGREEMENT, "-o", pack)
    ours = node.run("evidence", "verify", pack)
    theirs = verify_pack(pack.read_bytes(), set())
    expect(ours["valid"] and theirs["valid"], f"{ours}\n{theirs}")
    expect(ours["acts"] == theirs["acts"] and ours["witnessed"] == theirs["witnessed"],
           "the verifiers differ")


def the_lost_machine_is_no_node_any_more(lost, jp):
    """AB38: found again and started, it learns at once that its log goes on elsewhere."""
    lost.start()
    try:
        lost.until("it knows", lambda: rolled_back(lost))
        denied = backup.sign_something(lost, VERIFICATION)
        expect(denied["error"]["code"] == "node.rolled-back", denied)
    finally:
        lost.stop()
    expect(jp.run("ledger", "verify", AGREEMENT)["ok"], "JP's copy suffered")


def main():
    with pair.ready_to_release("recovery") as (folder, kr, jp):
        key, shares = backup.shares_of(kr, folder)
        backup.release(kr, folder)
        for node in (kr, jp):
            node.until("all is cosigned", lambda node=node: pair.settled(node))
        file = folder / "kr.backup"
        kr.run("node", "backup", key, "-o", file)
        given, taken = a_day_after_the_backup(kr, jp)
        an_act_that_nobody_else_has(kr, jp)
        again, _ = backup.restore(folder, kr, file, shares[:3])
        again.start()
        try:
            recover(again, jp, 1)
            nothing_that_the_partner_has_is_lost(again, jp, given, taken, 1)
            both_go_on(again, jp, 4)
            again.stop()
            again.start()
            jp.stop()
            jp.start()
            both_go_on(again, jp, 6)
            again.stop()
            shutil.rmtree(again.home)
            again, _ = backup.restore(folder, kr, file, shares[2:])
            again.start()
            recover(again, jp, 2)
            nothing_that_the_partner_has_is_lost(again, jp, given, taken, 2)
            both_go_on(again, jp, 8)
            for node in (again, jp):
                evidence_of_every_epoch_verifies(node)
        finally:
            again.stop()
        the_lost_machine_is_no_node_any_more(kr, jp)
    print("recovery: two losses, two epochs closed by both sides, nothing lost that JP had")


if __name__ == "__main__":
    main()
