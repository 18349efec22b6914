#include "agreement/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "agreement/course.h"
#include "agreement/errors.h"
#include "agreement/events.h"

namespace entente::agreement {
namespace {

/// Two a year for two thousand years: longer spans are refused, not computed.
constexpr std::size_t kMaxComputed = 4096;

constexpr std::string_view kEntry = "ENTRY_INTO_FORCE";
constexpr std::string_view kWindowClosed = "NOTICE_WINDOW_CLOSED";
constexpr std::string_view kRenewed = "AUTO_RENEWED";
constexpr std::string_view kNoLapse = "SCHEDULED_LAPSE_DID_NOT_OCCUR";
constexpr std::string_view kLapsed = "LAPSED";

/// An event that the engine says by itself.
struct Computed {
  Instant at;      ///< for a window the first instant after it
  CivilDate date;  ///< for a window its last day
  std::string_view name;
  int term = 0;  ///< 0 where the name says it all
  std::vector<PartyCode> readings;
  std::size_t instruments = 0;  ///< how many had been recorded
  bool taken = false;           ///< a row of the file says it
};

class Replayer {
 public:
  Replayer(const Profile& profile, std::vector<EventRow> rows)
      : profile_(profile), rows_(std::move(rows)) {
    for (const ReadingRule& rule : profile_.readings()) {
      courses_.emplace_back(profile_, rule);
    }
  }

  Result<std::vector<ReplayLine>> run() {
    if (rows_.empty()) {
      return std::vector<ReplayLine>();
    }
    now_ = rows_.front().at;
    for (EventRow& row : rows_) {
      ENTENTE_CHECK(advance(row.at));
      ENTENTE_CHECK(record(row));
    }
    // A window is named after its last day and closes with it.
    const CivilDate last = now_.date_in(zone());
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
      const std::vector<Reading> before = readings();
      for (Course& course : courses_) {
        static_cast<void>(course.apply(instrument));  // admitted: at least one accepts it
      }
      instruments_.push_back(instrument);
      compare(before, readings());
    }
    counts_.push_back(instruments_.size());
    return {};
  }

  std::vector<Reading> readings() const {
    std::vector<Reading> all;
    for (const Course& course : courses_) {
      all.push_back(course.reading(now_));
    }
    return all;
  }

  /// Passes every instant up to `until` at which something changes by itself.
  Status advance(Instant until) {
    while (true) {
      const Instant next = next_boundary();
      if (next > until || next == latest_instant()) {
        now_ = std::max(now_, until);
        return {};
      }
      const std::vector<Reading> before = readings();
      now_ = next;
      compare(before, readings());
      note_lapses_that_were_stopped();
      if (computed_.size() > kMaxComputed) {
        return Error(kBadEvents, "The events span more time than a replay computes.");
      }
    }
  }

  Instant next_boundary() const {
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

  void compare(const std::vector<Reading>& before, const std::vector<Reading>& after) {
    for (std::size_t i = 0; i < before.size(); ++i) {
      const Reading& was = before[i];
      const Reading& is = after[i];
      const bool goes_on = was.state == State::in_force && is.state == State::in_force;
      if (!exchange_in(was.state) && exchange_in(is.state)) {
        say(kEntry, 0, now_.date_in(zone()), is.party);
      }
      if (exchange_in(was.state) && is.state == State::lapsed) {
        say(kLapsed, 0, now_.date_in(zone()), is.party);
      }
      if (goes_on && is.term > was.term) {
        say(kRenewed, is.term, now_.date_in(zone()), is.party);
      }
      const bool closed = goes_on && was.next_notice_deadline && is.term == was.term &&
                          was.next_notice_deadline < now_.date_in(zone()) &&
                          is.next_notice_deadline != was.next_notice_deadline;
      if (closed) {
        say(kWindowClosed, was.term, *was.next_notice_deadline, is.party);
      }
    }
  }

  void note_lapses_that_were_stopped() {
    for (const Course& course : courses_) {
      const Reading reading = course.reading(now_);
      for (const Notice& notice : course.notices()) {
        if (notice.lapse_at == now_ && exchange_in(reading.state)) {
          say(kNoLapse, 0, now_.date_in(zone()), reading.party);
        }
      }
    }
  }

  void say(std::string_view name, int term, CivilDate date, const PartyCode& reading) {
    const auto same = std::find_if(computed_.begin(), computed_.end(), [&](const Computed& each) {
      return each.at == now_ && each.name == name && each.term == term && each.date == date;
    });
    Computed& event = same == computed_.end() ? computed_.emplace_back() : *same;
    event.at = now_;
    event.date = date;
    event.name = name;
    event.term = term;
    event.instruments = instruments_.size();
    event.readings.push_back(reading);
  }

  std::vector<ReplayLine> lines() {
    std::vector<std::pair<Instant, ReplayLine>> timed;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      timed.emplace_back(rows_[i].at, line_of(rows_[i], counts_[i]));
    }
    const Instant last = rows_.back().at;
    for (const Computed& event : computed_) {
      if (!event.taken && event.at <= last) {
        timed.emplace_back(event.at, line_of(event));
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
    for (Computed& event : computed_) {
      const bool named = row.kind == RowKind::derived
                             ? event_name(row.event) == event.name
                             : event.name == kEntry && row.event.find(kEntry) != std::string::npos;
      if (!event.taken && named && event.date == date) {
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
    ReplayLine line;
    line.source = LineSource::computed;
    line.at = event.name == kWindowClosed ? event.date.text() : event.at.text(zone());
    line.event = std::string(event.name);
    if (event.term != 0) {
      line.event += fmt::format("(term {})", event.term);
    }
    if (event.readings.size() < profile_.readings().size()) {
      std::string readings;
      for (const PartyCode& party : event.readings) {
        readings += (readings.empty() ? "" : ", ") + party.text();
      }
      line.event += fmt::format(" [{} reading only]", readings);
    }
    line.standing = standing_at(event.at, event.instruments);
    return line;
  }

  const Profile& profile_;
  std::vector<EventRow> rows_;
  std::vector<Course> courses_;
  std::vector<Instrument> instruments_;
  std::vector<std::size_t> counts_;  ///< by row: how many instruments had been recorded after it
  std::vector<Computed> computed_;
  Instant now_;
};

}  // namespace

Result<std::vector<ReplayLine>> replay(const Profile& profile, std::string_view tsv,
                                       std::string_view file) {
  ENTENTE_TRY(std::vector<EventRow> rows, read_events(profile, tsv, file));
  return Replayer(profile, std::move(rows)).run();
}

}  // namespace entente::agreement
