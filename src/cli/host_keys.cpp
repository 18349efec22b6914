#include <algorithm>

#include "base/log.h"
#include "cli/errors.h"
#include "cli/host_state.h"
#include "cli/init.h"
#include "crypto/certificate.h"
#include "node/errors.h"

/// The life of the node's keys (T8): the key store keeps them, the ledger says where which counts.
namespace entente::cli {

using crypto::KeyInfo;
using crypto::KeyRole;
using crypto::KeyState;

Result<node::Partner> partner_of(std::string_view invite_text) {
  ENTENTE_TRY(const auto invite, link::parse_invite(as_bytes(invite_text)));
  return node::Partner{invite.party,         invite.domain,      link::fingerprint(invite),
                       invite.issued_at,     invite.party_key,   invite.node_key,
                       invite.log_key,       invite.witness_key, invite.key_access_key,
                       invite.key_access_id, invite.link_spki,   invite.endpoint.text()};
}

node::Identity Host::State::identity() const {
  node::Identity made;
  made.party = config.party;
  made.domain = config.domain;
  made.environment = config.environment;
  const auto add = [&](const KeyInfo& info, std::vector<crypto::SigningKey>& keys_of_role) {
    if (info.state != KeyState::destroyed) {
      keys_of_role.push_back(keys->signing_key(info.id).value());
    }
  };
  for (const KeyInfo& info : keys->list()) {
    switch (info.role) {
      case KeyRole::node:
        add(info, made.node_keys);
        made.all_node_keys.push_back(keys->verifying_key(info.id).value());
        break;
      case KeyRole::log:
        add(info, made.log_keys);
        made.all_log_keys.push_back(keys->verifying_key(info.id).value());
        break;
      case KeyRole::witness:
        add(info, made.witness_keys);
        break;
      case KeyRole::key_access:
        made.key_access.push_back({keys->agreement_key(info.id).value(), info.id});
        break;
      case KeyRole::key_access_rsa:
        made.key_access_rsa.push_back({keys->rsa_key(info.id).value(), info.id});
        break;
      default:
        break;
    }
  }
  return made;
}

Result<http::TlsIdentity> Host::State::tls_identity() const {
  ENTENTE_TRY(const Bytes pem, read_whole(*files, kCertificatePath, kSmallFile));
  ENTENTE_TRY(const auto certificate, crypto::Certificate::from_pem(as_text(pem)));
  for (const KeyInfo& info : keys->list()) {
    if (info.role == KeyRole::link && info.fingerprint == certificate.fingerprint()) {
      ENTENTE_TRY(auto key, keys->signing_key(info.id));
      return http::TlsIdentity::make(certificate, std::move(key));
    }
  }
  return Error(node::kBadHome, "The link's certificate is for a key that is not in the key store.",
               std::string(kCertificatePath));
}

Status Host::State::switch_link_key() {
  ENTENTE_TRY(const bool waits, files->exists(kNextCertificatePath));
  if (!waits || !behind().empty()) {
    return {};
  }
  ENTENTE_TRY(const Bytes pem, read_whole(*files, kNextCertificatePath, kSmallFile));
  ENTENTE_CHECK(write_atomically(*files, kCertificatePath, pem));
  ENTENTE_CHECK(files->remove(kNextCertificatePath));
  ENTENTE_TRY(auto tls, tls_identity());
  link->set_identity(std::move(tls));
  return {};
}

std::vector<PartyCode> Host::State::behind() const {
  std::vector<PartyCode> waiting;
  for (auto& [id, room] : node->core().rooms()) {
    const registry::PartyKeys* own = room.shared.keys_of(config.party);
    if (own == nullptr) {
      continue;
    }
    for (const registry::Position& to : own->announced.back().to) {
      const bool counts = node->core().partner(to.party) != nullptr &&
                          std::ranges::find(waiting, to.party) == waiting.end();
      if (counts && !node->courier().delivered(room, to.party, true, to.sequence)) {
        waiting.push_back(to.party);
      }
    }
  }
  return waiting;
}

std::vector<PartyCode> Host::partners_behind() const { return state_->behind(); }

link::Invite Host::State::make_invite() const {
  const auto verifying = [&](KeyRole role) { return keys->signing_key(role).verifying_key(); };
  std::vector<std::string> agreements;
  for (const auto& [id, room] : node->core().rooms()) {
    agreements.push_back(room.profile.id().text());
  }
  return {config.party,
          config.name,
          config.domain,
          config.environment,
          config.domain,
          config.endpoint,
          verifying(KeyRole::link).fingerprint(),
          verifying(KeyRole::party),
          verifying(KeyRole::node),
          verifying(KeyRole::log),
          verifying(KeyRole::witness),
          keys->agreement_key(KeyRole::key_access).public_key(),
          keys->current(KeyRole::key_access).id,
          std::move(agreements),
          node->core().now()};
}

namespace {

constexpr std::string_view kFirstInvite = "invite/first";
constexpr std::string_view kLastInvite = "invite/last";

/// An invite that was given out; nothing where none was.
std::optional<std::string> given_out(const Store& store, std::string_view which) {
  const auto kept = store.get(Space::meta, node::name_key(which));
  return kept.ok() && *kept ? std::optional(std::string(as_text(**kept))) : std::nullopt;
}

bool differ_in_time_alone(const link::Invite& made, const link::Invite& given) {
  link::Invite same = made;
  same.issued_at = given.issued_at;
  return link::canonical_content(same) == link::canonical_content(given);
}

}  // namespace

link::Invite Host::invite() const {
  link::Invite made = state_->make_invite();
  const auto last = given_out(*state_->store, kLastInvite);
  const auto given = last ? link::parse_invite(as_bytes(*last)) : Result<link::Invite>(made);
  return given.ok() && differ_in_time_alone(made, *given) ? *given : made;
}

void Host::keep_invite(const std::string& text, std::function<void(const Status&)> done) {
  State& s = *state_;
  StoreBatch writes{{Space::meta, node::name_key(kLastInvite), to_bytes(text)}};
  if (!given_out(*s.store, kFirstInvite)) {
    writes.push_back({Space::meta, node::name_key(kFirstInvite), to_bytes(text)});
  }
  s.access->ports.commit(std::move(writes), std::move(done));
}

std::string Host::first_invite() const {
  const node::Identity own = state_->identity();
  const auto names_first_keys = [&](const link::Invite& invite) {
    return invite.node_key == own.all_node_keys.front() &&
           invite.log_key == own.all_log_keys.front();
  };
  if (auto first = given_out(*state_->store, kFirstInvite)) {
    const auto given = link::parse_invite(as_bytes(*first));
    if (given.ok() && names_first_keys(*given)) {
      return std::move(*first);
    }
  }
  link::Invite made = state_->make_invite();
  made.node_key = own.all_node_keys.front();
  made.log_key = own.all_log_keys.front();
  return link::encode_invite(made, state_->keys->signing_key(KeyRole::party));
}

Status Host::State::announce(const link::Invite& invite, act::KeyReason reason, bool again,
                             std::function<void()> done) {
  const std::string text = link::encode_invite(invite, keys->signing_key(KeyRole::party));
  return node->core().announce_keys(identity(), text, reason, again, std::move(done));
}

namespace {

/// Whether the invite names the role's key. Clients ask this node itself for its RSA key; partners
/// wrap to the other one.
bool is_announced(KeyRole role) { return role != KeyRole::key_access_rsa; }

Error must_wait(const std::vector<PartyCode>& behind) {
  std::string names;
  for (const PartyCode& party : behind) {
    names += (names.empty() ? "" : ", ") + party.text();
  }
  return Error(node::kOutOfOrder,
               "The keys announced before have not reached every partner yet: " + names + ".");
}

}  // namespace

Result<KeyInfo> Host::rotate_key(KeyRole role, act::KeyReason reason, std::function<void()> done) {
  State& s = *state_;
  if (role == KeyRole::store) {
    return Error(kUsage, "The store's key seals what is on disk; it is replaced with the home.",
                 "--role");
  }
  const Instant now = s.node->core().now();
  if (!is_announced(role)) {
    ENTENTE_TRY(KeyInfo made, s.keys->rotate(role, now, s.entropy));
    ENTENTE_CHECK(s.node->core().take_keys(s.identity(), std::move(done)));
    return made;
  }
  const auto behind = s.behind();
  if (reason == act::KeyReason::planned && !behind.empty()) {
    return must_wait(behind);
  }
  ENTENTE_TRY(KeyInfo made, s.keys->rotate(role, now, s.entropy));
  if (role == KeyRole::link) {
    ENTENTE_TRY(const auto certificate, link_certificate(s.config, *s.keys, now, s.entropy));
    ENTENTE_CHECK(write_atomically(*s.files, kNextCertificatePath, as_bytes(certificate.pem())));
  }
  ENTENTE_CHECK(s.announce(invite(), reason, false, std::move(done)));
  return made;
}

Result<std::vector<std::string>> Host::retire_keys(KeyRole role, std::function<void()> done) {
  State& s = *state_;
  if (const auto behind = s.behind(); !behind.empty()) {
    return must_wait(behind);
  }
  ENTENTE_TRY(const bool link_waits, s.files->exists(kNextCertificatePath));
  if (role == KeyRole::link && link_waits) {
    return Error(node::kOutOfOrder,
                 "The old link key is still in use: start the node again, then retire it.");
  }
  ENTENTE_TRY(auto ids, s.keys->destroy_retired(role, s.entropy));
  // A second invite with the same keys makes the partners forget the link key before it.
  ENTENTE_CHECK(
      s.announce(invite(), act::KeyReason::planned, role == KeyRole::link, std::move(done)));
  return ids;
}

Status Host::announce_again(std::function<void()> done) {
  return state_->announce(invite(), act::KeyReason::planned, true, std::move(done));
}

void Host::finish_rotation() {
  State& s = *state_;
  const bool replaced = std::ranges::any_of(
      s.keys->list(), [](const KeyInfo& key) { return key.number > 1 && is_announced(key.role); });
  if (!replaced) {
    return;
  }
  if (const Status done = s.announce(invite(), act::KeyReason::planned, false, [] {}); !done.ok()) {
    log(LogLevel::error, "key.not-announced", {{"code", done.error().code()}});
  }
}

}  // namespace entente::cli
