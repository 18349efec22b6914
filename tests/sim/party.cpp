#include "sim/party.h"

#include <fmt/format.h>

#include <charconv>

#include "base/errors.h"
#include "base/text.h"
#include "sim/identity.h"
#include "sim/world.h"

namespace entente::sim {
namespace {

const Instant kStart = Instant::parse("2026-03-02T09:00:00+09:00").value();

}  // namespace

void VirtualLink::call(const PartyCode& peer, std::string_view operation, Bytes request,
                       Answer answer) {
  Random& random = world_.random();
  Party* from = world_.party(from_);
  const Error unreachable(kUnreachable, "The partner's node does not answer.");
  // An answer to a process that has died since is nobody's.
  const auto back = [from, answer, life = from->executor().life()](std::int64_t delay,
                                                                   Result<Bytes> result) {
    if (from->executor().life() == life) {
      from->executor().after(delay, [result = std::move(result), answer] { answer(result); });
    }
  };
  const bool faults = world_.plan().faults;
  const auto delay = static_cast<std::int64_t>(1 + random.below(faults ? 40 : 4));
  if (world_.parted(from_, peer) || (faults && random.one_in(20))) {
    back(delay, unreachable);
    return;
  }
  const bool damaged = faults && random.one_in(60);
  if (damaged && !request.empty()) {
    request[random.below(request.size())] ^= static_cast<std::uint8_t>(1 + random.below(255));
    world_.exercised("T20");
  }
  const int times = faults && random.one_in(15) ? 2 : 1;
  const bool answer_lost = faults && random.one_in(25);
  auto answered = std::make_shared<bool>(false);  // shared by the copies of one request
  for (int copy = 0; copy < times; ++copy) {
    const auto arrival = delay + static_cast<std::int64_t>(copy * random.below(200));
    if (copy > 0) {
      world_.exercised("T12");
    }
    world_.scheduler().in(arrival, [this, peer, request, back, answered, answer_lost, unreachable,
                                    operation = std::string(operation)] {
      const auto once = [back, answered](std::int64_t later, Result<Bytes> result) {
        if (!*answered) {
          *answered = true;
          back(later, std::move(result));
        }
      };
      Party* to = world_.party(peer);
      if (to == nullptr || !to->up() || world_.parted(from_, peer)) {
        once(1, unreachable);
        return;
      }
      to->node().receive(from_, operation, request,
                         [once, answer_lost, unreachable](Result<Bytes> result) {
                           once(2, answer_lost ? Result<Bytes>(unreachable) : std::move(result));
                         });
    });
  }
  // A process that dies while it answers never calls back: the caller's own timeout does.
  world_.scheduler().in(delay + 3'000, [back, answered, unreachable] {
    if (!*answered) {
      *answered = true;
      back(0, unreachable);
    }
  });
}

Party::Party(World& world, PartyCode code, std::string profile, std::uint64_t seed)
    : world_(world),
      code_(std::move(code)),
      domain_(ascii_lower(code_.text()) + ".exercise.example"),
      profile_(std::move(profile)),
      random_(seed),
      clock_(world.scheduler(), kStart),
      executor_(world.scheduler(), world.random()),
      link_(world, code_),
      store_(store::MemoryStore::Sync::by_caller),
      identity_(identity_of(code_, domain_, random_)) {
  store_.on_commit([this] {
    const auto delay = static_cast<std::int64_t>(1 + world_.random().below(6));
    executor_.after(delay, [this] { store_.sync_step(); });
  });
}

void Party::start() {
  node::Settings settings;
  settings.anchor_interval_ms = 5'000;
  settings.retry_max_ms = 2'000;
  const node::Ports ports{clock_, random_, store_, link_, executor_, files_};
  auto opened = node::Node::open(
      ports, identity_, settings,
      [this](std::string_view invite) -> Result<node::Partner> {
        const std::size_t slash = std::min(invite.find('/'), invite.size());
        const auto code = PartyCode::parse(invite.substr(0, slash));
        Party* other = code.ok() ? world_.party(*code) : nullptr;
        std::size_t rotations = 0;
        std::from_chars(invite.data() + std::min(slash + 1, invite.size()),
                        invite.data() + invite.size(), rotations);
        return other == nullptr || rotations >= other->identity().all_node_keys.size()
                   ? Result<node::Partner>(Error(kNotFound, "No such party."))
                   : partner_of(other->identity(), rotations);
      },
      [this](const Error& error) { stopped = error; });
  if (!opened.ok()) {
    world_.broken("T12",
                  fmt::format("{} does not start: {}", code_.text(), opened.error().describe()));
    return;
  }
  node_ = std::move(*opened);
  if (node_->core().rooms().empty()) {
    const auto proposed = node_->core().propose(profile_, "profile.toml", [] {});
    if (!proposed.ok()) {
      world_.broken("profile", proposed.error().describe());
    }
  }
  node_->start();
  note_numbers();
  announce_keys();
}

void Party::rotate_keys() {
  add_keys(identity_, random_);
  if (up()) {
    announce_keys();
  }
}

void Party::announce_keys() {
  const std::size_t rotations = identity_.all_node_keys.size() - 1;
  if (rotations > 0) {
    // Refused where the clock was set back: then at the next start.
    static_cast<void>(node_->core().announce_keys(identity_,
                                                  fmt::format("{}/{}", code_.text(), rotations),
                                                  act::KeyReason::planned, false, [] {}));
  }
}

void Party::note_numbers() {
  room_number_ = room().log.number();
  for (const auto& [party, counterpart] : room().counterparts) {
    copy_numbers_[party] = counterpart.number;
  }
}

void Party::crash(std::size_t reached_disk) {
  node_.reset();
  executor_.next_life();
  store_.crash(reached_disk);
  files_.crash();
}

node::Room& Party::room() { return node_->core().rooms().begin()->second; }

void Party::act(act::Body body, std::function<void(const node::Submission&)> then) {
  const std::string name(act::type_of(body).name);
  const act::Type& type = act::type_of(body);
  const bool in_agreement = type.scope == act::Scope::shared || act::item_of(body) != nullptr;
  node_->submit(
      {in_agreement ? std::optional(room().id) : std::nullopt, std::move(body)},
      [this, name, then](const node::Submission& submission) {
        if (submission.error) {
          world_.tell(
              fmt::format("{} may not {}: {}", code_.text(), name, submission.error->message()));
        } else {
          acknowledged.insert(submission.digest);
          world_.tell(fmt::format("{} recorded {} {}", code_.text(), name, submission.id.text()));
        }
        if (then) {
          then(submission);
        }
      });
}

}  // namespace entente::sim
