#!/usr/bin/env python3
"""Opens a protected object with nothing of Entente: a second opinion on the format.

usage: independent_reader.py OBJECT KEY.pkcs8.der...  (content to standard output)
Exit status 77 where the `cryptography` package is missing.
"""
import base64
import hashlib
import hmac
import json
import sys
import zipfile

try:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
except ImportError:
    sys.exit(77)


def b64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def unwrap(access, keys):
    wrapped = base64.b64decode(access["wrappedKey"], validate=True)
    if access["type"] == "wrapped":
        key = next(k for k in keys if isinstance(k, rsa.RSAPrivateKey))
        oaep = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)
        return key.decrypt(wrapped, oaep)
    assert access["type"] == "ec-wrapped"
    key = next(k for k in keys if isinstance(k, ec.EllipticCurvePrivateKey))
    peer = serialization.load_pem_public_key(access["ephemeralPublicKey"].encode())
    secret = key.exchange(ec.ECDH(), peer)
    salt = hashlib.sha256(b"TDF").digest()
    wrapping = HKDF(hashes.SHA256(), 32, salt, b"").derive(secret)
    return AESGCM(wrapping).decrypt(wrapped[:12], wrapped[12:], None)


def main(path, *key_paths):
    archive = zipfile.ZipFile(path)
    assert archive.testzip() is None
    assert archive.namelist() == ["0.payload", "0.manifest.json"]
    manifest = json.loads(archive.read("0.manifest.json"))
    assert "schemaVersion" not in manifest
    keys = []
    for key_path in key_paths:
        with open(key_path, "rb") as file:
            keys.append(serialization.load_der_private_key(file.read(), None))

    information = manifest["encryptionInformation"]
    shares = {}
    for access in information["keyAccess"]:
        share = unwrap(access, keys)
        mac = hmac.new(share, information["policy"].encode(), hashlib.sha256).hexdigest()
        assert access["policyBinding"]["alg"] == "HS256"
        assert base64.b64decode(access["policyBinding"]["hash"]).decode() == mac
        shares[access.get("sid", "")] = share
    dek = bytes(32)
    for share in shares.values():
        dek = bytes(a ^ b for a, b in zip(dek, share))

    integrity = information["integrityInformation"]
    hashes_in_hex = [base64.b64decode(s["hash"]) for s in integrity["segments"]]
    root = hmac.new(dek, b"".join(hashes_in_hex), hashlib.sha256).hexdigest()
    assert integrity["rootSignature"]["alg"] == "HS256"
    assert base64.b64decode(integrity["rootSignature"]["sig"]).decode() == root

    for assertion in manifest.get("assertions", []):
        header, payload, mac = assertion["binding"]["signature"].split(".")
        signed = hmac.new(dek, f"{header}.{payload}".encode(), hashlib.sha256).digest()
        assert json.loads(b64url(header)) == {"alg": "HS256"}
        assert hmac.compare_digest(signed, b64url(mac))
        claims = json.loads(b64url(payload))
        bare = {name: value for name, value in assertion.items() if name != "binding"}
        # Only texts stand in it, so sorted compact JSON is RFC 8785.
        text = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = hashlib.sha256(text.encode()).hexdigest()
        assert claims["assertionHash"] == digest
        aggregate = b"".join(hashes_in_hex) + digest.encode()
        assert base64.b64decode(claims["assertionSig"]) == aggregate

    payload = archive.read("0.payload")
    at = 0
    for segment, in_hex in zip(integrity["segments"], hashes_in_hex):
        size = segment["encryptedSegmentSize"]
        assert size == segment["segmentSize"] + 28
        piece = payload[at : at + size]
        assert piece[-16:].hex().encode() == in_hex
        sys.stdout.buffer.write(AESGCM(dek).decrypt(piece[:12], piece[12:], None))
        at += size
    assert at == len(payload)


main(*sys.argv[1:])
