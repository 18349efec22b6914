#pragma once

#include <map>
#include <utility>
#include <vector>

#include "node/core.h"
#include "node/delivery.h"
#include "node/signer_states.h"

namespace entente::node {

/// What this node asks the partner about its own log, with how far it has the partner's.
[[nodiscard]] HeadRequest head_request(const Room& room, const PartyCode& party);

/// Delivers what waits for the partners: acts in bounded batches, restrictive ones first, with the
/// growth of this node's log and its signed head; and takes the partner's cosignature back. One
/// delivery per agreement and partner is under way at a time. Durable: what was not answered is
/// sent again, after any absence. Belongs to the node's sequence.
class Courier {
 public:
  explicit Courier(Core& core);

  /// Reads the outbox back from the store.
  [[nodiscard]] Status load();
  /// Delivers what waits under this agreement.
  void wake(Room& room);
  /// An act of ours became durable at `index` of our log: it waits for its addressees.
  void add(Room& room, const act::Header& header, std::uint64_t index);
  /// Looks at every agreement and partner again (a partner became reachable or was enrolled).
  void wake_all();

  /// Whether our act at that place of the chain to `party` no longer waits for it.
  [[nodiscard]] bool delivered(const Room& room, const PartyCode& party, bool restrictive,
                               std::uint64_t sequence) const;
  /// Acts that wait for a partner, over all agreements.
  [[nodiscard]] std::size_t waiting_for(const PartyCode& party) const;

  /// The partner has less of our log and of our acts than it once had: it lost them. What it lacks
  /// waits for it again.
  void rewind(Room& room, const PartyCode& party, const HeadRequest& holds);

  // What goes another way than over the link, by hand: the same deliveries, and answers to them.

  /// How far one package has got with what a partner is owed under one agreement.
  struct Packed {
    std::uint64_t size = 0;  ///< of this node's log
    Bytes last;              ///< outbox key of the last act, in their order; empty: none yet
  };
  /// Where the partner is now, as far as is known here.
  [[nodiscard]] Packed nothing_packed(const Room& room, const PartyCode& party) const;
  /// Whether the log, or the outbox, has more for the partner than was packed.
  [[nodiscard]] bool has_more(const Room& room, const PartyCode& party, const Packed& packed) const;
  /// The next delivery of it. Its head must be kept by `signer_states()` before it leaves.
  [[nodiscard]] Result<Delivery> pack_more(Room& room, const PartyCode& party, Packed& packed);
  [[nodiscard]] SignerStates& signer_states() { return signer_states_; }
  /// Takes the partner's word on what it has of this node's log and of its acts. Freezes the node
  /// if the partner holds a head that this node signed and no longer has (T14). Errors:
  /// `node.bad-delivery` for a head that this node did not sign, `node.rolled-back`.
  [[nodiscard]] Status acknowledged(Room& room, const PartyCode& party,
                                    const Acknowledgement& told);

 private:
  struct Route {
    std::map<Bytes, std::uint64_t>
        waiting;                  ///< outbox key -> index in our log; sorted: first first
    std::vector<Bytes> sent_now;  ///< keys of the acts under way, in the order of sending
    std::string sent_head;        ///< the signed head under way
    bool under_way = false;
    bool pausing = false;
    bool asked_head = false;
    std::optional<std::uint64_t> rewound;  ///< to this place, and nothing was taken since
    bool closed_told = false;  ///< all that the partner takes of the epoch that we closed
    std::int64_t pause_ms = 0;
  };
  using RouteKey = std::pair<AgreementId, PartyCode>;

  [[nodiscard]] Route& route(const Room& room, const PartyCode& party);
  [[nodiscard]] Status load_route(Room& room, const PartyCode& party);
  void pump(Room& room, const PartyCode& party);
  [[nodiscard]] Status wait_again(Room& room, const PartyCode& party, std::uint64_t after,
                                  const ChainHead& newest);
  void ask_head(Room& room, const PartyCode& party);
  void judge_head(Room& room, const PartyCode& party, const Result<Bytes>& answer);
  void deliver(Room& room, const PartyCode& party);
  [[nodiscard]] std::uint64_t target(const Room& room, const PartyCode& party);
  [[nodiscard]] Result<Delivery> growth(const Room& room, std::uint64_t old_size,
                                        std::uint64_t target) const;
  [[nodiscard]] Status add_acts(const Room& room, const PartyCode& party, const Bytes& after,
                                Delivery& delivery, std::vector<Bytes>& keys);
  void publish_head(Room& room, const PartyCode& party, Delivery delivery);
  void take_answer(Room& room, const PartyCode& party, const Result<Bytes>& answer);
  [[nodiscard]] StoreBatch settle(Room& room, const PartyCode& party, const DeliveryAnswer& answer);
  void take_cosignature(Room& room, const PartyCode& party, const std::string& head,
                        const std::string& cosignature, StoreBatch& writes);
  void pause(Room& room, const PartyCode& party, const Error& why);

  Core& core_;
  SignerStates signer_states_;
  std::map<RouteKey, Route> routes_;
};

}  // namespace entente::node
