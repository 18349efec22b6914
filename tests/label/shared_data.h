#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "label/label_xml.h"
#include "label/spif.h"

/// The label data made by others. Nothing of it is in the project: a test that needs it says what
/// it skipped where it is absent.
namespace entente::label::testing {

inline std::string data_folder() { return ENTENTE_SHARED_DATA "/labels/"; }
inline bool has_data() { return std::filesystem::is_directory(data_folder()); }

inline std::string shared_file(std::string_view name) {
  std::ifstream file(data_folder() + std::string(name), std::ios::binary);
  const std::istreambuf_iterator<char> begin(file);
  return std::string(begin, std::istreambuf_iterator<char>());
}

/// The rows of a table of vectors, its header left out.
inline std::vector<std::vector<std::string>> vectors(std::string_view name) {
  std::vector<std::vector<std::string>> rows;
  const std::string text = shared_file("vectors/" + std::string(name));
  std::string cell;
  std::vector<std::string> row;
  for (const char c : text) {
    if (c != '\t' && c != '\n') {
      cell += c;
      continue;
    }
    row.push_back(std::move(cell));
    cell.clear();
    if (c == '\n') {
      rows.push_back(std::move(row));
      row.clear();
    }
  }
  if (!rows.empty()) {
    rows.erase(rows.begin());
  }
  return rows;
}

#define ENTENTE_NEEDS_LABEL_DATA()                                             \
  if (!::entente::label::testing::has_data()) {                                \
    GTEST_SKIP() << "the labels, policies and vectors of others are not here"; \
  }

inline Instant when(std::string_view text) { return Instant::parse(text).value(); }

inline Category category(CategoryType type, std::string_view tag, std::vector<std::string> values) {
  return {type, std::string(tag), {}, std::move(values)};
}
inline Category permissive(std::string_view tag, std::vector<std::string> values) {
  return category(CategoryType::permissive, tag, std::move(values));
}
inline Category restrictive(std::string_view tag, std::vector<std::string> values) {
  return category(CategoryType::restrictive, tag, std::move(values));
}
inline Category informative(std::string_view tag, std::vector<std::string> values) {
  return category(CategoryType::informative, tag, std::move(values));
}

inline LabelInformation information(std::string_view policy, std::string_view classification,
                                    std::vector<Category> categories = {}) {
  return {{std::string(policy), {}}, std::string(classification), {}, std::move(categories)};
}

inline ConfidentialityLabel a_label(LabelInformation information) {
  ConfidentialityLabel label;
  label.body.information = std::move(information);
  label.body.originator = OriginatorId{OriginatorIdType::rfc822_name, "exercise@example.org"};
  label.body.created = {when("2024-05-01T00:00:00Z"), true};
  label.review = LabelTime{when("2034-05-01T00:00:00Z"), true};
  return label;
}

/// Codes of faults, in order, with their lines.
inline std::string told(const Faults& faults) {
  std::string text;
  for (const Fault& each : faults) {
    text += text.empty() ? "" : " ";
    text += std::string(each.code().substr(each.code().find('.') + 1));
    text += each.where.empty() ? "" : ":" + each.where;
  }
  return text;
}

}  // namespace entente::label::testing
