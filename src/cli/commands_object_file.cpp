#include "base/limits.h"
#include "cli/errors.h"
#include "cli/host.h"
#include "cli/local_file.h"
#include "cli/node_call.h"
#include "cli/web_exchange.h"
#include "crypto/random.h"
#include "kas/share_client.h"
#include "object/inspect.h"
#include "object/open.h"

/// Protected objects as files, without a node: sealed to key access services, and opened by asking
/// them (docs/how-to/open-with-opentdf.md).
namespace entente::cli {
namespace {

constexpr std::size_t kKeyBytes = 64u << 10;

void write_policy_of(format::JsonWriter& out, const object::Policy& policy) {
  out.begin_object("policy").member("id", policy.uuid).begin_array("attributes");
  for (const object::PolicyAttribute& each : policy.attributes) {
    out.string(each.attribute);
  }
  out.end_array();
  format::write_member(out, "dissem", policy.dissem);
  out.end_object();
}

void write_binding_of(format::JsonWriter& out, const std::optional<object::Binding>& binding) {
  if (binding) {
    out.begin_object("binding").member("item", binding->item.text());
    out.member("agreement", binding->agreement.text());
    out.member("environment", binding->environment).end_object();
  }
}

Reply object_inspect(const Arguments& a) {
  const auto file = open_local_anywhere(a.positional[0]);
  const auto found = file.ok() ? object::inspect(**file) : Result<object::Inspection>(file.error());
  if (!found.ok()) {
    return failed(found.error());
  }
  return reply_with([&](format::JsonWriter& out) {
    out.member("manifest", found->manifest.hex()).member("version", found->version);
    out.member("mime_type", found->mime_type).member("bytes", found->object_bytes);
    out.member("content_bytes", found->content_bytes).member("segments", found->segments);
    out.begin_array("key_access");
    for (const object::KeyAccess& access_object : found->key_access) {
      out.begin_object().member("type", access_object.type).member("url", access_object.url);
      out.member("kid", access_object.kid).member("sid", access_object.sid).end_object();
    }
    out.end_array();
    write_policy_of(out, found->policy);
    write_binding_of(out, found->binding);
  });
}

kas::Exchange exchange_of(WebExchange& web) {
  return [&web](const http::Endpoint& to, http::Request request) {
    return web.send(to, std::move(request));
  };
}

// ---- Sealing ------------------------------------------------------------------------------------

Result<kas::ServiceKey> wanted_key(const Arguments& a) {
  const auto key = from_name<kas::ServiceKey>(a.get("algorithm", name_of(kas::ServiceKey::rsa)));
  return key ? Result<kas::ServiceKey>(*key)
             : Error(kUsage, "The key is rsa:2048 or ec:secp256r1.", "--algorithm");
}

/// The service's key from a file, so that nothing is asked of the network.
Result<std::vector<object::KeyAccessTarget>> target_of_file(const Arguments& a,
                                                            const std::string& url) {
  const std::string path = a.get("kas-key");
  ENTENTE_TRY(const std::string pem, read_local(path, kKeyBytes));
  auto key = object::read_share_key(pem);
  if (!key.ok()) {
    return key.error().within(path);
  }
  std::vector<object::KeyAccessTarget> targets;
  targets.push_back({url, a.get("kid"), std::move(*key), {}});
  return targets;
}

Result<std::vector<object::KeyAccessTarget>> targets_of(const Arguments& a) {
  const std::vector<std::string> services = a.all("kas");
  if (a.has("kas-key")) {
    return services.size() == 1
               ? target_of_file(a, services.front())
               : Error(kUsage, "A key from a file is that of one service.", "--kas-key");
  }
  ENTENTE_TRY(const kas::ServiceKey wanted, wanted_key(a));
  ENTENTE_TRY(const auto web, WebExchange::open(a.get("trust"), a.get("at")));
  std::vector<object::KeyAccessTarget> targets;
  for (const std::string& url : services) {
    ENTENTE_TRY(auto target, kas::published_key(exchange_of(*web), url, wanted));
    target.sid = a.has("all") ? std::to_string(targets.size() + 1) : std::string();
    targets.push_back(std::move(target));
  }
  return targets;
}

Result<object::SealRequest> seal_request(const Arguments& a) {
  object::SealRequest request;
  const std::string version = a.get("spec", "4.2.2");
  if (version != "4.2.2" && version != "4.3.0") {
    return Error(kUsage, "The encoding is that of 4.2.2 or 4.3.0.", "--spec");
  }
  request.encoding =
      version == "4.2.2" ? object::HashEncoding::hex_4_2_2 : object::HashEncoding::raw_4_3_0;
  request.attributes = a.all("attribute");
  request.dissem = a.all("dissem");
  request.mime_type = a.get("mime-type", request.mime_type);
  ENTENTE_TRY(request.recipients, targets_of(a));
  return request;
}

Result<object::SealedObject> seal_file(const Arguments& a) {
  ENTENTE_TRY(const object::SealRequest request, seal_request(a));
  ENTENTE_TRY(auto in, open_local(a.positional[0]));
  ENTENTE_TRY(auto out, LocalOutput::create(a.get("output")));
  crypto::SystemEntropy entropy;
  ENTENTE_TRY(auto sealed, object::seal(*in, *out, request, entropy));
  ENTENTE_CHECK(out->commit());
  return sealed;
}

Reply object_seal(const Arguments& a) {
  const auto sealed = seal_file(a);
  if (!sealed.ok()) {
    return failed(sealed.error());
  }
  return reply_with([&](format::JsonWriter& out) {
    out.member("object", a.get("output")).member("digest", sealed->manifest.hex());
    out.member("bytes", sealed->object_bytes).member("content_bytes", sealed->content_bytes);
  });
}

// ---- Opening ------------------------------------------------------------------------------------

Result<kas::ShareClient> share_client(const Arguments& a, WebExchange& web, const Clock& clock,
                                      Entropy& entropy) {
  for (const char* needed : {"oidc", "client-id", "client-secret-file"}) {
    if (!a.has(needed)) {
      return Error(kUsage, "A key access service is asked in a program's name.",
                   std::string("--") + needed);
    }
  }
  kas::Program program;
  ENTENTE_TRY(program.issuer, oidc::Url::parse(a.get("oidc")));
  program.id = a.get("client-id");
  ENTENTE_TRY(program.secret, read_secret(a.get("client-secret-file"), ""));
  return kas::ShareClient(exchange_of(web), clock, entropy, a.all("kas"), std::move(program));
}

/// What goes to a pipe cannot be taken back: all of it is verified first.
Result<object::OpenedObject> open_to(const std::string& path, RandomAccess& in,
                                     const object::KeyUnwrapper& unwrap) {
  if (path == "-") {
    ENTENTE_CHECK(object::verify_object(in, unwrap, object::AnyBinding{}));
  }
  ENTENTE_TRY(auto out, LocalOutput::create(path));
  ENTENTE_TRY(auto opened, object::open_object(in, unwrap, object::AnyBinding{}, *out));
  ENTENTE_CHECK(out->commit());
  return opened;
}

Result<object::OpenedObject> open_file(const Arguments& a) {
  if (a.all("kas").empty()) {
    return Error(kUsage, "Name the service that has the key. What a node holds, `item open` opens.",
                 "--kas");
  }
  const SystemClock clock;
  crypto::SystemEntropy entropy;
  ENTENTE_TRY(const auto web, WebExchange::open(a.get("trust"), a.get("at")));
  ENTENTE_TRY(auto client, share_client(a, *web, clock, entropy));
  ENTENTE_TRY(const auto in, open_local_anywhere(a.positional[0]));
  return open_to(a.get("output"), *in,
                 [&](const object::KeyAccess& key_access, std::string_view policy) {
                   return client.unwrap(key_access, policy);
                 });
}

Reply object_open(const Arguments& a) {
  const auto opened = open_file(a);
  if (!opened.ok()) {
    return failed(opened.error());
  }
  return reply_with([&](format::JsonWriter& out) {
    out.member("written", a.get("output")).member("digest", opened->manifest.hex());
    out.member("bytes", opened->content_bytes).member("mime_type", opened->mime_type);
    write_policy_of(out, opened->policy);
    write_binding_of(out, opened->binding);
  });
}

namespace option {
constexpr OptionSpec kTrust{"trust", "CERTS",
                            "certificates (PEM) whose word counts for a service's name; without, "
                            "those that this machine trusts"};
constexpr OptionSpec kAt{"at", "HOST:PORT",
                         "where the services are reached, if not at their names"};
constexpr OptionSpec kOutput{"output", "FILE", "where to, - for standard output", true};
}  // namespace option

}  // namespace

std::vector<Command> object_file_commands() {
  return {
      {"object",
       "inspect",
       "what anybody can read in a protected object",
       {{"FILE", "", "the object, - for standard input", true}},
       {},
       object_inspect},
      {"object",
       "seal",
       "encrypt a file for whoever key access services let read it",
       {{"FILE", "", "the content, - for standard input", true}},
       {option::kOutput,
        {"kas", "URL", "a key access service, https://HOST/kas; any one of several opens", true,
         true},
        {"all", "", "with several services: all are needed, not any one"},
        {"kas-key", "PEM", "the service's public key, so that it is not asked for it"},
        {"kid", "ID", "how the service names that key"},
        {"algorithm", "NAME", "rsa:2048 (which every client reads) or ec:secp256r1"},
        {"attribute", "FQN", "what a reader must have, https://HOST/attr/NAME/value/VALUE", false,
         true},
        {"dissem", "ID", "a reader; without, whoever has the attributes", false, true},
        {"mime-type", "TYPE", "of the content"},
        {"spec", "VERSION", "how hashes are written: 4.2.2 (which every client reads) or 4.3.0"},
        option::kTrust,
        option::kAt},
       object_seal,
       nullptr,
       Content::output},
      {"object",
       "open",
       "decrypt a protected object whose key a key access service gives to a program",
       {{"FILE", "", "the object, - for standard input", true}},
       {option::kOutput,
        {"kas", "URL", "a service that may be asked; no other is, whatever the object says", false,
         true},
        {"oidc", "URL", "who gives the program its token: a provider, or https://HOST/auth"},
        {"client-id", "ID", "the program"},
        {"client-secret-file", "FILE", "its secret"},
        option::kTrust,
        option::kAt},
       object_open,
       nullptr,
       Content::output},
  };
}

}  // namespace entente::cli
