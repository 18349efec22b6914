// Durable acts of a whole node with a real store: decided, signed, logged and committed, each above
// 1 kB. What is signed stands in the note of each row. Prints one JSON line a figure.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/errors.h"
#include "base/log.h"
#include "cli/system_clock.h"
#include "crypto/random.h"
#include "http/asio_executor.h"
#include "node/node.h"
#include "row.h"
#include "store/posix_files.h"
#include "store/sqlite_store.h"

namespace {

using namespace entente;
using Time = std::chrono::steady_clock;
constexpr std::size_t kWindow = 4096;  ///< acts that wait to be durable

class NoLink final : public Link {
 public:
  explicit NoLink(Executor& executor) : executor_(executor) {}
  void call(const PartyCode&, std::string_view, Bytes, Answer answer) override {
    executor_.post([answer] { answer(Error(kUnreachable, "There is no partner here.")); });
  }

 private:
  Executor& executor_;
};

Name name(std::string_view text) { return Name::parse(text).value(); }
CivilDate date(std::string_view text) { return CivilDate::parse(text).value(); }

node::Identity new_identity(Entropy& entropy) {
  node::Identity identity;
  identity.party = PartyCode::parse("KR").value();
  identity.domain = "kr.exercise.example";
  for (auto* keys : {&identity.node_keys, &identity.log_keys, &identity.witness_keys}) {
    keys->push_back(crypto::SigningKey::generate(crypto::SignatureSuite::ed25519, entropy));
  }
  identity.key_access.push_back(
      {crypto::AgreementKey::generate(crypto::AgreementCurve::p256, entropy), "ka"});
  identity.all_node_keys = {identity.node_keys.back().verifying_key()};
  identity.all_log_keys = {identity.log_keys.back().verifying_key()};
  return identity;
}

/// A node in a folder of its own, and the acts that are submitted to it.
class OneNode {
 public:
  OneNode(node::Signing signing, std::size_t count) : count_(count) {
    const auto home = std::filesystem::current_path() / "build" / "bench" / "node-home";
    std::filesystem::remove_all(home);
    std::filesystem::create_directories(home.parent_path());
    files_ = store::PosixFiles::open(home.string(), store::HomeMode::create_if_absent).value();
    store::SqliteOptions options;
    options.environment = "exercise";
    options.party = "KR";
    store_ = store::open_sqlite_store(home.string() + "/store.sqlite",
                                      store::StoreKey::random(entropy_), options, entropy_)
                 .value();
    node::Settings settings;
    settings.signing = signing;
    settings.queue_max = std::max(kWindow, count) + 1;
    node_ =
        node::Node::open({clock_, entropy_, *store_, link_, executor_, *files_},
                         new_identity(entropy_), settings, {}, [](const Error&) { std::abort(); })
            .value();
    executor_.post([this] { enter_facility(); });
  }

  /// All acts, kWindow of them under way at any time; acts per second.
  double all() {
    const auto start = Time::now();
    refill_ = true;
    executor_.post([this] {
      for (std::size_t i = 0; i < std::min(kWindow, count_); ++i) {
        enrol();
      }
    });
    executor_.run();
    return static_cast<double>(count_) / std::chrono::duration<double>(Time::now() - start).count();
  }

  /// `rate` acts a second; how long each took to be durable, in milliseconds, sorted.
  std::vector<double> paced(double rate) {
    std::thread pace([&] {
      const auto start = Time::now();
      for (std::size_t i = 0; i < count_; ++i) {
        std::this_thread::sleep_until(
            start + std::chrono::duration_cast<Time::duration>(
                        std::chrono::duration<double>(static_cast<double>(i) / rate)));
        executor_.post([this] { enrol(); });
      }
    });
    executor_.run();
    pace.join();
    std::sort(taken_ms_.begin(), taken_ms_.end());
    return taken_ms_;
  }

 private:
  void enter_facility() {
    act::FacilityEnter facility{
        new_act_id(entropy_), name("F"),          "EXERCISE", {name("SECRET")},
        date("2020-01-01"),   date("2099-01-01"), Zone{540}};
    node_->submit({std::nullopt, act::Body(std::move(facility)), std::nullopt},
                  [](const node::Submission&) {});
  }

  void enrol() {
    act::PersonEnrol body{new_act_id(entropy_),
                          PersonId::parse(fmt::format("p{}", submitted_++)).value(),
                          std::string(1024, 'x'),
                          name("F"),
                          {act::Role::analyst}};
    const auto start = Time::now();
    node_->submit({std::nullopt, act::Body(std::move(body)), std::nullopt},
                  [this, start](const node::Submission&) { acknowledged(start); });
  }

  void acknowledged(Time::time_point since) {
    taken_ms_.push_back(std::chrono::duration<double, std::milli>(Time::now() - since).count());
    if (taken_ms_.size() == count_) {
      executor_.stop();
    } else if (refill_ && submitted_ < count_) {
      enrol();
    }
  }

  std::size_t count_;
  std::size_t submitted_ = 0;
  bool refill_ = false;  ///< each that is durable makes room for another
  crypto::SystemEntropy entropy_;
  cli::SystemClock clock_;
  http::AsioExecutor executor_{2};
  NoLink link_{executor_};
  std::unique_ptr<store::PosixFiles> files_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<node::Node> node_;
  std::vector<double> taken_ms_;
};

void measure(node::Signing signing, std::string_view label, std::size_t count) {
  const double rate = OneNode(signing, count).all();
  bench::print_row(
      fmt::format("durable acts per second, {}", label), rate, "1/s",
      "body above 1 kB, Ed25519; act, leaf, digest and record rows in one transaction; 2 cores");
  const std::vector<double> taken = OneNode(signing, count / 4).paced(rate / 2);
  bench::print_row(fmt::format("acknowledgement p99 at half load, {}", label),
                   taken[taken.size() * 99 / 100], "ms",
                   "from the sequence's taking the act to its being durable");
}

}  // namespace

int main() {
  set_log_level(LogLevel::error);
  measure(node::Signing::by_batch, "one signature per batch", 100'000);
  measure(node::Signing::one_by_one, "one signature each", 40'000);
  return 0;
}
