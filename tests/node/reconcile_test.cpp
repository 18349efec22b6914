#include "base/errors.h"
#include "format/fields.h"
#include "node/errors.h"
#include "node/stand.h"
#include "rules/due.h"

/// Two parties compare their records: what each answers, and what it makes of the other's answer.
namespace entente::node::testing {
namespace {

/// The answer as docs/reference/link-protocol.md has it.
struct RecordLine {
  std::string key;
  Digest digest;
  static constexpr auto fields() {
    using format::field;
    return members(field("key", &RecordLine::key), field("digest", &RecordLine::digest));
  }
};
struct Answered {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  std::vector<Digest> buckets;
  std::vector<RecordLine> records;
  bool more = false;
  static constexpr auto fields() {
    using format::field;
    return members(field("sent", &Answered::sent), field("received", &Answered::received),
                   field("buckets", &Answered::buckets), field("records", &Answered::records),
                   field("more", &Answered::more));
  }
};

/// A partner that has the same records and has taken every act, but for what `lie` changes.
class Reconciling : public InForce {
 protected:
  using Lie = std::function<void(Answered&)>;

  Result<Reconciliation> compare(const Lie& lie) {
    stand.wire().records = [&](const Bytes& request) -> Result<Bytes> {
      ENTENTE_TRY(const Bytes mirrored, stand.receive_at_once("records", request));
      auto answer = format::from_json_text<Answered>(mirrored).value();
      std::swap(answer.sent, answer.received);
      lie(answer);
      ++answers;
      return to_bytes(format::to_json(answer));
    };
    std::optional<Result<Reconciliation>> found;
    stand.node().reconciler().compare(
        stand.room(), kKr, [&](const Result<Reconciliation>& result) { found = result; });
    stand.run();
    return found.value_or(Error(kUnreachable, "no answer"));
  }

  int answers = 0;
};

TEST_F(Reconciling, equal_records_cost_one_question) {
  const auto found = compare([](Answered&) {});
  ASSERT_TRUE(found.ok()) << found.error().describe();
  EXPECT_TRUE(found->settled);
  EXPECT_TRUE(found->equal());
  EXPECT_EQ(answers, 1);
}

TEST_F(Reconciling, a_record_in_another_state_is_named_and_costs_one_question_more) {
  std::string key;
  const auto found = compare([&](Answered& answer) {
    if (answer.records.empty()) {
      for (Digest& bucket : answer.buckets) {
        if (bucket != Digest{} && key.empty()) {
          bucket.bytes[7] ^= 1;
          key = "found";
        }
      }
    } else {
      key = answer.records.front().key;
      answer.records.front().digest.bytes[7] ^= 1;
    }
  });
  ASSERT_TRUE(found.ok()) << found.error().describe();
  EXPECT_TRUE(found->settled);
  EXPECT_EQ(found->different, std::vector{key});
  EXPECT_TRUE(found->missing_here.empty());
  EXPECT_TRUE(found->missing_there.empty());
  EXPECT_EQ(answers, 2);
  EXPECT_EQ(stand.room().counterparts.at(kKr).differing_records, 1u);
}

TEST_F(Reconciling, a_difference_is_an_incident_of_both_sides_with_a_deadline_once_R17_2_I11_I13) {
  const Lie lie = [](Answered& answer) {
    if (!answer.buckets.empty()) {
      answer.buckets.front().bytes[0] ^= 1;
    } else {
      answer.records.push_back({"item/zz", {}});
    }
  };
  const auto first = compare(lie);
  ASSERT_TRUE(first.ok() && first->incident);
  const registry::Incident* incident =
      stand.room().shared.incidents().find(first->incident->text());
  ASSERT_NE(incident, nullptr);
  EXPECT_EQ(incident->kind, act::IncidentKind::record_difference);
  EXPECT_NE(incident->summary.find("item/zz (missing here)"), std::string::npos);
  const Instant now = stand.node().core().now();
  const auto due = rules::open_duties(stand.room().view(now, stand.node().core().house()), now);
  EXPECT_TRUE(std::ranges::any_of(due, [&](const agreement::Deadline& each) {
    return each.kind == agreement::DeadlineKind::incident_results &&
           each.about == first->incident->text();
  }));
  const auto again = compare(lie);
  ASSERT_TRUE(again.ok()) << again.error().describe();
  EXPECT_TRUE(!again->settled || again->incident == first->incident) << "it is open already";
  EXPECT_EQ(stand.room().shared.incidents().entries().size(), 1u);
  EXPECT_FALSE(compare([](Answered&) {})->incident);
}

TEST_F(Reconciling, a_record_that_one_side_lacks_is_named_on_that_side) {
  const std::size_t records = stand.room().shared.records().size();
  const auto withheld = compare([](Answered& answer) {
    for (Digest& bucket : answer.buckets) {
      bucket.bytes[0] ^= 1;
    }
    answer.records.clear();
  });
  ASSERT_TRUE(withheld.ok()) << withheld.error().describe();
  EXPECT_EQ(withheld->missing_there.size(), records);
  EXPECT_TRUE(withheld->missing_here.empty());

  const auto invented = compare([](Answered& answer) {
    if (!answer.buckets.empty()) {
      answer.buckets.front().bytes[0] ^= 1;
    } else {
      answer.records.push_back({"item/zz", {}});
    }
  });
  ASSERT_TRUE(invented.ok()) << invented.error().describe();
  EXPECT_EQ(invented->missing_here, std::vector<std::string>{"item/zz"});
  EXPECT_TRUE(invented->missing_there.empty());
}

TEST_F(Reconciling, an_act_under_way_leaves_the_comparison_unsettled) {
  const auto found = compare([](Answered& answer) { --answer.received; });
  ASSERT_TRUE(found.ok()) << found.error().describe();
  EXPECT_FALSE(found->settled);
}

TEST_F(Reconciling, an_answer_that_makes_no_sense_ends_the_comparison) {
  const Lie lies[] = {
      [](Answered& answer) { answer.buckets.pop_back(); },
      [](Answered& answer) {
        answer.buckets.empty() ? void(answer.more = true)
                               : void(answer.buckets.front().bytes[0] ^= 1);
        answer.records.clear();
      },
      [](Answered& answer) {
        answer.buckets.empty() ? void(answer.records = {{"b", {}}, {"a", {}}})
                               : void(answer.buckets.front().bytes[0] ^= 1);
      },
  };
  for (const Lie& lie : lies) {
    const auto found = compare(lie);
    ASSERT_FALSE(found.ok());
    EXPECT_TRUE(found.error().is(kBadDelivery)) << found.error().describe();
  }
}

TEST_F(Reconciling, a_question_that_makes_no_sense_is_refused_and_changes_nothing) {
  const auto before = stand.image();
  for (const std::string_view question :
       {"", "{}", "{\"agreement\":\"jp-kr-2016/exercise\",\"bucket\":256,\"after\":\"\"}",
        "{\"agreement\":\"../x\",\"after\":\"\"}", "[]"}) {
    const auto answer = stand.receive("records", to_bytes(question));
    ASSERT_FALSE(answer.ok()) << question;
    EXPECT_TRUE(answer.error().is(kBadDelivery)) << answer.error().describe();
  }
  const auto unknown =
      stand.receive("records", to_bytes("{\"agreement\":\"no-such/exercise\",\"after\":\"\"}"));
  EXPECT_TRUE(!unknown.ok() && unknown.error().is(kUnknownAgreement));
  EXPECT_EQ(stand.image(), before);
}

}  // namespace
}  // namespace entente::node::testing
