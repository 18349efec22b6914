#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/store_port.h"

namespace entente::store {

/// What stands under a key: nothing any more, a sealed value, or the number of a row of the table
/// of large values that holds it.
struct Entry {
  enum class Kind : std::uint8_t { erased = 0, inline_value = 1, large_value = 2 };
  Kind kind = Kind::erased;
  std::int64_t large = 0;
  BytesView sealed;
};

/// One change as the journal holds it. The views point into the body it was read from.
struct JournalChange {
  Space space{};
  BytesView key;  ///< as stored
  Entry entry;
};

/// Appends one change to a journal body:
/// space (1), kind (1), length of the key (2), length of the value (4), key, then the sealed value
/// or the number (8) of the large one; all numbers big-endian.
void append_change(Bytes& body, const JournalChange& change);
/// Reads the change at `offset` and moves `offset` behind it; `store.corrupt` if it has not that
/// form.
[[nodiscard]] Result<JournalChange> read_change(BytesView body, std::size_t& offset);

inline constexpr std::size_t kSpaces = 11;
[[nodiscard]] constexpr std::size_t index_of(Space space) {
  return static_cast<std::size_t>(space) - 1;
}

/// Changes that are durable in the journal but not yet in the tables, newest value a key, in order.
/// A generation is filled, then becomes unchangeable and is folded into the tables.
class Generation {
 public:
  struct KeyOrder {
    bool operator()(BytesView left, BytesView right) const;
  };
  using Changes = std::pmr::map<BytesView, Entry, KeyOrder>;

  Generation();
  /// Keeps the body that the changes added next point into.
  void keep(std::shared_ptr<const Bytes> body) { bodies_.push_back(std::move(body)); }
  /// Adds a change; answers the entry that it replaced here.
  std::optional<Entry> add(const JournalChange& change);
  [[nodiscard]] const Changes& changes(Space space) const { return *changes_[index_of(space)]; }
  [[nodiscard]] const Changes& changes_at(std::size_t index) const { return *changes_[index]; }
  [[nodiscard]] std::size_t added() const { return added_; }

  std::int64_t last_sequence = 0;  ///< of the journal rows in this generation

 private:
  std::pmr::monotonic_buffer_resource memory_;
  // Made in `memory_` and given back with it as a whole: walking 200 000 nodes to free nothing
  // would hold up the writer.
  std::array<Changes*, kSpaces> changes_{};
  std::vector<std::shared_ptr<const Bytes>> bodies_;
  std::size_t added_ = 0;
};

/// The two generations in memory, that lie over the tables: what a reader sees is the newest of
/// filling, folding, table. Thread-safe: one thread writes, any read.
class Journal {
 public:
  Journal();

  // For the writer.

  /// The changes of `applied` bodies that come next belong to the journal row `sequence`.
  void keep(std::int64_t sequence, std::shared_ptr<const Bytes> body);
  /// Makes one batch visible, all at once: the changes in `part`, a part of the body kept last.
  /// Numbers of large values that nothing needs any more are added to `unneeded`.
  void apply(BytesView part, std::vector<std::int64_t>& unneeded);
  /// Changes added to the generation that is being filled.
  [[nodiscard]] std::size_t filled() const { return filling_->added(); }
  /// The filled generation becomes the folding one; there must be none.
  void rotate();
  /// Null if none is being folded. Unchangeable.
  [[nodiscard]] const Generation* folding() const { return folding_.get(); }
  /// All of it is in the tables now.
  void drop_folding();

  // For readers.

  struct Found {
    Entry entry;   ///< its view points into `sealed`
    Bytes sealed;  ///< a copy
  };
  [[nodiscard]] std::optional<Found> find(Space space, BytesView key) const;

  struct Range {
    std::vector<std::pair<BytesView, Entry>> changes;    ///< in key order, one a key
    std::shared_ptr<const Generation> filling, folding;  ///< hold what the views point into
  };
  /// Calls `pin`, which starts the reader's snapshot of the tables, and takes the changes that lie
  /// over that snapshot, without letting the writer between.
  [[nodiscard]] Result<Range> range(Space space, BytesView from, BytesView to,
                                    const std::function<Status()>& pin) const;

 private:
  mutable std::mutex mutex_;  ///< guards what both sides use: the two pointers and what is filled
  std::shared_ptr<Generation> filling_;
  std::shared_ptr<Generation> folding_;
};

}  // namespace entente::store
