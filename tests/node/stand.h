#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agreement/builders.h"
#include "base/errors.h"
#include "ledger/checkpoint.h"
#include "node/delivery.h"
#include "node/names.h"
#include "node/node.h"
#include "registry/history.h"
#include "sim/identity.h"
#include "sim/scheduler.h"
#include "store/memory_files.h"
#include "store/memory_store.h"

/// JP's node on virtual ports, and KR as an adversary with valid keys who can send anything.
/// EXERCISE throughout.
namespace entente::node::testing {

using agreement::testing::profile_text;
using registry::testing::day;
using registry::testing::kJp;
using registry::testing::kKr;
using registry::testing::name;
using registry::testing::person;

/// The way to KR: it has seen no head of ours or the one that the test gives, takes no delivery,
/// gives what object it has, and says of its records what the test makes it say.
class Wire final : public Link {
 public:
  std::function<Result<Bytes>(const Bytes&)> records;
  std::function<Result<Bytes>(const TailRequest&)> tail;
  Result<Bytes> head = Bytes{};
  Bytes object;

  void call(const PartyCode&, std::string_view operation, Bytes request, Answer answer) override {
    if (operation == kHeadOperation) {
      answer(head);
    } else if (operation == kRecordsOperation && records) {
      answer(records(request));
    } else if (operation == kTailOperation && tail) {
      answer(tail(parse_tail_request(request).value()));
    } else if (operation == kObjectOperation && !object.empty()) {
      const ObjectRequest range = parse_object_request(request).value();
      const BytesView part = BytesView(object).subspan(range.offset, range.length);
      answer(Bytes(part.begin(), part.end()));
    } else {
      answer(Error(kUnreachable, "The adversary does not answer."));
    }
  }
};

/// JP's node. `stop` and `start` are a crash and a restart.
class Stand {
 public:
  Stand() : clock_(scheduler_, Instant::parse("2026-03-02T09:00:00+09:00").value()) {}

  void start();
  /// Why the node does not even open on what the store has now; nothing if it does.
  [[nodiscard]] std::optional<Error> opening_error();
  void stop() {
    node_.reset();
    executor_.next_life();
    store_.crash();
    files_.crash();
  }
  /// Everything that is due within the next seconds of virtual time.
  void run(std::int64_t ms = 2'000) {
    const std::int64_t until = scheduler_.now() + ms;
    while (scheduler_.step(until)) {
    }
  }

  /// The next events alone, so many.
  void step(int events) {
    for (int i = 0; i < events; ++i) {
      scheduler_.step(scheduler_.now() + 2'000);
    }
  }

  /// Submits and waits until it is recorded or refused.
  Submission submit(act::Body body);
  /// The code of the error, or nothing.
  std::string code_of(act::Body body) {
    const Submission answer = submit(std::move(body));
    return answer.error ? std::string(answer.error->code()) : std::string();
  }
  /// The node's answer to raw bytes from KR.
  Result<Bytes> receive(std::string_view operation, Bytes request);

  /// The same for an operation that answers at once.
  Result<Bytes> receive_at_once(std::string_view operation, Bytes request) {
    std::optional<Result<Bytes>> answer;
    node_->receive(kKr, operation, std::move(request),
                   [&](Result<Bytes> result) { answer = std::move(result); });
    return std::move(answer).value();
  }

  [[nodiscard]] Node& node() { return *node_; }
  [[nodiscard]] Room& room() { return node_->core().rooms().begin()->second; }
  [[nodiscard]] sim::Random& random() { return random_; }
  [[nodiscard]] sim::VirtualClock& clock() { return clock_; }
  [[nodiscard]] store::MemoryStore& store() { return store_; }
  [[nodiscard]] store::MemoryFiles& files() { return files_; }
  [[nodiscard]] Wire& wire() { return wire_; }
  [[nodiscard]] const Identity& partner_keys() const { return partner_; }
  /// KR makes new keys, which an announcement of this invite would name.
  struct Invite {
    Digest digest;
    std::string text;
  };
  Invite rotate_partner() {
    sim::add_keys(partner_, random_);
    return offer(sim::partner_of(partner_, partner_.all_node_keys.size() - 1));
  }
  /// An invite that exists, with whatever keys.
  Invite offer(Partner keys) {
    const Invite made{keys.invite, "invite " + std::to_string(invites_.size())};
    invites_.insert_or_assign(made.text, std::move(keys));
    return made;
  }
  /// What KR gives for any object that JP asks for.
  void offer_object(Bytes object) { wire_.object = std::move(object); }
  [[nodiscard]] Identity& own_keys() { return identity_; }
  /// What the node is opened with.
  [[nodiscard]] Settings& settings() { return settings_; }
  /// The keys in an invite, by its text.
  [[nodiscard]] PartnerResolver resolver() {
    return [this](std::string_view text) -> Result<Partner> {
      const auto offered = invites_.find(text);
      return offered == invites_.end() ? sim::partner_of(partner_) : offered->second;
    };
  }
  [[nodiscard]] const std::optional<Error>& failed() const { return failed_; }
  /// Everything a change would show: the store's image.
  [[nodiscard]] store::MemoryStore::Image image() const { return store_.backup(); }

 private:
  [[nodiscard]] Result<std::unique_ptr<Node>> open();

  sim::Random random_{7};
  sim::Scheduler scheduler_;
  sim::VirtualClock clock_;
  sim::VirtualExecutor executor_{scheduler_, random_};
  store::MemoryStore store_;
  store::MemoryFiles files_;
  Wire wire_;
  Identity identity_ = sim::identity_of(kJp, "jp.exercise.example", random_);
  Identity partner_ = sim::identity_of(kKr, "kr.exercise.example", random_);
  std::map<std::string, Partner, std::less<>> invites_;  ///< by text; any other is KR's first
  Settings settings_;
  std::optional<Error> failed_;
  std::unique_ptr<Node> node_;
};

/// KR, who holds the right keys and keeps a log, and lies where the test tells it to.
class Adversary {
 public:
  explicit Adversary(Stand& stand);

  /// A signed act with the header an honest node would write, after `lie` has changed it.
  using Lie = std::function<void(act::Header&)>;
  LoggedAct act(const act::Body& body, const Lie& lie = {}, Bytes payload = {});
  /// Delivers acts with the growth of the log; the dispositions and codes of the answer.
  struct Answer {
    std::vector<Disposition> dispositions;
    std::vector<std::string> codes;
    std::optional<Error> error;
    [[nodiscard]] std::string code() const { return codes.empty() ? "" : codes.front(); }
    [[nodiscard]] std::optional<Disposition> disposition() const {
      return dispositions.empty() ? std::nullopt : std::optional(dispositions.front());
    }
  };
  Answer deliver(std::vector<LoggedAct> acts);
  Answer say(const act::Body& body, const Lie& lie = {}) { return deliver({act(body, lie)}); }
  /// The delivery as bytes, for a test that damages it.
  [[nodiscard]] Bytes delivery_of(std::vector<LoggedAct> acts);
  /// What the next act would claim to have seen, as an honest node would.
  void look();

  [[nodiscard]] const Digest& newest() const { return newest_; }
  [[nodiscard]] OwnLog& log() { return *log_; }
  /// Goes on in the next epoch of its log, as after a loss.
  void begin_epoch(std::uint32_t epoch);
  /// Goes back to where the chain and the log stood: the next act takes a place anew.
  struct Place {
    std::uint64_t sequence;
    Digest newest;
  };
  [[nodiscard]] Place place() const { return {sequence_, newest_}; }
  void go_back(const Place& place) {
    sequence_ = place.sequence;
    newest_ = place.newest;
  }
  /// With `named` in the header, which an honest node would not do with another's key.
  void sign_with(const crypto::SigningKey& key) { key_ = key; }
  void name_key(const crypto::VerifyingKey& key) { named_ = key; }

 private:
  Stand& stand_;
  crypto::SigningKey key_;
  crypto::VerifyingKey named_;
  std::optional<OwnLog> log_;
  std::uint64_t delivered_ = 0;
  std::uint64_t sequence_ = 0;
  Digest newest_;
  act::Head seen_;
};

/// Both have signed and notified, and told each other what a release needs: the agreement is in
/// force, and KR's item can come.
void bring_into_force(Stand& stand, Adversary& kr);
/// An agreement in force between JP's node and the adversary, who has seen everything.
class InForce : public ::testing::Test {
 protected:
  void SetUp() override {
    stand.start();
    kr.emplace(stand);
    bring_into_force(stand, *kr);
    kr->look();
  }

  Stand stand;
  std::optional<Adversary> kr;
};

/// KR's release of an oral item, which needs no object.
[[nodiscard]] act::ItemRelease oral_release(Stand& stand);

}  // namespace entente::node::testing
