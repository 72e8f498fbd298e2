// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: log sources of records, remembered by the fields that decide them.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "core/flat_record.h"
#include "detect/bucket.h"
#include "detect/logsource.h"

namespace lachan::detect {

/// All combinations of log sources that a thread met, numbered. Answers like DeriveLogSources.
class SourceMemo {
 public:
  explicit SourceMemo(NameTable& names);

  std::uint32_t NumberOf(const FlatRecord& record, const NameTable& names);
  std::uint32_t NumberOf(const std::vector<LogSource>& sources);
  const std::vector<LogSource>& sources(std::uint32_t number) const { return lists_[number]; }
  /// Numbers start anew: senders could make up any number of combinations.
  bool full() const;
  void Clear();

 private:
  /// What a field is to the decision: a bit of presence, a number as value; -1 neither.
  struct Role {
    std::int8_t presence = -1, value = -1;
  };

  /// What the fields of a form are to the decision.
  struct Form {
    std::uint64_t number = 0;
    std::uint64_t present = 0;
    std::vector<std::pair<std::uint32_t, std::int8_t>> values;  ///< Index of a field, its role.
    /// Of the last record: the reader's numbers for these values, and the answer.
    std::vector<std::uint64_t> identities;
    std::uint32_t answer = 0;
    bool is_answered = false;
  };
  /// Writes key_: all that decides. False if it is too long to remember.
  bool MakeKey(const Form& form, const FlatRecord& record);
  std::uint32_t NumberOf(const Form& form, const FlatRecord& record, const NameTable& names);
  static constexpr std::size_t kKnownForms = 256;

  Form& FormOf(const FlatRecord& record);

  std::vector<Form> forms_{kKnownForms};  // By number modulo kKnownForms.
  Form form_;                             // Of a record without.
  std::vector<Role> roles_;               // By NameId; names beyond have none.
  std::string key_, last_key_, text_;
  std::uint32_t last_number_ = 0;
  TextMap<std::uint32_t> by_key_, by_text_;
  std::deque<std::vector<LogSource>> lists_;
};

}  // namespace lachan::detect
