// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: the parts of RuleSet that compiling fills and matching reads.
#pragma once

#include <deque>
#include <vector>

#include "detect/bucket.h"
#include "detect/correlation_rule.h"
#include "detect/document.h"
#include "detect/keyword_filter.h"
#include "detect/rule_set.h"

namespace lachan::detect {

struct RuleSet::Impl {
  CompileReport report;
  std::vector<RuleInfo> rules;
  std::vector<Expr> conditions;  ///< By rule; of correlations unused.
  std::vector<CorrelationRule> correlations;
  FieldNames names;
  std::deque<Bucket> buckets;
  std::size_t atoms = 0;  ///< Of all buckets.
  mutable KeywordFilters keyword_filters;
  ScanMemory scan_memory;  ///< Grown for every database; threads clone it.
};

/// Fills an Impl from documents.
class RuleSetBuilder {
 public:
  RuleSetBuilder(RuleSet::Impl& impl, const CompileOptions& options)
      : impl_(impl), options_(options) {}

  void Read(std::span<const SourceText> sources);
  /// Resolves references, applies filters, compiles the buckets, completes the report.
  void Finish();
  /// The same without the buckets: rules and conditions only.
  void FinishConditions();

 private:
  /// What one text holds, before it is known what the others hold.
  struct Reading {
    std::vector<Document> documents;
    std::vector<Diagnostic> findings;
    bool is_broken = false;  ///< The file, or what is left of it, cannot be read.
  };
  Reading ReadOne(const SourceText& source) const;
  void Take(Document document);
  bool IsDuplicate(const RuleInfo& info, bool has_id);
  void RejectUnresolved();
  void DropBelowLevel();
  void ApplyFilters();
  void Publish();
  void PublishCorrelations();
  bool Resolve(CorrelationDocument& document);
  void MarkAlertRaising();
  void BuildBuckets();
  void Reject(CorrelationDocument& document, std::string message, std::string hint);

  RuleSet::Impl& impl_;
  const CompileOptions& options_;
  std::vector<DetectionDocument> detections_;
  std::vector<CorrelationDocument> correlations_;
  std::vector<FilterDocument> filters_;
  std::map<std::string, Place> places_by_id_;
};

}  // namespace lachan::detect
