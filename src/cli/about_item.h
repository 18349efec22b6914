#pragma once

#include <functional>
#include <utility>

#include "cli/node_call.h"

/// What the commands about one item share.
namespace entente::cli {

/// Their arguments.
namespace about {
inline constexpr OptionSpec item{"ITEM", "", "the item", true};
inline constexpr OptionSpec purpose{"purpose", "NAME", "a purpose of the agreement", true};
inline constexpr OptionSpec reason{"reason", "TEXT", "why"};
inline constexpr OptionSpec under{"agreement", "ID",
                                  "under which of several agreements that know it"};
}  // namespace about

/// Further members of the answer, once the act is durable.
using AboutItem = std::function<void(format::JsonWriter&, const node::Room&, const ItemId&)>;

/// An act about one item by one person of this party.
template <class Fill>
void about_item(Host& host, const Arguments& a, const Done& done, const Fill& fill,
                const AboutItem& more = {}) {
  guarded(done, [&]() -> Status {
    ENTENTE_TRY(const ItemId id, ItemId::parse(a.positional[0]));
    ENTENTE_TRY(node::Room * room, room_of_item(host, a, id));
    ENTENTE_TRY(act::Body body, fill(*room, id));
    submit(host, room->id, std::move(body), done, [room, id, more](format::JsonWriter& out) {
      out.member("item", id.text());
      if (more) {
        more(out, *room, id);
      }
    });
    return {};
  });
}

}  // namespace entente::cli
