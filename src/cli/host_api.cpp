#include "api/errors.h"
#include "api/problem.h"
#include "base/limits.h"
#include "cli/changes_told.h"
#include "cli/config_provider.h"
#include "cli/endpoints.h"
#include "cli/host_state.h"
#include "cli/web_exchange.h"

/// The interface for people and their tools, as a part of the node's process.
namespace entente::cli {
namespace {

constexpr std::string_view kVersion = "1.0.0";  // of the interface
/// How long a provider of sign-in may take, and how much it may say.
constexpr std::int64_t kProviderMs = 10'000;
constexpr std::size_t kProviderExchanges = 64;

}  // namespace

/// Who shows a token: one of this node's own, or one that the provider of sign-in gave to somebody
/// who is bound to it.
void Host::State::holder_of(std::string_view token, const kas::HolderDone& done) {
  const auto own = access->clients.holder_of(token);
  if (own || !provider) {
    done(own ? std::optional(kas::Holder{own->person, own->bound_to}) : std::nullopt);
    return;
  }
  provider->read_access(token, [this, done](const Result<oidc::AccessToken>& shown) {
    const auto person =
        shown.ok() ? access->bindings.person_of(provider->issuer(), shown->person) : std::nullopt;
    const bool counts = person && node->core().house().registered(*person) != nullptr;
    done(counts ? std::optional(kas::Holder{*person, shown->bound_to}) : std::nullopt);
  });
}

/// The key service for other people's software, in front of the node.
kas::Service::Parts Host::State::kas_parts() {
  const auto published = [this](crypto::KeyRole role, const std::string& pem) {
    return kas::PublishedKey{keys->current(role).id, pem};
  };
  return {*executor,
          entropy,
          clock,
          [this](std::string_view token, const kas::HolderDone& done) { holder_of(token, done); },
          [this](std::string_view client, std::string_view secret, const std::string& bound_to) {
            return access->clients.issue(client, secret, bound_to);
          },
          api::Clients::kTokenSeconds,
          [this](node::ShareRequest request, node::Custody::ShareDone done) {
            node->custody().release_share(std::move(request),
                                          key_releases.counted(std::move(done)));
          },
          [this, published] {
            const auto role = crypto::KeyRole::key_access_rsa;
            return published(role, keys->rsa_key(role).public_key().pem());
          },
          [this, published] {
            const auto role = crypto::KeyRole::key_access;
            return published(role, keys->agreement_key(role).public_key().pem());
          },
          "https://" + config.domain + "/kas",
          config.web_origins};
}

/// What the configuration names must be there before anybody is let in; the provider itself is
/// asked when somebody signs in.
Status Host::State::open_provider() {
  if (!config.oidc) {
    return {};
  }
  ENTENTE_TRY(auto settings, provider_settings(*config.oidc, home));
  ENTENTE_TRY(auto authorities, authorities_in(in_home(home, config.oidc->authorities_file)));
  http::ClientSettings limits;
  limits.connections = kProviderExchanges;
  limits.connect_ms = kProviderMs;
  limits.response_ms = kProviderMs;
  limits.body_bytes = entente::limits::kJwksBytes;
  web = std::make_unique<http::WebClient>(*loop, clock, std::move(authorities), limits);
  provider = std::make_unique<oidc::Provider>(
      *executor, clock,
      [this](const http::Endpoint& to, http::Request request, http::Client::Done done) {
        web->send(to, std::move(request), std::move(done));
      },
      std::move(settings));
  return {};
}

/// C2SP tlog-witness has no sign-in: the log's signature is what counts. So each address has but a
/// small quota.
http::Admission Host::State::admit_witness(const http::RequestContext& context,
                                           const http::RequestHead& head) {
  http::Admission admission = link::LogService::admit(head);
  if (const std::int64_t wait = witness_quotas.wait_s(context.address, clock.now()); wait > 0) {
    admission.refusal = http::problem(api::kQuota.http_status, api::kQuota.code);
    admission.refusal->headers.add("retry-after", std::to_string(wait));
  }
  if (admission.refusal) {
    api::add_security_headers(*admission.refusal);
  }
  return admission;
}

void Host::State::serve_witness(const http::RequestContext& context, http::Request request,
                                const http::Server::Respond& respond) {
  witness_quotas.took_bytes(context.address, request.body.size(), clock.now());
  log_service->serve(std::nullopt, std::move(request),
                     [respond = api->count(api::RequestCounts::Beside::witness, respond)](
                         http::Response response) {
                       api::add_security_headers(response);
                       respond(std::move(response));
                     });
}

Status Host::State::listen_api(Host& host) {
  if (!config.api) {
    return {};
  }
  ENTENTE_CHECK(open_provider());
  const auto roles_of = [this](const PersonId& id) -> std::optional<std::vector<act::Role>> {
    const registry::Person* person = node->core().house().registered(id);
    return person == nullptr ? std::nullopt : std::optional(person->roles);
  };
  const auto readiness = [this, &host]() -> std::optional<Error> {
    const Error* failure = host.failure();
    return failure != nullptr ? std::optional(*failure) : node->core().frozen();
  };
  api = std::make_unique<api::Service>(api::Service::Parts{*access, *executor, roles_of, readiness,
                                                           std::string(kVersion), provider.get()},
                                       endpoints(host));
  node->on_act([this, &host](node::Room* room, const PartyCode&, const act::Body& body) {
    tell_changes(host, api->changes(), room == nullptr ? "" : room->id.text(), body);
  });
  kas = std::make_unique<kas::Service>(kas_parts());
  ENTENTE_TRY(auto tls, tls_identity());
  http::Server::Settings settings;
  settings.admit = [this](const http::RequestContext& context, const http::RequestHead& head) {
    return link::LogService::is_open(head.path()) ? admit_witness(context, head)
           : kas::Service::owns(head.path())      ? kas::Service::admit()
                                                  : api->admit(head);
  };
  ENTENTE_TRY(api_server, http::Server::listen(
                              *loop, *executor, config.api->host, config.api->port,
                              http::Server::Tls{std::move(tls), clock, {}}, std::move(settings),
                              [this](const http::RequestContext& context, http::Request request,
                                     const http::Server::Respond& respond) {
                                if (link::LogService::is_open(request.path())) {
                                  serve_witness(context, std::move(request), respond);
                                } else if (kas::Service::owns(request.path())) {
                                  kas->serve(
                                      std::move(request),
                                      api->count(api::RequestCounts::Beside::key_service, respond));
                                } else {
                                  api->serve(context, std::move(request), respond);
                                }
                              }));
  return {};
}

}  // namespace entente::cli
