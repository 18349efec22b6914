#include "base/encoding.h"
#include "base/errors.h"
#include "cli/backup.h"
#include "cli/host_state.h"
#include "store/sqlite_store.h"

/// What of a home stands in its backup.
namespace entente::cli {
namespace {

constexpr std::string_view kBackupFolder = "backup";
constexpr std::uint64_t kNamedFile = 4u << 20;

using Opened = Result<std::unique_ptr<RandomAccess>>;

/// Read now, on the sequence: settings and keys are of one moment.
Status add_small(FileSystem& files, std::string name, BackupContents& contents) {
  ENTENTE_TRY(Bytes bytes, read_whole(files, name, kNamedFile));
  contents.files.push_back({std::move(name), [bytes = std::move(bytes)]() -> Opened {
                              return std::make_unique<OwnedBytesAccess>(bytes);
                            }});
  return {};
}

/// The settings, with the files in the home that they name, and the keys.
Status add_settings(FileSystem& files, const Config& config, BackupContents& contents) {
  std::vector<std::string> names{std::string(kConfigFile), std::string(kCertificatePath),
                                 std::string(kNextCertificatePath)};
  if (config.oidc) {
    for (const std::string& named :
         {config.oidc->secret_file, config.oidc->authorities_file, config.oidc->keys_file}) {
      if (!named.empty() && !named.starts_with('/')) {
        names.push_back(named);
      }
    }
  }
  ENTENTE_TRY(const auto keys, files.list(kKeysFolder));
  for (const std::string& key : keys) {
    names.push_back(std::string(kKeysFolder) + "/" + key);
  }
  for (std::string& name : names) {
    ENTENTE_TRY(const bool there, files.exists(name));
    if (there) {
      ENTENTE_CHECK(add_small(files, std::move(name), contents));
    }
  }
  return {};
}

Opened open_in_home(FileSystem& files, std::string_view path) {
  ENTENTE_TRY(auto file, files.open(path, OpenMode::read));
  return std::unique_ptr<RandomAccess>(std::make_unique<OwnedFileAccess>(std::move(file)));
}

Status add_objects(FileSystem& files, BackupContents& contents) {
  ENTENTE_TRY(const auto names, files.list(node::Objects::kFolder));
  for (const std::string& name : names) {
    if (!name.ends_with(node::Objects::kEnding)) {
      continue;  // being written: no act names it yet
    }
    const std::string path = std::string(node::Objects::kFolder) + "/" + name;
    contents.files.push_back({path, [&files, path]() -> Opened {
                                auto content = open_in_home(files, path);
                                const bool destroyed =
                                    !content.ok() && content.error().is(kNotFound);
                                return destroyed ? Opened(nullptr) : std::move(content);
                              }});
  }
  return {};
}

}  // namespace

Status remove_left_backups(FileSystem& files) {
  ENTENTE_TRY(const auto names, files.list(kBackupFolder));
  for (const std::string& name : names) {
    ENTENTE_CHECK(files.remove(std::string(kBackupFolder) + "/" + name));
  }
  return {};
}

// The store first: keys that are newer than it are what a crash within a rotation leaves, and an
// object that is newer is one that no act names.
void Host::make_backup(const crypto::AgreementPublicKey& to, BackupDone done) {
  State& s = *state_;
  Bytes random(8);
  s.entropy.fill(random);
  const std::string copy = std::string(kBackupFolder) + "/" + to_hex(random);
  const auto drop = [&s, copy] {
    // Nothing to do about a failure here: a left-over is removed at the next start.
    static_cast<void>(s.files->remove(copy).ok());
  };
  s.executor->work([&s, to, copy, drop, done = std::move(done)] {
    Status copied = s.files->make_folder(kBackupFolder);
    if (copied.ok()) {
      copied =
          store::copy_sqlite_store(s.home + "/" + std::string(kStoreFile), s.home + "/" + copy);
    }
    s.executor->post([&s, to, copy, drop, copied, done] {
      const auto made = [&]() -> Result<std::shared_ptr<ByteSource>> {
        ENTENTE_CHECK(copied);
        BackupContents contents{{1, s.config.party, s.config.environment, s.clock.now()},
                                s.keys->signing_key(crypto::KeyRole::party),
                                {},
                                {}};
        ENTENTE_CHECK(add_settings(*s.files, s.config, contents));
        contents.files.push_back(
            {std::string(kStoreFile), [&s, copy] { return open_in_home(*s.files, copy); }});
        ENTENTE_CHECK(add_objects(*s.files, contents));
        contents.done = drop;
        ENTENTE_TRY(auto sealed, sealed_backup(std::move(contents), to, s.entropy));
        return std::shared_ptr<ByteSource>(std::move(sealed));
      }();
      if (!made.ok()) {
        drop();
      }
      done(made);
    });
  });
}

}  // namespace entente::cli
