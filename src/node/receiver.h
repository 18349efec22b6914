#pragma once

#include <map>
#include <memory>

#include "node/checked_act.h"
#include "node/core.h"
#include "node/courier.h"
#include "node/delivery.h"
#include "node/objects.h"
#include "node/reconcile.h"
#include "node/recovery.h"

namespace entente::node {

/// What a partner's node asks of this one. The partner is an adversary with valid keys: all it
/// sends is bounded, parsed strictly and verified on workers before it touches the sequence. A
/// signed act that is refused is kept as evidence and never blocks the next.
class Receiver {
 public:
  Receiver(Core& core, Objects& objects, const Reconciler& reconciler, Courier& courier,
           Recovery& recovery);

  /// `peer` was authenticated by the link. Operations: `acts` (a delivery), `head` (the
  /// largest head of the peer's log that this node knows), `object` (a range of an object released
  /// to the peer), `records` (digests of the shared records), `tail` (what the peer lost of its own
  /// log). `answer` is called once, on the sequence. Call on the sequence.
  void receive(const PartyCode& peer, std::string_view operation, Bytes request,
               Link::Answer answer);
  /// What this node has of the peer's log, with its cosignature, to be told another way than as an
  /// answer; nothing where it has none. Only when all that was accepted is durable (AB24).
  [[nodiscard]] std::optional<Acknowledgement> acknowledge(const PartyCode& peer,
                                                           const Room& room) const;

 private:
  struct Incoming;

  void receive_acts(const PartyCode& peer, Bytes request, Link::Answer answer);
  void admit_delivery(const PartyCode& peer, const std::shared_ptr<Incoming>& incoming,
                      const Link::Answer& answer);
  [[nodiscard]] Result<StoreBatch> accept_log(const PartyCode& peer, Room& room, Counterpart& from,
                                              const Delivery& delivery);
  [[nodiscard]] ActAnswer admit_act(const PartyCode& peer, Room& room, Counterpart& from,
                                    CheckedAct& checked);
  [[nodiscard]] Status check_context(const PartyCode& peer, const Room& room,
                                     const Counterpart& from, const act::Header& header) const;
  [[nodiscard]] Status check_past(const PartyCode& peer, const Room& room, Counterpart& from,
                                  const act::Header& header) const;
  [[nodiscard]] Status check_chain(Counterpart& from, const act::Header& header,
                                   const Digest& digest, bool& duplicate) const;
  [[nodiscard]] bool has_causes(const Room& room, const act::Header& header) const;
  void keep_evidence(const Counterpart& from, const CheckedAct& checked);
  void refuse(Room& room, const act::Envelope& envelope, const act::Body& body,
              const rules::Decision& decision);
  [[nodiscard]] Result<Bytes> head_of(const PartyCode& peer, BytesView request);
  [[nodiscard]] bool answers(std::string_view operation) const;
  [[nodiscard]] std::optional<Error> judge_recovery(const PartyCode& peer, Room& room,
                                                    Counterpart& from, const Incoming& incoming);
  [[nodiscard]] static std::string head_to_cosign(const Counterpart& from);

  Core& core_;
  Objects& objects_;
  const Reconciler& reconciler_;
  Courier& courier_;
  Recovery& recovery_;
  std::map<PartyCode, std::size_t> under_way_;  ///< deliveries being checked, by partner
};

}  // namespace entente::node
