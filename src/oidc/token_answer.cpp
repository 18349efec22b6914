#include "oidc/token_answer.h"

#include "base/limits.h"
#include "base/text.h"
#include "format/json.h"
#include "oidc/errors.h"

namespace entente::oidc {

Result<std::string> read_token_answer(BytesView json) {
  constexpr std::size_t kDepth = 8;
  const auto document =
      format::JsonDocument::parse(json, {.bytes = kTokenAnswerBytes, .depth = kDepth});
  const Error bad(kBadProvider, "The provider's answer to a code is not as it should be.");
  if (!document.ok()) {
    return bad;
  }
  // RFC 6749 section 5.1: the type is read without regard to case.
  const auto type = document->root().string_at("token_type");
  const auto token = document->root().string_at("id_token");
  const bool sound = type.ok() && ascii_lower(*type) == "bearer" && token.ok() && !token->empty() &&
                     token->size() <= limits::kJwsBytes;
  return sound ? Result<std::string>(std::string(*token)) : Result<std::string>(bad);
}

}  // namespace entente::oidc
