#include "node/sequencer.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <set>

#include "base/limits.h"

namespace entente::node {
namespace {

/// Batches under way at once: one that is signed and enough with the store to keep the disk busy,
/// few enough to fill the next.
constexpr std::size_t kBatchesMax = 3;

/// Acts of one batch: as many as make a signature and a sync cheap, few enough that the sequence
/// has others to decide on meanwhile.
constexpr std::size_t kBatchFill = 64;
static_assert(kBatchFill <= limits::kBatchActs);

/// Only the last write of a projected value counts; the rest of a batch are different keys anyway.
void keep_last_of_each(StoreBatch& writes) {
  std::set<std::pair<Space, std::string_view>> later;
  StoreBatch kept;
  kept.reserve(writes.size());
  std::for_each(writes.rbegin(), writes.rend(), [&](StoreWrite& write) {
    const bool projected = write.space == Space::record || write.space == Space::meta;
    // The key's octets stay where they are when the write is moved.
    if (!projected || later.emplace(write.space, as_text(write.key)).second) {
      kept.push_back(std::move(write));
    }
  });
  std::reverse(kept.begin(), kept.end());
  writes = std::move(kept);
}

}  // namespace

/// Shared by the signing jobs, which may end in any order, and the commit that follows the last.
struct Sequencer::Batch {
  std::vector<Entry> entries;
  std::atomic<std::size_t> jobs_left{0};
};

Sequencer::Sequencer(Executor& executor, Store& store, std::function<void(const Error&)> failed)
    : executor_(executor), store_(store), failed_(std::move(failed)) {}

void Sequencer::add_act(act::Unsigned unsigned_act, act::Unsigned::Form form,
                        crypto::SigningKey key, Bytes act_key, Bytes commitment_key,
                        StoreBatch writes, Done done) {
  open_.push_back({std::move(unsigned_act),
                   form,
                   std::move(key),
                   std::move(act_key),
                   std::move(commitment_key),
                   {},
                   std::move(writes),
                   std::move(done)});
  if (open_.size() == 1) {
    executor_.post([this] { flush(); });
  }
}

void Sequencer::add_writes(StoreBatch writes, Done done) {
  open_.push_back({std::nullopt, {}, std::nullopt, {}, {}, {}, std::move(writes), std::move(done)});
  if (open_.size() == 1) {
    executor_.post([this] { flush(); });
  }
}

void Sequencer::flush() {
  if (signing_ || batches_ == kBatchesMax || open_.empty() || broken_) {
    return;
  }
  auto batch = std::make_shared<Batch>();
  const std::size_t count = std::min(open_.size(), kBatchFill);
  batch->entries.assign(
      std::make_move_iterator(open_.begin()),
      std::make_move_iterator(open_.begin() + static_cast<std::ptrdiff_t>(count)));
  open_.erase(open_.begin(), open_.begin() + static_cast<std::ptrdiff_t>(count));
  under_way_ += count;
  ++batches_;
  signing_ = true;
  sign(batch);
}

void Sequencer::sign(const std::shared_ptr<Batch>& batch) {
  std::map<Digest, std::vector<Entry*>> by_key;  // more than one only while a key is replaced
  std::vector<Entry*> alone;
  for (Entry& entry : batch->entries) {
    if (entry.unsigned_act && entry.form == act::Unsigned::Form::batch) {
      by_key[entry.key->verifying_key().fingerprint()].push_back(&entry);
    } else if (entry.unsigned_act) {
      alone.push_back(&entry);
    }
  }
  std::vector<std::function<void()>> jobs;
  for (const auto& [key, together] : by_key) {
    jobs.push_back([together] {
      std::vector<const act::Unsigned*> acts;
      for (const Entry* entry : together) {
        acts.push_back(&*entry->unsigned_act);
      }
      std::vector<Bytes> signatures = act::sign_batch(acts, *together.front()->key);
      for (std::size_t i = 0; i < together.size(); ++i) {
        together[i]->signature = std::move(signatures[i]);
      }
    });
  }
  const std::size_t shares = std::min(alone.size(), executor_.workers());
  for (std::size_t share = 0; share < shares; ++share) {
    jobs.push_back([alone, share, shares] {
      for (std::size_t i = share; i < alone.size(); i += shares) {
        alone[i]->signature = alone[i]->key->sign(alone[i]->unsigned_act->signing_input());
      }
    });
  }
  if (jobs.empty()) {
    jobs.emplace_back([] {});
  }
  batch->jobs_left = jobs.size();
  for (auto& job : jobs) {
    executor_.work([this, batch, job = std::move(job)] {
      job();
      if (batch->jobs_left.fetch_sub(1) == 1) {
        commit(batch);
      }
    });
  }
}

void Sequencer::commit(const std::shared_ptr<Batch>& batch) {
  StoreBatch writes;
  for (Entry& entry : batch->entries) {
    if (entry.unsigned_act) {
      const Bytes act = entry.unsigned_act->with_signature(entry.signature);
      Bytes value;
      value.reserve(entry.commitment_key.size() + act.size());
      append(value, entry.commitment_key);
      append(value, act);
      writes.push_back({Space::act, std::move(entry.act_key), std::move(value)});
      entry.unsigned_act.reset();
    }
    std::move(entry.writes.begin(), entry.writes.end(), std::back_inserter(writes));
  }
  keep_last_of_each(writes);
  // What the store still writes when the node has ended, it tells the executor alone.
  store_.commit(std::move(writes), [this, &executor = executor_, batch](Status status) {
    executor.post([this, batch, status = std::move(status)] { durable(batch, status); });
  });
  // The next batch may be signed only now: the store takes them in their order.
  executor_.post([this] {
    signing_ = false;
    flush();
  });
}

void Sequencer::durable(const std::shared_ptr<Batch>& batch, const Status& status) {
  --batches_;
  under_way_ -= batch->entries.size();
  if (!status.ok()) {
    broken_ = true;
    failed_(status.error());
    return;
  }
  for (Entry& entry : batch->entries) {
    if (entry.done) {
      entry.done();
    }
  }
  flush();
}

}  // namespace entente::node
