#include "label/us_marking_reader.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"
#include "label/errors.h"

namespace entente::label {
namespace {

using UsWords = std::vector<std::string_view>;

/// A portion's mark stands in parentheses.
std::optional<std::string_view> within_parentheses(std::string_view text) {
  return text.starts_with('(') && text.ends_with(')')
             ? std::optional(trimmed(text.substr(1, text.size() - 2)))
             : std::nullopt;
}

/// The parts between separators, each without the blanks around it.
UsWords us_parts_of(std::string_view text, std::string_view separator) {
  UsWords parts;
  for (std::size_t at = text.find(separator); at != text.npos; at = text.find(separator)) {
    parts.push_back(trimmed(text.substr(0, at)));
    text.remove_prefix(at + separator.size());
  }
  parts.push_back(trimmed(text));
  return parts;
}

/// The words between blanks and commas.
std::vector<std::string> us_list_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" ,"), text.size());
    if (end > 0) {
      words.emplace_back(text.substr(0, end));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// What follows `prefix`, if the text begins so and the prefix ends a word.
std::optional<std::string_view> us_after(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) {
    return std::nullopt;
  }
  text.remove_prefix(prefix.size());
  const bool ends = text.empty() || text.front() == ' ' || prefix.back() == '-';
  return ends ? std::optional(trimmed(text)) : std::nullopt;
}

/// The first of several spellings that a text begins with; what follows it.
std::optional<std::string_view> us_after_any(std::string_view text,
                                             std::initializer_list<std::string_view> prefixes) {
  for (const std::string_view prefix : prefixes) {
    if (const auto rest = us_after(text, prefix)) {
      return rest;
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> after_fgi(std::string_view word) {
  return us_after_any(word, {"FGI", "FOREIGN GOVERNMENT INFORMATION"});
}
std::optional<std::string_view> after_rel_to(std::string_view word) {
  return us_after_any(word, {"REL TO", "AUTHORIZED FOR RELEASE TO"});
}
std::optional<std::string_view> after_display_only(std::string_view word) {
  return us_after(word, "DISPLAY ONLY");
}
std::optional<std::string_view> after_program(std::string_view word) {
  return us_after_any(word, {"SAR-", "SPECIAL ACCESS REQUIRED-"});
}
std::optional<std::string_view> after_accm(std::string_view word) {
  return us_after_any(word, {"ACCM-", "ALTERNATIVE OR COMPENSATORY CONTROL MEASURE-"});
}

/// `RESTRICTED DATA-N-SIGMA 1 12` as words around hyphens, the first being the kind.
std::optional<AtomicMarking> atomic_of(std::string_view word) {
  const UsWords parts = us_parts_of(word, "-");
  const AtomicWords* kind = find_atomic(parts.front());
  if (kind == nullptr) {
    return std::nullopt;
  }
  AtomicMarking marking{kind->kind, false, {}};
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto sigmas = us_after_any(parts[i], {"SIGMA", "SG"});
    if (!sigmas && parts[i] != "N" && parts[i] != "CNWDI") {
      return std::nullopt;
    }
    marking.cnwdi = marking.cnwdi || !sigmas;
    if (sigmas && sigmas->empty()) {
      return std::nullopt;
    }
    for (const std::string& each : us_list_of(sigmas.value_or(""))) {
      unsigned number = 0;
      const char* end = each.data() + each.size();
      if (std::from_chars(each.data(), end, number).ptr != end) {
        return std::nullopt;
      }
      marking.sigmas.push_back(number);
    }
  }
  return marking;
}

SciControl sci_of(std::string_view word) {
  const UsWords parts = us_parts_of(word, "-");
  SciControl control{std::string(parts.front()), {}};
  for (std::size_t i = 1; i < parts.size(); ++i) {
    std::vector<std::string> names = us_list_of(parts[i]);
    if (names.empty()) {
      names.emplace_back();
    }
    SciControl::Compartment made{std::move(names.front()), {}};
    made.within.assign(std::next(names.begin()), names.end());
    control.compartments.push_back(std::move(made));
  }
  return control;
}

/// Whether a text is one of names: letters, digits, blanks and hyphens, each name with something in
/// it.
bool is_control_text(std::string_view word) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -";
  const UsWords parts = us_parts_of(word, "-");
  return word.find_first_not_of(kLetters) == word.npos &&
         std::none_of(parts.begin(), parts.end(),
                      [](std::string_view each) { return each.empty(); });
}

/// Which category a group is of by one of its values; nothing for what could be SCI, or nothing.
std::optional<UsCategory> us_category_of(std::string_view word) {
  if (is_nato_qualifier(word)) {
    return UsCategory::classification;
  }
  if (after_program(word) || word == "HVSACO") {
    return UsCategory::sar;
  }
  if (after_fgi(word)) {
    return UsCategory::fgi;
  }
  if (after_rel_to(word) || after_display_only(word)) {
    return UsCategory::dissemination;
  }
  if (const UsControlWords* control = find_us_control(word)) {
    return control->category;
  }
  if (after_accm(word)) {
    return UsCategory::non_ic;
  }
  return find_atomic(us_parts_of(word, "-").front()) != nullptr ? std::optional(UsCategory::atomic)
                                                                : std::nullopt;
}

class UsMarkingReader {
 public:
  UsMarkingReading run(std::string_view text) {
    if (text.size() > kUsMarkingBytes) {
      fault(fmt::format("A marking line has at most {} bytes.", kUsMarkingBytes));
      return std::move(read_);
    }
    text = trimmed(text);
    if (const auto portion = within_parentheses(text)) {
      text = *portion;
      in_parentheses_ = true;
    }
    const bool elsewhere = text.starts_with("//");
    const UsWords groups = us_parts_of(text.substr(elsewhere ? 2 : 0), "//");
    if (elsewhere) {
      read_foreign(groups.front());
    } else {
      read_level(groups.front());
    }
    for (std::size_t i = 1; i < groups.size(); ++i) {
      read_group(groups[i]);
    }
    UsMarkingFaults broken = check_us_marking_read(marking());
    std::move(broken.faults.begin(), broken.faults.end(), std::back_inserter(read_.faults));
    std::move(broken.notes.begin(), broken.notes.end(), std::back_inserter(read_.notes));
    return std::move(read_);
  }

 private:
  UsMarking& marking() { return read_.marking; }

  void fault(std::string text) {
    read_.faults.push_back({&kBadUsMarking, {}, std::move(text), {}});
  }
  void note(std::string text) { read_.notes.push_back({&kAdvice, {}, std::move(text), {}}); }
  void unknown(std::string_view what, std::string_view word) {
    fault(fmt::format("{} is no {}.", in_quotes(word), what));
  }

  void read_level(std::string_view word) {
    const auto level = us_level(word);
    if (!level) {
      unknown("classification", word);  // and the rule that there must be one is broken too
      return;
    }
    const UsLevel& found = us_levels()[*level];
    marking().classification = found.name;
    read_.form = word == found.portion ? UsForm::portion : UsForm::banner;
    if (in_parentheses_ && read_.form == UsForm::banner) {
      note("A portion is marked with the level's abbreviation.");
      read_.form = UsForm::portion;
    }
  }

  void read_foreign(std::string_view text) {
    marking().system = UsMarking::System::foreign;
    for (const NatoMark& each : nato_marks()) {
      if (each.portion == text) {
        marking().owners = {"NATO"};
        marking().classification = each.level;
        marking().cosmic = each.level == "TOP SECRET";
        marking().nato_qualifier = each.qualifier;
        read_.form = UsForm::portion;
        return;
      }
    }
    if (const auto joint = us_after(text, "JOINT")) {
      read_joint(*joint);
      return;
    }
    const std::size_t end = std::min(text.find(' '), text.size());
    marking().cosmic = text.substr(0, end) == "COSMIC";
    marking().owners = {marking().cosmic ? "NATO" : std::string(text.substr(0, end))};
    read_level(trimmed(text.substr(end)));
  }

  /// The longest level that the text begins with, then the owners.
  void read_joint(std::string_view text) {
    marking().system = UsMarking::System::joint;
    for (const UsLevel& each : us_levels()) {
      for (const std::string_view name : {each.name, each.portion}) {
        if (const auto owners = us_after(text, name)) {
          read_level(name);
          marking().owners = us_list_of(*owners);
          if (!std::is_sorted(marking().owners.begin(), marking().owners.end())) {
            note("The owners of a joint marking stand by alphabet.");
            std::sort(marking().owners.begin(), marking().owners.end());
          }
          return;
        }
      }
    }
    read_level(text);
  }

  /// One category and its values.
  void read_group(std::string_view text) {
    UsWords words = us_parts_of(text, "/");
    if (std::erase(words, std::string_view()) > 0) {
      note("A '/' stands where no value follows it.");
    }
    if (words.empty()) {
      fault("A category is empty.");
      return;
    }
    const auto known = us_category_of(words.front());
    const UsCategory category = known.value_or(UsCategory::sci);
    if (!known && (last_ > UsCategory::sci || !is_control_text(words.front()))) {
      unknown("category of the manual", text);
      return;
    }
    if (!is_first_ && category <= last_) {
      fault(fmt::format("{} does not stand where the manual has its category, or stands twice.",
                        in_quotes(text)));
    }
    is_first_ = false;
    last_ = std::max(last_, category);
    for (const std::string_view word : words) {
      read_value(category, word);
    }
  }

  void read_value(UsCategory category, std::string_view word) {
    const auto own = category == UsCategory::sar ? std::nullopt : us_category_of(word);
    if (own && *own != category) {
      // Read all the same, and not a fault: the vectors of others have such lines as valid.
      note(fmt::format("{} stands within another category than its own.", in_quotes(word)));
      category = *own;
    }
    switch (category) {
      case UsCategory::classification:
        return read_qualifier(word);
      case UsCategory::sci:
        return read_sci(word);
      case UsCategory::sar:
        return read_program(word);
      case UsCategory::atomic:
        return read_atomic(word);
      case UsCategory::fgi:
        return read_fgi(word);
      case UsCategory::dissemination:
        return read_dissemination(word);
      case UsCategory::non_ic:
        return read_non_ic(word);
    }
  }

  void read_qualifier(std::string_view word) {
    if (!is_nato_qualifier(word) || !marking().nato_qualifier.empty()) {
      return unknown("qualifier of the classification", word);
    }
    marking().nato_qualifier = word;
  }

  void read_sci(std::string_view word) {
    if (!is_control_text(word)) {
      return unknown("SCI control", word);
    }
    SciControl control = sci_of(word);
    if (!is_published_sci(control.name)) {
      note(fmt::format("{} is no SCI control that is published.", in_quotes(control.name)));
    }
    marking().sci = union_of(std::move(marking().sci), {std::move(control)});
  }

  void read_program(std::string_view word) {
    SpecialAccess& access =
        marking().special_access ? *marking().special_access : marking().special_access.emplace();
    std::string_view program = word;
    while (const auto rest = after_program(program)) {
      program = *rest;
    }
    if (word == "HVSACO") {
      access.hvsaco = true;
    } else if (program == "MULTIPLE PROGRAMS") {
      access.multiple = true;
    } else if (is_control_text(program)) {
      access.programs = union_of(std::move(access.programs), {std::string(program)});
    } else {
      unknown("special access program", word);
    }
  }

  void read_atomic(std::string_view word) {
    if (auto found = atomic_of(word)) {
      marking().atomic = union_of(std::move(marking().atomic), {std::move(*found)});
      check_spelling(words_of(marking().atomic.back().kind), us_parts_of(word, "-").front());
    } else {
      unknown("marking under the Atomic Energy Act", word);
    }
  }

  void read_fgi(std::string_view word) {
    const auto codes = after_fgi(word);
    if (!codes) {
      return unknown("FGI", word);
    }
    marking().fgi = us_list_of(*codes);
    marking().fgi_concealed = marking().fgi.empty();
  }

  /// A list that begins with its own words. Commas stand between codes; blanks alone are noted.
  void read_codes(std::string_view word, std::string_view text, std::vector<std::string>& into) {
    if (!into.empty()) {
      twice(word);
    }
    const std::vector<std::string> codes = us_list_of(text);
    if (codes.empty()) {
      fault(fmt::format("{} names nobody.", in_quotes(word)));
    }
    if (us_parts_of(text, ",").size() != codes.size()) {
      note(fmt::format("A comma stands between each two codes of {}.", in_quotes(word)));
    }
    into.insert(into.end(), codes.begin(), codes.end());
  }

  void read_dissemination(std::string_view word) {
    if (const auto codes = after_rel_to(word)) {
      read_codes(word, *codes, marking().rel_to);
    } else if (const auto viewers = after_display_only(word)) {
      read_codes(word, *viewers, marking().display_only);
    } else {
      read_control(word, "dissemination control");
    }
  }

  void read_non_ic(std::string_view word) {
    const bool control = find_us_control(word) != nullptr;
    const auto measure = after_accm(word);
    in_accm_ = (measure || in_accm_) && !control;
    if (!in_accm_) {
      return read_control(word, "marking beyond the intelligence community");
    }
    const std::string_view name = measure.value_or(word);
    if (!is_control_text(name) || us_category_of(name)) {
      return unknown("control measure", word);
    }
    marking().accm = union_of(std::move(marking().accm), {std::string(name)});
  }

  void read_control(std::string_view word, std::string_view what) {
    const UsControlWords* found = find_us_control(word);
    if (found == nullptr) {
      return unknown(what, word);
    }
    if (marking().has(found->control)) {
      twice(word);
    }
    marking().controls = union_of(std::move(marking().controls), {found->control});
    check_spelling(*found, word);
    if (found->control == UsControl::fouo) {
      note(
          "FOUO is obsolete: what was so marked is controlled unclassified information (32 CFR "
          "2002).");
    }
  }

  void twice(std::string_view word) { fault(fmt::format("{} stands twice.", in_quotes(word))); }

  /// A banner has words or their abbreviation, a portion its own mark.
  template <class Row>
  void check_spelling(const Row& row, std::string_view word) {
    const bool portion = read_.form == UsForm::portion;
    if (portion ? word != row.portion : word != row.banner && word != row.title) {
      note(fmt::format("{} is spelt {} in a {}.", in_quotes(word),
                       in_quotes(portion ? row.portion : row.banner),
                       portion ? "portion" : "banner"));
    }
  }

  UsMarkingReading read_;
  bool in_parentheses_ = false;
  bool is_first_ = true;
  bool in_accm_ = false;
  UsCategory last_ = UsCategory::classification;
};

}  // namespace

bool is_us_marking(std::string_view text) {
  text = trimmed(text);
  if (text.empty() || text.size() > kUsMarkingBytes || text.find_first_of("\r\n<{:") != text.npos) {
    return false;
  }
  text = within_parentheses(text).value_or(text);
  return text.find("//") != text.npos || us_level(text).has_value();
}

UsMarkingReading read_us_marking(std::string_view text) { return UsMarkingReader().run(text); }

}  // namespace entente::label
