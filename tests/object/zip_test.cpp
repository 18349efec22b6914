#include "object/zip.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/limits.h"
#include "format/crc32.h"
#include "object/builder.h"
#include "object/zip_layout.h"

namespace entente::object {
namespace {

using test::code_of;
using test::zip_of;

constexpr std::size_t kTail = 98;                // ZIP64 end, locator, end
constexpr std::size_t kCentral0 = 46 + 9 + 28;   // 0.payload
constexpr std::size_t kCentral1 = 46 + 15 + 28;  // 0.manifest.json
constexpr std::size_t kPayloadData = 30 + 9 + 20;

std::string read(BytesView bytes) {
  MemoryRandomAccess access(bytes);
  return code_of(read_zip(access));
}

void patch(Bytes& bytes, std::size_t offset, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    bytes.at(offset + i) = static_cast<std::uint8_t>(value >> (8 * i));
  }
}

struct Good {
  Bytes bytes = zip_of(as_bytes("sealed content"), "{}");
  std::size_t central0 = bytes.size() - kTail - kCentral0 - kCentral1;
  std::size_t central1 = bytes.size() - kTail - kCentral1;
  std::size_t end64 = bytes.size() - kTail;
  std::size_t locator = bytes.size() - 42;
  std::size_t end = bytes.size() - 22;
  std::size_t manifest_header = kPayloadData + 14 + 24;
};

/// A field of the good archive replaced by a value.
Bytes patched(std::size_t Good::* base, std::size_t offset, std::uint64_t value, std::size_t size) {
  Good good;
  patch(good.bytes, good.*base + offset, value, size);
  return good.bytes;
}

/// A plain archive as other writers make it: 32-bit sizes, with or without data descriptors.
enum class Descriptor { none, narrow, narrow_signed, wide, wide_signed };
struct Plain {
  Bytes bytes;
  Bytes directory;
  std::uint16_t entries = 0;
  Descriptor descriptor = Descriptor::none;

  void add(std::string_view name, std::string_view data) {
    const auto offset = static_cast<std::uint32_t>(bytes.size());
    const auto size = static_cast<std::uint32_t>(data.size());
    const std::uint32_t crc = format::crc32(0, as_bytes(data));
    const auto name_size = static_cast<std::uint16_t>(name.size());
    const std::uint16_t zero = 0;
    zip::FieldWriter local;
    local.put(zip::kLocalSignature).put(std::uint16_t{20}).put(zero).put(zero).put(zero).put(zero);
    local.put(crc).put(size).put(size).put(name_size).put(zero).put(name);
    append(bytes, local.view());
    append(bytes, data);
    add_descriptor(crc, size);
    zip::FieldWriter central;
    central.put(zip::kCentralSignature).put(std::uint16_t{20}).put(std::uint16_t{20}).put(zero);
    central.put(zero).put(zero).put(zero).put(crc).put(size).put(size).put(name_size).put(zero);
    central.put(zero).put(zero).put(zero).put(std::uint32_t{0}).put(offset).put(name);
    append(directory, central.view());
    ++entries;
  }
  void add_descriptor(std::uint32_t crc, std::uint32_t size) {
    zip::FieldWriter out;
    if (descriptor == Descriptor::narrow_signed || descriptor == Descriptor::wide_signed) {
      out.put(zip::kDescriptorSignature);
    }
    if (descriptor == Descriptor::narrow || descriptor == Descriptor::narrow_signed) {
      out.put(crc).put(size).put(size);
    }
    if (descriptor == Descriptor::wide || descriptor == Descriptor::wide_signed) {
      out.put(crc).put(std::uint64_t{size}).put(std::uint64_t{size});
    }
    append(bytes, out.view());
  }
  [[nodiscard]] Bytes finish(std::string_view comment = "") const {
    Bytes all = bytes;
    append(all, directory);
    zip::FieldWriter end;
    end.put(zip::kEndSignature).put(std::uint32_t{0}).put(entries).put(entries);
    end.put(static_cast<std::uint32_t>(directory.size()));
    end.put(static_cast<std::uint32_t>(bytes.size()));
    end.put(static_cast<std::uint16_t>(comment.size())).put(comment);
    append(all, end.view());
    return all;
  }
};

Bytes plain_archive(Descriptor descriptor = Descriptor::none) {
  Plain plain;
  plain.descriptor = descriptor;
  plain.add("0.payload", "sealed content");
  plain.add("0.manifest.json", "{}");
  return plain.finish();
}

TEST(ZipWriter, writes_what_the_reader_finds) {
  const Good good;
  MemoryRandomAccess access(good.bytes);
  const ZipLayout layout = read_zip(access).value();
  EXPECT_EQ(layout.payload.offset, kPayloadData);
  EXPECT_EQ(as_text(BytesView(good.bytes).subspan(layout.payload.offset, layout.payload.size)),
            "sealed content");
  EXPECT_EQ(as_text(BytesView(good.bytes).subspan(layout.manifest.offset, layout.manifest.size)),
            "{}");
}

TEST(ZipWriter, gives_the_same_bytes_however_the_payload_was_cut) {
  const Bytes payload = test::random_bytes(5000);
  MemorySink sink;
  ZipWriter writer(sink);
  for (std::size_t at = 0; at < payload.size(); at += 311) {
    const std::size_t size = std::min<std::size_t>(311, payload.size() - at);
    ASSERT_TRUE(writer.write_payload(BytesView(payload).subspan(at, size)).ok());
  }
  ASSERT_TRUE(writer.finish(as_bytes("{}")).ok());
  EXPECT_EQ(writer.bytes(), sink.bytes().size());
  EXPECT_EQ(sink.bytes(), zip_of(payload, "{}"));
}

TEST(ZipWriter, keeps_the_central_directory_within_the_last_1000_bytes_for_old_clients) {
  const Good good;
  EXPECT_LT(good.bytes.size() - good.central0, 1000u);
  EXPECT_EQ(good.bytes.at(good.central0 + 6), 45);  // else they pass over the ZIP64 sizes
  EXPECT_EQ(good.bytes.at(good.central1 + 6), 45);
}

TEST(ZipWriter, makes_an_archive_that_an_independent_reader_tests_as_whole) {
  if (std::system("python3 -c 'import zipfile' 2>/dev/null") != 0) {
    GTEST_SKIP() << "no python3 here: the archive was not read by another program";
  }
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("entente-zip-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const Bytes bytes = zip_of(test::random_bytes(100'000), R"({"exercise":true})");
  std::ofstream(folder / "a.zip", std::ios::binary)
      .write(as_text(bytes).data(), static_cast<std::streamsize>(bytes.size()));
  const std::string command =
      "cd " + folder.string() +
      " && python3 -c \"import zipfile; z = zipfile.ZipFile('a.zip'); assert z.testzip() is None; "
      "assert z.namelist() == ['0.payload', '0.manifest.json']; "
      "assert z.read('0.manifest.json') == b'{\\\"exercise\\\":true}'; "
      "assert len(z.read('0.payload')) == 100000\"";
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::filesystem::remove_all(folder);
}

TEST(ZipReader, reads_archives_of_other_writers_in_either_order) {
  for (const Descriptor descriptor :
       {Descriptor::none, Descriptor::narrow, Descriptor::narrow_signed, Descriptor::wide,
        Descriptor::wide_signed}) {
    EXPECT_EQ(read(plain_archive(descriptor)), "ok") << static_cast<int>(descriptor);
  }
  Plain manifest_first;
  manifest_first.add("0.manifest.json", "{}");
  manifest_first.add("0.payload", "sealed content");
  const Bytes bytes = manifest_first.finish();
  MemoryRandomAccess access(bytes);
  const ZipLayout layout = read_zip(access).value();
  EXPECT_EQ(as_text(BytesView(bytes).subspan(layout.payload.offset, layout.payload.size)),
            "sealed content");
}

TEST(ZipReader, accepts_the_placeholders_in_local_headers_that_golden_files_have) {
  Bytes bytes = plain_archive();
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{0xFFFFFFFF}}) {
    patch(bytes, 14, 0, 4);
    patch(bytes, 18, size, 4);
    patch(bytes, 22, size, 4);
    patch(bytes, 6, 0x0808, 2);  // flags that differ from the directory's
    EXPECT_EQ(read(bytes), "ok");
  }
}

TEST(ZipReader, refuses_a_local_header_that_contradicts_the_directory) {
  EXPECT_EQ(read(patched(&Good::manifest_header, 18, 1, 4)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::manifest_header, 22, 1, 4)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::manifest_header, 14, 1, 4)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::manifest_header, 8, 8, 2)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::manifest_header, 6, 0x0809, 2)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::manifest_header, 30, 'x', 1)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::manifest_header, 30 + 15 + 4, 1, 8)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::manifest_header, 28, 19, 2)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::manifest_header, 0, 0, 4)), "object.bad-container");
}

TEST(ZipReader, refuses_a_data_descriptor_that_contradicts_the_directory) {
  for (std::size_t at = 0; at < 24; ++at) {
    Good good;
    good.bytes.at(kPayloadData + 14 + at) ^= 1;
    EXPECT_EQ(read(good.bytes), "object.bad-container") << at;
  }
}

TEST(ZipReader, refuses_missing_extra_repeated_and_renamed_entries) {
  Plain one;
  one.add("0.payload", "x");
  EXPECT_EQ(read(one.finish()), "object.bad-container");
  Plain three;
  three.add("0.payload", "x");
  three.add("0.manifest.json", "{}");
  three.add("0.manifest.json", "{}");
  EXPECT_EQ(read(three.finish()), "object.bad-container");
  Plain hidden = three;  // the end says two, the directory has three
  hidden.entries = 2;
  EXPECT_EQ(read(hidden.finish()), "object.bad-container");
  Plain listed_twice;  // the same entry in two records of the directory
  listed_twice.add("0.payload", "x");
  listed_twice.add("0.manifest.json", "{}");
  const Bytes last(listed_twice.directory.end() - (46 + 15), listed_twice.directory.end());
  append(listed_twice.directory, last);
  EXPECT_EQ(read(listed_twice.finish()), "object.bad-container");
  Plain twice;
  twice.add("0.manifest.json", "{}");
  twice.add("0.manifest.json", "{}");
  EXPECT_EQ(read(twice.finish()), "object.bad-container");
  Plain renamed;
  renamed.add("0.payload", "x");
  renamed.add("manifest.json", "{}");
  EXPECT_EQ(read(renamed.finish()), "object.bad-container");
}

TEST(ZipReader, refuses_overlapping_entries_and_bytes_that_belong_to_nobody) {
  Good good;  // both entries begin with the same header, or the first reaches into the second
  patch(good.bytes, good.central1 + 46 + 15 + 4 + 16, 0, 8);
  EXPECT_EQ(read(good.bytes), "object.bad-container");
  Bytes long_payload = plain_archive();
  const std::size_t directory = long_payload.size() - 22 - (46 + 9) - (46 + 15);
  patch(long_payload, directory + 20, 20, 4);
  patch(long_payload, directory + 24, 20, 4);
  patch(long_payload, 18, 20, 4);
  patch(long_payload, 22, 20, 4);
  EXPECT_EQ(read(long_payload), "object.bad-container");

  Plain before;
  append(before.bytes, "prefix");
  before.add("0.payload", "x");
  before.add("0.manifest.json", "{}");
  EXPECT_EQ(read(before.finish()), "object.bad-container");
  Plain between;
  between.add("0.payload", "x");
  append(between.bytes, "gap");
  between.add("0.manifest.json", "{}");
  EXPECT_EQ(read(between.finish()), "object.bad-container");
  Bytes after = zip_of(as_bytes("x"), "{}");
  append(after, "!");
  EXPECT_EQ(read(after), "object.bad-container");
}

TEST(ZipReader, refuses_an_archive_with_a_comment) {
  Plain plain;
  plain.add("0.payload", "x");
  plain.add("0.manifest.json", "{}");
  EXPECT_EQ(read(plain.finish()), "ok");
  EXPECT_EQ(read(plain.finish("EXERCISE")), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::end, 20, 1, 2)), "object.bad-container");
  // A whole second end of an archive inside a comment must not become the end.
  const Bytes inner = plain.finish();
  const std::string second_end(as_text(BytesView(inner).last(22)));
  EXPECT_EQ(read(plain.finish(second_end)), "object.bad-container");
}

TEST(ZipReader, refuses_compression_encryption_volumes_and_renaming_fields) {
  EXPECT_EQ(read(patched(&Good::central0, 10, 8, 2)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::central0, 8, 0x0809, 2)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::central0, 34, 1, 2)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::central0, 6, 46, 2)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::central0, 32, 1, 2)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::central0, 46 + 9, 0x7075, 2)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::locator, 16, 2, 4)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::end64, 16, 1, 4)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::end, 4, 1, 2)), "object.bad-container");
}

TEST(ZipReader, passes_over_foreign_extra_fields_but_not_over_one_that_renames) {
  for (const auto& [id, code] :
       {std::pair{0x5455, "ok"}, std::pair{0x7075, "object.bad-container"}}) {
    Plain plain;
    plain.add("0.payload", "x");
    plain.add("0.manifest.json", "{}");
    zip::FieldWriter extra;
    extra.put(static_cast<std::uint16_t>(id)).put(std::uint16_t{1}).put(std::uint8_t{0});
    append(plain.directory, extra.view());
    patch(plain.directory, plain.directory.size() - 5 - (46 + 15) + 30, 5, 2);
    EXPECT_EQ(read(plain.finish()), code);
  }
}

TEST(ZipReader, refuses_ends_that_contradict_each_other) {
  EXPECT_EQ(read(patched(&Good::end, 8, 3, 2)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::end, 12, 5, 4)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::end, 16, 5, 4)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::end64, 24, 3, 8)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::end64, 40, ~std::uint64_t{0}, 8)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::end64, 48, 0, 8)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::locator, 8, 0, 8)), "object.bad-container");
  EXPECT_EQ(read(patched(&Good::end64, 4, 45, 8)), "object.bad-container");
}

TEST(ZipReader, refuses_sizes_and_offsets_outside_the_file) {
  for (const std::uint64_t value : {std::uint64_t{1} << 20, ~std::uint64_t{0}, std::uint64_t{15}}) {
    EXPECT_EQ(read(patched(&Good::central0, 46 + 9 + 4, value, 8)), "object.bad-container");
    EXPECT_EQ(read(patched(&Good::central0, 46 + 9 + 12, value, 8)), "object.bad-container");
    EXPECT_EQ(read(patched(&Good::central0, 46 + 9 + 20, value, 8)), "object.bad-container");
  }
  EXPECT_EQ(read(patched(&Good::central0, 46 + 9 + 2, 16, 2)), "object.bad-container");
}

TEST(ZipReader, refuses_every_truncation) {
  const Good good;
  for (std::size_t size = 0; size < good.bytes.size(); ++size) {
    ASSERT_EQ(read(BytesView(good.bytes).first(size)), "object.bad-container") << size;
  }
}

TEST(ZipReader, names_a_nanotdf_as_unsupported) {
  EXPECT_EQ(read(as_bytes("L1L and then anything at all")), "object.unsupported");
}

/// Says it is as large as it is told; has nothing.
class Vast final : public RandomAccess {
 public:
  explicit Vast(std::uint64_t size) : size_(size) {}
  Result<std::size_t> read_at(std::uint64_t, std::span<std::uint8_t> out) override {
    std::ranges::fill(out, std::uint8_t{0});
    return out.size();
  }
  Result<std::uint64_t> size() const override { return size_; }

 private:
  std::uint64_t size_;
};

TEST(ZipReader, refuses_an_object_one_byte_past_the_limit) {
  Vast at_limit(limits::kObjectBytes);
  EXPECT_EQ(code_of(read_zip(at_limit)), "object.bad-container");
  Vast past_limit(limits::kObjectBytes + 1);
  EXPECT_EQ(code_of(read_zip(past_limit)), "object.too-large");
}

RC_GTEST_PROP(ZipProperties, what_was_written_is_read_back, ()) {
  const auto payload = *rc::gen::arbitrary<Bytes>();
  const auto manifest = *rc::gen::arbitrary<std::string>();
  const Bytes bytes = zip_of(payload, manifest);
  MemoryRandomAccess access(bytes);
  const ZipLayout layout = read_zip(access).value();
  const BytesView all(bytes);
  RC_ASSERT(std::ranges::equal(all.subspan(layout.payload.offset, layout.payload.size), payload));
  RC_ASSERT(as_text(all.subspan(layout.manifest.offset, layout.manifest.size)) == manifest);
}

}  // namespace
}  // namespace entente::object
