#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "agreement/profile.h"
#include "agreement/replay.h"
#include "base/bytes.h"

namespace {

/// The smallest EXERCISE profile whose two parties read a suspended notice differently.
constexpr std::string_view kProfile = R"toml(
[profile]
id = "exercise"
version = "1"
languages = ["en"]
authentic_languages = ["en"]
title = { en = "EXERCISE" }
[[source]]
id = "invented"
title = "invented"
[[party]]
code = "JP"
name = { en = "J" }
zone = "+09:00"
[[party]]
code = "KR"
name = { en = "K" }
zone = "+09:00"
[[authority]]
code = "A"
party = "JP"
name = { en = "A" }
[[authority]]
code = "B"
party = "KR"
name = { en = "B" }
[[scheme]]
party = "JP"
ceiling = "S"
electronic_ceiling = "S"
left_out_by = "4"
level = [{ code = "S", rank = 1, gloss = "S" }]
marking = [{ code = "JS", text = "J", variants = [], gloss = "S", level = "S", covered = true }]
[[scheme]]
party = "KR"
ceiling = "S"
electronic_ceiling = "S"
left_out_by = "4"
level = [{ code = "S", rank = 1, gloss = "S" }]
marking = [{ code = "KS", text = "K", variants = [], gloss = "S", level = "S", covered = true }]
[[equivalence]]
from = "JP"
marking = "JS"
to = "KR"
becomes = ["KS"]
valid_from = 2000-01-01
article = "4"
[[equivalence]]
from = "KR"
marking = "KS"
to = "JP"
becomes = ["JS"]
valid_from = 2000-01-01
article = "4"
[contains_statement]
en = "of {party}"
[[purpose]]
code = "exercise"
name = { en = "EXERCISE" }
[term]
zone = "+09:00"
entry = "later-completion-notice"
initial_years = 1
renewal_years = 1
notice_anchor = "before-expiry"
notice_days = 90
last_day_counts = true
late_notice = "no-effect"
access_after_lapse = "kept"
protection_survives = true
[[reading]]
party = "JP"
suspended_notice = "without-effect"
count_from = "last-day-of-term"
[[reading]]
party = "KR"
suspended_notice = "dormant"
count_from = "day-after-term"
[general]
duty_to_share = false
national_overlay = true
tell_changes_of_law = true
supplements_only_tighten = true
own_costs = true
consultation_only = true
[protection]
third_party = "required"
other_purpose = "required"
keep_ownership_of_rights = true
facility_register = true
reclassify_within_days = 30
[access]
clearance = true
need_to_know = true
facility_register = true
assurance_before_release = true
approver_is_another = true
[visits]
between_authorities = true
security_representatives = true
[transmission]
channels = ["courier"]
custody_transfer = "content-receipt"
crypto_approval = "own"
system_accreditation = true
double_cover = true
[facilities]
officer = true
encrypted_at_rest = true
[destruction]
two_persons = true
certificate_to_originator = false
emergency_allowed = false
method = [{ code = "burning", media = ["paper"], name = { en = "Burning" } }]
[copies]
original_markings = true
numbered = true
watermark = false
[translation]
cleared_translator = true
level_of_source = true
[incidents]
notify_within_hours = 24
report_within_days = 30
[[level]]
level = "S"
suites = ["suite"]
package_receipt = "always"
content_receipt = "always"
content_receipt_within_days = 7
copy = "free"
translate = "free"
destroy = "free"
contractor = "free"
[[contractor_condition]]
code = "a"
article = "16"
name = { en = "A" }
)toml";

const entente::agreement::Profile& profile() {
  static const auto loaded = entente::agreement::Profile::load(kProfile, "profile.toml");
  return std::get<entente::agreement::Profile>(loaded);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using entente::agreement::State;
  const auto lines =
      entente::agreement::replay(profile(), entente::as_text({data, size}), "events.tsv");
  if (!lines) {
    return 0;
  }
  for (const auto& line : *lines) {
    bool allowed = true;
    for (const auto& reading : line.standing.readings) {
      allowed = allowed && entente::agreement::exchange_in(reading.state);
      ENTENTE_INVARIANT(reading.state != State::lapsed || reading.lapse_at.has_value());
    }
    ENTENTE_INVARIANT(allowed == line.standing.exchange_allowed);  // I13: the stricter governs
    ENTENTE_INVARIANT(line.source == entente::agreement::LineSource::computed || !line.seq.empty());
  }
  return 0;
}
