#include <fmt/format.h>

#include "cli/errors.h"
#include "cli/label_input.h"
#include "cli/label_reply.h"
#include "cli/local_file.h"
#include "crypto/pem.h"
#include "crypto/secret.h"
#include "label/binding_carrier.h"
#include "label/errors.h"
#include "label/office_document.h"
#include "label/spif_signature.h"

/// Labels bound to files (STANAG 4778): beside any file, and within an office document. No node is
/// needed.
namespace entente::cli {
namespace {

using label::BindingRequest;
using label::Faults;
using label::OfficeDocument;

constexpr std::uint64_t kDataBytes = 256u << 20;
constexpr std::uint64_t kPemBytes = 64u << 10;

/// The files given, by the name that a binding has for them.
format::XmlSignatureData data_of(const std::vector<std::string>& paths) {
  return [paths](std::string_view uri) -> std::optional<Bytes> {
    const std::string wanted = file_of_uri(uri);
    for (const std::string& path : paths) {
      if (path == wanted || path.substr(path.rfind('/') + 1) == wanted) {
        const auto text = read_local(path, kDataBytes);
        return text.ok() ? std::optional(to_bytes(*text)) : std::nullopt;
      }
    }
    return std::nullopt;
  };
}

format::XmlSignatureData data_of(const OfficeDocument& document) {
  return [&document](std::string_view uri) { return document.data(uri); };
}

// --- verify

/// Whether one of the bindings is of the whole document; else what the first one lacks.
Result<Faults> check_whole(const OfficeDocument& document, std::string_view bdo) {
  ENTENTE_TRY(const label::BindingReading reading, label::read_binding(bdo));
  Faults first;
  for (const label::Binding& each : reading.bindings) {
    Faults faults = document.check_whole(each);
    if (faults.empty()) {
      return faults;
    }
    first = first.empty() ? std::move(faults) : std::move(first);
  }
  return first;
}

Result<Faults> verify_office(Bytes file, const format::XmlSignatureTrust& trust) {
  ENTENTE_TRY(const OfficeDocument document, OfficeDocument::open(std::move(file)));
  ENTENTE_TRY(const auto bdo, document.binding());
  if (!bdo) {
    return Error(label::kBadBinding, "The document carries no binding.");
  }
  ENTENTE_TRY(Faults faults, label::verify_binding(*bdo, trust, data_of(document)));
  return faults.empty() ? check_whole(document, *bdo) : Result<Faults>(std::move(faults));
}

bool is_policy(std::string_view xml) {
  const auto document = format::XmlDocument::parse(xml);
  return document.ok() && document->root().name() == "SPIF";
}

Result<Faults> verify_file(const Arguments& a, const std::string& path) {
  ENTENTE_TRY(const std::string text, read_local(path, format::kZipBytes));
  ENTENTE_TRY(const std::string certificates, read_local(a.get("trust"), format::kXmlBytes));
  ENTENTE_TRY(const Instant at, time_of(a));
  const format::XmlSignatureTrust trust{certificates, at};
  const auto found = [&]() -> Result<Faults> {
    if (OfficeDocument::is_one(as_bytes(text))) {
      return verify_office(to_bytes(text), trust);
    }
    ENTENTE_TRY(const std::string bdo, binding_of_carrier(text));
    if (is_policy(bdo)) {
      return label::verify_spif(bdo, trust);
    }
    return label::verify_binding(bdo, trust, data_of(a.all("data")));
  }();
  if (found.ok()) {
    return found;
  }
  return Faults{{&found.error().kind(), found.error().where(), found.error().message(), {}}};
}

Reply verify(const Arguments& a) {
  const std::string& path = a.positional[0];
  const auto faults = verify_file(a, path);
  if (!faults.ok()) {
    return failed(faults.error());
  }
  const Members members = [&](format::JsonWriter& out) {
    out.member("valid", faults->empty());
    write_faults(out, "faults", *faults, path);
  };
  if (faults->empty()) {
    return reply_with(members);
  }
  // Whatever is wrong with it, it did not verify.
  Reply reply = failed(Error(label::kNotVerified, faults->front().text, path));
  reply.details = details_of(members);
  return reply;
}

// --- bind

/// The private key of a file, as DER: PKCS #8 in PEM.
Result<crypto::SecretBytes> read_private_key(const std::string& path) {
  ENTENTE_TRY(std::string text, read_local(path, kPemBytes));
  auto der = crypto::from_pem("PRIVATE KEY", text);
  crypto::wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  if (!der.ok()) {
    return Error(kUsage, "The key is not one PKCS #8 block in PEM, without a passphrase.", "--key");
  }
  crypto::SecretBytes key = crypto::SecretBytes::copy_of(*der);
  crypto::wipe(*der);
  return key;
}

/// The binding, signed where a key is given.
Result<std::string> bind_data(const Arguments& a, const BindingRequest& request,
                              const format::XmlSignatureData& data) {
  if (!a.has("key")) {
    return label::write_binding(request);
  }
  if (!a.has("cert")) {
    return Error(kUsage, "Give the certificate of the key too.", "--cert");
  }
  ENTENTE_TRY(const crypto::SecretBytes key, read_private_key(a.get("key")));
  ENTENTE_TRY(const std::string certificate, read_local(a.get("cert"), kPemBytes));
  return label::sign_binding(request, key.view(), certificate, data);
}

Status write_bound(const Arguments& a, const std::string& path, BindingRequest request) {
  ENTENTE_TRY(const std::string file, read_local(path, format::kZipBytes));
  if (!OfficeDocument::is_one(as_bytes(file))) {
    request.data = {{label::sidecar_uri(path), a.get("content-type", ""), false}};
    ENTENTE_TRY(const std::string bdo, bind_data(a, request, data_of({path})));
    return write_local(a.get("output"), as_bytes(bdo));
  }
  ENTENTE_TRY(const OfficeDocument document, OfficeDocument::open(to_bytes(file)));
  request.data = document.whole();
  ENTENTE_TRY(const std::string bdo, bind_data(a, request, data_of(document)));
  ENTENTE_TRY(const Bytes bound, document.with_binding(bdo));
  return write_local(a.get("output"), bound);
}

Reply bind(const Arguments& a) {
  BindingRequest request;
  for (const std::string& path : a.all("label")) {
    auto label = load_label(path);
    if (!label.ok()) {
      return failed(label.error());
    }
    request.labels.push_back(std::move(*label));
  }
  const std::string& path = a.positional[0];
  const Status written = write_bound(a, path, std::move(request));
  if (!written.ok()) {
    return failed(written.error().within(path));
  }
  return reply_with([&](format::JsonWriter& out) {
    out.member("bound", path).member("signed", a.has("key")).member("written", a.get("output"));
  });
}

// --- sign

Status write_signed(const Arguments& a) {
  ENTENTE_TRY(const std::string policy, read_local(a.positional[0], format::kXmlBytes));
  ENTENTE_TRY(const crypto::SecretBytes key, read_private_key(a.get("key")));
  ENTENTE_TRY(const std::string certificate, read_local(a.get("cert"), kPemBytes));
  ENTENTE_TRY(const std::string text, label::sign_spif(policy, key.view(), certificate));
  return write_local(a.get("output"), as_bytes(text + "\n"));
}

Reply sign(const Arguments& a) {
  const Status written = write_signed(a);
  if (!written.ok()) {
    return failed(written.error().within(a.positional[0]));
  }
  return reply_with([&](format::JsonWriter& out) {
    out.member("policy", a.positional[0]).member("written", a.get("output"));
  });
}

}  // namespace

std::vector<Command> label_binding_commands() {
  return {
      {"label",
       "bind",
       "bind labels to a file: in a .bdo beside it, or within an office document",
       {{"FILE", "", "the data; of an office document every part is bound", true}},
       {{"label", "LABEL", "the originator's first, then its alternatives", true, true},
        {"key", "FILE", "the signer's private key (PKCS #8, PEM); without it nothing is signed"},
        {"cert", "FILE", "the signer's certificate (PEM)"},
        {"content-type", "TYPE", "of a file that is no office document"},
        {"output", "FILE", "where to: the .bdo, or the document that carries the binding", true}},
       bind},
      {"label",
       "sign",
       "sign a policy (XML SPIF), such as an agreement's markings",
       {{"POLICY", "", "the policy", true}},
       {{"key", "FILE", "the signer's private key (PKCS #8, PEM)", true},
        {"cert", "FILE", "the signer's certificate (PEM)", true},
        {"output", "FILE", "where to", true}},
       sign},
      {"label",
       "verify",
       "whether a binding's labels and data, or a policy, are what was signed",
       {{"FILE", "",
         "a binding (STANAG 4778) as .bdo, header field, XMP packet or within an office "
         "document; or a policy",
         true}},
       {{"data", "FILE", "the data that it names", false, true},
        {"trust", "CERTS", "certificates that the signer's must chain to (PEM)", true},
        {"at", "INSTANT", "at another time than now"}},
       verify},
  };
}

}  // namespace entente::cli
