#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"

struct sqlite3;
struct sqlite3_stmt;

namespace entente::store {

enum class Access { read_only, read_write };

/// A prepared statement. Not thread-safe; must not outlive its connection.
class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  /// Parameters are numbered from 1. Bytes must live until `reset`.
  void bind(int parameter, BytesView bytes);
  void bind(int parameter, std::string_view text);
  void bind(int parameter, std::int64_t number);
  /// Whether there is a row. Errors: see `Connection`.
  [[nodiscard]] Result<bool> step();
  /// One step of a statement that answers nothing, and `reset`.
  [[nodiscard]] Status run();
  void reset();

  /// Columns are numbered from 0; views live until the next step or reset.
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] bool is_number(int column) const;
  [[nodiscard]] BytesView bytes(int column) const;
  [[nodiscard]] std::int64_t number(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// A connection to one SQLite file. Every failure is `store.corrupt` if SQLite says that the file
/// is malformed, else `store.failed`. Not thread-safe.
class Connection {
 public:
  /// The file must exist.
  [[nodiscard]] static Result<Connection> open(const std::string& path, Access access,
                                               const std::string& vfs);
  /// One or more statements without parameters; rows are ignored.
  [[nodiscard]] Status run(const std::string& sql);
  [[nodiscard]] Result<Statement> prepare(std::string_view sql);
  /// The number in the only column of the only row.
  [[nodiscard]] Result<std::int64_t> number(std::string_view sql);
  /// Rows that the last insertion, change or deletion touched.
  [[nodiscard]] int changed() const;
  /// Copies from the write-ahead log to the file what no reader still needs.
  [[nodiscard]] Status checkpoint();
  /// Pages in the write-ahead log after the last commit.
  [[nodiscard]] int log_pages() const { return *log_pages_; }

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  explicit Connection(sqlite3* connection) : connection_(connection) {}

  std::unique_ptr<int> log_pages_ = std::make_unique<int>(0);
  std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace entente::store
