#pragma once

#include <string>
#include <variant>

#include "agreement/profile.h"
#include "cli/command.h"

namespace entente::cli {

/// A profile by its file or folder; or the reply that says what is wrong with it.
[[nodiscard]] std::variant<agreement::Profile, Reply> profile_from(const std::string& path);

}  // namespace entente::cli
