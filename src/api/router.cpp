#include "api/router.h"

#include <algorithm>
#include <set>

#include "api/errors.h"
#include "base/errors.h"
#include "base/invariant.h"
#include "base/text.h"

namespace entente::api {
namespace {

constexpr std::size_t kSegmentBytes = 512;

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // every segment begins with its slash
    const std::size_t end = std::min(path.find('/'), path.size());
    segments.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

bool is_variable(std::string_view segment) { return segment.starts_with('{'); }

std::string variable_name(std::string_view segment) {
  return std::string(segment.substr(1, segment.size() - 2));
}

/// Whether `given` is of the shape; two shapes where either may stand for the other overlap.
bool fits(const std::vector<std::string>& shape, const std::vector<std::string>& given) {
  return std::ranges::equal(shape, given, [](std::string_view want, std::string_view have) {
    return (is_variable(want) && !have.empty()) || want == have;
  });
}

int digit_of(char c) {
  const bool decimal = c >= '0' && c <= '9';
  const char low = static_cast<char>(c | 0x20);
  return decimal ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

}  // namespace

Result<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? digit_of(text[i + 1]) : -1;
    const int low = high >= 0 ? digit_of(text[i + 2]) : -1;
    if (low < 0) {
      return Error(kBadParameter, "A percent sign is not followed by two hexadecimal digits.");
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  const bool controls =
      std::ranges::any_of(out, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
  if (controls || !check_utf8(out).ok()) {
    return Error(kBadParameter, "The address holds what is not plain UTF-8 text.");
  }
  return out;
}

Router::Router(std::vector<Endpoint> endpoints) {
  std::set<std::string> names;
  for (Endpoint& endpoint : endpoints) {
    Route route{std::move(endpoint), {}, {}};
    route.segments = split(route.endpoint.path);
    route.parameters = parameters_of(route.endpoint);
    ENTENTE_INVARIANT(names.insert(route.endpoint.name).second);
    for (const std::string& segment : route.segments) {
      ENTENTE_INVARIANT(!is_variable(segment) ||
                        std::ranges::any_of(route.parameters, [&](const Parameter& parameter) {
                          return parameter.name == variable_name(segment);
                        }));
    }
    for (const Route& other : routes_) {
      ENTENTE_INVARIANT(
          other.endpoint.method != route.endpoint.method ||
          !(fits(other.segments, route.segments) || fits(route.segments, other.segments)));
    }
    routes_.push_back(std::move(route));
  }
}

Result<Match> Router::match(std::string_view method, std::string_view path) const {
  const bool below = path.starts_with(kRoot) && path.substr(kRoot.size()).starts_with('/');
  if (!below) {
    return Error(kNotFound, "There is no such resource.");
  }
  const std::vector<std::string> given = split(path.substr(kRoot.size()));
  bool known = false;
  for (const Route& route : routes_) {
    if (!fits(route.segments, given)) {
      continue;
    }
    known = true;
    if (name_of(route.endpoint.method) != method) {
      continue;
    }
    Match match{&route, {}};
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (is_variable(route.segments[i])) {
        ENTENTE_TRY(std::string value, percent_decoded(given[i]));
        if (value.size() > kSegmentBytes) {
          return Error(kBadParameter, "A part of the address is too long.");
        }
        match.path[variable_name(route.segments[i])] = std::move(value);
      }
    }
    return match;
  }
  return known ? Error(kNoMethod, "The resource has no such method.")
               : Error(kNotFound, "There is no such resource.");
}

std::string Router::allowed(std::string_view path) const {
  const std::vector<std::string> given = split(path.substr(std::min(kRoot.size(), path.size())));
  std::string all;
  for (const Route& route : routes_) {
    if (fits(route.segments, given)) {
      all += (all.empty() ? "" : ", ") + std::string(name_of(route.endpoint.method));
    }
  }
  return all;
}

const Route* Router::read_of(const Route& change) const {
  const Route* best = nullptr;
  for (const Route& route : routes_) {
    const bool begins =
        route.segments.size() <= change.segments.size() &&
        std::equal(route.segments.begin(), route.segments.end(), change.segments.begin());
    const bool whole = std::ranges::none_of(route.parameters, [](const Parameter& parameter) {
      return parameter.place == Place::query && parameter.required;
    });
    if (route.endpoint.method == Method::get && begins && whole &&
        (best == nullptr || route.segments.size() > best->segments.size())) {
      best = &route;
    }
  }
  return best;
}

}  // namespace entente::api
