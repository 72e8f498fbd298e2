// SPDX-License-Identifier: Apache-2.0
// lachan rules check …
#include <memory>

#include "app/detect_commands.h"
#include "app/files.h"
#include "app/platform.h"
#include "app/rule_files.h"
#include "scan/explain_text.h"
#include "scan/find_record.h"
#include "scan/render.h"

namespace lachan::app {
namespace {

constexpr int kFine = 0, kWrong = 1, kNotDone = 2;

struct Request {
  RuleFiles rules;
  std::vector<std::string> explain;  ///< Rule and event.
  std::string logsource;
  std::string mappings = "mappings";
  bool is_json = false, no_cache = false;
};

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return kNotDone;
}

std::string_view Word(Diagnostic::Severity severity) {
  switch (severity) {
    case Diagnostic::Severity::kNote:
      return "note";
    case Diagnostic::Severity::kWarning:
      return "warning";
    case Diagnostic::Severity::kError:
      return "error";
  }
  return "";
}

std::string TitleOf(const detect::RuleSet& rules, const std::string& id) {
  for (const auto& rule : rules.rules()) {
    if (rule.id == id) return rule.title;
  }
  return {};
}

void PrintText(const detect::RuleSet& rules) {
  const auto& report = rules.report();
  for (const auto& finding : report.findings) fmt::print("{}\n", finding.Text());
  for (const auto& twice : report.duplicates) {
    fmt::print("{}:{}: skipped: id {} is that of {}:{}, which is kept\n", twice.skipped.file,
               twice.skipped.line, twice.id, twice.kept.file, twice.kept.line);
  }
  if (!report.always_evaluated.empty()) {
    fmt::print("Evaluated for every event of their log source (no text that must be there):\n");
    for (const auto& id : report.always_evaluated) fmt::print("  {}  {}\n", id, TitleOf(rules, id));
  }
  fmt::print("{}; {} correlations, {} filters\n", CountsText(report), report.correlations,
             report.filters);
}

void AppendPlace(const Place& place, std::string& out) {
  out += "{\"file\":";
  scan::AppendJson(place.file, out);
  fmt::format_to(std::back_inserter(out), ",\"line\":{},\"column\":{}}}", place.line, place.column);
}

void PrintJson(const detect::RuleSet& rules) {
  const auto& report = rules.report();
  std::string out = fmt::format(
      "{{\"found\":{},\"loaded\":{},\"rejected\":{},\"skipped\":{},\"correlations\":{},"
      "\"filters\":{},\"findings\":[",
      report.found, report.loaded, report.rejected, report.skipped, report.correlations,
      report.filters);
  for (const auto& finding : report.findings) {
    if (out.back() != '[') out += ',';
    fmt::format_to(std::back_inserter(out),
                   "{{\"severity\":\"{}\",\"code\":", Word(finding.severity));
    scan::AppendJson(finding.code, out);
    out += ",\"message\":";
    scan::AppendJson(finding.message, out);
    out += ",\"hint\":";
    scan::AppendJson(finding.hint, out);
    out += ",\"where\":";
    AppendPlace(finding.where, out);
    out += '}';
  }
  out += "],\"duplicates\":[";
  for (const auto& twice : report.duplicates) {
    out += out.back() == '[' ? "{\"id\":" : ",{\"id\":";
    scan::AppendJson(twice.id, out);
    out += ",\"kept\":";
    AppendPlace(twice.kept, out);
    out += ",\"skipped\":";
    AppendPlace(twice.skipped, out);
    out += '}';
  }
  out += "],\"always_evaluated\":[";
  for (const auto& id : report.always_evaluated) {
    out += out.back() == '[' ? "{\"id\":" : ",{\"id\":";
    scan::AppendJson(id, out);
    out += ",\"title\":";
    scan::AppendJson(TitleOf(rules, id), out);
    out += '}';
  }
  fmt::print("{}]}}\n", out);
}

/// `place` is a file, "-", or file:record.
Result<Event> EventAt(const std::string& place, const Request& request) {
  std::optional<LogSource> logsource;
  if (!request.logsource.empty()) {
    LACHAN_TRY(logsource, ParseLogSource(request.logsource));
  }
  LACHAN_TRY(auto mappings, LoadMappings(request.mappings));
  const normalise::Normaliser normaliser(std::move(mappings));
  const auto [path, record] = scan::ParseRecordPlace(place);
  const auto inputs = scan::FindInputs({path}, SystemClock().Now());
  if (!inputs.problems.empty()) {
    return Fail(ErrorCode::kNotFound, "{}: {}", path, inputs.problems[0].what);
  }
  if (inputs.files.size() != 1) {
    return Fail(ErrorCode::kInvalidInput, "{}: name a file, - or file:record", path);
  }
  return scan::FindRecord(inputs.files[0], record, normaliser, logsource);
}

int Explain(const detect::RuleSet& rules, const Request& request) {
  const auto rule = FindRule(rules, request.explain[0]);
  if (!rule) return Report(rule.error());
  const auto event = EventAt(request.explain[1], request);
  if (!event) return Report(event.error());
  const auto& info = rules.rules()[*rule];
  const auto explanation = rules.Explain(*rule, *event);
  if (request.is_json) {
    fmt::print("{}\n", scan::ExplanationJson(info, explanation, *event));
  } else {
    fmt::print("{}", scan::ExplanationText(info, explanation, *event));
  }
  return explanation.matched ? kFine : kWrong;
}

int Check(const Request& request) {
  RuleFiles files = request.rules;
  files.uses_cache = !request.no_cache;
  const auto rules = Compile(files);
  if (!rules) return Report(rules.error());
  if (!request.explain.empty()) return Explain(*rules, request);
  if (request.is_json) {
    PrintJson(*rules);
  } else {
    PrintText(*rules);
  }
  return rules->report().rejected == 0 ? kFine : kWrong;
}

}  // namespace

void AddRulesCheck(CLI::App& rules, int& status) {
  auto* command = rules.add_subcommand(
      "check", "Compile rules and report every finding, or explain one rule with an event");
  const auto request = std::make_shared<Request>();
  command->add_option("folders", request->rules.paths, "Folders or files with rules")
      ->required()
      ->type_name("DIR");
  command
      ->add_option("--explain", request->explain,
                   "Say step by step why a rule (id or title) holds for an event, or not; the "
                   "event is a file, - or file:record")
      ->expected(2)
      ->type_name("RULE EVENT");
  command->add_option("--logsource", request->logsource,
                      "product=…,category=…,service=… of the event; else its fields tell");
  command->add_option("--placeholders", request->rules.placeholders,
                      "YAML file with values for %name% in rules");
  command->add_option("--mappings", request->mappings, "Folder with mappings of text formats");
  command->add_flag("--json", request->is_json, "As JSON");
  command->add_flag("--no-cache", request->no_cache, "Do not keep compiled patterns");
  command->footer(
      "Exit status: 0 all rules are loaded or skipped (--explain: the rule holds), 1 some are\n"
      "rejected (it does not), 2 not done.");
  command->callback([request, &status] { status = Check(*request); });
}

}  // namespace lachan::app
