#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "node/core.h"
#include "node/courier.h"
#include "node/custody.h"
#include "node/erasure.h"
#include "node/log_files.h"
#include "node/neutral_witnesses.h"
#include "node/objects.h"
#include "node/packages.h"
#include "node/receiver.h"
#include "node/reconcile.h"
#include "node/recovery.h"
#include "node/scrub.h"
#include "node/witness.h"

namespace entente::node {

/// What `ledger verify` says about one log of this node.
struct LogReport {
  std::string origin;
  std::uint64_t size = 0;
  Digest root;
  std::optional<std::uint64_t> first_bad;  ///< the first entry that does not fit its leaf
  std::uint64_t lost = 0;                  ///< entries that a recovery said cannot be opened
  std::uint64_t erased = 0;                ///< entries of the house that were erased, as ordered
  std::uint64_t witnessed = 0;             ///< size of the newest head that the partner cosigned
  bool ok = false;
};

/// One party's node. Every adapter (command line, link, later HTTP) goes through `submit`,
/// `receive`, a use case of `custody()`, or a query on the sequence; there is no other way to
/// change or read anything. All calls are made on the executor's sequence; none blocks for long.
class Node {
 public:
  /// `failed` is called when the store fails: the process must stop, nothing more is recorded.
  [[nodiscard]] static Result<std::unique_ptr<Node>> open(Ports ports, Identity identity,
                                                          Settings settings,
                                                          PartnerResolver resolver,
                                                          std::function<void(const Error&)> failed);

  /// Takes up what waits: deliveries, fetches, the anchoring of the house ledger, the reports of
  /// what an inventory missed. Once.
  void start();

  void submit(Draft draft, Submitted done) { core_.submit(std::move(draft), std::move(done)); }
  void receive(const PartyCode& peer, std::string_view operation, Bytes request,
               Link::Answer answer) {
    receiver_.receive(peer, operation, std::move(request), std::move(answer));
  }
  /// `erase_person` (erasure.h), once the node is settled.
  void erase_person(ErasureOrder order, Submitted done);
  /// Called on the sequence after a partner was enrolled or revoked.
  void on_partners_changed(std::function<void()> notify) { partners_changed_ = std::move(notify); }
  /// Called on the sequence when any act, ours or a partner's, became durable; without an agreement
  /// for one of the house.
  void on_act(Core::Recorded notify) { act_recorded_ = std::move(notify); }
  [[nodiscard]] Custody& custody() { return custody_; }
  [[nodiscard]] Core& core() { return core_; }
  [[nodiscard]] Courier& courier() { return courier_; }
  /// Witnesses of neither party; they are asked once `begin` has named them.
  [[nodiscard]] NeutralWitnesses& neutral_witnesses() { return neutral_; }
  /// This node's logs as files for others to read.
  [[nodiscard]] LogFiles& log_files() { return log_files_; }
  /// This node as a witness of others' logs.
  [[nodiscard]] Witness& witness() { return witness_; }
  [[nodiscard]] const Objects& objects() const { return objects_; }
  [[nodiscard]] Reconciler& reconciler() { return reconciler_; }
  [[nodiscard]] Recovery& recovery() { return recovery_; }
  /// What reads the ledgers again in the background, and what it found.
  [[nodiscard]] const Scrubber& scrubber() const { return scrubber_; }
  /// What is exchanged by hand, where there is no link.
  [[nodiscard]] Packages& packages() { return packages_; }

  /// Calls `then` once everything that is folded is durable too: what looks at both, as the three
  /// below do, would otherwise miss acts that are under way. `node.overloaded` where the node does
  /// not come to rest within ten seconds.
  void when_settled(std::function<void(const Status&)> then) { wait_settled(std::move(then), 0); }
  /// Recomputes one of this node's logs from its stored acts: every entry opens to its leaf, every
  /// act's signature verifies, the partner's cosignature is on a head of this very log. Reads the
  /// whole log.
  [[nodiscard]] Result<LogReport> verify_log(const AgreementId& agreement);
  /// The same for the copy of the partner's log and the acts it sent.
  [[nodiscard]] Result<LogReport> verify_copy(const AgreementId& agreement, const PartyCode& party);
  /// Folds the shared records of an agreement again from the stored acts of both parties, and
  /// compares: equal digests prove that the records are what the acts say.
  [[nodiscard]] Result<bool> records_match_acts(const AgreementId& agreement);
  /// Both for the house's own ledger, where an entry may have been erased: then what is left of it
  /// opens to its leaf, and the act that ordered the erasure names it.
  [[nodiscard]] Result<LogReport> verify_house() const;
  [[nodiscard]] Result<bool> house_matches_acts() const;

 private:
  Node(Ports ports, Identity identity, Settings settings, PartnerResolver resolver,
       std::function<void(const Error&)> failed);
  [[nodiscard]] LogReport verify_entries(const OwnLog& log, const Room* room,
                                         Erasures* erasures) const;
  void anchor_regularly();
  void reconcile_regularly();
  void wait_settled(std::function<void(const Status&)> then, int asked);

  Core core_;
  Objects objects_;
  Reconciler reconciler_;
  Courier courier_;
  Recovery recovery_;
  Receiver receiver_;
  NeutralWitnesses neutral_;
  Custody custody_;
  Packages packages_;
  Scrubber scrubber_;
  LogFiles log_files_;
  Witness witness_;
  std::function<void()> partners_changed_;
  Core::Recorded act_recorded_;
};

}  // namespace entente::node
