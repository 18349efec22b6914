#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/names.h"
#include "base/time.h"
#include "format/fields.h"

namespace entente::agreement {

/// What an instrument does (C2). Only those down to `replacement` move the status (I12);
/// amendments and supplements change the text, milestones the label before signature, statements
/// nothing.
enum class InstrumentKind {
  signature,
  completion_notice,      ///< this party's legal requirements are met (Art. 21(1))
  termination_notice,     ///< Art. 21(3)
  notice_suspension,      ///< of a notice's effect, by the party that gave it; conditional
  notice_revival,         ///< the suspended notice takes effect again
  notice_withdrawal,      ///< the notice is void
  suspension_withdrawal,  ///< of the suspension alone: an unwithdrawn notice has effect again
  agreement_suspension,   ///< of the agreement itself, where its profile has that clause
  agreement_resumption,   ///< by the party that suspended it
  replacement,            ///< a newer agreement takes its place; by all parties (C4)
  amendment,              ///< Art. 21(2): consent to a text; in effect with the last party's
  supplement,             ///< Art. 5; as an amendment
  review,                 ///< a party has reviewed the agreement, as its profile demands
  confirmation,           ///< of the day that another party's instrument claims (R21.1)
  milestone,              ///< something on the way to signature
  statement,              ///< political: recorded, without effect (C3)
};

/// What a milestone before signature is.
enum class Milestone {
  draft_approved,   ///< of an earlier draft
  draft_abandoned,  ///< the signature of an earlier draft was called off
  negotiation_resumed,
  initialled,
  domestic_approval,
  other,  ///< promulgation and the like: changes no label
};

/// One instrument, as it was recorded. A value; its order among others follows from its content
/// alone, never from the order in which it was learnt.
struct Instrument {
  using Partial = void;
  InstrumentKind kind = InstrumentKind::statement;
  PartyCode by;
  PartyCode to;          ///< empty where it is addressed to all
  Instant effective_at;  ///< when it was done: handed over, signed, announced
  /// The earlier time at which its party says that it was done, where it was recorded late. It
  /// counts as soon as every other party has confirmed it; until then `effective_at` does.
  std::optional<Instant> claimed_at;
  Instant known_at;  ///< when this node learnt of it; not before `effective_at`
  std::string id;    ///< unique within an agreement
  /// The notice or suspension that it speaks about; the text that an amendment or supplement
  /// consents to (empty: proposes, under its own id); the newer agreement of a replacement; the
  /// instrument that is confirmed.
  std::string refers_to;
  std::optional<Digest> text;  ///< of an amendment or supplement: SHA-256 of its exact bytes
  Milestone milestone = Milestone::other;
  std::optional<Name> authority;  ///< of its party, by which it is given; nothing: not said
  static constexpr auto fields() {
    using format::field;
    return members(field("kind", &Instrument::kind), field("by", &Instrument::by),
                   field("to", &Instrument::to), field("effective_at", &Instrument::effective_at),
                   field("claimed_at", &Instrument::claimed_at),
                   field("known_at", &Instrument::known_at), field("id", &Instrument::id),
                   field("refers_to", &Instrument::refers_to), field("text", &Instrument::text),
                   field("milestone", &Instrument::milestone),
                   field("authority", &Instrument::authority));
  }
};

/// The canonical order: effective instant, then kind in the order above, then party and id. Two
/// nodes with the same set have the same order.
[[nodiscard]] bool canonically_before(const Instrument& a, const Instrument& b);

/// What was known at `known_at`, each with the time at which it counted then: the claimed one where
/// every other of `parties` had confirmed it, else that of its recording. Pure.
[[nodiscard]] std::vector<Instrument> as_known(std::span<const Instrument> instruments,
                                               std::span<const PartyCode> parties,
                                               Instant known_at);

/// The article, or the number of the rule, by which an instrument of this kind has effect.
[[nodiscard]] std::string_view article_of(InstrumentKind kind);

}  // namespace entente::agreement

template <>
struct entente::Names<entente::agreement::InstrumentKind> {
  using enum entente::agreement::InstrumentKind;
  static constexpr std::pair<agreement::InstrumentKind, std::string_view> kRows[] = {
      {signature, "signature"},
      {completion_notice, "completion-notice"},
      {termination_notice, "termination-notice"},
      {notice_suspension, "notice-suspension"},
      {notice_revival, "notice-revival"},
      {notice_withdrawal, "notice-withdrawal"},
      {suspension_withdrawal, "suspension-withdrawal"},
      {agreement_suspension, "agreement-suspension"},
      {agreement_resumption, "agreement-resumption"},
      {replacement, "replacement"},
      {amendment, "amendment"},
      {supplement, "supplement"},
      {review, "review"},
      {confirmation, "confirmation"},
      {milestone, "milestone"},
      {statement, "statement"}};
};
template <>
struct entente::Names<entente::agreement::Milestone> {
  using enum entente::agreement::Milestone;
  static constexpr std::pair<agreement::Milestone, std::string_view> kRows[] = {
      {draft_approved, "draft-approved"},           {draft_abandoned, "draft-abandoned"},
      {negotiation_resumed, "negotiation-resumed"}, {initialled, "initialled"},
      {domestic_approval, "domestic-approval"},     {other, "other"}};
};
