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
  if (const auto events = lachan::pipeline::ReadBatch(std::make_shared<const std::string>(bytes))) {
    // Lossless: what was read is written and read again alike.
    const auto again = lachan::EventBatch::Of(events->ToEvents());
    const auto second = lachan::EventBatch::Read(again.bytes());
    if (!second || second->size() != events->size() ||
        *lachan::EventBatch::Of(second->ToEvents()).bytes() != *again.bytes()) {
      std::abort();
    }
  }
  return 0;
}
