#include "agreement/edition.h"

#include <algorithm>

#include "agreement/errors.h"
#include "agreement/status.h"

namespace entente::agreement {

const Profile* Editions::amended(const std::optional<Digest>& text) const {
  const auto found = std::find_if(amended_.begin(), amended_.end(),
                                  [&](const Edition& each) { return text == each.text; });
  return found == amended_.end() ? nullptr : &found->profile;
}

Status check_amendment(const Profile& signed_text, const Profile& amended) {
  if (amended.id() != signed_text.id()) {
    return Error(kBadAmendment, "It is the text of another agreement.", amended.id().text());
  }
  if (amended.version() == signed_text.version()) {
    return Error(kBadAmendment, "An amended text has a version of its own.", amended.version());
  }
  const auto code = &Party::code;
  const auto same = std::ranges::mismatch(signed_text.parties(), amended.parties(), {}, code, code);
  if (same.in1 != signed_text.parties().end()) {
    return Error(kBadAmendment,
                 "An amendment has the same parties in the same order; others may follow them.");
  }
  if (amended.term().zone != signed_text.term().zone) {
    return Error(kBadAmendment, "The zone in which the days are counted stays.",
                 amended.term().zone.text());
  }
  return {};
}

WholeText text_in_effect(const Editions& editions, std::span<const SupplementText> supplements,
                         std::span<const TextInEffect> in_effect, Instant at) {
  WholeText whole{editions.signed_text(), latest_instant(), true};
  for (const TextInEffect& text : in_effect) {
    if (const Profile* amended = editions.amended(text.text); amended != nullptr) {
      whole.profile = *amended;
    } else if (text.kind == InstrumentKind::amendment && text.text) {
      whole.whole = false;
    }
  }
  for (const TextInEffect& text : in_effect) {
    const auto found =
        std::find_if(supplements.begin(), supplements.end(),
                     [&](const SupplementText& each) { return text.text == each.text; });
    if (text.kind != InstrumentKind::supplement || found == supplements.end()) {
      whole.whole = whole.whole && (text.kind != InstrumentKind::supplement || !text.text);
      continue;
    }
    Loaded loaded = whole.profile.with_supplement(found->toml, text.name);
    if (!std::holds_alternative<Profile>(loaded)) {
      continue;
    }
    Profile& supplemented = std::get<Profile>(loaded);
    const Instant begins = Instant::start_of(supplemented.supplements().back().effective_from,
                                             supplemented.term().zone);
    if (begins <= at) {
      whole.profile = std::move(supplemented);
    } else {
      whole.until = std::min(whole.until, begins);
    }
  }
  return whole;
}

}  // namespace entente::agreement
