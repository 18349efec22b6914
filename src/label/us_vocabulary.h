#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// The words of United States marking lines (DoDM 5200.01 vol. 2, Encl. 4; the abbreviations of
/// NATO's levels as IC-ISM has them), as tables. Words compare octet by octet: no look-alike of
/// another script is ever taken for one.
namespace entente::label {

inline constexpr std::string_view kUsaCode = "USA";
/// A state's code has three letters, a group's four.
inline constexpr std::size_t kTrigraphLetters = 3;

/// The categories of a line, in the order in which they stand.
enum class UsCategory { classification, sci, sar, atomic, fgi, dissemination, non_ic };

/// A level and its portion mark, lowest first.
struct UsLevel {
  std::string_view name;
  std::string_view portion;
};
[[nodiscard]] std::span<const UsLevel> us_levels();
/// Which of `us_levels` a word is, in either spelling.
[[nodiscard]] std::optional<std::size_t> us_level(std::string_view word);

/// A portion mark that stands for NATO, a level and a qualifier together.
struct NatoMark {
  std::string_view portion;
  std::string_view level;
  std::string_view qualifier;
};
[[nodiscard]] std::span<const NatoMark> nato_marks();
[[nodiscard]] bool is_nato_qualifier(std::string_view word);

/// Dissemination controls, and after them the markings that are not of the intelligence community.
enum class UsControl : std::uint8_t {
  rsen,
  fouo,
  orcon,
  imcon,
  noforn,
  propin,
  relido,
  dea_sensitive,
  fisa,
  waived,
  limdis,
  exdis,
  nodis,
  sbu,
  sbu_noforn,
  les,
  les_noforn,
  ssi,
};

struct UsControlWords {
  UsControl control;
  UsCategory category;
  std::string_view portion;
  std::string_view banner;
  std::string_view title;  ///< also stands in a banner
};
/// In the order in which they are written.
[[nodiscard]] std::span<const UsControlWords> us_controls();
[[nodiscard]] const UsControlWords* find_us_control(std::string_view word);
[[nodiscard]] const UsControlWords& words_of(UsControl control);

enum class AtomicKind { rd, frd, tfni, dod_ucni, doe_ucni };
struct AtomicWords {
  AtomicKind kind;
  std::string_view portion;
  std::string_view banner;
  std::string_view title;
};
[[nodiscard]] const AtomicWords* find_atomic(std::string_view word);
[[nodiscard]] const AtomicWords& words_of(AtomicKind kind);

/// Whether an SCI control system of that name is published; others are read, and named.
[[nodiscard]] bool is_published_sci(std::string_view control);

}  // namespace entente::label
