#pragma once

#include <span>
#include <string>

#include "node/core.h"

/// Texts that travel with the acts that propose or consent to them (Art. 5, Art. 21(2)), so that an
/// officer of the other party can read and compare what is proposed.
namespace entente::node {

/// The most texts of an agreement that a node holds because partners sent them. Further ones can be
/// taken in by hand (`agreement keep`).
inline constexpr std::size_t kTextsFromPartners = 128;

/// The exact bytes of the text that this act proposes or consents to; null where it does neither,
/// or they are not here. Call on the sequence.
[[nodiscard]] const std::string* text_named_by(const Room& room, BytesView act);

/// Keeps the texts that came with acts of `from`, once those acts are folded: what an act on record
/// names by its digest, and what is a text of this agreement. Any other is refused: logged, and for
/// one that an act names, kept in `Room::refused_texts`: `node.other-text` for a digest that no act
/// names and for a text with faults, `agreement.bad-amendment`, `base.too-large` for more than
/// `kTextsFromPartners`. Call on the sequence; kept durably before the delivery is answered.
void take_texts(Core& core, Room& room, const PartyCode& from, std::span<const std::string> texts);

}  // namespace entente::node
