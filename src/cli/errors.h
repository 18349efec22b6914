#pragma once

#include "base/error.h"

namespace entente::cli {

inline constexpr ErrorKind kUsage{"cli.usage", Exit::usage, 400,
                                  "See `entente help`, or the command with --help."};
inline constexpr ErrorKind kBadConfig{
    "cli.bad-config", Exit::invalid_input, 500,
    "Correct config.toml of the home; docs/reference/configuration.md lists the settings."};
inline constexpr ErrorKind kNoPassphrase{
    "cli.no-passphrase", Exit::sign_in_required, 401,
    "Give --passphrase-file FILE, the credential entente-passphrase, or type it at the prompt."};
inline constexpr ErrorKind kHomeExists{"cli.home-exists", Exit::out_of_order, 409,
                                       "Choose another folder: a node lives in this one already."};
inline constexpr ErrorKind kProfileFaults{
    "cli.profile-faults", Exit::invalid_input, 422,
    "Correct each fault at its line and column; docs/reference/profile.md has the language."};
inline constexpr ErrorKind kNotWhole{
    "cli.verification-failed", Exit::verification_failed, 422,
    "Keep the home as it is and compare with the partner: something was changed or is missing."};
inline constexpr ErrorKind kQueued{"cli.queued", Exit::peer_unreachable, 202,
                                   "Nothing to do: it is sent when the partner is reachable."};
inline constexpr ErrorKind kRecordsDiffer{
    "cli.records-differ", Exit::verification_failed, 409,
    "Compare the records named on both nodes, then `ledger verify` on each: one of them is wrong."};
inline constexpr ErrorKind kNotSettled{
    "cli.not-settled", Exit::peer_unreachable, 409,
    "Compare again in a moment: what differs may be no more than an act that is under way."};
inline constexpr ErrorKind kUnwell{"cli.unwell", Exit::partial, 503,
                                   "Do what each finding that is not ok says under `fix`."};

inline constexpr ErrorKind kMissing{
    "cli.missing", Exit::partial, 409,
    "Look for what is missing; each is an incident under the agreement (`incident list`)."};

inline constexpr ErrorKind kNotSignedIn{
    "cli.not-signed-in", Exit::sign_in_required, 401,
    "Sign in first: `entente session begin --url URL --as PERSON --key HEX`."};

inline constexpr const ErrorKind* kCliErrors[] = {
    &kUsage,  &kBadConfig,     &kNoPassphrase, &kHomeExists, &kProfileFaults, &kNotWhole,
    &kQueued, &kRecordsDiffer, &kNotSettled,   &kUnwell,     &kMissing,       &kNotSignedIn};

}  // namespace entente::cli
