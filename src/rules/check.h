#pragma once

#include <string_view>

#include "agreement/quorum.h"
#include "rules/decision.h"
#include "rules/view.h"

/// The checks of `decide`, one overload per act type, one file per family; and what several of
/// them ask.
namespace entente::rules {

/// The parties of one check. `own` is true for this node's own drafts: only then can its people be
/// asked about.
struct Case {
  const StateView& view;
  const PartyCode& issuer;
  [[nodiscard]] bool own() const { return issuer == view.self; }
  [[nodiscard]] const AgreementView& agreement() const { return *view.agreement; }
  /// The item, or null.
  [[nodiscard]] const registry::Item* item(const ItemId& id) const {
    return view.agreement->shared.item(id);
  }
  /// The same, or one that this party enrolled under the agreement and keeps to itself: for what
  /// the house alone decides.
  [[nodiscard]] const registry::Item* held_item(const ItemId& id) const;
  /// Today where `party` counts its days.
  [[nodiscard]] CivilDate today(const PartyCode& party) const;
};

// lifecycle.cpp
Decision check(const Case& c, const act::AgreementSign& body);
Decision check(const Case& c, const act::AgreementNotify& body);
Decision check(const Case& c, const act::AgreementNotice& body);
Decision check(const Case& c, const act::AgreementSuspendNotice& body);
Decision check(const Case& c, const act::AgreementReviveNotice& body);
Decision check(const Case& c, const act::AgreementWithdrawNotice& body);
Decision check(const Case& c, const act::AgreementWithdrawSuspension& body);
Decision check(const Case& c, const act::AgreementAmend& body);
Decision check(const Case& c, const act::AgreementSupplement& body);
Decision check(const Case& c, const act::AgreementSuspend& body);
Decision check(const Case& c, const act::AgreementResume& body);
Decision check(const Case& c, const act::AgreementReplace& body);
Decision check(const Case& c, const act::AgreementReview& body);
Decision check(const Case& c, const act::AgreementConfirm& body);
Decision check(const Case& c, const act::AgreementHold& body);
Decision check(const Case& c, const act::AgreementUnhold& body);

// declaration.cpp
Decision check(const Case& c, const act::AuthorityNotify& body);
Decision check(const Case& c, const act::SystemAccredit& body);
Decision check(const Case& c, const act::AssuranceGive& body);
Decision check(const Case& c, const act::IncidentReport& body);
Decision check(const Case& c, const act::IncidentAcknowledge& body);
Decision check(const Case& c, const act::IncidentResults& body);
Decision check(const Case& c, const act::LawNotify& body);
Decision check(const Case& c, const act::LawAcknowledge& body);
Decision check(const Case& c, const act::VerdictRefuse& body);
Decision check(const Case& c, const act::KeyAnnounce& body);
Decision check(const Case& c, const act::LedgerRecover& body);
Decision check(const Case& c, const act::LedgerAcceptRecovery& body);

// release.cpp
Decision check(const Case& c, const act::ItemRelease& body);
Decision check(const Case& c, const act::ItemDispatch& body);

// custody.cpp
Decision check(const Case& c, const act::ItemPackageReceipt& body);
Decision check(const Case& c, const act::ItemContentReceipt& body);
Decision check(const Case& c, const act::ItemRegister& body);
Decision check(const Case& c, const act::ItemReclassify& body);
Decision check(const Case& c, const act::ItemRemark& body);
Decision check(const Case& c, const act::ItemReturn& body);
Decision check(const Case& c, const act::ItemDestroy& body);

/// R13.1: by a method that the agreement lists, by two persons of the register.
bool require_destruction(Decision& decision, const Case& c, const Name& method, const PersonId& by,
                         const PersonId& witness);

// stock.cpp
Decision check(const Case& c, const act::InventoryTake& body);
Decision check(const Case& c, const act::CopyDestroy& body);
Decision check(const Case& c, const act::ItemDerive& body);

// copies.cpp
Decision check(const Case& c, const act::ItemCopy& body);

// consent.cpp
Decision check(const Case& c, const act::ConsentRequest& body);
Decision check(const Case& c, const act::ConsentGrant& body);
Decision check(const Case& c, const act::ConsentRevoke& body);
Decision check(const Case& c, const act::ConsentConcur& body);
Decision check(const Case& c, const act::ConsentObject& body);
Decision check(const Case& c, const act::ItemTransfer& body);

// passing_on.cpp
/// Whether the issuer may pass on what it holds under another agreement, and what is released is
/// the item that its id already names. Always fulfilled for a new item of the issuer's own.
bool require_origin(Decision& decision, const Case& c, const act::ItemRelease& body);
/// Of a party that passed the item on: its own consent follows the one that it was given.
bool require_originators_consent(Decision& decision, const Case& c, const registry::Item& item,
                                 const ItemId& id, const act::ConsentGrant& body);
/// Of a party that passed the item on: it marks anew what its own holding is marked, no other way.
bool require_marked_as_held(Decision& decision, const Case& c, const registry::Item& item,
                            const ItemId& id, const Name& marking);
/// Asks the other agreements under which the issuer holds the item whether they permit its way out,
/// by `channel`.
bool require_way_permitted_by_all(Decision& decision, const Case& c, const registry::Item& item,
                                  const ItemId& id, const Name& channel);
/// Asks every other agreement under which the issuer holds the item whether `reader` may read it.
bool require_reading_permitted_by_all(Decision& decision, const Case& c, const ItemId& id,
                                      const registry::Person& reader, const Name& purpose);
/// The rule of the item's level by all agreements under which the issuer holds it. Nothing where
/// one of them has none, which denies.
[[nodiscard]] std::optional<agreement::LevelClause> level_rule(const Case& c,
                                                               const registry::Item& item,
                                                               const ItemId& id);

// access.cpp
Decision check(const Case& c, const act::ItemAccess& body);
Decision check(const Case& c, const act::NeedToKnowGrant& body);
Decision check(const Case& c, const act::NeedToKnowGrantSet& body);
Decision check(const Case& c, const act::ObjectEnrol& body);

// house.cpp
Decision check(const Case& c, const act::NeedToKnowRevoke& body);
Decision check(const Case& c, const act::PersonEnrol& body);
Decision check(const Case& c, const act::PersonLeave& body);
Decision check(const Case& c, const act::PersonErase& body);
Decision check(const Case& c, const act::ClearanceGrant& body);
Decision check(const Case& c, const act::ClearanceRevoke& body);
Decision check(const Case& c, const act::ClearanceSuspend& body);
Decision check(const Case& c, const act::ClearanceResume& body);
Decision check(const Case& c, const act::PeerAccept& body);
Decision check(const Case& c, const act::PeerRevoke& body);
Decision check(const Case& c, const act::PeerRotate& body);
Decision check(const Case& c, const act::KeyRotate& body);
Decision check(const Case& c, const act::KeyRetire& body);

// own_law.cpp
Decision check(const Case& c, const act::OverlayAdopt& body);
Decision check(const Case& c, const act::ChangeLearn& body);
Decision check(const Case& c, const act::ChangeDismiss& body);

// facility.cpp
Decision check(const Case& c, const act::FacilityEnter& body);
Decision check(const Case& c, const act::FacilityAppoint& body);
Decision check(const Case& c, const act::FacilityRelieve& body);
/// R10.1: some facility of the own party may take in an item of `level` today (null: none may).
/// Only asked of the own party's places.
bool require_open_facility(Decision& decision, const Case& c, const label::Level* level);
/// R10.1: the facility on whose register `person` is may.
bool require_open_facility_of(Decision& decision, const Case& c, const PersonId& person,
                              const label::Level* level);

// contractor.cpp
Decision check(const Case& c, const act::ContractorEnter& body);
Decision check(const Case& c, const act::ContractorCondition& body);
Decision check(const Case& c, const act::ContractorLapse& body);
Decision check(const Case& c, const act::ContractorInspect& body);
Decision check(const Case& c, const act::ContractorBrief& body);
/// Art. 16: whether a person may have the item as one of a contractor; always, where the person is
/// of none.
bool require_contractor(Decision& decision, const Case& c, const registry::Item& item,
                        const registry::Person& person);
/// The same as one question, of another agreement: its clause, and its conditions.
[[nodiscard]] bool contractor_may_have(const Case& c, const registry::Item& item,
                                       const registry::Person& person);

/// Asks whether the item exists and `party` is the issuer: the two questions before most others.
/// Returns the item, or null after a denial.
[[nodiscard]] const registry::Item* require_item(Decision& decision, const Case& c,
                                                 const ItemId& id);
/// The same for an item that may be one of the house's own.
[[nodiscard]] const registry::Item* require_held_item(Decision& decision, const Case& c,
                                                      const ItemId& id);
/// The marking, if it is one of `party`'s own and written so; else null.
[[nodiscard]] const label::Marking* marking_of(const Case& c, const PartyCode& party,
                                               const Name& code, std::string_view text);
/// The level, of the receiving party, to which its people must be cleared for the item: that of its
/// own marking or of the equivalent of the originating party's current one, whichever is higher
/// (I3). Null where nothing says so.
[[nodiscard]] const label::Level* level_to_read(const Case& c, const registry::Item& item);
/// AB46: of who administers or audits, and has no part in what is administered or audited.
[[nodiscard]] bool stands_apart(act::Role role);
/// A person of the own register with one of the two officers' roles.
[[nodiscard]] bool is_officer(const Case& c, const PersonId& person);
/// A person of the own register; of a partner's people only that one is named.
[[nodiscard]] bool known_person(const Case& c, const PersonId& person);
/// R7.1: whether a need of that person, for the item and the purpose, counts now.
[[nodiscard]] bool needs_to_know(const Case& c, const PersonId& person, const ItemId& id,
                                 const Name& purpose);
/// R7.1, R14.1: whether `person` may now read or copy the item for `purpose`; only asked of the own
/// party's people.
bool require_reader(Decision& decision, const Case& c, const registry::Item& item, const ItemId& id,
                    const PersonId& person, const Name& purpose);
/// Whether `item` may be used for `purpose` today: the purpose it was given for, or one that the
/// originating party has approved (R6.3).
[[nodiscard]] bool purpose_allowed(const Case& c, const registry::Item& item, const Name& purpose);
/// Whose agreement a consent to something with the item needs: the originating party's always, and
/// that of others where the agreement has a quorum.
[[nodiscard]] agreement::Quorum consent_quorum(const Case& c, const registry::Item& item);
/// A granted, unrevoked, unexpired consent, to which as many agree as must.
[[nodiscard]] bool consent_stands(const Case& c, const registry::Item& item,
                                  const registry::Consent& consent);
/// One that stands and is not used up.
[[nodiscard]] bool consent_counts(const Case& c, const registry::Item& item,
                                  const registry::Consent& consent);

}  // namespace entente::rules
