#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace entente {

/// The command line's exit codes (docs/reference/exit-codes.md). A rule that denies is always
/// `denied`, also when the agreement's state is why.
enum class Exit : int {
  ok = 0,
  internal = 1,
  usage = 2,
  denied = 3,
  out_of_order = 4,
  verification_failed = 5,
  peer_unreachable = 6,
  sign_in_required = 7,
  invalid_input = 8,
  partial = 9,
  second_person_needed = 10,
  interrupted = 130,
};

/// One kind of error. Every folder lists its kinds as `inline constexpr ErrorKind` in its
/// `errors.h`, ends that header with an array of them all, and `docs/reference/errors.md`, exit
/// codes, HTTP statuses and metrics labels follow from these rows. `code` never changes once
/// shipped; it is `<folder>.<what>` in lower case with dashes.
struct ErrorKind {
  std::string_view code;
  Exit exit;
  int http_status;
  std::string_view fix;  ///< What the reader should do about it, as a sentence.
};

/// What went wrong, as a value. Holds no secret and no content: it may be logged and shown.
/// Thread-safety: a value type.
class Error {
 public:
  /// `kind` must be one of the static rows. `message` is a sentence that says what is wrong;
  /// `where` is the place in the input (`file:line:column`, a JSON pointer, an option name), or "".
  explicit Error(const ErrorKind& kind, std::string message, std::string where = {})
      : kind_(&kind), message_(std::move(message)), where_(std::move(where)) {}

  [[nodiscard]] const ErrorKind& kind() const { return *kind_; }
  [[nodiscard]] std::string_view code() const { return kind_->code; }
  [[nodiscard]] const std::string& message() const { return message_; }
  [[nodiscard]] const std::string& where() const { return where_; }
  [[nodiscard]] std::string_view fix() const { return kind_->fix; }
  [[nodiscard]] bool is(const ErrorKind& kind) const { return kind_->code == kind.code; }

  /// The same error, said to be at a place in a larger input: `outer` is put before `where`.
  [[nodiscard]] Error within(std::string_view outer) const;

  /// `code: message (where)`, for logs and test failures.
  [[nodiscard]] std::string describe() const;

 private:
  const ErrorKind* kind_;
  std::string message_;
  std::string where_;
};

}  // namespace entente
