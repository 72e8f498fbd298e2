// SPDX-License-Identifier: Apache-2.0
/// \file
/// Stored records looked at column by column: which rules hold for them, and which records have to
/// be laid out to tell. Of real logs that is a small part.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/event.h"
#include "core/flat_record.h"
#include "detect/rule_set.h"

namespace lachan::detect {

/// One thread, beside the Scratch whose memory it uses. Between Begin() and Finish() nothing is
/// matched with that Scratch.
class ColumnScreen {
 public:
  /// A record that is not without a rule.
  struct Found {
    std::uint32_t row = 0;
    bool is_open = false;  ///< MatchStored has to tell.
    std::uint32_t first = 0, count = 0;
  };

  using LayOut = std::function<const FlatRecord&(std::size_t row, std::span<const NameId> names)>;

  /// \param scratch  Outlives this.
  explicit ColumnScreen(RuleSet::Scratch& scratch);
  ColumnScreen(const ColumnScreen&) = delete;
  ColumnScreen& operator=(const ColumnScreen&) = delete;
  ~ColumnScreen();

  /// Begins with `rows` records; what was said of others is forgotten.
  void Begin(std::size_t rows);
  /// Records with these log sources, by number from 0.
  std::uint32_t AddClass(const std::vector<LogSource>& sources);
  /// Before the values of the record.
  void SetClass(std::size_t row, std::uint32_t number);
  /// MatchStored has to tell about the record.
  void Open(std::size_t row) { class_of_[row] = kOpen; }
  /// True where values say nothing: no rule is for the record, or MatchStored tells.
  bool IsDecided(std::size_t row) const { return class_of_[row] >= kNever; }
  /// A value of a field, in any order of fields; it stays until FinishColumn(). As for MatchStored,
  /// a rule that reads kLocalTimeField needs it as a field.
  void Add(std::size_t row, NameId name, const RawValue& value);
  /// The text of a record that is a line of text.
  void AddText(std::size_t row, std::string_view text);
  void FinishColumn();

  /// The records that rules hold for, or may hold for, ascending: for all others MatchStored says
  /// no rule.
  /// \param lay_out  Gives of a record the fields that rules compare with each other, all values of
  ///                 these names. Rows ascend.
  std::span<const Found> Finish(const LayOut& lay_out);
  /// Of a record that is not open, by index in RuleSet::rules(): what MatchStored would say.
  std::span<const std::uint32_t> RulesOf(const Found& found) const {
    return std::span(rules_).subspan(found.first, found.count);
  }

 private:
  static constexpr std::size_t kMostSets = 14;
  static constexpr std::uint16_t kNever = 0xfffe, kOpen = 0xffff;  ///< In place of a class.
  struct Class;
  struct Value;

  void LookUp();
  void AddSet(std::uint32_t row, std::uint32_t set);
  void AwaitKeywords(Class& one, std::size_t row, NameId name, const RawValue& value);
  void LookForKeywords(Class& one);

  RuleSet::Scratch& scratch_;
  std::vector<std::uint16_t> class_of_;   // By row.
  std::vector<std::uint8_t> set_counts_;  // By row.
  std::vector<std::uint32_t> sets_;       // By row, kMostSets each.
  std::vector<Class> classes_;
  std::vector<Value> values_;  ///< Not looked up yet.
  std::vector<Found> found_;
  std::vector<std::uint32_t> rules_;
  bool is_full_ = false;  ///< No room for more sets: all records are open.
};

}  // namespace lachan::detect
