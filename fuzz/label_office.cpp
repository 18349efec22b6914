#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "label/office_document.h"

/// What a document gives of itself stays the same when it carries a binding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view kBdo =
      R"(<mb:BindingInformation xmlns:mb="urn:nato:stanag:4778:bindinginformation:1:0"/>)";
  using entente::label::OfficeDocument;
  const auto document = OfficeDocument::open(entente::Bytes(data, data + size));
  if (!document.ok()) {
    return 0;
  }
  static_cast<void>(document->binding());
  for (const auto& part : document->whole()) {
    static_cast<void>(document->data(part.uri));
  }
  const auto bound = document->with_binding(kBdo);
  if (bound.ok()) {
    const auto again = OfficeDocument::open(*bound);
    ENTENTE_INVARIANT(again.ok() && again->whole().size() == document->whole().size());
    const auto carried = again->binding();
    ENTENTE_INVARIANT(carried.ok() && *carried == std::string(kBdo));
  }
  return 0;
}
