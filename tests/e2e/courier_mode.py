#!/usr/bin/env python3
"""Two real nodes without any link between them: all that they exchange is carried in files.

Usage: courier_mode.py. KR's node serves, JP's does not: its commands open the home themselves, so
that nothing could reach it. Both ways must come to the same."""
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import pair  # noqa: E402
from pair import expect  # noqa: E402

INVALID, DENIED, VERIFICATION = 8, 3, 5
CONTENT = bytes(range(256)) * 12_000  # three megabytes: its object is a file, not a row


class Courier:
    """Who carries files, and looks at nothing but their sizes."""

    def __init__(self, folder):
        self.folder = folder
        self.carried = []

    def export(self, node, other):
        file = self.folder / f"{len(self.carried)}.carried"
        node.run("package", "export", "--to", other.party, "-o", file)
        self.carried.append(file)
        return file

    def carry(self, node, file, **expected):
        """Takes the file in at the node; (what the node says, the reply)."""
        reply = self.folder / f"{len(self.carried)}.carried"
        said = node.run("package", "import", file, "--reply", reply, **expected)
        expect(reply.exists() == ("error" not in said), f"a reply without a cause: {said}")
        self.carried.append(reply)
        return said, reply

    def exchange(self, node, other):
        """There and back until neither owes anything; whoever began may be the one to end."""
        file = self.export(node, other)
        for reader in [other, node] * 4:
            said, file = self.carry(reader, file)
            expect(said["refused"] == [], f"{reader.party}: {said}")
            if not any(said["owed"].values()):
                return
        raise SystemExit(f"courier_mode: it does not come to an end: {said}")


def two_nodes_apart(folder):
    """KR's serves; JP's is made, and served by nobody."""
    kr = pair.Node(folder, "KR", "Republic of Korea (EXERCISE)", "kr.exercise.example")
    jp = pair.Node(folder, "JP", "Japan (EXERCISE)", "jp.exercise.example")
    for node in (kr, jp):
        node.init()
    kr.start()
    return kr, jp


def sign(kr, jp, courier):
    for node in (kr, jp):
        node.run("agreement", "propose", pair.PROFILE)
    for step in (("sign", pair.AGREEMENT, "--place", "Seoul (EXERCISE)"),
                 ("notify", pair.AGREEMENT, "--note", "EXERCISE")):
        for node in (kr, jp):
            node.run("agreement", *step)
        courier.exchange(kr, jp)
    for node in (kr, jp):
        expect(pair.in_force(node), f"{node.party}: the agreement is not in force")


def amend(kr, jp, courier):
    """The proposed text is carried with the act that proposes it."""
    amended = courier.folder / "amended.toml"
    amended.write_text(pair.PROFILE.read_text().replace('version = "1"', 'version = "2"', 1))
    proposal = kr.run("agreement", "amend", pair.AGREEMENT, "--text", amended)["act"]
    courier.exchange(kr, jp)
    carried = jp.run("agreement", "text", proposal)["text"]
    expect(carried == amended.read_text(), "another text was carried than the one proposed")
    jp.run("agreement", "amend", pair.AGREEMENT, "--refers-to", proposal)
    courier.exchange(kr, jp)
    for node in (kr, jp):
        texts = node.run("agreement", "status", pair.AGREEMENT)["texts"]
        expect([t["name"] for t in texts] == [proposal], f"{node.party}: {texts}")


def declare(kr, jp, courier):
    for node, authority, system in ((kr, "MND", "KR-EX-SYS"), (jp, "MOD", "JP-EX-SYS")):
        node.run("authority", "notify", authority, "--agreement", pair.AGREEMENT, "--name",
                 f"{authority} (EXERCISE)")
        node.run("system", "accredit", system, "--agreement", pair.AGREEMENT, "--level", "SECRET",
                 "--authority", authority, "--until", pair.UNTIL)
        node.run("facility", "enter", f"{node.party}-EX-1", "--name", "EXERCISE", "--levels",
                 "SECRET,CONFIDENTIAL", "--until", pair.UNTIL)
    jp.run("assurance", "give", "--agreement", pair.AGREEMENT, "--level", "SECRET", "--authority",
           "MOD", "--until", pair.UNTIL, "--recipients-cleared", "--official-need",
           "--equivalent-protection")
    for node, person, role in ((kr, "kim.minji", "registry-officer"),
                               (jp, "sato.yui", "registry-officer"), (jp, "mori.ken", "analyst")):
        node.run("person", "enrol", person, "--name", "EXERCISE", "--facility",
                 f"{node.party}-EX-1", "--role", role)
    for node, officer in ((kr, "kim.minji"), (jp, "sato.yui")):
        node.run("facility", "appoint", f"{node.party}-EX-1", "--person", officer, "--until",
                 pair.UNTIL)
    jp.run("clearance", "grant", "mori.ken", "--levels", "SECRET,CONFIDENTIAL", "--until",
           pair.UNTIL)
    courier.exchange(jp, kr)


def release(kr, folder):
    path = folder / "report.bin"
    path.write_bytes(CONTENT)
    return kr.run("item", "release", path, "--agreement", pair.AGREEMENT, "--to", "JP",
                  "--marking", "KR-3", "--purpose", "exercise", "--title", "EXERCISE", "--reason",
                  "EXERCISE", person="kim.minji")["item"]


def an_item_passes_with_both_receipts(kr, jp, courier, folder):
    item = release(kr, folder)
    file = courier.export(kr, jp)
    said, reply = courier.carry(jp, file)
    expect(said["objects"] == {"taken": 1, "known": 0, "damaged": 0}, f"{said}")
    expect(said["owed"]["acts"] == 2, f"the two receipts are owed: {said}")
    expect(jp.item(item)["stage"] == "received", f"{jp.item(item)}")
    expect(kr.item(item)["stage"] == "dispatched", "KR knows before it was told")
    said, _ = courier.carry(kr, reply)
    expect(said["acts"] == {"recorded": 2}, f"{said}")
    expect(kr.item(item)["stage"] == "received", f"{kr.item(item)}")
    return item, file, reply


def repeated_ones_change_nothing(kr, jp, courier, item, file, reply):
    said, _ = courier.carry(jp, file)
    expect(set(said["acts"]) == {"duplicate"} and said["objects"]["known"] == 1, f"{said}")
    said, _ = courier.carry(kr, reply)
    expect(said["acts"] == {"duplicate": 2}, f"{said}")
    expect(kr.item(item)["stage"] == jp.item(item)["stage"] == "received", "a receipt was undone")


def read_at_the_receiver(jp, item, folder):
    jp.run("item", "register", item, "--number", "JP-EX-1", "--marking", "JP-HI", "--reason",
           "EXERCISE", person="sato.yui")
    jp.run("need-to-know", "grant", "mori.ken", "--item", item, "--purpose", "exercise", "--until",
           f"{pair.UNTIL}T00:00:00Z", person="sato.yui")
    read = folder / "read.bin"
    jp.run("item", "open", item, "--purpose", "exercise", "-o", read, person="mori.ken")
    expect(read.read_bytes() == CONTENT, "what was read is not what was released")


def reordered_ones_wait_for_each_other(kr, jp, courier, folder):
    first = release(kr, folder)
    before = courier.export(kr, jp)
    second = release(kr, folder)
    after = courier.export(kr, jp)
    said, late = courier.carry(jp, after)
    expect(said["objects"]["taken"] == 2, f"the later one holds all: {said}")
    said, overtaken = courier.carry(jp, before)
    expect(set(said["acts"]) == {"duplicate"} and said["objects"]["known"] == 1, f"{said}")
    courier.carry(kr, overtaken)
    courier.carry(kr, late)
    for item in (first, second):
        expect(kr.item(item)["stage"] == jp.item(item)["stage"] == "received", item)
    courier.exchange(kr, jp)


def refused(courier, node, file, exit_code, code):
    said, _ = courier.carry(node, file, expect=exit_code)
    expect(said["error"]["code"] == code, f"{said}")


def damaged_and_foreign_ones_are_refused(kr, jp, courier, folder):
    whole = courier.export(kr, jp).read_bytes()
    before = jp.run("ledger", "verify", pair.AGREEMENT)
    file = folder / "damaged"
    for damaged in (whole[:-1], whole[:len(whole) // 2], b"", b"EXERCISE" * 1000,
                    whole[:5000] + b"\0" + whole[5001:] if whole[5000] else
                    whole[:5000] + b"\1" + whole[5001:]):
        file.write_bytes(damaged)
        refused(courier, jp, file, INVALID, "node.bad-package")
    file.write_bytes(whole)
    refused(courier, kr, file, DENIED, "node.foreign-package")
    expect(jp.run("ledger", "verify", pair.AGREEMENT) == before, "what was refused left a trace")


def new_keys_are_carried_too(kr, jp, courier, folder):
    """A planned rotation at each side: announced, used and retired without a link."""
    for node, other, role in ((kr, jp, "node"), (jp, kr, "key-access"), (jp, kr, "log")):
        made = node.run("key", "rotate", "--role", role)
        expect(made["waiting_for"] == [other.party], f"{made}")
        courier.exchange(node, other)
        expect(node.run("key", "list")["waiting_for"] == [], f"{role}: the partner was not told")
    for node, role in ((kr, "node"), (jp, "log")):
        node.run("key", "retire", "--role", role)
    item = release(kr, folder)
    courier.exchange(kr, jp)
    expect(kr.item(item)["stage"] == "received", f"{kr.item(item)}")


def the_other_way_round_is_the_same(kr, jp, courier, folder):
    """Now JP's node serves and tries to fetch what it cannot reach, and KR's does not."""
    kr.stop()
    jp.start()
    item = release(kr, folder)
    courier.exchange(kr, jp)
    for node in (kr, jp):
        expect(node.item(item)["stage"] == "received", f"{node.party}: {node.item(item)}")
    jp.stop()
    kr.start()


def a_stranger_is_refused(jp, courier, folder):
    """A third node that trusts JP's, while nobody at JP trusts it."""
    stranger = pair.Node(folder, "XX", "Nobody (EXERCISE)", "xx.exercise.example")
    stranger.run("node", "init", "--party", "XX", "--name", stranger.name, "--domain",
                 stranger.domain, "--endpoint", f"127.0.0.1:{pair.free_port()}")
    invite = folder / "jp-for-xx.invite"
    made = jp.run("peer", "invite", "-o", invite)
    stranger.run("peer", "accept", invite, "--fingerprint", made["fingerprint"])
    file = courier.export(stranger, jp)
    refused(courier, jp, file, DENIED, "node.unknown-peer")


def a_reply_without_a_name_has_one_that_says_nothing(kr, jp, courier, folder):
    file = courier.export(kr, jp)
    apart = folder / "apart"
    apart.mkdir()
    (apart / "in").write_bytes(file.read_bytes())
    said = jp.run("package", "import", apart / "in")
    named = pathlib.Path(said["reply"])
    expect(named.parent == apart and sorted(p.name for p in apart.iterdir())
           == sorted(["in", named.name]), f"{said}")
    expect(len(named.name) == 16 and int(named.name, 16) >= 0, f"{named.name}")
    courier.carry(kr, named)


def both_verify(kr, jp):
    for node in (kr, jp):
        report = node.run("ledger", "verify", pair.AGREEMENT)
        expect(report["ok"], f"{node.party}: {report}")
        log = [l for l in node.run("node", "status")["ledgers"] if "house" not in l["origin"]][0]
        expect(log["witnessed"] == log["size"], f"{node.party}: not all of it is cosigned: {log}")
        peers = node.run("node", "status")["peers"]
        expect(all(peer["waiting"] == 0 for peer in peers), f"{node.party}: {peers}")
    items = [[(i["item"], i["stage"]) for i in node.items()] for node in (kr, jp)]
    expect(sorted(i for i, _ in items[0]) == sorted(i for i, _ in items[1]), "different items")


def sizes_say_little(courier):
    small = {f.stat().st_size for f in courier.carried if f.exists()
             and f.stat().st_size < 2_000_000}
    expect(len(small) == 1, f"whatever they say, all small ones are of one size: {small}")


def main():
    with tempfile.TemporaryDirectory(prefix="entente-courier-", ignore_cleanup_errors=True) as made:
        folder = pathlib.Path(made)
        kr, jp = two_nodes_apart(folder)
        courier = Courier(folder)
        try:
            pair.enrol_each_other(kr, jp, folder)
            sign(kr, jp, courier)
            amend(kr, jp, courier)
            declare(kr, jp, courier)
            item, file, reply = an_item_passes_with_both_receipts(kr, jp, courier, folder)
            repeated_ones_change_nothing(kr, jp, courier, item, file, reply)
            read_at_the_receiver(jp, item, folder)
            reordered_ones_wait_for_each_other(kr, jp, courier, folder)
            damaged_and_foreign_ones_are_refused(kr, jp, courier, folder)
            new_keys_are_carried_too(kr, jp, courier, folder)
            the_other_way_round_is_the_same(kr, jp, courier, folder)
            a_stranger_is_refused(jp, courier, folder)
            a_reply_without_a_name_has_one_that_says_nothing(kr, jp, courier, folder)
            courier.exchange(jp, kr)
            courier.exchange(kr, jp)
            both_verify(kr, jp)
            sizes_say_little(courier)
        finally:
            kr.stop()
            jp.stop()
    print(f"{len(courier.carried)} packages carried; both ledgers verify and are cosigned")


if __name__ == "__main__":
    main()
