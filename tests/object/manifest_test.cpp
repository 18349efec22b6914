#include "object/manifest.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/limits.h"
#include "object/builder.h"

namespace entente::object {
namespace {

using test::code_of;
using test::RawObject;
using test::with;

std::string a_manifest(HashEncoding encoding = HashEncoding::hex_4_2_2) {
  return write_manifest(RawObject({"EXERCISE", "two"}, encoding).manifest);
}

std::string parse(std::string_view text) { return code_of(parse_manifest(as_bytes(text))); }

TEST(Manifest, reads_back_what_was_written_in_both_encodings) {
  for (const HashEncoding encoding : {HashEncoding::hex_4_2_2, HashEncoding::raw_4_3_0}) {
    const RawObject object({"EXERCISE", "two", ""}, encoding);
    const std::string text = write_manifest(object.manifest);
    const Manifest read = parse_manifest(as_bytes(text)).value();
    EXPECT_EQ(read, object.manifest);
    EXPECT_EQ(write_manifest(read), text);
  }
}

TEST(Manifest, writes_the_4_2_2_encoding_without_a_version_and_4_3_0_with_one) {
  const RawObject object({"EXERCISE"});
  const std::string text = a_manifest();
  EXPECT_EQ(text.find("schemaVersion"), std::string::npos);
  EXPECT_NE(text.find(to_base64(as_bytes(to_hex(object.manifest.tags[0])))), std::string::npos);
  EXPECT_NE(text.find(R"("segmentSize":8,"encryptedSegmentSize":36)"), std::string::npos);
  const std::string raw = a_manifest(HashEncoding::raw_4_3_0);
  EXPECT_TRUE(raw.starts_with(R"({"schemaVersion":"4.3.0",)"));
}

TEST(Manifest, knows_its_versions_and_refuses_others) {
  const std::string text = a_manifest();
  EXPECT_EQ(parse(with(text, "{", R"({"schemaVersion":"4.2.2",)")), "ok");
  EXPECT_EQ(parse(with(text, "{", R"({"schemaVersion":null,)")), "ok");
  EXPECT_EQ(parse(with(text, "{", R"({"tdf_spec_version":"4.2.2",)")), "ok");
  EXPECT_EQ(parse(with(text, "{", R"({"schemaVersion":"4.4.0",)")), "object.unsupported");
  // The other version's hashes are not taken for one's own.
  EXPECT_EQ(parse(with(text, "{", R"({"schemaVersion":"4.3.0",)")), "object.bad-manifest");
  EXPECT_EQ(parse(with(a_manifest(HashEncoding::raw_4_3_0), R"("schemaVersion":"4.3.0",)", "")),
            "object.bad-manifest");
}

TEST(Manifest, reads_the_spellings_that_clients_in_the_field_write) {
  const std::string text = a_manifest();
  EXPECT_EQ(parse(with(text, R"("iv":"")", R"("iv":"AAAAAAAAAAAAAAAA")")), "ok");
  EXPECT_EQ(parse(with(text, "{", R"({"schemaInvented":[1,{"x":null}],)")), "ok");
  EXPECT_EQ(parse(with(text, R"("protocol":"kas",)", R"("protocol":"kas","kid":"","sid":"",)")),
            "ok");
  EXPECT_EQ(parse(with(text, R"("mimeType":"text/plain")", R"("schemaVersion":"3.0.0")")), "ok");
  EXPECT_EQ(parse(with(text, R"("binding":{"method":"jws")", R"("binding":{"method":"JWS")")),
            "ok");
  EXPECT_EQ(parse(with(text, R"("assertions":[)",
                       R"("assertions":[{"id":"other","type":"other","scope":"tdo","statement":)"
                       R"({"format":"f","value":{"b":1,"a":[true]}}},)")),
            "ok");
}

TEST(Manifest, keeps_an_objects_statement_as_canonical_json) {
  const std::string text = with(
      a_manifest(), R"("assertions":[)",
      R"("assertions":[{"id":"l","statement":{"value":{"b":1.0,"a":"x"}},"type":"handling"},)");
  const Manifest manifest = parse_manifest(as_bytes(text)).value();
  EXPECT_EQ(manifest.assertions[0].value, R"({"a":"x","b":1})");
  EXPECT_EQ(manifest.assertions[0].canonical,
            R"({"id":"l","statement":{"value":{"a":"x","b":1}},"type":"handling"})");
  EXPECT_EQ(parse_manifest(as_bytes(write_manifest(manifest))).value(), manifest);
}

TEST(Manifest, takes_left_out_sizes_from_the_default) {
  const RawObject object({std::string(64, 'a'), std::string(64, 'b')});
  const std::string text =
      with(write_manifest(object.manifest), R"(,"segmentSize":64,"encryptedSegmentSize":92})", "}");
  EXPECT_EQ(parse_manifest(as_bytes(text)).value(), object.manifest);
  const std::string half =
      with(write_manifest(object.manifest), R"("segmentSize":64,"encryptedSegmentSize":92)",
           R"("encryptedSegmentSize":92)");
  EXPECT_EQ(parse_manifest(as_bytes(half)).value(), object.manifest);
}

TEST(Manifest, refuses_sizes_that_contradict_each_other) {
  const std::string text = a_manifest();
  const auto sizes = [&text](std::string_view to) {
    return parse(with(text, R"("segmentSize":8,"encryptedSegmentSize":36)", to));
  };
  EXPECT_EQ(sizes(R"("segmentSize":9,"encryptedSegmentSize":36)"), "object.bad-manifest");
  EXPECT_EQ(sizes(R"("segmentSize":8,"encryptedSegmentSize":8)"), "object.bad-manifest");
  EXPECT_EQ(sizes(R"("segmentSize":-8,"encryptedSegmentSize":20)"), "object.bad-manifest");
  EXPECT_EQ(sizes(R"("segmentSize":8.0,"encryptedSegmentSize":36)"), "object.bad-manifest");
  EXPECT_EQ(sizes(R"("segmentSize":"8","encryptedSegmentSize":36)"), "object.bad-manifest");
  EXPECT_EQ(sizes(R"("encryptedSegmentSize":27)"), "object.bad-manifest");
  EXPECT_EQ(parse(with(text, R"("encryptedSegmentSizeDefault":92)",
                       R"("encryptedSegmentSizeDefault":91)")),
            "object.bad-manifest");
}

TEST(Manifest, reads_a_segment_of_4_MiB_and_none_a_byte_larger) {
  const auto with_size = [](std::uint64_t bytes) {
    return with(a_manifest(), R"("segmentSize":8,"encryptedSegmentSize":36)",
                R"("segmentSize":)" + std::to_string(bytes) + R"(,"encryptedSegmentSize":)" +
                    std::to_string(bytes + 28));
  };
  EXPECT_EQ(parse(with_size(limits::kSegmentBytesMax)), "ok");
  EXPECT_EQ(parse(with_size(limits::kSegmentBytesMax + 1)), "object.too-large");
  EXPECT_EQ(parse(with_size(std::uint64_t{1} << 40)), "object.too-large");
  const std::string alone = R"("segmentSize":)" + std::to_string(limits::kSegmentBytesMax + 1);
  EXPECT_EQ(parse(with(a_manifest(), R"("segmentSize":8,"encryptedSegmentSize":36)", alone)),
            "object.too-large");
}

TEST(Manifest, refuses_a_GMAC_root_signature_and_other_segment_hashes) {
  const std::string text = a_manifest();
  EXPECT_EQ(
      parse(with(text, R"("rootSignature":{"alg":"HS256")", R"("rootSignature":{"alg":"GMAC")")),
      "object.unsupported");
  EXPECT_EQ(parse(with(text, R"("segmentHashAlg":"GMAC")", R"("segmentHashAlg":"HS256")")),
            "object.unsupported");
}

TEST(Manifest, refuses_what_says_something_else_than_an_encrypted_zip_payload) {
  const std::string text = a_manifest();
  EXPECT_EQ(parse(with(text, R"("isEncrypted":true)", R"("isEncrypted":false)")),
            "object.unsupported");
  EXPECT_EQ(parse(with(text, R"("url":"0.payload")", R"("url":"https://elsewhere.example/")")),
            "object.unsupported");
  EXPECT_EQ(parse(with(text, R"("protocol":"zip")", R"("protocol":"zipstream")")),
            "object.unsupported");
  EXPECT_EQ(parse(with(text, R"("type":"reference")", R"("type":"inline")")), "object.unsupported");
  EXPECT_EQ(parse(with(text, R"("type":"split")", R"("type":"shamir")")), "object.unsupported");
  EXPECT_EQ(parse(with(text, "AES-256-GCM", "AES-256-CBC")), "object.unsupported");
}

TEST(Manifest, refuses_what_two_readers_could_take_differently_AB33) {
  const std::string text = a_manifest();
  EXPECT_EQ(parse(with(text, R"("isEncrypted":true)", R"("isEncrypted":true,"isEncrypted":true)")),
            "object.bad-manifest");
  EXPECT_EQ(parse(text + "{}"), "object.bad-manifest");
  EXPECT_EQ(parse("\xEF\xBB\xBF" + text), "object.bad-manifest");
  EXPECT_EQ(parse(""), "object.bad-manifest");
}

TEST(Manifest, refuses_every_truncation_and_every_missing_part) {
  const std::string text = a_manifest();
  for (std::size_t size = 0; size < text.size(); ++size) {
    ASSERT_EQ(parse(std::string_view(text).substr(0, size)), "object.bad-manifest") << size;
  }
  for (const char* const name :
       {"payload", "encryptionInformation", "policy", "keyAccess", "method", "rootSignature", "sig",
        "segments", "hash", "segmentHashAlg", "integrityInformation", "wrappedKey"}) {
    const std::string quoted = '"' + std::string(name) + "\":";
    EXPECT_EQ(parse(with(text, quoted, '"' + std::string(name) + "_\":")), "object.bad-manifest")
        << name;
  }
}

TEST(Manifest, says_where_it_is_wrong) {
  const std::string text = with(a_manifest(), R"("policyBinding":)", R"("policyBinding_":)");
  const Result<Manifest> result = parse_manifest(as_bytes(text));
  EXPECT_EQ(result.error().where(), "/encryptionInformation/keyAccess/0");
}

TEST(Manifest, holds_64_key_access_objects_and_assertions_and_not_one_more) {
  RawObject object({"EXERCISE"});
  object.manifest.key_access.assign(kKeyAccessMax, object.manifest.key_access[0]);
  object.manifest.assertions.assign(kAssertionsMax, object.manifest.assertions[0]);
  EXPECT_EQ(parse(write_manifest(object.manifest)), "ok");
  Manifest keys = object.manifest;
  keys.key_access.push_back(keys.key_access[0]);
  EXPECT_EQ(parse(write_manifest(keys)), "object.bad-manifest");
  Manifest assertions = object.manifest;
  assertions.assertions.push_back(assertions.assertions[0]);
  EXPECT_EQ(parse(write_manifest(assertions)), "object.bad-manifest");
}

RC_GTEST_PROP(ManifestProperties, any_texts_and_sizes_read_back_equal, ()) {
  RawObject object({"EXERCISE"});
  Manifest& manifest = object.manifest;
  const auto text = [] { return *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127)); };
  manifest.mime_type = text();
  manifest.policy = text();
  manifest.key_access[0].kid = text();
  manifest.key_access[0].sid = text();
  manifest.key_access[0].ephemeral_public_key = text();
  manifest.assertions.push_back(make_assertion("label", "handling", "tdo", text(), text(), text()));
  const auto sizes = *rc::gen::container<std::vector<std::uint32_t>>(
      rc::gen::inRange<std::uint32_t>(0, limits::kSegmentBytesMax + 1));
  manifest.segment_bytes = sizes;
  manifest.tags.assign(sizes.size(), SegmentTag{1, 2, 3});
  RC_ASSERT(parse_manifest(as_bytes(write_manifest(manifest))).value() == manifest);
}

}  // namespace
}  // namespace entente::object
