#include "node/stand.h"

#include <algorithm>

#include "ledger/entry.h"
#include "node/names.h"
#include "sim/declarations.h"

namespace entente::node::testing {
Result<std::unique_ptr<Node>> Stand::open() {
  const Ports ports{clock_, random_, store_, wire_, executor_, files_};
  return Node::open(ports, identity_, settings_, resolver(),
                    [this](const Error& error) { failed_ = error; });
}

void Stand::start() {
  auto opened = open();
  ASSERT_TRUE(opened.ok()) << opened.error().describe();
  node_ = std::move(*opened);
  if (node_->core().rooms().empty()) {
    const auto proposed = node_->core().propose(profile_text(), "profile.toml", [] {});
    ASSERT_TRUE(proposed.ok()) << proposed.error().describe();
    node_->start();
    submit(act::PeerAccept{new_act_id(random_), kKr, {}, "KR"});
  } else {
    node_->start();
  }
  run();
}

std::optional<Error> Stand::opening_error() {
  const auto opened = open();
  return opened.ok() ? std::nullopt : std::optional(opened.error());
}

Submission Stand::submit(act::Body body) {
  std::optional<Submission> answer;
  const bool in_agreement =
      act::type_of(body).scope == act::Scope::shared || act::item_of(body) != nullptr;
  node_->submit({in_agreement ? std::optional(room().id) : std::nullopt, std::move(body)},
                [&](const Submission& submission) { answer = submission; });
  run();
  if (!answer) {
    ADD_FAILURE() << "no answer to a draft";
  }
  return answer.value_or(Submission{});
}

Result<Bytes> Stand::receive(std::string_view operation, Bytes request) {
  std::optional<Result<Bytes>> answer;
  node_->receive(kKr, operation, std::move(request),
                 [&](Result<Bytes> result) { answer = std::move(result); });
  run();
  if (!answer) {
    ADD_FAILURE() << "no answer to a request";
    return Error(kUnreachable, "no answer");
  }
  return std::move(*answer);
}

Adversary::Adversary(Stand& stand)
    : stand_(stand), key_(stand.partner_keys().node_keys.back()), named_(key_.verifying_key()) {
  const auto& profile = stand.room().profile;
  const std::string origin =
      ledger::log_origin(stand.partner_keys().domain, stand.room().id, 1).value();
  log_ = OwnLog::make(1, origin, profile.digest(), stand.partner_keys().log_keys).value();
  seen_ = {kJp, 0, {}};
}

void Adversary::begin_epoch(std::uint32_t epoch) {
  auto origin = ledger::log_origin(stand_.partner_keys().domain, stand_.room().id, epoch).value();
  ASSERT_TRUE(log_->begin_epoch(std::move(origin), stand_.partner_keys().log_keys).ok());
}

void Adversary::look() {
  const ChainHead& sent = stand_.room().counterparts.at(kKr).sent;
  seen_ = {kJp, sent.sequence, sent.digest};
}

LoggedAct Adversary::act(const act::Body& body, const Lie& lie, Bytes payload) {
  const act::Type& type = act::type_of(body);
  act::Header header;
  header.type = type.name;
  header.version = type.version;
  header.environment = act::Environment::exercise;
  header.agreement = stand_.room().id;
  header.agreement_digest = stand_.room().profile.digest();
  header.issuer = kKr;
  header.to = {{kJp, sequence_ + 1, newest_}};
  header.effective_at = stand_.clock().now();
  header.recorded_at = header.effective_at;
  header.heads_seen = {seen_};
  if (lie) {
    lie(header);
  }
  const act::Unsigned made(header, payload.empty() ? act::encode_body(body) : std::move(payload),
                           named_, act::Unsigned::Form::alone);
  const auto signature = key_.sign(made.signing_input());
  OwnLog::Place place =
      log_->append(ledger::EntryKind::shared, made.digest(), made.facts(), stand_.random());
  ++sequence_;
  newest_ = made.digest();
  return {place.index, std::move(place.commitment_key), made.with_signature(signature)};
}

Bytes Adversary::delivery_of(std::vector<LoggedAct> acts) {
  Delivery delivery;
  delivery.agreement = stand_.room().id;
  delivery.old_size = delivered_;
  const auto leaves = log_->tree().leaves();
  delivery.leaves.assign(leaves.begin() + static_cast<std::ptrdiff_t>(delivered_), leaves.end());
  log_->durable_to(log_->tree().size());
  delivery.checkpoint = log_->sign_head(log_->tree().size()).value();
  delivery.acts = std::move(acts);
  return encode_delivery(delivery).value();
}

Adversary::Answer Adversary::deliver(std::vector<LoggedAct> acts) {
  Answer answer;
  const auto received = stand_.receive(kActsOperation, delivery_of(std::move(acts)));
  if (!received.ok()) {
    answer.error = received.error();
    answer.codes.emplace_back(received.error().code());
    return answer;
  }
  const DeliveryAnswer parsed = parse_answer(*received).value();
  delivered_ = parsed.known_size;
  for (const ActAnswer& one : parsed.acts) {
    answer.dispositions.push_back(one.disposition);
    answer.codes.push_back(one.code);
  }
  return answer;
}

void bring_into_force(Stand& stand, Adversary& kr) {
  sim::Random& random = stand.random();
  const auto both = [&](const auto& make) {
    EXPECT_EQ(stand.code_of(make(kJp)), "");
    kr.look();
    EXPECT_EQ(kr.say(make(kKr)).disposition(), Disposition::recorded);
  };
  stand.submit(sim::facility(random));
  for (const char* who : {"officer.one", "officer.two", "reader.one"}) {
    stand.submit(sim::enrolment(who, random));
  }
  stand.submit(sim::facility_officer(random));
  both([&](auto) { return act::AgreementSign{new_act_id(random), "EXERCISE"}; });
  both([&](auto) { return act::AgreementNotify{new_act_id(random), "EXERCISE"}; });
  both([&](const PartyCode& party) { return sim::authority_of(party, random); });
  both([&](const PartyCode& party) { return sim::system_of(party, random); });
  both([&](const PartyCode& party) { return sim::assurance_of(party, random); });
  ASSERT_TRUE(stand.room().standing(stand.node().core().now()).exchange_allowed);
}

act::ItemRelease oral_release(Stand& stand) {
  const auto& scheme = *stand.room().profile.equivalence().scheme(kKr);
  const auto markings = scheme.markings();
  const auto covered =
      std::find_if(markings.begin(), markings.end(), [](const auto& m) { return m.covered; });
  act::ItemRelease body;
  body.id = new_act_id(stand.random());
  body.item = new_item_id(stand.random());
  body.recipient = kJp;
  body.recipient_authority = name("CA-JP");
  body.title = "EXERCISE item";
  body.form = act::Form::oral;
  body.marking = covered->code;
  body.marking_text = covered->text;
  body.purpose = name("exercise");
  body.decided_by = person("lee.jiwoo");
  body.reason = "EXERCISE";
  for (const auto& [key, entry] : stand.room().shared.assurances().entries()) {
    if (entry.record.by == kJp) {
      body.assurance = ActId::parse(key).value();
    }
  }
  body.sending_system = name("SYS-1");
  body.receiving_system = name("SYS-1");
  return body;
}

}  // namespace entente::node::testing
