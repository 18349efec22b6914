#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/stream.h"
#include "base/time.h"
#include "base/token_bucket.h"

namespace entente::api {

/// What each of those who ask may ask, so that nobody who floods is heard at the cost of others: a
/// person of the interface, over all their sessions and tools, by id; others by their address.
/// Not thread-safe.
class Quotas {
 public:
  // Of a person.
  static constexpr std::uint64_t kRequestsASecond = 50;
  static constexpr std::uint64_t kRequestsAtOnce = 3'000;
  static constexpr std::uint64_t kBytesASecond = 16u << 20;  ///< of bodies that are sent
  static constexpr std::uint64_t kBytesAtOnce = std::uint64_t{4} << 30;
  static constexpr std::size_t kKept = 4'096;  ///< rows; those who asked for little are forgotten

  /// `full`: what one has who has asked for nothing yet.
  explicit Quotas(const Allowance& full = {{kRequestsASecond, kRequestsAtOnce},
                                           {kBytesASecond, kBytesAtOnce}})
      : full_(full) {}

  /// Takes one request. 0 where it is heard; else the seconds after which to ask again.
  [[nodiscard]] std::int64_t wait_s(const std::string& who, Instant now);
  /// Takes the bytes of a body that was read.
  void took_bytes(const std::string& who, std::uint64_t bytes, Instant now);

 private:
  struct Row {
    Allowance allowed;
    Instant refilled;
  };
  [[nodiscard]] Row& row_of(const std::string& who, Instant now);

  Allowance full_;
  std::map<std::string, Row> rows_;
};

/// A body that says at its end, whoever stopped reading, how much of it was read.
class CountedSource final : public ByteSource {
 public:
  using Told = std::function<void(std::uint64_t read)>;
  CountedSource(std::unique_ptr<ByteSource> source, Told told)
      : source_(std::move(source)), told_(std::move(told)) {}
  ~CountedSource() override { told_(read_); }
  CountedSource(const CountedSource&) = delete;
  CountedSource& operator=(const CountedSource&) = delete;

  [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> out) override {
    auto size = source_->read(out);
    read_ += size.ok() ? *size : 0;
    return size;
  }

 private:
  std::unique_ptr<ByteSource> source_;
  Told told_;
  std::uint64_t read_ = 0;
};

}  // namespace entente::api
