#include <gtest/gtest.h>

#include "base/errors.h"
#include "crypto/digest.h"
#include "http/blocking_client.h"
#include "http/errors.h"
#include "http/stand.h"

namespace entente::http::test {
namespace {

constexpr std::uint64_t kLarge = 64u << 20;

/// `size` octets that depend on their place, then the end, or a failure in its stead.
class Pattern final : public ByteSource {
 public:
  enum class End { whole, failing };
  explicit Pattern(std::uint64_t size, End end = End::whole) : size_(size), end_(end) {}
  Result<std::size_t> read(std::span<std::uint8_t> out) override {
    if (at_ == size_ && end_ == End::failing) {
      return Error(kIo, "The disk is gone.");
    }
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), size_ - at_));
    for (std::size_t i = 0; i < size; ++i) {
      out[i] = static_cast<std::uint8_t>((at_ + i) * 2654435761u >> 13);
    }
    at_ += size;
    return size;
  }

 private:
  std::uint64_t size_;
  std::uint64_t at_ = 0;
  End end_;
};

class DigestSink final : public ByteSink {
 public:
  Status write(BytesView bytes) override {
    digest_.update(bytes);
    size_ += bytes.size();
    return {};
  }
  [[nodiscard]] Digest digest() { return digest_.finish(); }
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  crypto::Sha256 digest_;
  std::uint64_t size_ = 0;
};

Result<Digest> digest_of(ByteSource& source) {
  crypto::Sha256 digest;
  Bytes block(64u << 10);
  while (true) {
    ENTENTE_TRY(const std::size_t size, source.read(block));
    if (size == 0) {
      return digest.finish();
    }
    digest.update(BytesView(block).first(size));
  }
}

Digest pattern_digest(std::uint64_t size) {
  Pattern pattern(size);
  return digest_of(pattern).value();
}

Server::Settings streaming() {
  Server::Settings settings;
  settings.admit = [](const RequestContext&, const RequestHead&) {
    Admission admission;
    admission.body = BodyForm::streamed;
    return admission;
  };
  return settings;
}

struct StreamServer {
  StreamServer(Server::Settings settings, Server::Handler handler) {
    server = Server::listen_local(stand.loop, stand.executor, path(), std::move(settings),
                                  std::move(handler))
                 .value();
  }
  [[nodiscard]] std::string path() const { return folder.file("s"); }
  [[nodiscard]] BlockingClient client() const {
    return BlockingClient::connect(path(), {}).value();
  }

  Folder folder;
  Stand stand;
  std::unique_ptr<Server> server;
};

/// Answers with the digest of what it was sent, or the code of the error.
Server::Handler digesting(Executor& executor) {
  return [&executor](const RequestContext&, Request request, Server::Respond respond) {
    auto source = std::make_shared<std::unique_ptr<ByteSource>>(std::move(request.stream));
    executor.work([source, respond = std::move(respond)] {
      const Result<Digest> digest = digest_of(**source);
      source->reset();
      Response response;
      response.status = digest.ok() ? 200 : 400;
      response.body = to_bytes(digest.ok() ? digest->hex() : std::string(digest.error().code()));
      respond(std::move(response));
    });
  };
}

TEST(Streams, carry_64_MB_to_the_server_and_the_connection_lives_on) {
  StreamServer up(streaming(), nullptr);
  up.server.reset();
  up.server = Server::listen_local(up.stand.loop, up.stand.executor, up.path(), streaming(),
                                   digesting(up.stand.executor))
                  .value();
  BlockingClient client = up.client();
  for (const std::uint64_t size : {kLarge, std::uint64_t{0}, std::uint64_t{1}}) {
    Request request;
    request.method = "PUT";
    request.stream = std::make_unique<Pattern>(size);
    const Result<Response> response = client.send(std::move(request));
    ASSERT_TRUE(response.ok()) << response.error().describe();
    EXPECT_EQ(as_text(response->body), pattern_digest(size).hex());
  }
}

TEST(Streams, carry_64_MB_to_the_client_and_the_connection_lives_on) {
  const StreamServer down(
      {}, [](const RequestContext&, Request request, const Server::Respond& respond) {
        Response response;
        response.stream = std::make_unique<Pattern>(std::stoull(request.target.substr(1)));
        respond(std::move(response));
      });
  BlockingClient client = down.client();
  for (const std::uint64_t size : {kLarge, std::uint64_t{0}, std::uint64_t{1}}) {
    Request request;
    request.target = "/" + std::to_string(size);
    DigestSink sink;
    const Result<Response> response = client.send(std::move(request), sink);
    ASSERT_TRUE(response.ok()) << response.error().describe();
    EXPECT_EQ(sink.size(), size);
    EXPECT_EQ(sink.digest(), pattern_digest(size));
  }
}

TEST(Streams, from_the_server_that_fail_are_never_taken_for_whole_AB72) {
  const StreamServer down({}, [](const RequestContext&, Request, const Server::Respond& respond) {
    Response response;
    response.stream = std::make_unique<Pattern>(1'000'000, Pattern::End::failing);
    respond(std::move(response));
  });
  BlockingClient client = down.client();
  DigestSink sink;
  const Result<Response> response = client.send({}, sink);
  ASSERT_FALSE(response.ok());
  EXPECT_TRUE(response.error().is(kTruncated));
}

TEST(Streams, to_the_server_that_end_early_fail_in_the_reader_AB72) {
  Box<Result<Digest>> seen;
  Stand* stand = nullptr;
  StreamServer up(streaming(), [&](const RequestContext&, Request request, Server::Respond) {
    auto source = std::make_shared<std::unique_ptr<ByteSource>>(std::move(request.stream));
    stand->executor.work([source, &seen] { seen.put(digest_of(**source)); });
  });
  stand = &up.stand;
  {
    const RawSocket socket(up.path());
    socket.send_all("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  }
  const Result<Digest> digest = seen.take();
  ASSERT_FALSE(digest.ok());
  EXPECT_TRUE(digest.error().is(kTruncated));
}

TEST(Streams, to_the_server_past_their_limit_fail_in_the_reader_and_answer_413_AB68) {
  Server::Settings settings = streaming();
  settings.limits.stream_bytes = 1'000'000;
  StreamServer up(streaming(), nullptr);
  up.server.reset();
  up.server = Server::listen_local(up.stand.loop, up.stand.executor, up.path(), std::move(settings),
                                   digesting(up.stand.executor))
                  .value();
  for (const std::uint64_t size : {std::uint64_t{1'000'000}, std::uint64_t{1'000'001}}) {
    BlockingClient client = up.client();
    Request request;
    request.method = "PUT";
    request.stream = std::make_unique<Pattern>(size);
    const Result<Response> response = client.send(std::move(request));
    ASSERT_TRUE(response.ok()) << response.error().describe();
    EXPECT_EQ(response->status, size == 1'000'000 ? 200 : 413);
  }
}

TEST(Streams, to_a_handler_that_answers_without_reading_end_with_its_answer) {
  const StreamServer up(streaming(),
                        [](const RequestContext&, Request, const Server::Respond& respond) {
                          respond(problem(403, "test.denied"));
                        });
  BlockingClient client = up.client();
  Request request;
  request.method = "PUT";
  request.stream = std::make_unique<Pattern>(kLarge);
  const Result<Response> response = client.send(std::move(request));
  ASSERT_TRUE(response.ok()) << response.error().describe();
  EXPECT_EQ(response->status, 403);
}

TEST(Streams, hold_back_a_client_while_the_reader_does_not_read) {
  Box<std::shared_ptr<std::unique_ptr<ByteSource>>> source;
  Box<Server::Respond> respond;
  const StreamServer up(
      streaming(), [&](const RequestContext&, Request request, Server::Respond later) {
        source.put(std::make_shared<std::unique_ptr<ByteSource>>(std::move(request.stream)));
        respond.put(std::move(later));
      });
  std::thread client([&] {
    BlockingClient sender = up.client();
    Request request;
    request.method = "PUT";
    request.stream = std::make_unique<Pattern>(kLarge);
    EXPECT_TRUE(sender.send(std::move(request)).ok());
  });
  const auto reading = source.take();
  // Read from the front in small pieces: the pipe fills, holds the client, and empties again.
  EXPECT_EQ(digest_of(**reading).value(), pattern_digest(kLarge));
  respond.take()({});
  client.join();
}

TEST(Streams, end_when_the_server_stops_under_their_reader) {
  Box<std::shared_ptr<std::unique_ptr<ByteSource>>> source;
  StreamServer up(streaming(), [&](const RequestContext&, Request request, Server::Respond) {
    source.put(std::make_shared<std::unique_ptr<ByteSource>>(std::move(request.stream)));
  });
  const RawSocket socket(up.path());
  socket.send_all("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc");
  const auto reading = source.take();
  std::thread stopping([&] { up.server->stop(0); });
  EXPECT_FALSE(digest_of(**reading).ok());
  stopping.join();
  up.server.reset();
  reading->reset();  // after the server
}

TEST(BlockingClient, says_that_nobody_serves_where_nobody_does) {
  const Folder folder;
  const auto client = BlockingClient::connect(folder.file("none"), {});
  ASSERT_FALSE(client.ok());
  EXPECT_TRUE(client.error().is(kNotServing));
  EXPECT_FALSE(BlockingClient::connect(std::string(200, 'a'), {}).ok());
}

TEST(BlockingClient, refuses_an_answer_in_memory_past_its_limit) {
  const StreamServer down({}, [](const RequestContext&, Request, const Server::Respond& respond) {
    Response response;
    response.body.resize(11);
    respond(std::move(response));
  });
  for (const std::uint64_t limit : {std::uint64_t{11}, std::uint64_t{10}}) {
    BlockingClient::Settings settings;
    settings.body_bytes = limit;
    BlockingClient client = BlockingClient::connect(down.path(), settings).value();
    const Result<Response> response = client.send({});
    EXPECT_EQ(response.ok(), limit == 11);
    EXPECT_TRUE(response.ok() || response.error().is(kTooLarge));
  }
}

}  // namespace
}  // namespace entente::http::test
