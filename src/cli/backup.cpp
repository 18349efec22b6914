#include "cli/backup.h"

#include <algorithm>

#include "node/sealed_stream.h"

namespace entente::cli {
namespace {

constexpr std::size_t kBackupPiece = 64u << 10;

/// Seals as much as is read: a home may be larger than memory.
class SealedBackup final : public ByteSource {
 public:
  explicit SealedBackup(BackupContents contents) : contents_(std::move(contents)) {}
  ~SealedBackup() override {
    if (contents_.done) {
      contents_.done();
    }
  }
  SealedBackup(const SealedBackup&) = delete;
  SealedBackup& operator=(const SealedBackup&) = delete;

  Status begin(const crypto::AgreementPublicKey& to, Entropy& entropy) {
    ENTENTE_TRY(sealed_, node::SealingSink::create(to, entropy, sink_));
    writer_.emplace(*sealed_, sealed_->header());
    return writer_->begin(contents_.head);
  }

  Result<std::size_t> read(std::span<std::uint8_t> out) override {
    while (rest_.empty() && !all_) {
      ENTENTE_CHECK(seal_more());
      ready_ = sink_.take();
      rest_ = ready_;
    }
    const std::size_t given = std::min(out.size(), rest_.size());
    std::copy_n(rest_.begin(), given, out.begin());
    rest_ = rest_.subspan(given);
    return given;
  }

 private:
  Status seal_more() {
    if (next_ == contents_.files.size()) {
      if (!ended_) {
        ended_ = true;
        return writer_->end(contents_.party);
      }
      ENTENTE_TRY(all_, sealed_->finish_part());
      return {};
    }
    if (!content_) {
      return begin_file(contents_.files[next_]);
    }
    if (offset_ == size_) {
      content_.reset();
      ++next_;
      return {};
    }
    piece_.resize(std::min<std::uint64_t>(kBackupPiece, size_ - offset_));
    ENTENTE_CHECK(read_exactly(*content_, offset_, piece_));
    offset_ += piece_.size();
    return writer_->write(piece_);
  }

  Status begin_file(const BackupContents::Open& file) {
    ENTENTE_TRY(content_, file.open());
    if (!content_) {
      ++next_;
      return {};
    }
    offset_ = 0;
    ENTENTE_TRY(size_, content_->size());
    return writer_->begin(node::BackupFile{file.name, size_});
  }

  BackupContents contents_;
  MemorySink sink_;
  std::unique_ptr<node::SealingSink> sealed_;
  std::optional<node::BackupWriter> writer_;
  std::size_t next_ = 0;
  std::unique_ptr<RandomAccess> content_;  ///< of the file that is being read
  std::uint64_t size_ = 0;
  std::uint64_t offset_ = 0;
  Bytes piece_;
  bool ended_ = false;
  bool all_ = false;
  Bytes ready_;
  BytesView rest_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> sealed_backup(BackupContents contents,
                                                  const crypto::AgreementPublicKey& to,
                                                  Entropy& entropy) {
  auto made = std::make_unique<SealedBackup>(std::move(contents));
  ENTENTE_CHECK(made->begin(to, entropy));
  return std::unique_ptr<ByteSource>(std::move(made));
}

}  // namespace entente::cli
