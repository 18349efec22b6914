#include "store/database.h"

#include <sqlite3.h>

#include <mutex>

#include "base/invariant.h"
#include "store/errors.h"

namespace entente::store {
namespace {

// The text of SQLite's own table of results: it never holds a value, so it may be logged.
Error failure(int code) {
  const int kind = code & 0xff;
  const bool malformed = kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB;
  return Error(malformed ? kCorrupt : kFailed,
               "The database failed: " + std::string(sqlite3_errstr(code)) + " (SQLite " +
                   std::to_string(code) + ").");
}

Error failure(sqlite3* connection) { return failure(sqlite3_extended_errcode(connection)); }

// Counting every allocation under one lock costs the writer and the readers several per cent.
void configure_once() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

void must(int code) { ENTENTE_INVARIANT(code == SQLITE_OK); }

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Statement::bind(int parameter, BytesView bytes) {
  // A null address would bind NULL instead of no bytes.
  const void* data = bytes.empty() ? "" : static_cast<const void*>(bytes.data());
  must(sqlite3_bind_blob64(statement_.get(), parameter, data, bytes.size(), SQLITE_STATIC));
}

void Statement::bind(int parameter, std::string_view text) {
  must(sqlite3_bind_text(statement_.get(), parameter, text.data(), static_cast<int>(text.size()),
                         SQLITE_STATIC));
}

void Statement::bind(int parameter, std::int64_t number) {
  must(sqlite3_bind_int64(statement_.get(), parameter, number));
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) {
    return true;
  }
  if (code == SQLITE_DONE) {
    return false;
  }
  return failure(sqlite3_db_handle(statement_.get()));
}

Status Statement::run() {
  const Result<bool> stepped = step();
  reset();
  return stepped ? Status() : Status(stepped.error());
}

// What a reset answers is the error that the last step told already.
void Statement::reset() { sqlite3_reset(statement_.get()); }

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

bool Statement::is_number(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_INTEGER;
}

BytesView Statement::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return {static_cast<const std::uint8_t*>(data),
          data == nullptr ? 0U : static_cast<unsigned>(size)};
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

void Connection::Close::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

Result<Connection> Connection::open(const std::string& path, Access access,
                                    const std::string& vfs) {
  configure_once();
  const int flags = (access == Access::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, vfs.empty() ? nullptr : vfs.c_str());
  Connection connection(raw);
  if (code != SQLITE_OK) {
    return failure(code);
  }
  // The file may have been prepared by somebody: no function or trigger of its schema is trusted,
  // and cells are checked before they are used.
  must(sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr));
  must(sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr));
  must(sqlite3_busy_timeout(raw, 5000));
  ENTENTE_CHECK(connection.run("PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY"));
  sqlite3_wal_hook(
      raw,
      [](void* pages, sqlite3*, const char*, int in_log) {
        *static_cast<int*>(pages) = in_log;
        return SQLITE_OK;
      },
      connection.log_pages_.get());
  return connection;
}

Status Connection::run(const std::string& sql) {
  const int code = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? Status() : Status(failure(code));
}

Result<Statement> Connection::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) {
    return failure(code);
  }
  return Statement(statement);
}

Result<std::int64_t> Connection::number(std::string_view sql) {
  ENTENTE_TRY(Statement statement, prepare(sql));
  ENTENTE_TRY(const bool row, statement.step());
  return row ? statement.number(0) : 0;
}

int Connection::changed() const { return sqlite3_changes(connection_.get()); }

Status Connection::checkpoint() {
  const int code = sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                             nullptr, nullptr);
  *log_pages_ = 0;
  // Busy means that a reader still needs older pages: they stay in the log until the next time.
  const bool waits = (code & 0xff) == SQLITE_BUSY;
  return code == SQLITE_OK || waits ? Status() : Status(failure(code));
}

}  // namespace entente::store
