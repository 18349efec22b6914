#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "label/equivalence.h"
#include "label/marking.h"

namespace entente::label::testing {

inline PartyCode party(std::string_view code) { return PartyCode::parse(code).value(); }
inline Name name(std::string_view text) { return Name::parse(text).value(); }
inline CivilDate day(std::string_view text) { return CivilDate::parse(text).value(); }

inline Marking marking(std::string_view of, std::string_view code, std::string_view text,
                       std::string_view level, bool covered = true,
                       std::vector<std::string> variants = {}) {
  Marking made;
  made.party = party(of);
  made.code = name(code);
  made.text = std::string(text);
  made.level = name(level);
  made.covered = covered;
  made.variants = std::move(variants);
  return made;
}

inline std::vector<Level> levels() {
  return {{name("TOP-SECRET"), 4, "TOP SECRET"},
          {name("SECRET"), 3, "SECRET"},
          {name("CONFIDENTIAL"), 2, "CONFIDENTIAL"},
          {name("RESTRICTED"), 1, "RESTRICTED"}};
}

inline MarkingScheme japan() {
  return MarkingScheme::make(party("JP"), levels(),
                             {marking("JP", "JP-KIMITSU", "機密", "TOP-SECRET", false),
                              marking("JP", "JP-GOKUHI", "極秘", "SECRET"),
                              marking("JP", "JP-TOKUTEI", "特定秘密", "SECRET"),
                              marking("JP", "JP-HI", "秘", "CONFIDENTIAL")})
      .value();
}

inline MarkingScheme korea() {
  return MarkingScheme::make(
             party("KR"), levels(),
             {marking("KR", "KR-1", "군사 Ⅰ급 비밀", "TOP-SECRET", false),
              marking("KR", "KR-2", "군사 Ⅱ급 비밀", "SECRET", true, {"GUNSA II-KUP BI MIL"}),
              marking("KR", "KR-3", "군사 Ⅲ급 비밀", "CONFIDENTIAL"),
              marking("KR", "KR-R", "군사 대외비", "RESTRICTED", false)})
      .value();
}

inline EquivalenceRule rule(std::string_view from, std::string_view code, std::string_view to,
                            std::vector<std::string_view> targets, std::string_view level,
                            std::string_view valid_from = "2016-11-23") {
  EquivalenceRule made;
  made.from = party(from);
  made.marking = name(code);
  made.to = party(to);
  for (const std::string_view target : targets) {
    made.targets.push_back(name(target));
  }
  made.level = name(level);
  made.valid_from = day(valid_from);
  made.article = "Art. 4(1)";
  return made;
}

}  // namespace entente::label::testing
