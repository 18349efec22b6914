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

/// Adds the act to the delivery, and the text that it names where it is here; false where that
/// would be more than a delivery holds. `bytes` counts what stands in it. Call on the sequence.
[[nodiscard]] bool add_act(Delivery& delivery, const Room& room, LoggedAct act, std::size_t& bytes);

/// The instrument of that id, where it names a text; null else.
[[nodiscard]] const agreement::Instrument* naming_text(const Room& room, std::string_view act);

/// Keeps the texts that came with acts of `from`, once those acts are folded: what an act on record
/// names by its digest, and what is a text of this agreement. Any other is refused: logged, and for
/// one that an act names, kept in `Room::refused_texts`: `node.other-text` for a digest that no act
/// names and for a text with faults, `agreement.bad-amendment`, `base.too-large` for more than
/// `kTextsFromPartners`. Call on the sequence; kept durably before the delivery is answered.
void take_texts(Core& core, Room& room, const PartyCode& from, std::span<const std::string> texts);

}  // namespace entente::node
