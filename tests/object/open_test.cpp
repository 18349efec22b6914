#include "object/open.h"

#include <gtest/gtest.h>

#include <set>

#include "base/errors.h"
#include "object/builder.h"
#include "object/errors.h"
#include "object/inspect.h"

namespace entente::object {
namespace {

using test::a_binding;
using test::code_of;
using test::open_bytes;
using test::Opened;
using test::RawObject;
using test::receiver;
using test::seal_bytes;
using test::Sealed;
using test::stranger;
using test::unwrap_with;
using test::with;
using test::zip_of;

const std::vector<std::string> kThree = {std::string(64, 'a'), std::string(64, 'b'), "EXERCISE"};

std::string structure_of(BytesView object, const std::optional<Digest>& expected = {}) {
  MemoryRandomAccess access(object);
  return code_of(verify_structure(access, expected));
}

// ---- Everything that may be wrong with the bytes ------------------------------------------------

TEST(OpenObject, refuses_every_flipped_bit_or_it_changes_nothing_returned) {
  const RawObject object(kThree);
  const Bytes good = object.bytes();
  const Opened intended = open_bytes(good, object.unwrap(), object.expected());
  ASSERT_EQ(code_of(intended.object), "ok");
  MemoryRandomAccess access(good);
  const ZipLayout layout = read_zip(access).value();
  std::size_t passed = 0;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes flipped = good;
      flipped[at] = static_cast<std::uint8_t>(flipped[at] ^ (1 << bit));
      const Opened opened = open_bytes(flipped, object.unwrap(), object.expected());
      if (!opened.object.ok()) {
        continue;
      }
      ++passed;
      ASSERT_EQ(opened.content, intended.content) << at;
      ASSERT_EQ(opened.object->binding, a_binding()) << at;
      ASSERT_EQ(opened.object->manifest, intended.object->manifest) << at;
      const bool in_payload =
          at >= layout.payload.offset && at < layout.payload.offset + layout.payload.size;
      const bool in_manifest =
          at >= layout.manifest.offset && at < layout.manifest.offset + layout.manifest.size;
      ASSERT_FALSE(in_payload || in_manifest) << at;
    }
  }
  // What may differ: dates, versions that wrote it, attributes, flags. Not a single field more.
  EXPECT_LE(passed, 8u * 64u);
}

TEST(OpenObject, refuses_every_flipped_byte_of_a_sealed_object_without_knowing_its_digest) {
  const Sealed sealed = seal_bytes(as_bytes("EXERCISE content of an object"));
  const KeyUnwrapper unwrap = unwrap_with(receiver());
  const Opened intended = open_bytes(sealed.bytes, unwrap, AnyBinding{});
  for (std::size_t at = 0; at < sealed.bytes.size(); ++at) {
    Bytes flipped = sealed.bytes;
    flipped[at] ^= 0x01;
    const Opened opened = open_bytes(flipped, unwrap, AnyBinding{});
    if (opened.object.ok()) {
      ASSERT_EQ(opened.content, intended.content) << at;
      ASSERT_EQ(opened.object->policy, intended.object->policy) << at;
      // The assertion can lose its id, and then there is no binding; it never names another item.
      ASSERT_TRUE(!opened.object->binding || *opened.object->binding == a_binding()) << at;
    }
  }
}

TEST(OpenObject, refuses_every_truncation_with_and_without_a_key) {
  const RawObject object({"EXERCISE"});
  const Bytes good = object.bytes();
  for (std::size_t size = 0; size < good.size(); ++size) {
    const BytesView cut = BytesView(good).first(size);
    ASSERT_FALSE(open_bytes(cut, object.unwrap(), object.expected()).object.ok()) << size;
    ASSERT_NE(structure_of(cut), "ok") << size;
  }
}

// ---- Segments moved, lost, repeated -------------------------------------------------------------

/// The payload changed under an unchanged manifest.
std::string code_with_pieces(std::vector<Bytes> pieces) {
  const RawObject object(kThree);
  Bytes payload;
  for (const Bytes& piece : pieces) {
    append(payload, piece);
  }
  const Bytes bytes = zip_of(payload, write_manifest(object.manifest));
  const Opened opened = open_bytes(bytes, object.unwrap(), object.expected());
  EXPECT_NE(structure_of(bytes), "ok");
  return code_of(opened.object);
}

TEST(OpenObject, refuses_reordered_dropped_repeated_and_truncated_segments) {
  const std::vector<Bytes> p = RawObject(kThree).pieces;
  EXPECT_EQ(code_with_pieces({p[1], p[0], p[2]}), "object.cannot-open");
  EXPECT_EQ(code_with_pieces({p[0], p[0], p[2]}), "object.cannot-open");
  EXPECT_EQ(code_with_pieces({p[0], p[1]}), "object.damaged");
  EXPECT_EQ(code_with_pieces({p[1], p[2]}), "object.damaged");
  EXPECT_EQ(code_with_pieces({p[0], p[1], p[2], p[2]}), "object.damaged");
  EXPECT_EQ(code_with_pieces({}), "object.damaged");
  Bytes shorter = p[2];
  shorter.pop_back();
  EXPECT_EQ(code_with_pieces({p[0], p[1], shorter}), "object.damaged");
}

/// Payload and manifest changed together, by somebody without the key.
std::string code_with_both(void (*change)(RawObject&)) {
  RawObject object(kThree);
  change(object);
  return code_of(open_bytes(object.bytes(), object.unwrap(), AnyBinding{}).object);
}

TEST(OpenObject, refuses_segments_moved_together_with_their_hashes) {
  EXPECT_EQ(code_with_both([](RawObject&) {}), "ok");
  EXPECT_EQ(code_with_both([](RawObject& o) {
              std::swap(o.pieces[0], o.pieces[1]);
              std::swap(o.manifest.tags[0], o.manifest.tags[1]);
            }),
            "object.cannot-open");
  EXPECT_EQ(code_with_both([](RawObject& o) {
              o.pieces.pop_back();
              o.manifest.tags.pop_back();
              o.manifest.segment_bytes.pop_back();
            }),
            "object.cannot-open");
  EXPECT_EQ(code_with_both([](RawObject& o) {
              o.pieces.push_back(o.pieces[2]);
              o.manifest.tags.push_back(o.manifest.tags[2]);
              o.manifest.segment_bytes.push_back(o.manifest.segment_bytes[2]);
            }),
            "object.cannot-open");
}

TEST(OpenObject, refuses_sizes_moved_between_segments_though_their_sum_is_right) {
  EXPECT_EQ(code_with_both([](RawObject& o) {
              o.manifest.segment_bytes[0] -= 1;
              o.manifest.segment_bytes[1] += 1;
            }),
            "object.cannot-open");
}

TEST(OpenObject, refuses_a_GMAC_root_that_would_let_anybody_drop_segments) {
  RawObject object(kThree);
  const std::string text =
      with(write_manifest(object.manifest), R"("rootSignature":{"alg":"HS256")",
           R"("rootSignature":{"alg":"GMAC")");
  const Bytes bytes = zip_of(object.payload(), text);
  EXPECT_EQ(code_of(open_bytes(bytes, object.unwrap(), AnyBinding{}).object), "object.unsupported");
}

// ---- What was expected --------------------------------------------------------------------------

TEST(OpenObject, refuses_another_item_agreement_digest_or_environment) {
  const RawObject object(kThree);
  const Bytes bytes = object.bytes();
  const auto code = [&](auto change) {
    ExpectedBinding expected = object.expected();
    change(expected);
    return code_of(open_bytes(bytes, object.unwrap(), expected).object);
  };
  EXPECT_EQ(code([](ExpectedBinding&) {}), "ok");
  EXPECT_EQ(code([](ExpectedBinding& e) {
              e.binding.item = ItemId::parse("itm-00000000000000000000000002").value();
            }),
            "object.wrong-binding");
  EXPECT_EQ(code([](ExpectedBinding& e) {
              e.binding.agreement = AgreementId::parse("jp-us-2007/exercise").value();
            }),
            "object.wrong-binding");
  EXPECT_EQ(code([](ExpectedBinding& e) { e.binding.agreement_digest.bytes[0] ^= 1; }),
            "object.wrong-binding");
  EXPECT_EQ(code([](ExpectedBinding& e) { e.binding.environment = "live"; }),
            "object.wrong-binding");
  EXPECT_EQ(code([](ExpectedBinding& e) { e.manifest.bytes[0] ^= 1; }), "object.manifest-differs");
}

TEST(OpenObject, refuses_another_manifest_where_that_alone_is_known) {
  const RawObject object(kThree);
  const Bytes bytes = object.bytes();
  ExpectedManifest expected{object.expected().manifest};
  EXPECT_EQ(code_of(open_bytes(bytes, object.unwrap(), expected).object), "ok");
  expected.manifest.bytes[0] ^= 1;
  EXPECT_EQ(code_of(open_bytes(bytes, object.unwrap(), expected).object),
            "object.manifest-differs");
}

TEST(OpenObject, compares_the_manifests_digest_before_it_reads_the_manifest) {
  const Bytes bytes = zip_of({}, "not a manifest at all");
  EXPECT_EQ(structure_of(bytes, Digest{}), "object.manifest-differs");
  EXPECT_EQ(structure_of(bytes), "object.bad-manifest");
}

TEST(OpenObject, refuses_a_binding_that_is_forged_missing_or_there_twice) {
  RawObject forged(kThree);
  Binding other = a_binding();
  other.item = ItemId::parse("itm-00000000000000000000000002").value();
  const std::string signature = forged.manifest.assertions[0].signature;
  forged.manifest.assertions[0] = make_assertion(kBindingAssertion, "other", "payload",
                                                 kBindingSchema, "json", write_binding(other));
  forged.manifest.assertions[0].signature = signature;
  EXPECT_EQ(code_of(open_bytes(forged.bytes(), forged.unwrap(), AnyBinding{}).object),
            "object.cannot-open");

  RawObject none(kThree);
  none.manifest.assertions.clear();
  EXPECT_EQ(code_of(open_bytes(none.bytes(), none.unwrap(), none.expected()).object),
            "object.wrong-binding");

  RawObject twice(kThree);
  twice.manifest.assertions.push_back(twice.manifest.assertions[0]);
  EXPECT_EQ(code_of(open_bytes(twice.bytes(), twice.unwrap(), twice.expected()).object),
            "object.bad-manifest");
  const Bytes bytes = twice.bytes();
  MemoryRandomAccess access(bytes);
  EXPECT_EQ(code_of(inspect(access)), "object.bad-manifest");
}

TEST(OpenObject, refuses_a_binding_whose_statement_is_not_one) {
  for (const char* const statement :
       {"", "{}", "[]",
        R"({"item":"itm-00000000000000000000000001","agreement":"jp-kr-2016/exercise"})",
        R"({"item":"x","agreement":"jp-kr-2016/exercise","agreement_digest":""})"}) {
    RawObject object(kThree);
    object.manifest.assertions[0] =
        make_assertion(kBindingAssertion, "other", "payload", kBindingSchema, "json", statement);
    object.sign();
    EXPECT_EQ(code_of(open_bytes(object.bytes(), object.unwrap(), object.expected()).object),
              "object.bad-manifest")
        << statement;
  }
}

TEST(OpenObject, passes_over_assertions_of_others) {
  RawObject object(kThree);
  object.manifest.assertions.push_back(
      make_assertion("someone-elses", "other", "tdo", "urn:example:x", "json", "{}"));
  object.manifest.assertions.back().signature = "not.a.jws";
  const Bytes bytes = object.bytes();
  MemoryRandomAccess access(bytes);
  const auto reader = ObjectReader::open(access, object.unwrap(), object.expected()).value();
  EXPECT_TRUE(reader.assertion_is_bound(0));
  EXPECT_FALSE(reader.assertion_is_bound(1));
}

// ---- Keys ---------------------------------------------------------------------------------------

TEST(OpenObject, gives_one_error_for_everything_that_does_not_decrypt_AB75) {
  std::set<std::string> texts;
  const auto note = [&texts](const Opened& opened) {
    texts.insert(opened.object.error().describe() + opened.object.error().where());
  };
  const Sealed sealed = seal_bytes(as_bytes("EXERCISE"));
  note(open_bytes(sealed.bytes, unwrap_with(stranger()), sealed.expected()));  // another's key
  RawObject policy(kThree);
  policy.manifest.policy = to_base64(as_bytes(R"({"body":{"dissem":["everybody"]}})"));
  note(open_bytes(policy.bytes(), policy.unwrap(), policy.expected()));  // policy binding
  RawObject root(kThree);
  root.manifest.root_signature.bytes[5] ^= 1;
  note(open_bytes(root.bytes(), root.unwrap(), root.expected()));  // root signature
  RawObject assertion(kThree);
  assertion.manifest.assertions[0].signature[3] ^= 1;
  note(open_bytes(assertion.bytes(), assertion.unwrap(), assertion.expected()));  // assertion
  RawObject segment(kThree);
  segment.pieces[1][20] ^= 1;
  note(open_bytes(segment.bytes(), segment.unwrap(), segment.expected()));  // ciphertext
  RawObject tag(kThree);
  tag.pieces[1].back() ^= 1;
  note(open_bytes(tag.bytes(), tag.unwrap(), tag.expected()));  // tag
  RawObject keyless(kThree);
  keyless.manifest.key_access.clear();
  note(open_bytes(keyless.bytes(), keyless.unwrap(), keyless.expected()));  // no key at all
  EXPECT_EQ(texts.size(), 1u) << *texts.begin();
  EXPECT_TRUE(texts.begin()->starts_with("object.cannot-open"));
}

TEST(OpenObject, hands_on_why_a_key_service_did_not_answer_unless_another_copy_opens) {
  RawObject object(kThree);
  const KeyUnwrapper works = object.unwrap();
  const KeyUnwrapper unreachable = [](const KeyAccess&, std::string_view) {
    return Result<crypto::Secret32>(Error(kUnreachable, "No answer."));
  };
  EXPECT_EQ(code_of(open_bytes(object.bytes(), unreachable, object.expected()).object),
            "base.unreachable");
  object.manifest.key_access.push_back(object.manifest.key_access[0]);
  object.manifest.key_access[1].kid = "second";
  const KeyUnwrapper second_works = [&](const KeyAccess& key_access, std::string_view policy) {
    return (key_access.kid == "second" ? works : unreachable)(key_access, policy);
  };
  EXPECT_EQ(code_of(open_bytes(object.bytes(), second_works, object.expected()).object), "ok");
}

TEST(OpenObject, shows_the_key_service_the_policy_text_as_it_stands) {
  RawObject object(kThree);
  std::string seen;
  const KeyUnwrapper unwrap = [&](const KeyAccess& key_access, std::string_view policy) {
    seen = policy;
    return object.unwrap()(key_access, policy);
  };
  EXPECT_EQ(code_of(open_bytes(object.bytes(), unwrap, object.expected()).object), "ok");
  EXPECT_EQ(seen, object.manifest.policy);
}

// ---- Output, ranges, structure ------------------------------------------------------------------

TEST(OpenObject, fails_as_its_sink_fails) {
  const RawObject object(kThree);
  const Bytes bytes = object.bytes();
  for (const std::size_t limit : {0u, 63u, 64u, 135u}) {
    MemoryRandomAccess access(bytes);
    MemorySink sink(limit);
    EXPECT_EQ(code_of(open_object(access, object.unwrap(), object.expected(), sink)),
              "base.too-large");
  }
}

TEST(VerifyObject, authenticates_the_last_segment_before_anything_is_shown) {
  RawObject object(kThree);
  const Bytes good = object.bytes();
  MemoryRandomAccess good_access(good);
  EXPECT_EQ(code_of(verify_object(good_access, object.unwrap(), object.expected())), "ok");
  object.pieces[2][14] ^= 1;
  const Bytes bad = object.bytes();
  MemoryRandomAccess bad_access(bad);
  EXPECT_EQ(code_of(verify_object(bad_access, object.unwrap(), object.expected())),
            "object.cannot-open");
}

TEST(ObjectReader, reads_any_segment_alone_and_in_any_order) {
  const RawObject object(kThree);
  const Bytes bytes = object.bytes();
  MemoryRandomAccess access(bytes);
  auto reader = ObjectReader::open(access, object.unwrap(), object.expected()).value();
  ASSERT_EQ(reader.segments(), 3u);
  for (const std::size_t i : {2u, 0u, 1u, 0u}) {
    EXPECT_EQ(as_text(reader.segment(i).value()), kThree[i]);
  }
  EXPECT_EQ(reader.segment_offset(2), 128u);
  EXPECT_EQ(reader.segment_at(0), 0u);
  EXPECT_EQ(reader.segment_at(63), 0u);
  EXPECT_EQ(reader.segment_at(64), 1u);
  EXPECT_EQ(reader.segment_at(135), 2u);
  EXPECT_EQ(reader.manifest_digest(), object.expected().manifest);
}

TEST(VerifyStructure, finds_without_a_key_a_changed_tag_but_not_a_changed_ciphertext) {
  RawObject object(kThree);
  EXPECT_EQ(structure_of(object.bytes(), object.expected().manifest), "ok");
  object.pieces[1].back() ^= 1;
  EXPECT_EQ(structure_of(object.bytes(), object.expected().manifest), "object.damaged");
  object.pieces[1].back() ^= 1;
  object.pieces[1][20] ^= 1;
  EXPECT_EQ(structure_of(object.bytes(), object.expected().manifest), "ok");
}

}  // namespace
}  // namespace entente::object
