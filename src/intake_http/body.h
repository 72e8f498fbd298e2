// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: the body of a request, unpacked.
#pragma once

#include <string>
#include <string_view>

#include "bodies/trouble.h"
#include "intake_http/intake.h"

namespace lachan::intake_http {

using bodies::Taking;
using bodies::Trouble;

/// Bytes that are the request's own or were unpacked from them.
class Body {
 public:
  /// \error 400 damaged, 413 too large unpacked, 415 another Content-Encoding
  static Taking<Body> Of(const web::Request& request, const Options& options);

  std::string_view text() const { return is_own_ ? std::string_view(own_) : view_; }
  /// The same with bodies::kPadding readable bytes behind, for parsers that read over the end.
  std::string_view padded();

 private:
  std::string_view view_;
  std::string own_;
  bool is_own_ = false;
};

}  // namespace lachan::intake_http
