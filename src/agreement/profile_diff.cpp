#include "agreement/profile_diff.h"

#include <fmt/format.h>

#include <algorithm>

namespace entente::agreement {
namespace {

/// What is no parameter of the table of clauses: words, registers, and lists whose rows permit or
/// demand something. The longest prefix of the described path counts.
struct Structure {
  std::string_view prefix;
  Tighter row;  ///< what another row does
};
constexpr Structure kStructures[] = {
    {"profile", Tighter::neutral},
    {"source", Tighter::neutral},
    {"party.name", Tighter::neutral},
    {"party.domain", Tighter::neutral},
    {"authority", Tighter::neutral},
    {"authority.gives", Tighter::unknown},
    {"facility", Tighter::neutral},
    {"contains_statement", Tighter::neutral},
    {"received_marking", Tighter::neutral},
    {"purpose", Tighter::fewer},
    {"purpose.name", Tighter::neutral},
    {"destruction.method", Tighter::fewer},
    {"destruction.method.name", Tighter::neutral},
    {"contractor_condition", Tighter::more},
    {"contractor_condition.name", Tighter::neutral},
    {"contractor_condition.article", Tighter::neutral},
    {"scheme.marking.gloss", Tighter::neutral},
    {"scheme.marking.transliteration", Tighter::neutral},
    {"scheme.level.gloss", Tighter::neutral},
    {"scheme.left_out_by", Tighter::neutral},
    {"equivalence.handling", Tighter::neutral},
    {"equivalence.article", Tighter::neutral},
};

Tighter structure_of(std::string_view described) {
  const Structure* best = nullptr;
  for (const Structure& each : kStructures) {
    const bool fits =
        described.starts_with(each.prefix) &&
        (described.size() == each.prefix.size() || described[each.prefix.size()] == '.');
    if (fits && (best == nullptr || each.prefix.size() > best->prefix.size())) {
      best = &each;
    }
  }
  return best == nullptr ? Tighter::unknown : best->row;
}

Effect of_row(Tighter row, bool had, bool has) {
  if (row == Tighter::neutral) {
    return Effect::none;
  }
  if (row == Tighter::unknown || had == has) {
    return Effect::unknown;
  }
  return (row == Tighter::more) == has ? Effect::tightens : Effect::loosens;
}

/// The part of a path that names a row: `level[SECRET]`; "" for what stands in no row.
std::string_view row_of(std::string_view path) {
  const std::size_t end = path.rfind(']');
  return end == std::string_view::npos ? std::string_view() : path.substr(0, end + 1);
}

bool has_row(const Values& values, std::string_view row) {
  const auto at = values.all().lower_bound(row);
  return at != values.all().end() && at->first.starts_with(row);
}

/// A list of parameters (`level`, `caveat`) whose row appears or goes.
std::optional<Tighter> row_rule(std::string_view path) {
  for (const ClauseSection& each : clause_sections()) {
    if (each.shape == SectionShape::rows && path.substr(0, path.find('[')) == each.name) {
      return each.row_added;
    }
  }
  return std::nullopt;
}

/// A ceiling is lowered or raised within its party's scheme.
Effect of_ceiling(std::string_view path, const Values& before, const Value* after) {
  const auto rank = [&](const Value* level) -> std::optional<int> {
    const auto* code = level == nullptr ? nullptr : std::get_if<std::string>(level);
    return code == nullptr ? std::nullopt
                           : before.count(fmt::format("{}.level[{}].rank", row_of(path), *code));
  };
  const auto was = rank(before.find(path));
  const auto is = rank(after);
  if (!was || !is) {
    return Effect::unknown;
  }
  return *is == *was ? Effect::none : *is < *was ? Effect::tightens : Effect::loosens;
}

std::optional<Value> copy_of(const Value* value) {
  return value == nullptr ? std::nullopt : std::optional(*value);
}

}  // namespace

Effect effect_at(std::string_view path, const Values& before, const Value* after) {
  const std::string described = description_path(path);
  const Value* was = before.find(path);
  if (const auto rule = row_rule(path); rule && !has_row(before, row_of(path))) {
    return of_row(*rule, false, true);
  }
  if (const Parameter* parameter = agreement::parameter(described)) {
    // A level without its own approval of encryption has that of Art. 12.
    if (was == nullptr && described == "level.crypto_approval") {
      was = before.find("transmission.crypto_approval");
    }
    return effect_of(*parameter, was, after);
  }
  if (described == "scheme.ceiling" || described == "scheme.electronic_ceiling") {
    return of_ceiling(path, before, after);
  }
  const std::string_view row = row_of(path);
  const bool had = row.empty() ? was != nullptr : has_row(before, row);
  return of_row(structure_of(described), had, after != nullptr);
}

std::vector<Difference> diff(const Profile& before, const Profile& after) {
  const Values& a = before.values();
  const Values& b = after.values();
  std::vector<Difference> differences;
  for (const auto& [path, value] : a.all()) {
    const Value* now = b.find(path);
    if (now != nullptr && *now == value) {
      continue;
    }
    const std::optional<Tighter> rule = row_rule(path);
    const bool row_gone = rule && !has_row(b, row_of(path));
    const Effect effect = row_gone ? of_row(*rule, true, false) : effect_at(path, a, now);
    differences.push_back({path, value, copy_of(now), effect});
  }
  for (const auto& [path, value] : b.all()) {
    if (a.find(path) == nullptr) {
      differences.push_back({path, std::nullopt, value, effect_at(path, a, &value)});
    }
  }
  std::sort(differences.begin(), differences.end(),
            [](const Difference& x, const Difference& y) { return x.path < y.path; });
  return differences;
}

}  // namespace entente::agreement
