#pragma once

#include <list>
#include <vector>

#include "base/errors.h"
#include "world.h"

/// Three parties around a hub: KR's item goes to US under the agreement of 1987, and from there to
/// JP under an invented one; KR and JP have an agreement of their own besides. EXERCISE throughout.
namespace entente::rules::testing {

inline const PartyCode kUs = party("US");

/// One agreement with what is on record under it.
class Leg {
 public:
  explicit Leg(agreement::Profile profile) : profile_(std::move(profile)) {
    standing.exchange_allowed = standing.access_allowed = true;
  }
  /// Issued to `to` by one who has seen everything.
  Leg& add(const PartyCode& issuer, const PartyCode& to, const act::Body& body) {
    return add_to(issuer, {to}, body);
  }
  Leg& add_to(const PartyCode& issuer, const std::vector<PartyCode>& to, const act::Body& body) {
    registry::Trace trace;
    trace.digest = digest_of(profile_.id().text() + std::to_string(++number_));
    trace.issuer = issuer;
    trace.effect = act::type_of(body).effect;
    const auto since_first = static_cast<std::int64_t>(number_);
    trace.effective_at = trace.recorded_at =
        agreement::testing::at("2020-01-01").plus_ms(since_first);
    for (const PartyCode& party : to) {
      trace.to.push_back({party, number_});
      trace.seen.push_back({party, 1'000'000});
    }
    registry::Changes changes;
    const Status folded = shared_.fold(
        trace, body,
        [](const Digest&) -> Result<act::Body> { return Error(kNotFound, "Not again."); }, changes);
    EXPECT_TRUE(folded.ok());
    return *this;
  }
  Leg& under(const std::string& profile) {
    profile_ = agreement::testing::load(profile);
    return *this;
  }
  [[nodiscard]] AgreementView view() const {
    return {profile_, standing, shared_, profile_, &profile_};
  }
  [[nodiscard]] const registry::Item& item() const { return *shared_.item(item_id(1)); }
  [[nodiscard]] const registry::Shared& shared() const { return shared_; }

  agreement::Standing standing;

 private:
  agreement::Profile profile_;
  registry::Shared shared_;
  std::uint64_t number_ = 0;
};

/// The text of a shipped profile with `from` replaced by `to`, which stands there.
inline std::string changed(std::string text, std::string_view from, std::string_view to) {
  const std::size_t place = text.find(from);
  ENTENTE_INVARIANT(place != std::string::npos);
  return text.replace(place, from.size(), to);
}
inline std::string text_of_hub() {
  return changed(agreement::testing::shipped_text("tisa-2014-exercise"),
                 "id = \"tisa-2014-exercise\"", "id = \"exercise-us-jp\"");
}

/// KR's item 1 in the register of `holder`, which marked it so.
inline void give_item(Leg& leg, const PartyCode& holder, std::string_view marking,
                      std::string_view text, act::ItemRelease body = release()) {
  body.recipient = holder;
  act::ItemRegister entry = registration();
  entry.marking = name(marking);
  entry.marking_text = std::string(text);
  leg.add(kKr, holder, body).add(kKr, holder, dispatch());
  leg.add(holder, kKr, package_receipt()).add(holder, kKr, content_receipt());
  leg.add(holder, kKr, entry);
}

inline act::ConsentRequest asks_for(std::string_view recipient, std::uint64_t id = 8) {
  act::ConsentRequest body = request(1, id);
  body.recipient = std::string(recipient);
  return body;
}
inline act::ItemTransfer transfer_to(std::string_view recipient) {
  act::ItemTransfer body = transfer();
  body.recipient = std::string(recipient);
  return body;
}

/// What US releases to JP: KR's item by the way it came.
inline act::ItemRelease passed_on() {
  act::ItemRelease body = release(1, 100);
  body.recipient = kJp;
  body.marking = name("US-S");
  body.marking_text = "SECRET";
  body.sending_system = name("us-system");
  body.origin = act::Origin{kKr, name("KR-2"), "군사 Ⅱ급 비밀", {}};
  body.origin->hops = {{name("us-kr-1987"), kUs, name("US-S"), act_id(8)}};
  return body;
}

/// Everything that US needs to pass KR's item on to JP.
class Hub {
 public:
  Hub() {
    give_item(kr_us, kUs, "US-S", "SECRET");
    kr_us.add(kUs, kKr, asks_for("JP")).add(kKr, kUs, grant());
    kr_us.add(kUs, kKr, transfer_to("JP"));
    us_jp.add(kJp, kUs,
              act::AuthorityNotify{act_id(80), name("MOD"), "EXERCISE", day("2016-11-23"), {}});
    us_jp.add(kJp, kUs,
              act::SystemAccredit{act_id(81), name("jp-system"), name("SECRET"), name("MOD"),
                                  day("2016-11-23"), day("2026-11-22")});
    us_jp.add(kUs, kJp,
              act::SystemAccredit{act_id(82), name("us-system"), name("SECRET"), name("DOD"),
                                  day("2016-11-23"), day("2026-11-22")});
    us_jp.add(kJp, kUs,
              act::AssuranceGive{act_id(90), name("SECRET"), name("MOD"), true, true, true,
                                 day("2026-11-22")});
    keep(facility_1()).keep(officer_of_facility_1());
    enrol("kim.minji", act::Role::registry_officer);
    enrol("sato.hana", act::Role::registry_officer);
    enrol("ito.yui", act::Role::analyst);
  }
  /// It is at JP, by the hub.
  Hub& arrive() {
    us_jp.add(kUs, kJp, passed_on()).add(kUs, kJp, dispatch());
    us_jp.add(kJp, kUs, package_receipt()).add(kJp, kUs, content_receipt());
    us_jp.add(kJp, kUs, registration());
    return *this;
  }
  Hub& keep(const act::Body& body) {
    registry::Changes changes;
    house.fold({}, body, changes);
    return *this;
  }
  Hub& enrol(std::string_view who, act::Role role) {
    return keep(act::PersonEnrol{act_id(1), person(who), "EXERCISE", name("facility-1"), {role}});
  }

  /// `issuer`'s act under `leg`, decided at `self`'s node, which knows the item under `others` too.
  [[nodiscard]] Decision decide_under(const Leg& leg, const std::vector<const Leg*>& others,
                                      const PartyCode& self, const PartyCode& issuer,
                                      const act::Body& body) const {
    const AgreementView view = leg.view();
    std::vector<AgreementView> elsewhere;
    for (const Leg* other : others) {
      elsewhere.push_back(other->view());
    }
    return decide({self, now, house, &view, elsewhere}, issuer, body);
  }
  /// US drafts an act under the agreement with JP.
  [[nodiscard]] Decision at_hub(const act::Body& body) const {
    return decide_under(us_jp, {&kr_us}, kUs, kUs, body);
  }

  Leg kr_us{agreement::testing::load(agreement::testing::shipped_text("us-kr-1987"))};
  Leg us_jp{agreement::testing::load(text_of_hub())};
  Leg kr_jp{agreement::testing::load(agreement::testing::profile_text())};
  registry::House house;
  Instant now = agreement::testing::at("2020-06-01");
};

}  // namespace entente::rules::testing
