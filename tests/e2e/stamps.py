#!/usr/bin/env python3
"""A third person keeps the signed heads of a log, with time-stamps of an authority (OpenSSL's), and
so finds out what neither party would ever show: that both together wound their nodes back and wrote
another history (the row of collusion in the table of misconduct).

Usage: stamps.py."""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import pair  # noqa: E402
from pair import expect  # noqa: E402

USAGE, VERIFICATION, INVALID = 2, 5, 8

AUTHORITY = """
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[stamps]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/stamps.pem
certs = {folder}/root.pem
signer_key = {folder}/stamps.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha1, sha256, sha384
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def openssl(*arguments):
    done = subprocess.run(["openssl", *(str(part) for part in arguments)], capture_output=True,
                          text=True)
    expect(done.returncode == 0, f"openssl {arguments}: {done.stderr}")


class Authority:
    """A time-stamping authority with a root of its own."""

    def __init__(self, folder, name):
        self.folder = folder / name
        self.folder.mkdir()
        self.config = self.folder / "tsa.conf"
        self.config.write_text(AUTHORITY.format(folder=self.folder))
        self.root = self.folder / "root.pem"
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        openssl("req", "-x509", *key, "-keyout", self.folder / "root.key", "-out", self.root,
                "-days", "30", "-subj", f"/CN={name} root (EXERCISE)", "-config", self.config,
                "-extensions", "root")
        openssl("req", *key, "-new", "-keyout", self.folder / "stamps.key", "-out",
                self.folder / "request.pem", "-subj", f"/CN={name} (EXERCISE)", "-config",
                self.config)
        openssl("x509", "-req", "-in", self.folder / "request.pem", "-CA", self.root, "-CAkey",
                self.folder / "root.key", "-CAcreateserial", "-days", "30", "-extfile", self.config,
                "-extensions", "stamps", "-out", self.folder / "stamps.pem")

    def stamp(self, file, digest="sha256"):
        answer = file.with_suffix(f".{self.folder.name}.{digest}.tsr")
        openssl("ts", "-query", "-data", file, f"-{digest}", "-cert", "-out", self.folder / "q")
        openssl("ts", "-reply", "-queryfile", self.folder / "q", "-config", self.config, "-section",
                "here", "-out", answer)
        return answer


def head_of(node, file):
    said = node.run("ledger", "checkpoint", pair.AGREEMENT)
    file.write_text(said["checkpoint"])
    return said["vkey"], int(said["checkpoint"].split("\n")[1])


def consistency(node, first, second, file):
    file.write_text(node.run("ledger", "consistency", pair.AGREEMENT, "--from", first, "--to",
                             second)["hashes"])
    return file


def check(head, vkey, *options, exit=0):
    command = [pair.BINARY, "evidence", "head", head, "--log", vkey, "--json", *options]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    expect(done.returncode in (exit if isinstance(exit, tuple) else (exit,)),
           f"exit {done.returncode}, not {exit}: {done.stdout}")
    return json.loads(done.stdout)


def act(kr, jp):
    """A shared act of each party, cosigned by the other."""
    for node in (kr, jp):
        node.run("authority", "notify", f"{node.party}-EX", "--agreement", pair.AGREEMENT, "--name",
                 "EXERCISE")
    for node in (kr, jp):
        node.until("all is cosigned", lambda n=node: pair.settled(n))


def stamps_that_do_not_count(head, vkey, authority, folder):
    """Another authority's, another head's, a changed one, one over a weak digest, and none."""
    other = Authority(folder, "other")
    stamp = authority.stamp(head)
    altered = folder / "altered.note"
    altered.write_text(head.read_text() + "\u2014 x AAAAAAAA\n")
    broken = folder / "broken.tsr"
    whole = stamp.read_bytes()
    for octets in (whole[:-1], whole + b"\0", b"", b"\x30\x03\x02\x01\x00"):
        broken.write_bytes(octets)
        said = check(head, vkey, "--stamp", broken, "--tsa", authority.root, exit=VERIFICATION)
        expect(said["error"]["code"] == "crypto.bad-timestamp", said)
    # What is not signed in an answer may change; what it says may not.
    meant = check(head, vkey, "--stamp", stamp, "--tsa", authority.root)["stamp"]
    refused = 0
    octets = bytearray(whole)
    for place in range(9, len(octets), 17):
        octets[place] ^= 1
        broken.write_bytes(octets)
        said = check(head, vkey, "--stamp", broken, "--tsa", authority.root, exit=(0, VERIFICATION))
        expect(said.get("stamp", meant) == meant, f"octet {place}: {said}")
        refused += "error" in said
        octets[place] ^= 1
    expect(refused > len(octets) // 17 // 2, f"only {refused} changes were found")
    for case, (note, token, root) in {
            "another authority's": (head, stamp, other.root),
            "an authority that is not trusted": (head, other.stamp(head), authority.root),
            "of another head": (altered, stamp, authority.root),
            "over a weak digest": (head, authority.stamp(head, "sha1"), authority.root)}.items():
        said = check(note, vkey, "--stamp", token, "--tsa", root, exit=VERIFICATION)
        expect(said["error"]["code"] == "crypto.bad-timestamp", f"{case}: {said}")
    check(head, vkey, "--stamp", stamp, exit=USAGE)
    said = check(head, vkey, "--stamp", stamp, "--tsa", head, exit=INVALID)
    expect(said["error"]["code"] == "crypto.bad-pem", said)


def main():
    with pair.ready_to_release("stamps") as (folder, kr, jp):
        copies = folder / "copies"
        copies.mkdir()
        pair.saved((kr, jp), copies)
        act(kr, jp)
        authority = Authority(folder, "authority")
        head, later = folder / "head.note", folder / "later.note"
        vkey, first = head_of(kr, head)
        stamp = authority.stamp(head)
        said = check(head, vkey, "--stamp", stamp, "--tsa", authority.root)
        expect(said["size"] == first and said["stamp"]["authority"] == "authority (EXERCISE)", said)
        stamps_that_do_not_count(head, vkey, authority, folder)

        act(kr, jp)
        _, second = head_of(kr, later)
        path = consistency(kr, first, second, folder / "path")
        said = check(head, vkey, "--stamp", stamp, "--tsa", authority.root, "--later", later,
                     "--consistency", path)
        expect(said["extends"] and said["later_size"] == second > first, said)
        check(head, vkey, "--later", later, exit=VERIFICATION)
        check(later, vkey, "--later", head, "--consistency", path, exit=VERIFICATION)

        pair.wound_back((kr, jp), copies)
        for _ in range(2):
            act(kr, jp)
        _, other = head_of(kr, later)
        expect(other >= first, "the other history is shorter")
        for node in (kr, jp):
            expect(node.run("ledger", "verify", pair.AGREEMENT)["ok"], "the parties see it")
        path = consistency(kr, first, other, folder / "path")
        said = check(head, vkey, "--stamp", stamp, "--tsa", authority.root, "--later", later,
                     "--consistency", path, exit=VERIFICATION)
        expect(said["error"]["code"] == "ledger.bad-proof", said)
    print("stamps: a history that both parties rewrote together is found by a stamped head")


if __name__ == "__main__":
    main()
