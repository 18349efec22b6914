#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "api/endpoint.h"

namespace entente::cli {

class Host;
struct Command;

/// Who keeps the registers of items and people, or audits them: nothing in them is hidden from
/// these.
inline constexpr api::Roles kSeesRegister{act::Role::security_officer, act::Role::registry_officer,
                                          act::Role::auditor};
/// Who sees items at all, those that there is a need to know.
inline constexpr api::Roles kSeesItems{act::Role::security_officer, act::Role::registry_officer,
                                       act::Role::auditor, act::Role::analyst};

/// One command as it stands on the HTTP interface: its parameters, what it does and what it says
/// are those of the command's own row.
struct EndpointRow {
  std::string_view noun;
  std::string_view verb;
  api::Method method;
  std::string_view path;
  api::Roles roles;
};

/// The table, in the order of the description.
[[nodiscard]] std::span<const EndpointRow> endpoint_rows();

/// A command that is not offered over HTTP, and why.
struct LocalRow {
  std::string_view noun;
  std::string_view verb;
  std::string_view why;
};
[[nodiscard]] std::span<const LocalRow> local_rows();

/// The rows joined with their commands, and the files of the node's logs, running on `host`, which
/// must outlive them.
[[nodiscard]] std::vector<api::Endpoint> endpoints(Host& host);
/// The endpoint of a command, to be asked from outside: it has no `run`. None where it is not
/// offered.
[[nodiscard]] std::optional<api::Endpoint> endpoint_of(const Command& command);

}  // namespace entente::cli
