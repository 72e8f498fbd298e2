// SPDX-License-Identifier: Apache-2.0
// Cutting bytes of followed files into records, the positions on disk, the rules.
#include <cstdlib>

#include "intake_files/cut.h"
#include "intake_files/positions.h"
#include "intake_files/rules.h"

using namespace lachan::intake_files;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  CutHow how;
  how.kind = static_cast<FileKind>(data[0] % 4);
  how.is_start = (data[0] & 16) != 0;
  how.is_end = (data[0] & 32) != 0;
  how.limits = {.record_bytes = 200, .records = data[1] % 7 + 1u};
  const Cut cut = CutRecords(text, how);
  if (cut.used > text.size()) std::abort();
  // The stretch that was used is, handed over again, the same batch.
  how.is_end = true;
  const Cut again = CutRecords(text.substr(0, cut.used), how);
  if (again.records != cut.records || again.used != cut.used || again.too_long != cut.too_long ||
      again.is_skipping != cut.is_skipping) {
    std::abort();
  }
  if (const auto position = DecodePosition(text)) {
    if (!DecodePosition(EncodePosition(*position))) std::abort();
  }
  if (data[0] >= 224) (void)ParseFileRules(text);
  return 0;
}
