#include <gtest/gtest.h>

#include "base/encoding.h"
#include "node/errors.h"
#include "node/stand.h"
#include "object/errors.h"
#include "object/inspect.h"
#include "object/policy.h"
#include "object/seal.h"

/// The one way to a key, for software that asks a key service (threats: AB75; T1).
namespace entente::node::testing {
namespace {

const PersonId kOfficer = person("officer.one");
const PersonId kReader = person("reader.one");
const Bytes kContent = to_bytes(std::string_view("EXERCISE content"));

class KeyRelease : public InForce {
 protected:
  using Share = Result<std::shared_ptr<const crypto::Secret32>>;

  /// Sealed to this node's key by other software: no item knows of it.
  Bytes sealed() {
    const AccessKey& key = stand.own_keys().key_access.back();
    object::SealRequest request;
    request.recipients.push_back(
        {"https://jp.exercise.example/kas", key.id, key.key.public_key(), ""});
    MemorySource source(kContent);
    MemorySink sink;
    EXPECT_TRUE(object::seal(source, sink, request, stand.random()).ok());
    return sink.take();
  }
  Result<ItemId> enrol(Bytes object) {
    std::optional<Result<ItemId>> made;
    // The source reads what outlives it.
    object_ = std::move(object);
    EnrolRequest request{stand.room().id, "JP-HI", name("exercise"), "EXERCISE", kOfficer, {}};
    stand.node().custody().enrol(
        std::move(request), std::make_shared<MemorySource>(object_),
        [&](Result<ItemId> item, const Submission&) { made = std::move(item); });
    stand.run();
    return std::move(made).value();
  }
  /// What a client sends for the object.
  ShareRequest asked(const Bytes& object) {
    MemoryRandomAccess access(object);
    const auto seen = object::inspect(access).value();
    return {kReader, to_base64(as_bytes(object::write_policy(seen.policy))), seen.key_access[0]};
  }
  Share ask(const ShareRequest& request) {
    std::optional<Share> answer;
    stand.node().custody().release_share(request, [&](Share share) { answer = std::move(share); });
    stand.run();
    return std::move(answer).value();
  }
  std::uint64_t accesses(const ItemId& item) {
    const registry::Handling* handling = stand.node().core().house().handling(item);
    return handling == nullptr ? 0 : handling->accesses;
  }
  void admit_reader(const ItemId& item) {
    const CivilDate until = *CivilDate::parse("2030-01-01");
    for (const act::Body& body : std::vector<act::Body>{
             act::ClearanceGrant{new_act_id(stand.random()),
                                 kReader,
                                 {name("SECRET"), name("CONFIDENTIAL")},
                                 *CivilDate::parse("2016-01-01"),
                                 until,
                                 Zone{540}},
             act::NeedToKnowGrant{new_act_id(stand.random()), kReader, item, name("exercise"),
                                  kOfficer, Instant::parse("2030-01-01T00:00:00Z").value()}}) {
      const Submission answer = stand.submit(body);
      ASSERT_FALSE(answer.error) << answer.error->describe();
    }
  }

  Bytes object_;
};

TEST_F(KeyRelease, is_recorded_once_for_whoever_may_read_T1) {
  const Bytes object = sealed();
  const auto item = enrol(object);
  ASSERT_TRUE(item.ok()) << item.error().describe();
  EXPECT_EQ(ask(asked(object)).error().code(), kDenied.code) << "nobody needs to know it";
  admit_reader(*item);
  EXPECT_EQ(accesses(*item), 0U);
  ASSERT_TRUE(ask(asked(object)).ok());
  EXPECT_EQ(accesses(*item), 1U);
}

TEST_F(KeyRelease, gives_nothing_for_an_object_that_is_no_item) {
  EXPECT_EQ(ask(asked(sealed())).error().code(), kDenied.code);
}

TEST_F(KeyRelease, gives_one_error_and_records_nothing_where_what_is_sent_is_not_the_objects_AB75) {
  const Bytes object = sealed();
  const auto item = enrol(object);
  ASSERT_TRUE(item.ok());
  admit_reader(*item);
  const ShareRequest honest = asked(object);
  ShareRequest other_key = honest;
  other_key.key_access.wrapped_key.back() ^= 1;
  ShareRequest other_binding = honest;
  other_binding.key_access.binding_hash = to_base64(Bytes(32, 1));
  ShareRequest other_policy = honest;
  auto policy = object::parse_policy_base64(honest.policy).value();
  policy.dissem = {kReader.text()};
  other_policy.policy = to_base64(as_bytes(object::write_policy(policy)));
  for (const ShareRequest& request : {other_key, other_binding, other_policy}) {
    EXPECT_EQ(ask(request).error().code(), object::kCannotOpen.code);
  }
  EXPECT_EQ(accesses(*item), 0U);
}

TEST_F(KeyRelease, an_object_that_this_node_cannot_open_becomes_no_item) {
  Bytes object = sealed();
  const std::size_t content = 60;  // inside the first segment
  object[content] ^= 1;
  EXPECT_FALSE(enrol(object).ok());
  EXPECT_TRUE(stand.node().core().house().enrolled().empty());
}

TEST_F(KeyRelease, an_enrolled_object_is_no_item_that_was_released_and_can_be_again_R6_6) {
  const auto item = enrol(sealed());
  ASSERT_TRUE(item.ok());
  ReleaseRequest request;
  request.agreement = stand.room().id;
  request.recipient = kKr;
  request.marking = "JP-HI";
  request.purpose = name("exercise");
  request.title = request.reason = "EXERCISE";
  request.decided_by = kOfficer;
  request.again = *item;
  std::optional<std::string> code;
  stand.node().custody().release(request, std::make_shared<MemorySource>(kContent),
                                 [&](const Result<Released>& made, const rules::Decision&) {
                                   code = made.ok() ? "" : std::string(made.error().code());
                                 });
  stand.run();
  EXPECT_EQ(code, entente::kNotFound.code);
}

TEST_F(KeyRelease, an_enrolled_object_outlives_a_restart) {
  const Bytes object = sealed();
  const auto item = enrol(object);
  ASSERT_TRUE(item.ok());
  admit_reader(*item);
  stand.stop();
  stand.start();
  EXPECT_TRUE(ask(asked(object)).ok());
  EXPECT_EQ(enrol(object).error().code(), kDenied.code) << "once";
}

}  // namespace
}  // namespace entente::node::testing
