#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agreement/edition.h"
#include "agreement/instrument.h"
#include "agreement/profile.h"
#include "base/ids.h"
#include "base/names.h"
#include "base/time.h"
#include "format/fields.h"

namespace entente::agreement {

enum class DeadlineKind {
  notice_window_closes,  ///< the last day on which a notice ends the running term
  term_renews,
  lapse,
  provisional_begins,
  provisional_ends,
  entry_into_force,
  suspension_begins,
  amendment_reply,  ///< to the other party's proposal of a text
  review,           ///< of the agreement by its parties
  // What acts leave open (rules/due.h); they are the same under every reading.
  content_receipt,
  reclassification,  ///< of a received item, to be followed
  incident_results,
  // What ends in a party's own house (rules/due.h).
  facility_accreditation,
  facility_officer,
  contractor_condition,
  contractor_inspection,
};

/// One date of the agreement's calendar under one reading. Says its zone and how it was counted.
struct Deadline {
  DeadlineKind kind = DeadlineKind::notice_window_closes;
  PartyCode reading;          ///< empty where it does not depend on one
  std::vector<PartyCode> by;  ///< who can or must act; empty where it happens by itself
  std::string about;          ///< the text to answer, the notice; else empty
  std::int64_t term = 0;      ///< the term that a notice would end, that begins, or that ended
  CivilDate date;             ///< where somebody acts the last day that still counts
  Instant at;                 ///< the first instant at which it has passed, or at which it happens
  Zone zone;
  bool inclusive = true;  ///< whether the day reached by counting itself is still in time
  std::string
      how_counted;  ///< `90 days back from 2019-11-22, the last day of term 3; that day ...`
  std::string article;
  bool overdue = false;  ///< it has passed, and is still owed
  bool operator==(const Deadline&) const = default;
  static constexpr auto fields() {
    using format::field;
    return members(field("kind", &Deadline::kind), field("reading", &Deadline::reading),
                   field("by", &Deadline::by), field("about", &Deadline::about),
                   field("term", &Deadline::term), field("date", &Deadline::date),
                   field("at", &Deadline::at), field("zone", &Deadline::zone),
                   field("inclusive", &Deadline::inclusive),
                   field("how_counted", &Deadline::how_counted),
                   field("article", &Deadline::article), field("overdue", &Deadline::overdue));
  }
};

/// The deadlines after `at`, soonest first, at most `count` for each reading, as they stand without
/// a new instrument; before them everything that was due by then and is still owed: an answer to a
/// proposed text until it is given, a review until each party has made it. Pure; thread-safe.
[[nodiscard]] std::vector<Deadline> next_deadlines(const Editions& editions,
                                                   std::span<const Instrument> instruments,
                                                   Instant at, Instant known_at, std::size_t count);

}  // namespace entente::agreement

template <>
struct entente::Names<entente::agreement::DeadlineKind> {
  using enum entente::agreement::DeadlineKind;
  static constexpr std::pair<agreement::DeadlineKind, std::string_view> kRows[] = {
      {notice_window_closes, "notice-window-closes"},
      {term_renews, "term-renews"},
      {lapse, "lapse"},
      {provisional_begins, "provisional-begins"},
      {provisional_ends, "provisional-ends"},
      {entry_into_force, "entry-into-force"},
      {suspension_begins, "suspension-begins"},
      {amendment_reply, "amendment-reply"},
      {review, "review"},
      {content_receipt, "content-receipt"},
      {reclassification, "reclassification"},
      {incident_results, "incident-results"},
      {facility_accreditation, "facility-accreditation"},
      {facility_officer, "facility-officer"},
      {contractor_condition, "contractor-condition"},
      {contractor_inspection, "contractor-inspection"}};
};
