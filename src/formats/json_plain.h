// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: the plain way to read a JSON record, by way of a tree. For records that
/// are unusual, and what the fast way is tested against.
#pragma once

#include "formats/json_record.h"

namespace lachan::formats {

class JsonPlainReader {
 public:
  explicit JsonPlainReader(NameTable& names) : names_(names) {}
  /// \param text  Begins with '{'; JsonRecordReader::kPadding bytes behind it are readable.
  JsonRecordOutcome Read(std::string_view text, const JsonRecordLimits& limits, FlatRecord& record);

 private:
  /// Values are kept in the arena.
  JsonRecordOutcome ReadTree(std::string_view text, const JsonRecordLimits& limits,
                             FlatRecord& record);

  NameTable& names_;
  TextArena arena_;
};

}  // namespace lachan::formats
