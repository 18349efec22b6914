#include "label/us_vocabulary.h"

#include <algorithm>

#include "base/invariant.h"

namespace entente::label {
namespace {

constexpr UsLevel kUsLevels[] = {
    {"UNCLASSIFIED", "U"}, {"RESTRICTED", "R"},  {"CONFIDENTIAL", "C"},
    {"SECRET", "S"},       {"TOP SECRET", "TS"},
};

constexpr NatoMark kNatoMarks[] = {
    {"NU", "UNCLASSIFIED", ""},         {"NR", "RESTRICTED", ""},
    {"NC", "CONFIDENTIAL", ""},         {"NS", "SECRET", ""},
    {"CTS", "TOP SECRET", ""},          {"NCA", "CONFIDENTIAL", "ATOMAL"},
    {"NSAT", "SECRET", "ATOMAL"},       {"CTSA", "TOP SECRET", "ATOMAL"},
    {"CTS-B", "TOP SECRET", "BOHEMIA"}, {"CTS-BALK", "TOP SECRET", "BALK"},
};

constexpr std::string_view kNatoQualifiers[] = {"ATOMAL", "BALK", "BOHEMIA"};

constexpr auto kDissemination = UsCategory::dissemination;
constexpr auto kNonIc = UsCategory::non_ic;
constexpr UsControlWords kUsControls[] = {
    {UsControl::rsen, kDissemination, "RS", "RSEN", "RISK SENSITIVE"},
    {UsControl::fouo, kDissemination, "FOUO", "FOUO", "FOR OFFICIAL USE ONLY"},
    {UsControl::orcon, kDissemination, "OC", "ORCON", "ORIGINATOR CONTROLLED"},
    {UsControl::imcon, kDissemination, "IMC", "IMCON", "CONTROLLED IMAGERY"},
    {UsControl::noforn, kDissemination, "NF", "NOFORN", "NOT RELEASABLE TO FOREIGN NATIONALS"},
    {UsControl::propin, kDissemination, "PR", "PROPIN", "CAUTION-PROPRIETARY INFORMATION INVOLVED"},
    {UsControl::relido, kDissemination, "RELIDO", "RELIDO",
     "RELEASABLE BY INFORMATION DISCLOSURE OFFICIAL"},
    {UsControl::dea_sensitive, kDissemination, "DSEN", "DEA SENSITIVE",
     "DRUG ENFORCEMENT ADMINISTRATION SENSITIVE"},
    {UsControl::fisa, kDissemination, "FISA", "FISA", "FOREIGN INTELLIGENCE SURVEILLANCE ACT"},
    {UsControl::waived, kDissemination, "WAIVED", "WAIVED", "WAIVED"},
    {UsControl::limdis, kNonIc, "DS", "LIMDIS", "LIMITED DISTRIBUTION"},
    {UsControl::exdis, kNonIc, "XD", "EXDIS", "EXCLUSIVE DISTRIBUTION"},
    {UsControl::nodis, kNonIc, "ND", "NODIS", "NO DISTRIBUTION"},
    {UsControl::sbu, kNonIc, "SBU", "SBU", "SENSITIVE BUT UNCLASSIFIED"},
    {UsControl::sbu_noforn, kNonIc, "SBU-NF", "SBU NOFORN", "SENSITIVE BUT UNCLASSIFIED NOFORN"},
    {UsControl::les, kNonIc, "LES", "LES", "LAW ENFORCEMENT SENSITIVE"},
    {UsControl::les_noforn, kNonIc, "LES-NF", "LES NOFORN", "LAW ENFORCEMENT SENSITIVE NOFORN"},
    {UsControl::ssi, kNonIc, "SSI", "SSI", "SENSITIVE SECURITY INFORMATION"},
};

constexpr AtomicWords kAtomicWords[] = {
    {AtomicKind::rd, "RD", "RD", "RESTRICTED DATA"},
    {AtomicKind::frd, "FRD", "FRD", "FORMERLY RESTRICTED DATA"},
    {AtomicKind::tfni, "TFNI", "TFNI", "TRANSCLASSIFIED FOREIGN NUCLEAR INFORMATION"},
    {AtomicKind::dod_ucni, "DCNI", "DOD UCNI", "DOD UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION"},
    {AtomicKind::doe_ucni, "UCNI", "DOE UCNI", "DOE UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION"},
};

constexpr std::string_view kPublishedSci[] = {"HCS", "KDK", "KLONDIKE",       "RSV",   "RESERVE",
                                              "SI",  "TK",  "TALENT KEYHOLE", "COMINT"};

template <class Table, class Matches>
auto in_table(const Table& table, const Matches& matches) -> decltype(std::begin(table)) {
  const auto found = std::find_if(std::begin(table), std::end(table), matches);
  return found == std::end(table) ? nullptr : found;
}

}  // namespace

std::span<const UsLevel> us_levels() { return kUsLevels; }

std::optional<std::size_t> us_level(std::string_view word) {
  const auto* found = in_table(
      kUsLevels, [&](const UsLevel& each) { return each.name == word || each.portion == word; });
  return found == nullptr ? std::nullopt
                          : std::optional(static_cast<std::size_t>(found - std::begin(kUsLevels)));
}

std::span<const NatoMark> nato_marks() { return kNatoMarks; }

bool is_nato_qualifier(std::string_view word) {
  return in_table(kNatoQualifiers, [&](std::string_view each) { return each == word; }) != nullptr;
}

std::span<const UsControlWords> us_controls() { return kUsControls; }

const UsControlWords* find_us_control(std::string_view word) {
  return in_table(kUsControls, [&](const UsControlWords& each) {
    return each.portion == word || each.banner == word || each.title == word;
  });
}

const UsControlWords& words_of(UsControl control) {
  const auto* found =
      in_table(kUsControls, [&](const UsControlWords& each) { return each.control == control; });
  ENTENTE_INVARIANT(found != nullptr);
  return *found;
}

const AtomicWords* find_atomic(std::string_view word) {
  return in_table(kAtomicWords, [&](const AtomicWords& each) {
    return each.portion == word || each.banner == word || each.title == word;
  });
}

const AtomicWords& words_of(AtomicKind kind) {
  const auto* found =
      in_table(kAtomicWords, [&](const AtomicWords& each) { return each.kind == kind; });
  ENTENTE_INVARIANT(found != nullptr);
  return *found;
}

bool is_published_sci(std::string_view control) {
  return in_table(kPublishedSci, [&](std::string_view each) { return each == control; }) != nullptr;
}

}  // namespace entente::label
