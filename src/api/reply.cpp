#include "cli/reply.h"

#include <array>

#include "base/text.h"
#include "format/json.h"

namespace entente::cli {
namespace {

constexpr std::size_t kCopyBytes = 256u << 10;

void append_readable(std::string& out, format::JsonValue value, std::size_t indent) {
  const std::string margin(indent, ' ');
  if (value.is_object()) {
    for (const auto [key, member] : value.members()) {
      out += margin + display_safe(key) + ":";
      const bool nested = (member.is_object() || member.is_array()) && member.size() > 0;
      out += nested ? "\n" : " ";
      append_readable(out, member, indent + 2);
    }
    return;
  }
  if (value.is_array()) {
    for (const format::JsonValue element : value.elements()) {
      if (element.is_object() || element.is_array()) {
        out += margin + "-\n";
        append_readable(out, element, indent + 2);
      } else {
        out += margin + "- ";
        append_readable(out, element, 0);
      }
    }
    out += value.size() == 0 ? "none\n" : "";
    return;
  }
  if (const auto text = value.string(); text.ok()) {
    out += display_safe(*text, 4096) + "\n";
    return;
  }
  std::string raw;
  format::JsonWriter(raw).value(value);
  out += raw + "\n";
}

/// The members of an object that the caller's own code has written.
void write_beside(format::JsonWriter& out, std::string_view object) {
  const auto document = format::JsonDocument::parse(object);
  ENTENTE_INVARIANT(document.ok());
  for (const auto [key, value] : document->root().members()) {
    out.member(key, value);
  }
}

}  // namespace

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
    outcome.found = reply.details;
  }
  out.end_object();
  return outcome;
}

std::string readable(std::string_view json) {
  const auto document = format::JsonDocument::parse(json);
  std::string out;
  if (document.ok()) {
    append_readable(out, document->root(), 0);
  }
  return out;
}

Status copy(ByteSource& from, ByteSink& to) {
  std::vector<std::uint8_t> buffer(kCopyBytes);
  while (true) {
    ENTENTE_TRY(const std::size_t read, from.read(buffer));
    if (read == 0) {
      return {};
    }
    ENTENTE_CHECK(to.write(BytesView(buffer).first(read)));
  }
}

}  // namespace entente::cli
