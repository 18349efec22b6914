#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.h"
#include "format/fields.h"

/// What is said of a party's log itself: a loss, and how both sides go on from it. See `body.h`.
namespace entente::act {

/// So many entries of a log from `first` on.
struct EntryRange {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  bool operator==(const EntryRange&) const = default;
  static constexpr auto fields() {
    return members(format::field("first", &EntryRange::first),
                   format::field("count", &EntryRange::count));
  }
};

/// So many places in the chain to a party, from `first` on.
struct PlaceRange {
  PartyCode party;
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  bool operator==(const PlaceRange&) const = default;
  static constexpr auto fields() {
    return members(format::field("party", &PlaceRange::party),
                   format::field("first", &PlaceRange::first),
                   format::field("count", &PlaceRange::count));
  }
};

/// The issuer lost a part of its log, and took back what its partners hold of it. It closes the
/// epoch at the last size that can be proved, says which entries it can no longer open, and begins
/// the next epoch, which opens with all leaves of the closed one (ledger.md, decision 6).
struct LedgerRecover {
  static constexpr std::string_view kType = "ledger.recover";
  ActId id;
  std::uint64_t epoch = 0;  ///< the closed one
  std::uint64_t size = 0;   ///< at which it is closed; the index of this very act
  Digest root;              ///< of so many leaves
  std::uint64_t kept = 0;   ///< entries that the issuer still had by itself
  std::vector<EntryRange> lost;
  /// Places before a later act that its addressee has: what stood there neither of the two has.
  std::vector<PlaceRange> passed;
  static constexpr auto fields() {
    using format::field;
    return members(field("id", &LedgerRecover::id), field("epoch", &LedgerRecover::epoch),
                   field("size", &LedgerRecover::size), field("root", &LedgerRecover::root),
                   field("kept", &LedgerRecover::kept), field("lost", &LedgerRecover::lost),
                   field("passed", &LedgerRecover::passed));
  }
};

/// The other side's: it has seen no more of the closed epoch than the recovery names, and knows
/// that party's log by its next epoch from here on.
struct LedgerAcceptRecovery {
  static constexpr std::string_view kType = "ledger.accept-recovery";
  ActId id;
  PartyCode party;  ///< whose log it is
  Digest recovery;  ///< that party's act
  std::uint64_t epoch = 0;
  std::uint64_t size = 0;
  Digest root;
  static constexpr auto fields() {
    using format::field;
    return members(
        field("id", &LedgerAcceptRecovery::id), field("party", &LedgerAcceptRecovery::party),
        field("recovery", &LedgerAcceptRecovery::recovery),
        field("epoch", &LedgerAcceptRecovery::epoch), field("size", &LedgerAcceptRecovery::size),
        field("root", &LedgerAcceptRecovery::root));
  }
};

}  // namespace entente::act
