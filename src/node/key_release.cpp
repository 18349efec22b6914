#include <algorithm>

#include "base/errors.h"
#include "node/custody.h"
#include "node/errors.h"
#include "object/content_key.h"
#include "object/load.h"
#include "object/policy.h"

/// The one way to a key for those who open objects with other software.
namespace entente::node {
namespace {

/// Whether the item's object has this policy and this key access: what a key service is sent is
/// anybody's, what lies here is the item's.
Status check_is_of(const Objects& objects, const Digest& manifest, const ShareRequest& request) {
  ENTENTE_TRY(const auto sealed, objects.open(manifest));
  ENTENTE_TRY(const object::LoadedObject loaded, object::load(*sealed, manifest));
  const auto same = [&](const object::KeyAccess& own) {
    return own.wrapped_key == request.key_access.wrapped_key &&
           own.binding_hash == request.key_access.binding_hash;
  };
  const bool whole = loaded.manifest.policy == request.policy &&
                     std::ranges::any_of(loaded.manifest.key_access, same);
  return whole ? Status() : Status(object::cannot_open());
}

using Share = std::shared_ptr<const crypto::Secret32>;

Result<Share> unwrap_share(const Objects& objects, const Digest& manifest,
                           const object::KeyUnwrapper& unwrap, const ShareRequest& request) {
  ENTENTE_CHECK(check_is_of(objects, manifest, request));
  auto share = unwrap(request.key_access, request.policy);
  if (!share.ok() ||
      !object::policy_binding_fits(*share, request.policy, request.key_access.binding_hash)) {
    return object::cannot_open();
  }
  return Share(std::make_shared<const crypto::Secret32>(std::move(*share)));
}

}  // namespace

/// An object that was sealed here or at a partner's names its item by its policy's id.
std::optional<ItemId> Custody::item_of(const object::Policy& policy) const {
  if (const auto enrolled = core_.house().enrolled_by(policy.uuid)) {
    return enrolled;
  }
  const auto id = ItemId::parse(policy.uuid);
  return id.ok() ? std::optional(*id) : std::nullopt;
}

void Custody::sealed(const AgreementId& agreement, const ItemId& id, SealedDone done) {
  Room* room = core_.room(agreement);
  const registry::Item* item = room == nullptr ? nullptr : core_.held_item(*room, id);
  if (item == nullptr || !item->object) {
    done(Error(kNotFound, "There is no such item, or it has no object."));
    return;
  }
  core_.ports().executor.work([this, manifest = item->object->manifest, done = std::move(done)] {
    // Shared only because a task must be copyable; there is one reader.
    auto opened = std::make_shared<Result<std::unique_ptr<RandomAccess>>>(objects_.open(manifest));
    core_.ports().executor.post([opened, done] {
      done(opened->ok() ? Result<std::unique_ptr<ByteSource>>(
                              std::make_unique<RandomAccessSource>(std::move(**opened)))
                        : Result<std::unique_ptr<ByteSource>>(opened->error()));
    });
  });
}

void Custody::release_share(ShareRequest request, ShareDone done) {
  const auto policy = object::parse_policy_base64(request.policy);
  if (!policy.ok()) {
    done(policy.error());
    return;
  }
  const ItemId id = item_of(*policy).value_or(ItemId{});
  Room* room = core_.room_of(id);
  const registry::Item* item = room == nullptr ? nullptr : core_.held_item(*room, id);
  if (item == nullptr || !item->object) {
    done(Error(kDenied, "The object is no item that this node holds."));
    return;
  }
  const registry::NeedToKnow* need = core_.house().need_to_know(request.person, id);
  act::ItemAccess access;
  access.id = new_act_id(core_.ports().entropy);
  access.agreement = room->id;
  access.item = id;
  access.person = request.person;
  access.purpose = need == nullptr ? item->purpose : need->purpose;
  const rules::Decision decision =
      core_.consider(room, core_.identity().party, act::Body(access), core_.now());
  if (!decision.permitted()) {
    core_.audit(room, act::Body(access), decision);
    done(denial(decision));
    return;
  }
  core_.ports().executor.work([this, request = std::move(request), access = std::move(access),
                               manifest = item->object->manifest,
                               unwrap = unwrap_with(core_.identity()), done = std::move(done)] {
    auto share = unwrap_share(objects_, manifest, unwrap, request);
    core_.ports().executor.post([this, share = std::move(share), access, done] {
      if (!share.ok()) {
        done(share.error());
        return;
      }
      // Decided again: much may have changed meanwhile. Given once it is durable.
      core_.submit({access.agreement, act::Body(access)},
                   [share, done](const Submission& submission) {
                     done(submission.error ? Result<Share>(*submission.error) : share);
                   });
    });
  });
}

}  // namespace entente::node
