#pragma once

#include <functional>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace entente {

/// Port: single exchanges with one server of the web, all beneath one address. An implementation
/// knows for certain which server it is before the first byte leaves, follows no redirect, and
/// bounds the answer.
class WebPort {
 public:
  virtual ~WebPort() = default;
  struct Answer {
    int status = 0;  ///< of HTTP, whichever it is
    Bytes body;
  };
  /// Called exactly once, on the executor's sequence: with what the server answered, or
  /// `base.unreachable` where no whole answer came. A request may have arrived all the same.
  using Done = std::function<void(const Result<Answer>&)>;

  /// GET of `path`, which begins with a slash, beneath the address.
  virtual void get(std::string_view path, Done done) = 0;
  /// POST of a text to it.
  virtual void post(std::string_view path, Bytes text, Done done) = 0;
};

}  // namespace entente
