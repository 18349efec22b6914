#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "api/accounts.h"

namespace entente::api {

/// What became of a request that carried an Idempotency-Key.
struct Repeat {
  std::string of;  ///< person and key
  Digest request;  ///< of method, path and parameters: another request may not use the key
  Instant begun;
  std::uint64_t status = 0;  ///< 0: begun, and never answered (the node stopped meanwhile)
  std::string body;          ///< at most `Repeats::kBodyBytes`
  static constexpr auto fields() {
    using format::field;
    return members(field("of", &Repeat::of), field("request", &Repeat::request),
                   field("begun", &Repeat::begun), field("status", &Repeat::status),
                   field("body", &Repeat::body));
  }
};

/// Requests that must not be done twice. Noted durably before they are done, so that one whose
/// answer was lost is never done again: its key then answers `api.outcome-unknown`. Kept for a day.
/// Belongs to the node's sequence.
class Repeats {
 public:
  static constexpr std::int64_t kKeptMs = 24 * 3'600'000;
  static constexpr std::size_t kKeyBytes = 64;
  static constexpr std::size_t kBodyBytes = 4096;  ///< one text member of the record
  static constexpr std::size_t kKept = 65'536;

  explicit Repeats(AccessPorts ports) : ports_(ports) {}
  /// Takes up a value of the store if it is one of them.
  bool take_up(BytesView value);

  /// The answer that was given to this very request before; nothing for a new one, which is then
  /// noted: `noted` is called once that is durable. Errors: `api.key-reused`,
  /// `api.outcome-unknown`, `api.busy` where too many are kept; `noted` is not called with them.
  [[nodiscard]] Result<std::optional<Repeat>> begin(const std::string& of, const Digest& request,
                                                    std::function<void(Status)> noted);
  /// The answer to it. A longer body is not kept: the key then answers that the outcome is unknown.
  void answer(const std::string& of, int status, std::string_view body);
  /// Nothing was done: the key may be used again.
  void forget(const std::string& of);

 private:
  void make_room();
  AccessPorts ports_;
  std::map<std::string, Repeat> repeats_;
};

}  // namespace entente::api
