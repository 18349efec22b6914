#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/cosignature.h"

/// The receipt: a C2SP tlog-proof@v1 file (extension `.tlog-proof`), which proves offline that an
/// entry stands in a log whose head the log and its witnesses signed. Thread-safety: pure
/// functions.
namespace entente::ledger {

inline constexpr std::size_t kMaxProofExtra = 65'536;

struct LogProof {
  std::optional<Bytes> extra;  ///< not authenticated: never trust it without a check of its own
  std::uint64_t index = 0;
  std::vector<Digest> path;  ///< from the leaf's sibling upward
  SignedNote checkpoint;

  [[nodiscard]] std::string format() const;
  /// Strict: at most `kMaxPath` hashes and `kMaxProofExtra` bytes of extra data, no leading zero,
  /// canonical base64; else `ledger.malformed`. `format()` gives the same bytes again.
  [[nodiscard]] static Result<LogProof> parse(std::string_view text);
};

/// Whom a verifier trusts, and how many witnesses it wants.
struct ProofTrust {
  NoteVerifier log;
  std::vector<NoteVerifier> witnesses;  ///< each key of another witness
  std::size_t quorum = 0;  ///< how many of `witnesses` must have cosigned; their number means all
};

struct VerifiedProof {
  Checkpoint checkpoint;
  std::uint64_t index = 0;
  std::vector<Cosigned> cosigned;  ///< indexes into `ProofTrust::witnesses`
};

/// That the entry with this leaf hash stands at the proof's index under a head that the log and
/// enough witnesses signed. Errors: those of `open_checkpoint`, `ledger.not-witnessed`,
/// `ledger.bad-proof`.
[[nodiscard]] Result<VerifiedProof> verify_proof(const LogProof& proof, const Digest& leaf,
                                                 const ProofTrust& trust);
/// The same for the entry's bytes.
[[nodiscard]] Result<VerifiedProof> verify_proof_of_entry(const LogProof& proof, BytesView entry,
                                                          const ProofTrust& trust);

}  // namespace entente::ledger
