#include "base/encoding.h"
#include "base/limits.h"
#include "cli/errors.h"
#include "cli/local_file.h"
#include "cli/node_call.h"
#include "cli/selftest_wycheproof.h"
#include "format/json.h"

/// Commands that look at a file and need no node.
namespace entente::cli {
namespace {

Reply selftest_wycheproof(const Arguments& a) {
  const auto text = read_local(a.positional[0], limits::kJsonBytes);
  const auto report = text.ok() ? run_wycheproof(a.positional[0], as_bytes(*text))
                                : Result<WycheproofReport>(text.error());
  if (!report.ok()) {
    return failed(report.error());
  }
  Reply reply = reply_with([&](format::JsonWriter& out) {
    out.member("file", report->file).member("total", report->total);
    out.member("passed", report->passed);
    out.key("skipped");
    format::write_value(out, report->skipped);
    out.key("failed");
    format::write_value(out, report->failed);
  });
  if (!report->failed.empty()) {
    reply = as_failure(std::move(reply),
                       Error(kNotWhole, "A vector has not the result it should have."));
  }
  return reply;
}

Reply selftest_json(const Arguments& a) {
  const auto text = read_local(a.positional[0], limits::kJsonBytes);
  const Status strict =
      text.ok() ? format::check_strict_json(as_bytes(*text)) : Status(text.error());
  return strict.ok() ? reply_with([](format::JsonWriter& out) { out.member("accepted", true); })
                     : failed(strict.error());
}

}  // namespace

std::vector<Command> selftest_commands() {
  return {
      {"selftest",
       "wycheproof",
       "run a file of Wycheproof vectors against the cryptography",
       {{"FILE", "", "the vectors", true}},
       {},
       selftest_wycheproof},
      {"selftest",
       "json",
       "whether a text is JSON as Entente takes it",
       {{"FILE", "", "the text", true}},
       {},
       selftest_json},
  };
}

}  // namespace entente::cli
