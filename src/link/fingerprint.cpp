#include <array>
#include <cctype>

#include "base/text.h"
#include "crypto/digest.h"
#include "link/errors.h"
#include "link/invite.h"

namespace entente::link {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's base32
constexpr std::size_t kGroup = 4;
constexpr std::size_t kGroups = 8;
constexpr std::size_t kCharacters = kGroup * kGroups;
constexpr std::string_view kDomain{"entente-invite-v1\0", 18};

std::string characters_of(const Digest& digest) {
  std::string text;
  unsigned pending = 0;
  int bits = 0;
  for (std::size_t i = 0; text.size() < kCharacters; ++i) {
    pending = (pending << 8 | digest.bytes[i]) & 0xfffu;
    for (bits += 8; bits >= 5; bits -= 5) {
      text += kAlphabet[(pending >> (bits - 5)) & 31u];
    }
  }
  return text;
}

/// What a person typed, in the alphabet; nothing for a character that cannot stand there.
std::optional<std::string> as_typed(std::string_view told) {
  std::string text;
  for (const char c : told) {
    if (c == ' ' || c == '-') {
      continue;
    }
    char upper = ascii_upper(c);
    upper = upper == 'O' ? '0' : (upper == 'I' || upper == 'L' ? '1' : upper);
    if (kAlphabet.find(upper) == std::string_view::npos || text.size() == kCharacters) {
      return std::nullopt;
    }
    text += upper;
  }
  return text;
}

}  // namespace

Digest fingerprint(const Invite& invite) {
  return crypto::sha256({as_bytes(kDomain), as_bytes(canonical_content(invite))});
}

std::string fingerprint_text(const Digest& fingerprint) {
  const std::string characters = characters_of(fingerprint);
  std::string text;
  for (std::size_t group = 0; group < kGroups; ++group) {
    text += group == 0 ? "" : "-";
    text += characters.substr(group * kGroup, kGroup);
  }
  return text;
}

Status check_fingerprint(const Invite& invite, std::string_view told) {
  const std::optional<std::string> typed = as_typed(told);
  if (!typed || *typed != characters_of(fingerprint(invite))) {
    return Error(kInviteFingerprint,
                 "The fingerprint is not that of this invitation, or was not given whole.");
  }
  return {};
}

}  // namespace entente::link
