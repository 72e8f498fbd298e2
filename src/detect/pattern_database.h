// SPDX-License-Identifier: Apache-2.0
/// \file
/// Many patterns against one text at once, on Hyperscan.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "detect/regex.h"
#include "detect/rule.h"

struct hs_database;
struct hs_scratch;

namespace lachan::detect {

/// Hyperscan's working memory, for all databases it was grown for.
class ScanMemory {
 public:
  ScanMemory() = default;
  ScanMemory(const ScanMemory& other);
  ScanMemory& operator=(const ScanMemory&) = delete;
  ~ScanMemory();
  hs_scratch* get() const { return scratch_; }
  bool GrowFor(const hs_database* database);

 private:
  hs_scratch* scratch_ = nullptr;
};

/// A compiled set of literals or of regular expressions; shared by threads.
class PatternDatabase {
 public:
  PatternDatabase() = default;
  /// Of a literal that is longer this beginning is looked for: who finds it has to compare the
  /// rest. With literals that end in a long run of one byte, Hyperscan 5.4.0 fails in short texts
  /// (HS_UNKNOWN_ERROR): its reader of short texts leaves them out, its program does not.
  static constexpr std::size_t kWholeLiteral = 32;
  /// All of `literals`, none empty; ignoring the case of ASCII letters unless `cased`. Nothing but
  /// running out of memory can fail: then the database is empty and `ok()` false.
  static PatternDatabase OfLiterals(const std::vector<std::string>& literals, bool cased,
                                    const DatabaseCache& cache);
  /// Those of `expressions` that Hyperscan can do, at least as a filter that never misses;
  /// `supported` tells which. Right for ASCII texts only.
  static PatternDatabase OfRegexes(const std::vector<Regex>& expressions,
                                   std::vector<bool>& supported, const DatabaseCache& cache);

  bool ok() const { return database_ != nullptr; }
  /// Before memory is used with a database. False: out of memory.
  bool GrowMemory(ScanMemory& memory) const { return memory.GrowFor(database_.get()); }
  bool FoundIn(std::string_view text, const ScanMemory& memory) const;
  /// Appends the index of each pattern that is found in `text`, once.
  void Scan(std::string_view text, const ScanMemory& memory,
            std::vector<std::uint32_t>& found) const;

 private:
  std::shared_ptr<hs_database> database_;
};

}  // namespace lachan::detect
