#include <utility>

#include "base/errors.h"
#include "base/text.h"
#include "cli/backup.h"
#include "cli/errors.h"
#include "cli/host_state.h"
#include "node/errors.h"
#include "node/names.h"
#include "node/sealed_stream.h"
#include "store/memory_files.h"
#include "store/posix_files.h"

/// A home from its backup.
namespace entente::cli {
namespace {

constexpr std::size_t kBackupFilesMax = 1u << 19;

Error bad_copy(std::string why) { return Error(node::kBadBackup, std::move(why)); }

Result<std::unique_ptr<node::OpeningSource>> opened(RandomAccess& backup,
                                                    const crypto::AgreementKey& key) {
  auto source = node::OpeningSource::open(backup, {{key, ""}});
  return source.ok() ? std::move(source)
                     : bad_copy("This is no backup that the recovery shares open: " +
                                source.error().message());
}

bool is_key(std::string_view name) { return name.starts_with(std::string(kKeysFolder) + "/"); }

/// By the party key that the backup itself holds: whose it is, the passphrase says.
Status verify_by_own(node::BackupReader& reader, FileSystem& files, const node::BackupHead& head,
                     const crypto::SecretBytes& passphrase) {
  ENTENTE_TRY(const auto keys,
              crypto::KeyStore::open(files, kKeysFolder, ascii_upper(name_of(head.environment)),
                                     crypto::Passphrase{passphrase.view()}));
  return reader.verify(keys.signing_key(crypto::KeyRole::party).verifying_key());
}

/// Reads all of it and keeps nothing but what verifies it: the keys that it holds.
Result<Restored> verify_backup(RandomAccess& backup, const crypto::AgreementKey& key,
                               const crypto::SecretBytes& passphrase) {
  ENTENTE_TRY(const auto source, opened(backup, key));
  node::BackupReader reader(*source, source->header());
  Restored found;
  ENTENTE_TRY(found.head, reader.begin());
  store::MemoryFiles keys;
  ENTENTE_CHECK(keys.make_folder(kKeysFolder));
  while (true) {
    ENTENTE_TRY(const auto file, reader.next());
    if (!file) {
      break;
    }
    if (++found.files > kBackupFilesMax) {
      return bad_copy("The backup has too many files.");
    }
    found.bytes += file->bytes;
    if (!is_key(file->name)) {
      NullSink nowhere;
      ENTENTE_CHECK(reader.read_content(nowhere));
      continue;
    }
    MemorySink content(kSmallFile);
    ENTENTE_CHECK(reader.read_content(content));
    ENTENTE_CHECK(write_atomically(keys, file->name, content.bytes()));
  }
  ENTENTE_CHECK(verify_by_own(reader, keys, found.head, passphrase));
  return found;
}

/// Every file but the settings, which come last: a home without them is none.
Result<Bytes> write_files(node::BackupReader& reader, FileSystem& files) {
  Bytes settings;
  while (true) {
    ENTENTE_TRY(const auto named, reader.next());
    if (!named) {
      return settings;
    }
    if (named->name == kConfigFile) {
      MemorySink content(kSmallFile);
      ENTENTE_CHECK(reader.read_content(content));
      settings = content.take();
      continue;
    }
    if (const std::size_t slash = named->name.find('/'); slash != std::string::npos) {
      ENTENTE_CHECK(files.make_folder(named->name.substr(0, slash)));
    }
    ENTENTE_TRY(const auto file, files.open(named->name, OpenMode::create_new));
    FileSink content(*file);
    ENTENTE_CHECK(reader.read_content(content));
    ENTENTE_CHECK(file->sync());
  }
}

Result<Restored> make_home(RandomAccess& backup, const crypto::AgreementKey& key,
                           const crypto::SecretBytes& passphrase, const std::string& home) {
  ENTENTE_TRY(Restored restored, verify_backup(backup, key, passphrase));
  ENTENTE_TRY(auto files, store::PosixFiles::open(home, store::HomeMode::create_if_absent));
  ENTENTE_TRY(const auto lock, store::HomeLock::take(*files));
  for (const std::string_view taken : {kConfigFile, kStoreFile}) {
    ENTENTE_TRY(const bool there, files->exists(taken));
    if (there) {
      return Error(kHomeExists, "There is a node in this folder already, or a part of one.", home);
    }
  }
  ENTENTE_CHECK(files->make_folder("signer"));
  ENTENTE_CHECK(
      write_atomically(*files, node::kRestoredMark, as_bytes(restored.head.made_at.text() + "\n")));
  ENTENTE_TRY(const auto source, opened(backup, key));
  node::BackupReader reader(*source, source->header());
  ENTENTE_TRY(const node::BackupHead head, reader.begin());
  ENTENTE_TRY(const Bytes settings, write_files(reader, *files));
  // The file that was verified may have been another one.
  ENTENTE_CHECK(verify_by_own(reader, *files, head, passphrase));
  ENTENTE_CHECK(write_atomically(*files, kConfigFile, settings));
  return restored;
}

}  // namespace

Result<Restored> restore_home(RandomAccess& backup, const crypto::AgreementKey& key,
                              const crypto::SecretBytes& passphrase, const std::string& home) {
  auto made = make_home(backup, key, passphrase, home);
  // The sealed stream speaks of packages.
  const bool damaged = !made.ok() && made.error().is(node::kBadPackage);
  return damaged ? bad_copy("The backup is damaged, or was changed.") : std::move(made);
}

}  // namespace entente::cli
