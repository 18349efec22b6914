#pragma once

#include "base/error.h"

namespace entente::label {

inline constexpr ErrorKind kUnknownMarking{
    "label.unknown-marking", Exit::invalid_input, 422,
    "Give the marking exactly as the originating party writes it, or its canonical code."};
inline constexpr ErrorKind kUnknownParty{
    "label.unknown-party", Exit::invalid_input, 422,
    "Use a party code of the agreement; `agreement status` lists them."};
inline constexpr ErrorKind kBadScheme{
    "label.bad-scheme", Exit::invalid_input, 422,
    "Give each marking and level of a scheme its own code, rank and texts."};
inline constexpr ErrorKind kBadTable{
    "label.bad-table", Exit::invalid_input, 422,
    "Correct the table at the line given; docs/reference/profile.md describes its columns."};
inline constexpr ErrorKind kUnknownAgreement{
    "label.unknown-agreement", Exit::invalid_input, 422,
    "Give the agreement's name exactly as the table's second column has it."};

inline constexpr const ErrorKind* kLabelErrors[] = {&kUnknownMarking, &kUnknownParty, &kBadScheme,
                                                    &kBadTable, &kUnknownAgreement};

}  // namespace entente::label
