#pragma once

#include <map>
#include <string>

#include "cli/command.h"
#include "cli/host.h"
#include "crypto/certificate.h"

namespace entente::cli {

struct MadeNode {
  PartyCode party;
  std::string node;
  act::Environment environment = act::Environment::exercise;
  std::map<std::string, std::string> fingerprints;  ///< by role
};

/// `node init`: folder, configuration, keys, link certificate, empty store. Options as in the table
/// of commands, and `home`, `passphrase-file`. Errors: `cli.home-exists`, `cli.usage`, those of the
/// parts.
[[nodiscard]] Result<MadeNode> init_node(const Arguments& arguments);

/// A certificate for the current link key, for ten years.
[[nodiscard]] Result<crypto::Certificate> link_certificate(const Config& config,
                                                           const crypto::KeyStore& keys,
                                                           Instant now, Entropy& entropy);

/// The home that was named, else `$ENTENTE_HOME`, else the XDG data folder.
[[nodiscard]] std::string home_of(const Arguments& arguments);

}  // namespace entente::cli
