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
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    segments.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

bool is_variable(std::string_view segment) { return segment.starts_with('{'); }

bool takes_rest(std::string_view segment) { return segment.starts_with("{+"); }

std::string variable_name(std::string_view segment) {
  segment.remove_prefix(takes_rest(segment) ? 2 : 1);
  return std::string(segment.substr(0, segment.size() - 1));
}

/// Whether `given` is of the shape; two shapes where either may stand for the other overlap.
bool fits(const std::vector<std::string>& shape, const std::vector<std::string>& given) {
  const bool rest = !shape.empty() && takes_rest(shape.back());
  if (rest ? given.size() < shape.size() : given.size() != shape.size()) {
    return false;
  }
  return std::equal(shape.begin(), shape.end(), given.begin(),
                    [](std::string_view want, std::string_view have) {
                      return (is_variable(want) && !have.empty()) || want == have;
                    });
}

/// What stands for the variable at `at` of the shape, as it was sent.
std::string stands_for(const std::vector<std::string>& shape, const std::vector<std::string>& given,
                       std::size_t at) {
  std::string text = given[at];
  for (std::size_t i = at + 1; takes_rest(shape[at]) && i < given.size(); ++i) {
    text += "/" + given[i];
  }
  return text;
}

}  // namespace

Router::Router(std::vector<Endpoint> endpoints) {
  std::set<std::string> names;
  for (Endpoint& endpoint : endpoints) {
    Route route{std::move(endpoint), {}, {}};
    route.segments = split(std::string(route.endpoint.root) + route.endpoint.path);
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
  const std::vector<std::string> given = split(path);
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
    for (std::size_t i = 0; i < route.segments.size(); ++i) {
      if (is_variable(route.segments[i])) {
        auto value = http::percent_decoded(stands_for(route.segments, given, i));
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
  const std::vector<std::string> given = split(path);
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
