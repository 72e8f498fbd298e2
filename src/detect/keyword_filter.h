// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: one scan that tells that no keyword is in any of an event's values, which
/// spares looking at each of the values that no rule names.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "core/flat_record.h"
#include "detect/bucket.h"

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

 private:
  /// What is looked for in one kind of bytes: first few short pieces of which every literal has one
  /// (much faster than many literals), then the literals.
  struct Stage {
    PatternDatabase pieces, literals;
    bool FoundIn(const std::string& bytes, const ScanMemory& memory) const {
      return pieces.FoundIn(bytes, memory) && literals.FoundIn(bytes, memory);
    }
  };
  using Encode = std::string (*)(std::string_view);
  static Stage MakeStage(const std::vector<std::string>& literals, Encode encode);

  Stage json_, text_, utf16_;
  PatternDatabase folding_letters_, folding_letters_utf16_;
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
