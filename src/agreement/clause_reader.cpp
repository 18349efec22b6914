#include <fmt/format.h>

#include <algorithm>

#include "agreement/profile_reader.h"

namespace entente::agreement {
namespace {

void read_methods(Section& section, const std::vector<std::string>& languages,
                  std::vector<DestructionMethod>& methods) {
  for (Section& row : section.tables("method")) {
    DestructionMethod method;
    method.code = row.id<NameTag>("code");
    method.media = row.named_list<Medium>("media");
    method.names = row.texts("name", languages);
    row.done();
    const bool repeated =
        std::any_of(methods.begin(), methods.end(),
                    [&](const DestructionMethod& other) { return other.code == method.code; });
    if (repeated) {
      row.fault("duplicate", "code", "A method with this code stands above.");
    }
    methods.push_back(std::move(method));
  }
}

std::vector<std::string> codes_in(const Value& value) {
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    return *list;
  }
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr || text->empty() ? std::vector<std::string>()
                                          : std::vector<std::string>{*text};
}

void check_reference(Section& section, const Parameter& parameter, const Value& value,
                     const KnownCodes& known) {
  for (const std::string& code : codes_in(value)) {
    if (!known.has(parameter.refers, code)) {
      section.fault("unknown-reference", parameter.key(),
                    fmt::format("{} is not known here: no such {} in this profile.", code,
                                parameter.refers == Refers::parties  ? "party"
                                : parameter.refers == Refers::levels ? "level"
                                                                     : "authentic language"));
    }
  }
}

}  // namespace

bool KnownCodes::has(Refers refers, std::string_view code) const {
  const auto in = [&](const std::vector<std::string>& all) {
    return std::find(all.begin(), all.end(), code) != all.end();
  };
  switch (refers) {
    case Refers::nothing:
      return true;
    case Refers::parties:
      return in(parties);
    case Refers::levels:
      return in(levels);
    case Refers::languages:
      return in(languages);
  }
  return false;
}

void read_parameters(Section& section, std::string_view name, const KnownCodes& known,
                     const std::function<void(const Parameter&, Value)>& take) {
  for (const Parameter& parameter : parameters()) {
    if (parameter.section() != name) {
      continue;
    }
    const Need need = known.partial ? Need::optional : parameter.need;
    if (auto value = section.value(parameter, need)) {
      check_reference(section, parameter, *value, known);
      take(parameter, std::move(*value));
    }
  }
}

void read_rows(std::vector<Section> rows, const ClauseSection& clause, const KnownCodes& known,
               const RowTaker& take) {
  std::vector<std::string> present;
  for (Section& row : rows) {
    std::vector<std::pair<const Parameter*, Value>> values;
    read_parameters(row, clause.name, known, [&](const Parameter& parameter, Value value) {
      values.emplace_back(&parameter, std::move(value));
    });
    row.done();
    const std::string name = row.id<NameTag>(clause.row_key).text();
    if (!name.empty() && std::find(present.begin(), present.end(), name) != present.end()) {
      row.fault("duplicate", clause.row_key, "A row of this name stands above.");
    }
    present.push_back(name);
    if (take) {
      take(row, name, std::move(values));
    }
  }
}

void read_clauses(Section& root, const std::vector<std::string>& languages, const KnownCodes& known,
                  Clauses& clauses) {
  for (const ClauseSection& clause : clause_sections()) {
    const bool required = clause.need == Need::required;
    if (clause.shape == SectionShape::rows) {
      read_rows(required ? root.tables(clause.name) : root.optional_tables(clause.name), clause,
                known, nullptr);
      continue;
    }
    Section section = required ? root.table(clause.name) : root.optional_table(clause.name);
    if (!section.present()) {
      continue;
    }
    read_parameters(section, clause.name, known, [](const Parameter&, const Value&) {});
    if (clause.name == "destruction") {
      read_methods(section, languages, clauses.destruction.methods);
    }
    section.done();
  }
}

void read_contractors(std::vector<Section> rows, const std::vector<std::string>& languages,
                      std::vector<ContractorCondition>& conditions) {
  for (Section& row : rows) {
    ContractorCondition condition;
    condition.code = row.id<NameTag>("code");
    condition.article = row.text("article");
    condition.names = row.texts("name", languages);
    row.done();
    const bool repeated =
        std::any_of(conditions.begin(), conditions.end(),
                    [&](const ContractorCondition& other) { return other.code == condition.code; });
    if (repeated) {
      row.fault("duplicate", "code", "A condition with this code stands above.");
    }
    conditions.push_back(std::move(condition));
  }
}

}  // namespace entente::agreement
