#include "crypto/recovery_key.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/errors.h"
#include "crypto/seeded_key.h"

extern "C" {  // the library's header does not say it
#include <libgfshare.h>
}

namespace entente::crypto {
namespace {

constexpr std::string_view kShareName = "entente-recovery-1";
constexpr std::size_t kCheckDigits = 8;

AgreementKey key_of(const SecretBytes& seed) {
  return key_of_seed(seed.view(), "entente-recovery-key");
}

/// The library draws by one function of the process and gives it nothing: one at a time, therefore.
/// It draws to overwrite what it frees, too: then there is nothing to draw from.
class Drawing {
 public:
  explicit Drawing(Entropy* from) : guard_(mutex_) {
    from_ = from;
    gfshare_fill_rand = [](unsigned char* out, unsigned int size) {
      from_ == nullptr ? wipe({out, size}) : from_->fill({out, size});
    };
  }

 private:
  inline static std::mutex mutex_;
  inline static Entropy* from_ = nullptr;
  std::lock_guard<std::mutex> guard_;
};

struct Free {
  void operator()(gfshare_ctx* context) const { gfshare_ctx_free(context); }
};
using Context = std::unique_ptr<gfshare_ctx, Free>;

std::vector<SecretBytes> split(SecretBytes& seed, unsigned count, unsigned threshold,
                               Entropy& entropy) {
  std::vector<unsigned char> numbers(count);
  for (unsigned i = 0; i < count; ++i) {
    numbers[i] = static_cast<unsigned char>(i + 1);
  }
  const Drawing drawing(&entropy);  // outlives the context
  const Context context(gfshare_ctx_init_enc(numbers.data(), count,
                                             static_cast<unsigned char>(threshold), kSeedBytes));
  ENTENTE_INVARIANT(context != nullptr);
  gfshare_ctx_enc_setsecret(context.get(), seed.mutable_view().data());
  std::vector<SecretBytes> parts;
  for (unsigned i = 0; i < count; ++i) {
    SecretBytes part(kSeedBytes);
    gfshare_ctx_enc_getshare(context.get(), static_cast<unsigned char>(i),
                             part.mutable_view().data());
    parts.push_back(std::move(part));
  }
  return parts;
}

SecretBytes join(std::span<const RecoveryShare> shares) {
  std::vector<unsigned char> numbers;
  for (const RecoveryShare& share : shares) {
    numbers.push_back(share.number);
  }
  const Drawing drawing(nullptr);
  const Context context(
      gfshare_ctx_init_dec(numbers.data(), static_cast<unsigned>(numbers.size()), kSeedBytes));
  ENTENTE_INVARIANT(context != nullptr);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    SecretBytes part = SecretBytes::copy_of(shares[i].part.view());
    gfshare_ctx_dec_giveshare(context.get(), static_cast<unsigned char>(i),
                              part.mutable_view().data());
  }
  SecretBytes seed(kSeedBytes);
  gfshare_ctx_dec_extract(context.get(), seed.mutable_view().data());
  return seed;
}

std::string check_of(BytesView text) { return sha256(text).hex().substr(0, kCheckDigits); }

Error bad_share(std::string why) { return Error(kBadShare, std::move(why)); }

bool are_numbers_right(const RecoveryShare& share) {
  return share.threshold >= 2 && share.threshold <= share.count && share.count <= kSharesMax &&
         share.number >= 1 && share.number <= share.count;
}

/// One or two digits without a leading zero; else 0, which no number of a share is.
std::uint8_t small_number(std::string_view text) {
  std::uint8_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return std::to_string(number) == text && read.ec == std::errc() ? number : std::uint8_t{0};
}

/// The secret's digits as it is kept; nothing for what are none.
std::optional<SecretBytes> part_of(std::string_view digits) {
  auto bytes = from_hex(digits);
  if (!bytes.ok() || bytes->size() != kSeedBytes) {
    return std::nullopt;
  }
  SecretBytes part = SecretBytes::copy_of(*bytes);
  wipe(*bytes);
  return part;
}

}  // namespace

SecretBytes format_share(const RecoveryShare& share) {
  const std::string beginning = fmt::format("{} {}/{} {} {} ", kShareName, share.threshold,
                                            share.count, share.number, share.key.hex());
  constexpr std::string_view kDigits = "0123456789abcdef";
  SecretBytes line(beginning.size() + 2 * kSeedBytes + 1 + kCheckDigits + 1);
  auto out = std::ranges::copy(beginning, line.mutable_view().begin()).out;
  for (const std::uint8_t byte : share.part.view()) {
    *out++ = static_cast<std::uint8_t>(kDigits[byte >> 4]);
    *out++ = static_cast<std::uint8_t>(kDigits[byte & 0xf]);
  }
  const std::string check = check_of(line.view().first(beginning.size() + 2 * kSeedBytes));
  *out++ = ' ';
  out = std::ranges::copy(check, out).out;
  *out = '\n';
  return line;
}

Result<RecoveryShare> parse_share(BytesView line) {
  std::string_view rest = as_text(line);
  if (rest.ends_with('\n')) {
    rest.remove_suffix(1);
  }
  const std::string_view whole = rest;
  std::vector<std::string_view> words;
  while (!rest.empty() && words.size() <= 6) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    words.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (words.size() != 6 || words[0] != kShareName) {
    return bad_share("This is no recovery share: a share has six words, the first of which is " +
                     std::string(kShareName) + ".");
  }
  if (words[5] != check_of(as_bytes(whole.substr(0, whole.size() - kCheckDigits - 1)))) {
    return bad_share("A word of the recovery share is not as it was written: its check differs.");
  }
  RecoveryShare share;
  if (const std::size_t slash = words[1].find('/'); slash != std::string_view::npos) {
    share.threshold = small_number(words[1].substr(0, slash));
    share.count = small_number(words[1].substr(slash + 1));
  }
  share.number = small_number(words[2]);
  const auto key = Digest::from_hex(words[3]);
  auto part = part_of(words[4]);
  if (!key.ok() || !part) {
    return bad_share("The recovery share cannot be read.");
  }
  share.key = *key;
  share.part = std::move(*part);
  return are_numbers_right(share) ? Result<RecoveryShare>(std::move(share))
                                  : bad_share("The recovery share has a number that none has.");
}

Result<RecoveryKey> make_recovery_key(unsigned count, unsigned threshold, Entropy& entropy) {
  if (threshold < 2 || threshold > count || count > kSharesMax) {
    return Error(kBadParameter,
                 fmt::format("At least 2 shares of at most {} give a key back.", kSharesMax));
  }
  SecretBytes seed = SecretBytes::random(kSeedBytes, entropy);
  RecoveryKey made{key_of(seed).public_key(), {}};
  std::uint8_t number = 1;
  for (SecretBytes& part : split(seed, count, threshold, entropy)) {
    made.shares.push_back({made.key.fingerprint(), static_cast<std::uint8_t>(threshold),
                           static_cast<std::uint8_t>(count), number++, std::move(part)});
  }
  return made;
}

Result<AgreementKey> join_recovery_key(std::span<const RecoveryShare> shares) {
  std::set<std::uint8_t> numbers;
  for (const RecoveryShare& share : shares) {
    const RecoveryShare& first = shares.front();
    if (share.key != first.key || share.threshold != first.threshold ||
        share.count != first.count) {
      return bad_share("The recovery shares are not of one key.");
    }
    numbers.insert(share.number);
  }
  if (shares.empty() || numbers.size() != shares.size() ||
      numbers.size() < shares.front().threshold) {
    return bad_share(fmt::format("{} different recovery shares are needed, and there are {}.",
                                 shares.empty() ? 2u : shares.front().threshold, numbers.size()));
  }
  AgreementKey key = key_of(join(shares));
  return key.public_key().fingerprint() == shares.front().key
             ? Result<AgreementKey>(std::move(key))
             : bad_share("The recovery shares do not give the key that they name.");
}

}  // namespace entente::crypto
