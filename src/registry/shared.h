#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agreement/instrument.h"
#include "registry/item.h"
#include "registry/record_digests.h"
#include "registry/table.h"

/// What both parties of an agreement know: the records folded from its shared acts. Given the same
/// set of acts, both nodes hold the same records byte for byte (T7).
namespace entente::registry {

/// The agreement's instruments, in the order of their folding.
struct Instruments {
  std::vector<agreement::Instrument> list;
  static constexpr auto fields() { return members(format::field("list", &Instruments::list)); }

  void apply(const Trace& trace, const act::AgreementSign& body);
  void apply(const Trace& trace, const act::AgreementNotify& body);
  void apply(const Trace& trace, const act::AgreementNotice& body);
  void apply(const Trace& trace, const act::AgreementSuspendNotice& body);
  void apply(const Trace& trace, const act::AgreementReviveNotice& body);
  void apply(const Trace& trace, const act::AgreementWithdrawNotice& body);
  void apply(const Trace& trace, const act::AgreementWithdrawSuspension& body);
  void apply(const Trace& trace, const act::AgreementAmend& body);
  void apply(const Trace& trace, const act::AgreementSupplement& body);
  void apply(const Trace& trace, const act::AgreementSuspend& body);
  void apply(const Trace& trace, const act::AgreementResume& body);
  void apply(const Trace& trace, const act::AgreementReplace& body);
  void apply(const Trace& trace, const act::AgreementReview& body);
  void apply(const Trace& trace, const act::AgreementConfirm& body);
};

/// A party's own stop (R1.2). Without an item it covers everything under the agreement.
struct Hold {
  using Partial = void;
  PartyCode by;
  std::optional<ItemId> item;
  std::string reason;
  bool active = false;
  static constexpr auto fields() {
    using format::field;
    return members(field("by", &Hold::by), field("item", &Hold::item),
                   field("reason", &Hold::reason), field("active", &Hold::active));
  }
  void apply(const Trace& trace, const act::AgreementHold& body);
  void apply(const Trace& trace, const act::AgreementUnhold& body);
};

/// R2.2: a competent authority of a party and the days on which it is one.
struct Authority {
  using Partial = void;
  PartyCode party;
  Name authority;
  std::string name;
  CivilDate from;
  std::optional<CivilDate> until;
  static constexpr auto fields() {
    using format::field;
    return members(field("party", &Authority::party), field("authority", &Authority::authority),
                   field("name", &Authority::name), field("from", &Authority::from),
                   field("until", &Authority::until));
  }
  void apply(const Trace& trace, const act::AuthorityNotify& body);
};

/// R12.4: a party's accredited system.
struct System {
  using Partial = void;
  PartyCode party;
  Name system;
  Name level;
  Name authority;
  CivilDate from;
  CivilDate until;
  static constexpr auto fields() {
    using format::field;
    return members(field("party", &System::party), field("system", &System::system),
                   field("level", &System::level), field("authority", &System::authority),
                   field("from", &System::from), field("until", &System::until));
  }
  void apply(const Trace& trace, const act::SystemAccredit& body);
};

/// R7.2: the receiving party's assurance.
struct Assurance {
  using Partial = void;
  PartyCode by;
  Name level;
  Name authority;
  bool complete = false;  ///< all three statements of Art. 7(5)
  CivilDate until;
  static constexpr auto fields() {
    using format::field;
    return members(field("by", &Assurance::by), field("level", &Assurance::level),
                   field("authority", &Assurance::authority),
                   field("complete", &Assurance::complete), field("until", &Assurance::until));
  }
  void apply(const Trace& trace, const act::AssuranceGive& body);
};

/// R17.1: a case of loss or compromise.
struct Incident {
  using Partial = void;
  PartyCode reported_by;
  std::optional<ItemId> item;
  act::IncidentKind kind = act::IncidentKind::possible_compromise;
  Instant suspected_at;
  std::string summary;
  std::optional<Instant> reported_at;
  std::optional<Instant> acknowledged_at;
  std::optional<Instant> results_at;  ///< of the investigation, from the party that reported
  std::string findings;
  std::string measures;
  static constexpr auto fields() {
    using format::field;
    return members(field("reported_by", &Incident::reported_by), field("item", &Incident::item),
                   field("kind", &Incident::kind), field("suspected_at", &Incident::suspected_at),
                   field("summary", &Incident::summary),
                   field("reported_at", &Incident::reported_at),
                   field("acknowledged_at", &Incident::acknowledged_at),
                   field("results_at", &Incident::results_at),
                   field("findings", &Incident::findings), field("measures", &Incident::measures));
  }
  void apply(const Trace& trace, const act::IncidentReport& body);
  void apply(const Trace& trace, const act::IncidentAcknowledge& body);
  void apply(const Trace& trace, const act::IncidentResults& body);
};

/// R3.1: what a party told of its law, and who has taken note of it.
struct LawNotice {
  using Partial = void;
  struct Acknowledged {
    PartyCode by;
    Instant at;
    static constexpr auto fields() {
      using format::field;
      return members(field("by", &Acknowledged::by), field("at", &Acknowledged::at));
    }
  };
  PartyCode by;
  Name law;
  std::string title;
  std::string text;
  CivilDate from;
  bool affects_protection = false;
  std::optional<Instant> notified_at;
  std::vector<Acknowledged> acknowledged;
  static constexpr auto fields() {
    using format::field;
    return members(field("by", &LawNotice::by), field("law", &LawNotice::law),
                   field("title", &LawNotice::title), field("text", &LawNotice::text),
                   field("from", &LawNotice::from),
                   field("affects_protection", &LawNotice::affects_protection),
                   field("notified_at", &LawNotice::notified_at),
                   field("acknowledged", &LawNotice::acknowledged));
  }
  void apply(const Trace& trace, const act::LawNotify& body);
  void apply(const Trace& trace, const act::LawAcknowledge& body);

  [[nodiscard]] bool acknowledged_by(const PartyCode& party) const;
};

/// T8: the keys that a party announced under this agreement, oldest first.
struct PartyKeys {
  struct Announced {
    std::vector<Position> to;  ///< the announcement's place in the chain to each party
    std::string invite_text;
    act::KeyReason reason = act::KeyReason::planned;
    static constexpr auto fields() {
      using format::field;
      return members(field("to", &Announced::to), field("invite_text", &Announced::invite_text),
                     field("reason", &Announced::reason));
    }
  };
  std::vector<Announced> announced;
  static constexpr auto fields() {
    return members(format::field("announced", &PartyKeys::announced));
  }
  void apply(const Trace& trace, const act::KeyAnnounce& body);
};

/// T14: the epochs of a party's log that were closed after a loss, in the order of their closing.
struct LogEpochs {
  struct Closed {
    std::uint64_t epoch = 0;
    std::uint64_t size = 0;
    Digest root;
    Digest recovery;                    ///< the act of the party whose log it is
    bool recorded = false;              ///< that act was folded
    std::vector<act::EntryRange> lost;  ///< what that party can no longer open
    std::vector<act::PlaceRange> passed;
    std::vector<PartyCode> accepted;  ///< by whom
    static constexpr auto fields() {
      using format::field;
      return members(field("epoch", &Closed::epoch), field("size", &Closed::size),
                     field("root", &Closed::root), field("recovery", &Closed::recovery),
                     field("recorded", &Closed::recorded), field("lost", &Closed::lost),
                     field("passed", &Closed::passed), field("accepted", &Closed::accepted));
    }
    [[nodiscard]] bool accepted_by(const PartyCode& party) const;
  };
  std::vector<Closed> closed;
  static constexpr auto fields() { return members(format::field("closed", &LogEpochs::closed)); }
  void apply(const Trace& trace, const act::LedgerRecover& body);
  void apply(const Trace& trace, const act::LedgerAcceptRecovery& body);

 private:
  [[nodiscard]] Closed& closing(const Closed& wanted);
};

/// The key of the one record that a shared act changes; nothing for house acts.
[[nodiscard]] std::optional<std::string> record_key(const PartyCode& issuer, const act::Body& body);

/// Not thread-safe: belongs to the node's sequence.
class Shared {
 public:
  /// Folds one act whose signature and place were verified. Folding an act twice changes nothing.
  /// What must be written is appended to `changes`.
  [[nodiscard]] Status fold(const Trace& trace, const act::Body& body, const BodySource& bodies,
                            Changes& changes);

  [[nodiscard]] const std::vector<agreement::Instrument>& instruments() const;
  [[nodiscard]] const Item* item(const ItemId& id) const;
  /// An active hold by `party` that covers `item` (or everything); null if there is none.
  [[nodiscard]] const Hold* active_hold(const PartyCode& party, const ItemId& item) const;
  [[nodiscard]] const Hold* hold(const ActId& id) const;
  [[nodiscard]] const Authority* authority(const PartyCode& party, const Name& code) const;
  [[nodiscard]] const System* system(const PartyCode& party, const Name& code) const;
  [[nodiscard]] const Assurance* assurance(const ActId& id) const;
  [[nodiscard]] const Incident* incident(const ActId& id) const;
  [[nodiscard]] const LawNotice* law_notice(const ActId& id) const;
  /// R3.1: when `party` first told of that rule or authority after `since`; nothing: not yet. A
  /// notice of before says nothing of a change that was heard of later.
  [[nodiscard]] std::optional<Instant> told_since(const PartyCode& party, act::ChangeOf of,
                                                  const Name& code, Instant since) const;

  /// What `party` announced; null if it still has the keys it was enrolled with.
  [[nodiscard]] const PartyKeys* keys_of(const PartyCode& party) const;
  /// T14: the epochs of `party`'s log that were closed, oldest first; none for a log that never
  /// lost anything.
  [[nodiscard]] const std::vector<LogEpochs::Closed>& closed_epochs(const PartyCode& party) const;

  [[nodiscard]] const Table<Item>& items() const { return items_; }
  [[nodiscard]] const Table<Hold>& holds() const { return holds_; }
  [[nodiscard]] const Table<Authority>& authorities() const { return authorities_; }
  [[nodiscard]] const Table<System>& systems() const { return systems_; }
  [[nodiscard]] const Table<Assurance>& assurances() const { return assurances_; }
  [[nodiscard]] const Table<Incident>& incidents() const { return incidents_; }
  [[nodiscard]] const Table<LawNotice>& laws() const { return laws_; }
  [[nodiscard]] const Table<Instruments>& agreement() const { return agreement_; }

  /// Takes over one record as `fold` wrote it (restart from records).
  [[nodiscard]] Status load(const std::string& key, BytesView json);
  /// All records by key, as JSON: what two parties compare.
  [[nodiscard]] std::map<std::string, std::string> records() const;
  /// What two parties compare first.
  [[nodiscard]] const RecordDigests& digests() const { return digests_; }
  /// SHA-256 over all records in key order: equal on both sides, and after a rebuild from acts.
  [[nodiscard]] Digest digest() const;

 private:
  template <class Visit>
  static void for_each_table(auto& self, const Visit& visit);

  Table<Instruments> agreement_;
  Table<Item> items_;
  Table<Hold> holds_;
  Table<Authority> authorities_;
  Table<System> systems_;
  Table<Assurance> assurances_;
  Table<Incident> incidents_;
  Table<PartyKeys> keys_;
  Table<LawNotice> laws_;
  Table<LogEpochs> epochs_;
  RecordDigests digests_;
};

}  // namespace entente::registry
