// SPDX-License-Identifier: Apache-2.0
/// \file
/// Log files whose first lines say what the columns of the others are: W3C extended logs (IIS,
/// Windows Firewall, …) and Zeek's tab-separated logs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/key_value.h"

namespace lachan::formats {

struct ColumnLimits {
  std::size_t columns = 200;          ///< A header with more is not believed.
  std::size_t header_bytes = 16'384;  ///< Of a header line.
};

/// Purpose      What the header lines of one stream say of the lines behind them.
/// Concurrency  One thread.
class ColumnHeader {
 public:
  /// \return true when `line` is a header or a comment of these formats: it holds no event.
  bool Take(std::string_view line, const ColumnLimits& limits = {});
  /// What RawRecord::format is for the lines that follow: "w3c date time s-ip …" or
  /// "zeek conn\tts\tuid…", where "[]" behind a name marks a list. Empty before a header came.
  const std::string& declared() const { return declared_; }

  /// All that was read, as text of two lines; for keeping it. Empty before a header came.
  std::string Encode() const;
  static ColumnHeader Decode(std::string_view text);

 private:
  std::string path_;      // Of Zeek: "conn".
  std::string declared_;  // As above.
};

/// True for "#Fields: …", "#Software: …", "#separator …" and their like: a header line of W3C or
/// Zeek, told by the line alone.
bool IsColumnHeader(std::string_view line);

/// The values of one line under a header. Views of the line and of `declared`, of `arena` where
/// something was decoded.
struct ColumnRecord {
  std::string_view path;  ///< Of Zeek; empty for W3C.
  std::vector<KeyValue> fields;
};

/// \param declared  As ColumnHeader::declared says.
/// \return false when the number of columns is another than the header's.
/// \source W3C, "Extended Log File Format"; Zeek documentation, "Log formats"
bool ReadColumns(std::string_view line, std::string_view declared, TextArena& arena,
                 ColumnRecord& record);

/// True if the line has as many columns as the header `declared`.
bool FitsColumns(std::string_view line, std::string_view declared);

/// The header that a line without one most likely had: the stock columns of IIS, and of Zeek's
/// conn, dns and http logs, where number and look of the columns leave no doubt. Empty otherwise.
std::string_view GuessColumns(std::string_view line);

}  // namespace lachan::formats
