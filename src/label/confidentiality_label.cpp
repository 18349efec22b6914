#include "label/confidentiality_label.h"

#include <algorithm>

#include "base/text.h"

namespace entente::label {
namespace {

constexpr std::string_view kUrnOid = "urn:oid:";

/// Policies whose owners say that their values compare without regard to case.
struct FoldedPolicy {
  std::string_view name;
  std::string_view oid;
};
constexpr FoldedPolicy kFolded[] = {
    {"NATO", "1.3.26.1.3.1"},
    {"PUBLIC", "1.3.6.1.4.1.31778.12.2.1"},
    {"ACME", "1.3.6.1.4.1.31778.110.1"},
};

bool same_folded(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return ascii_upper(x) == ascii_upper(y); });
}

bool has_zone(std::string_view text) {
  const std::size_t time = text.find('T');
  return time != std::string_view::npos &&
         text.find_first_of("Z+-", time) != std::string_view::npos;
}

}  // namespace

Instant LabelTime::latest() const { return zoned ? at : at.plus_ms(kFarthestZoneMs); }

const LabelBody& ConfidentialityLabel::in_force(Instant at) const {
  const LabelBody* found = &body;
  for (const Succession& each : successors) {
    if (at < each.at.latest()) {
      break;
    }
    found = &each.body;
  }
  return *found;
}

std::optional<LabelTime> parse_label_time(std::string_view text) {
  const bool zoned = has_zone(text);
  const auto read = Instant::parse(zoned ? std::string(text) : std::string(text) + "Z");
  // RFC 3339 takes `t` and `z` too, the schema does not.
  if (!read.ok() || text.find_first_of("tz ") != std::string_view::npos) {
    return std::nullopt;
  }
  return LabelTime{*read, zoned};
}

std::string text_of(const LabelTime& time) {
  std::string text = time.at.text();
  if (!time.zoned) {
    text.pop_back();  // the `Z`, which its author did not write
  }
  return text;
}

bool is_oid(std::string_view text) {
  if (text.size() < 3 || text.size() > 256 || text[0] < '0' || text[0] > '2' || text[1] != '.') {
    return false;
  }
  char before = '.';
  for (const char c : text.substr(2)) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (c != '.' || before == '.')) {
      return false;
    }
    before = c;
  }
  return before != '.';
}

std::optional<std::string> oid_of_urn(std::string_view uri) {
  if (uri.size() <= kUrnOid.size() || !same_folded(uri.substr(0, kUrnOid.size()), kUrnOid)) {
    return std::nullopt;
  }
  const std::string_view oid = uri.substr(kUrnOid.size());
  return is_oid(oid) ? std::optional(std::string(oid)) : std::nullopt;
}

Compare compare_of(const PolicyName& policy) {
  for (const FoldedPolicy& each : kFolded) {
    if (policy.oid.empty() ? same_folded(policy.name, each.name) : policy.oid == each.oid) {
      return Compare::folded;
    }
  }
  return Compare::exact;
}

bool same(std::string_view a, std::string_view b, Compare compare) {
  return compare == Compare::exact ? a == b : same_folded(a, b);
}

bool same_policy(const PolicyName& a, const PolicyName& b) {
  const bool names = same(a.name, b.name, compare_of(a.oid.empty() ? b : a));
  // A name and an identifier that disagree are two policies, never a guess.
  return names && (a.oid.empty() || b.oid.empty() || a.oid == b.oid);
}

}  // namespace entente::label
