#include <algorithm>
#include <map>
#include <ranges>

#include "act/errors.h"
#include "ledger/proof.h"
#include "node/entry.h"
#include "node/errors.h"
#include "node/evidence.h"
#include "node/evidence_lines.h"
#include "node/key_history.h"
#include "node/names.h"

namespace entente::node {
namespace {

struct Line {
  std::size_t number = 0;
  EvidenceAct stored;
  act::Envelope envelope;
  std::optional<act::Body> body;  ///< if it is of a type that this release knows
};

/// The body, if it is of that type.
template <class T>
const T* body_as(const Line& line) {
  return line.body ? std::get_if<T>(&*line.body) : nullptr;
}

/// Checks one pack from front to back, and goes on after a fault that concerns one act.
class Examiner {
 public:
  Examiner(const PartnerResolver& resolver, const std::vector<Digest>& trusted,
           const std::optional<ledger::Policy>& policy)
      : resolver_(resolver), trusted_(trusted), policy_(policy) {}

  EvidenceReport examine(std::string_view pack) {
    const std::size_t end = std::min(pack.find('\n'), pack.size());
    if (const Status read = read_head(pack.substr(0, end)); !read.ok()) {
      fault(1, read.error());
      return std::move(report_);
    }
    read_acts(pack.substr(std::min(end + 1, pack.size())));
    learn_keys();
    for (const Line& line : lines_) {
      ++report_.acts;
      report_.rows.push_back(row_of(line));
      const Status whole = check_act(line, report_.rows.back());
      report_.rows.back().verified = whole.ok();
      weigh_keys(report_.rows.back());
      if (!whole.ok()) {
        fault(line.number, whole.error());
      }
    }
    if (!holds_what_it_says()) {
      fault(1, Error(kBadEvidence, "The pack holds other numbers of acts than it says."));
    }
    return std::move(report_);
  }

 private:
  struct PartyKeys {
    std::vector<Partner> invites;
    KeyHistory history;
    std::uint32_t epoch = ledger::kFirstEpoch;  ///< of its log, by the recoveries among its acts
  };

  void fault(std::size_t line, const Error& error) {
    report_.faults.push_back({line, std::string(error.code()), error.message()});
  }

  Status read_head(std::string_view line) {
    ENTENTE_TRY(const auto head, format::from_json_text<EvidenceHead>(as_bytes(line)));
    if (head.format != kEvidenceFormat) {
      return Error(kBadEvidence, "The file is no evidence pack of version 1.");
    }
    report_.agreement = head.agreement;
    agreement::Loaded loaded = agreement::Profile::load(as_text(head.profile), "profile.toml");
    const auto* profile = std::get_if<agreement::Profile>(&loaded);
    if (profile == nullptr || !head.agreement.text().starts_with(profile->id().text() + "/")) {
      return Error(kBadEvidence, "The agreement's text has faults, or is another agreement's.");
    }
    profile_digest_ = profile->digest();
    for (const EvidenceParty& party : head.parties) {
      ENTENTE_TRY(Partner keys, resolver_(as_text(party.invite)));
      if (keys.party != party.party || profile->party(party.party) == nullptr ||
          parties_.contains(party.party)) {
        return Error(kBadEvidence, "An invite is of another party, or of none of the agreement's.");
      }
      const bool known = std::ranges::find(trusted_, keys.invite) != trusted_.end();
      if (!known && !trusted_.empty()) {
        fault(1, Error(kBadEvidence, "The invite of " + party.party.text() +
                                         " is none of those that are trusted."));
      }
      report_.parties.push_back({party.party, keys.invite, known});
      parties_[party.party].invites.push_back(std::move(keys));
    }
    manifest_ = head.manifest;
    if (manifest_) {
      report_.choice = EvidenceChoice{manifest_->item, manifest_->from, manifest_->until};
    }
    return {};
  }

  void read_acts(std::string_view rest) {
    for (std::size_t number = 2; !rest.empty(); ++number) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const auto read = read_act(number, rest.substr(0, end));
      if (!read.ok()) {
        fault(number, read.error());
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  Status read_act(std::size_t number, std::string_view text) {
    ENTENTE_TRY(auto stored, format::from_json_text<EvidenceAct>(as_bytes(text)));
    ENTENTE_TRY(auto envelope, act::parse_envelope(stored.act));
    if (envelope.header().issuer != stored.party || !parties_.contains(stored.party) ||
        envelope.header().to.empty()) {
      return Error(act::kWrongContext, "The act is not of the party that the pack names.");
    }
    std::optional<act::Body> body;
    if (const act::Type* type = envelope.type(); type != nullptr) {
      if (auto decoded = act::decode_body(*type, envelope.payload); decoded.ok()) {
        body = std::move(*decoded);
      }
    }
    lines_.push_back({number, std::move(stored), std::move(envelope), std::move(body)});
    return {};
  }

  /// The keys of each party by place, from the announcements among its acts.
  void learn_keys() {
    std::map<PartyCode, std::vector<KeyHistory::Step>> steps;
    std::map<PartyCode, std::vector<AnnouncedKeys>> announcements;
    for (const Line& line : lines_) {
      if (const auto* recovered = body_as<act::LedgerRecover>(line); recovered != nullptr) {
        auto& epoch = parties_.at(line.stored.party).epoch;
        epoch += recovered->epoch == epoch ? 1 : 0;
      }
      const auto* announced = body_as<act::KeyAnnounce>(line);
      if (announced == nullptr) {
        continue;
      }
      auto& party = parties_.at(line.stored.party);
      auto keys = resolver_(announced->invite_text);
      if (!keys.ok() || keys->party != line.stored.party) {
        fault(line.number, Error(kKeysNotVouched, "The announced invite does not verify."));
        continue;
      }
      party.invites.push_back(*keys);
      announcements[line.stored.party].push_back({*keys, announced->reason, line.number,
                                                  place_of(line.envelope),
                                                  line.envelope.header().recorded_at});
      steps[line.stored.party].push_back({std::move(*keys), place_of(line.envelope)});
    }
    for (auto& [code, party] : parties_) {
      party.history = KeyHistory(party.invites.front(), std::move(steps[code]));
      for (KeyStatus& status : key_statuses(party.invites.front(), announcements[code])) {
        report_.keys.push_back(std::move(status));
      }
    }
  }

  /// All addressees get every act, so the place in the chain to the first stands for all.
  static std::uint64_t place_of(const act::Envelope& envelope) {
    return envelope.header().to.front().sequence;
  }

  /// What the act says of itself.
  static EvidenceReport::Row row_of(const Line& line) {
    const act::Header& header = line.envelope.header();
    EvidenceReport::Row row;
    row.line = line.number;
    row.party = line.stored.party;
    row.type = header.type;
    row.effective_at = header.effective_at;
    row.recorded_at = header.recorded_at;
    row.place = place_of(line.envelope);
    row.digest = line.envelope.digest;
    row.key = line.envelope.signatures.front().key_id;
    if (const ItemId* item = line.body ? act::item_of(*line.body) : nullptr; item != nullptr) {
      row.item = *item;
    }
    if (const auto* release = body_as<act::ItemRelease>(line); release != nullptr) {
      row.marking = release->marking_text;
    }
    return row;
  }

  /// Which keys the act rests on, and whether they were good ones.
  void weigh_keys(EvidenceReport::Row& row) const {
    row.signed_by = node_key_at(report_.keys, row.party, row.key, row.place);
    row.headed_by = log_key_in(report_.keys, row.party, row.log_key);
    for (const auto& key : {row.signed_by, row.headed_by}) {
      row.compromised = row.compromised || (key && report_.keys[*key].compromised());
    }
  }

  /// Each party's acts are as many as the pack says, where it says so.
  [[nodiscard]] bool holds_what_it_says() const {
    if (!manifest_) {
      return true;
    }
    std::map<PartyCode, std::uint64_t> held;
    for (const auto& [code, party] : parties_) {
      held[code] = 0;
    }
    for (const Line& line : lines_) {
      ++held[line.stored.party];
    }
    std::map<PartyCode, std::uint64_t> said;
    for (const EvidenceCount& count : manifest_->counts) {
      said.emplace(count.party, count.acts);
    }
    return said == held && said.size() == manifest_->counts.size();
  }

  Status check_act(const Line& line, EvidenceReport::Row& row) {
    const PartyKeys& party = parties_.at(line.stored.party);
    const act::Header& header = line.envelope.header();
    if (header.agreement != report_.agreement || header.agreement_digest != profile_digest_) {
      return Error(act::kWrongContext, "The act is for another agreement or text.");
    }
    const auto keys = party.history.node_keys();
    act::Verifier verifier([&](const PartyCode&, std::string_view id) {
      return party.history.may_sign(id, place_of(line.envelope)) ? find_key(keys, id) : nullptr;
    });
    ENTENTE_CHECK(verifier.verify(line.envelope));
    ENTENTE_TRY(const ledger::Entry entry, act_entry(line.stored.commitment_key, line.envelope));
    return check_proof(line, party, ledger::leaf_hash_of(entry), row);
  }

  /// One of the party's log keys signed the head; the keys that were never its own do not count.
  Status check_proof(const Line& line, const PartyKeys& party, const Digest& leaf,
                     EvidenceReport::Row& row) {
    ENTENTE_TRY(const auto proof, ledger::LogProof::parse(as_text(line.stored.proof)));
    row.index = proof.index;
    ENTENTE_TRY(const std::string origin, origin_of(party, proof.checkpoint));
    Status last = Error(kBadEvidence, "No log key is known.");
    // The newest key that signed the head: an older one may have been replaced for cause.
    for (const Partner& keys : party.invites | std::views::reverse) {
      ENTENTE_TRY(auto log,
                  ledger::NoteVerifier::make(origin, ledger::NoteKeyType::ed25519, keys.log_key));
      const auto verified =
          ledger::verify_proof(proof, leaf, {std::move(log), witnesses(line.stored.party), 0});
      if (verified.ok()) {
        row.size = verified->checkpoint.head.size;
        row.log_key = act::key_id(keys.log_key);
        if (!verified->cosigned.empty()) {
          row.cosigned = verified->cosigned.front().time;
          ++report_.witnessed;
        }
        return check_policy_of(proof.checkpoint, verified->checkpoint, origin, party);
      }
      last = verified.error();
    }
    return last;
  }

  /// The log in whose name the head is signed: of one of the epochs that the party's log was in.
  [[nodiscard]] Result<std::string> origin_of(const PartyKeys& party,
                                              const ledger::SignedNote& note) const {
    for (std::uint32_t epoch = party.epoch;; --epoch) {
      ENTENTE_TRY(std::string origin,
                  ledger::log_origin(party.invites.front().domain, report_.agreement, epoch));
      if (epoch == ledger::kFirstEpoch || note.text().starts_with(origin + "\n")) {
        return origin;
      }
    }
  }

  Status check_policy_of(const ledger::SignedNote& note, const ledger::Checkpoint& checkpoint,
                         const std::string& origin, const PartyKeys& party) {
    if (!policy_) {
      return {};
    }
    std::vector<crypto::VerifyingKey> keys;
    for (const Partner& invite : party.invites) {
      keys.push_back(invite.log_key);
    }
    ENTENTE_TRY(const auto log_keys, log_verifiers(origin, keys));
    ENTENTE_CHECK(ledger::check_policy({checkpoint, note}, log_keys, *policy_));
    ++report_.policy_met;
    return {};
  }

  /// The other parties' witness keys.
  [[nodiscard]] std::vector<ledger::NoteVerifier> witnesses(const PartyCode& but) const {
    std::vector<ledger::NoteVerifier> made;
    for (const auto& [code, party] : parties_) {
      for (const Partner& keys : party.invites) {
        auto verifier = ledger::NoteVerifier::make(
            witness_name(keys.domain), ledger::NoteKeyType::cosignature, keys.witness_key);
        if (code != but && verifier.ok()) {
          made.push_back(std::move(*verifier));
        }
      }
    }
    return made;
  }

  const PartnerResolver& resolver_;
  const std::vector<Digest>& trusted_;
  const std::optional<ledger::Policy>& policy_;
  EvidenceReport report_;
  Digest profile_digest_;
  std::optional<EvidenceManifest> manifest_;
  std::map<PartyCode, PartyKeys> parties_;
  std::vector<Line> lines_;
};

}  // namespace

EvidenceReport verify_evidence(std::string_view pack, const PartnerResolver& resolver,
                               const std::vector<Digest>& trusted,
                               const std::optional<ledger::Policy>& policy) {
  return Examiner(resolver, trusted, policy).examine(pack);
}

}  // namespace entente::node
