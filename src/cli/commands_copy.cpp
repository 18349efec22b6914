#include <fmt/format.h>

#include "cli/about_item.h"

/// Copies of an item, and those in another language (Art. 14, 15).
namespace entente::cli {
namespace {

/// The body of a copy with the item's own markings on it.
Result<act::ItemCopy> copy_in(Host& host, const node::Room& room, const ItemId& id,
                              const Arguments& a) {
  const registry::Item& item = *room.shared.item(id);
  act::ItemCopy body;
  body.id = new_act_id(host.entropy());
  body.agreement = room.id;
  body.item = id;
  const registry::Handling* handling = host.node().core().house().handling(id);
  body.number = (handling == nullptr ? 0 : handling->copies) + 1;
  if (a.has("number")) {
    ENTENTE_TRY(body.number, number_in(a, "number"));
  }
  ENTENTE_TRY(body.requested_by, PersonId::parse(a.as));
  body.purpose = item.purpose;
  if (a.has("purpose")) {
    ENTENTE_TRY(body.purpose, id_in<Name>(a, "purpose"));
  }
  body.markings = act::CopyMarkings{item.original_marking_text(), item.own_marking_text};
  return body;
}

void make_copy(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  about_item(host, a, done, [&](node::Room& room, const ItemId& id) -> Result<act::Body> {
    ENTENTE_TRY(act::ItemCopy body, copy_in(host, room, id, a));
    return act::Body(std::move(body));
  });
}

/// R15.2: what is to stand on the translation, in its language: whose information it contains, and
/// under both parties' names their markings. Every word of it is the agreement's own.
std::string note_of(const node::Room& room, const registry::Item& item, const act::ItemCopy& body) {
  const std::string& language = body.translation->language;
  const auto name = [&](const PartyCode& party) {
    return agreement::text_in(room.profile.party(party)->names, language);
  };
  return fmt::format("{}\n{}: {}\n{}: {}", body.translation->statement,
                     name(item.originating_party), body.markings->original,
                     name(item.receiving_party), body.markings->own);
}

/// There is no option for a marking: a translation has that of its source (R15.3).
void translate(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const ItemId id, ItemId::parse(a.positional[0]));
    ENTENTE_TRY(node::Room * room, room_of_item(host, a, id));
    ENTENTE_TRY(act::ItemCopy body, copy_in(host, *room, id, a));
    const registry::Item& item = *room->shared.item(id);
    act::Translation translation;
    translation.language = a.get("language");
    ENTENTE_TRY(translation.translator, id_in<PersonId>(a, "translator"));
    translation.statement =
        room->profile.contains_statement(item.originating_party, translation.language);
    body.translation = std::move(translation);
    submit(host, room->id, act::Body(body), done,
           [id, body, note = note_of(*room, item, body)](format::JsonWriter& out) {
             out.member("item", id.text()).member("number", body.number);
             out.member("language", body.translation->language).member("note", note);
           });
    return {};
  });
}

}  // namespace

std::vector<Command> copy_commands() {
  using about::item, about::purpose, about::under;
  constexpr OptionSpec number{"number", "N", "its number; the next one if not given"};
  return {
      {"item",
       "copy",
       "record a numbered copy (Art. 14)",
       {item},
       {purpose, under, number},
       nullptr,
       make_copy},
      {"item",
       "translate",
       "record a numbered copy in another language (Art. 15)",
       {item},
       {{"language", "TAG", "its language: en, ja, ko", true},
        {"translator", "PERSON", "who translates", true},
        number,
        {"purpose", "NAME", "a purpose of the agreement; the item's own if not given"},
        under},
       nullptr,
       translate},
  };
}

}  // namespace entente::cli
