// SPDX-License-Identifier: Apache-2.0
/// \file
/// Errors as values. Our code does not throw; adapters catch what libraries throw at their
/// boundary.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lachan {

/// One code per *reaction*, not per cause. Causes live in the message.
enum class ErrorCode : std::uint8_t {
  kInvalidInput,        ///< Fix the request; retrying unchanged cannot help.
  kNotFound,            ///< The named thing does not exist (or is hidden).
  kConflict,            ///< Re-read, then decide again.
  kFailedPrecondition,  ///< Do something else first (e.g. approve the report).
  kDenied,              ///< Known caller, insufficient rights.
  kUnauthenticated,     ///< Unknown caller.
  kExhausted,           ///< A limit was hit; slow down or raise it.
  kUnavailable,         ///< Transient; retry with back-off.
  kCorrupt,             ///< Stored bytes are wrong; page a human.
  kUnsupported,         ///< Valid, but this build or source cannot do it.
  kInternal,            ///< Our bug.
};

/// Stable, searchable name of a code: "invalid_input", "not_found", …
std::string_view ToString(ErrorCode code);

/// A failure with its context. Frames are added where the error passes, innermost first.
/// Never carries event payloads or secrets: logs are read by more people than events are.
class Error {
 public:
  /// One field of a form or request that is wrong: name and a message key or text.
  struct Field {
    std::string name;
    std::string message;
  };

  Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::vector<std::string>& frames() const { return frames_; }
  const std::vector<Field>& fields() const { return fields_; }

  /// Adds what was being attempted, e.g. "reading setting http.address".
  Error&& With(std::string frame) && {
    if (!frame.empty()) frames_.push_back(std::move(frame));
    return std::move(*this);
  }
  Error&& With() && { return std::move(*this); }
  /// Adds a wrong field; for kInvalidInput.
  Error&& WithField(std::string name, std::string message) && {
    AddField({std::move(name), std::move(message)});
    return std::move(*this);
  }
  void AddField(Field field) { fields_.push_back(std::move(field)); }

  /// "port is not a number: '5x'; while reading setting http.address"
  std::string Text() const;

 private:
  ErrorCode code_;
  std::string message_;
  std::vector<std::string> frames_;
  std::vector<Field> fields_;
};

template <class T>
using Result = std::expected<T, Error>;
/// Outcome of an action without a value.
using Status = Result<void>;

/// Makes an unexpected value: `return Fail(ErrorCode::kNotFound, "no incident {}", id);`
template <class... Args>
[[nodiscard]] std::unexpected<Error> Fail(ErrorCode code, fmt::format_string<Args...> format,
                                          Args&&... args) {
  return std::unexpected<Error>(std::in_place, code,
                                fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace lachan

#define LACHAN_CONCAT_INNER(a, b) a##b
#define LACHAN_CONCAT(a, b) LACHAN_CONCAT_INNER(a, b)

/// LACHAN_TRY(const int port, ParsePort(text), "reading setting x"): declares `port`, or returns
/// the error with the optional context added.
#define LACHAN_TRY(declaration, expression, ...)                                    \
  auto LACHAN_CONCAT(lachan_try_, __LINE__) = (expression);                         \
  if (!LACHAN_CONCAT(lachan_try_, __LINE__))                                        \
    return std::unexpected<::lachan::Error>(                                        \
        std::move(LACHAN_CONCAT(lachan_try_, __LINE__)).error().With(__VA_ARGS__)); \
  declaration = std::move(*LACHAN_CONCAT(lachan_try_, __LINE__))

/// The same for an expression whose value is not needed (Status or any Result).
#define LACHAN_TRY_DO(expression, ...)                             \
  do {                                                             \
    if (auto lachan_try_result = (expression); !lachan_try_result) \
      return std::unexpected<::lachan::Error>(                     \
          std::move(lachan_try_result).error().With(__VA_ARGS__)); \
  } while (false)
