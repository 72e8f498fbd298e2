// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace lachan::contact_page {

struct RobotsLimits {
  std::size_t bytes = 500u << 10;  ///< What comes later is not read. \source RFC 9309 section 2.5
  std::size_t pattern_bytes = 1000;
};

/// Whether the robots.txt `text` lets `agent` (a product token, "lachan") read `target` (path and
/// query). Rules of the groups that name the agent, else of "*"; the longest rule that fits
/// decides, "allow" when two are as long. Linear in the text times the length of the target.
/// \source RFC 9309
bool RobotsAllow(std::string_view text, std::string_view agent, std::string_view target,
                 const RobotsLimits& limits = {});

}  // namespace lachan::contact_page
