// SPDX-License-Identifier: Apache-2.0
#include "intel/documents.h"

#include <zstd.h>

#include <chrono>
#include <filesystem>

#include "base/hash.h"
#include "indicators/read.h"
#include "rulesets/content.h"
#include "unpack/whole.h"

namespace lachan::intel {
namespace fs = std::filesystem;
namespace {

constexpr int kPackingLevel = 3;
constexpr std::chrono::hours kMayBeOnItsWay{1};

Result<std::string> Pack(std::string_view text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  const auto size =
      ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), kPackingLevel);
  if (ZSTD_isError(size) != 0) {
    return Fail(ErrorCode::kInternal, "packing a document: {}", ZSTD_getErrorName(size));
  }
  packed.resize(size);
  return packed;
}

}  // namespace

Status DocumentStore::Open() {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (!error) return {};
  return Fail(ErrorCode::kUnavailable, "cannot make the folder {}: {}", folder_, error.message());
}

std::string DocumentStore::PathOf(const std::string& hash, std::string_view ending) const {
  return fmt::format("{}/{}{}", folder_, hash, ending);
}

Status DocumentStore::Keep(const std::string& hash, std::string_view document,
                           std::string_view account) const {
  const auto path = PathOf(hash, ".zst");
  std::error_code error;
  if (fs::is_regular_file(path, error) && Read(hash)) {
    // What is there is good; younger now, so that nobody takes it away before the row is written.
    fs::last_write_time(path, fs::file_time_type::clock::now(), error);
  } else {
    LACHAN_TRY(const auto packed, Pack(document));
    LACHAN_TRY_DO(rulesets::WriteDurably(path, packed), "keeping a document of indicators");
  }
  return rulesets::WriteDurably(PathOf(hash, ".account"), account);
}

Result<std::string> DocumentStore::Read(const std::string& hash) const {
  const auto path = PathOf(hash, ".zst");
  LACHAN_TRY(const auto packed, rulesets::ReadWhole(path), "reading a document of indicators");
  auto text =
      unpack::UnpackAll(packed, unpack::Packing::kZstd, {.bytes = indicators::ReadLimits{}.bytes});
  if (!text || Sha256Hex(*text) != hash) {
    return Fail(ErrorCode::kCorrupt, "{} is damaged: its content has another hash", path);
  }
  return text;
}

std::string DocumentStore::ReadAccount(const std::string& hash) const {
  return rulesets::ReadWhole(PathOf(hash, ".account")).value_or(std::string());
}

void DocumentStore::KeepOnly(const std::set<std::string, std::less<>>& hashes) const {
  std::error_code error;
  const auto young = fs::file_time_type::clock::now() - kMayBeOnItsWay;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    std::error_code ignored;
    if (hashes.contains(entry.path().stem().string())) continue;
    if (fs::last_write_time(entry.path(), ignored) > young || ignored) continue;
    fs::remove(entry.path(), ignored);
  }
}

}  // namespace lachan::intel
