#pragma once

#include "act/body.h"
#include "base/entropy.h"

/// What a party tells the other before anything can be released to it (Art. 2, 7, 12), and whom it
/// enrols. EXERCISE throughout.
namespace entente::sim {

inline Name name(std::string_view text) { return Name::parse(text).value(); }
inline PersonId person(std::string_view text) { return PersonId::parse(text).value(); }
inline CivilDate long_ago() { return CivilDate::parse("2020-01-01").value(); }
inline CivilDate far() { return CivilDate::parse("2099-12-31").value(); }

inline act::AuthorityNotify authority_of(const PartyCode& party, Entropy& entropy) {
  return {new_act_id(entropy), name("CA-" + party.text()), "EXERCISE", long_ago(), std::nullopt};
}
inline act::SystemAccredit system_of(const PartyCode& party, Entropy& entropy) {
  return {new_act_id(entropy),        name("SYS-1"), name("SECRET"),
          name("CA-" + party.text()), long_ago(),    far()};
}
inline act::AssuranceGive assurance_of(const PartyCode& party, Entropy& entropy) {
  return {new_act_id(entropy), name("SECRET"), name("CA-" + party.text()), true, true, true, far()};
}
/// Where everybody is, and who answers for it.
inline act::FacilityEnter facility(Entropy& entropy) {
  return {new_act_id(entropy), name("F-1"), "EXERCISE", {name("SECRET"), name("CONFIDENTIAL")},
          long_ago(),          far(),       Zone{540}};
}
inline act::FacilityAppoint facility_officer(Entropy& entropy) {
  return {new_act_id(entropy), name("F-1"), person("officer.one"), long_ago(), far()};
}
/// An officer if `who` begins so, else an analyst.
inline act::PersonEnrol enrolment(std::string_view who, Entropy& entropy) {
  const bool officer = who.starts_with("officer");
  return {new_act_id(entropy),
          person(who),
          "EXERCISE",
          name("F-1"),
          {officer ? act::Role::registry_officer : act::Role::analyst}};
}

}  // namespace entente::sim
