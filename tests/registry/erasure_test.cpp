#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "act/redaction.h"
#include "history.h"
#include "registry/house.h"

/// A person who is erased is in no record any more, and the registers keep their rows. EXERCISE
/// throughout.
namespace entente::registry::testing {
namespace {

const PersonId kHana = person("sato.hana");
const PersonId kOther = person("ito.yui");
const ActId kLeft = act_id(900);
const act::PersonErase kErasure{
    act_id(901), kLeft, 0, {}, "EXERCISE Act 1", person("abe.ren"), person("kim.minji")};

/// The house's records as they are stored.
using Records = std::map<std::string, std::string>;

void keep(Records& records, const Changes& changes) {
  for (const Change& change : changes) {
    if (change.json) {
      records[change.key] = *change.json;
    } else {
      records.erase(change.key);
    }
  }
}

struct Folded {
  House house;
  Records records;

  void fold(const act::Body& body, std::int64_t second) {
    Changes changes;
    Trace trace;
    trace.effective_at = Instant::from_ms(second * 1'000);
    house.fold(trace, body, changes);
    keep(records, changes);
  }
};

/// Something about one of the two persons, or done by one of them.
act::Body something(int kind, const PersonId& who, const PersonId& by, std::uint64_t item) {
  switch (kind) {
    case 0:
      return act::PersonEnrol{act_id(1), who, "EXERCISE Hana", name("F"), {act::Role::analyst}};
    case 1:
      return act::ClearanceGrant{act_id(2),         who,      {name("SECRET")}, day("2020-01-01"),
                                 day("2029-12-31"), Zone{540}};
    case 2:
      return act::NeedToKnowGrant{act_id(3),        who, item_id(item),
                                  name("exercise"), by,  Instant::from_ms(9'000'000)};
    case 3: {
      act::ItemAccess access;
      access.item = item_id(item);
      access.person = who;
      return access;
    }
    case 4: {
      act::ItemCopy copy;
      copy.item = item_id(item);
      copy.requested_by = who;
      return copy;
    }
    case 5:
      return act::FacilityAppoint{act_id(6), name("F"), who, day("2020-01-01"), day("2029-12-31")};
    default:
      return act::ClearanceRevoke{act_id(5), who, "EXERCISE reason"};
  }
}

RC_GTEST_PROP(Erasure, leaves_the_records_that_the_erased_acts_fold_to_R6_5, ()) {
  std::vector<act::Body> acts{something(0, kHana, kOther, 1)};
  const int count = *rc::gen::inRange(0, 30);
  for (int i = 0; i < count; ++i) {
    const bool hana = *rc::gen::arbitrary<bool>();
    acts.push_back(something(*rc::gen::inRange(0, 7), hana ? kHana : kOther, hana ? kOther : kHana,
                             *rc::gen::inRange<std::uint64_t>(1, 3)));
  }
  acts.push_back(something(0, kHana, kOther, 1));
  acts.emplace_back(act::PersonLeave{kLeft, kHana, "EXERCISE reason"});

  Folded live;
  Folded again;
  const act::Redaction redaction{kHana, erased_person(kLeft)};
  std::int64_t second = 0;
  for (act::Body& body : acts) {
    live.fold(body, ++second);
    static_cast<void>(act::redact_body(body, redaction));
    again.fold(body, second);
  }
  live.fold(kErasure, ++second);
  again.fold(kErasure, second);
  RC_ASSERT(live.house.digest() == again.house.digest());
  RC_ASSERT(live.records == again.records);
  for (const auto& [key, json] : live.records) {
    RC_ASSERT(key.find(kHana.text()) == std::string::npos);
    RC_ASSERT(json.find(kHana.text()) == std::string::npos);
  }
  RC_ASSERT(live.house.person(erased_person(kLeft))->name == act::kErasedText);
  RC_ASSERT(live.house.person(kHana) == nullptr);
}

TEST(Erasure, is_of_one_person_and_is_done_once_R6_5) {
  Folded folded;
  folded.fold(something(0, kHana, kOther, 1), 1);
  folded.fold(something(0, kOther, kHana, 1), 2);
  folded.fold(act::PersonLeave{kLeft, kHana, "EXERCISE"}, 3);
  folded.fold(kErasure, 4);
  const Digest once = folded.house.digest();
  folded.fold(kErasure, 5);
  EXPECT_EQ(folded.house.digest(), once);
  EXPECT_EQ(folded.house.person(kOther)->name, "EXERCISE Hana") << "somebody else's name stays";
  EXPECT_TRUE(folded.house.who_left_by(kLeft)->erased());
}

TEST(Erasure, of_one_who_did_something_leaves_what_was_said_of_others_R6_5) {
  act::Body leave(act::PersonLeave{act_id(4), kOther, "EXERCISE reason"});
  EXPECT_FALSE(act::redact_body(leave, {kHana, erased_person(kLeft)}));
  act::Body order(kErasure);
  EXPECT_TRUE(act::redact_body(order, {person("abe.ren"), erased_person(kLeft)}));
  EXPECT_EQ(std::get<act::PersonErase>(order).ground, "EXERCISE Act 1");
  EXPECT_EQ(std::get<act::PersonErase>(order).by, erased_person(kLeft));
}

}  // namespace
}  // namespace entente::registry::testing
