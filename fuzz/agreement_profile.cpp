#include <cstddef>
#include <cstdint>
#include <variant>

#include "agreement/profile.h"
#include "base/bytes.h"

namespace {

void check(const entente::agreement::Profile& profile) {
  ENTENTE_INVARIANT(profile.parties().size() >= 2);
  ENTENTE_INVARIANT(profile.readings().size() == profile.parties().size());
  for (const auto& party : profile.parties()) {
    ENTENTE_INVARIANT(profile.equivalence().scheme(party.code) != nullptr);
    ENTENTE_INVARIANT(profile.ceiling(party.code) != nullptr);
    ENTENTE_INVARIANT(!profile.contains_statement(party.code, "en").empty());
  }
  for (const auto& scheme : profile.equivalence().schemes()) {
    for (const auto& marking : scheme.markings()) {
      ENTENTE_INVARIANT(!marking.covered || profile.level_clause(marking.level) != nullptr);
      ENTENTE_INVARIANT(scheme.recognise(marking.text).value() == &marking);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using entente::agreement::Fault;
  const auto loaded =
      entente::agreement::Profile::load(entente::as_text({data, size}), "profile.toml");
  if (const auto* faults = std::get_if<std::vector<Fault>>(&loaded)) {
    ENTENTE_INVARIANT(!faults->empty());
    for (const Fault& fault : *faults) {
      ENTENTE_INVARIANT(!fault.code.empty() && !fault.text.empty());
    }
    return 0;
  }
  check(std::get<entente::agreement::Profile>(loaded));
  return 0;
}
