#include "api/service.h"

#include "api/credentials.h"
#include "api/errors.h"
#include "api/openapi.h"
#include "api/problem.h"
#include "api/provider_sign_in.h"
#include "api/quotas.h"
#include "api/read_arguments.h"
#include "api/sign_in.h"
#include "base/encoding.h"
#include "base/errors.h"
#include "crypto/digest.h"

namespace entente::api {
namespace {

constexpr std::uint64_t kBodyBytes = 64u << 10;
constexpr std::string_view kJson = "application/json";

using Respond = http::Server::Respond;

std::string etag_of(std::string_view body) {
  constexpr std::size_t kCharacters = 22;
  return "\"" + to_base64url(crypto::sha256(as_bytes(body)).view()).substr(0, kCharacters) + "\"";
}

http::Response json_response(Reply reply) {
  http::Response response;
  if (reply.error) {
    response = problem_of(reply);
  } else if (reply.content && !reply.media_type.empty()) {
    response.headers.add("content-type", reply.media_type);
    response.stream = std::make_unique<SharedSource>(std::move(reply.content));
  } else if (reply.content) {
    response.headers.add("content-type", "application/octet-stream");
    response.headers.add("content-disposition", "attachment");
    response.headers.add("entente-result", to_base64url(as_bytes(reply.json)));
    response.stream = std::make_unique<SharedSource>(std::move(reply.content));
  } else {
    response.headers.add("content-type", kJson);
    response.body = to_bytes(reply.json);
  }
  for (const auto& [name, value] : reply.headers) {
    response.headers.add(name, value);
    response.status = name == "location" ? 303 : response.status;  // RFC 9110 section 15.4.4
  }
  return response;
}

/// Without an operation: the answer is what comes about later.
Endpoint changes_endpoint() {
  Endpoint endpoint;
  endpoint.name = "change-follow";
  endpoint.path = "/events";
  endpoint.summary = "kinds and ids of what changes, as server-sent events";
  endpoint.gives = Gives::changes;
  return endpoint;
}

/// Everything goes out through here.
void send(const Respond& respond, http::Response response) {
  add_security_headers(response);
  respond(std::move(response));
}

void send(const Respond& respond, const Error& error) {
  send(respond, json_response(failed(error)));
}

/// One request on its way.
struct Exchange {
  Match match;
  Call call;
  Credentials credentials;
  http::Headers headers;
  Respond respond;
  PersonId person;
  std::vector<act::Role> roles;
  std::string repeat;  ///< the key under which it is done once; empty without
};
using ExchangePtr = std::shared_ptr<Exchange>;  // shared by the steps, which are std::functions

/// Whoever is signed in is who acts, whatever the request says.
void add_asker(const Exchange& exchange, Arguments& arguments) {
  arguments.as = exchange.person.text();
  arguments.signed_in = exchange.match.route->endpoint.door == Door::signed_in;
}

/// What makes two requests the same: an operation and its parameters.
Digest digest_of(const Exchange& exchange) {
  std::string all = exchange.match.route->endpoint.name;
  const auto add = [&](std::string_view text) {
    all += '\0';
    all += text;
  };
  for (const std::string& text : exchange.call.arguments.positional) {
    add(text);
  }
  for (const auto& [name, value] : exchange.call.arguments.options) {
    add(name);
    add(value);
  }
  return crypto::sha256(as_bytes(all));
}

}  // namespace

struct Service::State : std::enable_shared_from_this<State> {
  State(Parts given, std::vector<Endpoint> endpoints)
      : parts(std::move(given)),
        router(std::move(endpoints)),
        counts(router.routes()),
        changes(parts.access.ports, [this](std::string_view token) {
          const Session* session = parts.access.sessions.session_of(token);
          return session != nullptr && parts.roles_of(session->session_of).has_value();
        }) {}

  [[nodiscard]] Status authorize(Exchange& exchange) const;
  void begin(const ExchangePtr& exchange, http::Request request);
  void read_file(const ExchangePtr& exchange, std::unique_ptr<ByteSource> body,
                 const std::string& boundary);
  void check_unchanged(const ExchangePtr& exchange);
  void check_repeat(const ExchangePtr& exchange);
  void run(const ExchangePtr& exchange);
  void answer(const ExchangePtr& exchange, Reply reply);
  void follow(const ExchangePtr& exchange);
  [[nodiscard]] std::int64_t charge(const Exchange& exchange, std::uint64_t bytes);
  void beat();
  void probe(std::string_view path, const Respond& respond);

  /// The answer, counted for the row of the table or what stands beside it.
  [[nodiscard]] Respond counted(const Route* route, RequestCounts::Beside beside, Respond respond) {
    return counts.counted(route, beside, std::move(respond), shared_from_this());
  }

  Parts parts;
  Router router;
  RequestCounts counts;
  Changes changes;
  Quotas quotas;
  bool beating = false;
};

Service::Service(Parts parts, std::vector<Endpoint> endpoints) {
  for (Endpoint& endpoint : sign_in_endpoints(parts.access)) {
    endpoints.push_back(std::move(endpoint));
  }
  const auto is_registered = [roles_of = parts.roles_of](const PersonId& person) {
    return roles_of(person).has_value();
  };
  for (Endpoint& endpoint : provider_endpoints({parts.access, parts.provider, is_registered})) {
    endpoints.push_back(std::move(endpoint));
  }
  // Written once the router knows all endpoints, this one among them.
  const auto document = std::make_shared<std::string>();
  endpoints.push_back({"openapi-show",
                       Method::get,
                       "/openapi.json",
                       Door::open,
                       {},
                       "this description",
                       {},
                       {},
                       Content::none,
                       {},
                       [document](const Call&, const Done& done) {
                         Reply reply;
                         reply.json = *document;
                         done(std::move(reply));
                       }});
  endpoints.push_back(changes_endpoint());
  const std::string version = parts.version;
  state_ = std::make_shared<State>(std::move(parts), std::move(endpoints));
  *document = write_openapi(state_->router.routes(), version);
  state_->parts.access.sessions.on_end([to = std::weak_ptr(state_)] {
    if (const auto state = to.lock()) {
      state->changes.end_those_signed_out();
    }
  });
}

Service::~Service() = default;

Changes& Service::changes() { return state_->changes; }

const RequestCounts& Service::counts() const { return state_->counts; }

Respond Service::count(RequestCounts::Beside beside, Respond respond) {
  return state_->counted(nullptr, beside, std::move(respond));
}

http::Admission Service::admit(const http::RequestHead& head) const {
  http::Admission admission;
  const auto match = state_->router.match(head.method, head.path());
  const bool file = match.ok() && match->route->endpoint.content == Content::input;
  admission.body = file ? http::BodyForm::streamed : http::BodyForm::in_memory;
  admission.body_bytes = file ? std::nullopt : std::optional(kBodyBytes);
  return admission;
}

void Service::serve(const http::RequestContext& context, http::Request request, Respond respond) {
  const std::string path(request.path());
  if (path == "/livez" || path == "/readyz") {
    using enum RequestCounts::Beside;
    state_->probe(path, state_->counted(nullptr, path == "/livez" ? livez : readyz, respond));
    return;
  }
  auto match = state_->router.match(request.method, path);
  respond = state_->counted(match.ok() ? match->route : nullptr, RequestCounts::Beside::other,
                            std::move(respond));
  if (!match.ok()) {
    http::Response response = json_response(failed(match.error()));
    if (match.error().is(kNoMethod)) {
      response.headers.add("allow", state_->router.allowed(path));
    }
    send(respond, std::move(response));
    return;
  }
  auto exchange = std::make_shared<Exchange>();
  exchange->match = std::move(*match);
  exchange->credentials = credentials_in(request.headers);
  exchange->headers = request.headers;
  exchange->respond = std::move(respond);
  exchange->call.address = context.address;
  // std::function must be copyable, a request is not.
  auto held = std::make_shared<http::Request>(std::move(request));
  state_->parts.executor.post(
      [state = state_, exchange, held] { state->begin(exchange, std::move(*held)); });
}

void Service::State::probe(std::string_view path, const Respond& respond) {
  if (path == "/livez") {
    http::Response response;
    response.headers.add("content-type", kJson);
    response.body = to_bytes(R"({"live":true})");
    send(respond, std::move(response));
    return;
  }
  parts.executor.post([state = shared_from_this(), respond] {
    const std::optional<Error> fault = state->parts.readiness();
    http::Response response;
    response.status = fault ? 503 : 200;
    response.headers.add("content-type", kJson);
    response.body = to_bytes(fault ? R"({"ready":false})" : R"({"ready":true})");
    send(respond, std::move(response));
  });
}

// ---- On the sequence ----------------------------------------------------------------------------

/// Who asks, and whether their roles let them. Asked of the register each time: a role that was
/// taken away, or a person who has left, counts at once.
Status Service::State::authorize(Exchange& exchange) const {
  const Endpoint& endpoint = exchange.match.route->endpoint;
  exchange.call.token = exchange.credentials.token;
  exchange.call.flow = cookie_in(exchange.headers, kFlowCookie).value_or("");
  if (endpoint.door == Door::open) {
    return {};
  }
  const auto person = parts.access.sessions.find(exchange.credentials.token);
  const auto roles = person ? parts.roles_of(*person) : std::nullopt;
  if (!roles) {
    return Error(kSignInRequired, "This is for those who are signed in.");
  }
  if (exchange.credentials.by_cookie && endpoint.method != Method::get &&
      !is_own_origin(exchange.headers)) {
    return Error(kForeignOrigin, "A page of another origin asked for a change.");
  }
  if (!endpoint.roles.admit(*roles)) {
    return Error(kRoleMissing, "None of your roles may do this.");
  }
  exchange.person = *person;
  exchange.roles = *roles;
  return {};
}

/// Seconds for which the person's quota is spent; 0 where the request is heard. Those who are not
/// signed in have none: their connections are counted by address, their guesses by name.
std::int64_t Service::State::charge(const Exchange& exchange, std::uint64_t bytes) {
  if (exchange.person.empty()) {
    return 0;
  }
  const Instant now = parts.access.ports.clock.now();
  const std::int64_t wait = quotas.wait_s(exchange.person.text(), now);
  if (wait == 0) {
    quotas.took_bytes(exchange.person.text(), bytes, now);
  }
  return wait;
}

void Service::State::begin(const ExchangePtr& exchange, http::Request request) {
  if (const Status allowed = authorize(*exchange); !allowed.ok()) {
    send(exchange->respond, allowed.error());
    return;
  }
  if (const std::int64_t wait = charge(*exchange, request.body.size()); wait > 0) {
    http::Response response = json_response(failed(Error(kQuota, "You ask for too much.")));
    response.headers.add("retry-after", std::to_string(wait));
    send(exchange->respond, std::move(response));
    return;
  }
  const Endpoint& endpoint = exchange->match.route->endpoint;
  const std::string_view type = request.headers.find("content-type").value_or("");
  if (endpoint.content == Content::input) {
    const auto boundary = form_boundary(type);
    if (!boundary.ok()) {
      send(exchange->respond, boundary.error());
      return;
    }
    read_file(exchange, std::move(request.stream), *boundary);
    return;
  }
  if (!request.body.empty() && type != kJson) {
    send(exchange->respond, Error(kBadMediaType, "The body is not application/json."));
    return;
  }
  ArgumentReader reader(exchange->match);
  Status status = reader.read_query(request.query());
  status = status.ok() ? reader.read_json(request.body) : status;
  auto arguments = status.ok() ? reader.finish() : Result<Arguments>(status.error());
  if (!arguments.ok()) {
    send(exchange->respond, arguments.error());
    return;
  }
  exchange->call.arguments = std::move(*arguments);
  add_asker(*exchange, exchange->call.arguments);
  check_unchanged(exchange);
}

/// The fields of a form are read on a worker, up to its file; the operation reads that.
void Service::State::read_file(const ExchangePtr& exchange, std::unique_ptr<ByteSource> body,
                               const std::string& boundary) {
  auto charged = std::make_unique<CountedSource>(
      std::move(body), [state = shared_from_this(), person = exchange->person](std::uint64_t read) {
        state->parts.executor.post([state, person, read] {
          state->quotas.took_bytes(person.text(), read, state->parts.access.ports.clock.now());
        });
      });
  auto held = std::make_shared<std::unique_ptr<ByteSource>>(std::move(charged));
  parts.executor.work([state = shared_from_this(), exchange, held, boundary] {
    auto form = read_form(std::move(*held), boundary);
    ArgumentReader reader(exchange->match);
    Status status = form.ok() ? reader.read_fields(form->fields) : Status(form.error());
    if (status.ok() && form->file) {
      status = reader.take_file(form->file_name);
    }
    auto arguments = status.ok() ? reader.finish() : Result<Arguments>(status.error());
    if (!arguments.ok()) {
      send(exchange->respond, arguments.error());
      return;
    }
    exchange->call.arguments = std::move(*arguments);
    add_asker(*exchange, exchange->call.arguments);
    exchange->call.in = std::move(form->file);
    state->parts.executor.post([state, exchange] {
      const Status still = state->authorize(*exchange);
      if (still.ok()) {
        state->check_unchanged(exchange);
      } else {
        send(exchange->respond, still.error());
      }
    });
  });
}

/// RFC 9110 section 13.1.1: the change is made only to what its caller has seen.
void Service::State::check_unchanged(const ExchangePtr& exchange) {
  const auto wanted = exchange->headers.find("if-match");
  const Route* read = router.read_of(*exchange->match.route);
  if (!wanted || exchange->match.route->endpoint.method == Method::get) {
    check_repeat(exchange);
    return;
  }
  if (read == nullptr) {
    send(exchange->respond, Error(kChanged, "This resource has no state to compare with."));
    return;
  }
  if (!read->endpoint.roles.admit(exchange->roles)) {
    send(exchange->respond, Error(kRoleMissing, "None of your roles may read this."));
    return;
  }
  const Match seen{read, exchange->match.path};
  auto looking = ArgumentReader(seen).finish();
  if (!looking.ok()) {
    send(exchange->respond, looking.error());
    return;
  }
  Call look;
  look.arguments = std::move(*looking);
  add_asker(*exchange, look.arguments);
  read->endpoint.run(std::move(look), [state = shared_from_this(), exchange,
                                       etag = std::string(*wanted)](const Reply& reply) {
    if (reply.error) {
      state->answer(exchange, reply);
    } else if (etag != "*" && etag_of(reply.json) != etag) {
      send(exchange->respond, Error(kChanged, "The resource has changed since."));
    } else {
      state->check_repeat(exchange);
    }
  });
}

void Service::State::check_repeat(const ExchangePtr& exchange) {
  const auto key = exchange->headers.find("idempotency-key");
  const Endpoint& endpoint = exchange->match.route->endpoint;
  // What gives bytes gives them anew each time: reading again is another access.
  const bool once = endpoint.method != Method::get && endpoint.content != Content::output;
  if (!key || !once || exchange->person.empty()) {
    run(exchange);
    return;
  }
  if (key->empty() || key->size() > Repeats::kKeyBytes) {
    send(exchange->respond,
         Error(kBadParameter, "The key has 1 to 64 characters.", "idempotency-key"));
    return;
  }
  exchange->repeat = exchange->person.text() + " " + std::string(*key);
  const auto before =
      parts.access.repeats.begin(exchange->repeat, digest_of(*exchange),
                                 [state = shared_from_this(), exchange](const Status& noted) {
                                   if (noted.ok()) {
                                     state->run(exchange);
                                   } else {
                                     send(exchange->respond, noted.error());
                                   }
                                 });
  if (!before.ok()) {
    send(exchange->respond, before.error());
  } else if (*before) {
    http::Response response;
    response.status = static_cast<int>((*before)->status);
    response.headers.add("content-type", kJson);
    response.headers.add("idempotency-replayed", "true");
    response.body = to_bytes((*before)->body);
    send(exchange->respond, std::move(response));
  }
}

void Service::State::run(const ExchangePtr& exchange) {
  const Endpoint& endpoint = exchange->match.route->endpoint;
  if (endpoint.gives == Gives::changes) {
    follow(exchange);
    return;
  }
  endpoint.run(std::move(exchange->call), [state = shared_from_this(), exchange](Reply reply) {
    state->answer(exchange, std::move(reply));
  });
}

void Service::State::follow(const ExchangePtr& exchange) {
  http::Response response;
  response.headers.add("content-type", "text/event-stream");
  response.feed = changes.follow(exchange->person, exchange->credentials.token,
                                 exchange->headers.find("last-event-id").value_or(""));
  send(exchange->respond, std::move(response));
  if (!beating) {
    beating = true;
    parts.executor.after(Changes::kBeatMs, [state = shared_from_this()] { state->beat(); });
  }
}

/// For as long as anybody listens.
void Service::State::beat() {
  changes.beat();
  beating = changes.streams() > 0;
  if (beating) {
    parts.executor.after(Changes::kBeatMs, [state = shared_from_this()] { state->beat(); });
  }
}

void Service::State::answer(const ExchangePtr& exchange, Reply reply) {
  const bool read = exchange->match.route->endpoint.method == Method::get;
  const bool done = !reply.error;
  const std::string etag = read && done && !reply.content ? etag_of(reply.json) : "";
  http::Response response = json_response(std::move(reply));
  if (!exchange->repeat.empty()) {
    // A refusal changed nothing, and may turn out otherwise the next time.
    if (done) {
      parts.access.repeats.answer(exchange->repeat, response.status, as_text(response.body));
    } else {
      parts.access.repeats.forget(exchange->repeat);
    }
  }
  if (!etag.empty() && response.status == 200) {
    if (exchange->headers.find("if-none-match") == etag) {
      response = http::Response{};
      response.status = 304;
    }
    response.headers.add("etag", etag);
  }
  send(exchange->respond, std::move(response));
}

}  // namespace entente::api
