#include "cli/about_item.h"
#include "cli/errors.h"

/// Consents of the originating party: asked for, granted, revoked.
namespace entente::cli {
namespace {

void consent_request(Host& host, const Arguments& a, std::shared_ptr<ByteSource>,
                     const Done& done) {
  about_item(host, a, done, [&](node::Room&, const ItemId& id) -> Result<act::Body> {
    act::ConsentRequest body;
    body.id = new_act_id(host.entropy());
    body.item = id;
    body.kind = a.has("to") ? act::ConsentKind::third_party : act::ConsentKind::purpose;
    body.recipient = a.get("to");
    ENTENTE_TRY(body.purpose, id_in<Name>(a, "purpose"));
    body.reason = a.get("reason");
    return act::Body(std::move(body));
  });
}

void consent_grant(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  about_item(host, a, done, [&](node::Room&, const ItemId& id) -> Result<act::Body> {
    act::ConsentGrant body;
    body.id = new_act_id(host.entropy());
    body.item = id;
    ENTENTE_TRY(body.request, id_in<ActId>(a, "request"));
    ENTENTE_TRY(body.until, date_in(a, "until"));
    const std::string uses = a.get("uses", "1");
    const bool counted = !uses.empty() && uses.size() <= 6 &&
                         uses.find_first_not_of("0123456789") == std::string::npos;
    if (!counted) {
      return Error(kUsage, "The number of uses is a small number.", "--uses");
    }
    body.uses = std::stoul(uses);
    ENTENTE_TRY(body.approved_by, PersonId::parse(a.as));
    return act::Body(std::move(body));
  });
}

void consent_revoke(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  about_item(host, a, done, [&](node::Room&, const ItemId& id) -> Result<act::Body> {
    act::ConsentRevoke body;
    body.id = new_act_id(host.entropy());
    body.item = id;
    ENTENTE_TRY(body.request, id_in<ActId>(a, "request"));
    return act::Body(std::move(body));
  });
}

void consent_concur(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  about_item(host, a, done, [&](node::Room&, const ItemId& id) -> Result<act::Body> {
    act::ConsentConcur body;
    body.id = new_act_id(host.entropy());
    body.item = id;
    ENTENTE_TRY(body.request, id_in<ActId>(a, "request"));
    ENTENTE_TRY(body.approved_by, PersonId::parse(a.as));
    return act::Body(std::move(body));
  });
}

void consent_object(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  about_item(host, a, done, [&](node::Room&, const ItemId& id) -> Result<act::Body> {
    act::ConsentObject body;
    body.id = new_act_id(host.entropy());
    body.item = id;
    ENTENTE_TRY(body.request, id_in<ActId>(a, "request"));
    return act::Body(std::move(body));
  });
}

}  // namespace

std::vector<Command> consent_commands() {
  using about::item, about::purpose, about::reason, about::under;
  const OptionSpec request{"request", "ACT", "the request", true};
  return {
      {"consent",
       "request",
       "ask the originating party (Art. 6(a), 6(c))",
       {item},
       {{"to", "TEXT", "a third party; none for a change of purpose"}, purpose, reason, under},
       nullptr,
       consent_request},
      {"consent",
       "grant",
       "approve what was asked, until a day and so many times",
       {item},
       {request, {"until", "DATE", "the last day", true}, {"uses", "N", "how often (1)"}, under},
       nullptr,
       consent_grant},
      {"consent",
       "revoke",
       "end a consent at once",
       {item},
       {request, under},
       nullptr,
       consent_revoke},
      {"consent",
       "concur",
       "agree to a consent, as a party that the agreement's quorum needs",
       {item},
       {request, under},
       nullptr,
       consent_concur},
      {"consent",
       "object",
       "do not agree, or no longer; at once and for good",
       {item},
       {request, under},
       nullptr,
       consent_object},
  };
}

}  // namespace entente::cli
