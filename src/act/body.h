#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/names.h"
#include "base/time.h"
#include "format/fields.h"

/// What each act says. A body is a value with its fields named once, in `fields()`: from that row
/// follow its JSON, its strict reading and its documentation. The table in `type.h` says who may
/// issue it. A body never changes its meaning: a new meaning is a new version (`kVersion`).
///
/// `id` is random in every body, so that no two acts have one digest.
namespace entente::act {

using format::field;

// ---- The agreement's instruments (Art. 21) ------------------------------------------------------

/// A party signs the agreement whose text digest stands in the signature's header.
struct AgreementSign {
  static constexpr std::string_view kType = "agreement.sign";
  ActId id;
  std::string place;
  static constexpr auto fields() {
    return std::tuple{field("id", &AgreementSign::id), field("place", &AgreementSign::place)};
  }
};

/// Art. 21(1): this party's legal requirements for entry into force are met.
struct AgreementNotify {
  static constexpr std::string_view kType = "agreement.notify";
  ActId id;
  std::string note;
  static constexpr auto fields() {
    return std::tuple{field("id", &AgreementNotify::id), field("note", &AgreementNotify::note)};
  }
};

/// Art. 21(3): notice of the intention to terminate.
struct AgreementNotice {
  static constexpr std::string_view kType = "agreement.notice";
  ActId id;
  std::string note;
  static constexpr auto fields() {
    return std::tuple{field("id", &AgreementNotice::id), field("note", &AgreementNotice::note)};
  }
};

/// The five instruments that speak about an earlier one. They differ in type alone.
struct EarlierInstrument {
  ActId id;
  ActId refers_to;
  std::string note;
  static constexpr auto fields() {
    return std::tuple{field("id", &EarlierInstrument::id),
                      field("refers_to", &EarlierInstrument::refers_to),
                      field("note", &EarlierInstrument::note)};
  }
};
struct AgreementSuspendNotice : EarlierInstrument {
  static constexpr std::string_view kType = "agreement.suspend-notice";
};
struct AgreementReviveNotice : EarlierInstrument {
  static constexpr std::string_view kType = "agreement.revive-notice";
};
struct AgreementWithdrawNotice : EarlierInstrument {
  static constexpr std::string_view kType = "agreement.withdraw-notice";
};
struct AgreementWithdrawSuspension : EarlierInstrument {
  static constexpr std::string_view kType = "agreement.withdraw-suspension";
};

/// R1.2: the issuer stops its own releases and its own key service, for the partner or one item.
struct AgreementHold {
  static constexpr std::string_view kType = "agreement.hold";
  ActId id;
  std::optional<ItemId> item;
  std::string reason;
  static constexpr auto fields() {
    return std::tuple{field("id", &AgreementHold::id), field("item", &AgreementHold::item),
                      field("reason", &AgreementHold::reason)};
  }
};

struct AgreementUnhold {
  static constexpr std::string_view kType = "agreement.unhold";
  ActId id;
  ActId hold;
  static constexpr auto fields() {
    return std::tuple{field("id", &AgreementUnhold::id), field("hold", &AgreementUnhold::hold)};
  }
};

// ---- Declarations to the partner ----------------------------------------------------------------

/// R2.2: a competent authority, as told through the diplomatic channel. `until` is its last day.
struct AuthorityNotify {
  static constexpr std::string_view kType = "authority.notify";
  ActId id;
  Name authority;
  std::string name;
  CivilDate from;
  std::optional<CivilDate> until;
  static constexpr auto fields() {
    return std::tuple{field("id", &AuthorityNotify::id),
                      field("authority", &AuthorityNotify::authority),
                      field("name", &AuthorityNotify::name), field("from", &AuthorityNotify::from),
                      field("until", &AuthorityNotify::until)};
  }
};

/// R12.4: a system that the issuer's authority has accredited for a level (Art. 12).
struct SystemAccredit {
  static constexpr std::string_view kType = "system.accredit";
  ActId id;
  Name system;
  Name level;
  Name authority;
  CivilDate from;
  CivilDate until;
  static constexpr auto fields() {
    return std::tuple{
        field("id", &SystemAccredit::id),       field("system", &SystemAccredit::system),
        field("level", &SystemAccredit::level), field("authority", &SystemAccredit::authority),
        field("from", &SystemAccredit::from),   field("until", &SystemAccredit::until)};
  }
};

/// R7.2, Art. 7(5): before anything is handed over, the receiving party assures that recipients are
/// cleared to `level`, need it for official purposes, and that it will be protected equivalently.
struct AssuranceGive {
  static constexpr std::string_view kType = "assurance.give";
  ActId id;
  Name level;
  Name authority;
  bool recipients_cleared = false;
  bool official_need = false;
  bool equivalent_protection = false;
  CivilDate until;
  static constexpr auto fields() {
    return std::tuple{field("id", &AssuranceGive::id),
                      field("level", &AssuranceGive::level),
                      field("authority", &AssuranceGive::authority),
                      field("recipients_cleared", &AssuranceGive::recipients_cleared),
                      field("official_need", &AssuranceGive::official_need),
                      field("equivalent_protection", &AssuranceGive::equivalent_protection),
                      field("until", &AssuranceGive::until)};
  }
};

// ---- The life of an item ------------------------------------------------------------------------

/// R2.1: the form of what is shared.
enum class Form { document, medium, equipment, technology, oral, visual };

/// The sealed object that carries the item's content, and what binds the two (architecture:
/// *binding without circles*): the object names item and agreement, this names the object.
struct ObjectRef {
  Digest manifest;
  std::uint64_t bytes = 0;  ///< of the container
  std::uint64_t content_bytes = 0;
  static constexpr auto fields() {
    return std::tuple{field("manifest", &ObjectRef::manifest), field("bytes", &ObjectRef::bytes),
                      field("content_bytes", &ObjectRef::content_bytes)};
  }
};

/// The release decision itself (R1.2: coverage by the agreement never authorises one).
struct ItemRelease {
  static constexpr std::string_view kType = "item.release";
  ActId id;
  ItemId item;
  PartyCode recipient;
  Name recipient_authority;
  std::string title;
  Form form = Form::document;
  std::string marking_text;  ///< R4.1: exactly as the originating party wrote it, for ever
  Name marking;
  Name purpose;  ///< R6.3
  PersonId decided_by;
  std::string reason;
  ActId assurance;
  Name sending_system;
  Name receiving_system;
  std::optional<CivilDate> expires;
  std::optional<ObjectRef> object;
  static constexpr auto fields() {
    return std::tuple{field("id", &ItemRelease::id),
                      field("item", &ItemRelease::item),
                      field("recipient", &ItemRelease::recipient),
                      field("recipient_authority", &ItemRelease::recipient_authority),
                      field("title", &ItemRelease::title),
                      field("form", &ItemRelease::form),
                      field("marking_text", &ItemRelease::marking_text),
                      field("marking", &ItemRelease::marking),
                      field("purpose", &ItemRelease::purpose),
                      field("decided_by", &ItemRelease::decided_by),
                      field("reason", &ItemRelease::reason),
                      field("assurance", &ItemRelease::assurance),
                      field("sending_system", &ItemRelease::sending_system),
                      field("receiving_system", &ItemRelease::receiving_system),
                      field("expires", &ItemRelease::expires),
                      field("object", &ItemRelease::object)};
  }
};

/// R12.1: `registration` is the only thing that an outer envelope may show.
struct ItemDispatch {
  static constexpr std::string_view kType = "item.dispatch";
  ActId id;
  ItemId item;
  Name channel;
  Name registration;
  static constexpr auto fields() {
    return std::tuple{field("id", &ItemDispatch::id), field("item", &ItemDispatch::item),
                      field("channel", &ItemDispatch::channel),
                      field("registration", &ItemDispatch::registration)};
  }
};

/// R12.2, first rung: the package has changed hands (R9.2: from here the recipient is responsible).
struct ItemPackageReceipt {
  static constexpr std::string_view kType = "item.package-receipt";
  ActId id;
  ItemId item;
  Name registration;
  static constexpr auto fields() {
    return std::tuple{field("id", &ItemPackageReceipt::id),
                      field("item", &ItemPackageReceipt::item),
                      field("registration", &ItemPackageReceipt::registration)};
  }
};

/// R12.2, second rung: the content arrived whole, signed for the final receiving authority.
struct ItemContentReceipt {
  static constexpr std::string_view kType = "item.content-receipt";
  ActId id;
  ItemId item;
  Name authority;
  std::optional<Digest> manifest;
  static constexpr auto fields() {
    return std::tuple{field("id", &ItemContentReceipt::id),
                      field("item", &ItemContentReceipt::item),
                      field("authority", &ItemContentReceipt::authority),
                      field("manifest", &ItemContentReceipt::manifest)};
  }
};

/// R4.1, Art. 4(2): the receiving party's own marking beside the original. Where the equivalence
/// leaves a choice (R4.2), an officer makes it and says why.
struct ItemRegister {
  static constexpr std::string_view kType = "item.register";
  ActId id;
  ItemId item;
  Name register_number;
  Name marking;
  std::string marking_text;
  PersonId chosen_by;
  std::string reason;
  static constexpr auto fields() {
    return std::tuple{field("id", &ItemRegister::id),
                      field("item", &ItemRegister::item),
                      field("register_number", &ItemRegister::register_number),
                      field("marking", &ItemRegister::marking),
                      field("marking_text", &ItemRegister::marking_text),
                      field("chosen_by", &ItemRegister::chosen_by),
                      field("reason", &ItemRegister::reason)};
  }
};

/// R6.8: given back to the originating party.
struct ItemReturn {
  static constexpr std::string_view kType = "item.return";
  ActId id;
  ItemId item;
  PersonId by;
  std::string reason;
  static constexpr auto fields() {
    return std::tuple{field("id", &ItemReturn::id), field("item", &ItemReturn::item),
                      field("by", &ItemReturn::by), field("reason", &ItemReturn::reason)};
  }
};

/// R13.1: a declaration by two persons. Nobody can prove that nothing is left (AB28).
struct ItemDestroy {
  static constexpr std::string_view kType = "item.destroy";
  ActId id;
  ItemId item;
  Name method;
  PersonId by;
  PersonId witness;
  static constexpr auto fields() {
    return std::tuple{field("id", &ItemDestroy::id), field("item", &ItemDestroy::item),
                      field("method", &ItemDestroy::method), field("by", &ItemDestroy::by),
                      field("witness", &ItemDestroy::witness)};
  }
};

/// What the originating party is asked to agree to (Art. 6(a), 6(c)).
enum class ConsentKind { third_party, purpose };

struct ConsentRequest {
  static constexpr std::string_view kType = "consent.request";
  ActId id;
  ItemId item;
  ConsentKind kind = ConsentKind::third_party;
  std::string recipient;  ///< the third party, exactly named; empty for a change of purpose
  Name purpose;
  std::string reason;
  static constexpr auto fields() {
    return std::tuple{
        field("id", &ConsentRequest::id),           field("item", &ConsentRequest::item),
        field("kind", &ConsentRequest::kind),       field("recipient", &ConsentRequest::recipient),
        field("purpose", &ConsentRequest::purpose), field("reason", &ConsentRequest::reason)};
  }
};

/// I4: names item, recipient or purpose, an end and a number of uses; nothing wider is meant.
struct ConsentGrant {
  static constexpr std::string_view kType = "consent.grant";
  ActId id;
  ActId request;
  ItemId item;
  CivilDate until;
  std::uint64_t uses = 1;
  PersonId approved_by;
  static constexpr auto fields() {
    return std::tuple{
        field("id", &ConsentGrant::id),     field("request", &ConsentGrant::request),
        field("item", &ConsentGrant::item), field("until", &ConsentGrant::until),
        field("uses", &ConsentGrant::uses), field("approved_by", &ConsentGrant::approved_by)};
  }
};

struct ConsentRevoke {
  static constexpr std::string_view kType = "consent.revoke";
  ActId id;
  ActId request;
  ItemId item;
  static constexpr auto fields() {
    return std::tuple{field("id", &ConsentRevoke::id), field("request", &ConsentRevoke::request),
                      field("item", &ConsentRevoke::item)};
  }
};

/// R6.1: the receiving party hands the item to a third party under a consent.
struct ItemTransfer {
  static constexpr std::string_view kType = "item.transfer";
  ActId id;
  ItemId item;
  std::string recipient;
  Name purpose;
  std::optional<ActId> consent;  ///< the request that was granted
  PersonId by;
  static constexpr auto fields() {
    return std::tuple{field("id", &ItemTransfer::id),
                      field("item", &ItemTransfer::item),
                      field("recipient", &ItemTransfer::recipient),
                      field("purpose", &ItemTransfer::purpose),
                      field("consent", &ItemTransfer::consent),
                      field("by", &ItemTransfer::by)};
  }
};

enum class IncidentKind { loss, compromise, possible_loss, possible_compromise };

/// R17.1: told at once, also when it is only possible.
struct IncidentReport {
  static constexpr std::string_view kType = "incident.report";
  ActId id;
  std::optional<ItemId> item;
  IncidentKind kind = IncidentKind::possible_compromise;
  Instant suspected_at;
  std::string summary;
  static constexpr auto fields() {
    return std::tuple{field("id", &IncidentReport::id), field("item", &IncidentReport::item),
                      field("kind", &IncidentReport::kind),
                      field("suspected_at", &IncidentReport::suspected_at),
                      field("summary", &IncidentReport::summary)};
  }
};

struct IncidentAcknowledge {
  static constexpr std::string_view kType = "incident.acknowledge";
  ActId id;
  ActId incident;
  static constexpr auto fields() {
    return std::tuple{field("id", &IncidentAcknowledge::id),
                      field("incident", &IncidentAcknowledge::incident)};
  }
};

/// The receiver's answer to an act that it must refuse: both sides then hold the same record.
/// `record` is the key of the registry record that the refused act would have changed.
struct VerdictRefuse {
  static constexpr std::string_view kType = "verdict.refuse";
  ActId id;
  Digest refused;
  std::string record;
  std::string code;
  std::string article;
  static constexpr auto fields() {
    return std::tuple{field("id", &VerdictRefuse::id), field("refused", &VerdictRefuse::refused),
                      field("record", &VerdictRefuse::record), field("code", &VerdictRefuse::code),
                      field("article", &VerdictRefuse::article)};
  }
};

// ---- House acts: private to one party -----------------------------------------------------------

/// What a person may do at the node (ux.md 2). Reading is never among them: that is clearance and
/// need-to-know.
enum class Role { registry_officer, security_officer, analyst, auditor, administrator };

struct PersonEnrol {
  static constexpr std::string_view kType = "person.enrol";
  ActId id;
  PersonId person;
  std::string name;
  Name facility;
  std::vector<Role> roles;
  static constexpr auto fields() {
    return std::tuple{field("id", &PersonEnrol::id), field("person", &PersonEnrol::person),
                      field("name", &PersonEnrol::name), field("facility", &PersonEnrol::facility),
                      field("roles", &PersonEnrol::roles)};
  }
};

/// Explicit levels: "up to" expands only here, when it is granted. Days count in `zone`.
struct ClearanceGrant {
  static constexpr std::string_view kType = "clearance.grant";
  ActId id;
  PersonId person;
  std::vector<Name> levels;
  CivilDate from;
  CivilDate until;
  Zone zone;
  static constexpr auto fields() {
    return std::tuple{
        field("id", &ClearanceGrant::id),         field("person", &ClearanceGrant::person),
        field("levels", &ClearanceGrant::levels), field("from", &ClearanceGrant::from),
        field("until", &ClearanceGrant::until),   field("zone", &ClearanceGrant::zone)};
  }
};

struct ClearanceRevoke {
  static constexpr std::string_view kType = "clearance.revoke";
  ActId id;
  PersonId person;
  std::string reason;
  static constexpr auto fields() {
    return std::tuple{field("id", &ClearanceRevoke::id), field("person", &ClearanceRevoke::person),
                      field("reason", &ClearanceRevoke::reason)};
  }
};

/// R7.1, R7.4: for one item and one purpose, by an approver who is not the recipient.
struct NeedToKnowGrant {
  static constexpr std::string_view kType = "need-to-know.grant";
  ActId id;
  PersonId person;
  ItemId item;
  Name purpose;
  PersonId approver;
  Instant until;
  static constexpr auto fields() {
    return std::tuple{field("id", &NeedToKnowGrant::id),
                      field("person", &NeedToKnowGrant::person),
                      field("item", &NeedToKnowGrant::item),
                      field("purpose", &NeedToKnowGrant::purpose),
                      field("approver", &NeedToKnowGrant::approver),
                      field("until", &NeedToKnowGrant::until)};
  }
};

struct NeedToKnowRevoke {
  static constexpr std::string_view kType = "need-to-know.revoke";
  ActId id;
  PersonId person;
  ItemId item;
  static constexpr auto fields() {
    return std::tuple{field("id", &NeedToKnowRevoke::id),
                      field("person", &NeedToKnowRevoke::person),
                      field("item", &NeedToKnowRevoke::item)};
  }
};

/// Recorded before the first byte is shown (T1).
struct ItemAccess {
  static constexpr std::string_view kType = "item.access";
  ActId id;
  AgreementId agreement;
  ItemId item;
  PersonId person;
  Name purpose;
  static constexpr auto fields() {
    return std::tuple{field("id", &ItemAccess::id), field("agreement", &ItemAccess::agreement),
                      field("item", &ItemAccess::item), field("person", &ItemAccess::person),
                      field("purpose", &ItemAccess::purpose)};
  }
};

/// R14.1: every copy has a number of its own and is controlled like the original.
struct ItemCopy {
  static constexpr std::string_view kType = "item.copy";
  ActId id;
  AgreementId agreement;
  ItemId item;
  std::uint64_t number = 0;
  PersonId requested_by;
  Name purpose;
  static constexpr auto fields() {
    return std::tuple{field("id", &ItemCopy::id),
                      field("agreement", &ItemCopy::agreement),
                      field("item", &ItemCopy::item),
                      field("number", &ItemCopy::number),
                      field("requested_by", &ItemCopy::requested_by),
                      field("purpose", &ItemCopy::purpose)};
  }
};

/// A partner's node is trusted from here on: its keys stand in the invite with this fingerprint,
/// which two persons compared out of band.
struct PeerAccept {
  static constexpr std::string_view kType = "peer.accept";
  ActId id;
  PartyCode party;
  Digest invite;
  std::string invite_text;
  static constexpr auto fields() {
    return std::tuple{field("id", &PeerAccept::id), field("party", &PeerAccept::party),
                      field("invite", &PeerAccept::invite),
                      field("invite_text", &PeerAccept::invite_text)};
  }
};

struct PeerRevoke {
  static constexpr std::string_view kType = "peer.revoke";
  ActId id;
  PartyCode party;
  std::string reason;
  static constexpr auto fields() {
    return std::tuple{field("id", &PeerRevoke::id), field("party", &PeerRevoke::party),
                      field("reason", &PeerRevoke::reason)};
  }
};

using Body =
    std::variant<AgreementSign, AgreementNotify, AgreementNotice, AgreementSuspendNotice,
                 AgreementReviveNotice, AgreementWithdrawNotice, AgreementWithdrawSuspension,
                 AgreementHold, AgreementUnhold, AuthorityNotify, SystemAccredit, AssuranceGive,
                 ItemRelease, ItemDispatch, ItemPackageReceipt, ItemContentReceipt, ItemRegister,
                 ItemReturn, ItemDestroy, ConsentRequest, ConsentGrant, ConsentRevoke, ItemTransfer,
                 IncidentReport, IncidentAcknowledge, VerdictRefuse, PersonEnrol, ClearanceGrant,
                 ClearanceRevoke, NeedToKnowGrant, NeedToKnowRevoke, ItemAccess, ItemCopy,
                 PeerAccept, PeerRevoke>;

}  // namespace entente::act

template <>
struct entente::Names<entente::act::Form> {
  static constexpr std::pair<act::Form, std::string_view> kRows[] = {
      {act::Form::document, "document"},   {act::Form::medium, "medium"},
      {act::Form::equipment, "equipment"}, {act::Form::technology, "technology"},
      {act::Form::oral, "oral"},           {act::Form::visual, "visual"}};
};

template <>
struct entente::Names<entente::act::ConsentKind> {
  static constexpr std::pair<act::ConsentKind, std::string_view> kRows[] = {
      {act::ConsentKind::third_party, "third-party"}, {act::ConsentKind::purpose, "purpose"}};
};

template <>
struct entente::Names<entente::act::IncidentKind> {
  static constexpr std::pair<act::IncidentKind, std::string_view> kRows[] = {
      {act::IncidentKind::loss, "loss"},
      {act::IncidentKind::compromise, "compromise"},
      {act::IncidentKind::possible_loss, "possible-loss"},
      {act::IncidentKind::possible_compromise, "possible-compromise"}};
};

template <>
struct entente::Names<entente::act::Role> {
  static constexpr std::pair<act::Role, std::string_view> kRows[] = {
      {act::Role::registry_officer, "registry-officer"},
      {act::Role::security_officer, "security-officer"},
      {act::Role::analyst, "analyst"},
      {act::Role::auditor, "auditor"},
      {act::Role::administrator, "administrator"}};
};
