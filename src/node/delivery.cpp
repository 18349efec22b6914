#include "node/delivery.h"

#include <algorithm>

#include "base/big_endian.h"
#include "base/limits.h"
#include "format/fields.h"
#include "format/frame.h"
#include "ledger/entry.h"
#include "node/errors.h"

namespace entente::node {

using format::field;

constexpr auto ActAnswer::fields() {
  return members(field("digest", &ActAnswer::digest), field("disposition", &ActAnswer::disposition),
                 field("code", &ActAnswer::code));
}
constexpr auto DeliveryAnswer::fields() {
  return members(field("known_size", &DeliveryAnswer::known_size),
                 field("cosignature", &DeliveryAnswer::cosignature),
                 field("acts", &DeliveryAnswer::acts));
}
constexpr auto Acknowledgement::fields() {
  return members(field("agreement", &Acknowledgement::agreement),
                 field("head", &Acknowledgement::head), field("answer", &Acknowledgement::answer));
}
constexpr auto HeadRequest::fields() {
  return members(field("agreement", &HeadRequest::agreement), field("size", &HeadRequest::size),
                 field("sequence", &HeadRequest::sequence));
}
constexpr auto TailRequest::fields() {
  return members(field("agreement", &TailRequest::agreement), field("size", &TailRequest::size),
                 field("after", &TailRequest::after));
}
constexpr auto ObjectRequest::fields() {
  return members(field("agreement", &ObjectRequest::agreement), field("item", &ObjectRequest::item),
                 field("offset", &ObjectRequest::offset), field("length", &ObjectRequest::length));
}

namespace {

constexpr std::size_t kIndexBytes = 8;
constexpr std::size_t kActHead = kIndexBytes + ledger::kCommitmentKeyBytes;

struct DeliveryHead {
  AgreementId agreement;
  std::uint64_t old_size = 0;
  std::string checkpoint;
  std::optional<std::uint64_t> texts;  ///< so many of the frames, the last ones; never 0
  static constexpr auto fields() {
    return members(
        field("agreement", &DeliveryHead::agreement), field("old_size", &DeliveryHead::old_size),
        field("checkpoint", &DeliveryHead::checkpoint), field("texts", &DeliveryHead::texts));
  }
};

Error bad(std::string message) { return Error(kBadDelivery, std::move(message)); }

Error as_bad_delivery(const Error& cause) {
  return Error(kBadDelivery, cause.message(), cause.where());
}

template <class T>
Result<T> parse_message(BytesView message) {
  auto parsed = format::from_json_text<T>(message);
  return parsed.ok() ? std::move(parsed) : Result<T>(as_bad_delivery(parsed.error()));
}

Bytes encode_act(const LoggedAct& act) {
  Bytes frame;
  frame.reserve(kActHead + act.bytes.size());
  append_big_endian<kIndexBytes>(frame, act.index);
  append(frame, act.commitment_key);
  append(frame, act.bytes);
  return frame;
}

Result<LoggedAct> parse_act(BytesView frame) {
  if (frame.size() <= kActHead || frame.size() - kActHead > limits::kActBytes) {
    return bad("An act's frame has an impossible size.");
  }
  LoggedAct act;
  act.index = get_big_endian(frame.first(kIndexBytes));
  const BytesView key = frame.subspan(kIndexBytes, ledger::kCommitmentKeyBytes);
  act.commitment_key.assign(key.begin(), key.end());
  const BytesView bytes = frame.subspan(kActHead);
  act.bytes.assign(bytes.begin(), bytes.end());
  return act;
}

Result<std::string> parse_text(BytesView frame) {
  if (frame.empty() || frame.size() > limits::kProfileBytes) {
    return bad("A text's frame has an impossible size.");
  }
  return std::string(as_text(frame));
}

Result<std::vector<Digest>> parse_leaves(BytesView frame) {
  if (frame.size() % Digest::kSize != 0) {
    return bad("The leaves' frame is not a row of digests.");
  }
  std::vector<Digest> leaves;
  leaves.reserve(frame.size() / Digest::kSize);
  for (std::size_t at = 0; at < frame.size(); at += Digest::kSize) {
    leaves.push_back(Digest::from_bytes(frame.subspan(at, Digest::kSize)).value());
  }
  return leaves;
}

Result<Delivery> parse_frames(BytesView message) {
  ENTENTE_TRY(auto frames, format::FrameReader::open(message));
  ENTENTE_TRY(const BytesView head_frame, frames.next());
  ENTENTE_TRY(auto head, format::from_json_text<DeliveryHead>(head_frame));
  ENTENTE_TRY(const BytesView leaves_frame, frames.next());
  Delivery delivery;
  delivery.agreement = std::move(head.agreement);
  delivery.old_size = head.old_size;
  delivery.checkpoint = std::move(head.checkpoint);
  ENTENTE_TRY(delivery.leaves, parse_leaves(leaves_frame));
  const std::uint64_t texts = head.texts.value_or(0);
  const bool counted = head.texts != 0 && texts <= frames.frames_left() / 2;
  if (!counted || frames.frames_left() - texts > limits::kDeliveryActs) {
    return bad("The delivery has more acts, or texts beside them, than it may.");
  }
  while (frames.frames_left() > texts) {
    ENTENTE_TRY(const BytesView frame, frames.next());
    ENTENTE_TRY(auto act, parse_act(frame));
    delivery.acts.push_back(std::move(act));
  }
  while (!frames.done()) {
    ENTENTE_TRY(const BytesView frame, frames.next());
    ENTENTE_TRY(auto text, parse_text(frame));
    delivery.texts.push_back(std::move(text));
  }
  return delivery;
}

}  // namespace

std::vector<Digest> page_of(std::span<const Digest> leaves, std::uint64_t old_size) {
  const auto rest = leaves.subspan(old_size);
  const auto page = rest.first(std::min(rest.size(), limits::kDeliveryLeaves));
  return {page.begin(), page.end()};
}

Result<Bytes> encode_delivery(const Delivery& delivery) {
  DeliveryHead head{delivery.agreement, delivery.old_size, delivery.checkpoint, std::nullopt};
  if (!delivery.texts.empty()) {
    head.texts = delivery.texts.size();
  }
  format::FrameWriter out;
  ENTENTE_CHECK(out.append(as_bytes(format::to_json(head))));
  Bytes leaves;
  leaves.reserve(delivery.leaves.size() * Digest::kSize);
  for (const Digest& leaf : delivery.leaves) {
    append(leaves, leaf.view());
  }
  ENTENTE_CHECK(out.append(leaves));
  for (const LoggedAct& act : delivery.acts) {
    ENTENTE_CHECK(out.append(encode_act(act)));
  }
  for (const std::string& text : delivery.texts) {
    ENTENTE_CHECK(out.append(as_bytes(text)));
  }
  return out.take();
}

Result<Delivery> parse_delivery(BytesView message) {
  auto parsed = parse_frames(message);
  return parsed.ok() ? std::move(parsed) : Result<Delivery>(as_bad_delivery(parsed.error()));
}

Bytes encode_answer(const DeliveryAnswer& answer) { return to_bytes(format::to_json(answer)); }
Result<DeliveryAnswer> parse_answer(BytesView message) {
  return parse_message<DeliveryAnswer>(message);
}

Bytes encode_acknowledgement(const Acknowledgement& told) {
  return to_bytes(format::to_json(told));
}
Result<Acknowledgement> parse_acknowledgement(BytesView message) {
  return parse_message<Acknowledgement>(message);
}

Bytes encode_head_request(const HeadRequest& request) { return to_bytes(format::to_json(request)); }
Result<HeadRequest> parse_head_request(BytesView message) {
  return parse_message<HeadRequest>(message);
}

Bytes encode_tail_request(const TailRequest& request) { return to_bytes(format::to_json(request)); }
Result<TailRequest> parse_tail_request(BytesView message) {
  return parse_message<TailRequest>(message);
}

Bytes encode_object_request(const ObjectRequest& request) {
  return to_bytes(format::to_json(request));
}
Result<ObjectRequest> parse_object_request(BytesView message) {
  return parse_message<ObjectRequest>(message);
}

}  // namespace entente::node
