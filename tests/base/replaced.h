#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace entente {

/// The text with the first `from` in it replaced, which must be there.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

}  // namespace entente
