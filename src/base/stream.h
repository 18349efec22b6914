#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "base/bytes.h"
#include "base/file_system.h"

namespace entente {

/// Port: bytes that are read once, from front to back. Not thread-safe.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Reads at least one byte and at most `out.size()`; 0 means the end, and stays so (or that `out`
  /// is empty). May give less than there is.
  [[nodiscard]] virtual Result<std::size_t> read(std::span<std::uint8_t> out) = 0;
};

/// Port: bytes that are written once, from front to back. Not thread-safe.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  /// Takes all of `bytes`, or fails; after a failure what was taken is undefined.
  [[nodiscard]] virtual Status write(BytesView bytes) = 0;
};

/// Port: bytes that are read anywhere. Not thread-safe.
class RandomAccess {
 public:
  virtual ~RandomAccess() = default;
  /// Reads up to `out.size()` bytes at `offset`; fewer only at the end, 0 at and past it.
  [[nodiscard]] virtual Result<std::size_t> read_at(std::uint64_t offset,
                                                    std::span<std::uint8_t> out) = 0;
  [[nodiscard]] virtual Result<std::uint64_t> size() const = 0;
};

/// Everything of `from` to `to`.
[[nodiscard]] Status copy(ByteSource& from, ByteSink& to);
/// Fills `out` wholly from `source`; fewer bytes only where the source ends.
[[nodiscard]] Result<std::size_t> read_full(ByteSource& source, std::span<std::uint8_t> out);
/// Fills `out` wholly, else `base.io`: the bytes at `offset` were said to exist.
[[nodiscard]] Status read_exactly(RandomAccess& from, std::uint64_t offset,
                                  std::span<std::uint8_t> out);

/// Reads bytes that outlive it.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(BytesView bytes) : rest_(bytes) {}
  [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> out) override;

 private:
  BytesView rest_;
};

/// Collects what is written, up to `limit` bytes in all; past it `base.too-large`, taking nothing.
class MemorySink final : public ByteSink {
 public:
  explicit MemorySink(std::size_t limit = SIZE_MAX) : limit_(limit) {}
  [[nodiscard]] Status write(BytesView bytes) override;
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }
  /// Moves the bytes out and starts again empty.
  [[nodiscard]] Bytes take();

 private:
  std::size_t limit_;
  Bytes bytes_;
};

/// Keeps nothing of what is written to it.
class NullSink final : public ByteSink {
 public:
  [[nodiscard]] Status write(BytesView) override { return {}; }
};

/// Reads what it owns from its front to its end.
class RandomAccessSource final : public ByteSource {
 public:
  explicit RandomAccessSource(std::unique_ptr<RandomAccess> from) : from_(std::move(from)) {}
  [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> out) override;

 private:
  std::unique_ptr<RandomAccess> from_;
  std::uint64_t offset_ = 0;
};

/// Reads bytes that outlive it.
class MemoryRandomAccess final : public RandomAccess {
 public:
  explicit MemoryRandomAccess(BytesView bytes) : bytes_(bytes) {}
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset,
                                            std::span<std::uint8_t> out) override;
  [[nodiscard]] Result<std::uint64_t> size() const override;

 private:
  BytesView bytes_;
};

/// The same, with bytes of its own.
class OwnedBytesAccess final : public RandomAccess {
 public:
  explicit OwnedBytesAccess(Bytes bytes) : bytes_(std::move(bytes)), access_(bytes_) {}
  OwnedBytesAccess(const OwnedBytesAccess&) = delete;
  OwnedBytesAccess& operator=(const OwnedBytesAccess&) = delete;
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset,
                                            std::span<std::uint8_t> out) override {
    return access_.read_at(offset, out);
  }
  [[nodiscard]] Result<std::uint64_t> size() const override { return access_.size(); }

 private:
  Bytes bytes_;
  MemoryRandomAccess access_;
};

/// Reads an open file, that outlives it, from `offset` to its end.
class FileSource final : public ByteSource {
 public:
  explicit FileSource(File& file, std::uint64_t offset = 0) : file_(&file), offset_(offset) {}
  [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> out) override;

 private:
  File* file_;
  std::uint64_t offset_;
};

/// Appends to an open file that outlives it. Does not sync: the owner of the file does.
class FileSink final : public ByteSink {
 public:
  explicit FileSink(File& file) : file_(&file) {}
  [[nodiscard]] Status write(BytesView bytes) override;

 private:
  File* file_;
};

/// Reads an open file that outlives it.
class FileRandomAccess final : public RandomAccess {
 public:
  explicit FileRandomAccess(File& file) : file_(&file) {}
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset,
                                            std::span<std::uint8_t> out) override;
  [[nodiscard]] Result<std::uint64_t> size() const override;

 private:
  File* file_;
};

/// The same, with a file of its own.
class OwnedFileAccess final : public RandomAccess {
 public:
  explicit OwnedFileAccess(std::unique_ptr<File> file) : file_(std::move(file)), access_(*file_) {}
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset,
                                            std::span<std::uint8_t> out) override {
    return access_.read_at(offset, out);
  }
  [[nodiscard]] Result<std::uint64_t> size() const override { return access_.size(); }

 private:
  std::unique_ptr<File> file_;
  FileRandomAccess access_;
};

}  // namespace entente
