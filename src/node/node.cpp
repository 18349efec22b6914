#include "node/node.h"

#include "node/missing.h"

namespace entente::node {

Node::Node(Ports ports, Identity identity, Settings settings, PartnerResolver resolver,
           std::function<void(const Error&)> failed)
    : core_(ports, std::move(identity), settings, std::move(resolver), std::move(failed)),
      objects_(core_),
      reconciler_(core_),
      courier_(core_),
      recovery_(core_, courier_),
      receiver_(core_, objects_, reconciler_, courier_, recovery_),
      neutral_(core_, courier_.signer_states()),
      custody_(core_, objects_),
      packages_(
          {core_, objects_, receiver_, courier_, custody_,
           [this](std::function<void(const Status&)> then) { when_settled(std::move(then)); }}),
      scrubber_(core_),
      log_files_(core_, courier_.signer_states()),
      witness_(core_) {
  core_.on_outgoing([this](Room& room, const act::Header* header, std::uint64_t index) {
    if (header != nullptr) {
      courier_.add(room, *header, index);
    }
    courier_.wake(room);
  });
  core_.on_thawed([this] {
    courier_.wake_all();
    custody_.resume();
    custody_.fetch_missing();
  });
  core_.on_recorded([this](Room* room, const PartyCode& issuer, const act::Body& body) {
    const bool partners = std::holds_alternative<act::PeerAccept>(body) ||
                          std::holds_alternative<act::PeerRevoke>(body) ||
                          std::holds_alternative<act::PeerRotate>(body) ||
                          std::holds_alternative<act::KeyAnnounce>(body);
    if (partners && partners_changed_) {
      partners_changed_();
    }
    if (room != nullptr) {
      custody_.react(*room, issuer, body);
    } else {
      courier_.wake_all();
    }
    if (act_recorded_) {
      act_recorded_(room, issuer, body);
    }
  });
}

Result<std::unique_ptr<Node>> Node::open(Ports ports, Identity identity, Settings settings,
                                         PartnerResolver resolver,
                                         std::function<void(const Error&)> failed) {
  for (const std::string_view folder : {Objects::kFolder, std::string_view("signer")}) {
    ENTENTE_CHECK(ports.files.make_folder(folder));
  }
  std::unique_ptr<Node> node(
      new Node(ports, std::move(identity), settings, std::move(resolver), std::move(failed)));
  ENTENTE_CHECK(node->core_.load());
  ENTENTE_CHECK(node->witness_.load());
  ENTENTE_CHECK(node->objects_.remove_left_overs());
  ENTENTE_CHECK(node->courier_.load());
  ENTENTE_CHECK(node->neutral_.load());
  return node;
}

void Node::start() {
  courier_.wake_all();
  custody_.resume();
  anchor_regularly();
  reconcile_regularly();
  scrubber_.start();
  for (const auto& [id, room] : core_.rooms()) {
    report_missing(core_, room, [](const Reported&) {});
  }
}

void Node::anchor_regularly() {
  core_.ports().executor.after(core_.settings().anchor_interval_ms, [this] {
    core_.anchor_house();
    anchor_regularly();
  });
}

void Node::reconcile_regularly() {
  core_.ports().executor.after(core_.settings().reconcile_interval_ms, [this] {
    for (auto& [id, room] : core_.rooms()) {
      for (const auto& [party, counterpart] : room.counterparts) {
        if (core_.partner(party) != nullptr) {
          reconciler_.compare(room, party, [](const Result<Reconciliation>&) {});
        }
      }
    }
    reconcile_regularly();
  });
}

void Node::erase_person(ErasureOrder order, Submitted done) {
  when_settled([this, order = std::move(order), done = std::move(done)](const Status& settled) {
    if (settled.ok()) {
      node::erase_person(core_, order, done);
    } else {
      done(Submission::refused(settled.error()));
    }
  });
}

}  // namespace entente::node
