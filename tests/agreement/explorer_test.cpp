#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <iostream>

#include "agreement/builders.h"
#include "agreement/status.h"

/// Explores the engine exhaustively: every sequence of up to so many admitted instruments of two
/// parties at a handful of instants, judged at all of them.
namespace entente::agreement::testing {
namespace {

using enum InstrumentKind;

/// What may be given: a kind, and which earlier instrument kind it speaks about.
struct Form {
  InstrumentKind kind;
  std::optional<InstrumentKind> about;
};

const std::vector<Form> kAllForms{
    {signature, {}},
    {completion_notice, {}},
    {termination_notice, {}},
    {notice_suspension, termination_notice},
    {notice_revival, termination_notice},
    {notice_withdrawal, termination_notice},
    {suspension_withdrawal, notice_suspension},
    {agreement_suspension, {}},
    {agreement_resumption, agreement_suspension},
    {amendment, {}},
    {statement, {}},
};

/// One world to explore.
/// Under the address sanitizer a step takes many times as long: one step fewer is explored then.
constexpr std::size_t kStepsLess = __has_feature(address_sanitizer) ? 1 : 0;

struct World {
  Profile profile;
  std::vector<Instrument> already;  ///< recorded before the exploration begins
  std::vector<Instant> instants;    ///< at which instruments are given and the status is asked
  std::vector<Form> forms;
  std::size_t depth = 0;
};

using Visit = std::function<void(const std::vector<Instrument>&)>;

/// All sequences of admitted instruments that do not go back in time.
class Explorer {
 public:
  Explorer(const World& world, Visit visit) : world_(world), visit_(std::move(visit)) {}

  std::size_t run() {
    instruments_ = world_.already;
    step(0, 0);
    return visited_;
  }

 private:
  void step(std::size_t depth, std::size_t first_instant) {
    ++visited_;
    visit_(instruments_);
    if (depth + kStepsLess == world_.depth) {
      return;
    }
    for (std::size_t i = first_instant; i < world_.instants.size(); ++i) {
      for (const Party& by : world_.profile.parties()) {
        for (const Form& form : world_.forms) {
          give(depth, i, by.code, form);
        }
      }
    }
  }

  void give(std::size_t depth, std::size_t instant, const PartyCode& by, const Form& form) {
    Instrument made;
    made.kind = form.kind;
    made.by = by;
    made.effective_at = world_.instants[instant];
    made.known_at = made.effective_at;
    made.id = "i" + std::to_string(depth);
    if (form.about) {
      const auto last = std::find_if(
          instruments_.rbegin(), instruments_.rend(),
          [&](const Instrument& each) { return each.kind == *form.about && each.by == by; });
      if (last == instruments_.rend()) {
        return;
      }
      made.refers_to = last->id;
    }
    if (!admissible(world_.profile, instruments_, made).ok()) {
      return;
    }
    instruments_.push_back(made);
    step(depth + 1, instant);
    instruments_.pop_back();
  }

  const World& world_;
  Visit visit_;
  std::vector<Instrument> instruments_;
  std::size_t visited_ = 0;
};

bool shows_a_label_only(const Standing& now) {
  return std::all_of(now.readings.begin(), now.readings.end(), [](const Reading& each) {
    return each.state == State::none || each.state == State::signed_;
  });
}

bool same(const Standing& a, const Standing& b) {
  return a.readings == b.readings && a.exchange_allowed == b.exchange_allowed &&
         a.access_allowed == b.access_allowed && a.protection_duty == b.protection_duty &&
         a.in_dispute == b.in_dispute && a.texts == b.texts;
}

/// I12: a state has its instruments.
void check_ground(const std::vector<Instrument>& given, const Standing& now, Instant when) {
  const auto count = [&](InstrumentKind kind) {
    return std::count_if(given.begin(), given.end(), [&](const Instrument& each) {
      return each.kind == kind && each.effective_at <= when;
    });
  };
  for (const Reading& reading : now.readings) {
    if (reading.state != State::none) {
      ASSERT_EQ(count(signature), 2);
    }
    if (reading.state == State::notice_given || reading.state == State::in_force_conditional ||
        reading.state == State::lapsed) {
      ASSERT_GE(count(termination_notice), 1);
    }
    if (reading.state == State::in_force_conditional) {
      ASSERT_GE(count(notice_suspension), 1);
    }
    if (reading.state == State::suspended) {
      ASSERT_GE(count(agreement_suspension), 1);
    }
    if (reading.term > 0) {
      ASSERT_EQ(count(completion_notice), 2);
    }
  }
}

/// I13: the stricter reading governs, and a difference is a dispute.
void check_stricter(const Standing& now) {
  for (const Reading& reading : now.readings) {
    ASSERT_TRUE(!now.exchange_allowed || exchange_in(reading.state));
    ASSERT_TRUE(now.in_dispute || reading.state == now.readings.front().state);
  }
  ASSERT_TRUE(!now.exchange_allowed || now.access_allowed);
  ASSERT_TRUE(shows_a_label_only(now) || now.protection_duty != ProtectionDuty::none);
  ASSERT_EQ(now.covered_since.has_value(), now.protection_duty != ProtectionDuty::none);
}

/// I9, R21.3: a lapse is for ever, and no end frees what was provided.
void check_passage(const Standing& before, const Standing& now) {
  for (std::size_t i = 0; i < now.readings.size(); ++i) {
    ASSERT_TRUE(before.readings[i].state != State::lapsed || now.readings[i] == before.readings[i]);
    ASSERT_GE(now.readings[i].term, before.readings[i].term);
  }
  ASSERT_TRUE(before.protection_duty == ProtectionDuty::none ||
              now.protection_duty != ProtectionDuty::none);
  ASSERT_TRUE(!before.covered_since || now.covered_since == before.covered_since);
}

/// The set of instruments decides, not their order; a statement decides nothing (C3).
void check_set(const World& world, const std::vector<Instrument>& given, const Standing& last) {
  const Instant when = world.instants.back();
  std::vector<Instrument> turned(given.rbegin(), given.rend());
  ASSERT_TRUE(same(last, status(world.profile, turned, when, when)));
  turned = given;
  std::erase_if(turned, [](const Instrument& each) { return each.kind == statement; });
  ASSERT_TRUE(same(last, status(world.profile, turned, when, when)));
}

void check_all(const World& world, const std::vector<Instrument>& given) {
  std::optional<Standing> before;
  for (const Instant when : world.instants) {
    Standing now = status(world.profile, given, when, when);
    check_ground(given, now, when);
    check_stricter(now);
    if (before) {
      check_passage(*before, now);
      // What was said to hold until then did hold.
      if (before->valid_until > when) {
        ASSERT_TRUE(same(*before, now));
      }
    }
    before = std::move(now);
  }
  check_set(world, given, *before);
}

std::string shown(const std::vector<Instrument>& given) {
  std::string text;
  for (const Instrument& each : given) {
    text += each.effective_at.text(Zone{540}) + " " + each.by.text() + " " +
            std::string(name_of(each.kind)) + " " + each.refers_to + "\n";
  }
  return text;
}

void explore(const World& world) {
  std::size_t reached_end = 0;
  std::size_t parted = 0;
  const std::size_t visited = Explorer(world, [&](const std::vector<Instrument>& given) {
                                if (::testing::Test::HasFatalFailure()) {
                                  return;
                                }
                                const Instant last = world.instants.back();
                                const Standing end = status(world.profile, given, last, last);
                                reached_end +=
                                    end.protection_duty == ProtectionDuty::survival ? 1 : 0;
                                parted += end.in_dispute ? 1 : 0;
                                check_all(world, given);
                                if (::testing::Test::HasFatalFailure()) {
                                  std::cout << "after:\n" << shown(given);
                                }
                              }).run();
  std::cout << visited << " histories, " << reached_end << " ended, " << parted
            << " with readings that part\n";
  // Never means that the exploration proves nothing.
  EXPECT_GT(visited, 1000u);
}

const std::vector<Instant> kTerm{at("2016-11-23"), at("2017-08-24"), at("2017-08-25"),
                                 at("2017-11-23"), at("2018-11-23")};

TEST(Explorer, every_beginning_of_an_agreement_R21_1_I12) {
  explore({with_term("agreement_suspension = \"by-any-party\""), {}, kTerm, kAllForms, 5});
}

TEST(Explorer, every_notice_suspension_revival_and_withdrawal_I9_I12_I13) {
  World world{jp_kr(), in_force_since("2016-11-23"), kTerm, {}, 5};
  world.forms.assign(kAllForms.begin() + 2, kAllForms.begin() + 7);
  explore(world);
}

TEST(Explorer, every_suspension_of_an_agreement_with_notices_around_it_I9_I12_I13) {
  World world{with_term("agreement_suspension = \"by-any-party\"\nsuspension_days = 1"),
              in_force_since("2016-11-23"),
              kTerm,
              {},
              4};
  world.forms = {{termination_notice, {}},
                 {notice_suspension, termination_notice},
                 {notice_withdrawal, termination_notice},
                 {agreement_suspension, {}},
                 {agreement_resumption, agreement_suspension}};
  explore(world);
}

TEST(Explorer, every_course_of_an_agreement_applied_provisionally_C4_I9) {
  World world{with_term("provisional_application = \"from-date\"\nprovisional_from = 2017-08-24\n"
                        "provisional_until = 2017-11-22\nentry_day = \"days-after\"\n"
                        "entry_count = 1\nearlier_items = \"covered\""),
              {instrument(signature, "KR", "2016-11-23", "sign-kr")},
              kTerm,
              {{signature, {}},
               {completion_notice, {}},
               {termination_notice, {}},
               {notice_withdrawal, termination_notice},
               {statement, {}}},
              5};
  explore(world);
}

}  // namespace
}  // namespace entente::agreement::testing
