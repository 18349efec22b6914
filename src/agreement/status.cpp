#include "agreement/status.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <unordered_set>

#include "agreement/course.h"
#include "agreement/errors.h"

namespace entente::agreement {
namespace {

bool passes(const Reading& reading) { return exchange_in(reading.state); }

bool access_in(const Reading& reading, const TermClause& clause) {
  if (applies_in(reading.state)) {
    return true;
  }
  // Applied once and no longer: lapsed, or between provisional application and entry into force.
  return reading.applied_since && clause.access_after_lapse == AccessAfterLapse::kept;
}

/// Never falls back to none: what was provided once stays protected (Art. 21(4), I9).
ProtectionDuty duty_of(std::span<const Reading> readings) {
  const auto runs = [](const Reading& each) { return applies_in(each.state); };
  if (std::any_of(readings.begin(), readings.end(), runs)) {
    return ProtectionDuty::full;
  }
  const bool was_applied = std::any_of(readings.begin(), readings.end(), [](const Reading& each) {
    return each.applied_since.has_value();
  });
  return was_applied ? ProtectionDuty::survival : ProtectionDuty::none;
}

std::optional<Instant> covered_since(std::span<const Reading> readings, const TermClause& clause) {
  std::optional<Instant> since;
  for (const Reading& reading : readings) {
    if (reading.applied_since) {
      since = since ? std::min(*since, *reading.applied_since) : reading.applied_since;
    }
  }
  return since && clause.earlier_items == EarlierItems::covered ? earliest_instant() : since;
}

/// A text counts as soon as one reading has it: where the readings part, both are in effect.
std::vector<TextInEffect> texts_of(std::span<const Course> courses) {
  std::vector<TextInEffect> texts;
  for (const Course& course : courses) {
    for (const Accord& accord : course.accords()) {
      const bool known = std::any_of(texts.begin(), texts.end(), [&](const TextInEffect& each) {
        return each.name == accord.name;
      });
      if (accord.complete_at && accord.kind != InstrumentKind::replacement && !known) {
        texts.push_back({accord.kind, accord.name, *accord.complete_at, accord.text});
      }
    }
  }
  std::sort(texts.begin(), texts.end(), [](const TextInEffect& a, const TextInEffect& b) {
    return std::tie(a.since, a.name) < std::tie(b.since, b.name);
  });
  return texts;
}

bool readings_part(std::span<const Course> courses, std::span<const Reading> readings) {
  const Reading& first = readings.front();
  const bool part = std::any_of(readings.begin(), readings.end(), [&](const Reading& reading) {
    return reading.state != first.state || reading.lapse_at != first.lapse_at;
  });
  // A suspension of the agreement covers what still parts them: a dormant notice.
  const bool covered =
      first.state == State::suspended &&
      std::any_of(courses.begin(), courses.end(), [&](const Course& course) {
        return course.has_part() && course.running_state() != courses.front().running_state();
      });
  return part || covered;
}

void explain_entry(const Course& course, Zone zone, Instant at, std::vector<Reason>& why) {
  const std::optional<Instant>& entry = course.entry();
  if (const auto start = course.provisional_start(); start && (!entry || *entry > at)) {
    why.push_back({"C4", fmt::format("Applied provisionally from {}{}.", start->text(zone),
                                     course.provisional_end()
                                         ? " to before " + course.provisional_end()->text(zone)
                                         : "")});
  }
  if (entry) {
    why.push_back({"Art. 21(1)",
                   fmt::format("{} {}.", *entry > at ? "Enters into force on" : "In force since",
                               entry->text(zone))});
  } else if (const auto missing = course.not_signed(); !missing.empty()) {
    why.push_back({"Art. 21(1)", fmt::format("Not signed yet by {}.", list_of(missing))});
  } else {
    why.push_back({"Art. 21(1)", fmt::format("Signed; the completion notice is missing from {}.",
                                             list_of(course.not_notified()))});
  }
}

void explain_accord(const Course& course, const Accord& accord, Zone zone,
                    std::vector<Reason>& why) {
  const std::string what = fmt::format("{} {}", name_of(accord.kind), shown(accord.name));
  const std::string_view article = article_of(accord.kind);
  if (accord.complete_at) {
    why.push_back({std::string(article),
                   fmt::format("In effect since {}: {}.", accord.complete_at->text(zone), what)});
  } else if (!accord.admitted.empty()) {
    why.push_back(
        {std::string(article), fmt::format("Agreed on: {}; in effect with the signature of {}.",
                                           what, list_of(accord.admitted))});
  } else {
    const Quorum quorum = course.quorum(course.class_of(accord));
    const bool all = quorum.needed == quorum.of.size();
    why.push_back(
        {std::string(article),
         fmt::format("Proposed on {}: {}; {}the consent is missing from {}.",
                     accord.proposed_at.text(zone), what,
                     all ? ""
                         : fmt::format("{} of the {} needed have consented; ",
                                       counted(quorum, accord.agreed).size(), quorum.needed),
                     list_of(course.missing_consents(accord)))});
  }
}

/// Of notices that end nothing yet.
void explain_waiting_notices(const Course& course, std::vector<Reason>& why) {
  const Quorum quorum = course.quorum(ActClass::termination);
  const std::vector<PartyCode> by = course.under_notice_by();
  const std::size_t have = counted(quorum, by).size();
  if (!by.empty() && have < quorum.needed) {
    why.push_back({"Art. 21(3)",
                   fmt::format("Notice ends it once {} of {} have given it; {} {}.", quorum.needed,
                               list_of(quorum.of), have, have == 1 ? "has" : "have")});
  }
}

void explain_interruption(const Interruption& each, Zone zone, std::vector<Reason>& why) {
  if (!each.ended) {
    why.push_back({"C2", fmt::format("{} suspended the agreement by {} from {} on{}.",
                                     each.by.text(), shown(each.id), each.begins.text(zone),
                                     each.resumed_by.empty()
                                         ? ""
                                         : "; to its end agree " + list_of(each.resumed_by))});
  }
}

void explain_notice(const Notice& notice, Zone zone, std::vector<Reason>& why) {
  const std::string given = fmt::format("{} gave notice {} on {}", notice.by.text(),
                                        shown(notice.id), notice.given_at.text(zone));
  switch (notice.form) {
    case NoticeForm::pending:
      why.push_back({"Art. 21(3)", given + "."});
      break;
    case NoticeForm::late:
      why.push_back({"Art. 21(3)", given + ", too late for the running term."});
      break;
    case NoticeForm::suspended:
      why.push_back({"C2", given + "; its effect is suspended."});
      break;
    case NoticeForm::withdrawn:
      why.push_back({"C2", given + " and withdrew it."});
      break;
  }
}

std::string sentence(const Reading& reading) {
  std::string text = fmt::format("{} reads {}", reading.party.text(), name_of(reading.state));
  if (reading.term > 0) {
    text += fmt::format(", term {}", reading.term);
  }
  if (reading.lapse_at) {
    text += fmt::format(", {} {}", reading.state == State::lapsed ? "ended" : "ends",
                        reading.lapse_at->text(reading.zone));
  }
  if (reading.next_notice_deadline) {
    text += fmt::format(", last day for a notice {}", reading.next_notice_deadline->text());
  }
  return text + ".";
}

void explain(const Courses& folded, const Standing& standing, Instant at,
             std::vector<Reason>& why) {
  const Course& first = folded.courses.front();
  const Zone zone = standing.readings.front().zone;
  explain_entry(first, zone, at, why);
  for (const Notice& notice : first.notices()) {
    explain_notice(notice, zone, why);
  }
  explain_waiting_notices(first, why);
  for (const Interruption& each : first.interruptions()) {
    explain_interruption(each, zone, why);
  }
  for (const Accord& accord : first.accords()) {
    explain_accord(first, accord, zone, why);
  }
  const bool applied = standing.covered_since.has_value();
  for (const Reading& reading : standing.readings) {
    if (applied) {
      why.push_back({"C1", sentence(reading)});
    }
  }
  if (standing.in_dispute) {
    why.push_back({"I13", "The readings differ: the stricter one governs and a dispute is due."});
  }
  if (standing.protection_duty == ProtectionDuty::survival) {
    why.push_back({"Art. 21(4)", "What was provided stays protected for ever."});
  }
  for (const Refused& refused : folded.refused) {
    why.push_back({"R21.1", fmt::format("Instrument {} has no effect: {}",
                                        shown(refused.instrument->id), refused.error.message())});
  }
}

Instant next_change(const Courses& folded, std::span<const Instrument> instruments, Instant at) {
  Instant soonest = latest_instant();
  for (const Course& course : folded.courses) {
    soonest = std::min(soonest, course.next_change(at));
  }
  for (const Instrument& instrument : instruments) {
    const Instant counts = std::max(instrument.effective_at, instrument.known_at);
    if (counts > at) {
      soonest = std::min(soonest, counts);
    }
    if (instrument.effective_at > at) {  // where it is known beforehand
      soonest = std::min(soonest, instrument.effective_at);
    }
  }
  return soonest;
}

}  // namespace

bool exchange_in(State state) {
  return state == State::provisional || state == State::in_force || state == State::notice_given ||
         state == State::in_force_conditional;
}

bool applies_in(State state) { return exchange_in(state) || state == State::suspended; }

const Reading* Standing::reading_of(const PartyCode& party) const {
  const auto found = std::find_if(readings.begin(), readings.end(),
                                  [&](const Reading& each) { return each.party == party; });
  return found == readings.end() ? nullptr : &*found;
}

std::vector<const Instrument*> in_order(std::span<const Instrument> instruments, Instant at,
                                        Instant known_at) {
  std::vector<const Instrument*> counted;
  for (const Instrument& instrument : instruments) {
    if (instrument.effective_at <= at && instrument.known_at <= known_at) {
      counted.push_back(&instrument);
    }
  }
  std::sort(counted.begin(), counted.end(),
            [](const Instrument* a, const Instrument* b) { return canonically_before(*a, *b); });
  std::unordered_set<std::string_view> seen;
  std::erase_if(counted,
                [&](const Instrument* instrument) { return !seen.insert(instrument->id).second; });
  return counted;
}

std::vector<Course> courses_of(const Editions& editions) {
  std::vector<Course> courses;
  for (const ReadingRule& rule : editions.signed_text().readings()) {
    courses.emplace_back(editions, rule);
  }
  for (const Edition& edition : editions.amended()) {
    for (const ReadingRule& rule : edition.profile.readings()) {
      const bool known = std::ranges::any_of(
          courses, [&](const Course& course) { return course.rule().party == rule.party; });
      if (!known) {
        courses.emplace_back(editions, rule);
      }
    }
  }
  return courses;
}

std::vector<Instrument> known_to(const Profile& profile, std::span<const Instrument> instruments,
                                 Instant known_at) {
  std::vector<PartyCode> parties;
  for (const Party& party : profile.parties()) {
    parties.push_back(party.code);
  }
  return as_known(instruments, parties, known_at);
}

Status apply_to_all(std::span<Course> courses, const Instrument& instrument) {
  std::optional<Error> refusal;
  bool accepted = false;
  for (Course& course : courses) {
    const Status applied = course.apply(instrument);
    accepted = accepted || applied.ok();
    refusal = applied.ok() || refusal ? refusal : std::optional(applied.error());
  }
  return accepted || !refusal ? Status{} : Status{*refusal};
}

Courses fold(const Editions& editions, std::span<const Instrument* const> instruments) {
  Courses folded{courses_of(editions), {}};
  for (const Instrument* instrument : instruments) {
    const Status applied = apply_to_all(folded.courses, *instrument);
    if (!applied.ok()) {
      folded.refused.push_back({instrument, applied.error()});
    }
  }
  return folded;
}

Standing verdicts(std::span<const Course> courses, Instant at) {
  Standing standing;
  for (const Course& course : courses) {
    if (course.has_part()) {
      standing.readings.push_back(course.reading(at));
    }
  }
  const std::vector<Reading>& readings = standing.readings;
  const TermClause& clause = courses.front().clause();
  standing.exchange_allowed = std::all_of(readings.begin(), readings.end(), passes);
  standing.access_allowed =
      std::all_of(readings.begin(), readings.end(),
                  [&](const Reading& reading) { return access_in(reading, clause); });
  standing.protection_duty = duty_of(readings);
  standing.covered_since = covered_since(readings, clause);
  standing.texts = texts_of(courses);
  standing.in_dispute = readings_part(courses, readings);
  return standing;
}

Standing status(const Editions& editions, std::span<const Instrument> instruments, Instant at,
                Instant known_at) {
  const std::vector<Instrument> known = known_to(editions.signed_text(), instruments, known_at);
  const Courses folded = fold(editions, in_order(known, at, known_at));
  Standing standing = verdicts(folded.courses, at);
  explain(folded, standing, at, standing.why);
  standing.valid_until = next_change(folded, instruments, at);
  return standing;
}

namespace {

/// A confirmation names an instrument of another party that claims an earlier time, once.
Status check_confirmation(std::span<const Instrument> so_far, const Instrument& candidate) {
  const auto refuse = [&](std::string message) {
    return Error(kOutOfOrder, std::move(message), shown(candidate.id));
  };
  const auto named = std::find_if(so_far.begin(), so_far.end(), [&](const Instrument& earlier) {
    return earlier.id == candidate.refers_to;
  });
  if (named == so_far.end()) {
    return refuse("It confirms no instrument that was recorded before.");
  }
  if (named->by == candidate.by || !named->claimed_at) {
    return refuse("Only another party's instrument that claims an earlier time can be confirmed.");
  }
  const bool again = std::any_of(so_far.begin(), so_far.end(), [&](const Instrument& earlier) {
    return earlier.kind == InstrumentKind::confirmation && earlier.by == candidate.by &&
           earlier.refers_to == candidate.refers_to;
  });
  return again ? Status(refuse(candidate.by.text() + " has confirmed it already.")) : Status();
}

}  // namespace

Status admissible(const Editions& editions, std::span<const Instrument> so_far,
                  const Instrument& candidate) {
  const bool known = std::any_of(so_far.begin(), so_far.end(), [&](const Instrument& earlier) {
    return earlier.id == candidate.id;
  });
  if (candidate.id.empty() || known) {
    return Error(kOutOfOrder, "An instrument with this id has been recorded already.",
                 shown(candidate.id));
  }
  if (candidate.kind == InstrumentKind::confirmation) {
    ENTENTE_CHECK(check_confirmation(so_far, candidate));
  }
  // Of two equal instruments of one instant the recorded one was first, whatever their ids.
  const auto comes_first = [&](const Instrument* earlier) {
    const bool again = earlier->kind == candidate.kind && earlier->by == candidate.by &&
                       earlier->effective_at == candidate.effective_at;
    return again || canonically_before(*earlier, candidate);
  };
  const std::vector<Instrument> all = known_to(editions.signed_text(), so_far, latest_instant());
  std::vector<const Instrument*> before = in_order(all, candidate.effective_at, latest_instant());
  std::erase_if(before, [&](const Instrument* earlier) { return !comes_first(earlier); });
  before.push_back(&candidate);
  const Courses folded = fold(editions, before);
  const auto refused =
      std::find_if(folded.refused.begin(), folded.refused.end(),
                   [&](const Refused& each) { return each.instrument == &candidate; });
  return refused == folded.refused.end() ? Status{} : Status{refused->error};
}

}  // namespace entente::agreement
