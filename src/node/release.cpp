#include <fmt/format.h>

#include <algorithm>

#include "base/errors.h"
#include "node/custody.h"
#include "node/errors.h"
#include "node/item_label.h"
#include "node/names.h"
#include "rules/rule_table.h"

/// The way of content out of this node.
namespace entente::node {

struct Custody::Sealing {
  Room* room = nullptr;
  act::ItemRelease body;
  object::SealRequest request;
  std::shared_ptr<ByteSource> content;
  Name channel;
  std::unique_ptr<Objects::Staged> staged;
  StoreBatch writes;
  std::optional<Error> error;
  ReleaseDone done;
};

namespace {

/// The first of a party's accredited systems, authorities or assurances that could serve. Which of
/// them counts is for the rules to say; without any, they deny.
template <class Record, class Serves>
std::string first_key(const registry::Table<Record>& table, const Serves& serves) {
  std::string best;
  for (const auto& [key, entry] : table.entries()) {
    const bool better = best.empty() || key < best;
    if (serves(entry.record) && better) {
      best = key;
    }
  }
  return best.substr(best.rfind('/') + 1);
}

template <class IdType>
IdType or_empty(std::string_view text) {
  const auto parsed = IdType::parse(text);
  return parsed.ok() ? *parsed : IdType{};
}

bool channel_is_listed(const rules::AgreementView& view, const Name& channel) {
  const auto in = [&](const agreement::Profile& text) {
    return text.clauses().transmission.lists(channel);
  };
  return in(view.profile) && (view.overlay == nullptr || in(*view.overlay));
}

int rank_of(const label::MarkingScheme* scheme, const Name& level) {
  const label::Level* found = scheme == nullptr ? nullptr : scheme->find_level(level);
  return found == nullptr ? -1 : found->rank;
}

}  // namespace

Custody::Custody(Core& core, Objects& objects) : core_(core), objects_(objects) {}

/// The way that the item has come, and the hop by which it goes on.
Result<act::Origin> Custody::origin_of(const PassedOn& passed_on) const {
  const Room* room = core_.room(passed_on.held_under);
  const registry::Item* item = room == nullptr ? nullptr : room->shared.item(passed_on.item);
  if (item == nullptr) {
    return Error(kNotFound, "There is no such item under the agreement it is said to come by.");
  }
  act::Origin origin = item->origin.value_or(
      act::Origin{item->originating_party, item->marking, item->marking_text, {}});
  origin.hops.push_back(
      {room->profile.id(), core_.identity().party, item->own_marking, passed_on.consent});
  return origin;
}

Result<act::ItemRelease> Custody::draft(Room& room, const ReleaseRequest& request) const {
  const PartyCode& self = core_.identity().party;
  const label::Equivalence& equivalence = room.text(core_.now()).equivalence();
  const label::MarkingScheme* own = equivalence.scheme(self);
  ENTENTE_INVARIANT(own != nullptr);
  ENTENTE_TRY(const label::Marking* marking, own->recognise(request.marking));
  act::ItemRelease body;
  body.id = new_act_id(core_.ports().entropy);
  if (request.passed_on) {
    body.item = request.passed_on->item;
    ENTENTE_TRY(body.origin, origin_of(*request.passed_on));
  } else if (request.again) {
    const Room* known = core_.room_of(*request.again);
    const registry::Item* released =
        known == nullptr ? nullptr : known->shared.item(*request.again);
    if (released == nullptr || released->originator() != self) {
      return Error(kNotFound, "This party has released no item with this id.");
    }
    body.item = *request.again;
  } else {
    body.item = new_item_id(core_.ports().entropy);
  }
  body.recipient = request.recipient;
  body.title = request.title;
  body.form = request.form;
  body.marking = marking->code;
  // R4.1: the officer's own spelling is kept where it is one of the marking's; a code stands for
  // the canonical text.
  const bool spelled = std::find(marking->variants.begin(), marking->variants.end(),
                                 request.marking) != marking->variants.end();
  body.marking_text = spelled ? request.marking : marking->text;
  body.purpose = request.purpose;
  body.decided_by = request.decided_by;
  body.reason = request.reason;
  body.expires = request.expires;
  body.max_openings = request.max_openings;
  body.rights_owner = request.rights_owner;
  const CivilDate today = core_.now().date_in(room.profile.party(self)->zone);
  const auto answer = equivalence.lookup_code(self, marking->code, request.recipient, today);
  const int there = answer.level == nullptr ? 0 : answer.level->rank;
  const int here = rank_of(own, marking->level);
  const label::MarkingScheme* theirs = equivalence.scheme(request.recipient);
  body.assurance = or_empty<ActId>(first_key(room.shared.assurances(), [&](const auto& a) {
    return a.by == request.recipient && a.complete && rank_of(theirs, a.level) >= there &&
           today <= a.until;
  }));
  if (const auto* assurance = room.shared.assurance(body.assurance); assurance != nullptr) {
    body.recipient_authority = assurance->authority;
  }
  const auto system = [&](const PartyCode& party, const label::MarkingScheme* scheme, int rank) {
    return or_empty<Name>(first_key(room.shared.systems(), [&](const auto& s) {
      return s.party == party && rank_of(scheme, s.level) >= rank && today <= s.until;
    }));
  };
  body.sending_system = system(self, own, here);
  body.receiving_system = system(request.recipient, theirs, there);
  return body;
}

Result<object::SealRequest> Custody::seal_request(const Room& room, const act::ItemRelease& body,
                                                  const std::string& mime_type) const {
  const Enrolled* partner = core_.partner(body.recipient);
  if (partner == nullptr) {
    return Error(kUnknownPeer, "The recipient's node is not enrolled here.");
  }
  object::SealRequest request;
  request.binding = object::Binding{body.item, room.id, room.profile.digest(),
                                    std::string(name_of(core_.identity().environment))};
  request.label = label_assertion(room.profile, core_.identity().party, body, core_.now());
  request.mime_type = mime_type;
  request.recipients.push_back({fmt::format("https://{}/kas", partner->keys.domain),
                                partner->keys.key_access_id, partner->keys.key_access, ""});
  return request;
}

void Custody::release(ReleaseRequest request, std::shared_ptr<ByteSource> content,
                      ReleaseDone done) {
  Room* room = core_.room(request.agreement);
  if (room == nullptr) {
    done(Error(kUnknownAgreement, "This node has no agreement with that id."), {});
    return;
  }
  auto body = draft(*room, request);
  if (!body.ok()) {
    done(body.error(), {});
    return;
  }
  // What can be known before sealing is decided before sealing; the record decides again.
  act::ItemRelease probe = *body;
  probe.object = act::ObjectRef{};
  const Instant now = core_.now();
  const Name channel = request.channel.value_or(electronic_channel());
  rules::Decision before = core_.consider(room, core_.identity().party, act::Body(probe), now);
  if (before.permitted() &&
      before.require(rules::kChannel, channel_is_listed(room->view(now, core_.house()), channel)) &&
      probe.origin) {
    const auto others = core_.others_that_know(*room, act::Body(probe), now);
    before.require(rules::kPermittedByAll,
                   std::ranges::all_of(others, [&](const rules::AgreementView& other) {
                     return channel_is_listed(other, channel);
                   }));
  }
  if (!before.permitted()) {
    probe.item = ItemId{};  // there is none: the denials of releases count together
    core_.audit(room, act::Body(probe), before);
    done(denial(before), before);
    return;
  }
  auto sealed_for = seal_request(*room, *body, request.mime_type);
  if (!sealed_for.ok()) {
    done(sealed_for.error(), before);
    return;
  }
  auto sealing = std::make_shared<Sealing>();
  sealing->room = room;
  sealing->body = std::move(*body);
  sealing->request = std::move(*sealed_for);
  sealing->channel = channel;
  sealing->content = std::move(content);
  sealing->staged = objects_.stage();
  sealing->done = std::move(done);
  core_.ports().executor.work([this, sealing] {
    auto sealed =
        object::seal(*sealing->content, *sealing->staged, sealing->request, core_.ports().entropy);
    if (sealed.ok()) {
      sealing->body.object =
          act::ObjectRef{sealed->manifest, sealed->object_bytes, sealed->content_bytes};
      auto kept = objects_.keep(*sealing->staged, sealed->manifest);
      if (kept.ok()) {
        sealing->writes = std::move(*kept);
      } else {
        sealing->error = kept.error();
      }
    } else {
      sealing->error = sealed.error();
    }
    core_.ports().executor.post([this, sealing] { record_release(sealing); });
  });
}

void Custody::record_release(const std::shared_ptr<Sealing>& sealing) {
  if (sealing->error) {
    sealing->done(*sealing->error, {});
    return;
  }
  // The object's row goes before the act that names it, on the same way to the disk.
  core_.sequencer().add_writes(std::move(sealing->writes), {});
  auto released = std::make_shared<Released>();
  released->item = sealing->body.item;
  const AgreementId agreement = sealing->room->id;
  core_.submit({agreement, act::Body(sealing->body)},
               [sealing, released](const Submission& submission) {
                 released->release = submission;
                 if (submission.error) {
                   sealing->done(*submission.error, submission.decision);
                 }
               });
  if (sealing->room->shared.item(sealing->body.item) == nullptr) {
    return;  // Denied after all: something changed while the content was being sealed.
  }
  act::ItemDispatch dispatch;
  dispatch.id = new_act_id(core_.ports().entropy);
  dispatch.item = sealing->body.item;
  dispatch.channel = sealing->channel;
  dispatch.registration =
      Name::parse("reg-" + new_item_id(core_.ports().entropy).text().substr(4)).value();
  released->registration = dispatch.registration.text();
  core_.submit({agreement, act::Body(std::move(dispatch))},
               [sealing, released](const Submission& submission) {
                 released->dispatch = submission;
                 if (submission.error) {
                   sealing->done(*submission.error, submission.decision);
                   return;
                 }
                 sealing->done(*released, released->release.decision);
               });
}

}  // namespace entente::node
