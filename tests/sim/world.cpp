#include "sim/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "rules/rule_table.h"
#include "sim/declarations.h"

namespace entente::sim {
namespace {

using registry::Stage;

constexpr std::int64_t kStepMs = 60;

std::string profile_for(int parties) {
  const std::string folder = ENTENTE_SOURCE_DIR;
  std::ifstream file(parties == 2 ? folder + "/agreements/jp-kr-2016/profile.toml"
                                  : folder + "/tests/sim/three-party.toml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> codes_for(int parties) {
  return parties == 2 ? std::vector<std::string>{"JP", "KR"}
                      : std::vector<std::string>{"XA", "XB", "XC"};
}

}  // namespace

World::World(const Plan& plan) : plan_(plan), random_(plan.seed) {
  for (const std::string& code : codes_for(plan.parties)) {
    parties_.push_back(std::make_unique<Party>(*this, PartyCode::parse(code).value(),
                                               profile_for(plan.parties), random_.next()));
  }
}

Party* World::party(const PartyCode& code) {
  for (const auto& party : parties_) {
    if (party->code() == code) {
      return party.get();
    }
  }
  return nullptr;
}

bool World::parted(const PartyCode& a, const PartyCode& b) const {
  return parted_.contains(std::minmax(a, b));
}

void World::tell(const std::string& line) {
  if (plan_.keep_story) {
    verdict_.story.push_back(fmt::format("{:>7} ms  {}", scheduler_.now(), line));
  }
}

void World::broken(const std::string& invariant, const std::string& what) {
  tell("BROKEN " + invariant + ": " + what);
  verdict_.broken.push_back(invariant + ": " + what);
}

/// What must stand before anything is exchanged: partners, signatures, declarations, people.
void World::found() {
  for (const auto& party : parties_) {
    party->start();
  }
  if (!verdict_.ok()) {
    return;
  }
  for (const auto& party : parties_) {
    Party& p = *party;
    for (const auto& other : parties_) {
      if (other != party) {
        p.act(act::PeerAccept{new_act_id(random_), other->code(), {}, other->code().text()});
      }
    }
    p.act(facility(random_));
    for (const char* who : {"officer.one", "officer.two", "reader.one", "reader.two"}) {
      p.act(enrolment(who, random_));
    }
    p.act(facility_officer(random_));
    p.act(act::ClearanceGrant{new_act_id(random_),
                              person("reader.one"),
                              {name("SECRET"), name("CONFIDENTIAL")},
                              long_ago(),
                              far(),
                              Zone{540}});
  }
  const auto all = [&](const auto& make) {
    for (const auto& party : parties_) {
      party->act(make(*party));
    }
    const bool faults = std::exchange(plan_.faults, false);
    while (scheduler_.step(scheduler_.now() + 1'500) && verdict_.ok()) {
      check_always();
      if (scheduler_.now() > 600'000) {
        break;
      }
    }
    plan_.faults = faults;
  };
  all([&](Party&) { return act::AgreementSign{new_act_id(random_), "EXERCISE"}; });
  all([&](Party&) { return act::AgreementNotify{new_act_id(random_), "EXERCISE"}; });
  all([&](Party& p) { return authority_of(p.code(), random_); });
  all([&](Party& p) { return system_of(p.code(), random_); });
  all([&](Party& p) { return assurance_of(p.code(), random_); });
}

Verdict World::run() {
  found();
  for (int step = 0; step < plan_.steps && verdict_.ok(); ++step) {
    act_somewhere();
    if (plan_.faults && random_.one_in(6)) {
      fail_somewhere();
    }
    const std::int64_t until =
        scheduler_.now() + static_cast<std::int64_t>(random_.below(2 * kStepMs));
    while (verdict_.ok() && scheduler_.step(until)) {
      check_always();
    }
  }
  if (verdict_.ok()) {
    settle();
  }
  if (verdict_.ok()) {
    check_at_rest();
    check_reconciled();
  }
  return verdict_;
}

void World::fail_somewhere() {
  Party& p = *parties_[random_.below(parties_.size())];
  const Party& other = *parties_[random_.below(parties_.size())];
  switch (random_.below(6)) {
    case 5:
      if (random_.one_in(4)) {
        lose(p);
      } else if (p.up()) {
        backups_[p.code()] = p.store().backup();
      }
      break;
    case 3:
      tell(fmt::format("{} replaces its keys", p.code().text()));
      p.rotate_keys();
      exercised("T8");
      break;
    case 0:
      // Often with acts on their way to the disk, and heads that cover others to the partners.
      for (std::uint64_t acts = random_.below(4); acts > 0 && p.up(); --acts) {
        act_at(p);
      }
      scheduler_.in(static_cast<std::int64_t>(random_.below(8)), [this, &p] { kill(p); });
      break;
    case 1:
      if (&p != &other) {
        tell(fmt::format("{} and {} are parted", p.code().text(), other.code().text()));
        const auto pair = std::pair(std::minmax(p.code(), other.code()));
        parted_.insert(pair);
        scheduler_.in(static_cast<std::int64_t>(random_.below(3'000)),
                      [this, pair] { parted_.erase(pair); });
      }
      break;
    case 2:
      p.clock().skew_ms += static_cast<std::int64_t>(random_.below(4'000)) - 2'000;
      exercised("T18");
      break;
    default:
      break;
  }
}

void World::kill(Party& p) {
  if (!p.up()) {
    return;
  }
  const std::size_t waiting = p.store().pending();
  tell(fmt::format("{} is killed", p.code().text()));
  p.crash(waiting == 0 ? 0 : random_.below(waiting + 1));
  // What was not yet durable never was: it is seen anew.
  std::erase_if(seen_stages_,
                [&](const auto& seen) { return seen.first.starts_with(p.code().text()); });
  exercised("T12");
  scheduler_.in(static_cast<std::int64_t>(random_.below(2'000)), [&p] {
    if (!p.up()) {
      p.start();
    }
  });
}

void World::act_somewhere() {
  Party& p = *parties_[random_.below(parties_.size())];
  if (p.up()) {
    act_at(p);
  }
}

void World::act_at(Party& p) {
  switch (random_.below(3)) {
    case 0:
      release(p);
      break;
    case 1:
      use_item(p);
      break;
    default:
      speak(p);
  }
}

void World::release(Party& p) {
  const Party& to = *parties_[random_.below(parties_.size())];
  const auto& scheme = *p.room().profile.equivalence().scheme(p.code());
  const auto markings = scheme.markings();
  const label::Marking& marking = markings[random_.below(markings.size())];
  node::ReleaseRequest request;
  request.agreement = p.room().id;
  request.recipient = to.code();
  request.marking = marking.text;
  request.purpose = random_.one_in(8) ? name("unknown-purpose") : name("exercise");
  request.title = "EXERCISE item";
  request.reason = random_.one_in(10) ? "" : "EXERCISE";
  request.decided_by = person(random_.one_in(10) ? "reader.one" : "officer.one");
  auto content = std::make_shared<Bytes>(random_.below(3'000));
  random_.fill(*content);
  struct Owned final : ByteSource {
    explicit Owned(std::shared_ptr<Bytes> b) : bytes(std::move(b)), source(*bytes) {}
    Result<std::size_t> read(std::span<std::uint8_t> out) override { return source.read(out); }
    std::shared_ptr<Bytes> bytes;
    MemorySource source;
  };
  const bool covered = marking.covered;
  p.node().custody().release(
      std::move(request), std::make_shared<Owned>(content),
      [this, &p, covered, held = holds_of(p)](const Result<node::Released>& released,
                                              const rules::Decision&) {
        exercised("I1");
        exercised("I14");
        if (!held.empty()) {
          exercised("T6");
        }
        if (!released.ok()) {
          return;
        }
        p.acknowledged.insert(released->release.digest);
        if (!covered) {
          broken("I1", "an item above the agreement's levels was released");
        }
        // A hold that ends never begins again: one that is there before and after was there when
        // the release was decided.
        const std::set<std::string> still = holds_of(p);
        if (std::ranges::any_of(held, [&](const auto& hold) { return still.contains(hold); })) {
          broken("T6", "an item was released under the party's own hold");
        }
      });
}

std::set<std::string> World::holds_of(Party& p) {
  std::set<std::string> active;
  for (const auto& [key, entry] : p.room().shared.holds().entries()) {
    if (entry.record.active && entry.record.by == p.code() && !entry.record.item) {
      active.insert(key);
    }
  }
  return active;
}

template <class Choice>
const registry::Item* World::any_item(Party& p, ItemId& id, const Choice& choice) {
  std::vector<std::pair<std::string, const registry::Item*>> fitting;
  for (const auto& [key, entry] : p.room().shared.items().entries()) {
    if (choice(entry.record)) {
      fitting.emplace_back(key, &entry.record);
    }
  }
  if (fitting.empty()) {
    return nullptr;
  }
  std::sort(fitting.begin(), fitting.end());
  const auto& chosen = fitting[random_.below(fitting.size())];
  id = ItemId::parse(chosen.first).value();
  return chosen.second;
}

/// The receiving party's registry: registering, reading, copying, asking, handing on, ending.
void World::use_item(Party& p) {
  ItemId id;
  const registry::Item* item =
      any_item(p, id, [&](const auto& i) { return i.receiving_party == p.code(); });
  if (item == nullptr) {
    return;
  }
  const ActId fresh = new_act_id(random_);
  const PersonId officer = person("officer.one");
  const Name purpose = random_.one_in(4) ? name("missile-warning") : name("exercise");
  switch (random_.below(9)) {
    case 0:
    case 1: {
      const auto& scheme = *p.room().profile.equivalence().scheme(p.code());
      const auto& marking = scheme.markings()[random_.below(scheme.markings().size())];
      p.act(act::ItemRegister{fresh, id, name("REG-1"), marking.code, marking.text, officer,
                              random_.one_in(3) ? "" : "EXERCISE"});
      exercised("I3");
      break;
    }
    case 2:
      p.act(act::NeedToKnowGrant{
          fresh, person("reader.one"), id, purpose,
          random_.one_in(4) ? person("reader.one") : officer,
          p.node().core().now().plus_ms(static_cast<std::int64_t>(random_.below(20'000)))});
      exercised("T11");
      break;
    case 3: {
      const PersonId reader = person(random_.one_in(3) ? "reader.two" : "reader.one");
      const registry::NeedToKnow* need = p.node().core().house().need_to_know(reader, id);
      const bool allowed = reader.text() == "reader.one" && need != nullptr && need->active &&
                           need->purpose == purpose && p.node().core().now() < need->until &&
                           p.room().shared.active_hold(p.code(), id) == nullptr;
      p.act(act::ItemAccess{fresh, p.room().id, id, reader, purpose},
            [this, allowed](const node::Submission& s) {
              exercised("I8");
              exercised("T10");
              if (!s.error && !allowed) {
                broken("I8", "a person without clearance and need-to-know read an item");
              }
            });
      break;
    }
    case 4:
      p.act(act::ConsentRequest{
          fresh, id, random_.one_in(2) ? act::ConsentKind::third_party : act::ConsentKind::purpose,
          random_.one_in(2) ? "THIRD" : "", purpose, "EXERCISE"});
      break;
    case 5: {
      const auto consented = [&](const auto& i) {
        return i.receiving_party == p.code() &&
               std::ranges::any_of(i.consents, [](const auto& c) { return c.granted; });
      };
      if (const registry::Item* one = random_.one_in(3) ? nullptr : any_item(p, id, consented)) {
        item = one;
      }
      act::ItemTransfer body{fresh, id, "THIRD", purpose, std::nullopt, officer};
      if (!item->consents.empty()) {
        const auto& consent = item->consents[random_.below(item->consents.size())];
        body.consent = consent.request;
        body.purpose = random_.one_in(4) ? purpose : consent.purpose;
        body.recipient = random_.one_in(4) ? "FOURTH" : consent.recipient;
      }
      const std::vector<registry::Consent> before = item->consents;
      p.act(act::Body(body), [this, body, before](const node::Submission& s) {
        exercised("I4");
        exercised("T9");
        const bool granted = std::any_of(before.begin(), before.end(), [&](const auto& c) {
          return body.consent == c.request && c.granted && !c.revoked && c.uses < c.uses_allowed &&
                 c.recipient == body.recipient && c.purpose == body.purpose;
        });
        if (!s.error && !granted) {
          broken("I4", "an item went to a third party without the originator's consent");
        }
      });
      break;
    }
    case 6: {
      const registry::Handling* handling = p.node().core().house().handling(id);
      const std::uint64_t next = (handling == nullptr ? 0 : handling->copies) + 1;
      const std::uint64_t number = next + (random_.one_in(4) ? 1 : 0);
      const registry::Item* known = p.room().shared.item(id);
      const act::CopyMarkings markings =
          known == nullptr ? act::CopyMarkings{}
                           : act::CopyMarkings{known->marking_text, known->own_marking_text};
      p.act(act::ItemCopy{fresh, p.room().id, id, number, person("reader.one"), name("exercise"),
                          markings},
            [this, next, number](const node::Submission& s) {
              if (!s.error && number != next) {
                broken("T5", "a copy bears a number that is not the next");
              }
            });
      exercised("T5");
      exercised("I10");
      break;
    }
    case 7:
      if (random_.one_in(4)) {
        const bool alone = random_.one_in(3);
        p.act(act::ItemDestroy{fresh, id, name("burning"), officer,
                               alone ? officer : person("officer.two")},
              [this, alone](const node::Submission& s) {
                if (!s.error && alone) {
                  broken("T11", "one person alone declared an item destroyed");
                }
              });
        exercised("T11");
      }
      break;
    default:
      if (random_.one_in(6)) {
        p.act(act::ItemReturn{fresh, id, officer, "EXERCISE"});
      }
  }
}

/// Holds, instruments, consents, incidents: what is said about the agreement itself.
void World::speak(Party& p) {
  const ActId fresh = new_act_id(random_);
  ItemId id;
  switch (random_.below(10)) {
    case 0:
      p.act(act::AgreementHold{fresh, std::nullopt, "EXERCISE"});
      exercised("T6");
      break;
    case 1:
    case 2:
      for (const auto& [key, entry] : p.room().shared.holds().entries()) {
        if (entry.record.active && entry.record.by == p.code()) {
          p.act(act::AgreementUnhold{fresh, ActId::parse(key).value()});
          break;
        }
      }
      break;
    case 3:
    case 4: {
      const registry::Item* item = any_item(p, id, [&](const auto& i) {
        return i.originating_party == p.code() && !i.consents.empty();
      });
      if (item != nullptr) {
        const auto& consent = item->consents[random_.below(item->consents.size())];
        p.act(act::ConsentGrant{fresh, consent.request, id, far(), 1 + random_.below(2),
                                person("officer.one")});
      }
      break;
    }
    case 5: {
      const registry::Item* item =
          any_item(p, id, [&](const auto& i) { return i.originating_party == p.code(); });
      if (item != nullptr && !item->consents.empty() && random_.one_in(2)) {
        p.act(act::ConsentRevoke{fresh, item->consents.front().request, id});
      }
      break;
    }
    case 6:
      p.act(act::IncidentReport{fresh, std::nullopt, act::IncidentKind::possible_loss,
                                p.node().core().now(), "EXERCISE"});
      break;
    case 7:
      for (const auto& [key, entry] : p.room().shared.incidents().entries()) {
        if (entry.record.reported_by != p.code() && !entry.record.acknowledged_at) {
          p.act(act::IncidentAcknowledge{fresh, ActId::parse(key).value()});
          break;
        }
      }
      break;
    case 8:
      if (random_.one_in(6)) {
        p.act(act::AgreementNotice{fresh, "EXERCISE"});
        exercised("I12");
      }
      break;
    default:
      if (random_.one_in(3)) {
        p.act(act::AgreementSign{fresh, "EXERCISE again"}, [this](const node::Submission& s) {
          if (!s.error) {
            broken("I12", "a party signed twice");
          }
        });
        exercised("I12");
      }
  }
}

}  // namespace entente::sim
