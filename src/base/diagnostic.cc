// SPDX-License-Identifier: Apache-2.0
#include "base/diagnostic.h"

#include <fmt/format.h>

namespace lachan {

std::string Diagnostic::Text() const {
  std::string text = where.file;
  if (where.line > 0) text += fmt::format(":{}", where.line);
  if (where.column > 0) text += fmt::format(":{}", where.column);
  if (!text.empty()) text += ": ";
  switch (severity) {
    case Severity::kNote:
      text += "note: ";
      break;
    case Severity::kWarning:
      text += "warning: ";
      break;
    case Severity::kError:
      text += "error: ";
      break;
  }
  text += message;
  if (!code.empty()) text += " [" + code + "]";
  if (!hint.empty()) text += "; " + hint;
  return text;
}

}  // namespace lachan
