#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/store_port.h"

namespace entente::store {

/// A store in memory, for the simulator and for tests: the promises of the port, with durability in
/// the hands of the caller. A commit waits until `sync_step` (or `on_commit`, which is where a
/// simulator schedules one) makes it durable; only then do `get` and `scan` see it and is its
/// `done` called, on the caller's thread. Deterministic; single-threaded; nothing is sealed.
class MemoryStore final : public Store {
 public:
  enum class Sync {
    at_once,   ///< every commit is durable before `commit` returns
    by_caller  ///< only `sync_step` makes commits durable
  };
  explicit MemoryStore(Sync sync = Sync::at_once) : sync_(sync) {}

  void commit(StoreBatch batch, Done done) override;
  [[nodiscard]] Result<std::optional<Bytes>> get(Space space, BytesView key) const override;
  [[nodiscard]] Status scan(Space space, BytesView from, BytesView to,
                            const Visit& visit) const override;

  /// Called at the end of every `commit` that waits: the place to schedule a `sync_step`.
  void on_commit(std::function<void()> scheduled) { on_commit_ = std::move(scheduled); }
  /// Commits that wait.
  [[nodiscard]] std::size_t pending() const { return pending_.size(); }
  /// Makes the first `batches` waiting commits durable with one sync (0 means all that wait now),
  /// and calls their `done` in order. Commits made by those calls wait for the next step. Returns
  /// how many became durable.
  std::size_t sync_step(std::size_t batches = 0);

  /// The process dies: what waits is lost and its `done` is never called, except that the first
  /// `reached_disk` batches are durable although nobody was told. The store is usable again, as
  /// after a restart; planned faults are dropped.
  void crash(std::size_t reached_disk = 0);

  /// The `n`-th commit from now (1 is the next) fails with `error` when its sync comes, and so does
  /// every later one, until `crash`.
  void fail_commit(std::uint64_t n, Error error);
  /// Reading this key reports `store.corrupt` from now on, until a later commit writes it.
  void corrupt(Space space, BytesView key);

  /// The durable image, to be given back later: a backup (T14). Nothing must wait.
  using Image = std::map<std::pair<Space, Bytes>, Bytes>;
  [[nodiscard]] Image backup() const { return durable_; }
  /// Puts an earlier image in the place of the present one, as a restored backup does.
  void restore(Image image);

 private:
  struct Waiting {
    StoreBatch batch;
    Done done;
    std::optional<Error> error;
    bool fatal = false;  ///< the error is the store's, not the batch's
  };

  [[nodiscard]] Status settle(const Waiting& waiting);
  void apply(const StoreBatch& batch);

  Sync sync_;
  std::function<void()> on_commit_;
  std::deque<Waiting> pending_;
  Image durable_;
  std::set<std::pair<Space, Bytes>> corrupt_;
  std::optional<std::pair<std::uint64_t, Error>> planned_fault_;
  std::optional<Error> failed_;
  bool stepping_ = false;
  std::uint64_t life_ = 0;  ///< number of crashes: a step under way ends with the life it began in
};

}  // namespace entente::store
