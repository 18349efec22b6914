#pragma once

// Of this folder's .cpp files only.
#include <memory>
#include <optional>

#include "http/body.h"
#include "http/feed.h"
#include "http/pipe.h"
#include "http/server_core.h"
#include "http/transport.h"

namespace entente::http {

/// The life of one served connection. Of the loop's thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<ServerCore> core, std::uint64_t number, std::string address,
             std::unique_ptr<Transport> transport);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// From handshake to the end. Holds `self`, and takes it out of the server at the end.
  [[nodiscard]] static Task<void> serve(std::shared_ptr<Connection> self);
  void close();  ///< now
  void drain();  ///< after the answer that is under way; now, if there is none
  void answer(std::uint64_t exchange, Response response);

 private:
  enum class Next { keep, close, abort };  ///< abort: nothing more can or should be said

  [[nodiscard]] Task<bool> begin();
  [[nodiscard]] bool identify();
  [[nodiscard]] Task<Next> exchange();
  [[nodiscard]] Task<Result<ParsedRequest>> read_head();
  [[nodiscard]] Task<Status> read_more();
  [[nodiscard]] Task<Next> refuse(Error error);
  [[nodiscard]] Task<Next> turn_away(const ParsedRequest& parsed, Response refusal);
  [[nodiscard]] Task<Next> serve_in_memory(ParsedRequest parsed, std::uint64_t limit);
  [[nodiscard]] Task<Next> serve_streamed(ParsedRequest parsed, std::uint64_t limit);
  [[nodiscard]] Task<Status> read_body(BodyReader& reader, Bytes& body);
  [[nodiscard]] Task<Status> pump(BodyReader& reader, BodyPipe& pipe);
  [[nodiscard]] Task<Status> wait_for_room(BodyPipe& pipe);
  [[nodiscard]] Task<bool> read_past(BodyReader reader);
  [[nodiscard]] Task<Status> say_continue();
  [[nodiscard]] Status take_body(BodyReader& reader, Bytes& out);
  void body_deadline(const BodyReader& reader);
  void call_handler(Request request);
  [[nodiscard]] Task<bool> wait_for_answer();
  [[nodiscard]] Task<Next> respond(Response response, std::string_view method, Next wanted);
  [[nodiscard]] Task<bool> write_body(std::string head, BytesView body);
  [[nodiscard]] Task<bool> write_stream(std::string head, std::unique_ptr<ByteSource> source);
  [[nodiscard]] Task<bool> write_feed(std::string head, std::shared_ptr<Feed> feed);
  [[nodiscard]] Task<bool> write_pieces(std::string head, Feed& feed);
  [[nodiscard]] Task<bool> write(std::initializer_list<asio::const_buffer> parts);

  std::shared_ptr<ServerCore> core_;  // shared: connections end after the server has let go of them
  std::unique_ptr<Transport> transport_;
  Deadline deadline_;
  Event event_;
  RequestContext context_;
  Digest spki_;
  Bytes buffer_;           ///< read and not yet used
  SteadyTime body_begin_;  ///< moved on by the time the reader of a body was waited for
  std::uint64_t exchange_ = 0;
  std::optional<Response> response_;
  bool idle_ = true;  ///< between two requests, or before the first
  bool draining_ = false;
  bool closed_ = false;
};

}  // namespace entente::http
