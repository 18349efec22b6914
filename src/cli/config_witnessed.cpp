#include "cli/config_witnessed.h"

#include "cli/errors.h"

namespace entente::cli {
namespace {

Error bad_setting(const format::TomlNode& at, std::string why) {
  return Error(kBadConfig, std::move(why), at.where());
}

Result<ledger::NoteVerifier> witnessed_key(const format::TomlNode& table) {
  const Status known = table.is_table() ? only_keys(table, {"origin", "vkey"})
                                        : table.error("`witnessed` is a list of tables.");
  const auto origin = known.ok() ? table.string_at("origin") : known.error();
  const auto vkey = origin.ok() ? table.string_at("vkey") : origin.error();
  if (!vkey.ok()) {
    return Error(kBadConfig, vkey.error().message(), vkey.error().where());
  }
  auto key = ledger::NoteVerifier::parse(*vkey);
  if (!key.ok()) {
    return bad_setting(*table.find("vkey"), key.error().message());
  }
  if (key->type() != ledger::NoteKeyType::ed25519 || key->name() != *origin) {
    return bad_setting(*table.find("vkey"), "A log's key is of type 1 and bears its origin.");
  }
  return key;
}

}  // namespace

Result<std::vector<ledger::NoteVerifier>> read_witnessed(const format::TomlNode& tables) {
  if (!tables.is_array()) {
    return bad_setting(tables, "`witnessed` is a list of tables.");
  }
  std::vector<ledger::NoteVerifier> keys;
  for (const format::TomlNode& table : tables.elements()) {
    ENTENTE_TRY(auto key, witnessed_key(table));
    keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace entente::cli
