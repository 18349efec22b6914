#pragma once

#include "crypto/digest.h"
#include "node/partner.h"
#include "sim/scheduler.h"

namespace entente::sim {

/// Gives the party another key of each role, beside those it has.
inline void add_keys(node::Identity& identity, Random& random) {
  using crypto::SignatureSuite;
  using crypto::SigningKey;
  for (auto* keys : {&identity.node_keys, &identity.log_keys, &identity.witness_keys}) {
    keys->push_back(SigningKey::generate(SignatureSuite::ed25519, random));
  }
  identity.key_access.push_back(
      {crypto::AgreementKey::generate(crypto::AgreementCurve::p256, random),
       "key-access-" + std::to_string(identity.key_access.size() + 1)});
  identity.all_node_keys.push_back(identity.node_keys.back().verifying_key());
  identity.all_log_keys.push_back(identity.log_keys.back().verifying_key());
}

/// A party with fresh keys.
inline node::Identity identity_of(const PartyCode& code, const std::string& domain,
                                  Random& random) {
  node::Identity identity;
  identity.party = code;
  identity.domain = domain;
  add_keys(identity, random);
  return identity;
}

/// What its partners know of it when its keys were replaced `rotations` times. The first node key
/// stands for the party key, which stays.
inline node::Partner partner_of(const node::Identity& identity, std::size_t rotations = 0) {
  const std::string endpoint = "rotation " + std::to_string(rotations);
  return {identity.party,
          identity.domain,
          crypto::sha256(as_bytes(identity.party.text() + endpoint)),
          Instant::from_ms(static_cast<std::int64_t>(rotations)),
          identity.all_node_keys.front(),
          identity.all_node_keys[rotations],
          identity.all_log_keys[rotations],
          identity.witness_keys[rotations].verifying_key(),
          identity.key_access[rotations].key.public_key(),
          identity.key_access[rotations].id,
          {},
          endpoint};
}

}  // namespace entente::sim
