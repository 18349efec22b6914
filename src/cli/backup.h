#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/stream.h"
#include "cli/host.h"
#include "crypto/key_agreement.h"
#include "node/backup_record.h"

/// A node's home as one sealed file, and a home made from one (docs/how-to/back-up-and-restore.md).
/// What the signer's state is kept in is never in it: so a restored node knows that it was restored
/// (ledger.md, decision 6).
namespace entente::cli {

/// What a backup holds, in the order of its files, read and sealed as it is taken.
struct BackupContents {
  node::BackupHead head;
  crypto::SigningKey party;
  struct Open {
    std::string name;
    /// Asked when its turn comes, so that one file is open at a time; null where it is gone by
    /// then.
    std::function<Result<std::unique_ptr<RandomAccess>>()> open;
  };
  std::vector<Open> files;
  std::function<void()> done;  ///< when all was read, or is no longer wanted
};

/// Reads on whatever thread reads it. Errors: those of the files.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> sealed_backup(
    BackupContents contents, const crypto::AgreementPublicKey& to, Entropy& entropy);

struct Restored {
  node::BackupHead head;
  std::size_t files = 0;
  std::uint64_t bytes = 0;
};
/// Makes a home in the empty folder `home`. All of the backup is read and its signature verified,
/// by the party key that it holds and that `passphrase` opens, before any of it is written. The
/// node signs nothing until its partners have said what they have seen of it (T14). Errors:
/// `crypto.bad-share`, `node.bad-backup`, `crypto.wrong-passphrase`, `cli.home-exists`, ...
[[nodiscard]] Result<Restored> restore_home(RandomAccess& backup, const crypto::AgreementKey& key,
                                            const crypto::SecretBytes& passphrase,
                                            const std::string& home);

}  // namespace entente::cli
