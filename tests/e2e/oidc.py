#!/usr/bin/env python3
"""Sign-in with a real OpenID provider (npm oidc-provider, over TLS) at a real node, as a browser
does it; and everything that must not sign anybody in: a provider that lies, answers that were
changed, used twice or are another browser's, people who are not bound, not approved, or gone.

Usage: oidc.py. Needs Node.js 18, npm and openssl; exit 77 without Node.js and npm, saying so.
"""
import hashlib
import html
import http.client
import json
import pathlib
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "e2e")]
import pair  # noqa: E402
from caller import PASSWORD, Caller, Tls, signed_in  # noqa: E402

SOURCE = ROOT / "tests" / "e2e" / "oidc"
INSTALLED = ROOT / "build" / "npm" / "oidc"
SECRET = "exercise-secret-%-&-of-the-client"
FLOW, SESSION = "__Host-entente-flow", "__Host-entente"
START, CALLBACK = "/api/v1/session/oidc", "/api/v1/session/oidc/callback"
STAFF = {"lee.ha": "security-officer", "admin.a": "administrator", "mori.ken": "analyst",
         "park.jo": "analyst"}
SKIPPED = 77
OLDEST_NODE = 18


def expect(condition, what):
    if not condition:
        raise SystemExit(f"oidc: {what}")


def refused(answer, status, code, what):
    expect(answer.status == status and answer.json()["code"] == code,
           f"{what}: {answer.status} {answer.body[:300]}, not {status} {code}")
    expect(SESSION not in answer.cookies, f"{what}: a session nevertheless")


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def install():
    """The provider by the lock file, once for each state of it."""
    if not shutil.which("node") or not shutil.which("npm"):
        skip("the provider needs Node.js and npm")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
    if int(version.lstrip("v").split(".")[0]) < OLDEST_NODE:
        skip(f"the provider needs Node.js {OLDEST_NODE}; this is {version}")
    lock = (SOURCE / "package-lock.json").read_bytes()
    mark = INSTALLED / "installed"
    if mark.exists() and mark.read_text() == hashlib.sha256(lock).hexdigest():
        shutil.copytree(SOURCE, INSTALLED, dirs_exist_ok=True)
        return
    shutil.rmtree(INSTALLED, ignore_errors=True)
    shutil.copytree(SOURCE, INSTALLED)
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                          cwd=INSTALLED, capture_output=True, text=True)
    if done.returncode != 0:
        skip(f"npm does not give the provider\n{done.stderr[-2000:]}")
    mark.write_text(hashlib.sha256(lock).hexdigest())


# ---- The provider -------------------------------------------------------------------------------

def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


class Authority:
    """An authority, and the certificate that it gave to localhost."""

    def __init__(self, folder, name):
        self.certificate, self.key = folder / f"{name}.pem", folder / f"{name}.key"
        self.server, self.server_key = folder / f"{name}-server.pem", folder / f"{name}-server.key"
        request, extensions = folder / f"{name}.csr", folder / f"{name}.ext"
        extensions.write_text("subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n")
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        openssl("req", "-x509", *curve, "-keyout", self.key, "-out", self.certificate, "-days", "2",
                "-subj", f"/CN={name} (EXERCISE)")
        openssl("req", *curve, "-keyout", self.server_key, "-out", request, "-subj", "/CN=EXERCISE")
        openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key,
                "-CAcreateserial", "-days", "2", "-extfile", extensions, "-out", self.server)


class Provider:
    def __init__(self, folder, redirect):
        self.folder, self.redirect, self.port = folder, redirect, pair.free_port()
        self.issuer = f"https://localhost:{self.port}"
        self.authority = Authority(folder, "authority")
        self.other = Authority(folder, "other")
        self.secret = folder / "client-secret"
        self.secret.touch(mode=0o600)
        self.secret.write_text(SECRET + "\n")
        self.process = None

    def start(self, authority=None):
        shown = authority or self.authority
        self.process = subprocess.Popen(
            ["node", "provider.mjs", str(self.port), shown.server, shown.server_key, self.redirect,
             self.secret], cwd=INSTALLED, stdout=subprocess.PIPE, text=True,
            stderr=open(self.folder / "provider.log", "a"))
        line = self.process.stdout.readline().strip()
        expect(line == "serving", "the provider does not start: "
               + (self.folder / "provider.log").read_text()[-2000:])

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def connection(self):
        context = ssl.create_default_context(cafile=str(self.authority.certificate))
        return http.client.HTTPSConnection("localhost", self.port, context=context, timeout=60)

    def ask(self, path, body=None):
        connection = self.connection()
        connection.request("POST", path, body)
        answer = connection.getresponse().read()
        connection.close()
        return json.loads(answer)

    def lies(self, about):
        self.ask("/exercise", json.dumps({"lie": about}))


# ---- The browser --------------------------------------------------------------------------------

class Page:
    def __init__(self, url, response):
        self.url, self.status = url, response.status
        self.fields = {k.lower(): v for k, v in response.getheaders()}
        self.cookies = {}
        for k, v in response.getheaders():
            if k.lower() == "set-cookie":
                self.cookies[v.split("=", 1)[0]] = v
        self.body = response.read().decode()

    def json(self):
        return json.loads(self.body)


class Browser:
    """Keeps cookies for each host and follows redirects, which is what a sign-in needs. A cookie of
    the node that is `SameSite=Strict` does not come along when the provider sends back."""

    def __init__(self, node, provider):
        self.node, self.provider, self.jar = node, provider, {}
        self.home = f"https://{node.domain}:{node.api}"

    def fetch(self, url, form=None, cross_site=False):
        parts = urllib.parse.urlsplit(url)
        ours = url.startswith(self.home + "/")
        connection = Tls(self.node) if ours else self.provider.connection()
        sent = [f"{name}={value}" for name, value in self.jar.get(parts.netloc, {}).items()
                if not (cross_site and name == SESSION)]
        headers = {"cookie": "; ".join(sent)} if sent else {}
        if form is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        target = parts.path + ("?" + parts.query if parts.query else "")
        connection.request("GET" if form is None else "POST", target,
                           None if form is None else urllib.parse.urlencode(form), headers)
        page = Page(url, connection.getresponse())
        connection.close()
        jar = self.jar.setdefault(parts.netloc, {})
        for name, field in page.cookies.items():
            value = field.split(";")[0].split("=", 1)[1]
            jar[name] = value
            if not value or "Max-Age=0" in field or "1970" in field:
                del jar[name]
        return page

    def get(self, path):
        return self.fetch(self.home + path)

    def to_callback(self, login):
        """Begins at the node and signs in at the provider; the address at which it sends back."""
        page = self.get(START)
        expect(page.status == 303, f"not sent to the provider: {page.status} {page.body}")
        for _ in range(20):
            if page.status in (302, 303):
                url = urllib.parse.urljoin(page.url, page.fields["location"])
                if url.startswith(self.home + CALLBACK):
                    return url
                page = self.fetch(url)
                continue
            form = re.search(r'<form[^>]*action="([^"]+)"', page.body)
            expect(page.status == 200 and form, f"the provider: {page.status} {page.body[:500]}")
            fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"',
                                     page.body))
            fields = {"login": login, "password": "EXERCISE"} | fields
            page = self.fetch(urllib.parse.urljoin(page.url, html.unescape(form.group(1))), fields)
        raise SystemExit("oidc: the provider does not come to an end")

    def sign_in(self, login):
        return self.fetch(self.to_callback(login), cross_site=True)


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


def who_is_gone_is_gone(node, provider, officer):
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
    node.run("account", "unbind", "mori.ken")
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
                     f'authorities_file = "{provider.authority.certificate}"\n')
    expect(node.run("config", "show")["oidc.issuer"] == provider.issuer, "not in the settings")


def main():
    install()
    with tempfile.TemporaryDirectory(prefix="entente-oidc-", ignore_cleanup_errors=True) as made:
        folder = pathlib.Path(made)
        node = make_node(folder)
        provider = Provider(folder, f"https://{node.domain}:{node.api}{CALLBACK}")
        configure(node, provider)
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
            without_the_provider(node, provider, officer)
            who_is_gone_is_gone(node, provider, officer)
            secrets_are_nowhere(node, provider)
        finally:
            provider.stop()
            node.stop()
    print("who the provider names signs in if two officers bound them; lies sign nobody in")


if __name__ == "__main__":
    main()
