// SPDX-License-Identifier: Apache-2.0
// lachan mappings check, lachan mappings try
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>

#include "app/detect_commands.h"
#include "app/files.h"
#include "app/platform.h"
#include "base/text.h"
#include "formats/columns.h"
#include "formats/lines.h"
#include "normalise/samples.h"
#include "scan/read_whole.h"

namespace lachan::app {
namespace {

constexpr int kFine = 0, kWrong = 1, kNotDone = 2;
constexpr std::size_t kFileLimit = std::size_t{1} << 30, kValueShown = 300;

struct Request {
  std::string path, mappings = "mappings", format;
  std::size_t lines = 20;
  bool only_text = false;
};

class NoHosts final : public normalise::HostResolver {
 public:
  std::string HostOf(std::string_view) const override { return {}; }
};

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return kNotDone;
}

void PrintFindings(const std::vector<Diagnostic>& findings) {
  for (const auto& finding : findings) fmt::print("{}\n", finding.Text());
}

int Check(const Request& request) {
  const std::string folder = FindInstalled(request.path);
  auto files = ReadFolder(folder, {".yaml", ".yml"});
  if (!files) return Report(Error(files.error()).With("reading " + folder));
  std::vector<normalise::MappingText> mappings, samples;
  for (auto& file : *files) {
    const bool is_sample = file.path.starts_with("tests/");
    (is_sample ? samples : mappings).push_back({folder + "/" + file.path, std::move(file.text)});
  }
  if (mappings.empty()) {
    return Report(Error(ErrorCode::kNotFound, "there is no mapping in " + folder));
  }
  auto compiled = normalise::CompileMappings(mappings);
  PrintFindings(compiled.findings);
  if (!compiled.value) {
    fmt::print("{} files, {} findings: none of the mappings can be used\n", mappings.size(),
               compiled.findings.size());
    return kWrong;
  }
  const std::size_t count = compiled.value->all.size();
  const normalise::Normaliser normaliser(std::move(*compiled.value));
  // Samples are written for a receipt at this instant.
  const Instant received_at = *ParseInstant("2026-11-23T04:05:10Z");
  std::size_t run = 0, wrong = 0;
  for (const auto& file : samples) {
    const auto report = normalise::RunSamples(file, normaliser, received_at);
    PrintFindings(report.findings);
    run += report.samples;
    wrong += report.findings.size();
  }
  fmt::print("{} mappings in {} files, {} samples in {} files, {} differences\n", count,
             mappings.size(), run, samples.size(), wrong);
  return wrong == 0 ? kFine : kWrong;
}

std::string_view Name(normalise::Outcome outcome) {
  switch (outcome) {
    case normalise::Outcome::kUnderstood:
      return "understood";
    case normalise::Outcome::kText:
      return "text: no format fits";
    case normalise::Outcome::kMalformed:
      return "malformed: stored as text";
  }
  return "";
}

void PrintEvent(std::uint64_t line, const normalise::Normalised& read) {
  const Event& event = read.event;
  fmt::print("line {}: {}\n  {:<11} {}\n", line, PrintableForLog(event.raw, 160), "outcome",
             Name(read.outcome));
  fmt::print("  {:<11} {}\n  {:<11} {}\n", "format", event.format, "mapping",
             read.mapping.empty() ? "-" : read.mapping);
  const bool own = event.time != event.received_at;
  fmt::print("  {:<11} {}{}\n", "time", FormatInstant(event.time),
             event.clock_suspect ? " (receipt: its own time is not credible)"
             : own               ? ""
                                 : " (receipt: it names none)");
  fmt::print("  {:<11} {}\n", "host", event.host.empty() ? "-" : event.host);
  for (const LogSource& source : event.logsources) {
    fmt::print("  {:<11} product={} category={} service={}\n", "log source",
               source.product.empty() ? "-" : source.product,
               source.category.empty() ? "-" : source.category,
               source.service.empty() ? "-" : source.service);
  }
  for (const EventField& field : event.fields) {
    fmt::print("  {:<11} {} = {}\n", "field", field.name,
               PrintableForLog(field.value, kValueShown));
  }
}

/// How many lines came out as what.
struct Counts {
  std::map<std::string, std::size_t> by_format;
  std::size_t lines = 0, text = 0, malformed = 0;

  void Add(const normalise::Normalised& read) {
    ++lines;
    text += read.outcome == normalise::Outcome::kText ? 1 : 0;
    malformed += read.outcome == normalise::Outcome::kMalformed ? 1 : 0;
    ++by_format[read.mapping.empty() ? read.event.format
                                     : fmt::format("{} ({})", read.event.format, read.mapping)];
  }
};

int Try(const Request& request) {
  auto mappings = LoadMappings(request.mappings);
  if (!mappings) return Report(mappings.error());
  const normalise::Normaliser normaliser(*std::move(mappings));
  const auto text = scan::ReadWhole(request.path, kFileLimit);
  if (!text) return Report(Error(text.error()).With("reading " + request.path));
  formats::LineReader lines(*text);
  formats::ColumnHeader header;
  Counts counts;
  std::size_t shown = 0;
  while (const auto line = lines.Next()) {
    if (header.Take(*line)) continue;
    RawRecord record;
    record.text = *line;
    record.received_at = SystemClock().Now();
    record.transport = Transport::kFile;  // Old lines are believed.
    record.format = request.format.empty() ? header.declared() : request.format;
    const auto read = normaliser.Read(std::move(record), NoHosts());
    counts.Add(read);
    const bool is_wanted = !request.only_text || read.outcome != normalise::Outcome::kUnderstood;
    if (is_wanted && shown++ < request.lines) PrintEvent(lines.number(), read);
  }
  if (shown > request.lines) fmt::print("… {} more\n", shown - request.lines);
  fmt::print("{} lines: {} understood, {} text, {} malformed\n", counts.lines,
             counts.lines - counts.text - counts.malformed, counts.text, counts.malformed);
  for (const auto& [format, count] : counts.by_format) fmt::print("{:>8}  {}\n", count, format);
  return counts.text + counts.malformed == 0 ? kFine : kWrong;
}

}  // namespace

void AddMappings(CLI::App& app, int& status) {
  auto* mappings = app.add_subcommand("mappings", "How records of text formats become fields");
  mappings->require_subcommand(1);
  const auto request = std::make_shared<Request>();
  auto* check = mappings->add_subcommand(
      "check", "Compile the mappings of a folder and run the samples in its folder tests");
  check->add_option("folder", request->path, "Folder with mappings")->required()->type_name("DIR");
  check->footer("Exit status: 0 all fine, 1 an error or a difference, 2 not done.");
  check->callback([request, &status] { status = Check(*request); });
  auto* trial = mappings->add_subcommand(
      "try", "Say for each line of a file which mapping fits and which fields come out");
  trial->add_option("file", request->path, "Log file, also packed; - is standard input")
      ->required()
      ->type_name("FILE");
  trial->add_option("--mappings", request->mappings, "Folder with mappings");
  trial->add_option("--format", request->format,
                    "What the source declares: json, syslog, cef, leef, web, kv");
  trial->add_option("--lines", request->lines, "Most lines that are shown")->capture_default_str();
  trial->add_flag("--unread", request->only_text, "Show only lines that no format fits");
  trial->footer(
      "Exit status: 0 every line was understood, 1 some were not, 2 not done.\n"
      "mappings/README.md says how mappings are written.");
  trial->callback([request, &status] { status = Try(*request); });
}

}  // namespace lachan::app
