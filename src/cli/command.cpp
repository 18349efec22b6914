#include "cli/command.h"

#include <iterator>

namespace entente::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> all = [] {
    std::vector<Command> joined;
    for (auto family : {node_commands(),
                        backup_commands(),
                        doctor_commands(),
                        config_commands(),
                        peer_commands(),
                        key_commands(),
                        agreement_commands(),
                        instrument_commands(),
                        agreement_view_commands(),
                        overlay_commands(),
                        item_commands(),
                        copy_commands(),
                        derive_commands(),
                        inventory_commands(),
                        consent_commands(),
                        person_commands(),
                        facility_commands(),
                        contractor_commands(),
                        law_commands(),
                        change_commands(),
                        register_commands(),
                        account_commands(),
                        account_binding_commands(),
                        client_commands(),
                        session_commands(),
                        decision_commands(),
                        ledger_commands(),
                        recovery_commands(),
                        evidence_commands(),
                        package_commands(),
                        label_commands(),
                        label_binding_commands(),
                        object_file_commands(),
                        object_commands(),
                        selftest_commands(),
                        completion_commands()}) {
      std::move(family.begin(), family.end(), std::back_inserter(joined));
    }
    return joined;
  }();
  return all;
}

const Command* find_command(std::string_view noun, std::string_view verb) {
  for (const Command& command : commands()) {
    if (command.noun == noun && command.verb == verb) {
      return &command;
    }
  }
  return nullptr;
}

}  // namespace entente::cli
