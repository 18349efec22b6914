#pragma once

#include <vector>

#include "format/toml.h"
#include "ledger/note_key.h"

/// `[[witnessed]]` of a home's settings: the neutral logs that the node cosigns.
namespace entente::cli {

/// The keys, each with its log's origin as its name; a log with several keys stands there several
/// times. Strict; errors with `file:line:column`.
[[nodiscard]] Result<std::vector<ledger::NoteVerifier>> read_witnessed(
    const format::TomlNode& tables);

}  // namespace entente::cli
