// SPDX-License-Identifier: Apache-2.0
/// \file
/// Reading rules that people write as YAML; errors name the line. For modules that link yaml-cpp.
#pragma once

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/text.h"

namespace lachan::yaml {

template <class... Args>
std::unexpected<Error> Wrong(const YAML::Node& at, fmt::format_string<Args...> format,
                             Args&&... args) {
  return Fail(ErrorCode::kInvalidInput, "line {}: {}", at.Mark().line + 1,
              fmt::format(format, std::forward<Args>(args)...));
}

inline Result<std::string> ReadText(const YAML::Node& node, std::string_view key) {
  if (!node.IsScalar()) return Wrong(node, "'{}' is a text", key);
  return node.as<std::string>();
}

/// One text or a list of at least one. \param what  Of which kind, for the error: "path".
inline Result<std::vector<std::string>> ReadTexts(const YAML::Node& node, std::string_view key,
                                                  std::string_view what, std::size_t most) {
  std::vector<std::string> texts;
  if (node.IsScalar()) {
    texts.push_back(node.as<std::string>());
  } else if (node.IsSequence()) {
    for (const auto& item : node) {
      LACHAN_TRY(texts.emplace_back(), ReadText(item, key));
    }
  }
  if (texts.empty() || texts.size() > most) {
    return Wrong(node, "'{}' is a {} or a list of at most {} {}s", key, what, most, what);
  }
  return texts;
}

/// "start: end" of a rule for records: only what comes from now on.
inline Result<bool> ReadIsFromEnd(const YAML::Node& node) {
  LACHAN_TRY(const std::string start, ReadText(node, "start"));
  if (start != "beginning" && start != "end") {
    return Wrong(node, "'start' is beginning or end, not '{}'", PrintableForLog(start));
  }
  return start == "end";
}

/// Every key of a map, which is one, in order.
/// \param read  (key, value) → Status.
template <class Read>
Status ReadKeys(const YAML::Node& map, Read read) {
  for (const auto& entry : map) {
    LACHAN_TRY(const std::string key, ReadText(entry.first, "key"));
    LACHAN_TRY_DO(read(key, entry.second));
  }
  return {};
}

/// What `read` makes of the document.
/// \error kInvalidInput  it is no YAML, or what `read` says
template <class Read>
auto ReadDocument(std::string_view yaml, Read read) -> decltype(read(YAML::Node())) {
  try {
    return read(YAML::Load(std::string(yaml)));
  } catch (const YAML::Exception& error) {
    return Fail(ErrorCode::kInvalidInput, "line {}: not YAML: {}", error.mark.line + 1, error.msg);
  }
}

}  // namespace lachan::yaml
