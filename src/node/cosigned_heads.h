#pragma once

#include <compare>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "node/core.h"

/// Signed heads with the cosignatures on them: what makes an entry evidence against both parties,
/// and against both together (ledger.md, 4).
namespace entente::node {

/// The heads of one log that somebody cosigned, each with all cosignatures that are known of it.
/// Not thread-safe.
class CosignedHeads {
 public:
  /// `parties` are the names of the other parties' witnesses.
  CosignedHeads(std::string origin, std::set<std::string> parties)
      : origin_(std::move(origin)), parties_(std::move(parties)) {}

  /// A stored head: those of one size are one head. Nothing happens where it is another log's.
  void add(std::string_view note);
  /// Of the heads that cover entry `index` the one that most parties have cosigned, of these the
  /// one that most have, of these the newest; null where none covers it. Valid until the next
  /// `add`.
  [[nodiscard]] const Cosigned* over(std::uint64_t index) const;
  /// The head of that size; null where it is not known.
  [[nodiscard]] const Cosigned* at(std::uint64_t size) const;
  /// How many have cosigned a head; the more, the more it is worth.
  struct Cosigners {
    std::size_t parties = 0;  ///< of them, other parties
    std::size_t all = 0;
    auto operator<=>(const Cosigners&) const = default;
  };
  /// Of the head of that size.
  [[nodiscard]] Cosigners cosigners(std::uint64_t size) const;

 private:
  struct Known {
    ledger::SignedNote note;
    Cosigners cosigners;
    Cosigned head;
  };
  [[nodiscard]] Cosigners count(const ledger::SignedNote& note) const;

  std::string origin_;
  std::set<std::string> parties_;
  std::map<std::uint64_t, Known> heads_;  ///< by size
};

/// Of this party's log under the agreement.
[[nodiscard]] CosignedHeads heads_of_own(const Core& core, const Room& room);
/// Of the copy of a partner's log, the newest one cosigned by this party now.
[[nodiscard]] Result<CosignedHeads> heads_of_copy(const Core& core, const Room& room,
                                                  const Counterpart& from);

/// Keeps a head that the neutral witness of that name cosigned, and beside it the one that most
/// have cosigned, since the two may drift apart while somebody is not reachable.
/// `ledger.malformed` for one with more signatures than can be kept.
[[nodiscard]] Status keep_neutral_head(const Core& core, Room& room, const std::string& origin,
                                       std::string_view witness, Cosigned head, StoreBatch& writes);
/// The size of the newest head of the own log that a neutral witness cosigned.
[[nodiscard]] std::uint64_t neutral_size(const Room& room);
/// What `keep_neutral_head` kept, for each log under the agreement.
[[nodiscard]] Status load_neutral_heads(const Store& store, Room& room);

/// A head that this node signed, with those of a witness's answer lines that are `witness`'s.
/// Errors: `ledger.not-witnessed` where none is, those of a line that is false or no line.
[[nodiscard]] Result<Cosigned> with_cosignature(std::string_view head, std::string_view lines,
                                                const ledger::NoteVerifier& witness,
                                                std::span<const ledger::NoteVerifier> own);
/// The head with this party's own cosignature on it, made now.
[[nodiscard]] Result<ledger::SignedNote> with_own_cosignature(const Core& core,
                                                              ledger::SignedNote head);

/// T14: the size of the head in `note`, which this node signed and whose leaves it still has.
/// `holder` is who showed it. Freezes the node where it no longer has them: `node.rolled-back`.
[[nodiscard]] Result<std::uint64_t> check_held_head(Core& core, const Room& room,
                                                    std::string_view holder, std::string_view note);

}  // namespace entente::node
