// SPDX-License-Identifier: Apache-2.0
// CVE records and the criteria in them, for any bytes: records add up, what is read is written and
// read again as the same, and a name matches itself.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "register/cpe_match.h"
#include "scan_reports/cve_feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lachan;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto criterion = registry::ParseCriterion(bytes)) {
    const auto text = criterion->Text();
    const auto again = registry::ParseCriterion(text);
    if (!again || again->Text() != text) __builtin_trap();
    (void)registry::Match(*criterion, criterion->name, "1.0");
    const registry::CpeCriterion bare{criterion->name};
    if (registry::Match(bare, bare.name) == registry::Applies::kNo) __builtin_trap();
  }
  const auto order = registry::CompareVersions(bytes.substr(0, size / 2), bytes.substr(size / 2));
  const auto back = registry::CompareVersions(bytes.substr(size / 2), bytes.substr(0, size / 2));
  if ((order < 0) != (back > 0) || (order == 0) != (back == 0)) __builtin_trap();
  const auto feed = scan_reports::ReadCveFeed(bytes, {.bytes = 1 << 20, .unpacked = 4 << 20});
  if (!feed) return 0;
  if (feed->read != feed->records.size() + feed->withdrawn + feed->rejected) __builtin_trap();
  return 0;
}
