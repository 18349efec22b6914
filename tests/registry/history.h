#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "crypto/digest.h"
#include "crypto/seeded_entropy.h"
#include "registry/house.h"
#include "registry/shared.h"

/// Acts as the registry meets them: a trace and a body each. All content is invented: EXERCISE.
namespace entente::registry::testing {

inline PartyCode party(std::string_view code) { return PartyCode::parse(code).value(); }
inline Name name(std::string_view text) { return Name::parse(text).value(); }
inline PersonId person(std::string_view text) { return PersonId::parse(text).value(); }
inline CivilDate day(std::string_view text) { return CivilDate::parse(text).value(); }
inline Digest digest_of(std::string_view text) { return crypto::sha256(as_bytes(text)); }

inline const PartyCode kJp = party("JP");
inline const PartyCode kKr = party("KR");
inline const PartyCode& other_of(const PartyCode& one) { return one == kJp ? kKr : kJp; }

inline ItemId item_id(std::uint64_t number) {
  crypto::SeededEntropy entropy(number);
  return new_item_id(entropy);
}
inline ActId act_id(std::uint64_t number) {
  crypto::SeededEntropy entropy(1'000'000 + number);
  return new_act_id(entropy);
}

/// The house that what was written restores, and nothing else.
inline House restored_from(const Changes& changes) {
  House restored;
  for (const Change& change : changes) {
    const Status loaded = restored.load(change.key, as_bytes(*change.json));
    EXPECT_TRUE(loaded.ok()) << change.key << " " << *change.json;
  }
  return restored;
}

struct Recorded {
  Trace trace;
  act::Body body;
};

/// Two parties who issue acts and see each other's up to some place. Each act's digest follows from
/// its place, so that it can be named.
class History {
 public:
  /// `issuer` has seen `seen` of the other's acts; never fewer than it had seen before.
  const Recorded& issue(const PartyCode& issuer, act::Body body, std::size_t seen) {
    std::size_t& seen_before = seen_[issuer];
    seen_before = std::clamp(seen, seen_before, chain_[other_of(issuer)].size());
    std::vector<std::size_t>& chain = chain_[issuer];
    chain.push_back(acts_.size());
    Trace trace;
    trace.digest = digest_of(issuer.text() + std::to_string(chain.size()) + salt_);
    trace.issuer = issuer;
    trace.effect = act::type_of(body).effect;
    trace.effective_at = Instant::from_ms(1'479'862'800'000)
                             .plus_ms(static_cast<std::int64_t>(acts_.size()) * kMsPerDay);
    trace.recorded_at = trace.effective_at;
    trace.to = {{other_of(issuer), chain.size()}};
    trace.seen = {{other_of(issuer), seen_before}};
    acts_.push_back({std::move(trace), std::move(body)});
    return acts_.back();
  }
  /// Having seen everything.
  const Recorded& issue(const PartyCode& issuer, act::Body body) {
    return issue(issuer, std::move(body), chain_[other_of(issuer)].size());
  }

  [[nodiscard]] const std::vector<Recorded>& acts() const { return acts_; }
  /// The acts of `by` that the other party has seen so far.
  [[nodiscard]] std::vector<const Recorded*> seen_of(const PartyCode& by) {
    std::vector<const Recorded*> out;
    for (std::size_t i = 0; i < seen_[other_of(by)]; ++i) {
      out.push_back(&acts_[chain_[by][i]]);
    }
    return out;
  }
  /// Changes all digests that are issued from here on.
  void salt(std::string salt) { salt_ = std::move(salt); }

 private:
  std::vector<Recorded> acts_;
  std::map<PartyCode, std::vector<std::size_t>> chain_;
  std::map<PartyCode, std::size_t> seen_;
  std::string salt_;
};

/// A node: folds what arrives and can find again only what has arrived.
class Folded {
 public:
  void fold(const Recorded& act) {
    arrived_.insert_or_assign(act.trace.digest, act.body);
    const Status folded = shared.fold(
        act.trace, act.body,
        [&](const Digest& digest) -> Result<act::Body> { return arrived_.at(digest); }, changes);
    ENTENTE_INVARIANT(folded.ok());
  }
  Folded& fold_all(const std::vector<Recorded>& acts) {
    for (const Recorded& act : acts) {
      fold(act);
    }
    return *this;
  }
  [[nodiscard]] const Item& item(std::uint64_t number = 1) const {
    const Item* found = shared.item(item_id(number));
    ENTENTE_INVARIANT(found != nullptr);
    return *found;
  }

  Shared shared;
  Changes changes;

 private:
  std::map<Digest, act::Body> arrived_;
};

// ---- Bodies
// ---------------------------------------------------------------------------------------

inline act::ItemRelease release(std::uint64_t item = 1, std::uint64_t id = 1) {
  act::ItemRelease body;
  body.id = act_id(id);
  body.item = item_id(item);
  body.recipient = kJp;
  body.recipient_authority = name("MOD");
  body.title = "EXERCISE";
  body.marking_text = "군사 Ⅱ급 비밀";
  body.marking = name("KR-2");
  body.purpose = name("exercise");
  body.decided_by = person("kim.minji");
  body.reason = "EXERCISE";
  body.assurance = act_id(90);
  body.sending_system = name("kr-system");
  body.receiving_system = name("jp-system");
  body.object = act::ObjectRef{digest_of("manifest"), 100, 80};
  return body;
}
inline act::ItemDispatch dispatch(std::uint64_t item = 1, std::uint64_t id = 2) {
  return {act_id(id), item_id(item), name("in-person"), name("R-1")};
}
inline act::ItemPackageReceipt package_receipt(std::uint64_t item = 1, std::uint64_t id = 3) {
  return {act_id(id), item_id(item), name("R-1")};
}
inline act::ItemContentReceipt content_receipt(std::uint64_t item = 1, std::uint64_t id = 4) {
  return {act_id(id), item_id(item), name("MOD"), digest_of("manifest")};
}
inline act::ItemRegister registration(std::uint64_t item = 1, std::uint64_t id = 5) {
  return {act_id(id), item_id(item),       name("REG-1"), name("JP-GOKUHI"),
          "極秘",     person("sato.hana"), "EXERCISE"};
}
inline act::ItemDestroy destruction(std::uint64_t item = 1, std::uint64_t id = 6) {
  return {act_id(id), item_id(item), name("burning"), person("sato.hana"), person("abe.ren")};
}
inline act::ItemReturn giving_back(std::uint64_t item = 1, std::uint64_t id = 7) {
  return {act_id(id), item_id(item), person("sato.hana"), "EXERCISE"};
}
inline act::ConsentRequest request(std::uint64_t item = 1, std::uint64_t id = 8) {
  return {act_id(id),           item_id(item),    act::ConsentKind::third_party,
          "EXERCISE Institute", name("exercise"), "EXERCISE"};
}
inline act::ConsentGrant grant(std::uint64_t item = 1, std::uint64_t asked = 8,
                               std::uint64_t id = 9) {
  return {act_id(id), act_id(asked), item_id(item), day("2030-01-01"), 1, person("kim.minji")};
}
inline act::ConsentRevoke revocation(std::uint64_t item = 1, std::uint64_t asked = 8,
                                     std::uint64_t id = 10) {
  return {act_id(id), act_id(asked), item_id(item)};
}
inline act::ItemTransfer transfer(std::uint64_t item = 1, std::uint64_t asked = 8,
                                  std::uint64_t id = 11) {
  return {act_id(id),       item_id(item), "EXERCISE Institute",
          name("exercise"), act_id(asked), person("sato.hana")};
}
inline act::VerdictRefuse refusal(const Recorded& of, std::uint64_t id = 12) {
  return {act_id(id), of.trace.digest, *record_key(of.trace.issuer, of.body), "act-order",
          "Art. 12"};
}

/// KR's item from release to registration at JP.
inline History registered_item() {
  History history;
  history.issue(kKr, release());
  history.issue(kKr, dispatch());
  history.issue(kJp, package_receipt());
  history.issue(kJp, content_receipt());
  history.issue(kJp, registration());
  return history;
}

// ---- Any history
// ----------------------------------------------------------------------------------

/// Any act about few items, consents and holds, so that acts cross and contradict each other.
inline act::Body any_body(History& history, const PartyCode& issuer, std::uint64_t id) {
  const auto item = *rc::gen::inRange<std::uint64_t>(1, 4);
  const auto asked = *rc::gen::inRange<std::uint64_t>(100, 112);
  switch (*rc::gen::inRange(0, 17)) {
    case 0:
    case 1: {
      act::ItemRelease body = release(item, id);
      body.recipient = other_of(issuer);
      return body;
    }
    case 2:
      return dispatch(item, id);
    case 3:
      return package_receipt(item, id);
    case 4:
      return content_receipt(item, id);
    case 5:
      return registration(item, id);
    case 6:
      return destruction(item, id);
    case 7:
      return giving_back(item, id);
    case 8:
      return request(item, asked);
    case 9:
      return grant(item, asked, id);
    case 10:
      return revocation(item, asked, id);
    case 11:
      return transfer(item, asked, id);
    case 12:
      return act::AgreementHold{act_id(asked), item_id(item), "EXERCISE"};
    case 13:
      return act::AgreementUnhold{act_id(id), act_id(asked)};
    case 14:
      return act::AgreementSign{act_id(id), "EXERCISE"};
    case 15:
      return act::IncidentReport{act_id(asked), item_id(item), act::IncidentKind::loss,
                                 Instant::from_ms(1), "EXERCISE"};
    default: {
      const auto seen = history.seen_of(other_of(issuer));
      if (seen.empty()) {
        return act::AgreementNotice{act_id(id), "EXERCISE"};
      }
      return refusal(*seen[*rc::gen::inRange<std::size_t>(0, seen.size())], id);
    }
  }
}

inline History any_history(std::size_t longest = 40) {
  History history;
  history.salt(std::to_string(*rc::gen::arbitrary<std::uint32_t>()));
  const auto count = *rc::gen::inRange<std::size_t>(1, longest);
  for (std::size_t i = 0; i < count; ++i) {
    const PartyCode& issuer = *rc::gen::arbitrary<bool>() ? kJp : kKr;
    const auto seen = *rc::gen::inRange<std::size_t>(0, count + 1);
    history.issue(issuer, any_body(history, issuer, 200 + i), seen);
  }
  return history;
}

template <class T>
std::vector<T> shuffled(std::vector<T> values) {
  crypto::SeededEntropy entropy(*rc::gen::arbitrary<std::uint32_t>());
  for (std::size_t i = values.size(); i > 1; --i) {
    std::array<std::uint8_t, 2> raw{};
    entropy.fill(raw);
    std::swap(values[i - 1], values[(raw[0] * 256u + raw[1]) % i]);
  }
  return values;
}

}  // namespace entente::registry::testing
