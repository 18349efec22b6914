#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/entropy.h"

namespace entente {

/// A name that cannot be taken for another kind of name. Separators stand one by one between
/// letters and digits, so that an id can be a file's name. `Tag::allowed` is the predicate for its
/// characters, `Tag::kMax` its largest length in bytes, `Tag::kWhat` what it is called in errors.
template <class Tag>
class Id {
 public:
  Id() = default;
  /// Checks length and characters; else `base.bad-id`.
  [[nodiscard]] static Result<Id> parse(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  auto operator<=>(const Id&) const = default;

 private:
  explicit Id(std::string_view text) : text_(text) {}
  std::string text_;
};

struct PartyTag;  ///< a party code of a profile: `JP`, `KR`, `NATO`; upper case, 2-12 characters
struct AgreementTag;  ///< `jp-kr-2016/exercise`: profile name, slash, environment
struct ItemTag;       ///< `itm-` and 26 characters of Crockford base32
struct PersonTag;     ///< `kim.minji`: lower case, digits, dot, dash; unique within a party
struct ActIdTag;  ///< `act-` and 26 characters; inside each act's body, so that no two bodies are
                  ///< equal
struct NameTag;   ///< codes of levels, markings, purposes, authorities, systems: `KR-2`, `moFa`

using PartyCode = Id<PartyTag>;
using AgreementId = Id<AgreementTag>;
using ItemId = Id<ItemTag>;
using PersonId = Id<PersonTag>;
using ActId = Id<ActIdTag>;
using Name = Id<NameTag>;

/// A new id of 128 random bits with the prefix of its kind.
[[nodiscard]] ItemId new_item_id(Entropy& entropy);
[[nodiscard]] ActId new_act_id(Entropy& entropy);

extern template class Id<PartyTag>;
extern template class Id<AgreementTag>;
extern template class Id<ItemTag>;
extern template class Id<PersonTag>;
extern template class Id<ActIdTag>;
extern template class Id<NameTag>;

}  // namespace entente

template <class Tag>
struct std::hash<entente::Id<Tag>> {
  std::size_t operator()(const entente::Id<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.text());
  }
};
