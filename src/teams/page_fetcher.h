// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "contact_page/url.h"

namespace lachan::teams {

/// The answer to one request.
struct FetchedPage {
  int status = 0;
  std::string content_type;
  std::string location;  ///< Of a redirect; not followed.
  std::string body;      ///< Decoded; cut at the limit.
  bool is_cut = false;
};

/// The port to the web. One request, no redirect followed, no cookie, no proxy.
class PageFetcher {
 public:
  virtual ~PageFetcher() = default;
  /// \error kDenied       the name leads to an address that is not of the public Internet.
  /// \error kUnavailable  no such name, no answer in time, a wrong certificate; says which.
  virtual Result<FetchedPage> Get(const contact_page::PageUrl& url) = 0;
};

}  // namespace lachan::teams
