// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a reader of records notes of the last record of each form, field by field.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/flat_record.h"

namespace lachan {

/// A number for each field of each form, 0 at first. Senders may make up any number of forms: what
/// is noted of some is forgotten for others. One thread.
class FormMarks {
 public:
  static constexpr std::size_t kForms = 256, kMostMarks = 1 << 17;

  /// As many as the record has fields; valid until the next call. Of a record without a form they
  /// are always new.
  std::span<std::uint64_t> Of(const FlatRecord& record) {
    Form& known = record.form == 0 ? other_ : forms_[record.form % kForms];
    if (record.form != 0 && known.number == record.form) return known.marks;
    if (record.form != 0) {
      marks_ += record.fields.size();
      if (marks_ > kMostMarks) {
        forms_.fill({});
        marks_ = record.fields.size();
      }
    }
    known.number = record.form;
    known.marks.assign(record.fields.size(), 0);
    return known.marks;
  }

 private:
  struct Form {
    std::uint64_t number = 0;
    std::vector<std::uint64_t> marks;
  };
  std::array<Form, kForms> forms_;
  Form other_;
  std::size_t marks_ = 0;  ///< Given out since all was forgotten.
};

}  // namespace lachan
