// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

namespace lachan {

std::string_view ToString(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidInput:
      return "invalid_input";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kConflict:
      return "conflict";
    case ErrorCode::kFailedPrecondition:
      return "failed_precondition";
    case ErrorCode::kDenied:
      return "denied";
    case ErrorCode::kUnauthenticated:
      return "unauthenticated";
    case ErrorCode::kExhausted:
      return "exhausted";
    case ErrorCode::kUnavailable:
      return "unavailable";
    case ErrorCode::kCorrupt:
      return "corrupt";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "internal";
}

std::string Error::Text() const {
  std::string text = message_;
  for (const auto& field : fields_) text += fmt::format("; {}: {}", field.name, field.message);
  for (const auto& frame : frames_) text += "; while " + frame;
  return text;
}

}  // namespace lachan
