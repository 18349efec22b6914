#include "node/room.h"

#include "node/errors.h"
#include "node/store_keys.h"

namespace entente::node {

Bytes chain_value(const ChainHead& place) {
  Bytes value(place.digest.bytes.begin(), place.digest.bytes.end());
  append_number(value, static_cast<std::uint64_t>(place.recorded_at.ms()), 8);
  return value;
}

Result<ChainHead> chain_place(std::uint64_t sequence, BytesView value) {
  if (value.size() != Digest::kSize + 8) {
    return Error(kBadHome, "A stored place of a partner's chain is damaged.");
  }
  ENTENTE_TRY(const Digest digest, Digest::from_bytes(value.first(Digest::kSize)));
  const auto ms = static_cast<std::int64_t>(read_number(value.subspan(Digest::kSize)));
  return ChainHead{sequence, digest, Instant::from_ms(ms)};
}

const agreement::Standing& Room::standing(Instant now) {
  const bool holds = standing_valid_ && standing_from_ <= now && now < standing_.valid_until;
  if (!holds) {
    standing_ = agreement::status(profile, shared.instruments(), now, now);
    standing_from_ = now;
    standing_valid_ = true;
  }
  return standing_;
}

}  // namespace entente::node
