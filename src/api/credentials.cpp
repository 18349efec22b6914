#include "api/credentials.h"

#include <algorithm>

#include "api/sign_in.h"

namespace entente::api {

std::optional<std::string> cookie_in(const http::Headers& headers, std::string_view name) {
  std::optional<std::string> found;
  const auto field = headers.find("cookie");
  std::string_view rest = field.value_or("");
  while (!rest.empty()) {
    std::string_view pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) {
      if (found) {
        return std::nullopt;
      }
      found = std::string(pair.substr(name.size() + 1));
    }
  }
  return found;
}

Credentials credentials_in(const http::Headers& headers) {
  constexpr std::string_view kBearer = "Bearer ";
  const std::string_view given = headers.find("authorization").value_or("");
  if (!given.empty()) {
    return {std::string(given.starts_with(kBearer) ? given.substr(kBearer.size()) : ""), false};
  }
  return {cookie_in(headers, kCookie).value_or(""), true};
}

bool is_own_origin(const http::Headers& headers) {
  const auto origin = headers.find("origin");
  const auto host = headers.find("host");
  return origin && host && *origin == "https://" + std::string(*host);
}

}  // namespace entente::api
