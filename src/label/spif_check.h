#pragma once

#include "format/xml.h"
#include "label/spif.h"

namespace entente::label {

/// What the schema states as keys and references and what it states only in prose: names, values
/// and ranks that must be unique, names that must exist. Faults carry the line of the element
/// concerned.
void check_references(const Spif& spif, format::XmlElement root, Faults& faults);

}  // namespace entente::label
