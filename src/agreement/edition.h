#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agreement/profile.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/time.h"

/// The texts of an agreement: the one that was signed, and those that its parties put in its place
/// or beneath it (Art. 5, Art. 21(2), R21.4).
namespace entente::agreement {

struct TextInEffect;

/// A complete amended text, by the digest that the instruments name.
struct Edition {
  Digest text;
  Profile profile;
};

/// What an agreement says, and what it may come to say by an amendment. A view: what it was made
/// from must outlive it. An amendment whose text is not here changes no clause.
class Editions {
 public:
  // Implicit: most agreements have one text.
  Editions(const Profile& signed_text) : signed_(&signed_text) {}  // NOLINT
  Editions(const Profile& signed_text, std::span<const Edition> amended)
      : signed_(&signed_text), amended_(amended) {}

  [[nodiscard]] const Profile& signed_text() const { return *signed_; }
  [[nodiscard]] std::span<const Edition> amended() const { return amended_; }
  [[nodiscard]] const Profile* amended(const std::optional<Digest>& text) const;  ///< null: none

 private:
  const Profile* signed_;
  std::span<const Edition> amended_;
};

/// A supplement's exact bytes and their digest.
struct SupplementText {
  Digest text;
  std::string toml;
};

/// What `amended` may not change, as an error `agreement.bad-amendment`: the agreement's id, its
/// parties, whom others may only follow (admission), and the zone in which its days are counted;
/// and an amended text has a version of its own.
[[nodiscard]] Status check_amendment(const Profile& signed_text, const Profile& amended);

/// The whole text with everything that is in effect at `at`: the newest amendment, and on it the
/// supplements whose days have come, in order. A supplement that no longer fits the text it meets
/// has no effect. `until`: the first later instant at which another supplement's day comes. Pure.
struct WholeText {
  Profile profile;
  Instant until;
  bool whole = true;  ///< no text that is in effect is missing here
};
[[nodiscard]] WholeText text_in_effect(const Editions& editions,
                                       std::span<const SupplementText> supplements,
                                       std::span<const TextInEffect> in_effect, Instant at);

}  // namespace entente::agreement
