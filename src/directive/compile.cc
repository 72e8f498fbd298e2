// SPDX-License-Identifier: Apache-2.0
#include "directive/compile.h"

#include <algorithm>
#include <array>

#include "directive/compile_files.h"

namespace lachan::directive {
namespace {

struct FileReader {
  std::string_view path;
  void (*read)(MapReader&, CompileContext&);
};
constexpr std::array<FileReader, 7> kFiles{{{"directive.yaml", ReadHead},
                                            {"clauses.yaml", ReadClauses},
                                            {"facts.yaml", ReadFacts},
                                            {"obligations.yaml", ReadObligations},
                                            {"calendar.yaml", ReadCalendar},
                                            {"incident_clocks.yaml", ReadIncidentClocks},
                                            {"scorecard.yaml", ReadScorecards}}};
constexpr std::array<std::string_view, 7> kFileNames = [] {
  std::array<std::string_view, 7> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kFiles[i].path;
  return names;
}();

constexpr std::size_t kMaxFindings = 500;

void ReadFile(const FileReader& file, const SourceText& source, CompileContext& context) {
  const auto root = ParseYaml(source, context.findings);
  if (!root) return;
  try {
    MapReader reader(*root, source.path, source.path, context.findings);
    if (!reader.is_map()) return;
    file.read(reader, context);
    reader.Finish();
  } catch (const YAML::Exception& error) {
    context.findings.push_back({Diagnostic::Severity::kError,
                                "directive.yaml.syntax",
                                error.msg,
                                "",
                                {source.path, error.mark.line + 1, error.mark.column + 1}});
  }
}

}  // namespace

void CompileContext::Report(const std::string& place_key, std::string code, std::string message,
                            std::string hint) {
  const auto at = places.find(place_key);
  findings.push_back({Diagnostic::Severity::kError, std::move(code), std::move(message),
                      std::move(hint), at == places.end() ? Place{} : at->second});
}

std::span<const std::string_view> DirectiveFiles() { return kFileNames; }

Compiled<Directive> CompileDirective(std::span<const SourceText> sources) {
  CompileContext context;
  for (const SourceText& source : sources) {
    if (std::ranges::find(kFileNames, source.path) == kFileNames.end()) {
      context.findings.push_back(
          {Diagnostic::Severity::kError,
           "directive.file.unknown",
           "a directive has no such file",
           "remove it, or rename it to one that docs/formats/directive.md lists",
           {source.path}});
    }
  }
  for (const FileReader& file : kFiles) {
    const auto at = std::ranges::find(sources, file.path, &SourceText::path);
    if (at == sources.end()) {
      context.findings.push_back({Diagnostic::Severity::kError,
                                  "directive.file.missing",
                                  "the file is missing",
                                  "",
                                  {std::string(file.path)}});
      continue;
    }
    ReadFile(file, *at, context);
  }
  // References are only worth checking when every file was understood.
  if (context.findings.empty()) CheckDirective(context);
  if (context.findings.size() > kMaxFindings) context.findings.resize(kMaxFindings);

  Compiled<Directive> compiled;
  const bool failed = std::ranges::any_of(context.findings, [](const Diagnostic& finding) {
    return finding.severity == Diagnostic::Severity::kError;
  });
  if (!failed) compiled.value = std::move(context.directive);
  compiled.findings = std::move(context.findings);
  return compiled;
}

std::vector<TraceRow> TraceabilityMatrix(const Directive& directive) {
  std::vector<TraceRow> rows;
  for (const Clause& clause : directive.clauses) {
    TraceRow row{clause.id, clause.title, {}, clause.none};
    for (const Obligation& obligation : directive.obligations) {
      if (obligation.clause == clause.id ||
          std::ranges::find(obligation.also_clauses, clause.id) != obligation.also_clauses.end()) {
        row.obligations.push_back(obligation.id);
      }
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace lachan::directive
