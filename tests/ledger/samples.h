#pragma once

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/encoding.h"
#include "base/entropy.h"
#include "base/replaced.h"
#include "crypto/digest.h"
#include "ledger/cosignature.h"
#include "ledger/tree.h"

/// Builders for tests of the ledger. All names and keys are invented: EXERCISE.
namespace entente::ledger::samples {

/// The same bytes for the same seed, always.
class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) {
      state_ = state_ * 6364136223846793005u + 1442695040888963407u;
      byte = static_cast<std::uint8_t>(state_ >> 56);
    }
  }

 private:
  std::uint64_t state_;
};

inline crypto::SigningKey a_key(std::uint64_t seed) {
  SeededEntropy entropy(seed);
  return crypto::SigningKey::generate(crypto::SignatureSuite::ed25519, entropy);
}

inline constexpr std::string_view kOrigin = "mofa.jp.example/entente/jp-kr-2016/exercise/1";

inline NoteSigner a_log(std::uint64_t seed = 1, std::string_view origin = kOrigin) {
  return NoteSigner::make(origin, a_key(seed)).value();
}
inline Cosigner a_witness(std::uint64_t seed = 100,
                          std::string_view name = "witness.kr.example/entente") {
  return Cosigner::make(name, a_key(seed)).value();
}

inline Digest a_leaf(std::uint64_t number) {
  return leaf_hash(as_bytes("EXERCISE entry " + std::to_string(number)));
}
inline std::vector<Digest> leaves(std::uint64_t from, std::uint64_t to) {
  std::vector<Digest> hashes;
  for (std::uint64_t i = from; i < to; ++i) {
    hashes.push_back(a_leaf(i));
  }
  return hashes;
}
inline Tree a_tree(std::uint64_t size) {
  Tree tree;
  tree.append(leaves(0, size));
  return tree;
}
/// A log that tells another story from entry `from` on.
inline Tree a_forged_tree(std::uint64_t size, std::uint64_t from) {
  Tree tree = a_tree(from);
  for (std::uint64_t i = from; i < size; ++i) {
    tree.append(a_leaf(1'000'000 + i));
  }
  return tree;
}

inline Checkpoint a_checkpoint(const Head& head, std::string_view origin = kOrigin) {
  return {std::string(origin), head, {}};
}
inline SignedNote a_head(const Head& head, const NoteSigner& log) {
  return sign_checkpoint(a_checkpoint(head, log.verifier().name()), log).value();
}
inline std::string a_head_note(const Head& head, const NoteSigner& log) {
  return a_head(head, log).format();
}

template <class T>
std::string code_of(const Result<T>& result) {
  return result.ok() ? "ok" : std::string(result.error().code());
}

}  // namespace entente::ledger::samples
