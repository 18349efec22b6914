#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "api/router.h"
#include "base/metrics.h"
#include "http/server.h"

namespace entente::api {

/// How often each row of the table of endpoints was asked and answered, and how long answers took.
/// A row is named by its path as the table writes it, never by the path that was asked: that one
/// names items and people. Thread-safe.
class RequestCounts {
 public:
  /// What is served beside the table.
  enum class Beside : std::uint8_t {
    livez,
    readyz,
    key_service,
    witness,
    other,  ///< paths and methods that are in no row
  };

  /// `routes` must outlive it.
  explicit RequestCounts(const std::vector<Route>& routes);

  /// The same answer, counted. Must not outlive this object's owner, which `keep` is.
  [[nodiscard]] http::Server::Respond counted(const Route* route, Beside beside,
                                              http::Server::Respond respond,
                                              std::shared_ptr<const void> keep);
  /// The families `entente_http_requests_total` and `entente_http_request_duration_seconds`.
  void write(MetricsText& out) const;

 private:
  static constexpr std::size_t kClasses = 5;  ///< of status codes: 1xx to 5xx
  struct Row {
    std::string_view method;
    std::string path;
    std::array<Counter, kClasses> answers;
  };
  void count(std::size_t row, int status, std::int64_t duration_us);

  const std::vector<Route>& routes_;
  std::vector<Row> rows_;
  DurationHistogram durations_;
};

}  // namespace entente::api
