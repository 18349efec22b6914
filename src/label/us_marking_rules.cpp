#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "label/errors.h"
#include "label/us_marking.h"

/// The rules of DoDM 5200.01 vol. 2 Encl. 4 as one table: paragraph, when it is broken, and what it
/// says. The numbers of paragraphs are those that the vectors of others cite.
namespace entente::label {
namespace {

using enum UsMarking::System;

constexpr std::size_t kPrograms = 4;
constexpr unsigned kSigmas = 99;

using UsCodes = std::vector<std::string>;

bool has_code(const UsCodes& codes, std::string_view code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

bool is_below(const UsMarking& marking, std::string_view level) {
  return us_level(marking.classification).value_or(0) < *us_level(level);
}

/// Trigraphs before tetragraphs, each by alphabet, none twice.
bool is_in_code_order(const UsCodes& codes) {
  const auto before = [](const std::string& a, const std::string& b) {
    return std::tuple(a.size(), a) < std::tuple(b.size(), b);
  };
  return std::adjacent_find(codes.begin(), codes.end(), [&](const auto& a, const auto& b) {
           return !before(a, b);
         }) == codes.end();
}

bool has_atomic(const UsMarking& marking, AtomicKind kind) {
  return std::any_of(marking.atomic.begin(), marking.atomic.end(),
                     [&](const AtomicMarking& each) { return each.kind == kind; });
}

/// HCS and KLONDIKE need NOFORN; of other SCI somebody must say to whom it may go.
bool needs_noforn(const UsMarking& marking) {
  return std::any_of(marking.sci.begin(), marking.sci.end(), [](const SciControl& each) {
    return each.name == "HCS" || each.name == "KLONDIKE" || each.name == "KDK";
  });
}

bool says_release(const UsMarking& m) {
  return !m.rel_to.empty() || !m.display_only.empty() || m.has(UsControl::noforn) ||
         m.has(UsControl::orcon) || m.has(UsControl::relido);
}

bool has_sigma_out_of_range(const UsMarking& marking) {
  return std::any_of(marking.atomic.begin(), marking.atomic.end(), [](const AtomicMarking& each) {
    return std::any_of(each.sigmas.begin(), each.sigmas.end(),
                       [](unsigned sigma) { return sigma < 1 || sigma > kSigmas; });
  });
}

bool is_qualified_beyond_nato(const UsMarking& m) {
  return !m.nato_qualifier.empty() && !m.is_nato() &&
         (m.system != foreign || m.nato_qualifier == "ATOMAL");
}

bool is_signals_qualifier_elsewhere(const UsMarking& m) {
  const bool top = m.is_nato() && m.classification == "TOP SECRET";
  return m.system == foreign && !top && !m.nato_qualifier.empty() && m.nato_qualifier != "ATOMAL";
}

/// Whether a rule is one of writing only: a line that breaks it is read with a note, because others
/// write such lines and their vectors take them as valid (labels.md 5.2). The order of lists is one
/// of reading only: the writer makes it.
enum class UsRuleUse { always, writing, reading };

struct UsRule {
  std::string_view paragraph;  ///< of Encl. 4; empty: the manual has no paragraph of its own for it
  std::string_view appendix;   ///< of Encl. 4, where the paragraph is in one
  UsRuleUse use;
  bool (*broken)(const UsMarking&);
  std::string_view text;
};

constexpr UsRule kUsRules[] = {
    {"", "", UsRuleUse::always, [](const UsMarking& m) { return !us_level(m.classification); },
     "The marking names no classification."},
    {"", "", UsRuleUse::writing,
     [](const UsMarking& m) { return m.system == us && m.classification == "RESTRICTED"; },
     "The United States have no level RESTRICTED."},
    {"4", "", UsRuleUse::always,
     [](const UsMarking& m) {
       return m.system == foreign && (m.owners.size() != 1 || has_code(m.owners, kUsaCode));
     },
     "A foreign marking has one owner, which is not USA."},
    {"4.b", "", UsRuleUse::always, is_qualified_beyond_nato,
     "ATOMAL, BALK and BOHEMIA are NATO's."},
    {"4.b.2.a", "", UsRuleUse::reading,
     [](const UsMarking& m) {
       return m.is_nato() && m.cosmic != (m.classification == "TOP SECRET");
     },
     "COSMIC stands before TOP SECRET of NATO, and NATO before its other levels."},
    {"4.b.2.c", "", UsRuleUse::always, is_signals_qualifier_elsewhere,
     "BALK and BOHEMIA stand with COSMIC TOP SECRET alone."},
    {"4.b.3", "", UsRuleUse::always,
     [](const UsMarking& m) { return m.is_nato() && m.has(UsControl::noforn); },
     "NOFORN does not stand with a marking of NATO."},
    {"5", "", UsRuleUse::always,
     [](const UsMarking& m) { return m.system == joint && us_order(m.owners).size() < 2; },
     "A joint marking has several owners."},
    {"5", "", UsRuleUse::reading,
     [](const UsMarking& m) {
       return m.system == joint && us_order(m.owners).size() != m.owners.size();
     },
     "A joint marking names each owner once."},
    {"5.d", "", UsRuleUse::always,
     [](const UsMarking& m) {
       return m.system == joint && m.classification == "RESTRICTED" && has_code(m.owners, kUsaCode);
     },
     "A joint marking with USA is not RESTRICTED."},
    {"6.f", "", UsRuleUse::always,
     [](const UsMarking& m) { return needs_noforn(m) && !m.has(UsControl::noforn); },
     "HCS and KLONDIKE need NOFORN."},
    {"6.c", "", UsRuleUse::always,
     [](const UsMarking& m) { return !m.sci.empty() && !needs_noforn(m) && !says_release(m); },
     "SCI needs NOFORN, ORCON, RELIDO, REL TO or DISPLAY ONLY."},
    {"7.e", "", UsRuleUse::always,
     [](const UsMarking& m) {
       return m.special_access && m.special_access->programs.size() > kPrograms;
     },
     "More than four special access programs are MULTIPLE PROGRAMS."},
    {"7.f", "", UsRuleUse::always,
     [](const UsMarking& m) { return m.has(UsControl::waived) && !m.special_access; },
     "WAIVED is of special access programs."},
    {"8.a.4", "", UsRuleUse::always,
     [](const UsMarking& m) {
       return has_atomic(m, AtomicKind::rd) && is_below(m, "CONFIDENTIAL");
     },
     "RESTRICTED DATA is at least CONFIDENTIAL."},
    {"8.b.2", "", UsRuleUse::always,
     [](const UsMarking& m) {
       return has_atomic(m, AtomicKind::frd) && is_below(m, "CONFIDENTIAL");
     },
     "FORMERLY RESTRICTED DATA is at least CONFIDENTIAL."},
    {"8.c.3", "", UsRuleUse::always,
     [](const UsMarking& m) {
       return std::any_of(m.atomic.begin(), m.atomic.end(), [](const AtomicMarking& each) {
         return each.cnwdi && each.kind != AtomicKind::rd;
       });
     },
     "CNWDI is of RESTRICTED DATA alone."},
    {"8.d.3", "", UsRuleUse::always, has_sigma_out_of_range, "SIGMA is of 1 to 99."},
    {"8.e.3", "", UsRuleUse::always,
     [](const UsMarking& m) {
       return has_atomic(m, AtomicKind::dod_ucni) && m.classification != "UNCLASSIFIED";
     },
     "DOD UCNI is UNCLASSIFIED."},
    {"8.f.3", "", UsRuleUse::always,
     [](const UsMarking& m) {
       return has_atomic(m, AtomicKind::doe_ucni) && m.classification != "UNCLASSIFIED";
     },
     "DOE UCNI is UNCLASSIFIED."},
    {"9.a", "", UsRuleUse::always,
     [](const UsMarking& m) { return m.system != us && (!m.fgi.empty() || m.fgi_concealed); },
     "FGI stands in a marking of the United States only."},
    {"9.b", "", UsRuleUse::always,
     [](const UsMarking& m) {
       return (!m.fgi.empty() || m.fgi_concealed) && is_below(m, "CONFIDENTIAL");
     },
     "FGI is at least CONFIDENTIAL."},
    {"", "", UsRuleUse::always, [](const UsMarking& m) { return has_code(m.fgi, kUsaCode); },
     "What is of USA is no FGI."},
    {"9.d", "", UsRuleUse::reading, [](const UsMarking& m) { return !is_in_code_order(m.fgi); },
     "FGI lists trigraphs, then tetragraphs, each by alphabet and once."},
    {"10.b.1", "", UsRuleUse::always,
     [](const UsMarking& m) {
       return m.has(UsControl::fouo) && m.classification != "UNCLASSIFIED";
     },
     "FOUO is of what is UNCLASSIFIED."},
    {"10.d.3", "", UsRuleUse::always,
     [](const UsMarking& m) { return m.has(UsControl::orcon) && is_below(m, "CONFIDENTIAL"); },
     "ORCON needs at least CONFIDENTIAL."},
    {"10.e.3", "", UsRuleUse::always,
     [](const UsMarking& m) { return !m.rel_to.empty() && is_below(m, "CONFIDENTIAL"); },
     "REL TO needs at least CONFIDENTIAL."},
    {"10.e.4", "", UsRuleUse::writing,
     [](const UsMarking& m) { return !m.rel_to.empty() && !has_code(m.rel_to, kUsaCode); },
     "REL TO names USA first."},
    {"10.e.4", "", UsRuleUse::reading,
     [](const UsMarking& m) { return us_order(m.rel_to) != m.rel_to; },
     "REL TO lists USA, then trigraphs, then tetragraphs, each by alphabet and once."},
    {"10.e.5", "", UsRuleUse::always,
     [](const UsMarking& m) {
       return has_code(m.rel_to, kUsaCode) && us_order(m.rel_to).size() == 1;
     },
     "REL TO names somebody besides USA."},
    {"10.e.7", "", UsRuleUse::always,
     [](const UsMarking& m) { return !m.rel_to.empty() && m.has(UsControl::noforn); },
     "REL TO and NOFORN exclude each other."},
    {"10.g.3", "", UsRuleUse::always,
     [](const UsMarking& m) { return !m.display_only.empty() && is_below(m, "CONFIDENTIAL"); },
     "DISPLAY ONLY needs at least CONFIDENTIAL."},
    {"10.g.4", "", UsRuleUse::always,
     [](const UsMarking& m) {
       return !m.display_only.empty() && (m.has(UsControl::noforn) || m.has(UsControl::relido));
     },
     "DISPLAY ONLY stands with neither NOFORN nor RELIDO."},
    {"10.g.5", "", UsRuleUse::reading,
     [](const UsMarking& m) { return !is_in_code_order(m.display_only); },
     "DISPLAY ONLY lists trigraphs, then tetragraphs, each by alphabet and once."},
    {"1.b", "2", UsRuleUse::always,
     [](const UsMarking& m) { return m.has(UsControl::imcon) && is_below(m, "SECRET"); },
     "IMCON needs at least SECRET."},
    {"1.c", "2", UsRuleUse::always,
     [](const UsMarking& m) {
       return m.has(UsControl::imcon) && m.rel_to.empty() && !m.has(UsControl::noforn) &&
              !m.has(UsControl::relido);
     },
     "IMCON needs NOFORN, RELIDO or REL TO."},
    {"2.c", "2", UsRuleUse::always,
     [](const UsMarking& m) { return m.has(UsControl::noforn) && is_below(m, "CONFIDENTIAL"); },
     "NOFORN needs at least CONFIDENTIAL."},
    {"2.d", "2", UsRuleUse::always,
     [](const UsMarking& m) {
       return m.has(UsControl::noforn) && (!m.rel_to.empty() || m.has(UsControl::relido));
     },
     "NOFORN stands with neither REL TO nor RELIDO."},
    {"3.b", "2", UsRuleUse::always,
     [](const UsMarking& m) {
       return m.has(UsControl::propin) && m.classification == "RESTRICTED";
     },
     "PROPIN does not stand with RESTRICTED."},
    {"4.c", "2", UsRuleUse::always,
     [](const UsMarking& m) { return m.has(UsControl::relido) && is_below(m, "CONFIDENTIAL"); },
     "RELIDO needs at least CONFIDENTIAL."},
    {"1.c", "3", UsRuleUse::always,
     [](const UsMarking& m) { return m.has(UsControl::exdis) && !m.rel_to.empty(); },
     "EXDIS and REL TO exclude each other."},
    {"1.d", "3", UsRuleUse::always,
     [](const UsMarking& m) { return m.has(UsControl::exdis) && m.has(UsControl::nodis); },
     "EXDIS and NODIS exclude each other."},
    {"2.d", "3", UsRuleUse::always,
     [](const UsMarking& m) { return m.has(UsControl::nodis) && !m.rel_to.empty(); },
     "NODIS and REL TO exclude each other."},
};

Fault fault_of_rule(const UsRule& rule) {
  if (rule.paragraph.empty()) {
    return {&kBadUsMarking, {}, std::string(rule.text), {}};
  }
  const std::string appendix = rule.appendix.empty() ? "" : fmt::format(" App. {}", rule.appendix);
  return {
      &kBadUsMarking,
      {},
      fmt::format("{} (DoDM 5200.01 vol. 2 Encl. 4{}, {})", rule.text, appendix, rule.paragraph),
      std::string(rule.paragraph)};
}

bool is_code(const std::string& code) {
  return (code.size() == kTrigraphLetters || code.size() == kTrigraphLetters + 1) &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void check_codes(const UsMarking& marking, Faults& faults) {
  for (const auto* list : {&marking.owners, &marking.fgi, &marking.rel_to, &marking.display_only}) {
    for (const std::string& code : *list) {
      if (!is_code(code)) {
        faults.push_back(
            {&kBadUsMarking,
             {},
             fmt::format("'{}' is no code of a state or group.", display_safe(code, 40)),
             {}});
      }
    }
  }
}

}  // namespace

Faults check_us_marking(const UsMarking& marking) {
  Faults faults;
  check_codes(marking, faults);
  for (const UsRule& rule : kUsRules) {
    if (rule.use != UsRuleUse::reading && rule.broken(marking)) {
      faults.push_back(fault_of_rule(rule));
    }
  }
  return faults;
}

UsMarkingFaults check_us_marking_read(const UsMarking& marking) {
  UsMarkingFaults found;
  check_codes(marking, found.faults);
  for (const UsRule& rule : kUsRules) {
    if (rule.broken(marking)) {
      (rule.use == UsRuleUse::writing ? found.notes : found.faults).push_back(fault_of_rule(rule));
    }
  }
  return found;
}

}  // namespace entente::label
