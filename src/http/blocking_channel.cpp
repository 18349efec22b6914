#include "http/blocking_channel.h"

#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/errors.h"
#include "http/errors.h"

namespace entente::http {

BlockingClient::Channel::~Channel() {
  if (tls_ != nullptr) {
    SSL_shutdown(tls_.get());
  }
  tls_.reset();
  ::close(socket_);
}

Result<short> BlockingClient::Channel::wait_for(short events, std::int64_t within_ms) const {
  pollfd waiting{socket_, events, 0};
  const int limit = static_cast<int>(std::clamp<std::int64_t>(within_ms, 0, 1 << 30));
  int ready = 0;
  do {
    ready = poll(&waiting, 1, limit);
  } while (ready < 0 && errno == EINTR);
  if (ready <= 0) {
    return Error(kTruncated, "The node gave no sign for too long.");
  }
  return waiting.revents;
}

short BlockingClient::Channel::wants(int returned) const {
  const int why = SSL_get_error(tls_.get(), returned);
  ERR_clear_error();
  return why == SSL_ERROR_WANT_READ ? POLLIN : why == SSL_ERROR_WANT_WRITE ? POLLOUT : short{0};
}

Status BlockingClient::Channel::begin_tls(SSL_CTX* context, std::int64_t within_ms) {
  const Error failed(kUnreachable, "The node did not agree on TLS 1.3 as its key demands.");
  tls_.reset(SSL_new(context));
  ENTENTE_INVARIANT(tls_ != nullptr && SSL_set_fd(tls_.get(), socket_) == 1);
  while (true) {
    const int done = SSL_connect(tls_.get());
    if (done == 1) {
      return {};
    }
    const short wanted = wants(done);
    if (wanted == 0 || !wait_for(wanted, within_ms).ok()) {
      tls_.reset();
      return failed;
    }
  }
}

/// Octets sent now, 0 for none yet (`wanted` says what to wait for), -1 if the server has gone.
ssize_t BlockingClient::Channel::send_some(BytesView octets, short& wanted) {
  wanted = POLLOUT;
  if (tls_ != nullptr) {
    const int size = static_cast<int>(std::min<std::size_t>(octets.size(), 1u << 20));
    const int sent = SSL_write(tls_.get(), octets.data(), size);
    wanted = sent > 0 ? POLLOUT : wants(sent);
    return sent > 0 ? sent : wanted != 0 ? 0 : -1;
  }
  const ssize_t sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent >= 0 ? sent : errno == EAGAIN || errno == EINTR ? 0 : -1;
}

Result<BlockingClient::Channel::Sent> BlockingClient::Channel::send(BytesView octets,
                                                                    std::int64_t silence_ms) {
  short wanted = POLLOUT;
  while (!octets.empty()) {
    ENTENTE_TRY(const short events, wait_for(static_cast<short>(POLLIN | wanted), silence_ms));
    if ((events & (POLLIN | POLLHUP | POLLERR)) != 0) {
      return Sent::answered;  // what it says, or said before it went, is still to be read
    }
    const ssize_t sent = send_some(octets, wanted);
    if (sent < 0) {
      return Sent::answered;
    }
    octets = octets.subspan(static_cast<std::size_t>(sent));
  }
  return Sent::all;
}

Result<std::size_t> BlockingClient::Channel::receive(std::span<std::uint8_t> to,
                                                     std::int64_t silence_ms) {
  if (tls_ == nullptr) {
    ENTENTE_TRY(const short events, wait_for(POLLIN, silence_ms));
    static_cast<void>(events);
    const ssize_t size = recv(socket_, to.data(), to.size(), 0);
    return static_cast<std::size_t>(std::max<ssize_t>(size, 0));
  }
  while (true) {
    const int size = SSL_read(tls_.get(), to.data(),
                              static_cast<int>(std::min<std::size_t>(to.size(), 1u << 20)));
    if (size > 0) {
      return static_cast<std::size_t>(size);
    }
    const short wanted = wants(size);
    if (wanted == 0) {
      return std::size_t{0};
    }
    ENTENTE_TRY(const short events, wait_for(wanted, silence_ms));
    static_cast<void>(events);
  }
}

}  // namespace entente::http
