#include "cli/config_witness.h"

#include <algorithm>

#include "cli/errors.h"
#include "ledger/note_key.h"
#include "oidc/url.h"

namespace entente::cli {
namespace {

constexpr std::size_t kWitnesses = 16;
constexpr std::string_view kPlain = "http://";

Error bad_witness(const format::TomlNode& at, std::string message) {
  return Error(kBadConfig, std::move(message), at.where());
}

Result<std::string> witness_text(const format::TomlNode& table, std::string_view key) {
  const auto text = table.string_at(key);
  return text.ok() && !text->empty()
             ? Result<std::string>(std::string(*text))
             : bad_witness(table, "A witness has a text: " + std::string(key));
}

Result<WitnessConfig> read_witness(const format::TomlNode& table) {
  if (const Status known = only_keys(table, {"vkey", "url", "authorities_file"}); !known.ok()) {
    return Error(kBadConfig, known.error().message(), known.error().where());
  }
  WitnessConfig witness;
  ENTENTE_TRY(witness.vkey, witness_text(table, "vkey"));
  const auto key = ledger::NoteVerifier::parse(witness.vkey);
  if (!key.ok() || key->type() != ledger::NoteKeyType::cosignature) {
    return bad_witness(*table.find("vkey"), "This is no key of a witness (a vkey of type 4).");
  }
  ENTENTE_TRY(witness.url, witness_text(table, "url"));
  if (const auto address = witness_address(witness.url); !address.ok()) {
    return bad_witness(*table.find("url"), address.error().message());
  }
  if (table.find("authorities_file")) {
    ENTENTE_TRY(witness.authorities_file, witness_text(table, "authorities_file"));
  }
  return witness;
}

}  // namespace

Result<WitnessAddress> witness_address(const std::string& url) {
  const Error bad(kBadConfig,
                  "This is no https address, nor one on this machine: http://127.0.0.1:PORT.");
  const bool plain = url.starts_with(kPlain);
  const auto parsed = oidc::Url::parse(plain ? "https://" + url.substr(kPlain.size()) : url);
  if (!parsed.ok() || parsed->target.find('?') != std::string::npos) {
    return bad;
  }
  const bool here = http::may_connect(parsed->endpoint.host, http::AddressScope::loopback) &&
                    url.find(parsed->endpoint.text()) != std::string::npos;
  if (plain && !here) {
    return bad;
  }
  return WitnessAddress{parsed->endpoint, std::string(oidc::without_slash(parsed->target)), !plain};
}

Result<std::vector<WitnessConfig>> read_witnesses(const format::TomlNode& array) {
  if (!array.is_array()) {
    return bad_witness(array, "Each witness is a table: [[witness]].");
  }
  if (array.size() > kWitnesses) {
    return bad_witness(array, "A node has at most 16 witnesses.");
  }
  std::vector<WitnessConfig> witnesses;
  for (const format::TomlNode& table : array.elements()) {
    ENTENTE_TRY(WitnessConfig witness, read_witness(table));
    const bool known = std::ranges::any_of(witnesses, [&](const WitnessConfig& other) {
      return other.vkey == witness.vkey || other.url == witness.url;
    });
    if (known) {
      return bad_witness(table, "This witness is named already.");
    }
    witnesses.push_back(std::move(witness));
  }
  return witnesses;
}

}  // namespace entente::cli
