// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <set>

#include "detect/reporter.h"
#include "detect/rule_set_impl.h"

namespace lachan::detect {
namespace {

/// True if `reference` names the rule, by id or by name.
bool Names(const std::string& reference, const RuleInfo& info) {
  return reference == info.id || (!info.name.empty() && reference == info.name);
}

void Run(const RunAll& run_all, std::size_t count, const std::function<void(std::size_t)>& work) {
  if (run_all) {
    run_all(count, work);
  } else {
    for (std::size_t i = 0; i < count; ++i) work(i);
  }
}

Diagnostic Note(std::string code, std::string message, Place where) {
  return {Diagnostic::Severity::kNote, std::move(code), std::move(message), {}, std::move(where)};
}

Place PlaceOf(const RuleInfo& info) { return {info.path, info.line, 1}; }

}  // namespace

RuleSetBuilder::Reading RuleSetBuilder::ReadOne(const SourceText& source) const {
  const YamlLimits limits{.max_bytes = options_.max_file_bytes};
  Reading reading;
  const auto documents = ReadYaml(source.path, source.text, limits, reading.findings);
  reading.is_broken = !reading.findings.empty();
  for (const YamlDocument& document : documents) {
    if (document.root->kind == YamlNode::Kind::kNull) continue;
    Reporter reporter(source.path, reading.findings);
    reading.documents.push_back(ReadDocument(document, options_, reporter));
  }
  return reading;
}

void RuleSetBuilder::Read(std::span<const SourceText> sources) {
  std::vector<Reading> readings(sources.size());
  Run(options_.run_all, sources.size(), [&](std::size_t i) { readings[i] = ReadOne(sources[i]); });
  auto& report = impl_.report;
  for (Reading& reading : readings) {
    for (Diagnostic& finding : reading.findings) report.findings.push_back(std::move(finding));
    report.found += reading.documents.size() + (reading.is_broken ? 1 : 0);
    report.rejected += reading.is_broken ? 1 : 0;
    for (Document& document : reading.documents) Take(std::move(document));
  }
}

bool RuleSetBuilder::IsDuplicate(const RuleInfo& info, bool has_id) {
  if (!has_id) return false;
  const auto [known, is_new] = places_by_id_.try_emplace(info.id, PlaceOf(info));
  if (is_new) return false;
  impl_.report.duplicates.push_back({info.id, known->second, PlaceOf(info)});
  impl_.report.findings.push_back(
      Note("sigma.id.duplicate",
           fmt::format("id {} is taken by {}:{}; this document is left out", info.id,
                       known->second.file, known->second.line),
           PlaceOf(info)));
  ++impl_.report.skipped;
  return true;
}

void RuleSetBuilder::Take(Document document) {
  if (std::holds_alternative<RejectedDocument>(document)) {
    ++impl_.report.rejected;
  } else if (std::holds_alternative<SkippedDocument>(document)) {
    ++impl_.report.skipped;
  } else if (auto* detection = std::get_if<DetectionDocument>(&document)) {
    if (IsDuplicate(detection->info, detection->has_id)) return;
    detections_.push_back(std::move(*detection));
  } else if (auto* correlation = std::get_if<CorrelationDocument>(&document)) {
    if (IsDuplicate(correlation->info, correlation->has_id)) return;
    correlations_.push_back(std::move(*correlation));
  } else if (auto* filter = std::get_if<FilterDocument>(&document)) {
    if (IsDuplicate(filter->info, filter->has_id)) return;
    filters_.push_back(std::move(*filter));
  }
}

void RuleSetBuilder::Reject(CorrelationDocument& document, std::string message, std::string hint) {
  ++impl_.report.rejected;
  Diagnostic finding;
  finding.code = "sigma.correlation.reference";
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  finding.where = {document.info.path, document.info.line, document.column};
  impl_.report.findings.push_back(std::move(finding));
}

void RuleSetBuilder::RejectUnresolved() {
  // Rejecting one may leave another without its target, so until nothing changes.
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < correlations_.size() && !changed; ++i) {
      for (const auto& reference : correlations_[i].rule.references) {
        const auto is_named = [&](const auto& document) { return Names(reference, document.info); };
        bool known = std::any_of(detections_.begin(), detections_.end(), is_named);
        for (std::size_t k = 0; k < correlations_.size() && !known; ++k) {
          known = k != i && is_named(correlations_[k]);
        }
        if (known) continue;
        Reject(correlations_[i],
               fmt::format("refers to {}, which is not loaded", Quoted(reference)),
               "the rule must be loaded as well, under this id or name");
        correlations_.erase(correlations_.begin() + static_cast<std::ptrdiff_t>(i));
        changed = true;
        break;
      }
    }
  }
}

void RuleSetBuilder::DropBelowLevel() {
  if (!options_.minimum_level) return;
  std::set<std::string> needed;
  for (const auto& document : correlations_) {
    needed.insert(document.rule.references.begin(), document.rule.references.end());
  }
  const auto drop = [&](const auto& document) {
    const RuleInfo& info = document.info;
    if (info.level >= *options_.minimum_level) return false;
    if (needed.contains(info.id) || needed.contains(info.name)) return false;
    impl_.report.findings.push_back(
        Note("sigma.level", "left out: below the wanted level", PlaceOf(info)));
    ++impl_.report.skipped;
    return true;
  };
  std::erase_if(detections_, drop);
}

void RuleSetBuilder::ApplyFilters() {
  for (const FilterDocument& filter : filters_) {
    std::size_t applied = 0;
    for (DetectionDocument& rule : detections_) {
      const bool named =
          filter.for_any || std::any_of(filter.rules.begin(), filter.rules.end(),
                                        [&](const auto& name) { return Names(name, rule.info); });
      if (!named || !Satisfies(filter.info.logsource, rule.info.logsource)) continue;
      rule.condition = Expr::Join(Expr::Op::kAnd, {std::move(rule.condition), filter.condition},
                                  "filter " + filter.info.title);
      ++applied;
    }
    ++impl_.report.filters;
    ++impl_.report.loaded;
    if (applied == 0) {
      Diagnostic finding =
          Note("sigma.filter.unused", "the filter applies to no loaded rule", PlaceOf(filter.info));
      finding.severity = Diagnostic::Severity::kWarning;
      impl_.report.findings.push_back(std::move(finding));
    }
  }
}

void RuleSetBuilder::Publish() {
  for (auto& document : detections_) {
    impl_.rules.push_back(std::move(document.info));
    impl_.conditions.push_back(std::move(document.condition));
    ++impl_.report.loaded;
  }
  PublishCorrelations();
}

/// Publishes a correlation if all its targets are.
bool RuleSetBuilder::Resolve(CorrelationDocument& document) {
  std::vector<std::size_t> targets;
  for (const auto& reference : document.rule.references) {
    const auto known = std::find_if(impl_.rules.begin(), impl_.rules.end(),
                                    [&](const auto& info) { return Names(reference, info); });
    if (known == impl_.rules.end()) return false;
    targets.push_back(static_cast<std::size_t>(known - impl_.rules.begin()));
  }
  CorrelationRule rule = std::move(document.rule);
  rule.targets = std::move(targets);
  rule.rule = impl_.rules.size();
  for (auto& group : rule.groups) {
    const auto alias = document.aliases.find(group.name);
    for (const std::size_t target : rule.targets) {
      std::string field = alias == document.aliases.end() ? group.name : "";
      if (alias != document.aliases.end()) {
        for (const auto& [reference, name] : alias->second) {
          if (Names(reference, impl_.rules[target])) field = name;
        }
      }
      group.fields.push_back(std::move(field));
    }
  }
  impl_.rules.push_back(std::move(document.info));
  impl_.conditions.emplace_back();
  impl_.correlations.push_back(std::move(rule));
  ++impl_.report.loaded;
  ++impl_.report.correlations;
  return true;
}

void RuleSetBuilder::PublishCorrelations() {
  // Targets before those that build on them; a circle is rejected.
  for (bool progress = true; progress;) {
    progress = std::erase_if(correlations_, [&](auto& document) { return Resolve(document); }) > 0;
  }
  for (auto& document : correlations_)
    Reject(document, "correlations refer to one another in a circle",
           "let one of them refer to detections only");
  MarkAlertRaising();
}

void RuleSetBuilder::MarkAlertRaising() {
  std::vector<bool> feeds(impl_.rules.size(), false), generates(impl_.rules.size(), false);
  for (const auto& rule : impl_.correlations) {
    for (const std::size_t target : rule.targets) {
      feeds[target] = true;
      if (rule.generate) generates[target] = true;
    }
  }
  for (std::size_t i = 0; i < impl_.rules.size(); ++i) {
    impl_.rules[i].raises_alert = !feeds[i] || generates[i];
  }
}

void RuleSetBuilder::BuildBuckets() {
  std::map<std::string, Bucket*> by_source;
  for (std::size_t i = 0; i < impl_.rules.size(); ++i) {
    if (impl_.rules[i].kind != RuleKind::kDetection) continue;
    const LogSource& source = impl_.rules[i].logsource;
    Bucket*& bucket =
        by_source[source.product + '\x1f' + source.category + '\x1f' + source.service];
    if (bucket == nullptr) bucket = &impl_.buckets.emplace_back(source);
    bucket->Add(i, impl_.conditions[i]);
  }
  for (const LogSource& source : SourcesWithAliases()) {
    for (const FieldAlias& alias : AliasesOf(source)) impl_.names.Add(alias.origin);
  }
  std::vector<Bucket::ScannerTask> tasks;
  for (Bucket& bucket : impl_.buckets) {
    bucket.Finish(impl_.names, static_cast<AtomId>(impl_.atoms), tasks);
    impl_.atoms += bucket.atom_count();
    for (const std::size_t rule : bucket.AlwaysEvaluated()) {
      impl_.report.always_evaluated.push_back(impl_.rules[rule].id);
    }
  }
  // The largest first, so that no core is left alone with one.
  std::stable_sort(tasks.begin(), tasks.end(),
                   [](const auto& a, const auto& b) { return a.size > b.size; });
  Run(options_.run_all, tasks.size(), [&](std::size_t i) { tasks[i].Compile(options_.cache); });
  for (const auto& task : tasks) task.GrowMemory(impl_.scan_memory);
}

void RuleSetBuilder::FinishConditions() {
  RejectUnresolved();
  DropBelowLevel();
  ApplyFilters();
  Publish();
}

void RuleSetBuilder::Finish() {
  FinishConditions();
  BuildBuckets();
}

}  // namespace lachan::detect
