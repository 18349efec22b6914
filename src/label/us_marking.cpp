#include "label/us_marking.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "label/errors.h"

namespace entente::label {
namespace {

constexpr std::string_view kUsa = "USA";
constexpr std::size_t kTrigraph = 3;

bool has(const std::vector<std::string>& codes, std::string_view code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

void fault(Faults& faults, std::string_view paragraph, std::string text) {
  faults.push_back({&kBadUsMarking, {}, std::move(text), std::string(paragraph)});
}

bool is_code(const std::string& code) {
  return (code.size() == kTrigraph || code.size() == kTrigraph + 1) &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_low(std::string_view classification) {
  return classification == "UNCLASSIFIED" || classification == "RESTRICTED";
}

void check_codes(const UsMarking& marking, Faults& faults) {
  for (const auto* list : {&marking.owners, &marking.fgi, &marking.rel_to, &marking.display_only}) {
    for (const std::string& code : *list) {
      if (!is_code(code)) {
        fault(faults, "",
              fmt::format("'{}' is no code of a state or group.", display_safe(code, 40)));
      }
    }
  }
}

void check_release(const UsMarking& marking, Faults& faults) {
  if (marking.rel_to.empty()) {
    return;
  }
  if (!has(marking.rel_to, kUsa) || us_order(marking.rel_to).size() < 2) {
    fault(faults, "10.e.4", "REL TO names USA and somebody besides.");
  }
  if (is_low(marking.classification)) {
    fault(faults, "10.e.3", "REL TO needs at least CONFIDENTIAL.");
  }
  if (marking.noforn) {
    fault(faults, "10.e.7", "REL TO and NOFORN exclude each other.");
  }
}

void check_origin(const UsMarking& marking, Faults& faults) {
  using enum UsMarking::System;
  const bool restricted = marking.classification == "RESTRICTED";
  if (marking.system != us && !marking.fgi.empty()) {
    fault(faults, "9.a", "FGI stands in a marking of the United States only.");
  }
  if (has(marking.fgi, kUsa) || (marking.system == us && restricted)) {
    fault(faults, "9.b", "USA has no FGI of its own and no RESTRICTED.");
  }
  if (marking.system == foreign && (marking.owners.size() != 1 || has(marking.owners, kUsa))) {
    fault(faults, "4", "A foreign marking has one owner, which is not USA.");
  }
  if (marking.system == joint &&
      (us_order(marking.owners).size() < 2 || (restricted && has(marking.owners, kUsa)))) {
    fault(faults, "4", "A joint marking has several owners, and is not RESTRICTED with USA.");
  }
}

std::string head(const UsMarking& marking) {
  using enum UsMarking::System;
  if (marking.system == joint) {
    auto owners = marking.owners;  // by alphabet, USA among them
    std::sort(owners.begin(), owners.end());
    return fmt::format("//JOINT {} {}", marking.classification, fmt::join(owners, " "));
  }
  if (marking.system == foreign) {
    const std::string& owner = marking.owners.front();
    const bool cosmic = owner == "NATO" && marking.classification == "TOP SECRET";
    return fmt::format("//{} {}", cosmic ? "COSMIC" : owner, marking.classification);
  }
  return marking.classification;
}

}  // namespace

std::vector<std::string> us_order(std::vector<std::string> codes) {
  std::sort(codes.begin(), codes.end(), [](const std::string& a, const std::string& b) {
    return std::tuple(a != kUsa, a.size() > kTrigraph, a) <
           std::tuple(b != kUsa, b.size() > kTrigraph, b);
  });
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return codes;
}

Faults check_us_marking(const UsMarking& marking) {
  Faults faults;
  check_codes(marking, faults);
  check_origin(marking, faults);
  check_release(marking, faults);
  return faults;
}

Result<std::string> us_banner(const UsMarking& marking) {
  if (const Faults faults = check_us_marking(marking); !faults.empty()) {
    return faults.front().error();
  }
  std::string text = head(marking);
  if (!marking.fgi.empty()) {
    text += fmt::format("//FGI {}", fmt::join(us_order(marking.fgi), " "));
  }
  std::vector<std::string> dissemination;
  if (marking.noforn) {
    dissemination.emplace_back("NOFORN");
  }
  if (!marking.rel_to.empty()) {
    dissemination.push_back(fmt::format("REL TO {}", fmt::join(us_order(marking.rel_to), ", ")));
  }
  if (!marking.display_only.empty()) {
    dissemination.push_back(
        fmt::format("DISPLAY ONLY {}", fmt::join(us_order(marking.display_only), ", ")));
  }
  if (!dissemination.empty()) {
    text += fmt::format("//{}", fmt::join(dissemination, "/"));
  }
  return text;
}

}  // namespace entente::label
