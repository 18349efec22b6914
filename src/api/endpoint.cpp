#include "api/endpoint.h"

#include <algorithm>

#include "base/text.h"

namespace entente::api {
namespace {

struct ValueForm {
  std::string_view value;
  Form form;
};

/// What help calls a value, and how it is written outside.
constexpr ValueForm kForms[] = {
    {"", Form::flag},       {"DATE", Form::date},   {"INSTANT", Form::instant}, {"N", Form::number},
    {"CODES", Form::names}, {"ROLES", Form::names}, {"ITEMS", Form::names}};

Form form_of(const OptionSpec& option) {
  const auto* row = std::ranges::find(kForms, option.value, &ValueForm::value);
  return row == std::end(kForms) ? Form::text : row->form;
}

}  // namespace

bool Roles::admit(const std::vector<act::Role>& held) const {
  return empty() || std::ranges::any_of(held, [this](act::Role role) { return has(role); });
}

std::vector<Parameter> parameters_of(const Endpoint& endpoint) {
  std::vector<Parameter> all;
  std::ptrdiff_t in_the_path = 0;
  const auto add = [&](const OptionSpec& spec, Form form, std::size_t position) {
    Parameter parameter{ascii_lower(spec.name), form,    Place::body, spec.required,
                        std::string(spec.help), position};
    const bool in_path = endpoint.path.find("{" + parameter.name + "}") != std::string::npos ||
                         endpoint.path.find("{+" + parameter.name + "}") != std::string::npos;
    parameter.place = in_path                           ? Place::path
                      : parameter.name == endpoint.file ? Place::file
                      : endpoint.method == Method::post ? Place::body
                                                        : Place::query;
    parameter.required = parameter.required || in_path;
    const auto at = in_path ? all.begin() + in_the_path++ : all.end();
    all.insert(at, std::move(parameter));
  };
  for (std::size_t i = 0; i < endpoint.positionals.size(); ++i) {
    add(endpoint.positionals[i], Form::text, i);
  }
  for (const OptionSpec& option : endpoint.options) {
    // A file's name is one on the caller's machine: what it holds comes as the form's file, what is
    // written is the response. No name reaches the node's own disk.
    const bool names_a_file = option.value == "FILE" && option.name != endpoint.file;
    if (!names_a_file) {
      add(option, form_of(option), Parameter::kOption);
    }
  }
  return all;
}

}  // namespace entente::api
