#include "cli/config_witness.h"
#include "cli/host_state.h"
#include "cli/web_exchange.h"

/// The way to witnesses of neither party.
namespace entente::cli {
namespace {

/// How long a witness may take, and how much it may say: a checkpoint with its signatures.
constexpr std::int64_t kWitnessMs = 10'000;
constexpr std::uint64_t kWitnessAnswerBytes = 64u << 10;

}  // namespace

/// What the configuration names must be there; the witnesses themselves are asked while the node
/// serves.
Result<std::vector<node::NeutralWitness>> Host::State::open_witnesses() {
  http::ClientSettings limits;
  limits.connect_ms = kWitnessMs;
  limits.response_ms = kWitnessMs;
  limits.body_bytes = kWitnessAnswerBytes;
  std::vector<node::NeutralWitness> witnesses;
  for (const WitnessConfig& witness : config.witnesses) {
    ENTENTE_TRY(auto key, ledger::NoteVerifier::parse(witness.vkey));
    ENTENTE_TRY(auto at, witness_address(witness.url));
    if (at.encrypted) {
      ENTENTE_TRY(auto authorities, authorities_in(in_home(home, witness.authorities_file)));
      witness_clients.push_back(
          std::make_unique<http::WebClient>(*loop, clock, std::move(authorities), limits));
    } else {
      witness_clients.push_back(std::make_unique<http::WebClient>(*loop, clock, limits));
    }
    witness_ways.push_back(std::make_unique<http::WebPrefix>(
        *witness_clients.back(), *executor, std::move(at.server), std::move(at.path)));
    witnesses.push_back({std::move(key), *witness_ways.back()});
  }
  return witnesses;
}

}  // namespace entente::cli
