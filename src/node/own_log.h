#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/entropy.h"
#include "base/store_port.h"
#include "ledger/checkpoint.h"
#include "ledger/entry.h"
#include "ledger/tree.h"
#include "node/partner.h"
#include "node/store_keys.h"

namespace entente::node {

/// One of this party's logs: leaves that commit to its acts, and the heads it signs. Leaves are
/// appended when an act gets its place; a head is signed only up to `durable`, after the commit.
/// Not thread-safe: belongs to the node's sequence.
class OwnLog {
 public:
  /// `name` is what entries commit to besides the act: the agreement's text digest, or the digest
  /// of the origin for the house.
  [[nodiscard]] static Result<OwnLog> make(LogNumber number, std::string origin, const Digest& name,
                                           std::span<const crypto::SigningKey> log_keys);
  /// Heads are signed with these from now on: while a key is being replaced, with the old and the
  /// new, so that a partner that knows either can verify. All of one origin; at least one.
  [[nodiscard]] Status set_keys(std::span<const crypto::SigningKey> log_keys);

  /// Goes on under the origin of the next epoch, with all its leaves.
  [[nodiscard]] Status begin_epoch(std::string origin,
                                   std::span<const crypto::SigningKey> log_keys);
  /// Takes leaves back that this log lost and a partner holds. They count once they are durable.
  void take_back(std::span<const Digest> leaves) { tree_.append(leaves); }

  struct Place {
    std::uint64_t index = 0;
    Bytes commitment_key;
    Digest leaf;
  };
  /// The next place for an act (or an anchor of the house).
  [[nodiscard]] Place append(ledger::EntryKind kind, const Digest& digest, BytesView facts,
                             Entropy& entropy);

  /// Everything below `size` is on disk.
  void durable_to(std::uint64_t size) { durable_ = std::max(durable_, size); }
  [[nodiscard]] std::uint64_t durable() const { return durable_; }

  /// Takes over stored leaves, all of them durable.
  [[nodiscard]] Status load(const Store& store);

  /// The signed head of the first `size` leaves; `size` must be durable.
  [[nodiscard]] Result<std::string> sign_head(std::uint64_t size) const;
  /// The same in an earlier epoch, which was closed at `size` or after it.
  [[nodiscard]] Result<std::string> sign_closed_head(
      std::uint64_t size, const std::string& origin,
      std::span<const crypto::SigningKey> log_keys) const;

  [[nodiscard]] LogNumber number() const { return number_; }
  [[nodiscard]] const std::string& origin() const { return origin_; }
  [[nodiscard]] const Digest& name() const { return name_; }
  [[nodiscard]] const ledger::Tree& tree() const { return tree_; }

 private:
  OwnLog(LogNumber number, std::string origin, const Digest& name)
      : number_(number), origin_(std::move(origin)), name_(name) {}
  [[nodiscard]] Result<std::string> signed_head(const std::string& origin, std::uint64_t size,
                                                std::span<const ledger::NoteSigner> signers) const;

  LogNumber number_;
  std::string origin_;
  Digest name_;
  std::vector<ledger::NoteSigner> signers_;
  ledger::Tree tree_;
  std::uint64_t durable_ = 0;
};

/// What a log's heads are verified with: one verifier for each of its keys.
[[nodiscard]] Result<std::vector<ledger::NoteVerifier>> log_verifiers(
    std::string_view origin, std::span<const crypto::VerifyingKey> keys);

/// Reads the leaf hashes of a log from the store, in order and without a gap.
[[nodiscard]] Result<std::vector<Digest>> load_leaves(const Store& store, LogNumber log);

}  // namespace entente::node
