// SPDX-License-Identifier: Apache-2.0
// Reading of Windows event logs alone, on one thread.
// Usage: evtx_bench [--seconds=N] LOG.evtx...
// The files are read into memory first, then over and over. MB/s counts the part of each chunk that
// holds records: small logs are mostly empty.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "formats/evtx.h"

namespace {

using namespace lachan;
using Timer = std::chrono::steady_clock;

double Since(Timer::time_point begin) {
  return std::chrono::duration<double>(Timer::now() - begin).count();
}

/// Bytes of the header and the records, as the header says; 0 for an unused chunk.
std::size_t UsedBytes(std::string_view chunk) {
  if (!chunk.starts_with("ElfChnk") || chunk.size() < 512) return 0;
  std::uint32_t free = 0;
  std::memcpy(&free, chunk.data() + 48, sizeof free);
  return std::min<std::size_t>(free, chunk.size());
}

std::string ReadFile(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) {
  double seconds = 3;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    if (const std::string_view option = argv[i]; option.starts_with("--seconds=")) {
      seconds = std::atof(argv[i] + 10);
    } else {
      files.push_back(ReadFile(argv[i]));
    }
  }
  std::vector<std::string_view> chunks;
  std::size_t used = 0;
  for (const auto& bytes : files) {
    const auto file = formats::EvtxFile::Open(bytes);
    for (std::size_t i = 0; file && i < file->chunks(); ++i) {
      const std::size_t size = UsedBytes(file->chunk(i));
      if (size == 0) continue;
      used += size;
      chunks.push_back(file->chunk(i));
    }
  }
  NameTable names;
  formats::EvtxReader reader(names);
  FlatRecord record;
  std::size_t records = 0, fields = 0;
  double best = 1e9;
  for (const auto begin = Timer::now(); Since(begin) < seconds;) {
    const auto round = Timer::now();
    records = fields = 0;
    for (const auto chunk : chunks) {
      reader.Start(chunk);
      for (; reader.Next(record); ++records) fields += record.fields.size();
    }
    best = std::min(best, Since(round));
  }
  if (records == 0) {
    std::fprintf(stderr, "no records read; usage: evtx_bench [--seconds=N] LOG.evtx...\n");
    return 1;
  }
  std::printf("%zu files, %zu chunks in use, %.1f MB, %zu records, %zu fields\n", files.size(),
              chunks.size(), static_cast<double>(used) / 1e6, records, fields);
  std::printf("best round: %.0f MB/s, %.0f records/s\n", static_cast<double>(used) / 1e6 / best,
              static_cast<double>(records) / best);
  return 0;
}
