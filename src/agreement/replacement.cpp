#include "agreement/replacement.h"

#include <algorithm>

#include "agreement/competence.h"
#include "agreement/course.h"

namespace entente::agreement {
namespace {

bool brings_into_force(InstrumentKind kind) {
  return kind == InstrumentKind::signature || kind == InstrumentKind::completion_notice;
}

}  // namespace

std::vector<Instrument> replacement_of(const Profile& older, const Profile& newer,
                                       std::span<const Instrument> of_newer, Instant known_at) {
  if (newer.term().replaces != older.id()) {
    return {};
  }
  const std::vector<Instrument> all = known_to(newer, of_newer, known_at);
  const std::vector<const Instrument*> known = in_order(all, latest_instant(), known_at);
  const Courses folded = fold(newer, known);
  std::optional<Instant> entry;
  for (const Course& course : folded.courses) {
    entry = course.entry();
    if (!entry || course.reading(*entry).state == State::lapsed) {
      return {};  // the stricter: what is not in force in every reading replaces nothing
    }
  }
  Instant learnt = earliest_instant();
  for (const Instrument* each : known) {
    learnt = brings_into_force(each->kind) ? std::max(learnt, each->known_at) : learnt;
  }
  std::vector<Instrument> made;
  for (const Party& party : older.parties()) {
    Instrument instrument;
    instrument.kind = InstrumentKind::replacement;
    instrument.by = party.code;
    instrument.effective_at = *entry;
    instrument.known_at = learnt;
    instrument.id = "replaced-by-" + newer.id().text() + "-" + party.code.text();
    instrument.refers_to = newer.id().text();
    instrument.authority = competent_authority(older, party.code, InstrumentKind::replacement,
                                               entry->date_in(older.term().zone));
    made.push_back(std::move(instrument));
  }
  return made;
}

}  // namespace entente::agreement
