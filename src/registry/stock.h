#pragma once

#include <optional>
#include <string>
#include <vector>

#include "act/body.h"
#include "registry/trace.h"

/// What was made of held items, and what inventories said of them (Art. 6(f), 13, 14).
namespace entente::registry {

/// What the last inventories under one agreement said of an item or one of its copies.
struct Tally {
  AgreementId agreement;
  std::uint64_t copy = 0;        ///< its number; 0: the item itself
  std::optional<ActId> seen_in;  ///< the last inventory that saw it
  std::optional<Instant> seen_at;
  std::optional<ActId> incident;     ///< R17.2: of the inventory that first missed it since then
  std::optional<Instant> missed_at;  ///< when that was
  static constexpr auto fields() {
    using format::field;
    return members(field("agreement", &Tally::agreement), field("copy", &Tally::copy),
                   field("seen_in", &Tally::seen_in), field("seen_at", &Tally::seen_at),
                   field("incident", &Tally::incident), field("missed_at", &Tally::missed_at));
  }
};

/// A copy in another language.
struct TranslatedCopy {
  std::uint64_t number = 0;
  std::string language;
  static constexpr auto fields() {
    using format::field;
    return members(field("number", &TranslatedCopy::number),
                   field("language", &TranslatedCopy::language));
  }
};

/// A copy that is no more.
struct DestroyedCopy {
  std::uint64_t number = 0;
  Name method;
  Instant at;
  static constexpr auto fields() {
    using format::field;
    return members(field("number", &DestroyedCopy::number), field("method", &DestroyedCopy::method),
                   field("at", &DestroyedCopy::at));
  }
};

/// Of one item: which of its copies are in another language or destroyed, and its tallies.
struct Stock {
  std::vector<TranslatedCopy> translations;
  std::vector<DestroyedCopy> destroyed;
  std::vector<Tally> tallies;  ///< one at most of the item and each copy, by agreement
  static constexpr auto fields() {
    using format::field;
    return members(field("translations", &Stock::translations),
                   field("destroyed", &Stock::destroyed), field("tallies", &Stock::tallies));
  }
  void apply(const Trace& trace, const act::CopyDestroy& body);
  void translated(std::uint64_t copy, const std::string& language);
  void seen(const Trace& trace, const act::InventoryTake& inventory, std::uint64_t copy);
  void missed(const Trace& trace, const act::InventoryTake& inventory, std::uint64_t copy,
              const ActId& incident);

  [[nodiscard]] bool ended(std::uint64_t copy) const;
  /// Null: never counted.
  [[nodiscard]] const Tally* tally(const AgreementId& agreement, std::uint64_t copy) const;
  /// Empty for a copy in the language of its item.
  [[nodiscard]] std::string_view language_of(std::uint64_t copy) const;

 private:
  Tally& tally_of(const AgreementId& agreement, std::uint64_t copy);
};

/// R4.4, R6.7: a document of one's own that contains what was received.
struct Derived {
  using Partial = void;
  Name register_number;
  AgreementId agreement;
  std::vector<act::DerivedFrom> sources;
  Name marking;
  std::string marking_text;
  Name purpose;
  PersonId made_by;
  std::string reason;
  std::optional<Instant> made_at;
  static constexpr auto fields() {
    using format::field;
    return members(field("register_number", &Derived::register_number),
                   field("agreement", &Derived::agreement), field("sources", &Derived::sources),
                   field("marking", &Derived::marking),
                   field("marking_text", &Derived::marking_text),
                   field("purpose", &Derived::purpose), field("made_by", &Derived::made_by),
                   field("reason", &Derived::reason), field("made_at", &Derived::made_at));
  }
  void apply(const Trace& trace, const act::ItemDerive& body);
  [[nodiscard]] bool made_from(const ItemId& item) const;
};

}  // namespace entente::registry
