#!/usr/bin/env python3
"""The metrics of two real nodes: on the admin socket alone, in the strict text format, moving as
things happen, and without a word of what the node keeps.

Usage: metrics.py
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "e2e")]
import pair  # noqa: E402
from pair import expect  # noqa: E402
from caller import Caller, signed_in  # noqa: E402

TITLE = "EXERCISE-CANARY-TITLE"
PERSON = "canary.person"
MEDIA = "text/plain; version=0.0.4; charset=utf-8"
NAME = r"[a-z_][a-z0-9_]*"
SAMPLE = re.compile(rf'({NAME})(?:\{{((?:{NAME}="[^"\\\n]*",?)+)\}})? (\d+(?:\.\d+)?)')
KINDS = {"counter", "gauge", "histogram"}


def curl(socket, path, *more):
    done = subprocess.run(["curl", "-sS", "-i", "--unix-socket", str(socket), *more,
                           f"http://localhost{path}"], capture_output=True, text=True, check=True)
    head, _, body = done.stdout.replace("\r\n", "\n").partition("\n\n")
    return head, body


def family_of(sample, families):
    for suffix in ("_bucket", "_sum", "_count", ""):
        name = sample.removesuffix(suffix) if suffix else sample
        if name in families and (suffix == "") == (families[name] != "histogram"):
            return name
    raise SystemExit(f"metrics: {sample} belongs to no family")


def histograms_add_up(values):
    for sample, value in values.items():
        if sample.endswith('_bucket{le="+Inf"}'):
            name = sample.split("_bucket")[0]
            rows = [v for s, v in values.items() if s.startswith(f"{name}_bucket")]
            expect(rows == sorted(rows) and rows[-1] == value, f"{name} falls")
            expect(values[f"{name}_count"] == value, f"{name}: count is not the last bucket")
            expect(f"{name}_sum" in values, f"{name} has no sum")


def read(text):
    """The exposition format 0.0.4: HELP and TYPE once before a family's samples, all of a family
    together, no sample twice, every line ended."""
    expect(text.endswith("\n") and "\n\n" not in text, "a line is empty, or the last not ended")
    families, values, current = {}, {}, None
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith("# HELP "):
            current = line.split(" ")[2]
            expect(current not in families, f"{current} twice")
            kind = next(lines).split(" ")
            expect(kind[:3] == ["#", "TYPE", current] and kind[3] in KINDS, f"{kind}")
            families[current] = kind[3]
            expect(current.endswith("_total") == (kind[3] == "counter"), current)
            continue
        sample = SAMPLE.fullmatch(line)
        expect(sample, f"no sample: {line}")
        expect(family_of(sample[1], families) == current, f"{line} stands outside its family")
        labels = f"{{{sample[2]}}}" if sample[2] else ""
        expect(sample[1] + labels not in values, f"{line} twice")
        values[sample[1] + labels] = float(sample[3])
    histograms_add_up(values)
    return values


def scrape(node):
    head, body = curl(node.home / "admin.sock", "/metrics")
    expect(head.startswith("HTTP/1.1 200 ") and f"content-type: {MEDIA}" in head, head)
    return read(body), body


def they_move_as_things_happen(kr, jp, folder):
    before, _ = scrape(kr)
    officer = signed_in(kr, PERSON)
    fields = {"agreement": pair.AGREEMENT, "to": "JP", "marking": "KR-3", "purpose": "exercise",
              "title": TITLE, "reason": "EXERCISE"}
    made = officer.send_file("/items", fields, b"EXERCISE")
    expect(made.status == 200, made.body)
    item = made.json["item"]
    # Refused by a rule: nobody has a need to know yet.
    denied = officer.call("POST", f"/items/{item}/accesses", {"purpose": "exercise"})
    expect(denied.status == 403, f"{denied.status} {denied.body}")
    expect(officer.call("GET", f"/items/{item}").status == 200, "not shown")
    jp.until("the contents have arrived", lambda: pair.staged(jp, item, "received"))
    kr.until("all of it is cosigned", lambda: pair.settled(kr))
    after, text = scrape(kr)

    def grew(sample, by=1):
        grown = after.get(sample, 0) - before.get(sample, 0)
        expect(grown >= by, f"{sample} grew by {grown}, not by {by}")

    grew('entente_acts_recorded_total{scope="shared",issuer="own"}')
    grew('entente_acts_recorded_total{scope="shared",issuer="partner"}')
    grew('entente_decisions_total{verdict="permit"}')
    grew('entente_decisions_total{verdict="deny"}')
    grew("entente_sessions")
    grew('entente_log_entries{scope="shared"}')
    grew("entente_log_witnessed_entries")
    grew('entente_link_calls_total{outcome="ok"}')
    grew("entente_store_commit_duration_seconds_count")
    grew("entente_http_request_duration_seconds_count", 4)
    for method, route, status in (("POST", "/items", "2xx"), ("GET", "/items/{item}", "2xx"),
                                  ("POST", "/items/{item}/accesses", "4xx")):
        grew(f'entente_http_requests_total{{method="{method}",route="/api/v1{route}",'
             f'status="{status}"}}')
    rules = [s for s in after if s.startswith("entente_denials_total")]
    expect(sum(after[s] - before.get(s, 0) for s in rules) >= 1, "no rule denied")
    expect(after["entente_log_unwitnessed_entries_max"] == 0, "not all is witnessed")
    expect(after["entente_cosignature_age_seconds"] < 600, "the cosignature is old")
    expect(after["entente_outbox_waiting"] == 0 and after["entente_frozen"] == 0, "something waits")
    expect(after["process_resident_memory_bytes"] > 1 << 20, "no memory")
    expect(after["process_open_fds"] > 5, "no files")
    return item, text


def they_show_what_a_partner_that_is_away_leaves_waiting(kr, jp, folder):
    jp.stop()
    document = folder / "later"
    document.write_bytes(b"EXERCISE")
    before, _ = scrape(kr)
    kr.run("agreement", "hold", pair.AGREEMENT, "--reason", "EXERCISE")
    kr.until("a call has failed", lambda: scrape(kr)[0].get(
        'entente_link_calls_total{outcome="base.unreachable"}', 0) > before.get(
        'entente_link_calls_total{outcome="base.unreachable"}', 0))
    after, _ = scrape(kr)
    expect(after["entente_outbox_waiting"] >= 1, "nothing waits for a partner that is away")
    expect(after["entente_log_unwitnessed_entries_max"] >= 1, "somebody cosigned")


def they_name_nobody_and_nothing(text, item):
    """T15, AB49: no title, person, item, party or agreement; routes as the table writes them."""
    values = set(re.findall(r'="([^"]*)"', text))
    for secret in (TITLE, PERSON, item, "itm-", pair.AGREEMENT, "exercise.example"):
        expect(secret not in text, f"{secret} stands in the metrics")
    expect(not {"KR", "JP"} & values, "a party stands in a label")
    expect(len(text) < 64 << 10, f"{len(text)} octets")


def they_stand_on_the_admin_socket_alone(node):
    """On the interface the path is as absent as any other."""
    for root in ("", "/api/v1", "/kas"):
        here = Caller(node).call("GET", "/metrics", root=root)
        absent = Caller(node).call("GET", "/absentt", root=root)
        expect(here.status == 404, f"{root}/metrics: {here.status}")
        expect((here.status, here.headers, here.body) ==
               (absent.status, absent.headers, absent.body), f"{root}/metrics differs from absent")
    socket = node.home / "admin.sock"
    expect(socket.stat().st_mode & 0o777 == 0o600, "others reach the socket")
    head, _ = curl(socket, "/metrics", "-X", "POST")
    expect(head.startswith("HTTP/1.1 409 "), head)


def main():
    with pair.ready_to_release("metrics", api=True) as (folder, kr, jp):
        kr.run("person", "enrol", PERSON, "--name", "EXERCISE", "--facility", "KR-EX-1", "--role",
               "registry-officer")
        item, text = they_move_as_things_happen(kr, jp, folder)
        they_name_nobody_and_nothing(text, item)
        they_stand_on_the_admin_socket_alone(kr)
        they_show_what_a_partner_that_is_away_leaves_waiting(kr, jp, folder)
        samples = sum(not line.startswith("#") for line in text.splitlines())
    print(f"the metrics hold: {samples} samples, none of which names anything")


if __name__ == "__main__":
    main()
