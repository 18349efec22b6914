#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "node/custody.h"
#include "node/errors.h"
#include "object/errors.h"

/// Objects from outside, on their way to becoming items.
namespace entente::node {

struct Custody::Enrolling {
  Room* room = nullptr;
  act::ObjectEnrol body;
  std::shared_ptr<ByteSource> object;
  std::unique_ptr<Objects::Staged> staged;
  StoreBatch writes;
  EnrolDone done;
};

namespace {

/// What an attribute begins with that names a level of this party: the node's own name space, with
/// the environment, so that no exercise opens anything real.
std::string level_attribute(const Identity& identity) {
  return fmt::format("https://{}/attr/{}-level/value/", identity.domain,
                     name_of(identity.environment));
}

/// The level that an attribute demands; nothing for an attribute of no meaning here.
const label::Level* level_of(const std::string& attribute, const std::string& prefix,
                             const label::MarkingScheme& scheme) {
  if (!attribute.starts_with(prefix)) {
    return nullptr;
  }
  const std::string value = ascii_lower(attribute.substr(prefix.size()));
  const auto& levels = scheme.levels();
  const auto found = std::ranges::find_if(
      levels, [&](const label::Level& level) { return ascii_lower(level.code.text()) == value; });
  return found == levels.end() ? nullptr : &*found;
}

/// The policy's demands, once and for all.
void take_over(act::ObjectEnrol& body, const object::Policy& policy, const Identity& identity,
               const label::MarkingScheme& scheme) {
  body.policy = policy.uuid;
  body.readers = policy.dissem;
  const std::string prefix = level_attribute(identity);
  for (const object::PolicyAttribute& demanded : policy.attributes) {
    if (const label::Level* level = level_of(demanded.attribute, prefix, scheme)) {
      body.levels.push_back(level->code);
    } else {
      body.unknown.push_back(demanded.attribute);
    }
  }
}

}  // namespace

/// On a worker: nothing becomes an item that this node could not open.
Status Custody::take_in(Enrolling& enrolling, const object::KeyUnwrapper& unwrap) {
  ENTENTE_CHECK(copy(*enrolling.object, *enrolling.staged));
  ENTENTE_TRY(const auto staged, objects_.read(*enrolling.staged));
  ENTENTE_TRY(const object::OpenedObject opened,
              object::verify_object(*staged, unwrap, object::AnyBinding{}));
  if (opened.binding) {
    return Error(object::kWrongBinding, "The object was made for an item already.");
  }
  const Identity& identity = core_.identity();
  take_over(enrolling.body, opened.policy, identity,
            *enrolling.room->profile.equivalence().scheme(identity.party));
  enrolling.body.object =
      act::ObjectRef{opened.manifest, enrolling.staged->size(), opened.content_bytes};
  ENTENTE_TRY(enrolling.writes, objects_.keep(*enrolling.staged, opened.manifest));
  return {};
}

void Custody::enrol(EnrolRequest request, std::shared_ptr<ByteSource> object, EnrolDone done) {
  Room* room = core_.room(request.agreement);
  if (room == nullptr) {
    done(Error(kUnknownAgreement, "This node has no agreement with that id."), {});
    return;
  }
  const label::MarkingScheme* own =
      room->text(core_.now()).equivalence().scheme(core_.identity().party);
  ENTENTE_INVARIANT(own != nullptr);
  const auto marking = own->recognise(request.marking);
  if (!marking.ok()) {
    done(marking.error(), {});
    return;
  }
  auto enrolling = std::make_shared<Enrolling>();
  enrolling->room = room;
  act::ObjectEnrol& body = enrolling->body;
  body.id = new_act_id(core_.ports().entropy);
  body.agreement = room->id;
  body.item = new_item_id(core_.ports().entropy);
  body.title = std::move(request.title);
  body.marking = (*marking)->code;
  body.marking_text = (*marking)->text;
  body.purpose = request.purpose;
  body.expires = request.expires;
  body.decided_by = request.decided_by;
  enrolling->object = std::move(object);
  enrolling->staged = objects_.stage();
  enrolling->done = std::move(done);
  core_.ports().executor.work([this, enrolling, unwrap = unwrap_with(core_.identity())] {
    const Status taken = take_in(*enrolling, unwrap);
    core_.ports().executor.post([this, enrolling, taken] {
      if (taken.ok()) {
        record_enrolment(enrolling);
      } else {
        enrolling->done(taken.error(), {});
      }
    });
  });
}

void Custody::record_enrolment(const std::shared_ptr<Enrolling>& enrolling) {
  // The object's row goes before the act that names it, on the same way to the disk.
  core_.sequencer().add_writes(std::move(enrolling->writes), {});
  core_.submit({enrolling->room->id, act::Body(enrolling->body)},
               [enrolling](const Submission& submission) {
                 if (submission.error) {
                   enrolling->done(*submission.error, submission);
                 } else {
                   enrolling->done(enrolling->body.item, submission);
                 }
               });
}

}  // namespace entente::node
