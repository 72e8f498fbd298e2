// SPDX-License-Identifier: Apache-2.0
// An archive with rules: whatever it is, what is taken keeps to the limits, stays below the set,
// and comes back from our own archive as it was.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "rulesets/archive.h"

using namespace lachan::rulesets;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const ContentLimits limits{
      .max_files = 50, .max_file_bytes = 4096, .max_bytes = 64 << 10, .max_entries = 200};
  for (const auto layout : {Layout::kAsIs, Layout::kUnfolded}) {
    const auto read = ReadArchive(bytes, limits, layout);
    if (!read) {
      LACHAN_CHECK(!read.error().message().empty(), "says what is wrong");
      continue;
    }
    LACHAN_CHECK(read->content.files.size() <= limits.max_files, "files");
    LACHAN_CHECK(read->content.bytes <= limits.max_bytes, "bytes");
    for (const RuleFile& file : read->content.files) {
      LACHAN_CHECK(file.text.size() <= limits.max_file_bytes, "bytes of a file");
      LACHAN_CHECK(file.path.front() != '/' && file.path.find("..") != 0, "below the set");
      const auto clean = CleanPath(file.path, limits);
      LACHAN_CHECK(clean && *clean == file.path, "a clean path");
    }
    const auto again = ReadArchive(WriteTar(read->content.files), limits, Layout::kAsIs);
    LACHAN_CHECK(again && again->content.hash == read->content.hash, "comes back as it was");
  }
  return 0;
}
