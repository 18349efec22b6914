#include <gtest/gtest.h>

#include <algorithm>

#include "cli/config_witness.h"
#include "cli/host.h"

/// The settings of a home. EXERCISE.
namespace entente::cli {
namespace {

constexpr std::string_view kHome =
    "party = \"KR\"\nname = \"KR (EXERCISE)\"\ndomain = \"kr.exercise.example\"\n"
    "environment = \"exercise\"\nendpoint = \"127.0.0.1:7400\"\nlisten = \"127.0.0.1\"\n";
/// Made once with OpenSSL; of type 0x04, and the same key as a log's, of type 0x01.
constexpr std::string_view kWitness =
    "w.example/witness+bd497630+BBXMzVlCmPn/1FLHBg+K+BaYIvthQ77vWJS/1G+oyRKL";
constexpr std::string_view kOther =
    "o.example/witness+65704cd4+BGrIIbpkmCJoANEAqalPxxDpQiZxBgY9Lbqha7df5O6M";
constexpr std::string_view kLog =
    "w.example/log+3bc8b2fb+ARXMzVlCmPn/1FLHBg+K+BaYIvthQ77vWJS/1G+oyRKL";

std::string witness(std::string_view vkey, std::string_view url, std::string_view more = "") {
  return "[[witness]]\nvkey = \"" + std::string(vkey) + "\"\nurl = \"" + std::string(url) + "\"\n" +
         std::string(more);
}
std::string code_of(const std::string& settings) {
  const auto config = read_config(std::string(kHome) + settings, "config.toml");
  if (!config.ok()) {
    EXPECT_TRUE(config.error().where().starts_with("config.toml:")) << config.error().describe();
  }
  return config.ok() ? "ok" : std::string(config.error().code());
}

TEST(Config, names_the_origins_whose_pages_may_ask_for_keys) {
  EXPECT_TRUE(read_config(kHome, "config.toml")->web_origins.empty());
  const std::string home(kHome);
  const auto config = read_config(
      "web_origins = [\"https://app.example.org\", \"https://b.example:8443\"]\n" + home,
      "config.toml");
  EXPECT_EQ(config.value().web_origins,
            (std::vector<std::string>{"https://app.example.org", "https://b.example:8443"}));
  for (const char* origins :
       {R"("https://app.example.org")", R"(["*"])", R"(["http://app.example.org"])",
        R"(["https://app.example.org/"])", R"(["https://app.example.org/page"])",
        R"(["https://App.example.org"])", R"(["null"])", R"([""])", "[1]"}) {
    const auto refused = read_config("web_origins = " + std::string(origins) + "\n" + home, "c");
    EXPECT_FALSE(refused.ok()) << origins;
  }
}

TEST(Config, names_witnesses_of_neither_party) {
  const auto none = read_config(kHome, "config.toml").value();
  EXPECT_TRUE(none.witnesses.empty());
  EXPECT_EQ(none.witness_interval_seconds, 60);
  const auto config = read_config("witness_interval_seconds = 5\n" + std::string(kHome) +
                                      witness(kWitness, "https://w.example/witness/",
                                              "authorities_file = \"ca.pem\"\n") +
                                      witness(kOther, "http://127.0.0.1:7500"),
                                  "config.toml")
                          .value();
  EXPECT_EQ(config.witness_interval_seconds, 5);
  ASSERT_EQ(config.witnesses.size(), 2u);
  EXPECT_EQ(config.witnesses[0].vkey, kWitness);
  EXPECT_EQ(config.witnesses[0].authorities_file, "ca.pem");
  EXPECT_EQ(config.witnesses[1].authorities_file, "");
}

TEST(Config, takes_no_witness_whose_key_address_or_number_is_not_right) {
  const std::string url = "https://w.example/witness";
  EXPECT_EQ(code_of(witness(kWitness, url)), "ok");
  const std::string bad[] = {
      witness(kLog, url),
      witness("w.example", url),
      witness("", url),
      "[[witness]]\nurl = \"" + url + "\"\n",
      "[[witness]]\nvkey = \"" + std::string(kWitness) + "\"\n",
      witness(kWitness, url, "name = \"x\"\n"),
      witness(kWitness, url, "authorities_file = \"\"\n"),
      witness(kWitness, url, "authorities_file = 1\n"),
      witness(kWitness, url) + witness(kWitness, "https://other.example"),
      witness(kWitness, url) + witness(kOther, url),
      "[witness]\nvkey = \"" + std::string(kWitness) + "\"\nurl = \"" + url + "\"\n",
      "witness = [1]\n",
      "witness_interval_seconds = 0\n",
      "witness_interval_seconds = 86401\n",
      "witness_interval_seconds = \"60\"\n",
  };
  for (const std::string& settings : bad) {
    EXPECT_EQ(code_of(settings), "cli.bad-config") << settings;
  }
  EXPECT_EQ(code_of("witness_interval_seconds = 86400\n"), "ok");
}

TEST(WitnessAddress, is_encrypted_or_of_this_machine_AB73) {
  const auto https = witness_address("https://w.example/witness/").value();
  EXPECT_EQ(https.server, (http::Endpoint{"w.example", 443}));
  EXPECT_EQ(https.path, "/witness");
  EXPECT_TRUE(https.encrypted);
  EXPECT_EQ(witness_address("https://w.example:8443").value().path, "");
  const auto plain = witness_address("http://127.0.0.1:7500/witness").value();
  EXPECT_EQ(plain.server, (http::Endpoint{"127.0.0.1", 7500}));
  EXPECT_FALSE(plain.encrypted);
  EXPECT_EQ(witness_address("http://[::1]:7500").value().server.host, "::1");
  for (const char* url :
       {"http://w.example/witness", "http://w.example:80", "http://10.0.0.1:7500",
        "http://localhost:7500", "http://127.0.0.1", "http://127.0.0.1/a:7500",
        "http://[::ffff:127.0.0.1]:7500", "http://127.1:7500", "https://w.example/witness?a=b",
        "https://w.example/#a", "https://user@w.example", "ftp://w.example", "w.example", ""}) {
    EXPECT_FALSE(witness_address(url).ok()) << url;
  }
}

}  // namespace
}  // namespace entente::cli
