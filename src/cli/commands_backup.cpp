#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/limits.h"
#include "cli/backup.h"
#include "cli/errors.h"
#include "cli/init.h"
#include "cli/local_file.h"
#include "cli/node_call.h"
#include "crypto/backup_period.h"
#include "crypto/random.h"
#include "crypto/recovery_key.h"

/// Backups, and who can open them (docs/how-to/back-up-and-restore.md).
namespace entente::cli {
namespace {

constexpr std::string_view kRecoveryKey = "recovery.pem";

/// Past the most that there may be, every number is as wrong.
Result<unsigned> shares_in(const Arguments& a, std::string_view option) {
  ENTENTE_TRY(const std::uint64_t number, number_in(a, option));
  return static_cast<unsigned>(std::min<std::uint64_t>(number, crypto::kSharesMax + 1));
}

Result<std::vector<std::string>> write_shares(const Arguments& a) {
  crypto::SystemEntropy entropy;
  ENTENTE_TRY(const unsigned count, shares_in(a, "shares"));
  ENTENTE_TRY(const unsigned threshold, shares_in(a, "threshold"));
  ENTENTE_TRY(const auto made, crypto::make_recovery_key(count, threshold, entropy));
  const std::string folder = a.positional[0];
  if (::mkdir(folder.c_str(), S_IRWXU) != 0) {
    return Error(kUsage, "The folder of the shares is to be a new one.", folder);
  }
  const auto in = [&](std::string_view name) { return folder + "/" + std::string(name); };
  std::vector<std::string> files{in(kRecoveryKey)};
  for (const crypto::RecoveryShare& share : made.shares) {
    files.push_back(in(fmt::format("{}-of-{}.share", share.number, share.count)));
    ENTENTE_CHECK(write_local(files.back(), crypto::format_share(share).view()));
  }
  // Last: nothing is sealed to a key whose shares are not all there.
  ENTENTE_CHECK(write_local(files.front(), as_bytes(made.key.pem())));
  return files;
}

Reply shares(const Arguments& a) {
  const auto files = write_shares(a);
  if (!files.ok()) {
    return failed(files.error());
  }
  return reply_with([&](format::JsonWriter& out) {
    out.member("key", files->front());
    out.begin_array("shares");
    for (std::size_t i = 1; i < files->size(); ++i) {
      out.string((*files)[i]);
    }
    out.end_array();
    out.member("next",
               "Give each share to another person, and delete it here; keep the key for backups.");
  });
}

/// A new period for backups: its public key, and the private half sealed to the recovery key.
Reply period(const Arguments& a) {
  const auto made = [&]() -> Result<std::pair<std::string, std::string>> {
    ENTENTE_TRY(const std::string pem, read_local(a.positional[0], limits::kTextField));
    ENTENTE_TRY(const auto recovery, crypto::AgreementPublicKey::from_pem(pem));
    crypto::SystemEntropy entropy;
    ENTENTE_TRY(const auto fresh, crypto::make_backup_period(recovery, entropy));
    const std::pair<std::string, std::string> files{a.get("output") + ".pem",
                                                    a.get("output") + ".key"};
    ENTENTE_CHECK(write_local(files.second, as_bytes(fresh.sealed)));
    // Last: nothing is sealed to a key whose private half is not there.
    ENTENTE_CHECK(write_local(files.first, as_bytes(fresh.key.pem())));
    return files;
  }();
  if (!made.ok()) {
    return failed(made.error());
  }
  return reply_with([&](format::JsonWriter& out) {
    out.member("key", made->first).member("sealed", made->second);
    out.member("next",
               "Back up to this key. Keep few copies of the sealed half, apart from the backups: "
               "who destroys them all destroys what is in the backups.");
  });
}

/// On a worker.
Result<crypto::AgreementPublicKey> key_in(ByteSource& in) {
  MemorySink text(limits::kTextField);
  ENTENTE_CHECK(copy(in, text));
  return crypto::AgreementPublicKey::from_pem(as_text(text.bytes()));
}

void backup(Host& host, const Arguments&, std::shared_ptr<ByteSource> in, const Done& done) {
  host.executor().work([&host, in = std::move(in), done] {
    const auto key = key_in(*in);
    host.executor().post([&host, key, done] {
      if (!key.ok()) {
        done(failed(key.error()));
        return;
      }
      host.make_backup(*key, [&host, key, done](const auto& made) {
        if (!made.ok()) {
          done(failed(made.error()));
          return;
        }
        Reply reply = reply_with([&](format::JsonWriter& out) {
          out.member("party", host.config().party.text());
          out.member("made_at", host.clock().now().text());
          out.member("key", key->fingerprint().hex());
        });
        reply.content = *made;
        done(std::move(reply));
      });
    });
  });
}

Result<Restored> restored(const Arguments& a) {
  std::vector<crypto::RecoveryShare> parts;
  for (const std::string& file : a.all("share")) {
    ENTENTE_TRY(const crypto::SecretBytes line, read_secret(file, ""));
    auto part = crypto::parse_share(line.view());
    if (!part.ok()) {
      return part.error().within(file);
    }
    parts.push_back(std::move(*part));
  }
  ENTENTE_TRY(auto key, crypto::join_recovery_key(parts));
  if (a.has("period")) {
    ENTENTE_TRY(const std::string sealed, read_local(a.get("period"), limits::kTextField));
    ENTENTE_TRY(key, crypto::open_backup_period(sealed, key));
  }
  ENTENTE_TRY(const auto passphrase, read_passphrase(a.get("passphrase-file")));
  ENTENTE_TRY(const auto file, open_local_anywhere(a.positional[0]));
  return restore_home(*file, key, passphrase, home_of(a));
}

Reply restore(const Arguments& a) {
  const auto made = restored(a);
  if (!made.ok()) {
    return failed(made.error());
  }
  return reply_with([&](format::JsonWriter& out) {
    out.member("party", made->head.party.text());
    out.member("environment", ::entente::name_of(made->head.environment));
    out.member("made_at", made->head.made_at.text());
    out.member("files", made->files).member("bytes", made->bytes);
    out.member("next",
               "Start the node: it signs nothing before its partners have said what they "
               "have seen of it. Never run the node that was lost beside it.");
  });
}

}  // namespace

std::vector<Command> backup_commands() {
  Command save{
      "node",
      "backup",
      "the whole node as one file, sealed to the holders of the recovery shares",
      {{"KEY", "", "the public key that `node shares` or `node backup-period` made", true}},
      {{"output", "FILE", "where to", true}},
      nullptr,
      backup,
      Content::output};
  save.reply_option = "output";
  return {
      {"node",
       "shares",
       "a new key for backups, its private half split into shares",
       {{"FOLDER", "", "a new folder for the key and the shares", true}},
       {{"shares", "N", "how many persons get a share (2 to 32)", true},
        {"threshold", "M", "how many of them can restore together", true}},
       shares},
      {"node",
       "backup-period",
       "a new key for backups, whose private half only the recovery shares open",
       {{"KEY", "", "the public key that `node shares` made", true}},
       {{"output", "NAME", "where to: NAME.pem to back up to, NAME.key to restore with", true}},
       period},
      save,
      {"node",
       "restore",
       "make the node's home anew from a backup",
       {{"FILE", "", "the backup", true}},
       {{"share", "FILE", "a recovery share, as many as are needed", true, true},
        {"period", "FILE", "the sealed half of the period's key, of a backup to one"}},
       restore},
  };
}

}  // namespace entente::cli
