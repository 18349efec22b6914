#include <cstddef>
#include <cstdint>

#include "ledger/checkpoint.h"

using entente::BytesView;
using entente::ledger::Checkpoint;

/// What is accepted as a checkpoint is written back to the same bytes, and can be signed as a note.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = entente::as_text(BytesView(data, size));
  const auto checkpoint = Checkpoint::parse(text);
  if (checkpoint.ok()) {
    ENTENTE_INVARIANT(checkpoint.value().text() == text);
    const auto again = Checkpoint::parse(checkpoint.value().text());
    ENTENTE_INVARIANT(again.ok() && again.value() == checkpoint.value());
  }
  return 0;
}
