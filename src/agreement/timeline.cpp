#include "agreement/timeline.h"

#include <fmt/format.h>

#include <algorithm>

#include "agreement/occurrence.h"
#include "base/errors.h"

namespace entente::agreement {
namespace {

std::string sentence_of(const Occurrence& happened) {
  switch (happened.kind) {
    case OccurrenceKind::provisional_begins:
      return "It is applied provisionally, until it enters into force.";
    case OccurrenceKind::provisional_ends:
      return "Its provisional application ended before it entered into force.";
    case OccurrenceKind::entry:
      return "It entered into force.";
    case OccurrenceKind::window_closed:
      return fmt::format("{}, the last day for a notice that ends term {}, has passed.",
                         happened.date.text(), happened.term);
    case OccurrenceKind::renewed:
      return fmt::format("Term {} began, because nobody had given notice in time.", happened.term);
    case OccurrenceKind::suspension_begins:
      return "The suspension that was declared before began.";
    case OccurrenceKind::lapse_averted:
      return "The end that a notice had fixed for this day did not come.";
    case OccurrenceKind::lapsed:
      return "It ended; what was provided stays protected.";
  }
  return {};
}

std::string_view article_of(OccurrenceKind kind) {
  switch (kind) {
    case OccurrenceKind::provisional_begins:
    case OccurrenceKind::provisional_ends:
      return "C4";
    case OccurrenceKind::entry:
      return "Art. 21(1)";
    case OccurrenceKind::window_closed:
    case OccurrenceKind::renewed:
    case OccurrenceKind::lapsed:
      return "Art. 21(3)";
    case OccurrenceKind::suspension_begins:
    case OccurrenceKind::lapse_averted:
      return "C2";
  }
  return {};
}

std::string sentence_of(const Instrument& instrument) {
  std::string text = fmt::format("{} gave {} {}", instrument.by.text(), name_of(instrument.kind),
                                 shown(instrument.id));
  if (!instrument.refers_to.empty()) {
    text += " about " + shown(instrument.refers_to);
  }
  return text + ".";
}

class Timeline {
 public:
  Timeline(const Editions& editions, Instant from)
      : profile_(editions.signed_text()), from_(from), walk_(editions, earliest_instant()) {}

  Result<std::vector<TimelineEntry>> run(const std::vector<const Instrument*>& instruments,
                                         Instant to) {
    for (const Instrument* instrument : instruments) {
      ENTENTE_CHECK(advance(instrument->effective_at));
      apply(*instrument);
    }
    ENTENTE_CHECK(advance(to));
    return std::move(entries_);
  }

 private:
  Status advance(Instant until) {
    // One boundary after another, so that each entry has the readings of its own instant.
    while (walk_.now() < until) {
      const std::vector<Reading> before = walk_.readings();
      const std::size_t noted = walk_.occurrences().size();
      if (!walk_.advance(std::min(until, walk_.next_boundary()))) {
        return Error(kTooLarge, "The span holds more changes than a timeline shows.");
      }
      add_occurrences(noted, before);
    }
    return {};
  }

  void apply(const Instrument& instrument) {
    const std::vector<Reading> before = walk_.readings();
    const std::size_t noted = walk_.occurrences().size();
    const Status applied = walk_.apply(instrument);
    TimelineEntry entry;
    entry.event = name_of(instrument.kind);
    entry.instrument = instrument.id;
    entry.cause = applied.ok() ? sentence_of(instrument)
                               : fmt::format("{} It has no effect: {}", sentence_of(instrument),
                                             applied.error().message());
    entry.article = applied.ok() ? article_of(instrument.kind) : "R21.1";
    entry.at = instrument.effective_at;
    add(std::move(entry), before);
    add_occurrences(noted, before);
  }

  void add_occurrences(std::size_t first, const std::vector<Reading>& before) {
    for (const Occurrence& happened : walk_.occurrences().subspan(first)) {
      TimelineEntry entry;
      entry.at = happened.at;
      entry.event = name_of(happened.kind);
      entry.cause = sentence_of(happened);
      if (happened.readings.size() < profile_.readings().size()) {
        entry.cause += fmt::format(" So {} reads it.", list_of(happened.readings));
      }
      entry.article = article_of(happened.kind);
      add(std::move(entry), before);
    }
  }

  void add(TimelineEntry entry, const std::vector<Reading>& before) {
    if (entry.at < from_) {
      return;
    }
    const Standing now = verdicts(walk_.courses(), entry.at);
    entry.exchange_allowed = now.exchange_allowed;
    entry.access_allowed = now.access_allowed;
    entry.protection_duty = now.protection_duty;
    entry.in_dispute = now.in_dispute;
    entry.zone = profile_.term().zone;
    for (const Reading& is : now.readings) {
      const auto was = std::ranges::find(before, is.party, &Reading::party);
      entry.changed = entry.changed || is != *was;
      entry.readings.push_back(change_of(*was, is));
    }
    entries_.push_back(std::move(entry));
  }

  const Profile& profile_;
  Instant from_;
  Walk walk_;
  std::vector<TimelineEntry> entries_;
};

}  // namespace

ReadingChange change_of(const Reading& before, const Reading& after) {
  return {after.party, before.state,   after.state,
          after.term,  after.lapse_at, after.next_notice_deadline};
}

Result<std::vector<TimelineEntry>> timeline(const Editions& editions,
                                            std::span<const Instrument> instruments, Instant from,
                                            Instant to, Instant known_at) {
  const std::vector<Instrument> known = known_to(editions.signed_text(), instruments, known_at);
  return Timeline(editions, from).run(in_order(known, to, known_at), to);
}

}  // namespace entente::agreement
