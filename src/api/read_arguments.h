#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/multipart.h"
#include "api/router.h"
#include "format/json.h"

namespace entente::api {

/// The parameters of a request, read against the endpoint's row: what the row does not name is an
/// error, and so is what stands twice, is missing, or is not of its form (AB40, AB41). A parameter
/// of the path cannot stand in the query or the body too. All errors are `api.bad-parameter`, with
/// the parameter's name as the place.
class ArgumentReader {
 public:
  explicit ArgumentReader(const Match& match);

  /// `application/x-www-form-urlencoded`, as browsers write queries: `+` is a space. What the
  /// endpoint does not name is passed over where its row says so.
  [[nodiscard]] Status read_query(std::string_view query);
  /// A JSON object; members that are null are as if not there. Empty: no parameters.
  [[nodiscard]] Status read_json(BytesView body);
  [[nodiscard]] Status read_fields(const std::vector<std::pair<std::string, std::string>>& fields);
  /// A file came with this name.
  [[nodiscard]] Status take_file(std::string_view name);
  /// All, or what is missing.
  [[nodiscard]] Result<Arguments> finish();

 private:
  [[nodiscard]] Result<const Parameter*> find(std::string_view name, Place place) const;
  [[nodiscard]] Status put(const Parameter& parameter, std::string value);
  [[nodiscard]] Status put_text(std::string_view name, Place place, std::string value);
  [[nodiscard]] Status put_json(const Parameter& parameter, format::JsonValue value);

  const Match& match_;
  Arguments arguments_;
  std::vector<std::string> given_;
};

}  // namespace entente::api
