#pragma once

// Of this folder's .cpp files only.
#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "http/body.h"
#include "http/client.h"
#include "http/transport.h"

namespace entente::http {

/// That the partner was not reached (`http.unreachable`), and why.
[[nodiscard]] Error unreachable(std::string why);

/// One connection of a client. Of the loop's thread.
class ClientWire {
 public:
  /// `tls`, `endpoint` and `limits` must outlive it.
  ClientWire(IoLoop::Context& loop, asio::ssl::context& tls, Side side, const Endpoint& endpoint,
             const ClientSettings& limits);
  ClientWire(const ClientWire&) = delete;
  ClientWire& operator=(const ClientWire&) = delete;

  /// The response to `request`, over the open connection or a new one.
  [[nodiscard]] Task<Result<Response>> exchange(const Request& request, Repeat repeat);
  /// Waits until `wake`, for at most `idle_ms`; false if the time is over or the wire was closed.
  [[nodiscard]] Task<bool> wait();
  void wake() { event_.notify(); }
  void close();  ///< for good

 private:
  enum class Attempt { complete, nothing_came, failed };

  [[nodiscard]] Task<Status> connect();
  [[nodiscard]] Task<Result<std::vector<asio::ip::tcp::endpoint>>> addresses();
  [[nodiscard]] Task<Status> connect_to(asio::ip::tcp::endpoint endpoint);
  [[nodiscard]] Task<Result<Response>> attempt(const Request& request, Attempt& outcome);
  [[nodiscard]] Task<Result<ParsedResponse>> read_head(std::string_view method);
  [[nodiscard]] Task<Status> read_body(BodyReader& reader, Bytes& body);
  [[nodiscard]] Task<Status> read_more();
  void cut();  ///< ends the connection; the next request makes another

  IoLoop::Context& loop_;
  asio::ssl::context& tls_;
  Side side_;
  const Endpoint& endpoint_;
  const ClientSettings& limits_;
  asio::ip::tcp::resolver resolver_;
  asio::ip::tcp::socket socket_;
  std::unique_ptr<Transport> transport_;  ///< none while not connected
  Deadline deadline_;
  Event event_;
  Bytes buffer_;
  bool late_ = false;  ///< a deadline passed
  bool closed_ = false;
};

}  // namespace entente::http
