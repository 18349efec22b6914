#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/clause_table.h"
#include "agreement/clauses.h"
#include "agreement/profile.h"
#include "base/ids.h"
#include "base/names.h"
#include "base/time.h"
#include "format/toml.h"

namespace entente::agreement {

/// The faults of one file, as they are found.
class Faults {
 public:
  explicit Faults(std::string_view file) : file_(file) {}
  void add(std::string_view code, format::TomlPosition at, std::string text);
  [[nodiscard]] bool empty() const { return faults_.empty(); }
  [[nodiscard]] std::size_t size() const { return faults_.size(); }
  /// In the order of the file, each once.
  [[nodiscard]] std::vector<Fault> take();

 private:
  std::string file_;
  std::vector<Fault> faults_;
};

/// One table of a profile while it is read. Every read that fails notes a fault and gives a
/// default, so that all faults are found in one pass; a section that is missing gives defaults
/// silently, because its absence was noted. `done` notes the keys that nobody asked for.
class Section {
 public:
  Section(Faults& faults, std::optional<format::TomlNode> table)
      : faults_(&faults), table_(table) {}

  [[nodiscard]] std::string text(std::string_view key);  ///< not empty
  [[nodiscard]] std::string optional_text(std::string_view key);
  [[nodiscard]] int integer(std::string_view key, int min, int max);
  [[nodiscard]] std::optional<int> optional_integer(std::string_view key, int min, int max);
  [[nodiscard]] bool flag(std::string_view key);
  [[nodiscard]] std::optional<bool> optional_flag(std::string_view key);
  [[nodiscard]] CivilDate date(std::string_view key);
  [[nodiscard]] std::optional<CivilDate> optional_date(std::string_view key);
  [[nodiscard]] Zone zone(std::string_view key);
  [[nodiscard]] std::vector<std::string> strings(std::string_view key);
  [[nodiscard]] std::vector<Name> names(std::string_view key);
  [[nodiscard]] std::vector<Name> optional_names(std::string_view key);
  /// A table with one text for each of `languages`.
  [[nodiscard]] Texts texts(std::string_view key, const std::vector<std::string>& languages);
  template <class Tag>
  [[nodiscard]] Id<Tag> id(std::string_view key) {
    return parsed_id<Tag>(text(key), where(key));
  }
  template <Named E>
  [[nodiscard]] E named(std::string_view key) {
    return optional_named<E>(key, require(key)).value_or(Names<E>::kRows[0].first);
  }
  template <Named E>
  [[nodiscard]] std::optional<E> optional_named(std::string_view key) {
    return optional_named<E>(key, find(key));
  }
  template <Named E>
  [[nodiscard]] std::vector<E> named_list(std::string_view key) {
    std::vector<E> values;
    for (const format::TomlNode& element : elements(key)) {
      if (const auto value = optional_named<E>(key, element)) {
        values.push_back(*value);
      }
    }
    return values;
  }

  /// The value of a parameter as the table of clauses describes it; nothing where it is absent or
  /// faulty.
  std::optional<Value> value(const Parameter& parameter, Need need);

  /// Whether the key stands here; asks nothing of it.
  [[nodiscard]] bool has(std::string_view key) const { return table_ && table_->find(key); }
  [[nodiscard]] Section table(std::string_view key);
  [[nodiscard]] Section optional_table(std::string_view key);
  /// The elements of an array of tables, which must have one at least.
  [[nodiscard]] std::vector<Section> tables(std::string_view key);
  [[nodiscard]] std::vector<Section> optional_tables(std::string_view key);

  [[nodiscard]] bool present() const { return table_.has_value(); }
  /// Where the value of `key` stands, else this table.
  [[nodiscard]] format::TomlPosition where(std::string_view key) const;
  [[nodiscard]] format::TomlPosition position() const;
  void fault(std::string_view code, std::string_view key, std::string text);
  void done();

 private:
  std::optional<format::TomlNode> find(std::string_view key);
  std::optional<format::TomlNode> require(std::string_view key);
  std::vector<format::TomlNode> elements(std::string_view key);
  std::optional<std::string> string_of(const format::TomlNode& node);
  std::optional<int> integer_of(const format::TomlNode& node, int min, int max);
  std::optional<CivilDate> date_of(const format::TomlNode& node);
  void wrong_type(const format::TomlNode& node, format::TomlType wanted);
  void not_one_of(const format::TomlNode& node, std::string_view value, std::string choices);
  std::optional<Value> choice_of(const format::TomlNode& node, const Parameter& parameter);
  std::optional<Value> codes_of(std::string_view key, const Parameter& parameter);

  template <class Tag>
  Id<Tag> parsed_id(const std::string& text, format::TomlPosition at) {
    if (text.empty()) {
      return {};
    }
    const auto id = Id<Tag>::parse(text);
    if (!id) {
      faults_->add("bad-value", at, id.error().message());
    }
    return id.ok() ? *id : Id<Tag>();
  }
  template <Named E>
  std::optional<E> optional_named(std::string_view, std::optional<format::TomlNode> node) {
    const std::optional<std::string> name = node ? string_of(*node) : std::nullopt;
    const std::optional<E> value = name ? from_name<E>(*name) : std::nullopt;
    if (name && !value) {
      std::string choices;
      for (const auto& row : Names<E>::kRows) {
        choices += (choices.empty() ? "" : ", ") + std::string(row.second);
      }
      not_one_of(*node, *name, std::move(choices));
    }
    return value;
  }

  Faults* faults_;
  std::optional<format::TomlNode> table_;
  std::vector<std::string_view> asked_;
};

}  // namespace entente::agreement
