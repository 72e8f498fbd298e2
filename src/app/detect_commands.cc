// SPDX-License-Identifier: Apache-2.0
// lachan detect …
#include "app/detect_commands.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>

#include "app/files.h"
#include "app/platform.h"
#include "app/rule_files.h"
#include "indicators/read.h"
#include "normalise/options.h"
#include "rulesets/attack.h"
#include "scan/input.h"
#include "scan/read_whole.h"
#include "scan/render.h"
#include "scan/scan.h"
#include "scan/summary.h"
#include "scan/terminal.h"

namespace lachan::app {
namespace {

constexpr int kNothingFound = 0, kFound = 1, kNotDone = 2, kInterrupted = 130;
constexpr std::size_t kFindingsShown = 3;

/// What the command line says.
struct Request {
  RuleFiles rules;
  std::vector<std::string> paths, indicators;
  std::string out, output, since, until, level, logsource;
  std::string mappings = "mappings";
  unsigned threads = 0;
  bool no_cache = false, is_quiet = false;
};

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return kNotDone;
}

// The first Ctrl-C asks for an end, the second one ends.
std::atomic<bool> stop_wanted = false;
void OnSignal(int) { stop_wanted = true; }

void CatchSignals() {
  struct sigaction action{};
  action.sa_handler = OnSignal;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

/// RFC 3339; without an offset, and dates, in Viet Nam's time. A date as the end takes in its day.
Result<std::optional<Instant>> ParseLimit(const char* option, const std::string& text,
                                          bool is_end) {
  if (text.empty()) return std::nullopt;
  if (const auto date = ParseDate(text)) {
    return StartOfDay(is_end ? AddDays(*date, 1) : *date);
  }
  if (const auto instant = ParseInstant(text)) return *instant;
  if (const auto local = ParseInstant(text + "+07:00")) return *local;
  return Fail(ErrorCode::kInvalidInput,
              "{} '{}': write a date (2026-11-23) or an instant (2026-11-23T08:00:00+07:00)",
              option, text);
}

/// Everything that is checked and loaded before files are read.
struct Prepared {
  scan::ScanOptions options;
  std::unique_ptr<const detect::RuleSet> rules;
  std::unique_ptr<const normalise::Normaliser> normaliser;
  std::unique_ptr<const indicators::IndicatorSet> indicators;
  scan::Inputs inputs;
  int output = STDOUT_FILENO;
  std::string out;  ///< "jsonl", "table", "summary"
};

Status ParseOptions(const Request& request, Prepared& prepared) {
  auto& options = prepared.options;
  options.threads = request.threads;
  LACHAN_TRY(options.since, ParseLimit("--since", request.since, false));
  LACHAN_TRY(options.until, ParseLimit("--until", request.until, true));
  if (options.since && options.until && *options.until <= *options.since) {
    return Fail(ErrorCode::kInvalidInput,
                "--since {} is not before --until {}: no event lies between; exchange them",
                request.since, request.until);
  }
  if (!request.logsource.empty()) {
    LACHAN_TRY(options.logsource, ParseLogSource(request.logsource));
  }
  if (!request.level.empty()) {
    LACHAN_TRY(options.minimum_level, ParseLevel(request.level));
  }
  const bool for_people = request.output.empty() && ::isatty(STDOUT_FILENO) != 0;
  prepared.out = !request.out.empty() ? request.out : for_people ? "summary" : "jsonl";
  return {};
}

Status LoadRuleSet(const Request& request, Prepared& prepared) {
  RuleFiles files = request.rules;
  files.uses_cache = !request.no_cache;
  if (!request.level.empty()) files.minimum_level = prepared.options.minimum_level;
  const bool has_terminal = !request.is_quiet && ::isatty(STDERR_FILENO) != 0;
  if (has_terminal) fmt::print(stderr, "Loading rules…");  // The first time takes a while.
  auto compiled = Compile(files);
  if (has_terminal) fmt::print(stderr, "\r\x1b[K");
  if (!compiled) return std::unexpected(compiled.error());
  prepared.rules = std::make_unique<const detect::RuleSet>(*std::move(compiled));
  const auto& report = prepared.rules->report();
  if (report.loaded == 0 && request.indicators.empty()) {
    return Fail(ErrorCode::kInvalidInput, "no rule is loaded: {}; `lachan rules check` says why",
                CountsText(report));
  }
  if (request.is_quiet) return {};
  fmt::print(stderr, "Rules: {}\n", CountsText(report));
  std::size_t shown = 0;
  for (const auto& finding : report.findings) {
    if (finding.severity != Diagnostic::Severity::kError || ++shown > kFindingsShown) continue;
    fmt::print(stderr, "  {}\n", finding.Text());
  }
  if (shown > kFindingsShown) {
    fmt::print(stderr, "  and {} more: `lachan rules check` names all\n", shown - kFindingsShown);
  }
  return {};
}

Status LoadIndicators(const Request& request, Prepared& prepared) {
  if (request.indicators.empty()) return {};
  indicators::IndicatorSet::Builder builder;
  for (const auto& path : request.indicators) {
    indicators::ReadOptions options;
    options.file = path;
    LACHAN_TRY(auto text, scan::ReadWhole(path, options.limits.bytes), "reading " + path);
    std::optional<Error> full;
    const auto report =
        indicators::ReadIndicators(std::move(text), options, [&](indicators::Indicator indicator) {
          // Attacks come before anybody knows of them: events may be older than the indicator.
          indicator.valid_from.reset();
          if (auto added = builder.Add(indicator); !added && !full) full = added.error();
        });
    if (full) return std::unexpected(std::move(*full).With("reading " + path));
    if (report.loaded == 0 && report.rejected > 0) {
      return Fail(ErrorCode::kInvalidInput, "{}: {}", path,
                  report.findings.empty() ? "no indicators" : report.findings[0].Text());
    }
    if (request.is_quiet) continue;
    fmt::print(stderr, "Indicators: {}: {} found = {} loaded + {} rejected + {} skipped ({})\n",
               path, scan::Grouped(report.found), scan::Grouped(report.loaded),
               scan::Grouped(report.rejected), scan::Grouped(report.skipped),
               indicators::ToString(report.format));
    for (std::size_t i = 0; i < std::min(report.findings.size(), kFindingsShown); ++i) {
      fmt::print(stderr, "  {}\n", report.findings[i].Text());
    }
  }
  prepared.indicators =
      std::make_unique<const indicators::IndicatorSet>(std::move(builder).Build());
  return {};
}

/// Times in files are believed, however old or new.
Result<std::unique_ptr<const normalise::Normaliser>> LoadNormaliser(const std::string& folder) {
  LACHAN_TRY(auto mappings, LoadMappings(folder));
  normalise::Normaliser::Options options;
  options.clock_tolerance = std::chrono::hours{24 * 366 * 200};
  return std::make_unique<const normalise::Normaliser>(std::move(mappings), options);
}

Status FindFiles(const Request& request, Prepared& prepared) {
  prepared.inputs = scan::FindInputs(request.paths, SystemClock().Now());
  for (const auto& problem : prepared.inputs.problems) {
    fmt::print(stderr, "lachan: {}: {}\n", problem.path, problem.what);
  }
  if (prepared.inputs.files.empty()) return Fail(ErrorCode::kNotFound, "nothing to read");
  return {};
}

/// After the files are found, so that it is not read itself; never over one of them.
Status OpenOutput(const Request& request, Prepared& prepared) {
  if (request.output.empty() || request.output == "-") return {};
  struct stat wanted{};
  if (::stat(request.output.c_str(), &wanted) == 0) {
    for (const auto& file : prepared.inputs.files) {
      struct stat about{};
      if (!file.is_regular || ::stat(file.path.c_str(), &about) != 0) continue;
      if (about.st_dev == wanted.st_dev && about.st_ino == wanted.st_ino) {
        return Fail(ErrorCode::kInvalidInput, "--output {} is one of the files to read",
                    request.output);
      }
    }
  }
  prepared.output = ::open(request.output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (prepared.output < 0) {
    return Fail(ErrorCode::kUnavailable, "--output {}: {}", request.output, std::strerror(errno));
  }
  return {};
}

Result<Prepared> Prepare(const Request& request) {
  Prepared prepared;
  LACHAN_TRY_DO(ParseOptions(request, prepared));
  LACHAN_TRY_DO(FindFiles(request, prepared));
  LACHAN_TRY_DO(LoadRuleSet(request, prepared));
  LACHAN_TRY_DO(LoadIndicators(request, prepared));
  LACHAN_TRY(prepared.normaliser, LoadNormaliser(request.mappings));
  LACHAN_TRY_DO(OpenOutput(request, prepared));
  return prepared;
}

/// Matches by tactic and technique, in the order of the matrix.
std::vector<scan::TacticCount> TacticsOf(const detect::RuleSet& rules, const scan::Tally& tally) {
  std::vector<rulesets::AttackTags> tags;
  for (const auto& rule : rules.rules()) tags.push_back(rulesets::AttackTagsOf(rule));
  const rulesets::TacticsOfTechniques known(tags);
  struct Cell {
    std::uint64_t count = 0;
    std::map<std::string, std::uint64_t> techniques;
  };
  std::map<std::string, Cell, std::less<>> cells;
  for (std::size_t i = 0; i < tally.rules.size(); ++i) {
    const auto count = tally.rules[i].count;
    if (count == 0) continue;
    for (const auto& tactic : tags[i].tactics) cells[tactic].count += count;
    for (const auto& [tactic, technique] : known.CellsOf(tags[i])) {
      if (!tactic.empty() && !technique.empty()) cells[tactic].techniques[technique] += count;
    }
  }
  std::vector<scan::TacticCount> counts;
  for (const auto& tactic : rulesets::AttackTactics()) {
    const auto at = cells.find(tactic.id);
    if (at == cells.end()) continue;
    auto& count = counts.emplace_back();
    count.name = tactic.name;
    count.count = at->second.count;
    count.techniques.assign(at->second.techniques.begin(), at->second.techniques.end());
    std::ranges::stable_sort(count.techniques,
                             [](const auto& a, const auto& b) { return a.second > b.second; });
  }
  return counts;
}

int StatusOf(const scan::ScanReport& report) {
  if (report.output_error) return kNotDone;
  if (stop_wanted) return kInterrupted;
  if (report.files_read + report.files_empty == 0) return kNotDone;
  return report.matches() + report.indicator_hits() > 0 ? kFound : kNothingFound;
}

int Detect(const Request& request) {
  auto prepared = Prepare(request);
  if (!prepared) return Report(prepared.error());
  CatchSignals();
  const auto output = prepared->out == "jsonl"   ? scan::Output::kJsonLines
                      : prepared->out == "table" ? scan::Output::kTable
                                                 : scan::Output::kNone;
  const auto renderer =
      scan::MakeRenderer(output, prepared->rules->rules(), scan::ColumnsOf(prepared->output));
  scan::Terminal terminal({prepared->output, !request.is_quiet && ::isatty(STDERR_FILENO) != 0,
                           prepared->inputs.bytes});
  auto report = scan::Scan(prepared->inputs.files, prepared->options,
                           {*prepared->rules, *prepared->normaliser, prepared->indicators.get(),
                            *renderer, terminal, stop_wanted});
  terminal.Clear();
  if (prepared->out == "summary" || !request.is_quiet) {
    const auto text =
        scan::SummaryText({report, prepared->inputs, *prepared->rules, prepared->indicators.get(),
                           TacticsOf(*prepared->rules, report.tally)});
    if (prepared->out != "summary") {
      fmt::print(stderr, "{}", text);
    } else if (const auto written = terminal.Write(text); !written) {
      report.output_error = written.error();
    }
  }
  if (report.output_error) return Report(*report.output_error);
  return StatusOf(report);
}

}  // namespace

void AddDetect(CLI::App& app, int& status) {
  auto* command = app.add_subcommand(
      "detect", "Run rules over log files: event logs (.evtx), JSON, XML, syslog, any text");
  const auto request = std::make_shared<Request>();
  command
      ->add_option("--rules", request->rules.paths,
                   "Folder or file with Sigma rules; may be repeated; else the shipped ones")
      ->type_name("DIR")
      ->allow_extra_args(false);
  command->add_option("--out", request->out, "jsonl, table or summary; summary on a terminal")
      ->check(CLI::IsMember({"jsonl", "table", "summary"}));
  command->add_option("--output", request->output, "File for it; else standard output");
  command->add_option("--threads", request->threads, "That match; as many as processors")
      ->check(CLI::Range(1, 256));
  command->add_option("--since", request->since, "Events from then on (date or RFC 3339)");
  command->add_option("--until", request->until, "Events before then; a date takes in its day");
  command->add_option("--level", request->level, "Only rules of this level or above");
  command->add_option("--logsource", request->logsource,
                      "product=…,category=…,service=… of all events; else their fields tell");
  command
      ->add_option("--iocs", request->indicators,
                   "Indicators: CSV, STIX, MISP or text; may be repeated")
      ->allow_extra_args(false);
  command->add_option("--placeholders", request->rules.placeholders,
                      "YAML file with values for %name% in rules");
  command->add_option("--mappings", request->mappings, "Folder with mappings of text formats");
  command->add_flag("--no-cache", request->no_cache, "Do not keep compiled patterns");
  command->add_flag("--quiet", request->is_quiet, "Nothing but results and errors");
  command->add_option("paths", request->paths, "Files and folders; - is standard input")
      ->required()
      ->type_name("PATH");
  command->footer("Exit status: 0 nothing found, 1 something found, 2 not done, 130 interrupted.");
  command->callback([request, &status] { status = Detect(*request); });
}

}  // namespace lachan::app
