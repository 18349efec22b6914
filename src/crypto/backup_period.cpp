#include "crypto/backup_period.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "base/encoding.h"
#include "crypto/errors.h"
#include "crypto/key_wrap.h"
#include "crypto/seeded_key.h"

namespace entente::crypto {
namespace {

constexpr std::string_view kPeriodName = "entente-period-1";
constexpr std::string_view kPeriodLabel = "entente-backup-period-key";

using Words = std::array<std::string_view, 5>;

/// Nothing where there are more or fewer.
std::optional<Words> words_in(std::string_view line) {
  if (line.ends_with('\n')) {
    line.remove_suffix(1);
  }
  Words words;
  for (std::string_view& word : words) {
    const std::size_t end = &word == &words.back() ? line.size() : line.find(' ');
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

Result<EcWrapped> wrapped_in(const Words& words) {
  ENTENTE_TRY(const Bytes spki, from_base64(words[3]));
  ENTENTE_TRY(const auto ephemeral, AgreementPublicKey::from_spki(spki));
  ENTENTE_TRY(Bytes wrapped, from_base64(words[4]));
  return EcWrapped{ephemeral.pem(), std::move(wrapped)};
}

}  // namespace

Result<BackupPeriod> make_backup_period(const AgreementPublicKey& recovery, Entropy& entropy) {
  const SecretBytes seed = SecretBytes::random(kSeedBytes, entropy);
  const AgreementKey key = key_of_seed(seed.view(), kPeriodLabel);
  ENTENTE_TRY(const EcWrapped wrapped, ec_wrap(recovery, seed.view(), entropy));
  ENTENTE_TRY(const auto ephemeral, AgreementPublicKey::from_pem(wrapped.ephemeral_public_key));
  return BackupPeriod{
      key.public_key(),
      fmt::format("{} {} {} {} {}\n", kPeriodName, key.public_key().fingerprint().hex(),
                  recovery.fingerprint().hex(), to_base64(ephemeral.spki()),
                  to_base64(wrapped.wrapped_key))};
}

Result<AgreementKey> open_backup_period(std::string_view sealed, const AgreementKey& recovery) {
  const auto words = words_in(sealed);
  if (!words || words->front() != kPeriodName) {
    return Error(kBadPeriod, "This is no key of a period of backups.");
  }
  if ((*words)[2] != recovery.public_key().fingerprint().hex()) {
    return Error(kBadPeriod, "The period's key is sealed to another recovery key.");
  }
  const auto wrapped = wrapped_in(*words);
  const auto seed =
      wrapped.ok() ? ec_unwrap(recovery, *wrapped) : Result<Secret32>(wrapped.error());
  if (!seed.ok()) {
    return Error(kBadPeriod, "The period's key is damaged.");
  }
  AgreementKey key = key_of_seed(seed->view(), kPeriodLabel);
  return key.public_key().fingerprint().hex() == (*words)[1]
             ? Result<AgreementKey>(std::move(key))
             : Error(kBadPeriod, "What is sealed is not the key that is named.");
}

}  // namespace entente::crypto
