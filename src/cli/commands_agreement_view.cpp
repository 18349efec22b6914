#include <fmt/format.h>

#include <algorithm>

#include "agreement/events.h"
#include "base/errors.h"
#include "base/limits.h"
#include "cli/agreement_json.h"
#include "cli/errors.h"
#include "cli/local_file.h"
#include "cli/node_call.h"
#include "cli/on_node.h"
#include "cli/profile_file.h"
#include "node/carried_texts.h"
#include "node/errors.h"
#include "rules/due.h"

/// Views of an agreement: what happened, what is due, what would happen, how two texts differ. Each
/// works on an agreement of a node, or on a profile's file with a file of events.
namespace entente::cli {
namespace {

using agreement::Instrument;
using agreement::Profile;

/// What a view is about.
struct Subject {
  std::string name;
  agreement::Editions texts;
  std::span<const Instrument> instruments;
  Instant now;  ///< of the node; of a file of events, its last instrument
  std::optional<PartyCode> self;
  const rules::AgreementView* view = nullptr;  ///< of a node: what its acts leave open
  const registry::House* house = nullptr;      ///< and what its house must see to

  [[nodiscard]] Zone zone() const { return texts.signed_text().term().zone; }
};

using View = Reply (*)(const Subject&, const Arguments&);

Result<std::vector<Instrument>> instruments_in(const Profile& profile, const std::string& file) {
  ENTENTE_TRY(const std::string tsv, read_local(file, limits::kProfileBytes));
  ENTENTE_TRY(const auto rows, agreement::read_events(profile, tsv, file));
  std::vector<Instrument> all;
  for (const agreement::EventRow& row : rows) {
    all.insert(all.end(), row.instruments.begin(), row.instruments.end());
  }
  return all;
}

/// The view of a profile's file, with the instruments of `--events`.
Reply on_file(View view, const Arguments& a) {
  const auto loaded = profile_from(a.positional[0]);
  if (const auto* reply = std::get_if<Reply>(&loaded)) {
    return *reply;
  }
  const Profile& profile = std::get<Profile>(loaded);
  auto instruments = a.has("events") ? instruments_in(profile, a.get("events"))
                                     : Result<std::vector<Instrument>>(std::vector<Instrument>());
  if (!instruments.ok()) {
    return failed(instruments.error());
  }
  Instant last = earliest_instant();
  for (const Instrument& each : *instruments) {
    last = std::max(last, each.effective_at);
  }
  return view({profile.id().text(), profile, *instruments, last, std::nullopt}, a);
}

/// The view of an agreement of this node.
void on_room(View view, Host& host, const Arguments& a, const Done& done) {
  const auto found = room_of(host, a.positional[0]);
  if (!found.ok()) {
    done(failed(found.error()));
    return;
  }
  if (a.has("events")) {
    done(failed(Error(kUsage,
                      "A file of events goes with a profile's file, not with an agreement "
                      "of this node.",
                      "--events")));
    return;
  }
  node::Room& room = **found;
  const Instant now = host.node().core().now();
  const rules::AgreementView records = room.view(now, host.node().core().house());
  done(view({room.id.text(), room.texts(), room.shared.instruments(), now, host.config().party,
             &records, &host.node().core().house()},
            a));
}

template <View kView>
Reply local(const Arguments& a) {
  return on_file(kView, a);
}
template <View kView>
void with_node(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  on_room(kView, host, a, done);
}

Reply timeline(const Subject& subject, const Arguments& a) {
  const auto from = instant_or(a, "from", earliest_instant());
  const auto to = instant_or(a, "to", subject.now);
  const auto known_at = instant_or(a, "known-at", latest_instant());
  for (const auto* each : {&from, &to, &known_at}) {
    if (!each->ok()) {
      return failed(each->error());
    }
  }
  const auto entries =
      agreement::timeline(subject.texts, subject.instruments, *from, *to, *known_at);
  if (!entries.ok()) {
    return failed(entries.error());
  }
  return reply_with([&](format::JsonWriter& out) {
    out.member("agreement", subject.name).member("to", to->text(subject.zone()));
    write_timeline(out, "entries", *entries);
  });
}

Result<std::size_t> count_in(const Arguments& a) {
  constexpr std::size_t kMost = 100;
  const auto count = a.has("count") ? number_in(a, "count") : Result<std::uint64_t>(4);
  return count.ok() && *count <= kMost ? Result<std::size_t>(*count)
                                       : Error(kUsage, "Give a number from 0 to 100.", "--count");
}

Reply deadlines(const Subject& subject, const Arguments& a) {
  const auto at = instant_or(a, "at", subject.now);
  const auto known_at = instant_or(a, "known-at", latest_instant());
  const auto count = count_in(a);
  if (!at.ok() || !known_at.ok() || !count.ok()) {
    return failed(!at.ok() ? at.error() : !known_at.ok() ? known_at.error() : count.error());
  }
  const auto all =
      subject.view == nullptr
          ? agreement::next_deadlines(subject.texts, subject.instruments, *at, *known_at, *count)
          : rules::due_list({*subject.self, *at, *subject.house, subject.view}, *known_at, *count);
  return reply_with([&](format::JsonWriter& out) {
    out.member("agreement", subject.name).member("at", at->text(subject.zone()));
    write_deadlines(out, "deadlines", all);
  });
}

Result<Instrument> candidate_in(const Subject& subject, const Arguments& a) {
  const auto kind = from_name<agreement::InstrumentKind>(a.get("kind"));
  if (!kind) {
    return Error(kUsage, "There is no such kind of instrument.", "--kind");
  }
  Instrument candidate;
  candidate.kind = *kind;
  candidate.id = "simulated";
  candidate.refers_to = a.get("refers-to");
  if (a.has("by")) {
    ENTENTE_TRY(candidate.by, id_in<PartyCode>(a, "by"));
  } else if (subject.self) {
    candidate.by = *subject.self;
  } else {
    return Error(kUsage, "Say which party would give it.", "--by");
  }
  if (a.has("authority")) {
    ENTENTE_TRY(candidate.authority, id_in<Name>(a, "authority"));
  }
  ENTENTE_TRY(candidate.effective_at, instant_or(a, "at", subject.now));
  candidate.known_at = candidate.effective_at;
  return candidate;
}

Reply simulate(const Subject& subject, const Arguments& a) {
  const auto candidate = candidate_in(subject, a);
  if (!candidate.ok()) {
    return failed(candidate.error());
  }
  const CivilDate day = candidate->effective_at.date_in(subject.zone());
  const auto until = instant_or(a, "until", Instant::start_of(day.plus_years(2), subject.zone()));
  const auto known_at = instant_or(a, "known-at", latest_instant());
  if (!until.ok() || !known_at.ok()) {
    return failed(until.ok() ? known_at.error() : until.error());
  }
  const auto simulation =
      agreement::simulate(subject.texts, subject.instruments, *candidate, *until, *known_at);
  if (!simulation.ok()) {
    return failed(simulation.error());
  }
  return reply_with([&](format::JsonWriter& out) {
    out.member("agreement", subject.name).member("until", until->text(subject.zone()));
    write_simulation(out, *simulation, subject.zone());
  });
}

// ---- Texts --------------------------------------------------------------------------------------

/// What an agreement says: a whole text, and what stands beneath it.
struct Words {
  AgreementId agreement;
  std::string whole;
  std::vector<std::string> beneath;

  void put(agreement::InstrumentKind kind, const std::string& text) {
    if (kind == agreement::InstrumentKind::amendment) {
      whole = text;
    } else {
      beneath.push_back(text);
    }
  }
};

Words in_effect(const node::Room& room, Instant at, Instant known_at) {
  Words words{room.id, room.profile_text, {}};
  const agreement::Standing standing =
      agreement::status(room.texts(), room.shared.instruments(), at, known_at);
  for (const agreement::TextInEffect& each : standing.texts) {
    const auto bytes = each.text ? room.text_of.find(*each.text) : room.text_of.end();
    if (bytes != room.text_of.end()) {
      words.put(each.kind, bytes->second);
    }
  }
  return words;
}

/// As it would be with the text that the act proposes.
Result<Words> with_proposal(Host& host, std::string_view act, Instant now) {
  for (const auto& [id, room] : host.node().core().rooms()) {
    const Instrument* proposal = node::naming_text(room, act);
    if (proposal == nullptr) {
      continue;
    }
    const auto bytes = room.text_of.find(*proposal->text);
    if (bytes == room.text_of.end()) {
      return Error(node::kTextMissing, "The text that the act names is not here.",
                   proposal->text->hex());
    }
    Words words = in_effect(room, now, now);
    words.put(proposal->kind, bytes->second);
    return words;
  }
  return Error(kNotFound, "No act of that id proposes a text.");
}

void text(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto read = [&]() -> Result<Words> {
    const Instant now = host.node().core().now();
    if (a.positional[0].starts_with("act-")) {
      return with_proposal(host, a.positional[0], now);
    }
    ENTENTE_TRY(const node::Room* room, room_of(host, a.positional[0]));
    ENTENTE_TRY(const Instant at, instant_or(a, "at", now));
    return in_effect(*room, at, std::max(now, at));
  };
  const auto words = read();
  if (!words.ok()) {
    done(failed(words.error()));
    return;
  }
  done(reply_with([&](format::JsonWriter& out) {
    out.member("agreement", words->agreement.text()).member("text", words->whole);
    out.key("supplements");
    format::write_value(out, words->beneath);
  }));
}

/// The text that an agreement of the node has in effect, or that an act there proposes.
std::variant<Profile, Reply> profile_at_node(const Arguments& a, const std::string& id) {
  const auto read = [&]() -> Result<agreement::Loaded> {
    ENTENTE_TRY(const std::string json, ask_node(a, "agreement", "text", {id}));
    ENTENTE_TRY(const auto document, format::JsonDocument::parse(json));
    ENTENTE_TRY(const auto whole, document.root().string_at("text"));
    ENTENTE_TRY(const auto beneath, document.root().array_at("supplements"));
    agreement::Loaded loaded = Profile::load(whole, id);
    for (const format::JsonValue each : beneath.elements()) {
      ENTENTE_TRY(const auto supplement, each.string());
      if (const auto* profile = std::get_if<Profile>(&loaded)) {
        loaded = profile->with_supplement(supplement, id);
      }
    }
    return loaded;
  };
  auto loaded = read();
  if (!loaded.ok()) {
    return failed(loaded.error());
  }
  return std::holds_alternative<Profile>(*loaded)
             ? std::variant<Profile, Reply>(std::get<Profile>(std::move(*loaded)))
             : failed(Error(kProfileFaults, "The node's text has faults.", id));
}

Reply diff(const Arguments& a) {
  std::vector<Profile> both;
  for (const std::string& each : a.positional) {
    auto loaded = names_a_file(each) ? profile_from(each) : profile_at_node(a, each);
    if (auto* reply = std::get_if<Reply>(&loaded)) {
      return std::move(*reply);
    }
    both.push_back(std::get<Profile>(std::move(loaded)));
  }
  const auto differences = agreement::diff(both[0], both[1]);
  return reply_with([&](format::JsonWriter& out) {
    for (std::size_t i = 0; i < both.size(); ++i) {
      out.begin_object(i == 0 ? "before" : "after");
      out.member("profile", both[i].id().text()).member("version", both[i].version());
      out.member("digest", both[i].digest().hex()).end_object();
    }
    write_differences(out, differences);
  });
}

const OptionSpec kSubject{"AGREEMENT", "",
                          "an agreement of this node, or a profile's file or folder", true};
const OptionSpec kEvents{"events", "FILE", "the instruments, with a profile's file"};
const OptionSpec kKnownAt{"known-at", "INSTANT", "as it was known at that time"};

template <View kView>
Command viewed(std::string_view verb, std::string_view summary, std::vector<OptionSpec> options,
               Render render) {
  options.push_back(kEvents);
  options.push_back(kKnownAt);
  Command command{"agreement",        verb,         summary,         {kSubject},
                  std::move(options), local<kView>, with_node<kView>};
  command.render = render;
  return command;
}

}  // namespace

std::vector<Command> agreement_view_commands() {
  std::vector<Command> all{
      viewed<timeline>("timeline", "what happened, and what followed by itself",
                       {{"from", "INSTANT", "not before"},
                        {"to", "INSTANT", "not after; otherwise now, or the last event"}},
                       render_timeline),
      viewed<deadlines>("deadlines", "what is due, and what is overdue",
                        {{"at", "INSTANT", "at another time"},
                         {"count", "N", "so many for each reading; otherwise 4"}},
                        render_deadlines),
      viewed<simulate>("simulate", "what an instrument would change; records nothing",
                       {{"kind", "KIND", "termination-notice, amendment, ...", true},
                        {"by", "PARTY", "who would give it; otherwise this party"},
                        {"authority", "NAME", "by which of its authorities"},
                        {"at", "INSTANT", "when; otherwise now"},
                        {"refers-to", "ACT", "the earlier instrument"},
                        {"until", "INSTANT", "how far to look; otherwise two years"}},
                       render_simulation),
      {"agreement",
       "text",
       "the exact text in effect, or the one that an act proposes",
       {{"ID", "", "the agreement, or the act", true}},
       {{"at", "INSTANT", "at another time"}},
       nullptr,
       text},
      {"agreement",
       "diff",
       "how two texts differ, and which way each difference protects",
       {{"BEFORE", "",
         "a profile's file, an agreement of this node, or an act that proposes a text", true},
        {"AFTER", "", "the same", true}},
       {},
       diff},
  };
  all[3].text_member = "text";
  all[4].render = render_differences;
  return all;
}

}  // namespace entente::cli
