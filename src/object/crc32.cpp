#include "object/crc32.h"

#include "format/crc32.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace entente::object {
namespace {

#if defined(__x86_64__)

// Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction" (Intel,
// 2009), with its constants for the reflected polynomial of ISO 3309: x^n mod P for the distances
// over which a lane is folded, then P itself and its Barrett quotient.
constexpr std::size_t kLane = 16;
constexpr std::size_t kBlock = 4 * kLane;

#define ENTENTE_CLMUL __attribute__((target("pclmul,sse4.1")))

ENTENTE_CLMUL __m128i load(const std::uint8_t* from) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
}

ENTENTE_CLMUL __m128i fold(__m128i lane, __m128i distance, __m128i next) {
  const __m128i low = _mm_clmulepi64_si128(lane, distance, 0x00);
  const __m128i high = _mm_clmulepi64_si128(lane, distance, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

/// From 128 folded bits to the 32 of the remainder.
ENTENTE_CLMUL std::uint32_t reduce(__m128i lane, __m128i by_one_lane) {
  const __m128i low_words = _mm_setr_epi32(-1, 0, -1, 0);
  const __m128i by_64 = _mm_set_epi64x(0, 0x163cd6124);
  const __m128i polynomial = _mm_set_epi64x(0x1f7011641, 0x1db710641);
  lane = _mm_xor_si128(_mm_srli_si128(lane, 8), _mm_clmulepi64_si128(lane, by_one_lane, 0x10));
  lane = _mm_xor_si128(_mm_srli_si128(lane, 4),
                       _mm_clmulepi64_si128(_mm_and_si128(lane, low_words), by_64, 0x00));
  __m128i quotient = _mm_clmulepi64_si128(_mm_and_si128(lane, low_words), polynomial, 0x10);
  quotient = _mm_clmulepi64_si128(_mm_and_si128(quotient, low_words), polynomial, 0x00);
  return static_cast<std::uint32_t>(_mm_extract_epi32(_mm_xor_si128(lane, quotient), 1));
}

/// `bytes` has a multiple of 16 bytes, at least 64.
ENTENTE_CLMUL std::uint32_t crc32_by_folding(std::uint32_t before, BytesView bytes) {
  const __m128i by_four_lanes = _mm_set_epi64x(0x1c6e41596, 0x154442bd4);
  const __m128i by_one_lane = _mm_set_epi64x(0x0ccaa009e, 0x1751997d0);
  const std::uint8_t* at = bytes.data();
  std::size_t rest = bytes.size() - kBlock;

  __m128i a = _mm_xor_si128(load(at), _mm_cvtsi32_si128(static_cast<int>(~before)));
  __m128i b = load(at + kLane);
  __m128i c = load(at + 2 * kLane);
  __m128i d = load(at + 3 * kLane);
  at += kBlock;
  for (; rest >= kBlock; rest -= kBlock, at += kBlock) {
    a = fold(a, by_four_lanes, load(at));
    b = fold(b, by_four_lanes, load(at + kLane));
    c = fold(c, by_four_lanes, load(at + 2 * kLane));
    d = fold(d, by_four_lanes, load(at + 3 * kLane));
  }
  a = fold(a, by_one_lane, b);
  a = fold(a, by_one_lane, c);
  a = fold(a, by_one_lane, d);
  for (; rest >= kLane; rest -= kLane, at += kLane) {
    a = fold(a, by_one_lane, load(at));
  }
  return ~reduce(a, by_one_lane);
}

#undef ENTENTE_CLMUL

bool can_fold() {
  static const bool yes = __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
  return yes;
}

#endif

}  // namespace

std::uint32_t fast_crc32(std::uint32_t before, BytesView bytes) {
#if defined(__x86_64__)
  const std::size_t whole = bytes.size() - bytes.size() % kLane;
  if (whole >= kBlock && can_fold()) {
    before = crc32_by_folding(before, bytes.first(whole));
    bytes = bytes.subspan(whole);
  }
#endif
  return format::crc32(before, bytes);
}

}  // namespace entente::object
