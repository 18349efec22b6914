#pragma once

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.h"
#include "crypto/certificate.h"
#include "crypto/random.h"
#include "http/asio_executor.h"
#include "http/client.h"
#include "http/io_loop.h"
#include "http/server.h"

namespace entente::http::test {

/// 2024-03-01T12:00:00Z. All certificates here are judged at this instant.
inline constexpr std::int64_t kNowMs = 1'709'294'400'000;

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return Instant::from_ms(kNowMs); }
};

/// A link key with its certificate.
struct Party {
  crypto::SigningKey key;
  crypto::Certificate certificate;

  [[nodiscard]] static Party make(std::int64_t valid_from_ms = kNowMs - kMsPerDay,
                                  std::int64_t valid_to_ms = kNowMs + kMsPerDay) {
    crypto::SystemEntropy entropy;
    auto key = crypto::SigningKey::generate(crypto::SignatureSuite::ecdsa_p256_sha256, entropy);
    const crypto::LinkCertificateTerms terms{"KR (EXERCISE)", "kr.example",
                                             Instant::from_ms(valid_from_ms),
                                             Instant::from_ms(valid_to_ms)};
    auto certificate = crypto::issue_link_certificate(key, terms, entropy);
    return {std::move(key), std::move(certificate).value()};
  }
  [[nodiscard]] TlsIdentity identity() const { return TlsIdentity::make(certificate, key).value(); }
  [[nodiscard]] Digest spki() const { return certificate.fingerprint(); }
};

/// An executor whose sequence runs on a thread of its own, and a loop.
class Stand {
 public:
  Stand() : sequence_([this] { executor.run(); }) {}
  ~Stand() {
    executor.stop();
    sequence_.join();
  }
  FixedClock clock;
  AsioExecutor executor{2};
  IoLoop loop;

 private:
  std::thread sequence_;
};

/// A folder of its own, removed at the end.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "entente-http-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string file(std::string_view name) const {
    return path_ + "/" + std::string(name);
  }

 private:
  std::string path_;
};

/// Waits for a value from another thread.
template <class T>
class Box {
 public:
  void put(T value) {
    const std::lock_guard lock(mutex_);
    value_ = std::move(value);
    filled_.notify_one();  // under the lock: the box may go as soon as it is free
  }
  [[nodiscard]] T take() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [this] { return value_.has_value(); });
    T value = std::move(*value_);
    value_.reset();
    return value;
  }

 private:
  std::mutex mutex_;
  std::condition_variable filled_;
  std::optional<T> value_;
};

/// Raw octets over a UNIX domain socket.
class RawSocket {
 public:
  explicit RawSocket(const std::string& path) : fd_(socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    connected_ = connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  }
  ~RawSocket() { close(fd_); }
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  bool send_all(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t size = send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (size <= 0) {
        return false;
      }
      text.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }
  void end_sending() const { shutdown(fd_, SHUT_WR); }
  /// Everything until the server closes.
  [[nodiscard]] std::string read_to_end() const {
    std::string all;
    char block[4096];
    for (ssize_t size = 0; (size = recv(fd_, block, sizeof(block), 0)) > 0;) {
      all.append(block, static_cast<std::size_t>(size));
    }
    return all;
  }
  /// Until `end` was read.
  [[nodiscard]] std::string read_until(std::string_view end) const {
    std::string all;
    char octet = 0;
    while (!all.ends_with(end) && recv(fd_, &octet, 1, 0) == 1) {
      all += octet;
    }
    return all;
  }

 private:
  int fd_;
  bool connected_ = false;
};

/// The answer that tells what the server understood: method, target and body.
inline void echo(const RequestContext&, Request request, const Server::Respond& respond) {
  Response response;
  response.headers.add("content-type", "text/plain");
  append(response.body, request.method + " " + request.target + " ");
  append(response.body, request.body);
  respond(std::move(response));
}

}  // namespace entente::http::test
