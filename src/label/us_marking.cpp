#include "label/us_marking.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tuple>

namespace entente::label {
namespace {

std::string us_head(const UsMarking& marking) {
  using enum UsMarking::System;
  std::string text = marking.classification;
  if (marking.system == joint) {
    auto owners = marking.owners;  // by alphabet, USA among them
    std::sort(owners.begin(), owners.end());
    text = fmt::format("//JOINT {} {}", marking.classification, fmt::join(owners, " "));
  }
  if (marking.system == foreign) {
    const std::string& owner = marking.owners.front();
    const bool cosmic = owner == "NATO" && marking.classification == "TOP SECRET";
    text = fmt::format("//{} {}", cosmic ? "COSMIC" : owner, marking.classification);
  }
  return marking.nato_qualifier.empty() ? text : text + "//" + marking.nato_qualifier;
}

std::string sci_text(const SciControl& control) {
  std::string text = control.name;
  for (const SciControl::Compartment& each : control.compartments) {
    text += "-" + each.name;
    for (const std::string& within : each.within) {
      text += " " + within;
    }
  }
  return text;
}

std::vector<std::string> special_access_words(const SpecialAccess& access) {
  std::vector<std::string> words = access.programs;
  if (access.multiple) {
    words = {"MULTIPLE PROGRAMS"};
  }
  if (!words.empty()) {
    words.front() = "SAR-" + words.front();
  }
  if (access.hvsaco) {
    words.emplace_back("HVSACO");
  }
  return words;
}

/// REL TO stands before RELIDO and what follows it, DISPLAY ONLY last.
std::vector<std::string> dissemination_words(const UsMarking& marking) {
  std::vector<std::string> words;
  bool released = marking.rel_to.empty();
  const auto release = [&] {
    if (!released) {
      words.push_back(fmt::format("REL TO {}", fmt::join(us_order(marking.rel_to), ", ")));
      released = true;
    }
  };
  for (const UsControlWords& each : us_controls()) {
    if (each.category != UsCategory::dissemination) {
      continue;
    }
    if (each.control == UsControl::relido) {
      release();
    }
    if (marking.has(each.control)) {
      words.emplace_back(each.banner);
    }
  }
  if (!marking.display_only.empty()) {
    words.push_back(
        fmt::format("DISPLAY ONLY {}", fmt::join(us_order(marking.display_only), ", ")));
  }
  return words;
}

std::vector<std::string> non_ic_words(const UsMarking& marking) {
  std::vector<std::string> words;
  for (const UsControlWords& each : us_controls()) {
    if (each.category == UsCategory::non_ic && marking.has(each.control)) {
      words.emplace_back(each.banner);
    }
  }
  for (std::size_t i = 0; i < marking.accm.size(); ++i) {
    words.push_back((i == 0 ? "ACCM-" : "") + marking.accm[i]);
  }
  return words;
}

/// What stands behind the words of the kind.
std::string atomic_ending(const AtomicMarking& marking) {
  std::string text = marking.cnwdi ? "-N" : "";
  return marking.sigmas.empty() ? text
                                : fmt::format("{}-SIGMA {}", text, fmt::join(marking.sigmas, " "));
}

/// Each category that has something, in the manual's order, after the classification.
std::vector<std::vector<std::string>> categories_of(const UsMarking& marking) {
  std::vector<std::string> sci;
  for (const SciControl& each : marking.sci) {
    sci.push_back(sci_text(each));
  }
  std::vector<std::string> atomic;
  for (const AtomicMarking& each : marking.atomic) {
    atomic.push_back(std::string(words_of(each.kind).banner) + atomic_ending(each));
  }
  std::vector<std::string> fgi;
  if (!marking.fgi.empty()) {
    fgi.push_back(fmt::format("FGI {}", fmt::join(us_order(marking.fgi), " ")));
  } else if (marking.fgi_concealed) {
    fgi.emplace_back("FGI");
  }
  return {sci,
          marking.special_access ? special_access_words(*marking.special_access)
                                 : std::vector<std::string>(),
          atomic,
          fgi,
          dissemination_words(marking),
          non_ic_words(marking)};
}

}  // namespace

bool UsMarking::has(UsControl control) const {
  return std::find(controls.begin(), controls.end(), control) != controls.end();
}

bool UsMarking::is_nato() const {
  return system == System::foreign && owners.size() == 1 && owners.front() == "NATO";
}

std::vector<std::string> us_order(std::vector<std::string> codes) {
  std::sort(codes.begin(), codes.end(), [](const std::string& a, const std::string& b) {
    return std::tuple(a != kUsaCode, a.size() > kTrigraphLetters, a) <
           std::tuple(b != kUsaCode, b.size() > kTrigraphLetters, b);
  });
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return codes;
}

Result<std::string> us_banner(const UsMarking& marking) {
  if (const Faults faults = check_us_marking(marking); !faults.empty()) {
    return faults.front().error();
  }
  std::string text = us_head(marking);
  for (const auto& words : categories_of(marking)) {
    if (!words.empty()) {
      text += fmt::format("//{}", fmt::join(words, "/"));
    }
  }
  return text;
}

std::string ism_classification(const UsMarking& marking) {
  if (!marking.is_nato()) {
    const auto level = us_level(marking.classification);
    return level ? std::string(us_levels()[*level].portion) : std::string();
  }
  for (const NatoMark& each : nato_marks()) {
    if (each.level == marking.classification && each.qualifier == marking.nato_qualifier) {
      return std::string(each.portion);
    }
  }
  return {};
}

std::vector<std::string> sci_texts(const SciControl& control) {
  if (control.compartments.empty()) {
    return {control.name};
  }
  std::vector<std::string> texts;
  for (const SciControl::Compartment& each : control.compartments) {
    texts.push_back(sci_text({control.name, {each}}));
  }
  return texts;
}

std::string atomic_text(const AtomicMarking& marking) {
  return std::string(words_of(marking.kind).title) + atomic_ending(marking);
}

}  // namespace entente::label
