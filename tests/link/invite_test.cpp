#include "link/invite.h"

#include <gtest/gtest.h>

#include "base/errors.h"
#include "base/replaced.h"
#include "crypto/random.h"
#include "link/errors.h"

namespace entente::link {
namespace {

using crypto::SignatureSuite;
using crypto::SigningKey;

struct Keys {
  crypto::SystemEntropy entropy;
  SigningKey party = SigningKey::generate(SignatureSuite::ed25519, entropy);
  SigningKey node = SigningKey::generate(SignatureSuite::ed25519, entropy);
  SigningKey log = SigningKey::generate(SignatureSuite::ed25519, entropy);
  SigningKey witness = SigningKey::generate(SignatureSuite::ecdsa_p256_sha256, entropy);
  crypto::AgreementKey access =
      crypto::AgreementKey::generate(crypto::AgreementCurve::p256, entropy);
};

const Keys& keys() {
  static const Keys all;
  return all;
}

Invite invite_of(std::string_view name = "대한민국 (EXERCISE)") {
  return Invite{PartyCode::parse("KR").value(),
                std::string(name),
                "kr.example",
                act::Environment::exercise,
                "kr-node-1",
                http::Endpoint::parse("kr.example:7443").value(),
                Digest{{1, 2, 3}},
                keys().party.verifying_key(),
                keys().node.verifying_key(),
                keys().log.verifying_key(),
                keys().witness.verifying_key(),
                keys().access.public_key(),
                "kr-access-1",
                {"jp-kr-2016"},
                Instant::from_ms(1'709'294'400'000)};
}

std::string file_of(const Invite& invite) { return encode_invite(invite, keys().party); }

std::string code_of(std::string_view file) {
  const Result<Invite> invite = parse_invite(as_bytes(file));
  return invite.ok() ? "ok" : std::string(invite.error().code());
}

TEST(Invite, comes_back_as_it_was_written_and_is_written_the_same_again) {
  const std::string file = file_of(invite_of());
  const Result<Invite> invite = parse_invite(as_bytes(file));
  ASSERT_TRUE(invite.ok()) << invite.error().describe();
  EXPECT_EQ(file_of(*invite), file);
  EXPECT_EQ(fingerprint(*invite), fingerprint(invite_of()));
  EXPECT_EQ(invite->peer_endpoint(), (PeerEndpoint{{"kr.example", 7443}, {Digest{{1, 2, 3}}}}));
}

TEST(Invite, is_refused_where_any_value_was_changed_after_signing) {
  const std::string file = file_of(invite_of());
  EXPECT_EQ(code_of(replaced(file, "kr.example:7443", "xx.example:7443")), "link.invite-signature");
  EXPECT_EQ(code_of(replaced(file, "exercise", "training")), "link.invite-signature");
  EXPECT_EQ(code_of(replaced(file, "\"KR\"", "\"US\"")), "link.invite-signature");
  EXPECT_EQ(code_of(replaced(file, "010203", "010204")), "link.invite-signature");
  EXPECT_EQ(code_of(replaced(file, "jp-kr-2016", "jp-kr-2017")), "link.invite-signature");
  EXPECT_EQ(code_of(replaced(file, "\"signature\":\"", "\"signature\":\"AAAA")),
            "link.invite-signature");
}

TEST(Invite, is_refused_where_another_party_signed_it) {
  crypto::SystemEntropy entropy;
  Invite forged = invite_of();
  const SigningKey other = SigningKey::generate(SignatureSuite::ed25519, entropy);
  forged.party_key = other.verifying_key();
  const std::string theirs = encode_invite(forged, other);
  EXPECT_EQ(code_of(theirs), "ok") << "anybody can make one";
  EXPECT_FALSE(check_fingerprint(forged, fingerprint_text(fingerprint(invite_of()))).ok())
      << "but not one that people take for ours";
}

TEST(Invite, takes_white_space_but_no_other_member_and_no_missing_one) {
  const std::string file = file_of(invite_of());
  EXPECT_EQ(code_of(replaced(file, "{\"content\":", " {\n\"content\" :\t")), "ok");
  EXPECT_EQ(code_of(replaced(file, "{\"content\":", "{\"more\":1,\"content\":")),
            "link.bad-invite");
  EXPECT_EQ(code_of(replaced(file, "\"party\":\"KR\"", "\"more\":1,\"party\":\"KR\"")),
            "link.bad-invite");
  EXPECT_EQ(code_of(replaced(file, "\"keys\":{", "\"keys\":{\"more\":\"\",")), "link.bad-invite");
  EXPECT_EQ(code_of(replaced(file, "\"version\":1,", "")), "link.bad-invite");
  EXPECT_EQ(code_of(replaced(file, "\"version\":1", "\"version\":2")), "link.bad-invite");
  EXPECT_EQ(code_of(replaced(file, "\"party\":\"KR\"", "\"party\":\"KR\",\"party\":\"KR\"")),
            "link.bad-invite");
}

TEST(Invite, refuses_values_that_are_not_what_they_should_be) {
  const std::string file = file_of(invite_of());
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"kr.example:7443", "kr.example:0"},
                                                        {"kr.example:7443", "0x7f000001:7443"},
                                                        {"kr.example:7443", "[::ffff]:07443"},
                                                        {"\"KR\"", "\"kr\""},
                                                        {"\"exercise\"", "\"EXERCISE\""},
                                                        {"\"kr.example\"", "\"\""},
                                                        {"\"kr.example\"", "\"a/b\""},
                                                        {"kr-node-1", std::string(65, 'n')},
                                                        {"2024-03-01T12:00:00Z", "yesterday"},
                                                        {"[\"jp-kr-2016\"]", "[\"\"]"},
                                                        {"[\"jp-kr-2016\"]", "\"jp-kr-2016\""},
                                                        {"\"KR\"", "\"KR\\u0000\""},
                                                        {"MCowBQYDK2Vw", "MCowBQYDK2Vx"}}) {
    EXPECT_EQ(code_of(replaced(file, from, to)), "link.bad-invite") << from << " -> " << to;
  }
}

TEST(Invite, is_read_at_its_limit_of_size_and_refused_one_past_it) {
  std::string file = file_of(invite_of());
  file += std::string(kInviteBytes - file.size(), ' ');
  EXPECT_EQ(code_of(file), "ok");
  EXPECT_EQ(code_of(file + " "), "base.too-large");
}

TEST(Invite, has_names_at_their_limits_and_not_one_past_them) {
  EXPECT_EQ(code_of(file_of(invite_of(std::string(200, 'n')))), "ok");
  EXPECT_EQ(code_of(file_of(invite_of(std::string(201, 'n')))), "link.bad-invite");
  Invite many = invite_of();
  many.agreements.assign(32, "jp-kr-2016");
  EXPECT_EQ(code_of(file_of(many)), "ok");
  many.agreements.emplace_back("jp-kr-2016");
  EXPECT_EQ(code_of(file_of(many)), "link.bad-invite");
}

TEST(InviteFingerprint, is_eight_groups_of_four_that_a_person_may_type_loosely) {
  const Digest digest{{0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf,
                       0x84, 0x65, 0x3a, 0x56, 0xd7, 0xc6, 0x75, 0xbe, 0x77, 0xdf}};
  EXPECT_EQ(fingerprint_text(digest), "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ");
  const Invite invite = invite_of();
  const std::string text = fingerprint_text(fingerprint(invite));
  std::string loose;
  for (const char c : text) {
    loose += c == '-' ? std::string(" ") : c == '0' ? "o" : c == '1' ? "l" : std::string(1, c);
  }
  EXPECT_TRUE(check_fingerprint(invite, text).ok());
  EXPECT_TRUE(check_fingerprint(invite, loose).ok());
  for (const std::string& wrong :
       {std::string(), text.substr(0, 34), text.substr(5), text + "0", text + text,
        (text[0] == 'A' ? "B" : "A") + text.substr(1), text.substr(0, 38) + "U"}) {
    const Status status = check_fingerprint(invite, wrong);
    ASSERT_FALSE(status.ok()) << wrong;
    EXPECT_TRUE(status.error().is(kInviteFingerprint));
  }
}

TEST(InviteFingerprint, changes_with_every_key_and_the_address) {
  const Digest original = fingerprint(invite_of());
  Invite changed = invite_of();
  changed.log_key = keys().node.verifying_key();
  EXPECT_NE(fingerprint(changed), original);
  changed = invite_of();
  changed.endpoint.port = 7444;
  EXPECT_NE(fingerprint(changed), original);
  changed = invite_of();
  changed.environment = act::Environment::live;
  EXPECT_NE(fingerprint(changed), original);
}

}  // namespace
}  // namespace entente::link
