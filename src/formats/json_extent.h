// SPDX-License-Identifier: Apache-2.0
/// \file
/// Where JSON values end, without parsing them.
#pragma once

#include <cstddef>
#include <string_view>

namespace lachan::formats {

/// Finds the end of one object or array whose text may come in pieces.
class JsonExtent {
 public:
  /// \param text  The next bytes; the first ones begin with '{' or '['.
  /// \return bytes up to and with the closing bracket; npos if it is not among them. Brackets of
  ///         both kinds count alike: what is wrong with a value its reader tells.
  std::size_t Find(std::string_view text);
  /// A line feed stood within a text, which JSON does not allow.
  bool newline_in_text() const { return newline_in_text_; }

 private:
  std::size_t depth_ = 0;
  bool in_text_ = false, escaped_ = false, newline_in_text_ = false;
};

/// Bytes of `{"Records":[` (with white space) at the beginning of `text`; 0 if something else
/// stands there, npos if `text` ends before that is known. \source AWS CloudTrail log file format
std::size_t RecordsArrayIn(std::string_view text);

}  // namespace lachan::formats
