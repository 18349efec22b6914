#include "format/toml.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>

#include "base/errors.h"
#include "base/text.h"
#include "format/errors.h"
#include "format/toml_depth.h"
#include "format/toml_tree.h"

namespace entente::format {
namespace {

constexpr std::size_t kTomlDepth = 32;

TomlPosition to_position(const toml::source_position& from) {
  return {static_cast<std::uint32_t>(from.line), static_cast<std::uint32_t>(from.column)};
}

/// Turns toml++'s tree into ours. Its recursion is bounded by `too_deep`.
class Builder {
 public:
  explicit Builder(TomlTree& tree) : tree_(&tree) {}

  Result<TomlNode> build(const toml::node& from) {
    TomlData& data = tree_->values.emplace_back();
    data.tree = tree_;
    data.position = to_position(from.source().begin);
    ENTENTE_CHECK(fill(data, from));
    return data.handle();
  }

 private:
  Status fill(TomlData& data, const toml::node& from) {
    switch (from.type()) {
      case toml::node_type::table:
        return fill_table(data, *from.as_table());
      case toml::node_type::array:
        return fill_array(data, *from.as_array());
      case toml::node_type::string:
        data.type = TomlType::string;
        data.text = from.as_string()->get();
        return {};
      case toml::node_type::integer:
        data.type = TomlType::integer;
        data.integer = from.as_integer()->get();
        return {};
      case toml::node_type::boolean:
        data.type = TomlType::boolean;
        data.boolean = from.as_boolean()->get();
        return {};
      case toml::node_type::floating_point:
        return fill_number(data, from.as_floating_point()->get());
      case toml::node_type::date:
        return fill_date(data, from.as_date()->get());
      case toml::node_type::date_time:
        return fill_instant(data, from.as_date_time()->get());
      default:
        return data.handle().error("A time without day and zone says nothing here.");
    }
  }

  Status fill_table(TomlData& data, const toml::table& from) {
    data.type = TomlType::table;
    for (const auto& [key, child] : from) {
      const std::string& name = tree_->keys.emplace_back(key.str());
      ENTENTE_TRY(const TomlNode value, build(child));
      data.members.push_back({name, to_position(key.source().begin), value});
    }
    // toml++ sorts by name; people wrote an order.
    std::sort(
        data.members.begin(), data.members.end(),
        [](const TomlMember& a, const TomlMember& b) { return a.key_position < b.key_position; });
    return {};
  }

  Status fill_array(TomlData& data, const toml::array& from) {
    data.type = TomlType::array;
    data.elements.reserve(from.size());
    for (const toml::node& element : from) {
      ENTENTE_TRY(const TomlNode value, build(element));
      data.elements.push_back(value);
    }
    return {};
  }

  static Status fill_number(TomlData& data, double value) {
    data.type = TomlType::number;
    data.number = value;
    if (!std::isfinite(value)) {
      return data.handle().error("A number must be finite.");
    }
    return {};
  }

  static Status fill_date(TomlData& data, const toml::date& value) {
    data.type = TomlType::date;
    const Result<CivilDate> date = CivilDate::make(value.year, value.month, value.day);
    if (!date) {
      return data.handle().error(date.error().message());
    }
    data.date = *date;
    return {};
  }

  static Status fill_instant(TomlData& data, const toml::date_time& value) {
    data.type = TomlType::instant;
    if (!value.offset) {
      return data.handle().error("An instant needs its zone, such as +09:00 or Z.");
    }
    const int offset = value.offset->minutes;
    const Result<Instant> instant = Instant::parse(
        fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}{}{:02}:{:02}", value.date.year,
                    value.date.month, value.date.day, value.time.hour, value.time.minute,
                    value.time.second, value.time.nanosecond, offset < 0 ? '-' : '+',
                    std::abs(offset) / 60, std::abs(offset) % 60));
    if (!instant) {
      return data.handle().error(instant.error().message());
    }
    data.instant = *instant;
    return {};
  }

  TomlTree* tree_;
};

Error bad(const TomlTree& tree, TomlPosition position, std::string message) {
  return Error(kBadToml, std::move(message), tree.where(position));
}

Status check_before_parsing(std::string_view text, const TomlTree& tree, TomlLimits limits) {
  if (text.size() > limits.bytes) {
    return Error(kTooLarge, "The file is larger than it may be.", tree.file);
  }
  if (text.starts_with("\xef\xbb\xbf")) {
    return bad(tree, {1, 1}, "The file begins with a byte order mark.");
  }
  const auto deep = too_deep(text, std::min(limits.depth, kTomlDepth));
  if (deep) {
    return bad(tree, *deep, "The file is nested too deeply here.");
  }
  return {};
}

Status read_into(TomlTree& tree, std::string_view text) {
  const toml::table root = toml::parse(text, std::string_view(tree.file));
  if (!check_utf8(text)) {
    return bad(tree, {1, 1}, "The file is not valid UTF-8.");
  }
  ENTENTE_CHECK(Builder(tree).build(root));
  tree.values.front().position = {1, 1};
  return {};
}

}  // namespace

TomlDocument::TomlDocument(std::unique_ptr<const TomlTree> tree) : tree_(std::move(tree)) {}
TomlDocument::TomlDocument(TomlDocument&&) noexcept = default;
TomlDocument& TomlDocument::operator=(TomlDocument&&) noexcept = default;
TomlDocument::~TomlDocument() = default;

TomlNode TomlDocument::root() const { return tree_->values.front().handle(); }

const std::string& TomlDocument::file() const { return tree_->file; }

std::string TomlDocument::where(TomlPosition position) const { return tree_->where(position); }

Result<TomlDocument> TomlDocument::parse(std::string_view text, std::string_view file,
                                         TomlLimits limits) {
  auto tree = std::make_unique<TomlTree>();
  tree->file = file;
  ENTENTE_CHECK(check_before_parsing(text, *tree, limits));
  try {
    ENTENTE_CHECK(read_into(*tree, text));
  } catch (const toml::parse_error& error) {
    return bad(*tree, to_position(error.source().begin),
               display_safe(std::string(error.description())));
  }
  return TomlDocument(std::move(tree));
}

}  // namespace entente::format
