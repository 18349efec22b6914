#!/usr/bin/env python3
"""Three parties around a hub, as three real processes: Korea's item goes to the United States under
the agreement of 1987, and from there to Japan under an invented one, with Korea's consent, marked
anew at each hop and carried by hand, as the stricter agreement of the two demands. It comes to
Japan a second time under the agreement of 2016: one item, read as all its agreements permit. The
real arrangement of 2014 has no public table for its second leg, so it is ambiguous and denies.
EXERCISE throughout."""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
from pair import ROOT, UNTIL, Node, enrol, reason, say, title

KR_US, US_JP, KR_JP = "us-kr-1987", "exercise-us-jp", "jp-kr-2016"
CONTENT = b"EXERCISE EXERCISE EXERCISE\nInvented report of the exercise HUB.\n"
OFFICERS = {"KR": "kim.minji", "US": "doe.sam", "JP": "sato.yui"}


def profile(name):
    return ROOT / "agreements" / name / "profile.toml"


def nodes_in(folder):
    made = {}
    for party, name in (("KR", "Republic of Korea"), ("US", "United States"), ("JP", "Japan")):
        node = Node(folder, party, f"{name} (EXERCISE)", f"{party.lower()}.exercise.example")
        node.init()
        node.start()
        made[party] = node
    return made


def into_force(agreement, *parties):
    for node in parties:
        proposed = node.run("agreement", "propose", profile(agreement))
        assert proposed["overlay"] == "exercise-neutral", proposed
    for node in parties:
        node.run("agreement", "sign", agreement, "--place", "EXERCISE")
    by_signature = agreement != KR_JP
    for node in parties:
        node.until("all have signed", lambda n=node: by_signature or all(
            r["state"] == "SIGNED"
            for r in n.run("agreement", "status", agreement)["readings"].values()))
    for node in () if by_signature else parties:
        node.run("agreement", "notify", agreement, "--note", "EXERCISE")
    for node in parties:
        node.until("it is in force", lambda n=node:
                   n.run("agreement", "status", agreement)["exchange_allowed"])


def house(node, officer, reader=None):
    place = f"{node.party}-EX-1"
    node.run("facility", "enter", place, "--name", "EXERCISE", "--levels", "SECRET,CONFIDENTIAL",
             "--until", UNTIL)
    for person, role in ((officer, "registry-officer"), (reader, "analyst")):
        if person:
            node.run("person", "enrol", person, "--name", "EXERCISE", "--facility", place, "--role",
                     role)
    node.run("facility", "appoint", place, "--person", officer, "--until", UNTIL)
    if reader:
        node.run("clearance", "grant", reader, "--levels", "SECRET,CONFIDENTIAL", "--until", UNTIL)


def declare(agreement, *parties):
    for node, authority in parties:
        node.run("authority", "notify", authority, "--agreement", agreement, "--name", "EXERCISE")
        node.run("system", "accredit", f"{node.party}-EX-SYS", "--agreement", agreement, "--level",
                 "SECRET", "--authority", authority, "--until", UNTIL)
        node.run("assurance", "give", "--agreement", agreement, "--level", "SECRET", "--authority",
                 authority, "--until", UNTIL, "--recipients-cleared", "--official-need",
                 "--equivalent-protection")
    for node, _ in parties:
        settled(node)


def settled(*nodes):
    for node in nodes:
        node.until("all has arrived", lambda n=node: all(
            peer["waiting"] == 0 for peer in n.run("node", "status")["peers"]))


def held(node, agreement, item):
    items = node.run("item", "list", "--agreement", agreement)["items"]
    return next((i for i in items if i["item"] == item), None)


def stage(node, agreement, item, wanted):
    return node.until(f"the item is {wanted}", lambda: (
        found := held(node, agreement, item)) and found["stage"] == wanted and found)


def consents(node, item):
    return node.run("item", "show", item, "--agreement", KR_US)["shown"]["consents"]


def release(node, path, agreement, to, marking, *more, expect=0):
    return node.run("item", "release", path, "--agreement", agreement, "--to", to, "--marking",
                    marking, "--purpose", "exercise", "--title", "EXERCISE", "--reason", "EXERCISE",
                    *more, person=OFFICERS[node.party], expect=expect)


def carry(folder, sender, receiver):
    """A courier takes what waits to the other side (docs/how-to/exchange-by-courier.md)."""
    package = folder / f"{sender.party}-{receiver.party}.package"
    package.unlink(missing_ok=True)
    sender.run("package", "export", "--to", receiver.party, "-o", package)
    receiver.run("package", "import", package)


def register(node, agreement, item, number, marking, *why):
    node.run("item", "register", item, "--number", number, "--marking", marking, "--agreement",
             agreement, *why, person=OFFICERS[node.party])


def real_arrangement_denies(node):
    title("The arrangement of 2014 itself: its second leg has no public table")
    answer = node.run("equivalence", "lookup", "--agreement", profile("tisa-2014"), "--issuer",
                      "US", "--marking", "US-S", "--to", "JP", "--on", "2020-01-01")
    assert answer["outcome"] == "ambiguous" and not answer["targets"], answer
    say("US SECRET at Japan: ambiguous, so nothing passes; the chain below has an invented leg")


def first_hop(folder, kr, us, path):
    title("KR releases to US under the agreement of 1987, which knows no electronic channel")
    refused = release(kr, path, KR_US, "US", "KR-2", expect=3)
    say(f"by the link: refused, {reason(refused)}")
    item = release(kr, path, KR_US, "US", "KR-2", "--channel", "government-courier")["item"]
    settled(kr)
    assert held(us, KR_US, item)["stage"] == "dispatched", "no receipt before the courier is here"
    carry(folder, kr, us)
    stage(us, KR_US, item, "received")
    stage(kr, KR_US, item, "received")
    register(us, KR_US, item, "US-EX-1", "US-S")
    say(f"{item}: carried by hand, received, marked SECRET at US")
    return item


def consent(kr, us, item):
    title("US may pass it on only with KR's consent, to that party and for that purpose")
    request = us.run("consent", "request", item, "--to", "JP", "--purpose", "exercise",
                     "--agreement", KR_US)["act"]
    settled(us)
    refused = us.run("item", "transfer", item, "--to", "JP", "--consent", request, "--purpose",
                     "exercise", "--agreement", KR_US, person=OFFICERS["US"], expect=3)
    say(f"before the grant: refused, {reason(refused)}")
    kr.run("consent", "grant", item, "--request", request, "--until", UNTIL, "--agreement", KR_US,
           person=OFFICERS["KR"])
    us.until("the grant is here", lambda: any(c["granted"] for c in consents(us, item)))
    us.run("item", "transfer", item, "--to", "JP", "--consent", request, "--purpose", "exercise",
           "--agreement", KR_US, person=OFFICERS["US"])
    return request


def second_hop(folder, us, jp, path, item, request):
    title("US passes it on under its agreement with JP, as both agreements permit")
    way = ("--item", item, "--held-under", KR_US, "--consent", request)
    own = release(us, path, US_JP, "JP", "US-S", "--item", item, expect=3)
    say(f"as its own: refused, {own['error']['message']}")
    lower = release(us, path, US_JP, "JP", "US-C", *way, "--channel", "government-courier",
                    expect=3)
    say(f"at a lower marking: refused, {reason(lower)}")
    by_link = release(us, path, US_JP, "JP", "US-S", *way, expect=3)
    say(f"by the link, which the first agreement does not list: refused, {reason(by_link)}")
    release(us, path, US_JP, "JP", "US-S", *way, "--channel", "government-courier")
    settled(us)
    carry(folder, us, jp)
    stage(jp, US_JP, item, "received")
    register(jp, US_JP, item, "JP-EX-1", "極秘", "--reason", "EXERCISE")
    shown = jp.run("item", "show", item, "--agreement", US_JP)["shown"]
    origin, marked = shown["origin"], shown["markings"]
    assert origin["originating_party"] == "KR" and origin["marking_text"] == "군사 Ⅱ급 비밀", origin
    say(f"at JP: {origin['marking_text']} / {origin['hops'][0]['marking']} / {marked['own']}")


def second_way(kr, jp, path, item):
    title("KR gives JP the same item directly, under the agreement of 2016: one item")
    again = release(kr, path, KR_JP, "JP", "KR-2", "--item", item)
    assert again["item"] == item, again
    stage(jp, KR_JP, item, "received")
    register(jp, KR_JP, item, "JP-EX-2", "極秘", "--reason", "EXERCISE")
    return again


def read(jp, item, out, expect=0, agreement=KR_JP):
    out.unlink(missing_ok=True)
    return jp.run("item", "open", item, "--purpose", "exercise", "-o", out, "--agreement",
                  agreement, person="mori.ken", expect=expect)


def one_item(folder, us, jp, item):
    title("It is read as all the agreements permit under which JP holds it")
    out = folder / "read"
    jp.run("need-to-know", "grant", "mori.ken", "--item", item, "--purpose", "exercise", "--until",
           "2099-12-31T00:00:00+09:00", person=OFFICERS["JP"])
    read(jp, item, out)
    assert out.read_bytes() == CONTENT
    for agreement, number in ((KR_JP, 1), (US_JP, 2)):
        made = jp.run("item", "copy", item, "--purpose", "exercise", "--agreement", agreement,
                      person="mori.ken")
        body = jp.run("decision", "explain", made["act"])["body"]
        assert body["number"] == number, body
    say("its copies are counted once: 1 under the one agreement, 2 under the other")
    hold = jp.run("agreement", "hold", US_JP, "--reason", "EXERCISE")["hold"]
    refused = read(jp, item, out, expect=3)
    assert not out.exists()
    say(f"JP holds under the one: refused under the other too, {reason(refused)}")
    jp.run("agreement", "unhold", US_JP, "--hold", hold)
    read(jp, item, out)


def revoked(kr, us, path, item, request):
    title("KR revokes: it goes no further, and what was given stays protected")
    kr.run("consent", "revoke", item, "--request", request, "--agreement", KR_US)
    us.until("the revocation is here", lambda: any(c["revoked"] for c in consents(us, item)))
    refused = us.run("item", "transfer", item, "--to", "JP", "--consent", request, "--purpose",
                     "exercise", "--agreement", KR_US, person=OFFICERS["US"], expect=3)
    say(f"refused, {reason(refused)}")


def main():
    with tempfile.TemporaryDirectory(prefix="entente-hub-", ignore_cleanup_errors=True) as made:
        folder = pathlib.Path(made)
        path = folder / "report.txt"
        path.write_bytes(CONTENT)
        nodes = nodes_in(folder)
        kr, us, jp = nodes["KR"], nodes["US"], nodes["JP"]
        try:
            real_arrangement_denies(us)
            for one, other in ((kr, us), (us, jp), (kr, jp)):
                enrol(folder, one, other)
                enrol(folder, other, one)
            into_force(KR_US, kr, us)
            into_force(US_JP, us, jp)
            into_force(KR_JP, kr, jp)
            house(kr, OFFICERS["KR"])
            house(us, OFFICERS["US"])
            house(jp, OFFICERS["JP"], reader="mori.ken")
            declare(KR_US, (kr, "MND"), (us, "DOD"))
            declare(US_JP, (us, "DOD"), (jp, "MOD"))
            declare(KR_JP, (kr, "MND"), (jp, "MOD"))
            item = first_hop(folder, kr, us, path)
            request = consent(kr, us, item)
            second_hop(folder, us, jp, path, item, request)
            second_way(kr, jp, path, item)
            one_item(folder, us, jp, item)
            revoked(kr, us, path, item, request)
            for node, agreements in ((kr, (KR_US, KR_JP)), (us, (KR_US, US_JP)),
                                     (jp, (US_JP, KR_JP))):
                for agreement in agreements:
                    assert node.run("ledger", "verify", agreement)["ok"]
            print("\nthe hub holds: one item, two ways, three nodes")
        finally:
            for node in nodes.values():
                node.stop()


if __name__ == "__main__":
    main()
