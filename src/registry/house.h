#pragma once

#include <optional>
#include <string>
#include <vector>

#include "registry/contractor.h"
#include "registry/enrolled.h"
#include "registry/facility.h"
#include "registry/own_law.h"
#include "registry/person.h"
#include "registry/stock.h"
#include "registry/table.h"

/// What one party keeps to itself: people, clearances, need-to-know, accesses, copies, partners.
namespace entente::registry {

struct NeedToKnow {
  using Partial = void;
  Name purpose;  // what a decision reads stands together, at the beginning
  Instant until;
  bool active = false;
  PersonId person;
  ItemId item;
  PersonId approver;
  static constexpr auto fields() {
    using format::field;
    return members(field("person", &NeedToKnow::person), field("item", &NeedToKnow::item),
                   field("purpose", &NeedToKnow::purpose), field("approver", &NeedToKnow::approver),
                   field("until", &NeedToKnow::until), field("active", &NeedToKnow::active));
  }
  /// Granted, not revoked, and not ended at `now`.
  [[nodiscard]] bool counts(Instant now) const { return active && now < until; }
  void apply(const Trace& trace, const act::NeedToKnowGrant& body);
  void apply(const Trace& trace, const act::NeedToKnowRevoke& body);
};

/// Copies and readings of one held item (R14.1, I10).
struct Handling {
  std::uint64_t copies = 0;
  std::uint64_t accesses = 0;
  static constexpr auto fields() {
    using format::field;
    return members(field("copies", &Handling::copies), field("accesses", &Handling::accesses));
  }
  void apply(const Trace& trace, const act::ItemAccess& body);
  void apply(const Trace& trace, const act::ItemCopy& body);
};

/// R7.3: what a person holds of one item: it was read, or copied for the person. Whatever ends the
/// person's access, this stays on record. A second reading changes nothing.
struct Holding {
  using Partial = void;
  PersonId person;
  ItemId item;
  std::optional<Instant> read_at;     ///< for the first time
  std::vector<std::uint64_t> copies;  ///< their numbers
  static constexpr auto fields() {
    using format::field;
    return members(field("person", &Holding::person), field("item", &Holding::item),
                   field("read_at", &Holding::read_at), field("copies", &Holding::copies));
  }
  /// False where nothing changed.
  bool apply(const Trace& trace, const act::ItemAccess& body);
  bool apply(const Trace& trace, const act::ItemCopy& body);
};

/// One line of the list of what a person holds, or may read.
struct Held {
  ItemId item;
  bool need_to_know = false;  ///< one that is not revoked, ended or not
  std::optional<Instant> read_at;
  std::vector<std::uint64_t> copies;
};

/// A partner's node, by the invite that two persons compared.
struct Peer {
  using Partial = void;
  PartyCode party;
  Digest invite;
  std::string invite_text;
  bool trusted = false;
  std::vector<std::string> rotations;  ///< later invites that were compared again
  static constexpr auto fields() {
    using format::field;
    return members(field("party", &Peer::party), field("invite", &Peer::invite),
                   field("invite_text", &Peer::invite_text), field("trusted", &Peer::trusted),
                   field("rotations", &Peer::rotations));
  }
  void apply(const Trace& trace, const act::PeerAccept& body);
  void apply(const Trace& trace, const act::PeerRevoke& body);
  void apply(const Trace& trace, const act::PeerRotate& body);
};

/// Not thread-safe: belongs to the node's sequence.
class House {
 public:
  /// Folds one act of the house, in the order of its ledger. What must be written is appended to
  /// `changes`.
  void fold(const Trace& trace, const act::Body& body, Changes& changes);

  [[nodiscard]] const Person* person(const PersonId& id) const;
  /// Who left the register by that act, erased or not; null if nobody did.
  [[nodiscard]] const Person* who_left_by(const ActId& departure) const;
  /// As `person`, of those alone who have not left the register.
  [[nodiscard]] const Person* registered(const PersonId& id) const;
  /// R7.3: every item that the person has read or has a copy of, or may need to know; in order.
  [[nodiscard]] std::vector<Held> held_by(const PersonId& person) const;
  [[nodiscard]] const NeedToKnow* need_to_know(const PersonId& person, const ItemId& item) const;
  /// Entered or not: `Facility::entered()` says so.
  [[nodiscard]] const Facility* facility(const Name& code) const;
  /// The same, of those alone that were entered.
  [[nodiscard]] const Facility* entered_facility(const Name& code) const;
  [[nodiscard]] const Contractor* contractor(const Name& code) const;
  /// R16.3: the contractor and those above it, from the bottom to the top; empty where one of them
  /// was not entered, or where they stand in a ring.
  [[nodiscard]] std::vector<const Contractor*> contractor_line(const Name& code) const;
  [[nodiscard]] const Handling* handling(const ItemId& item) const;
  /// Null where nothing was translated, counted or destroyed.
  [[nodiscard]] const Stock* stock(const ItemId& item) const;
  /// I10: the numbers of the copies that were made and are not destroyed, in order.
  [[nodiscard]] std::vector<std::uint64_t> copies_left(const ItemId& item) const;
  /// For whom each copy was made.
  [[nodiscard]] std::map<act::Unit, PersonId> copy_holders() const;
  [[nodiscard]] const Peer* peer(const PartyCode& party) const;
  [[nodiscard]] const Enrolled* enrolled(const ItemId& item) const;
  /// R1.1: of the own law, under that agreement; null where none was adopted.
  [[nodiscard]] const Overlay* overlay(const AgreementId& agreement) const;
  /// R3.1: what was heard; null where the id is of nothing that was.
  [[nodiscard]] const KnownChange* known_change(const ActId& change) const;
  /// The item whose object has the policy of that id.
  [[nodiscard]] std::optional<ItemId> enrolled_by(std::string_view policy) const;

  [[nodiscard]] const std::map<std::string, Person>& people() const { return people_; }
  /// In no order.
  [[nodiscard]] const RecordMap<NeedToKnow>& needs() const { return needs_; }
  [[nodiscard]] const std::map<std::string, Facility>& facilities() const { return facilities_; }
  [[nodiscard]] const std::map<std::string, Contractor>& contractors() const {
    return contractors_;
  }
  [[nodiscard]] const std::map<std::string, Peer>& peers() const { return peers_; }
  [[nodiscard]] const std::map<std::string, Enrolled>& enrolled() const { return enrolled_; }
  /// By the ids of the items; in no order.
  [[nodiscard]] const RecordMap<Stock>& stocks() const { return stocks_; }
  /// By their register numbers.
  [[nodiscard]] const std::map<std::string, Derived>& derived() const { return derived_; }
  /// By the id of the act that said so.
  [[nodiscard]] const std::map<std::string, KnownChange>& known_changes() const {
    return known_changes_;
  }

  [[nodiscard]] Status load(const std::string& key, BytesView json);
  [[nodiscard]] Digest digest() const;

 private:
  template <class Visit>
  static void for_each_table(auto& self, const Visit& visit);
  template <class Body>
  void fold_one(const Trace& trace, const Body& body, Changes& changes);

  /// R7.3, R15.1: who translates has read the item; it is no access of its own.
  void fold_translation(const Trace& trace, const act::ItemCopy& body, Changes& changes);
  void fold_inventory(const Trace& trace, const act::InventoryTake& body, Changes& changes);
  /// In every record. Nothing where the acts that were folded had been erased already.
  void fold_erasure(const act::PersonErase& body, Changes& changes);

  /// Where the person is appointed, and was not relieved.
  [[nodiscard]] std::vector<Name> served_by(const PersonId& person) const;

  std::map<std::string, Person> people_;
  RecordMap<NeedToKnow> needs_;    // one for each person and item
  RecordMap<Handling> handlings_;  // one for each item
  RecordMap<Holding> holdings_;    // one for each person and item
  RecordMap<Stock> stocks_;        // one for each item
  std::map<std::string, Derived> derived_;
  std::map<std::string, Facility> facilities_;
  std::map<std::string, Contractor> contractors_;
  std::map<std::string, Peer> peers_;
  std::map<std::string, Enrolled> enrolled_;  // one for each item
  std::map<std::string, Overlay> overlays_;   // one for each agreement
  std::map<std::string, KnownChange> known_changes_;
  std::map<std::string, ItemId, std::less<>> policies_;  // of the enrolled objects
};

}  // namespace entente::registry
