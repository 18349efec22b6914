#include "node/sealed_stream.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/big_endian.h"
#include "base/errors.h"
#include "crypto/key_wrap.h"
#include "node/errors.h"

namespace entente::node {
namespace {

constexpr std::string_view kMagic = "ENTPKG01";
constexpr std::size_t kPointField = 128;  // one length, then the ephemeral key, then zeros
constexpr std::size_t kWrappedBytes = crypto::Aead::kNonceSize + 32 + crypto::Aead::kTagSize;
constexpr std::size_t kSealedPart = kSealedPartBytes + crypto::Aead::kTagSize;
static_assert(kMagic.size() + kPointField + kWrappedBytes == kSealedHeaderBytes);

/// Each part has its number, and the last one says so: none can be moved, left out or cut off. The
/// key is used for this stream alone, so no nonce comes twice.
std::array<std::uint8_t, crypto::Aead::kNonceSize> nonce_of(std::uint64_t part, bool last) {
  std::array<std::uint8_t, crypto::Aead::kNonceSize> nonce{};
  put_big_endian(std::span(nonce).subspan<3, 8>(), part);
  nonce.back() = last ? 1 : 0;
  return nonce;
}

Bytes header_of(const crypto::EcWrapped& wrapped) {
  const auto point = crypto::AgreementPublicKey::from_pem(wrapped.ephemeral_public_key).value();
  Bytes header = to_bytes(kMagic);
  ENTENTE_INVARIANT(point.spki().size() < kPointField);
  header.push_back(static_cast<std::uint8_t>(point.spki().size()));
  append(header, point.spki());
  header.resize(kMagic.size() + kPointField);
  append(header, wrapped.wrapped_key);
  ENTENTE_INVARIANT(header.size() == kSealedHeaderBytes);
  return header;
}

Error foreign_package() { return Error(kForeignPackage, "No key of this node opens this file."); }

Result<crypto::EcWrapped> wrapped_in(BytesView header) {
  if (as_text(header.first(kMagic.size())) != kMagic) {
    return Error(kBadPackage, "The file does not begin as a package does.");
  }
  const BytesView field = header.subspan(kMagic.size(), kPointField);
  const std::size_t length = field[0];
  if (length >= kPointField) {
    return foreign_package();
  }
  const BytesView filling = field.subspan(1 + length);
  const auto point = crypto::AgreementPublicKey::from_spki(field.subspan(1, length));
  if (!point.ok() || std::ranges::any_of(filling, [](std::uint8_t b) { return b != 0; })) {
    return foreign_package();
  }
  const BytesView wrapped = header.subspan(kMagic.size() + kPointField);
  return crypto::EcWrapped{point->pem(), Bytes(wrapped.begin(), wrapped.end())};
}

}  // namespace

std::uint64_t size_class(std::uint64_t needed) {
  if (needed <= kSealedPartsMin) {
    return kSealedPartsMin;
  }
  const int exponent = std::bit_width(needed) - 1;
  const int kept = std::bit_width(static_cast<unsigned>(exponent));
  const std::uint64_t step = std::uint64_t{1} << (exponent - kept);
  return (needed + step - 1) / step * step;
}

Result<std::unique_ptr<SealingSink>> SealingSink::create(const crypto::AgreementPublicKey& reader,
                                                         Entropy& entropy, ByteSink& to) {
  const auto key = crypto::Secret32::random(entropy);
  ENTENTE_TRY(const auto wrapped, crypto::ec_wrap(reader, key.view(), entropy));
  Bytes header = header_of(wrapped);
  ENTENTE_CHECK(to.write(header));
  return std::unique_ptr<SealingSink>(new SealingSink(crypto::Aead(key), std::move(header), to));
}

Status SealingSink::write(BytesView bytes) {
  while (!bytes.empty()) {
    // A full part waits for what follows it: only then is it known not to be the last.
    if (part_.size() == kSealedPartBytes) {
      ENTENTE_CHECK(seal_part(false));
    }
    const std::size_t taken = std::min(bytes.size(), kSealedPartBytes - part_.size());
    append(part_, bytes.first(taken));
    bytes = bytes.subspan(taken);
  }
  return {};
}

Status SealingSink::finish() {
  for (bool last = false; !last;) {
    ENTENTE_TRY(last, finish_part());
  }
  return {};
}

Result<bool> SealingSink::finish_part() {
  all_ = all_ == 0 ? size_class(parts_ + 1) : all_;
  part_.resize(kSealedPartBytes);
  const bool last = parts_ + 1 == all_;
  ENTENTE_CHECK(seal_part(last));
  return last;
}

Status SealingSink::seal_part(bool last) {
  if (parts_ == kSealedPartsMax) {
    return Error(kTooLarge, "A package has at most 2 TiB.");
  }
  Bytes sealed(kSealedPart);
  aead_.seal(nonce_of(parts_++, last), header_, part_, sealed);
  part_.clear();
  return to_.write(sealed);
}

Result<std::unique_ptr<OpeningSource>> OpeningSource::open(RandomAccess& from,
                                                           const std::vector<AccessKey>& keys) {
  ENTENTE_TRY(const std::uint64_t size, from.size());
  const std::uint64_t body = size - std::min<std::uint64_t>(size, kSealedHeaderBytes);
  const std::uint64_t parts = body / kSealedPart;
  if (body % kSealedPart != 0 || parts == 0 || parts > kSealedPartsMax ||
      parts != size_class(parts)) {
    return Error(kBadPackage, "No package has this size.");
  }
  Bytes header(kSealedHeaderBytes);
  ENTENTE_CHECK(read_exactly(from, 0, header));
  ENTENTE_TRY(const auto wrapped, wrapped_in(header));
  for (const AccessKey& own : keys) {
    if (const auto key = crypto::ec_unwrap(own.key, wrapped); key.ok()) {
      return std::unique_ptr<OpeningSource>(
          new OpeningSource(crypto::Aead(*key), std::move(header), from, parts));
    }
  }
  return foreign_package();
}

Result<std::size_t> OpeningSource::read(std::span<std::uint8_t> out) {
  if (rest_.empty() && next_ < parts_) {
    ENTENTE_CHECK(open_part());
  }
  const std::size_t given = std::min(out.size(), rest_.size());
  std::copy_n(rest_.begin(), given, out.begin());
  rest_ = rest_.subspan(given);
  return given;
}

Status OpeningSource::open_part() {
  Bytes sealed(kSealedPart);
  ENTENTE_CHECK(read_exactly(from_, kSealedHeaderBytes + next_ * kSealedPart, sealed));
  part_.resize(kSealedPartBytes);
  const auto nonce = nonce_of(next_, next_ + 1 == parts_);
  if (!aead_.open(nonce, header_, sealed, part_).ok()) {
    return Error(kBadPackage, "The package was damaged or changed on its way.");
  }
  ++next_;
  rest_ = part_;
  return {};
}

}  // namespace entente::node
