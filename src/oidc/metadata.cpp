#include "oidc/metadata.h"

#include "format/json.h"
#include "oidc/errors.h"

namespace entente::oidc {
namespace {

constexpr std::size_t kMetadataDepth = 8;
constexpr std::string_view kWellKnown = "/.well-known/openid-configuration";

Error bad_metadata(std::string_view where) {
  return Error(kBadProvider, "The provider's description of itself is not as it should be.",
               std::string(where));
}

Result<Url> url_in(format::JsonValue metadata, std::string_view name) {
  const auto text = metadata.string_at(name);
  auto url = text.ok() ? Url::parse(*text) : Result<Url>(text.error());
  return url.ok() ? std::move(url) : Result<Url>(bad_metadata(name));
}

/// What the issuer says of itself, and of no other.
Result<format::JsonDocument> description_of(BytesView json, std::string_view issuer) {
  auto document =
      format::JsonDocument::parse(json, {.bytes = kMetadataBytes, .depth = kMetadataDepth});
  if (!document.ok()) {
    return bad_metadata("");
  }
  const auto named = document->root().string_at("issuer");
  return named.ok() && *named == issuer ? std::move(document)
                                        : Result<format::JsonDocument>(bad_metadata("issuer"));
}

enum class Listed { absent, no, yes };

/// Whether an array of texts, if there is one, has this among them.
Listed listed(format::JsonValue metadata, std::string_view name, std::string_view wanted) {
  const auto list = metadata.find(name);
  if (!list) {
    return Listed::absent;
  }
  for (const format::JsonValue element : list->elements()) {
    const auto text = element.string();
    if (text.ok() && *text == wanted) {
      return Listed::yes;
    }
  }
  return Listed::no;
}

}  // namespace

Result<Url> metadata_url(const Url& issuer) { return Url::beneath(issuer.text, kWellKnown); }

Result<Url> read_token_endpoint(BytesView json, std::string_view issuer) {
  ENTENTE_TRY(const auto document, description_of(json, issuer));
  return url_in(document.root(), "token_endpoint");
}

Result<Metadata> read_metadata(BytesView json, std::string_view issuer) {
  ENTENTE_TRY(const auto document, description_of(json, issuer));
  const format::JsonValue root = document.root();
  Metadata metadata;
  ENTENTE_TRY(metadata.authorization_endpoint, url_in(root, "authorization_endpoint"));
  ENTENTE_TRY(metadata.token_endpoint, url_in(root, "token_endpoint"));
  ENTENTE_TRY(metadata.jwks_uri, url_in(root, "jwks_uri"));
  if (listed(root, "response_types_supported", "code") != Listed::yes) {
    return bad_metadata("response_types_supported");
  }
  if (listed(root, "code_challenge_methods_supported", "S256") == Listed::no) {
    return bad_metadata("code_challenge_methods_supported");
  }
  constexpr std::string_view kMethods = "token_endpoint_auth_methods_supported";
  if (listed(root, kMethods, "client_secret_basic") == Listed::no) {
    if (listed(root, kMethods, "client_secret_post") != Listed::yes) {
      return bad_metadata(kMethods);
    }
    metadata.secret_in = SecretIn::body;
  }
  if (const auto names = root.find("authorization_response_iss_parameter_supported"); names) {
    const auto set = names->boolean();
    if (!set.ok()) {
      return bad_metadata("authorization_response_iss_parameter_supported");
    }
    metadata.names_itself = *set;
  }
  return metadata;
}

}  // namespace entente::oidc
