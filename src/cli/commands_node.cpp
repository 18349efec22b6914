#include <fmt/format.h>

#include "base/limits.h"
#include "cli/errors.h"
#include "cli/init.h"
#include "cli/node_call.h"

/// The node itself, and its partners.
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

void status(Host& host, const Arguments&, std::shared_ptr<ByteSource>, const Done& done) {
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
      for (const auto& [party, counterpart] : room.counterparts) {
        witnessed = std::max(witnessed, counterpart.cosigned.size);
      }
      out.begin_object().member("origin", room.log.origin()).member("size", room.log.durable());
      out.member("witnessed", witnessed).end_object();
    }
    out.end_array();
    out.member("queue", core.sequencer().waiting());
    out.member("health", core.frozen() ? "frozen" : "ok");
    if (core.frozen()) {
      out.member("frozen_because", core.frozen()->message());
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

void key_list(Host& host, const Arguments&, std::shared_ptr<ByteSource>, const Done& done) {
  done(reply_with([&](format::JsonWriter& out) {
    out.begin_array("keys");
    for (const crypto::KeyInfo& key : host.keys().list()) {
      out.begin_object().member("id", key.id).member("role", ::entente::name_of(key.role));
      out.member("state", ::entente::name_of(key.state)).member("created", key.created.text());
      out.member("fingerprint", key.fingerprint.hex()).end_object();
    }
    out.end_array();
  }));
}

// ---- Partners -----------------------------------------------------------------------------------

void peer_invite(Host& host, const Arguments&, std::shared_ptr<ByteSource>, const Done& done) {
  const link::Invite invite = host.invite();
  const std::string file =
      link::encode_invite(invite, host.keys().signing_key(crypto::KeyRole::party));
  Reply reply = reply_with([&](format::JsonWriter& out) {
    out.member("peer", invite.party.text());
    out.member("fingerprint", link::fingerprint_text(link::fingerprint(invite)));
    out.member("state", "offered");
  });
  reply.content = std::make_shared<OwnedSource>(to_bytes(file));
  done(std::move(reply));
}

void accept_text(Host& host, const std::string& text, const std::string& fingerprint,
                 const Done& done) {
  const auto invite = link::parse_invite(as_bytes(text));
  const Status told =
      invite.ok() ? link::check_fingerprint(*invite, fingerprint) : Status(invite.error());
  if (!told.ok()) {
    done(failed(told.error()));
    return;
  }
  if (invite->environment != host.config().environment) {
    done(failed(Error(kUsage, "The invite is of another environment than this node.")));
    return;
  }
  act::PeerAccept body;
  body.id = new_act_id(host.entropy());
  body.party = invite->party;
  body.invite = link::fingerprint(*invite);
  body.invite_text = text;
  submit(host, std::nullopt, act::Body(body), done, [body](format::JsonWriter& out) {
    out.member("peer", body.party.text());
    out.member("fingerprint", link::fingerprint_text(body.invite));
    out.member("state", "trusted");
  });
}

void peer_accept(Host& host, const Arguments& a, std::shared_ptr<ByteSource> in, const Done& done) {
  const std::string fingerprint = a.get("fingerprint");
  host.executor().work([&host, in, fingerprint, done] {
    MemorySink text(link::kInviteBytes);
    const Status read = copy(*in, text);
    host.executor().post([&host, bytes = text.bytes(), read, fingerprint, done] {
      if (!read.ok()) {
        done(failed(read.error()));
        return;
      }
      accept_text(host, std::string(as_text(bytes)), fingerprint, done);
    });
  });
}

void peer_compare(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto party = PartyCode::parse(a.positional[0]);
  const registry::Peer* peer = party.ok() ? host.node().core().house().peer(*party) : nullptr;
  if (peer == nullptr) {
    done(failed(Error(node::kUnknownPeer, "This party's node was never accepted here.")));
    return;
  }
  done(reply_with([&](format::JsonWriter& out) {
    out.member("peer", peer->party.text());
    out.member("fingerprint", link::fingerprint_text(peer->invite));
    out.member("own_fingerprint", link::fingerprint_text(link::fingerprint(host.invite())));
    out.member("state", peer->trusted ? "trusted" : "revoked");
  }));
}

void peer_revoke(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto party = PartyCode::parse(a.positional[0]);
  if (!party.ok()) {
    done(failed(party.error()));
    return;
  }
  act::PeerRevoke body{new_act_id(host.entropy()), *party, a.get("reason")};
  submit(host, std::nullopt, act::Body(body), done, [body](format::JsonWriter& out) {
    out.member("peer", body.party.text()).member("state", "revoked");
  });
}

void peer_list(Host& host, const Arguments&, std::shared_ptr<ByteSource>, const Done& done) {
  done(reply_with([&](format::JsonWriter& out) {
    out.begin_array("peers");
    for (const auto& [code, peer] : host.node().core().house().peers()) {
      out.begin_object().member("peer", code);
      out.member("fingerprint", link::fingerprint_text(peer.invite));
      out.member("state", peer.trusted ? "trusted" : "revoked").end_object();
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
        {"listen", "ADDRESS", "the address it listens on (127.0.0.1)"}},
       init},
      {"node", "serve", "serve partners and the command line until interrupted", {}, {}},
      {"node", "status", "party, agreements, partners, ledgers and queue", {}, {}, nullptr, status},
      {"node",
       "denials",
       "what was refused to the own people, and how often",
       {},
       {},
       nullptr,
       denials},
      {"key", "list", "the node's keys by role", {}, {}, nullptr, key_list},
  };
}

std::vector<Command> peer_commands() {
  const OptionSpec party{"PARTY", "", "the partner's code", true};
  return {
      {"peer",
       "invite",
       "write this node's invite, to be given to a partner",
       {},
       {{"output", "FILE", "where to", true}},
       nullptr,
       peer_invite,
       Content::output},
      {"peer",
       "accept",
       "trust the node whose invite this is",
       {{"FILE", "", "the invite", true}},
       {{"fingerprint", "X", "as the partner's officer told it", true}},
       nullptr,
       peer_accept,
       Content::input},
      {"peer",
       "compare",
       "show both fingerprints, to be compared by two persons",
       {party},
       {},
       nullptr,
       peer_compare},
      {"peer",
       "revoke",
       "trust a partner's node no longer, at once",
       {party},
       {{"reason", "TEXT", "why", true}},
       nullptr,
       peer_revoke},
      {"peer", "list", "all partners", {}, {}, nullptr, peer_list},
  };
}

}  // namespace entente::cli
