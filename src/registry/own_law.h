#pragma once

#include <optional>
#include <string>
#include <vector>

#include "act/body.h"
#include "registry/trace.h"

/// What a house keeps of laws: its own on top of an agreement, and what it has heard of others'.
namespace entente::registry {

/// R1.1: the overlay of the party's own law that governs under one agreement.
struct Overlay {
  using Partial = void;
  PartyCode party;
  Name overlay;
  std::string version;
  Digest text;
  std::optional<Instant> since;  ///< nothing: none was ever adopted
  static constexpr auto fields() {
    using format::field;
    return members(field("party", &Overlay::party), field("overlay", &Overlay::overlay),
                   field("version", &Overlay::version), field("text", &Overlay::text),
                   field("since", &Overlay::since));
  }
  void apply(const Trace& trace, const act::OverlayAdopt& body);
};

/// R3.1: a change at another party that the house has heard of. Whether that party has told it
/// meanwhile is a question to the shared records.
struct KnownChange {
  using Partial = void;
  AgreementId agreement;
  PartyCode party;
  act::ChangeOf of = act::ChangeOf::law;
  Name code;
  std::string text;
  std::string source;
  std::optional<Instant> learned_at;
  std::optional<Instant> dismissed_at;
  std::string reason;  ///< of the dismissal
  static constexpr auto fields() {
    using format::field;
    return members(field("agreement", &KnownChange::agreement), field("party", &KnownChange::party),
                   field("of", &KnownChange::of), field("code", &KnownChange::code),
                   field("text", &KnownChange::text), field("source", &KnownChange::source),
                   field("learned_at", &KnownChange::learned_at),
                   field("dismissed_at", &KnownChange::dismissed_at),
                   field("reason", &KnownChange::reason));
  }
  void apply(const Trace& trace, const act::ChangeLearn& body);
  void apply(const Trace& trace, const act::ChangeDismiss& body);
};

}  // namespace entente::registry
