// The fast reader and a plain one agree. Whatever they accept, they accept again in the form that
// we write, with equal values; its canonical form is stable, and keys stay distinct.

#include "base/invariant.h"
#include "format/canonical.h"
#include "format/json.h"
#include "format/json_fault.h"
#include "format/json_writer.h"

using namespace entente;
using namespace entente::format;

namespace {

void require_equal(JsonValue a, JsonValue b);

void require_equal_members(JsonValue a, JsonValue b) {
  auto other = b.members().begin();
  for (const auto [key, value] : a.members()) {
    ENTENTE_INVARIANT(key == (*other).key);
    require_equal(value, (*other).value);
    ++other;
  }
  ENTENTE_INVARIANT(other == b.members().end());
}

void require_equal(JsonValue a, JsonValue b) {
  ENTENTE_INVARIANT(a.size() == b.size());
  // 1.0 is written as 1: the number stays, its type need not.
  if (const Result<double> number = a.number()) {
    ENTENTE_INVARIANT(*number == *b.number());
    return;
  }
  ENTENTE_INVARIANT(a.type() == b.type());
  if (a.is_string()) {
    ENTENTE_INVARIANT(*a.string() == *b.string());
  }
  if (a.is_boolean()) {
    ENTENTE_INVARIANT(*a.boolean() == *b.boolean());
  }
  require_equal_members(a, b);
  auto other = b.elements().begin();
  for (const JsonValue element : a.elements()) {
    require_equal(element, *other);
    ++other;
  }
}

/// Each member is found under its key and says its own place.
void visit(JsonValue value) {
  for (const auto [key, member] : value.members()) {
    ENTENTE_INVARIANT(value.find(key)->pointer() == member.pointer());
    visit(member);
  }
  for (const JsonValue element : value.elements()) {
    visit(element);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Result<JsonDocument> document = JsonDocument::parse(BytesView(data, size));
  ENTENTE_INVARIANT(check_strict_json(BytesView(data, size)).ok() == document.ok());
  const bool faulty = find_json_fault(as_text({data, size}), limits::kJsonDepth).has_value();
  if (!document) {
    ENTENTE_INVARIANT(faulty || document.error().where().starts_with('/'));  // a duplicate key
    return 0;
  }
  ENTENTE_INVARIANT(!faulty);
  if (size < 2000) {
    visit(document->root());
  }
  std::string written;
  JsonWriter(written).value(document->root());
  const Result<JsonDocument> again = JsonDocument::parse(written);
  const Result<std::string> canonical_text = canonical(document->root());
  if (again) {
    require_equal(document->root(), again->root());
  } else {
    ENTENTE_INVARIANT(!canonical_text);  // a double whose text is an integer out of range
  }
  if (canonical_text) {
    const Result<JsonDocument> reread = JsonDocument::parse(*canonical_text);
    ENTENTE_INVARIANT(reread.ok());
    ENTENTE_INVARIANT(*canonical(reread->root()) == *canonical_text);
    ENTENTE_INVARIANT(*canonical(again->root()) == *canonical_text);
  }
  return 0;
}
