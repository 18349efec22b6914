#include "node/known_body.h"

#include "act/type.h"

namespace entente::node {

Result<std::optional<act::Body>> known_body(std::string_view type, std::uint64_t version,
                                            BytesView payload) {
  const act::Type* known = act::find_type(type, static_cast<std::uint32_t>(version));
  if (known == nullptr) {
    return std::optional<act::Body>();
  }
  ENTENTE_TRY(act::Body body, act::decode_body(*known, payload));
  return std::optional(std::move(body));
}

}  // namespace entente::node
