#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "api/endpoint.h"

namespace entente::api {

/// An endpoint, with what follows from it.
struct Route {
  Endpoint endpoint;
  std::vector<std::string> segments;  ///< of its path; `{name}` stands for any one
  std::vector<Parameter> parameters;
};

struct Match {
  const Route* route = nullptr;
  std::map<std::string, std::string, std::less<>> path;  ///< what stood for each `{name}`, decoded
};

/// All endpoints. Two of one method whose paths could both match, two of one name, and a `{name}`
/// that is no parameter are broken invariants: the table is the product's own. Thread-safe.
class Router {
 public:
  explicit Router(std::vector<Endpoint> endpoints);

  /// Errors: `base.not-found`; `api.method-not-allowed` where the path is known;
  /// `api.bad-parameter` for a segment that is not percent-encoded UTF-8.
  [[nodiscard]] Result<Match> match(std::string_view method, std::string_view path) const;
  /// The methods of a path, as `allow` lists them.
  [[nodiscard]] std::string allowed(std::string_view path) const;
  /// The endpoint that reads the resource which a change is about: the GET with the longest path
  /// that the change's path begins with; null where there is none.
  [[nodiscard]] const Route* read_of(const Route& change) const;
  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace entente::api
