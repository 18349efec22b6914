#include "node/room.h"

#include "node/errors.h"
#include "node/store_keys.h"

namespace entente::node {

Bytes chain_value(const ChainHead& place) {
  Bytes value(place.digest.bytes.begin(), place.digest.bytes.end());
  append_big_endian<8>(value, static_cast<std::uint64_t>(place.recorded_at.ms()));
  return value;
}

Result<ChainHead> chain_place(std::uint64_t sequence, BytesView value) {
  if (value.size() != Digest::kSize + 8) {
    return Error(kBadHome, "A stored place of a partner's chain is damaged.");
  }
  ENTENTE_TRY(const Digest digest, Digest::from_bytes(value.first(Digest::kSize)));
  const auto ms = static_cast<std::int64_t>(get_big_endian(value.subspan(Digest::kSize)));
  return ChainHead{sequence, digest, Instant::from_ms(ms)};
}

const agreement::Standing& Room::standing(Instant now) {
  const bool holds = standing_valid_ && standing_from_ <= now && now < standing_.valid_until;
  if (!holds) {
    standing_ = agreement::status(texts(), shared.instruments(), now, now);
    standing_from_ = now;
    standing_valid_ = true;
    whole_.reset();
  }
  return standing_;
}

const agreement::Profile& Room::text(Instant now) {
  const agreement::Standing& at_now = standing(now);
  if (at_now.texts.empty()) {
    return profile;
  }
  if (!whole_ || whole_->until <= now) {
    whole_ = agreement::text_in_effect(texts(), supplements, at_now.texts, now);
  }
  return whole_->profile;
}

bool Room::whole(Instant now) {
  (void)text(now);
  return !whole_ || whole_->whole;
}

const agreement::Overlaid* Room::overlaid(Instant now, const registry::House& house) {
  const registry::Overlay* adopted = house.overlay(id);
  const auto bytes = adopted == nullptr ? overlays.end() : overlays.find(adopted->text);
  if (bytes == overlays.end()) {
    return nullptr;
  }
  const agreement::Profile& in_effect = text(now);
  if (overlaid_text_ != in_effect.digest() || overlaid_by_ != adopted->text) {
    overlaid_ = agreement::overlaid(in_effect, bytes->second, adopted->party);
    overlaid_text_ = in_effect.digest();
    overlaid_by_ = adopted->text;
  }
  return overlaid_ ? &*overlaid_ : nullptr;
}

rules::AgreementView Room::view(Instant now, const registry::House& house) {
  const agreement::Profile& in_effect = text(now);
  rules::AgreementView seen{in_effect, standing(now), shared, texts(), nullptr, id, whole(now)};
  seen.supplements = supplements;
  if (const agreement::Overlaid* law = overlaid(now, house); law != nullptr) {
    seen.overlay = law->adds ? &law->profile : &in_effect;
  }
  return seen;
}

}  // namespace entente::node
