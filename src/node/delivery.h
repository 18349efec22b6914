#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/names.h"

/// What one node sends another about an agreement, and the answer
/// (docs/reference/link-protocol.md). Everything in it is hostile until verified. Thread-safety:
/// pure functions.
namespace entente::node {

/// An act as it stands in its issuer's log: its index there and the key that opens its leaf.
struct LoggedAct {
  std::uint64_t index = 0;
  Bytes commitment_key;
  Bytes bytes;
};

/// The growth of the sender's log since the receiver last saw it, with the signed head that it
/// leads to, and the acts for the receiver. Idempotent; may be repeated, and overtake another.
struct Delivery {
  AgreementId agreement;
  std::uint64_t old_size = 0;
  std::vector<Digest> leaves;
  std::string checkpoint;
  std::vector<LoggedAct> acts;
  /// The exact bytes of texts that some of `acts` propose or consent to (Art. 5, Art. 21(2)).
  std::vector<std::string> texts;
};

/// The leaves of a log from `old_size` on, which it has, as many as one delivery holds.
[[nodiscard]] std::vector<Digest> page_of(std::span<const Digest> leaves, std::uint64_t old_size);
/// `node.bad-delivery` or `base.too-large` beyond the limits.
[[nodiscard]] Result<Bytes> encode_delivery(const Delivery& delivery);
/// Strict and bounded; else `node.bad-delivery`.
[[nodiscard]] Result<Delivery> parse_delivery(BytesView message);

/// What became of one act. The last four are not final: the act is sent again.
enum class Disposition {
  recorded,
  duplicate,
  refused,         ///< kept as evidence; a verdict act says why
  not_understood,  ///< kept; its type or version is not known here
  not_in_log,      ///< its leaf is not in the log as far as the receiver knows it
  early,           ///< an act before it is missing, and it is not a restrictive one
  time_suspect,    ///< its time lies ahead of the receiver's clock: it waits
  unreadable,      ///< damaged on the way, or signed by nobody it knows: dropped
};

[[nodiscard]] constexpr bool is_final(Disposition disposition) {
  return disposition < Disposition::not_in_log;
}

struct ActAnswer {
  Digest digest;
  Disposition disposition = Disposition::recorded;
  std::string code;  ///< of the error, where refused
  static constexpr auto fields();
};

struct DeliveryAnswer {
  std::uint64_t known_size = 0;  ///< of the sender's log, now held by the receiver
  std::string cosignature;       ///< signature line over the head, or empty
  std::vector<ActAnswer> acts;
  static constexpr auto fields();
};

[[nodiscard]] Bytes encode_answer(const DeliveryAnswer& answer);
[[nodiscard]] Result<DeliveryAnswer> parse_answer(BytesView message);

/// What a party tells the other beside any request: how far it has that one's log, with its
/// cosignature on the head named, and what became of acts, in any order. May come late, twice and
/// out of turn.
struct Acknowledgement {
  AgreementId agreement;
  std::string head;  ///< the signed head of the other's log that is held here; empty: none
  DeliveryAnswer answer;
  static constexpr auto fields();
};

[[nodiscard]] Bytes encode_acknowledgement(const Acknowledgement& told);
[[nodiscard]] Result<Acknowledgement> parse_acknowledgement(BytesView message);

/// Asks which head of the asking party's log is held; says how far that party has the other's, so
/// that what it lost is sent again.
struct HeadRequest {
  AgreementId agreement;
  std::uint64_t size = 0;      ///< leaves of the answering party's log that the asking one holds
  std::uint64_t sequence = 0;  ///< and the newest act of that party's without a gap before it
  static constexpr auto fields();
};

[[nodiscard]] Bytes encode_head_request(const HeadRequest& request);
[[nodiscard]] Result<HeadRequest> parse_head_request(BytesView message);

/// Asks for what the asking party lost of its own log. Answered by a `Delivery`: the leaves from
/// `size` on; only where there are none, the asking party's acts behind `after` in its chain, with
/// their place there as the index. The checkpoint is the newest head that is held.
struct TailRequest {
  AgreementId agreement;
  std::uint64_t size = 0;
  std::uint64_t after = 0;
  static constexpr auto fields();
};

[[nodiscard]] Bytes encode_tail_request(const TailRequest& request);
[[nodiscard]] Result<TailRequest> parse_tail_request(BytesView message);

/// A request for a range of an object that was released to the asking party.
struct ObjectRequest {
  AgreementId agreement;
  ItemId item;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  static constexpr auto fields();
};

[[nodiscard]] Bytes encode_object_request(const ObjectRequest& request);
[[nodiscard]] Result<ObjectRequest> parse_object_request(BytesView message);

}  // namespace entente::node

template <>
struct entente::Names<entente::node::Disposition> {
  using enum entente::node::Disposition;
  static constexpr std::pair<node::Disposition, std::string_view> kRows[] = {
      {recorded, "recorded"},         {duplicate, "duplicate"},
      {refused, "refused"},           {not_understood, "not-understood"},
      {not_in_log, "not-in-log"},     {early, "early"},
      {time_suspect, "time-suspect"}, {unreadable, "unreadable"}};
};
