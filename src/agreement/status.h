#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/edition.h"
#include "agreement/instrument.h"
#include "agreement/profile.h"
#include "base/ids.h"
#include "base/names.h"
#include "base/result.h"
#include "base/time.h"
#include "format/fields.h"

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
  signed_,      ///< by all parties
  provisional,  ///< signed, and applied until it enters into force (C4)
  in_force,
  notice_given,          ///< in force until `lapse_at`
  in_force_conditional,  ///< in force; a dormant notice may be revived at any moment
  suspended,             ///< the agreement itself: nothing new passes, all else goes on
  lapsed,                ///< for ever
};

/// Whether new items may pass in this state: provisional, in force, under notice or conditional.
[[nodiscard]] bool exchange_in(State state);

/// Whether it is applied in this state: new items may pass, or are stopped by its suspension alone.
[[nodiscard]] bool applies_in(State state);

enum class ProtectionDuty {
  none,  ///< nothing was ever provided
  full,
  survival,  ///< applied in no reading any more: what was provided stays protected (Art. 21(4))
};

/// What the agreement is under one party's reading.
struct Reading {
  PartyCode party;
  State state = State::none;
  int term = 0;  ///< from 1; 0 before entry into force; after a lapse the last one
  std::optional<Instant> lapse_at;                ///< notice given: when; lapsed: when it did
  std::optional<CivilDate> next_notice_deadline;  ///< the last day that counts, in `zone`
  /// The first instant at which it was applied, provisionally or in force; nothing before.
  std::optional<Instant> applied_since;
  std::optional<Instant> suspended_at;  ///< when a declared suspension begins, or began
  Zone zone;

  bool operator==(const Reading&) const = default;
};

struct Reason {
  std::string article;  ///< `Art. 21(3)`, or the number of a rule: `C1`
  std::string text;
  bool operator==(const Reason&) const = default;
  static constexpr auto fields() {
    using format::field;
    return members(field("article", &Reason::article), field("text", &Reason::text));
  }
};

/// An amendment or supplement to which all parties have consented.
struct TextInEffect {
  InstrumentKind kind = InstrumentKind::amendment;
  std::string name;  ///< the id of the first proposal, or what the instruments refer to
  Instant since;     ///< the last party's consent
  std::optional<Digest> text;
  bool operator==(const TextInEffect&) const = default;
  static constexpr auto fields() {
    using format::field;
    return members(field("kind", &TextInEffect::kind), field("name", &TextInEffect::name),
                   field("since", &TextInEffect::since), field("text", &TextInEffect::text));
  }
};

struct Standing {
  std::vector<Reading> readings;  ///< in the profile's order of parties
  bool exchange_allowed = false;  ///< in every reading (I13: the stricter)
  bool access_allowed = false;    ///< to held items; after a lapse as the profile's term says
  ProtectionDuty protection_duty = ProtectionDuty::none;
  /// Items provided at or after it fall under the agreement; the first instant of all where the
  /// profile covers earlier items (C4). Nothing while the agreement was never applied.
  std::optional<Instant> covered_since;
  /// R21.4: the texts in effect, in order; an item remembers those under which it was received.
  std::vector<TextInEffect> texts;
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
[[nodiscard]] Standing status(const Editions& editions, std::span<const Instrument> instruments,
                              Instant at, Instant known_at);

/// Whether `candidate` fits the state that it meets at its own `effective_at`, in at least one
/// reading (AB22). Else `agreement.out-of-order` with what is wrong: completion before signature, a
/// second signature of one party, notice twice, withdrawal without notice, suspension after lapse,
/// an instrument about another party's notice, suspension of an agreement without that clause,
/// consent to one text twice or to another text, an id used before, a confirmation of nothing that
/// another party claims. A party that is none is
/// `agreement.unknown-party`; an authority that may not give it is `agreement.not-competent`. A
/// notice that comes too late is admitted: it is a fact, without effect on the running term.
[[nodiscard]] Status admissible(const Editions& editions, std::span<const Instrument> so_far,
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
      {provisional, "PROVISIONAL"},
      {in_force, "IN_FORCE"},
      {notice_given, "NOTICE_GIVEN"},
      {in_force_conditional, "IN_FORCE_CONDITIONAL"},
      {suspended, "SUSPENDED"},
      {lapsed, "LAPSED"}};
};
template <>
struct entente::Names<entente::agreement::ProtectionDuty> {
  using enum entente::agreement::ProtectionDuty;
  static constexpr std::pair<agreement::ProtectionDuty, std::string_view> kRows[] = {
      {none, "none"}, {full, "full"}, {survival, "survival"}};
};
