#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>

#include "base/errors.h"
#include "crypto/random.h"
#include "rate.h"
#include "row.h"
#include "rules/decide.h"

/// Decisions per second on one core with 10 000 items, and the replay of a million acts.
namespace {

using namespace entente;
using Time = std::chrono::steady_clock;

double seconds_since(Time::time_point start) {
  return std::chrono::duration<double>(Time::now() - start).count();
}

/// Cedar's decisions per second on the same rule, or 0 where it is not installed (scripts/bench).
double cedar_rate() {
  std::FILE* cedar = ::popen("node build/bench/cedar/decide.mjs 2000 2>/dev/null", "r");
  double rate = 0;
  const bool read = cedar != nullptr && std::fscanf(cedar, "%lf", &rate) == 1;
  const bool ended = cedar != nullptr && ::pclose(cedar) == 0;
  return read && ended ? rate : 0;
}

std::string profile_text() {
  std::ifstream file("agreements/jp-kr-2016/profile.toml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Name name(std::string_view text) { return Name::parse(text).value(); }
PersonId person(std::string_view text) { return PersonId::parse(text).value(); }
PartyCode party(std::string_view text) { return PartyCode::parse(text).value(); }
CivilDate date(std::string_view text) { return CivilDate::parse(text).value(); }

registry::Trace trace_by(std::string_view issuer, std::uint64_t number) {
  registry::Trace trace;
  std::memcpy(trace.digest.bytes.data(), &number, sizeof(number));
  trace.issuer = party(issuer);
  trace.effective_at = Instant::parse("2026-01-05T00:00:00Z").value();
  trace.recorded_at = trace.effective_at;
  trace.to = {{party(issuer == "JP" ? "KR" : "JP"), number}};
  trace.seen = {{party(issuer == "JP" ? "KR" : "JP"), 1'000'000}};
  return trace;
}

registry::BodySource no_bodies() {
  return [](const Digest&) -> Result<act::Body> {
    return Error(kNotFound, "Nothing is folded again here.");
  };
}

act::ItemRelease release_to_jp(Entropy& entropy) {
  act::ItemRelease release;
  release.id = new_act_id(entropy);
  release.item = new_item_id(entropy);
  release.recipient = party("JP");
  release.recipient_authority = name("MOD");
  release.title = "EXERCISE";
  release.marking_text = "군사 Ⅲ급 비밀";
  release.marking = name("KR-3");
  release.purpose = name("exercise");
  release.decided_by = person("o");
  release.reason = "EXERCISE";
  release.assurance = new_act_id(entropy);
  release.sending_system = name("SYS-1");
  release.receiving_system = name("SYS-1");
  return release;
}

act::ItemDispatch dispatch_of(const ItemId& item, Entropy& entropy) {
  return {new_act_id(entropy), item, name("government-electronic"), name("r")};
}

act::ItemRegister registration_of(const ItemId& item, Entropy& entropy) {
  return {new_act_id(entropy), item, name("R-1"), name("JP-HI"), "秘", person("o"), ""};
}

/// An item of KR, registered at JP, which `reader` needs to know.
ItemId add_item(registry::Shared& shared, registry::House& house, Entropy& entropy,
                std::uint64_t& number) {
  registry::Changes ignored;
  const registry::BodySource none = no_bodies();
  const auto fold = [&](std::string_view issuer, act::Body body) {
    static_cast<void>(shared.fold(trace_by(issuer, ++number), body, none, ignored).ok());
  };
  const act::ItemRelease release = release_to_jp(entropy);
  const ItemId item = release.item;
  fold("KR", release);
  fold("KR", dispatch_of(item, entropy));
  fold("JP", act::ItemPackageReceipt{new_act_id(entropy), item, name("r")});
  fold("JP", act::ItemContentReceipt{new_act_id(entropy), item, name("MOD"), std::nullopt});
  fold("JP", registration_of(item, entropy));
  house.fold(trace_by("JP", ++number),
             act::NeedToKnowGrant{new_act_id(entropy), person("reader"), item, name("exercise"),
                                  person("o"), Instant::parse("2099-01-01T00:00:00Z").value()},
             ignored);
  return item;
}

/// A party's people: one reader, cleared, on the register.
void add_reader(registry::House& house, Entropy& entropy, std::uint64_t& number) {
  registry::Changes ignored;
  house.fold(
      trace_by("JP", ++number),
      act::PersonEnrol{
          new_act_id(entropy), person("reader"), "EXERCISE", name("F"), {act::Role::analyst}},
      ignored);
  house.fold(trace_by("JP", ++number),
             act::ClearanceGrant{new_act_id(entropy),
                                 person("reader"),
                                 {name("CONFIDENTIAL")},
                                 date("2020-01-01"),
                                 date("2099-01-01"),
                                 Zone{540}},
             ignored);
}

/// One agreement of the party, with its own text and records.
struct Loaded {
  agreement::Profile profile;
  agreement::Standing standing;
  registry::Shared shared;
};

/// About an item at random of an agreement at random; the act is one that has just been read.
void bench_decisions() {
  constexpr std::size_t kAgreements = 50;
  constexpr std::size_t kItems = 10'000;  // of all agreements together
  constexpr double kSeconds = 0.2;        // of a round
  crypto::SystemEntropy entropy;
  registry::House house;
  std::uint64_t number = 0;
  add_reader(house, entropy, number);
  std::vector<std::unique_ptr<Loaded>> agreements;
  std::vector<ItemId> items;
  for (std::size_t i = 0; i < kAgreements; ++i) {
    auto profile = agreement::Profile::load(profile_text(), "profile.toml");
    agreements.push_back(
        std::make_unique<Loaded>(Loaded{std::get<agreement::Profile>(std::move(profile)), {}, {}}));
    Loaded& loaded = *agreements.back();
    loaded.standing.exchange_allowed = true;
    loaded.standing.access_allowed = true;
    for (std::size_t k = 0; k < kItems / kAgreements; ++k) {
      items.push_back(add_item(loaded.shared, house, entropy, number));
    }
  }
  act::Body body =
      act::ItemAccess{new_act_id(entropy), AgreementId::parse("jp-kr-2016/exercise").value(),
                      items.front(), person("reader"), name("exercise")};
  const PartyCode self = party("JP");
  const Instant now = Instant::parse("2026-02-01T00:00:00Z").value();
  std::size_t next = 0;
  const double rate = bench::rate_of(
      [&] {
        const std::size_t chosen = (next++ * 7919) % kItems;
        const Loaded& loaded = *agreements[chosen / (kItems / kAgreements)];
        std::get<act::ItemAccess>(body).item = items[chosen];
        const rules::AgreementView view{loaded.profile, loaded.standing, loaded.shared,
                                        loaded.profile, &loaded.profile};
        if (!rules::decide({self, now, house, &view}, self, body).permitted()) {
          std::abort();
        }
      },
      kSeconds);
  const double cedar = cedar_rate();
  bench::print_row(
      "decisions per second, one core", rate, "1/s",
      fmt::format("access decisions, all permitted; {} items of {} agreements and as many "
                  "needs-to-know loaded; "
                  "the peer decides on the same rule with 2 entities a call, in Node.js",
                  kItems, kAgreements),
      cedar > 0 ? std::optional(bench::Peer{"cedar-wasm 4.13.0", cedar}) : std::nullopt);
}

/// One million acts from their payloads into records, as a node does that lost its records.
void bench_replay() {
  constexpr std::size_t kItems = 200'000;
  constexpr std::size_t kActsOfItem = 5;
  crypto::SystemEntropy entropy;
  std::vector<std::pair<const act::Type*, Bytes>> stored;
  stored.reserve(kItems * kActsOfItem);
  const auto keep = [&](const act::Body& body) {
    stored.emplace_back(&act::type_of(body), act::encode_body(body));
  };
  for (std::size_t i = 0; i < kItems; ++i) {
    const act::ItemRelease release = release_to_jp(entropy);
    keep(release);
    keep(dispatch_of(release.item, entropy));
    keep(act::ItemPackageReceipt{new_act_id(entropy), release.item, name("r")});
    keep(act::ItemContentReceipt{new_act_id(entropy), release.item, name("MOD"), std::nullopt});
    keep(registration_of(release.item, entropy));
  }
  registry::Shared shared;
  registry::Changes changes;
  std::uint64_t number = 0;
  const auto start = Time::now();
  for (const auto& [type, payload] : stored) {
    const act::Body body = act::decode_body(*type, payload).value();
    const bool by_kr = type->issuer != act::Issuer::receiving_party;
    const Status folded =
        shared.fold(trace_by(by_kr ? "KR" : "JP", ++number), body, no_bodies(), changes);
    if (!folded.ok()) {
      std::abort();
    }
    changes.clear();
  }
  const double taken = seconds_since(start);
  bench::print_row(
      "replay of 1 million acts", taken, "s",
      fmt::format("strict reading of each payload, fold, and the record's JSON; {} items; without "
                  "signatures; one core",
                  shared.items().entries().size()));
}

}  // namespace

int main() {
  bench_decisions();
  bench_replay();
  return 0;
}
