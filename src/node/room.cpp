#include "node/room.h"

namespace entente::node {

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
