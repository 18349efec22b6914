#include "http/web_prefix.h"

#include <gtest/gtest.h>

#include "base/errors.h"
#include "http/web_server.h"

namespace entente::http {
namespace {

using namespace test;

/// What the server was asked, or the code of the error; and whether it came on the sequence.
struct Told {
  int status = 0;
  std::string text;
  bool on_sequence = false;
};

class WebPrefixTest : public ::testing::Test {
 protected:
  Told ask(WebPrefix& web, bool post) {
    Box<std::thread::id> sequence;
    server.stand.executor.post([&] { sequence.put(std::this_thread::get_id()); });
    const auto expected = sequence.take();
    Box<Told> box;
    const WebPort::Done done = [&](const Result<WebPort::Answer>& answer) {
      box.put({answer.ok() ? answer->status : 0,
               std::string(answer.ok() ? as_text(answer->body) : answer.error().code()),
               std::this_thread::get_id() == expected});
    };
    if (post) {
      web.post("/add-checkpoint", to_bytes("old 0"), done);
    } else {
      web.get("/0123/checkpoint", done);
    }
    return box.take();
  }

  WebServer server{
      "localhost", kMsPerDay,
      [](const RequestContext&, const Request& request, const Server::Respond& respond) {
        Response response;
        response.status = request.method == "POST" ? 409 : 200;
        response.body = to_bytes(request.method + " " + request.target + " ");
        append(response.body, request.body);
        respond(std::move(response));
      }};
  std::unique_ptr<WebClient> client = server.client(server.pem);
};

TEST_F(WebPrefixTest, asks_beneath_its_address_and_gives_any_answer_on_the_sequence) {
  WebPrefix web(*client, server.stand.executor, server.at(), "/witness");
  const Told got = ask(web, false);
  EXPECT_EQ(got.text, "GET /witness/0123/checkpoint ");
  EXPECT_EQ(got.status, 200);
  EXPECT_TRUE(got.on_sequence);
  const Told posted = ask(web, true);
  EXPECT_EQ(posted.text, "POST /witness/add-checkpoint old 0");
  EXPECT_EQ(posted.status, 409);
  WebPrefix bare(*client, server.stand.executor, server.at(), "");
  EXPECT_EQ(ask(bare, true).text, "POST /add-checkpoint old 0");
}

TEST_F(WebPrefixTest, is_unreachable_whatever_kept_the_answer_away) {
  WebPrefix nobody(*client, server.stand.executor, {"localhost", 1}, "");
  const Told told = ask(nobody, true);
  EXPECT_EQ(told.text, kUnreachable.code);
  EXPECT_TRUE(told.on_sequence);
  ClientSettings limits;
  limits.body_bytes = 3;
  const auto narrow = server.client(server.pem, limits);
  WebPrefix web(*narrow, server.stand.executor, server.at(), "");
  EXPECT_EQ(ask(web, false).text, kUnreachable.code) << "an answer that is too large";
}

}  // namespace
}  // namespace entente::http
