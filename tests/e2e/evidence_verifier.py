"""A second reader of evidence packs: written from docs/reference/ alone, it shares nothing with
src/. Needs Python 3.9 and python3-cryptography.

Usage: evidence_verifier.py PACK [FINGERPRINT...]. Prints what it found as JSON."""
import base64
import hashlib
import hmac
import json
import re
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils

SUITES = {"EdDSA": None, "ES256": hashes.SHA256, "ES384": hashes.SHA384}
BATCH_MAX = 4096


class Fault(Exception):
    pass


def demand(condition, why):
    if not condition:
        raise Fault(why)


def base64url(text):
    demand(isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9_-]*", text), "not base64url")
    octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    canonical = base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
    demand(canonical == text, "base64url of another form")
    return octets


def base64std(text):
    try:
        octets = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Fault("not base64") from error
    demand(base64.b64encode(octets).decode() == text, "base64 of another form")
    return octets


def no_member_twice(pairs):
    demand(len({name for name, _ in pairs}) == len(pairs), "a member twice")
    return dict(pairs)


def read_json(text):
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        return json.loads(text, object_pairs_hook=no_member_twice)
    except (ValueError, RecursionError) as error:
        raise Fault("not JSON") from error


def object_of(value, *names):
    demand(isinstance(value, dict) and set(value) == set(names), f"the members are not {names}")
    return [value[name] for name in names]


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# ---- Keys ---------------------------------------------------------------------------------------


class Key:
    def __init__(self, spki):
        self.id = base64.urlsafe_b64encode(sha256(spki)).rstrip(b"=").decode()
        try:
            self.key = serialization.load_der_public_key(spki)
        except ValueError as error:
            raise Fault("not a key") from error

    def raw(self):
        demand(isinstance(self.key, ed25519.Ed25519PublicKey), "not an Ed25519 key")
        return self.key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    def verify(self, signature, message):
        try:
            if isinstance(self.key, ed25519.Ed25519PublicKey):
                self.key.verify(signature, message)
                return True
            size = (self.key.curve.key_size + 7) // 8
            if len(signature) != 2 * size:
                return False
            numbers = (int.from_bytes(signature[:size], "big"),
                       int.from_bytes(signature[size:], "big"))
            digest = hashes.SHA256() if size == 32 else hashes.SHA384()
            self.key.verify(utils.encode_dss_signature(*numbers), message, ec.ECDSA(digest))
            return True
        except (InvalidSignature, ValueError):
            return False

    def suite(self):
        if isinstance(self.key, ed25519.Ed25519PublicKey):
            return "EdDSA"
        return {256: "ES256", 384: "ES384"}[self.key.curve.key_size]


# ---- Invites ------------------------------------------------------------------------------------

INVITE = ("version", "party", "display_name", "domain", "environment", "node", "endpoint",
          "link_spki", "keys", "key_access_id", "agreements", "issued_at")


class Invite:
    """What is signed is the content as it is written, so it is cut out of the text."""

    def __init__(self, text):
        content, signature = object_of(read_json(text), "content", "signature")
        object_of(content, *INVITE)
        begin = text.index('"content":') + len('"content":')
        end = text.rindex(',"signature"')
        written = text[begin:end].encode()
        demand(read_json(written) == content, "the content is not where it should be")
        signed = b"entente-invite-v1\0" + written
        keys = content["keys"]
        object_of(keys, "party", "node", "log", "witness", "key_access")
        self.party, self.domain = content["party"], content["domain"]
        self.fingerprint = sha256(signed).hex()
        self.keys = {role: Key(base64std(keys[role])) for role in ("node", "log", "witness")}
        self.node, self.log, self.witness = self.keys.values()
        demand(Key(base64std(keys["party"])).verify(base64std(signature), signed),
               "the invite is not signed by its party")


# ---- Signed notes and proofs --------------------------------------------------------------------


class Note:
    def __init__(self, text):
        split = text.rfind("\n\n")
        demand(split > 0 and text.endswith("\n"), "not a signed note")
        self.text = text[:split + 1]
        self.lines = []
        for line in text[split + 2:-1].split("\n"):
            match = re.fullmatch("\u2014 ([^ +]+) ([A-Za-z0-9+/=]+)", line)
            demand(match, "not a line of a signature")
            octets = base64std(match.group(2))
            demand(len(octets) > 4, "a signature without octets")
            self.lines.append((match.group(1), octets[:4], octets[4:]))
        demand(1 <= len(self.lines) <= 100, "no signature, or too many")

    def signed_by(self, name, kind, key):
        """Whether a line by that key is there; one that does not verify spoils the whole note."""
        public = bytes([kind]) + key.raw()
        wanted = sha256(name.encode(), b"\n", public)[:4]
        found = False
        for line_name, key_id, signature in self.lines:
            if line_name != name or key_id != wanted:
                continue
            message = self.text.encode()
            if kind == 4:
                demand(len(signature) == 72, "not a cosignature")
                seconds = int.from_bytes(signature[:8], "big")
                message = f"cosignature/v1\ntime {seconds}\n".encode() + message
                signature = signature[8:]
            demand(key.verify(signature, message), "a known key's signature fails")
            found = True
        return found


def decimal(text):
    demand(re.fullmatch(r"0|[1-9][0-9]{0,18}", text), "not a decimal number")
    return int(text)


def root_from(leaf, index, size, path):
    demand(index < size, "the index is beyond the size")
    below = (index ^ (size - 1)).bit_length()
    demand(len(path) == below + bin(index >> below).count("1"), "a path of another length")
    node, place, last = leaf, index, size - 1
    for sibling in path:
        if place % 2 == 1 or place == last:
            node = sha256(b"\1", sibling, node)
            while place % 2 == 0 and place != 0:
                place, last = place >> 1, last >> 1
        else:
            node = sha256(b"\1", node, sibling)
        place, last = place >> 1, last >> 1
    return node


class Proof:
    def __init__(self, text):
        head, _, rest = text.partition("\n\n")
        lines = head.split("\n")
        demand(lines[0] == "c2sp.org/tlog-proof@v1" and len(lines) >= 2, "not a proof")
        lines = lines[1:]
        if lines[0].startswith("extra "):
            base64std(lines.pop(0)[len("extra "):])
        demand(lines and lines[0].startswith("index "), "a proof without an index")
        self.index = decimal(lines[0][len("index "):])
        self.path = [base64std(line) for line in lines[1:]]
        demand(all(len(each) == 32 for each in self.path) and len(self.path) <= 63, "no path")
        self.note = Note(rest)
        checkpoint = self.note.text.split("\n")
        demand(len(checkpoint) >= 4 and all(checkpoint[:-1]), "not a checkpoint")
        self.origin, self.size = checkpoint[0], decimal(checkpoint[1])
        self.root = base64std(checkpoint[2])


# ---- Acts ---------------------------------------------------------------------------------------


def batch_input(signing_input, octets):
    """What is signed for a batch, and the signature."""
    demand(len(octets) > 9, "a batch signature too short")
    index, count, steps = (int.from_bytes(octets[:4], "big"), int.from_bytes(octets[4:8], "big"),
                           octets[8])
    end = 9 + 32 * steps
    demand(1 <= count <= BATCH_MAX and len(octets) > end, "a batch signature of another form")
    path = [octets[place:place + 32] for place in range(9, end, 32)]
    root = root_from(sha256(b"\0", signing_input), index, count, path)
    return b"entente/act-batch/v1\n" + count.to_bytes(4, "big") + root, octets[end:]


HEADER = ("type", "version", "environment", "agreement", "agreement_digest", "issuer", "to",
          "effective_at", "recorded_at", "heads_seen")


class Act:
    def __init__(self, octets):
        self.payload_text, signatures = object_of(read_json(octets), "payload", "signatures")
        demand(isinstance(signatures, list) and 1 <= len(signatures) <= 16, "no signatures")
        self.payload = base64url(self.payload_text)
        self.body = read_json(self.payload)
        self.signatures = []
        for each in signatures:
            protected, signature = object_of(each, "protected", "signature")
            header = read_json(base64url(protected))
            algorithm, critical, key_id, kind, facts = object_of(header, "alg", "crit", "kid",
                                                                 "typ", "act")
            object_of(facts, *HEADER)
            demand(critical == ["act"] and kind == "entente-act+jws", "not the header of an act")
            self.signatures.append((protected, algorithm, key_id, base64url(signature), facts))
        self.header = self.signatures[0][4]
        for *_, facts in self.signatures:
            for name in ("type", "version", "agreement", "environment"):
                demand(facts[name] == self.header[name], "signatures of two acts")
        self.place = self.header["to"][0]["sequence"] if self.header["to"] else None

    def digest(self):
        header = self.header
        return sha256(f"entente/act/v1\n{header['type']}@{header['version']}\n"
                      f"{header['agreement']}\n".encode(), self.payload)

    def verify(self, key_of):
        for protected, algorithm, key_id, signature, _ in self.signatures:
            key = key_of(key_id)
            demand(key is not None, "signed by a key that is not the party's at this place")
            message = f"{protected}.{self.payload_text}".encode()
            if algorithm.startswith("entente-batch-"):
                algorithm = algorithm[len("entente-batch-"):]
                message, signature = batch_input(message, signature)
            demand(algorithm in SUITES and algorithm == key.suite(), "another suite than the key's")
            demand(key.verify(signature, message), "the signature does not verify")

    def leaf(self, commitment_key):
        demand(len(commitment_key) == 32, "not a commitment key")
        facts = self.signatures[0][0].encode()
        commitment = hmac.new(commitment_key, b"entente/ledger/commitment/v1\0\1" + self.digest()
                              + facts, hashlib.sha256).digest()
        entry = b"\1" + bytes.fromhex(self.header["agreement_digest"]) + b"\1" + commitment
        return sha256(b"\0", entry)


# ---- Packs --------------------------------------------------------------------------------------


class Party:
    def __init__(self, invite):
        self.invites = [invite]
        self.announced = []  # (place, invite)
        self.epochs = 1
        self.notices = []  # (place, line, recorded_at, reason, invite) of each announcement

    def node_key_at(self, place, key_id):
        now = self.invites[0]
        for after, invite in sorted(self.announced, key=lambda each: each[0]):
            now = invite if place > after else now
        return now.node if now.node.id == key_id else None


    def statuses(self, role):
        """Since when each key of this role counts, and what became of it."""
        first = self.invites[0]
        now = {"party": first.party, "role": role, "key": first.keys[role].id,
               "invite": first.fingerprint, "from_place": 1}
        for place, line, at, reason, invite in sorted(self.notices, key=lambda each: each[0]):
            if invite.keys[role].id == now["key"]:
                continue
            yield {**now, "replaced": {"line": line, "place": place, "at": at, "reason": reason}}
            now = {"party": invite.party, "role": role, "key": invite.keys[role].id,
                   "invite": invite.fingerprint, "from_place": place + 1, "since": at}
        yield now


def compromised(status):
    return status.get("replaced", {}).get("reason") == "compromised"


def row_of(number, act, code, keys, log_key, verified):
    """The keys that an act rests on."""
    row = {"line": number, "party": code, "type": act.header["type"], "place": act.place,
           "verified": verified, "compromised": False}
    for each in keys:
        if each["party"] != code:
            continue
        last = each.get("replaced", {}).get("place", act.place)
        if each["role"] == "node" and each["key"] == act.signatures[0][2] \
                and each["from_place"] <= act.place <= last:
            row["node_key"] = each["key"]
        elif each["role"] == "log" and each["key"] == log_key:
            row["log_key"] = each["key"]
        else:
            continue
        row["compromised"] = row["compromised"] or compromised(each)
    return row


def verify_act(line, act, parties, agreement, profile_digest):
    code, commitment_key, _, proof_text = line
    party = parties[code]
    header = act.header
    demand(header["agreement"] == agreement and header["agreement_digest"] == profile_digest,
           "for another agreement or text")
    act.verify(lambda key_id: party.node_key_at(act.place, key_id))
    leaf = act.leaf(base64url(commitment_key))
    proof = Proof(base64url(proof_text).decode("utf-8"))
    log = f"{party.invites[0].domain}/entente/{agreement}/"
    origin = proof.origin
    demand(origin in [log + str(epoch) for epoch in range(1, party.epochs + 1)],
           "a head of another log")
    signers = [each.log.id for each in party.invites if proof.note.signed_by(origin, 1, each.log)]
    demand(signers, "the head is not signed by the party's log key")
    demand(root_from(leaf, proof.index, proof.size, proof.path) == proof.root,
           "the act is not under the head")
    others = [(other, invite) for name, other in parties.items() if name != code
              for invite in other.invites]
    return signers[-1], any(
        proof.note.signed_by(invite.domain + "/entente/witness", 4, invite.witness)
        for _, invite in others)


def read_manifest(head):
    """What the pack says that it holds; nothing where it does not say."""
    manifest = head.pop("manifest", None)
    if manifest is None:
        return None, None
    choice = {name: manifest.pop(name) for name in ("item", "from", "until") if name in manifest}
    counts, = object_of(manifest, "counts")
    pairs = [object_of(each, "party", "acts") for each in counts]
    return choice, no_member_twice(pairs)


def read_head(line, trusted):
    head = read_json(line)
    demand(isinstance(head, dict), "not an evidence pack")
    choice, counts = read_manifest(head)
    kind, agreement, profile, listed = object_of(head, "format", "agreement", "profile", "parties")
    demand(kind == "entente-evidence-v1", "not an evidence pack")
    text = base64url(profile)
    demand(re.search(rb'^id = "' + re.escape(agreement.split("/")[0]).encode() + rb'"', text,
                     re.MULTILINE), "the text is another agreement's")
    parties = {}
    for each in listed:
        code, invite_text = object_of(each, "party", "invite")
        invite = Invite(base64url(invite_text).decode("utf-8"))
        demand(invite.party == code and code not in parties, "an invite of another party")
        demand(not trusted or invite.fingerprint in trusted, "an invite that is not trusted")
        parties[code] = Party(invite)
    return agreement, sha256(text).hex(), parties, choice, counts


def verify_pack(octets, trusted=()):
    """{valid, acts, witnessed, faults, keys, rows}, and the choice where there is a manifest."""
    lines = octets.split(b"\n")
    report = {"valid": False, "acts": 0, "witnessed": 0, "faults": [], "keys": [],
              "rows": []}
    if lines and lines[-1] == b"":
        lines.pop()
    try:
        agreement, profile_digest, parties, choice, counts = read_head(
            lines[0] if lines else b"", trusted)
    except (Fault, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        report["faults"].append((1, str(error)))
        return report
    read = []
    for number, line in enumerate(lines[1:], 2):
        try:
            parts = object_of(read_json(line), "party", "commitment_key", "act", "proof")
            act = Act(base64url(parts[2]))
            demand(act.header["issuer"] == parts[0] and parts[0] in parties and act.place,
                   "an act of another party")
            read.append((number, parts, act))
        except (Fault, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
            report["faults"].append((number, str(error)))
    for number, parts, act in read:
        if act.header["type"] == "ledger.recover":
            parties[parts[0]].epochs += act.body["epoch"] == parties[parts[0]].epochs
        if act.header["type"] != "key.announce":
            continue
        try:
            invite = Invite(act.body["invite_text"])
            demand(invite.party == parts[0], "an announcement of another party's keys")
            parties[parts[0]].invites.append(invite)
            parties[parts[0]].announced.append((act.place, invite))
            parties[parts[0]].notices.append((act.place, number, act.header["recorded_at"],
                                              act.body["reason"], invite))
        except (Fault, ValueError, KeyError, TypeError) as error:
            report["faults"].append((number, str(error)))
    report["keys"] = [each for party in parties.values() for role in ("node", "log")
                      for each in party.statuses(role)]
    for number, parts, act in read:
        report["acts"] += 1
        log_key, verified = None, False
        try:
            log_key, cosigned = verify_act(parts, act, parties, agreement, profile_digest)
            report["witnessed"] += cosigned
            verified = True
        except (Fault, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
            report["faults"].append((number, str(error)))
        report["rows"].append(row_of(number, act, parts[0], report["keys"], log_key, verified))
    if counts is not None:
        report["choice"] = choice
        held = {code: sum(parts[0] == code for _, parts, _ in read) for code in parties}
        if held != counts:
            report["faults"].append((1, "the pack holds other numbers of acts than it says"))
    report["valid"] = not report["faults"] and report["acts"] > 0
    return report


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as pack:
        found = verify_pack(pack.read(), set(sys.argv[2:]))
    print(json.dumps(found))
    sys.exit(0 if found["valid"] else 5)
