#include "api/reply.h"

#include <array>

#include "format/json.h"

namespace entente::api {
namespace {

/// The members of an object that the caller's own code has written.
void write_beside(format::JsonWriter& out, std::string_view object) {
  const auto document = format::JsonDocument::parse(object);
  ENTENTE_INVARIANT(document.ok());
  for (const auto [key, value] : document->root().members()) {
    out.member(key, value);
  }
}

}  // namespace

bool is_number(std::string_view text) {
  constexpr std::size_t kDigits = 18;
  return !text.empty() && text.size() <= kDigits &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

Reply reply_with(const Members& members) {
  Reply reply;
  reply.json.clear();
  format::JsonWriter out(reply.json);
  out.begin_object();
  members(out);
  out.end_object();
  return reply;
}

Reply failed(Error error) {
  Reply reply;
  reply.error = std::move(error);
  return reply;
}

void write_decision(format::JsonWriter& out, const rules::Decision& decision) {
  out.begin_object();
  out.member("verdict", decision.permitted() ? "permit" : "deny");
  out.begin_array("reasons");
  const auto one = [&](const rules::Rule& rule) {
    out.begin_object();
    out.member("code", rule.code).member("article", rule.article);
    out.member("requirement", rule.requirement).member("text", rule.says);
    out.end_object();
  };
  if (decision.permitted()) {
    for (const rules::Rule* rule : decision.asked()) {
      one(*rule);
    }
  } else if (decision.deciding() != nullptr) {
    one(*decision.deciding());
  }
  out.end_array();
  out.end_object();
}

void write_findings(format::JsonWriter& out, const Reply& reply) {
  if (reply.decision && reply.decision->deciding() != nullptr) {
    out.key("decision");
    write_decision(out, *reply.decision);
    if (!reply.act.empty()) {
      out.member("act", reply.act);
    }
  }
  if (!reply.details_name.empty()) {
    out.key(reply.details_name).raw(reply.details);
  } else if (!reply.details.empty()) {
    write_beside(out, reply.details);
  }
}

Outcome outcome_of(const Reply& reply) {
  if (!reply.error) {
    return {0, reply.json};
  }
  const Error& error = *reply.error;
  Outcome outcome;
  outcome.exit = static_cast<int>(error.kind().exit);
  format::JsonWriter out(outcome.json);
  out.begin_object();
  out.begin_object("error");
  out.member("code", error.code()).member("message", error.message());
  out.member("where", error.where()).member("fix", error.fix());
  out.end_object();
  write_findings(out, reply);
  if (reply.details_name.empty()) {
    outcome.found = reply.details;
  }
  out.end_object();
  return outcome;
}

}  // namespace entente::api
