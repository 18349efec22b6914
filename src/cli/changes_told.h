#pragma once

#include <string_view>

#include "act/body.h"
#include "api/changes.h"

namespace entente::cli {

class Host;

/// Tells those who follow changes of one act that is durable. `agreement` is its agreement's id;
/// empty for one of the house that concerns none.
///
/// Who is told is who could read what has changed (the table of endpoints): of an item, whoever may
/// know it; of an agreement's standing, everybody; of its other affairs and of the registers, who
/// keeps or audits them; and each person of what they themselves may see.
void tell_changes(Host& host, api::Changes& changes, std::string_view agreement,
                  const act::Body& body);

}  // namespace entente::cli
