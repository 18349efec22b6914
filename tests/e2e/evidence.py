#!/usr/bin/env python3
"""Evidence packs of two real nodes, read by the product and by a second verifier that shares
nothing with it: both must say the same of every pack, and of every kind of change to one.

Usage: evidence.py."""
import base64
import html.parser
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import pair  # noqa: E402
from pair import expect  # noqa: E402
from evidence_verifier import verify_pack  # noqa: E402


def encoded(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Pack:
    """A pack as its lines: what is not touched stays octet for octet."""

    def __init__(self, octets):
        lines = octets.decode().split("\n")
        self.head, self.acts = json.loads(lines[0]), [json.loads(each) for each in lines[1:-1]]

    def octets(self):
        return "".join(compact(each) + "\n" for each in [self.head, *self.acts]).encode()

    def of_type(self, kind, party=None):
        for act in self.acts:
            if self.header(act)["act"]["type"] == kind and party in (None, act["party"]):
                return act
        raise SystemExit(f"evidence: no act {kind}")

    @staticmethod
    def header(act):
        envelope = json.loads(decoded(act["act"]))
        return json.loads(decoded(envelope["signatures"][0]["protected"]))

    @staticmethod
    def change_envelope(act, change):
        envelope = json.loads(decoded(act["act"]))
        change(envelope)
        act["act"] = encoded(compact(envelope).encode())

    def change_header(self, act, change):
        def in_envelope(envelope):
            header = self.header(act)
            change(header)
            envelope["signatures"][0]["protected"] = encoded(compact(header).encode())
        self.change_envelope(act, in_envelope)

    def change_body(self, act, change):
        def in_envelope(envelope):
            body = json.loads(decoded(envelope["payload"]))
            change(body)
            envelope["payload"] = encoded(compact(body).encode())
        self.change_envelope(act, in_envelope)

    @staticmethod
    def change_proof(act, change):
        act["proof"] = encoded(change(decoded(act["proof"]).decode()).encode())

    def change_invite(self, number, change):
        party = self.head["parties"][number]
        invite = json.loads(decoded(party["invite"]))
        change(invite)
        party["invite"] = encoded(compact(invite).encode())


def flipped(text):
    octets = bytearray(decoded(text))
    octets[len(octets) // 2] ^= 1
    return encoded(bytes(octets))


def without_path(proof):
    lines = proof.split("\n")
    return "\n".join(lines[:2] + lines[3:])


def other_size(proof):
    head, _, note = proof.partition("\n\n")
    lines = note.split("\n")
    lines[1] = str(int(lines[1]) + 1)
    return head + "\n\n" + "\n".join(lines)


def set_in(target, *path):
    *way, name, value = path
    for step in way:
        target = target[step]
    target[name] = value


def mutations(pack):
    """Each kind of change by its name: a function of a pack that changes it."""
    release = "item.release"

    def at(kind, change):
        return lambda p: change(p, p.of_type(kind))

    def swap(member, one=release, other="agreement.sign"):
        def change(p):
            left, right = p.of_type(one), p.of_type(other)
            left[member], right[member] = right[member], left[member]
        return change

    def drop_announcement(p):
        p.acts.remove(p.of_type("key.announce"))

    def counts(p):
        return p.head["manifest"]["counts"]

    return {
        "another title": at(release, lambda p, a: p.change_body(
            a, lambda body: set_in(body, "reason", "another"))),
        "a body with a further member": at(release, lambda p, a: p.change_body(
            a, lambda body: set_in(body, "extra", 1))),
        "another time of recording": at(release, lambda p, a: p.change_header(
            a, lambda header: set_in(header, "act", "recorded_at", "2020-01-01T00:00:00Z"))),
        "another claimed time": at(release, lambda p, a: p.change_header(
            a, lambda header: set_in(header, "act", "effective_at", "2020-01-01T00:00:00Z"))),
        "another issuer": at(release, lambda p, a: p.change_header(
            a, lambda header: set_in(header, "act", "issuer", "JP"))),
        "another place in the chain": at(release, lambda p, a: p.change_header(
            a, lambda header: set_in(header["act"]["to"][0], "sequence", 99))),
        "another head seen": at(release, lambda p, a: p.change_header(
            a, lambda header: set_in(header["act"]["heads_seen"][0], "digest", "0" * 64))),
        "another environment": at(release, lambda p, a: p.change_header(
            a, lambda header: set_in(header, "act", "environment", "live"))),
        "another agreement": at(release, lambda p, a: p.change_header(
            a, lambda header: set_in(header, "act", "agreement", "uk-kr-2009/exercise"))),
        "another text's digest": at(release, lambda p, a: p.change_header(
            a, lambda header: set_in(header, "act", "agreement_digest", "0" * 64))),
        "another type": at(release, lambda p, a: p.change_header(
            a, lambda header: set_in(header, "act", "type", "agreement.hold"))),
        "another algorithm": at(release, lambda p, a: p.change_header(
            a, lambda header: set_in(header, "alg", "ES256"))),
        "no algorithm": at(release, lambda p, a: p.change_header(
            a, lambda header: set_in(header, "alg", "none"))),
        "another key's id": at(release, lambda p, a: p.change_header(
            a, lambda header: set_in(header, "kid", "A" * 43))),
        "a critical header that nobody knows": at(release, lambda p, a: p.change_header(
            a, lambda header: set_in(header, "crit", ["act", "b64"]))),
        "another signature": at(release, lambda p, a: p.change_envelope(
            a, lambda e: set_in(e["signatures"][0], "signature",
                                flipped(e["signatures"][0]["signature"])))),
        "no signature": at(release, lambda p, a: p.change_envelope(
            a, lambda e: set_in(e, "signatures", []))),
        "another commitment key": at(release, lambda p, a: set_in(
            a, "commitment_key", flipped(a["commitment_key"]))),
        "the commitment key of another act": swap("commitment_key"),
        "the proof of another act": swap("proof"),
        "the act in another's place": swap("act"),
        "an act said to be the other party's": at(release, lambda p, a: set_in(a, "party", "JP")),
        "another index": at(release, lambda p, a: p.change_proof(
            a, lambda proof: proof.replace("index ", "index 1", 1))),
        "a path too short": at(release, lambda p, a: p.change_proof(a, without_path)),
        "another size of the log": at(release, lambda p, a: p.change_proof(a, other_size)),
        "a head without signatures": at(release, lambda p, a: p.change_proof(
            a, lambda proof: proof[:proof.rindex("\n\n") + 2])),
        "another origin": at(release, lambda p, a: p.change_proof(
            a, lambda proof: proof.replace("kr.exercise", "xx.exercise"))),
        "an invite with other keys": lambda p: p.change_invite(
            0, lambda invite: set_in(invite, "content", "keys", "node",
                                     invite["content"]["keys"]["log"])),
        "an invite that is not signed": lambda p: p.change_invite(
            0, lambda invite: set_in(invite, "signature", "A" * 86 + "==")),
        "the invites exchanged": lambda p: set_in(p.head["parties"][0], "invite",
                                                  p.head["parties"][1]["invite"]),
        "another text": lambda p: set_in(p.head, "profile",
                                         encoded(decoded(p.head["profile"]) + b"\n")),
        "another format": lambda p: set_in(p.head, "format", "entente-evidence-v2"),
        "a further member": lambda p: set_in(p.head, "extra", True),
        "no acts": lambda p: p.acts.clear(),
        "no announcement of the new keys": drop_announcement,
        "an act left out": lambda p: p.acts.remove(p.of_type("item.content-receipt")),
        "an act twice": lambda p: p.acts.append(p.acts[-1]),
        "more acts than there are": lambda p: set_in(counts(p)[0], "acts",
                                                     counts(p)[0]["acts"] + 1),
        "a party without a number of acts": lambda p: counts(p).pop(),
        "a party twice in the manifest": lambda p: counts(p).append(counts(p)[0]),
        "a manifest with a further member": lambda p: set_in(p.head["manifest"], "extra", 1),
    }


def ours(file, *options):
    command = [pair.BINARY, "evidence", "verify", file, "--json", *options]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    expect(done.returncode in (0, 5), f"exit {done.returncode}: {done.stderr}")
    said = json.loads(done.stdout)
    return said.get("report", said)


def both_say(octets, folder, name):
    """What both say of the same pack; they agree, or nothing here counts."""
    file = folder / "mutated.evidence"
    file.write_bytes(octets)
    first, second = ours(file), verify_pack(octets)
    members = ("valid", "acts", "witnessed", "choice", "rows") if first["valid"] else ("valid",)
    expect(all(first.get(member) == second.get(member) for member in members),
           f"{name}: the verifiers differ:\n{first}\n{second}")
    for each in first["keys"]:
        each.pop("fingerprint")
    expect(not first["valid"] or by_key(first["keys"]) == by_key(second["keys"]),
           f"{name}: the verifiers differ on keys:\n{first['keys']}\n{second['keys']}")
    return second


def by_key(statuses):
    return sorted(statuses, key=lambda each: (each["party"], each["role"], each["from_place"]))


def packs_of_both(kr, jp, item, folder):
    """An agreement's, an item's and a period's, made by either party."""
    for node in (kr, jp):
        for name, choice in (("whole", ()), ("item", ("--item", item)),
                             ("period", ("--from", "2020-01-01T00:00:00Z"))):
            file = folder / f"{node.party}-{name}.evidence"
            made = node.run("ledger", "evidence", pair.AGREEMENT, "-o", file, *choice)
            found = both_say(file.read_bytes(), folder, file.name)
            expect(found["valid"] and found["acts"] == made["acts"] > 0, f"{file.name}: {found}")
            expect(found["witnessed"] > 0, f"{file.name}: nothing is witnessed")


def keys_have_their_status(kr, folder):
    """After a key was replaced as planned, and the next because others may know it (T8)."""
    kr.run("key", "revoke", "--role", "node")
    kr.until("all is cosigned", lambda: pair.settled(kr))
    file = folder / "revoked.evidence"
    kr.run("ledger", "evidence", pair.AGREEMENT, "-o", file)
    found = both_say(file.read_bytes(), folder, "revoked")
    expect(found["valid"], f"acts from before do not verify any more: {found['faults']}")
    node_keys = by_key(each for each in found["keys"]
                       if (each["party"], each["role"]) == ("KR", "node"))
    reasons = [each.get("replaced", {}).get("reason") for each in node_keys]
    expect(reasons == ["planned", "compromised", None], f"the keys of KR: {node_keys}")
    for row in found["rows"]:
        by_second = row["party"] == "KR" and row.get("node_key") == node_keys[1]["key"]
        expect(row["compromised"] == by_second and "log_key" in row, f"{row}")
    expect(any(row["compromised"] for row in found["rows"]), "nothing is marked")
    for language, words in (("en", "rests on a key later announced compromised"),
                            ("ko", "이후 손상되었다고 공지된 키에 근거함"),
                            ("ja", "後に危殆化が告知された鍵に基づく")):
        ours(file, "--page", folder / "revoked.html", "--lang", language)
        page = Page((folder / "revoked.html").read_text())
        marked = page.texts.count(words)
        expect(marked == sum(row["compromised"] for row in found["rows"]),
               f"the page in {language} marks {marked} acts")


def without_a_manifest_it_verifies_all_the_same(octets, folder):
    pack = Pack(octets)
    del pack.head["manifest"]
    found = both_say(pack.octets(), folder, "of before there were manifests")
    expect(found["valid"] and "choice" not in found, f"no manifest: {found}")


def a_pack_names_what_people_compared(kr, folder):
    """Its maker is named by the invite that was given out first, and one that says the same is the
    same however often it is given out: who was told its fingerprint can trust it."""
    compared = encoded((folder / "KR-JP.invite").read_bytes())
    with open(folder / "KR-whole.evidence", encoding="utf-8") as pack:
        head = json.loads(pack.readline())
    expect(compared in [party["invite"] for party in head["parties"]],
           f"no pack names what was compared: {head['parties']}")
    given = [folder / "again-1.invite", folder / "again-2.invite"]
    told = [kr.run("peer", "invite", "-o", file)["fingerprint"] for file in given]
    expect(told[0] == told[1] and given[0].read_bytes() == given[1].read_bytes(), f"differ: {told}")


def trust_is_by_fingerprint(folder):
    octets = (folder / "KR-whole.evidence").read_bytes()
    known = [party["invite"] for party in ours(folder / "KR-whole.evidence")["parties"]]
    trust = folder / "trusted"
    for fingerprints in (known, known[:1], ["0" * 64]):
        trust.write_text("".join(each + "\n" for each in fingerprints))
        first = ours(folder / "KR-whole.evidence", "--trust", trust)
        expect(first["valid"] == verify_pack(octets, set(fingerprints))["valid"]
               == (fingerprints == known), f"trust in {fingerprints}: {first}")


class Page(html.parser.HTMLParser):
    """What a page shows, and what it would load or run."""

    def __init__(self, text):
        super().__init__()
        self.language, self.texts, self.tags, self.loads = None, [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.language = dict(attributes).get("lang", self.language)
        self.loads += [value for name, value in attributes if name in ("src", "href", "onload")]

    def handle_data(self, data):
        self.texts.append(data.strip())


def pages_are_for_people(folder, item):
    """A page in each language; it loads and runs nothing, whatever the pack says."""
    for language, words in (("en", ("EXERCISE", "Everything in this pack verifies.", "release",
                                    "content receipt")),
                            ("ko", ("연습 (EXERCISE)", "제공", "내용물 수령증", "당사자")),
                            ("ja", ("演習 (EXERCISE)", "提供", "内容の受領書", "締約国政府"))):
        file = folder / f"page-{language}.html"
        ours(folder / "KR-whole.evidence", "--page", file, "--lang", language)
        page = Page(file.read_text())
        expect(page.language == language and page.loads == [] and "script" not in page.tags,
               f"the page in {language} is not what it says")
        for word in (*words, item):
            expect(word in page.texts, f"the page in {language} does not say {word}")
        expect(any("군사 Ⅲ급 비밀" in text for text in page.texts), "no marking as it was written")

    pack = Pack((folder / "KR-whole.evidence").read_bytes())
    release = pack.of_type("item.release")
    pack.change_body(release, lambda body: set_in(body, "marking_text", "<script>x()</script>"))
    (folder / "hostile.evidence").write_bytes(pack.octets())
    ours(folder / "hostile.evidence", "--page", folder / "hostile.html")
    page = Page((folder / "hostile.html").read_text())
    expect("script" not in page.tags, "the page runs what a pack says")
    expect("This pack does not verify. Rely on nothing in it." in page.texts, "a good page")


def every_change_is_found(octets, folder):
    changes = mutations(Pack(octets))
    expect(len(changes) >= 20, "fewer than 20 kinds of change")
    expect(both_say(Pack(octets).octets(), folder, "nothing")["valid"], "the pack itself")
    for name, change in changes.items():
        pack = Pack(octets)
        change(pack)
        expect(pack.octets() != octets, f"{name}: changed nothing")
        expect(not both_say(pack.octets(), folder, name)["valid"], f"{name}: not found")
    cosigned = both_say(octets, folder, "whole")["witnessed"]
    pack = Pack(octets)
    for act in pack.acts:
        pack.change_proof(act, lambda proof: "\n".join(
            line for line in proof.split("\n") if "/entente/witness " not in line))
    found = both_say(pack.octets(), folder, "no cosignatures")
    expect(found["valid"] and found["witnessed"] == 0 < cosigned, f"no cosignatures: {found}")
    return len(changes)


def main():
    with pair.ready_to_release("evidence") as (folder, kr, jp):
        kr.run("key", "rotate", "--role", "node")
        path = folder / "report.txt"
        path.write_text("EXERCISE\n")
        code, reply = pair.try_release(kr, path)
        expect(code == 0, reply)
        item = reply["item"]
        kr.until("JP has its content", lambda: pair.staged(kr, item, "received"))
        for node in (kr, jp):
            node.until("all is cosigned", lambda n=node: pair.settled(n))
        packs_of_both(kr, jp, item, folder)
        trust_is_by_fingerprint(folder)
        a_pack_names_what_people_compared(kr, folder)
        pages_are_for_people(folder, item)
        whole = (folder / "KR-whole.evidence").read_bytes()
        count = every_change_is_found(whole, folder)
        without_a_manifest_it_verifies_all_the_same(whole, folder)
        keys_have_their_status(kr, folder)
    print(f"evidence: two verifiers agree on 6 packs and {count} kinds of change to one")


if __name__ == "__main__":
    main()
