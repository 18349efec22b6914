#include "cli/evidence_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "act/type.h"
#include "base/text.h"
#include "cli/evidence_words.h"
#include "format/xml_writer.h"
#include "link/invite.h"

namespace entente::cli {
namespace {

constexpr EvidenceWords kWords{};
constexpr std::size_t kShownDigits = 16;

constexpr std::string_view kStyle =
    "@page{size:A4 landscape;margin:12mm}"
    "body{font:13px/1.5 'Noto Sans','Noto Sans CJK KR','Noto Sans CJK JP',sans-serif;color:#111;"
    "margin:24px auto;max-width:1180px;padding:0 16px}"
    "h1{font-size:20px;margin:0}h2{font-size:15px;margin:24px 0 6px}"
    ".banner{font-weight:700;border:1px solid #111;padding:2px 8px;display:inline-block}"
    ".verdict{font-weight:700;padding:8px 12px;border:2px solid;margin:12px 0}"
    ".good{border-color:#1a6b33}.bad{border-color:#a11212;background:#fdecec}"
    "table{border-collapse:collapse;width:100%}thead{display:table-header-group}"
    "th,td{border:1px solid #999;padding:3px 6px;text-align:left;vertical-align:top}"
    "th{background:#eee}tr{break-inside:avoid}.bad td{background:#fdecec}"
    "code{font:12px/1.4 monospace;overflow-wrap:anywhere}time{white-space:nowrap}"
    "@media print{body{margin:0;max-width:none}}";

std::string escaped(std::string_view text) {
  return format::escaped_text(display_safe(text, 4 * text.size() + 4));
}

/// One page in the making, in one language.
class Page {
 public:
  explicit Page(PageLanguage language) : language_(language) {}

  std::string of(const node::EvidenceReport& report) {
    const std::string title =
        fmt::format("{} — {}", say(kWords.title), escaped(report.agreement.text()));
    out_ = fmt::format(
        "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\">"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'\"><title>{}</title><style>{}</style></head>\n<body>\n",
        ::entente::name_of(language_), title, kStyle);
    environment(report);
    out_ += fmt::format("<h1>{}</h1>\n<p class=\"verdict {}\">{}</p>\n<p>{}: {} · {}: {}</p>\n",
                        title, report.valid() ? "good" : "bad",
                        say(report.valid() ? kWords.valid : kWords.invalid), say(kWords.acts),
                        report.acts, say(kWords.witnessed), report.witnessed);
    faults(report);
    chosen(report);
    parties(report);
    keys(report);
    acts(report);
    environment(report);
    return std::move(out_) + "</body>\n</html>\n";
  }

 private:
  [[nodiscard]] std::string_view say(const Words& words) const {
    return words[static_cast<std::size_t>(language_)];
  }

  /// At the beginning and the end of the page, as markings stand.
  void environment(const node::EvidenceReport& report) {
    for (const auto& [name, words] :
         {std::pair("/exercise", kWords.exercise), std::pair("/training", kWords.training)}) {
      if (report.agreement.text().ends_with(name)) {
        out_ += fmt::format("<p class=\"banner\">{}</p>\n", say(words));
      }
    }
  }

  void heading(const Words& words) { out_ += fmt::format("<h2>{}</h2>\n", say(words)); }

  void columns(std::initializer_list<const Words*> names) {
    out_ += "<table>\n<thead><tr>";
    for (const Words* name : names) {
      out_ += fmt::format("<th scope=\"col\">{}</th>", say(*name));
    }
    out_ += "</tr></thead>\n<tbody>\n";
  }
  void end_table() { out_ += "</tbody>\n</table>\n"; }

  void faults(const node::EvidenceReport& report) {
    if (report.faults.empty()) {
      return;
    }
    heading(kWords.faults);
    out_ += "<ul>\n";
    for (const node::EvidenceFault& fault : report.faults) {
      out_ += fmt::format("<li>{} {}: <code>{}</code> {}</li>\n", say(kWords.line), fault.line,
                          escaped(fault.code), escaped(fault.text));
    }
    out_ += "</ul>\n";
  }

  void chosen(const node::EvidenceReport& report) {
    if (!report.choice) {
      return;
    }
    const node::EvidenceChoice& choice = *report.choice;
    std::string parts;
    if (choice.item) {
      parts += fmt::format(" · {}: <code>{}</code>", say(kWords.item), choice.item->text());
    }
    if (choice.from) {
      parts += fmt::format(" · {}: {}", say(kWords.from), time_of(*choice.from));
    }
    if (choice.until) {
      parts += fmt::format(" · {}: {}", say(kWords.until), time_of(*choice.until));
    }
    if (!parts.empty()) {
      out_ += fmt::format("<p>{}{}</p>\n", say(kWords.chosen), parts);
    }
  }

  void keys(const node::EvidenceReport& report) {
    heading(kWords.keys);
    columns({&kWords.party, &kWords.role, &kWords.key, &kWords.fingerprint, &kWords.counts_from,
             &kWords.replaced});
    for (const node::KeyStatus& key : report.keys) {
      const bool signs_acts = key.role == crypto::KeyRole::node;
      out_ += fmt::format(
          "<tr{}><td>{}</td><td>{}</td><td><code>{}</code></td><td><code>{}</code></td>"
          "<td>{} {}{}</td><td>{}</td></tr>\n",
          key.compromised() ? " class=\"bad\"" : "", escaped(key.party.text()),
          say(signs_acts ? kWords.node_key : kWords.log_key), key.key.substr(0, kShownDigits),
          link::fingerprint_text(key.invite), say(kWords.place), key.from,
          key.since ? "<br>" + time_of(*key.since) : "", replacement(key));
    }
    end_table();
  }

  [[nodiscard]] std::string replacement(const node::KeyStatus& key) const {
    if (!key.replaced) {
      return std::string(say(kWords.not_replaced));
    }
    return fmt::format("{}: {} {}<br>{}",
                       say(key.compromised() ? kWords.compromised : kWords.planned),
                       say(kWords.place), key.replaced->place, time_of(key.replaced->at));
  }

  void parties(const node::EvidenceReport& report) {
    heading(kWords.parties);
    columns({&kWords.party, &kWords.fingerprint, &kWords.trust});
    for (const auto& party : report.parties) {
      out_ += fmt::format("<tr><td>{}</td><td><code>{}</code></td><td>{}</td></tr>\n",
                          escaped(party.party.text()), link::fingerprint_text(party.invite),
                          say(party.trusted ? kWords.trusted : kWords.compare));
    }
    end_table();
  }

  void acts(const node::EvidenceReport& report) {
    heading(kWords.acts);
    columns({&kWords.line, &kWords.party, &kWords.what, &kWords.article, &kWords.item,
             &kWords.recorded, &kWords.cosigned, &kWords.place, &kWords.leaf, &kWords.digest,
             &kWords.result});
    for (const auto& row : report.rows) {
      act_row(row);
    }
    end_table();
  }

  void act_row(const node::EvidenceReport::Row& row) {
    const act::Type* type = act::find_type(row.type, 1);
    std::string item = row.item ? fmt::format("<code>{}</code>", row.item->text()) : "";
    if (!row.marking.empty()) {
      item += fmt::format("<br>{}: {}", say(kWords.marking), escaped(row.marking));
    }
    std::string times = time_of(row.recorded_at);
    if (row.effective_at != row.recorded_at) {
      times += fmt::format("<br>{}: {}", say(kWords.claimed), time_of(row.effective_at));
    }
    out_ += fmt::format(
        "<tr{}><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
        "<td>{}</td><td>{} / {}</td><td><code>{}</code><br>{}: <code>{}</code></td><td>{}{}</td>"
        "</tr>\n",
        row.verified ? "" : " class=\"bad\"", row.line, escaped(row.party.text()),
        act_name(row.type), type == nullptr ? "" : escaped(type->article), item, times,
        row.cosigned ? time_of(*row.cosigned) : std::string(say(kWords.not_cosigned)), row.place,
        row.index, row.size, row.digest.hex().substr(0, kShownDigits), say(kWords.key),
        escaped(row.key.substr(0, kShownDigits)),
        say(row.verified ? kWords.verifies : kWords.fails),
        row.compromised ? fmt::format("<br><strong>{}</strong>", say(kWords.rests_on_compromised))
                        : "");
  }

  static std::string time_of(Instant at) { return fmt::format("<time>{}</time>", at.text()); }

  [[nodiscard]] std::string act_name(std::string_view type) const {
    const auto* const found = std::ranges::find(kActWords, type, &ActWords::type);
    return found == std::end(kActWords) ? escaped(type) : std::string(say(found->words));
  }

  PageLanguage language_;
  std::string out_;
};

}  // namespace

std::string evidence_page(const node::EvidenceReport& report, PageLanguage language) {
  return Page(language).of(report);
}

}  // namespace entente::cli
