#include "act/type.h"

#include <fmt/format.h>

#include <array>
#include <type_traits>

#include "act/errors.h"

namespace entente::act {
namespace {

constexpr auto kShared = Scope::shared;
constexpr auto kHouse = Scope::house;
constexpr auto kStricter = Effect::restrictive;
constexpr auto kNeutral = Effect::neutral;
constexpr auto kWider = Effect::permissive;
constexpr auto kParty = Required::party;
constexpr auto kNone = PersonalData::none;
constexpr auto kPersons = PersonalData::names;

// Instruments and consents are signed one by one: each must stand alone before a third person.
constexpr Type kTypes[] = {
    {"agreement.sign", 1, kShared, Issuer::any_party, kParty, kWider, Batch::never, kNone,
     "Art. 21(1)", "A party signs the agreement."},
    {"agreement.notify", 1, kShared, Issuer::any_party, kParty, kWider, Batch::never, kNone,
     "Art. 21(1)", "A party's legal requirements for entry into force are met."},
    {"agreement.notice", 1, kShared, Issuer::any_party, kParty, kStricter, Batch::never, kNone,
     "Art. 21(3)", "A party gives notice of its intention to terminate."},
    {"agreement.suspend-notice", 1, kShared, Issuer::any_party, kParty, kWider, Batch::never, kNone,
     "Art. 21(3)", "The effect of a notice is suspended by the party that gave it."},
    {"agreement.revive-notice", 1, kShared, Issuer::any_party, kParty, kStricter, Batch::never,
     kNone, "Art. 21(3)", "A suspended notice takes effect again."},
    {"agreement.withdraw-notice", 1, kShared, Issuer::any_party, kParty, kWider, Batch::never,
     kNone, "Art. 21(3)", "A notice is withdrawn."},
    {"agreement.withdraw-suspension", 1, kShared, Issuer::any_party, kParty, kNeutral, Batch::never,
     kNone, "Art. 21(3)", "The suspension of a notice's effect is withdrawn."},
    {"agreement.amend", 1, kShared, Issuer::any_party, kParty, kNeutral, Batch::never, kNone,
     "Art. 21(2)", "A party consents to an amended text."},
    {"agreement.supplement", 1, kShared, Issuer::any_party, kParty, kNeutral, Batch::never, kNone,
     "Art. 5", "A party consents to an arrangement beneath the agreement."},
    {"agreement.suspend", 1, kShared, Issuer::any_party, kParty, kStricter, Batch::never, kNone,
     "Art. 21", "A party suspends the agreement, where its text allows it."},
    {"agreement.resume", 1, kShared, Issuer::any_party, kParty, kWider, Batch::never, kNone,
     "Art. 21", "A party ends its own suspension of the agreement."},
    {"agreement.replace", 1, kShared, Issuer::any_party, kParty, kStricter, Batch::never, kNone,
     "Art. 21", "A party consents that a newer agreement takes this one's place."},
    {"agreement.review", 1, kShared, Issuer::any_party, kParty, kNeutral, Batch::never, kNone,
     "Art. 21", "A party has reviewed the agreement."},
    {"agreement.confirm", 1, kShared, Issuer::any_party, kParty, kNeutral, Batch::never, kNone,
     "Art. 21", "An instrument that was recorded late was done when its party says."},
    {"agreement.hold", 1, kShared, Issuer::any_party, kParty, kStricter, Batch::never, kNone,
     "Art. 1", "A party stops its own releases and key service."},
    {"agreement.unhold", 1, kShared, Issuer::any_party, kParty, kWider, Batch::never, kNone,
     "Art. 1", "A party ends its own hold."},
    {"authority.notify", 1, kShared, Issuer::any_party, kParty, kNeutral, Batch::allowed, kNone,
     "Art. 2(d)", "A competent authority is told to the other party."},
    {"system.accredit", 1, kShared, Issuer::any_party, kParty, kNeutral, Batch::allowed, kNone,
     "Art. 12", "A system is accredited for a level by its own side's authority."},
    {"assurance.give", 1, kShared, Issuer::any_party, kParty, kWider, Batch::never, kNone,
     "Art. 7(5)", "The receiving party's three assurances before anything is handed over."},
    {"item.release", 1, kShared, Issuer::any_party, kParty, kWider, Batch::allowed, kPersons,
     "Art. 1", "The originating party decides to release an item."},
    {"item.dispatch", 1, kShared, Issuer::originating_party, kParty, kNeutral, Batch::allowed,
     kNone, "Art. 9", "The item is handed to a channel."},
    {"item.package-receipt", 1, kShared, Issuer::receiving_party, kParty, kNeutral, Batch::allowed,
     kNone, "Art. 12", "The package has arrived."},
    {"item.content-receipt", 1, kShared, Issuer::receiving_party, kParty, kNeutral, Batch::allowed,
     kNone, "Art. 12", "The contents have arrived whole."},
    {"item.register", 1, kShared, Issuer::receiving_party, kParty, kNeutral, Batch::allowed,
     kPersons, "Art. 4(2)", "The receiving party adds its own marking and register number."},
    {"item.reclassify", 1, kShared, Issuer::originating_party, kParty, kNeutral, Batch::allowed,
     kPersons, "Art. 6(g)", "The originating party changes the classification of an item."},
    {"item.remark", 1, kShared, Issuer::receiving_party, kParty, kNeutral, Batch::allowed, kPersons,
     "Art. 6(g)", "The receiving party follows a change of classification."},
    {"item.return", 1, kShared, Issuer::receiving_party, kParty, kStricter, Batch::allowed,
     kPersons, "Art. 6(h)", "The item is given back."},
    {"item.destroy", 1, kShared, Issuer::receiving_party, Required::two_persons, kStricter,
     Batch::allowed, kPersons, "Art. 13", "Two persons declare the item destroyed."},
    {"consent.request", 1, kShared, Issuer::receiving_party, kParty, kNeutral, Batch::never, kNone,
     "Art. 6(a)", "The originating party is asked for its written approval."},
    {"consent.grant", 1, kShared, Issuer::originating_party, kParty, kWider, Batch::never, kPersons,
     "Art. 6(a)", "The originating party approves what was asked, and nothing wider."},
    {"consent.revoke", 1, kShared, Issuer::originating_party, kParty, kStricter, Batch::never,
     kNone, "Art. 6(a)", "An approval ends."},
    {"item.transfer", 1, kShared, Issuer::receiving_party, kParty, kWider, Batch::never, kPersons,
     "Art. 6(a)", "The item is handed to a third party under an approval."},
    {"incident.report", 1, kShared, Issuer::any_party, kParty, kStricter, Batch::never, kNone,
     "Art. 17", "A loss or compromise, or a possible one, is reported at once."},
    {"incident.acknowledge", 1, kShared, Issuer::any_party, kParty, kNeutral, Batch::never, kNone,
     "Art. 17", "The report has been taken note of."},
    {"incident.results", 1, kShared, Issuer::any_party, kParty, kNeutral, Batch::never, kNone,
     "Art. 17", "The results of the investigation and the measures against recurrence."},
    {"verdict.refuse", 1, kShared, Issuer::any_party, kParty, kStricter, Batch::allowed, kNone,
     "Art. 1", "An act of the partner is refused, with the reason."},
    {"key.announce", 1, kShared, Issuer::any_party, kParty, kStricter, Batch::never, kNone,
     "Art. 1", "A party's node has new keys or a new address from here on."},
    {"person.enrol", 1, kHouse, Issuer::house, kParty, kNeutral, Batch::allowed, kPersons,
     "Art. 6(e)", "A person enters the register of a facility."},
    {"clearance.grant", 1, kHouse, Issuer::house, kParty, kWider, Batch::allowed, kPersons,
     "Art. 7(2)", "A person is cleared for named levels."},
    {"clearance.revoke", 1, kHouse, Issuer::house, kParty, kStricter, Batch::allowed, kPersons,
     "Art. 7(2)", "A person's clearance ends at once."},
    {"need-to-know.grant", 1, kHouse, Issuer::house, Required::two_persons, kWider, Batch::allowed,
     kPersons, "Art. 7(2)", "An approver attests a person's need for one item and purpose."},
    {"need-to-know.revoke", 1, kHouse, Issuer::house, kParty, kStricter, Batch::allowed, kPersons,
     "Art. 7(2)", "A person's need-to-know ends at once."},
    {"item.access", 1, kHouse, Issuer::house, kParty, kNeutral, Batch::allowed, kPersons, "Art. 7",
     "A person reads an item."},
    {"item.copy", 1, kHouse, Issuer::house, kParty, kNeutral, Batch::allowed, kPersons, "Art. 14",
     "A copy is made and numbered."},
    {"peer.accept", 1, kHouse, Issuer::house, kParty, kWider, Batch::never, kNone, "Art. 1",
     "A partner's node is trusted after its fingerprint was compared."},
    {"peer.revoke", 1, kHouse, Issuer::house, kParty, kStricter, Batch::never, kNone, "Art. 1",
     "A partner's node is no longer trusted."},
    {"peer.rotate", 1, kHouse, Issuer::house, kParty, kWider, Batch::never, kNone, "Art. 1",
     "A partner's new keys are trusted after their fingerprint was compared."},
    {"key.rotate", 1, kHouse, Issuer::house, kParty, kNeutral, Batch::never, kNone, "Art. 1",
     "A key of the node was replaced."},
    {"key.retire", 1, kHouse, Issuer::house, kParty, kStricter, Batch::never, kNone, "Art. 1",
     "The private half of a replaced key was destroyed."},
    {"person.leave", 1, kHouse, Issuer::house, kParty, kStricter, Batch::allowed, kPersons,
     "Art. 6(e)", "A person leaves the register of a facility."},
    {"clearance.suspend", 1, kHouse, Issuer::house, kParty, kStricter, Batch::allowed, kPersons,
     "Art. 7(2)", "A person's clearance counts for nothing until it is resumed."},
    {"clearance.resume", 1, kHouse, Issuer::house, kParty, kWider, Batch::allowed, kPersons,
     "Art. 7(2)", "A suspended clearance counts again."},
    {"need-to-know.grant-set", 1, kHouse, Issuer::house, Required::two_persons, kWider,
     Batch::allowed, kPersons, "Art. 7(2)",
     "An approver attests a person's need for several items and one purpose."},
    {"facility.enter", 1, kHouse, Issuer::house, kParty, kWider, Batch::allowed, kNone, "Art. 10",
     "A facility may hold items of named levels while it is accredited."},
    {"facility.appoint", 1, kHouse, Issuer::house, kParty, kWider, Batch::allowed, kPersons,
     "Art. 10", "A person answers for a facility from one day to another."},
    {"facility.relieve", 1, kHouse, Issuer::house, kParty, kStricter, Batch::allowed, kPersons,
     "Art. 10", "A person answers for a facility no more."},
    {"contractor.enter", 1, kHouse, Issuer::house, kParty, kNeutral, Batch::allowed, kNone,
     "Art. 16", "A contractor, and the one whose subcontractor it is, is known from here on."},
    {"contractor.condition", 1, kHouse, Issuer::house, kParty, kWider, Batch::allowed, kNone,
     "Art. 16", "A contractor meets one condition of an agreement, by evidence, until a day."},
    {"contractor.lapse", 1, kHouse, Issuer::house, kParty, kStricter, Batch::allowed, kNone,
     "Art. 16", "A contractor meets a condition no more."},
    {"contractor.inspect", 1, kHouse, Issuer::house, kParty, kNeutral, Batch::allowed, kNone,
     "Art. 16(g)", "A contractor's facility was inspected; the next inspection has a day."},
    {"contractor.brief", 1, kHouse, Issuer::house, kParty, kWider, Batch::allowed, kPersons,
     "Art. 16(f)", "A contractor's person has been told of the duties and acknowledges them."},
    {"law.notify", 1, kShared, Issuer::any_party, kParty, kNeutral, Batch::allowed, kNone, "Art. 3",
     "A party tells of a rule of its law that bears on protection, or of a change of it."},
    {"law.acknowledge", 1, kShared, Issuer::any_party, kParty, kNeutral, Batch::allowed, kNone,
     "Art. 3", "The notice of a law has been taken note of."},
    {"object.enrol", 1, kHouse, Issuer::house, kParty, kNeutral, Batch::allowed, kPersons, "Art. 7",
     "An object that was sealed outside this node is held as an item from here on."},
    {"overlay.adopt", 1, kHouse, Issuer::house, kParty, kWider, Batch::never, kNone, "Art. 1",
     "What the party's own law asks on top of an agreement, from here on."},
    {"change.learn", 1, kHouse, Issuer::house, kParty, kNeutral, Batch::allowed, kNone, "Art. 3",
     "The house has heard of another party's change that this party has not told."},
    {"change.dismiss", 1, kHouse, Issuer::house, kParty, kNeutral, Batch::allowed, kNone, "Art. 3",
     "What was heard was no change."},
    {"consent.concur", 1, kShared, Issuer::any_party, kParty, kWider, Batch::never, kPersons,
     "Art. 6(a)", "A party of the quorum agrees to a consent."},
    {"consent.object", 1, kShared, Issuer::any_party, kParty, kStricter, Batch::never, kNone,
     "Art. 6(a)", "A party of the quorum does not agree to a consent, or no longer."},
    {"inventory.take", 1, kHouse, Issuer::house, kParty, kNeutral, Batch::allowed, kPersons,
     "Art. 6(f)", "What is held is counted: what was found, what is missing, what is unknown."},
    {"copy.destroy", 1, kHouse, Issuer::house, Required::two_persons, kStricter, Batch::allowed,
     kPersons, "Art. 13", "Two persons declare a copy destroyed."},
    {"item.derive", 1, kHouse, Issuer::house, kParty, kNeutral, Batch::allowed, kPersons,
     "Art. 4(3)", "A document of the house contains items that were received."},
    {"ledger.recover", 1, kShared, Issuer::any_party, kParty, kStricter, Batch::never, kNone,
     "Art. 17", "A party lost a part of its log: its epoch is closed, and the gap listed."},
    {"ledger.accept-recovery", 1, kShared, Issuer::any_party, kParty, kNeutral, Batch::never, kNone,
     "Art. 17", "A party accepts that the other's log goes on in its next epoch."},
    {"person.erase", 1, kHouse, Issuer::house, Required::two_persons, kStricter, Batch::never,
     kPersons, "Art. 6(e)", "What the ledger says of a person who has left is erased."},
};

static_assert(std::size(kTypes) == std::variant_size_v<AnyBody>);

template <std::size_t... I>
constexpr bool rows_match_alternatives(std::index_sequence<I...>) {
  return ((kTypes[I].name == std::variant_alternative_t<I, AnyBody>::kType) && ...);
}
static_assert(rows_match_alternatives(std::make_index_sequence<std::variant_size_v<AnyBody>>()),
              "the act table lists the types in the order of Body's alternatives");

using Decoder = Result<Body> (*)(BytesView);

template <class T>
Result<Body> decode_as(BytesView payload) {
  ENTENTE_TRY(T body, format::from_json_text<T>(payload));
  return Body(std::move(body));
}

template <std::size_t... I>
constexpr std::array<Decoder, sizeof...(I)> decoders(std::index_sequence<I...>) {
  return {&decode_as<std::variant_alternative_t<I, AnyBody>>...};
}
constexpr auto kDecoders = decoders(std::make_index_sequence<std::variant_size_v<AnyBody>>());

const ItemId* address(const ItemId& item) { return &item; }
const ItemId* address(const std::optional<ItemId>& item) { return item ? &*item : nullptr; }

}  // namespace

std::span<const Type> types() { return kTypes; }

const Type* find_type(std::string_view name, std::uint32_t version) {
  for (const Type& type : kTypes) {
    if (type.name == name && type.version == version) {
      return &type;
    }
  }
  return nullptr;
}

const Type& type_of(const Body& body) { return kTypes[body.index()]; }

const ActId& id_of(const Body& body) {
  return std::visit([](const auto& b) -> const ActId& { return b.id; }, body);
}

const ItemId* item_of(const Body& body) {
  return std::visit(
      [](const auto& b) -> const ItemId* {
        if constexpr (requires { b.item; }) {
          return address(b.item);
        } else {
          return nullptr;
        }
      },
      body);
}

Bytes encode_body(const Body& body) {
  return std::visit([](const auto& b) { return to_bytes(format::to_json(b)); }, body);
}

Result<Body> decode_body(const Type& type, BytesView payload) {
  const auto row = static_cast<std::size_t>(&type - kTypes);
  ENTENTE_INVARIANT(row < std::size(kTypes));
  return kDecoders[row](payload);
}

}  // namespace entente::act
