#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/log.h"
#include "sim/world.h"

/// `entente-sim --seeds N` runs N seeds, each with two and every fourth with three parties;
/// `--seed K` replays one and tells its story.
namespace {

using entente::sim::Plan;
using entente::sim::Verdict;
using entente::sim::World;

/// Invariants that every campaign must have put to a test: a count of 0 is a failure.
constexpr std::string_view kMustBeExercised[] = {
    "I1", "I2", "I3", "I4", "I5", "I6",  "I8",  "I10", "I11", "I12", "I13", "I14", "T2", "T4",
    "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12", "T13", "T14", "T17", "T18", "T20"};
constexpr std::uint64_t kEnoughSeeds = 50;

Plan plan_of(std::uint64_t seed) {
  Plan plan;
  plan.seed = seed;
  plan.parties = seed % 4 == 0 ? 3 : 2;
  return plan;
}

std::uint64_t number(const char* text) { return std::strtoull(text, nullptr, 10); }

int replay(std::uint64_t seed) {
  Plan plan = plan_of(seed);
  plan.keep_story = true;
  const Verdict verdict = World(plan).run();
  for (const std::string& line : verdict.story) {
    fmt::print("{}\n", line);
  }
  fmt::print("seed {}: {}\n", seed, verdict.ok() ? "every invariant held" : verdict.broken.front());
  return verdict.ok() ? 0 : 1;
}

int campaign(std::uint64_t seeds, std::uint64_t first) {
  std::map<std::string, std::uint64_t> exercised;
  std::uint64_t failures = 0;
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
    const Verdict verdict = World(plan_of(seed)).run();
    for (const auto& [invariant, count] : verdict.exercised) {
      exercised[invariant] += count;
    }
    if (!verdict.ok()) {
      ++failures;
      fmt::print("seed {}: {}   (make sim SEED={})\n", seed, verdict.broken.front(), seed);
    }
  }
  for (const std::string_view invariant : kMustBeExercised) {
    const std::uint64_t count = exercised[std::string(invariant)];
    fmt::print("{:<5} exercised {} times\n", invariant, count);
    if (count == 0 && seeds >= kEnoughSeeds) {
      fmt::print("{} was never exercised\n", invariant);
      ++failures;
    }
  }
  fmt::print("{} seeds, {} failed\n", seeds, failures);
  return failures == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const bool one = argc > 1 && std::string_view(argv[1]) == "--seed";
  entente::set_log_level(one ? entente::LogLevel::info : entente::LogLevel::error);
  std::uint64_t seeds = 100;
  std::uint64_t first = 1;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view option = argv[i];
    if (option == "--seed") {
      return replay(number(argv[i + 1]));
    }
    if (option == "--seeds") {
      seeds = number(argv[i + 1]);
    } else if (option == "--first") {
      first = number(argv[i + 1]);
    } else {
      fmt::print(stderr, "usage: entente-sim [--seeds N] [--first K] | --seed K\n");
      return 2;
    }
  }
  return campaign(seeds, first);
}
