// SPDX-License-Identifier: Apache-2.0
#include "scan/testing_scan.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "formats/evtx.h"
#include "scan/cutter.h"
#include "scan/source.h"

namespace lachan::scan::testing {
namespace fs = std::filesystem;
namespace {

std::string_view Word(Unread why) {
  switch (why) {
    case Unread::kMalformed:
      return "?malformed";
    case Unread::kTooLarge:
      return "?large";
    case Unread::kTooDeep:
      return "?deep";
    case Unread::kCutOff:
      return "?cut";
    case Unread::kDamagedRecord:
    case Unread::kDamagedChunk:
      break;
  }
  return "?damaged";
}

void AddUnits(const Slice& slice, std::vector<std::string>& units) {
  const std::string_view all = slice.bytes.view();
  if (slice.format == Format::kEvtx) {
    for (std::size_t at = 0; at < all.size(); at += formats::kEvtxChunk)
      units.emplace_back(all.substr(at, formats::kEvtxChunk));
  } else if (slice.format == Format::kJsonLines || slice.format == Format::kText) {
    for (const auto& unread : slice.unread) units.emplace_back(Word(unread.why));
    for (const auto line : Split(all, '\n')) {
      if (!Trim(line).empty()) units.emplace_back(line);
    }
  } else {
    auto unread = slice.unread.begin();
    for (std::size_t i = 0; i < slice.records.size(); ++i) {
      if (unread != slice.unread.end() && unread->unit == i + 1) {
        units.emplace_back(Word((unread++)->why));
      } else {
        units.emplace_back(all.substr(slice.records[i].begin, slice.records[i].size));
      }
    }
    EXPECT_TRUE(unread == slice.unread.end());
  }
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "lachan-scan-XXXXXX").string();
  path_ = ::mkdtemp(name.data());
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string TemporaryFolder::Write(std::string_view name, std::string_view bytes) const {
  const fs::path path = fs::path(path_) / name;
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path.string();
}

std::string Gzip(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string Zstd(std::string_view text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

std::string Utf16Le(std::string_view ascii) {
  std::string text = "\xff\xfe";
  for (const char c : ascii) text += {c, '\0'};
  return text;
}

std::vector<std::string> UnitsOf(std::string_view text, std::size_t slice_bytes,
                                 std::size_t unit_bytes) {
  BufferPool pool(slice_bytes);
  const auto source = Unpacked(FromText(std::string(text)));
  const auto head = source->Peek(kSniffBytes);
  const auto format = Sniff(head, head.size() < kSniffBytes).format;
  std::vector<std::string> units;
  if (format == Format::kEmpty || format == Format::kOther) return units;
  Cutter cutter(*source, format, pool, {slice_bytes, unit_bytes});
  while (const auto slice = cutter.Next()) {
    EXPECT_LE(slice->bytes.size(), std::max(slice_bytes, unit_bytes + 1));
    AddUnits(*slice, units);
  }
  return units;
}

}  // namespace lachan::scan::testing
