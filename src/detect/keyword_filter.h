// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: one scan that tells that no keyword is in any of an event's values, which
/// spares looking at each of the values that no rule names.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "core/flat_record.h"
#include "detect/bucket.h"
#include "detect/piece_finder.h"

namespace lachan::detect {

/// For the keywords of some buckets together.
class KeywordFilter {
 public:
  /// Values of one event, put side by side to be scanned at once.
  class Batch {
   public:
    void Clear();
    void Add(const RawValue& value);

   private:
    friend class KeywordFilter;
    std::string json_, text_, utf16_;
  };

  /// \param literals  ASCII, not empty.
  explicit KeywordFilter(const std::vector<std::string>& literals);
  /// Grows a thread's memory; before the first MayHave.
  bool Prepare(ScanMemory& memory) const;
  /// Shorter values have no keyword.
  std::size_t shortest() const { return shortest_; }
  /// False: none of the literals is in a value of the batch.
  bool MayHave(const Batch& batch, const ScanMemory& memory) const;
  /// The same for one value where it stands.
  bool MayHave(const RawValue& value, const ScanMemory& memory) const;

 private:
  /// What is looked for in one kind of bytes: first few short pieces of which every literal has one
  /// (much faster than many literals), then the literals.
  struct Stage {
    std::optional<PieceFinder> finder;
    PatternDatabase pieces;  ///< Where there is no finder.
    PatternDatabase literals;
    PatternDatabase letters;  ///< Beyond ASCII, of which a literal could be made by lower case.
    bool MayHave(std::string_view bytes, const ScanMemory& memory) const;
  };
  using Encode = std::string (*)(std::string_view);
  static Stage MakeStage(const std::vector<std::string>& literals,
                         const std::vector<std::string_view>& letters, Encode encode);

  Stage json_, text_, utf16_;
  std::size_t shortest_ = 0;
};

/// Filters by combination of buckets; shared by the threads of a rule set.
class KeywordFilters {
 public:
  /// Null where the keywords of `buckets` cannot be told from the whole.
  std::shared_ptr<const KeywordFilter> For(const std::deque<Bucket>& all,
                                           std::span<const std::uint32_t> buckets);

 private:
  std::mutex mutex_;
  std::map<std::vector<std::uint32_t>, std::shared_ptr<const KeywordFilter>> known_;
};

}  // namespace lachan::detect
