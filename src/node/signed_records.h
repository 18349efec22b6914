#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"
#include "base/stream.h"
#include "crypto/digest.h"
#include "crypto/signature.h"

/// The frame of what leaves a node as a file, packages and backups: records one after another, each
/// an octet that says what it is, a length of eight octets (big-endian) and as many octets, and
/// last the signatures over all before. Written and read from front to back, so that it may be
/// larger than memory.
namespace entente::node {

/// Not thread-safe.
class RecordWriter {
 public:
  /// `bound_to` is the header of the sealed stream that the records are in, and is signed with
  /// them: so no reader can seal them anew for another. `to` must outlive it.
  RecordWriter(ByteSink& to, BytesView bound_to);
  [[nodiscard]] Status put(std::uint8_t kind, BytesView payload);
  /// A record whose octets follow by `write`: exactly `length` of them.
  [[nodiscard]] Status begin(std::uint8_t kind, std::uint64_t length);
  [[nodiscard]] Status write(BytesView bytes);
  /// The last record: a signature by each of the last eight of `keys`. `context` says of what kind
  /// of file it is.
  [[nodiscard]] Status end(std::uint8_t kind, std::string_view context,
                           std::span<const crypto::SigningKey> keys);

 private:
  ByteSink& to_;
  crypto::Sha256 hash_;
};

/// Reads them; says nothing of who wrote them. Errors are `bad`: a file that ends too early, or
/// more records than the limit. Not thread-safe.
class RecordReader {
 public:
  /// `end` is the kind of the last record. `from` must outlive it.
  RecordReader(ByteSource& from, BytesView bound_to, std::uint8_t end, const ErrorKind& bad);

  struct Start {
    std::uint8_t kind = 0;
    std::uint64_t length = 0;
  };
  /// The beginning of the next record; its octets must be read before the next one.
  [[nodiscard]] Result<Start> start();
  /// The octets of the record begun. Takes memory as they come, not as they are claimed.
  [[nodiscard]] Result<Bytes> payload(std::uint64_t length);
  [[nodiscard]] Status content(std::uint64_t length, ByteSink& to);
  /// That nothing but zeros follows, until the source ends.
  [[nodiscard]] Status expect_filling();
  /// How many records have begun.
  [[nodiscard]] std::uint64_t records() const { return records_; }
  /// Once the last record has begun: over all before it, what its signatures are over.
  [[nodiscard]] const Digest& signed_digest() const { return signed_; }

 private:
  [[nodiscard]] Status read_exactly(std::span<std::uint8_t> out);
  ByteSource& from_;
  const std::uint8_t end_;
  const ErrorKind& bad_;
  crypto::Sha256 hash_;
  Digest signed_;
  std::uint64_t records_ = 0;
};

/// Whether the payload of a last record holds a signature by `key` over `all`: `bad` where it
/// cannot be read, `unsigned_by` where it holds none.
[[nodiscard]] Status check_signatures(BytesView payload, const Digest& all,
                                      std::string_view context, const crypto::VerifyingKey& key,
                                      const ErrorKind& bad, const ErrorKind& unsigned_by);

}  // namespace entente::node
