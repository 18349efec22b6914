#include "cli/changes_told.h"

#include "act/type.h"
#include "cli/endpoints.h"
#include "cli/host.h"
#include "cli/node_call.h"

namespace entente::cli {
namespace {

using Kind = api::Change::Kind;

api::Changes::Shows to_roles(Host& host, api::Roles roles) {
  return [&host, roles](const PersonId& person) {
    const registry::Person* known = host.node().core().house().registered(person);
    return known != nullptr && roles.admit(known->roles);
  };
}

/// As `GET /items/{item}`: a role that sees items, and this one not hidden.
api::Changes::Shows to_who_may_know(Host& host, const ItemId& item) {
  return [&host, item, sees_items = to_roles(host, kSeesItems)](const PersonId& person) {
    Arguments asker;
    asker.as = person.text();
    asker.signed_in = true;
    return sees_items(person) && room_of_held(host, asker, item).ok();
  };
}

/// The person of this party whose own access an act of the house changes; null if it changes none.
const PersonId* whose_access(const act::Body& body) {
  return std::visit(
      []<class T>(const T& act) -> const PersonId* {
        constexpr std::string_view kType = T::kType;
        constexpr bool of_access = kType.starts_with("person.") ||
                                   kType.starts_with("clearance.") ||
                                   kType.starts_with("need-to-know.");
        if constexpr (of_access && requires { act.person; }) {
          return &act.person;
        } else {
          return nullptr;
        }
      },
      static_cast<const act::AnyBody&>(body));
}

}  // namespace

void tell_changes(Host& host, api::Changes& changes, std::string_view agreement,
                  const act::Body& body) {
  const act::Type& type = act::type_of(body);
  if (const PersonId* person = whose_access(body); person != nullptr) {
    changes.record({Kind::registers, {}}, to_roles(host, kSeesRegister));
    changes.record({Kind::access, {}}, [own = *person](const PersonId& p) { return p == own; });
    return;
  }
  if (const ItemId* item = act::item_of(body); item != nullptr && !item->empty()) {
    changes.record({Kind::item, item->text()}, to_who_may_know(host, *item));
  } else if (type.scope == act::Scope::house) {
    changes.record({Kind::registers, {}}, to_roles(host, kSeesRegister));
  } else {
    const bool standing = type.name.starts_with("agreement.");
    changes.record({Kind::agreement, std::string(agreement)},
                   to_roles(host, standing ? api::Roles{} : kSeesRegister));
  }
}

}  // namespace entente::cli
