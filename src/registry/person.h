#pragma once

#include <optional>
#include <string>
#include <vector>

#include "act/body.h"
#include "registry/trace.h"

/// The register of persons and their clearances, with what both were at any time: an entry ends, it
/// is never deleted (R6.5).
namespace entente::registry {

/// From an instant to the one before which it ended, or to this day.
struct Span {
  Instant from;
  std::optional<Instant> until;
  static constexpr auto fields() {
    using format::field;
    return members(field("from", &Span::from), field("until", &Span::until));
  }
  [[nodiscard]] bool covers(Instant at) const { return from <= at && (!until || at < *until); }
};

struct ClearanceOf {
  std::vector<Name> levels;
  CivilDate from;
  CivilDate until;  ///< the last day that counts, in `zone`
  Zone zone;
  Span known;                     ///< granted, and replaced or revoked
  std::vector<Span> suspensions;  ///< in order; the last one may last
  static constexpr auto fields() {
    using format::field;
    return members(field("levels", &ClearanceOf::levels), field("from", &ClearanceOf::from),
                   field("until", &ClearanceOf::until), field("zone", &ClearanceOf::zone),
                   field("known", &ClearanceOf::known),
                   field("suspensions", &ClearanceOf::suspensions));
  }
  [[nodiscard]] bool suspended() const { return !suspensions.empty() && !suspensions.back().until; }
  /// Counts at `at`, by its own days and by what was on record then.
  [[nodiscard]] bool counted(Instant at) const;
};

/// A stay on the register of one facility.
struct RegisterEntry {
  Name facility;
  std::vector<act::Role> roles;
  Span stay;
  std::optional<Name> contractor;
  static constexpr auto fields() {
    using format::field;
    return members(field("facility", &RegisterEntry::facility),
                   field("roles", &RegisterEntry::roles), field("stay", &RegisterEntry::stay),
                   field("contractor", &RegisterEntry::contractor));
  }
};

/// R6.5, R7.1: a person on a facility's register. Rank is not among the fields (I8).
struct Person {
  using Partial = void;
  PersonId person;
  std::string name;
  Name facility;  ///< of the newest entry, as roles and contractor
  std::vector<act::Role> roles;
  std::optional<Name> contractor;
  std::optional<ClearanceOf> clearance;
  std::vector<RegisterEntry> entries;        ///< in order; at most the last one lasts
  std::vector<ClearanceOf> past_clearances;  ///< replaced or revoked, in order
  std::optional<ActId> left_by;              ///< of one who has left
  static constexpr auto fields() {
    using format::field;
    return members(field("person", &Person::person), field("name", &Person::name),
                   field("facility", &Person::facility), field("roles", &Person::roles),
                   field("contractor", &Person::contractor), field("clearance", &Person::clearance),
                   field("entries", &Person::entries),
                   field("past_clearances", &Person::past_clearances),
                   field("left_by", &Person::left_by));
  }
  void apply(const Trace& trace, const act::PersonEnrol& body);
  void apply(const Trace& trace, const act::PersonLeave& body);
  void apply(const Trace& trace, const act::ClearanceGrant& body);
  void apply(const Trace& trace, const act::ClearanceRevoke& body);
  void apply(const Trace& trace, const act::ClearanceSuspend& body);
  void apply(const Trace& trace, const act::ClearanceResume& body);

  [[nodiscard]] bool on_register() const { return !entries.empty() && !entries.back().stay.until; }
  [[nodiscard]] bool has(act::Role role) const;
  /// The person was erased; this id stands in its place.
  [[nodiscard]] bool erased() const;
  /// A clearance for `level` that counts at `now` in the clearance's own zone.
  [[nodiscard]] bool cleared_for(const Name& level, Instant now) const;

  /// The entry as it was at `at`; null if there was none.
  [[nodiscard]] const RegisterEntry* entry_at(Instant at) const;
  /// The clearance that counted at `at`; null if none did.
  [[nodiscard]] const ClearanceOf* clearance_at(Instant at) const;

 private:
  void end_clearance(Instant at);
};

/// What stands in the place of somebody who left by that act and was erased.
[[nodiscard]] PersonId erased_person(const ActId& left_by);

}  // namespace entente::registry
