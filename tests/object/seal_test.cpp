#include "object/seal.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/errors.h"
#include "object/builder.h"
#include "object/inspect.h"

namespace entente::object {
namespace {

using test::a_binding;
using test::a_request;
using test::code_of;
using test::open_bytes;
using test::random_bytes;
using test::receiver;
using test::rsa_receiver;
using test::seal_bytes;
using test::Sealed;
using test::stranger;
using test::unwrap_with;

constexpr std::uint32_t kSegment = limits::kSegmentBytesMin;

SealRequest in_small_segments() {
  SealRequest request = a_request();
  request.segment_bytes = kSegment;
  return request;
}

TEST(Seal, round_trips_at_every_edge_of_a_segment) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{kSegment - 1}, std::size_t{kSegment},
        std::size_t{kSegment + 1}, std::size_t{3} * kSegment, std::size_t{3'500'000}}) {
    const Bytes content = random_bytes(size);
    const Sealed sealed = seal_bytes(content, in_small_segments());
    EXPECT_EQ(sealed.info.content_bytes, size);
    EXPECT_EQ(sealed.info.object_bytes, sealed.bytes.size());
    const auto opened = open_bytes(sealed.bytes, unwrap_with(receiver()), sealed.expected());
    ASSERT_EQ(code_of(opened.object), "ok") << size;
    EXPECT_EQ(opened.content, content);
    EXPECT_EQ(opened.object->binding, a_binding());
    EXPECT_EQ(opened.object->content_bytes, size);
  }
}

TEST(Seal, writes_an_empty_content_as_one_empty_segment) {
  const Sealed sealed = seal_bytes({});
  MemoryRandomAccess access(sealed.bytes);
  const Inspection seen = inspect(access).value();
  EXPECT_EQ(seen.segments, 1u);
  EXPECT_EQ(seen.content_bytes, 0u);
}

TEST(Seal, gives_the_digests_of_what_it_wrote) {
  SealRequest request = a_request();
  EXPECT_FALSE(seal_bytes(as_bytes("EXERCISE"), request).info.container.has_value());
  request.digest_container = true;
  const Sealed sealed = seal_bytes(as_bytes("EXERCISE"), request);
  EXPECT_EQ(sealed.info.container, crypto::sha256(sealed.bytes));
  MemoryRandomAccess access(sealed.bytes);
  EXPECT_EQ(inspect(access)->manifest, sealed.info.manifest);
}

TEST(Seal, takes_a_fresh_key_and_fresh_IVs_each_time) {
  const Bytes content(3 * kSegment, 0);
  const Sealed one = seal_bytes(content, in_small_segments(), 1);
  const Sealed two = seal_bytes(content, in_small_segments(), 2);
  EXPECT_NE(one.info.manifest, two.info.manifest);
  MemoryRandomAccess access(one.bytes);
  const ZipLayout layout = read_zip(access).value();
  const BytesView payload =
      BytesView(one.bytes).subspan(layout.payload.offset, layout.payload.size);
  const BytesView first = payload.first(kSegment + 28);
  const BytesView second = payload.subspan(kSegment + 28, kSegment + 28);
  EXPECT_FALSE(std::ranges::equal(first.first(12), second.first(12)));
  EXPECT_FALSE(std::ranges::equal(first.subspan(12, 64), second.subspan(12, 64)));
}

TEST(Seal, is_reproducible_from_the_same_entropy_so_that_simulations_replay) {
  EXPECT_EQ(seal_bytes(as_bytes("EXERCISE")).bytes, seal_bytes(as_bytes("EXERCISE")).bytes);
}

TEST(Seal, opens_with_4_3_0_hashes_too) {
  SealRequest request = a_request();
  request.encoding = HashEncoding::raw_4_3_0;
  const Sealed sealed = seal_bytes(as_bytes("EXERCISE"), request);
  const auto opened = open_bytes(sealed.bytes, unwrap_with(receiver()), sealed.expected());
  EXPECT_EQ(as_text(opened.content), "EXERCISE");
}

TEST(Seal, lets_any_of_the_recipients_of_one_share_open) {
  SealRequest request = a_request();
  request.recipients.push_back(
      {"https://kas.other.example/kas", "key-2", stranger().public_key(), ""});
  const Sealed sealed = seal_bytes(as_bytes("EXERCISE"), request);
  for (const auto* const key : {&receiver(), &stranger()}) {
    const auto opened = open_bytes(sealed.bytes, unwrap_with(*key), sealed.expected());
    EXPECT_EQ(as_text(opened.content), "EXERCISE");
  }
}

TEST(Seal, demands_every_share_where_the_ids_differ) {
  SealRequest request = a_request();
  request.recipients[0].sid = "originator";
  request.recipients.push_back(
      {"https://kas.other.example/kas", "key-2", stranger().public_key(), "recipient"});
  const Sealed sealed = seal_bytes(as_bytes("EXERCISE"), request);
  for (const auto* const key : {&receiver(), &stranger()}) {
    const auto opened = open_bytes(sealed.bytes, unwrap_with(*key), sealed.expected());
    EXPECT_EQ(code_of(opened.object), "object.cannot-open");
    EXPECT_TRUE(opened.content.empty());
  }
  const KeyUnwrapper both = [](const KeyAccess& key_access, std::string_view policy) {
    return unwrap_with(key_access.kid == "key-1" ? receiver() : stranger())(key_access, policy);
  };
  EXPECT_EQ(as_text(open_bytes(sealed.bytes, both, sealed.expected()).content), "EXERCISE");
  // A share of zeros would leave the whole content key in the other one.
  MemoryRandomAccess access(sealed.bytes);
  const Inspection seen = inspect(access).value();
  for (const KeyAccess& key_access : seen.key_access) {
    const auto share = both(key_access, "").value();
    EXPECT_FALSE(std::ranges::equal(share.view(), Bytes(32, 0))) << key_access.sid;
  }
}

TEST(Seal, wraps_to_an_RSA_key_as_OpenTDF_clients_do) {
  SealRequest request = a_request();
  request.recipients = {{"https://kas.example/kas", "rsa-1", rsa_receiver().public_key(), ""}};
  const Sealed sealed = seal_bytes(as_bytes("EXERCISE"), request);
  MemoryRandomAccess access(sealed.bytes);
  const KeyAccess seen = inspect(access)->key_access.at(0);
  EXPECT_EQ(seen.type, kWrapped);
  EXPECT_EQ(seen.kid, "rsa-1");
  EXPECT_EQ(seen.wrapped_key.size(), 256U);
  EXPECT_EQ(seen.ephemeral_public_key, "");
  const auto opened = open_bytes(sealed.bytes, unwrap_with(rsa_receiver()), sealed.expected());
  EXPECT_EQ(as_text(opened.content), "EXERCISE");
  static const crypto::RsaKey other = crypto::RsaKey::generate(2048);
  EXPECT_EQ(code_of(open_bytes(sealed.bytes, unwrap_with(other), sealed.expected()).object),
            "object.cannot-open");
}

TEST(Seal, wraps_copies_of_one_share_to_keys_of_both_kinds) {
  SealRequest request = a_request();
  request.recipients.push_back(
      {"https://kas.other.example/kas", "rsa-1", rsa_receiver().public_key(), ""});
  const Sealed sealed = seal_bytes(as_bytes("EXERCISE"), request);
  for (const KeyUnwrapper& unwrap : {unwrap_with(receiver()), unwrap_with(rsa_receiver())}) {
    EXPECT_EQ(as_text(open_bytes(sealed.bytes, unwrap, sealed.expected()).content), "EXERCISE");
  }
}

TEST(Seal, demands_the_shares_of_both_kinds_of_keys_where_the_ids_differ) {
  SealRequest request = a_request();
  request.recipients[0].sid = "originator";
  request.recipients.push_back(
      {"https://kas.other.example/kas", "rsa-1", rsa_receiver().public_key(), "recipient"});
  const Sealed sealed = seal_bytes(as_bytes("EXERCISE"), request);
  for (const KeyUnwrapper& unwrap : {unwrap_with(receiver()), unwrap_with(rsa_receiver())}) {
    EXPECT_EQ(code_of(open_bytes(sealed.bytes, unwrap, sealed.expected()).object),
              "object.cannot-open");
  }
  const KeyUnwrapper both = [](const KeyAccess& key_access, std::string_view policy) {
    return key_access.type == kWrapped ? unwrap_with(rsa_receiver())(key_access, policy)
                                       : unwrap_with(receiver())(key_access, policy);
  };
  EXPECT_EQ(as_text(open_bytes(sealed.bytes, both, sealed.expected()).content), "EXERCISE");
}

TEST(Seal, carries_the_originators_label_byte_for_byte_and_bound) {
  SealRequest request = a_request();
  request.label = LabelAssertion{"label", "urn:example:label", "json-structured",
                                 "{ \"marking\" : \"極秘 / EXERCISE\" }"};
  const Sealed sealed = seal_bytes(as_bytes("EXERCISE"), request);
  MemoryRandomAccess access(sealed.bytes);
  const auto reader =
      ObjectReader::open(access, unwrap_with(receiver()), sealed.expected()).value();
  ASSERT_EQ(reader.manifest().assertions.size(), 2u);
  EXPECT_EQ(reader.manifest().assertions[1].value, request.label->value);
  EXPECT_TRUE(reader.assertion_is_bound(1));
}

TEST(Seal, shows_what_anybody_may_see_without_a_key) {
  const Sealed sealed = seal_bytes(Bytes(kSegment + 5, 1), in_small_segments());
  MemoryRandomAccess access(sealed.bytes);
  const Inspection seen = inspect(access).value();
  EXPECT_EQ(seen.version, "4.2.2");
  EXPECT_EQ(seen.segments, 2u);
  EXPECT_EQ(seen.segment_bytes, kSegment);
  EXPECT_EQ(seen.content_bytes, kSegment + 5u);
  EXPECT_EQ(seen.object_bytes, sealed.bytes.size());
  EXPECT_EQ(seen.binding, a_binding());
  EXPECT_EQ(seen.policy.dissem, std::vector<std::string>{"kim.minji"});
  EXPECT_EQ(seen.policy.attributes[0].attribute, a_request().attributes[0]);
  EXPECT_EQ(seen.key_access[0].type, "ec-wrapped");
  EXPECT_EQ(seen.key_access[0].kid, "key-1");
}

TEST(Seal, leaves_the_binding_out_only_where_none_is_given) {
  SealRequest request = a_request();
  request.binding.reset();
  const Sealed sealed = seal_bytes(as_bytes("EXERCISE"), request);
  const auto opened = open_bytes(sealed.bytes, unwrap_with(receiver()), AnyBinding{});
  EXPECT_EQ(as_text(opened.content), "EXERCISE");
  EXPECT_FALSE(opened.object->binding.has_value());
  // Such an object never passes where a release names it.
  EXPECT_EQ(code_of(open_bytes(sealed.bytes, unwrap_with(receiver()), sealed.expected()).object),
            "object.wrong-binding");
}

// ---- Bad requests -------------------------------------------------------------------------------

std::string seal_code(const SealRequest& request) {
  MemorySource source(as_bytes("EXERCISE"));
  MemorySink sink;
  test::SeededEntropy entropy;
  const auto sealed = seal(source, sink, request, entropy);
  EXPECT_TRUE(sealed.ok() || sink.bytes().empty());
  return code_of(sealed);
}

TEST(SealRequest, needs_1_to_64_distinct_key_services_under_https) {
  SealRequest none = a_request();
  none.recipients.clear();
  EXPECT_EQ(seal_code(none), "object.bad-seal-request");
  SealRequest many = a_request();
  while (many.recipients.size() < kKeyAccessMax) {
    many.recipients.push_back(many.recipients[0]);
    many.recipients.back().sid = std::to_string(many.recipients.size());
  }
  EXPECT_EQ(seal_code(many), "ok");
  many.recipients.push_back(many.recipients[0]);
  many.recipients.back().sid = "65";
  EXPECT_EQ(seal_code(many), "object.bad-seal-request");
  SealRequest twice = a_request();
  twice.recipients.push_back(twice.recipients[0]);
  EXPECT_EQ(seal_code(twice), "object.bad-seal-request");
  for (const auto& [url, code] :
       {std::pair{"http://kas.example/kas", "object.bad-seal-request"},
        std::pair{"https://", "object.bad-seal-request"}, std::pair{"", "object.bad-seal-request"},
        std::pair{"http://localhost.example/", "object.bad-seal-request"},
        std::pair{"http://127.0.0.1:8080/kas", "ok"}}) {
    SealRequest request = a_request();
    request.recipients[0].url = url;
    EXPECT_EQ(seal_code(request), code) << url;
  }
}

TEST(SealRequest, takes_segments_from_16_KiB_to_4_MiB) {
  SealRequest request = a_request();
  for (const auto& [bytes, code] :
       {std::pair{limits::kSegmentBytesMin, "ok"}, std::pair{limits::kSegmentBytesMax, "ok"},
        std::pair{limits::kSegmentBytesMin - 1, "object.bad-seal-request"},
        std::pair{limits::kSegmentBytesMax + 1, "object.bad-seal-request"}}) {
    request.segment_bytes = bytes;
    EXPECT_EQ(seal_code(request), code) << bytes;
  }
}

TEST(SealRequest, refuses_attributes_and_texts_that_some_client_cannot_read) {
  SealRequest request = a_request();
  request.attributes = {"https://entente.example/attr/level_1/value/secret"};
  EXPECT_EQ(seal_code(request), "object.bad-seal-request");
  request = a_request();
  request.dissem = {""};
  EXPECT_EQ(seal_code(request), "object.bad-seal-request");
  request = a_request();
  request.mime_type = "\xFF";
  EXPECT_EQ(seal_code(request), "object.bad-seal-request");
  request = a_request();
  request.binding->environment = "";
  EXPECT_EQ(seal_code(request), "object.bad-seal-request");
  request = a_request();
  request.label = LabelAssertion{std::string(kBindingAssertion), "s", "f", "v"};
  EXPECT_EQ(seal_code(request), "object.bad-seal-request");
  request.label = LabelAssertion{"label", "s", "f", "\xC3"};
  EXPECT_EQ(seal_code(request), "object.bad-seal-request");
}

/// Gives `size` bytes, then fails.
class FailingSource final : public ByteSource {
 public:
  explicit FailingSource(std::size_t size) : rest_(size) {}
  Result<std::size_t> read(std::span<std::uint8_t> out) override {
    if (rest_ == 0) {
      return Error(kIo, "The disk is gone.");
    }
    const std::size_t given = std::min(rest_, out.size());
    rest_ -= given;
    return given;
  }

 private:
  std::size_t rest_;
};

TEST(Seal, fails_as_its_source_and_its_sink_fail_at_every_byte) {
  const Bytes content = random_bytes(kSegment + 100);
  const std::size_t object_bytes = seal_bytes(content, in_small_segments()).bytes.size();
  for (std::size_t limit = 0; limit < object_bytes; limit += 61) {
    MemorySource source(content);
    MemorySink sink(limit);
    test::SeededEntropy entropy;
    ASSERT_EQ(code_of(seal(source, sink, in_small_segments(), entropy)), "base.too-large") << limit;
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{kSegment + 3}}) {
    FailingSource source(size);
    MemorySink sink;
    test::SeededEntropy entropy;
    EXPECT_EQ(code_of(seal(source, sink, in_small_segments(), entropy)), "base.io");
  }
}

// ---- A second opinion ---------------------------------------------------------------------------

void write_file(const std::filesystem::path& path, BytesView bytes) {
  std::ofstream(path, std::ios::binary)
      .write(as_text(bytes).data(), static_cast<std::streamsize>(bytes.size()));
}

TEST(Seal, makes_objects_that_a_reader_written_from_the_specification_opens) {
  SealRequest request = in_small_segments();
  request.label = LabelAssertion{"label", "urn:example:label", "json", "{\"秘\":\"EXERCISE\"}"};
  request.recipients[0].sid = "a";
  request.recipients.push_back({"https://two.example/kas", "k", receiver().public_key(), "b"});
  request.recipients.push_back({"https://rsa.example/kas", "r", rsa_receiver().public_key(), "c"});
  const Bytes content = random_bytes(2 * kSegment + 77);
  const Sealed sealed = seal_bytes(content, request);

  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("entente-seal-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  write_file(folder / "object.tdf", sealed.bytes);
  write_file(folder / "key.der", receiver().to_pkcs8().view());
  write_file(folder / "rsa.der", rsa_receiver().to_pkcs8().view());
  const std::string command =
      "cd " + folder.string() +
      " && python3 '" ENTENTE_SOURCE_DIR
      "/tests/object/independent_reader.py' object.tdf key.der rsa.der > content";
  const int status = std::system(command.c_str());
  std::ifstream file(folder / "content", std::ios::binary);
  const std::string read((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::filesystem::remove_all(folder);
  if (WEXITSTATUS(status) == 77 || WEXITSTATUS(status) == 127) {
    GTEST_SKIP() << "no python3 with the cryptography package here: no second opinion";
  }
  ASSERT_EQ(status, 0);
  EXPECT_TRUE(read == as_text(content));
}

RC_GTEST_PROP(SealProperties, any_content_in_any_segments_comes_back, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(0, 200'000);
  SealRequest request = a_request();
  request.segment_bytes = *rc::gen::inRange(limits::kSegmentBytesMin, std::uint32_t{70'000});
  request.encoding = *rc::gen::element(HashEncoding::hex_4_2_2, HashEncoding::raw_4_3_0);
  const Bytes content = random_bytes(size, size);
  const Sealed sealed = seal_bytes(content, request, size + 1);
  const auto opened = open_bytes(sealed.bytes, unwrap_with(receiver()), sealed.expected());
  RC_ASSERT(code_of(opened.object) == "ok");
  RC_ASSERT(opened.content == content);
  const std::size_t segments =
      std::max<std::size_t>(1, (size + request.segment_bytes - 1) / request.segment_bytes);
  MemoryRandomAccess access(sealed.bytes);
  RC_ASSERT(verify_structure(access, sealed.info.manifest)->manifest.tags.size() == segments);
}

}  // namespace
}  // namespace entente::object
