#include "format/xml_signature.h"

#include <fmt/format.h>
#include <libxml/xmlIO.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/io.h>
#include <xmlsec/keysmngr.h>
#include <xmlsec/openssl/app.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

#include <cstring>

#include "base/text.h"
#include "format/errors.h"
#include "format/xml_signature_frame.h"
#include "format/xml_tree.h"

namespace entente::format {
namespace {

constexpr std::string_view kPemBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kPemEnd = "-----END CERTIFICATE-----";
constexpr std::size_t kTrusted = 64;

// --- data outside the document, in place of every way in which the library opens a URI

/// What the references of the verification on this thread may read.
thread_local const XmlSignatureData* current_data = nullptr;

struct Opened {
  Bytes bytes;
  std::size_t read = 0;
};

/// The library asks for a URI decoded first, and as it is written only if nobody claims that.
thread_local std::optional<Bytes> claimed;

int matches(const char* uri) {
  claimed = current_data == nullptr ? std::nullopt : (*current_data)(uri);
  return claimed ? 1 : 0;
}

void* open_data(const char* /*uri*/) {
  if (!claimed) {
    return nullptr;
  }
  auto* opened = new Opened{std::move(*claimed)};
  claimed.reset();
  return opened;
}

int read_data(void* context, char* buffer, int size) {
  auto* opened = static_cast<Opened*>(context);
  const std::size_t count =
      std::min(static_cast<std::size_t>(size), opened->bytes.size() - opened->read);
  std::memcpy(buffer, opened->bytes.data() + opened->read, count);
  opened->read += count;
  return static_cast<int>(count);
}

int close_data(void* context) {
  delete static_cast<Opened*>(context);
  return 0;
}

class DataScope {
 public:
  explicit DataScope(const XmlSignatureData& data) { current_data = &data; }
  ~DataScope() {
    current_data = nullptr;
    claimed.reset();
  }
  DataScope(const DataScope&) = delete;
  DataScope& operator=(const DataScope&) = delete;
};

void silent(const char*, int, const char*, const char*, const char*, int, const char*) {}

bool start_xmlsec() {
  static const bool once = [] {
    start_libxml();
    if (xmlSecInit() < 0 || xmlSecOpenSSLAppInit(nullptr) < 0 || xmlSecOpenSSLInit() < 0) {
      return false;
    }
    xmlSecErrorsSetCallback(silent);  // it would print to standard error
    xmlSecIOCleanupCallbacks();
    return xmlSecIORegisterCallbacks(matches, open_data, read_data, close_data) == 0;
  }();
  return once;
}

// --- what the library makes, owned

struct FreeManager {
  void operator()(xmlSecKeysMngr* manager) const { xmlSecKeysMngrDestroy(manager); }
};
struct FreeContext {
  void operator()(xmlSecDSigCtx* context) const { xmlSecDSigCtxDestroy(context); }
};
using Manager = std::unique_ptr<xmlSecKeysMngr, FreeManager>;
using Context = std::unique_ptr<xmlSecDSigCtx, FreeContext>;

Error fails(std::string why) { return Error(kXmlSignatureFails, std::move(why)); }

Result<Manager> trusting(std::string_view pem) {
  Manager manager(xmlSecKeysMngrCreate());
  if (!manager || xmlSecOpenSSLAppDefaultKeysMngrInit(manager.get()) < 0) {
    return fails("The keys could not be set up.");
  }
  std::size_t count = 0;
  for (std::size_t at = pem.find(kPemBegin); at != pem.npos; at = pem.find(kPemBegin, at + 1)) {
    const std::size_t end = pem.find(kPemEnd, at);
    const std::string one(pem.substr(at, end == pem.npos ? end : end + kPemEnd.size() - at));
    if (++count > kTrusted ||
        xmlSecOpenSSLAppKeysMngrCertLoadMemory(
            manager.get(), reinterpret_cast<const xmlSecByte*>(one.data()), one.size(),
            xmlSecKeyDataFormatPem, xmlSecKeyDataTypeTrusted) < 0) {
      return Error(kBadXmlSignature,
                   "A trusted certificate cannot be read, or there are too many.");
    }
  }
  if (count == 0) {
    return Error(kBadXmlSignature, "There is no trusted certificate (PEM).");
  }
  return manager;
}

Status restrict(xmlSecDSigCtx& context) {
  const xmlSecTransformId transforms[] = {xmlSecTransformExclC14NId, xmlSecTransformEnvelopedId,
                                          xmlSecTransformSha256Id, xmlSecTransformSha384Id,
                                          xmlSecTransformSha512Id};
  for (const xmlSecTransformId each : transforms) {
    if (xmlSecDSigCtxEnableReferenceTransform(&context, each) < 0) {
      return fails("The transforms could not be restricted.");
    }
  }
  context.enabledReferenceUris = xmlSecTransformUriTypeEmpty | xmlSecTransformUriTypeSameDocument |
                                 xmlSecTransformUriTypeLocal | xmlSecTransformUriTypeRemote;
  return {};
}

/// Every reference that the text has was processed, and has verified.
Status all_verified(xmlSecPtrList& references, std::size_t expected) {
  if (xmlSecPtrListGetSize(&references) != expected) {
    return fails("Not every reference was checked.");
  }
  for (xmlSecSize i = 0; i < expected; ++i) {
    const auto* reference =
        static_cast<const xmlSecDSigReferenceCtx*>(xmlSecPtrListGetItem(&references, i));
    if (reference->status != xmlSecDSigStatusSucceeded) {
      return fails(fmt::format(
          "What is at '{}' is not what was signed.",
          display_safe(
              reference->uri == nullptr ? "" : reinterpret_cast<const char*>(reference->uri),
              120)));
    }
  }
  return {};
}

void add_ids(xmlDoc* doc) {
  const xmlChar* names[] = {BAD_CAST "Id", BAD_CAST "ID", BAD_CAST "id", nullptr};
  xmlSecAddIDs(doc, xmlDocGetRootElement(doc), names);
}

/// Which of the element children of each, from the root down to an element.
using TreePlace = std::vector<std::size_t>;

xmlNode* find_node(xmlDoc* doc, const TreePlace& place) {
  xmlNode* at = xmlDocGetRootElement(doc);
  for (std::size_t number : place) {
    at = xmlFirstElementChild(at);
    for (; at != nullptr && number > 0; --number) {
      at = xmlNextElementSibling(at);
    }
    ENTENTE_INVARIANT(at != nullptr);
  }
  return at;
}

TreePlace place_of(XmlElement wanted) {
  TreePlace place;
  for (auto parent = wanted.parent(); parent; wanted = *parent, parent = wanted.parent()) {
    std::size_t number = 0;
    for (auto each = parent->first_child(); each && *each != wanted; each = each->next_sibling()) {
      ++number;
    }
    place.insert(place.begin(), number);
  }
  return place;
}

}  // namespace

Result<XmlSignatureCover> XmlSignatures::verify(XmlDocument& document, XmlElement signature,
                                                const XmlSignatureTrust& trust,
                                                const XmlSignatureData& data) {
  ENTENTE_TRY(const XmlSignatureFrame frame, check_signature_frame(document.root(), signature));
  const TreePlace place = place_of(signature);
  ENTENTE_INVARIANT(start_xmlsec());
  ENTENTE_TRY(const Manager manager, trusting(trust.certificates));
  const Context context(xmlSecDSigCtxCreate(manager.get()));
  ENTENTE_INVARIANT(context != nullptr);
  ENTENTE_CHECK(restrict(*context));
  xmlSecPtrListAdd(&context->keyInfoReadCtx.enabledKeyData,
                   const_cast<void*>(static_cast<const void*>(xmlSecKeyDataX509Id)));
  context->keyInfoReadCtx.certsVerificationTime = static_cast<time_t>(trust.at.ms() / kMsPerSecond);
  xmlDoc* doc = document.tree_->doc.get();
  add_ids(doc);
  const DataScope scope(data);
  const int done = xmlSecDSigCtxVerify(context.get(), find_node(doc, place));
  if (done < 0 || context->status != xmlSecDSigStatusSucceeded) {
    const Status references = all_verified(context->signedInfoReferences, frame.in_signed_info);
    return references.ok()
               ? fails("The signature is not by a trusted certificate, or not over this text.")
               : references.error();
  }
  ENTENTE_CHECK(all_verified(context->signedInfoReferences, frame.in_signed_info));
  ENTENTE_CHECK(
      all_verified(context->manifestReferences, frame.uris.size() - frame.in_signed_info));
  return XmlSignatureCover{frame.uris};
}

Result<std::string> XmlSignatures::sign(std::string_view xml, BytesView pkcs8,
                                        std::string_view certificate_pem,
                                        const XmlSignatureData& data) {
  ENTENTE_TRY(XmlDocument document, XmlDocument::parse(xml));
  ENTENTE_INVARIANT(start_xmlsec());
  xmlDoc* doc = document.tree_->doc.get();
  add_ids(doc);
  xmlNode* node = xmlSecFindNode(xmlDocGetRootElement(doc), xmlSecNodeSignature, xmlSecDSigNs);
  const Context context(xmlSecDSigCtxCreate(nullptr));
  if (node == nullptr || context == nullptr) {
    return Error(kBadXmlSignature, "The document has no Signature to fill in.");
  }
  ENTENTE_CHECK(restrict(*context));
  context->signKey = xmlSecOpenSSLAppKeyLoadMemory(
      pkcs8.data(), pkcs8.size(), xmlSecKeyDataFormatDer, nullptr, nullptr, nullptr);
  if (context->signKey == nullptr ||
      xmlSecOpenSSLAppKeyCertLoadMemory(context->signKey,
                                        reinterpret_cast<const xmlSecByte*>(certificate_pem.data()),
                                        certificate_pem.size(), xmlSecKeyDataFormatPem) < 0) {
    return Error(kBadXmlSignature, "The key or its certificate cannot be used.");
  }
  const DataScope scope(data);
  if (xmlSecDSigCtxSign(context.get(), node) < 0) {
    return fails("The signature could not be made: is all referenced data at hand?");
  }
  const std::unique_ptr<xmlBuffer, decltype(&xmlBufferFree)> buffer(xmlBufferCreate(),
                                                                    xmlBufferFree);
  xmlNodeDump(buffer.get(), doc, xmlDocGetRootElement(doc), 0, 0);
  return std::string(reinterpret_cast<const char*>(xmlBufferContent(buffer.get())));
}

}  // namespace entente::format
