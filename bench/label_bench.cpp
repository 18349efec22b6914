// Labels on one thread: reading one and deciding, deciding again, loading a policy of 150 kB.
// Prints one JSON line a figure. Usage: label_bench
#include <algorithm>
#include <cstdio>
#include <string>

#include "base/invariant.h"
#include "label/access_cache.h"
#include "label/spif.h"
#include "rate.h"
#include "row.h"

namespace {

using namespace entente;

constexpr std::size_t kPolicyBytes = 150'000;

template <class Call>
double rate_of(const Call& call) {
  return bench::rate_of(call, 0.3);
}

/// A policy of five levels and one permissive tag set, as many values as fill `bytes`.
label::Spif policy_of(std::size_t bytes, std::string& xml) {
  label::Spif spif;
  spif.policy = {"EXERCISE", "1.2.3"};
  for (int i = 0; i < 5; ++i) {
    label::SpifClassification level;
    level.name = "LEVEL " + std::to_string(i);
    level.lacv = std::to_string(i);
    level.hierarchy = i;
    spif.classifications.push_back(level);
  }
  label::Tag tag;
  tag.type = label::CategoryType::permissive;
  while (xml.size() < bytes) {
    for (int i = 0; i < 20; ++i) {
      label::TagCategory value;
      value.lacv = std::to_string(tag.categories.size());
      value.name = "X" + value.lacv;
      value.markings.push_back(
          {"Country " + value.lacv, "en", {label::MarkingCode::page_top_bottom}});
      tag.categories.push_back(std::move(value));
    }
    spif.tag_sets = {{"Releasable To", "1.2.3.1", {tag}}};
    xml = label::write_spif(spif, {"20260101000000Z", "CN=EXERCISE", "00", "1.2", "1.2"});
  }
  return spif;
}

}  // namespace

int main() {
  std::string policy;
  const label::Spif spif = policy_of(kPolicyBytes, policy);
  const Instant now = Instant::parse("2026-01-01T00:00:00Z").value();
  label::ConfidentialityLabel made;
  made.body.information = {
      spif.policy,
      "LEVEL 3",
      {},
      {{label::CategoryType::permissive, "Releasable To", "1.2.3.1", {"X1", "X7", "X30", "X99"}}}};
  made.body.created = {Instant::parse("2025-01-01T00:00:00Z").value(), true};
  made.review = label::LabelTime{Instant::parse("2035-01-01T00:00:00Z").value(), true};
  const std::string xml = label::write_label(made);
  label::Clearance clearance{
      spif.policy,
      {"LEVEL 1", "LEVEL 2", "LEVEL 3"},
      {{label::CategoryType::permissive, "Releasable To", "1.2.3.1", {"X99"}}}};
  const std::string clearance_xml = label::write_clearance(clearance);
  bench::print_row(
      "label.decide", rate_of([&] {
        const auto read = label::read_label(xml);
        ENTENTE_INVARIANT(label::decide_access(*read, {&clearance, 1}, spif, now).permitted());
      }),
      "1/s", "reading a label of one category and deciding it; 1 thread");
  label::AccessCache cache(spif, 1024);
  bench::print_row("label.decide_again", rate_of([&] {
                     ENTENTE_INVARIANT(cache.decide(xml, clearance_xml, now).permitted());
                   }),
                   "1/s", "the same from the cache; 1 thread");
  bench::print_row("label.policy_load_ms",
                   1000 / rate_of([&] { ENTENTE_INVARIANT(label::load_spif(policy).ok()); }), "ms",
                   "an XML SPIF of 150 kB; 1 thread");
  return 0;
}
