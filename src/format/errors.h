#pragma once

#include "base/error.h"

namespace entente::format {

inline constexpr ErrorKind kBadJson{"format.bad-json", Exit::invalid_input, 400,
                                    "Give one JSON text (RFC 8259, RFC 7493) in UTF-8: no "
                                    "duplicate keys, nothing before or after."};
inline constexpr ErrorKind kBadMember{
    "format.bad-member", Exit::invalid_input, 400,
    "Give the member at the stated place with the stated type, and no member that is not listed."};
inline constexpr ErrorKind kNotCanonical{
    "format.not-canonical", Exit::invalid_input, 400,
    "Write integers beyond 9007199254740991 as text: canonical JSON cannot carry them."};
inline constexpr ErrorKind kBadToml{"format.bad-toml", Exit::invalid_input, 400,
                                    "Correct the file at the stated line and column (TOML 1.0)."};
inline constexpr ErrorKind kBadTsv{
    "format.bad-tsv", Exit::invalid_input, 400,
    "Give a header row and rows of as many tab-separated cells, each line ended by a line feed."};
inline constexpr ErrorKind kBadFrame{"format.bad-frame", Exit::invalid_input, 400,
                                     "Nothing to do here: the sending node must be corrected."};

inline constexpr ErrorKind kBadXml{
    "format.bad-xml", Exit::invalid_input, 400,
    "Give well-formed XML 1.0 in UTF-8 with namespaces: no DOCTYPE, no entities, no XInclude."};

inline constexpr ErrorKind kBadZip{
    "format.bad-zip", Exit::invalid_input, 400,
    "Give a ZIP archive whose files are stored or deflated, unencrypted, each under one plain "
    "name."};

inline constexpr ErrorKind kBadXmlSignature{
    "format.bad-xml-signature", Exit::verification_failed, 422,
    "Sign with exclusive C14N, SHA-2, RSA or ECDSA and X509Data; give each Id once."};
inline constexpr ErrorKind kXmlSignatureFails{
    "format.xml-signature-fails", Exit::verification_failed, 422,
    "Treat what was signed as altered, or name the certificates that its signer has."};

/// Never with a word of the token: who holds a token may use it.
inline constexpr ErrorKind kBadJws{
    "format.bad-jws", Exit::invalid_input, 400,
    "Give a compact JWS signed with EdDSA, ES256, ES384 or RS256, as its issuer made it."};
inline constexpr ErrorKind kBadJwk{
    "format.bad-jwk", Exit::invalid_input, 400,
    "Give public keys that verify (RFC 7517): RSA of 2048 to 4096 bits, P-256, P-384 or Ed25519."};

inline constexpr const ErrorKind* kFormatErrors[] = {
    &kBadJson, &kBadMember, &kNotCanonical,    &kBadToml,           &kBadTsv, &kBadFrame,
    &kBadXml,  &kBadZip,    &kBadXmlSignature, &kXmlSignatureFails, &kBadJws, &kBadJwk};

}  // namespace entente::format
