#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "act/environment.h"
#include "act/type.h"
#include "base/bytes.h"
#include "base/ids.h"
#include "base/time.h"
#include "crypto/signature.h"

/// The envelope of an act: General JWS (RFC 7515, 7.2.1) over bytes that are never made again.
/// docs/reference/act-format.md is its specification. Thread-safety: pure functions and values.
namespace entente::act {

/// One addressee's place in the issuer's chain to it: a gap is an omission that the addressee sees.
struct Addressee {
  PartyCode party;
  std::uint64_t sequence = 0;  ///< from 1
  Digest previous;             ///< digest of the act before it in this chain; zero for the first
  static constexpr auto fields() {
    return members(field("party", &Addressee::party), field("sequence", &Addressee::sequence),
                   field("previous", &Addressee::previous));
  }
};

/// The newest act of `party` that the issuer had seen when it issued this one.
struct Head {
  PartyCode party;
  std::uint64_t sequence = 0;
  Digest digest;
  static constexpr auto fields() {
    return members(field("party", &Head::party), field("sequence", &Head::sequence),
                   field("digest", &Head::digest));
  }
};

/// What one signer states, in its protected header. `issuer` is the signer's party.
struct Header {
  std::string type;
  std::uint64_t version = 1;
  Environment environment = Environment::exercise;
  AgreementId agreement;
  Digest
      agreement_digest;  ///< of the profile that is in force for the act; of nothing for the house
  PartyCode issuer;
  std::vector<Addressee> to;
  Instant effective_at;
  Instant recorded_at;
  std::vector<Head> heads_seen;
  static constexpr auto fields() {
    return members(
        field("type", &Header::type), field("version", &Header::version),
        field("environment", &Header::environment), field("agreement", &Header::agreement),
        field("agreement_digest", &Header::agreement_digest), field("issuer", &Header::issuer),
        field("to", &Header::to), field("effective_at", &Header::effective_at),
        field("recorded_at", &Header::recorded_at), field("heads_seen", &Header::heads_seen));
  }

  [[nodiscard]] const Addressee* addressee(const PartyCode& party) const;
  [[nodiscard]] const Head* head_of(const PartyCode& party) const;
};

/// SHA-256 over the domain, type, agreement and payload octets: no signature is in it, so a later
/// signature changes no digest.
[[nodiscard]] Digest act_digest(const Header& header, BytesView payload);

/// Everything of an act but its signature. `key` is the signer's; it stands in the header.
class Unsigned {
 public:
  enum class Form { alone, batch };
  Unsigned(const Header& header, Bytes payload, const crypto::VerifyingKey& key, Form form);

  [[nodiscard]] const Digest& digest() const { return digest_; }
  /// ASCII(BASE64URL(protected) || '.' || BASE64URL(payload)), what the signature covers.
  [[nodiscard]] BytesView signing_input() const { return as_bytes(signing_input_); }
  /// The header facts that the act's leaf commits to: BASE64URL(protected).
  [[nodiscard]] BytesView facts() const { return signing_input().first(protected_size_); }
  /// The finished act.
  [[nodiscard]] Bytes with_signature(BytesView signature) const;

 private:
  std::string signing_input_;
  std::size_t protected_size_ = 0;
  Digest digest_;
};

/// One signature over the Merkle root (RFC 6962) of many acts' signing inputs: the octets that
/// stand as each act's signature, with its path. `acts` must have been made with Form::batch by
/// `key`.
[[nodiscard]] std::vector<Bytes> sign_batch(std::span<const Unsigned* const> acts,
                                            const crypto::SigningKey& key);

/// A parsed act. `bytes` are exactly those received.
struct Envelope {
  struct Signature {
    std::string protected_text;  ///< base64url
    std::string algorithm;
    std::string key_id;
    Header header;
    Bytes signature;
  };
  Bytes bytes;
  Bytes payload;
  std::string payload_text;  ///< base64url
  std::vector<Signature> signatures;
  Digest digest;

  [[nodiscard]] const Header& header() const { return signatures.front().header; }
  /// The row of the table; null for a type that this release does not know.
  [[nodiscard]] const Type* type() const;
};

/// Reads an act strictly (AB33): limits, one form of base64url, no unknown critical header, `alg`
/// only of the known suites, all signatures over one type and agreement. Verifies nothing.
/// Errors: `act.malformed`.
[[nodiscard]] Result<Envelope> parse_envelope(BytesView bytes);

/// The id that stands for a key in `kid`: its fingerprint in base64url.
[[nodiscard]] std::string key_id(const crypto::VerifyingKey& key);

/// Verifies acts of one sender. Keeps the last batch root that verified, so that the acts of one
/// batch cost one signature check together. Not thread-safe: one per worker.
class Verifier {
 public:
  /// The key of `party` with that id, if it may sign; null otherwise.
  using KeyLookup = std::function<const crypto::VerifyingKey*(const PartyCode&, std::string_view)>;
  explicit Verifier(KeyLookup keys) : keys_(std::move(keys)) {}

  /// Every signature must verify. Errors: `act.unknown-key`, `act.bad-signature`.
  [[nodiscard]] Status verify(const Envelope& envelope);

 private:
  [[nodiscard]] Status verify_one(const Envelope& envelope, const Envelope::Signature& signature);
  KeyLookup keys_;
  Digest verified_batch_;
};

}  // namespace entente::act
