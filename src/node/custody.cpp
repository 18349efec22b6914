#include "node/custody.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "base/errors.h"
#include "base/limits.h"
#include "base/log.h"
#include "crypto/key_wrap.h"
#include "node/delivery.h"
#include "node/errors.h"
#include "node/names.h"
#include "object/errors.h"
#include "object/inspect.h"

/// The way of content into this node, and to its readers.
namespace entente::node {

/// One object on its way here. Resumes where a chunk failed; an interrupted process starts it anew.
struct Custody::Fetch {
  Room* room = nullptr;
  ItemId item;
  PartyCode from;
  act::ObjectRef object;
  std::unique_ptr<Objects::Staged> staged;
  std::int64_t pause_ms = 0;
  std::optional<Error> error;
  StoreBatch writes;
  CarriedDone done;  ///< of one that was carried by hand
};

namespace {

/// The content of an object, piece by piece, each verified before it is given.
class OpenedContent final : public ByteSource {
 public:
  static Result<std::unique_ptr<ByteSource>> open(const Objects& objects, const Digest& manifest,
                                                  const object::KeyUnwrapper& unwrap,
                                                  const object::Expectation& expected) {
    ENTENTE_TRY(auto sealed, objects.open(manifest));
    ENTENTE_TRY(auto reader, object::ObjectReader::open(*sealed, unwrap, expected));
    return std::unique_ptr<ByteSource>(new OpenedContent(std::move(sealed), std::move(reader)));
  }

  Result<std::size_t> read(std::span<std::uint8_t> out) override {
    while (rest_.empty() && next_ < reader_.segments()) {
      ENTENTE_TRY(rest_, reader_.segment(next_++));
    }
    const std::size_t given = std::min(out.size(), rest_.size());
    std::copy_n(rest_.begin(), given, out.begin());
    rest_ = rest_.subspan(given);
    return given;
  }

 private:
  OpenedContent(std::unique_ptr<RandomAccess> sealed, object::ObjectReader reader)
      : sealed_(std::move(sealed)), reader_(std::move(reader)) {}

  std::unique_ptr<RandomAccess> sealed_;
  object::ObjectReader reader_;
  std::size_t next_ = 0;
  BytesView rest_;
};

/// The label in an object that is here; nothing for one that was made without.
Result<std::optional<label::ConfidentialityLabel>> carried_label(const Objects& objects,
                                                                 const Digest& manifest) {
  ENTENTE_TRY(const auto container, objects.open(manifest));
  ENTENTE_TRY(const object::Inspection seen, object::inspect(*container));
  if (seen.manifest != manifest) {
    return Error(object::kManifestDiffers, "The object is not the one that its act names.");
  }
  if (!seen.label) {
    return std::optional<label::ConfidentialityLabel>();
  }
  ENTENTE_TRY(label::ConfidentialityLabel read, read_label_assertion(*seen.label));
  return std::optional(std::move(read));
}

Error not_wrapped_to_us() {
  return Error(object::kCannotOpen, "The key is not wrapped to this node.");
}

/// What one of the keys opens: the one with this id, or any where clients in the field left the id
/// empty, the newest first.
template <class Key, class Unwrap>
Result<crypto::Secret32> open_with(const std::vector<Key>& keys, std::string_view id,
                                   const Unwrap& unwrap) {
  for (const Key& own : std::views::reverse(keys)) {
    if (!id.empty() && own.id != id) {
      continue;
    }
    if (auto opened = unwrap(own.key); opened.ok()) {
      return opened;
    }
  }
  return not_wrapped_to_us();
}

}  // namespace

object::KeyUnwrapper unwrap_with(const Identity& identity) {
  return [keys = identity.key_access, rsa_keys = identity.key_access_rsa](
             const object::KeyAccess& access, std::string_view) -> Result<crypto::Secret32> {
    if (access.type == object::kEcWrapped) {
      const crypto::EcWrapped wrapped{access.ephemeral_public_key, access.wrapped_key};
      return open_with(keys, access.kid, [&](const crypto::AgreementKey& key) {
        return crypto::ec_unwrap(key, wrapped);
      });
    }
    if (access.type == object::kWrapped) {
      return open_with(rsa_keys, access.kid,
                       [&](const crypto::RsaKey& key) { return key.unwrap(access.wrapped_key); });
    }
    return not_wrapped_to_us();
  };
}

object::Expectation Custody::expectation(const Room& room, const ItemId& id,
                                         const registry::Item& item) const {
  if (core_.house().enrolled(id) != nullptr) {
    return object::ExpectedManifest{item.object->manifest};  // made before it was an item
  }
  return object::ExpectedBinding{
      object::Binding{id, room.id, room.profile.digest(),
                      std::string(name_of(core_.identity().environment))},
      item.object->manifest};
}

void Custody::react(Room& room, const PartyCode& issuer, const act::Body& body) {
  const auto* dispatch = std::get_if<act::ItemDispatch>(&body);
  const bool theirs = issuer != core_.identity().party;
  if (dispatch != nullptr && theirs && core_.settings().automatic_receipts) {
    receive_package(room, dispatch->item);
  }
}

void Custody::resume() {
  for (auto& [id, room] : core_.rooms()) {
    std::vector<ItemId> open;
    for (const auto& [key, entry] : room.shared.items().entries()) {
      const registry::Item& item = entry.record;
      const bool ours = item.receiving_party == core_.identity().party;
      const bool unfinished =
          item.stage == registry::Stage::dispatched || item.stage == registry::Stage::arrived;
      if (ours && unfinished) {
        open.push_back(ItemId::parse(key).value());
      }
    }
    std::sort(open.begin(), open.end());
    for (const ItemId& item : open) {
      receive_package(room, item);
    }
  }
}

void Custody::fetch_missing() {
  for (auto& [id, room] : core_.rooms()) {
    for (const auto& [key, entry] : room.shared.items().entries()) {
      const registry::Item& item = entry.record;
      const bool received = item.stage > registry::Stage::arrived &&
                            item.stage <= registry::Stage::registered &&
                            item.receiving_party == core_.identity().party;
      if (received && item.object && !is_carried(item.channel) &&
          !objects_.has(item.object->manifest)) {
        fetch(room, ItemId::parse(key).value());
      }
    }
  }
}

void Custody::receive_package(Room& room, const ItemId& id) {
  const registry::Item* item = room.shared.item(id);
  const bool ours = item != nullptr && item->receiving_party == core_.identity().party;
  if (!ours || core_.frozen()) {
    return;
  }
  const auto is_missing = [&] { return item->object && !objects_.has(item->object->manifest); };
  if (is_carried(item->channel) && is_missing()) {
    return;  // R12.2: no receipt before the courier is here
  }
  if (item->stage == registry::Stage::dispatched) {
    record_package_receipt(room, id);
  }
  item = room.shared.item(id);
  if (item->stage != registry::Stage::arrived) {
    return;
  }
  if (!is_missing()) {
    receive_content(room, id, {});
    return;
  }
  fetch(room, id);
}

void Custody::record_package_receipt(Room& room, const ItemId& id) {
  act::ItemPackageReceipt receipt;
  receipt.id = new_act_id(core_.ports().entropy);
  receipt.item = id;
  receipt.registration = room.shared.item(id)->registration;
  core_.submit({room.id, act::Body(std::move(receipt))},
               [this, &room, id](const Submission& submission) {
                 if (submission.error) {
                   receive_package_later(room, id, *submission.error);
                 }
               });
}

/// A receipt that could not be recorded now (a clock that was set back, a full queue) is still
/// owed.
void Custody::receive_package_later(Room& room, const ItemId& id, const Error& why) {
  log(LogLevel::warning, "receipt.not-recorded", {{"code", why.code()}, {"why", why.message()}});
  core_.ports().executor.after(core_.settings().retry_max_ms,
                               [this, &room, id] { receive_package(room, id); });
}

void Custody::fetch(Room& room, const ItemId& id) {
  if (!fetching_.insert({room.id, id}).second) {
    return;
  }
  const registry::Item* item = room.shared.item(id);
  auto under_way = std::make_shared<Fetch>();
  under_way->room = &room;
  under_way->item = id;
  under_way->from = item->originating_party;
  under_way->object = *item->object;
  under_way->staged = objects_.stage();
  fetch_more(under_way);
}

void Custody::fetch_more(const std::shared_ptr<Fetch>& fetch) {
  const std::uint64_t have = fetch->staged->size();
  if (have >= fetch->object.bytes) {
    finish(fetch);
    return;
  }
  const ObjectRequest request{
      fetch->room->id, fetch->item, have,
      std::min<std::uint64_t>(fetch->object.bytes - have, limits::kObjectChunk)};
  core_.ports().link.call(
      fetch->from, kObjectOperation, encode_object_request(request),
      [this, fetch](Result<Bytes> chunk) { take_chunk(fetch, std::move(chunk)); });
}

void Custody::take_chunk(const std::shared_ptr<Fetch>& fetch, Result<Bytes> chunk) {
  const std::uint64_t missing = fetch->object.bytes - fetch->staged->size();
  if (!chunk.ok()) {
    retry(fetch, chunk.error());
    return;
  }
  if (chunk->empty() || chunk->size() > missing) {
    retry(fetch, Error(kBadDelivery, "The partner sent a range of the wrong length."));
    return;
  }
  fetch->pause_ms = 0;
  core_.ports().executor.work([this, fetch, bytes = std::move(*chunk)] {
    const Status written = fetch->staged->write(bytes);
    core_.ports().executor.post([this, fetch, written] {
      if (!written.ok()) {
        retry(fetch, written.error());
        return;
      }
      fetch_more(fetch);
    });
  });
}

/// All of it is here: it is verified, under the node's own key, before a receipt says so (R12.2).
void Custody::finish(const std::shared_ptr<Fetch>& fetch) {
  const registry::Item* item = fetch->room->shared.item(fetch->item);
  const object::Expectation expected = expectation(*fetch->room, fetch->item, *item);
  const ExpectedLabel label = expected_label(fetch->room->profile, fetch->item, *item);
  const object::KeyUnwrapper unwrap = unwrap_with(core_.identity());
  core_.ports().executor.work([this, fetch, unwrap, expected, label] {
    if (const Status verified = verify(*fetch, unwrap, expected, label); !verified.ok()) {
      fetch->error = verified.error();
    } else if (auto kept = objects_.keep(*fetch->staged, fetch->object.manifest); kept.ok()) {
      fetch->writes = std::move(*kept);
    } else {
      fetch->error = kept.error();
    }
    core_.ports().executor.post([this, fetch] {
      fetching_.erase({fetch->room->id, fetch->item});
      if (fetch->room->shared.item(fetch->item)->stage == registry::Stage::dispatched) {
        record_package_receipt(*fetch->room, fetch->item);  // a courier has handed it over
      }
      if (fetch->error) {
        report_damage(*fetch->room, fetch->item, *fetch->error);
      } else {
        receive_content(*fetch->room, fetch->item, std::move(fetch->writes));
      }
      if (fetch->done) {
        fetch->done(fetch->error);
      }
    });
  });
}

bool Custody::awaits(const PartyCode& from, const AgreementId& agreement, const ItemId& id,
                     std::uint64_t bytes) const {
  const auto room = core_.rooms().find(agreement);
  const registry::Item* item = room == core_.rooms().end() ? nullptr : room->second.shared.item(id);
  if (item == nullptr || item->originating_party != from ||
      item->receiving_party != core_.identity().party) {
    return false;
  }
  const bool on_its_way = item->stage == registry::Stage::arrived ||
                          (item->stage == registry::Stage::dispatched && is_carried(item->channel));
  return on_its_way && item->object && item->object->bytes == bytes &&
         !objects_.has(item->object->manifest);
}

void Custody::take_carried(const AgreementId& agreement, const ItemId& id,
                           std::unique_ptr<Objects::Staged> staged, CarriedDone done) {
  Room& room = *core_.room(agreement);
  const registry::Item* item = room.shared.item(id);
  auto carried = std::make_shared<Fetch>();
  carried->room = &room;
  carried->item = id;
  carried->from = item->originating_party;
  carried->object = *item->object;
  carried->staged = std::move(staged);
  carried->done = std::move(done);
  finish(carried);
}

Status Custody::verify(Fetch& fetch, const object::KeyUnwrapper& unwrap,
                       const object::Expectation& expected, const ExpectedLabel& label) const {
  ENTENTE_TRY(const auto staged, objects_.read(*fetch.staged));
  ENTENTE_TRY(const object::OpenedObject opened, object::verify_object(*staged, unwrap, expected));
  // What a reader needs is said by the agreement and the acts; an object that demands more would be
  // read without it.
  if (!opened.policy.attributes.empty() || !opened.policy.dissem.empty()) {
    return Error(object::kUnsupported, "The object's policy demands what its act does not say.");
  }
  return check_label(label, opened.label);
}

void Custody::retry(const std::shared_ptr<Fetch>& fetch, const Error& why) {
  const Settings& settings = core_.settings();
  fetch->pause_ms = std::clamp(fetch->pause_ms * 2, settings.retry_first_ms, settings.retry_max_ms);
  log(LogLevel::info, "object.fetch-paused", {{"code", why.code()}});
  core_.ports().executor.after(fetch->pause_ms, [this, fetch] {
    const registry::Item* item = fetch->room->shared.item(fetch->item);
    const bool wanted = item != nullptr && item->stage >= registry::Stage::arrived &&
                        item->stage <= registry::Stage::registered;
    if (!wanted || objects_.has(fetch->object.manifest)) {
      fetching_.erase({fetch->room->id, fetch->item});
      return;
    }
    fetch_more(fetch);
  });
}

void Custody::receive_content(Room& room, const ItemId& id, StoreBatch writes) {
  const registry::Item* item = room.shared.item(id);
  core_.sequencer().add_writes(std::move(writes), {});
  if (item == nullptr || item->stage != registry::Stage::arrived) {
    return;  // it came both over the link and by hand, or again after a loss
  }
  act::ItemContentReceipt receipt;
  receipt.id = new_act_id(core_.ports().entropy);
  receipt.item = id;
  receipt.authority = item->recipient_authority;
  if (item->object) {
    receipt.manifest = item->object->manifest;
  }
  core_.submit({room.id, act::Body(std::move(receipt))},
               [this, &room, id](const Submission& submission) {
                 if (submission.error) {
                   receive_package_later(room, id, *submission.error);
                 }
               });
}

/// R17.2: content that does not verify is a possible compromise; the originating party is told.
void Custody::report_damage(Room& room, const ItemId& item, const Error& why) {
  log(LogLevel::error, "object.damaged", {{"code", why.code()}});
  act::IncidentReport report;
  report.id = new_act_id(core_.ports().entropy);
  report.item = item;
  report.kind = act::IncidentKind::possible_compromise;
  report.suspected_at = core_.now();
  report.summary = fmt::format("The content received does not verify ({}).", why.code());
  core_.submit({room.id, act::Body(std::move(report))}, [](const Submission&) {});
}

void Custody::labels(const AgreementId& agreement, const ItemId& id, LabelsDone done) {
  Room* room = core_.room(agreement);
  const registry::Item* item = room == nullptr ? nullptr : core_.held_item(*room, id);
  if (item == nullptr) {
    done(Error(kNotFound, "There is no such item."));
    return;
  }
  ItemLabels labels = labels_of(room->profile, id, *item);
  if (!item->object || !objects_.has(item->object->manifest)) {
    done(std::move(labels));
    return;
  }
  core_.ports().executor.work([this, manifest = item->object->manifest, labels = std::move(labels),
                               done = std::move(done)]() mutable {
    const auto carried = carried_label(objects_, manifest);
    Result<ItemLabels> found = std::move(labels);
    if (carried.ok()) {
      found->original = *carried;
    } else {
      found = carried.error();
    }
    core_.ports().executor.post(
        [found = std::move(found), done = std::move(done)] { done(found); });
  });
}

void Custody::open(const AgreementId& agreement, const ItemId& id, const PersonId& person,
                   const Name& purpose, OpenDone done) {
  act::ItemAccess access;
  access.id = new_act_id(core_.ports().entropy);
  access.agreement = agreement;
  access.item = id;
  access.person = person;
  access.purpose = purpose;
  core_.submit({agreement, act::Body(std::move(access))},
               [this, agreement, id, done = std::move(done)](const Submission& submission) {
                 if (submission.error) {
                   done(*submission.error, submission);
                   return;
                 }
                 release_key(agreement, id, submission, done);
               });
}

void Custody::release_key(const AgreementId& agreement, const ItemId& id,
                          const Submission& recorded, const OpenDone& done) {
  Room* room = core_.room(agreement);
  const registry::Item* item = core_.held_item(*room, id);
  if (!item->object) {
    done(Error(kNotFound, "The item has no content: it was said or shown."), recorded);
    return;
  }
  const object::Expectation expected = expectation(*room, id, *item);
  core_.ports().executor.work([this, expected, unwrap = unwrap_with(core_.identity()),
                               manifest = item->object->manifest, done, recorded] {
    // Shared only because a task must be copyable; there is one reader.
    auto opened = std::make_shared<Result<std::unique_ptr<ByteSource>>>(
        OpenedContent::open(objects_, manifest, unwrap, expected));
    core_.ports().executor.post([opened, done, recorded] { done(std::move(*opened), recorded); });
  });
}

}  // namespace entente::node
