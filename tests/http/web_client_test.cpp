#include "http/web_client.h"

#include <gtest/gtest.h>

#include <atomic>

#include "base/errors.h"
#include "http/errors.h"
#include "http/stand.h"

namespace entente::http {
namespace {

using namespace test;

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

std::string get(WebClient& client, const Endpoint& from) {
  Box<Result<Response>> box;
  Request request;
  request.target = "/a?b=c";
  client.send(from, std::move(request),
              [&](Result<Response> response) { box.put(std::move(response)); });
  const Result<Response> response = box.take();
  return std::string(response.ok() ? as_text(response->body) : response.error().code());
}

TEST(WebClient, takes_a_server_whose_name_an_authority_vouches_for) {
  WebServer web;
  const auto client = web.client(web.pem);
  EXPECT_EQ(get(*client, web.at()), "GET /a?b=c");
  EXPECT_EQ(get(*client, web.at()), "GET /a?b=c") << "and again, over another connection";
  EXPECT_EQ(web.served, 2);
}

TEST(WebClient, sends_nothing_to_a_server_that_it_does_not_know_AB72) {
  WebServer web;
  WebServer other;
  EXPECT_EQ(get(*web.client(other.pem), web.at()), kUnreachable.code) << "another authority";
  EXPECT_EQ(get(*web.client(web.pem), web.at("127.0.0.1")), kUnreachable.code)
      << "a name is no address";
  EXPECT_EQ(get(*web.client(web.pem + other.pem), web.at()), "GET /a?b=c") << "one of several";
  EXPECT_EQ(web.served, 1);
}

TEST(WebClient, sends_nothing_to_a_server_of_another_name_or_another_time_AB72) {
  WebServer named("kr.example");
  EXPECT_EQ(get(*named.client(named.pem), named.at()), kUnreachable.code);
  WebServer expired("localhost", -1000);
  EXPECT_EQ(get(*expired.client(expired.pem), expired.at()), kUnreachable.code);
  EXPECT_EQ(named.served + expired.served, 0);
}

TEST(WebClient, takes_an_answer_at_its_limit_and_none_past_it) {
  WebServer web;  // whose answer has ten octets
  ClientSettings limits;
  limits.body_bytes = 10;
  EXPECT_EQ(get(*web.client(web.pem, limits), web.at()), "GET /a?b=c");
  limits.body_bytes = 9;
  EXPECT_EQ(get(*web.client(web.pem, limits), web.at()), kTooLarge.code);
}

TEST(WebClient, gives_up_a_server_that_does_not_answer) {
  Box<Server::Respond> unanswered;
  WebServer web("localhost", kMsPerDay,
                [&](const RequestContext&, const Request&, const Server::Respond& respond) {
                  unanswered.put(respond);
                });
  ClientSettings limits;
  limits.response_ms = 50;
  EXPECT_EQ(get(*web.client(web.pem, limits), web.at()), kUnreachable.code);
  unanswered.take()(Response{});
}

TEST(WebClient, completes_what_is_under_way_when_it_ends) {
  Box<Server::Respond> unanswered;
  WebServer web("localhost", kMsPerDay,
                [&](const RequestContext&, const Request&, const Server::Respond& respond) {
                  unanswered.put(respond);
                });
  auto client = web.client(web.pem);
  Box<Result<Response>> box;
  client->send(web.at(), {}, [&](Result<Response> response) { box.put(std::move(response)); });
  const Server::Respond respond = unanswered.take();
  client.reset();
  EXPECT_FALSE(box.take().ok());
  respond(Response{});
}

TEST(Authorities, are_certificates_and_all_of_them_whole) {
  const std::string pem = Party::make().certificate.pem();
  EXPECT_TRUE(Authorities::read(pem).ok());
  EXPECT_TRUE(Authorities::read(pem + "\n" + pem).ok());
  std::string broken = pem;
  broken[broken.size() / 2] = '!';
  for (const std::string& text :
       {std::string(), std::string("x"), broken, pem + broken, pem.substr(0, pem.size() / 2)}) {
    const auto read = Authorities::read(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().code(), kBadAuthorities.code);
  }
}

}  // namespace
}  // namespace entente::http
