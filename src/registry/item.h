#pragma once

#include <optional>
#include <string>
#include <vector>

#include "registry/table.h"

namespace entente::registry {

/// Where an item is in its life. The order is that of the receipt ladder (R12.2).
enum class Stage {
  unknown,
  released,
  dispatched,
  arrived,
  received,
  registered,
  returned,
  destroyed
};

/// A consent in the life of one item: asked, granted, revoked, used (I4).
struct Consent {
  using Partial = void;
  ActId request;
  act::ConsentKind kind = act::ConsentKind::third_party;
  std::string recipient;
  Name purpose;
  bool granted = false;
  bool revoked = false;
  std::optional<CivilDate> until;
  std::uint64_t uses_allowed = 0;
  std::uint64_t uses = 0;
  std::vector<PartyCode> concurring;  ///< others than the originating party (a quorum's)
  std::vector<PartyCode> objecting;   ///< for good
  static constexpr auto fields() {
    using format::field;
    return members(field("request", &Consent::request), field("kind", &Consent::kind),
                   field("recipient", &Consent::recipient), field("purpose", &Consent::purpose),
                   field("granted", &Consent::granted), field("revoked", &Consent::revoked),
                   field("until", &Consent::until), field("uses_allowed", &Consent::uses_allowed),
                   field("uses", &Consent::uses), field("concurring", &Consent::concurring),
                   field("objecting", &Consent::objecting));
  }
};

/// R6.7: a change of classification, and whether the receiving party has followed.
struct Reclassification {
  using Partial = void;
  ActId id;
  Name marking;
  std::string marking_text;
  Instant at;
  std::optional<Instant> followed_at;
  static constexpr auto fields() {
    using format::field;
    return members(field("id", &Reclassification::id), field("marking", &Reclassification::marking),
                   field("marking_text", &Reclassification::marking_text),
                   field("at", &Reclassification::at),
                   field("followed_at", &Reclassification::followed_at));
  }
};

/// One controlled item as both parties know it. Originator, original marking and object never
/// change once they are there (I2).
struct Item {
  using Partial = void;
  // What every decision about an item reads stands together, at the beginning.
  Stage stage = Stage::unknown;
  std::optional<CivilDate> expires;
  PartyCode receiving_party;
  Name own_marking;  ///< the receiving party's equivalent
  Name purpose;
  std::vector<Reclassification> reclassifications;  ///< in order; the newest one governs
  std::vector<Consent> consents;
  PartyCode originating_party;
  Name marking;
  Name recipient_authority;
  std::string title;
  act::Form form = act::Form::document;
  std::string marking_text;
  std::optional<Instant> released_at;
  std::optional<act::ObjectRef> object;
  Name channel;
  Name registration;
  std::optional<Instant> dispatched_at;
  std::optional<Instant> arrived_at;   ///< package receipt
  std::optional<Instant> received_at;  ///< content receipt
  Name register_number;
  std::string own_marking_text;
  std::string marking_reason;
  std::optional<Instant> marked_at;  ///< when the own marking was put on
  std::vector<std::string> transferred_to;
  std::optional<Instant> ended_at;    ///< returned or destroyed
  std::optional<act::Origin> origin;  ///< where its originating party here holds it from
  std::optional<std::string> rights_owner;
  std::optional<std::uint64_t> max_openings;
  static constexpr auto fields() {
    using format::field;
    return members(
        field("stage", &Item::stage), field("originating_party", &Item::originating_party),
        field("receiving_party", &Item::receiving_party),
        field("recipient_authority", &Item::recipient_authority), field("title", &Item::title),
        field("form", &Item::form), field("marking_text", &Item::marking_text),
        field("marking", &Item::marking), field("purpose", &Item::purpose),
        field("released_at", &Item::released_at), field("expires", &Item::expires),
        field("object", &Item::object), field("channel", &Item::channel),
        field("registration", &Item::registration), field("dispatched_at", &Item::dispatched_at),
        field("arrived_at", &Item::arrived_at), field("received_at", &Item::received_at),
        field("register_number", &Item::register_number), field("own_marking", &Item::own_marking),
        field("own_marking_text", &Item::own_marking_text),
        field("marking_reason", &Item::marking_reason), field("marked_at", &Item::marked_at),
        field("reclassifications", &Item::reclassifications), field("consents", &Item::consents),
        field("transferred_to", &Item::transferred_to), field("ended_at", &Item::ended_at),
        field("origin", &Item::origin), field("rights_owner", &Item::rights_owner),
        field("max_openings", &Item::max_openings));
  }

  void apply(const Trace& trace, const act::ItemRelease& body);
  void apply(const Trace& trace, const act::ItemDispatch& body);
  void apply(const Trace& trace, const act::ItemPackageReceipt& body);
  void apply(const Trace& trace, const act::ItemContentReceipt& body);
  void apply(const Trace& trace, const act::ItemRegister& body);
  void apply(const Trace& trace, const act::ItemReclassify& body);
  void apply(const Trace& trace, const act::ItemRemark& body);
  void apply(const Trace& trace, const act::ItemReturn& body);
  void apply(const Trace& trace, const act::ItemDestroy& body);
  void apply(const Trace& trace, const act::ConsentRequest& body);
  void apply(const Trace& trace, const act::ConsentGrant& body);
  void apply(const Trace& trace, const act::ConsentRevoke& body);
  void apply(const Trace& trace, const act::ConsentConcur& body);
  void apply(const Trace& trace, const act::ConsentObject& body);
  void apply(const Trace& trace, const act::ItemTransfer& body);

  [[nodiscard]] const Consent* consent(const ActId& request) const;
  [[nodiscard]] const Reclassification* reclassification(const ActId& act) const;
  /// Whose information it is, however many hands it went through.
  [[nodiscard]] const PartyCode& originator() const {
    return origin ? origin->originating_party : originating_party;
  }
  /// R4.1: the marking that `originator` gave it, as that party wrote it.
  [[nodiscard]] const std::string& original_marking_text() const {
    return origin ? origin->marking_text : marking_text;
  }
  /// The originating party's marking as it governs now; the original one stays in `marking`.
  [[nodiscard]] const Name& current_marking() const {
    return reclassifications.empty() ? marking : reclassifications.back().marking;
  }
  /// Held by the receiving party: arrived and neither returned nor destroyed.
  [[nodiscard]] bool held() const {
    return stage == Stage::arrived || stage == Stage::received || stage == Stage::registered;
  }
  /// I6: who answers for it now: the originating party until the package receipt (Art. 9), and
  /// again after a return.
  [[nodiscard]] const PartyCode& responsible_party() const {
    return held() || stage == Stage::destroyed ? receiving_party : originating_party;
  }
};

}  // namespace entente::registry

template <>
struct entente::Names<entente::registry::Stage> {
  using S = registry::Stage;
  static constexpr std::pair<S, std::string_view> kRows[] = {
      {S::unknown, "unknown"},   {S::released, "released"},  {S::dispatched, "dispatched"},
      {S::arrived, "arrived"},   {S::received, "received"},  {S::registered, "registered"},
      {S::returned, "returned"}, {S::destroyed, "destroyed"}};
};
