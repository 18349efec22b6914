#include <fmt/format.h>

#include "base/text.h"
#include "cli/agreement_json.h"
#include "format/json.h"

/// The views of an agreement as people read them. All text is made safe for a terminal.
namespace entente::cli {
namespace {

using format::JsonValue;

std::string text_at(JsonValue value, std::string_view key) {
  const auto text = value.string_at(key);
  return text.ok() ? display_safe(*text, 4096) : std::string();
}

bool flag_at(JsonValue value, std::string_view key) {
  const auto flag = value.boolean_at(key);
  return flag.ok() && *flag;
}

std::string joined(JsonValue value, std::string_view key) {
  std::string text;
  const auto list = value.array_at(key);
  if (list.ok()) {
    for (const JsonValue each : list->elements()) {
      const auto one = each.string();
      text += (text.empty() ? "" : ", ") + (one.ok() ? display_safe(*one) : std::string());
    }
  }
  return text;
}

template <class F>
void for_each_in(JsonValue value, std::string_view key, const F& visit) {
  const auto list = value.array_at(key);
  if (list.ok()) {
    for (const JsonValue each : list->elements()) {
      visit(each);
    }
  }
}

template <class F>
std::string rendered(std::string_view json, const F& render) {
  const auto document = format::JsonDocument::parse(json);
  std::string out;
  if (document.ok()) {
    render(out, document->root());
  }
  return out;
}

std::string yes_or_no(JsonValue value, std::string_view key) {
  return flag_at(value, key) ? "yes" : "no";
}

/// `JP IN_FORCE -> NOTICE_GIVEN, term 3, ends 2019-11-23T00:00:00+09:00`.
void add_readings(std::string& out, JsonValue entry, std::string_view margin) {
  const auto readings = entry.object_at("readings");
  if (!readings.ok()) {
    return;
  }
  for (const auto [party, reading] : readings->members()) {
    const std::string before = text_at(reading, "before");
    const std::string state = text_at(reading, "state");
    const auto term = reading.integer_at("term");
    out += fmt::format("{}{}: {}", margin, display_safe(party),
                       before == state ? state : before + " -> " + state);
    out += term.ok() && *term > 0 ? fmt::format(", term {}", *term) : "";
    const std::string lapse = text_at(reading, "lapse_at");
    const std::string window = text_at(reading, "next_notice_deadline");
    out += lapse.empty() ? "" : fmt::format(", end {}", lapse);
    out += window.empty() ? "" : fmt::format(", last day for a notice {}", window);
    out += "\n";
  }
}

void add_entries(std::string& out, JsonValue root, std::string_view key) {
  for_each_in(root, key, [&](JsonValue entry) {
    out += fmt::format("{}  {}  ({})\n", text_at(entry, "at"), text_at(entry, "event"),
                       text_at(entry, "article"));
    out += fmt::format("    {}\n", text_at(entry, "cause"));
    if (flag_at(entry, "changed")) {
      add_readings(out, entry, "    ");
      out += fmt::format("    exchange {}, access {}, protection {}{}\n",
                         yes_or_no(entry, "exchange_allowed"), yes_or_no(entry, "access_allowed"),
                         text_at(entry, "protection_duty"),
                         flag_at(entry, "in_dispute") ? ", the readings differ" : "");
    }
  });
}

void add_deadlines(std::string& out, JsonValue root, std::string_view key) {
  for_each_in(root, key, [&](JsonValue due) {
    const auto term = due.integer_at("term");
    const std::string by = joined(due, "by");
    const std::string about = text_at(due, "about");
    const std::string readings = joined(due, "readings");
    out += fmt::format("{} ({})  {}{}{}  ({})\n", text_at(due, "date"), text_at(due, "zone"),
                       flag_at(due, "overdue") ? "OVERDUE " : "", text_at(due, "kind"),
                       term.ok() && *term > 0 ? fmt::format(", term {}", *term) : "",
                       text_at(due, "article"));
    out += about.empty() ? "" : fmt::format("    about {}\n", about);
    out += by.empty() ? "" : fmt::format("    by {}\n", by);
    out += fmt::format("    {}\n", text_at(due, "how_counted"));
    out += readings.empty() ? ""
                            : fmt::format("    as {} read{} it\n", readings,
                                          readings.find(',') == std::string::npos ? "s" : "");
  });
}

void add_title(std::string& out, JsonValue root) {
  const std::string at = text_at(root, "at");
  out += text_at(root, "agreement") + (at.empty() ? "" : " at " + at) + "\n";
}

}  // namespace

std::string render_timeline(std::string_view json) {
  return rendered(json, [](std::string& out, JsonValue root) {
    add_title(out, root);
    add_entries(out, root, "entries");
  });
}

std::string render_deadlines(std::string_view json) {
  return rendered(json, [](std::string& out, JsonValue root) {
    add_title(out, root);
    add_deadlines(out, root, "deadlines");
  });
}

std::string render_simulation(std::string_view json) {
  return rendered(json, [](std::string& out, JsonValue root) {
    add_title(out, root);
    if (!flag_at(root, "admitted")) {
      out += "It does not fit and would change nothing: " + text_at(root, "refusal") + "\n";
      return;
    }
    add_readings(out, root, "    ");
    const auto after = root.object_at("after");
    if (after.ok()) {
      out += fmt::format("exchange {}, access {}, protection {}{}\n",
                         yes_or_no(*after, "exchange_allowed"), yes_or_no(*after, "access_allowed"),
                         text_at(*after, "protection_duty"),
                         flag_at(*after, "in_dispute") ? ", the readings differ" : "");
    }
    out += "\nWhat would happen:\n";
    add_entries(out, root, "gained");
    out += "\nWhat would no longer happen:\n";
    add_entries(out, root, "lost");
    out += "\nWhat would be due:\n";
    add_deadlines(out, root, "due");
  });
}

std::string render_differences(std::string_view json) {
  return rendered(json, [](std::string& out, JsonValue root) {
    for_each_in(root, "differences", [&](JsonValue each) {
      const auto shown = [&](std::string_view key) {
        std::string raw;
        const auto value = each.at(key);
        if (value.ok() && !value->is_null()) {
          format::JsonWriter(raw).value(*value);
        }
        return raw.empty() ? std::string("not stated") : display_safe(raw, 4096);
      };
      out += fmt::format("{}  {}: {} -> {}\n", text_at(each, "effect"), text_at(each, "path"),
                         shown("before"), shown("after"));
    });
    out += out.empty() ? "The two say the same.\n" : "";
  });
}

}  // namespace entente::cli
