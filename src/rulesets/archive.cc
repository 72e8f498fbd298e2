// SPDX-License-Identifier: Apache-2.0
#include "rulesets/archive.h"

#include <zip.h>
#include <zlib.h>

#include <array>
#include <memory>
#include <optional>

#include "base/text.h"
#include "rulesets/collector.h"
#include "rulesets/tar.h"

namespace lachan::rulesets {
namespace {

std::unexpected<Error> Damaged(std::string_view what) {
  return Fail(ErrorCode::kInvalidInput, "the archive cannot be used: {}", what);
}

using Zip = std::unique_ptr<zip_t, decltype(&zip_discard)>;

Zip OpenZip(std::string_view bytes) {
  Zip none(nullptr, &zip_discard);
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_error_fini(&error);
  if (source == nullptr) return none;
  zip_error_init(&error);
  zip_t* const zip = zip_open_from_source(source, ZIP_RDONLY, &error);
  zip_error_fini(&error);
  if (zip == nullptr) {
    zip_source_free(source);
    return none;
  }
  return {zip, &zip_discard};
}

/// Unpacked bytes of an entry; empty when damaged, encrypted or more than `limit`.
std::optional<std::string> ReadEntry(zip_t* zip, zip_uint64_t index, std::size_t limit) {
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(zip_fopen_index(zip, index, 0),
                                                                &zip_fclose);
  if (file == nullptr) return std::nullopt;
  std::string text;
  std::array<char, 64 << 10> buffer;
  for (;;) {
    const zip_int64_t got = zip_fread(file.get(), buffer.data(), buffer.size());
    if (got < 0 || text.size() + static_cast<std::size_t>(got) > limit) return std::nullopt;
    if (got == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

Status ReadZip(std::string_view bytes, const ContentLimits& limits, Collector& collector) {
  const Zip zip = OpenZip(bytes);
  if (zip == nullptr) return Damaged("the zip is damaged");
  const auto entries = zip_get_num_entries(zip.get(), 0);
  if (entries < 0 || static_cast<std::size_t>(entries) > limits.max_entries) {
    return Damaged(fmt::format("more than {} entries", limits.max_entries));
  }
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(entries); ++i) {
    const char* const name = zip_get_name(zip.get(), i, ZIP_FL_ENC_RAW);
    if (name == nullptr || std::string_view(name).ends_with('/')) continue;
    zip_stat_t stat;
    zip_stat_init(&stat);
    zip_stat_index(zip.get(), i, 0, &stat);
    LACHAN_TRY(const bool wanted,
               collector.Wants(name, (stat.valid & ZIP_STAT_SIZE) != 0 ? stat.size : 0));
    if (!wanted) continue;
    auto text = ReadEntry(zip.get(), i, limits.max_file_bytes);
    if (!text) {
      collector.LeaveOut(name, "damaged, encrypted, or larger than it says");
      continue;
    }
    LACHAN_TRY_DO(collector.Add(name, *std::move(text)));
  }
  return {};
}

/// \error kInvalidInput  damaged, or more than `limit` bytes
Result<std::string> Gunzip(std::string_view bytes, std::size_t limit) {
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return Damaged("zlib does not start");
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> owner(&stream, &inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  std::array<char, 256 << 10> buffer;
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END) return Damaged("the gzip is damaged or cut off");
    out.append(buffer.data(), buffer.size() - stream.avail_out);
    if (out.size() > limit) {
      return Damaged(fmt::format("it unpacks to more than {} MiB", limit >> 20));
    }
    if (status == Z_STREAM_END) return out;
  }
}

Status ReadTar(std::string_view bytes, const ContentLimits& limits, Collector& collector) {
  TarReader reader(bytes, limits.max_path_bytes);
  for (std::size_t entries = 0;; ++entries) {
    LACHAN_TRY(const auto entry, reader.Next());
    if (!entry) return {};
    if (entries >= limits.max_entries) {
      return Damaged(fmt::format("more than {} entries", limits.max_entries));
    }
    if (!entry->is_file) continue;
    LACHAN_TRY(const bool wanted, collector.Wants(entry->path, entry->bytes.size()));
    if (wanted) LACHAN_TRY_DO(collector.Add(entry->path, std::string(entry->bytes)));
  }
}

}  // namespace

Result<ImportedContent> ReadArchive(std::string_view bytes, const ContentLimits& limits,
                                    Layout layout) {
  Collector collector(limits);
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) {
    LACHAN_TRY_DO(ReadZip(bytes, limits, collector));
  } else if (bytes.starts_with("\x1f\x8b")) {
    // A tar pads every file, and other files may lie in it.
    LACHAN_TRY(const auto tar, Gunzip(bytes, limits.max_bytes * 4));
    LACHAN_TRY_DO(ReadTar(tar, limits, collector));
  } else if (LooksLikeTar(bytes)) {
    LACHAN_TRY_DO(ReadTar(bytes, limits, collector));
  } else {
    return Fail(ErrorCode::kInvalidInput,
                "not an archive that can be read; send a .zip, .tar or .tar.gz");
  }
  if (layout == Layout::kUnfolded) collector.DropCommonFolder();
  return std::move(collector).Finish();
}

}  // namespace lachan::rulesets
