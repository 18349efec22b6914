#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "store/database.h"
#include "store/journal.h"
#include "store/sealing.h"

namespace entente::store {

/// A large value on its way to its own row.
struct LargeValue {
  std::int64_t number = 0;
  BytesView sealed;
};

/// The one connection that writes and checkpoints. A group of batches becomes one transaction: its
/// large values and one journal row, all of them appended, so that a commit costs the disk little
/// more than its bytes. Rows reach the ordered tables later, many at once and in key order, a few
/// with each group (docs/decisions/0011-a-journal-before-the-ordered-tables.md). Not thread-safe.
///
/// After any error the writer is of no further use: nothing is tried twice.
class Writer {
 public:
  /// Reads the journal of an earlier run into `journal`. `sealing` and `journal` must outlive the
  /// writer.
  [[nodiscard]] static Result<Writer> open(Connection connection, const Sealing& sealing,
                                           Journal& journal, const SqliteOptions& options);

  /// Writes a group and syncs. `large` is sorted here. After success `body` is durable, and the
  /// caller makes its batches visible with `apply` before it writes the next group.
  [[nodiscard]] Status write(std::vector<LargeValue>& large, std::shared_ptr<const Bytes> body,
                             std::size_t changes);
  /// Makes one batch of the group visible: a part of the body written last.
  void apply(BytesView part) { journal_->apply(part, unneeded_); }
  /// After the group was acknowledged: what can wait until then.
  [[nodiscard]] Status tidy();
  /// The first number that no large value has.
  [[nodiscard]] std::int64_t next_large() const { return next_large_; }

 private:
  Writer(Connection connection, const Sealing& sealing, Journal& journal,
         const SqliteOptions& options);

  [[nodiscard]] Status prepare();
  [[nodiscard]] Status insert_large(std::vector<LargeValue>& large);
  [[nodiscard]] Status insert_body(BytesView body);
  [[nodiscard]] Status erase_unneeded();
  [[nodiscard]] Status fold(std::size_t changes);
  [[nodiscard]] Status fold_change(std::size_t space, BytesView key, const Entry& entry);
  [[nodiscard]] Status erase_large(std::int64_t number);
  void next_space();

  // Statements are finalized before their connection is closed.
  Connection connection_;
  const Sealing* sealing_;
  Journal* journal_;
  std::size_t journal_rows_;
  int checkpoint_pages_;
  Statement begin_, commit_, insert_body_, insert_large_, erase_large_, erase_bodies_;
  struct SpaceStatements {
    Statement insert, select, update, erase;
  };
  std::array<SpaceStatements, kSpaces> spaces_;

  std::int64_t next_sequence_ = 1;
  std::int64_t next_large_ = 1;
  std::vector<std::int64_t> unneeded_;  ///< large values to erase with the next group
  // Where folding stands.
  std::size_t fold_space_ = 0;
  std::optional<Generation::Changes::const_iterator> fold_place_;
  bool folded_ = false;  ///< the transaction under way ends the folding
};

}  // namespace entente::store
