#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/executor.h"
#include "base/file_system.h"
#include "base/link_port.h"
#include "base/store_port.h"
#include "node/audit.h"
#include "node/counts.h"
#include "node/delivery.h"
#include "node/partner.h"
#include "node/room.h"
#include "node/sequencer.h"
#include "registry/house.h"
#include "rules/decide.h"

namespace entente::node {

/// Where the node meets the world. All must outlive it.
struct Ports {
  Clock& clock;
  Entropy& entropy;
  Store& store;
  Link& link;
  Executor& executor;
  FileSystem& files;
};

struct Settings {
  Signing signing = Signing::by_batch;
  std::int64_t clock_tolerance_ms = 2'000;            ///< of the own clock going back (AB19)
  std::int64_t partner_clock_tolerance_ms = 600'000;  ///< of a partner's times (AB16)
  std::size_t queue_max = 65'536;                     ///< acts waiting; more are refused (T17)
  std::int64_t retry_first_ms = 200;                  ///< after the partner was unreachable
  std::int64_t retry_max_ms = 30'000;
  std::int64_t anchor_interval_ms = 60'000;        ///< of the house ledger in each agreement's log
  std::int64_t reconcile_interval_ms = 3'600'000;  ///< of the records, with every partner
  std::int64_t neutral_interval_ms = 60'000;       ///< of asking witnesses of neither party
  bool automatic_receipts = true;  ///< package and content receipts for electronic items
  /// Keys of neutral logs that this node cosigns too, beside the partners': each bears its log's
  /// origin as its name, and is of type 0x01.
  std::vector<ledger::NoteVerifier> witnessed;
};

/// The keys in an invite that was accepted; the text is exactly what the house ledger holds.
using PartnerResolver = std::function<Result<Partner>(std::string_view invite_text)>;

/// What somebody proposes.
struct Draft {
  std::optional<AgreementId> agreement;  ///< none for house acts that concern no agreement
  act::Body body;
  /// When it was done, where that was earlier: of instruments alone. It counts so once the other
  /// parties have confirmed it (R21.1).
  std::optional<Instant> done_at = std::nullopt;
  /// What is committed with it: asked once, where it is permitted, before it is recorded.
  std::function<StoreBatch()> beside = {};
};

/// The answer to a draft: recorded (durable), or the error and the decision that refused it.
struct Submission {
  rules::Decision decision;
  std::optional<Error> error;
  Digest digest;
  ActId id;
  std::uint64_t index = 0;  ///< in the own log

  /// Without a decision: no act was even considered.
  [[nodiscard]] static Submission refused(Error why) { return {{}, std::move(why), {}, {}, 0}; }
};
using Submitted = std::function<void(const Submission&)>;

/// The state of the node and the one way to change it. Its parts (receiver, courier, custody) work
/// on it; nothing else does. Belongs to the node's sequence: not thread-safe.
class Core {
 public:
  Core(Ports ports, Identity identity, Settings settings, PartnerResolver resolver,
       std::function<void(const Error&)> failed);

  /// Reads everything back from the store (restart from records).
  [[nodiscard]] Status load();

  /// Decides, gives the act its place, folds it and hands it to the sequencer. `done` is called
  /// when it is durable, or at once with the denial.
  void submit(Draft draft, Submitted done);

  /// Records the verdict on a partner's act, together with it: whatever the clock says and however
  /// much waits, since without it the two sides would hold different records.
  void conclude(Room& room, act::VerdictRefuse verdict);

  /// A partner's act whose signature and leaf were verified: folds it at its place and writes it.
  /// `writes` are committed with it.
  void admit(Room& room, Counterpart& from, const act::Envelope& envelope, const act::Body& body,
             StoreBatch writes, Sequencer::Done done);

  /// Takes an agreement's text into the node; again for a text that is there already, nothing
  /// happens. Errors: `agreement.*` for a text with faults, `node.other-text` for another text
  /// under the same id. Where the text demands a national overlay (R1.1), an exercise begins with
  /// one that adds nothing; a live agreement waits until the party adopts its own.
  [[nodiscard]] Result<AgreementId> propose(std::string_view profile_text, std::string_view file,
                                            Sequencer::Done done);

  /// Takes an amended text, or a supplement, into the node, so that this party can consent to it
  /// (Art. 5, Art. 21(2)). Returns its digest. Errors: `node.other-text` for one with faults,
  /// `agreement.bad-amendment` for one that changes what no amendment may.
  [[nodiscard]] Result<Digest> keep_text(Room& room, agreement::InstrumentKind kind,
                                         std::string_view text, std::string_view file);

  /// Takes the overlay of this party's own law into the node, so that it can be adopted (Art. 1,
  /// R1.1). Errors: `node.other-text` for one with faults, or whose day has not come.
  [[nodiscard]] Result<agreement::Supplement> keep_overlay(Room& room, std::string_view text,
                                                           std::string_view file);

  [[nodiscard]] Room* room(const AgreementId& id);
  [[nodiscard]] std::map<AgreementId, Room>& rooms() { return rooms_; }
  /// The agreement under which the item is known, the one under which this party received it before
  /// all others; null if there is none.
  [[nodiscard]] Room* room_of(const ItemId& item);
  /// The item as this party has it under the agreement: of both parties' records, or enrolled here
  /// and kept to itself. Null if there is none.
  [[nodiscard]] const registry::Item* held_item(const Room& room, const ItemId& item) const;
  /// The other agreements that know the item of `body`, as they stand at `now`.
  [[nodiscard]] std::vector<rules::AgreementView> others_that_know(const Room& room,
                                                                   const act::Body& body,
                                                                   Instant now);
  [[nodiscard]] const registry::House& house() const { return house_; }
  [[nodiscard]] const OwnLog& house_log() const { return *house_log_; }
  /// What stands in the place of an agreement's id in the acts of the house.
  [[nodiscard]] AgreementId house_id() const;
  /// A trusted partner's keys; null for anybody else.
  [[nodiscard]] const Enrolled* partner(const PartyCode& party) const;
  [[nodiscard]] const std::map<PartyCode, Enrolled>& partners() const { return partners_; }

  /// Acts with `next` from here on (T8). Where the newest invite that was announced under an
  /// agreement names other keys, or `again`, announces `invite_text` there, signed by the key that
  /// the partner knows. Nothing where no agreement is known. `done` is called when all is durable.
  [[nodiscard]] Status announce_keys(Identity next, const std::string& invite_text,
                                     act::KeyReason reason, bool again, Sequencer::Done done);
  /// Has `next` from here on, which differs from what the node has only in keys that no invite
  /// names: nobody is told. `done` is called when what went before is durable.
  [[nodiscard]] Status take_keys(Identity next, Sequencer::Done done);
  /// Whether the announced keys are the partner's own to announce: signed by the party key that is
  /// known, for the same party and domain, and not older than what is known. Else
  /// `node.keys-not-vouched`.
  [[nodiscard]] Status check_announcement(const PartyCode& party,
                                          const act::KeyAnnounce& announced) const;
  /// A partner's keys changed: by its act, or by comparing again.
  void renew_keys(const PartyCode& party);
  /// The verifiers of this node's log under an agreement, with every key that it ever had, in all
  /// its epochs.
  [[nodiscard]] Result<std::vector<ledger::NoteVerifier>> own_verifiers(const Room& room) const;
  /// A head of this node's log under an agreement that somebody else holds, in any epoch, also a
  /// later one than this node remembers. Errors as of `ledger::open_checkpoint`.
  [[nodiscard]] Result<ledger::OpenedCheckpoint> open_own(const Room& room,
                                                          std::string_view note) const;
  /// The epoch that a party's log is in, as this node knows it (T14).
  [[nodiscard]] std::uint32_t epoch_of(const Room& room, const PartyCode& party) const;

  [[nodiscard]] const Identity& identity() const { return identity_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] const Ports& ports() const { return ports_; }
  [[nodiscard]] Sequencer& sequencer() { return sequencer_; }
  /// This node's present, never before its newest act (T18).
  [[nodiscard]] Instant now() const;
  /// The decision on a body, without recording anything.
  [[nodiscard]] rules::Decision consider(Room* room, const PartyCode& issuer, const act::Body& body,
                                         Instant now);

  /// Counts a denial of an own draft in the house audit.
  void audit(const Room* room, const act::Body& body, const rules::Decision& decision);
  [[nodiscard]] const Audit& audited() const { return audit_; }
  /// Forgets what was denied where it names that person (`person.erase`); what must be written.
  [[nodiscard]] StoreBatch forget_denials(const act::Redaction& redaction) {
    return audit_.forget(redaction);
  }
  [[nodiscard]] const Counts& counts() const { return counts_; }

  /// From here on nothing is signed: something was found that a person must resolve (T14).
  void freeze(const Error& why);
  [[nodiscard]] const std::optional<Error>& frozen() const { return frozen_; }
  /// T14: somebody holds more of the log under this agreement than this node. Frozen until it is
  /// recovered.
  void freeze_behind(const Room& room, const Error& why);
  [[nodiscard]] bool behind(const Room& room) const { return behind_.contains(room.id); }
  /// Called on the sequence when a frozen node signs again.
  void on_thawed(std::function<void()> notify) { thawed_ = std::move(notify); }
  /// T14, AB25: the home was restored from a backup, and partners have not yet said what they saw
  /// of it. Until they have, the node is frozen, but for asking them.
  [[nodiscard]] bool restoring() const { return !unasked_.empty(); }
  [[nodiscard]] const std::set<std::pair<AgreementId, PartyCode>>& unasked() const {
    return unasked_;
  }
  /// The partner holds no head that this node signed and no longer has. If it was the last to be
  /// asked, the node signs again.
  void confirm_restored(const Room& room, const PartyCode& party);

  // What `Recovery` does with a log of which a partner holds more (AB26).

  /// Appends leaves that a partner gave back, and keeps in mind how much there was before.
  void take_back_leaves(Room& room, std::vector<Digest> leaves, Sequencer::Done done);
  /// Folds an act of our own that `from` gave back, whose signature was verified, at its index in
  /// our log.
  void take_back(Room& room, const PartyCode& from, const act::Envelope& envelope,
                 const act::Body& body, const LoggedAct& logged);
  /// How many entries of our log there were before anything was taken back. Only of one that is
  /// behind.
  [[nodiscard]] std::uint64_t kept(const Room& room) const { return behind_.at(room.id); }
  /// Records that the present epoch of our log is closed with all its leaves, and begins the next.
  /// `done` is called where this succeeds. `node.bad-home` if the key that signs is not here.
  [[nodiscard]] Status close_epoch(Room& room, std::vector<act::EntryRange> lost,
                                   std::vector<act::PlaceRange> passed, Submitted done);
  /// The size at which the epoch of our log with that origin was closed; nothing for the present
  /// one.
  [[nodiscard]] std::optional<std::uint64_t> closed_at(const Room& room,
                                                       std::string_view origin) const;
  /// What of our log the party is still to be told in the epoch that we closed: its size then,
  /// while the party has not accepted that; nothing else.
  [[nodiscard]] std::optional<std::uint64_t> closed_for(const Room& room,
                                                        const PartyCode& party) const;
  /// The signed head of so many leaves of the epoch that we closed last.
  [[nodiscard]] Result<std::string> sign_closed_head(const Room& room, std::uint64_t size) const;
  /// Whether the entry is one that this party said it lost.
  [[nodiscard]] bool is_lost(const Room& room, std::uint64_t index) const;
  /// Whether the place in the party's chain to this one is one that the party said was lost.
  [[nodiscard]] bool is_passed(const Room& room, const PartyCode& party, std::uint64_t place) const;
  /// Goes on along the party's chain over all that is here, or will never be.
  void advance(const Room& room, const PartyCode& party, Counterpart& from) const;

  /// Called on the sequence when leaves of an agreement's log became durable; for an act with its
  /// header.
  using Outgoing = std::function<void(Room&, const act::Header*, std::uint64_t index)>;
  void on_outgoing(Outgoing notify) { outgoing_ = std::move(notify); }
  /// Called on the sequence when any act, ours or a partner's, became durable.
  using Recorded = std::function<void(Room*, const PartyCode& issuer, const act::Body&)>;
  void on_recorded(Recorded notify) { recorded_ = std::move(notify); }

  /// The body of an act that was folded, from memory or the store.
  [[nodiscard]] Result<act::Body> body_of(Room& room, const Digest& digest);
  /// A stored act of a log by its index: commitment key and bytes; of an act that was erased, the
  /// commitment itself and the tombstone.
  struct StoredAct {
    Bytes commitment_key;
    Bytes bytes;
  };
  [[nodiscard]] Result<StoredAct> stored_act(LogNumber log, std::uint64_t index) const;

  /// A place of one of our logs: the log's number and name, the index, and the leaf hash there.
  struct EntryPlace {
    LogNumber log = 0;
    Digest name;
    std::uint64_t index = 0;
    Digest leaf;
  };
  /// The entry at that place, opened from what is stored. Errors: `base.not-found` where the act is
  /// missing from the store, `node.rolled-back` if it is not the one that the log commits to.
  /// Callable from any thread.
  [[nodiscard]] Result<ledger::Entry> entry_at(const EntryPlace& place) const;

  /// The place in our chain to `to` of one of our acts under the agreement, by its digest.
  [[nodiscard]] Result<ChainHead> own_place(const Room& room, const PartyCode& to,
                                            const Digest& digest) const;

  /// Appends the house ledger's head to each agreement's log, where it has grown.
  void anchor_house();

 private:
  [[nodiscard]] Status check_ready() const;
  [[nodiscard]] Result<Room*> room_for(const Draft& draft);
  /// When an act was done and when it is recorded.
  struct Times {
    Instant done_at;
    Instant recorded_at;
  };
  using SharedBody = std::shared_ptr<const act::Body>;
  void place(Room* room, act::Body draft, Bytes payload, Times times, rules::Decision decision,
             StoreBatch beside, Submitted done);
  [[nodiscard]] act::Header header_for(Room* room, const act::Type& type, Times times) const;
  [[nodiscard]] StoreBatch fold_own(Room* room, const act::Header& header, const act::Body& body,
                                    const Digest& digest);
  [[nodiscard]] static StoreWrite outbox_write(const Counterpart& to, const act::Type& type,
                                               std::uint64_t sequence, std::uint64_t index);
  void add_outbox(StoreBatch& writes, Room& room, const act::Type& type, const act::Header& header,
                  std::uint64_t index);
  void after_house_act(const act::Body& body);
  struct LaterInvite;
  [[nodiscard]] Result<std::vector<LaterInvite>> later_invites(const PartyCode& party) const;
  [[nodiscard]] static Enrolled enrolled(std::vector<Partner> invites);
  [[nodiscard]] Status learn_keys(const PartyCode& party);
  [[nodiscard]] Result<std::optional<Partner>> announced_keys(const Room& room) const;
  [[nodiscard]] Status choose_node_key(Room& room);
  [[nodiscard]] Status load_house();
  [[nodiscard]] Status load_rooms();
  [[nodiscard]] Status check_signer_state(const Room& room);
  [[nodiscard]] Status load_restored();
  [[nodiscard]] Status load_counterpart(Room& room, const PartyCode& party);
  [[nodiscard]] Status load_records();
  [[nodiscard]] Status load_texts(Room& room);
  [[nodiscard]] Status load_overlays(Room& room);
  [[nodiscard]] Status adopt_neutral_overlay(Room& room, Sequencer::Done done);
  [[nodiscard]] Result<Room> make_room(std::string_view profile_text, std::string_view file,
                                       LogNumber number) const;
  [[nodiscard]] StoreBatch list_of_rooms() const;
  [[nodiscard]] Status open_mirror(Room& room, const PartyCode& party, Counterpart& counterpart);
  [[nodiscard]] Status restore_mirror(Room& room, const PartyCode& party, Counterpart& counterpart,
                                      std::string_view domain);
  [[nodiscard]] Status load_expected(const std::string& origin, ledger::MirroredLog& mirror) const;
  [[nodiscard]] Status load_epochs();
  [[nodiscard]] Status follow_epochs(Room& room);
  void thaw();
  void after_fold(Room& room, const PartyCode& issuer, const act::Body& body);
  [[nodiscard]] const crypto::SigningKey& node_key(const Room* room) const {
    return room == nullptr ? identity_.node_keys.back() : room->node_key;
  }
  void remember(const Digest& digest, SharedBody body);
  void forget(const Digest& digest);

  Ports ports_;
  Identity identity_;
  Settings settings_;
  PartnerResolver resolver_;
  Sequencer sequencer_;
  registry::House house_;
  Audit audit_;
  Counts counts_;
  std::optional<OwnLog> house_log_;
  std::map<AgreementId, Room> rooms_;
  std::map<PartyCode, Enrolled> partners_;
  LogNumber next_number_ = kHouseLog + 1;
  Instant newest_;  ///< `recorded_at` of the newest own act
  std::uint64_t anchored_size_ = 0;
  /// Bodies of acts that are folded but not yet durable.
  std::unordered_map<Digest, SharedBody> young_;
  Outgoing outgoing_;
  std::optional<Error> frozen_;
  std::function<void()> thawed_;
  std::set<std::pair<AgreementId, PartyCode>> unasked_;
  std::map<AgreementId, std::uint64_t> behind_;  ///< and how many entries of the log were kept
  Recorded recorded_;
};

/// A denial as an error: `node.denied`, or `node.out-of-order` where the act does not fit the
/// order.
[[nodiscard]] Error denial(const rules::Decision& decision);

/// The profile, or `node.other-text` with the first fault; `what` is the text's word.
[[nodiscard]] Result<agreement::Profile> without_faults(agreement::Loaded loaded,
                                                        std::string_view what);

/// Keys of values in `Space::meta` and `Space::record`.
[[nodiscard]] std::string record_name(const AgreementId& agreement, std::string_view key);
[[nodiscard]] std::string house_record_name(std::string_view key);
[[nodiscard]] StoreWrite chain_write(const AgreementId& agreement, const PartyCode& party,
                                     std::string_view which, const ChainHead& head);

}  // namespace entente::node
