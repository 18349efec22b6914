#include "base/errors.h"
#include "cli/about_item.h"
#include "cli/errors.h"

/// Documents of one's own that contain what was received (Art. 4(3), 6(g)).
namespace entente::cli {
namespace {

/// The sources by their ids, each with whose it is (R4.4).
Result<std::vector<act::DerivedFrom>> sources_in(Host& host, const Arguments& a,
                                                 const node::Room& room,
                                                 const std::vector<ItemId>& ids) {
  std::vector<act::DerivedFrom> sources;
  for (const ItemId& id : ids) {
    ENTENTE_CHECK(room_of_item(host, a, id));
    const registry::Item* item = room.shared.item(id);
    if (item == nullptr) {
      return Error(kNotFound, "There is no such item.");
    }
    sources.push_back({id, item->originator(), item->original_marking_text()});
  }
  return sources;
}

void write_sources(format::JsonWriter& out, const node::Room& room,
                   const std::vector<act::DerivedFrom>& sources) {
  out.begin_array("sources");
  for (const act::DerivedFrom& source : sources) {
    out.begin_object();
    format::write_members(out, source);
    out.member("statement", room.profile.contains_statement(source.originating_party, "en"));
    out.end_object();
  }
  out.end_array();
}

void derive(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const std::vector<ItemId> ids, ids_in<ItemId>(a, "from"));
    if (ids.empty()) {
      return Error(kUsage, "A derived document has at least one source.", "--from");
    }
    ENTENTE_TRY(node::Room * room, room_of_item(host, a, ids.front()));
    act::ItemDerive body;
    body.id = new_act_id(host.entropy());
    body.agreement = room->id;
    ENTENTE_TRY(body.register_number, id_in<Name>(a, "number"));
    ENTENTE_TRY(body.sources, sources_in(host, a, *room, ids));
    ENTENTE_TRY(
        const label::Marking* marking,
        room->profile.equivalence().scheme(host.config().party)->recognise(a.get("marking")));
    body.marking = marking->code;
    body.marking_text = marking->text;
    body.purpose = room->shared.item(ids.front())->purpose;
    if (a.has("purpose")) {
      ENTENTE_TRY(body.purpose, id_in<Name>(a, "purpose"));
    }
    ENTENTE_TRY(body.made_by, PersonId::parse(a.as));
    body.reason = a.get("reason");
    submit(host, room->id, act::Body(body), done, [room, body](format::JsonWriter& out) {
      out.member("number", body.register_number.text()).member("marking", body.marking.text());
      out.member("marking_text", body.marking_text).member("purpose", body.purpose.text());
      write_sources(out, *room, body.sources);
    });
    return {};
  });
}

}  // namespace

std::vector<Command> derive_commands() {
  using about::under;
  return {{"item",
           "derive",
           "register a document of one's own that contains items (Art. 4(3), 6(g))",
           {},
           {{"from", "ITEM,...", "the items that it contains", true},
            {"number", "NAME", "its register number", true},
            {"marking", "M", "one's own marking, no lower than theirs", true},
            {"reason", "TEXT", "why it is made", true},
            {"purpose", "NAME", "a purpose of the agreement; that of the first item if not given"},
            under},
           nullptr,
           derive}};
}

}  // namespace entente::cli
