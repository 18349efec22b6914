#include <cstddef>
#include <cstdint>

#include "ledger/proof.h"

using entente::BytesView;
using entente::ledger::LogProof;

/// What is accepted as a proof file is written back to the same bytes; its path never leads to a
/// root by a length it should not have.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = entente::as_text(BytesView(data, size));
  const auto proof = LogProof::parse(text);
  if (!proof.ok()) {
    return 0;
  }
  ENTENTE_INVARIANT(proof.value().format() == text);
  const auto checkpoint = entente::ledger::Checkpoint::parse(proof.value().checkpoint.text());
  if (checkpoint.ok()) {
    const std::uint64_t log_size = checkpoint.value().head.size;
    const auto root = entente::ledger::root_from_inclusion(
        entente::ledger::empty_root(), proof.value().index, log_size, proof.value().path);
    ENTENTE_INVARIANT(!root.ok() ||
                      proof.value().path.size() ==
                          entente::ledger::inclusion_path_length(proof.value().index, log_size));
  }
  return 0;
}
