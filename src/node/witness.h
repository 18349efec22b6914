#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/witness.h"
#include "node/core.h"

namespace entente::node {

/// The lines of this node's witness over the head in `note`, which must be durable as the largest
/// that is known of its log; empty where there is no note.
[[nodiscard]] std::string cosignature_lines(const Core& core, std::string_view note);

/// This node as a C2SP tlog-witness, of the partners' logs and of neutral ones that its settings
/// name. What it cosigns is on disk first, and what it cosigned once, or keeps of a partner's log
/// by deliveries, every later head must extend. Belongs to the node's sequence.
class Witness {
 public:
  explicit Witness(Core& core);
  /// Reads what was cosigned of neutral logs. Once, before all else.
  [[nodiscard]] Status load();

  struct Answer {
    int status = 200;
    std::string_view media_type;
    std::string body;
  };
  /// Called once, on the sequence; never where the store fails. Errors: why the node signs nothing,
  /// `node.overloaded`.
  using Done = std::function<void(const Result<Answer>&)>;

  /// `add-checkpoint`, answered as the protocol says. `peer` is the partner that asks. For anybody
  /// else there are the neutral logs alone, and for one that is no party to the agreement of a
  /// partner's log that log is there only with a head that the log signed (T15).
  void add_checkpoint(const std::optional<PartyCode>& peer, std::string_view request,
                      const Done& done);
  /// The last head cosigned of the log that `folder` names (`ledger::monitoring_folder`), with the
  /// cosignature; 404 where there is none for this peer.
  void last_checkpoint(const std::optional<PartyCode>& peer, std::string_view folder,
                       const Done& done);

 private:
  /// A log that is cosigned: a partner's, or else a neutral one.
  struct Subject {
    Room* room = nullptr;
    PartyCode party;
    Counterpart* partner = nullptr;
    ledger::KnownLog* neutral = nullptr;

    [[nodiscard]] ledger::KnownLog known() const;
    [[nodiscard]] bool hidden_from(const std::optional<PartyCode>& peer) const;
  };
  using Wanted = std::function<bool(std::string_view origin)>;

  [[nodiscard]] Status check_ready() const;
  [[nodiscard]] std::optional<Subject> find(const std::optional<PartyCode>& peer,
                                            const Wanted& wanted);
  [[nodiscard]] ledger::WitnessDecision decide(const std::optional<PartyCode>& peer,
                                               const ledger::AddCheckpoint& asked,
                                               const std::optional<Subject>& subject);
  void look_for_fork(const Subject& subject, const ledger::AddCheckpoint& asked,
                     const ledger::WitnessDecision& decision);
  void cosign(const Subject& subject, const ledger::WitnessDecision& decision, const Done& done);

  Core& core_;
  std::map<std::string, ledger::KnownLog, std::less<>> neutral_;  ///< by origin
};

}  // namespace entente::node
