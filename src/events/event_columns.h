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
