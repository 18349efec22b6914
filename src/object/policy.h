#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "crypto/secret.h"

namespace entente::object {

struct PolicyAttribute {
  std::string attribute;  ///< `https://<namespace>/attr/<name>/value/<value>`
  std::string display_name;
  std::string public_key;
  std::string kas_url;
  bool is_default = false;

  bool operator==(const PolicyAttribute&) const = default;
};

/// Who may open an object: every attribute *and* the list of readers hold (an empty list names
/// nobody in particular). A value.
struct Policy {
  std::string uuid;
  std::vector<PolicyAttribute> attributes;
  std::vector<std::string> dissem;

  bool operator==(const Policy&) const = default;
};

/// Reads the JSON of a policy; null lists are empty ones, unknown members are passed over. At most
/// `kPolicyEntries` attributes and readers. Errors: `object.bad-manifest`.
[[nodiscard]] Result<Policy> parse_policy(std::string_view json);
[[nodiscard]] std::string write_policy(const Policy& policy);

/// The same from and to the base64 text that stands in the manifest. That text is what is bound.
[[nodiscard]] Result<Policy> parse_policy_base64(std::string_view base64);

inline constexpr std::size_t kPolicyEntries = 1024;

/// Whether every client in the field accepts `fqn` as an attribute: lower-case host with a dot,
/// name and value of letters, digits and dashes, value other than the name
/// (docs/reference/object-format.md).
[[nodiscard]] bool is_portable_attribute(std::string_view fqn);

/// `policyBinding.hash`: base64 of the lower-case hex of HMAC-SHA256(share, policy), where `policy`
/// is the base64 text itself.
[[nodiscard]] std::string policy_binding(const crypto::Secret32& share, std::string_view policy);
/// Whether `hash` binds `policy` under `share`, in the hex form or the raw one; in constant time.
[[nodiscard]] bool policy_binding_fits(const crypto::Secret32& share, std::string_view policy,
                                       std::string_view hash);

}  // namespace entente::object
