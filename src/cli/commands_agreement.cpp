#include <fmt/format.h>

#include <algorithm>

#include "agreement/replay.h"
#include "agreement/spif_export.h"
#include "base/errors.h"
#include "base/limits.h"
#include "cli/errors.h"
#include "cli/local_file.h"
#include "cli/node_call.h"
#include "cli/overlay_reply.h"
#include "cli/profile_file.h"
#include "cli/standing_json.h"
#include "cli/system_clock.h"
#include "label/equivalence_table.h"
#include "label/errors.h"

/// Agreements: their text, instruments and standing; and the equivalence of markings.
namespace entente::cli {
namespace {

using agreement::Fault;
using agreement::Loaded;
using agreement::Profile;
using agreement::Standing;

Reply check_profile(const Arguments& a) {
  const auto loaded = profile_from(a.positional[0]);
  if (const auto* reply = std::get_if<Reply>(&loaded)) {
    return *reply;
  }
  const Profile& profile = std::get<Profile>(loaded);
  if (a.has("overlay")) {
    return check_overlay(profile, a);
  }
  return reply_with([&](format::JsonWriter& out) {
    out.member("profile", profile.id().text()).member("version", profile.version());
    out.member("digest", profile.digest().hex());
    out.member("needs_overlay", profile.clauses().general.national_overlay);
    out.begin_array("faults").end_array();
  });
}

Reply replay_events(const Arguments& a) {
  const auto loaded = profile_from(a.positional[0]);
  if (const auto* reply = std::get_if<Reply>(&loaded)) {
    return *reply;
  }
  const auto events = read_local(a.positional[1], limits::kProfileBytes);
  if (!events.ok()) {
    return failed(events.error());
  }
  const auto lines = agreement::replay(std::get<Profile>(loaded), *events, a.positional[1]);
  if (!lines.ok()) {
    return failed(lines.error());
  }
  return reply_with([&](format::JsonWriter& out) {
    out.begin_array("lines");
    for (const agreement::ReplayLine& line : *lines) {
      out.begin_object();
      out.member("seq", line.seq).member("at", line.at).member("event", line.event);
      out.member("source", ::entente::name_of(line.source));
      write_readings(out, line.standing);
      out.member("exchange_allowed", line.standing.exchange_allowed);
      out.member("protection_duty", ::entente::name_of(line.standing.protection_duty));
      out.key("differs");
      format::write_value(out, line.differs);
      out.end_object();
    }
    out.end_array();
  });
}

Reply lookup_answer(const label::Equivalence& equivalence, const Arguments& a) {
  const auto issuer = PartyCode::parse(a.get("issuer"));
  const auto to = PartyCode::parse(a.get("to"));
  const auto on = date_in(a, "on");
  if (!issuer.ok() || !to.ok() || !on.ok()) {
    return failed(!issuer.ok() ? issuer.error() : !to.ok() ? to.error() : on.error());
  }
  const auto answer = equivalence.lookup(*issuer, a.get("marking"), *to, *on);
  if (!answer.ok()) {
    return failed(answer.error());
  }
  return reply_with([&](format::JsonWriter& out) {
    out.member("outcome", ::entente::name_of(answer->outcome));
    if (answer->level != nullptr) {
      out.member("level", answer->level->gloss_en);
    } else {
      out.key("level").null();
    }
    out.begin_array("targets");
    for (const label::Marking* marking : answer->targets) {
      out.begin_object().member("code", marking->code.text()).member("marking", marking->text);
      out.end_object();
    }
    out.end_array();
    out.member("handling", answer->handling).member("article", answer->article);
  });
}

Reply lookup(const Arguments& a) {
  if (a.has("table")) {
    const auto text = read_local(a.get("table"), limits::kJsonBytes);
    if (!text.ok()) {
      return failed(text.error());
    }
    const auto table = label::EquivalenceTable::load(*text, a.get("table"));
    if (!table.ok()) {
      return failed(table.error());
    }
    const auto equivalence = table->agreement(a.get("agreement"));
    return equivalence.ok() ? lookup_answer(**equivalence, a) : failed(equivalence.error());
  }
  const auto loaded = profile_from(a.get("agreement"));
  if (const auto* reply = std::get_if<Reply>(&loaded)) {
    return *reply;
  }
  return lookup_answer(std::get<Profile>(loaded).equivalence(), a);
}

// ---- With a node --------------------------------------------------------------------------------

void propose(Host& host, const Arguments& a, std::shared_ptr<ByteSource> in, const Done& done) {
  const std::string file = a.positional[0];
  with_input(host, in, limits::kProfileBytes, done, [&host, file, done](BytesView bytes) {
    const Loaded loaded = Profile::load(as_text(bytes), file);
    if (const auto* faults = std::get_if<std::vector<Fault>>(&loaded)) {
      done(with_faults(*faults));
      return;
    }
    auto waiting = std::make_shared<std::string>();
    const auto id = host.node().core().propose(as_text(bytes), file, [&host, waiting, done] {
      host.finish_rotation();  // a partner enrolled earlier may know older keys
      done(reply_with([&](format::JsonWriter& out) {
        out.member("agreement", *waiting);
        const auto room = room_of(host, *waiting);
        const registry::Overlay* adopted =
            room.ok() ? host.node().core().house().overlay((*room)->id) : nullptr;
        out.key("overlay");
        adopted == nullptr ? out.null() : out.string(adopted->overlay.text());
      }));
    });
    if (!id.ok()) {
      done(failed(id.error()));
      return;
    }
    *waiting = id->text();
  });
}

/// The texts that are proposed and not in effect, and whether this node holds them.
void write_proposals(format::JsonWriter& out, const node::Room& room, const Standing& standing) {
  out.begin_array("proposals");
  for (const agreement::Instrument& each : room.shared.instruments()) {
    const bool in_effect = std::ranges::any_of(
        standing.texts, [&](const agreement::TextInEffect& text) { return text.name == each.id; });
    if (!each.text || !each.refers_to.empty() || in_effect) {
      continue;
    }
    const auto refused = room.refused_texts.find(*each.text);
    out.begin_object().member("act", each.id).member("kind", name_of(each.kind));
    out.member("by", each.by.text()).member("text", each.text->hex());
    out.member("held", room.text_of.contains(*each.text)).key("refused");
    refused == room.refused_texts.end() ? out.null() : out.string(refused->second);
    out.end_object();
  }
  out.end_array();
}

void status(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto found = room_of(host, a.positional[0]);
  if (!found.ok()) {
    done(failed(found.error()));
    return;
  }
  node::Room& room = **found;
  const Instant now = host.node().core().now();
  const auto at = instant_or(a, "at", now);
  const auto known_at = instant_or(a, "known-at", std::max(now, at.ok() ? *at : now));
  if (!at.ok() || !known_at.ok()) {
    done(failed(at.ok() ? known_at.error() : at.error()));
    return;
  }
  const Standing standing =
      agreement::status(room.texts(), room.shared.instruments(), *at, *known_at);
  done(reply_with([&](format::JsonWriter& out) {
    out.member("agreement", room.id.text());
    out.member("environment", ::entente::name_of(host.config().environment));
    out.member("title", agreement::text_in(room.profile.titles(), "en"));
    out.member("digest", room.profile.digest().hex());
    write_standing(out, standing);
    out.begin_array("holds");
    for (const auto& [key, entry] : room.shared.holds().entries()) {
      if (entry.record.active) {
        out.begin_object().member("hold", key);
        format::write_members(out, entry.record);
        out.end_object();
      }
    }
    out.end_array();
    out.key("texts");
    format::write_value(out, standing.texts);
    out.member("texts_known", room.whole(now));
    write_proposals(out, room, standing);
    write_overlay(out, host, room);
    out.key("why");
    format::write_value(out, standing.why);
  }));
}

/// One party's markings under the agreement, and what they become, as a security policy.
Reply exported(const Profile& profile, PartyCode party, const Arguments& a, Instant now) {
  if (a.has("party")) {
    const auto named = id_in<PartyCode>(a, "party");
    if (!named.ok()) {
      return failed(named.error());
    }
    party = *named;
  }
  const auto on = a.has("on") ? date_in(a, "on") : Result<CivilDate>(now.date_in(kUtc));
  if (!on.ok()) {
    return failed(on.error());
  }
  if (profile.equivalence().scheme(party) == nullptr) {
    return failed(Error(label::kUnknownParty,
                        fmt::format("The agreement has no markings of {}.", party.text()),
                        "--party"));
  }
  const label::Spif spif = agreement::spif_of(profile, party, *on);
  const std::string xml =
      label::write_spif(spif, agreement::spif_header(profile, party, now)) + "\n";
  return reply_with([&](format::JsonWriter& out) {
    out.member("agreement", profile.id().text()).member("party", party.text());
    out.member("policy", spif.policy.oid).member("spif", xml);
  });
}

Reply export_spif(const Arguments& a) {
  const auto loaded = profile_from(a.positional[0]);
  if (const auto* reply = std::get_if<Reply>(&loaded)) {
    return *reply;
  }
  const Profile& profile = std::get<Profile>(loaded);
  return exported(profile, profile.parties().front().code, a, SystemClock().now());
}

void export_spif_of(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto found = room_of(host, a.positional[0]);
  done(found.ok() ? exported((*found)->profile, host.config().party, a, host.node().core().now())
                  : failed(found.error()));
}

}  // namespace

// A table, one row per command: its length is not complexity.
// NOLINTNEXTLINE(readability-function-size)
std::vector<Command> agreement_commands() {
  return {
      {"agreement",
       "check",
       "find all faults of a profile",
       {{"PROFILE", "", "file or folder", true}},
       {{"overlay", "FILE", "and of a national overlay on it (R1.1)"},
        {"party", "PARTY", "whose law that is"}},
       check_profile},
      {"agreement",
       "propose",
       "take a profile into this node",
       {{"PROFILE", "", "the profile's file", true}},
       {},
       nullptr,
       propose,
       Content::input},
      {"agreement",
       "status",
       "where the agreement stands, in each party's reading",
       {kAgreementId},
       {{"at", "INSTANT", "at another time"},
        {"known-at", "INSTANT", "as it was known at another time"}},
       nullptr,
       status},
      {"agreement",
       "export-spif",
       "a party's markings and their equivalence as a security policy (XML SPIF)",
       {{"ID", "", "the agreement, or a profile's file or folder", true}},
       {{"party", "PARTY", "whose markings; one's own if not given"},
        {"on", "DATE", "as the rules stand on that day"}},
       export_spif,
       export_spif_of,
       Content::none,
       "spif"},
      {"agreement",
       "replay",
       "replay a history of instruments",
       {{"PROFILE", "", "file or folder", true}, {"EVENTS", "", "tab-separated events", true}},
       {},
       replay_events},
      {"equivalence",
       "lookup",
       "what a marking becomes on the other side (Art. 4)",
       {},
       {{"agreement", "PROFILE", "profile, or the agreement's name in --table", true},
        {"table", "FILE", "a table of equivalences"},
        {"issuer", "PARTY", "whose marking it is", true},
        {"marking", "M", "code or exact text", true},
        {"to", "PARTY", "the receiving party", true},
        {"on", "DATE", "when it was marked", true}},
       lookup},
  };
}

}  // namespace entente::cli
