#pragma once

#include <optional>
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
                                           const crypto::SigningKey& log_key);

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

  [[nodiscard]] LogNumber number() const { return number_; }
  [[nodiscard]] const std::string& origin() const { return signer_.verifier().name(); }
  [[nodiscard]] const Digest& name() const { return name_; }
  [[nodiscard]] const ledger::Tree& tree() const { return tree_; }
  [[nodiscard]] const ledger::NoteVerifier& verifier() const { return signer_.verifier(); }

 private:
  OwnLog(LogNumber number, const Digest& name, ledger::NoteSigner signer)
      : number_(number), name_(name), signer_(std::move(signer)) {}

  LogNumber number_;
  Digest name_;
  ledger::NoteSigner signer_;
  ledger::Tree tree_;
  std::uint64_t durable_ = 0;
};

/// Reads the leaf hashes of a log from the store, in order and without a gap.
[[nodiscard]] Result<std::vector<Digest>> load_leaves(const Store& store, LogNumber log);

}  // namespace entente::node
