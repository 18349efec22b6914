#pragma once

// Of this folder's .cpp files only.
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "crypto/certificate.h"
#include "http/loop_context.h"

namespace entente::http {

/// What is read from a transport at once: the plaintext of one TLS record, in octets.
inline constexpr std::size_t kReadBytes = 16u << 10;

/// A connected socket, with or without TLS. Of its loop's thread. At most one read and one write at
/// once. Reading 0 octets without a fault does not happen: the end is a fault (`asio::error::eof`;
/// a TLS connection cut off without close_notify is `stream_truncated`).
class Transport {
 public:
  virtual ~Transport() = default;
  [[nodiscard]] virtual Task<Fault> handshake() = 0;
  [[nodiscard]] virtual Task<std::size_t> read_some(std::span<std::uint8_t> to, Fault& fault) = 0;
  [[nodiscard]] virtual Task<Fault> write(std::span<const asio::const_buffer> parts) = 0;
  /// Says that nothing more will be sent, and reads past what the peer still sends, so that it gets
  /// what was sent to it rather than a reset.
  [[nodiscard]] virtual Task<void> finish() = 0;
  /// Ends everything under way, with faults. May be called again.
  virtual void close() = 0;
  /// Whether nothing has come since the last read: neither octets nor the end.
  [[nodiscard]] virtual bool is_quiet() = 0;
  /// The peer's certificate, after a handshake; none without TLS.
  [[nodiscard]] virtual std::optional<crypto::Certificate> peer_certificate() = 0;
};

enum class Side {
  client,       ///< of a node, with its certificate
  visitor,      ///< of a server of the web, showing none
  neighbour,    ///< of a server on this very machine, without TLS
  server,       ///< for nodes, with theirs
  open_server,  ///< for people and their tools, who show none
};

[[nodiscard]] std::unique_ptr<Transport> local_transport(
    asio::local::stream_protocol::socket socket);
/// Of a connection that does not leave this machine: without TLS.
[[nodiscard]] std::unique_ptr<Transport> loopback_transport(asio::ip::tcp::socket socket);
/// `context` must outlive the transport. `server_name`: what a visitor asks for (RFC 6066 section
/// 3); empty where the server is known by its address.
[[nodiscard]] std::unique_ptr<Transport> tls_transport(asio::ip::tcp::socket socket,
                                                       asio::ssl::context& context, Side side,
                                                       const std::string& server_name = {});

}  // namespace entente::http
