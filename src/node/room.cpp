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

}  // namespace entente::node
