#include "kas/dpop.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "format/json.h"
#include "format/json_writer.h"
#include "kas/errors.h"

namespace entente::kas {
namespace {

using format::JsonValue;

constexpr std::size_t kIdBytes = 256;

Error bad_proof(std::string message) { return Error(kBadProof, std::move(message)); }

std::string text_in(JsonValue object, std::string_view key) {
  const auto text = object.string_at(key);
  return text.ok() ? std::string(*text) : std::string();
}

/// RFC 7638 section 3: the members that make the key, in the order of their names.
std::string thumbprint_of(JsonValue jwk) {
  static constexpr std::array<std::string_view, 6> kMembers{"crv", "e", "kty", "n", "x", "y"};
  std::string canonical;
  format::JsonWriter out(canonical);
  out.begin_object();
  for (const std::string_view member : kMembers) {
    if (const std::string text = text_in(jwk, member); !text.empty()) {
      out.member(member, text);
    }
  }
  out.end_object().finish();
  return to_base64url(crypto::sha256(as_bytes(canonical)).view());
}

/// The key in the header: here alone it is the token itself that says whose it is.
Result<Proof> key_of(const format::Jws& jws) {
  const auto header = format::JsonDocument::parse(jws.header, {.depth = 4});
  const auto jwk = header.ok() ? header->root().find("jwk") : std::nullopt;
  if (!jwk || !jwk->is_object()) {
    return bad_proof("The proof names no key.");
  }
  auto key = format::read_jwk(*jwk);
  if (!key.ok()) {
    return bad_proof("The key in the proof is not sound.");
  }
  return Proof{std::move(*key), thumbprint_of(*jwk)};
}

/// What ties a proof to an access token (RFC 9449 4.2, `ath`).
std::string token_digest(std::string_view token) {
  return to_base64url(crypto::sha256(as_bytes(token)).view());
}

/// What of two addresses must be the same (RFC 9449 4.3): query and fragment do not count, nor does
/// the port that `https` has anyway.
std::string plain_url(std::string_view url) {
  constexpr std::string_view kDefaultPort = ":443";
  constexpr std::size_t kScheme = std::string_view("https://").size();
  std::string plain(url.substr(0, url.find_first_of("?#")));
  const std::size_t path = std::min(plain.find('/', kScheme), plain.size());
  if (std::string_view(plain).substr(0, path).ends_with(kDefaultPort)) {
    plain.erase(path - kDefaultPort.size(), kDefaultPort.size());
  }
  return plain;
}

bool is_for(JsonValue claims, const ProofOf& of, Instant now) {
  const std::string url = text_in(claims, "htu");
  const auto made = claims.integer_at("iat");
  const bool in_time = made.ok() && *made > 0 && *made < now.ms() &&  // seconds: no overflow below
                       std::abs(*made * 1000 - now.ms()) <= Proofs::kWindowMs;
  const bool of_token = of.token.empty() || text_in(claims, "ath") == token_digest(of.token);
  return text_in(claims, "htm") == of.method && plain_url(url) == plain_url(of.url) && in_time &&
         of_token;
}

}  // namespace

std::string write_proof(const crypto::SigningKey& key, const ProofOf& of, Instant now,
                        Entropy& entropy) {
  Bytes id(16);
  entropy.fill(id);
  std::string claims;
  format::JsonWriter out(claims);
  out.begin_object().member("htm", of.method).member("htu", of.url);
  out.member("iat", now.ms() / 1000).member("jti", to_base64url(id));
  if (!of.token.empty()) {
    out.member("ath", token_digest(of.token));
  }
  out.end_object().finish();
  return format::write_jws_with_key(key, "dpop+jwt", as_bytes(claims));
}

bool Proofs::is_new(const std::string& id, Instant now) {
  if (id.empty() || id.size() > kIdBytes || seen_.contains(id)) {
    return false;
  }
  if (seen_.size() >= kKept) {
    std::erase_if(seen_,
                  [&](const auto& row) { return now.ms() - row.second.ms() > 2 * kWindowMs; });
  }
  return seen_.size() < kKept && seen_.emplace(id, now).second;
}

Result<Proof> Proofs::verify(std::string_view field, const ProofOf& of, Instant now) {
  const auto jws = format::parse_jws(field);
  if (!jws.ok() || jws->type != "dpop+jwt") {
    return bad_proof("The field is not a proof of possession.");
  }
  ENTENTE_TRY(Proof proof, key_of(*jws));
  const auto claims = format::JsonDocument::parse(jws->payload, {.depth = 2});
  if (!format::verify_jws(*jws, proof.key) || !claims.ok() || !is_for(claims->root(), of, now)) {
    return bad_proof("The proof is not for this request.");
  }
  if (!is_new(text_in(claims->root(), "jti"), now)) {
    return bad_proof("The proof was used before.");
  }
  return proof;
}

}  // namespace entente::kas
