#include "ledger/policy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "samples.h"

namespace entente::ledger {
namespace {

using samples::a_log;
using samples::a_tree;
using samples::a_witness;
using samples::code_of;

const Instant kAt = Instant::from_ms(1'700'000'000'000);

Cosigner witness(std::uint64_t number) {
  return a_witness(200 + number, fmt::format("w{}.example/witness", number));
}
/// `witness W1 <vkey>`, without the newline.
std::string witness_line(std::uint64_t number) {
  return fmt::format("witness W{} {}", number, witness(number).verifier().vkey());
}
std::string witness_lines(std::uint64_t count) {
  std::string lines;
  for (std::uint64_t number = 1; number <= count; ++number) {
    lines += witness_line(number) + "\n";
  }
  return lines;
}

/// Whether the policy is met by these witnesses, in the order of its lines, from 0.
bool met(const Policy& policy, const std::vector<std::size_t>& cosigned) {
  std::vector<Cosigned> all;
  for (const std::size_t one : cosigned) {
    all.push_back({one, kAt});
  }
  return policy.met(all);
}
bool met(const std::string& text, const std::vector<std::size_t>& cosigned) {
  return met(Policy::parse(text).value(), cosigned);
}

/// The place of the fault.
std::string line_of(const std::string& text) {
  const auto policy = Policy::parse(text);
  EXPECT_FALSE(policy.ok()) << text;
  EXPECT_EQ(code_of(policy), "ledger.bad-policy");
  return policy.ok() ? "" : policy.error().where();
}

OpenedCheckpoint cosigned_head(const std::vector<std::uint64_t>& witnesses) {
  const Checkpoint checkpoint = samples::a_checkpoint(a_tree(5).head());
  SignedNote note = samples::a_head(a_tree(5).head(), a_log());
  for (const std::uint64_t number : witnesses) {
    EXPECT_TRUE(note.add(witness(number).sign(checkpoint, kAt)).ok());
  }
  return {checkpoint, note};
}

TEST(Policy, is_read_as_the_text_of_tlog_policy_gives_it) {
  const std::string text = "# EXERCISE\n\nlog " + a_log().verifier().vkey() +
                           " https://example.org/log\n \t\n\t # indented\n" + witness_lines(3) +
                           "group X-witnesses 2 W1 W2 W3\n" + witness_line(4) +
                           " https://w4.example\n" + witness_line(5) + "\t \n" +
                           "  group\tY-witnesses any W4 W5\n"
                           "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n";
  const Policy policy = Policy::parse(text).value();
  ASSERT_EQ(policy.logs().size(), 1u);
  EXPECT_EQ(policy.logs()[0].name(), samples::kOrigin);
  EXPECT_EQ(policy.witnesses().size(), 5u);
  EXPECT_EQ(policy.quorum(), "X-and-Y");
  EXPECT_TRUE(met(policy, {0, 2, 4}));
  EXPECT_TRUE(met(policy, {0, 1, 2, 3, 4}));
  EXPECT_FALSE(met(policy, {0, 1, 2}));
  EXPECT_FALSE(met(policy, {0, 3, 4}));
  EXPECT_FALSE(met(policy, {}));
}

TEST(Policy, asks_for_one_witness_for_any_for_all_or_for_nobody) {
  EXPECT_TRUE(met(witness_lines(2) + "quorum W2\n", {1}));
  EXPECT_FALSE(met(witness_lines(2) + "quorum W2\n", {0}));
  EXPECT_TRUE(met(witness_lines(2) + "group g any W1 W2\nquorum g\n", {1}));
  EXPECT_FALSE(met(witness_lines(2) + "group g all W1 W2\nquorum g\n", {1}));
  EXPECT_TRUE(met(witness_lines(2) + "group g all W1 W2\nquorum g\n", {1, 0}));
  EXPECT_TRUE(met("quorum none\n", {}));
  EXPECT_TRUE(met(witness_lines(1) + "quorum none\n", {0}));
}

TEST(Policy, counts_a_witness_once_however_often_it_cosigned) {
  EXPECT_FALSE(met(witness_lines(3) + "group g 2 W1 W2 W3\nquorum g\n", {1, 1, 1}));
}

TEST(Policy, takes_words_of_its_own_and_any_bytes_as_names) {
  const std::string any = fmt::format("witness any {}\n", witness(1).verifier().vkey());
  const std::string odd = fmt::format("witness #\xC3\xA9\xFF {}\n", witness(2).verifier().vkey());
  EXPECT_TRUE(met(any + odd + "group all all any #\xC3\xA9\xFF\nquorum all\n", {0, 1}));
}

TEST(Policy, says_in_which_line_the_fault_is) {
  const std::string one = witness_line(1) + "\n";
  const std::string log = "log " + a_log().verifier().vkey();
  const std::string twin = a_witness(201, "twin.example/witness").verifier().vkey();
  const std::string self = a_witness(1, "self.example/witness").verifier().vkey();
  const std::pair<std::string, std::string> faults[] = {
      {"", "1"},
      {"# no quorum\n", "2"},
      {one, "2"},
      {"quorum none", "1"},
      {"quorum none\nquorum none\n", "2"},
      {"quorum\n", "1"},
      {"quorum none none\n", "1"},
      {"quorum W1\n" + one, "1"},
      {one + "quorum w1\n", "2"},
      {"Quorum none\n", "1"},
      {"nobody\nquorum none\n", "1"},
      {"quorum none\r\n", "1"},
      {std::string("quorum none\0\n", 13), "1"},
      {"quorum none\x7f\n", "1"},
      {"\xEF\xBB\xBFquorum none\n", "1"},
      {"log\nquorum none\n", "1"},
      {log + " https://example.org more\nquorum none\n", "1"},
      {log + "\n" + log + "\nquorum none\n", "2"},
      {"log " + witness(1).verifier().vkey() + "\nquorum none\n", "1"},
      {"log nothing\nquorum none\n", "1"},
      {"witness W1\nquorum none\n", "1"},
      {witness_line(1) + " https://example.org more\nquorum none\n", "1"},
      {"witness W1 " + a_log().verifier().vkey() + "\nquorum none\n", "1"},
      {"witness none " + twin + "\nquorum none\n", "1"},
      {one + "witness W1 " + witness(2).verifier().vkey() + "\nquorum none\n", "2"},
      {one + "witness W2 " + twin + "\nquorum none\n", "2"},
      {log + "\nwitness W " + self + "\nquorum none\n", "2"},
      {one + "group g any\nquorum g\n", "2"},
      {one + "group none any W1\nquorum none\n", "2"},
      {one + "group W1 any W1\nquorum W1\n", "2"},
      {one + "group g any g\nquorum g\n", "2"},
      {one + "group g any none\nquorum g\n", "2"},
      {one + "group g any W1 W1\nquorum g\n", "2"},
      {one + "group g any W1\ngroup h any W1\nquorum h\n", "3"},
      {one + "group g some W1\nquorum g\n", "2"},
      {one + "group g 0 W1\nquorum g\n", "2"},
      {one + "group g 2 W1\nquorum g\n", "2"},
      {one + "group g 01 W1\nquorum g\n", "2"},
      {one + "group g +1 W1\nquorum g\n", "2"},
      {one + "group g 99999999999999999999 W1\nquorum g\n", "2"},
      {"group g any W1\n" + one + "quorum g\n", "1"},
  };
  for (const auto& [text, line] : faults) {
    EXPECT_EQ(line_of(text), line) << text;
  }
}

TEST(Policy, has_64_logs_witnesses_and_groups_and_no_more_T17) {
  std::string logs;
  std::string groups = witness_lines(1) + "group g1 any W1\n";
  for (std::uint64_t number = 1; number <= 64; ++number) {
    logs += "log " + a_log(number).verifier().vkey() + "\n";
    groups += number == 1 ? "" : fmt::format("group g{} any g{}\n", number, number - 1);
  }
  EXPECT_TRUE(met(logs + "quorum none\n", {}));
  EXPECT_EQ(line_of(logs + "log " + a_log(65).verifier().vkey() + "\n"), "65");
  EXPECT_TRUE(met(witness_lines(64) + "quorum W64\n", {63}));
  EXPECT_EQ(line_of(witness_lines(65)), "65");
  EXPECT_TRUE(met(groups + "quorum g64\n", {0}));
  EXPECT_FALSE(met(groups + "quorum g64\n", {}));
  EXPECT_EQ(line_of(groups + "group g65 any g64\n"), "66");
  const std::string large(kMaxPolicyBytes - 14, ' ');
  EXPECT_TRUE(met("#\n" + large + "quorum none\n", {}));
  EXPECT_FALSE(Policy::parse("#\n" + large + " quorum none\n").ok());
}

TEST(Policy, is_met_by_a_head_that_its_log_signed_and_its_quorum_cosigned) {
  const std::vector<NoteVerifier> log{a_log().verifier()};
  const std::string witnesses = witness_lines(2) + "group both all W1 W2\nquorum both\n";
  const Policy policy = Policy::parse("log " + log[0].vkey() + "\n" + witnesses).value();
  EXPECT_EQ(code_of(check_policy(cosigned_head({1, 2, 3}), log, policy)), "ok");
  EXPECT_EQ(code_of(check_policy(cosigned_head({2, 3}), log, policy)), "ledger.not-witnessed");
  const std::string other = "log " + a_log(2).verifier().vkey() + "\n";
  EXPECT_EQ(
      code_of(check_policy(cosigned_head({1, 2}), log, Policy::parse(other + witnesses).value())),
      "ledger.untrusted");
  EXPECT_EQ(code_of(check_policy(cosigned_head({1, 2}), log, Policy::parse(witnesses).value())),
            "ok")
      << "without a log, the verifier knows it from elsewhere";
}

TEST(Policy, is_not_met_by_a_false_cosignature) {
  OpenedCheckpoint head = cosigned_head({1});
  const Checkpoint other = samples::a_checkpoint(a_tree(6).head());
  ASSERT_TRUE(head.note.add(witness(2).sign(other, kAt)).ok());
  const std::vector<NoteVerifier> log{a_log().verifier()};
  const Policy policy =
      Policy::parse(witness_lines(2) + "group one any W1 W2\nquorum one\n").value();
  EXPECT_EQ(code_of(check_policy(head, log, policy)), "ledger.bad-signature");
}

TEST(Policy, is_not_met_by_a_log_that_witnesses_itself) {
  const Cosigner self = a_witness(1, "self.example/witness");
  const Checkpoint checkpoint = samples::a_checkpoint(a_tree(5).head());
  SignedNote note = samples::a_head(a_tree(5).head(), a_log());
  ASSERT_TRUE(note.add(self.sign(checkpoint, kAt)).ok());
  const std::vector<NoteVerifier> log{a_log().verifier()};
  const Policy policy =
      Policy::parse("witness W " + self.verifier().vkey() + "\nquorum W\n").value();
  EXPECT_EQ(code_of(check_policy({checkpoint, note}, log, policy)), "ledger.not-witnessed");
}

/// The rule as the text states it, read from the policy's own words.
class Reference {
 public:
  /// Groups over `names`, each of which is a member once; the last group is the quorum.
  static Reference any_of_them() {
    Reference made;
    std::vector<std::string> free;
    for (std::size_t number = 1; number <= kWitnesses; ++number) {
      free.push_back(fmt::format("W{}", number));
    }
    for (std::size_t group = 1; free.size() > 1 && group < 8; ++group) {
      const auto count = *rc::gen::inRange<std::size_t>(1, free.size() + 1);
      const auto enough = *rc::gen::inRange<std::size_t>(1, count + 1);
      const std::string name = fmt::format("g{}", group);
      const std::vector<std::string> members(free.begin(),
                                             free.begin() + static_cast<std::ptrdiff_t>(count));
      free.erase(free.begin(), free.begin() + static_cast<std::ptrdiff_t>(count));
      free.push_back(name);
      made.text_ += fmt::format("group {} {} {}\n", name, enough, fmt::join(members, " "));
      made.groups_[name] = {enough, members};
      made.quorum_ = name;
    }
    made.text_ += "quorum " + made.quorum_ + "\n";
    return made;
  }
  static constexpr std::size_t kWitnesses = 6;

  [[nodiscard]] std::string text() const { return witness_lines(kWitnesses) + text_; }
  [[nodiscard]] bool met(const std::vector<std::size_t>& cosigned) const {
    return witnessed(quorum_, cosigned);
  }

 private:
  [[nodiscard]] bool witnessed(const std::string& name,
                               const std::vector<std::size_t>& cosigned) const {
    const auto group = groups_.find(name);
    if (group == groups_.end()) {
      return std::ranges::any_of(
          cosigned, [&](std::size_t one) { return fmt::format("W{}", one + 1) == name; });
    }
    const auto& [enough, members] = group->second;
    return static_cast<std::size_t>(std::ranges::count_if(members, [&](const std::string& member) {
             return witnessed(member, cosigned);
           })) >= enough;
  }

  std::string text_;
  std::string quorum_;
  std::map<std::string, std::pair<std::size_t, std::vector<std::string>>> groups_;
};

RC_GTEST_PROP(Policy, with_groups_in_groups_is_met_as_its_words_say, ()) {
  const Reference reference = Reference::any_of_them();
  const Policy policy = Policy::parse(reference.text()).value();
  for (std::size_t set = 0; set < (1u << Reference::kWitnesses); ++set) {
    std::vector<std::size_t> cosigned;
    for (std::size_t one = 0; one < Reference::kWitnesses; ++one) {
      if ((set >> one & 1) != 0) {
        cosigned.push_back(one);
      }
    }
    RC_ASSERT(met(policy, cosigned) == reference.met(cosigned));
  }
}

RC_GTEST_PROP(Policy, is_never_less_met_by_more_witnesses, ()) {
  const Policy policy = Policy::parse(Reference::any_of_them().text()).value();
  std::vector<std::size_t> cosigned;
  bool before = met(policy, cosigned);
  for (const std::size_t one : *rc::gen::container<std::vector<std::size_t>>(
           rc::gen::inRange<std::size_t>(0, Reference::kWitnesses))) {
    cosigned.push_back(one);
    const bool now = met(policy, cosigned);
    RC_ASSERT((now || !before));
    before = now;
  }
}

}  // namespace
}  // namespace entente::ledger
