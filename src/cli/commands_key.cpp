#include <fmt/format.h>

#include "cli/errors.h"
#include "cli/node_call.h"

/// The node's own keys by role, and their life (T8).
namespace entente::cli {
namespace {

constexpr std::string_view kRoles = "party, node, log, witness, link, key-access or key-access-rsa";

Error unknown_role() { return Error(kUsage, "A role is " + std::string(kRoles) + ".", "--role"); }

/// The partners that have not been told the newest keys.
void write_behind(format::JsonWriter& out, Host& host) {
  out.begin_array("waiting_for");
  for (const PartyCode& party : host.partners_behind()) {
    out.string(party.text());
  }
  out.end_array();
}

void key_list(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto role = from_name<crypto::KeyRole>(a.get("role"));
  if (a.has("role") && !role) {
    done(failed(unknown_role()));
    return;
  }
  done(reply_with([&](format::JsonWriter& out) {
    out.begin_array("keys");
    for (const crypto::KeyInfo& key : host.keys().list()) {
      if (role && key.role != *role) {
        continue;
      }
      out.begin_object().member("id", key.id).member("role", ::entente::name_of(key.role));
      out.member("state", ::entente::name_of(key.state)).member("created", key.created.text());
      out.member("fingerprint", key.fingerprint.hex()).end_object();
    }
    out.end_array();
    write_behind(out, host);
  }));
}

/// What the officer must see to beside the rotation itself.
std::string_view next_step(crypto::KeyRole role) {
  switch (role) {
    case crypto::KeyRole::party:
      return "Give each partner a new invite: its officers compare and run `peer rotate`.";
    case crypto::KeyRole::link:
      return "Start the node again once no partner is waited for; then `key retire --role link`.";
    case crypto::KeyRole::key_access:
    case crypto::KeyRole::key_access_rsa:
      return "Nothing: the old key stays, to open what was sealed for it.";
    default:
      return "Run `key retire` for this role once no partner is waited for.";
  }
}

void replace(Host& host, const Arguments& a, act::KeyReason reason, const Done& done) {
  const auto role = from_name<crypto::KeyRole>(a.get("role"));
  if (!role) {
    done(failed(unknown_role()));
    return;
  }
  auto made = std::make_shared<crypto::KeyInfo>();
  auto rotated = host.rotate_key(*role, reason, [&host, made, reason, done] {
    const act::KeyRotate body{new_act_id(host.entropy()), made->role, made->id, reason};
    submit(host, std::nullopt, act::Body(body), done, [&host, made](format::JsonWriter& out) {
      out.member("key", made->id).member("role", ::entente::name_of(made->role));
      out.member("state", ::entente::name_of(made->state));
      out.member("fingerprint", made->fingerprint.hex());
      write_behind(out, host);
      out.member("next", next_step(made->role));
    });
  });
  if (!rotated.ok()) {
    done(failed(rotated.error()));
    return;
  }
  *made = std::move(*rotated);
}

void key_rotate(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  replace(host, a, act::KeyReason::planned, done);
}
void key_revoke(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  replace(host, a, act::KeyReason::compromised, done);
}

void key_retire(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto role = from_name<crypto::KeyRole>(a.get("role"));
  if (!role) {
    done(failed(unknown_role()));
    return;
  }
  auto ids = std::make_shared<std::vector<std::string>>();
  auto retired = host.retire_keys(*role, [&host, ids, role, done] {
    const act::KeyRetire body{new_act_id(host.entropy()), *role, *ids};
    submit(host, std::nullopt, act::Body(body), done, [ids, role](format::JsonWriter& out) {
      out.member("role", ::entente::name_of(*role));
      out.begin_array("destroyed");
      for (const std::string& id : *ids) {
        out.string(id);
      }
      out.end_array();
    });
  });
  if (!retired.ok()) {
    done(failed(retired.error()));
    return;
  }
  *ids = std::move(*retired);
}

}  // namespace

std::vector<Command> key_commands() {
  const std::vector<OptionSpec> role{{"role", "R", kRoles, true}};
  return {
      {"key",
       "list",
       "the node's keys by role",
       {},
       {{"role", "R", "only this role"}},
       nullptr,
       key_list},
      {"key", "rotate", "replace a key and announce the new one", {}, role, nullptr, key_rotate},
      {"key",
       "revoke",
       "replace a key that may be known to others, at once",
       {},
       role,
       nullptr,
       key_revoke},
      {"key",
       "retire",
       "destroy the private halves of replaced keys",
       {},
       role,
       nullptr,
       key_retire},
  };
}

}  // namespace entente::cli
