#include "base/errors.h"
#include "node/errors.h"
#include "node/names.h"
#include "node/packages.h"
#include "node/sealed_stream.h"

/// Taking a package in: first all of it is verified, then record by record goes the way that the
/// link's requests go.
namespace entente::node {

struct Packages::Taking {
  std::shared_ptr<ByteSource> in;
  TakeDone done;
  std::unique_ptr<Objects::Staged> staged;
  std::unique_ptr<RandomAccess> access;
  std::vector<AccessKey> keys;
  PackageKey key_of_maker;
  std::unique_ptr<OpeningSource> opened;
  std::optional<PackageReader> reader;
  PackageReader::Record record;             ///< the one being handled
  std::optional<AgreementId> agreement;     ///< of a delivery
  std::unique_ptr<Objects::Staged> object;  ///< being read out of the package
  bool received = false;                    ///< receipts of what was delivered were submitted
  TakenPackage taken;
  Answers answers;

  /// The whole file, to this node's disk: it is read twice, and must not change between.
  Status fetch(Objects& objects);
  Status verify();
  Status read_next();
};

namespace {

constexpr std::int64_t kAskAgainMs = 20;
constexpr int kAskAgainMax = 1'500;  // half a minute, as any delivery over the link would wait

/// Passes on what is written, up to the size of the largest package.
class BoundedSink final : public ByteSink {
 public:
  explicit BoundedSink(ByteSink& to) : to_(to) {}
  Status write(BytesView bytes) override {
    constexpr std::uint64_t kPart = kSealedPartBytes + crypto::Aead::kTagSize;
    taken_ += bytes.size();
    if (taken_ > kSealedHeaderBytes + kSealedPartsMax * kPart) {
      return Error(kBadPackage, "No package is as large as this file.");
    }
    return to_.write(bytes);
  }

 private:
  ByteSink& to_;
  std::uint64_t taken_ = 0;
};

}  // namespace

Status Packages::Taking::fetch(Objects& objects) {
  BoundedSink bounded(*staged);
  ENTENTE_CHECK(copy(*in, bounded));
  in.reset();
  ENTENTE_TRY(access, objects.read(*staged));
  return {};
}

Status Packages::Taking::verify() {
  ENTENTE_TRY(const auto first, OpeningSource::open(*access, keys));
  ENTENTE_TRY(const PackageHead head, verify_package(*first, first->header(), key_of_maker));
  taken.from = head.from;
  taken.made_at = head.made_at;
  ENTENTE_TRY(opened, OpeningSource::open(*access, keys));
  reader.emplace(*opened, opened->header());
  ENTENTE_CHECK(reader->begin());
  return {};
}

Status Packages::Taking::read_next() {
  ENTENTE_TRY(record, reader->next());
  if (record.kind == PackageRecord::delivery) {
    ENTENTE_TRY(const Delivery delivery, parse_delivery(record.payload));
    agreement = delivery.agreement;
  }
  return {};
}

PackageKey Packages::key_of_maker() const {
  std::map<PartyCode, crypto::VerifyingKey> known;
  for (const auto& [party, partner] : parts_.core.partners()) {
    // The newest alone: one that was replaced may be in other hands.
    known.emplace(party, partner.keys.node_key);
  }
  const Identity& self = parts_.core.identity();
  return [known = std::move(known), party = self.party,
          environment = self.environment](const PackageHead& head) -> Result<crypto::VerifyingKey> {
    if (head.to != party || head.environment != environment) {
      return Error(kForeignPackage, "The package is for another party or environment.");
    }
    const auto found = known.find(head.from);
    return found != known.end()
               ? Result<crypto::VerifyingKey>(found->second)
               : Error(kUnknownPeer, "The node that made this package is not enrolled here.");
  };
}

void Packages::take(std::shared_ptr<ByteSource> package, TakeDone done) {
  if (parts_.core.frozen()) {
    done(*parts_.core.frozen());
    return;
  }
  auto taking = std::make_shared<Taking>();
  taking->in = std::move(package);
  taking->done = std::move(done);
  taking->staged = parts_.objects.stage();
  taking->keys = parts_.core.identity().key_access;
  taking->key_of_maker = key_of_maker();
  verify(taking);
}

void Packages::step(const std::shared_ptr<Taking>& taking, std::function<Status()> work,
                    std::function<void()> then) {
  parts_.core.ports().executor.work([this, taking, work = std::move(work), then = std::move(then)] {
    parts_.core.ports().executor.post([taking, then, done = work()] {
      if (done.ok()) {
        then();
      } else {
        taking->done(done.error());
      }
    });
  });
}

void Packages::settle(const std::shared_ptr<Taking>& taking, std::function<void()> then) {
  parts_.settle([taking, then = std::move(then)](const Status& settled) {
    if (settled.ok()) {
      then();
    } else {
      taking->done(settled.error());
    }
  });
}

void Packages::verify(const std::shared_ptr<Taking>& taking) {
  const auto work = [this, taking]() -> Status {
    ENTENTE_CHECK(taking->fetch(parts_.objects));
    return taking->verify();
  };
  step(taking, work, [this, taking] { read_more(taking); });
}

void Packages::read_more(const std::shared_ptr<Taking>& taking) {
  step(taking, [taking] { return taking->read_next(); }, [this, taking] { handle(taking); });
}

void Packages::handle(const std::shared_ptr<Taking>& taking) {
  switch (taking->record.kind) {
    case PackageRecord::delivery:
      deliver(taking, 0);
      break;
    case PackageRecord::acknowledgement:
      acknowledge(taking);
      break;
    case PackageRecord::object:
      when_received(taking, [this, taking] { take_object(taking); });
      break;
    default:
      when_received(taking, [this, taking] { finish(taking); });
      break;
  }
}

void Packages::deliver(const std::shared_ptr<Taking>& taking, int asked) {
  parts_.receiver.receive(
      taking->taken.from, kActsOperation, taking->record.payload,
      [this, taking, asked](const Result<Bytes>& answer) {
        if (!answer.ok() && answer.error().is(kOverloaded) && asked < kAskAgainMax) {
          parts_.core.ports().executor.after(kAskAgainMs,
                                             [this, taking, asked] { deliver(taking, asked + 1); });
          return;
        }
        auto parsed = answer.ok() ? parse_answer(*answer) : Result<DeliveryAnswer>(answer.error());
        if (!parsed.ok()) {
          taking->taken.refused.push_back({*taking->agreement, std::string(parsed.error().code())});
          read_more(taking);
          return;
        }
        for (ActAnswer& act : parsed->acts) {
          ++taking->taken.acts[act.disposition];
          taking->answers[*taking->agreement].push_back(std::move(act));
        }
        read_more(taking);
      });
}

void Packages::acknowledge(const std::shared_ptr<Taking>& taking) {
  const auto told = parse_acknowledgement(taking->record.payload);
  Room* room = told.ok() ? parts_.core.room(told->agreement) : nullptr;
  const bool shared = room != nullptr && room->counterparts.contains(taking->taken.from) &&
                      parts_.core.partner(taking->taken.from) != nullptr;
  // Of an agreement that is not here yet there is nothing to acknowledge.
  const Status taken =
      shared ? parts_.courier.acknowledged(*room, taking->taken.from, *told) : Status{};
  if (parts_.core.frozen()) {
    taking->done(*parts_.core.frozen());
    return;
  }
  if (!taken.ok()) {
    taking->taken.refused.push_back({room->id, std::string(taken.error().code())});
  }
  read_more(taking);
}

/// The receipts that make an object expected are recorded, also those that an earlier process owed.
void Packages::when_received(const std::shared_ptr<Taking>& taking, std::function<void()> then) {
  if (taking->received) {
    then();
    return;
  }
  taking->received = true;
  settle(taking, [this, taking, then = std::move(then)] {
    if (parts_.core.settings().automatic_receipts) {
      parts_.custody.resume();
    }
    settle(taking, then);
  });
}

void Packages::take_object(const std::shared_ptr<Taking>& taking) {
  const CarriedObject& named = taking->record.object;
  const bool awaited =
      parts_.custody.awaits(taking->taken.from, named.agreement, named.item, named.bytes);
  taking->object = awaited ? parts_.objects.stage() : nullptr;
  const auto read = [taking]() -> Status {
    NullSink unkept;
    ByteSink& to = taking->object ? static_cast<ByteSink&>(*taking->object) : unkept;
    return taking->reader->read_content(to);
  };
  step(taking, read, [this, taking] { keep_object(taking); });
}

void Packages::keep_object(const std::shared_ptr<Taking>& taking) {
  const CarriedObject& object = taking->record.object;
  // Asked again: it may have come over the link meanwhile.
  if (!taking->object ||
      !parts_.custody.awaits(taking->taken.from, object.agreement, object.item, object.bytes)) {
    ++taking->taken.objects_known;
    read_more(taking);
    return;
  }
  parts_.custody.take_carried(
      object.agreement, object.item, std::move(taking->object),
      [this, taking](const std::optional<Error>& damaged) {
        ++(damaged ? taking->taken.objects_damaged : taking->taken.objects_taken);
        read_more(taking);
      });
}

void Packages::finish(const std::shared_ptr<Taking>& taking) {
  settle(taking, [this, taking] {
    make_with(taking->taken.from, std::move(taking->answers), [taking](Result<MadePackage> reply) {
      if (!reply.ok()) {
        taking->done(reply.error());
        return;
      }
      taking->taken.reply = std::move(*reply);
      taking->done(std::move(taking->taken));
    });
  });
}

}  // namespace entente::node
