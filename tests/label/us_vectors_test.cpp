#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

#include "label/shared_data.h"
#include "label/us_marking_reader.h"

/// The vectors of another implementation's tests (vectors/capco-banner.tsv), row by row: what the
/// columns of a test mean is a function of what our reader says.
namespace entente::label::testing {
namespace {

using Texts = std::vector<std::string>;
using Columns = std::map<std::string, std::string>;

/// The cells of a row: `'A' | true || ['B']`.
Texts cells_of(std::string_view text) {
  Texts cells;
  while (true) {
    const std::size_t bar = text.find(" |");
    cells.emplace_back(text.substr(0, bar));
    if (bar == text.npos) {
      return cells;
    }
    text.remove_prefix(text.find_first_not_of("| ", bar));
  }
}

/// A list of the vectors without its quotes and brackets, in one order.
std::string list(std::string_view text) {
  std::set<std::string> values;
  std::string value;
  for (const char c : std::string(text) + ",") {
    if (c == ',') {
      const std::size_t first = value.find_first_not_of(' ');
      if (first != value.npos) {
        values.insert(value.substr(first));
      }
      value.clear();
    } else if (c != '[' && c != ']' && c != '\'') {
      value += c;
    }
  }
  std::string all;
  for (const std::string& each : values) {
    all += each + ";";
  }
  return all;
}

std::string list(const Texts& texts) {
  std::string joined;
  for (const std::string& each : texts) {
    joined += each + ",";
  }
  return list(std::string_view(joined));
}

std::string truth(bool value) { return value ? "true" : "false"; }

std::string constant(std::string text) {
  std::replace(text.begin(), text.end(), ' ', '_');
  return text;
}

Texts controls_of(const UsMarking& marking, UsCategory category) {
  Texts names;
  for (const UsControl each : marking.controls) {
    if (words_of(each).category == category) {
      names.push_back(std::string(words_of(each).banner));
    }
  }
  return names;
}

Texts constants(Texts names) {
  std::transform(names.begin(), names.end(), names.begin(), constant);
  return names;
}

std::string paragraphs(const Faults& faults) {
  Texts cited;
  for (const Fault& each : faults) {
    cited.push_back(each.about.empty() ? "-" : each.about + ".");
  }
  return list(cited);
}

/// As the vectors print it: [[control: 'TK', compartments: ['ABC': [], 'XYZ': ['HELLO', 'WORLD']]]]
std::string sci_structure(const UsMarking& marking) {
  std::string all;
  for (const SciControl& control : marking.sci) {
    std::string compartments;
    for (const auto& each : control.compartments) {
      std::string within;
      for (const std::string& name : each.within) {
        within += (within.empty() ? "'" : ", '") + name + "'";
      }
      compartments += (compartments.empty() ? "'" : ", '") + each.name + "': [" + within + "]";
    }
    all += (all.empty() ? "[control: '" : ", [control: '") + control.name + "', compartments: [" +
           (compartments.empty() ? ":" : compartments) + "]]";
  }
  return "[" + all + "]";
}

bool has_kind(const UsMarking& marking, AtomicKind kind) {
  return std::any_of(marking.atomic.begin(), marking.atomic.end(),
                     [&](const AtomicMarking& each) { return each.kind == kind; });
}

std::string owner_of(const UsMarking& marking) {
  return marking.system == UsMarking::System::us ? "USA" : list(marking.owners);
}

std::string type_of(const UsMarking& marking) {
  if (!marking.atomic.empty()) {
    constexpr const char* kKinds[] = {"RD", "FRD", "TFNI", "DOD_UCNI", "DOE_UCNI"};
    return kKinds[static_cast<std::size_t>(marking.atomic[0].kind)];
  }
  constexpr const char* kSystems[] = {"US", "FGI", "JOINT"};
  return kSystems[static_cast<std::size_t>(marking.system)];
}

Texts sigmas_of(const UsMarking& marking) {
  Texts all;
  for (const AtomicMarking& each : marking.atomic) {
    for (const unsigned sigma : each.sigmas) {
      all.push_back(std::to_string(sigma));
    }
  }
  return all;
}

Texts programs_of(const UsMarking& marking) {
  return marking.special_access ? marking.special_access->programs : Texts();
}

Texts special_access_texts(const UsMarking& marking) {
  Texts all = marking.special_access->multiple ? Texts{"MULTIPLE PROGRAMS"} : programs_of(marking);
  for (std::string& each : all) {
    each.insert(0, "SAR-");
  }
  return all;
}

Texts other_dissemination(const UsMarking& marking) {
  Texts all = controls_of(marking, UsCategory::non_ic);
  for (const std::string& each : marking.accm) {
    all.push_back("ACCM-" + each);
  }
  return all;
}

Texts codewords(const UsMarking& marking) {
  Texts all;
  for (const SciControl& each : marking.sci) {
    const Texts texts = sci_texts(each);
    all.insert(all.end(), texts.begin(), texts.end());
  }
  return all;
}

Texts atomic_texts(const UsMarking& marking) {
  Texts all;
  for (const AtomicMarking& each : marking.atomic) {
    all.push_back(atomic_text(each));
  }
  return all;
}

std::string fgi_text(const UsMarking& marking) {
  std::string text = "FGI";
  for (const std::string& each : marking.fgi) {
    text += " " + each;
  }
  return text;
}

using Said = std::function<std::string(const UsMarking&)>;

/// What a column says, as a list in one order.
const std::map<std::string, Said>& columns() {
  static const std::map<std::string, Said> kAll = {
      {"classification", [](const auto& m) { return constant(m.classification) + ";"; }},
      {"type", [](const auto& m) { return type_of(m) + ";"; }},
      {"fgiAuthority", [](const auto& m) { return owner_of(m); }},
      {"jointAuthorities", [](const auto& m) { return list(m.owners); }},
      {"firstAuthority", [](const auto& m) { return m.owners.at(0) + ";"; }},
      {"countryCodes", [](const auto& m) { return list(m.fgi); }},
      {"hasConcealedFgi", [](const auto& m) { return truth(m.fgi_concealed) + ";"; }},
      {"relTo", [](const auto& m) { return list(m.rel_to); }},
      {"displayTo", [](const auto& m) { return list(m.display_only); }},
      {"multiple",
       [](const auto& m) { return truth(m.special_access && m.special_access->multiple) + ";"; }},
      {"programs", [](const auto& m) { return list(programs_of(m)); }},
      {"hvsaco",
       [](const auto& m) { return truth(m.special_access && m.special_access->hvsaco) + ";"; }},
      {"cnwdi", [](const auto& m) { return truth(!m.atomic.empty() && m.atomic[0].cnwdi) + ";"; }},
      {"sigmas", [](const auto& m) { return list(sigmas_of(m)); }},
      {"dodUcni", [](const auto& m) { return truth(has_kind(m, AtomicKind::dod_ucni)) + ";"; }},
      {"doeUcni", [](const auto& m) { return truth(has_kind(m, AtomicKind::doe_ucni)) + ";"; }},
      {"dod", [](const auto& m) { return truth(has_kind(m, AtomicKind::dod_ucni)) + ";"; }},
      {"doe", [](const auto& m) { return truth(has_kind(m, AtomicKind::doe_ucni)) + ";"; }},
      {"dissem",
       [](const auto& m) { return list(constants(controls_of(m, UsCategory::dissemination))); }},
      {"otherDissem",
       [](const auto& m) { return list(constants(controls_of(m, UsCategory::non_ic))); }},
      {"accm", [](const auto& m) { return list(m.accm); }},
      {"sciControl", [](const auto& m) { return list(std::string_view(sci_structure(m))); }},
  };
  return kAll;
}

/// What the attribute of a test of processors is.
const std::map<std::string, Said>& attributes() {
  static const std::map<std::string, Said> kAll = {
      {"codewords", [](const auto& m) { return list(codewords(m)); }},
      {"owner-producer",
       [](const auto& m) { return list(std::string_view(owner_of(m).substr(0, 4))); }},
      {"classification-system", [](const auto& m) { return owner_of(m); }},
      {"class markings", [](const auto& m) { return ism_classification(m) + ";"; }},
      {"releasability", [](const auto& m) { return list(m.rel_to); }},
      {"dissemination",
       [](const auto& m) { return list(controls_of(m, UsCategory::dissemination)); }},
      {"sap", [](const auto& m) { return list(special_access_texts(m)); }},
      {"aea", [](const auto& m) { return list(atomic_texts(m)); }},
      {"doe ucni", [](const auto& m) { return list(atomic_texts(m)); }},
      {"other dissem", [](const auto& m) { return list(other_dissemination(m)); }},
      {"fgi", [](const auto& m) { return fgi_text(m) + ";"; }},
  };
  return kAll;
}

std::string unquoted(std::string_view cell) { return std::string(cell.substr(1, cell.size() - 2)); }

void check_processor(const std::string& test, const Columns& row) {
  const UsMarkingReading read = read_us_marking(unquoted(row.at("markings")));
  ASSERT_EQ(truth(!read.faults.empty()), row.at("validationError"))
      << row.at("markings") << paragraphs(read.faults);
  if (!read.faults.empty()) {
    return;
  }
  const std::string name = test.substr(5, test.size() - 5 - std::string(" processor").size());
  const std::string expected = row.at("attributeValue");
  std::string said = attributes().at(name)(read.marking);
  said += said.empty() || said.ends_with(';') ? "" : ";";
  EXPECT_EQ(said, expected == "null" ? "" : list(std::string_view(expected))) << row.at("markings");
}

/// A line that is read; where the test does not say which paragraphs, it breaks none.
void check_line(const Columns& row) {
  const UsMarkingReading read = read_us_marking(unquoted(row.at("markings")));
  const auto cited = row.find("validationParaRefs");
  EXPECT_EQ(paragraphs(read.faults),
            cited == row.end() ? "" : list(std::string_view(cited->second)))
      << row.at("markings");
  for (const auto& [name, cell] : row) {
    if (name != "markings" && name != "validationParaRefs") {
      EXPECT_EQ(columns().at(name)(read.marking), list(std::string_view(cell)))
          << row.at("markings") << " " << name;
    }
  }
}

void check_translator(const Texts& cells) {
  UsMarking marking;
  marking.classification = cells[0] == "TOP_SECRET" ? "TOP SECRET" : cells[0];
  if (cells[1] == "true") {
    marking.system = UsMarking::System::foreign;
    marking.owners = {"NATO"};
  }
  marking.nato_qualifier = cells[2] == "null" ? "" : unquoted(cells[2]);
  EXPECT_EQ(ism_classification(marking), unquoted(cells[3]));
}

Texts texts_of(std::string_view cell) {
  Texts all;
  std::string one;
  bool within = false;
  for (const char c : cell) {
    if (c == '\'') {
      if (within) {
        all.push_back(std::move(one));
        one.clear();
      }
      within = !within;
    } else if (within) {
      one += c;
    }
  }
  return all;
}

Columns columns_of(const std::string& names, const std::string& row) {
  const Texts keys = cells_of(names);
  const Texts cells = cells_of(row);
  EXPECT_EQ(keys.size(), cells.size()) << row;
  Columns columns;
  for (std::size_t i = 0; i < std::min(keys.size(), cells.size()); ++i) {
    columns[keys[i]] = cells[i];
  }
  return columns;
}

void check_row(const Texts& row) {
  const std::string& test = row[1];
  if (row[2] == "(single)") {
    const UsMarkingReading read = read_us_marking(row[3]);
    EXPECT_EQ(paragraphs(read.faults), "");
    EXPECT_EQ(controls_of(read.marking, UsCategory::dissemination), Texts{"FOUO"});
    EXPECT_FALSE(read.notes.empty()) << "obsolete since controlled unclassified information";
  } else if (test == "test list deduper") {
    const Texts cells = cells_of(row[3]);
    EXPECT_EQ(union_of(texts_of(cells[0]), texts_of(cells[1])), texts_of(cells[2]));
  } else if (test == "test classification translator") {
    check_translator(cells_of(row[3]));
  } else if (test.ends_with(" processor")) {
    check_processor(test, columns_of(row[2], row[3]));
  } else {
    check_line(columns_of(row[2], row[3]));
  }
}

TEST(Vectors, marking_lines_of_the_United_States) {
  ENTENTE_NEEDS_LABEL_DATA();
  std::size_t checked = 0;
  for (const Texts& row : vectors("capco-banner.tsv")) {
    SCOPED_TRACE(row.size() > 3 ? row[1] + ": " + row[3] : "a row of too few columns");
    ASSERT_GE(row.size(), 4U);
    check_row(row);
    ++checked;
  }
  EXPECT_EQ(checked, 150U);
}

}  // namespace
}  // namespace entente::label::testing
