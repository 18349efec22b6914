#include "act/errors.h"
#include "base/errors.h"
#include "node/errors.h"
#include "node/stand.h"

/// What the node promises of its own acts, its store and its clock.
namespace entente::node::testing {
namespace {

act::AgreementHold hold(Stand& stand, std::string reason = "EXERCISE") {
  return {new_act_id(stand.random()), std::nullopt, std::move(reason)};
}

TEST(OwnActs, that_the_partner_could_not_read_are_never_signed) {
  Stand stand;
  stand.start();
  const auto before = stand.image();
  EXPECT_EQ(stand.code_of(hold(stand, std::string(limits::kTextField + 1, 'x'))),
            act::kMalformed.code);
  EXPECT_EQ(stand.code_of(act::PersonEnrol{new_act_id(stand.random()), {}, "EXERCISE", {}, {}}),
            act::kMalformed.code);
  EXPECT_EQ(stand.image(), before);
  EXPECT_EQ(stand.code_of(hold(stand, std::string(limits::kTextField, 'x'))), "");
}

TEST(OwnActs, are_no_larger_than_what_is_read_again) {
  Stand stand;
  stand.start();
  const auto before = stand.image();
  act::InventoryTake body;
  body.id = new_act_id(stand.random());
  body.agreement = AgreementId::parse("jp-kr-2016/exercise").value();
  body.taken_by = PersonId::parse("sato.hana").value();
  body.unknown.assign(8192, std::string(90, 'x'));
  EXPECT_EQ(stand.code_of(body), kTooLarge.code);
  EXPECT_EQ(stand.image(), before);
  body.unknown.assign(8192, std::string(80, 'x'));
  EXPECT_EQ(stand.code_of(body), kDenied.code) << "small enough to be decided";
}

TEST(OwnActs, are_not_signed_while_the_clock_is_behind_the_newest_AB19_T18) {
  Stand stand;
  stand.start();
  ASSERT_EQ(stand.code_of(hold(stand)), "");
  stand.clock().skew_ms -= 3'600'000;
  const auto before = stand.image();
  EXPECT_EQ(stand.code_of(hold(stand)), kClockBack.code);
  EXPECT_EQ(stand.image(), before);
  stand.clock().skew_ms += 3'600'000;
  EXPECT_EQ(stand.code_of(hold(stand)), "");
}

TEST(FullDisk, stops_the_node_and_loses_nothing_that_was_acknowledged_AB79_T12) {
  Stand stand;
  stand.start();
  ASSERT_EQ(stand.code_of(hold(stand)), "");
  const Digest acknowledged = stand.room().shared.digest();
  stand.store().fail_commit(1, Error(kIo, "No space is left on the device."));
  bool answered = false;
  stand.node().submit({stand.room().id, act::Body(hold(stand))},
                      [&](const Submission& submission) { answered = !submission.error; });
  stand.run();
  EXPECT_FALSE(answered) << "an act was acknowledged that is not on the disk";
  ASSERT_TRUE(stand.failed().has_value());
  EXPECT_EQ(stand.failed()->code(), kIo.code);
  stand.stop();
  stand.start();
  EXPECT_EQ(stand.room().shared.digest(), acknowledged);
  EXPECT_EQ(stand.code_of(hold(stand)), "");
}

TEST(RestoredBackup, is_recognised_and_signs_nothing_AB25_T14) {
  Stand stand;
  stand.start();
  ASSERT_EQ(stand.code_of(hold(stand)), "");
  const auto backup = stand.store().backup();
  ASSERT_EQ(stand.code_of(hold(stand)), "");
  stand.run(10'000);
  stand.stop();
  stand.store().restore(backup);
  stand.start();
  EXPECT_EQ(stand.code_of(hold(stand)), kRolledBack.code);
}

class RestoredHome : public ::testing::Test {
 protected:
  RestoredHome() {
    stand.start();
    EXPECT_EQ(stand.code_of(hold(stand)), "");
    stand.stop();
    EXPECT_TRUE(stand.files().make_folder("signer").ok());
    EXPECT_TRUE(write_atomically(stand.files(), kRestoredMark, to_bytes("2026-03-02")).ok());
  }
  /// A head of this node's log that has seen `acts` more than there are.
  std::string head_of(std::size_t acts) {
    OwnLog log = OwnLog::make(1, stand.room().log.origin(), stand.room().profile.digest(),
                              stand.own_keys().log_keys)
                     .value();
    for (std::size_t i = 0; i < stand.room().log.durable() + acts; ++i) {
      static_cast<void>(log.append(ledger::EntryKind::shared, {}, {}, stand.random()));
    }
    log.durable_to(stand.room().log.durable() + acts);
    return log.sign_head(stand.room().log.durable() + acts).value();
  }

  Stand stand;
};

TEST_F(RestoredHome, signs_nothing_before_its_partner_has_said_what_it_saw_AB25_T14) {
  stand.wire().head = Error(kUnreachable, "KR is not there.");
  stand.start();
  const auto before = stand.image();
  EXPECT_EQ(stand.code_of(hold(stand)), kRestored.code);
  EXPECT_EQ(stand.image(), before);
  EXPECT_EQ(stand.receive(kActsOperation, {}).error().code(), kRestored.code);
  // A partner that was restored too must be able to ask.
  EXPECT_TRUE(stand.receive(kHeadOperation, encode_head_request({stand.room().id, 0, 0})).ok());
  stand.stop();
  stand.start();
  EXPECT_EQ(stand.code_of(hold(stand)), kRestored.code) << "a restart made it forget";
  stand.wire().head = Bytes{};
  stand.run(60'000);
  EXPECT_EQ(stand.code_of(hold(stand)), "");
  stand.stop();
  stand.start();
  EXPECT_EQ(stand.code_of(hold(stand)), "") << "it asks for ever";
}

TEST_F(RestoredHome, never_signs_where_its_partner_has_seen_more_AB25_T14) {
  stand.wire().head = Error(kUnreachable, "KR is not there.");
  stand.start();
  stand.wire().head = to_bytes(head_of(3));
  stand.run(60'000);
  EXPECT_EQ(stand.code_of(hold(stand)), kRolledBack.code);
  stand.stop();
  stand.start();
  stand.run(60'000);
  EXPECT_EQ(stand.code_of(hold(stand)), kRolledBack.code);
}

TEST_F(RestoredHome, is_not_confirmed_by_a_head_that_is_not_its_own_AB25) {
  stand.wire().head = to_bytes("nothing that this node signed");
  stand.start();
  stand.run(60'000);
  EXPECT_EQ(stand.code_of(hold(stand)), kRestored.code);
}

TEST(Profile, with_a_fault_is_not_taken_in_and_says_where) {
  Stand stand;
  stand.start();
  const auto before = stand.image();
  std::string text = profile_text();
  text.replace(text.find("id = \"jp-kr-2016\""), 17, "id = \"other-2016\"\nsurprise = 1");
  const auto proposed = stand.node().core().propose(text, "other.toml", [] {});
  ASSERT_FALSE(proposed.ok());
  EXPECT_NE(proposed.error().describe().find("other.toml:"), std::string::npos)
      << proposed.error().describe();
  EXPECT_EQ(stand.image(), before);
  // The same id with another text is another agreement, and is refused.
  const auto other = stand.node().core().propose(profile_text() + "\n# changed\n", "p.toml", [] {});
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().code(), kOtherText.code);
}

TEST(Denials, are_counted_within_bounds_and_survive_a_restart_AB79) {
  Stand stand;
  stand.start();
  const auto release_of = [&](ItemId item) {
    act::ItemDispatch body;
    body.id = new_act_id(stand.random());
    body.item = std::move(item);
    body.channel = name("by-hand");
    body.registration = name("reg-1");
    return body;
  };
  const ItemId item = new_item_id(stand.random());
  EXPECT_EQ(stand.code_of(release_of(item)), kDenied.code);
  EXPECT_EQ(stand.code_of(release_of(item)), kDenied.code);
  stand.stop();
  stand.start();
  ASSERT_EQ(stand.node().core().audited().rows().size(), 1U);
  const Denied kept = stand.node().core().audited().rows().begin()->second;
  EXPECT_EQ(kept.type, "item.dispatch");
  EXPECT_EQ(kept.code, "known");
  EXPECT_EQ(kept.item, item);
  EXPECT_EQ(kept.count, 2U);
  for (std::size_t i = 0; i < limits::kAuditRows + 10; ++i) {
    stand.node().submit({stand.room().id, act::Body(release_of(new_item_id(stand.random())))},
                        [](const Submission&) {});
  }
  stand.run();
  EXPECT_EQ(stand.node().core().audited().rows().size(), limits::kAuditRows);
}

TEST(Denials, of_releases_count_together_since_no_item_came_to_be_AB79) {
  Stand stand;
  stand.start();
  ReleaseRequest request;
  request.agreement = stand.room().id;
  request.recipient = kKr;
  request.marking = stand.room().profile.equivalence().scheme(kJp)->markings().front().text;
  request.purpose = name("exercise");
  request.decided_by = person("nobody");
  for (int time = 0; time < 3; ++time) {
    static const Bytes kContent{1, 2, 3};
    stand.node().custody().release(request, std::make_shared<MemorySource>(kContent),
                                   [](const Result<Released>& released, const rules::Decision&) {
                                     EXPECT_FALSE(released.ok());
                                   });
    stand.run();
  }
  ASSERT_EQ(stand.node().core().audited().rows().size(), 1U);
  const Denied kept = stand.node().core().audited().rows().begin()->second;
  EXPECT_EQ(kept.type, "item.release");
  EXPECT_EQ(kept.count, 3U);
  EXPECT_FALSE(kept.item.has_value());
}

TEST(Queue, that_is_full_refuses_and_says_so_T17) {
  Stand stand;
  stand.start();
  std::map<std::string, int> codes;
  const std::size_t many = Settings{}.queue_max + 100;
  for (std::size_t i = 0; i < many; ++i) {
    stand.node().submit({stand.room().id, act::Body(hold(stand))}, [&](const Submission& s) {
      ++codes[s.error ? std::string(s.error->code()) : std::string()];
    });
  }
  stand.run();
  EXPECT_GT(codes[std::string(kOverloaded.code)], 0);
  EXPECT_EQ(codes[std::string(kOverloaded.code)] + codes[""], static_cast<int>(many));
  EXPECT_EQ(stand.code_of(hold(stand)), "");
}

// What is folded is looked at only once it is durable: an act that is under way is no fault.
TEST(Verification, waits_until_everything_folded_is_durable_I11) {
  Stand stand;
  stand.start();
  const std::uint64_t before = stand.node().verify_log(stand.room().id)->size;
  std::optional<Status> settled;
  stand.node().submit({stand.room().id, act::Body(hold(stand))}, [](const Submission&) {});
  stand.node().when_settled([&](const Status& status) { settled = status; });
  EXPECT_FALSE(settled.has_value()) << "the hold is folded and not yet durable";
  const auto early = stand.node().records_match_acts(stand.room().id);
  EXPECT_FALSE(early.ok() && *early) << "who does not wait misses the act behind a record";
  stand.run();
  ASSERT_TRUE(settled && settled->ok());
  EXPECT_TRUE(stand.node().records_match_acts(stand.room().id).value());
  EXPECT_EQ(stand.node().verify_log(stand.room().id)->size, before + 1);
}

}  // namespace
}  // namespace entente::node::testing
