#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace entente::format {

inline constexpr std::uint64_t kZipBytes = 256u << 20;          ///< one archive
inline constexpr std::uint64_t kZipFiles = 4096;                ///< in one archive
inline constexpr std::uint64_t kZipFileBytes = 128u << 20;      ///< one file of it, unpacked
inline constexpr std::uint64_t kZipUnpackedBytes = 512u << 20;  ///< all files of it, unpacked

/// What a ZIP archive may cost its reader.
struct ZipLimits {
  std::uint64_t archive_bytes = kZipBytes;
  std::uint64_t files = kZipFiles;
  std::uint64_t file_bytes = kZipFileBytes;
  std::uint64_t all_bytes = kZipUnpackedBytes;
};

/// A file to be put into an archive, in place of one of that name if there is one.
struct ZipChange {
  std::string name;
  Bytes content;
};

/// A ZIP archive that is held in memory, such as an office document (PKWARE APPNOTE; ECMA-376 Part
/// 2, Annex B), by libzip. Protected objects are streamed and have their own reader (object/zip.h).
/// Read strictly, `format.bad-zip`: a name twice (without regard to case), a name with `..`, a
/// backslash, a leading slash, a control character or not UTF-8, an encrypted file, another method
/// than stored or deflated, a header that contradicts the directory, content that is not what the
/// directory says. Beyond a limit: `base.too-large`, before anything is unpacked. Not thread-safe.
class ZipArchive {
 public:
  [[nodiscard]] static Result<ZipArchive> open(Bytes archive, ZipLimits limits = {});
  ZipArchive(ZipArchive&&) noexcept;
  ZipArchive& operator=(ZipArchive&&) noexcept;
  ~ZipArchive();

  /// In the order of the archive's directory; folders are left out.
  [[nodiscard]] const std::vector<std::string>& names() const;
  [[nodiscard]] bool has(std::string_view name) const;
  /// A file unpacked, its CRC-32 checked; `base.not-found`, `format.bad-zip`.
  [[nodiscard]] Result<Bytes> read(std::string_view name) const;
  /// The archive with some files put in place or added, dated 1980-01-01; all others are carried as
  /// they are, still packed. Equal archives and changes give equal results.
  [[nodiscard]] Result<Bytes> with(const std::vector<ZipChange>& changes) const;

 private:
  struct State;
  explicit ZipArchive(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace entente::format
