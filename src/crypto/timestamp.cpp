#include "crypto/timestamp.h"

#include <openssl/pem.h>
#include <openssl/ts.h>

#include <ctime>

#include "crypto/errors.h"
#include "crypto/evp.h"

namespace entente::crypto {
namespace {

constexpr std::size_t kResponseBytes = 64u << 10;
constexpr std::size_t kAuthoritiesMax = 64;

using ResponsePtr = std::unique_ptr<TS_RESP, Freer<TS_RESP_free>>;
using VerifyPtr = std::unique_ptr<TS_VERIFY_CTX, Freer<TS_VERIFY_CTX_free>>;
using StorePtr = std::unique_ptr<X509_STORE, Freer<X509_STORE_free>>;
struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }  // a macro
};
using StackPtr = std::unique_ptr<STACK_OF(X509), FreeStack>;
using BioPtr = std::unique_ptr<BIO, Freer<BIO_free>>;

Error bad_timestamp(std::string why) { return Error(kBadTimestamp, std::move(why)); }

BioPtr reading(BytesView bytes) {
  BioPtr bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  ENTENTE_INVARIANT(bio != nullptr);
  return bio;
}

Result<StorePtr> store_of(std::string_view pem) {
  StorePtr store(X509_STORE_new());
  ENTENTE_INVARIANT(store != nullptr);
  const BioPtr bio = reading(as_bytes(pem));
  std::size_t count = 0;
  while (const X509Ptr certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    if (++count > kAuthoritiesMax) {
      return Error(kBadPem, "There are more authorities than may be.");
    }
    must(X509_STORE_add_cert(store.get(), certificate.get()));
  }
  if (count == 0) {
    return Error(kBadPem, "There is no certificate of an authority.");
  }
  return store;
}

ResponsePtr parsed(BytesView response) {
  const unsigned char* at = response.data();
  ResponsePtr read(d2i_TS_RESP(nullptr, &at, static_cast<long>(response.size())));
  return read != nullptr && at == response.data() + response.size() ? std::move(read) : nullptr;
}

/// Whether the stamp is over a digest that nobody can find a second text for.
bool is_strong(TS_TST_INFO* info) {
  const X509_ALGOR* algorithm = TS_MSG_IMPRINT_get_algo(TS_TST_INFO_get_msg_imprint(info));
  const int nid = OBJ_obj2nid(algorithm->algorithm);
  return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

Result<std::time_t> time_of(TS_TST_INFO* info) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &parts) != 1) {
    return bad_timestamp("The stamp has no time.");
  }
  return timegm(&parts);
}

std::string serial_of(TS_TST_INFO* info) {
  const BignumPtr number(ASN1_INTEGER_to_BN(TS_TST_INFO_get_serial(info), nullptr));
  ENTENTE_INVARIANT(number != nullptr);
  const std::unique_ptr<char, void (*)(char*)> text(BN_bn2hex(number.get()),
                                                    [](char* hex) { OPENSSL_free(hex); });
  return text.get();
}

/// The one who signed, once that is verified.
std::string signer_of(TS_RESP* response) {
  const StackPtr signers(PKCS7_get0_signers(TS_RESP_get_token(response), nullptr, 0));
  if (signers == nullptr || sk_X509_num(signers.get()) != 1) {
    return {};
  }
  std::string name(256, '\0');
  const int size =
      X509_NAME_get_text_by_NID(X509_get_subject_name(sk_X509_value(signers.get(), 0)),
                                NID_commonName, name.data(), static_cast<int>(name.size()));
  name.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return name;
}

}  // namespace

Result<Timestamp> verify_timestamp(BytesView response, BytesView data,
                                   std::string_view authorities) {
  const ErrorQueueGuard guard;
  if (response.size() > kResponseBytes || data.size() > kResponseBytes) {
    return bad_timestamp("The answer of the time-stamping authority is larger than it may be.");
  }
  const ResponsePtr read = parsed(response);
  TS_TST_INFO* info = read == nullptr ? nullptr : TS_RESP_get_tst_info(read.get());
  if (info == nullptr) {
    return bad_timestamp("This is no answer of a time-stamping authority that grants a stamp.");
  }
  if (!is_strong(info)) {
    return bad_timestamp("The stamp is over a digest that is too weak.");
  }
  ENTENTE_TRY(StorePtr store, store_of(authorities));
  ENTENTE_TRY(const std::time_t at, time_of(info));
  // Valid when it was made: a stamp outlives the certificate of its authority.
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()), at);
  const VerifyPtr verify(TS_VERIFY_CTX_new());
  ENTENTE_INVARIANT(verify != nullptr);
  TS_VERIFY_CTX_set_flags(verify.get(), TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_DATA);
  TS_VERIFY_CTX_set_store(verify.get(), store.release());         // owned by it from here on
  TS_VERIFY_CTX_set_data(verify.get(), reading(data).release());  // likewise
  if (TS_RESP_verify_response(verify.get(), read.get()) != 1) {
    return bad_timestamp(
        "The stamp is over something else, or no authority that is trusted made it.");
  }
  return Timestamp{Instant::from_ms(static_cast<std::int64_t>(at) * 1000), serial_of(info),
                   signer_of(read.get())};
}

}  // namespace entente::crypto
