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

/// Acts of the house: private to one party. See `body.h`.
namespace entente::act {

using format::field;

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
  std::optional<Name> contractor = std::nullopt;  ///< Art. 16: whose person it is
  static constexpr auto fields() {
    return members(field("id", &PersonEnrol::id), field("person", &PersonEnrol::person),
                   field("name", &PersonEnrol::name), field("facility", &PersonEnrol::facility),
                   field("roles", &PersonEnrol::roles),
                   field("contractor", &PersonEnrol::contractor));
  }
};

/// The person leaves the register: the entry ends and stays on record, and with it end the
/// clearance and every need-to-know.
struct PersonLeave {
  static constexpr std::string_view kType = "person.leave";
  ActId id;
  PersonId person;
  std::string reason;
  static constexpr auto fields() {
    return members(field("id", &PersonLeave::id), field("person", &PersonLeave::person),
                   field("reason", &PersonLeave::reason));
  }
};

/// What the house's ledger says of a person who has left is erased, where a law demands it: in the
/// entries that name the person, the commitment keys and the acts' bytes are destroyed, and in the
/// register a name that means nothing stands in the person's place. It does not say whose.
struct PersonErase {
  static constexpr std::string_view kType = "person.erase";
  ActId id;
  ActId left_by;              ///< the `person.leave` by which the person left
  std::uint64_t entries = 0;  ///< of the house's ledger
  Digest which;               ///< SHA-256 of their indexes in order, eight octets each, big-endian
  std::string ground;         ///< what demands it
  PersonId by;
  PersonId witness;
  static constexpr auto fields() {
    return members(field("id", &PersonErase::id), field("left_by", &PersonErase::left_by),
                   field("entries", &PersonErase::entries), field("which", &PersonErase::which),
                   field("ground", &PersonErase::ground), field("by", &PersonErase::by),
                   field("witness", &PersonErase::witness));
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
    return members(field("id", &ClearanceGrant::id), field("person", &ClearanceGrant::person),
                   field("levels", &ClearanceGrant::levels), field("from", &ClearanceGrant::from),
                   field("until", &ClearanceGrant::until), field("zone", &ClearanceGrant::zone));
  }
};

struct ClearanceRevoke {
  static constexpr std::string_view kType = "clearance.revoke";
  ActId id;
  PersonId person;
  std::string reason;
  static constexpr auto fields() {
    return members(field("id", &ClearanceRevoke::id), field("person", &ClearanceRevoke::person),
                   field("reason", &ClearanceRevoke::reason));
  }
};

/// Until it is resumed the clearance counts for nothing.
struct ClearanceSuspend {
  static constexpr std::string_view kType = "clearance.suspend";
  ActId id;
  PersonId person;
  std::string reason;
  static constexpr auto fields() {
    return members(field("id", &ClearanceSuspend::id), field("person", &ClearanceSuspend::person),
                   field("reason", &ClearanceSuspend::reason));
  }
};

struct ClearanceResume {
  static constexpr std::string_view kType = "clearance.resume";
  ActId id;
  PersonId person;
  std::string reason;
  static constexpr auto fields() {
    return members(field("id", &ClearanceResume::id), field("person", &ClearanceResume::person),
                   field("reason", &ClearanceResume::reason));
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
    return members(
        field("id", &NeedToKnowGrant::id), field("person", &NeedToKnowGrant::person),
        field("item", &NeedToKnowGrant::item), field("purpose", &NeedToKnowGrant::purpose),
        field("approver", &NeedToKnowGrant::approver), field("until", &NeedToKnowGrant::until));
  }
};

/// R7.1: the same for several items of one agreement; each then stands by itself.
struct NeedToKnowGrantSet {
  static constexpr std::string_view kType = "need-to-know.grant-set";
  ActId id;
  PersonId person;
  std::vector<ItemId> items;
  Name purpose;
  PersonId approver;
  Instant until;
  static constexpr auto fields() {
    return members(
        field("id", &NeedToKnowGrantSet::id), field("person", &NeedToKnowGrantSet::person),
        field("items", &NeedToKnowGrantSet::items), field("purpose", &NeedToKnowGrantSet::purpose),
        field("approver", &NeedToKnowGrantSet::approver),
        field("until", &NeedToKnowGrantSet::until));
  }
};

struct NeedToKnowRevoke {
  static constexpr std::string_view kType = "need-to-know.revoke";
  ActId id;
  PersonId person;
  ItemId item;
  static constexpr auto fields() {
    return members(field("id", &NeedToKnowRevoke::id), field("person", &NeedToKnowRevoke::person),
                   field("item", &NeedToKnowRevoke::item));
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
    return members(field("id", &ItemAccess::id), field("agreement", &ItemAccess::agreement),
                   field("item", &ItemAccess::item), field("person", &ItemAccess::person),
                   field("purpose", &ItemAccess::purpose));
  }
};

/// R14.2: the markings as they stand on a copy.
struct CopyMarkings {
  std::string original;  ///< the originating party's
  std::string own;       ///< this party's equivalent
  static constexpr auto fields() {
    return members(field("original", &CopyMarkings::original), field("own", &CopyMarkings::own));
  }
};

/// Art. 15: a copy in another language.
struct Translation {
  std::string language;  ///< a tag: `en`, `ja`, `ko`
  PersonId translator;
  std::string statement;  ///< R15.2: in that language, whose information it contains
  static constexpr auto fields() {
    return members(field("language", &Translation::language),
                   field("translator", &Translation::translator),
                   field("statement", &Translation::statement));
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
  std::optional<CopyMarkings> markings = std::nullopt;
  std::optional<Translation> translation = std::nullopt;  ///< of one in another language
  static constexpr auto fields() {
    return members(field("id", &ItemCopy::id), field("agreement", &ItemCopy::agreement),
                   field("item", &ItemCopy::item), field("number", &ItemCopy::number),
                   field("requested_by", &ItemCopy::requested_by),
                   field("purpose", &ItemCopy::purpose), field("markings", &ItemCopy::markings),
                   field("translation", &ItemCopy::translation));
  }
};

/// A protected object that was sealed outside this node becomes an item that the party holds and
/// keeps to itself. What its policy demands of readers is taken over here, once, and asked at every
/// reading; the policy's id names the item to a key service.
struct ObjectEnrol {
  static constexpr std::string_view kType = "object.enrol";
  ActId id;
  AgreementId agreement;  ///< by which it is read
  ItemId item;
  std::string policy;  ///< the policy's id, as it stands in the object
  ObjectRef object;
  std::string title;
  Name marking;  ///< this party's own
  std::string marking_text;
  Name purpose;
  std::optional<CivilDate> expires;
  std::vector<std::string>
      readers;               ///< `dissem`: whom the policy names; empty: nobody in particular
  std::vector<Name> levels;  ///< for which it demands that a reader be cleared
  std::vector<std::string> unknown;  ///< attributes of no meaning to this node: nobody has them
  PersonId decided_by;
  static constexpr auto fields() {
    return members(
        field("id", &ObjectEnrol::id), field("agreement", &ObjectEnrol::agreement),
        field("item", &ObjectEnrol::item), field("policy", &ObjectEnrol::policy),
        field("object", &ObjectEnrol::object), field("title", &ObjectEnrol::title),
        field("marking", &ObjectEnrol::marking), field("marking_text", &ObjectEnrol::marking_text),
        field("purpose", &ObjectEnrol::purpose), field("expires", &ObjectEnrol::expires),
        field("readers", &ObjectEnrol::readers), field("levels", &ObjectEnrol::levels),
        field("unknown", &ObjectEnrol::unknown), field("decided_by", &ObjectEnrol::decided_by));
  }
};

/// R1.1: what this party's own law asks on top of an agreement. From here on the stricter of the
/// two governs what the party does under it. An overlay adopted later takes the place of this one.
struct OverlayAdopt {
  static constexpr std::string_view kType = "overlay.adopt";
  ActId id;
  AgreementId agreement;
  Name overlay;
  std::string version;
  Digest text;  ///< of its exact bytes
  static constexpr auto fields() {
    return members(field("id", &OverlayAdopt::id), field("agreement", &OverlayAdopt::agreement),
                   field("overlay", &OverlayAdopt::overlay),
                   field("version", &OverlayAdopt::version), field("text", &OverlayAdopt::text));
  }
};

/// What another party has to tell about: a rule of its law (Art. 3), or a competent authority
/// (Art. 2(d)).
enum class ChangeOf { law, authority };

/// R3.1: the house has heard of a change at another party that this party has not told. It stays
/// with the house, apart from what was told, and no decision rests on it.
struct ChangeLearn {
  static constexpr std::string_view kType = "change.learn";
  ActId id;
  AgreementId agreement;
  PartyCode party;  ///< whose change it is
  ChangeOf of = ChangeOf::law;
  Name code;           ///< of the rule or the authority
  std::string text;    ///< what is said to change
  std::string source;  ///< where it was heard
  static constexpr auto fields() {
    return members(field("id", &ChangeLearn::id), field("agreement", &ChangeLearn::agreement),
                   field("party", &ChangeLearn::party), field("of", &ChangeLearn::of),
                   field("code", &ChangeLearn::code), field("text", &ChangeLearn::text),
                   field("source", &ChangeLearn::source));
  }
};

/// What was heard was no change, or is of no matter.
struct ChangeDismiss {
  static constexpr std::string_view kType = "change.dismiss";
  ActId id;
  ActId change;
  std::string reason;
  static constexpr auto fields() {
    return members(field("id", &ChangeDismiss::id), field("change", &ChangeDismiss::change),
                   field("reason", &ChangeDismiss::reason));
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
    return members(field("id", &PeerAccept::id), field("party", &PeerAccept::party),
                   field("invite", &PeerAccept::invite),
                   field("invite_text", &PeerAccept::invite_text));
  }
};

struct PeerRevoke {
  static constexpr std::string_view kType = "peer.revoke";
  ActId id;
  PartyCode party;
  std::string reason;
  static constexpr auto fields() {
    return members(field("id", &PeerRevoke::id), field("party", &PeerRevoke::party),
                   field("reason", &PeerRevoke::reason));
  }
};

}  // namespace entente::act

template <>
struct entente::Names<entente::act::Role> {
  static constexpr std::pair<act::Role, std::string_view> kRows[] = {
      {act::Role::registry_officer, "registry-officer"},
      {act::Role::security_officer, "security-officer"},
      {act::Role::analyst, "analyst"},
      {act::Role::auditor, "auditor"},
      {act::Role::administrator, "administrator"}};
};
template <>
struct entente::Names<entente::act::ChangeOf> {
  static constexpr std::pair<act::ChangeOf, std::string_view> kRows[] = {
      {act::ChangeOf::law, "law"}, {act::ChangeOf::authority, "authority"}};
};
