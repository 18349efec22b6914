#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "node/core.h"

namespace entente::node {

/// How the shared records of two parties differ: their keys, sorted.
struct Reconciliation {
  /// Neither had an act for the other under way while they compared. Else a difference may be just
  /// that act: compare again.
  bool settled = false;
  std::vector<std::string> missing_here;
  std::vector<std::string> missing_there;
  std::vector<std::string> different;
  /// The incident of Art. 17 that stands for a settled difference: the one that this comparison
  /// reported, or an open one that names the same records.
  std::optional<ActId> incident;

  [[nodiscard]] bool equal() const {
    return missing_here.empty() && missing_there.empty() && different.empty();
  }
};

/// Compares the shared records of an agreement with a partner's (ledger.md 4): the digests of 256
/// buckets first, then the records of the buckets that differ. Belongs to the node's sequence.
class Reconciler {
 public:
  explicit Reconciler(Core& core) : core_(core) {}

  /// Answers a partner's question, from the records it shares with this node.
  [[nodiscard]] Result<Bytes> answer(const PartyCode& peer, BytesView request) const;

  using Done = std::function<void(const Result<Reconciliation>&)>;
  /// `done` is called once, on the sequence: with what differs, `base.unreachable`, or
  /// `node.bad-delivery` for an answer that makes no sense. Differences of a settled comparison are
  /// also logged, kept in the counterpart, and reported as an incident (R17.2, I13): a record of
  /// both sides, whose results are due. The same difference is not reported twice while it is open.
  void compare(Room& room, const PartyCode& party, Done done);

 private:
  struct Run;
  void ask(const std::shared_ptr<Run>& run);
  [[nodiscard]] Status take(Run& run, BytesView message) const;
  void finish(const std::shared_ptr<Run>& run);
  void report(const std::shared_ptr<Run>& run);

  Core& core_;
};

}  // namespace entente::node
