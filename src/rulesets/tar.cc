// SPDX-License-Identifier: Apache-2.0
#include "rulesets/tar.h"

#include <algorithm>
#include <charconv>

#include "rulesets/archive.h"

namespace lachan::rulesets {
namespace {

constexpr std::size_t kBlock = 512;

std::unexpected<Error> Wrong(std::string_view what) {
  return Fail(ErrorCode::kInvalidInput, "the archive cannot be used: {}", what);
}

/// A field of a header, up to its NUL.
std::string_view TextField(std::string_view header, std::size_t at, std::size_t size) {
  const auto field = header.substr(at, size);
  return field.substr(0, std::min(field.find('\0'), field.size()));
}

std::optional<std::uint64_t> OctalField(std::string_view header, std::size_t at, std::size_t size) {
  auto field = header.substr(at, size);
  while (!field.empty() && field.front() == ' ') field.remove_prefix(1);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value, 8);
  if (error != std::errc{}) return std::nullopt;
  return value;
}

std::uint64_t ChecksumOf(std::string_view header) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    sum += i >= 148 && i < 156 ? std::uint64_t{' '} : static_cast<unsigned char>(header[i]);
  }
  return sum;
}

bool IsRightHeader(std::string_view header) {
  const auto told = OctalField(header, 148, 8);
  return told && *told == ChecksumOf(header);
}

bool IsZero(std::string_view block) {
  return std::ranges::all_of(block, [](char c) { return c == '\0'; });
}

std::size_t Padded(std::size_t bytes) { return (bytes + kBlock - 1) / kBlock * kBlock; }

/// The path among the records "27 path=…\n" of a pax header; empty when there is none.
std::string PaxPath(std::string_view records) {
  std::string path;
  while (!records.empty()) {
    std::size_t length = 0;
    const auto [end, error] =
        std::from_chars(records.data(), records.data() + records.size(), length);
    const auto digits = static_cast<std::size_t>(end - records.data());
    if (error != std::errc{} || length <= digits + 1 || length > records.size()) return path;
    const auto record = records.substr(digits + 1, length - digits - 2);
    if (record.starts_with("path=")) path = record.substr(5);
    records.remove_prefix(length);
  }
  return path;
}

std::string UstarPath(std::string_view header) {
  const auto name = TextField(header, 0, 100);
  const bool has_prefix = header.substr(257, 5) == "ustar" && header[262] == '\0';
  const auto prefix = has_prefix ? TextField(header, 345, 155) : std::string_view();
  return prefix.empty() ? std::string(name) : fmt::format("{}/{}", prefix, name);
}

void PutText(std::string& header, std::size_t at, std::string_view text) {
  header.replace(at, text.size(), text);
}

std::string Header(std::string_view path, std::size_t bytes, char type) {
  std::string header(kBlock, '\0');
  PutText(header, 0, path.substr(0, 100));
  PutText(header, 100, "0000644");
  PutText(header, 108, "0000000");
  PutText(header, 116, "0000000");
  PutText(header, 124, fmt::format("{:011o}", bytes));
  PutText(header, 136, "00000000000");
  header[156] = type;
  PutText(header, 257, std::string_view("ustar\00000", 8));
  PutText(header, 148, fmt::format("{:06o}", ChecksumOf(header)) + std::string("\0 ", 2));
  return header;
}

void AddEntry(std::string& tar, std::string_view path, std::string_view bytes, char type) {
  tar += Header(path, bytes.size(), type);
  tar += bytes;
  tar.resize(Padded(tar.size()), '\0');
}

std::string PaxRecord(std::string_view key, std::string_view value) {
  const std::size_t fixed = key.size() + value.size() + 3;
  std::size_t length = fixed + 1;
  while (std::to_string(length).size() + fixed != length) ++length;
  return fmt::format("{} {}={}\n", length, key, value);
}

}  // namespace

bool LooksLikeTar(std::string_view bytes) {
  if (bytes.size() < kBlock) return false;
  const auto header = bytes.substr(0, kBlock);
  return IsRightHeader(header) || (bytes.size() >= 2 * kBlock && IsZero(bytes.substr(0, 1024)));
}

Result<std::optional<TarReader::Entry>> TarReader::Next() {
  std::string long_path;
  while (rest_.size() >= kBlock) {
    const auto header = rest_.substr(0, kBlock);
    if (IsZero(header)) return std::nullopt;
    if (!IsRightHeader(header)) return Wrong("a header of the tar is damaged");
    const auto size = OctalField(header, 124, 12);
    if (!size || *size > rest_.size() - kBlock) return Wrong("the tar is cut off");
    const auto bytes = rest_.substr(kBlock, static_cast<std::size_t>(*size));
    rest_.remove_prefix(std::min(rest_.size(), kBlock + Padded(bytes.size())));
    const char type = header[156];
    if (type == 'g') continue;
    if (type == 'x' || type == 'L') {
      if (bytes.size() > (64 << 10)) return Wrong("a name in the tar is too long");
      auto path = type == 'x' ? PaxPath(bytes) : std::string(TextField(bytes, 0, bytes.size()));
      if (!path.empty()) long_path = std::move(path);
      continue;
    }
    Entry entry;
    entry.path = long_path.empty() ? UstarPath(header) : std::move(long_path);
    entry.is_file = type == '0' || type == '\0' || type == '7';
    // "./x" and "x" are one file.
    while (entry.path.starts_with("./")) entry.path.erase(0, 2);
    if (entry.path.empty() || entry.path.ends_with('/')) entry.is_file = false;
    entry.bytes = bytes;
    if (entry.path.size() > max_path_bytes_) return Wrong("a path in the tar is too long");
    return entry;
  }
  if (!rest_.empty()) return Wrong("the tar is cut off");
  return std::nullopt;
}

std::string WriteTar(std::span<const RuleFile> files) {
  std::string tar;
  for (const RuleFile& file : files) {
    if (file.path.size() > 100) AddEntry(tar, "pax", PaxRecord("path", file.path), 'x');
    AddEntry(tar, file.path, file.text, '0');
  }
  tar.append(2 * kBlock, '\0');
  return tar;
}

}  // namespace lachan::rulesets
