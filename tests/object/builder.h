#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/entropy.h"
#include "base/stream.h"
#include "crypto/aead.h"
#include "crypto/digest.h"
#include "crypto/key_agreement.h"
#include "crypto/key_wrap.h"
#include "crypto/rsa.h"
#include "object/open.h"
#include "object/seal.h"
#include "object/zip.h"

/// Small builders for protected objects in tests. All names are invented; EXERCISE.
namespace entente::object::test {

/// The same seed, the same bytes (splitmix64).
class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(std::uint64_t seed = 1) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) {
      std::uint64_t z = (state_ += 0x9E3779B97F4A7C15);
      z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
      z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
      byte = static_cast<std::uint8_t>((z ^ (z >> 31)) >> 56);
    }
  }

 private:
  std::uint64_t state_;
};

inline Bytes random_bytes(std::size_t size, std::uint64_t seed = 7) {
  Bytes bytes(size);
  SeededEntropy(seed).fill(bytes);
  return bytes;
}

inline const crypto::AgreementKey& receiver() {
  static SeededEntropy entropy(11);
  static const crypto::AgreementKey key =
      crypto::AgreementKey::generate(crypto::AgreementCurve::p256, entropy);
  return key;
}
inline const crypto::AgreementKey& stranger() {
  static SeededEntropy entropy(12);
  static const crypto::AgreementKey key =
      crypto::AgreementKey::generate(crypto::AgreementCurve::p256, entropy);
  return key;
}

/// Not of a seed: OpenSSL makes it.
inline const crypto::RsaKey& rsa_receiver() {
  static const crypto::RsaKey key = crypto::RsaKey::generate(2048);
  return key;
}

inline KeyUnwrapper unwrap_with(const crypto::RsaKey& key) {
  return [key](const KeyAccess& key_access, std::string_view) {
    return key.unwrap(key_access.wrapped_key);
  };
}
inline KeyUnwrapper unwrap_with(const crypto::AgreementKey& key) {
  return [key](const KeyAccess& key_access, std::string_view) {
    return crypto::ec_unwrap(key, {key_access.ephemeral_public_key, key_access.wrapped_key});
  };
}

inline Binding a_binding() {
  return {ItemId::parse("itm-00000000000000000000000001").value(),
          AgreementId::parse("jp-kr-2016/exercise").value(),
          crypto::sha256(as_bytes("EXERCISE agreement text")), "exercise"};
}

inline SealRequest a_request() {
  SealRequest request;
  request.binding = a_binding();
  request.attributes = {"https://entente.example/attr/classification/value/secret"};
  request.dissem = {"kim.minji"};
  request.recipients = {{"https://kas.example/kas", "key-1", receiver().public_key(), ""}};
  return request;
}

struct Sealed {
  Bytes bytes;
  SealedObject info;
  [[nodiscard]] ExpectedBinding expected() const { return {a_binding(), info.manifest}; }
};

inline Sealed seal_bytes(BytesView content, const SealRequest& request = a_request(),
                         std::uint64_t seed = 1) {
  MemorySource source(content);
  MemorySink sink;
  SeededEntropy entropy(seed);
  const SealedObject info = seal(source, sink, request, entropy).value();
  return {sink.take(), info};
}

/// What `open_object` gives, and the content it wrote.
struct Opened {
  Result<OpenedObject> object;
  Bytes content;
};
inline Opened open_bytes(BytesView object, const KeyUnwrapper& unwrap,
                         const Expectation& expected) {
  MemoryRandomAccess access(object);
  MemorySink sink;
  auto opened = open_object(access, unwrap, expected, sink);
  return {std::move(opened), sink.take()};
}

/// A container of any payload and any manifest text.
inline Bytes zip_of(BytesView payload, std::string_view manifest) {
  MemorySink sink;
  ZipWriter writer(sink);
  writer.write_payload(payload).value();
  writer.finish(as_bytes(manifest)).value();
  return sink.take();
}

/// An object put together piece by piece under a known key, so that any part can be wrong.
class RawObject {
 public:
  Manifest manifest;
  std::vector<Bytes> pieces;

  explicit RawObject(const std::vector<std::string>& segments,
                     HashEncoding encoding = HashEncoding::hex_4_2_2) {
    key_ = crypto::Secret32::copy_of(random_bytes(32, 99)).value();
    manifest.encoding = encoding;
    manifest.mime_type = "text/plain";
    manifest.policy = to_base64(as_bytes(R"({"uuid":"5ed0a6c2-0f0c-4a55-8f1c-1d1b8c6f3b0a",)"
                                         R"("body":{"dataAttributes":null,"dissem":[]}})"));
    KeyAccess& access = manifest.key_access.emplace_back();
    access.type = "wrapped";
    access.url = "https://kas.example/kas";
    access.protocol = "kas";
    access.wrapped_key = {1, 2, 3};
    access.binding_alg = "HS256";
    access.binding_hash = policy_binding(key_, manifest.policy);
    manifest.segment_bytes_default = 64;
    for (const std::string& segment : segments) {
      add_segment(segment);
    }
    manifest.assertions.push_back(make_assertion(
        kBindingAssertion, "other", "payload", kBindingSchema, "json", write_binding(a_binding())));
    sign();
  }

  void add_segment(std::string_view plain) {
    crypto::Aead aead(key_);
    pieces.push_back(aead.seal_with_random_nonce(entropy_, {}, as_bytes(plain)));
    const BytesView tag = BytesView(pieces.back()).last(16);
    std::copy(tag.begin(), tag.end(), manifest.tags.emplace_back().begin());
    manifest.segment_bytes.push_back(static_cast<std::uint32_t>(plain.size()));
  }

  /// Root signature and assertions again, as the holder of the key would make them.
  void sign() {
    const AssertedContent content{manifest.encoding, manifest.tags};
    manifest.root_signature = root_signature(content, key_);
    for (Assertion& assertion : manifest.assertions) {
      bind_assertion(assertion, content, key_);
    }
  }

  [[nodiscard]] Bytes payload() const {
    Bytes all;
    for (const Bytes& piece : pieces) {
      append(all, piece);
    }
    return all;
  }
  [[nodiscard]] Bytes bytes() const { return zip_of(payload(), write_manifest(manifest)); }
  [[nodiscard]] ExpectedBinding expected() const {
    return {a_binding(), crypto::sha256(as_bytes(write_manifest(manifest)))};
  }
  [[nodiscard]] KeyUnwrapper unwrap() const {
    return [bytes = Bytes(key_.view().begin(), key_.view().end())](
               const KeyAccess&, std::string_view) { return crypto::Secret32::copy_of(bytes); };
  }
  [[nodiscard]] const crypto::Secret32& key() const { return key_; }

 private:
  crypto::Secret32 key_;
  SeededEntropy entropy_{5};
};

/// `text` with the first `from` replaced; fails loudly if there is none.
inline std::string with(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  ENTENTE_INVARIANT(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

template <class T>
std::string code_of(const Result<T>& result) {
  return result.ok() ? "ok" : std::string(result.error().code());
}

}  // namespace entente::object::test
