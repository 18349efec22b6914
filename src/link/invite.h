#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "act/environment.h"
#include "base/bytes.h"
#include "base/ids.h"
#include "base/time.h"
#include "crypto/key_agreement.h"
#include "crypto/signature.h"
#include "http/endpoint.h"
#include "link/https_link.h"

namespace entente::link {

/// What a party tells another, once, so that their nodes can speak: who it is, where its node is
/// and which keys are whose. A file that may travel any way; people compare its fingerprint over
/// another (docs/reference/link-protocol.md). All text in it is from outside: `display_safe` it.
struct Invite {
  PartyCode party;
  std::string display_name;  ///< 1 to 200 bytes of UTF-8
  std::string domain;        ///< 1 to 253 bytes: a DNS name, the origin of the party's logs
  act::Environment environment = act::Environment::exercise;
  std::string node;  ///< 1 to 64 bytes of UTF-8: the node's name
  http::Endpoint endpoint;
  Digest link_spki;  ///< SHA-256 of the link certificate's SubjectPublicKeyInfo
  crypto::VerifyingKey party_key;
  crypto::VerifyingKey node_key;
  crypto::VerifyingKey log_key;
  crypto::VerifyingKey witness_key;
  crypto::AgreementPublicKey key_access_key;
  std::string key_access_id;  ///< 1 to 128 bytes: the `kid` of key access objects
  std::vector<std::string>
      agreements;  ///< ids of profiles the party means, at most 32; may be none
  Instant issued_at;

  [[nodiscard]] PeerEndpoint peer_endpoint() const { return {endpoint, {link_spki}}; }
};

inline constexpr std::size_t kInviteBytes = 64u << 10;

/// The octets that are signed and fingerprinted: `content` alone, as deterministic JSON.
[[nodiscard]] std::string canonical_content(const Invite& invite);

/// SHA-256 over `entente-invite-v1`, a zero octet and the canonical content: it names every key.
[[nodiscard]] Digest fingerprint(const Invite& invite);

/// For people: the first 160 bits in Crockford base32, 8 groups of 4 (`3KQ7-...`). 2^160 tries to
/// find another invitation that reads the same.
[[nodiscard]] std::string fingerprint_text(const Digest& fingerprint);

/// Whether `told`, as a person typed it (either case, O for 0, I and L for 1, spaces and hyphens
/// anywhere), is this fingerprint, whole; else `link.invite-fingerprint`.
[[nodiscard]] Status check_fingerprint(const Invite& invite, std::string_view told);

/// The file: `{"content": {...}, "signature": "..."}` and a final line end. `party_key` must be the
/// private half of `invite.party_key` (a broken invariant otherwise).
[[nodiscard]] std::string encode_invite(const Invite& invite, const crypto::SigningKey& party_key);

/// Reads and verifies: at most 64 KiB, strict JSON, no unknown member, every key sound, signed by
/// the party key inside over exactly this content. Errors: `link.bad-invite`,
/// `link.invite-signature`, `base.too-large`. That the party is who it says, nobody knows before
/// `check_fingerprint`.
[[nodiscard]] Result<Invite> parse_invite(BytesView file);

}  // namespace entente::link
