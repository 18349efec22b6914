#pragma once

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/error.h"
#include "base/invariant.h"

namespace entente {

/// A value, or the error that stands in its place. Reading the wrong one is a broken invariant.
/// `Result<void>` has no value. Thread-safety: that of `T`.
template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  template <class U = T>
    requires(std::is_convertible_v<U &&, T> && !std::is_same_v<std::remove_cvref_t<U>, Result> &&
             !std::is_same_v<std::remove_cvref_t<U>, Error>)
  Result(U&& value) : state_(std::in_place_index<0>, std::forward<U>(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] T& value() & {
    ENTENTE_INVARIANT(ok());
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] const T& value() const& {
    ENTENTE_INVARIANT(ok());
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] T&& value() && {
    ENTENTE_INVARIANT(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  [[nodiscard]] T& operator*() & { return value(); }
  [[nodiscard]] const T& operator*() const& { return value(); }
  [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
  [[nodiscard]] T* operator->() { return &value(); }
  [[nodiscard]] const T* operator->() const { return &value(); }

  [[nodiscard]] const Error& error() const {
    ENTENTE_INVARIANT(!ok());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  void value() const { ENTENTE_INVARIANT(ok()); }
  [[nodiscard]] const Error& error() const {
    ENTENTE_INVARIANT(!ok());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace entente

#define ENTENTE_JOIN_(a, b) a##b
#define ENTENTE_JOIN(a, b) ENTENTE_JOIN_(a, b)

/// `ENTENTE_TRY(auto x, f());` declares `x` with the value of `f()`, or returns its error.
#define ENTENTE_TRY(declaration, ...) \
  ENTENTE_TRY_(ENTENTE_JOIN(entente_try_, __LINE__), declaration, __VA_ARGS__)
#define ENTENTE_TRY_(temporary, declaration, ...) \
  auto temporary = (__VA_ARGS__);                 \
  if (!temporary.ok()) {                          \
    return temporary.error();                     \
  }                                               \
  declaration = std::move(temporary).value()

/// Returns the error of an expression whose value is not needed.
#define ENTENTE_CHECK(...)                     \
  do {                                         \
    auto entente_check_result = (__VA_ARGS__); \
    if (!entente_check_result.ok()) {          \
      return entente_check_result.error();     \
    }                                          \
  } while (false)
