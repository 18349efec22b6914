#include "api/request_counts.h"

#include <algorithm>
#include <chrono>

namespace entente::api {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::array<std::string_view, 5> kBesideTable = {"/livez", "/readyz", "/kas", "/witness",
                                                          "other"};
constexpr std::array<std::string_view, 5> kClassNames = {"1xx", "2xx", "3xx", "4xx", "5xx"};

std::int64_t us_since(SteadyClock::time_point begun) {
  return std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - begun).count();
}

}  // namespace

RequestCounts::RequestCounts(const std::vector<Route>& routes)
    : routes_(routes), rows_(routes.size() + kBesideTable.size()) {
  for (std::size_t i = 0; i < routes.size(); ++i) {
    rows_[i].method = name_of(routes[i].endpoint.method);
    rows_[i].path = std::string(routes[i].endpoint.root) + routes[i].endpoint.path;
  }
  for (std::size_t i = 0; i < kBesideTable.size(); ++i) {
    rows_[routes.size() + i].method = "any";
    rows_[routes.size() + i].path = kBesideTable[i];
  }
}

http::Server::Respond RequestCounts::counted(const Route* route, Beside beside,
                                             http::Server::Respond respond,
                                             std::shared_ptr<const void> keep) {
  const std::size_t row = route == nullptr ? routes_.size() + static_cast<std::size_t>(beside)
                                           : static_cast<std::size_t>(route - routes_.data());
  return [this, row, begun = SteadyClock::now(), respond = std::move(respond),
          keep = std::move(keep)](http::Response response) {
    count(row, response.status, us_since(begun));
    respond(std::move(response));
  };
}

void RequestCounts::count(std::size_t row, int status, std::int64_t duration_us) {
  const int status_class = std::clamp(status / 100, 1, static_cast<int>(kClasses));
  rows_[row].answers[static_cast<std::size_t>(status_class - 1)].add();
  durations_.observe_us(duration_us);
}

void RequestCounts::write(MetricsText& out) const {
  out.family("entente_http_requests_total", MetricKind::counter,
             "Requests of the interface that were answered, by row of the table of endpoints.");
  for (const Row& row : rows_) {
    for (std::size_t i = 0; i < kClasses; ++i) {
      if (const std::uint64_t count = row.answers[i].value(); count > 0) {
        out.sample(count,
                   {{"method", row.method}, {"route", row.path}, {"status", kClassNames[i]}});
      }
    }
  }
  out.family("entente_http_request_duration_seconds", MetricKind::histogram,
             "From the end of a request to the beginning of its answer.");
  out.samples(durations_);
}

}  // namespace entente::api
