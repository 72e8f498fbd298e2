// SPDX-License-Identifier: Apache-2.0
/// \file
/// How an event lies in the event table: core columns, one String column for each hot field, and
/// the packed remainder. docs/formats/event-table.md describes the table for people.
///
/// Packed remainder (column `rest`), so that one search finds a field and its value together:
///
///     0x1F name 0x1E value 0x1E kind   repeated; 0x1F at the end
///
/// A hot column holds the values of its field joined by 0x1F. Inside names and values the three
/// separator bytes 0x1D–0x1F are written as 0x1D followed by 'A'–'C'.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"

namespace lachan::events {

inline constexpr char kEscape = '\x1d';
inline constexpr char kAfterName = '\x1e';
inline constexpr char kBetween = '\x1f';

/// Names of the fields that have a column, as the rules write them, in column order.
std::span<const std::string_view> HotFields();
/// Index into HotFields() of exactly `name`.
std::optional<std::size_t> HotIndex(std::string_view name);
/// Index of the hot field that equals `name` but for case.
std::optional<std::size_t> HotIndexIgnoringCase(std::string_view name);
/// Column name of a hot field: "f_Image".
std::string HotColumn(std::size_t index);

/// Whether the values of a hot field have an index: those that people look single ones up by
/// (addresses, names, accounts, files). It is used where a condition says
/// has(HotValues(index), 'value in lower case').
bool HasValueIndex(std::size_t index);
/// All values of a hot field in lower case (ASCII), as an expression: Array(String).
std::string HotValues(std::size_t index);
/// The definitions of these indexes: "INDEX … TYPE …", one each.
std::vector<std::string> ValueIndexes();

/// False where no byte of a text separates values or hides one that does: none is below a blank.
inline bool MayHaveSeparators(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHigh = 0x8080808080808080;
  std::uint64_t seen = 0, eight = kOnes * ' ';
  const auto look = [&](const char* at, std::size_t size) {
    std::memcpy(&eight, at, size);
    seen |= (eight - kOnes * ' ') & ~eight & kHigh;
  };
  if (text.size() >= sizeof eight) {
    for (std::size_t at = 0; at + sizeof eight < text.size(); at += sizeof eight) {
      look(text.data() + at, sizeof eight);
    }
    look(text.data() + text.size() - sizeof eight, sizeof eight);
    return seen != 0;
  }
  // The other four bytes are blanks.
  if (text.size() >= 4) {
    look(text.data(), 4);
    look(text.data() + text.size() - 4, 4);
  } else {
    for (const char c : text) seen |= static_cast<unsigned char>(c) < ' ' ? 1 : 0;
  }
  return seen != 0;
}

/// `text` with the separator bytes escaped; the inverse of Unescape.
std::string EscapeSeparators(std::string_view text);
std::string UnescapeSeparators(std::string_view text);

/// The kind of a field in the packed remainder.
char KindLetter(EventField::Kind kind);

/// The fields of one event, as columns.
struct PackedFields {
  std::vector<std::string> hot;  ///< One for each of HotFields(); empty when absent.
  std::string rest;              ///< Everything else; empty when there is nothing.
};

/// Empty and null values of hot fields go to the remainder, so that they are not forgotten.
PackedFields Pack(std::span<const EventField> fields);
/// Hot fields in column order, then the remainder. Numbers in hot columns come back as strings.
std::vector<EventField> Unpack(const PackedFields& packed);

}  // namespace lachan::events
