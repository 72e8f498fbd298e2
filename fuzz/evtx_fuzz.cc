// SPDX-License-Identifier: Apache-2.0
// A chunk, its records with few limits. Files of the corpus are cut after their records, so that
// inputs stay small; the header's checksum is set right for every second input.
#include <zlib.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "formats/evtx.h"

namespace {

void SealHeader(std::string& chunk) {
  if (chunk.size() < 512) return;
  const auto* bytes = reinterpret_cast<const Bytef*>(chunk.data());
  const auto sum = static_cast<std::uint32_t>(crc32(crc32(0, bytes, 120), bytes + 128, 384));
  std::memcpy(chunk.data() + 124, &sum, sizeof sum);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string chunk(reinterpret_cast<const char*>(data), size);
  if (size % 2 == 0) SealHeader(chunk);
  static lachan::NameTable names;
  lachan::formats::EvtxLimits limits;
  limits.fields = 500;
  limits.steps = 100'000;
  lachan::formats::EvtxReader reader(names, limits);
  reader.Start(chunk);
  lachan::FlatRecord record;
  std::string text;
  while (reader.Next(record)) {
    if (record.fields.empty() || record.fields.size() > limits.fields) std::abort();
    text.clear();
    for (const auto& field : record.fields) {
      if (field.name >= names.size()) std::abort();
      if (!lachan::AppendDecoded(field.value, text)) std::abort();
    }
  }
  const auto& counts = reader.counts();
  if (counts.records + counts.damaged_records > 2 * size + 2) std::abort();
  return 0;
}
