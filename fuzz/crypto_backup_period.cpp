#include <cstddef>
#include <cstdint>

#include "crypto/backup_period.h"
#include "crypto/seeded_key.h"

using namespace entente;

/// Whatever a period's file says, only the key that it names comes out of it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const crypto::AgreementKey recovery =
      crypto::key_of_seed(Bytes(crypto::kSeedBytes, 7), "entente-recovery-key");
  const std::string_view line = as_text(BytesView(data, size));
  if (const auto key = crypto::open_backup_period(line, recovery); key.ok()) {
    ENTENTE_INVARIANT(line.find(key->public_key().fingerprint().hex()) != std::string_view::npos);
  }
  return 0;
}
