// SPDX-License-Identifier: Apache-2.0
/// \file
/// Sets of rules compiled together, with an account of every document of every set.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "detect/rule_set.h"
#include "rulesets/content.h"
#include "rulesets/views.h"

namespace lachan::rulesets {

/// A set as it goes into a version.
struct SetInput {
  std::string code;
  std::string title, licence;
  RuleSetKind kind = RuleSetKind::imported;
  std::optional<Level> minimum_level;
  std::shared_ptr<const SetContent> content;  ///< Shared with whoever read it; immutable.
};

/// found == loaded + rejected + skipped.
struct DocumentCounts {
  std::size_t found = 0, loaded = 0, rejected = 0, skipped = 0;
};

/// The outcome: what runs, and what is said about it. Immutable; shared by its readers.
struct CompiledSets {
  std::vector<SetInput> sets;
  std::vector<DocumentCounts> counts;  ///< In the order of `sets`.
  DocumentCounts total;
  std::shared_ptr<const detect::RuleSet> rules;
  std::vector<FindingView> findings;  ///< Errors first, then warnings, then notes.
  /// Index in rules->rules() by id.
  std::unordered_map<std::string, std::size_t> by_id;
  std::vector<bool> always_evaluated;  ///< By index.

  /// Set and path below it of a rule of `rules`.
  const SetInput* SetOf(const detect::RuleInfo& rule) const;
  static std::string_view PathOf(const detect::RuleInfo& rule);
  const detect::RuleInfo* Find(std::string_view id) const;
};

/// Compiles `sets` together, the first document of an id wins. Never fails as a whole.
CompiledSets CompileSets(std::vector<SetInput> sets, const detect::DatabaseCache& cache = {});

/// The hash of a version: of the sets' codes, contents and levels, in their order.
std::string VersionHash(std::span<const SetInput> sets);

/// Why these sets must not be put in force: none of the documents of a set could be loaded, or
/// nothing at all. Empty when they may.
std::string ProblemOf(const CompiledSets& compiled);

/// One document of a file, by its lines.
struct DocumentSpan {
  int first_line = 1;  ///< Its first line, after the "---".
  int last_line = 1;   ///< Its last; below first_line when it is empty.
  std::string_view text;
};
std::vector<DocumentSpan> DocumentsOf(std::string_view text);

/// The level that a document says, if it is one; read without YAML.
std::optional<Level> LevelOf(std::string_view document);

FindingView ToView(const Diagnostic& finding);
/// Errors first, 1,000 at most, with the counts.
RuleReportView ReportOf(const CompiledSets& compiled);

}  // namespace lachan::rulesets
