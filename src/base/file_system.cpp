#include "base/file_system.h"

#include "base/errors.h"

namespace entente {

Status write_atomically(FileSystem& files, std::string_view path, BytesView bytes) {
  const std::string temporary = std::string(path) + ".new";
  ENTENTE_TRY(const bool stale, files.exists(temporary));
  if (stale) {
    ENTENTE_CHECK(files.remove(temporary));
  }
  {
    ENTENTE_TRY(auto file, files.open(temporary, OpenMode::create_new));
    ENTENTE_CHECK(file->append(bytes));
    ENTENTE_CHECK(file->sync());
  }
  return files.rename(temporary, path);
}

Result<Bytes> read_whole(FileSystem& files, std::string_view path, std::uint64_t limit) {
  ENTENTE_TRY(auto file, files.open(path, OpenMode::read));
  ENTENTE_TRY(const std::uint64_t size, file->size());
  if (size > limit) {
    return Error(kTooLarge, "The file is larger than it may be.", std::string(path));
  }
  Bytes bytes(size);
  ENTENTE_TRY(const std::size_t read, file->read_at(0, bytes));
  bytes.resize(read);
  return bytes;
}

}  // namespace entente
