#!/usr/bin/env python3
"""Server-sent events of a real node: each person is told of what they may see, and of nothing else.

Usage: events.py
"""
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "e2e")]
import pair  # noqa: E402
from pair import expect  # noqa: E402
from caller import Caller, Tls, signed_in  # noqa: E402

TITLE = "EXERCISE-CANARY-TITLE"
STAFF = {"security.a": "security-officer", "registry.a": "registry-officer",
         "analyst.a": "analyst", "admin.a": "administrator"}
STREAMS_OF_ONE_PERSON = 4


class Stream:
    """One connection that stays open, read as the WHATWG says."""
    all_text = ""

    def __init__(self, caller, last=None):
        self.connection = Tls(caller.node)
        headers = {"authorization": f"Bearer {caller.token}"}
        if last is not None:
            headers["last-event-id"] = last
        self.connection.request("GET", "/api/v1/events", None, headers)
        self.answer = self.connection.getresponse()
        expect(self.answer.status == 200, f"{self.answer.status}")
        expect(self.answer.getheader("content-type") == "text/event-stream", "another type")
        expect(self.answer.getheader("cache-control") == "no-store", "may be stored")
        self.last = last
        self.comments = 0

    def next(self):
        """The next event as (kind, id), or None where the stream has ended whole."""
        kind = data = None
        for line in iter(self.answer.readline, b""):
            text = line.decode().rstrip("\n")
            Stream.all_text += text + "\n"
            name, _, value = text.partition(": ")
            if text == "" and data is not None:
                told = json.loads(data)
                expect(told["kind"] == kind and set(told) <= {"kind", "id"}, f"{data}")
                return kind, told.get("id")
            if text.startswith(":"):
                self.comments += 1
                return "comment", None
            if name == "id":
                self.last = value
            elif name == "event":
                kind = value
            elif name == "data":
                data = value
        return None

    def event(self):
        """The next one that is no comment."""
        told = self.next()
        while told and told[0] == "comment":
            told = self.next()
        return told

    def until(self, wanted):
        told = self.event()
        while told and told != wanted:
            told = self.event()
        expect(told == wanted, f"ended before {wanted}")

    def place(self):
        return int(self.last.rpartition(".")[2])

    def close(self):
        self.connection.close()


def follow(caller, last=None):
    stream = Stream(caller, last)
    expect(stream.next() == ("comment", None), "does not say that it follows")
    return stream


def release(kr, jp, folder):
    """By the partner, whose act makes the item known here."""
    document = folder / "document"
    document.write_bytes(b"EXERCISE")
    code, made = pair.try_release(kr, document, TITLE)
    expect(code == 0, f"{made}")
    jp.until("the contents have arrived", lambda: pair.staged(jp, made["item"], "received"))
    return made["item"]


def each_is_told_of_what_they_may_see(kr, jp, staff, folder):
    """T15, AB49: what is hidden gives no event, and leaves no gap in the numbers."""
    streams = {person: follow(caller) for person, caller in staff.items()}
    expect(all(stream.place() == 0 for stream in streams.values()), "does not begin at 0")
    item = release(kr, jp, folder)
    for person in ("registry.a", "security.a"):
        streams[person].until(("item", item))
    granted = staff["security.a"].call("POST", "/people/analyst.a/needs", {
        "item": [item], "purpose": "exercise", "until": f"{pair.UNTIL}T00:00:00Z"})
    expect(granted.status == 200, granted.body)
    analyst = streams["analyst.a"]
    expect(analyst.event() == ("access", None), "was told of what is hidden")
    expect(analyst.place() == 1, "a gap tells of what is hidden")
    held = staff["security.a"].call("POST", f"/agreements/{pair.AGREEMENT}/holds",
                                    {"reason": "EXERCISE"})
    expect(held.status == 200, held.body)
    ended = staff["security.a"].call("POST", f"/agreements/{pair.AGREEMENT}/hold-ends",
                                     {"hold": held.json["hold"]})
    expect(ended.status == 200, ended.body)
    administrator = streams["admin.a"]
    kind, told = administrator.event()
    expect(kind == "agreement" and told.startswith(pair.AGREEMENT), f"{kind} {told}")
    expect(administrator.place() == 1, "a gap tells of what is hidden")
    return streams


def a_stream_is_taken_up_where_it_broke(staff, streams):
    analyst = streams.pop("analyst.a")
    analyst.close()
    granted = staff["security.a"].call("POST", "/people/analyst.a/clearances", {
        "levels": ["SECRET", "CONFIDENTIAL"], "until": pair.UNTIL})
    expect(granted.status == 200, granted.body)
    again = follow(staff["analyst.a"], analyst.last)
    again.until(("access", None))
    expect(follow(staff["analyst.a"], again.last).last == again.last, "told twice")
    for other in ("0", "x.1", streams["security.a"].last):
        reset = Stream(staff["analyst.a"], other)
        expect(reset.event() == ("reset", None), f"{other} was taken for a place")
        expect(reset.last == again.last, "a reset says nothing of where it stands")
        reset.close()


def a_person_has_so_many_streams(kr, jp, staff, folder):
    officer = staff["registry.a"]
    many = [follow(officer) for _ in range(STREAMS_OF_ONE_PERSON + 1)]
    expect(many[0].event() is None, "the oldest stream goes on")
    release(kr, jp, folder)
    expect(all(stream.event() for stream in many[1:]), "a newer stream has ended")
    for _ in range(20):  # streams hold neither a worker nor the sequence
        expect(officer.call("GET", "/session").status == 200, "nobody else is answered")
    for stream in many:
        stream.close()


def a_stream_says_that_it_lives(stream):
    before = stream.comments
    while stream.comments == before:
        expect(stream.next(), "ended")


def a_stream_ends_with_its_session(node, staff):
    security = staff["security.a"]
    for person, end in (
            ("admin.a", lambda: staff["admin.a"].call("DELETE", "/session")),
            ("analyst.a", lambda: security.call("POST", "/accounts/analyst.a/closures")),
            ("registry.a", lambda: security.call("POST", "/people/registry.a/departures",
                                                 {"reason": "EXERCISE"}))):
        stream = follow(staff[person])
        expect(end().status == 200, f"{person} is still there")
        told = stream.event()
        expect(told is None, f"{person}: {told} after the end")
    expect(Caller(node).call("GET", "/events").status == 401, "anybody may follow")


def main():
    with pair.ready_to_release("events", api=True) as (folder, kr, jp):
        for person, role in STAFF.items():
            jp.run("person", "enrol", person, "--name", "EXERCISE", "--facility", "JP-EX-1",
                   "--role", role)
        staff = {person: signed_in(jp, person) for person in STAFF}
        streams = each_is_told_of_what_they_may_see(kr, jp, staff, folder)
        a_stream_is_taken_up_where_it_broke(staff, streams)
        a_stream_says_that_it_lives(streams["security.a"])
        a_person_has_so_many_streams(kr, jp, staff, folder)
        a_stream_ends_with_its_session(jp, staff)
        for secret in (TITLE, *STAFF, "exercise.example"):
            expect(secret not in Stream.all_text, f"{secret} was told")
    print(f"the events hold: {Stream.all_text.count('event: ')} of them, kinds and ids alone")


if __name__ == "__main__":
    main()
