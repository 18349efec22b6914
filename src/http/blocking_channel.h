#pragma once

// Of this folder's .cpp files only.
#include <openssl/ssl.h>

#include <memory>

#include "http/blocking_client.h"

namespace entente::http {

/// A connected socket, with or without TLS, that blocks in `poll` alone, for a bounded time. Closed
/// at the end. Not thread-safe.
class BlockingClient::Channel {
 public:
  explicit Channel(int socket) : socket_(socket) {}
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  /// Begins TLS in `context`, which must outlive the handshake alone; `base.unreachable`.
  [[nodiscard]] Status begin_tls(SSL_CTX* context, std::int64_t within_ms);
  [[nodiscard]] SSL* tls() { return tls_.get(); }

  enum class Sent { all, answered };
  /// Sends all of `octets`, unless the server begins to answer or goes first.
  [[nodiscard]] Result<Sent> send(BytesView octets, std::int64_t silence_ms);
  /// At least one octet; 0 at the end, however it came.
  [[nodiscard]] Result<std::size_t> receive(std::span<std::uint8_t> to, std::int64_t silence_ms);

 private:
  /// What the socket is ready for; `http.truncated` after so long a silence.
  [[nodiscard]] Result<short> wait_for(short events, std::int64_t within_ms) const;
  /// What TLS waits for after a call that did not complete; 0 if it failed.
  [[nodiscard]] short wants(int returned) const;
  [[nodiscard]] ssize_t send_some(BytesView octets, short& wanted);

  int socket_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, &SSL_free};
};

}  // namespace entente::http
