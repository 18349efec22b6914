#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/edition.h"
#include "agreement/instrument.h"
#include "agreement/profile.h"
#include "agreement/quorum.h"
#include "agreement/status.h"
#include "base/result.h"
#include "base/time.h"

namespace entente::agreement {

/// What a termination notice formally is. The same under every reading.
enum class NoticeForm { pending, late, suspended, withdrawn };

struct Notice {
  std::string id;
  PartyCode by;
  Instant given_at;
  std::optional<Instant> lapse_at;  ///< nothing for one that came too late
  NoticeForm form = NoticeForm::pending;
  std::vector<std::string> suspensions;  ///< ids; a notice that was ever suspended has one
  bool suspension_withdrawn = false;
};

/// A suspension of the agreement itself.
struct Interruption {
  std::string id;
  PartyCode by;
  Instant begins;
  std::vector<PartyCode> resumed_by;  ///< the parties that want it to end
  bool ended = false;
};

/// A text, or a newer agreement, that needs every party's consent, or that of a quorum.
struct Accord {
  InstrumentKind kind = InstrumentKind::amendment;
  std::string name;
  Instant proposed_at;
  std::optional<Digest> text;  ///< of the proposal
  std::vector<PartyCode> agreed;
  /// Of an admission on which the quorum has agreed: who has yet to sign for itself.
  std::vector<PartyCode> admitted;
  std::optional<Instant> complete_at;
};

/// A party's review of the agreement.
struct Reviewed {
  PartyCode by;
  Instant at;
};

/// The course of an agreement under one party's reading, folded from instruments in canonical
/// order. An instrument that does not fit is refused and changes nothing. A value; no
/// thread-safety.
class Course {
 public:
  /// What `editions` was made from must outlive the course.
  Course(const Editions& editions, const ReadingRule& rule)
      : editions_(editions), profile_(&editions.signed_text()), rule_(&rule) {}

  /// `agreement.out-of-order`, `agreement.unknown-party` or `agreement.not-competent` with what is
  /// wrong.
  Status apply(const Instrument& instrument);

  /// Whether the party whose reading it is is one of the agreement's, or still to be admitted.
  [[nodiscard]] bool has_part() const { return profile_->party(rule_->party) != nullptr; }
  /// What the reading is at `at`, not before the last applied instrument; `none` without a part.
  [[nodiscard]] Reading reading(Instant at) const;
  /// The first instant after `at` at which `reading` changes by itself.
  [[nodiscard]] Instant next_change(Instant at) const;

  /// When it enters into force; may lie ahead (C4).
  [[nodiscard]] const std::optional<Instant>& entry() const { return entry_; }
  /// From when it is applied before that, and from when no longer; nothing where it is not.
  [[nodiscard]] std::optional<Instant> provisional_start() const;
  [[nodiscard]] std::optional<Instant> provisional_end() const;
  [[nodiscard]] std::span<const Notice> notices() const { return notices_; }
  /// The parties whose notices have effect under this reading, each once.
  [[nodiscard]] std::vector<PartyCode> under_notice_by() const;
  [[nodiscard]] std::span<const Interruption> interruptions() const { return interruptions_; }
  /// Amendments, supplements and replacements, complete or proposed, in order.
  [[nodiscard]] std::span<const Accord> accords() const { return accords_; }
  [[nodiscard]] std::span<const Reviewed> reviews() const { return reviews_; }
  [[nodiscard]] std::vector<PartyCode> not_signed() const { return missing_from(signed_); }
  [[nodiscard]] std::vector<PartyCode> not_notified() const { return missing_from(notified_); }
  [[nodiscard]] std::vector<PartyCode> missing_from(std::span<const PartyCode> present) const;
  /// Whose consent counts and is not there yet.
  [[nodiscard]] std::vector<PartyCode> missing_consents(const Accord& accord) const;
  /// From the entry's date, or the last amendment of the term. Only after entry into force.
  [[nodiscard]] TermCalendar calendar() const;
  /// Under notice, conditional or in force: what a suspension of the agreement does not change.
  [[nodiscard]] State running_state() const;
  /// As the text in effect has them.
  [[nodiscard]] const ReadingRule& rule() const { return *rule_; }
  [[nodiscard]] const TermClause& clause() const { return profile_->term(); }
  [[nodiscard]] Quorum quorum(ActClass act) const { return quorum_of(*profile_, act); }
  /// Of consents to it: an amendment that names a party which the text in effect does not is an
  /// admission.
  [[nodiscard]] ActClass class_of(const Accord& accord) const;

 private:
  Status check_parties(const Instrument& instrument) const;
  Status sign(const Instrument& instrument);
  Status notify(const Instrument& instrument);
  Status give_notice(const Instrument& instrument);
  Status suspend(const Instrument& instrument);
  Status revive(const Instrument& instrument);
  Status withdraw(const Instrument& instrument);
  Status withdraw_suspension(const Instrument& instrument);
  Status interrupt(const Instrument& instrument);
  Status resume(const Instrument& instrument);
  Status agree(const Instrument& instrument);
  Status check_accord(const Instrument& instrument) const;
  Status review(const Instrument& instrument);
  [[nodiscard]] std::vector<PartyCode> further_parties(const Accord& accord) const;
  Status join(const Instrument& instrument);
  void complete(Accord& accord, Instant at);
  void adopt(const Profile& amended, Instant at);
  void pass_milestone(Milestone milestone);

  Status check_applied(Instant at) const;
  Status check_not_lapsed(const Instrument& instrument) const;
  Result<Notice*> own_notice(const Instrument& instrument);
  std::optional<Instant> lapse_of_notice(Instant given_at) const;
  void take_effect_again(Notice& notice, Instant at);

  bool has_effect(const Notice& notice) const;
  bool is_dormant(const Notice& notice) const;
  bool is_in_force(Instant at) const { return entry_ && *entry_ <= at; }
  bool is_provisional(Instant at) const;
  std::optional<Instant> applied_since(Instant at) const;
  std::optional<Instant> suspended_at() const;
  std::optional<Instant> end() const;
  std::optional<Instant> end_by_notice() const;
  std::optional<CivilDate> next_deadline(Instant at) const;

  Editions editions_;
  const Profile* profile_;  ///< the text in effect
  const ReadingRule* rule_;
  State label_ = State::none;
  std::vector<PartyCode> signed_;
  std::vector<PartyCode> notified_;
  std::optional<Instant> last_signature_;  ///< of all parties
  std::optional<Instant> entry_;
  std::optional<TermCalendar> amended_terms_;  ///< since the term was amended while it ran
  std::vector<Notice> notices_;
  std::vector<Interruption> interruptions_;
  std::vector<Accord> accords_;
  std::vector<Reviewed> reviews_;
};

/// An instrument that was refused, and why.
struct Refused {
  const Instrument* instrument;
  Error error;
};

/// Pointers to the instruments that count at `at` and were known at `known_at`, in canonical order
/// and each id once.
[[nodiscard]] std::vector<const Instrument*> in_order(std::span<const Instrument> instruments,
                                                      Instant at, Instant known_at);

/// One course for each party's reading, before any instrument, and after them for those of parties
/// that an amended text would admit. What `editions` was made from must outlive them.
[[nodiscard]] std::vector<Course> courses_of(const Editions& editions);
/// Applies an instrument to every course: refused, with the first reason, where none accepts it.
[[nodiscard]] Status apply_to_all(std::span<Course> courses, const Instrument& instrument);

/// One course for each party's reading, with what none of them accepted.
struct Courses {
  std::vector<Course> courses;
  std::vector<Refused> refused;
};
[[nodiscard]] Courses fold(const Editions& editions,
                           std::span<const Instrument* const> instruments);

/// The standing at `at`, without `why` and `valid_until`: of the courses that have a part.
[[nodiscard]] Standing verdicts(std::span<const Course> courses, Instant at);

/// `as_known` among the parties of `profile`.
[[nodiscard]] std::vector<Instrument> known_to(const Profile& profile,
                                               std::span<const Instrument> instruments,
                                               Instant known_at);

/// `JP, KR`, and an id as it may be shown: what explanations are made of.
[[nodiscard]] std::string list_of(std::span<const PartyCode> parties);
[[nodiscard]] std::string shown(std::string_view id);

}  // namespace entente::agreement
