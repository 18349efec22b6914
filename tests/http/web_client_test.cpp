#include "http/web_client.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "base/errors.h"
#include "http/errors.h"
#include "http/web_server.h"

namespace entente::http {
namespace {

using namespace test;

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

/// One exchange without TLS, on this machine; what was asked for.
class PlainServer {
 public:
  PlainServer() : listening_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const at = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(listening_, at, size), 0);
    EXPECT_EQ(listen(listening_, 1), 0);
    EXPECT_EQ(getsockname(listening_, at, &size), 0);
    port_ = ntohs(address.sin_port);
    serving_ = std::thread([this] { serve(); });
  }
  ~PlainServer() {
    serving_.join();
    close(listening_);
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  void serve() const {
    const int visitor = accept(listening_, nullptr, nullptr);
    std::string asked;
    char octet = 0;
    while (!asked.ends_with("\r\n\r\n") && recv(visitor, &octet, 1, 0) == 1) {
      asked += octet;
    }
    const std::string line = asked.substr(0, asked.find('\r'));
    const std::string answer =
        "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(line.size()) + "\r\n\r\n" + line;
    EXPECT_EQ(send(visitor, answer.data(), answer.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(answer.size()));
    close(visitor);
  }
  int listening_;
  std::uint16_t port_ = 0;
  std::thread serving_;
};

TEST(WebClient, speaks_without_TLS_to_this_machine_alone_AB73) {
  Stand stand;
  PlainServer plain;
  ClientSettings limits;
  limits.scope = AddressScope::any;
  WebClient client(stand.loop, stand.clock, limits);
  EXPECT_EQ(get(client, {"127.0.0.1", plain.port()}), "GET /a?b=c HTTP/1.1");
  for (const char* elsewhere : {"192.0.2.1", "10.0.0.1", "169.254.169.254"}) {
    EXPECT_EQ(get(client, {elsewhere, plain.port()}), kUnreachable.code);
  }
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
