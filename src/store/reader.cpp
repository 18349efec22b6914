#include "store/reader.h"

#include <utility>

#include "store/errors.h"
#include "store/schema.h"

namespace entente::store {
namespace {

Bytes copy(BytesView bytes) { return Bytes(bytes.begin(), bytes.end()); }

// One statement is one snapshot: a row and the large value it names belong together.
std::string with_large(Space space, std::string_view columns) {
  return "SELECT " + std::string(columns) + " FROM " + table_of(space) +
         " t LEFT JOIN large l ON l.number = t.value AND typeof(t.value) = 'integer'";
}

// The sealed value in the columns `value` and `large` of a row.
Result<BytesView> sealed_in(const Statement& row, int value, int large) {
  if (!row.is_number(value)) {
    return row.bytes(value);
  }
  if (row.is_null(large)) {
    return Error(kCorrupt, "A large value is missing from the store.");
  }
  return row.bytes(large);
}

}  // namespace

Result<std::unique_ptr<Reader>> Reader::open(const std::string& path, const std::string& vfs,
                                             std::size_t cache_bytes) {
  ENTENTE_TRY(Connection connection, Connection::open(path, Access::read_only, vfs));
  ENTENTE_CHECK(connection.run("PRAGMA cache_size = -" + std::to_string(cache_bytes / 1024)));
  return std::unique_ptr<Reader>(new Reader(std::move(connection)));
}

Result<Statement*> Reader::prepared(std::optional<Statement>& statement, const std::string& sql) {
  if (!statement) {
    ENTENTE_TRY(statement, connection_.prepare(sql));
  }
  return &*statement;
}

Result<std::optional<Bytes>> Reader::value(Space space, BytesView key) {
  ENTENTE_TRY(Statement* const select,
              prepared(values_[index_of(space)],
                       with_large(space, "t.value, l.sealed") + " WHERE t.key = ?"));
  select->bind(1, key);
  const Result<bool> row = select->step();
  std::optional<Bytes> value;
  Status status;
  if (!row) {
    status = row.error();
  } else if (*row) {
    const Result<BytesView> sealed = sealed_in(*select, 0, 1);
    if (sealed) {
      value = copy(*sealed);
    } else {
      status = sealed.error();
    }
  }
  select->reset();
  ENTENTE_CHECK(status);
  return value;
}

Result<std::optional<Bytes>> Reader::large(std::int64_t number) {
  ENTENTE_TRY(Statement* const select,
              prepared(large_, "SELECT sealed FROM large WHERE number = ?"));
  select->bind(1, number);
  const Result<bool> row = select->step();
  std::optional<Bytes> value;
  if (row && *row) {
    value = copy(select->bytes(0));
  }
  select->reset();
  ENTENTE_CHECK(row);
  return value;
}

Status Reader::begin_snapshot() {
  ENTENTE_TRY(Statement* const begin, prepared(begin_, "BEGIN"));
  // A transaction takes its snapshot with its first read.
  ENTENTE_TRY(Statement* const pin, prepared(pin_, "SELECT 1 FROM header LIMIT 1"));
  ENTENTE_CHECK(begin->run());
  const Status pinned = pin->run();
  if (!pinned) {
    end_snapshot();
  }
  return pinned;
}

// A transaction that only read has nothing to lose when it ends.
void Reader::end_snapshot() {
  if (walk_ != nullptr) {
    std::exchange(walk_, nullptr)->reset();
  }
  const Result<Statement*> end = prepared(end_, "ROLLBACK");
  if (end) {
    static_cast<void>((*end)->run());
  }
}

Status Reader::start(Space space, BytesView from, BytesView to) {
  const std::size_t index = index_of(space);
  const std::string walk = with_large(space, "t.key, t.value, l.sealed") + " WHERE t.key >= ?1";
  ENTENTE_TRY(walk_, to.empty() ? prepared(open_walks_[index], walk + " ORDER BY t.key")
                                : prepared(walks_[index], walk + " AND t.key < ?2 ORDER BY t.key"));
  walk_->bind(1, from);
  if (!to.empty()) {
    walk_->bind(2, to);
  }
  return {};
}

Result<std::optional<TableRow>> Reader::next() {
  ENTENTE_TRY(const bool row, walk_->step());
  if (!row) {
    return std::optional<TableRow>();
  }
  ENTENTE_TRY(const BytesView sealed, sealed_in(*walk_, 1, 2));
  return std::optional<TableRow>(TableRow{walk_->bytes(0), sealed});
}

Status Reader::check_structure() {
  ENTENTE_TRY(Statement check, connection_.prepare("PRAGMA integrity_check(1)"));
  ENTENTE_TRY(const bool row, check.step());
  if (!row || as_text(check.bytes(0)) != "ok") {
    return Error(kCorrupt, "The structure of the database is damaged.");
  }
  return {};
}

Result<ReaderPool::Lease> ReaderPool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<Reader> reader = std::move(idle_.back());
      idle_.pop_back();
      return Lease(reader.release(), GiveBack{this});
    }
  }
  ENTENTE_TRY(std::unique_ptr<Reader> reader, Reader::open(path_, vfs_, cache_bytes_));
  return Lease(reader.release(), GiveBack{this});
}

void ReaderPool::GiveBack::operator()(Reader* reader) const {
  const std::lock_guard lock(pool->mutex_);
  pool->idle_.emplace_back(reader);
}

}  // namespace entente::store
