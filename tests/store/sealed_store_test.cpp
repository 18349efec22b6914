// What a thief or a tamperer of the disk finds: nothing to read, nothing to change unseen.

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>

#include "builders.h"
#include "lying_disk.h"
#include "store/errors.h"

namespace entente::store {
namespace {

using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;

class SealedStore : public testing::Test {
 protected:
  std::string path() const { return folder_.at("store.db"); }
  Result<std::unique_ptr<Store>> open(std::uint8_t key = 1) {
    return open_sqlite_store(path(), key_of(key), options_, system_entropy());
  }
  std::string open_code(std::uint8_t key = 1) {
    const auto store = open(key);
    return store ? "" : std::string(store.error().code());
  }
  std::string verify_code() {
    const Status status = verify_sqlite_store(path(), key_of(1), options_);
    return status ? "" : std::string(status.error().code());
  }
  void commit_and_close(StoreBatch batch) {
    auto store = open();
    ASSERT_TRUE(store.ok()) << store.error().describe();
    ASSERT_TRUE(commit_and_wait(**store, std::move(batch)).ok());
  }
  // Everything so far goes from the journal to its tables.
  void fold() {
    SqliteOptions folding = options_;
    folding.journal_rows = 1;
    auto store = open_sqlite_store(path(), key_of(1), folding, system_entropy());
    ASSERT_TRUE(store.ok());
    for (int i = 0; i < 20; ++i) {
      ASSERT_TRUE(commit_and_wait(**store, {put(Space::audit, "fold", "x")}).ok());
    }
  }
  // Runs `sql` on the file as a tamperer would; answers the number of changed rows.
  int tamper(const std::string& sql) {
    sqlite3* raw = nullptr;
    EXPECT_EQ(sqlite3_open(path().c_str(), &raw), SQLITE_OK);
    const Database database(raw, sqlite3_close);
    char* message = nullptr;
    EXPECT_EQ(sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK)
        << (message == nullptr ? "" : message);
    sqlite3_free(message);
    return sqlite3_changes(raw);
  }
  std::int64_t number(const std::string& sql) {
    sqlite3* raw = nullptr;
    EXPECT_EQ(sqlite3_open(path().c_str(), &raw), SQLITE_OK);
    const Database database(raw, sqlite3_close);
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(raw, sql.c_str(), -1, &statement, nullptr), SQLITE_OK);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW);
    const std::int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
  }
  void put_back(const Bytes& file) {
    std::filesystem::remove(path() + "-wal");
    std::filesystem::remove(path() + "-shm");
    std::ofstream(path(), std::ios::binary)
        .write(reinterpret_cast<const char*>(file.data()),
               static_cast<std::streamsize>(file.size()));
  }
  // All bytes of all files of the store, also while it is open.
  Bytes raw() const {
    Bytes all;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      append(all, file_bytes(entry.path()));
    }
    return all;
  }

  SealedStore() { options_.vfs = LyingDisk::kName; }  // nobody cuts the power here

  LyingDisk disk_;
  TemporaryFolder folder_;
  SqliteOptions options_ = exercise_options();
};

bool contains(const Bytes& haystack, std::string_view needle) {
  return std::search(haystack.begin(), haystack.end(), needle.begin(), needle.end()) !=
         haystack.end();
}

TEST_F(SealedStore, shows_no_title_name_or_content_at_rest_AB82_T13) {
  const std::string_view canaries[] = {"EXERCISE-TITLE-CANARY", "EXERCISE-NAME-CANARY",
                                       "EXERCISE-KEY-CANARY", "EXERCISE-BODY-CANARY",
                                       "EXERCISE-ERASED-CANARY"};
  const std::string body = std::string(5000, '.') + "EXERCISE-BODY-CANARY";
  auto store = open();
  ASSERT_TRUE(store.ok());
  ASSERT_TRUE(
      commit_and_wait(**store, {put(Space::record, "EXERCISE-KEY-CANARY", "EXERCISE-TITLE-CANARY"),
                                put(Space::meta, "EXERCISE-NAME-CANARY", "EXERCISE-NAME-CANARY"),
                                put(Space::meta, "EXERCISE-ERASED-CANARY", "x"),
                                put(Space::act, "1", body), put(Space::act, "visible-key", "v")})
          .ok());
  ASSERT_TRUE(commit_and_wait(**store, {erase(Space::meta, "EXERCISE-ERASED-CANARY")}).ok());
  const auto expect_sealed = [&](const char* when) {
    const Bytes all = raw();
    for (const std::string_view canary : canaries) {
      EXPECT_FALSE(contains(all, canary)) << canary << " " << when;
    }
    EXPECT_TRUE(contains(all, "visible-key")) << "the search would find what is there, " << when;
  };
  expect_sealed("while open");
  store->reset();
  expect_sealed("when closed");
  fold();
  expect_sealed("in its tables");
  EXPECT_EQ(value_at(**open(), Space::record, "EXERCISE-KEY-CANARY"), "EXERCISE-TITLE-CANARY");
}

TEST_F(SealedStore, detects_any_flipped_byte_of_a_value_T13) {
  commit_and_close({put(Space::act, "small", "s"), put(Space::act, "large", std::string(500, 'l')),
                    put(Space::record, "r", "record")});
  fold();
  const struct {
    const char* table;
    const char* column;
    const char* where;
    Space space;
    const char* key;
  } values[] = {{"space_1", "value", "typeof(value) = 'blob'", Space::act, "small"},
                {"large", "sealed", "1", Space::act, "large"},
                {"space_6", "value", "1", Space::record, "r"}};
  for (const auto& value : values) {
    const std::string column = value.column;
    const std::string from = std::string(" FROM ") + value.table + " WHERE " + value.where;
    ASSERT_EQ(number("SELECT count(*)" + from), 1) << value.table;
    const std::int64_t size = number("SELECT length(" + column + ")" + from);
    ASSERT_GT(size, 36);
    // Every byte of a small value, every seventh of the large one.
    for (std::int64_t i = 1; i <= size; i += size > 100 ? 7 : 1) {
      const std::string at = std::to_string(i);
      const std::string flip = "UPDATE " + std::string(value.table) + " SET " + column +
                               " = CAST(substr(" + column + ", 1, " + at +
                               " - 1) || (CASE WHEN substr(" + column + ", " + at +
                               ", 1) = x'00' THEN x'01' ELSE x'00' END) || substr(" + column +
                               ", " + at + " + 1) AS BLOB) WHERE " + value.where;
      const Bytes before = file_bytes(path());
      ASSERT_EQ(tamper(flip), 1);
      {
        auto store = open();
        ASSERT_TRUE(store.ok());
        ASSERT_EQ(value_at(**store, value.space, value.key), "store.corrupt") << i;
        ASSERT_EQ(entries_of(**store, value.space).error().code(), "store.corrupt") << i;
      }
      if (i == 1) {
        EXPECT_EQ(verify_code(), "store.corrupt");
      }
      put_back(before);
    }
  }
  EXPECT_EQ(verify_code(), "");
}

TEST_F(SealedStore, detects_values_moved_to_another_key_or_space_T13) {
  commit_and_close({put(Space::record, "person a", "top secret clearance"),
                    put(Space::record, "person b", "no clearance"), put(Space::meta, "m", "meta"),
                    put(Space::act, "1", std::string(900, 'a')),
                    put(Space::act, "2", std::string(900, 'b'))});
  fold();
  ASSERT_EQ(tamper("UPDATE space_6 SET value = (SELECT max(value) FROM space_6)"), 2);
  ASSERT_EQ(tamper("UPDATE space_7 SET value = (SELECT min(value) FROM space_6)"), 1);
  ASSERT_EQ(tamper("UPDATE space_1 SET value = (SELECT min(number) FROM large)"), 2);
  auto store = open();
  ASSERT_TRUE(store.ok());
  const std::string a = value_at(**store, Space::record, "person a");
  const std::string b = value_at(**store, Space::record, "person b");
  EXPECT_TRUE((a == "store.corrupt" && b == "no clearance") ||
              (a == "top secret clearance" && b == "store.corrupt"))
      << a << ", " << b;
  EXPECT_EQ(value_at(**store, Space::meta, "m"), "store.corrupt");
  EXPECT_EQ(value_at(**store, Space::act, "2"), "store.corrupt");
}

TEST_F(SealedStore, detects_a_missing_large_value) {
  commit_and_close({put(Space::act, "journal", std::string(900, 'j'))});
  ASSERT_EQ(tamper("DELETE FROM large"), 1);
  EXPECT_EQ(value_at(**open(), Space::act, "journal"), "store.corrupt");
  fold();
  EXPECT_EQ(value_at(**open(), Space::act, "journal"), "store.corrupt");
  EXPECT_EQ(entries_of(**open(), Space::act).error().code(), "store.corrupt");
}

TEST_F(SealedStore, detects_a_changed_journal_at_start_T13) {
  for (int i = 0; i < 3; ++i) {
    commit_and_close({put(Space::act, std::to_string(i), "value")});
  }
  ASSERT_EQ(number("SELECT count(*) FROM journal"), 3);
  const Bytes before = file_bytes(path());
  for (const char* change :
       {"UPDATE journal SET body = CAST(x'02' || substr(body, 2) AS BLOB) WHERE sequence = 2",
        "UPDATE journal SET body = CAST(substr(body, 1, length(body) - 1) AS BLOB)",
        "UPDATE journal SET tag = zeroblob(32) WHERE sequence = 3",
        "UPDATE journal SET tag = zeroblob(0)", "DELETE FROM journal WHERE sequence = 2",
        "UPDATE journal SET sequence = 9 WHERE sequence = 3",
        "UPDATE journal SET body = (SELECT body FROM journal WHERE sequence = 1), tag = (SELECT "
        "tag FROM journal WHERE sequence = 1)"}) {
    ASSERT_GT(tamper(change), 0) << change;
    EXPECT_EQ(open_code(), "store.corrupt") << change;
    EXPECT_EQ(verify_code(), "store.corrupt") << change;
    put_back(before);
  }
  EXPECT_EQ(open_code(), "");
}

TEST_F(SealedStore, tells_a_wrong_key_from_a_changed_header) {
  commit_and_close({put(Space::meta, "k", "v")});
  EXPECT_EQ(open_code(2), "store.wrong-key");
  EXPECT_EQ(open_code(1), "");
  EXPECT_EQ(StoreKey::copy_of(Bytes(31)).error().code(), "store.wrong-key");
  for (const char* row : {"store-id", "party", "environment", "tag", "key-check"}) {
    const Bytes before = file_bytes(path());
    ASSERT_EQ(tamper("UPDATE header SET value = CAST('XX' AS BLOB) WHERE name = '" +
                     std::string(row) + "'"),
              1);
    EXPECT_EQ(open_code(), "store.corrupt") << row;
    put_back(before);
  }
  EXPECT_EQ(value_at(**open(), Space::meta, "k"), "v") << "trying another key changed nothing";
}

TEST_F(SealedStore, is_never_used_for_another_party_or_environment_AB34) {
  commit_and_close({put(Space::meta, "k", "v")});
  options_.party = "JP";
  EXPECT_EQ(open_code(), "store.wrong-home");
  options_.party = "KR";
  options_.environment = "live";
  EXPECT_EQ(open_code(), "store.wrong-home");
  options_.environment = "";
  EXPECT_EQ(open_code(), "store.wrong-home");
  options_.environment = std::string(65, 'e');
  EXPECT_EQ(open_code(), "store.wrong-home");
  options_.environment = "exercise";
  EXPECT_EQ(open_code(), "");
}

TEST_F(SealedStore, refuses_another_version_and_tables_it_did_not_make) {
  commit_and_close({put(Space::meta, "k", "v")});
  const Bytes before = file_bytes(path());
  for (const char* change :
       {"PRAGMA user_version = 2", "PRAGMA application_id = 1", "DROP TABLE large",
        "CREATE TABLE extra (x)", "CREATE VIEW space_12 AS SELECT 1",
        "CREATE TRIGGER steal AFTER INSERT ON journal BEGIN DELETE FROM large; END"}) {
    tamper(change);
    EXPECT_EQ(open_code(), "store.bad-schema") << change;
    EXPECT_EQ(verify_code(), "store.bad-schema") << change;
    put_back(before);
  }
  EXPECT_EQ(open_code(), "");
}

TEST_F(SealedStore, refuses_files_that_are_no_database_without_touching_them) {
  for (const std::string& content :
       {std::string("not a database, but a text that somebody put here, long enough for a header "
                    "of a hundred bytes and more"),
        std::string(8192, '\xff')}) {
    std::ofstream(path(), std::ios::binary) << content;
    EXPECT_EQ(open_code(), "store.corrupt");
    EXPECT_EQ(as_text(file_bytes(path())), content);
  }
}

TEST_F(SealedStore, detects_or_survives_any_flipped_byte_of_the_file_T13) {
  commit_and_close({put(Space::act, "1", std::string(900, 'a')), put(Space::meta, "m", "meta")});
  fold();
  const Bytes whole = file_bytes(path());
  int detected = 0;
  for (std::size_t i = 0; i < whole.size(); i += 97) {
    Bytes flipped = whole;
    flipped[i] = static_cast<std::uint8_t>(~flipped[i]);
    put_back(flipped);
    auto store = open();
    if (!store.ok()) {
      ++detected;
      continue;
    }
    for (const auto& [space, key, value] : {std::tuple(Space::act, "1", std::string(900, 'a')),
                                            std::tuple(Space::meta, "m", std::string("meta"))}) {
      const std::string found = value_at(**store, space, key);
      // Never another value: the right one, an error, or (a key that was flipped) nothing.
      ASSERT_TRUE(found == value || found == "-" || found.starts_with("store.")) << i << found;
      detected += found != value ? 1 : 0;
    }
  }
  EXPECT_GT(detected, 10);
}

TEST_F(SealedStore, makes_its_files_readable_to_nobody_else) {
  auto store = open();
  ASSERT_TRUE(store.ok());
  ASSERT_TRUE(commit_and_wait(**store, {put(Space::meta, "k", "v")}).ok());
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    struct stat facts{};
    ASSERT_EQ(::stat(entry.path().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0600U) << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 3);
}

TEST_F(SealedStore, refuses_a_symbolic_link_in_its_place) {
  std::filesystem::create_symlink(folder_.at("elsewhere"), path());
  EXPECT_FALSE(open().ok());
  EXPECT_FALSE(std::filesystem::exists(folder_.at("elsewhere")));
}

TEST_F(SealedStore, gives_back_the_room_of_large_values_that_were_replaced) {
  options_.journal_rows = 5;
  auto store = open();
  ASSERT_TRUE(store.ok());
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(
        commit_and_wait(**store, {put(Space::record, "same", std::string(1000, 'x'))}).ok());
    ASSERT_TRUE(commit_and_wait(**store, {put(Space::outbox, "row", std::string(1000, 'y'))}).ok());
    ASSERT_TRUE(commit_and_wait(**store, {erase(Space::outbox, "row")}).ok());
  }
  store->reset();
  for (int i = 0; i < 10; ++i) {
    commit_and_close({put(Space::meta, "k", "v")});
  }
  EXPECT_LE(number("SELECT count(*) FROM large"), 4);
  EXPECT_LE(number("SELECT count(*) FROM journal"), 15);
  EXPECT_EQ(value_at(**open(), Space::record, "same"), std::string(1000, 'x'));
}

}  // namespace
}  // namespace entente::store
