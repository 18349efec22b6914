#include "base/invariant.h"
#include "object/crc32.h"
#include "object/zip.h"
#include "object/zip_layout.h"

namespace entente::object {

using namespace zip;

namespace {

constexpr std::uint16_t kFlags = kFlagDescriptor | kFlagUtf8;
constexpr std::uint16_t kLocalExtraBytes = 4 + 16;
constexpr std::uint16_t kCentralExtraBytes = 4 + 24;

std::uint16_t short_size(std::string_view name) { return static_cast<std::uint16_t>(name.size()); }

}  // namespace

Status ZipWriter::put(BytesView bytes) {
  ENTENTE_CHECK(sink_->write(bytes));
  written_ += bytes.size();
  return {};
}

Status ZipWriter::begin(Entry& entry) {
  entry.offset = written_;
  FieldWriter header;
  header.put(kLocalSignature).put(kVersion).put(kFlags).put(std::uint16_t{0});
  header.put(std::uint16_t{0}).put(kDate1980).put(std::uint32_t{0}).put(kIn64).put(kIn64);
  header.put(short_size(entry.name)).put(kLocalExtraBytes).put(entry.name);
  // 4.3.9.2: with this extra field the descriptor's sizes have eight bytes. They are not known yet.
  header.put(kExtra64).put(std::uint16_t{16}).put(std::uint64_t{0}).put(std::uint64_t{0});
  return put(header.view());
}

Status ZipWriter::end(const Entry& entry) {
  FieldWriter descriptor;
  descriptor.put(kDescriptorSignature).put(entry.crc).put(entry.size).put(entry.size);
  return put(descriptor.view());
}

Status ZipWriter::write_payload(BytesView bytes) {
  if (!begun_) {
    begun_ = true;
    ENTENTE_CHECK(begin(payload_));
  }
  payload_.crc = fast_crc32(payload_.crc, bytes);
  payload_.size += bytes.size();
  return put(bytes);
}

Status ZipWriter::finish(BytesView manifest) {
  ENTENTE_INVARIANT(manifest_.offset == 0);
  ENTENTE_CHECK(write_payload({}));
  ENTENTE_CHECK(end(payload_));
  ENTENTE_CHECK(begin(manifest_));
  manifest_.crc = fast_crc32(0, manifest);
  manifest_.size = manifest.size();
  ENTENTE_CHECK(put(manifest));
  ENTENTE_CHECK(end(manifest_));
  return write_directory();
}

Status ZipWriter::write_directory() {
  const std::uint64_t offset = written_;
  FieldWriter directory;
  for (const Entry& entry : {payload_, manifest_}) {
    directory.put(kCentralSignature).put(kVersion).put(kVersion).put(kFlags).put(std::uint16_t{0});
    directory.put(std::uint16_t{0}).put(kDate1980).put(entry.crc).put(kIn64).put(kIn64);
    directory.put(short_size(entry.name)).put(kCentralExtraBytes);
    // No comment, first volume, no attributes.
    directory.put(std::uint16_t{0}).put(std::uint16_t{0}).put(std::uint16_t{0});
    directory.put(std::uint32_t{0}).put(kIn64).put(entry.name);
    directory.put(kExtra64).put(std::uint16_t{24});
    directory.put(entry.size).put(entry.size).put(entry.offset);
  }
  const std::uint64_t size = directory.view().size();

  FieldWriter end;
  end.put(kEnd64Signature).put(std::uint64_t{kEnd64Bytes - 12}).put(kVersion).put(kVersion);
  end.put(std::uint32_t{0}).put(std::uint32_t{0}).put(std::uint64_t{2}).put(std::uint64_t{2});
  end.put(size).put(offset);
  end.put(kLocator64Signature).put(std::uint32_t{0}).put(offset + size).put(std::uint32_t{1});
  end.put(kEndSignature).put(std::uint16_t{0}).put(std::uint16_t{0});
  end.put(kIn64Short).put(kIn64Short).put(kIn64).put(kIn64).put(std::uint16_t{0});
  ENTENTE_CHECK(put(directory.view()));
  return put(end.view());
}

}  // namespace entente::object
