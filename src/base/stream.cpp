#include "base/stream.h"

#include <algorithm>
#include <cstring>

#include "base/errors.h"

namespace entente {
namespace {

constexpr std::size_t kCopyBytes = 256u << 10;

std::size_t copy_front(BytesView from, std::span<std::uint8_t> to) {
  const std::size_t count = std::min(from.size(), to.size());
  if (count > 0) {  // memcpy must not be given the null pointer of an empty span
    std::memcpy(to.data(), from.data(), count);
  }
  return count;
}

}  // namespace

Status copy(ByteSource& from, ByteSink& to) {
  Bytes buffer(kCopyBytes);
  while (true) {
    ENTENTE_TRY(const std::size_t read, from.read(buffer));
    if (read == 0) {
      return {};
    }
    ENTENTE_CHECK(to.write(BytesView(buffer).first(read)));
  }
}

Result<std::size_t> read_full(ByteSource& source, std::span<std::uint8_t> out) {
  std::size_t filled = 0;
  while (filled < out.size()) {
    ENTENTE_TRY(const std::size_t count, source.read(out.subspan(filled)));
    if (count == 0) {
      break;
    }
    filled += count;
  }
  return filled;
}

Status read_exactly(RandomAccess& from, std::uint64_t offset, std::span<std::uint8_t> out) {
  ENTENTE_TRY(const std::size_t count, from.read_at(offset, out));
  if (count != out.size()) {
    return Error(kIo, "The bytes end before they should.");
  }
  return {};
}

Result<std::size_t> MemorySource::read(std::span<std::uint8_t> out) {
  const std::size_t count = copy_front(rest_, out);
  rest_ = rest_.subspan(count);
  return count;
}

Status MemorySink::write(BytesView bytes) {
  if (bytes.size() > limit_ - bytes_.size()) {
    return Error(kTooLarge, "More bytes are written than may be held in memory.");
  }
  append(bytes_, bytes);
  return {};
}

Bytes MemorySink::take() { return std::exchange(bytes_, {}); }

Result<std::size_t> MemoryRandomAccess::read_at(std::uint64_t offset, std::span<std::uint8_t> out) {
  const auto start = static_cast<std::size_t>(std::min<std::uint64_t>(offset, bytes_.size()));
  return copy_front(bytes_.subspan(start), out);
}

Result<std::uint64_t> MemoryRandomAccess::size() const { return std::uint64_t{bytes_.size()}; }

Result<std::size_t> RandomAccessSource::read(std::span<std::uint8_t> out) {
  ENTENTE_TRY(const std::size_t count, from_->read_at(offset_, out));
  offset_ += count;
  return count;
}

Result<std::size_t> FileSource::read(std::span<std::uint8_t> out) {
  ENTENTE_TRY(const std::size_t count, file_->read_at(offset_, out));
  offset_ += count;
  return count;
}

Status FileSink::write(BytesView bytes) { return file_->append(bytes); }

Result<std::size_t> FileRandomAccess::read_at(std::uint64_t offset, std::span<std::uint8_t> out) {
  return file_->read_at(offset, out);
}

Result<std::uint64_t> FileRandomAccess::size() const { return file_->size(); }

}  // namespace entente
