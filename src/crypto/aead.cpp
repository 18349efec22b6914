#include "crypto/aead.h"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/errors.h"
#include "crypto/evp.h"

namespace entente::crypto {
namespace {

constexpr int kOpening = 0;
constexpr int kSealing = 1;

void start(EVP_CIPHER_CTX* context, BytesView nonce, BytesView aad, int direction) {
  must(EVP_CipherInit_ex2(context, nullptr, nullptr, nonce.data(), direction, nullptr));
  if (!aad.empty()) {
    int written = 0;
    ENTENTE_INVARIANT(aad.size() <= Aead::kMaxMessage);
    must(EVP_CipherUpdate(context, nullptr, &written, aad.data(), static_cast<int>(aad.size())));
  }
}

void convert(EVP_CIPHER_CTX* context, BytesView in, std::uint8_t* out) {
  if (in.empty()) {
    return;
  }
  int written = 0;
  must(EVP_CipherUpdate(context, out, &written, in.data(), static_cast<int>(in.size())));
  ENTENTE_INVARIANT(static_cast<std::size_t>(written) == in.size());
}

Error open_failed() { return Error(kOpenFailed, "The sealed value does not open."); }

}  // namespace

Aead::Aead(BytesView key) : context_(EVP_CIPHER_CTX_new()) {
  ENTENTE_INVARIANT(key.size() == kKeySize);
  ENTENTE_INVARIANT(context_ != nullptr);
  must(EVP_EncryptInit_ex2(context_, algorithms().aes_256_gcm, key.data(), nullptr, nullptr));
}

// OpenSSL wipes a context when it frees it.
Aead::~Aead() { EVP_CIPHER_CTX_free(context_); }

Aead::Aead(Aead&& other) noexcept : context_(std::exchange(other.context_, nullptr)) {}

Aead& Aead::operator=(Aead&& other) noexcept {
  std::swap(context_, other.context_);
  return *this;
}

Aead Aead::clone() const {
  Aead copy;
  copy.context_ = EVP_CIPHER_CTX_new();
  ENTENTE_INVARIANT(copy.context_ != nullptr);
  must(EVP_CIPHER_CTX_copy(copy.context_, context_));
  return copy;
}

void Aead::seal(BytesView nonce, BytesView aad, BytesView plaintext, std::span<std::uint8_t> out) {
  ENTENTE_INVARIANT(nonce.size() == kNonceSize);
  ENTENTE_INVARIANT(plaintext.size() <= kMaxMessage);
  ENTENTE_INVARIANT(out.size() == plaintext.size() + kTagSize);
  start(context_, nonce, aad, kSealing);
  convert(context_, plaintext, out.data());
  const std::span<std::uint8_t> tag = out.last(kTagSize);
  int written = 0;
  must(EVP_CipherFinal_ex(context_, tag.data(), &written));
  must(
      EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(kTagSize), tag.data()));
}

Status Aead::open(BytesView nonce, BytesView aad, BytesView sealed, std::span<std::uint8_t> out) {
  if (nonce.size() != kNonceSize || sealed.size() < kTagSize ||
      sealed.size() > kMaxMessage + kTagSize) {
    wipe(out);
    return open_failed();
  }
  ENTENTE_INVARIANT(out.size() == sealed.size() - kTagSize);
  const ErrorQueueGuard guard;
  // Copied first: `out` may lie over `sealed`.
  std::array<std::uint8_t, kTagSize> tag{};
  std::copy_n(sealed.last(kTagSize).begin(), kTagSize, tag.begin());
  start(context_, nonce, aad, kOpening);
  convert(context_, sealed.first(out.size()), out.data());
  must(
      EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(kTagSize), tag.data()));
  int written = 0;
  std::uint8_t nothing = 0;
  if (EVP_CipherFinal_ex(context_, &nothing, &written) != 1) {
    wipe(out);
    return open_failed();
  }
  return {};
}

Bytes Aead::seal_with_random_nonce(Entropy& entropy, BytesView aad, BytesView plaintext) {
  Bytes message(kNonceSize + plaintext.size() + kTagSize);
  const std::span<std::uint8_t> whole(message);
  entropy.fill(whole.first(kNonceSize));
  seal(whole.first(kNonceSize), aad, plaintext, whole.subspan(kNonceSize));
  return message;
}

Result<Bytes> Aead::open_with_nonce(BytesView aad, BytesView nonce_and_sealed) {
  if (nonce_and_sealed.size() < kNonceSize + kTagSize) {
    return open_failed();
  }
  Bytes plaintext(nonce_and_sealed.size() - kNonceSize - kTagSize);
  ENTENTE_CHECK(open(nonce_and_sealed.first(kNonceSize), aad, nonce_and_sealed.subspan(kNonceSize),
                     plaintext));
  return plaintext;
}

}  // namespace entente::crypto
