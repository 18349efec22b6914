#include "http/feed.h"

#include <gtest/gtest.h>

#include <vector>

#include "http/stand.h"

namespace entente::http::test {
namespace {

constexpr std::size_t kCapacity = 1024;

/// A server that answers everything with one feed.
struct FeedServer {
  FeedServer() {
    server = Server::listen_local(stand.loop, stand.executor, folder.file("s"), {},
                                  [to = feed](const RequestContext&, const Request&,
                                              const Server::Respond& respond) {
                                    Response response;
                                    response.headers.add("content-type", "text/event-stream");
                                    response.feed = to;
                                    respond(std::move(response));
                                  })
                 .value();
  }
  std::shared_ptr<Feed> feed = std::make_shared<Feed>(kCapacity);
  Folder folder;
  Stand stand;
  std::unique_ptr<Server> server;
};

TEST(Feeds, carry_each_piece_when_it_comes_and_then_the_end) {
  const FeedServer served;
  const RawSocket socket(served.folder.file("s"));
  ASSERT_TRUE(socket.send_all("GET /x HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"));
  EXPECT_NE(socket.read_until("\r\n\r\n").find("transfer-encoding: chunked"), std::string::npos);
  EXPECT_TRUE(served.feed->push("one"));
  EXPECT_EQ(socket.read_until("one\r\n"), "3\r\none\r\n");
  EXPECT_TRUE(served.feed->push("two"));
  EXPECT_EQ(socket.read_until("two\r\n"), "3\r\ntwo\r\n");
  served.feed->close();
  EXPECT_EQ(socket.read_to_end(), "0\r\n\r\n");
  EXPECT_FALSE(served.feed->push("late"));
}

TEST(Feeds, hold_1024_octets_for_a_reader_and_break_one_past_them) {
  Feed kept(kCapacity);
  EXPECT_TRUE(kept.push(std::string(kCapacity, 'x')));
  EXPECT_TRUE(kept.open());
  EXPECT_FALSE(kept.push("x"));
  EXPECT_FALSE(kept.open());
  EXPECT_EQ(kept.take().end, Feed::End::broken);
}

TEST(Feeds, that_break_end_without_the_final_chunk) {
  const FeedServer served;
  const RawSocket socket(served.folder.file("s"));
  ASSERT_TRUE(socket.send_all("GET /x HTTP/1.1\r\nhost: a\r\n\r\n"));
  static_cast<void>(socket.read_until("\r\n\r\n"));
  EXPECT_FALSE(served.feed->push(std::string(kCapacity + 1, 'x')));
  EXPECT_EQ(socket.read_to_end(), "");
}

TEST(Feeds, end_when_the_server_stops) {
  FeedServer served;
  const RawSocket socket(served.folder.file("s"));
  ASSERT_TRUE(socket.send_all("GET /x HTTP/1.1\r\nhost: a\r\n\r\n"));
  static_cast<void>(socket.read_until("\r\n\r\n"));
  served.server->stop(10'000);
  EXPECT_EQ(socket.read_to_end(), "0\r\n\r\n");
  EXPECT_FALSE(served.feed->open());
}

TEST(Feeds, hold_no_worker_while_nothing_comes) {
  FeedServer served;
  std::vector<std::unique_ptr<RawSocket>> waiting;
  Box<bool> done;
  for (int i = 0; i < 4; ++i) {  // more than the two workers
    waiting.push_back(std::make_unique<RawSocket>(served.folder.file("s")));
    ASSERT_TRUE(waiting.back()->send_all("GET /x HTTP/1.1\r\nhost: a\r\n\r\n"));
    static_cast<void>(waiting.back()->read_until("\r\n\r\n"));
  }
  served.stand.executor.work([&done] { done.put(true); });
  EXPECT_TRUE(done.take());
}

}  // namespace
}  // namespace entente::http::test
