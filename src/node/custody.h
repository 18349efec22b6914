#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "base/stream.h"
#include "node/core.h"
#include "node/item_label.h"
#include "node/objects.h"

namespace entente::node {

/// An item that this party holds under another agreement and passes on (R6.1).
struct PassedOn {
  ItemId item;
  AgreementId held_under;
  ActId consent;  ///< this party's request there that was granted
};

/// What an officer says when releasing content. The rest follows from the agreement.
struct ReleaseRequest {
  AgreementId agreement;
  PartyCode recipient;
  std::string marking;  ///< code or text, as the officer gave it
  Name purpose;
  std::string title;
  std::string reason;
  PersonId decided_by;
  act::Form form = act::Form::document;
  std::optional<CivilDate> expires;
  std::optional<std::uint64_t> max_openings;
  std::string mime_type = "application/octet-stream";
  std::optional<std::string> rights_owner;
  std::optional<PassedOn> passed_on;  ///< without it, an item of this party's own
  std::optional<ItemId> again;        ///< its own item that another agreement knows (R6.6)
  /// How it travels (Art. 9). By the node's own link where nothing is said; by any other channel a
  /// person carries it, in a package (packages.h).
  std::optional<Name> channel;
};

struct Released {
  ItemId item;
  Submission release;
  Submission dispatch;
  std::string registration;  ///< the only thing an outer envelope shows (R12.1)
};

/// An object from outside that becomes an item of this party alone.
struct EnrolRequest {
  AgreementId agreement;
  std::string marking;  ///< this party's own, code or text
  Name purpose;
  std::string title;
  PersonId decided_by;
  std::optional<CivilDate> expires;
};

/// What a key service is asked: a share of an object's key for one person. It names the object by
/// nothing but its policy and the key access object, which both come from outside.
struct ShareRequest {
  PersonId person;
  std::string policy;  ///< base64, as it stands in the object
  object::KeyAccess key_access;
};

/// Unwraps what was wrapped to a key of this node, elliptic or RSA, by the id that the object
/// names, or by any of them where it names none; any other key access object is not its business.
/// Holds the keys as they are now, so it is made on the sequence and may be used on workers.
[[nodiscard]] object::KeyUnwrapper unwrap_with(const Identity& identity);

/// The use cases around content: release and dispatch on one side; receipts, fetching, opening on
/// the other. Belongs to the node's sequence; sealing, fetching to disk and opening run on workers.
class Custody {
 public:
  Custody(Core& core, Objects& objects);

  /// Seals `content` to the recipient's node, decides, records release and dispatch. `content` is
  /// read on a worker and must live until `done`. Errors: `node.denied` with the decision (before
  /// anything is sealed where that can be known), `label.unknown-marking`, those of sealing.
  using ReleaseDone = std::function<void(Result<Released>, const rules::Decision&)>;
  void release(ReleaseRequest request, std::shared_ptr<ByteSource> content, ReleaseDone done);

  /// T1: records the access, then unwraps the item's key. `done` gives the content as a source
  /// whose every piece is verified before it is given; where it fails on the way, what was read so
  /// far must be thrown away. Read it on a worker.
  using OpenDone = std::function<void(Result<std::unique_ptr<ByteSource>>, const Submission&)>;
  void open(const AgreementId& agreement, const ItemId& item, const PersonId& person,
            const Name& purpose, OpenDone done);

  /// Takes in an object that foreign software sealed to this node's key: verifies all of it,
  /// records it as an item, and keeps it. `object` is read on a worker and must live until `done`.
  /// Errors: those of `object::verify_object`, `label.unknown-marking`, `node.denied`.
  using EnrolDone = std::function<void(Result<ItemId>, const Submission&)>;
  void enrol(EnrolRequest request, std::shared_ptr<ByteSource> object, EnrolDone done);

  /// A share of an object's key for whoever may read the item: of one that was enrolled, or that
  /// was released to this party (T1: recorded before the share is given). The purpose is that of
  /// the person's need-to-know. Errors, and nothing is told apart beyond them: `node.denied` for
  /// whoever may not read it and for an object of no item, before any key is used;
  /// `object.cannot-open` where policy or key access are not the object's own (AB75).
  using ShareDone = std::function<void(Result<std::shared_ptr<const crypto::Secret32>>)>;
  void release_share(ShareRequest request, ShareDone done);

  /// The item's object, sealed as it lies here; `base.not-found` where there is none. No access to
  /// its content: whoever opens it asks for the key. Read it on a worker.
  using SealedDone = std::function<void(Result<std::unique_ptr<ByteSource>>)>;
  void sealed(const AgreementId& agreement, const ItemId& item, SealedDone done);

  /// The item's labels; the originator's is read from the object, on a worker, if that is here. The
  /// object need not be opened for it: the act names its manifest. Errors: `base.not-found`, those
  /// of reading.
  using LabelsDone = std::function<void(Result<ItemLabels>)>;
  void labels(const AgreementId& agreement, const ItemId& item, LabelsDone done);

  /// Whether this node waits for that object of the partner's: it was dispatched, its package
  /// receipt is recorded unless a person carries it, and its content is not here.
  [[nodiscard]] bool awaits(const PartyCode& from, const AgreementId& agreement, const ItemId& item,
                            std::uint64_t bytes) const;
  /// An object that `awaits` and that came another way than over the link: verified, kept and
  /// receipted exactly as if it had been fetched. `done` says whether it verified, once that is
  /// known; the receipt is recorded when the node has settled.
  using CarriedDone = std::function<void(const std::optional<Error>&)>;
  void take_carried(const AgreementId& agreement, const ItemId& item,
                    std::unique_ptr<Objects::Staged> staged, CarriedDone done);

  /// What a partner's act asks this node to do by itself: receipts, fetching what was dispatched.
  void react(Room& room, const PartyCode& issuer, const act::Body& body);
  /// Takes up again what a restart interrupted.
  void resume();
  /// Fetches again what was received and is not here: after a loss (AB26).
  void fetch_missing();

 private:
  struct Sealing;
  struct Fetch;
  struct Enrolling;

  [[nodiscard]] Result<act::Origin> origin_of(const PassedOn& passed_on) const;
  [[nodiscard]] Result<act::ItemRelease> draft(Room& room, const ReleaseRequest& request) const;
  [[nodiscard]] Result<object::SealRequest> seal_request(const Room& room,
                                                         const act::ItemRelease& body,
                                                         const std::string& mime_type) const;
  void record_release(const std::shared_ptr<Sealing>& sealing);
  [[nodiscard]] Status take_in(Enrolling& enrolling, const object::KeyUnwrapper& unwrap);
  void record_enrolment(const std::shared_ptr<Enrolling>& enrolling);
  void receive_package(Room& room, const ItemId& item);
  void record_package_receipt(Room& room, const ItemId& item);
  void receive_package_later(Room& room, const ItemId& item, const Error& why);
  void fetch(Room& room, const ItemId& item);
  void fetch_more(const std::shared_ptr<Fetch>& fetch);
  void take_chunk(const std::shared_ptr<Fetch>& fetch, Result<Bytes> chunk);
  void finish(const std::shared_ptr<Fetch>& fetch);
  void retry(const std::shared_ptr<Fetch>& fetch, const Error& why);
  void receive_content(Room& room, const ItemId& item, StoreBatch writes);
  void report_damage(Room& room, const ItemId& item, const Error& why);
  /// The one way to a key: after the access was recorded.
  void release_key(const AgreementId& agreement, const ItemId& item, const Submission& recorded,
                   const OpenDone& done);
  [[nodiscard]] Status verify(Fetch& fetch, const object::KeyUnwrapper& unwrap,
                              const object::Expectation& expected,
                              const ExpectedLabel& label) const;
  [[nodiscard]] std::optional<ItemId> item_of(const object::Policy& policy) const;
  [[nodiscard]] object::Expectation expectation(const Room& room, const ItemId& id,
                                                const registry::Item& item) const;

  Core& core_;
  Objects& objects_;
  std::set<std::pair<AgreementId, ItemId>> fetching_;
};

}  // namespace entente::node
