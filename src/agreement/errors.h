#pragma once

#include "base/error.h"

namespace entente::agreement {

inline constexpr ErrorKind kBadProfile{
    "agreement.bad-profile", Exit::invalid_input, 422,
    "Run `agreement check` on the profile: it lists every fault with its line and column."};
inline constexpr ErrorKind kOutOfOrder{
    "agreement.out-of-order", Exit::out_of_order, 409,
    "Look at `agreement status`: this instrument does not fit the state it would meet."};
inline constexpr ErrorKind kUnknownParty{
    "agreement.unknown-party", Exit::invalid_input, 422,
    "Instruments come from the parties of the agreement, by the codes of its profile."};
inline constexpr ErrorKind kBadEvents{
    "agreement.bad-events", Exit::invalid_input, 422,
    "Correct the events at the place given; docs/reference/profile.md describes the columns."};

inline constexpr ErrorKind kBadAmendment{
    "agreement.bad-amendment", Exit::invalid_input, 422,
    "Amend the signed text in a copy of its profile: same id, parties and zone, another version."};

inline constexpr ErrorKind kNotCompetent{"agreement.not-competent", Exit::denied, 403,
                                         "Let the authority give it that the agreement's text "
                                         "names for such instruments, and say which."};

inline constexpr const ErrorKind* kAgreementErrors[] = {
    &kBadProfile, &kOutOfOrder, &kUnknownParty, &kBadEvents, &kBadAmendment, &kNotCompetent};

}  // namespace entente::agreement
