#!/usr/bin/env python3
"""`object seal` and `object open` without a node, against a real node's key access service: what is
sealed comes back whole for a program that may, and leaves no file for one that may not, for an
object that was changed, and for a service that nobody named."""
import json
import pathlib
import subprocess
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "e2e")]
import pair  # noqa: E402
from caller import Tls  # noqa: E402
from pair import expect  # noqa: E402

READER = "mori.ken"
SEGMENT = 1 << 20  # of what `object seal` makes
SIZES = {"nothing": 0, "small": 100, "segment": SEGMENT, "large": 3_500_000}


class Program:
    """The command line of somebody who has no node."""

    def __init__(self, node, registered, folder):
        self.kas, self.oidc = f"https://{node.domain}/kas", f"https://{node.domain}/auth"
        self.reached = ["--trust", node.home / "link.pem", "--at", f"127.0.0.1:{node.api}"]
        self.secret = folder / "secret"
        self.secret.write_text(registered["secret"])
        self.id = registered["client"]
        self.folder = folder

    def run(self, *command, content=None):
        done = subprocess.run([pair.BINARY, *map(str, command), "--json"], input=content,
                              cwd=self.folder, capture_output=True, timeout=120)
        said = done.stderr if command[command.index("-o") + 1] == "-" else done.stdout
        return done.returncode, json.loads(said), done.stdout

    def seal(self, path, sealed, *more):
        return self.run("object", "seal", path, "-o", sealed, "--kas", self.kas, *self.reached,
                        *more)

    def open(self, sealed, out, *more, kas=None, secret=None, content=None):
        return self.run("object", "open", sealed, "-o", out, "--kas", kas or self.kas, "--oidc",
                        self.oidc, "--client-id", self.id, "--client-secret-file",
                        secret or self.secret, *self.reached, *more, content=content)


def done(outcome, what):
    expect(outcome[0] == 0, f"{what}: {outcome[:2]}")
    return outcome[1]


def refused(outcome, out, code, kind, what):
    expect(outcome[0] == code and outcome[1]["error"]["code"] == kind, f"{what}: {outcome[:2]}")
    expect(not out.exists() and not list(out.parent.glob(out.name + "*")), f"{what}: a file stays")


def enrol(node, sealed):
    return node.run("object", "enrol", sealed, "--agreement", pair.AGREEMENT, "--marking", "JP-HI",
                    "--purpose", "exercise", "--title", "EXERCISE", person="sato.yui")["item"]


def need(node, item, person=READER):
    node.run("need-to-know", "grant", person, "--item", item, "--purpose", "exercise", "--until",
             f"{pair.UNTIL}T00:00:00Z", person="sato.yui")


def whole_at_every_size(node, program, folder):
    """By either key of the service and in both spellings; from and to pipes too."""
    forms = ((), ("--algorithm", "ec:secp256r1"), ("--spec", "4.3.0"),
             ("--mime-type", "text/plain"))
    for (name, size), form in zip(SIZES.items(), forms):
        content = (b"EXERCISE " * (size // 9 + 1))[:size]
        plain, sealed, out = folder / name, folder / f"{name}.tdf", folder / f"{name}.out"
        plain.write_bytes(content)
        made = done(program.seal(plain, sealed, *form), f"{name}: seal")
        expect(made["content_bytes"] == size and made["bytes"] == sealed.stat().st_size, made)
        expect(size == 0 or content not in sealed.read_bytes(), f"{name}: it is not sealed")
        refused(program.open(sealed, out), out, 3, "kas.denied", f"{name}: no item")
        need(node, enrol(node, sealed))
        opened = done(program.open(sealed, out), f"{name}: open")
        expect(out.read_bytes() == content and opened["digest"] == made["digest"], name)
        piped = program.open("-", "-", content=sealed.read_bytes())
        expect(piped[0] == 0 and piped[2] == content, f"{name}: by pipes: {piped[:2]}")
    return folder / "large.tdf"


def by_a_key_from_a_file(node, program, folder):
    """Nothing is asked of the network; the kid is the one that the service gave."""
    key, sealed, out = folder / "kas.pem", folder / "offline.tdf", folder / "offline.out"
    connection = Tls(node)
    connection.request("GET", "/kas/v2/kas_public_key?v=2&algorithm=rsa:2048")
    published = json.loads(connection.getresponse().read())
    connection.close()
    key.write_text(published["publicKey"])
    done(program.run("object", "seal", folder / "small", "-o", sealed, "--kas", program.kas,
                     "--kas-key", key, "--kid", published["kid"]), "seal by a file's key")
    need(node, enrol(node, sealed))
    done(program.open(sealed, out), "open what was sealed by a file's key")
    expect(out.read_bytes() == (folder / "small").read_bytes(), "other octets")


def policies_count(node, program, folder):
    level = f"https://{node.domain}/attr/exercise-level/value"
    rows = (("reader", ("--dissem", READER), True), ("stranger", ("--dissem", "sato.yui"), False),
            ("cleared", ("--attribute", f"{level}/secret"), True),
            ("not-cleared", ("--attribute", f"{level}/top-secret"), False))
    for name, policy, opens in rows:
        sealed, out = folder / f"{name}.tdf", folder / f"{name}.out"
        done(program.seal(folder / "small", sealed, *policy), f"{name}: seal")
        need(node, enrol(node, sealed))
        if opens:
            done(program.open(sealed, out), name)
        else:
            refused(program.open(sealed, out), out, 3, "kas.denied", name)
    out = folder / "bad.tdf"
    refused(program.seal(folder / "small", out, "--attribute", "SECRET"), out, 8,
            "object.bad-seal-request", "an attribute that is none")


def only_services_that_were_named(program, sealed, folder):
    """A hostile object must not learn a token: another service is not even looked up."""
    out = folder / "other.out"
    refused(program.open(sealed, out, kas="https://other.exercise.example/kas"), out, 3,
            "kas.unknown-service", "another service")
    wrong = folder / "wrong-secret"
    wrong.write_text("x" * 43)
    refused(program.open(sealed, out, secret=wrong), out, 7, "kas.program-refused",
            "another secret")
    stranger = Program.__new__(Program)
    stranger.__dict__ = {**program.__dict__, "reached": ["--at", program.reached[3]]}
    refused(stranger.open(sealed, out), out, 6, "kas.unreachable", "a name that nobody vouches for")


def rewritten(sealed, into, change=None, payload=None):
    """The same container with another manifest or content."""
    with zipfile.ZipFile(sealed) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as new:
        manifest = json.loads(old.read("0.manifest.json"))
        if change:
            change(manifest)
        content = old.read("0.payload")
        new.writestr("0.payload", payload(content) if payload else content)
        new.writestr("0.manifest.json", json.dumps(manifest))


def segments_of(content):
    sealed = SEGMENT + 28
    return [content[i:i + sealed] for i in range(0, len(content), sealed)]


def swap_sizes(manifest):
    parts = manifest["encryptionInformation"]["integrityInformation"]["segments"]
    parts[0], parts[1] = parts[1], parts[0]


def changed_objects(program, sealed, folder):
    """Reordered, dropped, repeated, truncated; the list of segments; the root's algorithm."""
    information = "integrityInformation"
    cases = {
        "reordered": (None, lambda c: b"".join([segments_of(c)[i] for i in (1, 0, 2, 3)])),
        "dropped": (None, lambda c: b"".join(segments_of(c)[1:])),
        "repeated": (None, lambda c: b"".join([*segments_of(c)[:1], *segments_of(c)])),
        "truncated": (None, lambda c: c[:-1]),
        "flipped": (None, lambda c: c[:40] + bytes([c[40] ^ 1]) + c[41:]),
        "swapped": (swap_sizes, None),
        "gmac": (lambda m: m["encryptionInformation"][information]["rootSignature"].update(
            alg="GMAC"), None),
        "unsigned": (lambda m: m["encryptionInformation"][information]["rootSignature"].update(
            sig="AAAA"), None),
        "policy": (lambda m: m["encryptionInformation"].update(policy="e30="), None),
    }
    for name, (change, payload) in cases.items():
        changed, out = folder / f"changed-{name}.tdf", folder / f"changed-{name}.out"
        rewritten(sealed, changed, change, payload)
        code, said, _ = program.open(changed, out)
        expect(code in (3, 5, 8), f"{name}: {code} {said}")
        expect(said["error"]["code"].startswith(("object.", "kas.")), f"{name}: {said}")
        expect(not out.exists(), f"{name}: a file stays")
        piped = program.open(changed, "-")
        expect(piped[0] == code and not piped[2], f"{name}: octets went to the pipe")


def main():
    with pair.ready_to_release("sealed_files", api=True) as (folder, _, node):
        program = Program(node, node.run("client", "register", "object (EXERCISE)",
                                         person=READER), folder)
        large = whole_at_every_size(node, program, folder)
        by_a_key_from_a_file(node, program, folder)
        policies_count(node, program, folder)
        only_services_that_were_named(program, large, folder)
        changed_objects(program, large, folder)
        told = node.run("object", "inspect", large)
        expect(told["segments"] == 4 and told["policy"]["dissem"] == [], told)
    print("sealed and opened without a node; what may not be opened leaves no file")


if __name__ == "__main__":
    main()
