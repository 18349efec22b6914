#pragma once

#include <map>
#include <string>
#include <utility>

#include "base/link_port.h"
#include "base/metrics.h"
#include "base/store_port.h"
#include "node/custody.h"

/// The node's ports with counts around them, for the metrics.
namespace entente::cli {

/// A store whose commits are counted by how long they took until they were durable. `store` must
/// outlive it. Thread-safe like the store.
class CountedStore final : public Store {
 public:
  explicit CountedStore(Store& store) : store_(store) {}

  void commit(StoreBatch batch, Done done) override;
  [[nodiscard]] Result<std::optional<Bytes>> get(Space space, BytesView key) const override {
    return store_.get(space, key);
  }
  [[nodiscard]] Status scan(Space space, BytesView from, BytesView to,
                            const Visit& visit) const override {
    return store_.scan(space, from, to, visit);
  }
  [[nodiscard]] const DurationHistogram& durations() const { return durations_; }
  [[nodiscard]] std::uint64_t failed() const { return failed_.value(); }

 private:
  Store& store_;
  DurationHistogram durations_;
  Counter failed_;
};

/// A link whose calls are counted by how they ended. `link` must live until its last answer.
/// Belongs to the node's sequence, as the link's answers do.
class CountedLink final : public Link {
 public:
  explicit CountedLink(Link& link) : link_(link) {}

  void call(const PartyCode& peer, std::string_view operation, Bytes request,
            Answer answer) override;
  /// By `ok`, or the code of the error; a partner's own code is not among them.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& outcomes() const { return outcomes_; }

 private:
  Link& link_;
  std::map<std::string, std::uint64_t> outcomes_;
};

/// How requests of keys to the key service ended. Belongs to the node's sequence.
class KeyReleases {
 public:
  [[nodiscard]] node::Custody::ShareDone counted(node::Custody::ShareDone done);

  [[nodiscard]] std::uint64_t permitted() const { return permitted_; }
  [[nodiscard]] std::uint64_t denied() const { return denied_; }
  [[nodiscard]] std::uint64_t failed() const { return failed_; }  ///< neither: a bad request, say

 private:
  std::uint64_t permitted_ = 0;
  std::uint64_t denied_ = 0;
  std::uint64_t failed_ = 0;
};

}  // namespace entente::cli
