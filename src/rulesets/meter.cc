// SPDX-License-Identifier: Apache-2.0
#include "rulesets/meter.h"

#include <charconv>
#include <filesystem>
#include <fstream>

#include "base/hash.h"
#include "base/text.h"
#include "rulesets/content.h"

namespace lachan::rulesets {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kMagic = "lachan-windows 1 ";
constexpr std::chrono::hours kUnusedFor{24 * 60};

template <class T>
std::optional<T> NumberIn(std::string_view text, int base) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<WindowFile::Kept> WindowFile::Load() {
  auto text = ReadWhole(path_);
  if (!text || !text->starts_with(kMagic)) return std::nullopt;
  const auto line = std::string_view(*text).substr(0, text->find('\n'));
  const auto words = Split(line.substr(kMagic.size()), ' ');
  if (words.size() != 2 || line.size() == text->size()) return std::nullopt;
  const auto done = NumberIn<pipeline::Sequence>(words[0], 10);
  const auto sum = NumberIn<std::uint32_t>(words[1], 16);
  Kept kept{done.value_or(0), text->substr(line.size() + 1)};
  if (!done || !sum || *sum != Crc32c(kept.bytes)) return std::nullopt;
  return kept;
}

Status WindowFile::Save(const Kept& kept) {
  return WriteDurably(path_, fmt::format("{}{} {:08x}\n", kMagic, kept.done, Crc32c(kept.bytes)),
                      kept.bytes);
}

detect::DatabaseCache PatternCacheIn(const std::string& folder) {
  if (folder.empty()) return {};
  std::error_code ignored;
  fs::create_directories(folder, ignored);
  const auto now = fs::file_time_type::clock::now();
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (now - entry.last_write_time(ignored) > kUnusedFor) fs::remove(entry.path(), ignored);
  }
  detect::DatabaseCache cache;
  const auto path = [folder](std::string_view key) {
    return folder + "/" + Sha256Hex(key) + ".hsdb";
  };
  cache.get = [path](std::string_view key) -> std::optional<std::string> {
    const auto file = path(key);
    auto bytes = ReadWhole(file);
    if (!bytes) return std::nullopt;
    std::error_code error;
    fs::last_write_time(file, fs::file_time_type::clock::now(), error);
    return *std::move(bytes);
  };
  cache.put = [path](std::string_view key, std::string_view bytes) {
    // Not durably: a damaged file is refused when it is read, and made anew.
    const auto target = path(key);
    const auto aside = target + ".new";
    {
      std::ofstream out(aside, std::ios::binary | std::ios::trunc);
      out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
      if (!out) return;
    }
    std::error_code error;
    fs::rename(aside, target, error);
  };
  return cache;
}

}  // namespace lachan::rulesets
