#include "cli/endpoints.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "cli/command.h"

namespace entente::cli {
namespace {

template <class Row>
bool is_of(const Row& row, const Command& command) {
  return row.noun == command.noun && row.verb == command.verb;
}

TEST(Endpoints, offer_every_command_of_a_node_or_say_why_not) {
  for (const Command& command : commands()) {
    const auto offered = std::ranges::count_if(
        endpoint_rows(), [&](const auto& row) { return is_of(row, command); });
    const auto kept =
        std::ranges::count_if(local_rows(), [&](const auto& row) { return is_of(row, command); });
    EXPECT_EQ(offered + kept, command.node != nullptr ? 1 : 0)
        << command.noun << " " << command.verb;
  }
}

TEST(Endpoints, name_only_commands_that_there_are) {
  for (const EndpointRow& row : endpoint_rows()) {
    EXPECT_NE(find_command(row.noun, row.verb), nullptr) << row.noun << " " << row.verb;
  }
}

TEST(Endpoints, change_nothing_by_get) {
  // What only reads is GET; what submits an act, opens an account or asks the partner is not.
  for (const EndpointRow& row : endpoint_rows()) {
    const bool reads = row.verb == "list" || row.verb == "show" || row.verb == "status" ||
                       row.verb == "custody" || row.verb == "explain" || row.verb == "compare";
    EXPECT_TRUE(!reads || row.method == api::Method::get) << row.noun << " " << row.verb;
  }
  for (const std::string_view change : {"sign", "release", "open", "grant", "revoke", "enrol"}) {
    for (const EndpointRow& row : endpoint_rows()) {
      EXPECT_TRUE(row.verb != change || row.method == api::Method::post) << row.path;
    }
  }
}

TEST(Endpoints, keep_administrators_and_auditors_from_items_AB46) {
  for (const EndpointRow& row : endpoint_rows()) {
    if (!row.path.starts_with("/items")) {
      continue;
    }
    EXPECT_FALSE(row.roles.empty()) << row.path << ": whoever is signed in";
    EXPECT_FALSE(row.roles.has(act::Role::administrator)) << row.path;
    EXPECT_TRUE(row.method == api::Method::get || !row.roles.has(act::Role::auditor)) << row.path;
  }
}

}  // namespace
}  // namespace entente::cli
