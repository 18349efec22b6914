#pragma once

#include <optional>
#include <string>

#include "act/environment.h"
#include "base/ids.h"
#include "base/stream.h"
#include "base/time.h"
#include "node/signed_records.h"

/// What stands in a backup: the files of a node's home, signed together by its party key
/// (docs/reference/backup-format.md). All of it is hostile until its signature was verified, and
/// the key that verifies it stands within, sealed under the node's own passphrase.
namespace entente::node {

/// The records, by the octet that each begins with.
enum class BackupRecord : std::uint8_t {
  head = 1,     ///< whose, and of when: the first
  file = 2,     ///< which file's octets follow
  content = 3,  ///< the octets of the file just named
  end = 4,      ///< the signature: the last; only zeros follow
};

struct BackupHead {
  std::uint64_t version = 1;
  PartyCode party;
  act::Environment environment = act::Environment::exercise;
  Instant made_at;  ///< by the node's clock
  static constexpr auto fields();
};

struct BackupFile {
  std::string name;  ///< within the home: at most one folder
  std::uint64_t bytes = 0;
  static constexpr auto fields();
};

inline constexpr std::string_view kBackupContext = "entente-backup-v1";

/// Writes the records of one backup. Not thread-safe.
class BackupWriter {
 public:
  BackupWriter(ByteSink& to, BytesView bound_to) : out_(to, bound_to) {}
  [[nodiscard]] Status begin(const BackupHead& head);
  /// The file's octets follow by `write`: exactly as many as it says.
  [[nodiscard]] Status begin(const BackupFile& file);
  [[nodiscard]] Status write(BytesView bytes) { return out_.write(bytes); }
  [[nodiscard]] Status end(const crypto::SigningKey& party);

 private:
  RecordWriter out_;
};

/// Reads them, strictly: records in the one order that there is, names that lead nowhere else.
/// Says nothing of who wrote them. Errors: `node.bad-backup`. Not thread-safe.
class BackupReader {
 public:
  BackupReader(ByteSource& from, BytesView bound_to);
  /// Once, and first.
  [[nodiscard]] Result<BackupHead> begin();
  /// The next file, whose content must be read before the next; nothing at the end.
  [[nodiscard]] Result<std::optional<BackupFile>> next();
  [[nodiscard]] Status read_content(ByteSink& to);
  /// After the last file: whether `party` signed all of it, and nothing follows.
  [[nodiscard]] Status verify(const crypto::VerifyingKey& party);

 private:
  RecordReader in_;
  std::uint64_t content_left_ = 0;
  Bytes signatures_;
};

}  // namespace entente::node
