// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lachan::contact_page {

struct HtmlLimits {
  std::size_t bytes = 2u << 20;         ///< Of the page; what comes later is not read.
  std::size_t output_bytes = 2u << 20;  ///< Of the text.
  std::size_t attribute_bytes = 2000;   ///< A longer value is cut.
};

/// The text of a page as a visitor reads it: no scripts, styles or comments, entities resolved, a
/// line a block, blanks squeezed. Targets of mailto: and tel: links, alternative texts of images
/// and mail addresses protected in the way of Cloudflare ("data-cfemail") are part of it. Plain
/// text goes through as it is. Never fails; ill-formed UTF-8 is repaired. Linear time.
std::string HtmlToText(std::string_view html, const HtmlLimits& limits = {});

}  // namespace lachan::contact_page
