// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/flat_record.h"
#include "core/form_marks.h"
#include "indicators/indicator_set.h"

namespace lachan::indicators {

/// Purpose      Which values of records may hold an indicator, one record after the other: values
///              that the record before of the same form had are not looked at again.
/// Concurrency  One thread; all records are of one reader.
class RecordScan {
 public:
  /// \param set  Outlives this.
  explicit RecordScan(const IndicatorSet& set) : set_(set) {}

  /// Calls `take(field, value)` for each field in which an indicator may occur; `value` is decoded.
  template <class Take>
  void ForEachSuspect(const FlatRecord& record, const Take& take) {
    const std::span<std::uint64_t> clean = clean_.Of(record);
    for (std::size_t i = 0; i < clean.size(); ++i) {
      const FlatField& field = record.fields[i];
      if (field.identity != 0 && clean[i] == field.identity) continue;
      if (!set_.MayMatch(field.value)) {
        clean[i] = field.identity;
        continue;
      }
      decoded_.clear();
      if (AppendDecoded(field.value, decoded_)) take(field, std::string_view(decoded_));
    }
  }

 private:
  const IndicatorSet& set_;
  FormMarks clean_;  ///< Identities of values without indicators.
  std::string decoded_;
};

}  // namespace lachan::indicators
