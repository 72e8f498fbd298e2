// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "teams/page_fetcher.h"

namespace lachan::page_fetch {

/// Purpose      One HTTP GET, to addresses of the public Internet only (SEC-18).
/// Concurrency  Thread-safe; each call has a connection of its own.
/// Limits       Time and size in Options; resolving a name takes as long as the system's resolver
/// does.
class CurlPageFetcher final : public teams::PageFetcher {
 public:
  struct Options {
    std::string user_agent;  ///< Names the product and how to reach its operator.
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds total_timeout{20'000};
    std::size_t body_bytes = 2u << 20;  ///< After decompression; the rest is not read.
    bool allow_loopback = false;        ///< 127.0.0.0/8 and ::1 as well, for tests.
    std::string ca_file;                ///< PEM of trusted issuers; empty: those of the system.
  };
  explicit CurlPageFetcher(Options options);

  Result<teams::FetchedPage> Get(const contact_page::PageUrl& url) override;

 private:
  Options options_;
};

}  // namespace lachan::page_fetch
