#include <fmt/format.h>

#include "base/text.h"
#include "cli/node_call.h"
#include "format/json.h"
#include "node/explanation.h"

/// Decisions that explain themselves.
namespace entente::cli {
namespace {

void write_rule(format::JsonWriter& out, const rules::Rule& rule) {
  out.member("code", rule.code).member("article", rule.article);
  out.member("requirement", rule.requirement).member("text", rule.says);
}

void write_asked(format::JsonWriter& out, const rules::Decision& decision) {
  out.begin_array("rules");
  for (const rules::Rule* rule : decision.asked()) {
    out.begin_object();
    write_rule(out, *rule);
    out.member("fulfilled", decision.permitted() || rule != decision.deciding());
    out.end_object();
  }
  out.end_array();
}

void write_explained(format::JsonWriter& out, const node::Explained& explained) {
  const rules::Decision& decision = explained.explanation.decision;
  out.member("act", act::id_of(explained.body).text());
  out.member("type", act::type_of(explained.body).name);
  if (explained.agreement) {
    out.member("agreement", explained.agreement->text());
  }
  out.member("recorded", explained.recorded).member("at", explained.at.text());
  if (!explained.recorded) {
    out.begin_object("refused_by").member("code", explained.then_code);
    out.member("article", explained.then_article).end_object();
  }
  out.member("verdict", decision.permitted() ? "permit" : "deny");
  out.key("deciding");
  if (decision.deciding() == nullptr) {
    out.null();
  } else {
    out.begin_object();
    write_rule(out, *decision.deciding());
    out.member("detail", decision.detail()).end_object();
  }
  out.member("change", decision.permitted() || decision.deciding() == nullptr
                           ? std::string_view{}
                           : decision.deciding()->change);
  write_asked(out, decision);
  out.begin_object("inputs");
  for (const rules::Input& input : explained.explanation.inputs) {
    out.key(input.name).raw(input.json);
  }
  out.end_object();
  out.key("body").raw(as_text(act::encode_body(explained.body)));
}

void explain(Host& host, const Arguments& a, std::shared_ptr<ByteSource>, const Done& done) {
  const auto id = ActId::parse(a.positional[0]);
  const auto explained =
      id.ok() ? node::explain_act(host.node().core(), *id) : Result<node::Explained>(id.error());
  if (!explained.ok()) {
    done(failed(explained.error()));
    return;
  }
  done(reply_with([&](format::JsonWriter& out) { write_explained(out, *explained); }));
}

std::string text_member(format::JsonValue value, std::string_view key) {
  const auto text = value.string_at(key);
  return text.ok() ? display_safe(*text, 4096) : std::string();
}

void add_rules(std::string& out, format::JsonValue root) {
  out += "\nThe rules that were asked, in order:\n";
  const auto rules = root.array_at("rules");
  if (!rules.ok()) {
    return;
  }
  for (const format::JsonValue rule : rules->elements()) {
    const auto fulfilled = rule.boolean_at("fulfilled");
    out += fmt::format("  {} {} ({}, {}): {}\n", fulfilled.ok() && *fulfilled ? "yes" : "NO ",
                       text_member(rule, "code"), text_member(rule, "article"),
                       text_member(rule, "requirement"), text_member(rule, "text"));
  }
}

void add_inputs(std::string& out, format::JsonValue root) {
  out += "\nWhat they looked at:\n";
  const auto inputs = root.object_at("inputs");
  if (!inputs.ok()) {
    return;
  }
  for (const auto [name, value] : inputs->members()) {
    std::string raw;
    format::JsonWriter(raw).value(value);
    out += fmt::format("  {}: {}\n", display_safe(name), display_safe(raw, 4096));
  }
}

std::string render(std::string_view json) {
  const auto document = format::JsonDocument::parse(json);
  if (!document.ok()) {
    return {};
  }
  const format::JsonValue root = document->root();
  const auto recorded = root.boolean_at("recorded");
  const bool was_recorded = recorded.ok() && *recorded;
  std::string out =
      fmt::format("{} {}: {} {}\n", text_member(root, "act"), text_member(root, "type"),
                  was_recorded ? "recorded at" : "refused at", text_member(root, "at"));
  out += fmt::format("verdict{}: {}\n", was_recorded ? "" : " as things stand now",
                     text_member(root, "verdict"));
  const auto deciding = root.object_at("deciding");
  if (deciding.ok()) {
    out += fmt::format("decided by: {} ({}, {}): {} {}\n", text_member(*deciding, "code"),
                       text_member(*deciding, "article"), text_member(*deciding, "requirement"),
                       text_member(*deciding, "text"), text_member(*deciding, "detail"));
  }
  const std::string change = text_member(root, "change");
  out += change.empty() ? "" : "what would change it: " + change + "\n";
  add_rules(out, root);
  add_inputs(out, root);
  return out;
}

}  // namespace

std::vector<Command> decision_commands() {
  Command command{"decision",
                  "explain",
                  "why one of this node's acts was recorded or refused",
                  {{"ACT", "", "the act's id", true}},
                  {},
                  nullptr,
                  explain};
  command.render = render;
  return {command};
}

}  // namespace entente::cli
