#include "http/web_client.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <set>

#include "http/client_wire.h"
#include "http/errors.h"
#include "http/tls_context.h"

namespace entente::http {

struct Authorities::Parts {
  std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store{X509_STORE_new(), &X509_STORE_free};
};

namespace {

/// Beside what nodes use, RSA: most certificates of the web are signed with it. PKCS #1 stands in
/// chains alone (RFC 8446 section 4.2.3).
constexpr const char* kWebSignatures =
    "ECDSA+SHA256:ECDSA+SHA384:ed25519:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:"
    "RSA+SHA256:RSA+SHA384:RSA+SHA512";
constexpr unsigned char kWebAlpn[] = "\x08http/1.1";

SSL_CTX* new_tls() {
  SSL_CTX* tls = SSL_CTX_new(TLS_client_method());
  ENTENTE_INVARIANT(tls != nullptr);
  restrict_tls(tls);
  return tls;
}

SSL_CTX* web_tls(const Authorities& authorities, const std::string& host, Instant now) {
  SSL_CTX* tls = new_tls();
  X509_VERIFY_PARAM* wanted = SSL_CTX_get0_param(tls);
  SSL_CTX_set1_cert_store(tls, authorities.parts().store.get());
  X509_VERIFY_PARAM_set_time(wanted, static_cast<time_t>(now.ms() / 1000));
  X509_VERIFY_PARAM_set_hostflags(
      wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  // An address is no name: one of the two is what the certificate must say.
  const bool named = X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) == 1 ||
                     X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size()) == 1;
  ENTENTE_INVARIANT(named && SSL_CTX_set1_sigalgs_list(tls, kWebSignatures) == 1 &&
                    SSL_CTX_set_alpn_protos(tls, kWebAlpn, sizeof(kWebAlpn) - 1) == 0);
  SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, nullptr);
  ERR_clear_error();
  return tls;
}

/// One exchange. Of the loop's thread.
struct Visit {
  Visit(IoLoop::Context& loop, SSL_CTX* context, Side side, Endpoint endpoint,
        const ClientSettings& limits)
      : tls(context), to(std::move(endpoint)), wire(loop, tls, side, to, limits) {}
  asio::ssl::context tls;  // owns what it is given
  Endpoint to;
  ClientWire wire;
  Request request;
  Client::Done done;
};

}  // namespace

Result<Authorities> Authorities::read(std::string_view pem) {
  auto parts = std::make_shared<Parts>();
  const std::unique_ptr<BIO, decltype(&BIO_free)> in(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  std::size_t count = 0;
  while (true) {
    const std::unique_ptr<X509, decltype(&X509_free)> one(
        PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), &X509_free);
    if (one == nullptr) {
      break;
    }
    count += X509_STORE_add_cert(parts->store.get(), one.get()) == 1 ? 1 : 0;
  }
  // Reading ends with "no start line" where there is no further certificate, and only there.
  const bool whole = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (count == 0 || !whole) {
    return Error(kBadAuthorities, "The certificates of the authorities cannot be read.");
  }
  return Authorities(std::move(parts));
}

Result<Authorities> Authorities::of_machine() {
  auto parts = std::make_shared<Parts>();
  if (X509_STORE_set_default_paths(parts->store.get()) != 1) {
    ERR_clear_error();
    return Error(kBadAuthorities, "This machine has no list of authorities.");
  }
  return Authorities(std::move(parts));
}

/// Of the loop's thread, but for what `mutex` guards.
struct WebClient::State : std::enable_shared_from_this<WebClient::State> {
  State(IoLoop::Context& on, const Clock& time, std::optional<Authorities> trusted,
        ClientSettings set)
      : loop(on), clock(time), authorities(std::move(trusted)), limits(set) {}

  void take(const Endpoint& to, Request request, Client::Done done);
  [[nodiscard]] static Task<void> run(std::shared_ptr<State> self, std::shared_ptr<Visit> visit);
  void begin_stop();
  void look_whether_quiet();

  IoLoop::Context& loop;
  const Clock& clock;
  std::optional<Authorities> authorities;  ///< none: without TLS
  ClientSettings limits;
  std::set<std::shared_ptr<Visit>> visits;
  bool stopping = false;
  std::mutex mutex;
  std::condition_variable changed;
  bool quiet = false;
};

void WebClient::State::take(const Endpoint& to, Request request, Client::Done done) {
  if (stopping || visits.size() >= limits.connections) {
    done(unreachable("Too many requests are under way."));
    return;
  }
  // Shared by the table and the coroutine.
  auto visit = authorities
                   ? std::make_shared<Visit>(loop, web_tls(*authorities, to.host, clock.now()),
                                             Side::visitor, to, limits)
                   : std::make_shared<Visit>(loop, new_tls(), Side::neighbour, to, limits);
  visit->request = std::move(request);
  visit->done = std::move(done);
  visits.insert(visit);
  asio::co_spawn(loop.io, run(shared_from_this(), std::move(visit)), MustNotThrow{});
}

Task<void> WebClient::State::run(std::shared_ptr<State> self, std::shared_ptr<Visit> visit) {
  Result<Response> response = co_await visit->wire.exchange(visit->request, Repeat::never);
  visit->wire.close();
  visit->done(std::move(response));
  self->visits.erase(visit);
  self->look_whether_quiet();
}

void WebClient::State::begin_stop() {
  stopping = true;
  for (const std::shared_ptr<Visit>& visit : visits) {
    visit->wire.close();
  }
  look_whether_quiet();
}

void WebClient::State::look_whether_quiet() {
  if (stopping && visits.empty()) {
    const std::lock_guard lock(mutex);
    quiet = true;
    changed.notify_all();
  }
}

WebClient::WebClient(IoLoop& loop, const Clock& clock, Authorities authorities,
                     ClientSettings limits)
    : state_(std::make_shared<State>(loop.context(), clock, std::move(authorities), limits)) {}

WebClient::WebClient(IoLoop& loop, const Clock& clock, ClientSettings limits) {
  limits.scope = AddressScope::loopback;
  state_ = std::make_shared<State>(loop.context(), clock, std::nullopt, limits);
}

WebClient::~WebClient() {
  asio::post(state_->loop.io, [to = state_] { to->begin_stop(); });
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [this] { return state_->quiet; });
}

void WebClient::send(const Endpoint& to, Request request, Client::Done done) {
  asio::post(state_->loop.io,
             [state = state_, to, request = std::move(request), done = std::move(done)]() mutable {
               state->take(to, std::move(request), std::move(done));
             });
}

}  // namespace entente::http
