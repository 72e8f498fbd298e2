// SPDX-License-Identifier: Apache-2.0
#include "hunts/hunt_targets.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <set>

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

/// Before the path of a rule that came with the hunt.
constexpr std::string_view kGiven = "given:";
/// A comment at the beginning of a document: the file that it was read from.
constexpr std::string_view kFileMark = "# file: ";
constexpr std::size_t kMostNotes = 200;

/// One text, or the documents of several files.
std::vector<detect::SourceText> GivenSources(const std::string& text) {
  if (Trim(text).empty()) return {};
  if (!text.contains(kFileMark)) return {{std::string(kGiven), text}};
  std::vector<detect::SourceText> sources;
  std::string path(kGiven);
  for (const auto& document : rulesets::DocumentsOf(text)) {
    std::string_view one = document.text;
    while (one.starts_with('\n')) one.remove_prefix(1);
    if (one.starts_with(kFileMark)) {
      const auto end = std::min(one.find('\n'), one.size());
      path =
          fmt::format("{}{}", kGiven, Trim(one.substr(kFileMark.size(), end - kFileMark.size())));
      one.remove_prefix(std::min(end + 1, one.size()));
    }
    if (!Trim(one).empty()) sources.push_back({path, std::string(one)});
  }
  return sources;
}

/// "x.yml:12:3: error: …" without our mark.
std::string TextOf(Diagnostic finding) {
  if (finding.where.file.starts_with(kGiven)) finding.where.file.erase(0, kGiven.size());
  if (finding.where.file.empty()) finding.where.file = "rules";
  return finding.Text();
}

class Chooser {
 public:
  Chooser(const rulesets::CompiledSets& compiled) : compiled_(compiled), rules_(*compiled.rules) {
    wanted_.assign(rules_.rules().size(), false);
  }

  Status Choose(const Hunt& hunt) {
    given_ = GivenSources(hunt.rule_text.value);
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

  bool is_empty() const { return count_ == 0 && given_.empty(); }

  Status Make(HuntTargets& targets) const {
    if (is_empty()) return {};
    if (given_.empty() && count_ > kMostNarrowedRules) {  // All in force is compiled already.
      targets.rules = count_;
      targets.sweep.rules = compiled_.rules;
      targets.sweep.wanted = wanted_;
      return {};
    }
    detect::CompileOptions options;
    options.load_deprecated = !given_.empty();  // Who brings a rule means it.
    std::set<std::string> asked;
    const auto sources = Sources(asked);
    targets.sweep.rules =
        std::make_shared<detect::RuleSet>(detect::RuleSet::Compile(sources, options));
    for (std::size_t i = 0; i < targets.sweep.rules->rules().size(); ++i) {
      const bool wanted = targets.IsGiven(i) || asked.contains(targets.sweep.rules->rules()[i].id);
      targets.sweep.wanted.push_back(wanted);
      targets.rules += wanted ? 1 : 0;
    }
    NoteFindings(targets);
    if (targets.rules == 0) {
      return Wrong(
          "rule_text",
          "no rule can be used" + (targets.notes.empty() || targets.notes[0].details.empty()
                                       ? std::string()
                                       : ": " + targets.notes[0].details[0]),
          "no_rule");
    }
    if (targets.rules <= kMostNarrowedRules) Narrow(targets);
    return {};
  }

 private:
  std::vector<detect::SourceText> Sources(std::set<std::string>& asked) const {
    std::vector<detect::SourceText> sources = given_;  // First: of two with one id, it holds.
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
    return sources;
  }

  /// Why documents that came with the hunt are not looked for.
  static void NoteFindings(HuntTargets& targets) {
    for (const auto& finding : targets.sweep.rules->report().findings) {
      const bool is_error = finding.severity == Diagnostic::Severity::kError;
      const bool is_note = finding.severity == Diagnostic::Severity::kNote;
      if (!finding.where.file.starts_with(kGiven) || (!is_error && !is_note)) continue;
      targets.notes.push_back(
          {.code = is_error ? "rule_rejected" : "rule_skipped", .details = {TextOf(finding)}});
    }
  }

  /// SQL finds the candidates first.
  static void Narrow(HuntTargets& targets) {
    const auto set = targets.sweep.rules;
    for (std::size_t i = 0; i < set->rules().size(); ++i) {
      const auto& rule = set->rules()[i];
      if (rule.kind != detect::RuleKind::kDetection) continue;
      events::Statement trial;
      auto compiled = CompileRule(rule, set->conditions()[i], trial);
      if (compiled.is_exact()) continue;
      targets.notes.push_back({.code = "rule_confirmed",
                               .rule = rule.id,
                               .title = rule.title,
                               .details = std::move(compiled.confirmed)});
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

  void Want(std::size_t index) {
    count_ += wanted_[index] ? 0 : 1;
    wanted_[index] = true;
  }

  const rulesets::CompiledSets& compiled_;
  const detect::RuleSet& rules_;
  std::vector<detect::SourceText> given_;
  std::vector<bool> wanted_;
  std::size_t count_ = 0;  ///< Of wanted_.
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
  const auto left_out = read.report.rejected + read.report.skipped;
  if (left_out == 0) return {};
  HuntNote note{.code = "indicators_left_out",
                .count = static_cast<std::int64_t>(left_out),
                .of = static_cast<std::int64_t>(read.report.found)};
  for (const auto& finding : read.report.findings) {
    if (note.details.size() == 20) break;
    note.details.push_back(finding.Text());
  }
  targets.notes.push_back(std::move(note));
  return {};
}

}  // namespace

std::string NotesJson(std::span<const HuntNote> notes) {
  json::array array;
  for (const auto& note : notes.first(std::min(notes.size(), kMostNotes))) {
    json::array details;
    for (const auto& one : note.details) details.emplace_back(Ellipsis(RepairUtf8(one), 500));
    array.push_back(json::object{{"code", note.code},
                                 {"rule", Ellipsis(RepairUtf8(note.rule), 200)},
                                 {"title", Ellipsis(RepairUtf8(note.title), 300)},
                                 {"details", std::move(details)},
                                 {"count", note.count},
                                 {"of", note.of}});
  }
  return json::serialize(array);
}

bool HuntTargets::IsGiven(std::size_t rule) const {
  return sweep.rules && sweep.rules->rules()[rule].path.starts_with(kGiven);
}

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

Result<HuntTargets> TargetsOf(const Hunt& hunt, const rulesets::CompiledVersion& version,
                              std::shared_ptr<const events::HuntNames> names) {
  HuntTargets targets;
  Chooser chooser(*version.compiled);
  LACHAN_TRY_DO(chooser.Choose(hunt));
  LACHAN_TRY_DO(AddIndicators(hunt, targets));
  const bool has_query = !Trim(hunt.query.value).empty();
  if (has_query && (!chooser.is_empty() || targets.indicators > 0)) {
    return Wrong("query", "a query is a hunt of its own, without rules and indicators", "alone");
  }
  if (has_query) {
    const auto tree = events::ParseHunt(hunt.query.value);
    if (!tree) return std::unexpected(events::ToError(tree.error()));
    events::Statement trial;
    LACHAN_TRY_DO(events::CompileHunt(*tree, trial, {hunt.query.value, names.get()}));
    targets.sweep.takes_all = true;
    targets.sweep.narrowed = [tree = *tree, names](events::Statement& statement) {
      return events::CompileHunt(tree, statement, {{}, names.get()}).value_or("0");
    };
    return targets;
  }
  LACHAN_TRY_DO(chooser.Make(targets));
  if (targets.sweep.indicators) targets.sweep.narrowed = {};  // They may be in any event.
  if (targets.rules == 0 && targets.indicators == 0) {
    return Wrong("rules", "choose rules, sets of rules, indicators or a query", "required");
  }
  return targets;
}

}  // namespace lachan::hunts
