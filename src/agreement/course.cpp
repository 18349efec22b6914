#include "agreement/course.h"

#include <fmt/format.h>

#include <algorithm>

#include "agreement/errors.h"
#include "base/text.h"

namespace entente::agreement {
namespace {

Error out_of_order(const Instrument& instrument, std::string message) {
  return Error(kOutOfOrder, std::move(message), display_safe(instrument.id, 80));
}

bool contains(std::span<const PartyCode> parties, const PartyCode& party) {
  return std::find(parties.begin(), parties.end(), party) != parties.end();
}

std::string list(std::span<const PartyCode> parties) {
  std::string text;
  for (const PartyCode& party : parties) {
    text += (text.empty() ? "" : ", ") + party.text();
  }
  return text;
}

}  // namespace

Status Course::apply(const Instrument& instrument) {
  ENTENTE_CHECK(check_parties(instrument));
  switch (instrument.kind) {
    case InstrumentKind::signature:
      return sign(instrument);
    case InstrumentKind::completion_notice:
      return notify(instrument);
    case InstrumentKind::termination_notice:
      return give_notice(instrument);
    case InstrumentKind::notice_suspension:
      return suspend(instrument);
    case InstrumentKind::notice_revival:
      return revive(instrument);
    case InstrumentKind::notice_withdrawal:
      return withdraw(instrument);
    case InstrumentKind::suspension_withdrawal:
      return withdraw_suspension(instrument);
    case InstrumentKind::amendment:
    case InstrumentKind::supplement:
      return change_text(instrument);
    case InstrumentKind::milestone:
      pass_milestone(instrument.milestone);
      return {};
    case InstrumentKind::statement:  // C3: political, recorded and without effect
      return {};
  }
  return {};
}

Status Course::check_parties(const Instrument& instrument) const {
  const bool to_all = instrument.to.empty();
  if (profile_->party(instrument.by) == nullptr ||
      (!to_all && profile_->party(instrument.to) == nullptr)) {
    return Error(kUnknownParty, "The instrument names a party that is none of this agreement.",
                 display_safe(instrument.id, 80));
  }
  if (instrument.by == instrument.to) {
    return out_of_order(instrument, "A party cannot address an instrument to itself.");
  }
  return {};
}

Status Course::sign(const Instrument& instrument) {
  if (contains(signed_, instrument.by)) {
    return out_of_order(instrument, instrument.by.text() + " has signed already.");
  }
  signed_.push_back(instrument.by);
  if (not_signed().empty() && profile_->term().entry == EntryRule::last_signature) {
    entry_ = instrument.effective_at;
  }
  return {};
}

Status Course::notify(const Instrument& instrument) {
  if (profile_->term().entry == EntryRule::last_signature) {
    return out_of_order(instrument, "This agreement enters into force by signature alone.");
  }
  if (!not_signed().empty()) {
    return out_of_order(instrument, "A completion notice follows the signatures; missing: " +
                                        list(not_signed()) + ".");
  }
  if (contains(notified_, instrument.by)) {
    return out_of_order(instrument,
                        instrument.by.text() + " has given its completion notice already.");
  }
  notified_.push_back(instrument.by);
  if (not_notified().empty()) {
    entry_ = instrument.effective_at;  // Art. 21(1): on the later notice
  }
  return {};
}

Status Course::give_notice(const Instrument& instrument) {
  ENTENTE_CHECK(check_in_force(instrument.effective_at));
  const bool pending = std::any_of(notices_.begin(), notices_.end(), [&](const Notice& earlier) {
    return earlier.by == instrument.by && has_effect(earlier);
  });
  if (pending) {
    return out_of_order(instrument, instrument.by.text() + " has given notice already.");
  }
  Notice notice;
  notice.id = instrument.id;
  notice.by = instrument.by;
  notice.given_at = instrument.effective_at;
  notice.lapse_at = lapse_of_notice(instrument.effective_at);
  notice.form = notice.lapse_at ? NoticeForm::pending : NoticeForm::late;
  notices_.push_back(std::move(notice));
  return {};
}

std::optional<Instant> Course::lapse_of_notice(Instant given_at) const {
  const TermClause& clause = profile_->term();
  const CivilDate date = given_at.date_in(clause.zone);
  if (clause.anchor == NoticeAnchor::from_receipt) {
    // The period is as many whole days, the day of receipt not among them.
    return Instant::start_of(date.plus(Days{clause.notice.count + 1}), clause.zone);
  }
  int term = calendar().term_on(date);
  const std::optional<CivilDate> deadline = calendar().notice_deadline(term, rule_->count_from);
  if (deadline && date > *deadline) {
    if (clause.late_notice == LateNotice::no_effect) {
      return std::nullopt;
    }
    ++term;
  }
  const std::optional<CivilDate> end = calendar().day_after(term);
  return end ? std::optional(Instant::start_of(*end, clause.zone)) : std::nullopt;
}

Status Course::suspend(const Instrument& instrument) {
  ENTENTE_CHECK(check_in_force(instrument.effective_at));
  ENTENTE_TRY(Notice * notice, own_notice(instrument));
  if (notice->form != NoticeForm::pending) {
    return out_of_order(instrument, "The notice has no effect that could be suspended.");
  }
  notice->form = NoticeForm::suspended;
  notice->suspensions.push_back(instrument.id);
  return {};
}

Status Course::revive(const Instrument& instrument) {
  ENTENTE_CHECK(check_in_force(instrument.effective_at));
  ENTENTE_TRY(Notice * notice, own_notice(instrument));
  if (notice->form != NoticeForm::suspended) {
    return out_of_order(instrument, "Only a suspended notice can be revived.");
  }
  take_effect_again(*notice, instrument.effective_at);
  return {};
}

void Course::take_effect_again(Notice& notice, Instant at) {
  // C1: the suspension was made on condition that the agreement can be ended at any time, so a
  // notice whose own date has passed ends it at once.
  notice.form = NoticeForm::pending;
  notice.lapse_at = std::max(notice.lapse_at.value_or(at), at);
}

Status Course::withdraw(const Instrument& instrument) {
  ENTENTE_CHECK(check_in_force(instrument.effective_at));
  ENTENTE_TRY(Notice * notice, own_notice(instrument));
  if (notice->form == NoticeForm::withdrawn) {
    return out_of_order(instrument, "The notice has been withdrawn already.");
  }
  notice->form = NoticeForm::withdrawn;
  return {};
}

Status Course::withdraw_suspension(const Instrument& instrument) {
  ENTENTE_CHECK(check_in_force(instrument.effective_at));
  ENTENTE_TRY(Notice * notice, own_notice(instrument));
  const bool of_withdrawn = notice->form == NoticeForm::withdrawn && !notice->suspensions.empty() &&
                            !notice->suspension_withdrawn;
  if (of_withdrawn) {
    notice->suspension_withdrawn = true;
    return {};
  }
  if (notice->form != NoticeForm::suspended) {
    return out_of_order(instrument, "The notice is not suspended.");
  }
  take_effect_again(*notice, instrument.effective_at);
  return {};
}

Status Course::change_text(const Instrument& instrument) const {
  if (!not_signed().empty()) {
    return out_of_order(instrument, "Only a signed agreement can be amended or supplemented.");
  }
  if (end() && *end() <= instrument.effective_at) {
    return out_of_order(instrument, "The agreement has lapsed.");
  }
  return {};
}

void Course::pass_milestone(Milestone milestone) {
  switch (milestone) {
    case Milestone::draft_approved:
      label_ = State::draft;
      break;
    case Milestone::draft_abandoned:
      label_ = State::abandoned;
      break;
    case Milestone::negotiation_resumed:
      label_ = State::negotiating;
      break;
    case Milestone::initialled:
      label_ = State::initialled;
      break;
    case Milestone::domestic_approval:
      label_ = State::approved_by_one;
      break;
    case Milestone::other:
      break;
  }
}

Status Course::check_in_force(Instant at) const {
  if (!entry_) {
    return Error(kOutOfOrder, "The agreement is not in force, so there is nothing to end.");
  }
  if (end() && *end() <= at) {
    return Error(kOutOfOrder, "The agreement has lapsed; what was provided stays protected.");
  }
  return {};
}

Result<Notice*> Course::own_notice(const Instrument& instrument) {
  const auto found = std::find_if(notices_.begin(), notices_.end(), [&](const Notice& notice) {
    return notice.id == instrument.refers_to ||
           std::find(notice.suspensions.begin(), notice.suspensions.end(), instrument.refers_to) !=
               notice.suspensions.end();
  });
  if (instrument.refers_to.empty() || found == notices_.end()) {
    return out_of_order(instrument, "It refers to no termination notice that was given before.");
  }
  if (found->by != instrument.by) {
    return out_of_order(instrument, "Only " + found->by.text() + " can speak about its notice.");
  }
  return &*found;
}

bool Course::has_effect(const Notice& notice) const {
  const bool voided =
      rule_->suspended_notice == SuspendedNotice::without_effect && !notice.suspensions.empty();
  return notice.form == NoticeForm::pending && !voided;
}

bool Course::is_dormant(const Notice& notice) const {
  return rule_->suspended_notice == SuspendedNotice::dormant &&
         notice.form == NoticeForm::suspended;
}

std::optional<Instant> Course::end() const {
  std::optional<Instant> soonest;
  const auto consider = [&](Instant at) { soonest = soonest ? std::min(*soonest, at) : at; };
  for (const Notice& notice : notices_) {
    if (has_effect(notice) && notice.lapse_at) {
      consider(*notice.lapse_at);
    }
  }
  if (entry_ && profile_->term().renewal_years == 0) {
    if (const auto expiry = calendar().day_after(1)) {
      consider(Instant::start_of(*expiry, profile_->term().zone));
    }
  }
  return soonest;
}

std::vector<PartyCode> Course::missing_from(std::span<const PartyCode> present) const {
  std::vector<PartyCode> missing;
  for (const Party& party : profile_->parties()) {
    if (!contains(present, party.code)) {
      missing.push_back(party.code);
    }
  }
  return missing;
}

TermCalendar Course::calendar() const {
  ENTENTE_INVARIANT(entry_.has_value());
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

Reading Course::reading(Instant at) const {
  Reading reading;
  reading.party = rule_->party;
  reading.zone = profile_->term().zone;
  if (!entry_) {
    reading.state = not_signed().empty() ? State::signed_ : label_;
    return reading;
  }
  reading.lapse_at = end();
  const bool lapsed = reading.lapse_at && *reading.lapse_at <= at;
  const Instant last = lapsed ? reading.lapse_at->plus_ms(-1) : at;
  reading.term = calendar().term_on(last.date_in(reading.zone));
  if (lapsed) {
    reading.state = State::lapsed;
  } else if (std::any_of(notices_.begin(), notices_.end(),
                         [&](const Notice& each) { return has_effect(each); })) {
    reading.state = State::notice_given;
  } else if (std::any_of(notices_.begin(), notices_.end(),
                         [&](const Notice& each) { return is_dormant(each); })) {
    reading.state = State::in_force_conditional;
  } else {
    reading.state = State::in_force;
    reading.next_notice_deadline = next_deadline(at);
  }
  return reading;
}

Instant Course::next_change(Instant at) const {
  Instant soonest = latest_instant();
  const auto consider = [&](std::optional<CivilDate> date) {
    const Instant when = date ? Instant::start_of(*date, profile_->term().zone) : soonest;
    soonest = when > at ? std::min(soonest, when) : soonest;
  };
  const Reading now = reading(at);
  if (!entry_ || now.state == State::lapsed) {
    return soonest;
  }
  if (now.lapse_at) {
    soonest = std::min(soonest, *now.lapse_at);
  }
  consider(calendar().day_after(now.term));
  if (now.next_notice_deadline) {
    consider(now.next_notice_deadline->plus(Days{1}));
  }
  return soonest;
}

}  // namespace entente::agreement
