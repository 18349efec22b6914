#include "agreement/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "agreement/errors.h"
#include "agreement/events.h"
#include "agreement/occurrence.h"

namespace entente::agreement {
namespace {

/// Something that happened by itself, beside the rows of the file.
struct Computed {
  Occurrence occurrence;
  std::size_t instruments = 0;  ///< how many had been recorded
  bool taken = false;           ///< a row of the file says it
};

class Replayer {
 public:
  Replayer(const Profile& profile, std::vector<EventRow> rows)
      : profile_(profile),
        rows_(std::move(rows)),
        walk_(profile, rows_.empty() ? Instant() : rows_.front().at) {}

  Result<std::vector<ReplayLine>> run() {
    if (rows_.empty()) {
      return std::vector<ReplayLine>();
    }
    for (EventRow& row : rows_) {
      ENTENTE_CHECK(advance(row.at));
      ENTENTE_CHECK(record(row));
    }
    // A window is named after its last day and closes with it.
    const CivilDate last = walk_.now().date_in(zone());
    ENTENTE_CHECK(advance(Instant::start_of(last.plus(Days{1}), zone())));
    return lines();
  }

 private:
  Zone zone() const { return profile_.term().zone; }

  Status record(EventRow& row) {
    for (const Instrument& instrument : row.instruments) {
      const Status fits = admissible(profile_, instruments_, instrument);
      if (!fits.ok()) {
        return Error(fits.error().kind(), fits.error().message(), row.where);
      }
      ENTENTE_CHECK(walk_.apply(instrument));
      instruments_.push_back(instrument);
      note();
    }
    counts_.push_back(instruments_.size());
    return {};
  }

  Status advance(Instant until) {
    if (!walk_.advance(until)) {
      return Error(kBadEvents, "The events span more time than a replay computes.");
    }
    note();
    return {};
  }

  /// Takes over what the walk noted since the last call.
  void note() {
    for (std::size_t i = 0; i < walk_.occurrences().size(); ++i) {
      if (i < computed_.size()) {
        computed_[i].occurrence = walk_.occurrences()[i];  // another reading may have joined
      } else {
        computed_.push_back({walk_.occurrences()[i], instruments_.size()});
      }
    }
  }

  std::vector<ReplayLine> lines() {
    std::vector<std::pair<Instant, ReplayLine>> timed;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      timed.emplace_back(rows_[i].at, line_of(rows_[i], counts_[i]));
    }
    const Instant last = rows_.back().at;
    for (const Computed& event : computed_) {
      if (!event.taken && event.occurrence.at <= last) {
        timed.emplace_back(event.occurrence.at, line_of(event));
      }
    }
    // Rows before what follows from them; both groups are in order already.
    std::vector<std::size_t> order(timed.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      order[i] = i;
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::tie(timed[a].first, a) < std::tie(timed[b].first, b);
    });
    std::vector<ReplayLine> lines;
    for (const std::size_t i : order) {
      lines.push_back(std::move(timed[i].second));
    }
    return lines;
  }

  Standing standing_at(Instant at, std::size_t count) const {
    return status(profile_, std::span(instruments_).first(count), at, latest_instant());
  }

  ReplayLine line_of(const EventRow& row, std::size_t count) {
    ReplayLine line;
    line.seq = row.seq;
    line.at = row.at_text;
    line.event = row.event;
    line.standing = standing_at(row.at, count);
    const bool said = take(row);
    if (row.kind == RowKind::derived) {
      line.source = said ? LineSource::predicted : LineSource::unpredicted;
    }
    for (const auto& [column, value] : row.expected) {
      if (value != said_in(line.standing, column)) {
        line.differs.push_back(column);
      }
    }
    return line;
  }

  /// Whether the engine says what the row says; then it need not be said again.
  bool take(const EventRow& row) {
    const CivilDate date = row.at.date_in(zone());
    bool found = false;
    const std::string_view entry = name_of(OccurrenceKind::entry);
    for (Computed& event : computed_) {
      const OccurrenceKind kind = event.occurrence.kind;
      const bool named =
          row.kind == RowKind::derived
              ? event_name(row.event) == name_of(kind)
              : kind == OccurrenceKind::entry && row.event.find(entry) != std::string::npos;
      if (!event.taken && named && event.occurrence.date == date) {
        event.taken = true;
        found = true;
      }
    }
    return found;
  }

  std::string_view said_in(const Standing& standing, std::string_view column) const {
    if (column == "exchange") {
      return standing.exchange_allowed ? "true" : "false";
    }
    if (column == "protection_duty") {
      return name_of(standing.protection_duty);
    }
    for (const Reading& reading : standing.readings) {
      const std::string_view party = column.substr(column.find('_') + 1);
      const bool same = std::equal(
          party.begin(), party.end(), reading.party.text().begin(), reading.party.text().end(),
          [](char lower, char upper) { return lower == upper || lower - 'a' == upper - 'A'; });
      if (same) {
        return name_of(reading.state);
      }
    }
    return "";
  }

  ReplayLine line_of(const Computed& event) const {
    const Occurrence& happened = event.occurrence;
    ReplayLine line;
    line.source = LineSource::computed;
    line.at = happened.kind == OccurrenceKind::window_closed ? happened.date.text()
                                                             : happened.at.text(zone());
    line.event = std::string(name_of(happened.kind));
    if (happened.term != 0) {
      line.event += fmt::format("(term {})", happened.term);
    }
    if (happened.readings.size() < profile_.readings().size()) {
      line.event += fmt::format(" [{} reading only]", list_of(happened.readings));
    }
    line.standing = standing_at(happened.at, event.instruments);
    return line;
  }

  const Profile& profile_;
  std::vector<EventRow> rows_;
  Walk walk_;
  std::vector<Instrument> instruments_;
  std::vector<std::size_t> counts_;  ///< by row: how many instruments had been recorded after it
  std::vector<Computed> computed_;   ///< as in the walk, in its order
};

}  // namespace

Result<std::vector<ReplayLine>> replay(const Profile& profile, std::string_view tsv,
                                       std::string_view file) {
  ENTENTE_TRY(std::vector<EventRow> rows, read_events(profile, tsv, file));
  return Replayer(profile, std::move(rows)).run();
}

}  // namespace entente::agreement
