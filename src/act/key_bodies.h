#pragma once

#include <string>
#include <vector>

#include "base/ids.h"
#include "base/names.h"
#include "crypto/key_store.h"
#include "format/fields.h"

/// The life of keys: acts between parties and acts of the house. See `body.h`.
namespace entente::act {

/// Why a key was replaced. A compromised one is never to be trusted again, and the partner's
/// officers are told.
enum class KeyReason { planned, compromised };

/// The keys and address of the issuer's node from this act's place on: the invite that replaces the
/// one before it, signed by the party key that the addressees know. Acts after this one are signed
/// by the new node key, acts up to it by the old one (T8).
struct KeyAnnounce {
  static constexpr std::string_view kType = "key.announce";
  ActId id;
  Digest invite;
  std::string invite_text;
  KeyReason reason = KeyReason::planned;
  static constexpr auto fields() {
    return members(format::field("id", &KeyAnnounce::id),
                   format::field("invite", &KeyAnnounce::invite),
                   format::field("invite_text", &KeyAnnounce::invite_text),
                   format::field("reason", &KeyAnnounce::reason));
  }
};

/// The house's record that a key of this node was replaced.
struct KeyRotate {
  static constexpr std::string_view kType = "key.rotate";
  ActId id;
  crypto::KeyRole role = crypto::KeyRole::node;
  std::string key;  ///< id of the new key
  KeyReason reason = KeyReason::planned;
  static constexpr auto fields() {
    return members(format::field("id", &KeyRotate::id), format::field("role", &KeyRotate::role),
                   format::field("key", &KeyRotate::key),
                   format::field("reason", &KeyRotate::reason));
  }
};

/// The private half of a replaced key is gone.
struct KeyRetire {
  static constexpr std::string_view kType = "key.retire";
  ActId id;
  crypto::KeyRole role = crypto::KeyRole::node;
  std::vector<std::string> keys;  ///< their ids
  static constexpr auto fields() {
    return members(format::field("id", &KeyRetire::id), format::field("role", &KeyRetire::role),
                   format::field("keys", &KeyRetire::keys));
  }
};

/// A partner's node has new keys that its old party key does not vouch for: two persons compared
/// the fingerprint again. They count beside the old ones until the partner announces them under an
/// agreement: its acts that are still under way are signed by the old ones.
struct PeerRotate {
  static constexpr std::string_view kType = "peer.rotate";
  ActId id;
  PartyCode party;
  Digest invite;
  std::string invite_text;
  static constexpr auto fields() {
    return members(format::field("id", &PeerRotate::id), format::field("party", &PeerRotate::party),
                   format::field("invite", &PeerRotate::invite),
                   format::field("invite_text", &PeerRotate::invite_text));
  }
};

}  // namespace entente::act

template <>
struct entente::Names<entente::act::KeyReason> {
  using enum entente::act::KeyReason;
  static constexpr std::pair<act::KeyReason, std::string_view> kRows[] = {
      {planned, "planned"}, {compromised, "compromised"}};
};
