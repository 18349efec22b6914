#include <fmt/format.h>

#include "base/limits.h"
#include "cli/errors.h"
#include "cli/node_call.h"

/// Partners' nodes: enrolment, comparing, new keys, revocation.
namespace entente::cli {
namespace {

void peer_invite(Host& host, const Arguments&, std::shared_ptr<ByteSource>, const Done& done) {
  const link::Invite invite = host.invite();
  const std::string file =
      link::encode_invite(invite, host.keys().signing_key(crypto::KeyRole::party));
  host.keep_invite(file, [invite, file, done](const Status& kept) {
    if (!kept.ok()) {
      done(failed(kept.error()));
      return;
    }
    Reply reply = reply_with([&](format::JsonWriter& out) {
      out.member("peer", invite.party.text());
      out.member("fingerprint", link::fingerprint_text(link::fingerprint(invite)));
      out.member("state", "offered");
    });
    reply.content = std::make_shared<OwnedSource>(to_bytes(file));
    done(std::move(reply));
  });
}

/// Of the keys that count now; of a revoked partner, of those that were compared last.
Digest newest_invite(Host& host, const registry::Peer& peer) {
  const node::Enrolled* known = host.node().core().partner(peer.party);
  return known == nullptr ? peer.invite : known->keys.invite;
}

/// An invite whose fingerprint is the one that a person was told.
struct Compared {
  link::Invite invite;
  std::string text;
};

Result<Compared> compared(Host& host, BytesView bytes, const std::string& fingerprint) {
  ENTENTE_TRY(link::Invite invite, link::parse_invite(bytes));
  ENTENTE_CHECK(link::check_fingerprint(invite, fingerprint));
  if (invite.environment != host.config().environment) {
    return Error(kUsage, "The invite is of another environment than this node.");
  }
  return Compared{std::move(invite), std::string(as_text(bytes))};
}

/// Reads the invite on a worker, checks it, and submits the act that `make` forms of it.
void submit_invite(Host& host, const Arguments& a, const std::shared_ptr<ByteSource>& in,
                   const Done& done, std::function<Result<act::Body>(const Compared&)> make) {
  with_input(host, in, link::kInviteBytes, done,
             [&host, fingerprint = a.get("fingerprint"), done, make](BytesView bytes) {
               const auto invite = compared(host, bytes, fingerprint);
               auto body = invite.ok() ? make(*invite) : Result<act::Body>(invite.error());
               if (!body.ok()) {
                 done(failed(body.error()));
                 return;
               }
               submit(host, std::nullopt, std::move(*body), done,
                      [invite = invite->invite](format::JsonWriter& out) {
                        out.member("peer", invite.party.text());
                        out.member("fingerprint",
                                   link::fingerprint_text(link::fingerprint(invite)));
                        out.member("state", "trusted");
                      });
             });
}

void peer_accept(Host& host, const Arguments& a, std::shared_ptr<ByteSource> in, const Done& done) {
  submit_invite(host, a, in, done, [&host](const Compared& c) -> Result<act::Body> {
    return act::Body(act::PeerAccept{new_act_id(host.entropy()), c.invite.party,
                                     link::fingerprint(c.invite), c.text});
  });
}

/// With an invite: the partner's new keys, which its old party key does not vouch for. Without one:
/// this node announces its own keys and address again.
void peer_rotate(Host& host, const Arguments& a, std::shared_ptr<ByteSource> in, const Done& done) {
  const auto party = PartyCode::parse(a.positional[0]);
  const registry::Peer* peer = party.ok() ? host.node().core().house().peer(*party) : nullptr;
  if (peer == nullptr) {
    done(failed(Error(node::kUnknownPeer, "This party's node was never accepted here.")));
    return;
  }
  const bool has_invite = a.has("invite");
  if (has_invite && !a.has("fingerprint")) {
    done(failed(Error(kUsage, "A new invite counts with its --fingerprint, as it was told.")));
    return;
  }
  if (!has_invite) {
    const Status announced = host.announce_again([&host, code = *party, done] {
      done(reply_with([&](format::JsonWriter& out) {
        out.member("peer", code.text());
        out.member("fingerprint", link::fingerprint_text(link::fingerprint(host.invite())));
        out.member("state", "announced");
      }));
    });
    if (!announced.ok()) {
      done(failed(announced.error()));
    }
    return;
  }
  submit_invite(host, a, in, done, [&host, code = *party](const Compared& c) -> Result<act::Body> {
    if (c.invite.party != code) {
      return Error(kUsage, "The invite is of another party.");
    }
    return act::Body(
        act::PeerRotate{new_act_id(host.entropy()), code, link::fingerprint(c.invite), c.text});
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
    out.member("fingerprint", link::fingerprint_text(newest_invite(host, *peer)));
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
      out.member("fingerprint", link::fingerprint_text(newest_invite(host, peer)));
      out.member("state", peer.trusted ? "trusted" : "revoked").end_object();
    }
    out.end_array();
  }));
}

}  // namespace

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
       "rotate",
       "take a partner's new invite; without one, announce this node's keys and address again",
       {party},
       {{"invite", "FILE", "the partner's new invite"},
        {"fingerprint", "X", "as the partner's officer told it"}},
       nullptr,
       peer_rotate,
       Content::input,
       {},
       "invite"},
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
