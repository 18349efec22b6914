#!/usr/bin/env python3
"""The official OpenTDF clients, unmodified, against a real node: what they seal becomes an item,
and whoever may read it opens it with them or with Entente.

Usage: opentdf.py. Needs Node.js 20 (their command line does) and npm; exit 77 without, saying so.
"""
import base64
import concurrent.futures
import contextlib
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "e2e")]
import npm  # noqa: E402
import pair  # noqa: E402
from pair import expect  # noqa: E402
from sealed_files import READER, enrol, need  # noqa: E402
import sealed_files  # noqa: E402
from caller import Tls  # noqa: E402

INSTALLED = ROOT / "build" / "npm" / "opentdf"  # by npm.install
LIBRARIES = ("@opentdf/client", "opentdf-client-1.3")
SIZES = {"nothing": 0, "small": 100, "large": 3_500_000}
OLDEST_NODE = 20


class Client:
    """The official command line and libraries, for one registered program."""

    def __init__(self, node, registered):
        self.kas = f"https://{node.domain}/kas"
        self.oidc = f"https://{node.domain}/auth"
        self.id, self.secret = registered["client"], registered["secret"]
        self.environment = {**os.environ, "NODE_EXTRA_CA_CERTS": str(node.home / "link.pem"),
                            "EXERCISE_HOSTS": json.dumps({node.domain: node.api})}

    def _run(self, *command, **more):
        return subprocess.run(["node", "--require", "./hosts.cjs", *map(str, command)],
                              cwd=INSTALLED, env={**self.environment, **more},
                              capture_output=True, text=True, timeout=120)

    def cli(self, action, source, target, *more, secret=None):
        done = self._run("node_modules/.bin/opentdf", action, "-t", "tdf3",
                         "--kasEndpoint", self.kas, "--oidcEndpoint", self.oidc, "--auth",
                         f"{self.id}:{secret or self.secret}", "--output", target, *more, source)
        return done.returncode == 0 and pathlib.Path(target).exists(), done.stdout + done.stderr

    def library(self, module, action, source, target, **more):
        done = self._run("library.mjs", module, action, source, target, self.kas,
                         self.oidc, self.id, self.secret, **more)
        return done.returncode == 0 and pathlib.Path(target).exists(), done.stdout + done.stderr


def succeeded(outcome, what):
    expect(outcome[0], f"{what}: {outcome[1][-2000:]}")


def refused(outcome, target, what):
    expect(not outcome[0], f"{what}: it was not refused")
    expect(not target.exists(), f"{what}: an output file was left")


def opens(node, client, item, sealed, content, folder, what):
    """Theirs opens it, and ours."""
    out = folder / f"{what}.out"
    succeeded(client.cli("decrypt", sealed, out), f"{what}: their client opens it")
    expect(out.read_bytes() == content, f"{what}: their client gave other octets")
    ours = folder / f"{what}.ours"
    node.run("item", "open", item, "--purpose", "exercise", "-o", ours, person=READER)
    expect(ours.read_bytes() == content, f"{what}: the node gave other octets")


# ---- What works ---------------------------------------------------------------------------------

def sealed_by_them_enrolled_and_opened(node, client, folder):
    """The issue's proof: at 0 bytes, 100 bytes and 3.5 MB; refused before each step."""
    for name, size in SIZES.items():
        content = (b"EXERCISE " * (size // 9 + 1))[:size]
        plain, sealed, out = folder / name, folder / f"{name}.tdf", folder / f"{name}.early"
        plain.write_bytes(content)
        succeeded(client.cli("encrypt", plain, sealed), f"{name}: encrypt")
        refused(client.cli("decrypt", sealed, out), out, f"{name}: no item")
        item = enrol(node, sealed)
        refused(client.cli("decrypt", sealed, out), out, f"{name}: no need to know")
        need(node, item)
        opens(node, client, item, sealed, content, folder, name)
    return item, sealed


def sealed_by_the_libraries(node, client, folder):
    for module in LIBRARIES:
        name = module.replace("/", "-")
        content = f"EXERCISE by {module}".encode() * 100
        plain, sealed, out = (folder / f"{name}{end}" for end in ("", ".tdf", ".back"))
        plain.write_bytes(content)
        succeeded(client.library(module, "encrypt", plain, sealed), f"{module}: encrypt")
        item = enrol(node, sealed)
        need(node, item)
        succeeded(client.library(module, "decrypt", sealed, out), f"{module}: decrypt")
        expect(out.read_bytes() == content, f"{module}: other octets")
        if module == LIBRARIES[0]:
            proved = folder / f"{name}.proved"
            succeeded(client.library(module, "decrypt", sealed, proved, EXERCISE_DPOP="1"),
                      f"{module}: with proofs of possession")
            expect(proved.read_bytes() == content, f"{module}: other octets with proofs")
        opens(node, client, item, sealed, content, folder, name)


def sealed_by_a_partner_and_opened_by_them(kr, jp, client, folder):
    """What Korea's node released, Japan's reader opens with the official client at Japan's node."""
    content = folder / "released"
    content.write_bytes(b"EXERCISE by Korea " * 1000)
    code, made = pair.try_release(kr, content)
    expect(code == 0, f"{made}")
    item, sealed, out = made["item"], folder / "released.tdf", folder / "released.out"
    jp.until("the contents have arrived", lambda: pair.staged(jp, item, "received"))
    jp.run("item", "register", item, "--number", "JP-EX-9", "--marking", "JP-HI", "--reason",
           "EXERCISE", person="sato.yui")
    jp.run("item", "object", item, "-o", sealed)
    expect(content.read_bytes() not in sealed.read_bytes(), "not sealed")
    refused(client.cli("decrypt", sealed, out), out, "no need to know")
    need(jp, item)
    opens(jp, client, item, sealed, content.read_bytes(), folder, "released")


def openings_are_counted_exactly(kr, jp, client, folder):
    """An item that may be opened three times, asked for by six at once, with both programs."""
    content = folder / "limited"
    content.write_bytes(b"EXERCISE, three times")
    item = kr.run("item", "release", content, "--agreement", pair.AGREEMENT, "--to", "JP",
                  "--marking", "KR-3", "--purpose", "exercise", "--title", "EXERCISE", "--reason",
                  "EXERCISE", "--max-openings", 3, person="kim.minji")["item"]
    sealed = folder / "limited.tdf"
    jp.until("the contents have arrived", lambda: pair.staged(jp, item, "received"))
    jp.run("item", "register", item, "--number", "JP-EX-10", "--marking", "JP-HI", "--reason",
           "EXERCISE", person="sato.yui")
    need(jp, item)
    jp.run("item", "object", item, "-o", sealed)

    def opened(place):
        out = folder / f"limited.{place}"
        if place % 2:
            client.cli("decrypt", sealed, out)
        else:
            with contextlib.suppress(SystemExit):  # denied: the count says how often
                jp.run("item", "open", item, "--purpose", "exercise", "-o", out, person=READER)
        return out.exists() and out.read_bytes() == content.read_bytes()

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        times = sum(pool.map(opened, range(6)))
    expect(times == 3, f"opened {times} times, not 3")


def files_of_each_are_opened_by_the_other(node, client, registered, folder):
    """`object seal` and `object open` beside the official client, which has no node either."""
    ours = sealed_files.Program(node, registered, folder)
    for name, size in SIZES.items():
        content = (folder / name).read_bytes()
        sealed, out = folder / f"{name}.ours.tdf", folder / f"{name}.theirs.out"
        sealed_files.done(ours.seal(folder / name, sealed), f"{name}: ours seals")
        need(node, enrol(node, sealed))
        succeeded(client.cli("decrypt", sealed, out), f"{name}: theirs opens ours")
        expect(out.read_bytes() == content, f"{name}: their client gave other octets of ours")
        back = folder / f"{name}.ours.out"
        sealed_files.done(ours.open(folder / f"{name}.tdf", back), f"{name}: ours opens theirs")
        expect(back.read_bytes() == content, f"{name}: other octets of theirs")


# ---- What does not ------------------------------------------------------------------------------

def policies_are_enforced(node, client, folder):
    """`dissem` and attributes both: in, out, and unknown."""
    plain = folder / "plain"
    plain.write_bytes(b"EXERCISE")
    level = f"https://{node.domain}/attr/exercise-level/value"
    rows = (("reader", ("--users-with-access", READER), True),
            ("stranger", ("--users-with-access", "sato.yui"), False),
            ("cleared", ("--attributes", f"{level}/secret"), True),
            ("not-cleared", ("--attributes", f"{level}/top-secret"), False),
            ("unknown", ("--attributes", "https://other.example/attr/level/value/secret"), False))
    for name, options, opened in rows:
        sealed, out = folder / f"policy-{name}.tdf", folder / f"policy-{name}.out"
        succeeded(client.cli("encrypt", plain, sealed, *options), f"{name}: encrypt")
        need(node, enrol(node, sealed))
        outcome = client.cli("decrypt", sealed, out)
        if opened:
            succeeded(outcome, f"policy: {name}")
        else:
            refused(outcome, out, f"policy: {name}")


class Rewrap:
    """The protocol by hand, for what no client sends."""

    def __init__(self, node, client, folder):
        self.node, self.client = node, client
        key = folder / "client.pem"
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
        self.public = subprocess.run(["openssl", "rsa", "-in", key, "-pubout"], check=True,
                                     capture_output=True, text=True).stdout
        self.token = self.get_token()

    def post(self, path, body, headers):
        connection = Tls(self.node)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def get_token(self):
        form = (f"grant_type=client_credentials&client_id={self.client.id}"
                f"&client_secret={self.client.secret}")
        status, body = self.post("/auth/protocol/openid-connect/token", form,
                                 {"content-type": "application/x-www-form-urlencoded"})
        expect(status == 200, f"no token: {status} {body}")
        return json.loads(body)["access_token"]

    def ask(self, manifest, change=None, token=None, path="/kas/v2/rewrap", expires=3600):
        information = manifest["encryptionInformation"]
        asked = {"algorithm": "RS256", "clientPublicKey": self.public,
                 "policy": information["policy"], "keyAccess": dict(information["keyAccess"][0])}
        if path != "/kas/v2/rewrap":
            asked = {"clientPublicKey": self.public, "requests": [{
                "policy": {"id": "policy", "body": asked["policy"]},
                "keyAccessObjects": [{"keyAccessObjectId": "kao-0",
                                      "keyAccessObject": asked["keyAccess"]}]}]}
        if change:
            change(asked)
        now = int(time.time())
        claims = {"requestBody": json.dumps(asked), "iat": now - 3600, "exp": now + expires}
        parts = [base64.urlsafe_b64encode(p).rstrip(b"=").decode()
                 for p in (b'{"alg":"RS256"}', json.dumps(claims).encode(), bytes(256))]
        return self.post(path, json.dumps({"signedRequestToken": ".".join(parts)}), {
            "content-type": "application/json",
            "authorization": f"Bearer {self.token if token is None else token}"})


def manifest_of(sealed):
    with zipfile.ZipFile(sealed) as container:
        return json.loads(container.read("0.manifest.json"))


def other_policy(asked):
    policy = json.loads(base64.b64decode(asked["policy"]))
    policy["body"]["dissem"] = [READER]
    asked["policy"] = base64.b64encode(json.dumps(policy).encode()).decode()


def other_item(asked):
    policy = json.loads(base64.b64decode(asked["policy"]))
    policy["uuid"] = "00000000-0000-4000-8000-000000000000"
    asked["policy"] = base64.b64encode(json.dumps(policy).encode()).decode()


def other_binding(asked):
    asked["keyAccess"]["policyBinding"] = {"alg": "HS256", "hash": base64.b64encode(
        hashlib.sha256(b"other").hexdigest().encode()).decode()}


def other_key(asked):
    asked["keyAccess"]["wrappedKey"] = base64.b64encode(bytes(256)).decode()


def requests_by_hand(node, client, item, sealed, folder):
    """AB75: changed 400, not permitted 403, no token 401; and the newer spelling."""
    rewrap, manifest = Rewrap(node, client, folder), manifest_of(sealed)
    status, body = rewrap.ask(manifest)
    expect(status == 200 and json.loads(body)["entityWrappedKey"], f"{status} {body}")
    for change, wanted in ((other_policy, 400), (other_binding, 400), (other_key, 400),
                           (other_item, 403), (lambda asked: asked.pop("policy"), 400)):
        status, body = rewrap.ask(manifest, change)
        expect(status == wanted, f"{status}, not {wanted}: {body}")
    head, _, rest = rewrap.token.partition(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').rstrip(b"=").decode()
    for token in ("", "x", f"{none}.{rest}", f"{head}.{rest[:-8]}AAAAAAAA"):
        expect(rewrap.ask(manifest, token=token)[0] == 401, f"token {token[:40]}")
    expect(rewrap.ask(manifest, expires=-1)[0] == 400, "an old request")

    connect = "/kas.AccessService/Rewrap"
    status, body = rewrap.ask(manifest, path=connect)
    result = json.loads(body)["responses"][0]["results"][0]
    expect(status == 200 and result["status"] == "permit" and result["kasWrappedKey"], f"{body}")
    status, body = rewrap.ask(manifest, path=connect, change=lambda asked: asked["requests"][0][
        "keyAccessObjects"][0]["keyAccessObject"].update(wrappedKey="AAAA"))
    result = json.loads(body)["responses"][0]["results"][0]
    expect(status == 200 and result["status"] == "fail" and "InvalidArgument" in result["error"],
           f"{body}")
    return rewrap, manifest


def what_ends_access_counts_at_once(node, client, item, sealed, rewrap, manifest, folder):
    """A hold, a need that ends, another secret, a program that is revoked."""
    out = folder / "ended.out"
    refused(client.cli("decrypt", sealed, out, secret="x" * 43), out, "another secret")
    hold = node.run("agreement", "hold", pair.AGREEMENT, "--reason", "EXERCISE",
                    person="sato.yui")
    expect(rewrap.ask(manifest)[0] == 403, "a hold did not stop it")
    node.run("agreement", "unhold", pair.AGREEMENT, "--hold", hold["act"], person="sato.yui")
    expect(rewrap.ask(manifest)[0] == 200, "it is open again")
    node.run("need-to-know", "revoke", READER, "--item", item)
    expect(rewrap.ask(manifest)[0] == 403, "a need that ended")
    refused(client.cli("decrypt", sealed, out), out, "a need that ended")
    need(node, item)
    before = len(node.run("client", "list")["clients"])
    node.run("client", "revoke", client.id)
    expect(rewrap.ask(manifest)[0] == 401, "the token of a program that was revoked")
    expect(len(node.run("client", "list")["clients"]) == before - 1, "still listed")


def every_opening_is_recorded(node, item):
    """T1: the accesses stand in the house ledger with the person and the item."""
    held = node.run("person", "show", READER)["holdings"]
    row = [h for h in held if h["item"] == item]
    expect(row and row[0]["read_at"], f"{row}")


def main():
    npm.install("opentdf", OLDEST_NODE)
    with pair.ready_to_release("opentdf", api=True) as (folder, kr, jp):
        registered = jp.run("client", "register", "opentdf (EXERCISE)", person=READER)
        client = Client(jp, registered)
        item, sealed = sealed_by_them_enrolled_and_opened(jp, client, folder)
        files_of_each_are_opened_by_the_other(jp, client, registered, folder)
        sealed_by_the_libraries(jp, client, folder)
        sealed_by_a_partner_and_opened_by_them(kr, jp, client, folder)
        openings_are_counted_exactly(kr, jp, client, folder)
        policies_are_enforced(jp, client, folder)
        rewrap, manifest = requests_by_hand(jp, client, item, sealed, folder)
        every_opening_is_recorded(jp, item)
        jp.stop()
        jp.start()
        succeeded(client.cli("decrypt", sealed, folder / "again"), "after a restart")
        rewrap.token = rewrap.get_token()
        what_ends_access_counts_at_once(jp, client, item, sealed, rewrap, manifest, folder)
    print("the official clients seal, the node enrols, both open; and what they may not is refused")


if __name__ == "__main__":
    main()
