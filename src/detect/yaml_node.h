// SPDX-License-Identifier: Apache-2.0
/// \file
/// A YAML document as a small typed tree with places, read under limits.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"

namespace lachan::detect {

/// A YAML value. Plain scalars are typed by YAML 1.1 (yes/no/on/off are booleans, 010 is eight), as
/// Sigma's reference implementation reads them; dates and 12:30:00 stay text.
struct YamlNode {
  enum class Kind { kNull, kBoolean, kInteger, kFloat, kString, kList, kMap };
  using Ptr = std::shared_ptr<const YamlNode>;

  Kind kind = Kind::kNull;
  /// Text of a scalar: decimal for numbers, "true"/"false" for booleans, empty for null.
  std::string text;
  std::vector<Ptr> items;                         ///< Of a list.
  std::vector<std::pair<YamlNode, Ptr>> entries;  ///< Of a map, in order; keys are scalars.
  int line = 0;                                   ///< From 1.
  int column = 0;
  std::size_t weight = 1;  ///< Nodes below with aliases written out, + 1.

  // Defined where the node is complete: it holds keys that are nodes themselves.
  YamlNode();
  YamlNode(const YamlNode&);
  YamlNode(YamlNode&&) noexcept;
  YamlNode& operator=(const YamlNode&);
  YamlNode& operator=(YamlNode&&) noexcept;
  ~YamlNode();

  bool IsScalar() const { return kind != Kind::kList && kind != Kind::kMap; }
  bool IsText() const { return kind == Kind::kString; }
  /// Value of a key, or nullptr.
  const YamlNode* Find(std::string_view key) const;
};

struct YamlLimits {
  std::size_t max_bytes = 1 << 20;
  int max_depth = 32;
  std::size_t max_aliases = 256;
  std::size_t max_nodes = 100'000;  ///< With aliases written out.
};

/// One document of a file.
struct YamlDocument {
  YamlNode::Ptr root;
  std::string text;  ///< Its own lines of the file.
  int line = 1;      ///< First of them.
};

/// The documents of `text` that could be read; the first error ends the reading and is added to
/// `findings` with its place.
std::vector<YamlDocument> ReadYaml(std::string_view path, std::string_view text,
                                   const YamlLimits& limits, std::vector<Diagnostic>& findings);

}  // namespace lachan::detect
