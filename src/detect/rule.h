// SPDX-License-Identifier: Apache-2.0
/// \file
/// What goes into compiling Sigma documents and what comes out beside the matcher: the rules'
/// descriptions for people, and a report that accounts for every document.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "core/event.h"
#include "core/vocabulary.h"

namespace lachan::detect {

/// One file of Sigma documents; may hold several (`---`).
struct SourceText {
  std::string path;  ///< Only a name: used in findings and kept with the rules.
  std::string text;  ///< UTF-8 YAML.
};

/// What a document describes.
enum class RuleKind { kDetection, kCorrelation };

/// A loaded rule as people see it. Alert texts made from it must name `author` (DRL 1.1 asks for
/// it).
/// \source Sigma specification 2.1.0, "Components"
struct RuleInfo {
  RuleKind kind = RuleKind::kDetection;
  std::string id;    ///< As written; the name or title where the document has no id.
  std::string name;  ///< Technical name that correlations refer to; may be empty.
  std::string title;
  std::string description;
  std::string author;
  std::string status;           ///< "stable", "test", … or empty.
  std::string license;          ///< As written; empty when the document does not say.
  std::string date, modified;   ///< As written.
  Level level = Level::medium;  ///< Of the document; medium where it has none.
  LogSource logsource;          ///< Lower case; empty for correlations.
  std::vector<std::string> tags, references, falsepositives, fields;
  std::string taxonomy;            ///< As written; empty means "sigma".
  std::vector<std::string> scope;  ///< Kinds of systems the rule is meant for, as written.
  /// Other rules: "derived: <id>", "obsolete: <id>", "renamed: <id>", …
  std::vector<std::string> related;
  std::string path;  ///< Of the SourceText.
  int line = 1;      ///< Where the document begins in it.
  std::string text;  ///< The YAML of this document alone.
  /// False for a rule that only feeds correlations (their `generate` is not true).
  bool raises_alert = true;
};

/// Two documents with one id: the first is kept, the second is skipped.
struct DuplicateId {
  std::string id;
  Place kept, skipped;
};

/// Account of a compilation: found == loaded + rejected + skipped, always.
struct CompileReport {
  std::size_t found = 0;     ///< Documents in all texts; an unreadable file counts as one.
  std::size_t loaded = 0;    ///< Detections, correlations and filters in force.
  std::size_t rejected = 0;  ///< Wrong or not supported: each has at least one error in `findings`.
  std::size_t skipped =
      0;  ///< Left out by the options (status, level), as duplicate, or not Sigma.
  std::size_t correlations = 0;  ///< Of `loaded`.
  std::size_t filters = 0;       ///< Of `loaded`.
  /// Errors for rejections, warnings for suspicious parts of loaded rules, notes for skips.
  std::vector<Diagnostic> findings;
  std::vector<DuplicateId> duplicates;
  /// Ids of rules without a necessary set: evaluated for every event of their log source.
  std::vector<std::string> always_evaluated;
};

/// Keeps compiled pattern databases between runs. Both functions may be empty; they are called from
/// several threads at once.
struct DatabaseCache {
  std::function<std::optional<std::string>(std::string_view key)> get;
  std::function<void(std::string_view key, std::string_view bytes)> put;
};

/// Calls `work(i)` for all i below `count`, each once, in any order and from any threads, and
/// returns when all are done.
using RunAll = std::function<void(std::size_t count, const std::function<void(std::size_t)>& work)>;

struct CompileOptions {
  /// Values for `%name%` under the `expand` modifier. A rule with an unknown name is rejected.
  std::map<std::string, std::vector<std::string>> placeholders;
  bool load_deprecated = false;        ///< Also status "deprecated".
  bool load_unsupported = false;       ///< Also status "unsupported".
  std::optional<Level> minimum_level;  ///< Lower ones are skipped; correlations' own parts are not.
  DatabaseCache cache;
  std::size_t max_file_bytes = 1 << 20;  ///< A larger text is rejected whole.
  std::size_t max_expansions = 4096;     ///< Of one value by windash and expand.
  RunAll run_all;  ///< For what may go on at once; empty: one after the other.
};

/// A value of the event that a rule's test met, and the test in words: "endswith '\cmd.exe'".
struct MatchedValue {
  std::string field;  ///< Empty for keywords.
  std::string value;
  std::string pattern;
};

/// One rule that an event satisfies.
struct Match {
  std::size_t rule = 0;  ///< Index into RuleSet::rules().
  std::vector<MatchedValue> matched;
};

/// What one thread did since its scratch was made.
struct MatchStatistics {
  std::uint64_t events = 0;
  std::uint64_t values = 0;        ///< Values of fields that a rule reads.
  std::uint64_t values_known = 0;  ///< Of these: answered from memory.
  std::uint64_t combinations = 0;  ///< Events (and views) with at least one test that holds.
  std::uint64_t combinations_known = 0;
  std::uint64_t candidates = 0;  ///< Rules whose necessary set was hit.
  std::uint64_t evaluated = 0;   ///< Rules whose condition was evaluated.
};

/// Why a rule did or did not match an event, as an indented list.
struct Explanation {
  struct Step {
    int depth = 0;  ///< 0 is the condition itself.
    bool holds = false;
    std::string text;  ///< "selection", "Image|endswith: \cmd.exe", "and", …
    std::string seen;  ///< What the event had there; "(absent)" where it had nothing.
  };
  bool logsource_applies = false;  ///< False: the rule is never tried for such an event.
  bool matched = false;
  std::vector<Step> steps;
};

}  // namespace lachan::detect
