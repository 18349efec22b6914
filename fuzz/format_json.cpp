// The fast reader and a plain one agree. Whatever they accept, they accept again in the form that
// we write, with equal values; its canonical form is stable, and keys stay distinct.
#include <cstdlib>

#include "format/canonical.h"
#include "format/json.h"
#include "format/json_fault.h"
#include "format/json_writer.h"

using namespace entente;
using namespace entente::format;

namespace {

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

void require_equal(JsonValue a, JsonValue b);

void require_equal_members(JsonValue a, JsonValue b) {
  auto other = b.members().begin();
  for (const auto [key, value] : a.members()) {
    require(key == (*other).key);
    require_equal(value, (*other).value);
    ++other;
  }
  require(other == b.members().end());
}

void require_equal(JsonValue a, JsonValue b) {
  require(a.size() == b.size());
  // 1.0 is written as 1: the number stays, its type need not.
  if (const Result<double> number = a.number()) {
    require(*number == *b.number());
    return;
  }
  require(a.type() == b.type());
  if (a.is_string()) {
    require(*a.string() == *b.string());
  }
  if (a.is_boolean()) {
    require(*a.boolean() == *b.boolean());
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
    require(value.find(key)->pointer() == member.pointer());
    visit(member);
  }
  for (const JsonValue element : value.elements()) {
    visit(element);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Result<JsonDocument> document = JsonDocument::parse(BytesView(data, size));
  require(check_strict_json(BytesView(data, size)).ok() == document.ok());
  const bool faulty = find_json_fault(as_text({data, size}), limits::kJsonDepth).has_value();
  if (!document) {
    require(faulty || document.error().where().starts_with('/'));  // a duplicate key
    return 0;
  }
  require(!faulty);
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
    require(!canonical_text);  // a double whose text is an integer out of range
  }
  if (canonical_text) {
    const Result<JsonDocument> reread = JsonDocument::parse(*canonical_text);
    require(reread.ok());
    require(*canonical(reread->root()) == *canonical_text);
    require(*canonical(again->root()) == *canonical_text);
  }
  return 0;
}
