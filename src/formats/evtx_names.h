// SPDX-License-Identifier: Apache-2.0
/// \file
/// Names of elements and attributes as they stand in a chunk (UTF-16), found again without decoding
/// them. For the evtx reader only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/flat_record.h"
#include "formats/windows_xml_levels.h"

namespace lachan::formats::evtx {

inline constexpr NameId kNoName = static_cast<NameId>(-1);
inline constexpr std::size_t kNameBytes = 512;  ///< Of UTF-16; a longer name is not told apart.

/// A name and what it means to the reader.
struct Tag {
  std::string text;   ///< UTF-8, without blanks.
  std::string utf16;  ///< As read.
  std::uint64_t hash = 0;
  std::uint32_t number = 0;
  Role role = Role::kOther;
  NameId id = kNoName;  ///< Once it has named a field.
};

/// One thread. Grows to `limit` names; further ones are all one, whose field has no name.
class TagTable {
 public:
  TagTable(NameTable& names, std::size_t limit);

  Tag& Find(std::string_view utf16);
  /// Name of a field that is called as the tag.
  NameId FieldName(Tag& tag) {
    if (tag.id == kNoName) tag.id = names_->Intern(tag.text);
    return tag.id;
  }
  /// "Element_Attribute".
  NameId AttributeName(const Tag& element, const Tag& attribute);
  std::size_t names() const { return names_->size(); }

 private:
  struct SeededHash {
    std::uint64_t seed = 0;
    std::size_t operator()(std::uint64_t key) const;
  };
  void Grow();

  NameTable* names_;
  std::size_t limit_;
  std::uint64_t seed_;  ///< Nobody outside can choose names that collide.
  Tag further_;
  std::deque<Tag> tags_;
  std::vector<Tag*> slots_;  ///< Open addressing; a power of two.
  std::unordered_map<std::uint64_t, NameId, SeededHash> attributes_;
};

}  // namespace lachan::formats::evtx
