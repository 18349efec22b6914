#include "kas/cross_origin.h"

#include <algorithm>

namespace entente::kas {
namespace {

/// What clients of OpenTDF send beside what any page may.
constexpr std::string_view kHeaders =
    "authorization, content-type, dpop, connect-protocol-version, "
    "x-rewrap-additional-context, x-virtrupubkey, virtru-ntdf-version";
constexpr std::string_view kSeconds = "600";

}  // namespace

bool CrossOrigin::is_named(const http::Request& request) const {
  const auto origin = request.headers.find("origin");
  return origin && std::ranges::find(origins_, *origin) != origins_.end();
}

std::optional<http::Response> CrossOrigin::preflight(const http::Request& request) const {
  if (request.method != "OPTIONS" || !is_named(request) ||
      !request.headers.find("access-control-request-method")) {
    return std::nullopt;
  }
  http::Response response;
  response.status = 204;
  response.headers.add("access-control-allow-methods", "GET, POST");
  response.headers.add("access-control-allow-headers", kHeaders);
  response.headers.add("access-control-max-age", kSeconds);
  return response;
}

void CrossOrigin::open(const http::Request& request, http::Response& response) const {
  if (origins_.empty()) {
    return;
  }
  // Whoever asks: what is kept of an answer is for one origin.
  response.headers.add("vary", "origin");
  if (is_named(request)) {
    response.headers.add("access-control-allow-origin", *request.headers.find("origin"));
  }
}

}  // namespace entente::kas
