#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/tile_path.h"
#include "node/core.h"
#include "node/signer_states.h"

namespace entente::node {

/// One static file of a log, as C2SP tlog-tiles serves it.
struct LogFile {
  Bytes bytes;
  std::string_view media_type;
  std::string_view cache_control;
};

/// This party's logs under its agreements as static files (C2SP tlog-tiles): the same octets
/// whether they are written to a folder or served. Never the house ledger. What is durable alone,
/// since a file that was served never changes. Belongs to the node's sequence.
class LogFiles {
 public:
  LogFiles(Core& core, SignerStates& signer_states);

  using Answer = std::function<void(Result<LogFile>)>;
  /// The file at `path`: `<origin>/checkpoint`, `<origin>/tile/<L>/<N>[.p/<W>]` or
  /// `<origin>/tile/entries/<N>[.p/<W>]`. `reader` is the partner that asks: the logs of its
  /// agreements alone are there for it. Without one, all are. Answers once, on the sequence.
  /// Errors: `base.not-found` for what is not there, or not for this reader, and for a bundle of
  /// which an act is missing from the store; `node.overloaded`; for a head, why nothing is signed.
  void read(const std::optional<PartyCode>& reader, std::string_view path, Answer answer);

  /// The signed head of the first `size` leaves, which are durable. The signer's state is on disk
  /// before it is given (ledger.md, decision 7). Errors: why nothing is signed; `base.io`.
  [[nodiscard]] Result<std::string> signed_head(const Room& room, std::uint64_t size);

  /// Gives every file of the log at its present size to `write`, with its path below the log's
  /// prefix; the checkpoint last, so that whoever reads it finds what it needs. Returns the size.
  /// Stops at the first error; writes nothing where nothing is signed.
  using Write = std::function<Status(const std::string& path, BytesView bytes)>;
  [[nodiscard]] Result<std::uint64_t> write_all(const Room& room, const Write& write);

 private:
  void read_head(const Room& room, const Answer& answer);
  void read_bundle(const std::optional<PartyCode>& reader, const Room& room,
                   const ledger::TileId& tile, Answer answer);

  Core& core_;
  SignerStates& signer_states_;
  std::map<std::optional<PartyCode>, std::size_t> under_way_;  ///< bundles being made, by reader
};

}  // namespace entente::node
