#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "format/json.h"
#include "object/errors.h"

/// Reading a manifest's parts: what is missing or of another type is `object.bad-manifest` at its
/// JSON pointer.
namespace entente::object {

inline Error bad_manifest(const Error& error) {
  return Error(kBadManifest, error.message(), error.where());
}
inline Error bad_manifest(std::string message, const format::JsonValue& at) {
  return Error(kBadManifest, std::move(message), at.pointer());
}

/// A text that must be there.
inline Result<std::string> text_at(format::JsonValue object, std::string_view key) {
  const Result<std::string_view> text = object.string_at(key);
  return text.ok() ? Result<std::string>(std::string(*text)) : bad_manifest(text.error());
}

/// A text, or nothing where it is absent or null: clients write all three.
inline Result<std::string> text_or_empty(format::JsonValue object, std::string_view key) {
  const auto member = object.find(key);
  if (!member || member->is_null()) {
    return std::string();
  }
  return text_at(object, key);
}

/// The array, or nothing where it is absent or null.
inline Result<std::optional<format::JsonValue>> array_or_none(format::JsonValue object,
                                                              std::string_view key) {
  const auto member = object.find(key);
  if (!member || member->is_null()) {
    return std::optional<format::JsonValue>();
  }
  if (!member->is_array()) {
    return bad_manifest("A list must stand here.", *member);
  }
  return member;
}

/// The member, which must be an object or an array.
inline Result<format::JsonValue> part_at(format::JsonValue object, std::string_view key,
                                         format::JsonType type) {
  const Result<format::JsonValue> member = object.at(key);
  if (!member.ok()) {
    return bad_manifest(member.error());
  }
  if (const Status is = member->expect(type); !is.ok()) {
    return bad_manifest(is.error());
  }
  return *member;
}

/// The member must be this text: another one is something that this product does not read.
inline Status require_text(format::JsonValue object, std::string_view key,
                           std::string_view wanted) {
  ENTENTE_TRY(const std::string text, text_at(object, key));
  if (text != wanted) {
    return Error(kUnsupported, "This must be \"" + std::string(wanted) + "\".",
                 object.pointer() + "/" + std::string(key));
  }
  return {};
}

}  // namespace entente::object
