#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/ids.h"

namespace entente::object {

/// What an object was made for. It names the item and the agreement; the release act names the
/// object's manifest digest: binding without circles. A value.
struct Binding {
  ItemId item;
  AgreementId agreement;
  Digest agreement_digest;  ///< of the agreement's text
  std::string environment;  ///< `live`, `exercise` or `training`

  bool operator==(const Binding&) const = default;
};

/// The id and the schema of the assertion that carries it.
inline constexpr std::string_view kBindingAssertion = "entente-binding";
inline constexpr std::string_view kBindingSchema = "urn:entente:object-binding:1";

/// The assertion's statement: JSON with exactly the members `item`, `agreement`,
/// `agreement_digest`, `environment`. Reading errors: `object.bad-manifest`.
[[nodiscard]] std::string write_binding(const Binding& binding);
[[nodiscard]] Result<Binding> parse_binding(std::string_view json);

}  // namespace entente::object
