#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "act/object_ref.h"
#include "base/bytes.h"
#include "base/ids.h"
#include "base/names.h"
#include "base/time.h"
#include "format/fields.h"

/// Acts about an item: from its release to its end, consents, incidents. See `body.h`.
namespace entente::act {

using format::field;

/// R2.1: the form of what is shared.
enum class Form { document, medium, equipment, technology, oral, visual };

/// One agreement on an item's way: who held it there, how that party marked it, and the consent
/// under which it went further (I4).
struct Hop {
  Name agreement;  ///< the id of its profile
  PartyCode holder;
  Name marking;   ///< the holder's own
  ActId consent;  ///< the holder's request that was granted
  bool operator==(const Hop&) const = default;
  static constexpr auto fields() {
    return members(field("agreement", &Hop::agreement), field("holder", &Hop::holder),
                   field("marking", &Hop::marking), field("consent", &Hop::consent));
  }
};

/// R6.1: whose item it is that its holder passes on, and by which way it came. The item keeps its
/// id on all of its ways.
struct Origin {
  PartyCode originating_party;
  Name marking;
  std::string marking_text;  ///< R4.1: exactly as the originating party wrote it, for ever
  std::vector<Hop> hops;     ///< in their order; the last one's holder passes it on
  static constexpr auto fields() {
    return members(field("originating_party", &Origin::originating_party),
                   field("marking", &Origin::marking), field("marking_text", &Origin::marking_text),
                   field("hops", &Origin::hops));
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
  std::optional<Origin> origin;             ///< of an item that is passed on from another agreement
  std::optional<std::string> rights_owner;  ///< R6.4: of a patent, copyright or trade secret in it
  std::optional<std::uint64_t> max_openings;  ///< R6.3: so often at the receiving party, by anybody
  static constexpr auto fields() {
    return members(
        field("id", &ItemRelease::id), field("item", &ItemRelease::item),
        field("recipient", &ItemRelease::recipient),
        field("recipient_authority", &ItemRelease::recipient_authority),
        field("title", &ItemRelease::title), field("form", &ItemRelease::form),
        field("marking_text", &ItemRelease::marking_text), field("marking", &ItemRelease::marking),
        field("purpose", &ItemRelease::purpose), field("decided_by", &ItemRelease::decided_by),
        field("reason", &ItemRelease::reason), field("assurance", &ItemRelease::assurance),
        field("sending_system", &ItemRelease::sending_system),
        field("receiving_system", &ItemRelease::receiving_system),
        field("expires", &ItemRelease::expires), field("object", &ItemRelease::object),
        field("origin", &ItemRelease::origin), field("rights_owner", &ItemRelease::rights_owner),
        field("max_openings", &ItemRelease::max_openings));
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
    return members(field("id", &ItemDispatch::id), field("item", &ItemDispatch::item),
                   field("channel", &ItemDispatch::channel),
                   field("registration", &ItemDispatch::registration));
  }
};

/// R12.2, first rung: the package has changed hands (R9.2: from here the recipient is responsible).
struct ItemPackageReceipt {
  static constexpr std::string_view kType = "item.package-receipt";
  ActId id;
  ItemId item;
  Name registration;
  static constexpr auto fields() {
    return members(field("id", &ItemPackageReceipt::id), field("item", &ItemPackageReceipt::item),
                   field("registration", &ItemPackageReceipt::registration));
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
    return members(field("id", &ItemContentReceipt::id), field("item", &ItemContentReceipt::item),
                   field("authority", &ItemContentReceipt::authority),
                   field("manifest", &ItemContentReceipt::manifest));
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
    return members(field("id", &ItemRegister::id), field("item", &ItemRegister::item),
                   field("register_number", &ItemRegister::register_number),
                   field("marking", &ItemRegister::marking),
                   field("marking_text", &ItemRegister::marking_text),
                   field("chosen_by", &ItemRegister::chosen_by),
                   field("reason", &ItemRegister::reason));
  }
};

/// R6.7, Art. 6(g): the originating party changes the classification. The original marking stays
/// beside it for ever (R4.1).
struct ItemReclassify {
  static constexpr std::string_view kType = "item.reclassify";
  ActId id;
  ItemId item;
  Name marking;
  std::string marking_text;
  PersonId decided_by;
  std::string reason;
  static constexpr auto fields() {
    return members(field("id", &ItemReclassify::id), field("item", &ItemReclassify::item),
                   field("marking", &ItemReclassify::marking),
                   field("marking_text", &ItemReclassify::marking_text),
                   field("decided_by", &ItemReclassify::decided_by),
                   field("reason", &ItemReclassify::reason));
  }
};

/// R6.7: the receiving party follows: its own marking is now the new one's equivalent.
struct ItemRemark {
  static constexpr std::string_view kType = "item.remark";
  ActId id;
  ItemId item;
  ActId reclassification;
  Name marking;
  std::string marking_text;
  PersonId chosen_by;
  std::string reason;
  static constexpr auto fields() {
    return members(
        field("id", &ItemRemark::id), field("item", &ItemRemark::item),
        field("reclassification", &ItemRemark::reclassification),
        field("marking", &ItemRemark::marking), field("marking_text", &ItemRemark::marking_text),
        field("chosen_by", &ItemRemark::chosen_by), field("reason", &ItemRemark::reason));
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
    return members(field("id", &ItemReturn::id), field("item", &ItemReturn::item),
                   field("by", &ItemReturn::by), field("reason", &ItemReturn::reason));
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
    return members(field("id", &ItemDestroy::id), field("item", &ItemDestroy::item),
                   field("method", &ItemDestroy::method), field("by", &ItemDestroy::by),
                   field("witness", &ItemDestroy::witness));
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
    return members(
        field("id", &ConsentRequest::id), field("item", &ConsentRequest::item),
        field("kind", &ConsentRequest::kind), field("recipient", &ConsentRequest::recipient),
        field("purpose", &ConsentRequest::purpose), field("reason", &ConsentRequest::reason));
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
    return members(field("id", &ConsentGrant::id), field("request", &ConsentGrant::request),
                   field("item", &ConsentGrant::item), field("until", &ConsentGrant::until),
                   field("uses", &ConsentGrant::uses),
                   field("approved_by", &ConsentGrant::approved_by));
  }
};

struct ConsentRevoke {
  static constexpr std::string_view kType = "consent.revoke";
  ActId id;
  ActId request;
  ItemId item;
  static constexpr auto fields() {
    return members(field("id", &ConsentRevoke::id), field("request", &ConsentRevoke::request),
                   field("item", &ConsentRevoke::item));
  }
};

/// Where the agreement has a quorum for consents: a party that is not the originating one agrees
/// to what the originating party grants. It counts with the grant, never in its place (I4).
struct ConsentConcur {
  static constexpr std::string_view kType = "consent.concur";
  ActId id;
  ActId request;
  ItemId item;
  PersonId approved_by;
  static constexpr auto fields() {
    return members(field("id", &ConsentConcur::id), field("request", &ConsentConcur::request),
                   field("item", &ConsentConcur::item),
                   field("approved_by", &ConsentConcur::approved_by));
  }
};

/// The same party does not agree, or no longer: at once and for good.
struct ConsentObject {
  static constexpr std::string_view kType = "consent.object";
  ActId id;
  ActId request;
  ItemId item;
  static constexpr auto fields() {
    return members(field("id", &ConsentObject::id), field("request", &ConsentObject::request),
                   field("item", &ConsentObject::item));
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
    return members(field("id", &ItemTransfer::id), field("item", &ItemTransfer::item),
                   field("recipient", &ItemTransfer::recipient),
                   field("purpose", &ItemTransfer::purpose),
                   field("consent", &ItemTransfer::consent), field("by", &ItemTransfer::by));
  }
};

/// `record_difference`: the parties hold different records of what was done between them (R17.2).
enum class IncidentKind { loss, compromise, possible_loss, possible_compromise, record_difference };

/// R17.1: told at once, also when it is only possible.
struct IncidentReport {
  static constexpr std::string_view kType = "incident.report";
  ActId id;
  std::optional<ItemId> item;
  IncidentKind kind = IncidentKind::possible_compromise;
  Instant suspected_at;
  std::string summary;
  static constexpr auto fields() {
    return members(field("id", &IncidentReport::id), field("item", &IncidentReport::item),
                   field("kind", &IncidentReport::kind),
                   field("suspected_at", &IncidentReport::suspected_at),
                   field("summary", &IncidentReport::summary));
  }
};

struct IncidentAcknowledge {
  static constexpr std::string_view kType = "incident.acknowledge";
  ActId id;
  ActId incident;
  static constexpr auto fields() {
    return members(field("id", &IncidentAcknowledge::id),
                   field("incident", &IncidentAcknowledge::incident));
  }
};

/// R17.1, Art. 17: what the investigation found, and the measures against recurrence.
struct IncidentResults {
  static constexpr std::string_view kType = "incident.results";
  ActId id;
  ActId incident;
  std::string findings;
  std::string measures;
  static constexpr auto fields() {
    return members(field("id", &IncidentResults::id), field("incident", &IncidentResults::incident),
                   field("findings", &IncidentResults::findings),
                   field("measures", &IncidentResults::measures));
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
    return members(field("id", &VerdictRefuse::id), field("refused", &VerdictRefuse::refused),
                   field("record", &VerdictRefuse::record), field("code", &VerdictRefuse::code),
                   field("article", &VerdictRefuse::article));
  }
};

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
      {act::IncidentKind::possible_compromise, "possible-compromise"},
      {act::IncidentKind::record_difference, "record-difference"}};
};
