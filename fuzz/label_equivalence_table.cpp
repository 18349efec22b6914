#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "label/equivalence_table.h"

namespace {

/// What an answer promises: a level exactly where a marking may be used, and no uncovered target.
void check(const entente::label::EquivalenceAnswer& answer) {
  using enum entente::label::Outcome;
  const bool usable = answer.outcome == mapped || answer.outcome == choice;
  ENTENTE_INVARIANT(usable == (answer.level != nullptr));
  ENTENTE_INVARIANT(answer.outcome != mapped || answer.targets.size() == 1);
  ENTENTE_INVARIANT(answer.outcome != choice || answer.targets.size() > 1);
  for (const auto* target : answer.targets) {
    ENTENTE_INVARIANT(target != nullptr && target->covered);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto table = entente::label::EquivalenceTable::load(entente::as_text({data, size}), "t");
  if (!table) {
    return 0;
  }
  const entente::CivilDate on = entente::CivilDate::parse("2020-01-01").value();
  for (const std::string& name : table->names()) {
    const auto* equivalence = table->agreement(name).value();
    for (const auto& rule : equivalence->rules()) {
      check(equivalence->lookup_code(rule.from, rule.marking, rule.to, rule.valid_from));
      const auto& text = equivalence->scheme(rule.from)->find(rule.marking)->text;
      const auto answer = table->lookup(name, rule.from, text, rule.to, on);
      ENTENTE_INVARIANT(answer.ok());
      check(*answer);
    }
  }
  return 0;
}
