#pragma once

#include <memory>
#include <vector>

#include "base/entropy.h"
#include "base/stream.h"
#include "crypto/aead.h"
#include "crypto/key_agreement.h"
#include "node/partner.h"

/// Octets that one node alone can read, as they stand in a package that is carried by hand
/// (docs/reference/package-format.md). Whoever carries it sees that it is a package of Entente and
/// a size that is one of few, and nothing else. Who wrote it, this layer does not say.
namespace entente::node {

inline constexpr std::size_t kSealedHeaderBytes = 196;
inline constexpr std::size_t kSealedPartBytes = 64u << 10;
inline constexpr std::uint64_t kSealedPartsMin = 16;
/// Parts of one stream, at most: 2 TiB, so that one object of any size fits.
inline constexpr std::uint64_t kSealedPartsMax = std::uint64_t{1} << 25;

/// The number of parts that a stream of at least `needed` parts is filled up to: of two sizes in a
/// class nobody can tell which it was, and no class is more than an eighth larger than what it must
/// hold (Padmé: Nikitin and others, 2019), nor smaller than 16 parts (1 MiB).
[[nodiscard]] std::uint64_t size_class(std::uint64_t needed);

/// Seals what is written to it. Not thread-safe.
class SealingSink final : public ByteSink {
 public:
  /// Writes the header. `to` must outlive it. Errors: those of `to`.
  [[nodiscard]] static Result<std::unique_ptr<SealingSink>> create(
      const crypto::AgreementPublicKey& reader, Entropy& entropy, ByteSink& to);
  /// `base.too-large` past the largest class.
  [[nodiscard]] Status write(BytesView bytes) override;
  /// Fills up with zeros to the size class. Last; nothing may be written after it.
  [[nodiscard]] Status finish();
  /// The same in steps of one part, for who takes what is sealed piece by piece: whether that was
  /// the last.
  [[nodiscard]] Result<bool> finish_part();

  /// Unlike that of any other stream, and bound to its reader: what a signature inside covers.
  [[nodiscard]] const Bytes& header() const { return header_; }

 private:
  SealingSink(crypto::Aead aead, Bytes header, ByteSink& to)
      : aead_(std::move(aead)), header_(std::move(header)), to_(to) {}
  [[nodiscard]] Status seal_part(bool last);

  crypto::Aead aead_;
  Bytes header_;
  ByteSink& to_;
  Bytes part_;
  std::uint64_t parts_ = 0;
  std::uint64_t all_ = 0;  ///< once it is being finished
};

/// Opens what `SealingSink` made: each part is verified before any of it is given. Not thread-safe.
class OpeningSource final : public ByteSource {
 public:
  /// With the first of `keys` that opens it. `from` must outlive it. Errors: `node.foreign-package`
  /// if none does (another reader's, or damaged at its beginning), `node.bad-package` for what has
  /// no size that a package has.
  [[nodiscard]] static Result<std::unique_ptr<OpeningSource>> open(
      RandomAccess& from, const std::vector<AccessKey>& keys);
  /// `node.bad-package` where a part was changed, moved, or left out.
  [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> out) override;
  [[nodiscard]] const Bytes& header() const { return header_; }

 private:
  OpeningSource(crypto::Aead aead, Bytes header, RandomAccess& from, std::uint64_t parts)
      : aead_(std::move(aead)), header_(std::move(header)), from_(from), parts_(parts) {}
  [[nodiscard]] Status open_part();

  crypto::Aead aead_;
  Bytes header_;
  RandomAccess& from_;
  std::uint64_t parts_;
  std::uint64_t next_ = 0;
  Bytes part_;
  BytesView rest_;
};

}  // namespace entente::node
