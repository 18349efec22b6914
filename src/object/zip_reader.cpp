#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "object/errors.h"
#include "object/zip.h"
#include "object/zip_layout.h"

namespace entente::object {

using namespace zip;

namespace {

constexpr std::size_t kDirectoryBytesMax = 4096;
constexpr std::size_t kExtraBytesMax = 1024;
constexpr std::uint16_t kFlagsAllowed = kFlagDescriptor | kFlagUtf8;

Error bad(const char* what) { return Error(kBadContainer, what); }

/// What the central directory says of an entry, and where the file itself says its data is.
struct Found {
  std::string name;
  std::uint64_t header_offset = 0;
  std::uint64_t size = 0;
  std::uint32_t crc = 0;
  std::uint64_t data_offset = 0;

  [[nodiscard]] std::uint64_t end() const { return data_offset + size; }
};

struct Directory {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

Result<Bytes> read_bytes(RandomAccess& from, std::uint64_t offset, std::size_t count) {
  Bytes bytes(count);
  ENTENTE_CHECK(read_exactly(from, offset, bytes));
  return bytes;
}

// ---- The end of the archive ---------------------------------------------------------------------

/// The end record's own fields; each must be the given value, or leave it to the ZIP64 record.
Status check_end(FieldReader end, const Directory& directory, bool in_64) {
  const auto says = [in_64](std::uint64_t field, std::uint64_t truth, std::uint64_t left_open) {
    return field == truth || (in_64 && field == left_open);
  };
  end.skip(4);
  const auto disk = end.take<std::uint16_t>();
  const auto directory_disk = end.take<std::uint16_t>();
  const auto entries_here = end.take<std::uint16_t>();
  const auto entries = end.take<std::uint16_t>();
  const auto size = end.take<std::uint32_t>();
  const auto offset = end.take<std::uint32_t>();
  const auto comment = end.take<std::uint16_t>();
  if (comment != 0) {
    return bad("The archive has a comment; a protected object has none.");
  }
  if (!says(disk, 0, kIn64Short) || !says(directory_disk, 0, kIn64Short)) {
    return bad("The archive has more than one volume.");
  }
  if (!says(entries_here, 2, kIn64Short) || !says(entries, 2, kIn64Short)) {
    return bad("The archive does not have exactly two entries.");
  }
  if (!says(size, directory.size, kIn64) || !says(offset, directory.offset, kIn64)) {
    return bad("The two ends of the archive contradict each other.");
  }
  return {};
}

Result<Directory> read_end64(BytesView record, BytesView locator, std::uint64_t record_offset) {
  FieldReader where(locator.subspan(4));
  const auto locator_disk = where.take<std::uint32_t>();
  const auto located = where.take<std::uint64_t>();
  const auto disks = where.take<std::uint32_t>();
  FieldReader end(record);
  const auto signature = end.take<std::uint32_t>();
  const auto size = end.take<std::uint64_t>();
  end.skip(4);
  const auto disk = end.take<std::uint32_t>();
  const auto directory_disk = end.take<std::uint32_t>();
  const auto entries_here = end.take<std::uint64_t>();
  const auto entries = end.take<std::uint64_t>();
  Directory directory;
  directory.size = end.take<std::uint64_t>();
  directory.offset = end.take<std::uint64_t>();
  if (signature != kEnd64Signature || size != kEnd64Bytes - 12 || located != record_offset) {
    return bad("The archive's ZIP64 end record is not where it must be.");
  }
  if (locator_disk != 0 || disks > 1 || disk != 0 || directory_disk != 0) {
    return bad("The archive has more than one volume.");
  }
  if (entries_here != 2 || entries != 2) {
    return bad("The archive does not have exactly two entries.");
  }
  return directory;
}

Result<Directory> find_directory(RandomAccess& container, std::uint64_t total) {
  constexpr std::size_t kTail64 = kEnd64Bytes + kLocator64Bytes + kEndBytes;
  const std::size_t tail_bytes = std::min<std::uint64_t>(total, kTail64);
  if (tail_bytes < kEndBytes) {
    return bad("The file is too short to be a protected object.");
  }
  ENTENTE_TRY(const Bytes tail, read_bytes(container, total - tail_bytes, tail_bytes));
  const BytesView end = BytesView(tail).last(kEndBytes);
  if (FieldReader(end).take<std::uint32_t>() != kEndSignature) {
    return bad("The file does not end as a ZIP archive without a comment ends.");
  }

  Directory directory;
  std::uint64_t directory_end = total - kEndBytes;
  bool in_64 = false;
  if (tail_bytes == kTail64) {
    const BytesView locator = BytesView(tail).subspan(kEnd64Bytes, kLocator64Bytes);
    in_64 = FieldReader(locator).take<std::uint32_t>() == kLocator64Signature;
    if (in_64) {
      directory_end = total - kTail64;
      ENTENTE_TRY(directory,
                  read_end64(BytesView(tail).first(kEnd64Bytes), locator, directory_end));
    }
  }
  if (!in_64) {
    FieldReader fields(end.subspan(12));
    directory.size = fields.take<std::uint32_t>();
    directory.offset = fields.take<std::uint32_t>();
  }
  ENTENTE_CHECK(check_end(FieldReader(end), directory, in_64));
  if (directory.size > kDirectoryBytesMax || directory.size > directory_end ||
      directory.offset != directory_end - directory.size) {
    return bad("The archive's central directory does not end where its end record begins.");
  }
  return directory;
}

// ---- The central directory ----------------------------------------------------------------------

/// The one ZIP64 field among the extra fields, or an empty view.
Result<BytesView> find_extra64(BytesView extra) {
  FieldReader fields(extra);
  std::optional<BytesView> found;
  while (!fields.at_end()) {
    const auto id = fields.take<std::uint16_t>();
    const auto size = fields.take<std::uint16_t>();
    const BytesView value = fields.take_bytes(size);
    if (!fields.ok() || id == kExtraUnicodePath || (id == kExtra64 && found)) {
      return bad("An entry has malformed, repeated or renaming extra fields.");
    }
    if (id == kExtra64) {
      found = value;
    }
  }
  return found.value_or(BytesView{});
}

/// APPNOTE 4.5.3: a field of eight bytes stands in the extra field, in this order, exactly where
/// the field of four bytes says so.
Status take_from_extra64(BytesView extra64, std::array<std::uint64_t*, 3> fields) {
  FieldReader in(extra64);
  for (std::uint64_t* const field : fields) {
    if (*field == kIn64) {
      *field = in.take<std::uint64_t>();
    }
  }
  if (!in.ok() || !in.at_end()) {
    return bad("An entry's ZIP64 sizes are not those that its header leaves open.");
  }
  return {};
}

Result<Found> read_central(FieldReader& in) {
  if (in.take<std::uint32_t>() != kCentralSignature) {
    return bad("The central directory is malformed.");
  }
  in.skip(2);
  const auto version = in.take<std::uint16_t>();
  const auto flags = in.take<std::uint16_t>();
  const auto method = in.take<std::uint16_t>();
  in.skip(4);
  Found found;
  found.crc = in.take<std::uint32_t>();
  std::uint64_t stored = in.take<std::uint32_t>();
  found.size = in.take<std::uint32_t>();
  const auto name_bytes = in.take<std::uint16_t>();
  const auto extra_bytes = in.take<std::uint16_t>();
  const auto comment_bytes = in.take<std::uint16_t>();
  const auto disk = in.take<std::uint16_t>();
  in.skip(6);
  found.header_offset = in.take<std::uint32_t>();
  found.name = as_text(in.take_bytes(name_bytes));
  const BytesView extra = in.take_bytes(extra_bytes);
  if (!in.ok() || comment_bytes != 0 || disk != 0 || version > kVersion) {
    return bad("The central directory is malformed.");
  }
  if (method != 0 || (flags & ~kFlagsAllowed) != 0) {
    return bad("An entry is compressed or encrypted by ZIP; a protected object's are stored.");
  }
  ENTENTE_TRY(const BytesView extra64, find_extra64(extra));
  ENTENTE_CHECK(take_from_extra64(extra64, {&found.size, &stored, &found.header_offset}));
  if (stored != found.size) {
    return bad("An entry has two sizes.");
  }
  return found;
}

Result<std::array<Found, 2>> read_directory(RandomAccess& container, const Directory& directory) {
  ENTENTE_TRY(const Bytes bytes, read_bytes(container, directory.offset, directory.size));
  FieldReader in{BytesView(bytes)};
  std::array<Found, 2> found;
  for (Found& entry : found) {
    ENTENTE_TRY(entry, read_central(in));
    if (entry.name != kPayloadEntry && entry.name != kManifestEntry) {
      return bad("The archive has an entry that is neither 0.payload nor 0.manifest.json.");
    }
    if (entry.header_offset > directory.offset || entry.size > directory.offset) {
      return bad("An entry lies outside the archive.");
    }
  }
  if (!in.at_end() || found[0].name == found[1].name) {
    return bad("The archive does not have exactly one 0.payload and one 0.manifest.json.");
  }
  return found;
}

// ---- The entries themselves ---------------------------------------------------------------------

/// Writers in the field put placeholders where the directory has the truth. Anything else than the
/// truth or a placeholder is a lie that another reader might believe.
bool is_placeholder(std::uint64_t value, std::uint64_t truth) {
  return value == truth || value == 0 || value == kIn64;
}

Status check_local_extra(RandomAccess& container, const Found& entry, std::size_t extra_bytes) {
  ENTENTE_TRY(const Bytes extra,
              read_bytes(container, entry.data_offset - extra_bytes, extra_bytes));
  ENTENTE_TRY(const BytesView extra64, find_extra64(extra));
  FieldReader sizes(extra64);
  while (!sizes.at_end() && sizes.ok()) {
    const auto size = sizes.take<std::uint64_t>();
    if (sizes.ok() && !is_placeholder(size, entry.size)) {
      return bad("A local header contradicts the central directory.");
    }
  }
  return {};
}

Status read_local(RandomAccess& container, const Directory& directory, Found& entry) {
  const std::uint64_t fixed_end = entry.header_offset + kLocalBytes + entry.name.size();
  if (fixed_end > directory.offset) {
    return bad("An entry lies outside the archive.");
  }
  ENTENTE_TRY(const Bytes bytes,
              read_bytes(container, entry.header_offset, kLocalBytes + entry.name.size()));
  FieldReader in{BytesView(bytes)};
  const auto signature = in.take<std::uint32_t>();
  in.skip(2);
  const auto flags = in.take<std::uint16_t>();
  const auto method = in.take<std::uint16_t>();
  in.skip(4);
  const auto crc = in.take<std::uint32_t>();
  const auto stored = in.take<std::uint32_t>();
  const auto size = in.take<std::uint32_t>();
  const auto name_bytes = in.take<std::uint16_t>();
  const auto extra_bytes = in.take<std::uint16_t>();
  if (signature != kLocalSignature || name_bytes != entry.name.size() ||
      as_text(in.take_bytes(name_bytes)) != entry.name) {
    return bad("An entry does not begin with its own local header.");
  }
  if (method != 0 || (flags & ~kFlagsAllowed) != 0 || (crc != 0 && crc != entry.crc) ||
      !is_placeholder(stored, entry.size) || !is_placeholder(size, entry.size)) {
    return bad("A local header contradicts the central directory.");
  }
  entry.data_offset = fixed_end + extra_bytes;
  if (extra_bytes > kExtraBytesMax || entry.end() > directory.offset) {
    return bad("An entry lies outside the archive.");
  }
  return check_local_extra(container, entry, extra_bytes);
}

/// Between an entry and what follows stands nothing, or its data descriptor (4.3.9): with or
/// without signature, with sizes of four or of eight bytes.
Status check_gap(RandomAccess& container, const Found& entry, std::uint64_t next) {
  if (next < entry.end()) {
    return bad("Entries of the archive overlap.");
  }
  const std::uint64_t gap = next - entry.end();
  if (gap == 0) {
    return {};
  }
  if (gap != 12 && gap != 16 && gap != 20 && gap != 24) {
    return bad("The archive holds bytes that belong to no entry.");
  }
  ENTENTE_TRY(const Bytes bytes, read_bytes(container, entry.end(), gap));
  FieldReader in{BytesView(bytes)};
  const bool has_signature = gap % 8 == 0;
  const bool is_wide = gap >= 20;
  const bool signature_fits = !has_signature || in.take<std::uint32_t>() == kDescriptorSignature;
  const auto crc = in.take<std::uint32_t>();
  const auto take_size = [&] {
    return is_wide ? in.take<std::uint64_t>() : in.take<std::uint32_t>();
  };
  const std::uint64_t stored = take_size();
  const std::uint64_t size = take_size();
  if (!signature_fits || crc != entry.crc || stored != entry.size || size != entry.size) {
    return bad("A data descriptor contradicts the central directory.");
  }
  return {};
}

Result<std::uint64_t> checked_size(RandomAccess& container) {
  ENTENTE_TRY(const std::uint64_t total, container.size());
  if (total > limits::kObjectBytes) {
    return Error(kObjectTooLarge, "The object is larger than an object may be.");
  }
  std::array<std::uint8_t, 3> magic{};
  ENTENTE_TRY(const std::size_t got, container.read_at(0, magic));
  if (got == magic.size() && as_text(magic) == "L1L") {
    return Error(kUnsupported, "This is a nanoTDF, which has been withdrawn.");
  }
  return total;
}

}  // namespace

Result<ZipLayout> read_zip(RandomAccess& container) {
  ENTENTE_TRY(const std::uint64_t total, checked_size(container));
  ENTENTE_TRY(const Directory directory, find_directory(container, total));
  ENTENTE_TRY(auto entries, read_directory(container, directory));
  for (Found& entry : entries) {
    ENTENTE_CHECK(read_local(container, directory, entry));
  }
  std::ranges::sort(entries, {}, &Found::header_offset);
  if (entries[0].header_offset != 0) {
    return bad("The archive holds bytes that belong to no entry.");
  }
  ENTENTE_CHECK(check_gap(container, entries[0], entries[1].header_offset));
  ENTENTE_CHECK(check_gap(container, entries[1], directory.offset));

  const bool payload_first = entries[0].name == kPayloadEntry;
  const Found& payload = entries[payload_first ? 0 : 1];
  const Found& manifest = entries[payload_first ? 1 : 0];
  if (manifest.size > limits::kManifestBytes) {
    return Error(kObjectTooLarge, "The object's manifest is larger than a manifest may be.");
  }
  return ZipLayout{{payload.data_offset, payload.size}, {manifest.data_offset, manifest.size}};
}

}  // namespace entente::object
