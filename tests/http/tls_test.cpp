#include "http/tls.h"

#include <gtest/gtest.h>

#include <map>

#include "base/errors.h"
#include "http/errors.h"
#include "http/raw_tls.h"

namespace entente::http::test {
namespace {

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

PartyCode code(std::string_view text) { return PartyCode::parse(text).value(); }

/// A server that knows the keys in `known`.
class TlsServer {
 public:
  explicit TlsServer(Server::Settings settings = {}, Server::Handler handler = &who) {
    Server::Tls tls{party.identity(), stand.clock, [this](const Digest& spki) {
                      const std::lock_guard lock(mutex_);
                      const auto found = known_.find(spki);
                      return found == known_.end() ? std::nullopt : std::optional(found->second);
                    }};
    auto listening = Server::listen(stand.loop, stand.executor, "127.0.0.1", 0, std::move(tls),
                                    std::move(settings), std::move(handler));
    EXPECT_TRUE(listening.ok());
    server = std::move(listening).value();
  }
  void know(const Digest& spki, std::string_view name) {
    const std::lock_guard lock(mutex_);
    known_.insert_or_assign(spki, code(name));
  }
  void forget(const Digest& spki) {
    const std::lock_guard lock(mutex_);
    known_.erase(spki);
  }
  [[nodiscard]] std::string raw(const RawIdentity& identity, const RawTlsOptions& options = {}) {
    const RawTls tls(server->port(), identity.certificate.get(), identity.key.get(), options);
    return tls.say(kGet);
  }
  [[nodiscard]] std::unique_ptr<Client> client(const Party& as, std::vector<Digest> pins,
                                               ClientSettings settings = {}) {
    return std::make_unique<Client>(stand.loop, stand.clock,
                                    Client::Settings{Endpoint{"127.0.0.1", server->port()},
                                                     std::move(pins), as.identity(), settings});
  }
  /// Answers with the party that the server takes the client for.
  static void who(const RequestContext& context, Request, const Server::Respond& respond) {
    Response response;
    response.body = to_bytes(context.party->text());
    respond(std::move(response));
  }

  Party party = Party::make();
  Stand stand;
  std::unique_ptr<Server> server;

 private:
  std::mutex mutex_;
  std::map<Digest, PartyCode> known_;
};

Result<Response> call(Client& client, Request request = {}, Repeat repeat = Repeat::once) {
  Box<Result<Response>> box;
  client.send(std::move(request), repeat,
              [&](Result<Response> response) { box.put(std::move(response)); });
  return box.take();
}

std::string body_of(const Result<Response>& response) {
  return response.ok() ? std::string(as_text(response->body))
                       : std::string(response.error().code());
}

TEST(Tls, serves_a_peer_whose_key_is_pinned_under_the_name_of_its_pin) {
  TlsServer server;
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  const auto client = server.client(kr, {server.party.spki()});
  EXPECT_EQ(body_of(call(*client)), "KR");
  EXPECT_EQ(body_of(call(*client)), "KR");
  EXPECT_EQ(server.server->connections(), 1u) << "the connection is kept";
  EXPECT_TRUE(server.raw(RawIdentity(kr)).ends_with("KR"));
}

TEST(Tls, refuses_a_client_with_another_self_signed_certificate_AB72) {
  TlsServer server;
  const Party kr = Party::make();
  const Party other = Party::make();
  server.know(kr.spki(), "KR");
  const auto client = server.client(other, {server.party.spki()});
  EXPECT_EQ(body_of(call(*client)), "base.unreachable");
  EXPECT_EQ(server.raw(RawIdentity(other)), "");
}

TEST(Tls, refuses_a_client_without_a_certificate_AB72) {
  TlsServer server;
  const RawTls tls(server.server->port(), nullptr, nullptr);
  EXPECT_EQ(tls.say(kGet), "");
}

TEST(Tls, refuses_an_expired_and_a_not_yet_valid_certificate_by_the_given_clock_AB72) {
  TlsServer server;
  const Party old = Party::make(kNowMs - 2 * kMsPerDay, kNowMs - 1000);
  const Party early = Party::make(kNowMs + 1000, kNowMs + kMsPerDay);
  const Party last = Party::make(kNowMs - kMsPerDay, kNowMs);
  for (const Party* party : {&old, &early, &last}) {
    server.know(party->spki(), "KR");
  }
  EXPECT_EQ(server.raw(RawIdentity(old)), "");
  EXPECT_EQ(server.raw(RawIdentity(early)), "");
  EXPECT_TRUE(server.raw(RawIdentity(last)).ends_with("KR")) << "valid to its last second";
}

TEST(Tls, refuses_a_certificate_for_another_usage_AB72) {
  TlsServer server;
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  RawIdentity identity(kr);
  identity.only_for("codeSigning");
  EXPECT_EQ(server.raw(identity), "");
  identity.only_for("serverAuth");
  EXPECT_EQ(server.raw(identity), "");
  identity.only_for("clientAuth,serverAuth");
  EXPECT_TRUE(server.raw(identity).ends_with("KR")) << "else this test shows nothing";
}

TEST(Tls, refuses_TLS_1_2_and_older_AB72) {
  TlsServer server;
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION}) {
    RawTlsOptions options;
    options.lowest = options.highest = version;
    const RawIdentity identity(kr);
    const RawTls tls(server.server->port(), identity.certificate.get(), identity.key.get(),
                     options);
    EXPECT_FALSE(tls.connected()) << version;
  }
}

TEST(Tls, refuses_a_client_of_another_protocol_AB72) {
  TlsServer server;
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  RawTlsOptions h2;
  h2.alpn = std::string("\x02", 1) + "h2";
  EXPECT_EQ(server.raw(RawIdentity(kr), h2), "") << "HTTP/2 is not offered (AB71)";
  RawTlsOptions none;
  none.alpn.clear();
  EXPECT_EQ(server.raw(RawIdentity(kr), none), "") << "ALPN is demanded";
  RawTlsOptions both;
  both.alpn = h2.alpn + both.alpn;
  EXPECT_TRUE(server.raw(RawIdentity(kr), both).ends_with("KR"));
}

TEST(Tls, gives_no_ticket_so_that_nothing_can_be_resumed_or_sent_early_AB72) {
  TlsServer server;
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  const RawIdentity identity(kr);
  const RawTls tls(server.server->port(), identity.certificate.get(), identity.key.get());
  EXPECT_TRUE(tls.say(kGet).ends_with("KR"));
  SSL_SESSION* session = SSL_get0_session(tls.tls());
  EXPECT_EQ(SSL_SESSION_has_ticket(session), 0);
  EXPECT_EQ(SSL_SESSION_get_max_early_data(session), 0u);
}

TEST(Tls, closes_a_connection_that_speaks_plain_HTTP) {
  TlsServer server;
  const RawTcp tcp(server.server->port());
  tcp.send_all(kGet);
  const std::string answer = tcp.read_to_end();
  EXPECT_EQ(answer.find("HTTP/"), std::string::npos) << "at most a TLS alert";
}

TEST(Tls, closes_a_connection_whose_handshake_never_ends_AB70) {
  Server::Settings settings;
  settings.timeouts.handshake_ms = 60;
  TlsServer server(std::move(settings));
  const RawTcp tcp(server.server->port());
  tcp.send_all("\x16\x03\x01");
  EXPECT_EQ(tcp.read_to_end(), "");
}

TEST(Tls, serves_a_healthy_peer_while_others_hold_more_unfinished_handshakes_than_may_be_AB70) {
  Server::Settings settings;
  settings.limits.unauthenticated = 4;
  TlsServer server(std::move(settings));
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  std::vector<std::unique_ptr<RawTcp>> silent;
  for (int i = 0; i < 20; ++i) {
    silent.push_back(std::make_unique<RawTcp>(server.server->port()));
  }
  const auto client = server.client(kr, {server.party.spki()});
  EXPECT_EQ(body_of(call(*client)), "KR");
  EXPECT_EQ(silent.front()->read_to_end(), "") << "the oldest had to go";
}

TEST(Tls, gives_one_peer_only_so_many_connections) {
  Server::Settings settings;
  settings.limits.connections_of_one_peer = 2;
  TlsServer server(std::move(settings));
  const Party kr = Party::make();
  const Party us = Party::make();
  server.know(kr.spki(), "KR");
  server.know(us.spki(), "US");
  const RawIdentity identity(kr);
  const auto open = [&] {
    return std::make_unique<RawTls>(server.server->port(), identity.certificate.get(),
                                    identity.key.get());
  };
  const std::string keep = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
  std::vector<std::unique_ptr<RawTls>> held;
  for (int i = 0; i < 2; ++i) {
    held.push_back(open());
    char octet = 0;
    SSL_write(held.back()->tls(), keep.data(), static_cast<int>(keep.size()));
    ASSERT_EQ(SSL_read(held.back()->tls(), &octet, 1), 1) << "it is served";
  }
  EXPECT_EQ(open()->say(kGet), "");
  const auto other = server.client(us, {server.party.spki()});
  EXPECT_EQ(body_of(call(*other)), "US");
}

TEST(Tls, serves_a_revoked_peer_no_more_on_a_connection_that_it_has) {
  TlsServer server;
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  const auto client = server.client(kr, {server.party.spki()});
  EXPECT_EQ(body_of(call(*client)), "KR");
  server.forget(kr.spki());
  EXPECT_EQ(body_of(call(*client)), "base.unreachable");
}

TEST(Tls, never_takes_a_body_for_whole_where_the_connection_is_cut_AB72) {
  std::atomic<int> calls{0};
  TlsServer server({}, [&](const RequestContext&, Request, const Server::Respond& respond) {
    ++calls;
    respond({});
  });
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  const RawIdentity identity(kr);
  {
    const RawTls tls(server.server->port(), identity.certificate.get(), identity.key.get());
    const std::string part = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1234";
    SSL_write(tls.tls(), part.data(), static_cast<int>(part.size()));
    SSL_shutdown(tls.tls());  // close_notify says the end, the length says otherwise
  }
  while (server.server->connections() > 0) {
    std::this_thread::yield();
  }
  EXPECT_EQ(calls, 0);
}

TEST(TlsIdentity, refuses_a_key_that_is_not_the_certificates) {
  const auto identity = TlsIdentity::make(Party::make().certificate, Party::make().key);
  ASSERT_FALSE(identity.ok());
  EXPECT_TRUE(identity.error().is(kBadIdentity));
}

// ---- The client's side --------------------------------------------------------------------------

TEST(Client, sends_nothing_to_a_server_with_another_key_AB72) {
  std::atomic<int> calls{0};
  TlsServer server({}, [&](const RequestContext&, Request, const Server::Respond& respond) {
    ++calls;
    respond({});
  });
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  const auto client = server.client(kr, {Party::make().spki()});
  EXPECT_EQ(body_of(call(*client)), "base.unreachable");
  EXPECT_EQ(calls, 0);
}

TEST(Client, takes_the_current_and_the_next_key_of_a_server_that_rotates) {
  TlsServer server;
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  const auto client = server.client(kr, {Party::make().spki(), server.party.spki()});
  EXPECT_EQ(body_of(call(*client)), "KR");
}

TEST(Client, refuses_an_address_outside_its_scope_before_it_connects_AB73) {
  TlsServer server;
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  ClientSettings settings;
  settings.scope = AddressScope::not_loopback;
  EXPECT_EQ(body_of(call(*server.client(kr, {server.party.spki()}, settings))), "base.unreachable");
  EXPECT_EQ(server.server->connections(), 0u);
}

TEST(Client, connects_anew_after_the_server_was_restarted) {
  TlsServer server;
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  const auto client = server.client(kr, {server.party.spki()});
  EXPECT_EQ(body_of(call(*client)), "KR");
  const std::uint16_t port = server.server->port();
  server.server.reset();
  EXPECT_EQ(body_of(call(*client)), "base.unreachable");
  const auto know = [&](const Digest&) { return std::optional(code("KR")); };
  server.server =
      Server::listen(server.stand.loop, server.stand.executor, "127.0.0.1", port,
                     {server.party.identity(), server.stand.clock, know}, {}, &TlsServer::who)
          .value();
  EXPECT_EQ(body_of(call(*client)), "KR");
}

TEST(Client, refuses_a_response_past_its_limit_and_takes_one_at_it) {
  TlsServer server({}, [](const RequestContext&, Request, const Server::Respond& respond) {
    Response response;
    response.body.resize(1000);
    respond(std::move(response));
  });
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  ClientSettings settings;
  settings.body_bytes = 1000;
  EXPECT_TRUE(call(*server.client(kr, {server.party.spki()}, settings)).ok());
  settings.body_bytes = 999;
  EXPECT_EQ(body_of(call(*server.client(kr, {server.party.spki()}, settings))), "base.too-large");
}

TEST(Client, gives_up_a_server_that_does_not_answer) {
  Server::Respond kept;
  TlsServer server({}, [&](const RequestContext&, Request, Server::Respond respond) {
    kept = std::move(respond);
  });
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  ClientSettings settings;
  settings.response_ms = 60;
  EXPECT_EQ(body_of(call(*server.client(kr, {server.party.spki()}, settings))), "base.unreachable");
  server.server.reset();
}

TEST(Client, sends_and_receives_16_MB) {
  TlsServer server({}, [](const RequestContext&, Request request, const Server::Respond& respond) {
    Response response;
    response.body = std::move(request.body);
    respond(std::move(response));
  });
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  const auto client = server.client(kr, {server.party.spki()});
  for (const std::size_t size : {std::size_t{16} << 20, std::size_t{0}}) {
    Request request;
    request.method = "POST";
    request.body = Bytes(size, 0x5a);
    const Result<Response> response = call(*client, std::move(request));
    ASSERT_TRUE(response.ok()) << response.error().describe();
    EXPECT_EQ(response->body, Bytes(size, 0x5a));
  }
}

TEST(Client, completes_every_request_once_when_it_ends) {
  std::vector<Server::Respond> kept;
  TlsServer server({}, [&](const RequestContext&, Request, Server::Respond respond) {
    kept.push_back(std::move(respond));
  });
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  std::atomic<int> done{0};
  std::atomic<int> unreachable{0};
  {
    const auto client = server.client(kr, {server.party.spki()});
    for (int i = 0; i < 20; ++i) {
      client->send({}, Repeat::never, [&](const Result<Response>& response) {
        ++done;
        unreachable += !response.ok() && response.error().is(kUnreachable) ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(done, 20);
  EXPECT_EQ(unreachable, 20);
  server.server.reset();
}

TEST(Client, refuses_more_requests_than_may_wait) {
  TlsServer server;
  const Party kr = Party::make();
  server.know(kr.spki(), "KR");
  ClientSettings settings;
  settings.connections = 1;
  settings.queued = 1;
  const auto client = server.client(kr, {server.party.spki()}, settings);
  std::atomic<int> ok{0};
  std::mutex mutex;
  std::condition_variable changed;
  int done = 0;
  for (int i = 0; i < 10; ++i) {
    client->send({}, Repeat::never, [&](const Result<Response>& response) {
      ok += response.ok() ? 1 : 0;
      const std::lock_guard lock(mutex);
      ++done;
      changed.notify_one();
    });
  }
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return done == 10; });
  EXPECT_GE(ok, 1);
  EXPECT_EQ(body_of(call(*client)), "KR") << "and goes on";
}

}  // namespace
}  // namespace entente::http::test
