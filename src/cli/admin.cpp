#include "cli/admin.h"

#include "base/encoding.h"
#include "base/metrics.h"
#include "cli/errors.h"
#include "cli/host.h"
#include "cli/reply.h"
#include "format/fields.h"
#include "http/blocking_client.h"
#include "http/errors.h"

namespace entente::cli {
namespace {

constexpr std::string_view kTarget = "/command";
constexpr std::string_view kMetricsTarget = "/metrics";
constexpr std::string_view kCommandField = "entente-command";
constexpr std::string_view kExitField = "entente-exit";
/// The JSON of a command whose output is content: a small object, in base64url.
constexpr std::string_view kJsonField = "entente-json";

struct Named {
  std::string name;
  std::string value;
  static constexpr auto fields() {
    return members(format::field("name", &Named::name), format::field("value", &Named::value));
  }
};

struct WireCommand {
  std::string noun;
  std::string verb;
  std::string as;
  std::vector<std::string> positional;
  std::vector<Named> options;
  static constexpr auto fields() {
    using format::field;
    return members(field("noun", &WireCommand::noun), field("verb", &WireCommand::verb),
                   field("as", &WireCommand::as), field("positional", &WireCommand::positional),
                   field("options", &WireCommand::options));
  }
};

Result<WireCommand> command_of(const http::Request& request) {
  const auto field = request.headers.find(kCommandField);
  if (request.method != "POST" || request.path() != kTarget || !field) {
    return Error(kUsage, "The admin socket takes commands alone.");
  }
  ENTENTE_TRY(const Bytes json, from_base64url(*field));
  return format::from_json_text<WireCommand>(json);
}

http::Response respond_with(Reply reply) {
  const Outcome outcome = outcome_of(reply);
  http::Response response;
  // Any other status than 2xx keeps an error's text out of the command's output.
  response.status = outcome.exit == 0 ? 200 : 409;
  response.headers.add(kExitField, std::to_string(outcome.exit));
  if (!reply.content) {
    response.body = to_bytes(outcome.json);
    return response;
  }
  response.headers.add(kJsonField, to_base64url(as_bytes(outcome.json)));
  response.stream = std::make_unique<SharedSource>(std::move(reply.content));
  return response;
}

/// The outcome in a response; `http.bad-response` for one that no node of this release gives.
Result<Outcome> outcome_in(const http::Response& response) {
  const auto exit = response.headers.find(kExitField);
  Outcome outcome;
  if (!exit || exit->empty() || exit->size() > 3) {
    return Error(http::kBadResponse, "The node's answer does not say how the command ended.");
  }
  for (const char digit : *exit) {
    outcome.exit = outcome.exit * 10 + (digit - '0');
  }
  const auto json = response.headers.find(kJsonField);
  if (json) {
    ENTENTE_TRY(const Bytes text, from_base64url(*json));
    outcome.json = as_text(text);
  } else {
    outcome.json = as_text(response.body);
  }
  return outcome;
}

void run_command(Host& host, const http::Server::Respond& respond, http::Request request) {
  const auto wire = command_of(request);
  const Command* command = wire.ok() ? find_command(wire->noun, wire->verb) : nullptr;
  if (command == nullptr || command->node == nullptr) {
    respond(respond_with(failed(Error(kUsage, "There is no such command for a node."))));
    return;
  }
  Arguments arguments;
  arguments.as = wire->as;
  arguments.positional = wire->positional;
  for (const Named& option : wire->options) {
    arguments.options[option.name] = option.value;
  }
  if (const Error* failure = host.failure(); failure != nullptr) {
    respond(respond_with(failed(*failure)));
    return;
  }
  std::shared_ptr<ByteSource> in = std::move(request.stream);
  host.executor().post(
      [&host, command, arguments = std::move(arguments), in = std::move(in), respond] {
        if (const Error* failure = host.failure(); failure != nullptr) {
          respond(respond_with(failed(*failure)));
          return;
        }
        command->node(host, arguments, in, host.answered([respond](Reply reply) {
          respond(respond_with(std::move(reply)));
        }));
      });
}

void show_metrics(Host& host, const http::Server::Respond& respond) {
  host.executor().post([&host, respond] {
    http::Response response;
    response.headers.add("content-type", MetricsText::kMediaType);
    response.body = to_bytes(host.metrics());
    respond(std::move(response));
  });
}

}  // namespace

Result<std::unique_ptr<http::Server>> listen_admin(Host& host, http::IoLoop& loop,
                                                   Executor& executor, const std::string& path) {
  http::Server::Settings settings;
  settings.admit = [](const http::RequestContext&, const http::RequestHead&) {
    http::Admission admission;
    admission.body = http::BodyForm::streamed;
    return admission;
  };
  settings.limits.head_bytes = 256u << 10;
  settings.limits.body_bytes = 1u << 20;
  return http::Server::listen_local(
      loop, executor, path, std::move(settings),
      [&host](const http::RequestContext&, http::Request request,
              const http::Server::Respond& respond) {
        if (request.method == "GET" && request.path() == kMetricsTarget) {
          show_metrics(host, respond);
          return;
        }
        run_command(host, respond, std::move(request));
      });
}

bool is_served(const std::string& socket) { return http::BlockingClient::connect(socket, {}).ok(); }

Result<Outcome> run_remotely(const std::string& socket, const Command& command,
                             const Arguments& arguments, std::unique_ptr<ByteSource> in,
                             ByteSink& out) {
  WireCommand wire{
      std::string(command.noun), std::string(command.verb), arguments.as, arguments.positional, {}};
  for (const auto& [name, value] : arguments.options) {
    wire.options.push_back({name, value});
  }
  ENTENTE_TRY(auto client, http::BlockingClient::connect(socket, {}));
  http::Request request;
  request.method = "POST";
  request.target = kTarget;
  request.headers.add(kCommandField, to_base64url(as_bytes(format::to_json(wire))));
  request.stream = std::move(in);
  const bool gives_content = command.content == Content::output;
  auto response =
      gives_content ? client.send(std::move(request), out) : client.send(std::move(request));
  if (!response.ok()) {
    return response.error();
  }
  return outcome_in(*response);
}

}  // namespace entente::cli
