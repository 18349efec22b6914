#include "agreement/events.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>

#include "agreement/errors.h"
#include "base/text.h"
#include "format/tsv.h"

namespace entente::agreement {
namespace {

constexpr std::size_t kMaxBytes = 1u << 20;
constexpr std::size_t kMaxRows = 2048;
constexpr std::size_t kDateWidth = 10;
constexpr std::size_t kSecondsPlace = 16;  // in YYYY-MM-DDThh:mm+zz:zz, which has no seconds

struct InstrumentName {
  std::string_view event;
  InstrumentKind kind;
};
constexpr InstrumentName kInstruments[] = {
    {"SIGNED", InstrumentKind::signature},
    {"NOTIFIED_COMPLETION", InstrumentKind::completion_notice},
    {"TERMINATION_NOTICE_RECEIVED", InstrumentKind::termination_notice},
    {"TERMINATION_NOTICE_GIVEN", InstrumentKind::termination_notice},
    {"TERMINATION_NOTICE", InstrumentKind::termination_notice},
    {"NOTICE_EFFECT_SUSPENDED", InstrumentKind::notice_suspension},
    {"NOTICE_SUSPENDED", InstrumentKind::notice_suspension},
    {"NOTICE_EFFECT_REVIVED", InstrumentKind::notice_revival},
    {"NOTICE_REVIVED", InstrumentKind::notice_revival},
    {"NOTICE_WITHDRAWN", InstrumentKind::notice_withdrawal},
    {"SUSPENSION_WITHDRAWN", InstrumentKind::suspension_withdrawal},
    {"AGREEMENT_SUSPENDED", InstrumentKind::agreement_suspension},
    {"AGREEMENT_RESUMED", InstrumentKind::agreement_resumption},
    {"REPLACED", InstrumentKind::replacement},
    {"AMENDED", InstrumentKind::amendment},
    {"SUPPLEMENTED", InstrumentKind::supplement},
};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool in_word(char c) { return is_upper(c) || is_digit(c) || (c >= 'a' && c <= 'z'); }

/// The ids of notes that an event names: `N1` and `N2` in `NOTES_N1_AND_N2_WITHDRAWN`.
std::vector<std::string> note_ids(std::string_view event) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < event.size();) {
    std::size_t end = i;
    while (end < event.size() && in_word(event[end])) {
      ++end;
    }
    const std::string_view word = event.substr(i, end - i);
    if (word.size() > 1 && word.front() == 'N' &&
        std::all_of(word.begin() + 1, word.end(), is_digit)) {
      ids.emplace_back(word);
    }
    i = std::max(end, i + 1);
  }
  return ids;
}

/// What the rows before said about notes, so that a row may refer to them.
class Notes {
 public:
  void add(const Instrument& instrument) {
    if (instrument.kind == InstrumentKind::termination_notice ||
        instrument.kind == InstrumentKind::notice_suspension ||
        instrument.kind == InstrumentKind::agreement_suspension) {
      made_.push_back(instrument);
    }
  }
  const Instrument* find(std::string_view id) const {
    const auto found = std::find_if(made_.begin(), made_.end(),
                                    [&](const Instrument& each) { return each.id == id; });
    return found == made_.end() ? nullptr : &*found;
  }
  /// The last note of this kind of a party.
  const Instrument* last(InstrumentKind kind, const PartyCode& by) const {
    const auto found = std::find_if(made_.rbegin(), made_.rend(), [&](const Instrument& each) {
      return each.kind == kind && each.by == by;
    });
    return found == made_.rend() ? nullptr : &*found;
  }

 private:
  std::vector<Instrument> made_;
};

struct Columns {
  std::size_t seq, at, kind, event, actor;
};

class EventReader {
 public:
  EventReader(const Profile& profile, const format::TsvTable& table, Columns columns)
      : profile_(profile), table_(table), columns_(columns) {}

  Result<std::vector<EventRow>> read() {
    std::vector<EventRow> rows;
    for (std::size_t i = 0; i < table_.size(); ++i) {
      ENTENTE_TRY(EventRow row, read_shape(table_.row(i), rows.empty() ? nullptr : &rows.back()));
      rows.push_back(std::move(row));
      numbers_.push_back(i);
    }
    std::sort(numbers_.begin(), numbers_.end(), [&](std::size_t a, std::size_t b) {
      return std::tuple(rows[a].at, seq_of(rows[a]), a) <
             std::tuple(rows[b].at, seq_of(rows[b]), b);
    });
    std::vector<EventRow> sorted;
    for (const std::size_t i : numbers_) {
      ENTENTE_CHECK(read_instruments(table_.row(i), rows[i]));
      sorted.push_back(std::move(rows[i]));
    }
    return sorted;
  }

 private:
  static std::uint64_t seq_of(const EventRow& row) {
    std::uint64_t number = 0;
    std::from_chars(row.seq.data(), row.seq.data() + row.seq.size(), number);
    return number;
  }

  static Error bad(const format::TsvRow& row, std::size_t column, std::string message) {
    return Error(kBadEvents, std::move(message), row.where(column));
  }

  Result<EventRow> read_shape(const format::TsvRow& from, const EventRow* before) const {
    EventRow row;
    row.seq = std::string(from[columns_.seq]);
    if (row.seq.empty() || row.seq.size() > 9 ||
        !std::all_of(row.seq.begin(), row.seq.end(), is_digit)) {
      return bad(from, columns_.seq, "The sequence number is a short decimal number.");
    }
    row.at_text = std::string(from[columns_.at]);
    ENTENTE_TRY(row.at, read_time(from, before));
    const auto kind = from_name<RowKind>(from[columns_.kind]);
    if (!kind) {
      return bad(from, columns_.kind,
                 "A row is an instrument, milestone, statement, derived or other-agreement.");
    }
    row.kind = *kind;
    row.event = std::string(from[columns_.event]);
    row.where = from.where(columns_.event);
    expect(from, "exchange", row);
    expect(from, "protection_duty", row);
    for (const Party& party : profile_.parties()) {
      expect(from, state_column(party.code), row);
    }
    return row;
  }

  static std::string state_column(const PartyCode& party) {
    return ascii_lower("state_" + party.text());
  }

  void expect(const format::TsvRow& from, const std::string& column, EventRow& row) const {
    if (const auto place = table_.find_column(column)) {
      row.expected.emplace_back(column, from[*place]);
    }
  }

  /// A date is its first instant in the agreement's zone; nothing is the time of the row before.
  Result<Instant> read_time(const format::TsvRow& from, const EventRow* before) const {
    std::string text(from[columns_.at]);
    if (text.empty() && before != nullptr) {
      return before->at;
    }
    if (text.size() == kDateWidth) {
      const auto date = CivilDate::parse(text);
      return date ? Result<Instant>(Instant::start_of(*date, profile_.term().zone))
                  : Result<Instant>(bad(from, columns_.at, date.error().message()));
    }
    const bool no_seconds = text.size() > kSecondsPlace && text[kSecondsPlace] != ':';
    if (no_seconds) {
      text.insert(kSecondsPlace, ":00");
    }
    const auto instant = Instant::parse(text);
    return instant ? instant : Result<Instant>(bad(from, columns_.at, instant.error().message()));
  }

  Status read_instruments(const format::TsvRow& from, EventRow& row) {
    switch (row.kind) {
      case RowKind::instrument:
        return read_acts(from, row);
      case RowKind::milestone:
      case RowKind::statement:
        return read_word(from, row);
      case RowKind::derived:
      case RowKind::other_agreement:
        return {};
    }
    return {};
  }

  Instrument blank(const format::TsvRow& from, const EventRow& row, const PartyCode& by) const {
    Instrument instrument;
    instrument.by = by;
    instrument.effective_at = row.at;
    instrument.known_at = row.at;
    instrument.id = fmt::format("row-{}-{}", from.line(), by.text());
    return instrument;
  }

  Status read_word(const format::TsvRow& from, EventRow& row) const {
    const std::string_view actor = from[columns_.actor];
    std::size_t end = 0;
    while (end < actor.size() && (is_upper(actor[end]) || is_digit(actor[end]))) {
      ++end;
    }
    ENTENTE_TRY(const PartyCode by, party_at(from, actor.substr(0, end)));
    Instrument instrument = blank(from, row, by);
    instrument.kind =
        row.kind == RowKind::milestone ? InstrumentKind::milestone : InstrumentKind::statement;
    instrument.milestone = milestone_of(row.event);
    row.instruments.push_back(std::move(instrument));
    return {};
  }

  static Milestone milestone_of(std::string_view event) {
    const std::string_view name = event_name(event);
    const bool of_draft = event.substr(name.size()).starts_with("(draft");
    if (name == "DOMESTIC_APPROVAL") {
      return of_draft ? Milestone::draft_approved : Milestone::domestic_approval;
    }
    if (name == "SIGNATURE_CANCELLED") {
      return Milestone::draft_abandoned;
    }
    if (name == "NEGOTIATION_RESUMED") {
      return Milestone::negotiation_resumed;
    }
    return name == "INITIALLED" ? Milestone::initialled : Milestone::other;
  }

  Result<PartyCode> party_at(const format::TsvRow& from, std::string_view code) const {
    auto party = PartyCode::parse(code);
    if (!party || profile_.party(*party) == nullptr) {
      return Error(kUnknownParty, "The actor is no party of this agreement.",
                   from.where(columns_.actor));
    }
    return party;
  }

  /// `KR,JP`: each for itself; `KR->JP`: the first to the second.
  Result<std::vector<Instrument>> actors(const format::TsvRow& from, const EventRow& row) const {
    std::string_view text = from[columns_.actor];
    std::vector<Instrument> each;
    if (const std::size_t arrow = text.find("->"); arrow != std::string_view::npos) {
      ENTENTE_TRY(const PartyCode by, party_at(from, text.substr(0, arrow)));
      ENTENTE_TRY(const PartyCode to, party_at(from, text.substr(arrow + 2)));
      each.push_back(blank(from, row, by));
      each.back().to = to;
      return each;
    }
    while (true) {
      const std::size_t comma = std::min(text.find(','), text.size());
      ENTENTE_TRY(const PartyCode by, party_at(from, text.substr(0, comma)));
      each.push_back(blank(from, row, by));
      if (comma == text.size()) {
        return each;
      }
      text.remove_prefix(comma + 1);
    }
  }

  /// `MOD,MND`: of each actor, in their order; nothing where the row does not say.
  Status name_authorities(const format::TsvRow& from, std::vector<Instrument>& acts) const {
    const auto column = table_.find_column("authority");
    std::string_view text = column ? from[*column] : std::string_view();
    for (Instrument& act : acts) {
      const std::size_t comma = std::min(text.find(','), text.size());
      const auto authority = Name::parse(text.substr(0, comma));
      if (comma > 0 && !authority) {
        return bad(from, *column, authority.error().message());
      }
      act.authority = authority ? std::optional(*authority) : std::nullopt;
      text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return text.empty() ? Status()
                        : Status(bad(from, *column, "More authorities than parties that act."));
  }

  Status read_acts(const format::TsvRow& from, EventRow& row) {
    const std::string_view name = event_name(row.event);
    ENTENTE_TRY(std::vector<Instrument> acts, actors(from, row));
    ENTENTE_CHECK(name_authorities(from, acts));
    if (name.starts_with("NOTE") && name.ends_with("_WITHDRAWN") && name != "NOTICE_WITHDRAWN") {
      return read_withdrawals(from, row, acts.front());
    }
    const auto* known =
        std::find_if(std::begin(kInstruments), std::end(kInstruments),
                     [&](const InstrumentName& each) { return each.event == name; });
    if (known == std::end(kInstruments)) {
      return bad(from, columns_.event,
                 fmt::format("'{}' is no instrument that is known.", display_safe(name, 80)));
    }
    for (Instrument& act : acts) {
      act.kind = known->kind;
      refer(from, row, act);
      notes_.add(act);
      row.instruments.push_back(std::move(act));
    }
    return {};
  }

  /// What the party's last note of which kind is meant where the row names none.
  static std::optional<InstrumentKind> about(InstrumentKind kind) {
    switch (kind) {
      case InstrumentKind::notice_suspension:
      case InstrumentKind::notice_revival:
      case InstrumentKind::notice_withdrawal:
        return InstrumentKind::termination_notice;
      case InstrumentKind::suspension_withdrawal:
        return InstrumentKind::notice_suspension;
      case InstrumentKind::agreement_resumption:
        return InstrumentKind::agreement_suspension;
      default:
        return std::nullopt;
    }
  }

  /// What stands in parentheses after the event's name: the text or the newer agreement.
  static std::string_view named_in(std::string_view event) {
    std::string_view rest = event.substr(event_name(event).size());
    if (!rest.starts_with('(') || rest.find(')') == std::string_view::npos) {
      return {};
    }
    return rest.substr(1, rest.find(')') - 1);
  }

  /// Ids of earlier notes are what the row refers to; a new one is its own.
  void refer(const format::TsvRow& from, const EventRow& row, Instrument& act) const {
    const bool accord = act.kind == InstrumentKind::amendment ||
                        act.kind == InstrumentKind::supplement ||
                        act.kind == InstrumentKind::replacement;
    if (accord) {  // all parties of the row consent to the same
      const std::string_view named = named_in(row.event);
      act.refers_to = named.empty() ? fmt::format("row-{}", from.line()) : std::string(named);
      return;
    }
    for (std::string& id : note_ids(row.event)) {
      if (notes_.find(id) != nullptr) {
        act.refers_to = std::move(id);
      } else {
        act.id = std::move(id);
      }
    }
    const std::optional<InstrumentKind> kind = about(act.kind);
    if (act.refers_to.empty() && kind) {
      const Instrument* last = notes_.last(*kind, act.by);
      act.refers_to = last == nullptr ? "" : last->id;
    }
  }

  Status read_withdrawals(const format::TsvRow& from, EventRow& row, const Instrument& form) const {
    for (const std::string& id : note_ids(row.event)) {
      const Instrument* note = notes_.find(id);
      if (note == nullptr) {
        return bad(from, columns_.event, "No note called " + id + " stands above.");
      }
      Instrument act = form;
      act.kind = note->kind == InstrumentKind::termination_notice
                     ? InstrumentKind::notice_withdrawal
                     : InstrumentKind::suspension_withdrawal;
      act.id = form.id + "-" + id;
      act.refers_to = id;
      row.instruments.push_back(std::move(act));
    }
    std::sort(row.instruments.begin(), row.instruments.end(), canonically_before);
    if (row.instruments.empty()) {
      return bad(from, columns_.event, "It does not say which notes are withdrawn.");
    }
    return {};
  }

  const Profile& profile_;
  const format::TsvTable& table_;
  Columns columns_;
  std::vector<std::size_t> numbers_;
  Notes notes_;
};

}  // namespace

std::string_view event_name(std::string_view event) {
  return event.substr(0, std::min(event.find_first_of("( -["), event.size()));
}

Result<std::vector<EventRow>> read_events(const Profile& profile, std::string_view tsv,
                                          std::string_view file) {
  ENTENTE_TRY(const format::TsvTable table,
              format::TsvTable::parse(tsv, file, {.bytes = kMaxBytes, .rows = kMaxRows}));
  Columns columns{};
  ENTENTE_TRY(columns.seq, table.column("seq"));
  ENTENTE_TRY(columns.at, table.column("at"));
  ENTENTE_TRY(columns.kind, table.column("kind"));
  ENTENTE_TRY(columns.event, table.column("event_type"));
  ENTENTE_TRY(columns.actor, table.column("actor"));
  return EventReader(profile, table, columns).read();
}

}  // namespace entente::agreement
