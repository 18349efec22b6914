#pragma once

#include <optional>
#include <string>
#include <vector>

#include "registry/table.h"

/// What one party keeps to itself: people, clearances, need-to-know, accesses, copies, partners.
namespace entente::registry {

struct ClearanceOf {
  std::vector<Name> levels;
  CivilDate from;
  CivilDate until;  ///< the last day that counts, in `zone`
  Zone zone;
  static constexpr auto fields() {
    using format::field;
    return members(field("levels", &ClearanceOf::levels), field("from", &ClearanceOf::from),
                   field("until", &ClearanceOf::until), field("zone", &ClearanceOf::zone));
  }
};

/// R6.5, R7.1: a person on a facility's register. Rank is not among the fields (I8).
struct Person {
  using Partial = void;
  PersonId person;
  std::string name;
  Name facility;
  std::vector<act::Role> roles;
  std::optional<ClearanceOf> clearance;
  static constexpr auto fields() {
    using format::field;
    return members(field("person", &Person::person), field("name", &Person::name),
                   field("facility", &Person::facility), field("roles", &Person::roles),
                   field("clearance", &Person::clearance));
  }
  void apply(const Trace& trace, const act::PersonEnrol& body);
  void apply(const Trace& trace, const act::ClearanceGrant& body);
  void apply(const Trace& trace, const act::ClearanceRevoke& body);

  [[nodiscard]] bool has(act::Role role) const;
  /// A clearance for `level` that counts at `now` in the clearance's own zone.
  [[nodiscard]] bool cleared_for(const Name& level, Instant now) const;
};

struct NeedToKnow {
  using Partial = void;
  PersonId person;
  ItemId item;
  Name purpose;
  PersonId approver;
  Instant until;
  bool active = false;
  static constexpr auto fields() {
    using format::field;
    return members(field("person", &NeedToKnow::person), field("item", &NeedToKnow::item),
                   field("purpose", &NeedToKnow::purpose), field("approver", &NeedToKnow::approver),
                   field("until", &NeedToKnow::until), field("active", &NeedToKnow::active));
  }
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
  [[nodiscard]] const NeedToKnow* need_to_know(const PersonId& person, const ItemId& item) const;
  [[nodiscard]] const Handling* handling(const ItemId& item) const;
  [[nodiscard]] const Peer* peer(const PartyCode& party) const;

  [[nodiscard]] const std::map<std::string, Person>& people() const { return people_; }
  /// In no order.
  [[nodiscard]] const std::unordered_map<std::string, NeedToKnow>& needs() const { return needs_; }
  [[nodiscard]] const std::map<std::string, Peer>& peers() const { return peers_; }

  [[nodiscard]] Status load(const std::string& key, BytesView json);
  [[nodiscard]] Digest digest() const;

 private:
  template <class Visit>
  static void for_each_table(auto& self, const Visit& visit);

  std::map<std::string, Person> people_;
  std::unordered_map<std::string, NeedToKnow> needs_;    // one for each person and item
  std::unordered_map<std::string, Handling> handlings_;  // one for each item
  std::map<std::string, Peer> peers_;
};

}  // namespace entente::registry
