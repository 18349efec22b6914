#include "node/packages.h"

#include <set>

#include "base/limits.h"
#include "node/errors.h"
#include "node/item_label.h"
#include "node/sealed_stream.h"
#include "node/stand.h"
#include "object/seal.h"

/// JP's node takes what KR's courier carries, and gives what is carried back. EXERCISE.
namespace entente::node::testing {
namespace {

/// What a package holds, opened by its reader.
struct Opened {
  PackageHead head;
  std::vector<Acknowledgement> told;
  std::vector<Delivery> deliveries;
  std::vector<CarriedObject> objects;

  [[nodiscard]] std::size_t acts() const {
    std::size_t count = 0;
    for (const Delivery& delivery : deliveries) {
      count += delivery.acts.size();
    }
    return count;
  }
};

class PackagesByHand : public InForce {
 protected:
  using Fill = std::function<void(PackageWriter&)>;
  struct Maker {
    std::vector<crypto::SigningKey> keys;
    PackageHead head;
    crypto::AgreementPublicKey reader;
  };
  /// KR's node, as JP's knows it.
  Maker partner() {
    PackageHead head;
    head.from = kKr;
    head.to = kJp;
    head.made_at = stand.clock().now();
    return {stand.partner_keys().node_keys, head,
            stand.own_keys().key_access.back().key.public_key()};
  }
  Bytes package(const Maker& maker, const Fill& fill) {
    MemorySink file;
    auto sealed = SealingSink::create(maker.reader, stand.random(), file).value();
    PackageWriter writer(*sealed, sealed->header());
    EXPECT_TRUE(writer.begin(maker.head).ok());
    fill(writer);
    EXPECT_TRUE(writer.end(maker.keys).ok());
    EXPECT_TRUE(sealed->finish().ok());
    return file.take();
  }
  Bytes package_of(std::vector<LoggedAct> acts) {
    return package(partner(), [&](PackageWriter& writer) {
      EXPECT_TRUE(writer.add(PackageRecord::delivery, kr->delivery_of(std::move(acts))).ok());
    });
  }

  Result<TakenPackage> take(const Bytes& file) {
    std::optional<Result<TakenPackage>> answer;
    stand.node().packages().take(std::make_shared<Held>(file),
                                 [&](Result<TakenPackage> taken) { answer = std::move(taken); });
    stand.run();
    return answer ? std::move(*answer) : Result<TakenPackage>(Error(kUnreachable, "no answer"));
  }
  std::string code_of_taking(const Bytes& file) {
    const auto taken = take(file);
    return taken.ok() ? "" : std::string(taken.error().code());
  }
  MadePackage make() {
    std::optional<Result<MadePackage>> answer;
    stand.node().packages().make(kKr, [&](Result<MadePackage> made) { answer = std::move(made); });
    stand.run();
    EXPECT_TRUE(answer && answer->ok());
    return answer && answer->ok() ? std::move(**answer) : MadePackage{};
  }
  /// As KR's node reads it.
  Opened opened(const MadePackage& made) {
    MemorySink file;
    EXPECT_TRUE(copy(*made.file, file).ok());
    MemoryRandomAccess access(file.bytes());
    const auto& keys = stand.partner_keys().key_access;
    Opened found;
    {
      auto source = OpeningSource::open(access, keys).value();
      const auto own = stand.own_keys().node_keys.back().verifying_key();
      const auto verified =
          verify_package(*source, source->header(),
                         [&](const PackageHead&) -> Result<crypto::VerifyingKey> { return own; });
      EXPECT_TRUE(verified.ok());
    }
    auto source = OpeningSource::open(access, keys).value();
    PackageReader reader(*source, source->header());
    found.head = reader.begin().value();
    for (auto record = reader.next(); record.ok() && record->kind != PackageRecord::end;
         record = reader.next()) {
      if (record->kind == PackageRecord::acknowledgement) {
        found.told.push_back(parse_acknowledgement(record->payload).value());
      } else if (record->kind == PackageRecord::delivery) {
        found.deliveries.push_back(parse_delivery(record->payload).value());
      } else {
        MemorySink nowhere;
        EXPECT_TRUE(reader.read_content(nowhere).ok());
        found.objects.push_back(record->object);
      }
    }
    return found;
  }
  /// What KR says to have of JP's log and acts, once it has read that package.
  Acknowledgement has_all_of(const Opened& read) {
    Acknowledgement told;
    told.agreement = stand.room().id;
    for (const Delivery& delivery : read.deliveries) {
      told.head = delivery.checkpoint;
      told.answer.known_size = delivery.old_size + delivery.leaves.size();
      for (const LoggedAct& act : delivery.acts) {
        told.answer.acts.push_back(
            {act::parse_envelope(act.bytes)->digest, Disposition::recorded, ""});
      }
    }
    return told;
  }
  Bytes acknowledging(const Acknowledgement& told) {
    return package(partner(), [&](PackageWriter& writer) {
      EXPECT_TRUE(writer.add(PackageRecord::acknowledgement, encode_acknowledgement(told)).ok());
    });
  }
  std::size_t waiting() { return stand.node().courier().waiting_for(kKr); }

 private:
  class Held final : public ByteSource {
   public:
    explicit Held(Bytes bytes) : bytes_(std::move(bytes)), source_(bytes_) {}
    Result<std::size_t> read(std::span<std::uint8_t> out) override { return source_.read(out); }

   private:
    Bytes bytes_;
    MemorySource source_;
  };
};

act::AgreementReview review(Stand& stand) { return {new_act_id(stand.random()), "EXERCISE"}; }

TEST_F(PackagesByHand, carry_all_that_waits_with_a_head_that_leads_to_it) {
  const std::size_t owed = waiting();
  ASSERT_GT(owed, 0u);
  const MadePackage made = make();
  EXPECT_EQ(made.contents.acts, owed);
  const Opened read = opened(made);
  EXPECT_EQ(read.head.from, kJp);
  EXPECT_EQ(read.head.to, kKr);
  EXPECT_EQ(read.acts(), owed);
  ASSERT_EQ(read.told.size(), 1u);
  EXPECT_EQ(read.told[0].answer.known_size, kr->log().tree().size());
  EXPECT_FALSE(read.told[0].answer.cosignature.empty());
  const auto state = read_whole(stand.node().core().ports().files,
                                signer_state_path(stand.room().log.number()), 1u << 20);
  ASSERT_TRUE(state.ok());
  EXPECT_EQ(as_text(*state), read.deliveries.back().checkpoint)
      << "what was signed is on disk outside the store before it leaves";
}

TEST_F(PackagesByHand, are_taken_as_if_the_link_had_brought_them_and_answered_for_each_act) {
  const Bytes file = package_of({kr->act(review(stand))});
  const auto first = take(file);
  ASSERT_TRUE(first.ok()) << first.error().describe();
  EXPECT_EQ(first->from, kKr);
  EXPECT_EQ(first->acts, (std::map<Disposition, std::uint64_t>{{Disposition::recorded, 1}}));
  const Opened reply = opened(first->reply);
  ASSERT_EQ(reply.told.size(), 1u);
  ASSERT_EQ(reply.told[0].answer.acts.size(), 1u);
  EXPECT_EQ(reply.told[0].answer.acts[0].digest, kr->newest());
  EXPECT_EQ(reply.told[0].head, stand.room().counterparts.at(kKr).mirror->note());

  const auto again = take(file);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->acts, (std::map<Disposition, std::uint64_t>{{Disposition::duplicate, 1}}));
  EXPECT_EQ(again->reply.contents.answers, 1u) << "the reply may have been lost";
}

TEST_F(PackagesByHand, may_overtake_each_other) {
  const Bytes first = package_of({kr->act(review(stand))});
  const auto place = kr->place();
  const LoggedAct second = kr->act(review(stand));
  const Bytes later = package_of({second});
  EXPECT_EQ(take(later)->acts, (std::map<Disposition, std::uint64_t>{{Disposition::early, 1}}));
  EXPECT_EQ(take(first)->acts, (std::map<Disposition, std::uint64_t>{{Disposition::recorded, 1}}));
  EXPECT_EQ(take(later)->acts, (std::map<Disposition, std::uint64_t>{{Disposition::recorded, 1}}));
  EXPECT_EQ(stand.room().counterparts.at(kKr).received.sequence, place.sequence + 1);
}

TEST_F(PackagesByHand, empty_the_outbox_when_their_answer_comes_back_however_late) {
  const Opened first = opened(make());
  const std::size_t owed = waiting();
  stand.submit(review(stand));
  ASSERT_EQ(waiting(), owed + 1);
  const Opened second = opened(make());
  EXPECT_EQ(second.acts(), owed + 1) << "without an answer, all of it is carried again";

  ASSERT_TRUE(take(acknowledging(has_all_of(first))).ok());
  EXPECT_EQ(waiting(), 1u);
  ASSERT_TRUE(take(acknowledging(has_all_of(second))).ok());
  EXPECT_EQ(waiting(), 0u);
  const auto late = take(acknowledging(has_all_of(first)));
  ASSERT_TRUE(late.ok());
  EXPECT_EQ(waiting(), 0u) << "an answer that was overtaken brings nothing back";
  EXPECT_EQ(late->reply.contents.acts, 0u);
}

TEST_F(PackagesByHand, carry_each_act_once_however_many_deliveries_that_takes) {
  for (std::size_t i = 0; i < limits::kDeliveryActs + 50; ++i) {
    stand.node().submit({stand.room().id, act::Body(review(stand))}, [](const Submission&) {});
  }
  stand.run();
  const std::size_t owed = waiting();
  ASSERT_GT(owed, limits::kDeliveryActs);
  const Opened read = opened(make());
  EXPECT_GE(read.deliveries.size(), 2u);
  std::set<std::uint64_t> places;
  for (const Delivery& delivery : read.deliveries) {
    for (const LoggedAct& act : delivery.acts) {
      EXPECT_TRUE(places.insert(act.index).second) << act.index;
    }
  }
  EXPECT_EQ(places.size(), owed);
  Acknowledgement told = has_all_of(read);
  ASSERT_TRUE(take(acknowledging(told)).ok());
  EXPECT_EQ(waiting(), 0u);
}

TEST_F(PackagesByHand, answer_for_every_act_of_a_package_in_their_order) {
  std::vector<LoggedAct> acts;
  for (std::size_t i = 0; i < 30; ++i) {
    acts.push_back(kr->act(review(stand)));
  }
  const auto taken = take(package_of(acts));
  ASSERT_TRUE(taken.ok());
  EXPECT_EQ(taken->reply.contents.answers, 30u);
  EXPECT_EQ(opened(taken->reply).told.at(0).answer.acts.size(), 30u);
}

TEST_F(PackagesByHand, keep_what_was_answered_across_a_restart) {
  ASSERT_TRUE(take(acknowledging(has_all_of(opened(make())))).ok());
  stand.stop();
  stand.start();
  EXPECT_EQ(waiting(), 0u);
}

TEST_F(PackagesByHand, freeze_a_node_that_was_wound_back_T14) {
  // JP signed a larger log once than it has now.
  OwnLog larger = OwnLog::make(1, stand.room().log.origin(), stand.room().profile.digest(),
                               stand.own_keys().log_keys)
                      .value();
  for (int i = 0; i < 100; ++i) {
    static_cast<void>(larger.append(ledger::EntryKind::shared, {}, {}, stand.random()));
  }
  larger.durable_to(100);
  Acknowledgement told;
  told.agreement = stand.room().id;
  told.head = larger.sign_head(100).value();
  EXPECT_EQ(code_of_taking(acknowledging(told)), kRolledBack.code);
  ASSERT_TRUE(stand.node().core().frozen());
  EXPECT_EQ(stand.code_of(review(stand)), kRolledBack.code);
}

TEST_F(PackagesByHand, name_no_head_that_this_node_did_not_sign) {
  Acknowledgement told;
  told.agreement = stand.room().id;
  told.head = kr->log().sign_head(1).value();
  const auto taken = take(acknowledging(told));
  ASSERT_TRUE(taken.ok());
  ASSERT_EQ(taken->refused.size(), 1u);
  EXPECT_EQ(taken->refused[0].code, kBadDelivery.code);
  EXPECT_FALSE(stand.node().core().frozen());
}

TEST_F(PackagesByHand, change_nothing_where_they_are_damaged_foreign_or_not_signed) {
  const LoggedAct act = kr->act(review(stand));
  const auto fill = [&](PackageWriter& writer) {
    EXPECT_TRUE(writer.add(PackageRecord::delivery, kr->delivery_of({act})).ok());
  };
  const auto before = stand.image();
  Bytes damaged = package(partner(), fill);
  damaged[damaged.size() / 2] ^= 1;
  EXPECT_EQ(code_of_taking(damaged), kBadPackage.code);
  damaged.resize(damaged.size() - 1);
  EXPECT_EQ(code_of_taking(damaged), kBadPackage.code);
  EXPECT_EQ(code_of_taking(to_bytes("EXERCISE")), kBadPackage.code);

  Maker maker = partner();
  maker.reader = stand.partner_keys().key_access.back().key.public_key();
  EXPECT_EQ(code_of_taking(package(maker, fill)), kForeignPackage.code) << "for another node";
  maker = partner();
  maker.head.to = kKr;
  EXPECT_EQ(code_of_taking(package(maker, fill)), kForeignPackage.code) << "for another party";
  maker = partner();
  maker.head.environment = act::Environment::live;
  EXPECT_EQ(code_of_taking(package(maker, fill)), kForeignPackage.code);
  maker = partner();
  maker.head.from = PartyCode::parse("XX").value();
  EXPECT_EQ(code_of_taking(package(maker, fill)), kUnknownPeer.code);
  maker = partner();
  maker.keys = {crypto::SigningKey::generate(crypto::SignatureSuite::ed25519, stand.random())};
  EXPECT_EQ(code_of_taking(package(maker, fill)), kPackageSignature.code);
  EXPECT_TRUE(stand.image() == before) << "nothing of them was taken in";
}

TEST_F(PackagesByHand, leave_no_file_behind_that_was_read_or_refused) {
  const auto left = [&] {
    return stand.node().core().ports().files.list("objects").value().size();
  };
  const std::size_t before = left();
  static_cast<void>(opened(make()));
  static_cast<void>(take(package_of({})));
  static_cast<void>(take(to_bytes("EXERCISE")));
  EXPECT_EQ(left(), before);
}

TEST_F(PackagesByHand, of_an_agreement_that_is_not_here_are_refused_and_the_rest_is_taken) {
  const LoggedAct act = kr->act(review(stand));
  const auto taken = take(package(partner(), [&](PackageWriter& writer) {
    Delivery strange = parse_delivery(kr->delivery_of({})).value();
    strange.agreement = AgreementId::parse("xx-yy-2020/exercise").value();
    EXPECT_TRUE(writer.add(PackageRecord::delivery, encode_delivery(strange).value()).ok());
    EXPECT_TRUE(writer.add(PackageRecord::delivery, kr->delivery_of({act})).ok());
  }));
  ASSERT_TRUE(taken.ok());
  ASSERT_EQ(taken->refused.size(), 1u);
  EXPECT_EQ(taken->refused[0].code, kUnknownAgreement.code);
  EXPECT_EQ(taken->acts.at(Disposition::recorded), 1u);
}

TEST_F(PackagesByHand, bring_no_object_that_is_not_awaited) {
  const auto taken = take(package(partner(), [&](PackageWriter& writer) {
    const Bytes content(1'000'000, 3);
    MemorySource source(content);
    EXPECT_TRUE(
        writer.add_object({stand.room().id, new_item_id(stand.random()), content.size()}, source)
            .ok());
  }));
  ASSERT_TRUE(taken.ok());
  EXPECT_EQ(taken->objects_known, 1u);
  EXPECT_EQ(taken->objects_taken, 0u);
}

/// KR's item with a sealed object that came as no fetch would bring it: KR cannot be reached.
class ObjectByHand : public PackagesByHand {
 protected:
  void SetUp() override {
    PackagesByHand::SetUp();
    release = oral_release(stand);
    release.form = act::Form::document;
    const AccessKey& key = stand.own_keys().key_access.back();
    object::SealRequest request;
    request.binding =
        object::Binding{release.item, stand.room().id, stand.room().profile.digest(), "exercise"};
    request.label = label_assertion(stand.room().profile, kKr, release, stand.clock().now());
    request.recipients.push_back(
        {"https://jp.exercise.example/kas", key.id, key.key.public_key(), ""});
    const Bytes content(700'000, 'E');
    MemorySource source(content);
    MemorySink sink;
    const auto sealed = object::seal(source, sink, request, stand.random());
    ASSERT_TRUE(sealed.ok()) << sealed.error().describe();
    object = sink.take();
    release.object = act::ObjectRef{sealed->manifest, sealed->object_bytes, sealed->content_bytes};
    acts.push_back(kr->act(release));
    acts.push_back(kr->act(act::ItemDispatch{new_act_id(stand.random()), release.item,
                                             electronic_channel(), name("reg-1")}));
  }
  Bytes carrying(bool acts_too, const Bytes& octets) {
    return package(partner(), [&](PackageWriter& writer) {
      if (acts_too) {
        EXPECT_TRUE(writer.add(PackageRecord::delivery, kr->delivery_of(acts)).ok());
      }
      MemorySource source(octets);
      EXPECT_TRUE(writer.add_object({stand.room().id, release.item, octets.size()}, source).ok());
    });
  }
  [[nodiscard]] registry::Stage stage() {
    const registry::Item* item = stand.room().shared.item(release.item);
    return item == nullptr ? registry::Stage::unknown : item->stage;
  }

  act::ItemRelease release;
  Bytes object;
  std::vector<LoggedAct> acts;
};

TEST_F(ObjectByHand, is_verified_kept_and_receipted_and_the_receipts_are_in_the_reply) {
  const Bytes file = carrying(true, object);
  const auto taken = take(file);
  ASSERT_TRUE(taken.ok()) << taken.error().describe();
  EXPECT_EQ(taken->objects_taken, 1u);
  EXPECT_EQ(stage(), registry::Stage::received);
  EXPECT_TRUE(stand.node().objects().has(release.object->manifest));
  const Opened reply = opened(taken->reply);
  EXPECT_EQ(reply.acts(), waiting()) << "both receipts among them";
  const auto again = take(file);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->objects_known, 1u);
  EXPECT_EQ(stage(), registry::Stage::received);
}

TEST_F(ObjectByHand, may_come_before_its_acts_and_is_then_carried_again) {
  const auto early = take(carrying(false, object));
  ASSERT_TRUE(early.ok());
  EXPECT_EQ(early->objects_known, 1u);
  EXPECT_EQ(stage(), registry::Stage::unknown);
  EXPECT_EQ(take(carrying(true, object))->objects_taken, 1u);
  EXPECT_EQ(stage(), registry::Stage::received);
}

TEST_F(ObjectByHand, that_does_not_verify_gets_no_receipt_and_is_reported_Art17) {
  Bytes other = object;
  other[other.size() / 2] ^= 1;
  const auto taken = take(carrying(true, other));
  ASSERT_TRUE(taken.ok());
  EXPECT_EQ(taken->objects_damaged, 1u);
  EXPECT_EQ(stage(), registry::Stage::arrived);
  EXPECT_EQ(stand.room().shared.incidents().entries().size(), 1u);
}

TEST_F(PackagesByHand, are_made_for_enrolled_partners_alone) {
  std::string code;
  stand.node().packages().make(PartyCode::parse("XX").value(), [&](Result<MadePackage> made) {
    code = made.ok() ? "" : std::string(made.error().code());
  });
  stand.run();
  EXPECT_EQ(code, kUnknownPeer.code);
}

}  // namespace
}  // namespace entente::node::testing
