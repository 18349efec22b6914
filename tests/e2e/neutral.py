#!/usr/bin/env python3
"""Two real nodes have their heads cosigned by a witness of neither party that shares nothing with
src/: a policy that asks for it is met by the packs of both, and what both then rewrite together, it
refuses and shows.

Usage: neutral.py."""
import base64
import hashlib
import http.server
import json
import pathlib
import subprocess
import sys
import threading

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import pair  # noqa: E402
from pair import expect  # noqa: E402
from evidence_verifier import Fault, Key, Note, base64std, decimal, sha256  # noqa: E402

VERIFICATION, INVALID = 5, 8
NAME = "neutral.exercise.example/witness"
TIME = 1_788_000_000
ED25519_SPKI = bytes.fromhex("302a300506032b6570032100")


def inner_root(proof, size_from, size_to, first):
    """RFC 9162, 2.1.4.2: the roots of the earlier and the later tree that a path leads to."""
    path = list(proof)
    if size_from & (size_from - 1) == 0:
        path.insert(0, first)
    place, last = size_from - 1, size_to - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path.pop(0)
    for node in path:
        if last == 0:
            return None, None
        if place & 1 or place == last:
            old, new = sha256(b"\1", node, old), sha256(b"\1", node, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = sha256(b"\1", new, node)
        place, last = place >> 1, last >> 1
    return (old, new) if last == 0 else (None, None)


def consistent(proof, size_from, size_to, first, second):
    if size_from in (0, size_to):
        return not proof and (size_from == 0 or first == second)
    return bool(proof) and inner_root(proof, size_from, size_to, first) == (first, second)


def key_of(vkey):
    """(name, key) of a vkey; the type byte is not looked at."""
    name, _, octets = vkey.split("+", 2)
    return name, Key(ED25519_SPKI + base64.b64decode(octets)[1:])


class Witness:
    """C2SP tlog-witness, from its text. Its logs are those that it is told of."""

    def __init__(self):
        self.key = ed25519.Ed25519PrivateKey.generate()
        public = b"\4" + self.key.public_key().public_bytes(serialization.Encoding.Raw,
                                                            serialization.PublicFormat.Raw)
        self.id = sha256(NAME.encode(), b"\n", public)[:4]
        self.vkey = f"{NAME}+{self.id.hex()}+{base64.b64encode(public).decode()}"
        self.logs, self.last, self.answers = {}, {}, []
        self.lock = threading.Lock()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/witness"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def know(self, vkey):
        name, key = key_of(vkey)
        self.logs[name] = key

    def size(self, origin):
        with self.lock:
            return self.last[origin][0] if origin in self.last else 0

    def line(self, text):
        message = f"cosignature/v1\ntime {TIME}\n{text}".encode()
        octets = self.id + TIME.to_bytes(8, "big") + self.key.sign(message)
        return f"\u2014 {NAME} {base64.b64encode(octets).decode()}\n"

    def add(self, body):
        head, _, text = body.partition("\n\n")
        old_line, *path = head.split("\n")
        old, proof, note = decimal(old_line[len("old "):]), [base64std(h) for h in path], Note(text)
        origin, size, root = note.text.split("\n")[:3]
        size, root = decimal(size), base64std(root)
        if origin not in self.logs:
            return 404, ""
        if not note.signed_by(origin, 1, self.logs[origin]):
            return 403, ""
        if old > size:
            return 400, ""
        last_size, last_root, _ = self.last.get(origin, (0, b"", ""))
        if old != last_size:
            return 409, f"{last_size}\n"
        if not consistent(proof, old, size, last_root, root):
            return 422, ""
        line = self.line(note.text)
        self.last[origin] = (size, root, text + line)
        return 200, line

    def show(self, path):
        for origin, (_, _, note) in self.last.items():
            if path == f"/witness/{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint":
                return 200, note
        return 404, ""

    def handler(self):
        witness = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def reply(self, answer):
                status, text = answer
                self.send_response(status)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def do_POST(self):  # noqa: N802
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                with witness.lock:
                    try:
                        answer = witness.add(body)
                    except (Fault, ValueError):
                        answer = 400, ""
                    witness.answers.append(answer[0])
                self.reply(answer)

            def do_GET(self):  # noqa: N802
                with witness.lock:
                    answer = witness.show(self.path)
                self.reply(answer)

            def log_message(self, *_):
                pass

        return Handler


def log_of(node):
    """(origin, size, vkey) of its log under the agreement."""
    said = node.run("ledger", "checkpoint", pair.AGREEMENT)
    origin, size = said["checkpoint"].split("\n")[:2]
    return origin, int(size), said["vkey"]


def act(kr, jp):
    """A shared act of each party, cosigned by the other."""
    for node in (kr, jp):
        node.run("authority", "notify", f"{node.party}-EX", "--agreement", pair.AGREEMENT, "--name",
                 "EXERCISE")
    for node in (kr, jp):
        node.until("all is cosigned", lambda n=node: pair.settled(n))


def configure(node, witness):
    """Asks the witness from its next start on."""
    node.stop()
    config = node.home / "config.toml"
    config.write_text("witness_interval_seconds = 1\n" + config.read_text() +
                      f'\n[[witness]]\nvkey = "{witness.vkey}"\nurl = "{witness.url}"\n')
    shown = node.run("config", "show")
    expect(shown["witness"] == f"{witness.vkey} {witness.url}", shown)
    node.start()


def witness_line(node):
    """The cosignature on the newest head, once it is there."""
    text = node.run("ledger", "checkpoint", pair.AGREEMENT)["checkpoint"]
    return text if f"\u2014 {NAME} " in text and text.count("\u2014") == 3 else None


def verify(pack, policy, exit=0):
    command = [pair.BINARY, "evidence", "verify", pack, "--json", "--policy", policy]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    expect(done.returncode == exit, f"exit {done.returncode}, not {exit}: {done.stdout}")
    return json.loads(done.stdout)


def party_witness(node, folder):
    """The vkey of the party's own witness, from its invite."""
    file = folder / f"{node.party}.again"
    node.run("peer", "invite", "-o", file)
    content = json.loads(file.read_text())["content"]
    octets = b"\4" + base64.b64decode(content["keys"]["witness"])[-32:]
    name = f"{node.domain}/entente/witness"
    key_id = sha256(name.encode(), b"\n", octets)[:4].hex()
    return f"{name}+{key_id}+{base64.b64encode(octets).decode()}"


def policies_are_met(kr, jp, witness, folder):
    """The packs of both, under a policy that asks for the neutral one and for the other party."""
    lines = [f"witness {node.party} {party_witness(node, folder)}" for node in (kr, jp)]
    lines += [f"witness neutral {witness.vkey}", "group a-party any KR JP",
              "group all-three all a-party neutral", "quorum all-three"]
    policy, other = folder / "policy", folder / "other-policy"
    policy.write_text("\n".join(lines) + "\n")
    other.write_text(f"witness stranger {Witness().vkey}\nquorum stranger\n")
    for node in (kr, jp):
        pack = folder / f"{node.party}.evidence"

        def met(n=node, p=pack):
            n.run("ledger", "evidence", pair.AGREEMENT, "-o", p)
            command = [pair.BINARY, "evidence", "verify", p, "--policy", policy]
            return subprocess.run([str(part) for part in command],
                                  capture_output=True).returncode == 0
        node.until("the policy is met", met)
        said = verify(pack, policy)
        expect(said["valid"] and said["witnessed"] == said["acts"] == said["policy_met"] > 0, said)
        said = verify(pack, other, exit=VERIFICATION)["report"]
        expect({fault["code"] for fault in said["faults"]} == {"ledger.not-witnessed"}, said)
        expect(len(said["faults"]) == said["acts"] and said["policy_met"] == 0, said)
    policy.write_text("quorum nobody\n")
    said = verify(pack, policy, exit=INVALID)
    expect(said["error"]["code"] == "ledger.bad-policy", said)
    expect(said["error"]["where"].endswith("policy:1"), said)


def main():
    witness = Witness()
    with pair.ready_to_release("neutral") as (folder, kr, jp):
        copies = folder / "copies"
        copies.mkdir()
        pair.saved((kr, jp), copies)
        act(kr, jp)
        for node in (kr, jp):
            witness.know(log_of(node)[2])
            configure(node, witness)
        act(kr, jp)
        for node in (kr, jp):
            node.until("the newest head is cosigned by both", lambda n=node: witness_line(n))
            standing = node.run("node", "status")["witnesses"]
            expect(standing == [{"name": NAME, "unanswered": 0, "refused_logs": 0}], standing)
        policies_are_met(kr, jp, witness, folder)
        expect(set(witness.answers) == {200}, f"it refused: {witness.answers}")

        origin, size, _ = log_of(kr)
        pair.wound_back((kr, jp), copies)
        while log_of(kr)[1] <= size:
            act(kr, jp)
        for node in (kr, jp):
            expect(node.run("ledger", "verify", pair.AGREEMENT)["ok"], "the parties see it")
            configure(node, witness)
            status = node.until("it is frozen", lambda n=node: (
                lambda s: s if s["health"] == "frozen" else None)(n.run("node", "status")))
            expect(NAME in status["frozen_because"], status)
        expect(witness.size(origin) == size, "it cosigned the other history")
        witness.server.shutdown()
    print("neutral: a third witness cosigns for both, and shows what both rewrote together")


if __name__ == "__main__":
    main()
