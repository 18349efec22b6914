#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/limits.h"
#include "base/stream.h"

/// Files that a person names on the command line: outside any home, read and written with that
/// person's own rights.
namespace entente::cli {

[[nodiscard]] bool is_folder(const std::string& path);
/// Whether an argument that may also name an agreement of a node names a file: one that exists, a
/// folder, or anything that ends with `.toml`.
[[nodiscard]] bool names_a_file(const std::string& argument);
/// The whole file; `base.not-found`, `base.io`, or `base.too-large` beyond `limit` bytes.
[[nodiscard]] Result<std::string> read_local(const std::string& path, std::uint64_t limit);
/// For reading front to back; `-` is standard input.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> open_local(const std::string& path);

/// For reading anywhere. `-` is standard input, kept meanwhile in a file without a name: at most
/// `limit` bytes, else `base.too-large`. Only for what is sealed, since that file is as it came.
[[nodiscard]] Result<std::unique_ptr<RandomAccess>> open_local_anywhere(
    const std::string& path, std::uint64_t limit = limits::kObjectBytes);

/// A file that appears under its name only when it is whole: written beside it with permissions
/// 0600, synced and renamed by `commit`, removed otherwise. `-` is standard output, unbuffered.
class LocalOutput final : public ByteSink {
 public:
  [[nodiscard]] static Result<std::unique_ptr<LocalOutput>> create(const std::string& path);
  ~LocalOutput() override;
  [[nodiscard]] Status write(BytesView bytes) override;
  [[nodiscard]] Status commit();

 private:
  LocalOutput(int file, std::string path, std::string temporary)
      : file_(file), path_(std::move(path)), temporary_(std::move(temporary)) {}
  int file_;
  std::string path_;
  std::string temporary_;  ///< empty for standard output
};

/// A whole file by `LocalOutput`.
[[nodiscard]] Status write_local(const std::string& path, BytesView bytes);

}  // namespace entente::cli
