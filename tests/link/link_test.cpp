#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "base/errors.h"
#include "http/stand.h"
#include "link/errors.h"
#include "link/https_link.h"
#include "link/link_server.h"

namespace entente::link {
namespace {

using http::Endpoint;
using http::test::Box;
using http::test::Party;
using http::test::Stand;

PartyCode code(std::string_view text) { return PartyCode::parse(text).value(); }

Quota wide() { return Quota{1'000'000, 1'000'000, 1u << 30, 1u << 30, 64}; }

/// JP's serving end, and calling ends of KR and US, all over TLS on this machine.
class Nodes {
 public:
  explicit Nodes(LinkServer::Handler handler, Quota quota = wide()) : handler_(std::move(handler)) {
    settings_.quota = quota;
    serve(0);
  }
  void serve(std::uint16_t port) {
    server.reset();
    server = LinkServer::listen(
                 stand.loop, stand.executor, "127.0.0.1", port,
                 {jp.identity(), stand.clock, [this](const Digest& spki) { return who(spki); }},
                 settings_, handler_)
                 .value();
  }
  [[nodiscard]] std::optional<PartyCode> who(const Digest& spki) const {
    return spki == kr.spki()   ? std::optional(code("KR"))
           : spki == us.spki() ? std::optional(code("US"))
                               : std::nullopt;
  }
  [[nodiscard]] std::unique_ptr<HttpsLink> link(const Party& as) {
    auto link = std::make_unique<HttpsLink>(stand.loop, stand.executor, stand.clock, as.identity());
    link->set_peer(code("JP"), endpoint());
    return link;
  }
  [[nodiscard]] PeerEndpoint endpoint() const {
    return {Endpoint{"127.0.0.1", server->port()}, {jp.spki()}};
  }

  Party jp = Party::make();
  Party kr = Party::make();
  Party us = Party::make();
  Stand stand;
  std::unique_ptr<LinkServer> server;

 private:
  LinkServer::Settings settings_;
  LinkServer::Handler handler_;
};

void echo(const PartyCode& peer, std::string_view operation, Bytes request,
          const LinkServer::Answer& answer) {
  Bytes said = to_bytes(peer.text() + " " + std::string(operation) + " ");
  append(said, request);
  answer(std::move(said));
}

Result<Bytes> call(HttpsLink& link, std::string_view operation, Bytes request = {}) {
  Box<Result<Bytes>> box;
  link.call(code("JP"), operation, std::move(request),
            [&](Result<Bytes> answer) { box.put(std::move(answer)); });
  return box.take();
}

std::string said(const Result<Bytes>& answer) {
  return answer.ok() ? std::string(as_text(*answer))
                     : std::string(answer.error().code()) + " " + answer.error().where();
}

TEST(HttpsLink, carries_octets_both_ways_and_says_who_called) {
  Nodes nodes(&echo);
  EXPECT_EQ(said(call(*nodes.link(nodes.kr), "acts", to_bytes("abc"))), "KR acts abc");
  EXPECT_EQ(said(call(*nodes.link(nodes.us), "object-range")), "US object-range ");
}

TEST(HttpsLink, answers_on_the_executors_sequence) {
  Nodes nodes(&echo);
  const auto link = nodes.link(nodes.kr);
  Box<std::thread::id> sequence;
  nodes.stand.executor.post([&] { sequence.put(std::this_thread::get_id()); });
  const std::thread::id expected = sequence.take();
  for (const char* peer : {"JP", "XX"}) {
    Box<std::thread::id> answered;
    link->call(code(peer), "acts", {},
               [&](const Result<Bytes>&) { answered.put(std::this_thread::get_id()); });
    EXPECT_EQ(answered.take(), expected) << peer;
  }
}

TEST(HttpsLink, carries_a_message_at_the_limit_and_not_one_past_it) {
  Nodes nodes([](const PartyCode&, std::string_view, Bytes request,
                 const LinkServer::Answer& answer) { answer(std::move(request)); });
  const auto link = nodes.link(nodes.kr);
  const Result<Bytes> answer = call(*link, "acts", Bytes(limits::kLinkMessage, 1));
  ASSERT_TRUE(answer.ok()) << answer.error().describe();
  EXPECT_EQ(answer->size(), limits::kLinkMessage);
  EXPECT_EQ(said(call(*link, "acts", Bytes(limits::kLinkMessage + 1, 1))),
            "link.refused http.body-too-large");
}

TEST(HttpsLink, gives_the_partners_code_and_nothing_else_of_its_error) {
  Nodes nodes([](const PartyCode&, std::string_view, Bytes, const LinkServer::Answer& answer) {
    answer(Error(kNotFound, "Secret words about where it is.", "/secret"));
  });
  const Result<Bytes> answer = call(*nodes.link(nodes.kr), "acts");
  ASSERT_FALSE(answer.ok());
  EXPECT_TRUE(answer.error().is(kRefused));
  EXPECT_EQ(answer.error().where(), "base.not-found");
  EXPECT_EQ(answer.error().describe().find("ecret"), std::string::npos);
}

TEST(HttpsLink, cannot_reach_a_peer_that_is_unknown_removed_or_shows_another_key) {
  Nodes nodes(&echo);
  const auto link = nodes.link(nodes.kr);
  EXPECT_EQ(said(call(*link, "acts")), "KR acts ");
  link->remove_peer(code("JP"));
  EXPECT_EQ(said(call(*link, "acts")), "base.unreachable ");
  PeerEndpoint wrong = nodes.endpoint();
  wrong.spki = {nodes.us.spki()};
  link->set_peer(code("JP"), wrong);
  EXPECT_EQ(said(call(*link, "acts")), "base.unreachable ");
  wrong.spki.push_back(nodes.jp.spki());  // a rotation: the current and the next
  link->set_peer(code("JP"), wrong);
  EXPECT_EQ(said(call(*link, "acts")), "KR acts ");
}

TEST(HttpsLink, calls_with_its_new_key_after_a_rotation) {
  Nodes nodes(&echo);
  const auto link = nodes.link(nodes.kr);
  EXPECT_EQ(said(call(*link, "acts")), "KR acts ");
  link->set_identity(nodes.us.identity());
  EXPECT_EQ(said(call(*link, "acts")), "US acts ");
}

TEST(HttpsLink, reaches_a_partner_again_after_it_was_away) {
  Nodes nodes(&echo);
  const auto link = nodes.link(nodes.kr);
  const std::uint16_t port = nodes.server->port();
  EXPECT_EQ(said(call(*link, "acts")), "KR acts ");
  nodes.serve(port);  // restarted: the kept connection is gone, the call is repeated on another
  EXPECT_EQ(said(call(*link, "acts")), "KR acts ");
  nodes.server.reset();
  EXPECT_EQ(said(call(*link, "acts")), "base.unreachable ");
  nodes.serve(port);
  EXPECT_EQ(said(call(*link, "acts")), "KR acts ");
}

TEST(HttpsLink, answers_every_call_once_when_it_ends) {
  std::vector<LinkServer::Answer> kept;
  Nodes nodes([&](const PartyCode&, std::string_view, Bytes, LinkServer::Answer answer) {
    kept.push_back(std::move(answer));
  });
  std::atomic<int> answered{0};
  {
    const auto link = nodes.link(nodes.kr);
    for (int i = 0; i < 10; ++i) {
      link->call(code("JP"), "acts", {},
                 [&](const Result<Bytes>& answer) { answered += answer.ok() ? 100 : 1; });
    }
  }
  Box<int> after;
  nodes.stand.executor.post([&] { after.put(answered); });
  EXPECT_EQ(after.take(), 10);
  nodes.server.reset();
}

// ---- What the server refuses --------------------------------------------------------------------

Result<http::Response> raw(http::Client& client, http::Request request) {
  Box<Result<http::Response>> box;
  client.send(std::move(request), http::Repeat::once,
              [&](Result<http::Response> response) { box.put(std::move(response)); });
  return box.take();
}

TEST(LinkServer, serves_nothing_but_post_of_octets_to_an_operation) {
  Nodes nodes(&echo);
  http::Client client(nodes.stand.loop, nodes.stand.clock,
                      {nodes.endpoint().endpoint, {nodes.jp.spki()}, nodes.kr.identity(), {}});
  const auto status = [&](std::string_view method, std::string_view target,
                          std::string_view type = "application/octet-stream") {
    http::Request request;
    request.method = method;
    request.target = target;
    request.headers.add("content-type", type);
    const auto response = raw(client, std::move(request));
    return response.ok() ? response->status : 0;
  };
  EXPECT_EQ(status("POST", "/link/v1/acts"), 200);
  EXPECT_EQ(status("GET", "/link/v1/acts"), 405);
  EXPECT_EQ(status("POST", "/link/v1/acts", "text/plain"), 415);
  for (const char* target : {"/", "/link/v1/", "/link/v1/acts/", "/link/v1/../acts",
                             "/link/v1/Acts", "/link/v1/acts?x", "/link/v1/%61cts", "/link/v2/acts",
                             "//link/v1/acts", "/link/v1/abcdefghijklmnopqrstuvwxyzabcdefg"}) {
    EXPECT_EQ(status("POST", target), 404) << target;
  }
  EXPECT_EQ(status("POST", "/link/v1/abcdefghijklmnopqrstuvwxyzabcdef"), 200) << "32 letters";
}

TEST(LinkServer, has_no_metrics_for_a_partner_T15) {
  Nodes nodes(&echo);
  http::Client client(nodes.stand.loop, nodes.stand.clock,
                      {nodes.endpoint().endpoint, {nodes.jp.spki()}, nodes.kr.identity(), {}});
  const auto get = [&](std::string_view target) {
    http::Request request;
    request.target = target;
    return raw(client, std::move(request)).value();
  };
  const http::Response metrics = get("/metrics");
  const http::Response absent = get("/absent");
  EXPECT_EQ(metrics.status, 404);
  EXPECT_EQ(metrics.headers.all(), absent.headers.all());
  EXPECT_EQ(metrics.body, absent.body);
}

// ---- Quotas (AB29) ------------------------------------------------------------------------------

TEST(LinkServer, turns_a_flooding_partner_away_and_serves_the_other_AB29) {
  Nodes nodes(&echo, Quota{1, 5, 1u << 30, 1u << 30, 64});
  const auto flooding = nodes.link(nodes.kr);
  const auto healthy = nodes.link(nodes.us);
  int served = 0;
  for (int i = 0; i < 50; ++i) {
    served += call(*flooding, "acts").ok() ? 1 : 0;
  }
  EXPECT_GE(served, 5);
  EXPECT_LT(served, 50);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(said(call(*healthy, "acts")), "US acts ");
  }
}

TEST(LinkServer, says_429_and_when_to_come_back_AB29) {
  Nodes nodes(&echo, Quota{1, 1, 1u << 30, 1u << 30, 64});
  http::Client client(nodes.stand.loop, nodes.stand.clock,
                      {nodes.endpoint().endpoint, {nodes.jp.spki()}, nodes.kr.identity(), {}});
  const auto post = [&] {
    http::Request request;
    request.method = "POST";
    request.target = "/link/v1/acts";
    request.headers.add("content-type", "application/octet-stream");
    request.body = Bytes(1000, 1);  // read past, so that the connection lives on
    return raw(client, std::move(request)).value();
  };
  int refused = 0;
  for (int i = 0; i < 20; ++i) {
    const http::Response response = post();
    if (response.status == 429) {
      ++refused;
      EXPECT_EQ(response.headers.find("retry-after"), "1");
    }
  }
  EXPECT_GT(refused, 0);
}

TEST(LinkServer, makes_a_partner_earn_the_bytes_that_it_sent_AB29) {
  Nodes nodes(&echo, Quota{1'000'000, 1'000'000, 1000, 1'000'000, 64});
  const auto link = nodes.link(nodes.kr);
  EXPECT_TRUE(call(*link, "acts", Bytes(1'500'000, 1)).ok()) << "a burst may overdraw once";
  EXPECT_EQ(said(call(*link, "acts")), "base.unreachable ") << "then it is paid off first";
}

TEST(LinkServer, bounds_what_one_partner_has_in_flight_and_lets_it_go_on_after_answers_AB29) {
  std::mutex mutex;
  std::vector<LinkServer::Answer> kept;
  bool keep = true;
  Nodes nodes(
      [&](const PartyCode& peer, std::string_view, Bytes, LinkServer::Answer answer) {
        const std::lock_guard lock(mutex);
        if (keep && peer == code("KR")) {
          kept.push_back(std::move(answer));
        } else {
          answer(Bytes());
        }
      },
      Quota{1'000'000, 1'000'000, 1u << 30, 1u << 30, 2});
  const auto flooding = nodes.link(nodes.kr);
  Box<int> answered;
  std::atomic<int> refused{0};
  std::atomic<int> done{0};
  const auto on_answer = [&](const Result<Bytes>& answer) {
    refused += answer.ok() ? 0 : 1;
    if (++done == 4) {
      answered.put(refused);
    }
    // Two of the four connections hold a request each; once the others are refused, let go.
    if (refused == 2 && !answer.ok()) {
      const std::lock_guard lock(mutex);
      keep = false;
      for (const LinkServer::Answer& held : kept) {
        held(Bytes());
      }
      kept.clear();
    }
  };
  for (int i = 0; i < 4; ++i) {
    flooding->call(code("JP"), "acts", {}, on_answer);
  }
  EXPECT_EQ(answered.take(), 2);
  EXPECT_TRUE(call(*nodes.link(nodes.us), "acts").ok());
  EXPECT_TRUE(call(*flooding, "acts").ok()) << "it may again";
}

}  // namespace
}  // namespace entente::link
