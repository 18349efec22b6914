#include "base/encoding.h"
#include "base/limits.h"
#include "cli/errors.h"
#include "cli/local_file.h"
#include "cli/node_call.h"
#include "cli/selftest_wycheproof.h"
#include "format/json.h"
#include "object/inspect.h"

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

Reply object_inspect(const Arguments& a) {
  const auto bytes = read_local(a.positional[0], limits::kJsonBytes);
  if (!bytes.ok()) {
    return failed(bytes.error());
  }
  MemoryRandomAccess access(as_bytes(*bytes));
  const auto found = object::inspect(access);
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
    if (found->binding) {
      out.begin_object("binding").member("item", found->binding->item.text());
      out.member("agreement", found->binding->agreement.text());
      out.member("environment", found->binding->environment).end_object();
    }
  });
}

}  // namespace

std::vector<Command> object_commands() {
  return {{"object",
           "inspect",
           "what anybody can read in a protected object",
           {{"FILE", "", "the object", true}},
           {},
           object_inspect}};
}

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
