#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "node/core.h"
#include "node/courier.h"
#include "node/delivery.h"

namespace entente::node {

/// How a party goes on that lost a part of its log (ledger.md, decision 6; AB26, T14). What its
/// partners hold comes back: all leaves up to the heads that they cosigned, and the acts that they
/// were sent. Then an act of both sides closes the epoch of the log at that size, lists what cannot
/// be opened any more, and opens the next. Until the partners have accepted it, nothing else is
/// signed here. Belongs to the node's sequence.
class Recovery {
 public:
  Recovery(Core& core, Courier& courier) : core_(core), courier_(courier) {}

  // The side that lost something.

  struct Recovered {
    std::uint64_t epoch = 0;  ///< that was closed
    std::uint64_t size = 0;
    std::uint64_t kept = 0;  ///< entries that were here before
    std::vector<act::EntryRange> lost;
    Digest act;                     ///< that closed it
    std::set<PartyCode> waits_for;  ///< whose acceptance is missing
  };
  using Done = std::function<void(const Result<Recovered>&)>;
  /// `done` is called once. Nothing is closed before each trusted partner has given all it holds;
  /// what came back stays, and another call goes on from it. Errors: `node.nothing-lost`,
  /// `base.unreachable`, `node.misconduct` where two partners hold logs that do not go together,
  /// `node.bad-delivery` for what was not signed by this party.
  void recover(Room& room, Done done);

  // The partner's side.

  /// What is held here of the asking party's log and acts.
  [[nodiscard]] Result<Bytes> tail(const PartyCode& peer, BytesView request) const;
  /// Judges a delivery whose head is of the next epoch of the peer's log. Never taken in before the
  /// recovery was accepted: `node.recovery-waits`, or why it cannot be.
  [[nodiscard]] Error judge(const PartyCode& peer, Room& room, Counterpart& from,
                            const Delivery& delivery, const act::Envelope& envelope,
                            const act::LedgerRecover& says);
  /// Accepts the recovery that the party proposed by that act: from then on its log is known by its
  /// next epoch. `base.not-found` where it has proposed none, or another one.
  void accept(Room& room, const PartyCode& party, const Digest& act, Submitted done);

 private:
  struct Run;
  void ask(const std::shared_ptr<Run>& run);
  [[nodiscard]] Status take(const std::shared_ptr<Run>& run, BytesView message);
  [[nodiscard]] Status take_leaves(const std::shared_ptr<Run>& run, const Delivery& given);
  [[nodiscard]] Status take_acts(Run& run, const Delivery& given);
  [[nodiscard]] Status take_act(Run& run, act::Verifier& verifier, const LoggedAct& given);
  void close(const std::shared_ptr<Run>& run);

  Core& core_;
  Courier& courier_;
  std::shared_ptr<Run> run_;  ///< the one under way
};

}  // namespace entente::node
