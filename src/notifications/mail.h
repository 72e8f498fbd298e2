// SPDX-License-Identifier: Apache-2.0
/// \file
/// A mail as bytes. Pure.
/// \source RFC 5322 (format), RFC 2045 and 2047 (MIME), RFC 3834 (automatic mail), RFC 2919
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "core/time.h"

namespace lachan::notifications {

struct Mail {
  std::string from_name, from_address;
  std::string to_name, to_address;
  std::string subject;
  std::string text;     ///< UTF-8, lines ended by \n.
  std::string mail_id;  ///< Without angle brackets.
  std::string list_id;  ///< "nhac-viec.lachan.thanhhoa.gov.vn"
  Instant date;
};

/// Whether `address` may stand in an envelope and a header: local@domain in ASCII, no blank, no
/// control character, nothing that could end a header or a command.
bool IsMailAddress(std::string_view address);

/// The message with CRLF line ends and no line over 76 bytes. Headers cannot be injected: whatever
/// is not plain printable ASCII is encoded, and addresses are checked.
/// \error kInvalidInput  an address that may not stand there.
Result<std::string> ComposeMail(const Mail& mail);

/// RFC 2047: plain ASCII stays, all else becomes encoded words of UTF-8, split between characters.
std::string EncodeHeader(std::string_view text);
/// RFC 2045, 6.7.
std::string QuotedPrintable(std::string_view text);

}  // namespace lachan::notifications
