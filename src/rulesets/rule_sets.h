// SPDX-License-Identifier: Apache-2.0
/// \file
/// The sets of rules as they are now: shipped, the province's own, imported. What is changed here
/// runs once it is staged and swapped (rule_versions.h).
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/state_store.h"
#include "rulesets/compile.h"
#include "rulesets/content.h"
#include "rulesets/entities.h"

namespace lachan::rulesets {

inline constexpr std::string_view kOwnSet = "own";

/// Purpose      Sets and their contents.
/// Concurrency  Thread-safe; changes run one at a time.
class RuleSets {
 public:
  struct Deps {
    journal::StateStore& store;
    ContentStore& content;
  };
  explicit RuleSets(Deps deps) : deps_(deps) {}

  /// Registers the own set and one set for each folder; sets of folders that are gone are archived.
  /// \error kInvalidInput  a folder is missing or holds too much.
  Status Open(const std::vector<std::string>& shipped_folders);

  /// All sets in order of loading: own, shipped, imported. The own one as its folder is now.
  Result<std::vector<RuleSetEntry>> All(journal::Reader& reader) const;
  /// What would be staged now: the enabled sets with their contents.
  Result<std::vector<SetInput>> Working(bool only_shipped = false) const;
  /// Contents by the hashes that a version names (RuleVersion::sets).
  /// \error kNotFound, kCorrupt  a content is not there (any more).
  Result<std::vector<SetInput>> FromVersion(std::string_view sets_json) const;

  struct ImportRequest {
    std::string code, title, licence, origin;
  };
  /// Adds an imported set, or replaces the content of one.
  /// \error kInvalidInput  a wrong code or title, or nothing to take in it.
  /// \error kConflict      the code belongs to a set of another kind.
  Result<RuleSetEntry> Import(const journal::Caller& caller, const ImportRequest& request,
                              const ImportedContent& imported);

  struct Change {
    std::optional<std::string> title = {}, licence = {};
    std::optional<bool> enabled = {};
    bool sets_minimum_level = false;
    std::optional<Level> minimum_level = {};
  };
  /// \error kNotFound \error kInvalidInput
  Result<RuleSetEntry> Apply(const journal::Caller& caller, std::string_view code,
                             const Change& change);
  /// \error kNotFound \error kFailedPrecondition  not an imported one
  Status Remove(const journal::Caller& caller, std::string_view code);

  /// \error kNotFound
  Result<SetContent> ContentOf(std::string_view code) const;

 private:
  Result<RuleSetEntry> Find(journal::Reader& reader, std::string_view code) const;
  Status RegisterOwn(journal::Writer& writer);
  Status RegisterShipped(journal::Writer& writer, const std::string& code,
                         const std::string& folder, const ImportedContent& read);
  Status ArchiveOthers(journal::Writer& writer, const std::vector<std::string>& shipped);

  Deps deps_;
};

/// "[{"id":…,"title":…,"kind":…,"licence":…,"hash":…,"minimum_level":…,"found":…,…}]".
std::string SetsJson(std::span<const SetInput> sets, std::span<const DocumentCounts> counts);
std::vector<SetCountsView> ParseSetsJson(std::string_view json);

}  // namespace lachan::rulesets
