#!/usr/bin/env python3
"""The HTTP interface of two real nodes, as people's tools use it and as others abuse it.

Usage: interface.py
"""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "e2e")]
import pair  # noqa: E402
from pair import expect  # noqa: E402
from caller import PASSWORD, Caller, Tls, signed_in, totp  # noqa: E402

STAFF = {"security.a": "security-officer", "registry.a": "registry-officer",
         "analyst.a": "analyst", "analyst.b": "analyst", "auditor.a": "auditor",
         "admin.a": "administrator"}
ABSENT = "itm-" + "0" * 26
USAGE, VERIFICATION, SIGN_IN = 2, 5, 7
AT_ONCE, A_SECOND = 3000, 50  # requests of one person
CONTENT = b"EXERCISE EXERCISE EXERCISE\r\n--exercise-boundary-8\r\n" + bytes(range(256)) * 300


def answered(answer, status, code=None):
    expect(answer.status == status, f"{answer.status}, not {status}: {answer.body[:400]}")
    if code:
        expect(answer.json["code"] == code, f"{answer.json['code']}, not {code}")
    return answer


def enrol_staff(node):
    for person, role in STAFF.items():
        node.run("person", "enrol", person, "--name", f"{person} (EXERCISE)", "--facility",
                 f"{node.party}-EX-1", "--role", role)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        return dict(zip(STAFF, pool.map(lambda person: signed_in(node, person), STAFF)))


# ---- What people do -----------------------------------------------------------------------------

def release(registry, **more):
    fields = {"agreement": pair.AGREEMENT, "to": "JP", "marking": "KR-3", "purpose": "exercise",
              "title": "EXERCISE", "reason": "EXERCISE"}
    return registry.send_file("/items", fields, CONTENT, **more)


def a_release_by_form_is_read_at_the_other_side(kr, jp, kr_staff, jp_staff):
    key = {"idempotency-key": "release-1"}
    made = answered(release(kr_staff["registry.a"], headers=key), 200).json
    again = answered(release(kr_staff["registry.a"], headers=key), 200)
    expect(again.json == made and again.headers["idempotency-replayed"] == "true", "done twice")
    other = kr_staff["registry.a"].send_file("/items", {"agreement": pair.AGREEMENT, "to": "JP",
                                             "marking": "KR-2", "purpose": "exercise"}, b"x",
                                             headers=key)
    answered(other, 422, "api.key-reused")
    expect(len(kr.items()) == 1, "the release was recorded more than once")
    item = made["item"]
    jp.until("the contents have arrived", lambda: pair.staged(jp, item, "received"))
    answered(jp_staff["registry.a"].call("POST", f"/items/{item}/registrations", {
        "number": "JP-EX-1", "marking": "JP-HI", "reason": "EXERCISE"}), 200)
    answered(jp_staff["security.a"].call("POST", "/people/analyst.a/clearances", {
        "levels": ["SECRET", "CONFIDENTIAL"], "until": pair.UNTIL}), 200)
    answered(jp_staff["security.a"].call("POST", "/people/analyst.a/needs", {
        "item": [item], "purpose": "exercise", "until": f"{pair.UNTIL}T00:00:00Z"}), 200)
    read = answered(jp_staff["analyst.a"].call("POST", f"/items/{item}/accesses", {
        "purpose": "exercise"}), 200)
    expect(read.body == CONTENT, "what was read is not what was released")
    expect(read.headers["content-disposition"] == "attachment", "shown in place")
    return item


def a_change_is_made_only_to_what_was_seen(staff, item):
    """RFC 9110 13.1.1: If-Match."""
    path = f"/items/{item}"
    seen = answered(staff["registry.a"].call("GET", path), 200).headers["etag"]
    same = staff["registry.a"].call("GET", path, headers={"if-none-match": seen})
    expect(same.status == 304 and same.body == b"", f"{same.status} for what is unchanged")
    body = {"purpose": "exercise"}
    answered(staff["analyst.a"].call("POST", f"{path}/copies", body, {"if-match": '"other"'}), 412,
             "api.changed")
    # Where the resource is named by an option of its reading, and where it has no state.
    incidents = f"/agreements/{pair.AGREEMENT}/incidents"
    report = {"kind": "possible-loss", "summary": "EXERCISE"}
    answered(staff["registry.a"].call("POST", incidents, report, {"if-match": '"other"'}), 412)
    answered(staff["analyst.a"].call("POST", incidents, report, {"if-match": '"other"'}), 403)
    answered(staff["security.a"].call("POST", "/keys/revocations", {"role": "log"},
                                      {"if-match": '"other"'}), 412)


# ---- Who may do what ----------------------------------------------------------------------------

def every_operation(description):
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), re.sub(r"\{(\w+)\}", lambda m: {
                "item": ABSENT, "id": "no-such-1999", "agreement": "no-such-1999"}.get(
                    m[1], "no.one"), path), operation


def roles_open_exactly_their_doors(node, staff):
    """AB39, AB46: every operation by everybody; whom the table does not name gets no further."""
    description = answered(Caller(node).call("GET", "/openapi.json"), 200).json
    seen = 0
    for method, path, operation in every_operation(description):
        if operation.get("security") == [] or operation["operationId"] == "session-end":
            continue
        answered(Caller(node).call(method, path), 401, "api.sign-in-required")
        if operation["operationId"] == "change-follow":
            continue  # everybody may, and the answer does not end: events.py
        for person, role in STAFF.items():
            allowed = role in operation.get("x-roles", [role])
            answer = staff[person].call(method, path)
            kept_out = answer.status == 403 and answer.json["code"] == "api.role-missing"
            expect(kept_out != allowed, f"{role}: {method} {path}: {answer.status}")
            seen += 1
    return seen


def administrators_and_auditors_read_no_content(description):
    """AB46, I8: by construction, whatever clearance they may have."""
    opens = description["paths"]["/items/{item}/accesses"]["post"]["x-roles"]
    expect(not {"administrator", "auditor"} & set(opens), f"{opens}")
    needs = description["paths"]["/people/{person}/needs"]["post"]["x-roles"]
    expect("administrator" not in needs, f"{needs}")


def hidden_is_as_absent(staff, item):
    """T15, AB49: one without a need to know cannot tell a hidden item from one that is not."""
    stranger = staff["analyst.b"]
    for method, path, body in (("GET", "", None), ("GET", "/custody", None),
                               ("GET", "/label", None),
                               ("POST", "/accesses", {"purpose": "exercise"}),
                               ("POST", "/copies", {"purpose": "exercise"}),
                               ("POST", "/consent-requests", {"purpose": "exercise"})):
        hidden = stranger.call(method, f"/items/{item}{path}", body)
        absent = stranger.call(method, f"/items/{ABSENT}{path}", body)
        expect((hidden.status, hidden.headers, hidden.body) ==
               (absent.status, absent.headers, absent.body) and hidden.status == 404,
               f"{method} {path}: {hidden.status} {hidden.body} beside {absent.body}")
    listed = answered(stranger.call("GET", f"/items?agreement={pair.AGREEMENT}"), 200)
    expect(listed.json["items"] == [], "the list shows what is hidden")
    listed = answered(staff["analyst.a"].call("GET", f"/items?agreement={pair.AGREEMENT}"), 200)
    expect([i["item"] for i in listed.json["items"]] == [item], "a need to know shows the item")


def revocation_counts_at_once(node, staff, item):
    """AB21: the next request is refused."""
    answered(staff["analyst.a"].call("GET", f"/items/{item}"), 200)
    answered(staff["security.a"].call("POST", "/people/analyst.a/need-revocations",
                                      {"item": item}), 200)
    answered(staff["analyst.a"].call("GET", f"/items/{item}"), 404)
    answered(staff["security.a"].call("POST", "/accounts/analyst.b/closures"), 200)
    answered(staff["analyst.b"].call("GET", "/session"), 401)
    answered(staff["security.a"].call("POST", "/people/analyst.a/departures",
                                      {"reason": "EXERCISE"}), 200)
    answered(staff["analyst.a"].call("GET", "/session"), 401)


def accounts_take_two_officers(node, staff):
    """AB46, T11: neither the security officer nor the administrator can sign in as somebody."""
    node.run("person", "enrol", "two.halves", "--name", "EXERCISE", "--facility",
             f"{node.party}-EX-1", "--role", "analyst")
    new = {"person": "two.halves"}
    answered(staff["admin.a"].call("POST", "/accounts", new), 403, "api.role-missing")
    first = answered(staff["security.a"].call("POST", "/accounts", new), 200).json["setup_code"]
    choice = {**new, "password": PASSWORD, "setup-code": first}
    caller = Caller(node, "two.halves")
    answered(caller.call("POST", "/account/password", choice), 401)
    second = answered(staff["admin.a"].call("POST", "/accounts/two.halves/approvals"),
                      200).json["setup_code"]
    answered(caller.call("POST", "/account/password", {**choice, "setup-code": second}), 401)
    caller.set_up(f"{first}-{second}")
    answered(caller.sign_in(), 200)
    answered(staff["security.a"].call("POST", "/accounts", {"person": "security.a"}), 403,
             "api.second-person")


# ---- Requests that no tool of ours sends --------------------------------------------------------

def parameters_are_exactly_those_of_the_table(staff, item):
    """AB40, AB41: nothing beside, nothing twice, nothing of another form."""
    security = staff["security.a"]
    person = {"person": "new.one", "name": "EXERCISE", "facility": "EX-1", "role": ["analyst"]}
    for wrong in ({**person, "rank": "general"}, {**person, "role": "analyst"},
                  {**person, "role": ["analyst,administrator"]}, {"person": "new.one"},
                  {**person, "as": "registry.a"}, {**person, "clearance": {"levels": ["SECRET"]}}):
        answered(security.call("POST", "/people", wrong), 400, "api.bad-parameter")
    registry = staff["registry.a"]
    copies = f"/items/{item}/copies"
    answered(registry.call("POST", copies, {"purpose": "exercise", "item": ABSENT}), 400)
    answered(registry.call("POST", f"{copies}?purpose=exercise", {}), 400, "api.bad-parameter")
    answered(registry.call("GET", f"/items?agreement={pair.AGREEMENT}&agreement=x"), 400)
    answered(registry.call("GET", "/items?agreement=%zz"), 400, "api.bad-parameter")
    answered(registry.call("GET", "/agreements/%00"), 400, "api.bad-parameter")
    for body in (b'{"a":1,"a":2}', b"[]", b"{", b"\xff", b'{"purpose":1e400}'):
        answered(registry.call("POST", copies, body, {"content-type": "application/json"}), 400)
    answered(registry.call("POST", copies, b"purpose=x",
                           {"content-type": "application/x-www-form-urlencoded"}), 415)
    answered(registry.call("POST", "/items", {"agreement": pair.AGREEMENT}), 415)
    answered(registry.call("POST", copies, b"{" + b" " * 70000 + b"}",
                           {"content-type": "application/json"}), 413)
    absent = answered(registry.call("DELETE", f"/items/{item}"), 405, "api.method-not-allowed")
    expect(absent.headers["allow"] == "GET", absent.headers["allow"])
    answered(registry.call("GET", "/nothing"), 404, "base.not-found")


def forms_are_read_strictly(staff):
    registry = staff["registry.a"]
    head = b'--b\r\ncontent-disposition: form-data; name="agreement"\r\n\r\njp-kr-2016'
    for body in (b"", head, head + b"\r\n--b", b"preamble\r\n" + head + b"\r\n--b--\r\n",
                 head + b"\r\n" + head + b"\r\n--b--\r\n", head + b"\r\n--b--\r\nepilogue",
                 head.replace(b"form-data", b"attachment") + b"\r\n--b--\r\n",
                 b'--b\r\ncontent-disposition: form-data; name="state"\r\n\r\nx\r\n--b--\r\n'):
        answer = registry.call("POST", "/items", body,
                               {"content-type": "multipart/form-data; boundary=b"})
        expect(answer.status in (400, 413), f"{body}: {answer.status} {answer.body}")


def changes_come_from_the_nodes_own_pages(node, staff):
    """AB43: a cookie alone changes nothing."""
    caller = staff["security.a"]
    cookie = {"cookie": f"__Host-entente={caller.token}", "host": "node.example"}
    answered(caller.call("GET", "/session", headers=cookie), 200)
    closure = ("POST", "/accounts/no.one/closures", None)
    answered(caller.call(*closure, headers=cookie), 403, "api.foreign-origin")
    for origin in ("https://evil.example", "http://node.example", "null"):
        answered(caller.call(*closure, headers={**cookie, "origin": origin}), 403)
    answered(caller.call(*closure, headers={**cookie, "origin": "https://node.example"}), 404)
    tossed = {"cookie": f"__Host-entente=x; __Host-entente={caller.token}"}
    answered(caller.call("GET", "/session", headers=tossed), 401)
    basic = {"authorization": f"Basic {caller.token}"}
    answered(caller.call("GET", "/session", headers=basic), 401)


def guessing_is_slowed_and_tells_nothing(node, staff):
    """AB44: one answer for every failure; nobody locks out somebody else."""
    known, unknown = Caller(node, "auditor.a"), Caller(node, "no.such.person")
    known.key = unknown.key = staff["auditor.a"].key
    wrong = {"password": "wrong horse EXERCISE", "code": "000000"}
    answers = [caller.sign_in(**wrong) for caller in (known, unknown)]
    expect(len({(a.status, a.body) for a in answers}) == 1 and answers[0].status == 401,
           "an account that exists answers otherwise")
    answers = [known.sign_in(**wrong) for _ in range(6)]
    waits = answered(answers[-1], 429, "api.too-many-attempts")
    expect(int(waits.headers["retry-after"]) >= 1, "no word on how long to wait")
    answered(staff["auditor.a"].call("GET", "/session"), 200)
    weak = Caller(node, "auditor.a").call("POST", "/account/password", {
        "person": "registry.a", "setup-code": "x", "password": "short"})
    answered(weak, 422, "api.weak-password")


def asked_until_refused(caller, count):
    """The statuses of so many requests on one connection, up to the first refusal; its wait."""
    connection = Tls(caller.node)
    try:
        for asked in range(count):
            connection.request("GET", "/api/v1/session", None,
                               {"authorization": f"Bearer {caller.token}"})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                expect(answer.status == 429 and b'"api.quota"' in body, f"{answer.status} {body}")
                return asked, int(answer.getheader("retry-after"))
        return count, None
    finally:
        connection.close()


def one_who_floods_is_refused_and_nobody_else_is(node, staff):
    """Over all connections of that person; another is heard at every moment of it."""
    flooding, other = staff["analyst.a"], staff["analyst.b"]
    begun = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        floods = [pool.submit(asked_until_refused, flooding, 4 * AT_ONCE) for _ in range(4)]
        heard = 0
        while not all(flood.done() for flood in floods):
            answered(other.call("GET", "/session"), 200)
            heard += 1
        counts, waits = zip(*(flood.result() for flood in floods))
    most = AT_ONCE + A_SECOND * (time.monotonic() - begun) + 1
    expect(AT_ONCE * 0.9 <= sum(counts) <= most, f"{sum(counts)} were heard, at most {most:.0f}")
    expect(all(wait and wait >= 1 for wait in waits), f"{waits}: no word on how long to wait")
    expect(heard > 0, "nobody else asked meanwhile")
    answered(Caller(node).call("GET", "/openapi.json"), 200)


def a_code_counts_once(node):
    node.run("person", "enrol", "late.comer", "--name", "EXERCISE", "--facility",
             f"{node.party}-EX-1", "--role", "analyst")
    late = signed_in(node, "late.comer")
    used = late.call("POST", "/session", {"person": "late.comer", "password": PASSWORD,
                                          "code": totp(late.key, late.step)})
    answered(used, 401, "api.wrong-credentials")
    first = late.token
    answered(late.sign_in(), 200)
    expect(late.token != first, "one token twice")
    answered(late.call("DELETE", "/session"), 200)
    answered(late.call("GET", "/session"), 401)


def nothing_is_kept_or_framed(node):
    answer = Caller(node).call("GET", "/openapi.json")
    for name, value in (("cache-control", "no-store"), ("x-content-type-options", "nosniff"),
                        ("referrer-policy", "no-referrer")):
        expect(answer.headers[name] == value, f"{name}: {answer.headers[name]}")
    expect("frame-ancestors 'none'" in answer.headers["content-security-policy"], "framed")
    for path in ("/livez", "/readyz"):
        answered(Caller(node).call("GET", path, root=""), 200)


def secrets_are_nowhere(node, staff):
    """No password, token, code or title in logs; tokens and passwords nowhere in the store."""
    told = [PASSWORD.encode()] + [c.token.encode() for c in staff.values()] + [
        c.key.encode() for c in staff.values()]
    for file in node.home.rglob("*"):
        data = file.read_bytes() if file.is_file() else b""
        expect(not any(secret in data for secret in told), f"a secret stands in {file.name}")
    expect(b"EXERCISE" not in (node.home / "node.log").read_bytes(), "a title stands in the log")


def the_command_line_works_through_it(node, staff, folder):
    """`--url`: the same commands, as whoever has signed in."""
    node.run("person", "enrol", "far.away", "--name", "EXERCISE", "--facility",
             f"{node.party}-EX-1", "--role", "registry-officer")
    far = Caller(node, "far.away")
    far.set_up(node.run("account", "open", "far.away")["setup_code"])
    (folder / "password").write_text(PASSWORD + "\n")
    (folder / "code").write_text(far.code() + "\n")
    (folder / "document").write_bytes(CONTENT)
    key = node.run("key", "list", "--role", "link")["keys"][0]["fingerprint"]
    url = f"https://127.0.0.1:{node.api}"

    def run(*arguments, expected=0):
        done = subprocess.run(
            [str(a) for a in (pair.BINARY, *arguments, "--json", "--url", url)],
            env={**os.environ, "ENTENTE_SESSION": str(folder / "session")}, capture_output=True)
        expect(done.returncode == expected, f"{arguments}: {done.returncode} {done.stdout}")
        return json.loads(done.stdout)

    begin = ("session", "begin", "--as", "far.away", "--password-file", folder / "password",
             "--code-file", folder / "code", "--key")
    run("node", "status", expected=SIGN_IN)
    told = run(*begin, "0" * 64, expected=VERIFICATION)
    expect(told["error"]["code"] == "http.other-key", "another machine was told the password")
    run(*begin, key)
    expect((folder / "session").stat().st_mode & 0o777 == 0o600, "others can read the token")
    expect(run("agreement", "status", pair.AGREEMENT)["exchange_allowed"], "not in force")
    made = run("item", "release", folder / "document", "--agreement", pair.AGREEMENT, "--to", "JP",
               "--marking", "KR-3", "--purpose", "exercise", "--reason", "EXERCISE & 특수")
    item = made["item"]
    expect(run("item", "show", item)["shown"]["item"] == item, "another item")
    denied = run("item", "open", item, "--purpose", "exercise", "-o", folder / "out", expected=3)
    expect(denied["decision"]["reasons"] and not (folder / "out").exists(), f"{denied}")
    run("ledger", "evidence", pair.AGREEMENT, "-o", folder / "pack")
    expect((folder / "pack").stat().st_size > 1000, "no pack")
    run("person", "list", "--as", "auditor.a", expected=USAGE)
    run("agreement", "timeline", pair.AGREEMENT, "--events", folder / "code", expected=USAGE)
    run("ledger", "export-tiles", pair.AGREEMENT, folder, expected=USAGE)
    run("session", "end")
    expect(not (folder / "session").exists(), "the token is left on the disk")
    run("node", "status", expected=SIGN_IN)


def sessions_outlive_a_restart(node, staff):
    node.stop()
    node.start()
    answered(staff["registry.a"].call("GET", "/session"), 200)
    made = answered(release(staff["registry.a"], headers={"idempotency-key": "release-1"}), 200)
    expect(made.headers.get("idempotency-replayed") == "true", "done again after a restart")


def main():
    with pair.ready_to_release("interface", api=True) as (folder, kr, jp):
        kr_staff, jp_staff = enrol_staff(kr), enrol_staff(jp)
        item = a_release_by_form_is_read_at_the_other_side(kr, jp, kr_staff, jp_staff)
        a_change_is_made_only_to_what_was_seen(jp_staff, item)
        asked = roles_open_exactly_their_doors(jp, jp_staff)
        administrators_and_auditors_read_no_content(
            Caller(jp).call("GET", "/openapi.json").json)
        hidden_is_as_absent(jp_staff, item)
        parameters_are_exactly_those_of_the_table(jp_staff, item)
        forms_are_read_strictly(kr_staff)
        changes_come_from_the_nodes_own_pages(jp, jp_staff)
        accounts_take_two_officers(jp, jp_staff)
        revocation_counts_at_once(jp, jp_staff, item)
        guessing_is_slowed_and_tells_nothing(jp, jp_staff)
        a_code_counts_once(jp)
        nothing_is_kept_or_framed(jp)
        secrets_are_nowhere(jp, jp_staff)
        the_command_line_works_through_it(kr, kr_staff, folder)
        one_who_floods_is_refused_and_nobody_else_is(kr, kr_staff)
        sessions_outlive_a_restart(kr, kr_staff)
    print(f"the interface holds: {asked} requests by role, and those of no tool of ours")


if __name__ == "__main__":
    main()
