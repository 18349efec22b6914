#include "store/schema.h"

#include <map>
#include <set>

#include "base/big_endian.h"
#include "crypto/secret.h"
#include "store/errors.h"
#include "store/journal.h"

namespace entente::store {
namespace {

constexpr int kVersion = 1;
constexpr int kApplicationId = 0x456e7465;  // "Ente"
constexpr std::size_t kNameMax = 64;
constexpr std::size_t kHeaderValueMax = 256;

std::vector<std::string> table_statements() {
  std::vector<std::string> statements{
      "CREATE TABLE header (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
      "CREATE TABLE journal (sequence INTEGER PRIMARY KEY, body BLOB NOT NULL, tag BLOB NOT NULL)",
      "CREATE TABLE large (number INTEGER PRIMARY KEY, sealed BLOB NOT NULL)"};
  for (std::size_t i = 1; i <= kSpaces; ++i) {
    statements.push_back("CREATE TABLE " + table_of(static_cast<Space>(i)) +
                         " (key BLOB PRIMARY KEY, value NOT NULL) WITHOUT ROWID");
  }
  return statements;
}

using Header = std::map<std::string, Bytes>;

// Name and value of every row but the two that say how to check it, each behind its length.
Bytes framed(const Header& header) {
  Bytes all;
  for (const auto& [name, value] : header) {
    if (name == "tag" || name == "key-check") {
      continue;
    }
    for (const BytesView part : {as_bytes(name), BytesView(value)}) {
      std::array<std::uint8_t, 4> size{};
      put_big_endian(std::span(size), part.size());
      append(all, size);
      append(all, part);
    }
  }
  return all;
}

Status create_tables(Connection& connection, const StoreKey& key, const SqliteOptions& options,
                     Entropy& entropy) {
  Bytes id(Sealing::kStoreIdSize);
  entropy.fill(id);
  Header header{{"store-id", id},
                {"party", to_bytes(options.party)},
                {"environment", to_bytes(options.environment)}};
  const Digest tag = Sealing(key, id).header_tag(framed(header));
  const Digest check = key_check(key);
  header["tag"] = Bytes(tag.bytes.begin(), tag.bytes.end());
  header["key-check"] = Bytes(check.bytes.begin(), check.bytes.end());

  ENTENTE_CHECK(connection.run("BEGIN IMMEDIATE"));
  for (const std::string& statement : table_statements()) {
    ENTENTE_CHECK(connection.run(statement));
  }
  {
    ENTENTE_TRY(Statement insert, connection.prepare("INSERT INTO header VALUES (?, ?)"));
    for (const auto& [name, value] : header) {
      insert.bind(1, std::string_view(name));
      insert.bind(2, value);
      ENTENTE_CHECK(insert.run());
    }
  }
  ENTENTE_CHECK(connection.run("PRAGMA application_id = " + std::to_string(kApplicationId) +
                               "; PRAGMA user_version = " + std::to_string(kVersion)));
  return connection.run("COMMIT");
}

// A view or trigger that somebody added would run with our rights.
Status check_tables(Connection& connection) {
  ENTENTE_TRY(const std::int64_t application, connection.number("PRAGMA application_id"));
  ENTENTE_TRY(const std::int64_t version, connection.number("PRAGMA user_version"));
  if (application != kApplicationId || version != kVersion) {
    return Error(kBadSchema, "This file is not a store of format version 1.");
  }
  std::set<std::string, std::less<>> expected;
  for (std::string& statement : table_statements()) {
    expected.insert(std::move(statement));
  }
  ENTENTE_TRY(Statement tables, connection.prepare("SELECT sql FROM sqlite_schema LIMIT 100"));
  while (true) {
    ENTENTE_TRY(const bool row, tables.step());
    if (!row) {
      break;
    }
    const auto place = expected.find(as_text(tables.bytes(0)));
    if (place == expected.end()) {
      return Error(kBadSchema, "The store has a table or view that Entente did not make.");
    }
    expected.erase(place);
  }
  return expected.empty() ? Status() : Status(Error(kBadSchema, "The store lacks a table."));
}

Result<Header> read_header(Connection& connection) {
  Header header;
  ENTENTE_TRY(Statement rows, connection.prepare("SELECT name, value FROM header LIMIT 10"));
  while (true) {
    ENTENTE_TRY(const bool row, rows.step());
    if (!row) {
      return header;
    }
    const BytesView value = rows.bytes(1);
    if (value.size() > kHeaderValueMax) {
      return Error(kCorrupt, "The header of the store was changed.");
    }
    header.emplace(as_text(rows.bytes(0)), Bytes(value.begin(), value.end()));
  }
}

Status check_options(const SqliteOptions& options) {
  for (const std::string& name : {options.environment, options.party}) {
    if (name.empty() || name.size() > kNameMax) {
      return Error(kWrongHome, "A store needs the names of its party and environment.");
    }
  }
  return {};
}

}  // namespace

std::string table_of(Space space) {
  return "space_" + std::to_string(static_cast<unsigned>(space));
}

Result<Sealing> check_schema(Connection& connection, const StoreKey& key,
                             const SqliteOptions& options) {
  ENTENTE_CHECK(check_options(options));
  ENTENTE_CHECK(check_tables(connection));
  ENTENTE_TRY(Header header, read_header(connection));
  Sealing sealing(key, header["store-id"]);
  const bool whole =
      crypto::equal_constant_time(sealing.header_tag(framed(header)).view(), header["tag"]);
  const bool right_key = crypto::equal_constant_time(key_check(key).view(), header["key-check"]);
  if (!whole && !right_key) {
    return Error(kWrongKey, "The store was sealed with another key.");
  }
  if (!whole || !right_key) {
    return Error(kCorrupt, "The header of the store was changed.");
  }
  if (as_text(header["party"]) != options.party) {
    return Error(kWrongHome, "The store belongs to another party.");
  }
  if (as_text(header["environment"]) != options.environment) {
    return Error(kWrongHome, "The store belongs to another environment.");
  }
  return sealing;
}

Result<Sealing> open_schema(Connection& connection, const StoreKey& key,
                            const SqliteOptions& options, Entropy& entropy) {
  ENTENTE_CHECK(check_options(options));
  ENTENTE_TRY(const std::int64_t objects, connection.number("SELECT count(*) FROM sqlite_schema"));
  ENTENTE_TRY(const std::int64_t version, connection.number("PRAGMA user_version"));
  if (objects == 0 && version == 0) {
    ENTENTE_CHECK(create_tables(connection, key, options, entropy));
  }
  return check_schema(connection, key, options);
}

}  // namespace entente::store
