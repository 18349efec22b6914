#include <cstddef>
#include <cstdint>

#include "api/read_arguments.h"
#include "base/text.h"

using namespace entente;

namespace {

const api::Router& router() {
  static const api::Router made([] {
    std::vector<api::Endpoint> table;
    const auto run = [](const api::Call&, const api::Done& done) { done(api::Reply{}); };
    table.push_back({"a-list",
                     api::Method::get,
                     "/a/{id}",
                     api::Door::open,
                     {},
                     "",
                     {{"ID", "", "", true}},
                     {{"on", "DATE", ""}, {"at", "INSTANT", ""}, {"n", "N", ""}, {"f", "", ""}},
                     api::Content::none,
                     {},
                     run});
    table.push_back({"a-make",
                     api::Method::post,
                     "/a",
                     api::Door::open,
                     {},
                     "",
                     {},
                     {{"t", "TEXT", "", true}, {"c", "CODES", ""}, {"n", "N", ""}, {"f", "", ""}},
                     api::Content::none,
                     {},
                     run});
    return table;
  }());
  return made;
}

}  // namespace

// The bytes as a target, and as a body: what is accepted names only parameters of the table.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  const std::size_t mark = std::min(text.find('?'), text.size());
  const auto read = router().match("GET", text.substr(0, mark));
  if (read.ok()) {
    api::ArgumentReader reader(*read);
    const Status status = reader.read_query(text.substr(std::min(mark + 1, text.size())));
    const auto arguments = status.ok() ? reader.finish() : Result<api::Arguments>(status.error());
    ENTENTE_INVARIANT(!arguments.ok() || arguments->options.size() <= 4);
    ENTENTE_INVARIANT(!arguments.ok() || check_utf8(arguments->positional[0]).ok());
  }
  const auto made = router().match("POST", "/api/v1/a");
  api::ArgumentReader reader(*made);
  if (reader.read_json({data, size}).ok()) {
    const auto arguments = reader.finish();
    ENTENTE_INVARIANT(!arguments.ok() || arguments->has("t"));
  }
  return 0;
}
