#include <algorithm>

#include "http/connection.h"

/// The writing of one answer.
namespace entente::http {
namespace {

constexpr std::size_t kWriteBytes = 128u << 10;  // under one `write_ms`

/// A block of a streamed response, read on a worker, which may outlive the connection.
struct Pull {
  std::unique_ptr<ByteSource> source;
  Bytes block = Bytes(kWriteBytes);
  Result<std::size_t> read{std::size_t{0}};
  bool ready = false;  ///< of the loop's thread
};

}  // namespace

Task<Connection::Next> Connection::respond(Response response, std::string_view method,
                                           Next wanted) {
  const bool bodiless = response.status == 204 || response.status == 304;
  const Next next = draining_ ? Next::close : wanted;
  const KeepAlive keep_alive = next == Next::keep ? KeepAlive::yes : KeepAlive::no;
  const bool chunked = response.stream || response.feed;
  const Framing framing = bodiless  ? Framing{}
                          : chunked ? Framing{Framing::Kind::chunked, 0}
                                    : Framing{Framing::Kind::length, response.body.size()};
  std::string head = write_response_head(response, framing, keep_alive);
  bool written = false;
  if (bodiless || method == "HEAD") {
    written = co_await write_body(std::move(head), {});
  } else if (response.stream) {
    written = co_await write_stream(std::move(head), std::move(response.stream));
  } else if (response.feed) {
    written = co_await write_feed(std::move(head), std::move(response.feed));
  } else {
    written = co_await write_body(std::move(head), response.body);
  }
  co_return written ? next : Next::abort;
}

Task<bool> Connection::write_body(std::string head, BytesView body) {
  std::string_view first = head;
  do {
    const BytesView slice = body.first(std::min(body.size(), kWriteBytes));
    body = body.subspan(slice.size());
    deadline_.set(core_->settings.timeouts.write_ms);
    if (!co_await write({asio::buffer(first), asio::buffer(slice.data(), slice.size())})) {
      co_return false;
    }
    first = {};
  } while (!body.empty());
  co_return true;
}

Task<bool> Connection::write_stream(std::string head, std::unique_ptr<ByteSource> source) {
  // Shared with the worker that reads, which may outlive the connection.
  const auto pull = std::make_shared<Pull>();
  pull->source = std::move(source);
  while (true) {
    pull->ready = false;
    deadline_.set(core_->settings.timeouts.handler_ms);
    core_->executor.work([pull, gate = core_->gate, to = weak_from_this()] {
      pull->read = read_full(*pull->source, pull->block);
      gate->run([pull, to] {
        if (const std::shared_ptr<Connection> connection = to.lock()) {
          pull->ready = true;
          connection->event_.notify();
        }
      });
    });
    while (!pull->ready && !closed_) {
      co_await event_.wait();
    }
    if (closed_ || !pull->read.ok()) {
      co_return false;
    }
    const std::size_t size = *pull->read;
    head += size > 0 ? chunk_head(size) : std::string(kLastChunk);
    deadline_.set(core_->settings.timeouts.write_ms);
    if (!co_await write({asio::buffer(head), asio::buffer(pull->block.data(), size),
                         asio::buffer(size > 0 ? kChunkEnd : std::string_view())})) {
      co_return false;
    }
    if (size == 0) {
      co_return true;
    }
    head.clear();
  }
}

Task<bool> Connection::write_feed(std::string head, std::shared_ptr<Feed> feed) {
  feed->attach([gate = core_->gate, to = weak_from_this()] {
    gate->run([to] {
      if (const std::shared_ptr<Connection> connection = to.lock()) {
        connection->event_.notify();
      }
    });
  });
  const bool whole = co_await write_pieces(std::move(head), *feed);
  feed->abandon();
  co_return whole;
}

/// Each piece as it comes. Where nothing comes there is no deadline: a reader that has gone is
/// noticed by the next piece, so whoever writes sends one from time to time.
Task<bool> Connection::write_pieces(std::string head, Feed& feed) {
  while (!closed_) {
    const Feed::Taken taken = feed.take();
    if (taken.end == Feed::End::broken) {
      co_return false;
    }
    const bool last = taken.end == Feed::End::whole || draining_;
    if (!taken.text.empty()) {
      head += chunk_head(taken.text.size()) + taken.text + std::string(kChunkEnd);
    }
    head += last ? kLastChunk : std::string_view();
    if (!head.empty()) {
      deadline_.set(core_->settings.timeouts.write_ms);
      if (!co_await write({asio::buffer(head)})) {
        co_return false;
      }
      head.clear();
      deadline_.clear();
    }
    if (last) {
      co_return true;
    }
    co_await event_.wait();
  }
  co_return false;
}

Task<bool> Connection::write(std::initializer_list<asio::const_buffer> parts) {
  const Fault fault = co_await transport_->write({parts.begin(), parts.size()});
  co_return !fault && !closed_;
}

}  // namespace entente::http
