#include "api/clients.h"

#include <gtest/gtest.h>

#include "api/access.h"
#include "api/errors.h"
#include "base/encoding.h"
#include "base/errors.h"
#include "crypto/random.h"
#include "format/jws.h"
#include "stand.h"
#include "store/memory_store.h"

namespace entente::api {
namespace {

const PersonId kMori = PersonId::parse("mori.ken").value();
const PersonId kSato = PersonId::parse("sato.yui").value();

class ClientsTest : public testing::Test {
 protected:
  ClientsTest() { restart(); }
  void restart() {
    access_.emplace(AccessPorts{store_, executor_, entropy_, clock_},
                    AccountSettings{crypto::kArgon2Cheap, 1000, 2, 4});
    ASSERT_TRUE(access_->load().ok());
  }
  Clients& clients() { return access_->clients; }
  Result<Clients::Registered> enter(const PersonId& person, const std::string& title = "EXERCISE") {
    Result<Clients::Registered> made{Clients::Registered{}};
    clients().enter(person, title, [&](Result<Clients::Registered> m) { made = std::move(m); });
    executor_.run();
    return made;
  }
  std::string revoke(const std::string& client, const std::optional<PersonId>& owner) {
    std::string outcome = "no answer";
    clients().revoke(client, owner, [&](const Status& ended) {
      outcome = ended.ok() ? "ended" : std::string(ended.error().code());
    });
    executor_.run();
    return outcome;
  }
  std::string acts_for(std::string_view token) {
    const auto holder = clients().holder_of(token);
    return holder ? holder->person.text() + holder->bound_to : "nobody";
  }

  SetClock clock_;
  OneByOne executor_;
  crypto::SystemEntropy entropy_;
  store::MemoryStore store_;
  std::optional<Access> access_;
};

TEST_F(ClientsTest, a_program_acts_for_the_person_who_registered_it_alone) {
  const auto mori = enter(kMori).value();
  const auto sato = enter(kSato).value();
  EXPECT_EQ(acts_for(clients().issue(mori.client, mori.secret).value()), "mori.ken");
  EXPECT_EQ(acts_for(clients().issue(sato.client, sato.secret).value()), "sato.yui");
  EXPECT_EQ(clients().issue(mori.client, sato.secret).error().code(), kWrongCredentials.code);
  EXPECT_EQ(clients().issue("app-none", mori.secret).error().code(), kWrongCredentials.code);
  EXPECT_EQ(clients().issue(mori.client, "").error().code(), kWrongCredentials.code);
}

TEST_F(ClientsTest, a_program_outlives_a_restart_and_its_tokens_do_not) {
  const auto made = enter(kMori).value();
  const std::string token = clients().issue(made.client, made.secret).value();
  restart();
  EXPECT_EQ(acts_for(token), "nobody");
  EXPECT_EQ(acts_for(clients().issue(made.client, made.secret).value()), "mori.ken");
}

TEST_F(ClientsTest, a_token_says_which_key_it_is_bound_to_RFC9449) {
  const auto made = enter(kMori).value();
  EXPECT_EQ(acts_for(clients().issue(made.client, made.secret, " by key").value()),
            "mori.ken by key");
}

TEST_F(ClientsTest, a_token_ends_after_its_time) {
  const auto made = enter(kMori).value();
  const std::string token = clients().issue(made.client, made.secret).value();
  clock_.pass((Clients::kTokenSeconds - 1) * 1000);
  EXPECT_EQ(acts_for(token), "mori.ken");
  clock_.pass(1000);
  EXPECT_EQ(acts_for(token), "nobody");
}

TEST_F(ClientsTest, revoking_ends_a_program_and_its_tokens_at_once) {
  const auto made = enter(kMori).value();
  const std::string token = clients().issue(made.client, made.secret).value();
  EXPECT_EQ(revoke(made.client, kSato), kNotFound.code) << "somebody else's";
  EXPECT_EQ(acts_for(token), "mori.ken");
  EXPECT_EQ(revoke(made.client, kMori), "ended");
  EXPECT_EQ(acts_for(token), "nobody");
  EXPECT_FALSE(clients().issue(made.client, made.secret).ok());
  restart();
  EXPECT_TRUE(clients().all().empty());
}

TEST_F(ClientsTest, a_token_that_is_not_the_nodes_own_acts_for_nobody_AB42) {
  const auto made = enter(kMori).value();
  const std::string token = clients().issue(made.client, made.secret).value();
  const std::size_t first = token.find('.');
  const std::size_t last = token.rfind('.');
  const std::string payload = token.substr(first, last - first);
  for (const char* header :
       {R"({"alg":"none","typ":"at+jwt"})", R"({"alg":"HS256","typ":"at+jwt"})"}) {
    const std::string forged = to_base64url(as_bytes(std::string_view(header))) + payload;
    EXPECT_EQ(acts_for(forged + "."), "nobody");
    EXPECT_EQ(acts_for(forged + token.substr(last)), "nobody");
  }
  // The right claims under another key, and a token of another kind.
  const auto other =
      crypto::SigningKey::generate(crypto::SignatureSuite::ecdsa_p256_sha256, entropy_);
  const Bytes claims = from_base64url(payload.substr(1)).value();
  EXPECT_EQ(acts_for(format::write_jws(other, "at+jwt", {}, claims)), "nobody");
  EXPECT_EQ(acts_for(token.substr(0, last)), "nobody");
  EXPECT_EQ(acts_for(token + "x"), "nobody");
  EXPECT_EQ(acts_for(""), "nobody");
}

TEST_F(ClientsTest, a_person_has_a_bounded_number_of_programs) {
  for (std::size_t i = 0; i < Clients::kOfOnePerson; ++i) {
    ASSERT_TRUE(enter(kMori).ok());
  }
  EXPECT_EQ(enter(kMori).error().code(), kBusy.code);
  EXPECT_TRUE(enter(kSato).ok());
  EXPECT_EQ(enter(kSato, "").error().code(), kBadParameter.code);
  EXPECT_EQ(enter(kSato, std::string(Clients::kTitleBytes + 1, 'x')).error().code(),
            kBadParameter.code);
}

}  // namespace
}  // namespace entente::api
