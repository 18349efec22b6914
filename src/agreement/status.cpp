#include "agreement/status.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "agreement/course.h"
#include "agreement/errors.h"
#include "base/text.h"

namespace entente::agreement {
namespace {

std::string shown(std::string_view id) { return display_safe(id, 80); }

std::string list(const std::vector<PartyCode>& parties) {
  std::string text;
  for (const PartyCode& party : parties) {
    text += (text.empty() ? "" : ", ") + party.text();
  }
  return text;
}

bool is_in_force(const Reading& reading) { return exchange_in(reading.state); }

bool access_in(const Reading& reading, const TermClause& clause) {
  if (reading.state == State::lapsed) {
    return clause.access_after_lapse == AccessAfterLapse::kept;
  }
  return is_in_force(reading);
}

ProtectionDuty duty_of(std::span<const Reading> readings, const TermClause& clause) {
  if (std::any_of(readings.begin(), readings.end(), is_in_force)) {
    return ProtectionDuty::full;
  }
  const bool lapsed = std::any_of(readings.begin(), readings.end(), [](const Reading& reading) {
    return reading.state == State::lapsed;
  });
  return lapsed && clause.protection_survives ? ProtectionDuty::survival : ProtectionDuty::none;
}

bool readings_part(std::span<const Reading> readings) {
  return std::any_of(readings.begin(), readings.end(), [&](const Reading& reading) {
    return reading.state != readings.front().state || reading.lapse_at != readings.front().lapse_at;
  });
}

void explain_before_force(const Course& course, std::vector<Reason>& why) {
  if (const auto missing = course.not_signed(); !missing.empty()) {
    why.push_back({"Art. 21(1)", fmt::format("Not signed yet by {}.", list(missing))});
    return;
  }
  why.push_back({"Art. 21(1)", fmt::format("Signed; the completion notice is missing from {}.",
                                           list(course.not_notified()))});
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

void explain(const Courses& folded, const Standing& standing, std::vector<Reason>& why) {
  const Course& first = folded.courses.front();
  if (!first.entry()) {
    explain_before_force(first, why);
  } else {
    const Zone zone = standing.readings.front().zone;
    why.push_back({"Art. 21(1)", "In force since " + first.entry()->text(zone) + "."});
    for (const Notice& notice : first.notices()) {
      explain_notice(notice, zone, why);
    }
    for (const Reading& reading : standing.readings) {
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
  return state == State::in_force || state == State::notice_given ||
         state == State::in_force_conditional;
}

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

Courses fold(const Profile& profile, std::span<const Instrument* const> instruments) {
  Courses folded;
  for (const ReadingRule& rule : profile.readings()) {
    folded.courses.emplace_back(profile, rule);
  }
  for (const Instrument* instrument : instruments) {
    std::optional<Error> refusal;
    bool accepted = false;
    for (Course& course : folded.courses) {
      const Status applied = course.apply(*instrument);
      accepted = accepted || applied.ok();
      refusal = applied.ok() || refusal ? refusal : std::optional(applied.error());
    }
    if (!accepted && refusal) {
      folded.refused.push_back({instrument, *refusal});
    }
  }
  return folded;
}

Standing status(const Profile& profile, std::span<const Instrument> instruments, Instant at,
                Instant known_at) {
  const std::vector<const Instrument*> counted = in_order(instruments, at, known_at);
  const Courses folded = fold(profile, counted);
  Standing standing;
  for (const Course& course : folded.courses) {
    standing.readings.push_back(course.reading(at));
  }
  const std::vector<Reading>& readings = standing.readings;
  const TermClause& clause = profile.term();
  standing.exchange_allowed = std::all_of(readings.begin(), readings.end(), is_in_force);
  standing.access_allowed =
      std::all_of(readings.begin(), readings.end(),
                  [&](const Reading& reading) { return access_in(reading, clause); });
  standing.protection_duty = duty_of(readings, clause);
  standing.in_dispute = readings_part(readings);
  explain(folded, standing, standing.why);
  standing.valid_until = next_change(folded, instruments, at);
  return standing;
}

Status admissible(const Profile& profile, std::span<const Instrument> so_far,
                  const Instrument& candidate) {
  const bool known = std::any_of(so_far.begin(), so_far.end(), [&](const Instrument& earlier) {
    return earlier.id == candidate.id;
  });
  if (candidate.id.empty() || known) {
    return Error(kOutOfOrder, "An instrument with this id has been recorded already.",
                 shown(candidate.id));
  }
  std::vector<const Instrument*> before =
      in_order(so_far, candidate.effective_at, latest_instant());
  std::erase_if(
      before, [&](const Instrument* earlier) { return !canonically_before(*earlier, candidate); });
  before.push_back(&candidate);
  const Courses folded = fold(profile, before);
  const auto refused =
      std::find_if(folded.refused.begin(), folded.refused.end(),
                   [&](const Refused& each) { return each.instrument == &candidate; });
  return refused == folded.refused.end() ? Status{} : Status{refused->error};
}

}  // namespace entente::agreement
