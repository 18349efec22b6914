#include "http/body.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "http/errors.h"

namespace entente::http {
namespace {

constexpr int kSizeDigits = 8;

Error bad_chunk() { return Error(kBadRequest, "The chunked body is malformed."); }
Error too_large() { return Error(kBodyTooLarge, "The body is larger than it may be."); }

int hex_digit(std::uint8_t octet) {
  if (octet >= '0' && octet <= '9') {
    return octet - '0';
  }
  const int letter = octet | 0x20;
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

}  // namespace

Status BodyReader::check() const {
  return framing_.kind == Framing::Kind::length && framing_.length > limit_ ? Status(too_large())
                                                                            : Status();
}

bool BodyReader::complete() const {
  switch (framing_.kind) {
    case Framing::Kind::none:
      return true;
    case Framing::Kind::length:
      return taken_ == framing_.length;
    case Framing::Kind::chunked:
      return state_ == State::complete;
  }
  return false;
}

std::size_t BodyReader::take_data(BytesView in, std::uint64_t most, Bytes& out) {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(in.size(), most));
  append(out, in.first(size));
  taken_ += size;
  return size;
}

Result<std::size_t> BodyReader::take(BytesView in, Bytes& out) {
  ENTENTE_CHECK(check());
  if (framing_.kind == Framing::Kind::length) {
    return take_data(in, framing_.length - taken_, out);
  }
  std::size_t used = 0;
  while (used < in.size() && !complete()) {
    if (state_ != State::data) {
      ENTENTE_CHECK(take_octet(in[used++]));
      continue;
    }
    const std::size_t size = take_data(in.subspan(used), chunk_, out);
    used += size;
    chunk_ -= size;
    state_ = chunk_ == 0 ? State::data_cr : State::data;
  }
  return used;
}

Status BodyReader::take_octet(std::uint8_t octet) {
  const auto expect = [&](char wanted, State next) -> Status {
    if (octet != static_cast<std::uint8_t>(wanted)) {
      return bad_chunk();
    }
    state_ = next;
    return {};
  };
  switch (state_) {
    case State::size:
      return take_size(octet);
    case State::size_lf:
      ENTENTE_CHECK(expect('\n', State::data));
      return end_size();
    case State::data_cr:
      return expect('\r', State::data_lf);
    case State::data_lf:
      return expect('\n', State::size);
    case State::end_cr:
      return expect('\r', State::end_lf);
    case State::end_lf:
      return expect('\n', State::complete);
    case State::data:
    case State::complete:
      break;
  }
  return bad_chunk();
}

Status BodyReader::take_size(std::uint8_t octet) {
  if (octet == '\r' && digits_ > 0) {
    state_ = State::size_lf;
    return {};
  }
  const int digit = hex_digit(octet);
  if (digit < 0 || digits_ == kSizeDigits) {
    return bad_chunk();
  }
  chunk_ = digits_ == 0 ? 0 : chunk_;
  chunk_ = chunk_ << 4 | static_cast<std::uint64_t>(digit);
  ++digits_;
  return {};
}

Status BodyReader::end_size() {
  digits_ = 0;
  state_ = chunk_ == 0 ? State::end_cr : State::data;
  return chunk_ > limit_ - taken_ ? Status(too_large()) : Status();
}

std::string chunk_head(std::size_t size) {
  std::array<char, 16> digits{};
  const auto [end, fault] = std::to_chars(digits.data(), digits.data() + digits.size(), size, 16);
  ENTENTE_INVARIANT(fault == std::errc());
  return std::string(digits.data(), end) + "\r\n";
}

}  // namespace entente::http
