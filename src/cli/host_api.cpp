#include "cli/endpoints.h"
#include "cli/host_state.h"

/// The interface for people and their tools, as a part of the node's process.
namespace entente::cli {
namespace {

constexpr std::string_view kVersion = "1.0.0";  // of the interface

}  // namespace

/// The key service for other people's software, in front of the node.
kas::Service::Parts Host::State::kas_parts() {
  const auto published = [this](crypto::KeyRole role, const std::string& pem) {
    return kas::PublishedKey{keys->current(role).id, pem};
  };
  return {*executor,
          entropy,
          clock,
          [this](std::string_view token) -> std::optional<kas::Holder> {
            const auto holder = access->clients.holder_of(token);
            return holder ? std::optional(kas::Holder{holder->person, holder->bound_to})
                          : std::nullopt;
          },
          [this](std::string_view client, std::string_view secret, const std::string& bound_to) {
            return access->clients.issue(client, secret, bound_to);
          },
          api::Clients::kTokenSeconds,
          [this](node::ShareRequest request, node::Custody::ShareDone done) {
            node->custody().release_share(std::move(request), std::move(done));
          },
          [this, published] {
            const auto role = crypto::KeyRole::key_access_rsa;
            return published(role, keys->rsa_key(role).public_key().pem());
          },
          [this, published] {
            const auto role = crypto::KeyRole::key_access;
            return published(role, keys->agreement_key(role).public_key().pem());
          },
          "https://" + config.domain + "/kas"};
}

Status Host::State::listen_api(Host& host) {
  if (!config.api) {
    return {};
  }
  const auto roles_of = [this](const PersonId& id) -> std::optional<std::vector<act::Role>> {
    const registry::Person* person = node->core().house().registered(id);
    return person == nullptr ? std::nullopt : std::optional(person->roles);
  };
  const auto readiness = [this, &host]() -> std::optional<Error> {
    const Error* failure = host.failure();
    return failure != nullptr ? std::optional(*failure) : node->core().frozen();
  };
  api = std::make_unique<api::Service>(
      api::Service::Parts{*access, *executor, roles_of, readiness, std::string(kVersion)},
      endpoints(host));
  kas = std::make_unique<kas::Service>(kas_parts());
  ENTENTE_TRY(auto tls, tls_identity());
  http::Server::Settings settings;
  settings.admit = [this](const http::RequestContext&, const http::RequestHead& head) {
    return kas::Service::owns(head.path()) ? kas::Service::admit() : api->admit(head);
  };
  ENTENTE_TRY(api_server, http::Server::listen(
                              *loop, *executor, config.api->host, config.api->port,
                              http::Server::Tls{std::move(tls), clock, {}}, std::move(settings),
                              [this](const http::RequestContext& context, http::Request request,
                                     const http::Server::Respond& respond) {
                                if (kas::Service::owns(request.path())) {
                                  kas->serve(std::move(request), respond);
                                  return;
                                }
                                api->serve(context, std::move(request), respond);
                              }));
  return {};
}

}  // namespace entente::cli
