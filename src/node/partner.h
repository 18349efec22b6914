#pragma once

#include <string>
#include <vector>

#include "act/environment.h"
#include "base/ids.h"
#include "base/time.h"
#include "crypto/key_agreement.h"
#include "crypto/rsa.h"
#include "crypto/signature.h"

namespace entente::node {

/// A key that opens what was sealed to the node, with the id that names it in the object.
struct AccessKey {
  crypto::AgreementKey key;
  std::string id;
};

/// The same for OpenTDF clients, which wrap to RSA unless told otherwise. No invite names it.
struct RsaAccessKey {
  crypto::RsaKey key;
  std::string id;
};

/// This party's node: who it is and the keys it acts with. Handles, never key bytes. Of each role
/// at least one key, the current one last; RSA keys may be missing, where no such client is
/// served.
struct Identity {
  PartyCode party;
  std::string domain;
  act::Environment environment = act::Environment::exercise;
  std::vector<crypto::SigningKey> node_keys;     ///< sign acts
  std::vector<crypto::SigningKey> log_keys;      ///< sign heads, all of them
  std::vector<crypto::SigningKey> witness_keys;  ///< cosign the partner's heads, all of them
  std::vector<AccessKey> key_access;
  std::vector<RsaAccessKey> key_access_rsa;
  /// The public halves of all node and log keys there ever were, also of those destroyed: what this
  /// node's own records are verified with.
  std::vector<crypto::VerifyingKey> all_node_keys;
  std::vector<crypto::VerifyingKey> all_log_keys;
};

/// A partner's node by one of its invites: the only keys that anything from it is verified with.
struct Partner {
  PartyCode party;
  std::string domain;
  Digest invite;  ///< its fingerprint
  Instant issued_at;
  crypto::VerifyingKey party_key;
  crypto::VerifyingKey node_key;
  crypto::VerifyingKey log_key;
  crypto::VerifyingKey witness_key;
  crypto::AgreementPublicKey key_access;
  std::string key_access_id;
  Digest link_pin;       ///< SHA-256 of its link certificate's SubjectPublicKeyInfo
  std::string endpoint;  ///< where its node listens, for the link

  /// Whether the two invites name the same keys at the same address.
  [[nodiscard]] bool same_keys(const Partner& other) const {
    return party_key == other.party_key && node_key == other.node_key && log_key == other.log_key &&
           witness_key == other.witness_key && link_pin == other.link_pin &&
           key_access_id == other.key_access_id && endpoint == other.endpoint;
  }
};

/// A trusted partner as this node knows it now.
struct Enrolled {
  Partner keys;                                 ///< by its newest invite
  std::vector<crypto::VerifyingKey> node_keys;  ///< all that may have signed an act of its
  std::vector<Digest> link_pins;                ///< of the two newest invites
};

}  // namespace entente::node
