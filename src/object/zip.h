#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/stream.h"

/// The container of a protected object: a ZIP64 archive of exactly two stored entries
/// (APPNOTE 6.3.10; docs/reference/object-format.md).
namespace entente::object {

inline constexpr std::string_view kPayloadEntry = "0.payload";
inline constexpr std::string_view kManifestEntry = "0.manifest.json";

/// Writes a container in one pass: the payload in any number of pieces, then the manifest. Sizes
/// and checksums follow the data, so nothing is held back. The same content gives the same bytes:
/// the entries' date is 1980-01-01. The sink must outlive the writer. Errors: those of the sink.
/// Not thread-safe.
class ZipWriter {
 public:
  explicit ZipWriter(ByteSink& sink) : sink_(&sink) {}

  /// More of the payload. After a failure the container is lost.
  [[nodiscard]] Status write_payload(BytesView bytes);
  /// Ends the payload (which may be empty) and writes the manifest and the central directory. Once.
  [[nodiscard]] Status finish(BytesView manifest);
  /// Bytes of the container so far.
  [[nodiscard]] std::uint64_t bytes() const { return written_; }

 private:
  struct Entry {
    std::string_view name;
    std::uint64_t offset = 0;  ///< of the local header
    std::uint64_t size = 0;
    std::uint32_t crc = 0;
  };
  [[nodiscard]] Status put(BytesView bytes);
  [[nodiscard]] Status begin(Entry& entry);
  [[nodiscard]] Status end(const Entry& entry);
  [[nodiscard]] Status write_directory();

  ByteSink* sink_;
  std::uint64_t written_ = 0;
  bool begun_ = false;
  Entry payload_{kPayloadEntry};
  Entry manifest_{kManifestEntry};
};

/// Where the data of an entry lies in the container.
struct ZipEntry {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

struct ZipLayout {
  ZipEntry payload;
  ZipEntry manifest;
};

/// Finds the two entries, in either order. Trusts the central directory alone: of a local header
/// only its signature, its name and its lengths count, because writers in the field put
/// placeholders into the rest. Every byte of the file belongs to exactly one thing, so a second
/// reading of the same file is impossible: no comment, nothing before, between or after, no third,
/// missing, repeated or overlapping entry, no compression, no encryption, no second volume. Errors:
/// `object.bad-container`; `object.unsupported` for a nanoTDF; `object.too-large` past
/// `limits::kObjectBytes` or `limits::kManifestBytes`; those of reading. Thread-safety: that of
/// `container`.
[[nodiscard]] Result<ZipLayout> read_zip(RandomAccess& container);

}  // namespace entente::object
