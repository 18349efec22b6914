#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "act/envelope.h"
#include "base/executor.h"
#include "base/store_port.h"
#include "node/own_log.h"

namespace entente::node {

/// How acts that may share a signature are signed.
enum class Signing {
  by_batch,    ///< one signature for all that are under way together, where the act table allows
  one_by_one,  ///< one signature each
};

/// The way of acts to the disk: what arrives while one batch is being signed and synced fills the
/// next, so that no timer is needed. Signing, and the sealing that a commit begins with, run on
/// workers; the order of commits is the order of `add`. Belongs to the node's sequence; calls back
/// on it.
class Sequencer {
 public:
  using Done = std::function<void()>;

  /// `failed` is called once, when a commit fails: nothing more will be recorded, and the process
  /// must stop.
  Sequencer(Executor& executor, Store& store, std::function<void(const Error&)> failed);

  /// An own act that has its place: it will be signed by `key`, the one that its header names, and
  /// committed with `writes`. `act_key` is the key of its row, whose value will be the commitment
  /// key and the finished act. `done` is called once it is durable.
  void add_act(act::Unsigned unsigned_act, act::Unsigned::Form form, crypto::SigningKey key,
               Bytes act_key, Bytes commitment_key, StoreBatch writes, Done done);
  /// Writes without an act of our own: a partner's act, an anchor, a cosignature.
  void add_writes(StoreBatch writes, Done done);

  /// What waits or is under way.
  [[nodiscard]] std::size_t waiting() const { return open_.size() + under_way_; }

 private:
  struct Entry {
    std::optional<act::Unsigned> unsigned_act;
    act::Unsigned::Form form = act::Unsigned::Form::alone;
    std::optional<crypto::SigningKey> key;
    Bytes act_key;
    Bytes commitment_key;
    Bytes signature;
    StoreBatch writes;
    Done done;
  };
  struct Batch;

  void flush();
  void sign(const std::shared_ptr<Batch>& batch);
  void commit(const std::shared_ptr<Batch>& batch);  // on a worker
  void durable(const std::shared_ptr<Batch>& batch, const Status& status);

  Executor& executor_;
  Store& store_;
  std::function<void(const Error&)> failed_;
  std::deque<Entry> open_;
  std::size_t under_way_ = 0;  ///< acts and writes, in `batches_` batches
  std::size_t batches_ = 0;
  bool signing_ = false;  ///< one of them is not yet with the store
  bool broken_ = false;
};

}  // namespace entente::node
