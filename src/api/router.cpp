#include "api/router.h"

#include <algorithm>
#include <set>

#include "api/errors.h"
#include "base/errors.h"
#include "base/invariant.h"
#include "base/text.h"
#include "http/form.h"

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

}  // namespace

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
        auto value = http::percent_decoded(given[i]);
        if (!value.ok()) {
          return Error(kBadParameter, value.error().message());
        }
        if (value->size() > kSegmentBytes) {
          return Error(kBadParameter, "A part of the address is too long.");
        }
        match.path[variable_name(route.segments[i])] = std::move(*value);
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
