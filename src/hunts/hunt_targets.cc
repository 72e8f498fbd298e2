// SPDX-License-Identifier: Apache-2.0
#include "hunts/hunt_targets.h"

#include <boost/json/parse.hpp>

#include <algorithm>

#include "base/text.h"
#include "detect/atom.h"
#include "detect/correlation_rule.h"
#include "events/hunt_parser.h"
#include "hunts/rule_sql.h"
#include "rulesets/compile.h"

namespace lachan::hunts {
namespace {

namespace json = boost::json;

std::unexpected<Error> Wrong(std::string field, std::string what, std::string code) {
  return std::unexpected(Error(ErrorCode::kInvalidInput, std::move(what))
                             .WithField(std::move(field), std::move(code)));
}

Result<json::array> ArrayIn(const std::string& text, std::string_view field) {
  if (Trim(text).empty()) return json::array{};
  boost::system::error_code error;
  auto value = json::parse(text, error);
  if (!error && value.is_null()) return json::array{};
  if (error || !value.is_array())
    return Wrong(std::string(field), "a list is needed", "not_a_list");
  return std::move(value.get_array());
}

/// Filters narrow rules, so they come along whatever is chosen.
void AddFilters(const rulesets::CompiledSets& compiled, std::vector<detect::SourceText>& sources) {
  for (const auto& set : compiled.sets) {
    for (const auto& file : set.content->files) {
      if (!rulesets::IsRuleFile(file.path) || !file.text.contains("filter:")) continue;
      for (const auto& document : rulesets::DocumentsOf(file.text)) {
        const bool is_filter =
            document.text.starts_with("filter:") || document.text.contains("\nfilter:");
        if (is_filter) sources.push_back({set.code + "/" + file.path, std::string(document.text)});
      }
    }
  }
}

class Chooser {
 public:
  Chooser(const rulesets::CompiledSets& compiled) : compiled_(compiled), rules_(*compiled.rules) {
    wanted_.assign(rules_.rules().size(), false);
  }

  Status Choose(const Hunt& hunt) {
    LACHAN_TRY(const auto ids, TextsIn(hunt.rules.value, "rules"));
    for (const auto& id : ids) {
      const auto at = compiled_.by_id.find(id);
      if (at == compiled_.by_id.end()) {
        return Wrong("rules", fmt::format("no rule '{}' is in force", id), "not_found");
      }
      Want(at->second);
    }
    LACHAN_TRY(const auto codes, TextsIn(hunt.rule_sets.value, "rule_sets"));
    const std::set<std::string> sets(codes.begin(), codes.end());
    for (const auto& code : sets) {
      if (std::ranges::find(compiled_.sets, code, &rulesets::SetInput::code) ==
          compiled_.sets.end()) {
        return Wrong("rule_sets", fmt::format("no set '{}' is in force", code), "not_found");
      }
    }
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      const auto* set = compiled_.SetOf(rules_.rules()[i]);
      if (set != nullptr && sets.contains(set->code)) Want(i);
    }
    return {};
  }

  std::size_t count() const { return count_; }

  void Make(HuntTargets& targets) const {
    targets.rules = count_;
    if (count_ == 0) return;
    if (count_ > kMostNarrowedRules) {  // All that is in force is compiled already.
      targets.sweep.rules = compiled_.rules;
      targets.sweep.wanted = wanted_;
      return;
    }
    std::vector<detect::SourceText> sources;
    std::set<std::string> asked;
    std::vector<bool> taken = wanted_;
    for (bool grown = true; grown;) {  // What correlations refer to comes along.
      grown = false;
      for (const auto& correlation : rules_.correlations()) {
        if (!taken[correlation.rule]) continue;
        for (const std::size_t target : correlation.targets) {
          grown = grown || !taken[target];
          taken[target] = true;
        }
      }
    }
    for (std::size_t i = 0; i < taken.size(); ++i) {
      if (!taken[i]) continue;
      sources.push_back({rules_.rules()[i].path, rules_.rules()[i].text});
      if (wanted_[i]) asked.insert(rules_.rules()[i].id);
    }
    AddFilters(compiled_, sources);
    targets.sweep.rules = std::make_shared<detect::RuleSet>(detect::RuleSet::Compile(sources));
    const auto set = targets.sweep.rules;
    for (const auto& rule : targets.sweep.rules->rules()) {
      targets.sweep.wanted.push_back(asked.contains(rule.id));
    }
    targets.sweep.narrowed = [set](events::Statement& statement) {
      std::string sql;
      for (std::size_t i = 0; i < set->rules().size(); ++i) {
        if (set->rules()[i].kind != detect::RuleKind::kDetection) continue;
        const auto one = CompileRule(set->rules()[i], set->conditions()[i], statement);
        sql += fmt::format("{}{}", sql.empty() ? "" : " OR ", one.candidates);
      }
      return "(" + (sql.empty() ? "0" : sql) + ")";
    };
  }

 private:
  void Want(std::size_t index) {
    count_ += wanted_[index] ? 0 : 1;
    wanted_[index] = true;
  }

  const rulesets::CompiledSets& compiled_;
  const detect::RuleSet& rules_;
  std::vector<bool> wanted_;
  std::size_t count_ = 0;
};

Status AddIndicators(const Hunt& hunt, HuntTargets& targets) {
  if (Trim(hunt.indicators.value).empty()) return {};
  indicators::ReadOptions options;
  options.file = "indicators";
  auto read = indicators::ReadIndicators(hunt.indicators.value, options);
  if (read.indicators.empty()) {
    const std::string first =
        read.report.findings.empty() ? "" : ": " + read.report.findings.front().Text();
    return Wrong("indicators", "no indicator can be read" + first, "no_indicator");
  }
  LACHAN_TRY(auto set, indicators::IndicatorSet::Build(read.indicators));
  targets.indicators = read.indicators.size();
  targets.sweep.indicators = std::make_shared<indicators::IndicatorSet>(std::move(set));
  if (read.report.rejected + read.report.skipped > 0) {
    targets.note = fmt::format("indicators: {} taken, {} rejected, {} skipped", read.report.loaded,
                               read.report.rejected, read.report.skipped);
    if (!read.report.findings.empty()) targets.note += "; " + read.report.findings.front().Text();
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> TextsIn(const std::string& text, std::string_view field) {
  LACHAN_TRY(const auto array, ArrayIn(text, field));
  std::vector<std::string> texts;
  for (const auto& value : array) {
    if (!value.is_string())
      return Wrong(std::string(field), "a list of texts is needed", "not_a_list");
    texts.emplace_back(value.get_string());
  }
  return texts;
}

Result<std::vector<std::int64_t>> NumbersIn(const std::string& text, std::string_view field) {
  LACHAN_TRY(const auto array, ArrayIn(text, field));
  std::vector<std::int64_t> numbers;
  for (const auto& value : array) {
    if (!value.is_int64())
      return Wrong(std::string(field), "a list of ids is needed", "not_a_list");
    numbers.push_back(value.get_int64());
  }
  return numbers;
}

Result<HuntTargets> TargetsOf(const Hunt& hunt, const rulesets::CompiledVersion& version) {
  HuntTargets targets;
  Chooser chooser(*version.compiled);
  LACHAN_TRY_DO(chooser.Choose(hunt));
  LACHAN_TRY_DO(AddIndicators(hunt, targets));
  const bool has_query = !Trim(hunt.query.value).empty();
  if (has_query && (chooser.count() > 0 || targets.indicators > 0)) {
    return Wrong("query", "a query is a hunt of its own, without rules and indicators", "alone");
  }
  if (has_query) {
    const auto tree = events::ParseHunt(hunt.query.value);
    if (!tree) return std::unexpected(events::ToError(tree.error()));
    events::Statement trial;
    LACHAN_TRY_DO(events::CompileHunt(*tree, trial));
    targets.sweep.takes_all = true;
    targets.sweep.narrowed = [tree = *tree](events::Statement& statement) {
      return events::CompileHunt(tree, statement).value_or("0");
    };
    return targets;
  }
  chooser.Make(targets);
  if (targets.sweep.indicators) targets.sweep.narrowed = {};  // They may be in any event.
  if (targets.rules == 0 && targets.indicators == 0) {
    return Wrong("rules", "choose rules, sets of rules, indicators or a query", "required");
  }
  return targets;
}

}  // namespace lachan::hunts
