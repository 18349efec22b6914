#include "api/repeats.h"

#include "api/errors.h"

namespace entente::api {
namespace {

Bytes repeat_key(const std::string& of) { return to_bytes("repeat/" + of); }

StoreBatch write_of(const Repeat& repeat) {
  return {{Space::access, repeat_key(repeat.of), to_bytes(format::to_json(repeat))}};
}

}  // namespace

bool Repeats::take_up(BytesView value) {
  auto repeat = format::from_json_text<Repeat>(value);
  if (repeat.ok()) {
    repeats_.insert_or_assign(repeat->of, std::move(*repeat));
  }
  return repeat.ok();
}

void Repeats::make_room() {
  const std::int64_t now = ports_.clock.now().ms();
  for (auto at = repeats_.begin(); at != repeats_.end();) {
    if (now - at->second.begun.ms() < kKeptMs) {
      ++at;
      continue;
    }
    ports_.commit({{Space::access, repeat_key(at->first), std::nullopt}});
    at = repeats_.erase(at);
  }
}

Result<std::optional<Repeat>> Repeats::begin(const std::string& of, const Digest& request,
                                             std::function<void(Status)> noted) {
  if (repeats_.size() >= kKept) {
    make_room();
  }
  if (repeats_.size() >= kKept) {
    return Error(kBusy, "Too many requests with keys were made of late.");
  }
  const auto found = repeats_.find(of);
  const bool counts =
      found != repeats_.end() && ports_.clock.now().ms() - found->second.begun.ms() < kKeptMs;
  if (counts && found->second.request != request) {
    return Error(kKeyReused, "This key belongs to another request.");
  }
  if (counts && found->second.status == 0) {
    return Error(kOutcomeUnknown, "This request was begun before, and not answered.");
  }
  if (counts) {
    return std::optional(found->second);
  }
  const Repeat repeat{of, request, ports_.clock.now(), 0, {}};
  repeats_.insert_or_assign(of, repeat);
  ports_.commit(write_of(repeat), std::move(noted));
  return std::optional<Repeat>();
}

void Repeats::answer(const std::string& of, int status, std::string_view body) {
  const auto found = repeats_.find(of);
  if (found == repeats_.end() || body.size() > kBodyBytes) {
    return;
  }
  found->second.status = static_cast<std::uint64_t>(status);
  found->second.body = body;
  ports_.commit(write_of(found->second));
}

void Repeats::forget(const std::string& of) {
  if (repeats_.erase(of) > 0) {
    ports_.commit({{Space::access, repeat_key(of), std::nullopt}});
  }
}

}  // namespace entente::api
