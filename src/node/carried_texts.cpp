#include "node/carried_texts.h"

#include <algorithm>

#include "act/envelope.h"
#include "base/errors.h"
#include "base/limits.h"
#include "base/log.h"
#include "crypto/digest.h"
#include "node/errors.h"

namespace entente::node {
namespace {

const act::ConsentToText* consent_in(const act::Body& body) {
  if (const auto* amendment = std::get_if<act::AgreementAmend>(&body)) {
    return amendment;
  }
  return std::get_if<act::AgreementSupplement>(&body);
}

bool consents_to_text(const act::Type& type) {
  return type.name == act::AgreementAmend::kType || type.name == act::AgreementSupplement::kType;
}

Result<Digest> take_text(Core& core, Room& room, const PartyCode& from,
                         const agreement::Instrument& names_it, const std::string& text) {
  if (room.text_of.size() >= kTextsFromPartners) {
    return Error(kTooLarge, "This node holds as many texts as it takes from partners.");
  }
  return core.keep_text(room, names_it.kind, text, from.text());
}

void log_refused(const Room& room, const PartyCode& from, const Digest& digest,
                 std::string_view code) {
  log(LogLevel::warning, "text.refused",
      {{"party", from.text()},
       {"agreement", room.id.text()},
       {"text", digest.hex()},
       {"code", code}});
}

/// The exact bytes of the text that this act proposes or consents to; null where it does neither,
/// or they are not here.
const std::string* text_named_by(const Room& room, BytesView act) {
  if (room.text_of.empty()) {
    return nullptr;  // most agreements have one text: no act is read again
  }
  const auto envelope = act::parse_envelope(act);
  const act::Type* type = envelope.ok() ? envelope->type() : nullptr;
  if (type == nullptr || !consents_to_text(*type)) {
    return nullptr;
  }
  const auto body = act::decode_body(*type, envelope->payload);
  const act::ConsentToText* consent = body.ok() ? consent_in(*body) : nullptr;
  const auto held = consent == nullptr ? room.text_of.end() : room.text_of.find(consent->text);
  return held == room.text_of.end() ? nullptr : &held->second;
}

}  // namespace

bool add_act(Delivery& delivery, const Room& room, LoggedAct act, std::size_t& bytes) {
  const std::string* text = text_named_by(room, act.bytes);
  bytes += act.bytes.size() + (text == nullptr ? 0 : text->size());
  if (bytes > limits::kDeliveryBytes && !delivery.acts.empty()) {
    return false;
  }
  if (text != nullptr) {
    delivery.texts.push_back(*text);
  }
  delivery.acts.push_back(std::move(act));
  return true;
}

const agreement::Instrument* naming_text(const Room& room, std::string_view act) {
  const auto& all = room.shared.instruments();
  const auto found = std::ranges::find(all, act, &agreement::Instrument::id);
  return found == all.end() || !found->text ? nullptr : &*found;
}

void take_texts(Core& core, Room& room, const PartyCode& from, std::span<const std::string> texts) {
  for (const std::string& text : texts) {
    const Digest digest = crypto::sha256(as_bytes(text));
    const auto& instruments = room.shared.instruments();
    const auto names_it =
        std::ranges::find(instruments, std::optional(digest), &agreement::Instrument::text);
    if (room.text_of.contains(digest)) {
      continue;
    }
    if (names_it == instruments.end()) {
      log_refused(room, from, digest, kOtherText.code);
      continue;
    }
    const auto kept = take_text(core, room, from, *names_it, text);
    if (!kept.ok()) {
      log_refused(room, from, digest, kept.error().code());
      room.refused_texts.insert_or_assign(digest, std::string(kept.error().code()));
    }
  }
}

}  // namespace entente::node
