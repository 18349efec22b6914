#include <algorithm>

#include "agreement/course.h"

/// What a course says about a time: the reading, and when it changes by itself.
namespace entente::agreement {

bool Course::has_effect(const Notice& notice) const {
  const bool voided =
      rule_->suspended_notice == SuspendedNotice::without_effect && !notice.suspensions.empty();
  return notice.form == NoticeForm::pending && !voided;
}

bool Course::is_dormant(const Notice& notice) const {
  return rule_->suspended_notice == SuspendedNotice::dormant &&
         notice.form == NoticeForm::suspended;
}

std::optional<Instant> Course::provisional_start() const {
  const TermClause& clause = profile_->term();
  if (!last_signature_ || clause.provisional == Provisional::none) {
    return std::nullopt;
  }
  Instant start = *last_signature_;
  if (clause.provisional_from) {
    start = std::max(start, Instant::start_of(*clause.provisional_from, clause.zone));
  }
  const std::optional<Instant> until = provisional_end();
  const bool never = (entry_ && *entry_ <= start) || (until && *until <= start);
  return never ? std::nullopt : std::optional(start);
}

std::optional<Instant> Course::provisional_end() const {
  const TermClause& clause = profile_->term();
  return clause.provisional_until ? std::optional(Instant::start_of(
                                        clause.provisional_until->plus(Days{1}), clause.zone))
                                  : std::nullopt;
}

bool Course::is_provisional(Instant at) const {
  const std::optional<Instant> start = provisional_start();
  const std::optional<Instant> until = provisional_end();
  return start && *start <= at && !is_in_force(at) && (!until || at < *until);
}

std::optional<Instant> Course::applied_since(Instant at) const {
  if (const auto start = provisional_start(); start && *start <= at) {
    return start;
  }
  return is_in_force(at) ? entry_ : std::nullopt;
}

std::optional<Instant> Course::suspended_at() const {
  std::optional<Instant> soonest;
  for (const Interruption& each : interruptions_) {
    if (!each.ended) {
      soonest = soonest ? std::min(*soonest, each.begins) : each.begins;
    }
  }
  return soonest;
}

/// A notice waits for those that the quorum needs beside it: the end is that of the one with which
/// the quorum stands.
std::optional<Instant> Course::end_by_notice() const {
  std::vector<std::pair<PartyCode, Instant>> ends;
  for (const Notice& notice : notices_) {
    if (has_effect(notice) && notice.lapse_at) {
      ends.emplace_back(notice.by, *notice.lapse_at);
    }
  }
  if (ends.empty()) {
    return std::nullopt;
  }
  std::sort(ends.begin(), ends.end(),
            [](const auto& a, const auto& b) { return a.second < b.second; });
  const Quorum needed = quorum(ActClass::termination);
  std::vector<PartyCode> agreed;
  for (const auto& [party, at] : ends) {
    agreed.push_back(party);
    if (stands(needed, agreed)) {
      return at;
    }
  }
  return std::nullopt;
}

std::vector<PartyCode> Course::under_notice_by() const {
  std::vector<PartyCode> parties;
  for (const Notice& notice : notices_) {
    if (has_effect(notice)) {
      parties.push_back(notice.by);
    }
  }
  return parties;
}

std::optional<Instant> Course::end() const {
  std::optional<Instant> soonest;
  const auto consider = [&](Instant at) { soonest = soonest ? std::min(*soonest, at) : at; };
  if (const auto by_notice = end_by_notice()) {
    consider(*by_notice);
  }
  for (const Accord& accord : accords_) {
    if (accord.kind == InstrumentKind::replacement && accord.complete_at) {
      consider(*accord.complete_at);
    }
  }
  if (entry_) {
    if (const auto expiry = calendar().expiry()) {
      consider(Instant::start_of(*expiry, profile_->term().zone));
    }
  }
  return soonest;
}

TermCalendar Course::calendar() const {
  ENTENTE_INVARIANT(entry_.has_value());
  if (amended_terms_) {
    return *amended_terms_;
  }
  return {profile_->term(), entry_->date_in(profile_->term().zone)};
}

std::optional<CivilDate> Course::next_deadline(Instant at) const {
  const CivilDate today = at.date_in(profile_->term().zone);
  const int term = calendar().term_on(today);
  const auto deadline = calendar().notice_deadline(term, rule_->count_from);
  if (!deadline || today <= *deadline) {
    return deadline;
  }
  return calendar().notice_deadline(term + 1, rule_->count_from);
}

State Course::running_state() const {
  if (notices_.empty()) {
    return State::in_force;
  }
  const Quorum needed = quorum(ActClass::termination);
  std::vector<PartyCode> by = under_notice_by();
  if (stands(needed, by)) {
    return State::notice_given;
  }
  for (const Notice& notice : notices_) {
    if (is_dormant(notice)) {
      by.push_back(notice.by);
    }
  }
  return stands(needed, by) ? State::in_force_conditional : State::in_force;
}

Reading Course::reading(Instant at) const {
  Reading reading;
  reading.party = rule_->party;
  reading.zone = profile_->term().zone;
  if (!has_part()) {
    return reading;
  }
  reading.applied_since = applied_since(at);
  if (!reading.applied_since) {
    reading.state = not_signed().empty() ? State::signed_ : label_;
    return reading;
  }
  const std::optional<Instant> ends = end();
  if (ends && *ends <= at) {
    reading.state = State::lapsed;
    reading.lapse_at = ends;
    const Instant last = ends->plus_ms(-1);
    reading.term = is_in_force(last) ? calendar().term_on(last.date_in(reading.zone)) : 0;
    return reading;
  }
  if (is_in_force(at)) {
    reading.lapse_at = ends;
    reading.term = calendar().term_on(at.date_in(reading.zone));
    reading.state = running_state();
    if (reading.state == State::in_force) {
      reading.next_notice_deadline = next_deadline(at);
    }
  } else {
    reading.state = is_provisional(at) ? State::provisional : State::signed_;
  }
  reading.suspended_at = suspended_at();
  const bool runs = exchange_in(reading.state);
  if (runs && reading.suspended_at && *reading.suspended_at <= at) {
    reading.state = State::suspended;
  }
  return reading;
}

Instant Course::next_change(Instant at) const {
  Instant soonest = latest_instant();
  const auto consider = [&](const std::optional<Instant>& when) {
    soonest = when && *when > at ? std::min(soonest, *when) : soonest;
  };
  const auto consider_day = [&](std::optional<CivilDate> date) {
    consider(date ? std::optional(Instant::start_of(*date, profile_->term().zone)) : std::nullopt);
  };
  const Reading now = reading(at);
  if (now.state == State::lapsed) {
    return soonest;
  }
  consider(entry_);
  consider(suspended_at());
  if (!is_in_force(at)) {
    consider(provisional_start());
    consider(provisional_start() ? provisional_end() : std::nullopt);
    return soonest;
  }
  consider(now.lapse_at);
  consider_day(calendar().day_after(now.term));
  if (now.next_notice_deadline) {
    consider_day(now.next_notice_deadline->plus(Days{1}));
  }
  return soonest;
}

}  // namespace entente::agreement
