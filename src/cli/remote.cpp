#include "cli/remote.h"

#include <algorithm>
#include <cstdlib>

#include "api/endpoint.h"
#include "api/router.h"
#include "base/encoding.h"
#include "cli/endpoints.h"
#include "cli/error_kinds.h"
#include "cli/errors.h"
#include "cli/local_file.h"
#include "cli/node_call.h"
#include "cli/system_clock.h"
#include "crypto/random.h"
#include "http/blocking_client.h"
#include "http/errors.h"
#include "http/form.h"

namespace entente::cli {
namespace {

constexpr std::uint64_t kSessionBytes = 16u << 10;
constexpr std::string_view kScheme = "https://";

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::optional<std::string> value_of(const api::Parameter& parameter, const Arguments& arguments) {
  if (parameter.position != api::Parameter::kOption) {
    const std::string& text = arguments.positional.at(parameter.position);
    return text.empty() ? std::nullopt : std::optional(text);
  }
  if (!arguments.has(parameter.name)) {
    return std::nullopt;
  }
  return parameter.form == api::Form::flag ? "true" : arguments.get(parameter.name);
}

void write_json_value(format::JsonWriter& out, const api::Parameter& parameter,
                      const std::string& value) {
  if (parameter.form == api::Form::flag) {
    out.boolean(true);
  } else if (parameter.form == api::Form::number && api::is_number(value)) {
    out.unsigned_integer(std::stoull(value));
  } else if (parameter.form == api::Form::names) {
    format::write_value(out, parts_of(value));
  } else {
    out.string(value);
  }
}

/// One source after another.
class Joined final : public ByteSource {
 public:
  explicit Joined(std::vector<std::unique_ptr<ByteSource>> parts) : parts_(std::move(parts)) {}
  Result<std::size_t> read(std::span<std::uint8_t> out) override {
    while (at_ < parts_.size()) {
      ENTENTE_TRY(const std::size_t count, parts_[at_]->read(out));
      if (count > 0 || out.empty()) {
        return count;
      }
      ++at_;
    }
    return std::size_t{0};
  }

 private:
  std::vector<std::unique_ptr<ByteSource>> parts_;
  std::size_t at_ = 0;
};

/// A request as it grows, parameter by parameter.
struct Draft {
  http::Request request;
  std::string query;
  std::string form;  ///< the parts before the file
  std::string json;
  std::string boundary;
};

void add_to_form(Draft& draft, const std::string& name, const std::string& value) {
  draft.form += "--" + draft.boundary + "\r\ncontent-disposition: form-data; name=\"" + name +
                "\"\r\n\r\n" + value + "\r\n";
}

void add_file(Draft& draft, const std::string& name, std::unique_ptr<ByteSource> in) {
  std::vector<std::unique_ptr<ByteSource>> parts;
  if (in != nullptr) {
    draft.form += "--" + draft.boundary + "\r\ncontent-disposition: form-data; name=\"" + name +
                  "\"; filename=\"file\"\r\n\r\n";
  }
  parts.push_back(std::make_unique<OwnedSource>(to_bytes(draft.form)));
  std::string end = "--" + draft.boundary + "--\r\n";
  if (in != nullptr) {
    parts.push_back(std::move(in));
    end = "\r\n" + end;
  }
  parts.push_back(std::make_unique<OwnedSource>(to_bytes(end)));
  draft.request.stream = std::make_unique<Joined>(std::move(parts));
  draft.request.headers.add("content-type", "multipart/form-data; boundary=" + draft.boundary);
}

http::Request request_for(const api::Endpoint& endpoint, const Arguments& arguments,
                          std::unique_ptr<ByteSource> in) {
  Draft draft;
  Bytes random(16);
  crypto::SystemEntropy().fill(random);
  draft.boundary = "entente-" + to_hex(random);
  const bool form = endpoint.content == Content::input;
  std::string path = endpoint.path;
  format::JsonWriter json(draft.json);
  json.begin_object();
  for (const api::Parameter& parameter : api::parameters_of(endpoint)) {
    const auto value = value_of(parameter, arguments);
    if (!value || parameter.place == api::Place::file) {
      continue;
    }
    if (parameter.place == api::Place::path) {
      const std::string mark = "{" + parameter.name + "}";
      path.replace(path.find(mark), mark.size(), http::percent_encoded(*value));
    } else if (parameter.place == api::Place::query) {
      draft.query += (draft.query.empty() ? "?" : "&") + http::percent_encoded(parameter.name) +
                     "=" + http::percent_encoded(*value);
    } else if (form) {
      add_to_form(draft, parameter.name, *value);
    } else {
      json.key(parameter.name);
      write_json_value(json, parameter, *value);
    }
  }
  json.end_object();
  draft.request.method = name_of(endpoint.method);
  draft.request.target = std::string(api::kRoot) + path + draft.query;
  if (form) {
    add_file(draft, endpoint.file, std::move(in));
  } else if (endpoint.method == api::Method::post) {
    draft.request.headers.add("content-type", "application/json");
    draft.request.body = to_bytes(draft.json);
  }
  return std::move(draft.request);
}

/// Problem details as the error that the command line shows.
Outcome outcome_of_problem(format::JsonValue problem) {
  constexpr std::string_view kOfProblem[] = {"type", "title", "status", "detail",
                                             "code", "where", "fix"};
  const auto text = [&](std::string_view key) {
    const auto found = problem.string_at(key);
    return found.ok() ? std::string(*found) : std::string();
  };
  const ErrorKind& kind = kind_of(text("code"));
  Outcome outcome;
  outcome.exit = static_cast<int>(kind.exit);
  format::JsonWriter out(outcome.json);
  out.begin_object().begin_object("error");
  out.member("code", text("code")).member("message", text("detail"));
  out.member("where", text("where"));
  out.member("fix", text("fix").empty() ? std::string(kind.fix) : text("fix")).end_object();
  for (const auto [key, value] : problem.members()) {
    if (std::ranges::find(kOfProblem, key) == std::end(kOfProblem)) {
      out.member(key, value);
    }
  }
  out.end_object();
  return outcome;
}

Result<Outcome> outcome_of_response(const http::Response& response) {
  if (response.status < 300) {
    const auto beside = response.headers.find("entente-result");
    if (!beside) {
      return Outcome{0, std::string(as_text(response.body))};
    }
    ENTENTE_TRY(const Bytes json, from_base64url(*beside));
    return Outcome{0, std::string(as_text(json))};
  }
  const auto problem = format::JsonDocument::parse(response.body);
  return problem.ok() && problem->root().string_at("code").ok()
             ? Result<Outcome>(outcome_of_problem(problem->root()))
             : Error(http::kBadResponse, "The node's answer is none of Entente's.");
}

/// What the interface does not take is said, not dropped: a file's name means nothing over there.
Status check_offered(const api::Endpoint& endpoint, const Arguments& arguments) {
  constexpr std::string_view kOwn[] = {"home", "passphrase-file", "url", "output"};
  const auto parameters = api::parameters_of(endpoint);
  for (const auto& [name, value] : arguments.options) {
    const bool own = std::ranges::find(kOwn, name) != std::end(kOwn);
    if (!own && std::ranges::find(parameters, name, &api::Parameter::name) == parameters.end()) {
      return Error(kUsage, "This option is not offered over HTTP.", "--" + name);
    }
  }
  return {};
}

}  // namespace

std::string url_of(const Arguments& arguments) {
  return arguments.get("url", environment("ENTENTE_URL"));
}

Result<http::Endpoint> endpoint_of_url(std::string_view url) {
  const Error wrong(kUsage, "Give the node as https://HOST or https://HOST:PORT.", "--url");
  if (!url.starts_with(kScheme)) {
    return wrong;
  }
  std::string_view rest = url.substr(kScheme.size());
  rest.remove_suffix(rest.ends_with('/') ? 1 : 0);
  const bool has_port = rest.rfind(':') != std::string_view::npos && !rest.ends_with(']');
  auto endpoint = http::Endpoint::parse(std::string(rest) + (has_port ? "" : ":443"));
  return endpoint.ok() ? std::move(endpoint) : wrong;
}

std::string session_path() {
  if (std::string named = environment("ENTENTE_SESSION"); !named.empty()) {
    return named;
  }
  const std::string state = environment("XDG_STATE_HOME");
  return (state.empty() ? environment("HOME") + "/.local/state" : state) + "/entente/session";
}

Result<SignedIn> read_session(const std::string& url) {
  const auto text = read_local(session_path(), kSessionBytes);
  auto session = text.ok() ? format::from_json_text<SignedIn>(as_bytes(*text))
                           : Result<SignedIn>(text.error());
  if (!session.ok() || session->url != url) {
    return Error(kNotSignedIn, "Nobody is signed in at this node from here.", url);
  }
  return session;
}

Result<Outcome> ask(const SignedIn& session, const api::Endpoint& endpoint,
                    const Arguments& arguments, std::unique_ptr<ByteSource> in, ByteSink& out) {
  ENTENTE_TRY(const http::Endpoint where, endpoint_of_url(session.url));
  const SystemClock clock;
  ENTENTE_TRY(auto client, http::BlockingClient::connect(where, session.key, clock, {}));
  http::Request request = request_for(endpoint, arguments, std::move(in));
  if (!session.token.empty()) {
    request.headers.add("authorization", "Bearer " + session.token);
  }
  auto response = endpoint.content == Content::output ? client.send(std::move(request), out)
                                                      : client.send(std::move(request));
  return response.ok() ? outcome_of_response(*response) : Result<Outcome>(response.error());
}

Result<Outcome> run_over_http(const std::string& url, const Command& command,
                              const Arguments& arguments, std::unique_ptr<ByteSource> in,
                              ByteSink& out) {
  const auto endpoint = endpoint_of(command);
  if (!endpoint) {
    return Error(kUsage, "This command is not offered over HTTP: run it on the node's machine.");
  }
  if (!arguments.as.empty()) {
    return Error(kUsage, "Over HTTP whoever is signed in acts.", "--as");
  }
  ENTENTE_CHECK(check_offered(*endpoint, arguments));
  ENTENTE_TRY(const SignedIn session, read_session(url));
  return ask(session, *endpoint, arguments, std::move(in), out);
}

}  // namespace entente::cli
