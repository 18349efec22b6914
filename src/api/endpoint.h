#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "act/house_bodies.h"
#include "api/operation.h"
#include "base/names.h"

namespace entente::api {

/// Where every path of the interface begins.
inline constexpr std::string_view kRoot = "/api/v1";

enum class Method : std::uint8_t { get, post, remove };

/// A set of roles. Empty: whoever is signed in.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<act::Role> roles) {
    for (const act::Role role : roles) {
      bits_ |= bit(role);
    }
  }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr bool has(act::Role role) const { return (bits_ & bit(role)) != 0; }
  /// Whether one who has `held` may.
  [[nodiscard]] bool admit(const std::vector<act::Role>& held) const;

 private:
  static constexpr unsigned bit(act::Role role) { return 1U << static_cast<unsigned>(role); }
  unsigned bits_ = 0;
};

/// One request for an operation.
struct Call {
  Arguments arguments;
  std::shared_ptr<ByteSource> in;  ///< the file, read on a worker; null without one
  std::string address;             ///< of the client
  std::string token;               ///< of the session, or empty
  std::string flow;                ///< the cookie of a sign-in at a provider, or empty
};
/// Runs an operation on the node's sequence.
using Run = std::function<void(Call call, const Done& done)>;

/// Who may call an endpoint, before any rule is asked.
enum class Door : std::uint8_t {
  open,       ///< whoever reaches the node
  signed_in,  ///< a person with one of the endpoint's roles
};

/// What becomes of a parameter of the query that the endpoint does not name.
enum class Unnamed : std::uint8_t {
  refused,
  passed_over,  ///< as RFC 6749 section 4.1.2 demands of what a provider sends back
};

/// What an endpoint answers with.
enum class Gives : std::uint8_t {
  reply,    ///< what its operation says
  changes,  ///< server-sent events, for as long as who asks is signed in
};

/// One row of the table of endpoints: from it follow routing, authorization, the reading of
/// parameters, and the OpenAPI document.
struct Endpoint {
  std::string name;  ///< the operation's stable name: `item-show`
  Method method = Method::get;
  /// Below `root`; `{name}` is a positional (in lower case) or an option of that name. `{+name}` at
  /// the end takes the rest of the path, with its slashes (RFC 6570 section 3.2.3).
  std::string path;
  Door door = Door::signed_in;
  Roles roles;
  std::string summary;
  std::vector<OptionSpec> positionals;
  std::vector<OptionSpec> options;
  Content content = Content::none;
  std::string file = {};  ///< the parameter that is the input file
  Run run;
  Unnamed unnamed = Unnamed::refused;
  Gives gives = Gives::reply;
  /// Another one where the path is another text's: it stands in the same table, but not in the
  /// OpenAPI document, which describes what is below its own root.
  std::string_view root = kRoot;
};

/// How a parameter is written outside.
enum class Form : std::uint8_t { text, flag, number, date, instant, names };
enum class Place : std::uint8_t { path, query, body, file };

struct Parameter {
  std::string name;
  Form form = Form::text;
  Place place = Place::body;
  bool required = false;
  std::string help;
  std::size_t position = kOption;  ///< among the positionals

  static constexpr std::size_t kOption = SIZE_MAX;
};

/// The parameters of an endpoint, those of its path first. Options that name files
/// are none of them, but for the one that is the input.
[[nodiscard]] std::vector<Parameter> parameters_of(const Endpoint& endpoint);

}  // namespace entente::api

template <>
struct entente::Names<entente::api::Method> {
  using enum entente::api::Method;
  static constexpr std::pair<entente::api::Method, std::string_view> kRows[] = {
      {get, "GET"}, {post, "POST"}, {remove, "DELETE"}};
};
