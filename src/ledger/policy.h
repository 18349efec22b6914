#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/cosignature.h"

/// Who must have cosigned a head for a verifier to rely on it: C2SP tlog-policy. Thread-safety:
/// value types and pure functions.
namespace entente::ledger {

inline constexpr std::size_t kMaxPolicyBytes = 256u << 10;
inline constexpr std::size_t kMaxPolicyLogs = 64;
inline constexpr std::size_t kMaxPolicyWitnesses = 64;
inline constexpr std::size_t kMaxPolicyGroups = 64;

/// A policy file that was understood: the logs that are known, the witnesses, and the rule by which
/// their cosignatures are enough.
class Policy {
 public:
  /// Strict, as C2SP tlog-policy has it: lines `log <vkey> [<url>]`, `witness <name> <vkey>
  /// [<url>]`, `group <name> all|any|<k> <name>...` and exactly one `quorum <name>|none`, items
  /// apart by spaces and tabs, blank lines and lines that begin with `#` ignored. Names are opaque
  /// bytes, defined before they are used, and of one group at most. URLs are not looked at: a
  /// verifier asks nobody.
  ///
  /// Stricter than the text where that leaves a choice: log keys are Ed25519 (type 0x01), witness
  /// keys are timestamped Ed25519 (0x04), the types that this release verifies; no key is both a
  /// log's and a witness's, since a log does not witness itself; `<k>` has no leading zero; at most
  /// `kMaxPolicyBytes`, and 64 logs, witnesses and groups each.
  ///
  /// `ledger.bad-policy`, with the line's number as the place.
  [[nodiscard]] static Result<Policy> parse(std::string_view text);

  /// May be empty: then the verifier knows the log from elsewhere.
  [[nodiscard]] const std::vector<NoteVerifier>& logs() const { return logs_; }
  /// Each key once.
  [[nodiscard]] const std::vector<NoteVerifier>& witnesses() const { return witnesses_; }
  /// What `quorum` names, as it stands in the file.
  [[nodiscard]] const std::string& quorum() const { return quorum_; }

  /// Whether the cosignatures of these, as `cosigned_by(head, witnesses())` gives them, are enough.
  [[nodiscard]] bool met(std::span<const Cosigned> cosigned) const;

 private:
  friend class PolicyReader;

  /// A witness (no members) or a group, after everything that it is made of.
  struct Node {
    std::size_t witness = 0;
    std::vector<std::size_t> members;  ///< indexes into `nodes_`, all before this one
    std::size_t threshold = 0;
  };

  std::vector<NoteVerifier> logs_;
  std::vector<NoteVerifier> witnesses_;
  std::vector<Node> nodes_;
  std::string quorum_;
  std::optional<std::size_t> quorum_node_;  ///< none: `quorum none`
};

/// That a head, whose signature by one of `log_keys` was verified, may be relied on: one of the
/// policy's logs signed it, where it names any, and its witnesses cosigned it as the policy asks. A
/// witness whose key is among `log_keys` does not count. `ledger.untrusted`,
/// `ledger.not-witnessed`, `ledger.bad-signature` for a false cosignature.
[[nodiscard]] Status check_policy(const OpenedCheckpoint& head,
                                  std::span<const NoteVerifier> log_keys, const Policy& policy);

}  // namespace entente::ledger
