#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "node/core.h"
#include "node/courier.h"
#include "node/custody.h"
#include "node/objects.h"
#include "node/package_record.h"
#include "node/receiver.h"

namespace entente::node {

/// What a package holds that its reader has not said to have.
struct PackageContents {
  std::uint64_t acts = 0;
  std::uint64_t objects = 0;
  std::uint64_t answers = 0;   ///< on acts of the reader's, in the package that this one answers
  std::uint64_t left_out = 0;  ///< objects for which there was no room: the next one takes them
};

/// A package as it is to be carried away. The file is of this node's home and goes with it.
struct MadePackage {
  PartyCode to;
  PackageContents contents;
  std::shared_ptr<ByteSource> file;  ///< read it on a worker
};

/// What became of a package that was carried here.
struct TakenPackage {
  PartyCode from;
  Instant made_at;  ///< by its maker's clock
  std::map<Disposition, std::uint64_t> acts;
  std::uint64_t objects_taken = 0;
  std::uint64_t objects_known = 0;    ///< here already, or not expected now
  std::uint64_t objects_damaged = 0;  ///< taken in none: reported to the partner
  struct Refusal {
    AgreementId agreement;
    std::string code;
  };
  std::vector<Refusal> refused;  ///< whole deliveries or acknowledgements
  MadePackage reply;
};

/// The link without a wire: what waits for a partner as one file that a person carries, and what
/// the partner's node says to it as another (docs/how-to/exchange-by-courier.md). The file holds
/// the requests of the link, and what it brings is taken in by the parts that serve the link: there
/// is no second way. Any package may be lost, repeated or overtaken. Belongs to the node's
/// sequence; files are read and written on workers.
class Packages {
 public:
  /// Calls back when everything folded is durable, or with why that does not come.
  using Settle = std::function<void(std::function<void(const Status&)>)>;
  struct Parts {
    Core& core;
    Objects& objects;
    Receiver& receiver;
    Courier& courier;
    Custody& custody;
    Settle settle;
  };
  explicit Packages(Parts parts) : parts_(std::move(parts)) {}

  /// All that waits for the party under every agreement, sealed to its node and signed by this one.
  /// Errors: `node.unknown-peer`, that which froze the node, those of the disk.
  using MakeDone = std::function<void(Result<MadePackage>)>;
  void make(const PartyCode& to, MakeDone done);

  /// Takes in what a partner's node made, and makes the reply. Nothing of a package is taken in
  /// before all of it was read and its signature verified. `package` is read on a worker. Errors:
  /// `node.bad-package`, `node.foreign-package`, `node.package-signature`, `node.unknown-peer`.
  using TakeDone = std::function<void(Result<TakenPackage>)>;
  void take(std::shared_ptr<ByteSource> package, TakeDone done);

 private:
  struct Packing;
  struct Taking;
  using Answers = std::map<AgreementId, std::vector<ActAnswer>>;

  void make_with(const PartyCode& to, Answers answers, MakeDone done);
  [[nodiscard]] Status begin(Packing& packing);
  void pack_more(const std::shared_ptr<Packing>& packing);
  [[nodiscard]] Result<std::function<Status()>> next_piece(Packing& packing);
  [[nodiscard]] std::function<Status()> acknowledgement(Packing& packing, const Room& room);
  [[nodiscard]] Result<std::function<Status()>> delivery(Packing& packing, Room& room);
  [[nodiscard]] std::function<Status()> object(Packing& packing);

  [[nodiscard]] PackageKey key_of_maker() const;
  /// Does `work` on a worker, then `then` on the sequence; ends the taking where it fails.
  void step(const std::shared_ptr<Taking>& taking, std::function<Status()> work,
            std::function<void()> then);
  /// The same once everything folded is durable.
  void settle(const std::shared_ptr<Taking>& taking, std::function<void()> then);
  void verify(const std::shared_ptr<Taking>& taking);
  void read_more(const std::shared_ptr<Taking>& taking);
  void handle(const std::shared_ptr<Taking>& taking);
  void deliver(const std::shared_ptr<Taking>& taking, int asked);
  void acknowledge(const std::shared_ptr<Taking>& taking);
  void take_object(const std::shared_ptr<Taking>& taking);
  void keep_object(const std::shared_ptr<Taking>& taking);
  void finish(const std::shared_ptr<Taking>& taking);
  void when_received(const std::shared_ptr<Taking>& taking, std::function<void()> then);

  Parts parts_;
};

}  // namespace entente::node
