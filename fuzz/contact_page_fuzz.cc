// SPDX-License-Identifier: Apache-2.0
// A page, its robots.txt and its addresses, as anybody may send them.
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "contact_page/address.h"
#include "contact_page/find.h"
#include "contact_page/html_text.h"
#include "contact_page/robots.h"
#include "contact_page/url.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace lachan;
  using namespace lachan::contact_page;
  const std::string_view page(reinterpret_cast<const char*>(data), size);
  const std::string text = HtmlToText(page, {.bytes = 1 << 16, .output_bytes = 1 << 16});
  if (!IsValidUtf8(text) || text.size() > (3u << 16)) std::abort();
  for (const auto& found : {FindPhone(text, "0237 372 1150"), FindPhone(text, "113"),
                            FindEmail(text, "ungcuu@syt.gov.vn")}) {
    if (!found) continue;
    // What was found lies in the text, and so do the words around it.
    if (found->size == 0 || found->at + found->size > text.size()) std::abort();
    if (!IsValidUtf8(found->around)) std::abort();
  }
  // What is found stays found when the page is told as plain text after it.
  if (FindPhone(text + "\n0237 372 1150\n", "02373721150") == std::nullopt) std::abort();
  const auto line = page.substr(0, page.find('\n'));
  RobotsAllow(page, "lachan", line, {.bytes = 1 << 14});
  if (const auto url = ParsePageUrl(line)) {
    const auto again = ParsePageUrl(url->Text());
    if (!again || again->Text() != url->Text() || again->host != url->host) std::abort();
    if (const auto next = ResolvePageUrl(*url, page.substr(0, 3000)); next && next->host.empty()) {
      std::abort();
    }
  }
  IsPublicAddress({data, size < 16 ? size : 16});
  return 0;
}
