#!/usr/bin/env python3
"""Sign-in with a real OpenID provider (npm oidc-provider, over TLS) at a real node, as a browser
does it; and everything that must not sign anybody in: a provider that lies, answers that were
changed, used twice or are another browser's, people who are not bound, not approved, or gone.

Usage: oidc.py. Needs Node.js 18, npm and openssl; exit 77 without Node.js and npm, saying so.
"""
import base64
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "e2e")]
import npm  # noqa: E402
import pair  # noqa: E402
from browser import CALLBACK, FLOW, SESSION, START, Browser  # noqa: E402
from caller import Caller, Tls, signed_in  # noqa: E402
from identity_provider import SECRET, Provider, expect, openssl  # noqa: E402

STAFF = {"lee.ha": "security-officer", "admin.a": "administrator", "mori.ken": "analyst",
         "park.jo": "analyst"}
INVALID = 8
OLDEST_NODE = 18


def refused(answer, status, code, what):
    expect(answer.status == status and answer.json()["code"] == code,
           f"{what}: {answer.status} {answer.body[:300]}, not {status} {code}")
    expect(SESSION not in answer.cookies, f"{what}: a session nevertheless")


def changed(url, **fields):
    """The address with other parameters; None takes one away."""
    parts = urllib.parse.urlsplit(url)
    query = {**dict(urllib.parse.parse_qsl(parts.query)), **fields}
    return parts._replace(query=urllib.parse.urlencode(
        {k: v for k, v in query.items() if v is not None})).geturl()


# ---- What works ---------------------------------------------------------------------------------

def two_officers_bind(node, provider):
    """AB46: who binds a person to a subject does not approve it; until then it is nobody's."""
    officer, administrator = signed_in(node, "lee.ha"), signed_in(node, "admin.a")
    bound = {"subject": "sub-mori"}
    answer = officer.call("POST", "/accounts/mori.ken/bindings", bound)
    expect(answer.json["state"] == "waits for approval", f"{answer.body}")
    page = Browser(node, provider).sign_in("sub-mori")
    refused(page, 403, "api.not-bound", "not approved yet")
    path = "/accounts/mori.ken/binding-approvals"
    expect(officer.call("POST", path, bound).status == 403, "one officer did both")
    other = administrator.call("POST", path, {"subject": "sub-other"})
    expect(other.status == 404, f"approved what was not bound: {other.body}")
    answer = administrator.call("POST", path, bound)
    expect(answer.status == 200 and answer.json["state"] == "in use", f"{answer.body}")
    answer = officer.call("POST", "/accounts/park.jo/bindings", bound)
    expect(answer.json["code"] == "api.subject-bound", f"{answer.body}")
    answer = administrator.call("POST", "/accounts/admin.a/bindings", {"subject": "x"})
    expect(answer.status == 403, f"an administrator bound: {answer.body}")
    return officer


def it_signs_in(node, provider):
    browser = Browser(node, provider)
    page = browser.sign_in("sub-mori")
    expect(page.status == 200 and page.json()["person"] == "mori.ken", f"{page.status} {page.body}")
    cookie = page.cookies[SESSION]
    for attribute in ("Path=/", "Secure", "HttpOnly", "SameSite=Strict"):
        expect(attribute in cookie, f"{attribute}: {cookie}")
    expect("Domain" not in cookie, cookie)
    shown = browser.get("/api/v1/session")
    expect(shown.json()["person"] == "mori.ken", shown.body)
    expect(browser.get("/api/v1/clients").status == 200, "the session cannot read")
    expect(browser.get("/api/v1/people").status == 403, "more than its roles")
    return browser


def a_new_session_ends_the_one_before(node, provider, browser):
    """AB43: rotation, though the cookie does not come along when the provider sends back."""
    before = browser.jar[f"{node.domain}:{node.api}"][SESSION]
    expect(browser.sign_in("sub-mori").status == 200, "signed in again")
    caller = Caller(node, "mori.ken")
    caller.token = before
    expect(caller.call("GET", "/session").status == 401, "the session before still counts")
    expect(browser.get("/api/v1/session").status == 200, "the new one does not")


def what_the_question_holds(node, provider):
    """RFC 7636, RFC 9700 2.1.1; the verifier does not leave the node before the code is here."""
    page = Browser(node, provider).get(START)
    url = urllib.parse.urlsplit(page.fields["location"])
    query = dict(urllib.parse.parse_qsl(url.query))
    expect(query["code_challenge_method"] == "S256" and query["response_type"] == "code", url.query)
    for name in ("state", "nonce", "code_challenge"):
        expect(len(query[name]) == 43, f"{name}: {query[name]}")
    flow = page.cookies[FLOW]
    for attribute in ("Path=/", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=600"):
        expect(attribute in flow, f"{attribute}: {flow}")
    expect("no-store" in page.fields["cache-control"], "may be stored")


# ---- What does not ------------------------------------------------------------------------------

def nobody_by_guess(node, provider):
    for login in ("sub-unknown", "mori.ken", "sub-mor", "SUB-MORI"):
        refused(Browser(node, provider).sign_in(login), 403, "api.not-bound", login)


def an_answer_counts_once_in_its_browser(node, provider):
    """AB43: changed, replayed, and fixed on somebody else."""
    browser = Browser(node, provider)
    url = browser.to_callback("sub-mori")
    refused(Browser(node, provider).fetch(url), 401, "api.no-flow", "another browser")
    stranger = Browser(node, provider)
    stranger.get(START)
    refused(stranger.fetch(url), 401, "api.no-flow", "a browser with another flow")
    expect(browser.fetch(url).status == 200, "its own browser")
    refused(browser.fetch(url), 401, "api.no-flow", "a second time")

    for fields, status, code, what in (
            ({"state": "x" * 43}, 401, "api.no-flow", "another state"),
            ({"state": ""}, 401, "api.no-flow", "an empty state"),
            ({"state": None}, 400, "api.bad-parameter", "no state"),
            ({"code": "x"}, 401, "oidc.refused", "another code"),
            ({"code": None}, 401, "oidc.refused", "no code"),
            ({"iss": "https://other.example"}, 401, "oidc.refused", "another issuer (RFC 9207)"),
            ({"iss": None}, 401, "oidc.refused", "no issuer where there is always one"),
            ({"error": "access_denied", "code": None}, 401, "oidc.refused", "a refusal")):
        browser = Browser(node, provider)
        url = browser.to_callback("sub-mori")
        refused(browser.fetch(changed(url, **fields)), status, code, what)

    # A code that was used, with a flow that was not.
    first, second = Browser(node, provider), Browser(node, provider)
    used = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(first.to_callback("sub-mori")).query))
    url = first.home + CALLBACK + "?" + urllib.parse.urlencode(used)
    expect(first.fetch(url).status == 200, "a code the first time")
    url = changed(second.to_callback("sub-mori"), code=used["code"])
    refused(second.fetch(url), 401, "oidc.refused", "a code a second time")
    # What the node does not know is passed over (RFC 6749 4.1.2).
    browser = Browser(node, provider)
    url = changed(browser.to_callback("sub-mori"), session_state="x", scope="openid")
    expect(browser.fetch(url).status == 200, "parameters of other standards")


def lies_sign_nobody_in(node, provider):
    """AB42: alg none, HS/RS confusion, kid paths, keys in the token, expired, other audience."""
    tokens = ("nonce", "no-nonce", "issuer", "audience", "audiences", "party", "expired", "old",
              "early", "none", "none-signed", "hs256", "ps256", "other-key", "unknown-key",
              "own-key", "access", "no-subject")
    for lie in tokens:
        provider.lies(lie)
        refused(Browser(node, provider).sign_in("sub-mori"), 401, "oidc.bad-token", lie)
    for lie, status, code in (("huge", 503, "oidc.unreachable"),
                              ("twice", 502, "oidc.bad-provider"),
                              ("html", 502, "oidc.bad-provider"),
                              ("deep", 502, "oidc.bad-provider")):
        provider.lies(lie)
        refused(Browser(node, provider).sign_in("sub-mori"), status, code, lie)
    provider.lies("honest")
    expect(Browser(node, provider).sign_in("sub-mori").status == 200, "a sound token")
    provider.lies(None)
    expect(provider.ask("/exercise-keys")["fetched"] == 1, "the node fetched what a token named")


class KeyService:
    """A request for a share, as OpenTDF clients make it; the node has no such item."""

    def __init__(self, node, provider, folder):
        self.node, self.provider = node, provider
        key = folder / "client.key"
        openssl("genrsa", "-out", key, "2048")
        public = subprocess.run(["openssl", "rsa", "-in", key, "-pubout"], check=True,
                                capture_output=True, text=True).stdout
        asked = {"clientPublicKey": public, "policy": "eyJ9",
                 "keyAccess": {"type": "wrapped", "url": "u", "wrappedKey": "AAAA",
                               "policyBinding": "AAAA"}}
        claims = json.dumps({"requestBody": json.dumps(asked)}).encode()
        parts = [base64.urlsafe_b64encode(part).rstrip(b"=").decode()
                 for part in (b'{"alg":"RS256"}', claims, bytes(256))]
        self.body = json.dumps({"signedRequestToken": ".".join(parts)})
        self.audience = audience_of(node)

    def ask(self, header=None, by=None, **claims):
        now = int(time.time())
        said = {"iss": self.provider.issuer, "aud": [self.audience, "another"], "sub": "sub-mori",
                "client_id": "reader", "iat": now, "exp": now + 300, "jti": "x"} | claims
        token = self.provider.ask("/exercise-token", json.dumps({
            "claims": {k: v for k, v in said.items() if v is not None},
            "header": {"typ": "at+jwt"} | (header or {}), "by": by}))["token"]
        connection = Tls(self.node)
        connection.request("POST", "/kas/v2/rewrap", self.body, {
            "content-type": "application/json", "authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body


def access_tokens_are_for_the_key_service(service):
    """RFC 9068 section 4: who shows one is asked what everybody is asked; others are nobody."""
    status, body = service.ask()
    expect(status in (400, 403), f"not let in: {status} {body}")
    now = int(time.time())
    for what, header, claims in (
            ("an ID token", {"typ": "JWT"}, {}), ("no type", {"typ": None}, {}),
            ("another audience", {}, {"aud": "another"}), ("the client", {}, {"aud": "entente"}),
            ("no audience", {}, {"aud": None}), ("an issuer", {}, {"iss": "https://other.example"}),
            ("expired", {}, {"exp": now - 120}), ("no end", {}, {"exp": None}),
            ("old", {}, {"iat": now - 200000}), ("a guess", {}, {"sub": "mori.ken"}),
            ("nobody", {}, {"sub": None}), ("bound", {}, {"cnf": {"jkt": "x" * 43}}),
            ("bound otherwise", {}, {"cnf": {"x5t#S256": "x" * 43}}),
            ("none", {"alg": "none"}, {}), ("a MAC", {"alg": "HS256"}, {})):
        status, body = service.ask(header, **claims)
        expect(status == 401, f"{what}: {status} {body}")
    expect(service.ask(by="other")[0] == 401, "another's signature")


def a_provider_that_names_another_issuer(node, provider):
    """OpenID Connect Discovery 1.0, 4.3; and once it says the right one, it works."""
    provider.lies("metadata")
    refused(Browser(node, provider).get(START), 502, "oidc.bad-provider", "another's")
    provider.lies(None)
    node.until("the description is read again",
               lambda: Browser(node, provider).get(START).status == 303)


def without_the_provider(node, provider, officer):
    """It is down, or somebody else is in its place: a clear answer, and passwords still work."""
    browser = Browser(node, provider)
    url = browser.to_callback("sub-mori")
    provider.stop()
    refused(browser.fetch(url), 503, "oidc.unreachable", "it is down")
    expect(officer.sign_in().status == 200, "the password does not work without the provider")
    node.stop()
    node.start()
    refused(Browser(node, provider).get(START), 503, "oidc.unreachable", "it was never there")
    expect(officer.call("GET", "/session").status == 200, "the session of before")
    provider.start(provider.other)
    fresh = node.run("account", "list")
    expect(len(fresh["bindings"]) == 1, f"bindings after a restart: {fresh}")
    node.stop()
    node.start()
    refused(Browser(node, provider).get(START), 503, "oidc.unreachable", "another authority")
    provider.stop()
    provider.start()
    node.until("the provider is asked again",
               lambda: Browser(node, provider).get(START).status == 303)
    expect(Browser(node, provider).sign_in("sub-mori").status == 200, "it is back")


def who_is_gone_is_gone(node, provider, officer, service):
    """At once: unbound, closed, departed; wherever they are in the course of it."""
    browser = it_signs_in(node, provider)
    url = Browser(node, provider)
    at_provider = url.to_callback("sub-mori")
    closed = officer.call("POST", "/accounts/mori.ken/closures", {})
    expect(closed.status == 200, f"{closed.body}")
    expect(browser.get("/api/v1/session").status == 401, "the session of a closed account")
    refused(url.fetch(at_provider), 403, "api.not-bound", "closed while at the provider")
    refused(Browser(node, provider).sign_in("sub-mori"), 403, "api.not-bound", "closed")
    expect(node.run("account", "list")["bindings"] == [], "still bound")

    node.run("account", "bind", "mori.ken", "--subject", "sub-mori")
    browser = it_signs_in(node, provider)
    expect(service.ask()[0] in (400, 403), "an access token of who is bound")
    node.run("account", "unbind", "mori.ken")
    expect(service.ask()[0] == 401, "an access token of who was unbound")
    expect(browser.get("/api/v1/session").status == 401, "the session of one who was unbound")

    node.run("account", "bind", "mori.ken", "--subject", "sub-mori")
    browser = it_signs_in(node, provider)
    node.run("person", "leave", "mori.ken", "--reason", "EXERCISE")
    expect(browser.get("/api/v1/session").status == 401, "the session of one who has left")
    refused(Browser(node, provider).sign_in("sub-mori"), 403, "api.not-bound", "left the register")


def secrets_are_nowhere(node, provider):
    log = (node.home / "node.log").read_text()
    shown = json.dumps(node.run("config", "show")) + json.dumps(node.run("account", "list"))
    store = (node.home / "store.sqlite").read_bytes()
    expect(SECRET not in log + shown and SECRET.encode() not in store, "the client's secret")
    expect(b"sub-mori" not in store, "a subject, unsealed")


def audience_of(node):
    return f"https://{node.domain}/kas"


def make_node(folder):
    node = pair.Node(folder, "KR", "Republic of Korea (EXERCISE)", "kr.exercise.example")
    node.api = pair.free_port()
    node.run("node", "init", "--party", "KR", "--name", node.name, "--domain", node.domain,
             "--endpoint", f"127.0.0.1:{pair.free_port()}", "--api", f"127.0.0.1:{node.api}")
    return node


def configure(node, provider):
    with open(node.home / "config.toml", "a") as config:
        config.write(f'\n[oidc]\nissuer = "{provider.issuer}"\nclient_id = "entente"\n'
                     f'secret_file = "{provider.secret}"\n'
                     f'node_url = "https://{node.domain}:{node.api}"\n'
                     f'audience = "{audience_of(node)}"\n'
                     f'authorities_file = "{provider.authority.certificate}"\n')
    expect(node.run("config", "show")["oidc.issuer"] == provider.issuer, "not in the settings")


def settings_are_strict(node, folder):
    """What is not whole, not https or not known does not start; nor does a file that is missing."""
    whole = (node.home / "config.toml").read_text()
    other = folder / "other.toml"
    for before, after in (("issuer =", "isuer ="), ("https://localhost", "http://localhost"),
                          ("client_id =", "# client_id ="), ('= "entente"', "= 7"),
                          ('"entente"', '""'), ("[oidc]", 'oidc = "x"\n[oidc]'),
                          ("[oidc]", "[[oidc]]"), ("node_url =", 'secret = "x"\nnode_url =')):
        expect(before in whole, before)
        other.write_text(whole.replace(before, after, 1))
        node.run("config", "check", other, expect=INVALID)
    node.run("config", "check")
    config = node.home / "config.toml"
    config.write_text(whole.replace("client-secret", "no-such-file"))
    served = subprocess.run([pair.BINARY, "node", "serve", "--home", node.home, "--passphrase-file",
                             node.passphrase], capture_output=True, text=True, timeout=60)
    expect(served.returncode != 0 and "no-such-file" in served.stderr, served.stderr)
    config.write_text(whole)


def main():
    npm.install("oidc", OLDEST_NODE)
    with tempfile.TemporaryDirectory(prefix="entente-oidc-", ignore_cleanup_errors=True) as made:
        folder = pathlib.Path(made)
        node = make_node(folder)
        provider = Provider(folder, f"https://{node.domain}:{node.api}{CALLBACK}")
        configure(node, provider)
        settings_are_strict(node, folder)
        try:
            node.start()
            provider.start()
            node.run("facility", "enter", "KR-EX-1", "--name", "EXERCISE", "--levels",
                     "SECRET,CONFIDENTIAL", "--until", pair.UNTIL)
            for person, role in STAFF.items():
                node.run("person", "enrol", person, "--name", f"{person} (EXERCISE)", "--facility",
                         "KR-EX-1", "--role", role)
            a_provider_that_names_another_issuer(node, provider)
            officer = two_officers_bind(node, provider)
            what_the_question_holds(node, provider)
            browser = it_signs_in(node, provider)
            a_new_session_ends_the_one_before(node, provider, browser)
            nobody_by_guess(node, provider)
            an_answer_counts_once_in_its_browser(node, provider)
            lies_sign_nobody_in(node, provider)
            service = KeyService(node, provider, folder)
            access_tokens_are_for_the_key_service(service)
            without_the_provider(node, provider, officer)
            who_is_gone_is_gone(node, provider, officer, service)
            secrets_are_nowhere(node, provider)
        finally:
            provider.stop()
            node.stop()
    print("who the provider names signs in if two officers bound them; lies sign nobody in")


if __name__ == "__main__":
    main()
