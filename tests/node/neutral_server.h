#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/web_port.h"
#include "http/web_server.h"
#include "ledger/witness.h"
#include "node/neutral_witnesses.h"
#include "node/stand.h"

/// A witness of neither party (EXERCISE) that serves over HTTPS on this machine.
namespace entente::node::testing {

/// A C2SP tlog-witness with the decisions of `ledger::decide_add_checkpoint`. Its methods may be
/// called while it serves.
class NeutralServer {
 public:
  NeutralServer();

  /// Will cosign the log that these keys sign.
  void know(std::string_view origin, std::vector<ledger::NoteVerifier> keys);
  [[nodiscard]] ledger::WitnessedHead last(std::string_view origin) const;
  /// Cosigns the head of a log that it has not seen before.
  void cosign(std::string_view note);
  /// Has it say that this was the last head that it cosigned.
  void plant(std::string_view origin, ledger::WitnessedHead head);
  /// Its disk is lost: it remembers no head of any log.
  void forget();

  // What it does otherwise than it should.
  void answer_falsely(bool yes) { set(false_lines_, yes); }  ///< cosigns another text
  void hide_last(bool yes) { set(hides_, yes); }             ///< no monitoring interface
  void sign_often(int times) { set(lines_, times); }         ///< a line for each of so many seconds
  void refuse_with(int status) { set(status_, status); }     ///< 0: as it should

  /// How many requests it answered with this status.
  [[nodiscard]] std::size_t answers(int status) const;
  /// The heads that convict a log, as the last refusal kept them.
  [[nodiscard]] std::optional<ledger::HeadConflict> evidence() const;

  [[nodiscard]] ledger::NoteVerifier key() const { return cosigner_.verifier(); }
  [[nodiscard]] http::test::WebServer& web() { return web_; }

 private:
  template <class T>
  void set(T& what, T value) {
    const std::lock_guard guard(mutex_);
    what = value;
  }
  [[nodiscard]] http::Response answer(const http::Request& request);
  [[nodiscard]] http::Response add_checkpoint(std::string_view body);
  [[nodiscard]] http::Response last_checkpoint(std::string_view path) const;

  ledger::Cosigner cosigner_;
  mutable std::mutex mutex_;
  std::map<std::string, ledger::KnownLog, std::less<>> logs_;
  std::map<int, std::size_t> answers_;
  std::optional<ledger::HeadConflict> evidence_;
  bool false_lines_ = false;
  bool hides_ = false;
  int status_ = 0;
  int lines_ = 1;
  http::test::WebServer web_;
};

/// The way to it over a real connection, each exchange waited for: the node's time is virtual.
class AwaitedWeb final : public WebPort {
 public:
  explicit AwaitedWeb(NeutralServer& server);
  void get(std::string_view path, Done done) override { send("GET", path, {}, done); }
  void post(std::string_view path, Bytes text, Done done) override {
    send("POST", path, std::move(text), done);
  }
  /// Nobody listens there, from now on or no more.
  void cut(bool yes) { port_ = yes ? std::uint16_t{1} : server_.web().at().port; }
  [[nodiscard]] std::size_t sent() const { return sent_; }

 private:
  void send(std::string_view method, std::string_view path, Bytes text, const Done& done);

  NeutralServer& server_;
  std::uint16_t port_;
  std::size_t sent_ = 0;
  std::unique_ptr<http::WebClient> client_;
};

/// An agreement in force whose parties' logs the witness knows, both.
class WitnessOfBoth : public InForce {
 protected:
  void SetUp() override;
  /// The node asks it from now on.
  void begin();
  /// It has cosigned KR's newest head.
  void cosign_partner() { server.cosign(kr->log().sign_head(kr->log().durable()).value()); }
  [[nodiscard]] const Counterpart& from() { return stand.room().counterparts.at(kKr); }

  NeutralServer server;
  AwaitedWeb web{server};
};

}  // namespace entente::node::testing
