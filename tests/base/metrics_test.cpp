#include "base/metrics.h"

#include <gtest/gtest.h>

namespace entente {
namespace {

TEST(MetricsText, writes_counters_and_gauges_as_the_format_0_0_4_says) {
  MetricsText text;
  text.family("entente_acts_total", MetricKind::counter, "Acts.");
  text.sample(3, {{"scope", "house"}, {"issuer", "own"}});
  text.family("entente_queue", MetricKind::gauge, "Waiting.");
  text.sample(0);
  EXPECT_EQ(text.text(),
            "# HELP entente_acts_total Acts.\n"
            "# TYPE entente_acts_total counter\n"
            "entente_acts_total{scope=\"house\",issuer=\"own\"} 3\n"
            "# HELP entente_queue Waiting.\n"
            "# TYPE entente_queue gauge\n"
            "entente_queue 0\n");
}

TEST(MetricsText, counts_a_duration_in_every_bucket_that_is_not_shorter) {
  DurationHistogram durations;
  durations.observe_us(100);         // at the first bound
  durations.observe_us(101);         // one past it
  durations.observe_us(60'000'000);  // longer than all
  MetricsText text;
  text.family("entente_duration_seconds", MetricKind::histogram, "Durations.");
  text.samples(durations);
  EXPECT_NE(text.text().find("_bucket{le=\"0.0001\"} 1\n"), std::string::npos) << text.text();
  EXPECT_NE(text.text().find("_bucket{le=\"0.0005\"} 2\n"), std::string::npos);
  EXPECT_NE(text.text().find("_bucket{le=\"10\"} 2\n"), std::string::npos);
  EXPECT_NE(text.text().find("_bucket{le=\"+Inf\"} 3\n"), std::string::npos);
  EXPECT_NE(text.text().find("_seconds_sum 60.000201\n"), std::string::npos);
  EXPECT_NE(text.text().find("_seconds_count 3\n"), std::string::npos);
}

TEST(MetricsText, shows_seconds_without_an_exponent) {
  MetricsText text;
  text.family("entente_age_seconds", MetricKind::gauge, "Age.");
  text.sample_seconds(12'345'678'900);
  text.sample_seconds(-5);  // a clock that went back
  EXPECT_TRUE(text.text().ends_with("entente_age_seconds 12345678.9\nentente_age_seconds 0\n"));
}

TEST(MetricsTextDeathTest, takes_no_label_that_would_need_an_escape) {
  MetricsText text;
  text.family("entente_things", MetricKind::gauge, "Things.");
  EXPECT_DEATH(text.sample(1, {{"kind", "a\"b"}}), "");
  EXPECT_DEATH(text.sample(1, {{"kind", "a\nb"}}), "");
}

}  // namespace
}  // namespace entente
