#include <algorithm>

#include "base/errors.h"
#include "node/errors.h"
#include "node/packages.h"
#include "node/sealed_stream.h"

/// Making a package, piece by piece: what to write is found on the sequence, written on a worker.
namespace entente::node {

struct Packages::Packing {
  MadePackage made;
  Answers answers;
  MakeDone done;
  std::shared_ptr<Objects::Staged> staged;
  std::unique_ptr<SealingSink> sealed;
  std::optional<PackageWriter> writer;
  std::vector<AgreementId> agreements;
  std::size_t next_agreement = 0;
  std::optional<Courier::Packed> packed;  ///< of the agreement that is being packed
  std::vector<std::pair<AgreementId, Objects::Owed>> objects;
  std::size_t next_object = 0;
  bool ended = false;
};

namespace {

/// A package that lies in the home until it was read.
struct PackageFile {
  std::shared_ptr<Objects::Staged> staged;  // shared with who wrote it, who is done
  RandomAccessSource source;
};

/// Objects are added up to here: the rest is room for the sealing, the signatures and the filling.
constexpr std::uint64_t kPackageBytes = kSealedPartsMax * kSealedPartBytes / 8 * 7;

/// Answers in one record: far within its 16 MiB.
constexpr std::size_t kAnswersInRecord = 16'384;

}  // namespace

void Packages::make(const PartyCode& to, MakeDone done) {
  parts_.settle([this, to, done = std::move(done)](const Status& settled) {
    if (!settled.ok()) {
      done(settled.error());
      return;
    }
    make_with(to, {}, done);
  });
}

void Packages::make_with(const PartyCode& to, Answers answers, MakeDone done) {
  auto packing = std::make_shared<Packing>();
  packing->made.to = to;
  packing->answers = std::move(answers);
  packing->done = std::move(done);
  if (const Status begun = begin(*packing); !begun.ok()) {
    packing->done(begun.error());
    return;
  }
  pack_more(packing);
}

Status Packages::begin(Packing& packing) {
  Core& core = parts_.core;
  const PartyCode& to = packing.made.to;
  const Enrolled* partner = core.partner(to);
  if (partner == nullptr) {
    return Error(kUnknownPeer, "This party's node is not enrolled here.");
  }
  if (core.frozen()) {
    return *core.frozen();
  }
  for (auto& [id, room] : core.rooms()) {
    const auto found = room.counterparts.find(to);
    if (found == room.counterparts.end() || found->second.misconduct) {
      continue;
    }
    packing.agreements.push_back(id);
    for (Objects::Owed& owed : parts_.objects.owed(to, room)) {
      packing.objects.emplace_back(id, std::move(owed));
    }
  }
  for (const auto& [agreement, answers] : packing.answers) {
    packing.made.contents.answers += answers.size();
  }
  packing.staged = parts_.objects.stage();
  ENTENTE_TRY(packing.sealed,
              SealingSink::create(partner->keys.key_access, core.ports().entropy, *packing.staged));
  packing.writer.emplace(*packing.sealed, packing.sealed->header());
  PackageHead head;
  head.from = core.identity().party;
  head.to = to;
  head.environment = core.identity().environment;
  head.made_at = core.now();
  return packing.writer->begin(head);
}

void Packages::pack_more(const std::shared_ptr<Packing>& packing) {
  auto piece = next_piece(*packing);
  if (!piece.ok()) {
    packing->done(piece.error());
    return;
  }
  parts_.core.ports().executor.work([this, packing, piece = std::move(*piece)] {
    Status written = piece();
    if (written.ok() && packing->ended) {
      auto access = parts_.objects.read(*packing->staged);
      if (access.ok()) {
        const auto file =
            std::make_shared<PackageFile>(packing->staged, RandomAccessSource(std::move(*access)));
        packing->made.file = std::shared_ptr<ByteSource>(file, &file->source);
      } else {
        written = access.error();
      }
    }
    parts_.core.ports().executor.post([this, packing, written] {
      if (!written.ok()) {
        packing->done(written.error());
      } else if (packing->made.file) {
        packing->done(std::move(packing->made));
      } else {
        pack_more(packing);
      }
    });
  });
}

Result<std::function<Status()>> Packages::next_piece(Packing& packing) {
  while (packing.next_agreement < packing.agreements.size()) {
    Room& room = *parts_.core.room(packing.agreements[packing.next_agreement]);
    if (!packing.packed) {
      packing.packed = parts_.courier.nothing_packed(room, packing.made.to);
      return acknowledgement(packing, room);
    }
    if (parts_.courier.has_more(room, packing.made.to, *packing.packed)) {
      return delivery(packing, room);
    }
    packing.packed.reset();
    ++packing.next_agreement;
  }
  if (packing.next_object < packing.objects.size()) {
    return object(packing);
  }
  packing.ended = true;
  return std::function<Status()>([&packing, keys = parts_.core.identity().node_keys]() -> Status {
    ENTENTE_CHECK(packing.writer->end(keys));
    return packing.sealed->finish();
  });
}

std::function<Status()> Packages::acknowledgement(Packing& packing, const Room& room) {
  auto told = parts_.receiver.acknowledge(packing.made.to, room);
  if (!told) {
    return [] { return Status{}; };
  }
  if (const auto answers = packing.answers.find(room.id); answers != packing.answers.end()) {
    told->answer.acts = std::move(answers->second);
  }
  return [&packing, told = std::move(*told)]() -> Status {
    Acknowledgement part = told;
    std::span<const ActAnswer> rest = told.answer.acts;
    do {
      const std::size_t count = std::min(rest.size(), kAnswersInRecord);
      part.answer.acts.assign(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(count));
      rest = rest.subspan(count);
      ENTENTE_CHECK(
          packing.writer->add(PackageRecord::acknowledgement, encode_acknowledgement(part)));
    } while (!rest.empty());
    return {};
  };
}

Result<std::function<Status()>> Packages::delivery(Packing& packing, Room& room) {
  ENTENTE_TRY(Delivery next, parts_.courier.pack_more(room, packing.made.to, *packing.packed));
  packing.made.contents.acts += next.acts.size();
  return std::function<Status()>([&packing, &signers = parts_.courier.signer_states(),
                                  log = room.log.number(), next = std::move(next)]() -> Status {
    // As on the link: the signer's state goes to disk before the head leaves.
    ENTENTE_CHECK(signers.keep(log, next.old_size + next.leaves.size(), next.checkpoint));
    ENTENTE_TRY(const Bytes message, encode_delivery(next));
    return packing.writer->add(PackageRecord::delivery, message);
  });
}

std::function<Status()> Packages::object(Packing& packing) {
  const auto& [agreement, owed] = packing.objects[packing.next_object++];
  if (packing.staged->size() + owed.object.bytes > kPackageBytes) {
    ++packing.made.contents.left_out;
    return [] { return Status{}; };
  }
  ++packing.made.contents.objects;
  return [&packing, &objects = parts_.objects, manifest = owed.object.manifest,
          carried = CarriedObject{agreement, owed.item, owed.object.bytes}]() -> Status {
    ENTENTE_TRY(auto access, objects.open(manifest));
    RandomAccessSource content(std::move(access));
    return packing.writer->add_object(carried, content);
  };
}

}  // namespace entente::node
