#include "object/policy.h"

#include <algorithm>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "format/json.h"
#include "format/json_writer.h"
#include "object/json_fields.h"

namespace entente::object {
namespace {

constexpr std::size_t kPolicyDepth = 16;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

bool is_portable_word(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) {
    return is_lower(c) || is_upper(c) || is_digit(c) || c == '-';
  });
}

/// Host labels as clients' patterns take them. Two equal labels (`ss.ss`) are refused by a slip in
/// one of them, so a host has at least one label of three letters.
bool is_portable_host(std::string_view host) {
  if (host.empty() || host.front() == '.' || host.back() == '.') {
    return false;
  }
  bool has_long_label = false;
  std::size_t label = 0;
  std::size_t labels = 1;
  for (const char c : host) {
    if (c == '.') {
      if (label == 0) {
        return false;
      }
      ++labels;
      label = 0;
      continue;
    }
    if (!is_lower(c) && !is_digit(c) && c != '-') {
      return false;
    }
    has_long_label = has_long_label || ++label >= 3;
  }
  return labels >= 2 && has_long_label;
}

/// Cuts `prefix` off `text`; false if it does not begin so.
bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) {
    return false;
  }
  text.remove_prefix(prefix.size());
  return true;
}

std::string_view take_until_slash(std::string_view& text) {
  const std::string_view taken = text.substr(0, text.find('/'));
  text.remove_prefix(taken.size());
  return taken;
}

Result<PolicyAttribute> read_attribute(format::JsonValue in) {
  PolicyAttribute attribute;
  ENTENTE_TRY(attribute.attribute, text_at(in, "attribute"));
  ENTENTE_TRY(attribute.display_name, text_or_empty(in, "displayName"));
  ENTENTE_TRY(attribute.public_key, text_or_empty(in, "pubKey"));
  ENTENTE_TRY(attribute.kas_url, text_or_empty(in, "kasURL"));
  const auto is_default = in.find("isDefault");
  if (is_default && is_default->is_boolean()) {
    attribute.is_default = is_default->boolean().value();
  }
  return attribute;
}

Status check_count(format::JsonValue list) {
  if (list.size() > kPolicyEntries) {
    return bad_manifest("The policy has more entries than a policy may have.", list);
  }
  return {};
}

Status read_attributes(format::JsonValue body, std::vector<PolicyAttribute>& attributes) {
  ENTENTE_TRY(const auto list, array_or_none(body, "dataAttributes"));
  if (!list) {
    return {};
  }
  ENTENTE_CHECK(check_count(*list));
  for (const format::JsonValue element : list->elements()) {
    ENTENTE_TRY(attributes.emplace_back(), read_attribute(element));
  }
  return {};
}

Status read_dissem(format::JsonValue body, std::vector<std::string>& dissem) {
  ENTENTE_TRY(const auto list, array_or_none(body, "dissem"));
  if (!list) {
    return {};
  }
  ENTENTE_CHECK(check_count(*list));
  for (const format::JsonValue element : list->elements()) {
    const Result<std::string_view> reader = element.string();
    if (!reader.ok()) {
      return bad_manifest(reader.error());
    }
    dissem.emplace_back(*reader);
  }
  return {};
}

}  // namespace

Result<Policy> parse_policy(std::string_view json) {
  const Result<format::JsonDocument> document =
      format::JsonDocument::parse(json, {.depth = kPolicyDepth});
  if (!document.ok()) {
    return bad_manifest(document.error());
  }
  const format::JsonValue root = document->root();
  Policy policy;
  ENTENTE_TRY(policy.uuid, text_or_empty(root, "uuid"));
  ENTENTE_TRY(const format::JsonValue body, part_at(root, "body", format::JsonType::object));
  ENTENTE_CHECK(read_attributes(body, policy.attributes));
  ENTENTE_CHECK(read_dissem(body, policy.dissem));
  return policy;
}

Result<Policy> parse_policy_base64(std::string_view base64) {
  const Result<Bytes> json = from_base64(base64);
  if (!json.ok()) {
    return bad_manifest(json.error());
  }
  return parse_policy(as_text(*json));
}

std::string write_policy(const Policy& policy) {
  std::string text;
  format::JsonWriter out(text);
  out.begin_object().member("uuid", policy.uuid).begin_object("body");
  out.begin_array("dataAttributes");
  for (const PolicyAttribute& attribute : policy.attributes) {
    out.begin_object()
        .member("attribute", attribute.attribute)
        .member("displayName", attribute.display_name)
        .member("isDefault", attribute.is_default)
        .member("pubKey", attribute.public_key)
        .member("kasURL", attribute.kas_url)
        .end_object();
  }
  out.end_array().begin_array("dissem");
  for (const std::string& reader : policy.dissem) {
    out.string(reader);
  }
  out.end_array().end_object().end_object().finish();
  return text;
}

bool is_portable_attribute(std::string_view fqn) {
  if (!take_prefix(fqn, "https://") || !is_portable_host(take_until_slash(fqn)) ||
      !take_prefix(fqn, "/attr/")) {
    return false;
  }
  const std::string_view name = take_until_slash(fqn);
  return is_portable_word(name) && take_prefix(fqn, "/value/") && is_portable_word(fqn) &&
         fqn != name;
}

std::string policy_binding(const crypto::Secret32& share, std::string_view policy) {
  return to_base64(as_bytes(crypto::hmac_sha256(share.view(), as_bytes(policy)).hex()));
}

bool policy_binding_fits(const crypto::Secret32& share, std::string_view policy,
                         std::string_view hash) {
  const Result<Bytes> given = from_base64(hash);
  if (!given.ok()) {
    return false;
  }
  const Digest mac = crypto::hmac_sha256(share.view(), as_bytes(policy));
  const bool is_raw = given->size() == Digest::kSize;
  return is_raw ? crypto::equal_constant_time(*given, mac.view())
                : crypto::equal_constant_time(*given, as_bytes(mac.hex()));
}

}  // namespace entente::object
