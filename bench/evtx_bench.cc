// SPDX-License-Identifier: Apache-2.0
// Reading of Windows event logs alone, on one thread.
// Usage: evtx_bench [--seconds=N] LOG.evtx...
// The files are read into memory first, then over and over. MB/s counts the part of each chunk that
// holds records: small logs are mostly empty. Each chunk's best time of all rounds counts; a bare
// sum over the same bytes, taken in turns, tells how busy the machine is.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <numeric>
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

std::uint64_t Sum(std::string_view bytes) {
  std::uint64_t sum = 0, word = 0;
  for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
    std::memcpy(&word, bytes.data() + at, sizeof word);
    sum += word;
  }
  return sum;
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
  std::uint64_t sum = 0;
  std::vector<double> reading(chunks.size(), 1e9), summing(chunks.size(), 1e9);
  for (const auto begin = Timer::now(); Since(begin) < seconds;) {
    records = fields = 0;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
      const auto from = Timer::now();
      reader.Start(chunks[i]);
      for (; reader.Next(record); ++records) fields += record.fields.size();
      reading[i] = std::min(reading[i], Since(from));
    }
    for (std::size_t i = 0; i < chunks.size(); ++i) {
      const auto from = Timer::now();
      sum += Sum(chunks[i].substr(0, UsedBytes(chunks[i])));
      summing[i] = std::min(summing[i], Since(from));
    }
  }
  const double best = std::accumulate(reading.begin(), reading.end(), 0.0);
  const double best_sum = std::accumulate(summing.begin(), summing.end(), 0.0);
  if (records == 0) {
    std::fprintf(stderr, "no records read; usage: evtx_bench [--seconds=N] LOG.evtx...\n");
    return 1;
  }
  std::printf("%zu files, %zu chunks in use, %.1f MB, %zu records, %zu fields\n", files.size(),
              chunks.size(), static_cast<double>(used) / 1e6, records, fields);
  std::printf("%.0f MB/s, %.0f records/s; %.1f times a bare sum of %.0f MB/s (%llx)\n",
              static_cast<double>(used) / 1e6 / best, static_cast<double>(records) / best,
              best / best_sum, static_cast<double>(used) / 1e6 / best_sum,
              static_cast<unsigned long long>(sum));
  return 0;
}
