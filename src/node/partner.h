#pragma once

#include <string>
#include <vector>

#include "act/environment.h"
#include "base/ids.h"
#include "crypto/key_agreement.h"
#include "crypto/signature.h"

namespace entente::node {

/// This party's node: who it is and the keys it acts with. Handles, never key bytes.
struct Identity {
  PartyCode party;
  std::string domain;
  act::Environment environment = act::Environment::exercise;
  crypto::SigningKey node_key;     ///< signs acts
  crypto::SigningKey log_key;      ///< signs heads
  crypto::SigningKey witness_key;  ///< cosigns the partner's heads
  crypto::AgreementKey key_access;
  std::string key_access_id;
};

/// A partner's node as it was enrolled: the only keys that anything from it is verified with.
struct Partner {
  PartyCode party;
  std::string domain;
  std::vector<crypto::VerifyingKey> node_keys;
  crypto::VerifyingKey log_key;
  crypto::VerifyingKey witness_key;
  crypto::AgreementPublicKey key_access;
  std::string key_access_id;
};

}  // namespace entente::node
