#include "api/clients.h"

#include <algorithm>

#include "api/errors.h"
#include "base/errors.h"
#include "crypto/digest.h"
#include "format/json.h"
#include "format/json_writer.h"
#include "format/jws.h"

namespace entente::api {
namespace {

constexpr std::size_t kIdBytes = 12;
constexpr std::size_t kSecretBytes = 32;
constexpr std::string_view kTokenType = "at+jwt";  // RFC 9068 section 2.1
constexpr std::string_view kAudience = "kas";

Bytes key_of(const std::string& client) { return to_bytes("client/" + client); }

/// What a token says (RFC 9068 section 2.2).
struct Claims {
  std::string client;
  std::string person;
  std::int64_t expires = 0;  ///< seconds since 1970
  std::string bound_to;
};

std::optional<Claims> claims_of(BytesView payload) {
  const auto document = format::JsonDocument::parse(payload, {.depth = 3});
  if (!document.ok()) {
    return std::nullopt;
  }
  const auto client = document->root().string_at("client_id");
  const auto person = document->root().string_at("sub");
  const auto expires = document->root().integer_at("exp");
  if (!client.ok() || !person.ok() || !expires.ok()) {
    return std::nullopt;
  }
  Claims claims{std::string(*client), std::string(*person), *expires, {}};
  if (const auto bound = document->root().object_at("cnf"); bound.ok()) {
    claims.bound_to = bound->string_at("jkt").value();  // this process wrote it
  }
  return claims;
}

}  // namespace

Clients::Clients(AccessPorts ports)
    : ports_(ports),
      key_(crypto::SigningKey::generate(crypto::SignatureSuite::ecdsa_p256_sha256,
                                        ports_.entropy)) {}

bool Clients::take_up(BytesView value) {
  auto client = format::from_json_text<Client>(value);
  if (client.ok()) {
    clients_.insert_or_assign(client->client, std::move(*client));
  }
  return client.ok();
}

void Clients::enter(const PersonId& person, const std::string& title,
                    std::function<void(Result<Registered>)> done) {
  if (title.empty() || title.size() > kTitleBytes) {
    done(Error(kBadParameter, "The title has 1 to 200 characters.", "title"));
    return;
  }
  const auto of_person = [&](const auto& row) { return row.second.acts_for == person; };
  if (static_cast<std::size_t>(std::ranges::count_if(clients_, of_person)) >= kOfOnePerson) {
    done(Error(kBusy, "The person has as many programs as may be; revoke one first."));
    return;
  }
  Registered made{"app-" + ports_.draw(kIdBytes), ports_.draw(kSecretBytes)};
  const Client client{made.client, person, title, crypto::sha256(as_bytes(made.secret)),
                      ports_.clock.now()};
  clients_.insert_or_assign(made.client, client);
  ports_.commit({{Space::access, key_of(made.client), to_bytes(format::to_json(client))}},
                [made, done = std::move(done)](const Status& kept) {
                  done(kept.ok() ? Result<Registered>(made) : Result<Registered>(kept.error()));
                });
}

void Clients::revoke(const std::string& client, const std::optional<PersonId>& owner,
                     std::function<void(Status)> done) {
  const auto found = clients_.find(client);
  if (found == clients_.end() || (owner && found->second.acts_for != *owner)) {
    done(Error(kNotFound, "There is no such program."));
    return;
  }
  clients_.erase(found);
  ports_.commit({{Space::access, key_of(client), std::nullopt}}, std::move(done));
}

Result<std::string> Clients::issue(std::string_view client, std::string_view secret,
                                   std::string_view bound_to) {
  const Digest given = crypto::sha256(as_bytes(secret));
  const auto found = clients_.find(client);
  if (found == clients_.end() ||
      !crypto::equal_constant_time(given.view(), found->second.secret.view())) {
    return Error(kWrongCredentials, "No program has this id and secret.");
  }
  const std::int64_t now = ports_.clock.now().ms() / 1000;
  std::string payload;
  format::JsonWriter out(payload);
  out.begin_object().member("sub", found->second.acts_for.text()).member("client_id", client);
  out.member("azp", client).member("aud", kAudience).member("iat", now);
  out.member("exp", now + kTokenSeconds).member("jti", ports_.draw(kIdBytes));
  if (!bound_to.empty()) {
    out.begin_object("cnf").member("jkt", bound_to).end_object();
  }
  out.end_object().finish();
  return format::write_jws(key_, kTokenType, {}, as_bytes(payload));
}

std::optional<Clients::Holder> Clients::holder_of(std::string_view token) const {
  const auto jws = format::parse_jws(token);
  if (!jws.ok() || jws->type != kTokenType ||
      !format::verify_jws(*jws, format::JwsKey(key_.verifying_key()))) {
    return std::nullopt;
  }
  const auto claims = claims_of(jws->payload);
  const auto found = claims ? clients_.find(claims->client) : clients_.end();
  const bool counts = found != clients_.end() && claims->person == found->second.acts_for.text() &&
                      ports_.clock.now().ms() / 1000 < claims->expires;
  return counts ? std::optional(Holder{found->second.acts_for, claims->bound_to}) : std::nullopt;
}

}  // namespace entente::api
