// SPDX-License-Identifier: Apache-2.0
/// \file
/// Exceptions compiled: rule AND NOT exception, for the agency it is made for, until it ends.
///
/// Each exception becomes a small rule of its own for every log source that the rules it speaks of
/// have, so that it reads an event exactly as they do. It is looked at only when such a rule holds,
/// so exceptions cost nothing on events that no rule meets; agency and end are compared then.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/rule_set.h"
#include "pipeline/detection.h"

namespace lachan::rulesets {

struct ExceptionInput {
  std::int64_t id = 0;
  std::vector<std::string> rules;  ///< Ids; empty: any rule.
  AgencyId agency;                 ///< 0: every agency.
  std::string text;                ///< YAML: searches and `condition`.
  Instant expires_at;
};

/// What is wrong with an exception's text; places count in the text itself.
/// \return empty when it can be used.
std::vector<Diagnostic> CheckExceptionText(std::string_view text);

/// Immutable; safe from any thread.
class ExceptionSet final : public pipeline::Exceptions {
 public:
  /// For `rules`. What cannot be used is left out and told by problems().
  static std::shared_ptr<const ExceptionSet> Compile(std::shared_ptr<const detect::RuleSet> rules,
                                                     std::span<const ExceptionInput> exceptions);

  std::unique_ptr<Scratch> MakeScratch() const override;
  void Apply(const Event& event, Instant now, Scratch& scratch, std::vector<detect::Match>& matches,
             std::vector<pipeline::Suppressed>& taken) const override;

  /// Why an exception is not in force, by its id.
  const std::map<std::int64_t, std::string>& problems() const { return problems_; }
  bool empty() const { return by_rule_.empty(); }

 private:
  struct Part {
    std::size_t exception = 0;  ///< Index in exceptions_.
    std::size_t rule = 0;       ///< Index in excepting_->rules().
  };

  void Add(const ExceptionInput& exception, std::vector<detect::SourceText>& sources);
  void Link();

  std::shared_ptr<const detect::RuleSet> rules_;
  std::vector<ExceptionInput> exceptions_;
  std::optional<detect::RuleSet> excepting_;
  std::map<std::size_t, std::vector<Part>> by_rule_;  // rule of rules_ → what excepts it
  std::map<std::int64_t, std::string> problems_;
};

}  // namespace lachan::rulesets
