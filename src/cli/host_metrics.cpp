#include <filesystem>
#include <fstream>

#include "base/metrics.h"
#include "cli/host_state.h"
#include "ledger/cosignature.h"

/// What a node counts and measures. No label names an item, a person, a party or an agreement: who
/// reads metrics, and where they are kept, is nobody's decision under an agreement (T15, AB49).
namespace entente::cli {
namespace {

using enum MetricKind;

/// When the newest head was cosigned, as the cosigner says; nothing where none was.
std::optional<Instant> cosigned_at(const node::Cosigned& cosigned) {
  const auto note = ledger::SignedNote::parse(cosigned.note);
  std::optional<Instant> newest;
  for (const ledger::NoteSignature& signature :
       note.ok() ? note->signatures() : std::vector<ledger::NoteSignature>()) {
    // The log's own signature has another length.
    if (const auto time = ledger::cosignature_time(signature); time.ok()) {
      newest = std::max(newest.value_or(*time), *time);
    }
  }
  return newest;
}

/// Octets of memory that the process holds, from `VmRSS` of proc(5), which counts in KiB.
std::uint64_t resident_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    std::uint64_t kibibytes = 0;
    if (word == "VmRSS:" && status >> kibibytes) {
      return kibibytes * 1024;
    }
  }
  return 0;
}

std::uint64_t open_files() {
  std::error_code fault;
  std::uint64_t count = 0;
  for (std::filesystem::directory_iterator at("/proc/self/fd", fault), end; !fault && at != end;
       at.increment(fault)) {
    ++count;
  }
  return count;
}

void write_acts(MetricsText& out, node::Core& core) {
  const node::Counts& counts = core.counts();
  out.family("entente_acts_recorded_total", counter, "Acts that became durable.");
  out.sample(counts.own_shared, {{"scope", "shared"}, {"issuer", "own"}});
  out.sample(counts.own_house, {{"scope", "house"}, {"issuer", "own"}});
  out.sample(counts.from_partners, {{"scope", "shared"}, {"issuer", "partner"}});
  out.family("entente_decisions_total", counter, "Decisions by the rules, by their verdict.");
  out.sample(counts.permits, {{"verdict", "permit"}});
  out.sample(counts.denials, {{"verdict", "deny"}});
  out.family("entente_denials_total", counter, "Denials by the rule that decided.");
  for (const auto& [code, count] : counts.denied_by) {
    out.sample(count, {{"rule", code}});
  }
}

void write_store(MetricsText& out, const CountedStore& store) {
  out.family("entente_store_commit_duration_seconds", histogram,
             "From asking for a commit until it was durable.");
  out.samples(store.durations());
  out.family("entente_store_commit_failures_total", counter, "Commits that failed.");
  out.sample(store.failed());
}

void write_witnesses(MetricsText& out, const node::NeutralWitnesses::Outcomes& outcomes) {
  out.family("entente_neutral_requests_total", counter,
             "Requests to witnesses of neither party, by how they ended.");
  out.sample(outcomes.cosigned, {{"outcome", "cosigned"}});
  out.sample(outcomes.refused, {{"outcome", "refused"}});
  out.sample(outcomes.unreachable, {{"outcome", "unreachable"}});
}

void write_process(MetricsText& out) {
  out.family("process_resident_memory_bytes", gauge, "Memory that the process holds.");
  out.sample(resident_bytes());
  out.family("process_open_fds", gauge, "Files and sockets that the process has open.");
  out.sample(open_files());
}

}  // namespace

void Host::State::write_ledger_metrics(MetricsText& out) {
  node::Core& core = node->core();
  std::uint64_t entries = 0;
  std::uint64_t unwitnessed = 0;
  std::uint64_t witnessed = 0;
  std::int64_t oldest_ms = 0;
  for (const auto& [id, room] : core.rooms()) {
    std::uint64_t seen = 0;
    std::optional<Instant> cosigned;
    for (const auto& [party, counterpart] : room.counterparts) {
      seen = std::max(seen, counterpart.cosigned.size);
      cosigned = std::max(cosigned, cosigned_at(counterpart.cosigned));
    }
    entries += room.log.durable();
    witnessed += seen;
    unwitnessed = std::max(unwitnessed, room.log.durable() - std::min(seen, room.log.durable()));
    oldest_ms = std::max(oldest_ms, cosigned ? clock.now().ms() - cosigned->ms() : 0);
  }
  out.family("entente_agreements", gauge, "Agreements that this node keeps.");
  out.sample(core.rooms().size());
  out.family("entente_log_entries", gauge, "Durable entries of this node's logs.");
  out.sample(core.house_log().durable(), {{"scope", "house"}});
  out.sample(entries, {{"scope", "shared"}});
  out.family("entente_log_witnessed_entries", gauge, "Entries that a partner has cosigned.");
  out.sample(witnessed);
  out.family("entente_log_unwitnessed_entries_max", gauge,
             "Entries that no partner has cosigned, of the log that has most of them.");
  out.sample(unwitnessed);
  out.family("entente_cosignature_age_seconds", gauge,
             "Age of the newest cosignature, of the log where it is oldest.");
  out.sample_seconds(oldest_ms);
}

void Host::State::write_access_metrics(MetricsText& out) {
  out.family("entente_sessions", gauge, "Sessions of people.");
  out.sample(access->sessions.size());
  out.family("entente_key_releases_total", counter,
             "Requests to the key service for a share of a key.");
  out.sample(key_releases.permitted(), {{"outcome", "permitted"}});
  out.sample(key_releases.denied(), {{"outcome", "denied"}});
  out.sample(key_releases.failed(), {{"outcome", "failed"}});
  out.family("entente_link_calls_total", counter, "Calls to partners, by how they ended.");
  for (const auto& [outcome, count] : counted_link->outcomes()) {
    out.sample(count, {{"outcome", outcome}});
  }
  if (api) {
    out.family("entente_http_connections", gauge, "Open connections of the interface.");
    out.sample(api_server->connections());
    api->counts().write(out);
  }
}

std::string Host::metrics() {
  State& s = *state_;
  node::Core& core = s.node->core();
  MetricsText out;
  write_acts(out, core);
  out.family("entente_queue", gauge, "Acts and writes that are not yet durable.");
  out.sample(core.sequencer().waiting());
  out.family("entente_frozen", gauge, "1 while the node signs nothing, else 0.");
  out.sample(core.frozen() ? 1 : 0);
  out.family("entente_ledger_damaged", gauge,
             "1 once an entry at rest no longer verified, else 0.");
  out.sample(s.node->scrubber().damage() ? 1 : 0);
  std::uint64_t waiting = 0;
  for (const auto& [code, peer] : core.house().peers()) {
    waiting += s.node->courier().waiting_for(peer.party);
  }
  out.family("entente_outbox_waiting", gauge, "Acts that wait for partners, over all of them.");
  out.sample(waiting);
  s.write_ledger_metrics(out);
  write_witnesses(out, s.node->neutral_witnesses().outcomes());
  s.write_access_metrics(out);
  write_store(out, *s.store);
  write_process(out);
  return out.text();
}

}  // namespace entente::cli
