#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "http/head.h"

namespace entente::http {

/// Takes a message's body out of the octets of a connection, by its framing. Chunks are read
/// strictly: hexadecimal size of at most 8 digits, no extensions, no trailers, CRLF everywhere
/// (AB69). Not thread-safe.
class BodyReader {
 public:
  /// Bodies over `limit` octets are `http.body-too-large`, as soon as that is known.
  BodyReader(const Framing& framing, std::uint64_t limit) : framing_(framing), limit_(limit) {}

  /// Whether the framing alone shows that the body is too large.
  [[nodiscard]] Status check() const;
  /// Takes octets from the front of `in` and appends those of the body to `out`; how many it took,
  /// which is all of `in` until the body is complete. Errors: `http.bad-request`,
  /// `http.body-too-large`; nothing may be read from the connection after one.
  [[nodiscard]] Result<std::size_t> take(BytesView in, Bytes& out);
  [[nodiscard]] bool complete() const;
  /// How large the body will be, where its framing says so and it may be that large; else 0. Room
  /// for it may be reserved: memory that nothing is written to is not there yet.
  [[nodiscard]] std::size_t expected() const {
    return check().ok() ? static_cast<std::size_t>(framing_.length) : 0;
  }
  [[nodiscard]] std::uint64_t taken() const { return taken_; }  ///< octets of the body so far

 private:
  enum class State { size, size_lf, data, data_cr, data_lf, end_cr, end_lf, complete };
  [[nodiscard]] Status take_octet(std::uint8_t octet);
  [[nodiscard]] Status take_size(std::uint8_t octet);
  [[nodiscard]] Status end_size();
  std::size_t take_data(BytesView in, std::uint64_t most, Bytes& out);

  Framing framing_;
  std::uint64_t limit_;
  std::uint64_t taken_ = 0;
  State state_ = State::size;
  std::uint64_t chunk_ = 0;
  int digits_ = 0;
};

/// What goes before and after a chunk's data; `kLastChunk` ends the body.
[[nodiscard]] std::string chunk_head(std::size_t size);
inline constexpr std::string_view kChunkEnd = "\r\n";
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace entente::http
