// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "rulesets/content.h"

namespace lachan::rulesets {

/// Takes files one by one from a folder or an archive, under the limits. Internal to the module.
class Collector {
 public:
  explicit Collector(const ContentLimits& limits) : limits_(limits) {}

  /// Whether a file is to be read; notes why not.
  /// \param bytes  As claimed: what is read is measured again.
  /// \error kInvalidInput  the path leads out of the set, or too many files.
  Result<bool> Wants(std::string_view path, std::uint64_t bytes);
  /// \error kInvalidInput  too many bytes.
  Status Add(std::string_view path, std::string text);
  /// Notes a file that could not be read.
  void LeaveOut(std::string_view path, std::string reason);
  /// Takes away a folder that everything lies in ("sigma-master/").
  void DropCommonFolder();
  ImportedContent Finish() &&;

 private:
  ContentLimits limits_;
  std::map<std::string, std::string, std::less<>> files_;
  std::size_t entries_ = 0, bytes_ = 0;
  ImportedContent out_;
};

}  // namespace lachan::rulesets
