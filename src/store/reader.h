#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "store/database.h"
#include "store/journal.h"

namespace entente::store {

/// A row of a table, with its large value if that is where it is: sealed. The views live until the
/// next use of the reader.
struct TableRow {
  BytesView key;
  BytesView sealed;
};

/// A connection that only reads. Not thread-safe; the pool gives one to each reading thread.
class Reader {
 public:
  explicit Reader(Connection connection) : connection_(std::move(connection)) {}
  [[nodiscard]] static Result<std::unique_ptr<Reader>> open(const std::string& path,
                                                            const std::string& vfs,
                                                            std::size_t cache_bytes);

  /// The sealed value under a stored key.
  [[nodiscard]] Result<std::optional<Bytes>> value(Space space, BytesView key);
  /// The sealed large value of that number.
  [[nodiscard]] Result<std::optional<Bytes>> large(std::int64_t number);

  /// Everything read until `end_snapshot` is of this moment.
  [[nodiscard]] Status begin_snapshot();
  void end_snapshot();
  /// Starts a walk over the keys with `from <= key < to` (an empty `to` means: to the end).
  [[nodiscard]] Status start(Space space, BytesView from, BytesView to);
  /// The next row of the walk, or nothing at its end.
  [[nodiscard]] Result<std::optional<TableRow>> next();
  /// Lets SQLite check the structure of the whole file; slow.
  [[nodiscard]] Status check_structure();

 private:
  [[nodiscard]] Result<Statement*> prepared(std::optional<Statement>& statement,
                                            const std::string& sql);

  Connection connection_;
  std::optional<Statement> begin_, pin_, end_, large_;
  std::array<std::optional<Statement>, kSpaces> values_, walks_, open_walks_;
  Statement* walk_ = nullptr;
};

/// The readers of a store that nobody uses now. Thread-safe.
class ReaderPool {
 public:
  ReaderPool(std::string path, std::string vfs, std::size_t cache_bytes)
      : path_(std::move(path)), vfs_(std::move(vfs)), cache_bytes_(cache_bytes) {}

  struct GiveBack {
    ReaderPool* pool;
    void operator()(Reader* reader) const;
  };
  using Lease = std::unique_ptr<Reader, GiveBack>;
  /// A reader for as long as the lease lives; opens one if all are in use.
  [[nodiscard]] Result<Lease> take();

 private:
  std::string path_;
  std::string vfs_;
  std::size_t cache_bytes_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace entente::store
