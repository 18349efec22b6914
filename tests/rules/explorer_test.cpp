#include <gtest/gtest.h>

#include <functional>
#include <iostream>
#include <set>
#include <unordered_set>

#include "world.h"

/// Explores two nodes exhaustively: every order in which two parties issue what they are permitted
/// to issue and deliver it to each other, so that consents, revocations, holds, transfers, returns,
/// releases and suspensions cross. The code that decides and folds is the real one.
namespace entente::rules::testing {
namespace {

/// How a node decides: `decide`, or one with a planted error.
using Decider = std::function<Decision(const StateView&, const PartyCode&, const act::Body&)>;

struct Sent {
  Recorded act;
  std::size_t seen;  ///< of the other's acts, when it was issued
};

/// One party's node and what it has sent.
struct Side {
  Folded records;
  std::vector<Sent> sent;
  std::size_t received = 0;
};

struct Pair {
  Side kr;
  Side jp;
  [[nodiscard]] Side& of(const PartyCode& party) { return party == kKr ? kr : jp; }
  [[nodiscard]] const Side& of(const PartyCode& party) const { return party == kKr ? kr : jp; }
  [[nodiscard]] bool quiet() const {
    return kr.received == jp.sent.size() && jp.received == kr.sent.size();
  }
};

const agreement::Profile& suspendable() {
  static const agreement::Profile profile =
      agreement::testing::with_term("agreement_suspension = \"by-any-party\"");
  return profile;
}

registry::House house_of_both() {
  registry::House house;
  registry::Changes changes;
  for (const auto* who : {"kim.minji", "sato.hana"}) {
    house.fold(
        {},
        act::PersonEnrol{
            act_id(1), person(who), "EXERCISE", name("facility-1"), {act::Role::registry_officer}},
        changes);
  }
  return house;
}

class Explorer {
 public:
  Explorer(std::size_t depth, Decider decide) : depth_(depth), decide_(std::move(decide)) {}

  /// Returns the number of different states.
  std::size_t run(const Pair& start) {
    std::vector<Pair> layer{start};
    for (std::size_t depth = 0; depth <= depth_; ++depth) {
      std::vector<Pair> next;
      for (const Pair& pair : layer) {
        check(pair);
        if (depth < depth_) {
          expand(pair, next);
        }
      }
      layer = std::move(next);
    }
    return known_.size();
  }

  [[nodiscard]] const std::set<std::string>& broken() const { return broken_; }

 private:
  static Instant time_of(const PartyCode& party, std::size_t place) {
    return agreement::testing::at("2017-02-01")
        .plus_ms(static_cast<std::int64_t>(place) * 2000 + (party == kKr ? 0 : 1000));
  }

  Decision judge(const Pair& pair, const PartyCode& self, const PartyCode& issuer,
                 const act::Body& body) const {
    const registry::Shared& shared = pair.of(self).records.shared;
    const Instant now = agreement::testing::at("2017-03-01");
    const auto standing = agreement::status(suspendable(), shared.instruments(), now, now);
    const AgreementView view{suspendable(), standing, shared, suspendable(), &suspendable()};
    return decide_({self, now, house_, &view}, issuer, body);
  }

  /// The act at its issuer; time and digest follow from its place, so that orders that come to the
  /// same are one state.
  static void issue(Pair& pair, const PartyCode& issuer, const act::Body& body) {
    Side& side = pair.of(issuer);
    const std::size_t place = side.sent.size() + 1;
    registry::Trace trace;
    trace.issuer = issuer;
    trace.effect = act::type_of(body).effect;
    trace.effective_at = time_of(issuer, place);
    trace.recorded_at = trace.effective_at;
    trace.to = {{other_of(issuer), kBefore + place}};
    trace.seen = {{other_of(issuer), kBefore + side.received}};
    trace.digest =
        digest_of(issuer.text() + std::to_string(place) + "/" + std::to_string(side.received) +
                  std::string(as_text(act::encode_body(body))));
    side.sent.push_back({{trace, body}, side.received});
    side.records.fold(side.sent.back().act);
  }

  std::vector<act::Body> drafts(const PartyCode& party, std::size_t place) const {
    const std::uint64_t id = (party == kKr ? 2000 : 3000) + place;
    const std::uint64_t hold = party == kKr ? 60 : 61;
    std::vector<act::Body> all{act::AgreementHold{act_id(hold), item_id(1), "EXERCISE"},
                               act::AgreementUnhold{act_id(id), act_id(hold)}};
    if (party == kKr) {
      all.emplace_back(grant(1, 8, id));
      all.emplace_back(revocation(1, 8, id));
      all.emplace_back(release(2, id));
      all.emplace_back(act::AgreementSuspend{act_id(id), "EXERCISE"});
    } else {
      all.emplace_back(transfer(1, 8, id));
      all.emplace_back(giving_back(1, id));
    }
    return all;
  }

  void expand(const Pair& pair, std::vector<Pair>& next) {
    for (const PartyCode& party : {kKr, kJp}) {
      const Side& side = pair.of(party);
      for (const act::Body& body : drafts(party, side.sent.size() + 1)) {
        if (judge(pair, party, party, body).permitted()) {
          check_own(pair, party, body);
          Pair after = pair;
          issue(after, party, body);
          keep(std::move(after), next);
        }
      }
      if (side.received < pair.of(other_of(party)).sent.size()) {
        Pair after = pair;
        deliver(after, party);
        keep(std::move(after), next);
      }
    }
  }

  void deliver(Pair& pair, const PartyCode& to) const {
    const PartyCode& from = other_of(to);
    Side& side = pair.of(to);
    const Recorded act = pair.of(from).sent[side.received].act;
    const Decision decision = judge(pair, to, from, act.body);
    ++side.received;
    side.records.fold(act);
    const bool verdict = std::holds_alternative<act::VerdictRefuse>(act.body);
    if (!decision.permitted() && !verdict) {
      issue(pair, to, refusal(act, (to == kKr ? 4000 : 5000) + side.sent.size()));
    }
  }

  void keep(Pair after, std::vector<Pair>& next) {
    std::string key = after.kr.records.shared.digest().hex() +
                      after.jp.records.shared.digest().hex() + std::to_string(after.kr.received) +
                      "/" + std::to_string(after.jp.received);
    for (const Side* side : {&after.kr, &after.jp}) {
      for (const Sent& each : side->sent) {
        key += each.act.trace.digest.hex();
      }
    }
    if (known_.insert(std::move(key)).second) {
      next.push_back(std::move(after));
    }
  }

  void broke(std::string promise) { broken_.insert(std::move(promise)); }

  /// What a party must never issue, from all that it knows.
  void check_own(const Pair& pair, const PartyCode& party, const act::Body& body) {
    const registry::Shared& shared = pair.of(party).records.shared;
    const Instant now = agreement::testing::at("2017-03-01");
    const bool passes =
        agreement::status(suspendable(), shared.instruments(), now, now).exchange_allowed;
    const bool moves = std::holds_alternative<act::ItemTransfer>(body) ||
                       std::holds_alternative<act::ItemRelease>(body);
    if (moves && !passes) {
      broke("nothing passes after a stricter reading forbids it");
    }
    if (!std::holds_alternative<act::ItemTransfer>(body)) {
      return;
    }
    const registry::Item& item = *shared.item(item_id(1));
    const registry::Consent* consent = item.consent(act_id(8));
    if (consent == nullptr || !consent->granted || consent->revoked) {
      broke("no transfer without a consent that stands");
    }
    if (shared.active_hold(party, item_id(1)) != nullptr) {
      broke("no transfer under the own hold");
    }
    if (item.stage != Stage::registered) {
      broke("no transfer of what was given back");
    }
  }

  void check(const Pair& pair) {
    for (const Side* side : {&pair.kr, &pair.jp}) {
      const registry::Item* item = side->records.shared.item(item_id(1));
      if (item == nullptr || item->marking != name("KR-2")) {
        broke("an item stays with its original marking");
        continue;
      }
      const registry::Consent* consent = item->consent(act_id(8));
      if (consent != nullptr && consent->uses > consent->uses_allowed) {
        broke("a consent is used as often as it says");
      }
    }
    if (!pair.quiet()) {
      return;
    }
    if (pair.kr.records.shared.digest() != pair.jp.records.shared.digest()) {
      broke("both hold the same records when all has arrived");
    }
    const auto responsible = [](const Side& side) {
      return side.records.shared.item(item_id(1))->responsible_party();
    };
    if (responsible(pair.kr) != responsible(pair.jp)) {
      broke("one party is responsible");
    }
  }

  static constexpr std::size_t kBefore = 100;  ///< places of the acts before the exploration

  std::size_t depth_;
  Decider decide_;
  registry::House house_ = house_of_both();
  std::unordered_set<std::string> known_;
  std::set<std::string> broken_;
};

/// Item 1 is in JP's register, and JP has asked whether it may hand it on.
Pair start() {
  History history;
  history.issue(kKr, act::AgreementSign{act_id(500), "EXERCISE"});
  history.issue(kJp, act::AgreementSign{act_id(501), "EXERCISE"});
  history.issue(kKr, act::AgreementNotify{act_id(502), "EXERCISE"});
  history.issue(kJp, act::AgreementNotify{act_id(503), "EXERCISE"});
  const CivilDate from = day("2016-11-23");
  const CivilDate until = day("2026-11-22");
  history.issue(kJp, act::AuthorityNotify{act_id(80), name("MOD"), "EXERCISE", from, {}});
  history.issue(kJp, act::SystemAccredit{act_id(81), name("jp-system"), name("SECRET"), name("MOD"),
                                         from, until});
  history.issue(kKr, act::SystemAccredit{act_id(82), name("kr-system"), name("SECRET"), name("MND"),
                                         from, until});
  history.issue(
      kJp, act::AssuranceGive{act_id(90), name("SECRET"), name("MOD"), true, true, true, until});
  history.issue(kKr, release());
  history.issue(kKr, dispatch());
  history.issue(kJp, package_receipt());
  history.issue(kJp, content_receipt());
  history.issue(kJp, registration());
  history.issue(kJp, request());
  Pair pair;
  pair.kr.records.fold_all(history.acts());
  pair.jp.records.fold_all(history.acts());
  return pair;
}

// Under the address sanitizer a step takes many times as long.
constexpr std::size_t kDepth = __has_feature(address_sanitizer) ? 5 : 6;

TEST(Explorer, consents_holds_and_crossing_acts_keep_their_promises_I4_I6_I9_I11_I13) {
  Explorer explorer(kDepth, decide);
  const std::size_t states = explorer.run(start());
  std::cout << "different states of two nodes: " << states << "\n";
  EXPECT_GT(states, 5'000u);
  EXPECT_EQ(explorer.broken(), std::set<std::string>());
}

/// Decides like `decide`, but does not look at one thing.
Decider without_consent() {
  return [](const StateView& view, const PartyCode& issuer, const act::Body& body) {
    if (std::holds_alternative<act::ItemTransfer>(body)) {
      Decision decision;
      decision.require(kNoThirdParty, true);
      return decision;
    }
    return decide(view, issuer, body);
  };
}

/// As if no instrument had been given since: the standing of an agreement in force.
Decider with_an_old_standing() {
  return [](const StateView& view, const PartyCode& issuer, const act::Body& body) {
    agreement::Standing old = view.agreement->standing;
    old.exchange_allowed = true;
    const AgreementView stale{view.agreement->profile, old, view.agreement->shared,
                              view.agreement->texts, view.agreement->overlay};
    return decide({view.self, view.now, view.house, &stale}, issuer, body);
  };
}

TEST(Explorer, finds_a_planted_error_in_consents_I4) {
  Explorer explorer(2, without_consent());
  explorer.run(start());
  EXPECT_TRUE(explorer.broken().contains("no transfer without a consent that stands"));
}

TEST(Explorer, finds_a_planted_error_in_the_standing_I13) {
  Explorer explorer(3, with_an_old_standing());
  explorer.run(start());
  EXPECT_TRUE(explorer.broken().contains("nothing passes after a stricter reading forbids it"));
}

TEST(Explorer, finds_a_planted_error_in_folding_I11) {
  Pair apart = start();
  Recorded secret{{}, act::AgreementHold{act_id(99), item_id(1), "EXERCISE"}};
  secret.trace.issuer = kKr;
  secret.trace.digest = digest_of("never delivered");
  apart.kr.records.fold(secret);
  Explorer explorer(0, decide);
  explorer.run(apart);
  EXPECT_TRUE(explorer.broken().contains("both hold the same records when all has arrived"));
}

}  // namespace
}  // namespace entente::rules::testing
