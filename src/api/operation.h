#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/stream.h"
#include "rules/decision.h"

namespace entente::api {

/// One parameter of an operation. `value` is what help calls its value; empty for a switch. From it
/// follows how it is written outside (`form_of`).
struct OptionSpec {
  std::string_view name;  ///< long, without dashes; in capitals where it stands by its place
  std::string_view value;
  std::string_view help;
  bool required = false;
  bool many = false;  ///< takes one or more values; of commands that run in their own process only
};

/// What was asked, checked against the operation's row: unknown parameters never arrive here.
struct Arguments {
  std::vector<std::string> positional;
  std::map<std::string, std::string, std::less<>> options;
  std::map<std::string, std::vector<std::string>, std::less<>> lists;  ///< those that take many
  std::string as;                                                      ///< the person, or empty
  /// Who is asking came in from outside and was signed in as `as`: what that person may not know of
  /// is absent. Otherwise it is the node's own operator.
  bool signed_in = false;

  [[nodiscard]] bool has(std::string_view option) const { return options.contains(option); }
  [[nodiscard]] std::string get(std::string_view option, std::string_view otherwise = {}) const {
    const auto found = options.find(option);
    return found == options.end() ? std::string(otherwise) : found->second;
  }
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const {
    const auto found = lists.find(name);
    return found == lists.end() ? std::vector<std::string>() : found->second;
  }
};

/// The answer of an operation: a JSON object, and the error that stands for exit code and status.
struct Reply {
  std::string json = "{}";
  std::optional<Error> error;
  std::optional<rules::Decision> decision;  ///< shown with a denial of one's own draft
  std::string act;                          ///< the denied draft, for `decision explain`
  std::string details_name;                 ///< a further member beside `error`, such as `faults`
  std::string details;  ///< its JSON; without a name an object, whose members stand beside
  std::shared_ptr<ByteSource> content;  ///< output bytes; verified piece by piece as they are read
  std::vector<std::pair<std::string, std::string>> headers;  ///< further fields over HTTP
  /// Of content that is a file by itself: over HTTP it is shown as this, without `json` beside it.
  std::string media_type;
};
using Done = std::function<void(Reply)>;

/// A whole number of at most 18 decimal digits: what a parameter of the form `number` may be.
[[nodiscard]] bool is_number(std::string_view text);

/// A reply that only says what went wrong.
[[nodiscard]] Reply failed(Error error);

/// Where an operation's input bytes come from and its output bytes go.
enum class Content {
  none,
  input,   ///< a file's bytes are given to it
  output,  ///< it gives bytes
};

}  // namespace entente::api
