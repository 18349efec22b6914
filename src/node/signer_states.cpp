#include "node/signer_states.h"

#include "node/names.h"

namespace entente::node {

Status SignerStates::keep(std::uint32_t log, std::uint64_t size, const std::string& head) {
  const std::lock_guard guard(mutex_);
  const auto kept = sizes_.find(log);
  if (kept != sizes_.end() && kept->second >= size) {
    return {};
  }
  ENTENTE_CHECK(write_atomically(files_, signer_state_path(log), as_bytes(head)));
  sizes_[log] = size;
  return {};
}

}  // namespace entente::node
