#include "oidc/claims.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/secret.h"
#include "format/json.h"
#include "oidc/errors.h"

namespace entente::oidc {
namespace {

constexpr std::size_t kClaimsDepth = 16;
/// A claim of time is in seconds; those of a year beyond 9999 say nothing (and cannot overflow).
constexpr std::int64_t kLatestSeconds = 253'402'300'799;

Error bad_token(std::string_view which) {
  return Error(kBadToken, "The provider's token is not one for this node now.", std::string(which));
}

bool is_text(format::JsonValue claims, std::string_view name, std::string_view wanted) {
  const auto text = claims.string_at(name);
  return text.ok() && *text == wanted;
}

/// `aud` is a text or an array. Nobody else's audience is trusted, so there may be no other one
/// (3.1.3.7, 3).
bool is_sole_audience(format::JsonValue claims, std::string_view wanted) {
  const auto audience = claims.find("aud");
  if (!audience) {
    return false;
  }
  const auto text = audience->is_array() && audience->size() == 1 ? audience->at(0)->string()
                                                                  : audience->string();
  return text.ok() && *text == wanted;
}

/// An access token may be for several (RFC 9068 section 4).
bool is_among_audiences(format::JsonValue claims, std::string_view wanted) {
  const auto audience = claims.find("aud");
  if (!audience || !audience->is_array()) {
    return is_text(claims, "aud", wanted);
  }
  for (const format::JsonValue element : audience->elements()) {
    const auto text = element.string();
    if (text.ok() && *text == wanted) {
      return true;
    }
  }
  return false;
}

/// The times of a token, in seconds since 1970; `longest` is since when it may be.
Status check_times(format::JsonValue claims, std::int64_t now, std::int64_t longest) {
  const auto expires = claims.integer_at("exp");
  const auto issued = claims.integer_at("iat");
  const auto from = claims.find("nbf");
  const bool known = expires.ok() && issued.ok() && *expires > 0 && *expires <= kLatestSeconds &&
                     *issued > 0 && *issued <= kLatestSeconds;
  if (!known || now >= *expires + kSkewSeconds) {
    return bad_token("exp");
  }
  if (*issued > now + kSkewSeconds || *issued < now - longest - kSkewSeconds) {
    return bad_token("iat");
  }
  const auto begins = from ? from->integer() : Result<std::int64_t>(*issued);
  return begins.ok() && *begins <= now + kSkewSeconds ? Status() : bad_token("nbf");
}

Result<std::string> named_person(format::JsonValue claims, std::string_view claim) {
  const auto value = claims.string_at(claim);
  const bool sound =
      value.ok() && !value->empty() && value->size() <= kSubjectBytes &&
      std::ranges::none_of(*value, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
  return sound ? Result<std::string>(std::string(*value)) : Result<std::string>(bad_token(claim));
}

/// The claims of a token that one of the keys has signed for the issuer.
Result<format::JsonDocument> signed_claims(const format::Jws& token,
                                           const std::vector<format::Jwk>& keys,
                                           const Expected& expected) {
  const auto signers = keys_for(token, keys);
  const bool is_signed = std::ranges::any_of(
      signers, [&](const format::Jwk* key) { return format::verify_jws(token, key->key); });
  if (!is_signed) {
    return bad_token("signature");
  }
  auto document = format::JsonDocument::parse(token.payload, {.depth = kClaimsDepth});
  if (!document.ok()) {
    return bad_token("");
  }
  return is_text(document->root(), "iss", expected.issuer)
             ? std::move(document)
             : Result<format::JsonDocument>(bad_token("iss"));
}

}  // namespace

std::vector<const format::Jwk*> keys_for(const format::Jws& token,
                                         const std::vector<format::Jwk>& keys) {
  std::vector<const format::Jwk*> found;
  for (const format::Jwk& key : keys) {
    const bool named = token.kid.empty() || token.kid == key.kid;
    if (named && format::algorithm_of(key.key) == token.algorithm) {
      found.push_back(&key);
    }
  }
  return found;
}

Result<std::string> person_of_id_token(const format::Jws& token,
                                       const std::vector<format::Jwk>& keys,
                                       const Expected& expected, std::string_view nonce) {
  if (!token.type.empty() && ascii_upper(token.type) != "JWT") {
    return bad_token("typ");
  }
  ENTENTE_TRY(const auto document, signed_claims(token, keys, expected));
  const format::JsonValue claims = document.root();
  if (!is_sole_audience(claims, expected.audience)) {
    return bad_token("aud");
  }
  if (claims.find("azp") && !is_text(claims, "azp", expected.audience)) {
    return bad_token("azp");
  }
  ENTENTE_CHECK(check_times(claims, expected.now.ms() / 1000, kIssuedSeconds));
  const auto given = claims.string_at("nonce");
  if (!given.ok() || !crypto::equal_constant_time(as_bytes(*given), as_bytes(nonce))) {
    return bad_token("nonce");
  }
  return named_person(claims, expected.claim);
}

Result<AccessToken> read_access_token(const format::Jws& token,
                                      const std::vector<format::Jwk>& keys,
                                      const Expected& expected) {
  // RFC 9068 section 2.1.
  const std::string type = ascii_lower(token.type);
  if (type != "at+jwt" && type != "application/at+jwt") {
    return bad_token("typ");
  }
  ENTENTE_TRY(const auto document, signed_claims(token, keys, expected));
  const format::JsonValue claims = document.root();
  if (!is_among_audiences(claims, expected.audience)) {
    return bad_token("aud");
  }
  ENTENTE_CHECK(check_times(claims, expected.now.ms() / 1000, kAccessSeconds));
  AccessToken access;
  if (const auto confirmed = claims.find("cnf"); confirmed) {
    const auto thumbprint = confirmed->string_at("jkt");
    if (!thumbprint.ok() || thumbprint->empty() || confirmed->size() != 1) {
      return bad_token("cnf");
    }
    access.bound_to = *thumbprint;
  }
  ENTENTE_TRY(access.person, named_person(claims, expected.claim));
  return access;
}

}  // namespace entente::oidc
