#pragma once

#include <concepts>
#include <type_traits>
#include <utility>
#include <variant>

#include "act/agreement_bodies.h"
#include "act/contractor_bodies.h"
#include "act/house_bodies.h"
#include "act/item_bodies.h"
#include "act/key_bodies.h"
#include "act/ledger_bodies.h"
#include "act/place_bodies.h"
#include "act/stock_bodies.h"

/// What each act says. A body is a value with its fields named once, in `fields()`: from that row
/// follow its JSON, its strict reading and its documentation. The table in `type.h` says who may
/// issue it. A body never changes its meaning: a new meaning is a new version (`kVersion`).
///
/// `id` is random in every body, so that no two acts have one digest.
namespace entente::act {

using AnyBody = std::variant<
    AgreementSign, AgreementNotify, AgreementNotice, AgreementSuspendNotice, AgreementReviveNotice,
    AgreementWithdrawNotice, AgreementWithdrawSuspension, AgreementAmend, AgreementSupplement,
    AgreementSuspend, AgreementResume, AgreementReplace, AgreementReview, AgreementConfirm,
    AgreementHold, AgreementUnhold, AuthorityNotify, SystemAccredit, AssuranceGive, ItemRelease,
    ItemDispatch, ItemPackageReceipt, ItemContentReceipt, ItemRegister, ItemReclassify, ItemRemark,
    ItemReturn, ItemDestroy, ConsentRequest, ConsentGrant, ConsentRevoke, ItemTransfer,
    IncidentReport, IncidentAcknowledge, IncidentResults, VerdictRefuse, KeyAnnounce, PersonEnrol,
    ClearanceGrant, ClearanceRevoke, NeedToKnowGrant, NeedToKnowRevoke, ItemAccess, ItemCopy,
    PeerAccept, PeerRevoke, PeerRotate, KeyRotate, KeyRetire, PersonLeave, ClearanceSuspend,
    ClearanceResume, NeedToKnowGrantSet, FacilityEnter, FacilityAppoint, FacilityRelieve,
    ContractorEnter, ContractorCondition, ContractorLapse, ContractorInspect, ContractorBrief,
    LawNotify, LawAcknowledge, ObjectEnrol, OverlayAdopt, ChangeLearn, ChangeDismiss, ConsentConcur,
    ConsentObject, InventoryTake, CopyDestroy, ItemDerive, LedgerRecover, LedgerAcceptRecovery,
    PersonErase>;

/// One of them. Its copies and its end are compiled once (body.cpp), not wherever one is held:
/// std::variant alone took half of the build's time.
class Body : public AnyBody {
 public:
  Body();
  template <class T>
    requires(!std::derived_from<std::remove_cvref_t<T>, AnyBody>)
  Body(T&& one) : AnyBody(std::in_place_type<std::remove_cvref_t<T>>, std::forward<T>(one)) {}
  Body(const Body&);
  Body(Body&&) noexcept;
  Body& operator=(const Body&);
  Body& operator=(Body&&) noexcept;
  ~Body();
};

}  // namespace entente::act
