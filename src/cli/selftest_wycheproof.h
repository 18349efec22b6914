#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace entente::cli {

/// What became of the vectors of one file. `total` = `passed` + skipped + failed.
struct WycheproofReport {
  std::string file;
  std::size_t total = 0;
  std::size_t passed = 0;
  std::vector<std::uint64_t> skipped;  ///< tcIds whose parameters no suite of ours has
  std::vector<std::uint64_t> failed;   ///< tcIds
};

/// Runs the vectors of one Wycheproof file against `crypto`: AeadTest (AES-GCM), EcdsaVerify and
/// EcdsaP1363Verify (P-256, P-384), EddsaVerify, HkdfTest and MacTest (SHA-256). A vector marked
/// `acceptable` passes either way; one with parameters that `crypto` refuses by design (nonces
/// other than 12 bytes, keys other than 32, other curves and digests) is skipped. Errors:
/// `format.*` for what is not such a file, `crypto.bad-parameter` for one of a type not listed.
/// `file_name` is only repeated in the report. Thread-safe.
[[nodiscard]] Result<WycheproofReport> run_wycheproof(std::string_view file_name, BytesView json);

}  // namespace entente::cli
