// SPDX-License-Identifier: Apache-2.0
/// \file
/// All lists that are on, made one set; and questions to it.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "indicators/read.h"
#include "indicators/value.h"
#include "intel/documents.h"
#include "intel/entities.h"
#include "intel/views.h"
#include "pipeline/detection.h"

namespace lachan::intel {

/// Of a list: everything that decides which indicators it gives.
struct ListContent {
  std::int64_t id = 0;
  std::string name;
  std::string content;
  IndicatorTlp default_tlp = IndicatorTlp::amber;
  std::optional<std::int64_t> default_days;
  Instant imported_at;
  friend bool operator==(const ListContent&, const ListContent&) = default;
};
ListContent ContentOf(const IndicatorList& list);

/// The set of some lists, with what became of each.
struct BuiltSet {
  struct Member {
    ListContent list;
    std::int64_t indicators = 0;
    std::string problem;  ///< Its document cannot be read, or not all of it can be held.
  };
  std::vector<Member> members;  ///< In the order of IndicatorsInForce::lists.
  std::shared_ptr<const pipeline::IndicatorsInForce::Body> body;
  double seconds = 0;

  bool HasProblem() const;
};
/// Reads the documents one after the other. Never fails as a whole: what cannot be read is a
/// problem of its list.
BuiltSet BuildSet(const DocumentStore& documents, std::span<const IndicatorList> lists);

indicators::Tlp TlpOf(IndicatorTlp tlp);
/// How a document is read for a list.
indicators::ReadOptions ReadOptionsFor(const std::string& name, IndicatorTlp tlp);

/// The exclusions as a set; null where there are none.
Result<std::shared_ptr<const indicators::IndicatorSet>> ExclusionSet(
    std::span<const IndicatorExclusion> exclusions);

/// Purpose      What events are held against now, for questions of people.
/// Concurrency  Immutable.
class InForce {
 public:
  InForce(std::shared_ptr<const BuiltSet> built,
          std::shared_ptr<const pipeline::IndicatorsInForce> set)
      : built_(std::move(built)), set_(std::move(set)) {}

  const std::shared_ptr<const BuiltSet>& built() const { return built_; }
  const std::shared_ptr<const pipeline::IndicatorsInForce>& set() const { return set_; }
  std::size_t size() const { return set_->body ? set_->body->set.size() : 0; }

  IndicatorLookupRow LookUp(const std::string& asked, Instant now) const;

  struct Query {
    std::int64_t list = 0;  ///< 0: all.
    std::string kind;       ///< Empty: all.
    std::string text;       ///< Part of value, source or description, in any letter case.
    std::size_t after = 0;  ///< Index to begin with.
    std::size_t limit = 100;
  };
  IndicatorPage Page(const Query& query, Instant now) const;

 private:
  ListedIndicator ViewOf(std::size_t index, Instant now) const;
  bool IsExcluded(const indicators::CanonicalValue& value, Instant now) const;

  std::shared_ptr<const BuiltSet> built_;
  std::shared_ptr<const pipeline::IndicatorsInForce> set_;
};

}  // namespace lachan::intel
