#include "format/jws.h"

#include <functional>
#include <optional>

#include "base/encoding.h"
#include "base/limits.h"
#include "format/errors.h"
#include "format/json_writer.h"

namespace entente::format {
namespace {

constexpr std::size_t kHeaderDepth = 8;

Error bad_jws(const char* what) { return Error(kBadJws, what); }

Result<Bytes> read_part(std::string_view part) {
  auto bytes = from_base64url(part);
  if (!bytes.ok() || bytes->empty()) {
    return bad_jws("A part of the token is empty, or not base64url without padding.");
  }
  return bytes;
}

/// A member that may be missing, but is text if it is there.
Result<std::string> optional_text(JsonValue header, std::string_view name) {
  const auto member = header.find(name);
  if (!member) {
    return std::string();
  }
  const auto text = member->string();
  if (!text.ok()) {
    return bad_jws("A member of the token's header is not text.");
  }
  return std::string(*text);
}

Status read_header(Jws& jws) {
  const auto document =
      JsonDocument::parse(jws.header, {.bytes = limits::kJwsBytes, .depth = kHeaderDepth});
  if (!document.ok() || !document->root().is_object()) {
    return bad_jws("The token's header is not one strict JSON object.");
  }
  const JsonValue header = document->root();
  for (const std::string_view extension : {"crit", "b64"}) {
    if (header.find(extension)) {
      return bad_jws("The token's header asks for an extension, and none is understood.");
    }
  }
  ENTENTE_TRY(const std::string name, optional_text(header, "alg"));
  const auto algorithm = from_name<JwsAlgorithm>(name);
  if (!algorithm) {
    return bad_jws("The token is not signed with EdDSA, ES256, ES384 or RS256.");
  }
  jws.algorithm = *algorithm;
  ENTENTE_TRY(jws.kid, optional_text(header, "kid"));
  ENTENTE_TRY(jws.type, optional_text(header, "typ"));
  return {};
}

JwsAlgorithm algorithm_of_suite(crypto::SignatureSuite suite) {
  switch (suite) {
    case crypto::SignatureSuite::ed25519:
      return JwsAlgorithm::eddsa;
    case crypto::SignatureSuite::ecdsa_p256_sha256:
      return JwsAlgorithm::es256;
    case crypto::SignatureSuite::ecdsa_p384_sha384:
      return JwsAlgorithm::es384;
  }
  invariant_broken("a suite has an algorithm", __FILE__, __LINE__);
}

// ---- Keys ---------------------------------------------------------------------------------------

/// A key, or nothing where one is of another kind or for another use.
using MaybeKey = std::optional<JwsKey>;

/// RFC 7518 6.2.2, 6.3.2 and RFC 8037 2: what makes a key private.
constexpr std::string_view kPrivateMembers[] = {"d", "p", "q", "dp", "dq", "qi", "oth"};

Error bad_jwk(const char* what, JsonValue at) { return Error(kBadJwk, what, at.pointer()); }

/// A base64url member, which must be there.
Result<Bytes> number_at(JsonValue in, std::string_view name) {
  const auto text = in.string_at(name);
  auto bytes = text.ok() ? from_base64url(*text) : Result<Bytes>(Bytes());
  if (!bytes.ok() || bytes->empty()) {
    return bad_jwk("A number of the key is missing, or not base64url without padding.", in);
  }
  return bytes;
}

bool is_text(JsonValue in, std::string_view name, std::string_view wanted) {
  const auto text = in.string_at(name);
  return text.ok() && *text == wanted;
}

/// Whether `use` and `key_ops` (RFC 7517 4.2, 4.3) let the key verify.
bool may_verify(JsonValue in) {
  if (in.find("use") && !is_text(in, "use", "sig")) {
    return false;
  }
  const auto operations = in.find("key_ops");
  if (!operations) {
    return true;
  }
  for (const JsonValue operation : operations->elements()) {
    const auto name = operation.string();
    if (name.ok() && *name == "verify") {
      return true;
    }
  }
  return false;
}

MaybeKey nothing() { return std::nullopt; }

Result<MaybeKey> checked(JsonValue in, auto key) {
  if (!key.ok()) {
    return bad_jwk("The key is weak, or is none: its numbers do not fit its kind.", in);
  }
  return MaybeKey(*std::move(key));
}

Result<MaybeKey> read_rsa(JsonValue in) {
  ENTENTE_TRY(const Bytes modulus, number_at(in, "n"));
  ENTENTE_TRY(const Bytes exponent, number_at(in, "e"));
  return checked(in, crypto::RsaPublicKey::from_components(modulus, exponent));
}

Result<MaybeKey> read_ec(JsonValue in, crypto::SignatureSuite suite) {
  ENTENTE_TRY(const Bytes x, number_at(in, "x"));
  ENTENTE_TRY(const Bytes y, number_at(in, "y"));
  // RFC 7518 6.2.1.2: both as long as the field; a point that is cut elsewhere is another one.
  if (x.size() != y.size()) {
    return bad_jwk("The key's coordinates differ in length.", in);
  }
  Bytes point{0x04};
  append(point, x);
  append(point, y);
  return checked(in, crypto::VerifyingKey::from_raw(suite, point));
}

Result<MaybeKey> read_okp(JsonValue in) {
  ENTENTE_TRY(const Bytes x, number_at(in, "x"));
  return checked(in, crypto::VerifyingKey::from_raw_ed25519(x));
}

Result<MaybeKey> read_kind(JsonValue in) {
  if (is_text(in, "kty", "RSA")) {
    return read_rsa(in);
  }
  if (is_text(in, "kty", "EC") && is_text(in, "crv", "P-256")) {
    return read_ec(in, crypto::SignatureSuite::ecdsa_p256_sha256);
  }
  if (is_text(in, "kty", "EC") && is_text(in, "crv", "P-384")) {
    return read_ec(in, crypto::SignatureSuite::ecdsa_p384_sha384);
  }
  if (is_text(in, "kty", "OKP") && is_text(in, "crv", "Ed25519")) {
    return read_okp(in);
  }
  return nothing();
}

Result<MaybeKey> read_usable(JsonValue in) {
  if (!in.string_at("kty").ok()) {
    return bad_jwk("A key is an object with its kind, `kty`.", in);
  }
  for (const std::string_view name : kPrivateMembers) {
    if (in.find(name)) {
      return bad_jwk("The key shows its private part: it is no secret any more.", in);
    }
  }
  if (!may_verify(in)) {
    return nothing();
  }
  ENTENTE_TRY(MaybeKey key, read_kind(in));
  // RFC 8725 3.1: a key is for one algorithm.
  const bool fits = !key || !in.find("alg") || is_text(in, "alg", name_of(algorithm_of(*key)));
  return fits ? key : nothing();
}

Result<std::string> read_kid(JsonValue in) {
  const auto kid = in.find("kid");
  if (!kid) {
    return std::string();
  }
  const auto text = kid->string();
  if (!text.ok()) {
    return bad_jwk("A key's `kid` is text.", in);
  }
  return std::string(*text);
}

}  // namespace

Result<Jws> parse_jws(std::string_view compact) {
  if (compact.size() > limits::kJwsBytes) {
    return bad_jws("The token is longer than a token may be.");
  }
  const std::size_t first = compact.find('.');
  const std::size_t second = first == compact.npos ? first : compact.find('.', first + 1);
  if (second == compact.npos || compact.find('.', second + 1) != compact.npos) {
    return bad_jws("The token does not have three parts.");
  }
  Jws jws;
  ENTENTE_TRY(jws.header, read_part(compact.substr(0, first)));
  ENTENTE_TRY(jws.payload, read_part(compact.substr(first + 1, second - first - 1)));
  ENTENTE_TRY(jws.signature, read_part(compact.substr(second + 1)));
  jws.signing_input = compact.substr(0, second);
  ENTENTE_CHECK(read_header(jws));
  return jws;
}

JwsAlgorithm algorithm_of(const JwsKey& key) {
  const auto* const verifying = std::get_if<crypto::VerifyingKey>(&key);
  return verifying != nullptr ? algorithm_of_suite(verifying->suite()) : JwsAlgorithm::rs256;
}

bool verify_jws(const Jws& jws, const JwsKey& key) {
  if (jws.algorithm != algorithm_of(key)) {
    return false;
  }
  const BytesView message = as_bytes(jws.signing_input);
  if (const auto* const rsa = std::get_if<crypto::RsaPublicKey>(&key)) {
    return rsa->verify_rs256(message, jws.signature);
  }
  return std::get<crypto::VerifyingKey>(key).verify(message, jws.signature);
}

namespace {

/// `rest` writes the members behind `alg` and `typ`.
std::string sign_compact(const crypto::SigningKey& key, std::string_view type, BytesView payload,
                         const std::function<void(JsonWriter&)>& rest) {
  std::string header;
  JsonWriter out(header);
  out.begin_object().member("alg", name_of(algorithm_of_suite(key.suite())));
  if (!type.empty()) {
    out.member("typ", type);
  }
  rest(out);
  out.end_object().finish();
  std::string jws = to_base64url(as_bytes(header));
  jws += '.';
  append_base64url(jws, payload);
  const Bytes signature = key.sign(as_bytes(jws));
  jws += '.';
  append_base64url(jws, signature);
  return jws;
}

}  // namespace

std::string write_jws(const crypto::SigningKey& key, std::string_view type, std::string_view kid,
                      BytesView payload) {
  return sign_compact(key, type, payload, [&](JsonWriter& out) {
    if (!kid.empty()) {
      out.member("kid", kid);
    }
  });
}

std::string write_jws_with_key(const crypto::SigningKey& key, std::string_view type,
                               BytesView payload) {
  constexpr std::size_t kCoordinate = 32;
  ENTENTE_INVARIANT(key.suite() == crypto::SignatureSuite::ecdsa_p256_sha256);
  // A SubjectPublicKeyInfo ends with the point, whose last octets are x and y (RFC 5480 2.2).
  const BytesView point = key.verifying_key().spki().last(2 * kCoordinate);
  return sign_compact(key, type, payload, [&](JsonWriter& out) {
    out.begin_object("jwk").member("kty", "EC").member("crv", "P-256");
    out.member("x", to_base64url(point.first(kCoordinate)));
    out.member("y", to_base64url(point.last(kCoordinate))).end_object();
  });
}

Result<JwsKey> read_jwk(JsonValue in) {
  ENTENTE_TRY(auto key, read_usable(in));
  if (!key) {
    return bad_jwk("The key is of another kind, or not for signatures.", in);
  }
  return *std::move(key);
}

Result<std::vector<Jwk>> parse_jwks(BytesView json) {
  ENTENTE_TRY(const auto document,
              JsonDocument::parse(json, {.bytes = limits::kJwksBytes, .depth = kHeaderDepth}));
  const auto keys = document.root().array_at("keys");
  if (!keys.ok()) {
    return bad_jwk("A set of keys is an object with the array `keys`.", document.root());
  }
  if (keys->size() > limits::kJwksKeys) {
    return bad_jwk("The set has more keys than a set may have.", *keys);
  }
  std::vector<Jwk> usable;
  for (const JsonValue in : keys->elements()) {
    ENTENTE_TRY(auto key, read_usable(in));
    if (key) {
      ENTENTE_TRY(std::string kid, read_kid(in));
      usable.push_back({std::move(kid), *std::move(key)});
    }
  }
  return usable;
}

}  // namespace entente::format
