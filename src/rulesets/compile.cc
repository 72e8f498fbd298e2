// SPDX-License-Identifier: Apache-2.0
#include "rulesets/compile.h"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "detect/yaml_node.h"
#include "rulesets/run_all.h"

namespace lachan::rulesets {
namespace {

constexpr std::size_t kFindingsShown = 1000;

std::string_view SeverityName(Diagnostic::Severity severity) {
  switch (severity) {
    case Diagnostic::Severity::kNote:
      return "note";
    case Diagnostic::Severity::kWarning:
      return "warning";
    case Diagnostic::Severity::kError:
      return "error";
  }
  return "error";
}

int RankOf(const FindingView& finding) {
  if (finding.severity == "error") return 0;
  return finding.severity == "warning" ? 1 : 2;
}

bool HasKey(std::string_view document, std::string_view key) {
  for (const auto line : Split(document, '\n')) {
    if (line.starts_with(key) && line.substr(key.size()).starts_with(':')) return true;
  }
  return false;
}

/// Names and ids that the correlations of `content` count: these stay whatever their level.
std::set<std::string> CountedRules(const SetContent& content) {
  std::set<std::string> names;
  for (const RuleFile& file : content.files) {
    if (!IsRuleFile(file.path) || !HasKey(file.text, "correlation")) continue;
    std::vector<Diagnostic> ignored;
    for (const auto& document : detect::ReadYaml(file.path, file.text, {}, ignored)) {
      const auto* correlation = document.root->Find("correlation");
      const auto* rules = correlation == nullptr ? nullptr : correlation->Find("rules");
      if (rules == nullptr) continue;
      if (rules->IsScalar()) names.insert(rules->text);
      for (const auto& item : rules->items) names.insert(item->text);
    }
  }
  return names;
}

/// The value of a top-level key of a document, without quotes and remark.
std::string_view ValueOf(std::string_view document, std::string_view key) {
  for (const auto line : Split(document, '\n')) {
    if (!line.starts_with(key) || !line.substr(key.size()).starts_with(':')) continue;
    auto value = Trim(line.substr(key.size() + 1));
    if (const auto remark = value.find(" #"); remark != std::string_view::npos) {
      value = Trim(value.substr(0, remark));
    }
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
        value.back() == value.front()) {
      value = value.substr(1, value.size() - 2);
    }
    return value;
  }
  return {};
}

/// A file's text with the documents below a level made blank, so that lines keep their numbers.
struct Sifted {
  std::string text;
  std::vector<int> left_out;  ///< First lines of the documents that went.
};

Sifted Sift(std::string_view text, Level minimum, const std::set<std::string>& counted) {
  Sifted out{std::string(text), {}};
  for (const DocumentSpan& document : DocumentsOf(text)) {
    if (!HasKey(document.text, "detection") && !HasKey(document.text, "correlation")) continue;
    if (LevelOf(document.text).value_or(Level::medium) >= minimum) continue;
    if (counted.contains(std::string(ValueOf(document.text, "id"))) ||
        counted.contains(std::string(ValueOf(document.text, "name")))) {
      continue;
    }
    const auto at = static_cast<std::size_t>(document.text.data() - text.data());
    for (std::size_t i = at; i < at + document.text.size(); ++i) {
      if (out.text[i] != '\n') out.text[i] = ' ';
    }
    out.left_out.push_back(document.first_line);
  }
  return out;
}

/// The sources of all sets; what the levels leave out is counted and noted.
class SourceBuilder {
 public:
  explicit SourceBuilder(CompiledSets& out) : out_(out) {}

  std::vector<detect::SourceText> Build() {
    std::vector<detect::SourceText> sources;
    for (std::size_t i = 0; i < out_.sets.size(); ++i) {
      const SetInput& set = out_.sets[i];
      const auto counted = set.minimum_level ? CountedRules(*set.content) : std::set<std::string>();
      for (const RuleFile& file : set.content->files) {
        if (!IsRuleFile(file.path) || IsTestFile(file.path)) continue;
        const std::string path = set.code + "/" + file.path;
        if (!set.minimum_level) {
          sources.push_back({path, file.text});
          continue;
        }
        auto sifted = Sift(file.text, *set.minimum_level, counted);
        for (const int line : sifted.left_out) LeaveOut(i, path, line);
        sources.push_back({path, std::move(sifted.text)});
      }
    }
    return sources;
  }

 private:
  void LeaveOut(std::size_t set, const std::string& path, int line) {
    ++out_.counts[set].found;
    ++out_.counts[set].skipped;
    Diagnostic note;
    note.severity = Diagnostic::Severity::kNote;
    note.code = "sigma.level";
    note.message = fmt::format("left out: below level {} of this set",
                               boost::describe::enum_to_string(*out_.sets[set].minimum_level, ""));
    note.where = {path, line, 1};
    out_.findings.push_back(ToView(note));
  }

  CompiledSets& out_;
};

/// Spreads the compiler's account over the sets.
class Accountant {
 public:
  Accountant(CompiledSets& out, const std::vector<detect::SourceText>& sources)
      : out_(out), sources_(sources) {
    for (std::size_t i = 0; i < out.sets.size(); ++i) index_.emplace(out.sets[i].code, i);
    for (const auto& source : sources) text_.emplace(source.path, source.text);
  }

  void Count() {
    const auto& report = out_.rules->report();
    for (const Diagnostic& finding : report.findings) Note(finding);
    for (const auto& rule : out_.rules->rules()) ++CountsOf(rule.path).loaded;
    if (report.filters > 0) CountFilters();
    for (const auto& [file, lines] : rejected_) CountsOf(file).rejected += lines.size();
    for (auto& counts : out_.counts) {
      counts.found = counts.loaded + counts.rejected + counts.skipped;
      out_.total.found += counts.found;
      out_.total.loaded += counts.loaded;
      out_.total.rejected += counts.rejected;
      out_.total.skipped += counts.skipped;
    }
  }

 private:
  DocumentCounts& CountsOf(std::string_view path) {
    return out_.counts[index_.at(std::string(path.substr(0, path.find('/'))))];
  }

  /// First line of the document that a line of a file belongs to.
  int DocumentAt(const std::string& file, int line) {
    const auto known = text_.find(file);
    if (known == text_.end()) return line;
    int first = 1;
    for (const auto& document : DocumentsOf(known->second)) {
      if (document.first_line > line) break;
      first = document.first_line;
    }
    return first;
  }

  void Note(const Diagnostic& finding) {
    out_.findings.push_back(ToView(finding));
    if (finding.severity == Diagnostic::Severity::kError) {
      rejected_[finding.where.file].insert(DocumentAt(finding.where.file, finding.where.line));
    } else if (finding.severity == Diagnostic::Severity::kNote) {
      ++CountsOf(finding.where.file).skipped;
    }
  }

  /// Filters are no rules: a document with `filter` that nobody rejected or left out is one.
  void CountFilters() {
    std::set<std::pair<std::string, int>> noted;
    for (const auto& finding : out_.rules->report().findings) {
      if (finding.severity == Diagnostic::Severity::kWarning) continue;
      noted.emplace(finding.where.file, DocumentAt(finding.where.file, finding.where.line));
    }
    for (const auto& source : sources_) {
      for (const auto& document : DocumentsOf(source.text)) {
        if (!HasKey(document.text, "filter") || HasKey(document.text, "detection")) continue;
        if (noted.contains({source.path, document.first_line})) continue;
        ++CountsOf(source.path).loaded;
      }
    }
  }

  CompiledSets& out_;
  const std::vector<detect::SourceText>& sources_;
  std::unordered_map<std::string, std::size_t> index_;
  std::unordered_map<std::string, std::string_view> text_;
  std::map<std::string, std::set<int>> rejected_;  // file → first lines of its documents
};

}  // namespace

std::vector<DocumentSpan> DocumentsOf(std::string_view text) {
  std::vector<DocumentSpan> documents;
  DocumentSpan current;
  std::size_t begin = 0, at = 0;
  int line = 1;
  const auto close = [&](std::size_t end, int last) {
    current.text = text.substr(begin, end - begin);
    current.last_line = last;
    if (!Trim(current.text).empty()) documents.push_back(current);
  };
  while (at < text.size()) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto content = text.substr(at, end - at);
    if (content == "---" || content == "---\r" || content.starts_with("--- ")) {
      close(at, line - 1);
      current.first_line = line + 1;
      begin = std::min(end + 1, text.size());
    }
    at = end + 1;
    ++line;
  }
  close(text.size(), line - 1);
  return documents;
}

std::optional<Level> LevelOf(std::string_view document) {
  Level level = Level::medium;
  const auto word = AsciiLower(ValueOf(document, "level"));
  if (!boost::describe::enum_from_string(word.c_str(), level)) return std::nullopt;
  return level;
}

FindingView ToView(const Diagnostic& finding) {
  FindingView view;
  view.severity = SeverityName(finding.severity);
  view.code = finding.code;
  view.message = RepairUtf8(finding.message);
  view.hint = RepairUtf8(finding.hint);
  const auto slash = finding.where.file.find('/');
  if (slash == std::string::npos) {
    view.file = finding.where.file;
  } else {
    view.set = finding.where.file.substr(0, slash);
    view.file = finding.where.file.substr(slash + 1);
  }
  view.line = finding.where.line;
  view.column = finding.where.column;
  return view;
}

CompiledSets CompileSets(std::vector<SetInput> sets, const detect::DatabaseCache& cache) {
  CompiledSets out;
  out.sets = std::move(sets);
  out.counts.resize(out.sets.size());
  const auto sources = SourceBuilder(out).Build();
  detect::CompileOptions options;
  options.run_all = RunOnAllCores;
  options.cache = cache;
  out.rules = std::make_shared<const detect::RuleSet>(detect::RuleSet::Compile(sources, options));
  Accountant(out, sources).Count();
  std::ranges::stable_sort(out.findings, {}, RankOf);
  const auto rules = out.rules->rules();
  out.always_evaluated.assign(rules.size(), false);
  for (std::size_t i = 0; i < rules.size(); ++i) out.by_id.emplace(rules[i].id, i);
  for (const auto& id : out.rules->report().always_evaluated) {
    if (const auto at = out.by_id.find(id); at != out.by_id.end()) {
      out.always_evaluated[at->second] = true;
    }
  }
  return out;
}

const SetInput* CompiledSets::SetOf(const detect::RuleInfo& rule) const {
  const auto code = std::string_view(rule.path).substr(0, rule.path.find('/'));
  const auto at = std::ranges::find(sets, code, &SetInput::code);
  return at == sets.end() ? nullptr : &*at;
}

std::string_view CompiledSets::PathOf(const detect::RuleInfo& rule) {
  const auto slash = rule.path.find('/');
  return slash == std::string::npos ? std::string_view(rule.path)
                                    : std::string_view(rule.path).substr(slash + 1);
}

const detect::RuleInfo* CompiledSets::Find(std::string_view id) const {
  const auto at = by_id.find(std::string(id));
  return at == by_id.end() ? nullptr : &rules->rules()[at->second];
}

std::string VersionHash(std::span<const SetInput> sets) {
  std::string lines;
  for (const SetInput& set : sets) {
    lines += fmt::format(
        "{} {} {}\n", set.code, set.content->hash,
        set.minimum_level ? boost::describe::enum_to_string(*set.minimum_level, "") : "-");
  }
  return Sha256Hex(lines);
}

std::string ProblemOf(const CompiledSets& compiled) {
  for (std::size_t i = 0; i < compiled.sets.size(); ++i) {
    const auto& counts = compiled.counts[i];
    if (counts.rejected > 0 && counts.loaded == 0) {
      return fmt::format("set {}: none of its {} documents could be loaded", compiled.sets[i].code,
                         counts.found);
    }
  }
  if (compiled.total.loaded == 0) return "no rule could be loaded";
  return {};
}

RuleReportView ReportOf(const CompiledSets& compiled) {
  RuleReportView view;
  view.found = static_cast<std::int64_t>(compiled.total.found);
  view.loaded = static_cast<std::int64_t>(compiled.total.loaded);
  view.rejected = static_cast<std::int64_t>(compiled.total.rejected);
  view.skipped = static_cast<std::int64_t>(compiled.total.skipped);
  const auto& report = compiled.rules->report();
  view.correlations = static_cast<std::int64_t>(report.correlations);
  view.filters = static_cast<std::int64_t>(report.filters);
  view.always_evaluated = static_cast<std::int64_t>(report.always_evaluated.size());
  view.findings_total = static_cast<std::int64_t>(compiled.findings.size());
  const auto shown = std::min(compiled.findings.size(), kFindingsShown);
  view.findings.assign(compiled.findings.begin(),
                       compiled.findings.begin() + static_cast<std::ptrdiff_t>(shown));
  return view;
}

}  // namespace lachan::rulesets
