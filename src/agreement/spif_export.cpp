#include "agreement/spif_export.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace entente::agreement {
namespace {

constexpr std::int64_t kMarkingsOfALevel = 1000;
constexpr std::string_view kPrivilegeId = "2.16.840.1.101.2.1.8.3";

/// 16 bytes as one decimal number.
std::string decimal(BytesView bytes) {
  std::string digits = "0";
  for (const std::uint8_t byte : bytes.first(16)) {
    unsigned carry = byte;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
      carry += static_cast<unsigned>(*digit - '0') * 256;
      *digit = static_cast<char>('0' + carry % 10);
      carry /= 10;
    }
    for (; carry > 0; carry /= 10) {
      digits.insert(digits.begin(), static_cast<char>('0' + carry % 10));
    }
  }
  return digits;
}

/// A value by the marking's place in its scheme: both sides' files name the same.
label::Lacv value_of(const label::MarkingScheme& scheme, const Name& code) {
  const auto all = scheme.markings();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const label::Marking& each) { return each.code == code; });
  return std::to_string(found - all.begin() + 1);
}

std::vector<label::EquivalentClassification> equivalents(const Profile& profile,
                                                         const label::Marking& marking,
                                                         CivilDate on) {
  std::vector<label::EquivalentClassification> found;
  for (const label::MarkingScheme& other : profile.equivalence().schemes()) {
    if (other.party() == marking.party) {
      continue;
    }
    const label::EquivalenceAnswer answer =
        profile.equivalence().lookup_code(marking.party, marking.code, other.party(), on);
    const bool one = answer.outcome == label::Outcome::mapped;
    if (!one && answer.outcome != label::Outcome::choice) {
      continue;
    }
    for (const label::Marking* target : answer.targets) {
      found.push_back({other.party().text(),
                       value_of(other, target->code),
                       one ? label::Applied::both : label::Applied::decrypt,
                       {}});
    }
  }
  return found;
}

}  // namespace

label::PolicyName policy_of(const Profile& profile, const PartyCode& party) {
  const Digest digest =
      crypto::sha256({profile.digest().view(), as_bytes(std::string_view(party.text()))});
  return {party.text(), "2.25." + decimal(digest.view())};
}

label::Spif spif_of(const Profile& profile, const PartyCode& party, CivilDate on) {
  const label::MarkingScheme* scheme = profile.equivalence().scheme(party);
  ENTENTE_INVARIANT(scheme != nullptr);
  label::Spif spif;
  spif.schema_version = "2.1";
  spif.policy = policy_of(profile, party);
  std::int64_t place = 0;
  for (const label::Marking& marking : scheme->markings()) {
    label::SpifClassification level;
    level.name = marking.code.text();
    level.lacv = value_of(*scheme, marking.code);
    level.hierarchy = scheme->level_of(marking).rank * kMarkingsOfALevel + place++;
    level.equivalents = equivalents(profile, marking, on);
    using enum label::MarkingCode;
    level.markings.push_back(
        {marking.text, {}, {page_top_bottom, document_start, portion_marking}});
    spif.classifications.push_back(std::move(level));
  }
  for (const label::MarkingScheme& other : profile.equivalence().schemes()) {
    if (other.party() != party) {
      spif.equivalent_policies.push_back({policy_of(profile, other.party()), {}});
    }
  }
  // What is printed is the marking alone: the agreement's templates add who owns it.
  spif.markings.push_back({std::string(), {}, {label::MarkingCode::replace_policy}});
  return spif;
}

label::SpifHeader spif_header(const Profile& profile, const PartyCode& party, Instant at) {
  const CivilDate day = at.date_in(kUtc);
  const std::int64_t second = (at.ms() - Instant::start_of(day, kUtc).ms()) / kMsPerSecond;
  const Party* who = profile.party(party);
  return {fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}Z", day.year(), day.month(), day.day(),
                      second / 3600, second / 60 % 60, second % 60),
          fmt::format("CN={},O={}", profile.id().text(),
                      who == nullptr ? std::string_view(party.text()) : text_in(who->names, "en")),
          to_hex(profile.digest().view().first(8)), std::string(kPrivilegeId),
          std::string(kPrivilegeId)};
}

}  // namespace entente::agreement
