#include <algorithm>
#include <tuple>

#include "cli/errors.h"
#include "cli/node_call.h"

/// What each party tells of its law (Art. 3).
namespace entente::cli {
namespace {

void law_notify(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    act::LawNotify body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.law, Name::parse(a.positional[0]));
    body.title = a.get("title");
    body.text = a.get("text");
    body.affects_protection = a.has("affects-protection");
    const Zone zone = room->profile.party(host.config().party)->zone;
    body.from = host.node().core().now().date_in(zone);
    if (a.has("from")) {
      ENTENTE_TRY(body.from, date_in(a, "from"));
    }
    submit(host, room->id, act::Body(body), done,
           [id = body.id](auto& out) { out.member("notice", id.text()); });
    return {};
  });
}

void law_acknowledge(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                     const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    act::LawAcknowledge body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.notice, ActId::parse(a.positional[0]));
    submit(host, room->id, act::Body(body), done);
    return {};
  });
}

/// One notice, and the parties that have still to take note of it.
void write_notice(format::JsonWriter& out, const node::Room& room, const std::string& id,
                  const registry::LawNotice& notice) {
  out.begin_object().member("notice", id);
  format::write_members(out, notice);
  out.begin_array("waiting_for");
  for (const agreement::Party& party : room.profile.parties()) {
    if (party.code != notice.by && !notice.acknowledged_by(party.code)) {
      out.string(party.code.text());
    }
  }
  out.end_array().end_object();
}

/// R3.1: the catalogue of each side's rules, every version of them, in the order of their days.
void law_list(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    std::vector<std::pair<std::string, const registry::LawNotice*>> all;
    for (const auto& [key, entry] : room->shared.laws().entries()) {
      if (entry.record.notified_at) {
        all.emplace_back(key, &entry.record);
      }
    }
    std::sort(all.begin(), all.end(), [](const auto& one, const auto& other) {
      return std::tie(one.second->by, one.second->law, one.second->from, *one.second->notified_at) <
             std::tie(other.second->by, other.second->law, other.second->from,
                      *other.second->notified_at);
    });
    done(reply_with([&](format::JsonWriter& out) {
      out.begin_array("laws");
      for (const auto& [id, notice] : all) {
        write_notice(out, *room, id, *notice);
      }
      out.end_array();
    }));
    return {};
  });
}

}  // namespace

std::vector<Command> law_commands() {
  return {
      {"law",
       "notify",
       "tell of a rule of this party's law, or of a change of it (Art. 3)",
       {{"LAW", "", "its code in the catalogue", true}},
       {kOfAgreement,
        {"title", "TEXT", "what it is called", true},
        {"text", "TEXT", "what it asks, or how it changes", true},
        {"from", "DATE", "the first day on which it counts (today)"},
        {"affects-protection", "", "it changes how items are protected"}},
       nullptr,
       law_notify},
      {"law",
       "acknowledge",
       "take note of the other party's notice",
       {{"NOTICE", "", "the notice's id", true}},
       {kOfAgreement},
       nullptr,
       law_acknowledge},
      {"law",
       "list",
       "the catalogue of each side's rules, and who has still to take note",
       {},
       {kOfAgreement},
       nullptr,
       law_list},
  };
}

}  // namespace entente::cli
