#include "cli/endpoints.h"

#include "api/reply.h"
#include "base/invariant.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/errors.h"
#include "cli/host.h"

namespace entente::cli {
namespace {

using enum api::Method;
using api::Roles;

// Separation of duties: the security officer keeps people, partners and instruments; the registry
// officer keeps items; the auditor changes nothing; the administrator sees no item.
constexpr auto kSecurity = act::Role::security_officer;
constexpr auto kRegistry = act::Role::registry_officer;
constexpr auto kAnalyst = act::Role::analyst;
constexpr auto kAuditor = act::Role::auditor;
constexpr auto kAdministrator = act::Role::administrator;
constexpr Roles kOfficers{kSecurity, kRegistry};
constexpr Roles kReaders{kSecurity, kRegistry, kAnalyst};
constexpr Roles kSeesNode{kSecurity, kRegistry, kAuditor, kAdministrator};
constexpr Roles kSeesKeys{kSecurity, kAuditor, kAdministrator};

constexpr EndpointRow kRows[] = {
    {"node", "status", get, "/node", kSeesNode},
    {"node", "denials", get, "/node/denials", {kSecurity, kAuditor}},
    {"node", "doctor", get, "/node/diagnosis", kSeesKeys},
    {"peer", "invite", get, "/node/invite", {kSecurity, kAdministrator}},
    {"account", "list", get, "/accounts", kSeesKeys},
    {"account", "open", post, "/accounts", {kSecurity}},
    {"account", "approve", post, "/accounts/{person}/approvals", {kAdministrator}},
    {"account", "close", post, "/accounts/{person}/closures", {kSecurity, kAdministrator}},
    {"account", "bind", post, "/accounts/{person}/bindings", {kSecurity}},
    {"account", "approve-binding", post, "/accounts/{person}/binding-approvals", {kAdministrator}},
    {"account", "unbind", post, "/accounts/{person}/binding-ends", {kSecurity, kAdministrator}},
    {"client", "list", get, "/clients", {}},
    {"client", "register", post, "/clients", kReaders},
    {"client", "revoke", post, "/clients/{client}/revocations", kReaders},
    {"peer", "list", get, "/peers", kSeesNode},
    {"peer", "accept", post, "/peers", {kSecurity}},
    {"peer", "compare", get, "/peers/{party}", kSeesKeys},
    {"peer", "rotate", post, "/peers/{party}/rotations", {kSecurity}},
    {"peer", "revoke", post, "/peers/{party}/revocations", {kSecurity}},
    {"key", "list", get, "/keys", kSeesKeys},
    {"key", "rotate", post, "/keys/rotations", {kAdministrator}},
    {"key", "revoke", post, "/keys/revocations", {kSecurity, kAdministrator}},
    {"key", "retire", post, "/keys/retirements", {kAdministrator}},

    {"agreement", "propose", post, "/agreements", {kSecurity}},
    {"agreement", "status", get, "/agreements/{id}", {}},
    {"agreement", "text", get, "/agreements/{id}/text", {}},
    {"agreement", "timeline", get, "/agreements/{agreement}/timeline", kSeesRegister},
    {"agreement", "deadlines", get, "/agreements/{agreement}/deadlines", kSeesRegister},
    {"agreement", "simulate", get, "/agreements/{agreement}/simulation", kSeesRegister},
    {"agreement", "export-spif", get, "/agreements/{id}/policy", {}},
    {"agreement", "sign", post, "/agreements/{id}/signatures", {kSecurity}},
    {"agreement", "notify", post, "/agreements/{id}/notifications", {kSecurity}},
    {"agreement", "notice", post, "/agreements/{id}/notices", {kSecurity}},
    {"agreement", "suspend-notice", post, "/agreements/{id}/notice-suspensions", {kSecurity}},
    {"agreement", "revive-notice", post, "/agreements/{id}/notice-revivals", {kSecurity}},
    {"agreement", "withdraw-notice", post, "/agreements/{id}/notice-withdrawals", {kSecurity}},
    {"agreement",
     "withdraw-suspension",
     post,
     "/agreements/{id}/suspension-withdrawals",
     {kSecurity}},
    {"agreement", "hold", post, "/agreements/{id}/holds", kOfficers},
    {"agreement", "unhold", post, "/agreements/{id}/hold-ends", kOfficers},
    {"agreement", "amend", post, "/agreements/{id}/amendments", {kSecurity}},
    {"agreement", "supplement", post, "/agreements/{id}/supplements", {kSecurity}},
    {"agreement", "keep", post, "/agreements/{id}/texts", {kSecurity}},
    {"agreement", "overlay", post, "/agreements/{id}/overlays", {kSecurity}},
    {"agreement", "suspend", post, "/agreements/{id}/suspensions", {kSecurity}},
    {"agreement", "resume", post, "/agreements/{id}/resumptions", {kSecurity}},
    {"agreement", "replace", post, "/agreements/{id}/replacements", {kSecurity}},
    {"agreement", "review", post, "/agreements/{id}/reviews", {kSecurity}},
    {"agreement", "confirm", post, "/agreements/{id}/confirmations", {kSecurity}},
    {"authority", "notify", post, "/agreements/{agreement}/authorities", {kSecurity}},
    {"system", "accredit", post, "/agreements/{agreement}/systems", {kSecurity}},
    {"assurance", "give", post, "/agreements/{agreement}/assurances", {kSecurity}},
    {"law", "list", get, "/agreements/{agreement}/laws", kSeesRegister},
    {"law", "notify", post, "/agreements/{agreement}/laws", {kSecurity}},
    {"law", "acknowledge", post, "/agreements/{agreement}/laws/{notice}/acknowledgements",
     kOfficers},
    {"change", "list", get, "/agreements/{agreement}/changes", kSeesRegister},
    {"change", "learn", post, "/agreements/{agreement}/changes", {kSecurity}},
    {"change", "dismiss", post, "/agreements/{agreement}/changes/{change}/dismissal", {kSecurity}},
    {"incident", "list", get, "/agreements/{agreement}/incidents", kSeesRegister},
    {"incident", "report", post, "/agreements/{agreement}/incidents", kReaders},
    {"incident", "acknowledge", post,
     "/agreements/{agreement}/incidents/{incident}/acknowledgements", kOfficers},
    {"item", "inventory", post, "/agreements/{id}/inventories", kOfficers},
    {"ledger", "verify", get, "/agreements/{id}/ledger/verification", kSeesRegister},
    {"ledger", "reconcile", post, "/agreements/{id}/ledger/reconciliations", kSeesRegister},
    {"ledger", "checkpoint", get, "/agreements/{id}/ledger/checkpoint", kSeesRegister},
    {"ledger", "proof", get, "/agreements/{id}/ledger/proof", kSeesRegister},
    {"ledger", "consistency", get, "/agreements/{id}/ledger/consistency", kSeesRegister},
    {"ledger", "evidence", get, "/agreements/{id}/ledger/evidence", kSeesRegister},
    {"ledger", "recover", post, "/agreements/{id}/ledger/recoveries", {kSecurity}},
    {"ledger",
     "accept-recovery",
     post,
     "/agreements/{id}/ledger/recovery-acceptances",
     {kSecurity}},

    {"item", "list", get, "/items", kSeesItems},
    {"item", "release", post, "/items", {kRegistry}},
    {"item", "show", get, "/items/{item}", kSeesItems},
    {"label", "show", get, "/items/{item}/label", kSeesItems},
    {"item", "custody", get, "/items/{item}/custody", kSeesItems},
    {"item", "object", get, "/items/{item}/object", kReaders},
    {"item", "open", post, "/items/{item}/accesses", kReaders},
    {"item", "register", post, "/items/{item}/registrations", {kRegistry}},
    {"item", "copy", post, "/items/{item}/copies", kReaders},
    {"item", "translate", post, "/items/{item}/translations", kReaders},
    {"item", "derive", post, "/derivations", kReaders},
    {"item", "transfer", post, "/items/{item}/transfers", {kRegistry}},
    {"item", "return", post, "/items/{item}/returns", {kRegistry}},
    {"item", "destroy", post, "/items/{item}/destructions", {kRegistry}},
    {"object", "list", get, "/objects", kSeesItems},
    {"object", "enrol", post, "/objects", {kRegistry}},
    {"consent", "request", post, "/items/{item}/consent-requests", kReaders},
    {"consent", "grant", post, "/items/{item}/consents", kOfficers},
    {"consent", "revoke", post, "/items/{item}/consent-revocations", kOfficers},
    {"consent", "concur", post, "/items/{item}/consent-concurrences", kOfficers},
    {"consent", "object", post, "/items/{item}/consent-objections", kOfficers},

    {"facility", "list", get, "/facilities", kSeesNode},
    {"facility", "enter", post, "/facilities", {kSecurity}},
    {"facility", "show", get, "/facilities/{facility}", kSeesRegister},
    {"facility", "register", get, "/facilities/{facility}/register", kSeesRegister},
    {"facility", "appoint", post, "/facilities/{facility}/appointments", {kSecurity}},
    {"facility", "relieve", post, "/facilities/{facility}/reliefs", {kSecurity}},
    {"contractor", "list", get, "/contractors", kSeesRegister},
    {"contractor", "enter", post, "/contractors", {kSecurity}},
    {"contractor", "show", get, "/contractors/{contractor}", kSeesRegister},
    {"contractor", "condition", post, "/contractors/{contractor}/conditions", {kSecurity}},
    {"contractor", "lapse", post, "/contractors/{contractor}/lapses", {kSecurity}},
    {"contractor", "inspect", post, "/contractors/{contractor}/inspections", {kSecurity}},
    {"contractor", "brief", post, "/contractors/{contractor}/briefings", {kSecurity}},
    {"person", "list", get, "/people", kSeesNode},
    {"person", "show", get, "/people/{person}", kSeesRegister},
    {"person", "leave", post, "/people/{person}/departures", {kSecurity}},
    {"person", "erase", post, "/people/{person}/erasures", {kSecurity}},
    {"clearance", "list", get, "/clearances", kSeesRegister},
    {"clearance", "suspend", post, "/people/{person}/clearance-suspensions", {kSecurity}},
    {"clearance", "resume", post, "/people/{person}/clearance-resumptions", {kSecurity}},
    {"need-to-know", "list", get, "/needs", kSeesRegister},
    {"person", "enrol", post, "/people", {kSecurity}},
    {"clearance", "grant", post, "/people/{person}/clearances", {kSecurity}},
    {"clearance", "revoke", post, "/people/{person}/clearance-revocations", {kSecurity}},
    {"need-to-know", "grant", post, "/people/{person}/needs", kOfficers},
    {"need-to-know", "revoke", post, "/people/{person}/need-revocations", kOfficers},
    {"decision", "explain", get, "/decisions/{act}", kSeesRegister},
};

constexpr LocalRow kLocal[] = {
    {"ledger", "export-tiles", "writes to a folder of the node's own machine"},
    {"node", "backup", "takes a file and gives one, which no operation does"},
    {"package", "export", "the operator hands it to who carries it"},
    {"package", "import", "takes a file and gives one, which no operation does"},
};

api::Endpoint described(const EndpointRow& row, const Command& command) {
  api::Endpoint endpoint;
  endpoint.name = std::string(row.noun) + "-" + std::string(row.verb);
  endpoint.method = row.method;
  endpoint.path = row.path;
  endpoint.roles = row.roles;
  endpoint.summary = command.summary;
  endpoint.positionals = command.positionals;
  endpoint.options = command.options;
  endpoint.content = command.content;
  if (command.content == Content::input) {
    endpoint.file = command.input_option.empty() ? ascii_lower(command.positionals[0].name)
                                                 : std::string(command.input_option);
  }
  return endpoint;
}

/// Of no command: what any program that reads such a log asks for, with the paths of C2SP.
api::Endpoint log_file_endpoint(Host& host) {
  api::Endpoint endpoint;
  endpoint.name = "log-file";
  endpoint.root = "/log";
  endpoint.path = "/{+file}";
  endpoint.roles = {kSecurity, kAuditor};
  endpoint.summary = "the node's logs as static files, as C2SP tlog-tiles";
  endpoint.positionals = {{"FILE", "", "which, below its log's origin", true}};
  endpoint.content = Content::output;
  endpoint.run = [&host](const api::Call& call, const Done& done) {
    const auto answer = [done = host.answered(done)](Result<node::LogFile> file) {
      if (!file.ok()) {
        done(failed(file.error()));
        return;
      }
      Reply reply;
      reply.media_type = file->media_type;
      reply.content = std::make_shared<api::OwnedSource>(std::move(file->bytes));
      done(std::move(reply));
    };
    host.node().log_files().read(std::nullopt, call.arguments.positional[0], answer);
  };
  return endpoint;
}

}  // namespace

std::span<const EndpointRow> endpoint_rows() { return kRows; }

std::span<const LocalRow> local_rows() { return kLocal; }

std::vector<api::Endpoint> endpoints(Host& host) {
  std::vector<api::Endpoint> all;
  for (const EndpointRow& row : kRows) {
    const Command* command = find_command(row.noun, row.verb);
    ENTENTE_INVARIANT(command != nullptr && command->node != nullptr);
    all.push_back(described(row, *command));
    all.back().run = [&host, run = command->node](api::Call call, const Done& done) {
      if (const Error* failure = host.failure(); failure != nullptr) {
        done(failed(*failure));
        return;
      }
      run(host, call.arguments, std::move(call.in), host.answered(done));
    };
  }
  all.push_back(log_file_endpoint(host));
  return all;
}

std::optional<api::Endpoint> endpoint_of(const Command& command) {
  for (const EndpointRow& row : kRows) {
    if (row.noun == command.noun && row.verb == command.verb) {
      return described(row, command);
    }
  }
  return std::nullopt;
}

}  // namespace entente::cli
