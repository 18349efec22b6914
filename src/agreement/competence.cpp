#include "agreement/competence.h"

#include <fmt/format.h>

#include <algorithm>

#include "agreement/course.h"
#include "agreement/errors.h"

namespace entente::agreement {
namespace {

bool gives(const Authority& authority, const PartyCode& party, InstrumentKind kind) {
  return authority.party == party &&
         std::ranges::find(authority.gives, kind) != authority.gives.end();
}

bool holds_on(const Authority& authority, CivilDate day) {
  return (!authority.valid_from || *authority.valid_from <= day) &&
         (!authority.valid_to || day <= *authority.valid_to);
}

}  // namespace

bool is_given(InstrumentKind kind) { return kind <= InstrumentKind::review; }

bool names_giver(const Profile& text, const PartyCode& party, InstrumentKind kind) {
  return std::ranges::any_of(text.authorities(),
                             [&](const Authority& each) { return gives(each, party, kind); });
}

std::optional<Name> competent_authority(const Profile& text, const PartyCode& party,
                                        InstrumentKind kind, CivilDate day) {
  const auto found = std::ranges::find_if(text.authorities(), [&](const Authority& each) {
    return gives(each, party, kind) && holds_on(each, day);
  });
  return found == text.authorities().end() ? std::nullopt : std::optional(found->code);
}

Status check_competence(const Profile& text, const Instrument& instrument) {
  const CivilDate day = instrument.effective_at.date_in(text.term().zone);
  const bool is_one = std::ranges::any_of(text.authorities(), [&](const Authority& each) {
    return gives(each, instrument.by, instrument.kind) && instrument.authority == each.code &&
           holds_on(each, day);
  });
  if (is_one || !names_giver(text, instrument.by, instrument.kind)) {
    return {};
  }
  return Error(kNotCompetent,
               instrument.authority
                   ? fmt::format("{} gives no {} for {} on {}.", instrument.authority->text(),
                                 name_of(instrument.kind), instrument.by.text(), day.text())
                   : fmt::format("It does not say which authority of {} gives the {}.",
                                 instrument.by.text(), name_of(instrument.kind)),
               shown(instrument.id));
}

}  // namespace entente::agreement
