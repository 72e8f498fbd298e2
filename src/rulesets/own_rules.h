// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "journal/state_store.h"
#include "rulesets/rule_versions.h"
#include "rulesets/rule_views.h"

namespace lachan::rulesets {

/// Purpose      The province's own rules: one file each, `<name>.yml`, with `tests/<name>.yml`.
/// Concurrency  Thread-safe; saving is done one at a time.
/// Limits       A file of 256 KiB, tests of 1 MiB, 2,000 files.
class OwnRules {
 public:
  struct Deps {
    journal::StateStore& store;
    ContentStore& content;
    const RuleVersions& versions;
    const normalise::Normaliser& normaliser;
  };
  explicit OwnRules(Deps deps) : deps_(deps) {}

  Result<OwnRuleList> List() const;
  /// \error kNotFound
  Result<OwnRuleView> Get(std::string_view name) const;
  /// Compiles text and tests as they would be saved under `name` (may be empty: not said).
  Result<CheckView> Check(std::string_view name, const std::string& text,
                          const std::string& tests) const;
  /// \error kConflict      the name is taken
  /// \error kInvalidInput  it does not compile, or a test fails: one field a finding
  Result<OwnRuleView> Create(const journal::Caller& caller, const OwnRuleBody& body);
  /// \error kConflict  it is another since `body.hash` was read
  Result<OwnRuleView> Change(const journal::Caller& caller, std::string_view name,
                             const OwnRuleBody& body);
  Status Delete(const journal::Caller& caller, std::string_view name, std::string_view hash);

 private:
  struct File {
    std::string text, tests, hash;
  };
  static File FileOf(const SetContent& own, std::string_view name);
  static Status HoldAgainst(const SetContent& own, std::string_view name, std::string_view hash);
  Result<OwnRuleView> Save(const journal::Caller& caller, const SetContent& own,
                           const std::string& name, const OwnRuleBody& body);
  CheckView CheckIn(const SetContent& own, std::string_view name, const std::string& text,
                    const std::string& tests) const;

  Deps deps_;
  mutable std::mutex saving_;
};

}  // namespace lachan::rulesets
