#include "cli/init.h"

#include <cstdlib>

#include "base/text.h"
#include "cli/errors.h"
#include "cli/system_clock.h"
#include "crypto/certificate.h"
#include "crypto/random.h"
#include "store/posix_files.h"
#include "store/sqlite_store.h"

namespace entente::cli {
namespace {

Result<Config> config_of(const Arguments& a) {
  Config config;
  ENTENTE_TRY(config.party, PartyCode::parse(a.get("party")));
  config.name = a.get("name");
  config.domain = a.get("domain");
  const auto environment = from_name<act::Environment>(a.get("environment", "exercise"));
  if (!environment) {
    return Error(kUsage, "The environment is live, exercise or training.", "--environment");
  }
  config.environment = *environment;
  ENTENTE_TRY(config.endpoint, http::Endpoint::parse(a.get("endpoint", "127.0.0.1:7400")));
  config.listen_address = a.get("listen", "127.0.0.1");
  if (a.has("api")) {
    ENTENTE_TRY(config.api, http::Endpoint::parse(a.get("api")));
  }
  // The domain becomes the origin of every log, so it is checked before anything is made.
  ENTENTE_TRY(const std::string origin,
              ledger::house_origin(config.domain, name_of(config.environment), 1));
  static_cast<void>(origin);
  return config;
}

}  // namespace

Result<crypto::Certificate> link_certificate(const Config& config, const crypto::KeyStore& keys,
                                             Instant now, Entropy& entropy) {
  constexpr std::int64_t kDays = 3650;
  const crypto::LinkCertificateTerms terms{config.party.text(), config.domain,
                                           now.plus_ms(-kMsPerDay), now.plus_ms(kDays * kMsPerDay)};
  return crypto::issue_link_certificate(keys.signing_key(crypto::KeyRole::link), terms, entropy);
}

std::string home_of(const Arguments& arguments) {
  if (arguments.has("home")) {
    return arguments.get("home");
  }
  if (const char* home = std::getenv("ENTENTE_HOME"); home != nullptr && *home != '\0') {
    return home;
  }
  const char* data = std::getenv("XDG_DATA_HOME");
  const char* user = std::getenv("HOME");
  return data != nullptr && *data != '\0'
             ? std::string(data) + "/entente"
             : std::string(user == nullptr ? "." : user) + "/.local/share/entente";
}

Result<MadeNode> init_node(const Arguments& a) {
  ENTENTE_TRY(const Config config, config_of(a));
  ENTENTE_TRY(const crypto::SecretBytes passphrase, read_passphrase(a.get("passphrase-file")));
  const std::string home = home_of(a);
  ENTENTE_TRY(auto files, store::PosixFiles::open(home, store::HomeMode::create_if_absent));
  ENTENTE_TRY(const auto lock, store::HomeLock::take(*files));
  ENTENTE_TRY(const bool taken, files->exists(kConfigFile));
  if (taken) {
    return Error(kHomeExists, "There is a node in this folder already.", home);
  }
  crypto::SystemEntropy entropy;
  const Instant now = SystemClock().now();
  ENTENTE_TRY(auto keys, crypto::KeyStore::create(
                             *files, kKeysFolder, ascii_upper(name_of(config.environment)),
                             crypto::Passphrase{passphrase.view()}, {}, now, entropy));
  ENTENTE_TRY(const auto certificate, link_certificate(config, keys, now, entropy));
  ENTENTE_CHECK(write_atomically(*files, kCertificatePath, as_bytes(certificate.pem())));
  ENTENTE_TRY(const auto key,
              store::StoreKey::copy_of(keys.symmetric(crypto::KeyRole::store).view()));
  store::SqliteOptions options;
  options.environment = name_of(config.environment);
  options.party = config.party.text();
  {
    ENTENTE_TRY(const auto made, store::open_sqlite_store(home + "/" + std::string(kStoreFile), key,
                                                          options, entropy));
  }
  // Last: a home without its configuration is none.
  ENTENTE_CHECK(write_atomically(*files, kConfigFile, as_bytes(write_config(config))));
  MadeNode made{config.party, config.domain, config.environment, {}};
  for (const crypto::KeyInfo& info : keys.list()) {
    made.fingerprints[std::string(name_of(info.role))] = info.fingerprint.hex();
  }
  return made;
}

}  // namespace entente::cli
