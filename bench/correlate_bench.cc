// SPDX-License-Identifier: Apache-2.0
// What the correlator does in a second of processor time on one thread, bytes a group, and the time
// to save and load. Usage: correlate_bench [EVENTS]: events to measure a line, 2,000,000 unless
// told.
//
// Making the events is inside the measured time; it is measured by itself as "nothing". Each event
// has a new id of 26 characters and one group-by field. "window": entries in the window of a group;
// as many again are kept for late events. "late": one event in ten comes up to a second late.
// Figures of a loaded machine wander: the last column is the ratio to event_count with as many
// groups in the same run.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <string>

#include "detect/correlate.h"
#include "detect/rule_set.h"

namespace {

using namespace lachan;
using namespace lachan::detect;
/// Processor time, so that others on the machine count less.
double Seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }
double Since(double begin) { return Seconds() - begin; }

double ResidentMegabytes() {
  std::ifstream file("/proc/self/statm");
  long total = 0, resident = 0;
  file >> total >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / 1e6;
}

RuleSet Compile(const std::string& correlation) {
  std::vector<SourceText> sources;
  for (const char* name : {"r1", "r2", "r3"}) {
    sources.push_back(
        {name, fmt::format("title: {0}\nname: {0}\nlogsource: {{category: test}}\ndetection: {{s: "
                           "{{t: {0}}}, condition: s}}\n",
                           name)});
  }
  sources.push_back({"c", "title: C\ncorrelation: {" + correlation + "}\n"});
  RuleSet rules = RuleSet::Compile(sources);
  if (rules.report().rejected > 0) {
    std::printf("%s\n", rules.report().findings[0].Text().c_str());
    std::exit(1);
  }
  return rules;
}

/// Makes events in buffers of its own.
class Stream final : public FieldReader {
 public:
  Stream(std::size_t groups, std::size_t values, Duration step, bool late)
      : groups_(groups), values_(values), step_(step), late_(late) {}

  void Next() {
    random_ = random_ * 6364136223846793005 + 1442695040888963407;
    const std::uint64_t number = random_ >> 20;
    Write(group_, 1, number % groups_);
    Write(value_, 1, (number >> 7) % values_);
    for (std::size_t i = 0; i < 8; ++i) id_[25 - i] = kDigits[(count_ >> (5 * i)) & 31];
    time_ += step_;
    rule_ = (number >> 5) & 1;
    ++count_;
  }
  CorrelationInput Input() const {
    const bool is_late = late_ && count_ % 10 == 0;
    const Duration behind{is_late ? static_cast<std::int64_t>(random_ >> 44) % 1'000'000 : 0};
    return {time_ - behind, {id_, 26}, {&rule_, 1}, *this};
  }
  std::optional<std::string_view> Read(std::string_view field) const override {
    return field == "u" ? std::string_view(group_, 14) : std::string_view(value_ + 6, 8);
  }

 private:
  static constexpr char kDigits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  static void Write(char* text, std::size_t least, std::uint64_t number) {
    for (std::size_t i = 14; i-- > least; number /= 10) {
      text[i] = static_cast<char>('0' + number % 10);
    }
  }

  std::size_t groups_, values_;
  Duration step_;
  bool late_;
  std::uint64_t random_ = 1, count_ = 0;
  Instant time_{std::chrono::hours{480'000}};
  std::size_t rule_ = 0;
  char group_[15] = "u0000000000000";
  char value_[15] = "00000000000000";
  char id_[27] = "01ARZ3NDEKTSV4RRFF00000000";
};

struct Case {
  const char* name;
  const char* correlation;
};

constexpr Case kCases[] = {
    {"event_count", "type: event_count, rules: [r1, r2], condition: {gte: 100000000}"},
    {"value_count", "type: value_count, rules: [r1, r2], condition: {field: v, gte: 100000000}"},
    {"temporal", "type: temporal, rules: [r1, r2, r3]"},
    {"temporal_ordered", "type: temporal_ordered, rules: [r1, r2, r3]"},
    {"value_sum", "type: value_sum, rules: [r1, r2], condition: {field: v, lt: 0}"},
    {"value_avg", "type: value_avg, rules: [r1, r2], condition: {field: v, lt: 0}"},
    {"value_percentile",
     "type: value_percentile, rules: [r1, r2], condition: {field: v, percentile: 95, lt: 0}"},
};

std::map<std::size_t, double> event_count_rate;  // by groups

std::string Grouped(const char* correlation) {
  return std::string(correlation) + ", group-by: [u], timespan: 60s";
}

CorrelatorOptions Roomy() {
  CorrelatorOptions options;
  options.max_rule_bytes = std::size_t{4} << 30;
  options.max_entries = 10'000'000;
  return options;
}

/// The window of a group holds `window` events; the correlator is filled first.
void Measure(const Case& one, std::size_t groups, std::size_t values, std::size_t window, bool late,
             std::size_t events) {
  const RuleSet rules = Compile(Grouped(one.correlation));
  CorrelatorOptions options = Roomy();
  options.lateness = std::chrono::seconds{60};
  Correlator correlator(rules, options);
  const Duration step{60'000'000 / static_cast<std::int64_t>(groups * window)};
  Stream stream(groups, values, std::max(step, Duration{1}), late);
  const std::size_t filling = std::min<std::size_t>(groups * window * 3, 12'000'000);
  for (std::size_t i = 0; i < filling; ++i) {
    stream.Next();
    correlator.Observe(stream.Input());
  }
  const auto begin = Seconds();
  for (std::size_t i = 0; i < events; ++i) {
    stream.Next();
    correlator.Observe(stream.Input());
  }
  const double rate = static_cast<double>(events) / Since(begin);
  if (std::string_view(one.name) == "event_count" && !late) event_count_rate[groups] = rate;
  const auto stats = correlator.stats()[0];
  std::printf("%-18s %9zu %8zu %8zu %5s %10.0f %9zu %10.1f %7.2f\n", one.name, groups, values,
              window, late ? "late" : "-", rate, stats.entries,
              static_cast<double>(stats.bytes) / static_cast<double>(stats.groups),
              rate / event_count_rate[groups]);
}

/// Every event fires: what a flood costs.
void MeasureFiring(bool report_repeated, std::size_t events) {
  const RuleSet rules = Compile(Grouped("type: event_count, rules: [r1, r2], condition: {gte: 5}"));
  CorrelatorOptions options = Roomy();
  options.report_repeated = report_repeated;
  Correlator correlator(rules, options);
  Stream stream(1'000, 10, Duration{600}, false);
  std::size_t hits = 0;
  const auto begin = Seconds();
  for (std::size_t i = 0; i < events; ++i) {
    stream.Next();
    hits += correlator.Observe(stream.Input()).size();
  }
  std::printf("firing at nearly every event, repeated hits %s: %.0f events/s, %zu hits\n",
              report_repeated ? "returned" : "left out", static_cast<double>(events) / Since(begin),
              hits);
}

/// A million groups of three entries.
void MeasureMillion() {
  const RuleSet rules = Compile(Grouped(kCases[0].correlation));
  const double before = ResidentMegabytes();
  Correlator correlator(rules, Roomy());
  Stream stream(1'000'000, 10, Duration{200}, false);
  for (std::size_t i = 0; i < 6'600'000; ++i) {
    stream.Next();
    correlator.Observe(stream.Input());
  }
  const auto stats = correlator.stats()[0];
  std::printf(
      "event_count: %zu groups, %zu entries: %.1f MB counted, %.1f MB resident, %.0f bytes "
      "a group\n",
      stats.groups, stats.entries, static_cast<double>(stats.bytes) / 1e6,
      ResidentMegabytes() - before,
      static_cast<double>(stats.bytes) / static_cast<double>(stats.groups));
  auto begin = Seconds();
  const std::string saved = correlator.Save();
  const double save = Since(begin);
  begin = Seconds();
  Correlator other(rules, Roomy());
  const Status loaded = other.Load(saved);
  std::printf("save: %.2f s, %.1f MB; load: %.2f s, %s, %zu groups\n", save,
              static_cast<double>(saved.size()) / 1e6, Since(begin),
              loaded ? "whole" : loaded.error().Text().c_str(), other.groups());
}

void MeasureNothing(std::size_t events) {
  Stream nothing(1'000'000, 10'000, Duration{1}, false);
  std::size_t sum = 0;
  const auto begin = Seconds();
  for (std::size_t i = 0; i < events; ++i) {
    nothing.Next();
    sum += nothing.Input().event_id.size() + nothing.Read("u")->size();
  }
  std::printf("nothing: %.0f events/s (%zu)\n", static_cast<double>(events) / Since(begin), sum);
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const std::size_t events = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 2'000'000;
  const std::string_view wanted = argc > 2 ? argv[2] : "";
  MeasureMillion();
  MeasureNothing(events);
  MeasureFiring(false, events);
  MeasureFiring(true, events / 10);
  std::printf("%-18s %9s %8s %8s %5s %10s %9s %10s %7s\n", "type", "groups", "values", "window",
              "late", "events/s", "entries", "B/group", "ratio");
  for (const auto& [groups, window] :
       {std::pair<std::size_t, std::size_t>{1, 10'000}, {1'000, 100}, {1'000'000, 1}}) {
    for (const Case& one : kCases) {
      const std::string_view name = one.name;
      if (name != "event_count" && name.find(wanted) == std::string_view::npos) continue;
      for (const std::size_t values : {std::size_t{10}, std::size_t{10'000}}) {
        if (!name.starts_with("value") && values > 10) continue;
        Measure(one, groups, values, window, false, events);
        if (groups < 1'000'000) Measure(one, groups, values, window, true, events / 4);
      }
    }
  }
  return 0;
}
