#include "store/journal.h"

#include <algorithm>
#include <cstring>

#include "base/big_endian.h"
#include "store/batch_limits.h"
#include "store/errors.h"

namespace entente::store {
namespace {

constexpr std::size_t kChangeHeader = 8;
constexpr std::size_t kLargeNumber = 8;

Error malformed() {
  return Error(kCorrupt, "A journal entry has not the form in which it was written.");
}

using Cursor = Generation::Changes::const_iterator;

// The range of a map, or all of it.
std::pair<Cursor, Cursor> bounds(const Generation::Changes& changes, BytesView from, BytesView to) {
  if (!to.empty() && !Generation::KeyOrder()(from, to)) {
    return {changes.end(), changes.end()};
  }
  return {changes.lower_bound(from), to.empty() ? changes.end() : changes.lower_bound(to)};
}

}  // namespace

void append_change(Bytes& body, const JournalChange& change) {
  const bool large = change.entry.kind == Entry::Kind::large_value;
  const std::size_t value_size = large ? kLargeNumber : change.entry.sealed.size();
  std::array<std::uint8_t, kChangeHeader> header{};
  header[0] = static_cast<std::uint8_t>(change.space);
  header[1] = static_cast<std::uint8_t>(change.entry.kind);
  put_big_endian(std::span(header).subspan<2, 2>(), change.key.size());
  put_big_endian(std::span(header).subspan<4, 4>(), value_size);
  append(body, header);
  append(body, change.key);
  if (large) {
    std::array<std::uint8_t, kLargeNumber> number{};
    put_big_endian(std::span(number), static_cast<std::uint64_t>(change.entry.large));
    append(body, number);
  } else {
    append(body, change.entry.sealed);
  }
}

Result<JournalChange> read_change(BytesView body, std::size_t& offset) {
  if (offset > body.size() || body.size() - offset < kChangeHeader) {
    return malformed();
  }
  const BytesView header = body.subspan(offset, kChangeHeader);
  const std::size_t key_size = get_big_endian(header.subspan(2, 2));
  const std::size_t value_size = get_big_endian(header.subspan(4, 4));
  const BytesView rest = body.subspan(offset + kChangeHeader);
  if (header[0] < 1 || header[0] > kSpaces || header[1] > 2 || key_size > kMaxKeySize ||
      rest.size() < key_size + value_size) {
    return malformed();
  }
  JournalChange change;
  change.space = static_cast<Space>(header[0]);
  change.entry.kind = static_cast<Entry::Kind>(header[1]);
  change.key = rest.first(key_size);
  const BytesView value = rest.subspan(key_size, value_size);
  switch (change.entry.kind) {
    case Entry::Kind::erased:
      if (value_size != 0) {
        return malformed();
      }
      break;
    case Entry::Kind::inline_value:
      change.entry.sealed = value;
      break;
    case Entry::Kind::large_value:
      if (value_size != kLargeNumber || value[0] >= 0x80) {
        return malformed();
      }
      change.entry.large = static_cast<std::int64_t>(get_big_endian(value));
      break;
  }
  offset += kChangeHeader + key_size + value_size;
  return change;
}

bool Generation::KeyOrder::operator()(BytesView left, BytesView right) const {
  const std::size_t shared = std::min(left.size(), right.size());
  const int order = shared == 0 ? 0 : std::memcmp(left.data(), right.data(), shared);
  return order != 0 ? order < 0 : left.size() < right.size();
}

Generation::Generation() {
  std::pmr::polymorphic_allocator<> allocator(&memory_);
  for (Changes*& changes : changes_) {
    changes = allocator.new_object<Changes>(KeyOrder());
  }
}

std::optional<Entry> Generation::add(const JournalChange& change) {
  ++added_;
  Changes& changes = *changes_[index_of(change.space)];
  const std::size_t size = changes.size();
  // Most keys are larger than all before them: numbers that count up.
  const auto place = changes.try_emplace(changes.end(), change.key, change.entry);
  if (changes.size() > size) {
    return std::nullopt;
  }
  return std::exchange(place->second, change.entry);
}

Journal::Journal() : filling_(std::make_shared<Generation>()) {}

void Journal::keep(std::int64_t sequence, std::shared_ptr<const Bytes> body) {
  const std::lock_guard lock(mutex_);
  filling_->keep(std::move(body));
  filling_->last_sequence = sequence;
}

void Journal::apply(BytesView part, std::vector<std::int64_t>& unneeded) {
  const std::lock_guard lock(mutex_);
  std::size_t offset = 0;
  while (offset < part.size()) {
    const Result<JournalChange> change = read_change(part, offset);
    ENTENTE_INVARIANT(change.ok());
    const std::optional<Entry> replaced = filling_->add(*change);
    if (replaced && replaced->kind == Entry::Kind::large_value) {
      unneeded.push_back(replaced->large);
    }
  }
}

void Journal::rotate() {
  const std::lock_guard lock(mutex_);
  ENTENTE_INVARIANT(folding_ == nullptr);
  folding_ = std::exchange(filling_, std::make_shared<Generation>());
  filling_->last_sequence = folding_->last_sequence;
}

void Journal::drop_folding() {
  std::shared_ptr<Generation> dropped;  // its memory is given back after the lock
  const std::lock_guard lock(mutex_);
  dropped.swap(folding_);
}

std::optional<Journal::Found> Journal::find(Space space, BytesView key) const {
  const std::lock_guard lock(mutex_);
  for (const Generation* generation : {filling_.get(), folding_.get()}) {
    if (generation == nullptr) {
      continue;
    }
    const auto place = generation->changes(space).find(key);
    if (place != generation->changes(space).end()) {
      Found found{place->second, Bytes(place->second.sealed.begin(), place->second.sealed.end())};
      found.entry.sealed = found.sealed;
      return found;
    }
  }
  return std::nullopt;
}

Result<Journal::Range> Journal::range(Space space, BytesView from, BytesView to,
                                      const std::function<Status()>& pin) const {
  Range range;
  const std::lock_guard lock(mutex_);
  ENTENTE_CHECK(pin());
  range.filling = filling_;
  range.folding = folding_;
  auto [newer, newer_end] = bounds(filling_->changes(space), from, to);
  if (folding_ == nullptr) {
    range.changes.assign(newer, newer_end);
    return range;
  }
  auto [older, older_end] = bounds(folding_->changes(space), from, to);
  const auto less = [](const auto& left, const auto& right) {
    return Generation::KeyOrder()(left.first, right.first);
  };
  // Of equal keys std::set_union takes the one from the first range: the newer.
  std::set_union(newer, newer_end, older, older_end, std::back_inserter(range.changes), less);
  return range;
}

}  // namespace entente::store
