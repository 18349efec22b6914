#include <fmt/format.h>

#include "base/limits.h"
#include "cli/errors.h"
#include "cli/init.h"
#include "cli/node_call.h"
#include "node/cosigned_heads.h"

/// The node itself.
namespace entente::cli {
namespace {

Reply init(const Arguments& a) {
  const auto made = init_node(a);
  if (!made.ok()) {
    return failed(made.error());
  }
  return reply_with([&](format::JsonWriter& out) {
    out.member("party", made->party.text()).member("node", made->node);
    out.member("environment", ::entente::name_of(made->environment));
    out.begin_object("fingerprints");
    for (const auto& [role, fingerprint] : made->fingerprints) {
      out.member(role, fingerprint);
    }
    out.end_object();
  });
}

/// Recoveries of partners' logs that this party's officers have not accepted yet.
void write_proposed(format::JsonWriter& out, const node::Room& room) {
  out.begin_array("recoveries");
  for (const auto& [party, counterpart] : room.counterparts) {
    if (counterpart.proposed) {
      const act::LedgerRecover& says = counterpart.proposed->says;
      out.begin_object().member("party", party.text());
      format::write_member(out, "recovery", counterpart.proposed->act);
      out.member("epoch", says.epoch).member("size", says.size).member("kept", says.kept);
      format::write_member(out, "lost", says.lost);
      out.end_object();
    }
  }
  out.end_array();
}

void node_status(Host& host, const Arguments&, std::shared_ptr<ByteSource>, const Done& done) {
  node::Core& core = host.node().core();
  done(reply_with([&](format::JsonWriter& out) {
    out.member("party", host.config().party.text());
    out.member("environment", ::entente::name_of(host.config().environment));
    out.begin_array("agreements");
    for (auto& [id, room] : core.rooms()) {
      const auto& standing = room.standing(core.now());
      out.begin_object().member("agreement", id.text());
      out.member("exchange_allowed", standing.exchange_allowed);
      out.member("items", room.shared.items().entries().size()).end_object();
    }
    out.end_array();
    out.begin_array("peers");
    for (const auto& [code, peer] : core.house().peers()) {
      out.begin_object().member("party", code).member("trusted", peer.trusted);
      out.member("waiting", host.node().courier().waiting_for(peer.party)).end_object();
    }
    out.end_array();
    out.begin_array("ledgers");
    out.begin_object().member("origin", core.house_log().origin());
    out.member("size", core.house_log().durable()).end_object();
    for (auto& [id, room] : core.rooms()) {
      std::uint64_t witnessed = 0;
      std::size_t differing = 0;
      for (const auto& [party, counterpart] : room.counterparts) {
        witnessed = std::max(witnessed, counterpart.cosigned.size);
        differing += counterpart.differing_records;
      }
      out.begin_object().member("origin", room.log.origin()).member("size", room.log.durable());
      out.member("witnessed", witnessed).member("neutral", node::neutral_size(room));
      out.member("differing_records", differing);
      write_proposed(out, room);
      out.end_object();
    }
    out.end_array();
    out.begin_array("witnesses");
    for (const auto& witness : host.node().neutral_witnesses().standing()) {
      out.begin_object().member("name", witness.name).member("unanswered", witness.unanswered);
      out.member("refused_logs", witness.refused_logs).end_object();
    }
    out.end_array();
    out.member("queue", core.sequencer().waiting());
    if (const auto& damage = host.node().scrubber().damage(); damage) {
      out.begin_object("damaged").member("origin", damage->origin).member("place", damage->place);
      out.end_object();
    }
    out.member("health", core.frozen() ? "frozen" : "ok");
    if (core.frozen()) {
      out.member("frozen_because", core.frozen()->message());
      out.begin_array("waiting_for");
      for (const auto& [agreement, party] : core.unasked()) {
        out.string(party.text() + " " + agreement.text());
      }
      for (const auto& [agreement, room] : core.rooms()) {
        for (const PartyCode& party : room.recovering) {
          out.string(party.text() + " " + agreement.text());
        }
      }
      out.end_array();
    }
  }));
}

void denials(Host& host, const Arguments&, std::shared_ptr<ByteSource>, const Done& done) {
  done(reply_with([&](format::JsonWriter& out) {
    out.begin_array("denials");
    for (const auto& [place, denied] : host.node().core().audited().rows()) {
      node::Denied shown = denied;
      shown.body.clear();  // `decision explain` shows it
      format::write_value(out, shown);
    }
    out.end_array();
  }));
}

}  // namespace

std::vector<Command> node_commands() {
  return {
      {"node",
       "init",
       "make a node in an empty folder",
       {},
       {{"party", "CODE", "the party's code in its agreements", true},
        {"name", "TEXT", "the party's name for people", true},
        {"domain", "D", "the party's domain: the origin of its ledgers", true},
        {"environment", "E", "live, exercise or training (exercise)"},
        {"endpoint", "HOST:PORT", "where partners reach the node (127.0.0.1:7400)"},
        {"listen", "ADDRESS", "the address it listens on (127.0.0.1)"},
        {"api", "HOST:PORT", "where people and their tools reach it; without, they do not"}},
       init},
      {"node", "serve", "serve partners and the command line until interrupted", {}, {}},
      {"node",
       "status",
       "party, agreements, partners, ledgers and queue",
       {},
       {},
       nullptr,
       node_status},
      {"node",
       "denials",
       "what was refused to the own people, and how often",
       {},
       {},
       nullptr,
       denials},
  };
}

}  // namespace entente::cli
