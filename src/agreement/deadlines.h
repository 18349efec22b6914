#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/instrument.h"
#include "agreement/profile.h"
#include "base/ids.h"
#include "base/names.h"
#include "base/time.h"

namespace entente::agreement {

enum class DeadlineKind {
  notice_window_closes,  ///< the last day on which a notice ends the running term
  term_renews,
  lapse,
};

/// One date of the agreement's calendar under one reading. Says its zone and how it was counted.
struct Deadline {
  DeadlineKind kind = DeadlineKind::notice_window_closes;
  PartyCode reading;
  int term = 0;    ///< the term that a notice would end, that begins, or that ended
  CivilDate date;  ///< for a window the last day that still counts
  Instant at;      ///< the first instant at which it has passed
  Zone zone;
  std::string
      how_counted;  ///< `90 days back from 2019-11-22, the last day of term 3; that day ...`
  std::string_view article;
};

/// The deadlines after `at`, soonest first, at most `count` for each reading, as they stand without
/// a new instrument. Pure; thread-safe.
[[nodiscard]] std::vector<Deadline> next_deadlines(const Profile& profile,
                                                   std::span<const Instrument> instruments,
                                                   Instant at, Instant known_at, std::size_t count);

}  // namespace entente::agreement

template <>
struct entente::Names<entente::agreement::DeadlineKind> {
  using enum entente::agreement::DeadlineKind;
  static constexpr std::pair<agreement::DeadlineKind, std::string_view> kRows[] = {
      {notice_window_closes, "notice-window-closes"},
      {term_renews, "term-renews"},
      {lapse, "lapse"}};
};
