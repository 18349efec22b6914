#include "cli/profile_file.h"

#include "base/limits.h"
#include "cli/local_file.h"
#include "cli/standing_json.h"

namespace entente::cli {

std::variant<agreement::Profile, Reply> profile_from(const std::string& path) {
  const std::string file = is_folder(path) ? path + "/profile.toml" : path;
  const auto text = read_local(file, limits::kProfileBytes);
  if (!text.ok()) {
    return failed(text.error());
  }
  agreement::Loaded loaded = agreement::Profile::load(*text, file);
  if (const auto* faults = std::get_if<std::vector<agreement::Fault>>(&loaded)) {
    return with_faults(*faults);
  }
  return std::get<agreement::Profile>(std::move(loaded));
}

}  // namespace entente::cli
