#include "agreement/course.h"

#include <fmt/format.h>

#include <algorithm>

#include "agreement/competence.h"
#include "agreement/errors.h"
#include "base/text.h"

namespace entente::agreement {
namespace {

Error out_of_order(const Instrument& instrument, std::string message) {
  return Error(kOutOfOrder, std::move(message), shown(instrument.id));
}

}  // namespace

std::string list_of(std::span<const PartyCode> parties) {
  std::string text;
  for (const PartyCode& party : parties) {
    text += (text.empty() ? "" : ", ") + party.text();
  }
  return text;
}

std::string shown(std::string_view id) {
  constexpr std::size_t kShownId = 80;
  return display_safe(id, kShownId);
}

Status Course::apply(const Instrument& instrument) {
  if (instrument.kind == InstrumentKind::signature && profile_->party(instrument.by) == nullptr) {
    return join(instrument);
  }
  ENTENTE_CHECK(check_parties(instrument));
  ENTENTE_CHECK(check_competence(*profile_, instrument));
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
    case InstrumentKind::agreement_suspension:
      return interrupt(instrument);
    case InstrumentKind::agreement_resumption:
      return resume(instrument);
    case InstrumentKind::replacement:
    case InstrumentKind::amendment:
    case InstrumentKind::supplement:
      return agree(instrument);
    case InstrumentKind::review:
      return review(instrument);
    case InstrumentKind::confirmation:  // of a time: `as_known` has taken it into account
      return {};
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
                 shown(instrument.id));
  }
  if (instrument.by == instrument.to) {
    return out_of_order(instrument, "A party cannot address an instrument to itself.");
  }
  return {};
}

Status Course::sign(const Instrument& instrument) {
  if (is_among(signed_, instrument.by)) {
    return out_of_order(instrument, instrument.by.text() + " has signed already.");
  }
  signed_.push_back(instrument.by);
  if (not_signed().empty()) {
    last_signature_ = instrument.effective_at;
  }
  if (last_signature_ && profile_->term().entry == EntryRule::last_signature) {
    entry_ = entry_after(profile_->term(), instrument.effective_at);
  }
  return {};
}

Status Course::notify(const Instrument& instrument) {
  if (profile_->term().entry == EntryRule::last_signature) {
    return out_of_order(instrument, "This agreement enters into force by signature alone.");
  }
  if (!not_signed().empty()) {
    return out_of_order(instrument, "A completion notice follows the signatures; missing: " +
                                        list_of(not_signed()) + ".");
  }
  if (is_among(notified_, instrument.by)) {
    return out_of_order(instrument,
                        instrument.by.text() + " has given its completion notice already.");
  }
  ENTENTE_CHECK(check_not_lapsed(instrument));  // its provisional application was ended
  notified_.push_back(instrument.by);
  if (not_notified().empty()) {  // Art. 21(1): on the later notice
    entry_ = entry_after(profile_->term(), instrument.effective_at);
  }
  return {};
}

Status Course::give_notice(const Instrument& instrument) {
  ENTENTE_CHECK(check_applied(instrument.effective_at));
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
  if (!is_in_force(given_at)) {
    return given_at;  // C4: provisional application ends as soon as a party says that it does
  }
  if (clause.anchor == NoticeAnchor::from_receipt) {
    return end_after_receipt(clause, given_at);
  }
  const CivilDate date = given_at.date_in(clause.zone);
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
  ENTENTE_CHECK(check_applied(instrument.effective_at));
  ENTENTE_TRY(Notice * notice, own_notice(instrument));
  if (notice->form != NoticeForm::pending) {
    return out_of_order(instrument, "The notice has no effect that could be suspended.");
  }
  notice->form = NoticeForm::suspended;
  notice->suspensions.push_back(instrument.id);
  return {};
}

Status Course::revive(const Instrument& instrument) {
  ENTENTE_CHECK(check_applied(instrument.effective_at));
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
  ENTENTE_CHECK(check_applied(instrument.effective_at));
  ENTENTE_TRY(Notice * notice, own_notice(instrument));
  if (notice->form == NoticeForm::withdrawn) {
    return out_of_order(instrument, "The notice has been withdrawn already.");
  }
  notice->form = NoticeForm::withdrawn;
  return {};
}

Status Course::withdraw_suspension(const Instrument& instrument) {
  ENTENTE_CHECK(check_applied(instrument.effective_at));
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

Status Course::interrupt(const Instrument& instrument) {
  const TermClause& clause = profile_->term();
  if (clause.agreement_suspension == AgreementSuspension::none) {
    return out_of_order(instrument, "This agreement has no clause by which it can be suspended.");
  }
  ENTENTE_CHECK(check_applied(instrument.effective_at));
  const bool open = std::any_of(
      interruptions_.begin(), interruptions_.end(),
      [&](const Interruption& each) { return each.by == instrument.by && !each.ended; });
  if (open) {
    return out_of_order(instrument, instrument.by.text() + " has suspended it already.");
  }
  Instant begins = instrument.effective_at;
  if (clause.suspension_notice.count > 0) {  // whole days, that of the instrument not counted
    const CivilDate day = begins.date_in(clause.zone).plus(clause.suspension_notice);
    begins = Instant::start_of(day.plus(Days{1}), clause.zone);
  }
  interruptions_.push_back({instrument.id, instrument.by, begins, {}});
  return {};
}

Status Course::resume(const Instrument& instrument) {
  ENTENTE_CHECK(check_not_lapsed(instrument));
  const auto found = std::find_if(
      interruptions_.begin(), interruptions_.end(),
      [&](const Interruption& each) { return each.id == instrument.refers_to && !each.ended; });
  if (found == interruptions_.end()) {
    return out_of_order(instrument,
                        "It refers to no suspension of the agreement that still holds.");
  }
  const Quorum needed = quorum(ActClass::resumption);
  if (needed.originator_alone && found->by != instrument.by) {
    return out_of_order(instrument, "Only " + found->by.text() + " can end its suspension.");
  }
  if (is_among(found->resumed_by, instrument.by)) {
    return out_of_order(instrument, instrument.by.text() + " has agreed to that already.");
  }
  found->resumed_by.push_back(instrument.by);
  found->ended = stands(needed, found->resumed_by, found->by);
  return {};
}

ActClass Course::class_of(const Accord& accord) const {
  switch (accord.kind) {
    case InstrumentKind::supplement:
      return ActClass::supplement;
    case InstrumentKind::replacement:
      return ActClass::replacement;
    default:
      return further_parties(accord).empty() ? ActClass::amendment : ActClass::admission;
  }
}

std::vector<PartyCode> Course::further_parties(const Accord& accord) const {
  std::vector<PartyCode> further;
  const Profile* amended = editions_.amended(accord.text);
  if (accord.kind != InstrumentKind::amendment || amended == nullptr) {
    return further;
  }
  for (const Party& party : amended->parties()) {
    if (profile_->party(party.code) == nullptr) {
      further.push_back(party.code);
    }
  }
  return further;
}

/// Art. 21(2), 5, C4: by mutual written consent, so it counts from the last party's consent on; or
/// from that of the last one that the quorum needs.
Status Course::agree(const Instrument& instrument) {
  ENTENTE_CHECK(check_accord(instrument));
  const std::string& name = instrument.refers_to.empty() ? instrument.id : instrument.refers_to;
  auto accord = std::find_if(accords_.begin(), accords_.end(),
                             [&](const Accord& each) { return each.name == name; });
  if (accord == accords_.end()) {
    accords_.push_back(
        {instrument.kind, name, instrument.effective_at, instrument.text, {}, {}, {}});
    accord = accords_.end() - 1;
  }
  if (accord->kind != instrument.kind) {
    return out_of_order(instrument, "What it refers to was proposed as something else.");
  }
  if (accord->text != instrument.text) {
    return out_of_order(instrument, "It consents to another text than the one proposed.");
  }
  if (is_among(accord->agreed, instrument.by)) {
    return out_of_order(instrument, instrument.by.text() + " has consented to it already.");
  }
  accord->agreed.push_back(instrument.by);
  const bool open = !accord->complete_at && accord->admitted.empty();
  if (open && stands(quorum(class_of(*accord)), accord->agreed)) {
    accord->admitted = further_parties(*accord);
    if (accord->admitted.empty()) {
      complete(*accord, instrument.effective_at);
    }
  }
  return {};
}

/// A further party is bound by nobody's consent but its own: the text that admits it is in effect
/// with its signature, or the last of several.
Status Course::join(const Instrument& instrument) {
  const auto accord = std::find_if(accords_.begin(), accords_.end(), [&](const Accord& each) {
    return is_among(each.admitted, instrument.by);
  });
  if (accord == accords_.end()) {
    return check_parties(instrument);
  }
  ENTENTE_CHECK(check_competence(*editions_.amended(accord->text), instrument));
  ENTENTE_CHECK(check_not_lapsed(instrument));
  std::erase(accord->admitted, instrument.by);
  if (accord->admitted.empty()) {
    complete(*accord, instrument.effective_at);
  }
  return {};
}

void Course::complete(Accord& accord, Instant at) {
  accord.complete_at = at;
  const Profile* amended = editions_.amended(accord.text);
  if (accord.kind == InstrumentKind::amendment && amended != nullptr) {
    for (const PartyCode& party : further_parties(accord)) {
      signed_.push_back(party);
      if (entry_) {  // what is settled for all waits for no notice of a party that comes later
        notified_.push_back(party);
      }
    }
    adopt(*amended, at);
  }
}

/// A notice that was given before keeps the end that it fixed under the clause of its day.
void Course::adopt(const Profile& amended, Instant at) {
  // Who was admitted by another text must not bring that one back by signing alone.
  for (Accord& waiting : accords_) {
    if (!waiting.admitted.empty()) {
      waiting.admitted.clear();
      waiting.agreed.clear();
    }
  }
  if (is_in_force(at)) {
    amended_terms_ = calendar().amended(amended.term(), at.date_in(amended.term().zone));
  }
  for (const ReadingRule& rule : amended.readings()) {
    rule_ = rule.party == rule_->party ? &rule : rule_;
  }
  profile_ = &amended;
}

Status Course::review(const Instrument& instrument) {
  ENTENTE_CHECK(check_applied(instrument.effective_at));
  reviews_.push_back({instrument.by, instrument.effective_at});
  return {};
}

Status Course::check_accord(const Instrument& instrument) const {
  if (instrument.kind == InstrumentKind::replacement) {
    if (instrument.refers_to.empty()) {
      return out_of_order(instrument, "It does not say which agreement replaces this one.");
    }
    return check_applied(instrument.effective_at);
  }
  if (!not_signed().empty()) {
    return out_of_order(instrument, "Only a signed agreement can be amended or supplemented.");
  }
  const Profile* amended = editions_.amended(instrument.text);
  const bool leaves_out = instrument.kind == InstrumentKind::amendment && amended != nullptr &&
                          std::ranges::any_of(profile_->parties(), [&](const Party& party) {
                            return amended->party(party.code) == nullptr;
                          });
  if (leaves_out) {
    return out_of_order(instrument, "Its text leaves out a party that has joined meanwhile.");
  }
  return check_not_lapsed(instrument);
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

Status Course::check_applied(Instant at) const {
  if (end() && *end() <= at) {
    return Error(kOutOfOrder, "The agreement has lapsed; what was provided stays protected.");
  }
  if (!is_in_force(at) && !is_provisional(at)) {
    return Error(kOutOfOrder, "The agreement is not in force, so there is nothing to end.");
  }
  return {};
}

Status Course::check_not_lapsed(const Instrument& instrument) const {
  if (end() && *end() <= instrument.effective_at) {
    return out_of_order(instrument, "The agreement has lapsed.");
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

std::vector<PartyCode> Course::missing_consents(const Accord& accord) const {
  std::vector<PartyCode> missing = quorum(class_of(accord)).of;
  std::erase_if(missing, [&](const PartyCode& party) { return is_among(accord.agreed, party); });
  return missing;
}

std::vector<PartyCode> Course::missing_from(std::span<const PartyCode> present) const {
  std::vector<PartyCode> missing;
  for (const Party& party : profile_->parties()) {
    if (!is_among(present, party.code)) {
      missing.push_back(party.code);
    }
  }
  return missing;
}

}  // namespace entente::agreement
