#include <fmt/format.h>

#include <algorithm>

#include "node/names.h"
#include "sim/world.h"

/// A party loses the end of its ledgers, and everybody goes on (AB25, AB26, T14): its store is the
/// one of an earlier hour, with the signer's state beside it (a disk that was wound back) or
/// without (a backup that was restored). What was sealed outlives it here, as files on a disk do.
namespace entente::sim {
namespace {

constexpr std::int64_t kAwayMs = 4'000;
constexpr std::int64_t kAttendMs = 400;

store::MemoryStore::Image with_objects_of(store::MemoryStore::Image earlier,
                                          const store::MemoryStore::Image& now) {
  for (const auto& [key, value] : now) {
    if (key.first == Space::object) {
      earlier.emplace(key, value);
    }
  }
  return earlier;
}

bool holds(const store::MemoryStore& store, const Bytes& key) {
  const auto found = store.get(Space::act_digest, key);
  return found.ok() && found->has_value();
}

}  // namespace

/// What was acknowledged and nobody else has is lost for good; the rest must be there in the end.
void World::forgive(Party& p, const store::MemoryStore::Image& kept) {
  const auto somewhere = [&](const Digest& digest) {
    for (const node::LogNumber log : {p.room_number(), node::kHouseLog}) {
      if (kept.contains({Space::act_digest, node::log_key(log, digest)})) {
        return true;
      }
    }
    return std::ranges::any_of(parties_, [&](const auto& other) {
      return other->code() != p.code() &&
             holds(other->store(), node::log_key(other->copy_number(p.code()), digest));
    });
  };
  std::erase_if(p.acknowledged, [&](const Digest& digest) { return !somewhere(digest); });
}

void World::lose(Party& p) {
  const auto backup = backups_.find(p.code());
  if (losing_ || backup == backups_.end() || !p.up()) {
    return;
  }
  losing_ = p.code();
  const bool restored = random_.one_in(2);
  tell(fmt::format("{} {}", p.code().text(),
                   restored ? "is restored from a backup" : "is wound back"));
  p.crash(0);
  std::erase_if(seen_stages_,
                [&](const auto& seen) { return seen.first.starts_with(p.code().text()); });
  auto image = with_objects_of(backup->second, p.store().backup());
  forgive(p, image);
  p.store().restore(std::move(image));
  if (restored) {
    const auto heads = p.files().list("signer");
    for (const std::string& head : heads.ok() ? *heads : std::vector<std::string>{}) {
      static_cast<void>(p.files().remove("signer/" + head));
    }
    static_cast<void>(write_atomically(p.files(), node::kRestoredMark, as_bytes("EXERCISE")));
  }
  // What it sent before has arrived by then, or never does.
  scheduler_.in(kAwayMs, [this, &p] {
    if (!p.up()) {
      p.start();
    }
    attend(p);
  });
}

/// Its officers recover the log, and those of the others accept that, until it signs again.
void World::attend(Party& p) {
  if (!p.up()) {
    scheduler_.in(kAttendMs, [this, &p] { attend(p); });
    return;
  }
  node::Core& core = p.node().core();
  if (!core.frozen()) {
    tell(fmt::format("{} signs again", p.code().text()));
    exercised("AB26");
    losing_.reset();
    return;
  }
  if (core.behind(p.room())) {
    p.node().recovery().recover(p.room(), [this,
                                           &p](const Result<node::Recovery::Recovered>& said) {
      tell(said.ok()
               ? fmt::format("{} closes epoch {} at {} of which it had {}", p.code().text(),
                             said->epoch, said->size, said->kept)
               : fmt::format("{} cannot recover: {}", p.code().text(), said.error().describe()));
      exercised(said.ok() ? "T14" : "AB25");
    });
  }
  for (const auto& other : parties_) {
    if (other->code() == p.code() || !other->up()) {
      continue;
    }
    const auto& proposed = other->room().counterparts.at(p.code()).proposed;
    if (proposed) {
      other->node().recovery().accept(
          other->room(), p.code(), proposed->act,
          [this, &other](const node::Submission& submission) {
            tell(fmt::format("{} accepts: {}", other->code().text(),
                             submission.error ? submission.error->describe() : "recorded"));
          });
    }
  }
  scheduler_.in(kAttendMs, [this, &p] { attend(p); });
}

}  // namespace entente::sim
