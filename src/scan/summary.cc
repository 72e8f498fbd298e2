// SPDX-License-Identifier: Apache-2.0
#include "scan/summary.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/text.h"

namespace lachan::scan {
namespace {

constexpr std::size_t kTopRules = 20, kTopHosts = 10, kTopIndicators = 20, kFiles = 20;
constexpr std::size_t kTechniques = 12;

template <class... Args>
void Line(std::string& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
  while (out.ends_with(' ')) out.pop_back();
  out += '\n';
}

std::string Plural(std::uint64_t count, std::string_view one, std::string_view many = {}) {
  if (count == 1) return fmt::format("1 {}", one);
  return many.empty() ? fmt::format("{} {}s", Grouped(count), one)
                      : fmt::format("{} {}", Grouped(count), many);
}

std::string TimeText(std::optional<Instant> time) {
  return time ? FormatInstant(std::chrono::floor<std::chrono::seconds>(*time)) : "-";
}

void AddEvents(const ScanReport& report, std::string& out) {
  const double seconds = std::max(report.seconds, 1e-6);
  Line(out, "Events      {} in {} ({}), {}: {} events/s, {}/s",
       Grouped(report.tally.events + report.tally.events_outside),
       Plural(report.files_read, "file"), ByteText(static_cast<double>(report.bytes)),
       DurationText(report.seconds),
       Grouped(static_cast<std::uint64_t>(
           static_cast<double>(report.tally.events + report.tally.events_outside) / seconds)),
       ByteText(static_cast<double>(report.bytes) / seconds));
  if (report.tally.events_outside > 0) {
    Line(out, "            {} left out: not within the time asked for",
         Grouped(report.tally.events_outside));
  }
  if (report.tally.without_time > 0) {
    Line(out, "            {} without a time of their own{}", Grouped(report.tally.without_time),
         report.tally.events_outside > 0 ? " (kept)" : "");
  }
  const auto& span = report.tally.span;
  if (span.first) Line(out, "Time        {} … {}", TimeText(span.first), TimeText(span.last));
}

void AddHosts(const Tally& tally, std::string& out) {
  if (tally.hosts.empty()) return;
  std::vector<std::pair<std::string_view, std::uint64_t>> hosts(tally.hosts.begin(),
                                                                tally.hosts.end());
  std::ranges::stable_sort(hosts, [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string names;
  for (std::size_t i = 0; i < std::min(hosts.size(), kTopHosts); ++i) {
    if (i > 0) names += ", ";
    names += Visible(hosts[i].first, 60);
    if (hosts[i].second > 0) names += fmt::format(" ({})", Grouped(hosts[i].second));
  }
  if (hosts.size() > kTopHosts) names += ", …";
  Line(out, "Hosts       {}{}: {}", tally.has_more_hosts ? "more than " : "", Grouped(hosts.size()),
       names);
}

void AddRules(const detect::CompileReport& report, std::string& out) {
  Line(out, "Rules       {} found = {} loaded + {} rejected + {} skipped", Grouped(report.found),
       Grouped(report.loaded), Grouped(report.rejected), Grouped(report.skipped));
}

/// Correlations alone are of no single event.
std::string Events(const Tally& tally) {
  return tally.events_matched == 0 ? std::string()
                                   : ", in " + Plural(tally.events_matched, "event");
}

void AddLevels(const ScanReport& report, const detect::RuleSet& rules, std::string& out) {
  std::array<std::uint64_t, 5> levels{};
  std::uint64_t met = 0;
  for (std::size_t i = 0; i < report.tally.rules.size(); ++i) {
    const auto count = report.tally.rules[i].count;
    levels[static_cast<std::size_t>(rules.rules()[i].level)] += count;
    met += count > 0 ? 1 : 0;
  }
  Line(out, "\nMatches     {}{}", Grouped(report.matches()),
       met == 0 ? std::string()
                : fmt::format(" of {}{}", Plural(met, "rule"), Events(report.tally)));
  for (std::size_t level = levels.size(); level-- > 0;) {
    if (levels[level] == 0) continue;
    Line(out, "{:>12}  {}", Grouped(levels[level]), LevelName(static_cast<Level>(level)));
  }
}

void AddTopRules(const ScanReport& report, const detect::RuleSet& rules, std::string& out) {
  std::vector<std::size_t> met;
  for (std::size_t i = 0; i < report.tally.rules.size(); ++i) {
    if (report.tally.rules[i].count > 0) met.push_back(i);
  }
  if (met.empty()) return;
  std::ranges::stable_sort(met, [&](std::size_t a, std::size_t b) {
    const auto key = [&](std::size_t i) {
      return std::pair(rules.rules()[i].level, report.tally.rules[i].count);
    };
    return key(a) > key(b);
  });
  Line(out, "\n{:>12}  {:<13}  {}  {:<20}  {:<20}", "COUNT", "LEVEL", InColumns("RULE", 56),
       "FIRST SEEN", "LAST SEEN");
  for (std::size_t i = 0; i < std::min(met.size(), kTopRules); ++i) {
    const auto& rule = rules.rules()[met[i]];
    const auto& count = report.tally.rules[met[i]];
    const bool is_correlation = rule.kind == detect::RuleKind::kCorrelation;
    Line(out, "{:>12}  {:<13}  {}  {:<20}  {:<20}", Grouped(count.count), LevelName(rule.level),
         InColumns(is_correlation ? rule.title + " (correlation)" : rule.title, 56),
         TimeText(count.seen.first), TimeText(count.seen.last));
  }
  if (met.size() <= kTopRules) return;
  std::uint64_t rest = 0;
  for (std::size_t i = kTopRules; i < met.size(); ++i) rest += report.tally.rules[met[i]].count;
  Line(out, "{:>12}  of {}", Grouped(rest), Plural(met.size() - kTopRules, "further rule"));
}

void AddTactics(const std::vector<TacticCount>& tactics, std::string& out) {
  if (tactics.empty()) return;
  Line(out, "\nMITRE ATT&CK");
  for (const auto& tactic : tactics) {
    std::string techniques;
    for (std::size_t i = 0; i < std::min(tactic.techniques.size(), kTechniques); ++i) {
      if (i > 0) techniques += ", ";
      techniques += fmt::format("{} ({})", Visible(tactic.techniques[i].first, 40),
                                Grouped(tactic.techniques[i].second));
    }
    if (tactic.techniques.size() > kTechniques) techniques += ", …";
    Line(out, "{:>12}  {}  {}", Grouped(tactic.count), InColumns(tactic.name, 22), techniques);
  }
}

void AddIndicators(const SummaryInput& input, std::string& out) {
  if (input.indicators == nullptr) return;
  const auto& found = input.report.tally.indicators;
  Line(out, "\nIndicators  {} of {} in {} ({} known)", Plural(input.report.indicator_hits(), "hit"),
       Plural(found.size(), "indicator"),
       Plural(input.report.tally.events_with_indicators, "event"),
       Grouped(input.indicators->size()));
  std::vector<std::pair<std::uint32_t, const Count*>> hits;
  for (const auto& [index, count] : found) hits.emplace_back(index, &count);
  std::ranges::stable_sort(
      hits, [](const auto& a, const auto& b) { return a.second->count > b.second->count; });
  for (std::size_t i = 0; i < std::min(hits.size(), kTopIndicators); ++i) {
    const auto indicator = input.indicators->Get(hits[i].first);
    const auto& count = *hits[i].second;
    Line(out, "{:>12}  {:<8} {}  {:<20}  {:<20}  TLP:{}  {}", Grouped(count.count),
         indicators::ToString(indicator.kind), InColumns(indicator.value, 40),
         TimeText(count.seen.first), TimeText(count.seen.last), indicators::ToString(indicator.tlp),
         Visible(indicator.source, 60));
  }
  if (hits.size() > kTopIndicators) {
    Line(out, "              {}", Plural(hits.size() - kTopIndicators, "further indicator"));
  }
}

void AddCorrelations(const ScanReport& report, const detect::RuleSet& rules, std::string& out) {
  if (rules.correlations().empty()) return;
  Line(out, "\nCorrelations  {} of {}, over {}", Grouped(report.correlations_found),
       Plural(rules.correlations().size(), "rule"), Plural(report.detections_kept, "detection"));
  if (report.detections_untimed > 0) {
    Line(out, "              {} not counted: the event has no time",
         Plural(report.detections_untimed, "detection"));
  }
  if (report.correlations_dropped > 0) {
    Line(out, "              {} given up because of the limits on groups and entries",
         Plural(report.correlations_dropped, "entry", "entries"));
  }
  if (!report.correlation_problem.empty()) {
    Line(out, "              not complete: {}", report.correlation_problem);
  }
}

/// "3 malformed (lines 2, 7, 9), 1 damaged chunk".
std::string UnreadText(const FileAccount& account) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, kUnreadKinds> kWords = {{
      {"malformed", "malformed"},
      {"too large", "too large"},
      {"nested too deep", "nested too deep"},
      {"cut off at the end", "cut off at the end"},
      {"damaged record", "damaged records"},
      {"damaged chunk", "damaged chunks"},
  }};
  const bool is_lines = account.format == Format::kJsonLines || account.format == Format::kText;
  std::string text;
  for (std::size_t kind = 0; kind < kUnreadKinds; ++kind) {
    if (account.unread[kind] == 0) continue;
    if (!text.empty()) text += ", ";
    text += Plural(account.unread[kind], kWords[kind].first, kWords[kind].second);
    std::string places;
    for (const auto& unread : account.first) {
      if (unread.why != static_cast<Unread>(kind)) continue;
      places += fmt::format("{}{}", places.empty() ? "" : ", ", unread.unit);
    }
    if (places.empty()) continue;
    const bool is_evtx = account.format == Format::kEvtx;
    text += fmt::format(" ({} {})",
                        is_evtx    ? "behind record"
                        : is_lines ? "line"
                                   : "record",
                        places);
  }
  if (account.fields_left_out > 0) {
    if (!text.empty()) text += ", ";
    text += Plural(account.fields_left_out, "record") + " with more fields than are read";
  }
  return text;
}

void AddUnread(const SummaryInput& input, std::string& out) {
  const auto& report = input.report;
  std::vector<std::string> lines;
  std::size_t all = report.troubled_left_out;
  const auto add = [&](std::string_view path, std::string_view what) {
    if (++all > report.troubled_left_out && lines.size() < kFiles) {
      lines.push_back(fmt::format("  {}: {}", Visible(path, 200), Visible(what, 400)));
    }
  };
  for (const auto& problem : input.inputs.problems) add(problem.path, problem.what);
  for (const auto& account : report.troubled) {
    std::string what = UnreadText(account);
    if (!account.problem.empty()) what += (what.empty() ? "" : "; ") + account.problem;
    add(account.path, what);
  }
  // Those with a reason of their own are named already.
  const auto named = static_cast<std::uint64_t>(std::ranges::count_if(
      report.troubled, [](const auto& account) { return account.format == Format::kOther; }));
  const std::uint64_t others = report.files_other - std::min(named, report.files_other);
  if (others == 0 && report.files_empty == 0 && lines.empty() && input.inputs.links == 0 &&
      input.inputs.repeated == 0) {
    return;
  }
  Line(out, "\nNot read");
  for (const auto& line : lines) Line(out, "{}", line);
  if (all > lines.size()) Line(out, "  and {}", Plural(all - lines.size(), "further file"));
  if (others > 0) Line(out, "  {}", Plural(others, "file") + ": no logs");
  if (report.files_empty > 0) Line(out, "  {}", Plural(report.files_empty, "file") + ": empty");
  if (input.inputs.links > 0) {
    Line(out, "  {}: not followed", Plural(input.inputs.links, "symbolic link"));
  }
  if (input.inputs.repeated > 0) {
    Line(out, "  {} given twice: read once", Plural(input.inputs.repeated, "file"));
  }
}

void AddGivenUp(const Tally& tally, const detect::RuleSet& rules, std::string& out) {
  if (tally.abandoned_regexes == 0) return;
  Line(out, "\n{} given up because of the limit on steps: counted as no match, in rules with",
       Plural(tally.abandoned_regexes, "search of a regular expression",
              "searches of regular expressions"));
  auto of_rules = rules.RulesOf(tally.given_up);
  std::ranges::stable_sort(of_rules, std::ranges::greater{},
                           [](const auto& a) { return a.second; });
  for (std::size_t i = 0; i < std::min(of_rules.size(), kTopRules); ++i) {
    const auto& rule = rules.rules()[of_rules[i].first];
    Line(out, "{:>12}  {}  {}", Grouped(of_rules[i].second), InColumns(rule.title, 56), rule.id);
  }
  if (of_rules.size() > kTopRules) {
    Line(out, "              {}", Plural(of_rules.size() - kTopRules, "further rule"));
  }
}

}  // namespace

std::string Grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string ByteText(double bytes) {
  if (bytes < 1000) return fmt::format("{:.0f} B", bytes);
  constexpr std::array<std::string_view, 5> kUnits = {"kB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  bytes /= 1000;
  while (bytes >= 999.5 && unit + 1 < kUnits.size()) {
    bytes /= 1000;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", bytes, bytes < 9.995 ? 2 : bytes < 99.95 ? 1 : 0, kUnits[unit]);
}

std::string DurationText(double seconds) {
  if (seconds < 9.995) return fmt::format("{:.2f} s", seconds);
  const auto whole = static_cast<std::uint64_t>(std::lround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string SummaryText(const SummaryInput& input) {
  std::string out;
  if (input.report.is_stopped) Line(out, "Interrupted: not everything was read.");
  AddEvents(input.report, out);
  AddHosts(input.report.tally, out);
  AddRules(input.rules.report(), out);
  AddLevels(input.report, input.rules, out);
  AddTopRules(input.report, input.rules, out);
  AddCorrelations(input.report, input.rules, out);
  AddTactics(input.tactics, out);
  AddIndicators(input, out);
  AddUnread(input, out);
  AddGivenUp(input.report.tally, input.rules, out);
  if (input.report.output_error) {
    Line(out, "\nOutput ended early: {}", input.report.output_error->Text());
  }
  return out;
}

}  // namespace lachan::scan
