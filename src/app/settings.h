// SPDX-License-Identifier: Apache-2.0
/// \file
/// Settings: one table with key, kind, default, bounds and meaning. It gives the reader, the
/// checks, `lachan settings` and docs/settings.md. An unknown key refuses the start.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lachan::app {

enum class SettingKind : std::uint8_t { kText, kPath, kAddress, kAddresses, kNumber, kFlag, kList };

struct SettingInfo {
  std::string_view key;  ///< "http.address"; a unit stands in the name: "…_mib", "…_days".
  SettingKind kind;
  std::string_view standard;  ///< Default, as written in a file; lists are separated by commas.
  std::int64_t minimum = 0, maximum = 0;  ///< Numbers only.
  bool secret = false;                    ///< Never shown.
  std::string_view meaning;
};

std::span<const SettingInfo> SettingTable();

/// Values of all settings; every key of the table has one.
class Settings {
 public:
  /// The defaults.
  Settings();

  /// Reads a YAML file of nested maps ("http: {address: …}") over the present values.
  /// \error kInvalidInput  unreadable, unknown key or wrong value; names file, line, key and what
  ///   would be right.
  Status ReadFile(const std::string& path);
  /// Sets one key from text. \error kInvalidInput
  Status Set(std::string_view key, std::string_view value);

  const std::string& Text(std::string_view key) const;
  std::int64_t Number(std::string_view key) const;
  bool Flag(std::string_view key) const;
  std::vector<std::string> List(std::string_view key) const;
  bool IsStandard(std::string_view key) const;

  /// All settings in force, one "key = value" a line; secrets as "(set)".
  std::string Print() const;
  /// The table as Markdown: docs/settings.md.
  static std::string Markdown();

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace lachan::app
