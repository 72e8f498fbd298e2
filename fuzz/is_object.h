// SPDX-License-Identifier: Apache-2.0
/// \file
/// For targets whose product is JSON: whether a text is one object.
#pragma once

#include <string>
#include <string_view>

#include "formats/json_record.h"

namespace lachan {

/// Of any size and depth; numbers and names as they are.
inline bool IsJsonObject(std::string_view text) {
  std::string padded(text);
  padded.append(formats::JsonRecordReader::kPadding, ' ');
  NameTable names;
  formats::JsonRecordReader reader(names, {.bytes = 64u << 20, .fields = 1'000'000});
  FlatRecord record;
  const auto outcome = reader.Read(std::string_view(padded).substr(0, text.size()), record);
  return outcome == formats::JsonRecordOutcome::kOk ||
         outcome == formats::JsonRecordOutcome::kTooLarge ||
         outcome == formats::JsonRecordOutcome::kTooDeep;
}

}  // namespace lachan
