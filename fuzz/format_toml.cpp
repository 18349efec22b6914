// Reading never crashes; every member is found under its key, in the order of the file, at a place
// that lies in the file.
#include <algorithm>

#include "base/bytes.h"
#include "base/invariant.h"
#include "format/toml.h"

using namespace entente;
using namespace entente::format;

namespace {

void visit(TomlNode node, std::uint32_t lines) {
  ENTENTE_INVARIANT(node.position().line >= 1 && node.position().line <= lines);
  TomlPosition last;
  for (const TomlMember& member : node.members()) {
    ENTENTE_INVARIANT(last <= member.key_position);
    last = member.key_position;
    ENTENTE_INVARIANT(node.find(member.key)->position() == member.value.position());
    ENTENTE_INVARIANT(only_keys(node, {member.key}).ok() == (node.size() == 1));
    visit(member.value, lines);
  }
  for (const TomlNode element : node.elements()) {
    visit(element, lines);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = as_text({data, size});
  const Result<TomlDocument> document = TomlDocument::parse(text, "f");
  if (!document) {
    ENTENTE_INVARIANT(!document.error().where().empty());
    return 0;
  }
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  visit(document->root(), static_cast<std::uint32_t>(lines));
  return 0;
}
