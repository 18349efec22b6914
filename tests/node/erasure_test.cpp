#include "node/erasure.h"

#include "base/encoding.h"
#include "node/entry.h"
#include "node/stand.h"
#include "node/tombstone.h"

/// What a law demands to be erased of the house's ledger is gone, and the ledger still verifies
/// (R6.5, I11, T13). EXERCISE throughout.
namespace entente::node::testing {
namespace {

const PersonId kHana = person("sato.hana");

class ErasureTest : public InForce {
 protected:
  void SetUp() override {
    InForce::SetUp();
    record(act::FacilityEnter{id(),
                              name("facility-1"),
                              "EXERCISE",
                              {name("SECRET")},
                              day("2020-01-01"),
                              day("2030-01-01"),
                              Zone{540}});
    for (const char* officer : {"abe.ren", "kim.minji"}) {
      record(act::PersonEnrol{
          id(), person(officer), "EXERCISE", name("facility-1"), {act::Role::security_officer}});
    }
    record(
        act::PersonEnrol{id(), kHana, "EXERCISE Hana", name("facility-1"), {act::Role::analyst}});
    record(act::ClearanceGrant{
        id(), kHana, {name("SECRET")}, day("2020-01-01"), day("2030-01-01"), Zone{540}});
    // A denial names her too.
    EXPECT_NE(stand.code_of(act::ClearanceResume{id(), kHana, "EXERCISE of Hana"}), "");
  }
  ActId id() { return new_act_id(stand.random()); }
  void record(act::Body body) { ASSERT_EQ(stand.code_of(std::move(body)), ""); }
  void leave() { record(act::PersonLeave{id(), kHana, "EXERCISE of Hana"}); }

  Submission erase(const PersonId& witness = person("kim.minji")) {
    std::optional<Submission> answer;
    stand.node().erase_person({kHana, "EXERCISE Act 1", person("abe.ren"), witness},
                              [&](const Submission& said) { answer = said; });
    stand.run();
    return answer.value();
  }
  std::string code_of_erasing() {
    const Submission said = erase();
    return said.error ? std::string(said.error->code()) : std::string();
  }
  /// How many values of the store name her, also within the payloads of acts.
  int values_naming_her() {
    int found = 0;
    for (const Space space :
         {Space::act, Space::record, Space::meta, Space::audit, Space::refused, Space::access}) {
      static_cast<void>(stand.store().scan(space, {}, {}, [&](BytesView, BytesView value) {
        const BytesView row = space == Space::act ? value.subspan(32) : value;
        const auto denied = format::from_json_text<Denied>(value);
        found += names_her(row) || (denied.ok() && names_her(denied->body)) ? 1 : 0;
        return Status{};
      }));
    }
    return found;
  }
  Bytes row_of(LogNumber log, std::uint64_t place) {
    return stand.store().get(Space::act, log_key(log, place)).value().value();
  }
  void put(LogNumber log, std::uint64_t place, Bytes row) {
    stand.store().commit({{Space::act, log_key(log, place), std::move(row)}},
                         [](const Status& status) { ASSERT_TRUE(status.ok()); });
    stand.run();
  }
  LogReport verified() { return stand.node().verify_house().value(); }

 private:
  static bool names_her(BytesView row) {
    const auto has = [](std::string_view text) {
      return text.find(kHana.text()) != std::string_view::npos ||
             text.find("Hana") != std::string_view::npos;
    };
    if (has(as_text(row))) {
      return true;
    }
    if (is_tombstone(row)) {
      return has(as_text(parse_tombstone(row).value().body));
    }
    const auto envelope = act::parse_envelope(row);
    return envelope.ok() && has(as_text(envelope->payload));
  }
};

TEST_F(ErasureTest, leaves_nothing_that_names_the_person_and_every_leaf_as_it_was_R6_5) {
  leave();
  ASSERT_GE(values_naming_her(), 5);
  const OwnLog& log = stand.node().core().house_log();
  const ledger::Head before{log.durable(), log.tree().root_at(log.durable()).value()};
  const Submission done = erase();
  ASSERT_FALSE(done.error) << done.error->message();
  EXPECT_EQ(values_naming_her(), 0);
  EXPECT_TRUE(ledger::check_extends(log.tree(), before).ok()) << "no leaf changed";
  const LogReport report = verified();
  EXPECT_TRUE(report.ok);
  EXPECT_EQ(report.erased, 3u);
  EXPECT_TRUE(stand.node().house_matches_acts().value());
  const registry::House& house = stand.node().core().house();
  EXPECT_EQ(house.person(kHana), nullptr);
  EXPECT_TRUE(house.people().begin()->second.entries.size() >= 1) << "the register keeps its row";
}

TEST_F(ErasureTest, is_the_same_after_a_restart_and_can_be_explained_R6_5) {
  leave();
  ASSERT_EQ(code_of_erasing(), "");
  const Digest records = stand.node().core().house().digest();
  stand.stop();
  stand.start();
  EXPECT_EQ(stand.node().core().house().digest(), records);
  EXPECT_TRUE(verified().ok);
  stand.run(200'000);
  EXPECT_FALSE(stand.node().scrubber().damage());
}

TEST_F(ErasureTest, is_refused_of_one_who_is_there_or_by_one_person_alone_or_twice_R6_5) {
  const int naming = values_naming_her();
  EXPECT_EQ(code_of_erasing(), "node.denied");
  leave();
  EXPECT_TRUE(erase(person("abe.ren")).error);
  EXPECT_GE(values_naming_her(), naming) << "nothing was lost";
  EXPECT_EQ(code_of_erasing(), "");
  EXPECT_EQ(code_of_erasing(), "node.denied");
}

TEST_F(ErasureTest, who_is_lost_with_the_power_is_erased_wholly_or_not_at_all_T13) {
  leave();
  const int naming = values_naming_her();
  const auto before = stand.image();
  for (int events = 0; events < 40; ++events) {
    stand.node().erase_person({kHana, "EXERCISE Act 1", person("abe.ren"), person("kim.minji")},
                              [](const Submission&) {});
    stand.step(events);
    stand.stop();
    stand.start();
    const int left = values_naming_her();
    EXPECT_TRUE(left == 0 || left == naming) << left << " after " << events;
    EXPECT_TRUE(verified().ok);
    stand.stop();
    stand.store().restore(before);
    stand.start();
  }
}

TEST_F(ErasureTest, nobody_hides_an_act_by_calling_it_erased_AB26) {
  leave();
  ASSERT_EQ(code_of_erasing(), "");
  const std::uint64_t victim = 1;  // an entry that names somebody else
  const Bytes row = row_of(kHouseLog, victim);
  ASSERT_TRUE(is_act(BytesView(row).subspan(32)));
  std::uint64_t erased = victim;
  while (!is_tombstone(BytesView(row_of(kHouseLog, erased)).subspan(32))) {
    ++erased;
  }
  const Tombstone real = parse_tombstone(BytesView(row_of(kHouseLog, erased)).subspan(32)).value();
  const auto buried = [&](std::vector<ActId> by) {
    Tombstone forged = real;
    forged.erased_by = std::move(by);
    const auto entry = row_entry(BytesView(row).first(32), BytesView(row).subspan(32), {}).value();
    Bytes made(entry.commitment.view().begin(), entry.commitment.view().end());
    append(made, encode_tombstone(forged));
    return made;
  };
  for (const std::vector<ActId>& by : {real.erased_by, {id()}, std::vector<ActId>()}) {
    put(kHouseLog, victim, buried(by));
    EXPECT_FALSE(verified().ok);
    EXPECT_TRUE(verified().first_bad);
  }
  put(kHouseLog, victim, row);
  EXPECT_TRUE(verified().ok);
  // An agreement's ledger has no such entry at all.
  const LogNumber shared = stand.room().log.number();
  const Bytes act = row_of(shared, 0);
  const auto entry =
      row_entry(BytesView(act).first(32), BytesView(act).subspan(32), stand.room().log.name());
  Bytes made(entry.value().commitment.view().begin(), entry.value().commitment.view().end());
  append(made, encode_tombstone(real));
  put(shared, 0, made);
  EXPECT_EQ(stand.node().verify_log(stand.room().id).value().first_bad, 0u);
}

}  // namespace
}  // namespace entente::node::testing
