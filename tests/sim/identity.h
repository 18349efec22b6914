#pragma once

#include "node/partner.h"
#include "sim/scheduler.h"

namespace entente::sim {

/// A party with fresh keys.
inline node::Identity identity_of(const PartyCode& code, const std::string& domain,
                                  Random& random) {
  using crypto::AgreementCurve;
  using crypto::AgreementKey;
  using crypto::SignatureSuite;
  using crypto::SigningKey;
  return {code,
          domain,
          act::Environment::exercise,
          SigningKey::generate(SignatureSuite::ed25519, random),
          SigningKey::generate(SignatureSuite::ed25519, random),
          SigningKey::generate(SignatureSuite::ed25519, random),
          AgreementKey::generate(AgreementCurve::p256, random),
          "key-access-1"};
}

/// What its partners know of it.
inline node::Partner partner_of(const node::Identity& identity) {
  return {identity.party,
          identity.domain,
          {identity.node_key.verifying_key()},
          identity.log_key.verifying_key(),
          identity.witness_key.verifying_key(),
          identity.key_access.public_key(),
          identity.key_access_id};
}

}  // namespace entente::sim
