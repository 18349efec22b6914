#pragma once

#include <optional>
#include <string>

#include "base/ids.h"
#include "base/names.h"
#include "base/time.h"

/// How long an agreement runs and how it ends (Art. 21), as explicit data. Pure values.
namespace entente::agreement {

/// When the agreement enters into force.
enum class EntryRule {
  later_completion_notice,  ///< on the later of the parties' completion notices (Art. 21(1))
  last_signature,           ///< when the last party signs
};

/// On which day after the notice or signature of `EntryRule` it does so (C4).
enum class EntryDay {
  at_once,         ///< at that instant
  days_after,      ///< at the beginning of the n-th day after that day
  months_after,    ///< at the beginning of the day that bears the same number n months later
  first_of_month,  ///< at the beginning of the first day of the n-th month after that month
};

/// Whether the agreement is applied between signature and entry into force (C4).
enum class Provisional {
  none,
  from_signature,  ///< as soon as all have signed
  from_date,       ///< from a calendar day on, once all have signed
};

/// Whether what a party was given before the agreement was applied falls under it (C4).
enum class EarlierItems { not_covered, covered };

/// Whether the agreement itself, not the effect of a notice, can be suspended.
enum class AgreementSuspension { none, by_any_party };

/// What the length of a termination notice is measured against.
enum class NoticeAnchor {
  before_expiry,  ///< so many days before the running term ends; it then ends with the term
  from_receipt,   ///< the agreement ends so many days after the notice was received
};

/// R21.2: from which day the notice days are counted back.
enum class CountFrom {
  last_day_of_term,  ///< 22 November for a term that ends with that day: 24 August
  day_after_term,    ///< 23 November, the first day of the next term: 25 August
};

/// What a notice that comes too late for the running term does.
enum class LateNotice {
  no_effect,  ///< the renewal stands, and so does the next window
  next_term,  ///< it ends the term after
};

/// What a party holds a notice to be while its effect is suspended (C1, C2).
enum class SuspendedNotice {
  dormant,         ///< revivable at any time, then the agreement ends at once; no renewal meanwhile
  without_effect,  ///< as if never given: yearly renewal governs, a revival changes nothing
};

/// What a lapse does to access to held items.
enum class AccessAfterLapse { kept, stopped };

/// One of the parties' understandings of the same text, where they differ (C1).
struct ReadingRule {
  PartyCode party;
  SuspendedNotice suspended_notice = SuspendedNotice::without_effect;
  CountFrom count_from = CountFrom::last_day_of_term;
};

/// Art. 21 as parameters. All dates are dates in `zone`.
struct TermClause {
  Zone zone;
  EntryRule entry = EntryRule::later_completion_notice;
  EntryDay entry_day = EntryDay::at_once;
  int entry_count = 0;  ///< the n of `entry_day`
  Provisional provisional = Provisional::none;
  std::optional<CivilDate> provisional_from;   ///< the first day; only with `from_date`
  std::optional<CivilDate> provisional_until;  ///< the last day; nothing: until entry into force
  EarlierItems earlier_items = EarlierItems::not_covered;
  std::optional<Name> replaces;  ///< the older agreement that ends when this one enters into force
  int initial_years = 1;         ///< 1 to 100; 0: the agreement runs until it is ended
  int renewal_years = 1;         ///< 1 to 100; 0: it ends with the first term
  NoticeAnchor anchor = NoticeAnchor::before_expiry;
  Days notice{90};
  int notice_months = 0;        ///< where it is not 0 the notice is counted in months, not days
  bool last_day_counts = true;  ///< whether a notice on the deadline date itself is in time
  LateNotice late_notice = LateNotice::no_effect;
  AgreementSuspension agreement_suspension = AgreementSuspension::none;
  Days suspension_notice{0};            ///< whole days from the instrument to the suspension
  std::optional<Days> amendment_reply;  ///< to answer the other party's proposal of a text
  int review_years = 0;  ///< the parties review the agreement every n years; 0: never
  AccessAfterLapse access_after_lapse = AccessAfterLapse::kept;
  bool protection_survives = true;  ///< Art. 21(4); never false, because an end frees nothing (I9)
};

/// When the agreement enters into force, given the instant of the notice or signature that
/// `clause.entry` waits for. Pure.
[[nodiscard]] Instant entry_after(const TermClause& clause, Instant completed);
/// The end of a notice that runs from its receipt: after so many whole days or months, the day of
/// receipt not counted. Pure.
[[nodiscard]] Instant end_after_receipt(const TermClause& clause, Instant received);
/// The notice's length in words: `90 days`, `6 months`.
[[nodiscard]] std::string notice_length(const TermClause& clause);

/// The terms that follow from an entry into force on `entry`. Terms count from 1. Each begins on
/// the anniversary of the entry (29 February: 28 February in other years), counted from the entry
/// itself, so that nothing drifts. Pure.
class TermCalendar {
 public:
  TermCalendar(const TermClause& clause, CivilDate entry) : TermCalendar(clause, entry, 1) {}

  /// The terms after an amendment of the clause took effect on `date` (Art. 21(2)): the running
  /// term keeps its number and its first day, and ends where the new length puts its end; where
  /// that has passed already, at the first end after `date` that follows from repeating it. Later
  /// terms have the new length. A profile that ends with its term ends with the running one.
  [[nodiscard]] TermCalendar amended(const TermClause& clause, CivilDate date) const;

  [[nodiscard]] int term_on(CivilDate date) const;  ///< 1 for dates before the entry as well
  [[nodiscard]] CivilDate first_day(int term) const;
  /// The day after the term's last; nothing for a term without end (also where the calendar ends).
  [[nodiscard]] std::optional<CivilDate> day_after(int term) const;
  /// The day after the last term of all; nothing where terms follow each other without end.
  [[nodiscard]] std::optional<CivilDate> expiry() const;
  /// The last day on which a notice still ends this term, as `count_from` counts; nothing where
  /// the notice runs from its receipt or the term has no end.
  [[nodiscard]] std::optional<CivilDate> notice_deadline(int term, CountFrom count_from) const;

 private:
  TermCalendar(const TermClause& clause, CivilDate first_day, int term)
      : clause_(&clause), entry_(first_day), first_(term) {}
  int years_of_first() const;

  const TermClause* clause_;
  CivilDate entry_;  ///< the first day of the term `first_`
  int first_;        ///< 1, or the term that ran when the clause was amended
};

}  // namespace entente::agreement

template <>
struct entente::Names<entente::agreement::EntryRule> {
  using enum entente::agreement::EntryRule;
  static constexpr std::pair<agreement::EntryRule, std::string_view> kRows[] = {
      {later_completion_notice, "later-completion-notice"}, {last_signature, "last-signature"}};
};
template <>
struct entente::Names<entente::agreement::EntryDay> {
  using enum entente::agreement::EntryDay;
  static constexpr std::pair<agreement::EntryDay, std::string_view> kRows[] = {
      {at_once, "at-once"},
      {days_after, "days-after"},
      {months_after, "months-after"},
      {first_of_month, "first-of-month"}};
};
template <>
struct entente::Names<entente::agreement::Provisional> {
  using enum entente::agreement::Provisional;
  static constexpr std::pair<agreement::Provisional, std::string_view> kRows[] = {
      {none, "none"}, {from_signature, "from-signature"}, {from_date, "from-date"}};
};
template <>
struct entente::Names<entente::agreement::EarlierItems> {
  using enum entente::agreement::EarlierItems;
  static constexpr std::pair<agreement::EarlierItems, std::string_view> kRows[] = {
      {not_covered, "not-covered"}, {covered, "covered"}};
};
template <>
struct entente::Names<entente::agreement::AgreementSuspension> {
  using enum entente::agreement::AgreementSuspension;
  static constexpr std::pair<agreement::AgreementSuspension, std::string_view> kRows[] = {
      {none, "none"}, {by_any_party, "by-any-party"}};
};
template <>
struct entente::Names<entente::agreement::NoticeAnchor> {
  using enum entente::agreement::NoticeAnchor;
  static constexpr std::pair<agreement::NoticeAnchor, std::string_view> kRows[] = {
      {before_expiry, "before-expiry"}, {from_receipt, "from-receipt"}};
};
template <>
struct entente::Names<entente::agreement::CountFrom> {
  using enum entente::agreement::CountFrom;
  static constexpr std::pair<agreement::CountFrom, std::string_view> kRows[] = {
      {last_day_of_term, "last-day-of-term"}, {day_after_term, "day-after-term"}};
};
template <>
struct entente::Names<entente::agreement::LateNotice> {
  using enum entente::agreement::LateNotice;
  static constexpr std::pair<agreement::LateNotice, std::string_view> kRows[] = {
      {no_effect, "no-effect"}, {next_term, "next-term"}};
};
template <>
struct entente::Names<entente::agreement::SuspendedNotice> {
  using enum entente::agreement::SuspendedNotice;
  static constexpr std::pair<agreement::SuspendedNotice, std::string_view> kRows[] = {
      {dormant, "dormant"}, {without_effect, "without-effect"}};
};
template <>
struct entente::Names<entente::agreement::AccessAfterLapse> {
  using enum entente::agreement::AccessAfterLapse;
  static constexpr std::pair<agreement::AccessAfterLapse, std::string_view> kRows[] = {
      {kept, "kept"}, {stopped, "stopped"}};
};
