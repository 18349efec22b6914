#include <cstddef>
#include <cstdint>

#include "ledger/note.h"

using entente::BytesView;
using entente::ledger::NoteVerifier;
using entente::ledger::SignedNote;

/// What is accepted as a note or a verifier key is written back to the same bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = entente::as_text(BytesView(data, size));
  const auto note = SignedNote::parse(text);
  if (note.ok()) {
    ENTENTE_INVARIANT(note.value().format() == text);
    for (const auto& signature : note.value().signatures()) {
      const auto lines = entente::ledger::parse_signature_lines(signature.line());
      ENTENTE_INVARIANT(lines.ok() && lines.value().front() == signature);
    }
  }
  const auto key = NoteVerifier::parse(text);
  if (key.ok()) {
    ENTENTE_INVARIANT(key.value().vkey() == text);
    ENTENTE_INVARIANT(!note.ok() || verified_keys(note.value(), {&key.value(), 1}).ok());
  }
  return 0;
}
