#include <algorithm>

#include "cli/errors.h"
#include "cli/node_call.h"

/// R3.1: what the house has heard of changes at other parties that these have not told.
namespace entente::cli {
namespace {

void change_learn(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    act::ChangeLearn body;
    body.id = new_act_id(host.entropy());
    body.agreement = room->id;
    ENTENTE_TRY(body.party, id_in<PartyCode>(a, "party"));
    ENTENTE_TRY(body.code, Name::parse(a.positional[0]));
    const auto of = from_name<act::ChangeOf>(a.has("of") ? a.get("of") : "law");
    if (!of) {
      return Error(kUsage, "It is a change of law or of an authority.", "--of");
    }
    body.of = *of;
    body.text = a.get("text");
    body.source = a.get("source");
    submit(host, room->id, act::Body(body), done,
           [id = body.id](auto& out) { out.member("change", id.text()); });
    return {};
  });
}

void change_dismiss(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    act::ChangeDismiss body;
    body.id = new_act_id(host.entropy());
    ENTENTE_TRY(body.change, ActId::parse(a.positional[0]));
    body.reason = a.get("reason");
    submit(host, room->id, act::Body(body), done);
    return {};
  });
}

void write_change(format::JsonWriter& out, const registry::Shared& shared, const std::string& id,
                  const registry::KnownChange& change) {
  const std::optional<Instant> told =
      shared.told_since(change.party, change.of, change.code, *change.learned_at);
  out.begin_object().member("change", id);
  format::write_members(out, change);
  out.key("told_at");
  told ? out.string(told->text()) : out.null();
  out.member("open", !told && !change.dismissed_at).end_object();
}

/// In the order in which they were heard.
void change_list(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(node::Room * room, room_of(host, a.get("agreement")));
    std::vector<std::pair<std::string, const registry::KnownChange*>> all;
    for (const auto& [id, change] : host.node().core().house().known_changes()) {
      if (change.agreement == room->id && change.learned_at) {
        all.emplace_back(id, &change);
      }
    }
    std::sort(all.begin(), all.end(), [](const auto& one, const auto& other) {
      return *one.second->learned_at < *other.second->learned_at;
    });
    done(reply_with([&](format::JsonWriter& out) {
      out.begin_array("changes");
      for (const auto& [id, change] : all) {
        write_change(out, room->shared, id, *change);
      }
      out.end_array();
    }));
    return {};
  });
}

}  // namespace

std::vector<Command> change_commands() {
  return {
      {"change",
       "learn",
       "record that a change at another party is known here and was not told (R3.1)",
       {{"CODE", "", "of the rule or authority, as that party's catalogue has it", true}},
       {kOfAgreement,
        {"party", "PARTY", "whose change it is", true},
        {"of", "KIND", "law or authority (law)"},
        {"text", "TEXT", "what is said to change", true},
        {"source", "TEXT", "where it was heard", true}},
       nullptr,
       change_learn},
      {"change",
       "dismiss",
       "record that what was heard was no change",
       {{"CHANGE", "", "its id", true}},
       {kOfAgreement, {"reason", "TEXT", "why", true}},
       nullptr,
       change_dismiss},
      {"change",
       "list",
       "what was heard of other parties' changes, and what they have told since",
       {},
       {kOfAgreement},
       nullptr,
       change_list},
  };
}

}  // namespace entente::cli
