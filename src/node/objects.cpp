#include "node/objects.h"

#include <algorithm>

#include "base/errors.h"
#include "base/limits.h"
#include "node/delivery.h"
#include "node/errors.h"
#include "node/names.h"

namespace entente::node {
namespace {

std::string path_of(const Digest& manifest) {
  return std::string(Objects::kFolder) + "/" + manifest.hex() + std::string(Objects::kEnding);
}

}  // namespace

Objects::Objects(Core& core) : core_(core) {}

Objects::Staged::~Staged() {
  if (file_ && !kept_) {
    file_.reset();
    // Nothing to do about a failure here: a left-over is removed at the next start.
    static_cast<void>(files_.remove(path_).ok());
  }
}

Status Objects::Staged::write(BytesView bytes) {
  size_ += bytes.size();
  if (!file_ && size_ <= kSmall) {
    append(memory_, bytes);
    return {};
  }
  if (!file_) {
    ENTENTE_TRY(file_, files_.open(path_, OpenMode::create_new));
    ENTENTE_CHECK(file_->append(memory_));
    memory_ = {};
  }
  return file_->append(bytes);
}

std::unique_ptr<Objects::Staged> Objects::stage() {
  const ItemId unique = new_item_id(core_.ports().entropy);
  return std::make_unique<Staged>(core_.ports().files,
                                  std::string(kFolder) + "/" + unique.text() + ".part");
}

Result<StoreBatch> Objects::keep(Staged& staged, const Digest& manifest) {
  StoreBatch writes;
  if (!staged.file_) {
    writes.push_back({Space::object, Bytes(manifest.bytes.begin(), manifest.bytes.end()),
                      std::move(staged.memory_)});
    return writes;
  }
  ENTENTE_CHECK(staged.file_->sync());
  ENTENTE_CHECK(core_.ports().files.rename(staged.path_, path_of(manifest)));
  staged.kept_ = true;
  return writes;
}

Result<std::unique_ptr<RandomAccess>> Objects::read(Staged& staged) const {
  if (staged.file_) {
    return std::unique_ptr<RandomAccess>(std::make_unique<FileRandomAccess>(*staged.file_));
  }
  return std::unique_ptr<RandomAccess>(std::make_unique<MemoryRandomAccess>(staged.memory_));
}

Result<std::unique_ptr<RandomAccess>> Objects::open(const Digest& manifest) const {
  ENTENTE_TRY(auto small, core_.ports().store.get(Space::object, manifest.view()));
  if (small) {
    return std::unique_ptr<RandomAccess>(std::make_unique<OwnedBytesAccess>(std::move(*small)));
  }
  ENTENTE_TRY(auto file, core_.ports().files.open(path_of(manifest), OpenMode::read));
  return std::unique_ptr<RandomAccess>(std::make_unique<OwnedFileAccess>(std::move(file)));
}

Status Objects::remove_left_overs() {
  ENTENTE_TRY(const auto names, core_.ports().files.list(kFolder));
  for (const std::string& name : names) {
    if (name.ends_with(".part")) {
      ENTENTE_CHECK(core_.ports().files.remove(std::string(kFolder) + "/" + name));
    }
  }
  return {};
}

bool Objects::has(const Digest& manifest) const {
  const auto small = core_.ports().store.get(Space::object, manifest.view());
  if (small.ok() && small->has_value()) {
    return true;
  }
  const auto file = core_.ports().files.exists(path_of(manifest));
  return file.ok() && *file;
}

Result<Digest> Objects::servable(const PartyCode& peer, const AgreementId& agreement,
                                 const ItemId& item) {
  const Error hidden(kNotFound, "There is no such object.");
  Room* room = core_.room(agreement);
  const registry::Item* found = room == nullptr ? nullptr : room->shared.item(item);
  const PartyCode& self = core_.identity().party;
  const bool released = found != nullptr && found->object.has_value() &&
                        found->originating_party == self && found->receiving_party == peer &&
                        found->stage >= registry::Stage::dispatched &&
                        found->stage <= registry::Stage::registered;
  // T6: a hold stops the object as well as the next release.
  if (!released || room->shared.active_hold(self, item) != nullptr) {
    return hidden;
  }
  return found->object->manifest;
}

std::vector<Objects::Owed> Objects::owed(const PartyCode& peer, const Room& room) {
  std::vector<Owed> owed;
  for (const auto& [key, entry] : room.shared.items().entries()) {
    const registry::Item& item = entry.record;
    const ItemId id = ItemId::parse(key).value();
    const bool missing =
        item.stage == registry::Stage::dispatched || item.stage == registry::Stage::arrived;
    if (missing && servable(peer, room.id, id).ok() && has(item.object->manifest)) {
      owed.push_back({id, *item.object});
    }
  }
  std::ranges::sort(owed, {}, &Owed::item);
  return owed;
}

void Objects::serve(const PartyCode& peer, BytesView request, Link::Answer answer) {
  const auto parsed = parse_object_request(request);
  if (!parsed.ok()) {
    answer(parsed.error());
    return;
  }
  const auto manifest = servable(peer, parsed->agreement, parsed->item);
  // Art. 9: what the parties let a person carry does not go by the link.
  const bool carried =
      manifest.ok() &&
      is_carried(core_.room(parsed->agreement)->shared.item(parsed->item)->channel);
  if (!manifest.ok() || carried) {
    answer(manifest.ok() ? Error(kNotFound, "There is no such object.") : manifest.error());
    return;
  }
  core_.ports().executor.work(
      [this, manifest = *manifest, wanted = *parsed, answer = std::move(answer)] {
        Result<Bytes> range = Bytes{};
        auto object = open(manifest);
        if (object.ok()) {
          range->resize(std::min<std::uint64_t>(wanted.length, limits::kObjectChunk));
          const auto read = (*object)->read_at(wanted.offset, *range);
          if (read.ok()) {
            range->resize(*read);
          } else {
            range = read.error();
          }
        } else {
          range = object.error();
        }
        core_.ports().executor.post([range = std::move(range), answer] { answer(range); });
      });
}

}  // namespace entente::node
