// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "pipeline/event_codec.h"
#include "spool_disk/frame.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto frame = lachan::spool_disk::DecodeFrame(bytes, true);
  if (frame.size > size) std::abort();
  (void)lachan::spool_disk::DecodePositions(bytes);
  (void)lachan::spool_disk::IsSegmentHeader(bytes);
  if (const auto events = lachan::pipeline::DecodeEvents(bytes)) {
    // Lossless: what was read is written and read again alike.
    const std::string again = lachan::pipeline::EncodeEvents(*events);
    const auto second = lachan::pipeline::DecodeEvents(again);
    if (!second || lachan::pipeline::EncodeEvents(*second) != again) std::abort();
  }
  return 0;
}
