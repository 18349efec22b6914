#include "ledger/note.h"

#include "samples.h"
#include "vectors.h"

namespace entente::ledger {
namespace {

using samples::code_of;

/// RFC 8410: the PKCS#8 form of an Ed25519 seed.
crypto::SigningKey key_of_seed(BytesView seed) {
  Bytes pkcs8 = from_hex("302e020100300506032b657004220420").value();
  append(pkcs8, seed);
  return crypto::SigningKey::from_pkcs8(pkcs8).value();
}

struct NoteVectors {
  format::JsonDocument document = vectors::json(vectors::folder() / "notes.json");
  std::string text = vectors::text(document.root(), "text");

  std::string at(std::string_view list, std::size_t index) const {
    return std::string(document.root().at(list).value().at(index).value().string().value());
  }
  std::string peter() const { return at("sig_lines", 0); }
  std::string enoch() const { return at("sig_lines", 1); }
  std::vector<NoteVerifier> both() const {
    return {NoteVerifier::parse(at("vkeys", 0)).value(),
            NoteVerifier::parse(at("vkeys", 1)).value()};
  }
};

TEST(Note, opens_the_published_notes) {
  ENTENTE_NEEDS_VECTORS();
  const NoteVectors v;
  const auto keys = v.both();
  const std::string both = v.text + "\n" + v.peter() + v.enoch();
  EXPECT_EQ(verified_keys(open_note(both, keys).value(), keys).value(),
            (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(open_note(both, keys).value().text(), v.text);
  const format::JsonValue example = v.document.root().at("c2sp_example").value();
  const NoteVerifier key = NoteVerifier::parse(vectors::text(example, "vkey")).value();
  EXPECT_TRUE(open_note(vectors::text(example, "note"), std::span(&key, 1)).ok());
}

TEST(Note, signs_the_same_bytes_as_the_published_private_keys) {
  ENTENTE_NEEDS_VECTORS();
  const NoteVectors v;
  const std::string skey = v.at("skeys", 0);
  // PRIVATE+KEY+name+id+base64(type || seed), where the base64 may hold plus signs too.
  const std::string_view prefix = "PRIVATE+KEY+PeterNeumann+c74f20a3+";
  ASSERT_TRUE(skey.starts_with(prefix));
  const Bytes typed = from_base64(skey.substr(prefix.size())).value();
  const auto peter = NoteSigner::make("PeterNeumann", key_of_seed(BytesView(typed).subspan(1)));
  EXPECT_EQ(peter.value().sign(v.text).line(), v.peter());
  EXPECT_EQ(peter.value().verifier().vkey(), v.at("vkeys", 0));
  const Bytes seed = from_hex(vectors::text(v.document.root(), "enoch_seed_hex")).value();
  const auto enoch = NoteSigner::make("EnochRoot", key_of_seed(seed)).value();
  EXPECT_EQ(enoch.sign(v.text).line(), v.enoch());
  EXPECT_EQ(enoch.verifier().vkey(), v.at("vkeys", 1));
}

TEST(Note, reads_and_writes_every_published_verifier_key_and_refuses_the_bad_ones) {
  ENTENTE_NEEDS_VECTORS();
  const NoteVectors v;
  for (const char* list : {"vkeys", "cosign_vkeys"}) {
    for (const format::JsonValue vkey : v.document.root().at(list).value().elements()) {
      const std::string text(vkey.string().value());
      EXPECT_EQ(NoteVerifier::parse(text).value().vkey(), text);
    }
  }
  for (const format::JsonValue vkey : v.document.root().at("bad_vkeys").value().elements()) {
    EXPECT_EQ(code_of(NoteVerifier::parse(vkey.string().value())), "ledger.bad-key");
  }
}

TEST(Note, a_verifier_key_whose_id_does_not_belong_to_it_is_refused) {
  const std::string vkey = samples::a_log().verifier().vkey();
  EXPECT_TRUE(NoteVerifier::parse(vkey).ok());
  EXPECT_FALSE(NoteVerifier::parse("x" + vkey).ok());
  EXPECT_FALSE(NoteVerifier::parse(vkey + "A").ok());
  EXPECT_FALSE(NoteVerifier::parse(replaced(vkey, "+", " +")).ok());
  EXPECT_FALSE(NoteVerifier::parse("name").ok());
  EXPECT_FALSE(NoteVerifier::parse("name+00000000").ok());
  EXPECT_FALSE(NoteVerifier::parse("").ok());
}

TEST(Note, a_verifier_key_of_low_order_is_refused) {
  Bytes typed(33, 0);
  typed[0] = 1;
  typed[1] = 1;  // the neutral element
  const std::uint32_t id = note_key_id("low", NoteKeyType::ed25519, BytesView(typed).subspan(1));
  const Bytes id_bytes{static_cast<std::uint8_t>(id >> 24), static_cast<std::uint8_t>(id >> 16),
                       static_cast<std::uint8_t>(id >> 8), static_cast<std::uint8_t>(id)};
  EXPECT_EQ(code_of(NoteVerifier::parse("low+" + to_hex(id_bytes) + "+" + to_base64(typed))),
            "ledger.bad-key");
}

TEST(Note, unknown_keys_are_ignored_even_if_they_share_a_name_or_an_id) {
  const NoteSigner log = samples::a_log(1, "log");
  const std::string text = "EXERCISE\n";
  NoteSignature same_name = samples::a_log(2, "log").sign(text);
  NoteSignature same_id = log.sign(text);
  same_id.name = "gol";
  same_id.bytes.back() ^= 1;
  SignedNote note = SignedNote::unsigned_text(text).value();
  ASSERT_TRUE(note.add(same_name).ok());
  ASSERT_TRUE(note.add(same_id).ok());
  const std::span known(&log.verifier(), 1);
  EXPECT_EQ(code_of(open_note(note.format(), known)), "ledger.untrusted");
  ASSERT_TRUE(note.add(log.sign(text)).ok());
  EXPECT_TRUE(open_note(note.format(), known).ok());
}

TEST(Note, one_wrong_signature_by_a_known_key_spoils_the_note) {
  const NoteVerifier keys[] = {samples::a_log(1, "log").verifier(),
                               samples::a_log(2, "other").verifier()};
  SignedNote note = SignedNote::unsigned_text("EXERCISE\n").value();
  ASSERT_TRUE(note.add(samples::a_log(1, "log").sign(note.text())).ok());
  NoteSignature wrong = samples::a_log(2, "other").sign("another text\n");
  ASSERT_TRUE(note.add(wrong).ok());
  const auto opened = open_note(note.format(), keys);
  EXPECT_EQ(code_of(opened), "ledger.bad-signature");
  EXPECT_EQ(opened.error().kind().exit, Exit::verification_failed);
  EXPECT_TRUE(open_note(note.format(), std::span(keys).first(1)).ok());
}

TEST(Note, the_text_may_hold_empty_lines_and_the_last_one_separates) {
  const NoteSigner log = samples::a_log();
  for (const std::string& text : std::initializer_list<std::string>{
           "a\n\nb\n", "a\n\n\n", "\n", "\u2014 looks like a line\n\nb\n"}) {
    SignedNote note = SignedNote::unsigned_text(text).value();
    ASSERT_TRUE(note.add(log.sign(text)).ok());
    EXPECT_EQ(SignedNote::parse(note.format()).value().text(), text);
    EXPECT_TRUE(open_note(note.format(), std::span(&log.verifier(), 1)).ok());
  }
}

TEST(Note, accepts_up_to_100_signatures_and_refuses_one_more) {
  SignedNote note = SignedNote::unsigned_text("EXERCISE\n").value();
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(note.add({"key" + std::to_string(i), 7, Bytes(64, 1)}).ok());
  }
  EXPECT_EQ(SignedNote::parse(note.format()).value().signatures().size(), 100u);
  EXPECT_FALSE(note.add({"one-more", 7, Bytes(64, 1)}).ok());
  const std::string line = NoteSignature{"one-more", 7, Bytes(64, 1)}.line();
  EXPECT_EQ(code_of(SignedNote::parse(note.format() + line)), "ledger.malformed");
}

TEST(Note, accepts_its_largest_size_and_refuses_one_byte_more) {
  const std::string line = NoteSignature{"key", 7, Bytes(64, 1)}.line();
  const std::size_t room = kMaxNoteBytes - line.size() - 2;
  EXPECT_TRUE(SignedNote::parse(std::string(room, 'x') + "\n\n" + line).ok());
  EXPECT_FALSE(SignedNote::parse(std::string(room + 1, 'x') + "\n\n" + line).ok());
}

TEST(Note, refuses_every_form_but_the_one) {
  const std::string good = "text\n\n" + NoteSignature{"key", 7, Bytes(64, 1)}.line();
  ASSERT_TRUE(SignedNote::parse(good).ok());
  const std::string bad[] = {
      "",
      "\n",
      "\n\n",
      "text\n",
      "text\n\n",
      "text\n" + good.substr(6),        // no empty line
      good.substr(0, good.size() - 1),  // no final newline
      good + "\n",                      // an empty line after
      good + "more\n",
      replaced(good, "\u2014", "-"),
      replaced(good, "\u2014 ", "\u2014"),
      replaced(good, "key ", "key  "),
      replaced(good, "key ", "k+y "),
      replaced(good, "key ", "k\u00A0y "),
      replaced(good, "key ", "k\u3000y "),
      replaced(good, "key ", " "),
      replaced(good, "text", "te\txt"),
      replaced(good, "text", "te\rxt"),
      replaced(good, "text", std::string("te\0xt", 5)),
      replaced(good, "text", "te\xFFxt"),
      replaced(good, "text", "te\xC0\xAFxt"),  // overlong
      replaced(good, "key ", "key A"),         // not a multiple of four letters
      replaced(good, "key ", "key ===="),
      "text\n\n\u2014 key AAAABw==\n",  // a key id and nothing after it
      "text\n\n\u2014 key\n",
      "text\n\n\u2014 key \n",
  };
  for (const std::string& note : bad) {
    EXPECT_EQ(code_of(SignedNote::parse(note)), "ledger.malformed") << note;
  }
}

TEST(Note, a_signature_with_spare_bits_set_has_not_the_one_canonical_form) {
  EXPECT_TRUE(SignedNote::parse("text\n\n\u2014 key AAAAB/8=\n").ok());
  EXPECT_EQ(code_of(SignedNote::parse("text\n\n\u2014 key AAAAB/9=\n")), "ledger.bad-signature");
}

TEST(Note, key_names_have_no_spaces_and_no_plus_signs) {
  EXPECT_TRUE(check_key_name("mofa.jp.example/entente/외교부").ok());
  EXPECT_TRUE(check_key_name(std::string(255, 'a')).ok());
  for (const std::string& name : {std::string(), std::string(256, 'a'), std::string("a b"),
                                  std::string("a+b"), std::string("a\nb"), std::string("a\u2003b"),
                                  std::string("a\u0085"), std::string("a\xFF")}) {
    EXPECT_EQ(code_of(check_key_name(name)), "ledger.bad-name");
  }
}

TEST(Note, a_line_is_never_repeated) {
  const NoteSigner log = samples::a_log();
  SignedNote note = SignedNote::unsigned_text("EXERCISE\n").value();
  ASSERT_TRUE(note.add(log.sign(note.text())).ok());
  ASSERT_TRUE(note.add(log.sign(note.text())).ok());
  EXPECT_EQ(note.signatures().size(), 1u);
}

TEST(Note, only_Ed25519_keys_sign_notes) {
  samples::SeededEntropy entropy(9);
  const auto key = crypto::SigningKey::generate(crypto::SignatureSuite::ecdsa_p256_sha256, entropy);
  EXPECT_EQ(code_of(NoteSigner::make("log", key)), "ledger.bad-key");
}

RC_GTEST_PROP(Note, writing_what_was_read_gives_the_same_bytes, ()) {
  const auto letters = rc::gen::elementOf(std::string("ab \n\n"));
  const auto text = *rc::gen::container<std::string>(letters) + "\n";
  const auto bytes = *rc::gen::nonEmpty(rc::gen::arbitrary<Bytes>());
  const auto id = *rc::gen::arbitrary<std::uint32_t>();
  SignedNote note = SignedNote::unsigned_text(text).value();
  RC_ASSERT(note.add({"some.name", id, bytes}).ok());
  RC_ASSERT(SignedNote::parse(note.format()).value() == note);
}

RC_GTEST_PROP(Note, a_signed_note_with_any_byte_changed_does_not_open_as_another_text, ()) {
  const NoteSigner log = samples::a_log();
  const SignedNote note = samples::a_head(samples::a_tree(5).head(), log);
  std::string bytes = note.format();
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  const auto flip = *rc::gen::inRange(1, 256);
  bytes[at] = static_cast<char>(bytes[at] ^ flip);
  const auto opened = open_note(bytes, std::span(&log.verifier(), 1));
  RC_ASSERT(!opened.ok());
}

}  // namespace
}  // namespace entente::ledger
