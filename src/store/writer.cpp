#include "store/writer.h"

#include <algorithm>
#include <string>

#include "store/recovery.h"
#include "store/schema.h"

namespace entente::store {
namespace {

// Folding keeps ahead of filling: with each group, twice what came, and at least this much.
constexpr std::size_t kFoldAtLeast = 64;

}  // namespace

Writer::Writer(Connection connection, const Sealing& sealing, Journal& journal,
               const SqliteOptions& options)
    : connection_(std::move(connection)),
      sealing_(&sealing),
      journal_(&journal),
      journal_rows_(options.journal_rows),
      checkpoint_pages_(options.checkpoint_pages) {}

Result<Writer> Writer::open(Connection connection, const Sealing& sealing, Journal& journal,
                            const SqliteOptions& options) {
  Writer writer(std::move(connection), sealing, journal, options);
  ENTENTE_CHECK(writer.prepare());
  ENTENTE_TRY(Recovered recovered, recover_journal(writer.connection_, sealing, journal));
  writer.next_sequence_ = recovered.next_sequence;
  writer.next_large_ = recovered.next_large;
  writer.unneeded_ = std::move(recovered.unneeded);
  return writer;
}

Status Writer::prepare() {
  const std::pair<Statement*, std::string_view> statements[] = {
      {&begin_, "BEGIN IMMEDIATE"},
      {&commit_, "COMMIT"},
      {&insert_body_, "INSERT INTO journal VALUES (?, ?, ?)"},
      {&insert_large_, "INSERT INTO large VALUES (?, ?)"},
      {&erase_large_, "DELETE FROM large WHERE number = ?"},
      {&erase_bodies_, "DELETE FROM journal WHERE sequence <= ?"}};
  for (const auto& [statement, sql] : statements) {
    ENTENTE_TRY(*statement, connection_.prepare(sql));
  }
  for (std::size_t i = 0; i < kSpaces; ++i) {
    const std::string table = table_of(static_cast<Space>(i + 1));
    SpaceStatements& space = spaces_[i];
    ENTENTE_TRY(space.insert, connection_.prepare("INSERT INTO " + table +
                                                  " VALUES (?, ?) ON CONFLICT DO NOTHING"));
    ENTENTE_TRY(space.select, connection_.prepare("SELECT value FROM " + table + " WHERE key = ?"));
    ENTENTE_TRY(space.update,
                connection_.prepare("UPDATE " + table + " SET value = ?2 WHERE key = ?1"));
    ENTENTE_TRY(space.erase, connection_.prepare("DELETE FROM " + table + " WHERE key = ?"));
  }
  return {};
}

Status Writer::write(std::vector<LargeValue>& large, std::shared_ptr<const Bytes> body,
                     std::size_t changes) {
  if (journal_->folding() == nullptr && journal_->filled() >= journal_rows_) {
    journal_->rotate();
    fold_space_ = 0;
    fold_place_ = journal_->folding()->changes_at(0).begin();
  }
  ENTENTE_CHECK(begin_.run());
  ENTENTE_CHECK(insert_large(large));
  ENTENTE_CHECK(insert_body(*body));
  ENTENTE_CHECK(erase_unneeded());
  ENTENTE_CHECK(fold(std::max(kFoldAtLeast, 2 * changes)));
  ENTENTE_CHECK(commit_.run());
  journal_->keep(next_sequence_++, std::move(body));
  if (folded_) {
    folded_ = false;
    fold_place_.reset();
    journal_->drop_folding();
  }
  return {};
}

Status Writer::tidy() {
  return connection_.log_pages() < checkpoint_pages_ ? Status() : connection_.checkpoint();
}

Status Writer::insert_large(std::vector<LargeValue>& large) {
  // Batches of several threads may arrive out of the order of their numbers; appended rows are the
  // cheapest ones.
  std::sort(large.begin(), large.end(), [](const LargeValue& left, const LargeValue& right) {
    return left.number < right.number;
  });
  for (const LargeValue& value : large) {
    insert_large_.bind(1, value.number);
    insert_large_.bind(2, value.sealed);
    ENTENTE_CHECK(insert_large_.run());
  }
  return {};
}

Status Writer::insert_body(BytesView body) {
  const Digest tag = sealing_->journal_tag(next_sequence_, body);
  insert_body_.bind(1, next_sequence_);
  insert_body_.bind(2, body);
  insert_body_.bind(3, tag.view());
  return insert_body_.run();
}

// One group later than they became unneeded: a reader's snapshot is at most one group ahead of what
// it sees in memory, so what memory tells it to read is still there.
Status Writer::erase_unneeded() {
  for (const std::int64_t number : unneeded_) {
    ENTENTE_CHECK(erase_large(number));
  }
  unneeded_.clear();
  return {};
}

Status Writer::fold(std::size_t changes) {
  const Generation* generation = journal_->folding();
  if (generation == nullptr) {
    return {};
  }
  while (fold_space_ < kSpaces) {
    if (*fold_place_ == generation->changes_at(fold_space_).end()) {
      next_space();
      continue;
    }
    if (changes == 0) {
      return {};
    }
    ENTENTE_CHECK(fold_change(fold_space_, (*fold_place_)->first, (*fold_place_)->second));
    ++*fold_place_;
    --changes;
  }
  folded_ = true;
  erase_bodies_.bind(1, generation->last_sequence);
  return erase_bodies_.run();
}

void Writer::next_space() {
  ++fold_space_;
  if (fold_space_ < kSpaces) {
    fold_place_ = journal_->folding()->changes_at(fold_space_).begin();
  }
}

Status Writer::fold_change(std::size_t space, BytesView key, const Entry& entry) {
  SpaceStatements& statements = spaces_[space];
  const auto bind_value = [&entry](Statement& statement) {
    if (entry.kind == Entry::Kind::large_value) {
      statement.bind(2, entry.large);
    } else {
      statement.bind(2, entry.sealed);
    }
  };
  const bool erased = entry.kind == Entry::Kind::erased;
  if (!erased) {
    statements.insert.bind(1, key);
    bind_value(statements.insert);
    ENTENTE_CHECK(statements.insert.run());
    if (connection_.changed() == 1) {
      return {};
    }
  }
  statements.select.bind(1, key);
  ENTENTE_TRY(const bool row, statements.select.step());
  const std::int64_t old_large =
      row && statements.select.is_number(0) ? statements.select.number(0) : std::int64_t{0};
  statements.select.reset();
  if (!row) {
    return {};
  }
  // Equal when a crash interrupted the folding and this row was folded before it.
  if (old_large != 0 && old_large != entry.large) {
    ENTENTE_CHECK(erase_large(old_large));
  }
  if (erased) {
    statements.erase.bind(1, key);
    return statements.erase.run();
  }
  statements.update.bind(1, key);
  bind_value(statements.update);
  return statements.update.run();
}

Status Writer::erase_large(std::int64_t number) {
  erase_large_.bind(1, number);
  return erase_large_.run();
}

}  // namespace entente::store
