#pragma once

#include <memory>

#include "base/stream.h"
#include "node/core.h"
#include "object/open.h"
#include "object/seal.h"

namespace entente::node {

/// The sealed containers of the node: small ones in the store, so that they are durable with the
/// act that names them; large ones as files. Content is never here unsealed. Belongs to the
/// sequence; what is said to run on a worker may.
class Objects {
 public:
  /// Where the files stand in the home, and how their names end.
  static constexpr std::string_view kFolder = "objects";
  static constexpr std::string_view kEnding = ".tdf";
  /// A container of up to this size is kept in the store.
  static constexpr std::uint64_t kSmall = 256u << 10;

  explicit Objects(Core& core);

  /// Where a container is being written: in memory while it is small, then in a file. On a worker.
  class Staged final : public ByteSink {
   public:
    Staged(FileSystem& files, std::string path) : files_(files), path_(std::move(path)) {}
    ~Staged() override;
    Staged(const Staged&) = delete;
    Staged& operator=(const Staged&) = delete;
    [[nodiscard]] Status write(BytesView bytes) override;
    [[nodiscard]] std::uint64_t size() const { return size_; }

   private:
    friend class Objects;
    FileSystem& files_;
    std::string path_;
    std::unique_ptr<File> file_;
    Bytes memory_;
    std::uint64_t size_ = 0;
    bool kept_ = false;
  };
  /// A new place to write to; what is not kept is removed when it is destroyed.
  [[nodiscard]] std::unique_ptr<Staged> stage();
  /// Makes a staged container the object with this manifest: a file is synced and renamed (on a
  /// worker), a small one becomes the write that is returned, to be committed with its act.
  [[nodiscard]] Result<StoreBatch> keep(Staged& staged, const Digest& manifest);

  /// What has been staged so far, for reading; `staged` must outlive it and not grow. On a worker.
  [[nodiscard]] Result<std::unique_ptr<RandomAccess>> read(Staged& staged) const;

  /// The container, for reading; `base.not-found` if it is not here. On a worker.
  [[nodiscard]] Result<std::unique_ptr<RandomAccess>> open(const Digest& manifest) const;
  [[nodiscard]] bool has(const Digest& manifest) const;

  /// Removes what an interrupted process was still writing. Before the first `stage`.
  [[nodiscard]] Status remove_left_overs();

  /// Answers a partner's request for a range of an object that was released to it. Hidden and
  /// absent are one answer (T15).
  void serve(const PartyCode& peer, BytesView request, Link::Answer answer);
  /// The objects that `serve` would give the peer and whose receipt it has not sent, in order of
  /// the items.
  struct Owed {
    ItemId item;
    act::ObjectRef object;
  };
  [[nodiscard]] std::vector<Owed> owed(const PartyCode& peer, const Room& room);

 private:
  [[nodiscard]] Result<Digest> servable(const PartyCode& peer, const AgreementId& agreement,
                                        const ItemId& item);
  Core& core_;
};

}  // namespace entente::node
