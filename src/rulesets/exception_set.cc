// SPDX-License-Identifier: Apache-2.0
#include "rulesets/exception_set.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/text.h"

namespace lachan::rulesets {
namespace {

constexpr int kHeaderLines = 4;
constexpr int kIndent = 2;

std::string Quoted(std::string_view text) {
  return boost::json::serialize(boost::json::string(text));
}

/// The exception as a Sigma rule of one log source; its text begins after kHeaderLines lines and is
/// moved by kIndent columns.
std::string AsRule(std::string_view text, std::string_view id, const LogSource& source) {
  std::string rule = fmt::format(
      "title: {}\nid: {}\nlogsource: {{product: {}, category: {}, service: {}}}\ndetection:\n", id,
      id, Quoted(source.product), Quoted(source.category), Quoted(source.service));
  for (const auto line : Split(text, '\n')) {
    rule.append(kIndent, ' ');
    rule += line;
    rule += '\n';
  }
  return rule;
}

auto KeyOf(const LogSource& source) {
  return std::tie(source.product, source.category, source.service);
}

struct LessSource {
  bool operator()(const LogSource& a, const LogSource& b) const { return KeyOf(a) < KeyOf(b); }
};

std::string PartId(std::int64_t exception, const LogSource& source) {
  return Quoted(
      fmt::format("{}/{}/{}/{}", exception, source.product, source.category, source.service));
}

class OneThread final : public pipeline::Exceptions::Scratch {
 public:
  explicit OneThread(std::unique_ptr<detect::RuleSet::Scratch> rules) : rules_(std::move(rules)) {}
  std::unique_ptr<detect::RuleSet::Scratch> rules_;
  std::vector<detect::Match> matches_;
};

}  // namespace

std::vector<Diagnostic> CheckExceptionText(std::string_view text) {
  const detect::SourceText source{"", AsRule(text, "exception", {"any", "", ""})};
  const auto rules = detect::RuleSet::Compile({&source, 1});
  std::vector<Diagnostic> findings;
  for (auto finding : rules.report().findings) {
    finding.where.line = std::max(1, finding.where.line - kHeaderLines);
    finding.where.column = std::max(1, finding.where.column - kIndent);
    if (finding.severity == Diagnostic::Severity::kError) findings.push_back(std::move(finding));
  }
  if (findings.empty() && rules.rules().empty()) {
    Diagnostic finding;
    finding.code = "rule_exception.text";
    finding.message = "this is no detection";
    finding.hint =
        "write searches and a condition: 'selection: {User: backup}', 'condition: "
        "selection'";
    finding.where = {"", 1, 1};
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::shared_ptr<const ExceptionSet> ExceptionSet::Compile(
    std::shared_ptr<const detect::RuleSet> rules, std::span<const ExceptionInput> exceptions) {
  auto set = std::make_shared<ExceptionSet>();
  set->rules_ = std::move(rules);
  std::vector<detect::SourceText> sources;
  for (const auto& exception : exceptions) set->Add(exception, sources);
  set->excepting_.emplace(detect::RuleSet::Compile(sources));
  set->Link();
  return set;
}

/// Adds the exception's rule for each log source of the rules it speaks of.
void ExceptionSet::Add(const ExceptionInput& exception, std::vector<detect::SourceText>& sources) {
  if (auto findings = CheckExceptionText(exception.text); !findings.empty()) {
    problems_.emplace(exception.id, findings.front().Text());
    return;
  }
  std::set<LogSource, LessSource> of_rules;
  bool counts = false;
  for (const auto& rule : rules_->rules()) {
    const bool named = exception.rules.empty() || std::ranges::count(exception.rules, rule.id) > 0;
    if (!named) continue;
    if (rule.kind == detect::RuleKind::kCorrelation) {
      counts = true;
      continue;
    }
    of_rules.insert(rule.logsource);
  }
  if (of_rules.empty()) {
    problems_.emplace(exception.id, counts ? "a correlation cannot be excepted: except the rules "
                                             "that it counts"
                                           : "none of its rules is in force");
    return;
  }
  for (const auto& source : of_rules) {
    const auto id = PartId(exception.id, source);
    sources.push_back({fmt::format("{}.yml", sources.size()), AsRule(exception.text, id, source)});
  }
  exceptions_.push_back(exception);
}

void ExceptionSet::Link() {
  std::unordered_map<std::string, std::size_t> parts;
  for (std::size_t i = 0; i < excepting_->rules().size(); ++i) {
    parts.emplace(Quoted(excepting_->rules()[i].id), i);
  }
  std::map<std::string, std::vector<std::size_t>, std::less<>> named;
  std::vector<std::size_t> any;
  for (std::size_t i = 0; i < exceptions_.size(); ++i) {
    if (exceptions_[i].rules.empty()) any.push_back(i);
    for (const auto& id : exceptions_[i].rules) named[id].push_back(i);
  }
  for (std::size_t r = 0; r < rules_->rules().size(); ++r) {
    const auto& rule = rules_->rules()[r];
    if (rule.kind == detect::RuleKind::kCorrelation) continue;
    std::vector<std::size_t> indexes = any;
    if (const auto at = named.find(rule.id); at != named.end()) {
      indexes.insert(indexes.end(), at->second.begin(), at->second.end());
    }
    std::ranges::sort(indexes);
    for (const std::size_t i : indexes) {
      const auto part = parts.find(PartId(exceptions_[i].id, rule.logsource));
      if (part != parts.end()) by_rule_[r].push_back({i, part->second});
    }
  }
}

std::unique_ptr<pipeline::Exceptions::Scratch> ExceptionSet::MakeScratch() const {
  return std::make_unique<OneThread>(excepting_->MakeScratch());
}

void ExceptionSet::Apply(const Event& event, Instant now, Scratch& scratch,
                         std::vector<detect::Match>& matches,
                         std::vector<pipeline::Suppressed>& taken) const {
  auto& memory = static_cast<OneThread&>(scratch);
  bool is_matched = false;  // Against the exceptions: once an event, when a rule asks for it.
  std::erase_if(matches, [&](const detect::Match& match) {
    const auto parts = by_rule_.find(match.rule);
    if (parts == by_rule_.end()) return false;
    for (const Part& part : parts->second) {
      const auto& exception = exceptions_[part.exception];
      if (now >= exception.expires_at) continue;
      if (exception.agency && exception.agency != event.agency) continue;
      if (!is_matched) {
        excepting_->Match(event, *memory.rules_, memory.matches_);
        is_matched = true;
      }
      if (std::ranges::count(memory.matches_, part.rule, &detect::Match::rule) == 0) continue;
      taken.push_back({match.rule, exception.id});
      return true;
    }
    return false;
  });
}

}  // namespace lachan::rulesets
