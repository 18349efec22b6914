#pragma once

#include <atomic>

#include "http/stand.h"
#include "http/web_client.h"

namespace entente::http::test {

/// A server of the web on this machine: its own authority, under a name, for a time.
class WebServer {
 public:
  explicit WebServer(const std::string& name = "localhost", std::int64_t valid_to_ms = kMsPerDay,
                     Server::Handler handler = {}) {
    crypto::SystemEntropy entropy;
    const auto key =
        crypto::SigningKey::generate(crypto::SignatureSuite::ecdsa_p256_sha256, entropy);
    const auto certificate =
        crypto::issue_link_certificate(key,
                                       {"EXERCISE", name, Instant::from_ms(kNowMs - kMsPerDay),
                                        Instant::from_ms(kNowMs + valid_to_ms)},
                                       entropy)
            .value();
    pem = certificate.pem();
    if (!handler) {
      handler = [this](const RequestContext&, const Request& request,
                       const Server::Respond& respond) {
        ++served;
        Response response;
        response.body = to_bytes(request.method + " " + request.target);
        respond(std::move(response));
      };
    }
    server =
        Server::listen(stand.loop, stand.executor, "127.0.0.1", 0,
                       Server::Tls{TlsIdentity::make(certificate, key).value(), stand.clock, {}},
                       {}, std::move(handler))
            .value();
  }
  [[nodiscard]] std::unique_ptr<WebClient> client(std::string_view trusted,
                                                  ClientSettings limits = {}) {
    return std::make_unique<WebClient>(stand.loop, stand.clock, Authorities::read(trusted).value(),
                                       limits);
  }
  [[nodiscard]] Endpoint at(const std::string& host = "localhost") const {
    return {host, server->port()};
  }

  Stand stand;
  std::string pem;
  std::atomic<int> served = 0;
  std::unique_ptr<Server> server;
};

}  // namespace entente::http::test
