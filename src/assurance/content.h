// SPDX-License-Identifier: Apache-2.0
/// \file
/// What an uploaded file is, judged by its bytes alone, and whether it may be kept here.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan::assurance {

/// Limits of a file that somebody hands in.
struct ContentLimits {
  std::size_t max_bytes = 20 << 20;
  std::size_t max_zip_entries = 5000;
  std::size_t max_text_bytes =
      16 << 20;  ///< Of office files, unpacked, that is searched for marks.
};

/// Media type from the content: PDF, PNG, JPEG, docx, xlsx, other zip, JSON, XML, CSV, plain text.
/// \error kUnsupported   none of these; programs and macros are none of these.
/// \error kInvalidInput  empty, or longer than the limit.
Result<std::string> MediaTypeOf(std::string_view bytes, const ContentLimits& limits = {});

/// Whether a text carries the stamp of a state secret (MẬT, TỐI MẬT, TUYỆT MẬT) on a line of its
/// own or after "Độ mật:". \source Luật Bảo vệ bí mật nhà nước Đ8; directive 1.đ
bool HasSecrecyMark(std::string_view utf8_text);

/// The same for a file: texts as they are; docx and xlsx by their text parts. Scans and PDF cannot
/// be read and pass.
/// \error kInvalidInput  an office file that cannot be unpacked within the limits.
Result<bool> FileHasSecrecyMark(std::string_view bytes, std::string_view media_type,
                                const ContentLimits& limits = {});

/// Name without path, control and reserved characters, at most 200 code points; never empty.
std::string SafeFileName(std::string_view name);

}  // namespace lachan::assurance
