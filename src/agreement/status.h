#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/instrument.h"
#include "agreement/profile.h"
#include "base/ids.h"
#include "base/names.h"
#include "base/result.h"
#include "base/time.h"

/// Status is a function of instruments and time under each party's reading (C1, R21.1); renewal
/// and lapse are computed, never recorded. Pure functions; thread-safe.
namespace entente::agreement {

enum class State {
  none,
  draft,
  abandoned,
  negotiating,
  initialled,
  approved_by_one,
  signed_,  ///< by all parties
  in_force,
  notice_given,          ///< in force until `lapse_at`
  in_force_conditional,  ///< in force; a dormant notice may be revived at any moment
  lapsed,                ///< for ever
};

/// Whether new items may pass in this state: in force, under notice or conditional.
[[nodiscard]] bool exchange_in(State state);

enum class ProtectionDuty {
  none,  ///< nothing was ever provided
  full,
  survival,  ///< after lapse in every reading: what was provided stays protected (Art. 21(4))
};

/// What the agreement is under one party's reading.
struct Reading {
  PartyCode party;
  State state = State::none;
  int term = 0;  ///< from 1; 0 before entry into force; after a lapse the last one
  std::optional<Instant> lapse_at;                ///< notice given: when; lapsed: when it did
  std::optional<CivilDate> next_notice_deadline;  ///< the last day that counts, in `zone`
  Zone zone;

  bool operator==(const Reading&) const = default;
};

struct Reason {
  std::string_view article;  ///< `Art. 21(3)`, or the number of a rule: `C1`
  std::string text;
  bool operator==(const Reason&) const = default;
};

struct Standing {
  std::vector<Reading> readings;  ///< in the profile's order of parties
  bool exchange_allowed = false;  ///< in every reading (I13: the stricter)
  bool access_allowed = false;    ///< to held items; after a lapse as the profile's term says
  ProtectionDuty protection_duty = ProtectionDuty::none;
  bool in_dispute = false;  ///< the readings differ in state or end: a dispute record is due (I13)
  std::vector<Reason> why;
  /// The first later instant at which the answer could change without a new instrument. An answer
  /// given for `at` holds for all instants from `at` to before this one.
  Instant valid_until;

  [[nodiscard]] const Reading* reading_of(const PartyCode& party) const;  ///< null if no party
};

/// The standing at `at`, from the instruments known at `known_at`. Total: instruments that do not
/// fit the state they meet have no effect and are named in `why`; their order in the span and
/// repeated ids do not matter.
[[nodiscard]] Standing status(const Profile& profile, std::span<const Instrument> instruments,
                              Instant at, Instant known_at);

/// Whether `candidate` fits the state that it meets at its own `effective_at`, in at least one
/// reading (AB22). Else `agreement.out-of-order` with what is wrong: completion before signature, a
/// second signature of one party, notice twice, withdrawal without notice, suspension after lapse,
/// an instrument about another party's notice, an id used before. A party that is none is
/// `agreement.unknown-party`. A notice that comes too late is admitted: it is a fact, without
/// effect on the running term.
[[nodiscard]] Status admissible(const Profile& profile, std::span<const Instrument> so_far,
                                const Instrument& candidate);

}  // namespace entente::agreement

template <>
struct entente::Names<entente::agreement::State> {
  using enum entente::agreement::State;
  static constexpr std::pair<agreement::State, std::string_view> kRows[] = {
      {none, "NONE"},
      {draft, "DRAFT"},
      {abandoned, "ABANDONED"},
      {negotiating, "NEGOTIATING"},
      {initialled, "INITIALLED"},
      {approved_by_one, "APPROVED_BY_ONE"},
      {signed_, "SIGNED"},
      {in_force, "IN_FORCE"},
      {notice_given, "NOTICE_GIVEN"},
      {in_force_conditional, "IN_FORCE_CONDITIONAL"},
      {lapsed, "LAPSED"}};
};
template <>
struct entente::Names<entente::agreement::ProtectionDuty> {
  using enum entente::agreement::ProtectionDuty;
  static constexpr std::pair<agreement::ProtectionDuty, std::string_view> kRows[] = {
      {none, "none"}, {full, "full"}, {survival, "survival"}};
};
