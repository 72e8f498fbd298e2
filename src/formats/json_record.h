// SPDX-License-Identifier: Apache-2.0
/// \file
/// JSON records laid out for matching, with the names that detection rules use for the dialects of
/// Windows events.
///
/// Dialects, told apart by what a record contains:
/// - evtx_dump: `Event.System` and `Event.EventData`/`UserData`/…: children of System by their
/// names,
///   attributes as `Tag_Attribute`, data by leaf name without blanks; System wins.
/// - Winlogbeat: `winlog.channel` (7, 8) or `log_name` + `event_id` (6): event_data and user_data
/// by
///   leaf name, and Channel, EventID, Computer, Provider_Name, Provider_Guid, EventRecordID,
///   Message, @timestamp.
/// - others (NXLog, clouds, sensors): the path of each value, joined by dots. With Channel and
///   EventID, Provider_Name and Computer are also read from SourceName and Hostname.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "core/flat_record.h"

namespace lachan::formats {

struct JsonRecordLimits {
  std::size_t bytes = 16u << 20;  ///< Of one record.
  std::size_t depth = 64;         ///< Of objects and arrays.
  std::size_t fields = 20'000;    ///< Of one record.
  std::size_t paths = 50'000;     ///< Different paths remembered; beyond, reading is slower.
};

enum class JsonRecordOutcome : std::uint8_t {
  kOk,
  kNotObject,  ///< Does not begin with an object.
  kMalformed,  ///< Not well-formed JSON in UTF-8, or text behind it.
  kTooLarge,   ///< A limit in bytes or fields.
  kTooDeep,    ///< More objects and arrays within one another than the limit.
};
std::string_view ToString(JsonRecordOutcome outcome);

/// Purpose      One record after the other into flat records; values stay where they are, escaped.
///              An escaped surrogate that is not one of a pair is read as U+FFFD.
/// Concurrency  One thread, like the name table.
/// Limits       JsonRecordLimits. Time and memory grow with the length of the record only.
class JsonRecordReader {
 public:
  /// Bytes that must be readable behind a record.
  static constexpr std::size_t kPadding = 64;

  explicit JsonRecordReader(NameTable& names, JsonRecordLimits limits = {});
  ~JsonRecordReader();

  /// \param text  One object; kPadding bytes behind it are readable (their values do not matter).
  /// \param record  Views of `text` and of the reader's memory, until the next Read.
  JsonRecordOutcome Read(std::string_view text, FlatRecord& record);
  struct Line {
    JsonRecordOutcome outcome = JsonRecordOutcome::kOk;
    std::size_t size = 0;  ///< Bytes, without the line feed.
  };
  /// The first line of `text`, which need not be looked for before it is read.
  /// \param text  Lines; kPadding bytes behind them are readable.
  Line ReadLine(std::string_view text, FlatRecord& record);
  /// The same as Read, slower and plainer: what it must equal.
  JsonRecordOutcome ReadPlainly(std::string_view text, FlatRecord& record);
  /// Records that were read in the plain way because of something unusual.
  std::uint64_t read_plainly() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lachan::formats
