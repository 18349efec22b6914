#include "http/transport.h"

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include "http/tls.h"

namespace entente::http {
namespace {

constexpr std::size_t kDiscardBytes = 1u
                                      << 20;  // read past by `finish`; the deadline bounds it too

template <class Socket>
void close_socket(Socket& socket) {
  Fault ignored;
  socket.close(ignored);  // cancels what is under way
}

template <class Socket>
bool nothing_came(Socket& socket) {
  std::uint8_t octet = 0;
  return recv(socket.native_handle(), &octet, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
         (errno == EAGAIN || errno == EWOULDBLOCK);
}

template <class Socket>
Task<void> discard_rest(Socket& socket) {
  Fault ignored;
  socket.shutdown(Socket::shutdown_send, ignored);
  std::array<std::uint8_t, 4096> octets;
  for (std::size_t total = 0; total < kDiscardBytes;) {
    const auto [fault, size] = co_await socket.async_read_some(asio::buffer(octets), kAwait);
    if (fault) {
      co_return;
    }
    total += size;
  }
}

template <class Socket>
class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(Socket socket) : socket_(std::move(socket)) {}

  Task<Fault> handshake() override { co_return Fault(); }
  Task<std::size_t> read_some(std::span<std::uint8_t> to, Fault& fault) override {
    const auto [error, size] =
        co_await socket_.async_read_some(asio::buffer(to.data(), to.size()), kAwait);
    fault = error;
    co_return size;
  }
  Task<Fault> write(std::span<const asio::const_buffer> parts) override {
    const auto [fault, size] = co_await asio::async_write(socket_, parts, kAwait);
    co_return fault;
  }
  Task<void> finish() override { co_await discard_rest(socket_); }
  void close() override { close_socket(socket_); }
  bool is_quiet() override { return nothing_came(socket_); }
  std::optional<crypto::Certificate> peer_certificate() override { return std::nullopt; }

 private:
  Socket socket_;
};

class TlsTransport final : public Transport {
 public:
  TlsTransport(asio::ip::tcp::socket socket, asio::ssl::context& context, Side side,
               const std::string& server_name)
      : stream_(std::move(socket), context), side_(side) {
    if (!server_name.empty()) {
      SSL_set_tlsext_host_name(stream_.native_handle(), server_name.c_str());
    }
  }

  Task<Fault> handshake() override {
    const bool calls = side_ == Side::client || side_ == Side::visitor;
    const auto role = calls ? asio::ssl::stream_base::client : asio::ssl::stream_base::server;
    const bool among_nodes = side_ == Side::client || side_ == Side::server;
    const auto [fault] = co_await stream_.async_handshake(role, kAwait);
    co_return fault || !among_nodes || speaks_ours() ? fault
                                                     : Fault(asio::error::no_protocol_option);
  }
  Task<std::size_t> read_some(std::span<std::uint8_t> to, Fault& fault) override {
    const auto [error, size] =
        co_await stream_.async_read_some(asio::buffer(to.data(), to.size()), kAwait);
    fault = error;
    co_return size;
  }
  Task<Fault> write(std::span<const asio::const_buffer> parts) override {
    const auto [fault, size] = co_await asio::async_write(stream_, parts, kAwait);
    co_return fault;
  }
  Task<void> finish() override {
    co_await stream_.async_shutdown(kAwait);
    co_await discard_rest(stream_.next_layer());
  }
  void close() override { close_socket(stream_.next_layer()); }
  bool is_quiet() override { return nothing_came(stream_.next_layer()); }
  std::optional<crypto::Certificate> peer_certificate() override;

 private:
  /// Whether the handshake agreed on our protocol: a server that ignores ALPN is not one of ours.
  [[nodiscard]] bool speaks_ours() {
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(stream_.native_handle(), &name, &size);
    return std::string_view(reinterpret_cast<const char*>(name), size) == kAlpn;
  }

  asio::ssl::stream<asio::ip::tcp::socket> stream_;
  Side side_;
};

std::optional<crypto::Certificate> TlsTransport::peer_certificate() {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      SSL_get1_peer_certificate(stream_.native_handle()), &X509_free);
  if (certificate == nullptr) {
    return std::nullopt;
  }
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate.get(), &der);
  if (size <= 0) {
    return std::nullopt;
  }
  Result<crypto::Certificate> parsed =
      crypto::Certificate::from_der({der, static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return parsed.ok() ? std::optional(std::move(*parsed)) : std::nullopt;
}

}  // namespace

std::unique_ptr<Transport> local_transport(asio::local::stream_protocol::socket socket) {
  return std::make_unique<PlainTransport<asio::local::stream_protocol::socket>>(std::move(socket));
}

std::unique_ptr<Transport> loopback_transport(asio::ip::tcp::socket socket) {
  return std::make_unique<PlainTransport<asio::ip::tcp::socket>>(std::move(socket));
}

std::unique_ptr<Transport> tls_transport(asio::ip::tcp::socket socket, asio::ssl::context& context,
                                         Side side, const std::string& server_name) {
  return std::make_unique<TlsTransport>(std::move(socket), context, side, server_name);
}

}  // namespace entente::http
