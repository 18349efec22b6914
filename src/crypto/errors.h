#pragma once

#include "base/error.h"

namespace entente::crypto {

/// AB75: one kind for every way in which opening can fail, so that nobody learns which.
inline constexpr ErrorKind kOpenFailed{
    "crypto.open-failed", Exit::verification_failed, 400,
    "The sealed value was changed, moved, or sealed for somebody else; ask for it again."};
inline constexpr ErrorKind kBadKey{
    "crypto.bad-key", Exit::invalid_input, 400,
    "Give a public key as SubjectPublicKeyInfo or a private key as PKCS#8, Ed25519, P-256/P-384 or "
    "RSA of 2048 to 4096 bits, whichever is asked for."};
inline constexpr ErrorKind kBadPem{
    "crypto.bad-pem", Exit::invalid_input, 400,
    "Give exactly one PEM block of the expected kind, with nothing before or after it."};
inline constexpr ErrorKind kBadCertificate{
    "crypto.bad-certificate", Exit::verification_failed, 400,
    "Ask the partner for its current certificate and compare the fingerprint out of band."};
inline constexpr ErrorKind kBadParameter{"crypto.bad-parameter", Exit::invalid_input, 400,
                                         "Use a value within the documented range."};
inline constexpr ErrorKind kWrongPassphrase{
    "crypto.wrong-passphrase", Exit::sign_in_required, 401,
    "Give the passphrase or the credential with which this key store was created."};
inline constexpr ErrorKind kWrongEnvironment{
    "crypto.wrong-environment", Exit::denied, 403,
    "Use the home of that environment; LIVE, EXERCISE and TRAINING keys never meet."};
inline constexpr ErrorKind kKeyStoreCorrupt{
    "crypto.key-store-corrupt", Exit::verification_failed, 500,
    "A file of the key store was changed or lost; restore the whole folder from its backup."};
inline constexpr ErrorKind kKeyStoreExists{
    "crypto.key-store-exists", Exit::invalid_input, 409,
    "This home has keys already; rotate them, or choose another home."};
inline constexpr ErrorKind kNoKeyStore{"crypto.no-key-store", Exit::invalid_input, 404,
                                       "Create the node's home first, or check its path."};
inline constexpr ErrorKind kNoSuchKey{"crypto.no-such-key", Exit::denied, 404,
                                      "List the keys and use an id from the list."};

inline constexpr ErrorKind kBadShare{
    "crypto.bad-share", Exit::invalid_input, 400,
    "Give different shares of one key, as many as they say together, each as it was written."};

inline constexpr ErrorKind kBadPeriod{
    "crypto.bad-period", Exit::invalid_input, 400,
    "Give the file that `node backup-period` made for these backups, and shares of the key that it "
    "was made for."};

inline constexpr ErrorKind kBadTimestamp{
    "crypto.bad-timestamp", Exit::verification_failed, 422,
    "Ask for the stamp that was given over these octets, and for the authority's certificate."};

inline constexpr const ErrorKind* kCryptoErrors[] = {
    &kOpenFailed,      &kBadKey,           &kBadPem,          &kBadCertificate, &kBadParameter,
    &kWrongPassphrase, &kWrongEnvironment, &kKeyStoreCorrupt, &kKeyStoreExists, &kNoKeyStore,
    &kNoSuchKey,       &kBadShare,         &kBadPeriod,       &kBadTimestamp};

}  // namespace entente::crypto
