#include "agreement/simulate.h"

#include <algorithm>

namespace entente::agreement {
namespace {

constexpr std::size_t kDue = 4;

Outlook outlook(const Standing& standing) {
  return {standing.exchange_allowed, standing.access_allowed, standing.protection_duty,
          standing.in_dispute, standing.why};
}

std::vector<Instrument> known(std::span<const Instrument> instruments, Instant known_at) {
  std::vector<Instrument> kept(instruments.begin(), instruments.end());
  std::erase_if(kept, [&](const Instrument& each) { return each.known_at > known_at; });
  return kept;
}

/// The entries of `all` that `others` lacks.
std::vector<TimelineEntry> lacking(const std::vector<TimelineEntry>& all,
                                   const std::vector<TimelineEntry>& others) {
  std::vector<TimelineEntry> missing;
  std::copy_if(all.begin(), all.end(), std::back_inserter(missing), [&](const TimelineEntry& each) {
    return std::find(others.begin(), others.end(), each) == others.end();
  });
  return missing;
}

}  // namespace

Result<Simulation> simulate(const Editions& editions, std::span<const Instrument> instruments,
                            const Instrument& candidate, Instant horizon, Instant known_at) {
  const std::vector<Instrument> without = known(instruments, known_at);
  std::vector<Instrument> with = without;
  const Instant at = candidate.effective_at;
  const Status fits = admissible(editions, without, candidate);
  if (fits.ok()) {
    with.push_back(candidate);
  }
  const Standing before = status(editions, without, at, latest_instant());
  const Standing after = status(editions, with, at, latest_instant());
  Simulation simulation;
  simulation.at = at;
  simulation.admitted = fits.ok();
  simulation.refusal = fits.ok() ? "" : std::string(fits.error().message());
  simulation.before = outlook(before);
  simulation.after = outlook(after);
  for (std::size_t i = 0; i < after.readings.size(); ++i) {
    simulation.readings.push_back(change_of(before.readings[i], after.readings[i]));
  }
  ENTENTE_TRY(const auto then, timeline(editions, with, at, horizon, latest_instant()));
  ENTENTE_TRY(const auto else_, timeline(editions, without, at, horizon, latest_instant()));
  simulation.gained = lacking(then, else_);
  simulation.lost = lacking(else_, then);
  simulation.due = next_deadlines(editions, with, at, latest_instant(), kDue);
  return simulation;
}

}  // namespace entente::agreement
