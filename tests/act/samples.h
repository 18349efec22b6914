#pragma once

#include <optional>
#include <string>
#include <vector>

#include "act/type.h"
#include "crypto/digest.h"
#include "crypto/seeded_entropy.h"

/// One example of each act type, made from its row of fields. All content is invented: EXERCISE.
namespace entente::act::testing {

inline PartyCode party(std::string_view code) { return PartyCode::parse(code).value(); }
inline Digest digest_of(std::string_view text) { return crypto::sha256(as_bytes(text)); }

/// Whether optional members stand in the example, and how long its lists are.
enum class Fill { sparse, full };

class Sampler {
 public:
  explicit Sampler(std::uint64_t seed, Fill fill) : entropy_(seed), fill_(fill) {}

  template <format::Described T>
  void set(T& value) {
    T::fields()([&](const auto& f) { set(value.*(f.member)); });
  }
  void set(std::string& value) { value = "EXERCISE \"극비\" 極秘\n\\"; }
  void set(bool& value) { value = fill_ == Fill::full; }
  void set(std::uint64_t& value) { value = fill_ == Fill::full ? UINT64_MAX : 1; }
  void set(Digest& value) { entropy_.fill(value.bytes); }
  void set(Instant& value) { value = Instant::from_ms(1'479'862'800'123); }
  void set(CivilDate& value) { value = CivilDate::make(2020, 2, 29).value(); }
  void set(Zone& value) { value = Zone{540}; }
  void set(PartyCode& value) { value = party("KR"); }
  void set(AgreementId& value) { value = AgreementId::parse("jp-kr-2016/exercise").value(); }
  void set(PersonId& value) { value = PersonId::parse("kim.minji").value(); }
  void set(Name& value) { value = Name::parse("KR-2").value(); }
  void set(ActId& value) { value = new_act_id(entropy_); }
  void set(ItemId& value) { value = new_item_id(entropy_); }
  template <Named E>
  void set(E& value) {
    value = std::rbegin(Names<E>::kRows)->first;
  }
  template <class T>
  void set(std::optional<T>& value) {
    if (fill_ == Fill::full) {
      set(value.emplace());
    }
  }
  template <class T>
  void set(std::vector<T>& values) {
    values.resize(fill_ == Fill::full ? 3 : 0);
    for (T& value : values) {
      set(value);
    }
  }

 private:
  crypto::SeededEntropy entropy_;
  Fill fill_;
};

template <class T>
Body sample(Fill fill) {
  T body;
  Sampler(7, fill).set(body);
  return body;
}

template <std::size_t... I>
std::vector<Body> all_samples(Fill fill, std::index_sequence<I...>) {
  return {sample<std::variant_alternative_t<I, AnyBody>>(fill)...};
}
/// In the order of `Body`'s alternatives.
inline std::vector<Body> all_samples(Fill fill) {
  return all_samples(fill, std::make_index_sequence<std::variant_size_v<AnyBody>>());
}

}  // namespace entente::act::testing
