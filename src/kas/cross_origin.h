#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/message.h"

namespace entente::kas {

/// Which pages of other origins a browser lets ask this service and read its answers (the CORS
/// protocol of the Fetch standard): those that are named, to the letter; none by default. A page
/// shows its token itself: cookies are never let through. Thread-safe: never changes.
class CrossOrigin {
 public:
  /// Origins as browsers write them: `https://app.example.org`, with a port if it is not 443.
  explicit CrossOrigin(std::vector<std::string> origins) : origins_(std::move(origins)) {}

  /// The answer to a browser that asks before a page does; nothing for any other request, and for a
  /// page of an origin that is not named.
  [[nodiscard]] std::optional<http::Response> preflight(const http::Request& request) const;
  /// Lets the page that asked read the answer, if its origin is named.
  void open(const http::Request& request, http::Response& response) const;

 private:
  [[nodiscard]] bool is_named(const http::Request& request) const;
  std::vector<std::string> origins_;
};

}  // namespace entente::kas
