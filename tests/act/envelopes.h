#pragma once

#include <string>

#include "act/envelope.h"
#include "act/errors.h"
#include "base/encoding.h"
#include "samples.h"

/// Acts that are signed, and acts that were tampered with.
namespace entente::act::testing {

using Form = Unsigned::Form;

inline const crypto::SigningKey& key_of_kr() {
  static crypto::SeededEntropy entropy(1);
  static const auto key = crypto::SigningKey::generate(crypto::SignatureSuite::ed25519, entropy);
  return key;
}
inline const crypto::SigningKey& other_key() {
  static crypto::SeededEntropy entropy(2);
  static const auto key =
      crypto::SigningKey::generate(crypto::SignatureSuite::ecdsa_p256_sha256, entropy);
  return key;
}

/// Knows the two keys above as keys of KR, and nobody else's.
inline Verifier verifier() {
  return Verifier([](const PartyCode& issuer, std::string_view id) -> const crypto::VerifyingKey* {
    for (const auto* key : {&key_of_kr().verifying_key(), &other_key().verifying_key()}) {
      if (issuer == party("KR") && id == key_id(*key)) {
        return key;
      }
    }
    return nullptr;
  });
}

inline Header header_for(std::string_view type) {
  Header header;
  header.type = type;
  header.agreement = AgreementId::parse("jp-kr-2016/exercise").value();
  header.agreement_digest = digest_of("text");
  header.issuer = party("KR");
  header.to = {{party("JP"), 2, digest_of("before")}};
  header.effective_at = Instant::parse("2016-11-23T10:00:00+09:00").value();
  header.recorded_at = header.effective_at;
  header.heads_seen = {{party("JP"), 1, digest_of("head")}};
  return header;
}

template <class T>
Bytes payload_of() {
  return encode_body(sample<T>(Fill::full));
}

inline Bytes sign_alone(const Header& header, Bytes payload,
                        const crypto::SigningKey& key = key_of_kr()) {
  const Unsigned act(header, std::move(payload), key.verifying_key(), Form::alone);
  return act.with_signature(key.sign(act.signing_input()));
}

inline Bytes a_release() {
  return sign_alone(header_for("item.release"), payload_of<ItemRelease>());
}

/// The base64url text of one member of an act with one signature.
inline std::string member(const Bytes& act, std::string_view name) {
  const std::string text(as_text(act));
  const std::string start = "\"" + std::string(name) + "\":\"";
  const std::size_t from = text.find(start) + start.size();
  return text.substr(from, text.find('"', from) - from);
}

/// An act of these three parts, whatever they say.
inline Bytes assemble(const std::string& payload, const std::string& protected_text,
                      const std::string& signature) {
  return to_bytes(R"({"payload":")" + payload + R"(","signatures":[{"protected":")" +
                  protected_text + R"(","signature":")" + signature + R"("}]})");
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t place = text.find(from);
  return place == std::string::npos ? "" : text.replace(place, from.size(), to);
}

/// The act with one place of its protected header rewritten, and signed again by its own signer: a
/// partner with a valid key may send anything.
inline Bytes with_header(const Bytes& act, std::string_view from, std::string_view to) {
  const Bytes before = from_base64url(member(act, "protected")).value();
  const std::string header = replaced(std::string(as_text(before)), from, to);
  EXPECT_FALSE(header.empty()) << from;
  const std::string protected_text = to_base64url(as_bytes(header));
  const std::string payload = member(act, "payload");
  const Bytes signature = key_of_kr().sign(as_bytes(protected_text + "." + payload));
  return assemble(payload, protected_text, to_base64url(signature));
}

inline bool accepted(const Bytes& act) {
  const auto parsed = parse_envelope(act);
  return parsed.ok() && verifier().verify(*parsed).ok();
}

}  // namespace entente::act::testing
