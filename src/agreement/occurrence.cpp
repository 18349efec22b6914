#include "agreement/occurrence.h"

#include <algorithm>

namespace entente::agreement {
namespace {

/// Two a year for two thousand years: longer spans are refused, not computed.
constexpr std::size_t kMaxOccurrences = 4096;

/// An ordinary term runs, whether or not the agreement is suspended meanwhile.
bool runs_on(const Course& course, State state) {
  const bool suspended = state == State::suspended && course.running_state() == State::in_force;
  return state == State::in_force || suspended;
}

}  // namespace

Walk::Walk(const Editions& editions, Instant from)
    : zone_(editions.signed_text().term().zone), courses_(courses_of(editions)), now_(from) {}

std::vector<Reading> Walk::readings() const {
  std::vector<Reading> all;
  for (const Course& course : courses_) {
    all.push_back(course.reading(now_));
  }
  return all;
}

bool Walk::advance(Instant until) {
  while (true) {
    const Instant next = next_boundary();
    if (next > until || next == latest_instant()) {
      now_ = std::max(now_, until);
      return true;
    }
    const std::vector<Reading> before = readings();
    now_ = next;
    compare(before, readings(), Because::time);
    note_lapses_averted();
    if (occurrences_.size() > kMaxOccurrences) {
      return false;
    }
  }
}

Status Walk::apply(const Instrument& instrument) {
  const std::vector<Reading> before = readings();
  ENTENTE_CHECK(apply_to_all(courses_, instrument));
  compare(before, readings(), Because::instrument);
  return {};
}

Instant Walk::next_boundary() const {
  Instant soonest = latest_instant();
  for (const Course& course : courses_) {
    soonest = std::min(soonest, course.next_change(now_));
    for (const Notice& notice : course.notices()) {
      if (notice.lapse_at && *notice.lapse_at > now_) {
        soonest = std::min(soonest, *notice.lapse_at);
      }
    }
  }
  return soonest;
}

void Walk::compare(const std::vector<Reading>& before, const std::vector<Reading>& after,
                   Because because) {
  for (std::size_t i = 0; i < before.size(); ++i) {
    compare_one(courses_[i], before[i], after[i], because);
  }
}

void Walk::compare_one(const Course& course, const Reading& was, const Reading& is,
                       Because because) {
  const CivilDate today = now_.date_in(zone_);
  if (!was.applied_since && is.state == State::provisional) {
    note(OccurrenceKind::provisional_begins, 0, today, is.party);
  }
  if (was.applied_since && was.state != State::signed_ && is.state == State::signed_) {
    note(OccurrenceKind::provisional_ends, 0, today, is.party);
  }
  if (was.term == 0 && is.term > 0) {
    note(OccurrenceKind::entry, 0, today, is.party);
  }
  if (was.state != State::lapsed && is.state == State::lapsed) {
    note(OccurrenceKind::lapsed, 0, today, is.party);
  }
  // An immediate suspension is what its instrument says, not something that happens by itself.
  if (because == Because::time && was.state != State::suspended && is.state == State::suspended) {
    note(OccurrenceKind::suspension_begins, 0, today, is.party);
  }
  if (was.term == 0 || !runs_on(course, was.state) || !runs_on(course, is.state)) {
    return;
  }
  if (is.term > was.term) {
    note(OccurrenceKind::renewed, is.term, today, is.party);
    return;
  }
  const bool closed = was.next_notice_deadline && *was.next_notice_deadline < today &&
                      is.next_notice_deadline != was.next_notice_deadline;
  if (closed) {
    note(OccurrenceKind::window_closed, was.term, *was.next_notice_deadline, is.party);
  }
}

void Walk::note_lapses_averted() {
  for (const Course& course : courses_) {
    const Reading reading = course.reading(now_);
    const bool goes_on = applies_in(reading.state);
    for (const Notice& notice : course.notices()) {
      if (notice.lapse_at == now_ && goes_on) {
        note(OccurrenceKind::lapse_averted, 0, now_.date_in(zone_), reading.party);
      }
    }
  }
}

void Walk::note(OccurrenceKind kind, int term, CivilDate date, const PartyCode& reading) {
  const auto same =
      std::find_if(occurrences_.begin(), occurrences_.end(), [&](const Occurrence& each) {
        return each.at == now_ && each.kind == kind && each.term == term && each.date == date;
      });
  if (same != occurrences_.end()) {
    if (std::find(same->readings.begin(), same->readings.end(), reading) == same->readings.end()) {
      same->readings.push_back(reading);
    }
    return;
  }
  occurrences_.push_back({kind, now_, date, term, {reading}});
}

}  // namespace entente::agreement
