// SPDX-License-Identifier: Apache-2.0
/// \file
/// A record as a reader lays it out for matching: names as numbers, values undecoded. What nobody
/// asks for is never copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/event.h"

namespace lachan {

/// A value as it stands in its record.
struct RawValue {
  enum class Form : std::uint8_t {
    kNull,
    kText,     ///< UTF-8 as it is.
    kNumber,   ///< Decimal text.
    kBoolean,  ///< "true" or "false".
    /// Between the quotes, escapes not resolved; well-formed UTF-8. None of the escapes \\u and
    /// \\/, so that every text has one spelling.
    kJsonString,
    kUtf16,  ///< UTF-16LE, without terminator.
  };
  Form form = Form::kNull;
  std::string_view bytes;
};

EventField::Kind KindOf(RawValue::Form form);
RawValue::Form FormOf(EventField::Kind kind);

/// Appends the value as UTF-8; lone surrogates of kUtf16 become U+FFFD.
/// \return false for a kJsonString with a wrong escape or a lone surrogate; `out` is then as
/// before.
bool AppendDecoded(const RawValue& value, std::string& out);

using NameId = std::uint32_t;

/// Names of fields, numbered; number 0 is the empty name. One thread.
class NameTable {
 public:
  /// Senders may make up any number of names: further ones, and those that are too long, are all
  /// number 0.
  static constexpr std::size_t kMaxNames = 1 << 16, kMaxBytes = 4 << 20;

  NameTable() { Intern(""); }
  NameId Intern(std::string_view name);
  const std::string& Text(NameId id) const { return *names_[id]; }
  std::size_t size() const { return names_.size(); }
  /// A number for FlatRecord::form that no reader of these names has used.
  std::uint64_t NewForm() { return ++forms_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::unordered_map<std::string, NameId, Hash, std::equal_to<>> ids_;
  std::vector<const std::string*> names_;  // Keys of the map: they stay where they are.
  std::size_t bytes_ = 0;
  std::uint64_t forms_ = 0;
};

struct FlatField {
  NameId name = 0;
  RawValue value;
  /// Not 0: of one reader, equal numbers are equal values. Spares comparing what repeats.
  std::uint64_t identity = 0;
};

/// One record. Fields may repeat (multi-valued); order is that of the record. Views are valid until
/// the reader that filled it reads the next one.
struct FlatRecord {
  std::vector<FlatField> fields;
  /// The record where it is a line of text, to look for keywords in; empty for structured ones,
  /// whose values are all in `fields`.
  std::string_view text;
  /// What the record itself or its reader declares; otherwise the fields tell.
  std::optional<LogSource> logsource;
  /// Not 0: records with this number have the same names in the same order.
  std::uint64_t form = 0;
};

/// Texts that a reader makes itself (numbers, times, GUIDs), kept together until Clear().
class TextArena {
 public:
  std::string_view Keep(std::string_view text);
  /// Room for `size` bytes to write into.
  char* Room(std::size_t size);
  void Clear();

 private:
  static constexpr std::size_t kBlock = 64 << 10;
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
  };
  std::vector<Block> blocks_;
  std::size_t block_ = 0, used_ = 0;
};

}  // namespace lachan
