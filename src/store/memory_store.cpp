#include "store/memory_store.h"

#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "store/batch_limits.h"
#include "store/errors.h"

namespace entente::store {
namespace {

// Vectors of bytes are ordered bytewise, and pairs by space first: the order of the port.
std::pair<Space, Bytes> place_of(Space space, BytesView key) {
  return {space, Bytes(key.begin(), key.end())};
}

Space next_space(Space space) { return static_cast<Space>(static_cast<std::uint8_t>(space) + 1); }

}  // namespace

void MemoryStore::commit(StoreBatch batch, Done done) {
  Waiting waiting{std::move(batch), std::move(done), std::nullopt, false};
  if (std::optional<Error> refused = refusal(waiting.batch)) {
    waiting.error = std::move(refused);
    waiting.batch.clear();
  }
  if (planned_fault_ && --planned_fault_->first == 0) {
    waiting.error = planned_fault_->second;
    waiting.fatal = true;
    planned_fault_.reset();
  }
  pending_.push_back(std::move(waiting));
  if (sync_ == Sync::at_once) {
    sync_step();
  } else if (on_commit_) {
    on_commit_();
  }
}

std::size_t MemoryStore::sync_step(std::size_t batches) {
  // A `done` that commits with `at_once` comes back here: the outer step takes its batch, so that
  // completions keep their order.
  if (stepping_) {
    return 0;
  }
  stepping_ = true;
  const std::uint64_t life = life_;
  const std::size_t limit = batches == 0 ? pending_.size() : std::min(batches, pending_.size());
  std::size_t synced = 0;
  while (life == life_ && !pending_.empty() && (synced < limit || sync_ == Sync::at_once)) {
    Waiting next = std::move(pending_.front());
    pending_.pop_front();
    ++synced;
    const Status status = settle(next);
    if (next.done) {
      next.done(status);
    }
  }
  stepping_ = false;
  return synced;
}

Status MemoryStore::settle(const Waiting& waiting) {
  if (failed_) {
    return *failed_;
  }
  if (waiting.error) {
    if (waiting.fatal) {
      failed_ = waiting.error;
    }
    return *waiting.error;
  }
  apply(waiting.batch);
  return {};
}

void MemoryStore::apply(const StoreBatch& batch) {
  for (const StoreWrite& write : batch) {
    const auto place = place_of(write.space, write.key);
    corrupt_.erase(place);
    if (write.value) {
      durable_[place] = *write.value;
    } else {
      durable_.erase(place);
    }
  }
}

Result<std::optional<Bytes>> MemoryStore::get(Space space, BytesView key) const {
  const auto place = place_of(space, key);
  if (corrupt_.contains(place)) {
    return Error(kCorrupt, "A stored value was changed, or moved from another place.");
  }
  const auto found = durable_.find(place);
  return found == durable_.end() ? std::optional<Bytes>() : std::optional<Bytes>(found->second);
}

Status MemoryStore::scan(Space space, BytesView from, BytesView to, const Visit& visit) const {
  const bool hashed = is_hashed(space);
  const bool to_the_end = hashed || to.empty();
  const auto start = place_of(space, hashed ? BytesView() : from);
  const auto end = to_the_end ? place_of(next_space(space), {}) : place_of(space, to);
  // A copy, so that `visit` may commit: the scan sees one state.
  const std::vector<Image::value_type> seen(
      durable_.lower_bound(start),
      start < end ? durable_.lower_bound(end) : durable_.lower_bound(start));
  for (const auto& [place, value] : seen) {
    if (corrupt_.contains(place)) {
      return Error(kCorrupt, "A stored value was changed, or moved from another place.");
    }
    ENTENTE_CHECK(visit(hashed ? BytesView() : BytesView(place.second), value));
  }
  return {};
}

void MemoryStore::crash(std::size_t reached_disk) {
  for (std::size_t i = 0; i < std::min(reached_disk, pending_.size()); ++i) {
    if (!failed_ && !pending_[i].error) {
      apply(pending_[i].batch);
    }
  }
  ++life_;
  pending_.clear();
  failed_.reset();
  planned_fault_.reset();
}

void MemoryStore::fail_commit(std::uint64_t n, Error error) {
  ENTENTE_INVARIANT(n > 0);
  planned_fault_ = {n, std::move(error)};
}

void MemoryStore::corrupt(Space space, BytesView key) { corrupt_.insert(place_of(space, key)); }

void MemoryStore::restore(Image image) {
  ENTENTE_INVARIANT(pending_.empty());
  durable_ = std::move(image);
  corrupt_.clear();
}

}  // namespace entente::store
