#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/invariant.h"

namespace entente::registry {

/// Records by their keys, in the order in which they came; none is ever removed, but its key may
/// change. A look-up reads
/// one slot and then the beginning of the record itself: decisions wait for memory more than for
/// anything else, and the chains of `std::unordered_map` are made of further records. References
/// and pointers stay valid. Not thread-safe.
template <class Record>
class RecordMap {
 public:
  using mapped_type = Record;
  using value_type = std::pair<std::string, Record>;
  using const_iterator = typename std::deque<value_type>::const_iterator;

  [[nodiscard]] const_iterator begin() const { return records_.begin(); }
  [[nodiscard]] const_iterator end() const { return records_.end(); }
  [[nodiscard]] std::size_t size() const { return records_.size(); }

  /// `end()` where there is none.
  [[nodiscard]] const_iterator find(const std::string& key) const {
    const std::uint32_t number = slots_.empty() ? 0 : slots_[slot_of(key, hash_of(key))].number;
    return number == 0 ? end() : begin() + (number - 1);
  }

  /// The record under `key`; an empty one where there was none.
  Record& operator[](const std::string& key) {
    if (2 * (records_.size() + 1) > slots_.size()) {
      grow();
    }
    const std::uint32_t hash = hash_of(key);
    Slot& slot = slots_[slot_of(key, hash)];
    if (slot.number == 0) {
      records_.emplace_back(key, Record{});
      slot = {hash, static_cast<std::uint32_t>(records_.size())};
    }
    return records_[slot.number - 1].second;
  }

  /// Gives records other keys, by the keys that they have; no two may then be the same.
  void rename(const std::map<std::string, std::string>& names) {
    std::vector<Slot> fresh(slots_.size());
    for (value_type& record : records_) {
      if (const auto renamed = names.find(record.first); renamed != names.end()) {
        record.first = renamed->second;
      }
    }
    for (std::uint32_t number = 1; number <= records_.size(); ++number) {
      put(fresh, {hash_of(records_[number - 1].first), number});
    }
    slots_.swap(fresh);
  }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = 0;  ///< of the record, from 1; 0: free
  };
  static constexpr std::size_t kSlotsMin = 16;
  static constexpr std::size_t kSlotsMax = std::size_t{1} << 32;

  static std::uint32_t hash_of(const std::string& key) {
    return static_cast<std::uint32_t>(std::hash<std::string>{}(key));
  }

  /// Where `key` is, or the free slot where it would be. At least half of all are free.
  [[nodiscard]] std::size_t slot_of(const std::string& key, std::uint32_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    while (slots_[at].number != 0 &&
           (slots_[at].hash != hash || records_[slots_[at].number - 1].first != key)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  void grow() {
    ENTENTE_INVARIANT(slots_.size() < kSlotsMax);
    std::vector<Slot> old(slots_.empty() ? kSlotsMin : 2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.number != 0) {
        put(slots_, slot);
      }
    }
  }

  /// In the first free place for it.
  static void put(std::vector<Slot>& slots, Slot slot) {
    const std::size_t mask = slots.size() - 1;
    std::size_t at = slot.hash & mask;
    while (slots[at].number != 0) {
      at = (at + 1) & mask;
    }
    slots[at] = slot;
  }

  std::deque<value_type> records_;
  std::vector<Slot> slots_;  ///< a power of two of them
};

}  // namespace entente::registry
