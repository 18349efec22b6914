#pragma once

#include "base/error.h"

namespace entente::ledger {

inline constexpr ErrorKind kMalformed{
    "ledger.malformed", Exit::invalid_input, 400,
    "Give the note, checkpoint, proof or entry exactly as it was issued; "
    "docs/reference/ledger-format.md has the form."};
inline constexpr ErrorKind kOutOfRange{"ledger.out-of-range", Exit::invalid_input, 400,
                                       "Use an index or size within the log."};
inline constexpr ErrorKind kBadName{
    "ledger.bad-name", Exit::invalid_input, 400,
    "Use a name without spaces and plus signs, such as ledger.example.org/entente."};
inline constexpr ErrorKind kBadKey{"ledger.bad-key", Exit::invalid_input, 400,
                                   "Give a verifier key as name+id+key, of type 1 or 4, exactly as "
                                   "its owner printed it."};
inline constexpr ErrorKind kBadSignature{"ledger.bad-signature", Exit::verification_failed, 403,
                                         "Do not rely on it: fetch it again, and compare "
                                         "fingerprints with its owner if it fails again."};
inline constexpr ErrorKind kUntrusted{
    "ledger.untrusted", Exit::verification_failed, 403,
    "Enrol the log's key first, or ask its owner for a head signed with the enrolled key."};
inline constexpr ErrorKind kWrongOrigin{
    "ledger.wrong-origin", Exit::verification_failed, 403,
    "This head belongs to another log; ask for the log of this agreement and epoch."};
inline constexpr ErrorKind kBadProof{
    "ledger.bad-proof", Exit::verification_failed, 422,
    "Do not rely on it: ask for a new proof; keep both if the new one fails too."};
inline constexpr ErrorKind kBadOpening{
    "ledger.bad-opening", Exit::verification_failed, 422,
    "The act shown is not the one recorded in this entry; ask for the act and its key again."};
inline constexpr ErrorKind kNotWitnessed{
    "ledger.not-witnessed", Exit::verification_failed, 422,
    "Wait for the cosignatures the agreement asks for, then ask for the proof again."};
inline constexpr ErrorKind kConflict{
    "ledger.conflict", Exit::verification_failed, 409,
    "Stop relying on this log and keep both signed heads: together they are the evidence."};

inline constexpr ErrorKind kBadPolicy{
    "ledger.bad-policy", Exit::invalid_input, 400,
    "Correct the policy at that line; docs/reference/ledger-format.md has the form."};

inline constexpr const ErrorKind* kLedgerErrors[] = {
    &kMalformed,   &kOutOfRange, &kBadName,    &kBadKey,       &kBadSignature, &kUntrusted,
    &kWrongOrigin, &kBadProof,   &kBadOpening, &kNotWitnessed, &kConflict,     &kBadPolicy};

}  // namespace entente::ledger
