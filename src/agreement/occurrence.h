#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "agreement/course.h"
#include "agreement/instrument.h"
#include "agreement/profile.h"
#include "base/names.h"
#include "base/time.h"

namespace entente::agreement {

/// What happens to an agreement by itself: computed, never recorded (R21.1).
enum class OccurrenceKind {
  provisional_begins,
  provisional_ends,  ///< before entry into force
  entry,
  window_closed,
  renewed,
  suspension_begins,  ///< on the day that its notice fixed
  lapse_averted,      ///< the day that a notice had fixed passes, and the agreement goes on
  lapsed,
};

struct Occurrence {
  OccurrenceKind kind = OccurrenceKind::entry;
  Instant at;      ///< for a window the first instant after it
  CivilDate date;  ///< for a window its last day
  int term = 0;    ///< 0 where the kind says it all
  std::vector<PartyCode> readings;
};

/// Walks an agreement through time, forwards, and notes what happens by itself. Deterministic; a
/// value; no thread-safety.
class Walk {
 public:
  /// Begins at `from`, before all instruments. What `editions` was made from must outlive the walk.
  Walk(const Editions& editions, Instant from);

  /// Passes every instant up to `until` at which something changes by itself. False: it would note
  /// more than two occurrences a year for two thousand years, and stopped.
  [[nodiscard]] bool advance(Instant until);
  /// Applies an instrument now; `agreement.out-of-order` where no reading accepts it.
  Status apply(const Instrument& instrument);

  /// The next instant at which something changes by itself; the latest of all where nothing does.
  [[nodiscard]] Instant next_boundary() const;
  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] std::span<const Course> courses() const { return courses_; }
  [[nodiscard]] std::vector<Reading> readings() const;
  /// All so far, in order of time.
  [[nodiscard]] std::span<const Occurrence> occurrences() const { return occurrences_; }

 private:
  enum class Because { time, instrument };
  void compare(const std::vector<Reading>& before, const std::vector<Reading>& after,
               Because because);
  void compare_one(const Course& course, const Reading& was, const Reading& is, Because because);
  void note_lapses_averted();
  void note(OccurrenceKind kind, int term, CivilDate date, const PartyCode& reading);

  Zone zone_;
  std::vector<Course> courses_;
  std::vector<Occurrence> occurrences_;
  Instant now_;
};

}  // namespace entente::agreement

template <>
struct entente::Names<entente::agreement::OccurrenceKind> {
  using enum entente::agreement::OccurrenceKind;
  static constexpr std::pair<agreement::OccurrenceKind, std::string_view> kRows[] = {
      {provisional_begins, "PROVISIONALLY_APPLIED"},
      {provisional_ends, "PROVISIONAL_APPLICATION_ENDED"},
      {entry, "ENTRY_INTO_FORCE"},
      {window_closed, "NOTICE_WINDOW_CLOSED"},
      {renewed, "AUTO_RENEWED"},
      {suspension_begins, "AGREEMENT_SUSPENDED"},
      {lapse_averted, "SCHEDULED_LAPSE_DID_NOT_OCCUR"},
      {lapsed, "LAPSED"}};
};
