#!/usr/bin/env python3
"""A node's logs as static files and the node as a witness (C2SP tlog-tiles, tlog-witness), over
real sockets and for programs that are none of ours: an auditor computes the log again from its
files, a neutral log has its heads cosigned.

Usage: witness.py
"""
import base64
import hashlib
import pathlib
import struct
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "e2e")]
import pair  # noqa: E402
from pair import expect  # noqa: E402
from caller import Caller, signed_in  # noqa: E402

ORIGIN = "log.example/neutral"
STAFF = {"auditor.w": "auditor", "security.w": "security-officer", "analyst.w": "analyst"}
INVALID = 8
AT_ONCE = 100  # requests of one address


# ---- Merkle trees, RFC 6962 2.1 -----------------------------------------------------------------

def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def root(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\1" + root(leaves[:k]) + root(leaves[k:])).digest()


def consistency(leaves, size, whole=True):
    """PROOF(size, leaves)."""
    if size == len(leaves):
        return [] if whole else [root(leaves)]
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    if size <= k:
        return consistency(leaves[:k], size, whole) + [root(leaves[k:])]
    return consistency(leaves[k:], size - k, False) + [root(leaves[:k])]


# ---- A neutral log ------------------------------------------------------------------------------

class NeutralLog:
    """A log of nobody's, with OpenSSL's Ed25519."""

    def __init__(self, folder):
        self.key = folder / "neutral.pem"
        self.text = folder / "neutral.text"
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", self.key],
                       check=True)
        spki = subprocess.run(["openssl", "pkey", "-in", self.key, "-pubout", "-outform", "DER"],
                              check=True, capture_output=True).stdout
        typed = b"\1" + spki[-32:]
        self.id = hashlib.sha256(ORIGIN.encode() + b"\n" + typed).digest()[:4]
        self.vkey = f"{ORIGIN}+{self.id.hex()}+{base64.b64encode(typed).decode()}"

    def note(self, leaves):
        text = f"{ORIGIN}\n{len(leaves)}\n{base64.b64encode(root(leaves)).decode()}\n"
        self.text.write_text(text)
        signature = subprocess.run(
            ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", self.key, "-in", self.text],
            check=True, capture_output=True).stdout
        line = base64.b64encode(self.id + signature).decode()
        return f"{text}\n\N{EM DASH} {ORIGIN} {line}\n"

    def request(self, leaves, old):
        path = consistency(leaves, old) if 0 < old < len(leaves) else []
        lines = "".join(base64.b64encode(one).decode() + "\n" for one in path)
        return f"old {old}\n{lines}\n{self.note(leaves)}".encode()


def entries_of_story(name, count):
    return [leaf_hash(f"EXERCISE {name} {i}".encode()) for i in range(count)]


def add(node, body):
    return Caller(node).call("POST", "/witness/add-checkpoint", body, root="")


def a_neutral_log_is_cosigned_by_whom_it_is_configured_at(node, log):
    leaves = entries_of_story("one", 9)
    first = add(node, log.request(leaves[:4], 0))
    expect(first.status == 200, f"{first.status} {first.body}")
    expect(first.body.decode().startswith(f"\N{EM DASH} {node.domain}/entente/witness "),
           f"{first.body}")
    expect(add(node, log.request(leaves, 4)).status == 200, "its growth is not cosigned")
    stale = add(node, log.request(leaves, 4))
    expect((stale.status, stale.headers["content-type"], stale.body) ==
           (409, "text/x.tlog.size", b"9\n"), f"{stale.status} {stale.headers} {stale.body}")
    expect(add(node, log.request(entries_of_story("two", 12), 9)).status == 422, "it forked")
    expect(add(node, b"rubbish").status == 400, "it read rubbish")
    expect(first.headers["cache-control"] == "no-store", "an answer may be kept")
    folder = hashlib.sha256(ORIGIN.encode()).hexdigest()
    last = Caller(node).call("GET", f"/witness/{folder}/checkpoint", root="")
    expect(last.status == 200 and last.body.decode().startswith(log.note(leaves)), f"{last.body}")
    return leaves


def partners_logs_are_not_there_for_strangers(node, partner, staff):
    head = read(partner, staff, "checkpoint").body.decode()
    answer = add(node, f"old 0\n\n{head}".encode())
    expect(answer.status == 404, f"{answer.status}: a stranger asks for a partner's log")
    here = Caller(node).call("GET", f"/log/{origin(node)}/checkpoint", root="")
    expect(here.status == 401, f"{here.status}: nobody is signed in")


def settings_are_read_strictly(folder, node, log):
    whole = (node.home / "config.toml").read_text()
    table = f'origin = "{ORIGIN}"\nvkey = "{log.vkey}"\n'
    other = log.vkey.replace(ORIGIN, "log.example/other")
    for fault in (f"[witnessed]\n{table}", f"[[witnessed]]\n{table}more = 1\n",
                  f'[[witnessed]]\norigin = "{ORIGIN}"\n', f'[[witnessed]]\nvkey = "{log.vkey}"\n',
                  f'[[witnessed]]\norigin = "log.example/other"\nvkey = "{log.vkey}"\n',
                  f'[[witnessed]]\norigin = "log.example/other"\nvkey = "{other}"\n',
                  f'[[witnessed]]\norigin = "{ORIGIN}"\nvkey = 7\n'):
        (folder / "faulty.toml").write_text(f"{whole}\n{fault}")
        told = node.run("config", "check", folder / "faulty.toml", expect=INVALID)
        expect(told["error"]["code"] == "cli.bad-config" and "faulty.toml:" in
               told["error"]["where"], f"{fault}: {told}")


# ---- Files of the log ---------------------------------------------------------------------------

def origin(node):
    return f"{node.domain}/entente/{pair.AGREEMENT}/exercise/1"


def read(node, person, file):
    return person.call("GET", f"/log/{origin(node)}/{file}", root="")


def entries_in(bundle):
    entries = []
    while bundle:
        size = struct.unpack(">H", bundle[:2])[0]
        entries.append(bundle[2:2 + size])
        bundle = bundle[2 + size:]
    return entries


def the_log_is_what_its_files_say(node, auditor):
    checkpoint = read(node, auditor, "checkpoint")
    expect(checkpoint.headers["content-type"] == "text/plain; charset=utf-8",
           f"{checkpoint.headers}")
    name, size, signed_root = checkpoint.body.decode().split("\n")[:3]
    expect(name == origin(node), f"the log of {name}")
    size = int(size)
    leaves, tiled = [], []
    for number in range((size + 255) // 256):
        width = min(256, size - 256 * number)
        at = f"{number:03d}" + (f".p/{width}" if width < 256 else "")
        leaves += map(leaf_hash, entries_in(read(node, auditor, f"tile/entries/{at}").body))
        tile = read(node, auditor, f"tile/0/{at}")
        expect(tile.headers["content-type"] == "application/octet-stream", f"{tile.headers}")
        tiled += [tile.body[i:i + 32] for i in range(0, len(tile.body), 32)]
    expect(leaves == tiled, "the entries are not those of the tiles")
    expect(base64.b64encode(root(leaves)).decode() == signed_root, "the root is another one")
    return leaves


def those_who_audit_read_and_nobody_else(node, staff):
    for person, status in (("security.w", 200), ("analyst.w", 403)):
        answer = read(node, staff[person], "checkpoint")
        expect(answer.status == status, f"{person}: {answer.status}")
    house = staff["auditor.w"].call(
        "GET", f"/log/{node.domain}/entente/house-exercise/1/checkpoint", root="")
    absent = staff["auditor.w"].call("GET", "/log/no.example/checkpoint", root="")
    expect(house.status == 404 and house.body == absent.body, "the house ledger is served")
    expect(staff["auditor.w"].call("POST", f"/log/{origin(node)}/checkpoint", root="").status ==
           405, "it takes a change")


def one_address_that_floods_is_refused(node):
    statuses = [add(node, b"rubbish").status for _ in range(2 * AT_ONCE)]
    expect(429 in statuses and set(statuses) <= {400, 429}, f"{set(statuses)}")


def main():
    with pair.ready_to_release("witness", api=True) as (folder, kr, jp):
        log = NeutralLog(folder)
        settings_are_read_strictly(folder, kr, log)
        kr.stop()
        with open(kr.home / "config.toml", "a") as settings:
            settings.write(f'\n[[witnessed]]\norigin = "{ORIGIN}"\nvkey = "{log.vkey}"\n')
        shown = kr.run("config", "show")
        expect(shown["witnessed.vkey"] == log.vkey, f"{shown}")
        kr.start()
        for person, role in STAFF.items():
            kr.run("person", "enrol", person, "--name", f"{person} (EXERCISE)", "--facility",
                   "KR-EX-1", "--role", role)
        staff = {person: signed_in(kr, person) for person in STAFF}
        before = the_log_is_what_its_files_say(kr, staff["auditor.w"])
        kr.run("agreement", "hold", pair.AGREEMENT, "--reason", "EXERCISE")
        after = the_log_is_what_its_files_say(kr, staff["auditor.w"])
        expect(len(after) > len(before) and after[:len(before)] == before, "it does not grow")
        those_who_audit_read_and_nobody_else(kr, staff)
        leaves = a_neutral_log_is_cosigned_by_whom_it_is_configured_at(kr, log)
        partners_logs_are_not_there_for_strangers(jp, kr, staff["auditor.w"])
        kr.stop()
        kr.start()
        expect(add(kr, log.request(leaves, 4)).body == b"9\n", "a restart forgot what it cosigned")
        one_address_that_floods_is_refused(kr)
    print(f"a log of {len(after)} entries is what its files say; a neutral log is cosigned once")


if __name__ == "__main__":
    main()
