// Calls over the link between two ends in one process: mutual TLS 1.3 on the loopback, kept
// connections. Prints one JSON line a figure. Usage: link_bench
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

#include "cli/system_clock.h"
#include "crypto/certificate.h"
#include "crypto/random.h"
#include "http/asio_executor.h"
#include "http/io_loop.h"
#include "link/https_link.h"
#include "link/link_server.h"
#include "row.h"

namespace {

using namespace entente;

http::TlsIdentity make_identity(const Clock& clock) {
  crypto::SystemEntropy entropy;
  const auto key = crypto::SigningKey::generate(crypto::SignatureSuite::ecdsa_p256_sha256, entropy);
  const crypto::LinkCertificateTerms terms{"KR (EXERCISE)", "kr.example", clock.now(),
                                           clock.now().plus_ms(kMsPerDay)};
  const auto certificate = crypto::issue_link_certificate(key, terms, entropy).value();
  return http::TlsIdentity::make(certificate, key).value();
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Keeps `width` calls of `size` octets under way until `total` are answered.
class Load {
 public:
  Load(link::HttpsLink& link, std::size_t size, int total)
      : link_(link), size_(size), left_(total) {
    open_ = total;
  }
  void run(int width) {
    for (int i = 0; i < width; ++i) {
      next();
    }
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return open_ == 0; });
  }

 private:
  void next() {
    if (left_.fetch_sub(1) <= 0) {
      return;
    }
    link_.call(PartyCode::parse("JP").value(), "acts", Bytes(size_, 1),
               [this](Result<Bytes> answer) {
                 ENTENTE_INVARIANT(answer.ok());
                 next();
                 const std::lock_guard lock(mutex_);
                 --open_;
                 done_.notify_one();
               });
  }
  link::HttpsLink& link_;
  std::size_t size_;
  std::atomic<int> left_;
  std::mutex mutex_;
  std::condition_variable done_;
  int open_ = 0;
};

void measure(link::HttpsLink& link, const char* name, std::size_t size, int total, int width,
             const char* note) {
  Load(link, size, std::max(total / 10, 1)).run(width);
  const double cpu = cpu_seconds();
  const auto start = std::chrono::steady_clock::now();
  Load(link, size, total).run(width);
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  bench::print_row(fmt::format("link.{}", name), total / passed.count(), "1/s", note);
  std::fprintf(stderr, "%s: %.1f us CPU a call, both ends\n", name,
               (cpu_seconds() - cpu) / total * 1e6);
}

}  // namespace

int main() {
  const cli::SystemClock clock;
  http::AsioExecutor executor(1);
  std::thread sequence([&] { executor.run(); });
  {
    http::IoLoop server_loop;
    http::IoLoop client_loop;
    const http::TlsIdentity jp = make_identity(clock);
    const http::TlsIdentity kr = make_identity(clock);
    const auto who = [&](const Digest& spki) {
      return spki == kr.spki() ? std::optional(PartyCode::parse("KR").value()) : std::nullopt;
    };
    link::LinkServer::Settings settings;
    settings.quota = {1u << 30, 1u << 30, std::uint64_t{1} << 39, std::uint64_t{1} << 39, 64};
    const auto server =
        link::LinkServer::listen(server_loop, executor, "127.0.0.1", 0, {jp, clock, who}, settings,
                                 [](const PartyCode&, std::string_view, Bytes request,
                                    const link::LinkServer::Answer& answer) {
                                   request.resize(std::min<std::size_t>(request.size(), 100));
                                   answer(std::move(request));
                                 })
            .value();
    link::HttpsLink link(client_loop, executor, clock, kr);
    link.set_peer(PartyCode::parse("JP").value(),
                  {http::Endpoint{"127.0.0.1", server->port()}, {jp.spki()}});
    measure(link, "calls", 1024, 40'000, 4, "1 KiB a call, 4 connections, mutual TLS, loopback");
    measure(link, "calls-in-turn", 1024, 10'000, 1, "1 KiB a call, one after another");
    measure(link, "chunks", 4u << 20, 200, 2, "4 MiB a call, 2 at a time");
  }
  executor.stop();
  sequence.join();
  return 0;
}
