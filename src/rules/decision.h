#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/invariant.h"

/// What a decision is: a verdict, the rules that were asked in their order, and the one that
/// decided. docs/reference/rules.md lists all rules.
namespace entente::rules {

enum class RuleKind {
  permission,  ///< not fulfilled: denied (exit 3)
  order,       ///< not fulfilled: the act comes too early, too late or twice (exit 4)
};

/// One rule of the agreement as the product applies it. `article` and `requirement` say where it
/// comes from; `says` is the rule in plain words, `change` what would have to change for one that
/// is not fulfilled.
struct Rule {
  std::string_view code;
  std::string_view article;
  std::string_view requirement;
  std::string_view says;
  std::string_view change;
  RuleKind kind = RuleKind::permission;
};

/// A permit is a list of rules that were all fulfilled; a denial ends with the one that was not.
/// Allocates nothing unless it denies. Thread-safety: a value.
class [[nodiscard]] Decision {
 public:
  static constexpr std::size_t kMaxRules = 32;

  /// Asks one rule. Returns `fulfilled`, so that a check reads
  /// `if (!decision.require(kRule, condition)) return decision;`. After a denial nothing more may
  /// be asked.
  bool require(const Rule& rule, bool fulfilled) {
    ENTENTE_INVARIANT(!denied_ && count_ < kMaxRules);
    rules_[count_++] = &rule;
    denied_ = !fulfilled;
    return fulfilled;
  }
  bool require(const Rule& rule, bool fulfilled, std::string_view detail) {
    if (!require(rule, fulfilled)) {
      detail_ = detail;
    }
    return fulfilled;
  }

  /// Nothing asked, nothing permitted: unknown is denied (I14).
  [[nodiscard]] bool permitted() const { return count_ > 0 && !denied_; }
  [[nodiscard]] bool out_of_order() const { return denied_ && deciding()->kind == RuleKind::order; }
  /// All rules asked, in order; the last one decided.
  [[nodiscard]] std::span<const Rule* const> asked() const { return {rules_.data(), count_}; }
  /// The rule that decided; null where none was asked.
  [[nodiscard]] const Rule* deciding() const { return count_ == 0 ? nullptr : rules_[count_ - 1]; }
  /// What in this case did not fulfil the deciding rule; may be empty.
  [[nodiscard]] const std::string& detail() const { return detail_; }

 private:
  std::array<const Rule*, kMaxRules> rules_{};
  std::size_t count_ = 0;
  bool denied_ = false;
  std::string detail_;
};

}  // namespace entente::rules
