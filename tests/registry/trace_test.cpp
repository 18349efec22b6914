#include "registry/trace.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "history.h"

namespace entente::registry::testing {
namespace {

std::vector<Trace> traces_of(const History& history) {
  std::vector<Trace> out;
  for (const Recorded& act : history.acts()) {
    out.push_back(act.trace);
  }
  return out;
}

std::vector<Digest> in_order(const std::vector<Trace>& traces) {
  std::vector<Digest> out;
  for (const std::size_t index : canonical_order(traces)) {
    out.push_back(traces.at(index).digest);
  }
  return out;
}

std::vector<Trace> any_traces() { return traces_of(any_history()); }

Trace trace(const PartyCode& issuer, act::Effect effect, std::uint8_t digest,
            std::uint64_t sequence, std::uint64_t seen) {
  Trace made;
  made.issuer = issuer;
  made.effect = effect;
  made.digest.bytes[0] = digest;
  made.to = {{other_of(issuer), sequence}};
  made.seen = {{other_of(issuer), seen}};
  return made;
}

TEST(CanonicalOrder, of_nothing_is_nothing) { EXPECT_TRUE(canonical_order({}).empty()); }

RC_GTEST_PROP(CanonicalOrder, is_a_function_of_the_set_T7, ()) {
  const std::vector<Trace> traces = any_traces();
  RC_ASSERT(in_order(traces) == in_order(shuffled(traces)));
}

RC_GTEST_PROP(CanonicalOrder, places_every_act_once, ()) {
  const std::vector<Trace> traces = any_traces();
  std::vector<std::size_t> order = canonical_order(traces);
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < traces.size(); ++i) {
    RC_ASSERT(order.at(i) == i);
  }
  RC_ASSERT(order.size() == traces.size());
}

RC_GTEST_PROP(CanonicalOrder, never_puts_an_effect_before_its_cause_I11, ()) {
  const std::vector<Trace> traces = any_traces();
  const std::vector<std::size_t> order = canonical_order(traces);
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t later = i + 1; later < order.size(); ++later) {
      RC_ASSERT(!precedes(traces[order[later]], traces[order[i]]));
    }
  }
}

RC_GTEST_PROP(CanonicalOrder, grows_at_its_end_when_an_act_has_seen_all_others, ()) {
  History history = any_history();
  const std::vector<Digest> before = in_order(traces_of(history));
  const PartyCode last = history.acts().back().trace.issuer;
  history.issue(other_of(last), act::AgreementNotice{act_id(999), ""});
  history.issue(last, act::AgreementNotice{act_id(1000), ""});
  std::vector<Digest> after = in_order(traces_of(history));
  RC_ASSERT(after.back() == history.acts().back().trace.digest);
  after.pop_back();
  const auto second =
      std::find(after.begin(), after.end(), history.acts()[history.acts().size() - 2].trace.digest);
  RC_ASSERT(second != after.end());
  after.erase(second);
  RC_ASSERT(after == before);
}

RC_GTEST_PROP(Precedes, is_a_strict_order_among_honest_acts, ()) {
  const std::vector<Trace> traces = any_traces();
  for (const Trace& a : traces) {
    RC_ASSERT(!precedes(a, a));
    for (const Trace& b : traces) {
      RC_ASSERT(!(precedes(a, b) && precedes(b, a)));
    }
  }
}

TEST(CanonicalOrder, puts_the_restrictive_first_and_the_permissive_last_among_concurrent_acts) {
  const std::vector<Trace> traces = {trace(kKr, act::Effect::permissive, 1, 1, 0),
                                     trace(kJp, act::Effect::restrictive, 9, 1, 0)};
  EXPECT_EQ(canonical_order(traces), (std::vector<std::size_t>{1, 0}));
  const std::vector<Trace> neutral = {trace(kKr, act::Effect::permissive, 1, 1, 0),
                                      trace(kJp, act::Effect::neutral, 9, 1, 0)};
  EXPECT_EQ(canonical_order(neutral), (std::vector<std::size_t>{1, 0}));
}

TEST(CanonicalOrder, takes_the_smaller_digest_first_where_nothing_else_decides) {
  const std::vector<Trace> traces = {trace(kKr, act::Effect::neutral, 9, 1, 0),
                                     trace(kJp, act::Effect::neutral, 1, 1, 0)};
  EXPECT_EQ(canonical_order(traces), (std::vector<std::size_t>{1, 0}));
}

TEST(CanonicalOrder, keeps_cause_before_effect_however_restrictive_the_effect_is) {
  const std::vector<Trace> traces = {trace(kJp, act::Effect::restrictive, 1, 1, 1),
                                     trace(kKr, act::Effect::permissive, 9, 1, 0)};
  EXPECT_EQ(canonical_order(traces), (std::vector<std::size_t>{1, 0}));
}

TEST(CanonicalOrder, ends_and_is_still_a_function_of_the_set_where_heads_are_forged) {
  std::vector<Trace> traces = {trace(kJp, act::Effect::neutral, 1, 1, 7),
                               trace(kKr, act::Effect::permissive, 2, 7, 7),
                               trace(kKr, act::Effect::restrictive, 3, 6, 7)};
  const std::vector<Digest> order = in_order(traces);
  EXPECT_EQ(order.size(), 3u);
  std::reverse(traces.begin(), traces.end());
  EXPECT_EQ(in_order(traces), order);
}

TEST(TraceOf, keeps_the_places_and_heads_of_the_header) {
  act::Header header;
  header.issuer = kKr;
  header.to = {{kJp, 5, digest_of("before")}};
  header.heads_seen = {{kJp, 3, digest_of("head")}};
  header.effective_at = Instant::from_ms(1);
  header.recorded_at = Instant::from_ms(2);
  const Trace made = trace_of(header, act::Effect::restrictive, digest_of("act"));
  EXPECT_EQ(made.digest, digest_of("act"));
  EXPECT_EQ(made.issuer, kKr);
  EXPECT_EQ(made.to.at(0).sequence, 5u);
  EXPECT_EQ(made.seen.at(0).sequence, 3u);
  EXPECT_EQ(made.effective_at.ms(), 1);
  EXPECT_EQ(made.recorded_at.ms(), 2);
}

}  // namespace
}  // namespace entente::registry::testing
