#include "api/flows.h"

#include "crypto/digest.h"
#include "crypto/secret.h"

namespace entente::api {
namespace {

constexpr std::size_t kFlowSecretBytes = 32;

}  // namespace

void Flows::make_room(const std::string& address) {
  const std::int64_t now = ports_.clock.now().ms();
  std::size_t of_address = 0;
  auto oldest = flows_.end();
  auto oldest_of_address = flows_.end();
  const auto elder = [this](auto known, auto candidate) {
    const bool older = known == flows_.end() || candidate->second.begun < known->second.begun;
    return older ? candidate : known;
  };
  for (auto at = flows_.begin(); at != flows_.end();) {
    const auto current = at++;
    if (now - current->second.begun.ms() >= kLongestMs) {
      flows_.erase(current);
      continue;
    }
    oldest = elder(oldest, current);
    if (current->second.address == address) {
      ++of_address;
      oldest_of_address = elder(oldest_of_address, current);
    }
  }
  if (of_address >= kOfAddress) {
    flows_.erase(oldest_of_address);
  } else if (flows_.size() >= kAtOnce) {
    flows_.erase(oldest);
  }
}

Flows::Begun Flows::begin(std::string address, std::string before) {
  make_room(address);
  const auto draw = [this] { return ports_.draw(kFlowSecretBytes); };
  // RFC 7636 section 4.1: 43 characters of 256 random bits.
  Begun begun{draw(), {draw(), draw(), draw()}};
  flows_.insert_or_assign(
      crypto::sha256(as_bytes(begun.cookie)),
      Flow{begun.question, std::move(before), std::move(address), ports_.clock.now()});
  return begun;
}

std::optional<Flows::Flow> Flows::take(std::string_view cookie, std::string_view state) {
  const auto found = flows_.find(crypto::sha256(as_bytes(cookie)));
  if (found == flows_.end()) {
    return std::nullopt;
  }
  Flow flow = std::move(found->second);
  flows_.erase(found);
  const bool counts = ports_.clock.now().ms() - flow.begun.ms() < kLongestMs &&
                      crypto::equal_constant_time(as_bytes(flow.question.state), as_bytes(state));
  return counts ? std::optional(std::move(flow)) : std::nullopt;
}

}  // namespace entente::api
