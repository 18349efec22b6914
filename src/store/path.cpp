#include "store/path.h"

#include <algorithm>

#include "store/errors.h"

namespace entente::store {
namespace {

constexpr std::size_t kPartMax = 255;
constexpr std::size_t kPartsMax = 32;

bool allowed(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == '.' || character == '_' ||
         character == '-';
}

bool is_name(std::string_view part) {
  return !part.empty() && part.size() <= kPartMax && part != "." && part != ".." &&
         std::all_of(part.begin(), part.end(), allowed);
}

}  // namespace

Result<std::vector<std::string_view>> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (!is_name(part) || parts.size() == kPartsMax) {
      return Error(kBadPath, "A path of the home has a part of the wrong form.");
    }
    parts.push_back(part);
    if (slash == std::string_view::npos) {
      return parts;
    }
    path.remove_prefix(slash + 1);
  }
}

}  // namespace entente::store
