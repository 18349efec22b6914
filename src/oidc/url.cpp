#include "oidc/url.h"

#include <algorithm>

#include "oidc/errors.h"

namespace entente::oidc {
namespace {

constexpr std::string_view kHttps = "https://";
constexpr std::string_view kHttpsPort = ":443";

/// Printable ASCII without what RFC 3986 has no place for, and without `#` and `@`.
bool is_url_character(char c) {
  constexpr std::string_view kNever = "\"<>\\^`{|}#@";
  return c > 0x20 && c < 0x7f && kNever.find(c) == std::string_view::npos;
}

}  // namespace

std::string_view without_slash(std::string_view url) {
  url.remove_suffix(url.ends_with('/') ? 1 : 0);
  return url;
}

Result<Url> Url::beneath(std::string_view base, std::string_view path) {
  return parse(std::string(without_slash(base)).append(path));
}

Result<Url> Url::parse(std::string_view text) {
  const Error bad(kBadUrl, "This is no https address of the form that is taken.");
  if (text.size() > kBytes || !text.starts_with(kHttps) ||
      !std::ranges::all_of(text, is_url_character)) {
    return bad;
  }
  const std::string_view rest = text.substr(kHttps.size());
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  std::string authority(rest.substr(0, end));
  const std::size_t bracket = authority.rfind(']');  // of an IPv6 address
  const std::size_t from = bracket == std::string::npos ? 0 : bracket;
  if (authority.find(':', from) == std::string::npos) {
    authority += kHttpsPort;
  }
  auto endpoint = http::Endpoint::parse(authority);
  if (!endpoint.ok()) {
    return bad;
  }
  std::string target(rest.substr(end));
  if (!target.starts_with('/')) {
    target.insert(target.begin(), '/');
  }
  return Url{std::move(*endpoint), std::move(target), std::string(text)};
}

}  // namespace entente::oidc
