#include "kas/service.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/errors.h"
#include "format/json_writer.h"
#include "http/form.h"
#include "kas/cross_origin.h"
#include "kas/dpop.h"
#include "kas/errors.h"
#include "kas/rewrap.h"
#include "kas/service_key.h"

namespace entente::kas {
namespace {

using Respond = http::Server::Respond;
using RequestPtr = std::shared_ptr<const http::Request>;  // shared by the steps of its answer

std::string json_of(const std::function<void(format::JsonWriter&)>& write) {
  std::string text;
  format::JsonWriter out(text);
  write(out);
  out.finish();
  return text;
}

http::Response json_response(int status, std::string_view body) {
  http::Response response;
  response.status = status;
  response.headers.add("content-type", "application/json");
  response.headers.add("cache-control", "no-store");
  response.headers.add("x-content-type-options", "nosniff");
  response.body = to_bytes(body);
  return response;
}

http::Response refusal(const Error& error) {
  const ErrorKind& kind = told(error.kind());
  http::Response response = http::problem(kind.http_status, kind.code);
  if (kind.http_status == 401) {
    response.headers.add("www-authenticate", "Bearer");
  }
  return response;
}

/// RFC 6749 section 5.2.
http::Response token_refusal(int status, std::string_view code) {
  http::Response response = json_response(status, json_of([&](format::JsonWriter& out) {
                                            out.begin_object().member("error", code).end_object();
                                          }));
  if (status == 401) {
    response.headers.add("www-authenticate", "Basic");
  }
  return response;
}

/// A parameter that stands once; nothing else counts (RFC 6749 section 3.1).
std::string only(const http::FormFields& fields, std::string_view name) {
  const auto named = [&](const auto& field) { return field.first == name; };
  const auto found = std::ranges::find_if(fields, named);
  return std::ranges::count_if(fields, named) == 1 ? found->second : std::string();
}

struct Shown {
  std::string id;
  std::string secret;
};

/// RFC 6749 section 2.3.1: in the head, or in the body.
Shown shown_in(const http::Request& request, const http::FormFields& fields) {
  constexpr std::string_view kBasic = "Basic ";
  const std::string_view given = request.headers.find("authorization").value_or("");
  if (!given.starts_with(kBasic)) {
    return {only(fields, "client_id"), only(fields, "client_secret")};
  }
  const auto pair = from_base64(given.substr(kBasic.size()));
  const std::string_view text = pair.ok() ? as_text(*pair) : std::string_view();
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    return {};
  }
  const auto id = http::percent_decoded(text.substr(0, colon));
  const auto secret = http::percent_decoded(text.substr(colon + 1));
  return id.ok() && secret.ok() ? Shown{*id, *secret} : Shown{};
}

/// Clients in the field say `Bearer` even where they send a proof; RFC 9449 7.1 says `DPoP`.
std::string_view token_in(const http::Request& request) {
  const std::string_view given = request.headers.find("authorization").value_or("");
  for (const std::string_view scheme : {"Bearer ", "DPoP "}) {
    if (given.starts_with(scheme)) {
      return given.substr(scheme.size());
    }
  }
  return {};
}

/// One request for shares on its way.
struct Rewrapping {
  Spelling spelling = Spelling::rest;
  RewrapRequest request;
  std::vector<Answered> lines;
  PersonId person;
  Respond respond;
};
using RewrappingPtr = std::shared_ptr<Rewrapping>;  // shared by the steps, which are std::functions

}  // namespace

struct Service::State : std::enable_shared_from_this<State> {
  explicit State(Parts given) : parts(std::move(given)), cross_origin(parts.web_origins) {}

  void serve(const RequestPtr& request, const Respond& respond);
  void publish(const http::Request& request, const Respond& respond, bool connect);
  void describe(const Respond& respond);
  Result<std::optional<Proof>> proof_in(const http::Request& request, std::string_view token);
  void give_token(const http::Request& request, const Respond& respond);
  void begin(const RequestPtr& request, Spelling spelling, const Respond& respond);
  void admit(const http::Request& request, Spelling spelling, const Holder& holder,
             const Respond& respond);
  void next(const RewrappingPtr& rewrapping);
  void give(const RewrappingPtr& rewrapping,
            const Result<std::shared_ptr<const crypto::Secret32>>& share);
  static void answer(const RewrappingPtr& rewrapping);

  /// One request that is served: what all of the protocol is.
  struct Path {
    std::string_view method;
    std::string_view path;
    void (*answer)(State&, const RequestPtr&, const Respond&);
  };
  static const Path kPaths[];

  Parts parts;
  CrossOrigin cross_origin;
  Proofs proofs;
};

const Service::State::Path Service::State::kPaths[] = {
    {"GET", "/kas/kas_public_key",
     [](State& s, const auto& request, const auto& respond) {
       s.publish(*request, respond, false);
     }},
    {"GET", "/kas/v2/kas_public_key",
     [](State& s, const auto& request, const auto& respond) {
       s.publish(*request, respond, false);
     }},
    {"POST", "/kas.AccessService/PublicKey",
     [](State& s, const auto& request, const auto& respond) {
       s.publish(*request, respond, true);
     }},
    {"POST", "/wellknownconfiguration.WellKnownService/GetWellKnownConfiguration",
     [](State& s, const auto&, const auto& respond) { s.describe(respond); }},
    {"POST", "/auth/protocol/openid-connect/token",
     [](State& s, const auto& request, const auto& respond) { s.give_token(*request, respond); }},
    {"POST", "/kas/v2/rewrap",
     [](State& s, const auto& request, const auto& respond) {
       s.begin(request, Spelling::rest, respond);
     }},
    {"POST", "/kas.AccessService/Rewrap",
     [](State& s, const auto& request, const auto& respond) {
       s.begin(request, Spelling::connect, respond);
     }},
};

Service::Service(Parts parts) : state_(std::make_shared<State>(std::move(parts))) {}
Service::~Service() = default;

bool Service::owns(std::string_view path) {
  return std::ranges::find(State::kPaths, path, &State::Path::path) != std::end(State::kPaths);
}

http::Admission Service::admit() {
  http::Admission admission;
  admission.body_bytes = kRewrapBytes;
  return admission;
}

void Service::serve(http::Request request, Respond respond) {
  // std::function must be copyable, a request is not.
  auto held = std::make_shared<http::Request>(std::move(request));
  state_->parts.executor.post([state = state_, held, respond = std::move(respond)] {
    state->serve(held, [state, held, respond](http::Response response) {
      state->cross_origin.open(*held, response);
      respond(std::move(response));
    });
  });
}

void Service::State::serve(const RequestPtr& request, const Respond& respond) {
  if (auto answer = cross_origin.preflight(*request)) {
    respond(std::move(*answer));
    return;
  }
  const auto* row = std::ranges::find_if(kPaths, [&](const Path& path) {
    return path.path == request->path() && path.method == request->method;
  });
  if (row == std::end(kPaths)) {
    respond(refusal(Error(kNoMethod, "The path has no such method.")));
    return;
  }
  row->answer(*this, request, respond);
}

/// The oldest clients take a bare text, the newer ones an object with the key's id.
void Service::State::publish(const http::Request& request, const Respond& respond, bool connect) {
  const auto fields = http::read_form_fields(request.query());
  const std::string asked = fields.ok() ? only(*fields, "algorithm") : "?";
  const auto wanted = asked.empty() ? ServiceKey::rsa : from_name<ServiceKey>(asked);
  if (!wanted) {
    respond(refusal(Error(kBadRewrap, "There is no key for this algorithm.")));
    return;
  }
  const PublishedKey key = *wanted == ServiceKey::curve ? parts.curve_key() : parts.rsa_key();
  const bool bare = !connect && only(*fields, "v") != "2";
  respond(json_response(
      200, json_of([&](format::JsonWriter& out) {
        if (bare) {
          out.string(key.pem);
          return;
        }
        out.begin_object().member("publicKey", key.pem).member("kid", key.id).end_object();
      })));
}

void Service::State::describe(const Respond& respond) {
  const PublishedKey key = parts.rsa_key();
  respond(json_response(200, json_of([&](format::JsonWriter& out) {
                          out.begin_object().begin_object("configuration").begin_object("base_key");
                          out.member("kas_uri", parts.url).begin_object("public_key");
                          out.member("algorithm", name_of(ServiceKey::rsa))
                              .member("kid", key.id)
                              .member("pem", key.pem);
                          out.end_object().end_object().end_object().end_object();
                        })));
}

/// The proof that comes with the request; nothing where there is none.
Result<std::optional<Proof>> Service::State::proof_in(const http::Request& request,
                                                      std::string_view token) {
  const auto field = request.headers.find("dpop");
  if (!field) {
    return std::optional<Proof>();
  }
  std::string url = "https://";
  url.append(request.headers.find("host").value_or("")).append(request.path());
  ENTENTE_TRY(Proof proof, proofs.verify(*field, {request.method, url, token}, parts.clock.now()));
  return std::optional(std::move(proof));
}

void Service::State::give_token(const http::Request& request, const Respond& respond) {
  constexpr std::string_view kForm = "application/x-www-form-urlencoded";
  const std::string_view type = request.headers.find("content-type").value_or("");
  const auto fields = http::read_form_fields(as_text(request.body));
  if (type.substr(0, type.find(';')) != kForm || !fields.ok()) {
    respond(token_refusal(400, "invalid_request"));
    return;
  }
  if (only(*fields, "grant_type") != "client_credentials") {
    respond(token_refusal(400, "unsupported_grant_type"));
    return;
  }
  const Shown program = shown_in(request, *fields);
  auto token = parts.token_for(program.id, program.secret, {});
  if (!token.ok()) {
    respond(token_refusal(401, "invalid_client"));
    return;
  }
  // After the secret: nobody else fills the memory of proofs.
  const auto proof = proof_in(request, {});
  if (!proof.ok()) {
    respond(token_refusal(400, "invalid_dpop_proof"));
    return;
  }
  const std::string bound_to = *proof ? (*proof)->thumbprint : std::string();
  if (!bound_to.empty()) {
    token = parts.token_for(program.id, program.secret, bound_to);
  }
  respond(json_response(200, json_of([&](format::JsonWriter& out) {
                          out.begin_object().member("access_token", *token);
                          out.member("token_type", bound_to.empty() ? "Bearer" : "DPoP");
                          out.member("expires_in", parts.token_seconds).end_object();
                        })));
}

// ---- Shares -------------------------------------------------------------------------------------

void Service::State::begin(const RequestPtr& request, Spelling spelling, const Respond& respond) {
  parts.holder_of(token_in(*request), [state = shared_from_this(), request, spelling,
                                       respond](const std::optional<Holder>& holder) {
    if (holder) {
      state->admit(*request, spelling, *holder, respond);
    } else {
      respond(refusal(Error(kNoToken, "This is for programs that show a token.")));
    }
  });
}

void Service::State::admit(const http::Request& request, Spelling spelling, const Holder& holder,
                           const Respond& respond) {
  const std::string_view token = token_in(request);
  const auto proof = proof_in(request, token);
  const bool proved = proof.ok() && *proof;
  if (!proof.ok() ||
      (!holder.bound_to.empty() && (!proved || (*proof)->thumbprint != holder.bound_to))) {
    respond(refusal(Error(kBadProof, "The token's key was not proved for this request.")));
    return;
  }
  auto asked =
      parse_rewrap(request.body, spelling, parts.clock.now(), proved ? &(*proof)->key : nullptr);
  if (!asked.ok()) {
    respond(refusal(asked.error()));
    return;
  }
  next(std::make_shared<Rewrapping>(
      Rewrapping{spelling, std::move(*asked), {}, holder.person, respond}));
}

/// One share after the other: each is a decision and a record of its own.
void Service::State::next(const RewrappingPtr& rewrapping) {
  if (rewrapping->lines.size() == rewrapping->request.shares.size()) {
    answer(rewrapping);
    return;
  }
  const AskedShare& asked = rewrapping->request.shares[rewrapping->lines.size()];
  parts.release({rewrapping->person, asked.policy, asked.key_access},
                [state = shared_from_this(),
                 rewrapping](const Result<std::shared_ptr<const crypto::Secret32>>& share) {
                  state->give(rewrapping, share);
                });
}

void Service::State::give(const RewrappingPtr& rewrapping,
                          const Result<std::shared_ptr<const crypto::Secret32>>& share) {
  const AskedShare& asked = rewrapping->request.shares[rewrapping->lines.size()];
  rewrapping->lines.push_back(
      {&asked, share.ok() ? rewrap(rewrapping->request.client_key, **share, parts.entropy)
                          : Result<Rewrapped>(share.error())});
  next(rewrapping);
}

void Service::State::answer(const RewrappingPtr& rewrapping) {
  const Answered& first = rewrapping->lines.front();
  if (rewrapping->spelling == Spelling::rest && !first.share.ok()) {
    rewrapping->respond(refusal(first.share.error()));
    return;
  }
  rewrapping->respond(json_response(200, write_answer(rewrapping->spelling, rewrapping->lines)));
}

}  // namespace entente::kas
