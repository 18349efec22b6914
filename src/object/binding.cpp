#include "object/binding.h"

#include "format/json.h"
#include "format/json_writer.h"
#include "object/json_fields.h"

namespace entente::object {
namespace {

constexpr std::size_t kBindingBytes = 1024;
constexpr std::size_t kBindingDepth = 2;

/// The member, made into what it is by `parse`.
template <class T>
Status read_parsed(format::JsonValue object, std::string_view key, T& value,
                   Result<T> (*parse)(std::string_view)) {
  ENTENTE_TRY(const std::string text, text_at(object, key));
  Result<T> parsed = parse(text);
  if (!parsed.ok()) {
    return bad_manifest(parsed.error().within("/" + std::string(key)));
  }
  value = std::move(parsed).value();
  return {};
}

}  // namespace

std::string write_binding(const Binding& binding) {
  std::string text;
  format::JsonWriter(text)
      .begin_object()
      .member("item", binding.item.text())
      .member("agreement", binding.agreement.text())
      .member("agreement_digest", binding.agreement_digest.hex())
      .member("environment", binding.environment)
      .end_object()
      .finish();
  return text;
}

Result<Binding> parse_binding(std::string_view json) {
  const Result<format::JsonDocument> document =
      format::JsonDocument::parse(json, {.bytes = kBindingBytes, .depth = kBindingDepth});
  if (!document.ok()) {
    return bad_manifest(document.error());
  }
  const format::JsonValue root = document->root();
  const Status closed =
      format::only_keys(root, {"item", "agreement", "agreement_digest", "environment"});
  if (!closed.ok()) {
    return bad_manifest(closed.error());
  }
  Binding binding;
  ENTENTE_CHECK(read_parsed(root, "item", binding.item, &ItemId::parse));
  ENTENTE_CHECK(read_parsed(root, "agreement", binding.agreement, &AgreementId::parse));
  ENTENTE_CHECK(read_parsed(root, "agreement_digest", binding.agreement_digest, &Digest::from_hex));
  ENTENTE_TRY(binding.environment, text_at(root, "environment"));
  return binding;
}

}  // namespace entente::object
