#include "cli/endpoints.h"
#include "cli/host_state.h"

/// The interface for people and their tools, as a part of the node's process.
namespace entente::cli {
namespace {

constexpr std::string_view kVersion = "1.0.0";  // of the interface

}  // namespace

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
  ENTENTE_TRY(auto tls, tls_identity());
  http::Server::Settings settings;
  settings.admit = [this](const http::RequestContext&, const http::RequestHead& head) {
    return api->admit(head);
  };
  ENTENTE_TRY(api_server, http::Server::listen(
                              *loop, *executor, config.api->host, config.api->port,
                              http::Server::Tls{std::move(tls), clock, {}}, std::move(settings),
                              [this](const http::RequestContext& context, http::Request request,
                                     const http::Server::Respond& respond) {
                                api->serve(context, std::move(request), respond);
                              }));
  return {};
}

}  // namespace entente::cli
