// SPDX-License-Identifier: Apache-2.0
// Speed of detection over JSON lines, against a bare walk of the same bytes, or over event logs.
//
// Usage: detect_bench RULE_FOLDER... -- EVENTS.jsonl...
//        detect_bench RULE_FOLDER... -- EVENTS.evtx...
//
// Prints, in one run: loading cold, with one rule added, and warm; a bare simdjson walk of the file
// (every key and value visited, nothing done with them), the engine on one and two threads with the
// ratio to the walk, how many values and combinations were known, candidates and evaluated rules
// per event, memory. For event logs (.evtx) the walk is our reader alone. Each figure is the best
// of ROUNDS (3) rounds; files are in memory before the clock starts. "undisturbed" adds up the
// processor time of each slice in its best round, for machines that others use too. IOCS=FILE: also
// one thread that looks for these indicators.
#include <pthread.h>
#include <simdjson.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <numeric>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "detect/rule_set.h"
#include "formats/evtx.h"
#include "formats/json_record.h"
#include "indicators/read.h"
#include "indicators/record_scan.h"
#include "rulesets/run_all.h"

namespace {

using namespace lachan;
using Timer = std::chrono::steady_clock;
namespace od = simdjson::ondemand;

constexpr std::size_t kSlice = 1 << 20;

double Since(Timer::time_point begin) {
  return std::chrono::duration<double>(Timer::now() - begin).count();
}

/// Of the calling thread, in seconds.
double ProcessorTime() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// Processor time of each part of the work, the least of all rounds: every round does the same work
/// in the same order, so this is what the work costs on a machine that has nothing else to do.
class Parts {
 public:
  void Begin() { next_ = 0, last_ = ProcessorTime(); }
  void End() {
    const double now = ProcessorTime();
    if (next_ == least_.size()) least_.push_back(1e9);
    least_[next_] = std::min(least_[next_], now - last_);
    ++next_;
    last_ = now;
  }
  double Sum() const { return std::accumulate(least_.begin(), least_.end(), 0.0); }

 private:
  std::vector<double> least_;
  std::size_t next_ = 0;
  double last_ = 0;
};

/// Now and at most, in MB.
std::pair<double, double> Memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0, resident = 0;
  file >> pages >> resident;
  return {static_cast<double>(resident) * 4096 / 1e6, static_cast<double>(usage.ru_maxrss) / 1e3};
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<detect::SourceText> ReadRules(const std::vector<std::string>& folders) {
  std::vector<detect::SourceText> sources;
  for (const auto& folder : folders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.path().extension() != ".yml") continue;
      sources.push_back({entry.path().string(), ReadFile(entry.path())});
    }
  }
  return sources;
}

struct Data {
  std::vector<char> bytes;
  std::size_t size = 0;
  std::vector<std::pair<std::size_t, std::size_t>> slices;  ///< Of whole lines.
};

Data ReadData(const std::vector<std::string>& paths) {
  Data data;
  for (const auto& path : paths) {
    const std::string text = ReadFile(path);
    data.bytes.insert(data.bytes.end(), text.begin(), text.end());
  }
  data.size = data.bytes.size();
  data.bytes.resize(data.size + formats::JsonRecordReader::kPadding);
  for (std::size_t at = 0; at < data.size;) {
    std::size_t end = std::min(at + kSlice, data.size);
    while (end < data.size && data.bytes[end - 1] != '\n') ++end;
    data.slices.emplace_back(at, end);
    at = end;
  }
  return data;
}

template <class Line>
void ForEachLine(const Data& data, std::pair<std::size_t, std::size_t> slice, Line line) {
  const char* at = data.bytes.data() + slice.first;
  const char* end = data.bytes.data() + slice.second;
  while (at < end) {
    const auto* stop =
        static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    if (stop == nullptr) stop = end;
    if (stop != at) line(std::string_view(at, static_cast<std::size_t>(stop - at)));
    at = stop + 1;
  }
}

/// Visits all keys and values.
std::size_t Walk(od::value value);
std::size_t Walk(od::object object) {
  std::size_t sum = 0;
  for (auto entry : object) {
    od::field field;
    if (std::move(entry).get(field) != simdjson::SUCCESS) return sum;
    sum += static_cast<std::size_t>(field.key().raw()[0]) + Walk(field.value());
  }
  return sum;
}
std::size_t Walk(od::value value) {
  od::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return 0;
  std::size_t sum = 0;
  if (type == od::json_type::object) {
    od::object object;
    if (value.get_object().get(object) == simdjson::SUCCESS) sum = Walk(object);
  } else if (type == od::json_type::array) {
    od::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) return 0;
    for (auto entry : array) {
      od::value item;
      if (std::move(entry).get(item) != simdjson::SUCCESS) return sum;
      sum += Walk(item);
    }
  } else {
    sum = value.raw_json_token().size();
  }
  return sum;
}

std::size_t WalkAll(const Data& data, Parts& parts) {
  parts.Begin();
  od::parser parser;
  std::size_t sum = 0;
  for (const auto& slice : data.slices) {
    ForEachLine(data, slice, [&](std::string_view line) {
      od::document document;
      od::object object;
      const auto padded = line.size() + simdjson::SIMDJSON_PADDING;
      if (parser.iterate(line.data(), line.size(), padded).get(document) == simdjson::SUCCESS &&
          document.get_object().get(object) == simdjson::SUCCESS) {
        sum += Walk(object);
      }
    });
    parts.End();
  }
  return sum;
}

struct Outcome {
  std::size_t events = 0, unreadable = 0, plainly = 0, matches = 0, indicators = 0;
  detect::MatchStatistics statistics;
};

/// What is looked for.
struct Wanted {
  const detect::RuleSet& rules;
  const indicators::IndicatorSet* indicators = nullptr;
};

/// Looks for the indicators of records.
class Indicators {
 public:
  explicit Indicators(const Wanted& wanted) : set_(wanted.indicators) {
    if (set_ != nullptr) scan_.emplace(*set_);
  }
  std::size_t Find(const FlatRecord& record) {
    if (set_ == nullptr) return 0;
    hits_.clear();
    scan_->ForEachSuspect(record, [&](const FlatField&, std::string_view value) {
      set_->Match(value, Instant{}, hits_);
    });
    return hits_.size();
  }

 private:
  const indicators::IndicatorSet* set_;
  std::optional<indicators::RecordScan> scan_;
  std::vector<indicators::Hit> hits_;
};

Outcome Detect(const Data& data, const Wanted& wanted, std::atomic<std::size_t>& next,
               Parts& parts) {
  Outcome outcome;
  parts.Begin();
  const detect::RuleSet& rules = wanted.rules;
  const auto scratch = rules.MakeScratch();
  Indicators indicators(wanted);
  formats::JsonRecordReader reader(scratch->names());
  FlatRecord record;
  std::vector<detect::Match> matches;
  for (std::size_t slice; (slice = next++) < data.slices.size();) {
    const auto [begin, end] = data.slices[slice];
    std::string_view rest(data.bytes.data() + begin, end - begin);
    while (!rest.empty()) {
      const auto line = reader.ReadLine(rest, record);
      rest.remove_prefix(std::min(line.size + 1, rest.size()));
      if (line.size == 0) continue;
      ++outcome.events;
      if (line.outcome != formats::JsonRecordOutcome::kOk) {
        ++outcome.unreadable;
        continue;
      }
      rules.Match(record, *scratch, matches);
      outcome.matches += matches.size();
      outcome.indicators += indicators.Find(record);
    }
    parts.End();
  }
  outcome.plainly = reader.read_plainly();
  outcome.statistics = scratch->statistics();
  return outcome;
}

/// The chunks of all event logs.
struct Logs {
  std::vector<std::string> files;
  std::vector<std::string_view> chunks;
  std::size_t size = 0;
};

Logs ReadLogs(const std::vector<std::string>& paths) {
  Logs logs;
  for (const auto& path : paths) logs.files.push_back(ReadFile(path));
  for (const auto& bytes : logs.files) {
    const auto file = formats::EvtxFile::Open(bytes);
    if (!file) continue;
    logs.size += bytes.size();
    for (std::size_t i = 0; i < file->chunks(); ++i) logs.chunks.push_back(file->chunk(i));
  }
  return logs;
}

std::size_t WalkAll(const Logs& logs, Parts& parts) {
  parts.Begin();
  NameTable names;
  formats::EvtxReader reader(names);
  FlatRecord record;
  for (const auto chunk : logs.chunks) {
    reader.Start(chunk);
    while (reader.Next(record)) {
    }
    parts.End();
  }
  return reader.counts().records;
}

Outcome Detect(const Logs& logs, const Wanted& wanted, std::atomic<std::size_t>& next,
               Parts& parts) {
  constexpr std::size_t kGroup = 16;
  Outcome outcome;
  parts.Begin();
  const detect::RuleSet& rules = wanted.rules;
  Indicators indicators(wanted);
  const auto scratch = rules.MakeScratch();
  formats::EvtxReader reader(scratch->names());
  FlatRecord record;
  std::vector<detect::Match> matches;
  for (std::size_t from; (from = kGroup * next++) < logs.chunks.size();) {
    for (std::size_t i = from; i < std::min(from + kGroup, logs.chunks.size()); ++i) {
      reader.Start(logs.chunks[i]);
      while (reader.Next(record)) {
        ++outcome.events;
        rules.Match(record, *scratch, matches);
        outcome.matches += matches.size();
        outcome.indicators += indicators.Find(record);
      }
    }
    parts.End();
  }
  outcome.unreadable = reader.counts().damaged_records;
  outcome.statistics = scratch->statistics();
  return outcome;
}

template <class Source>
std::pair<double, Outcome> DetectOn(const Source& data, const Wanted& wanted,
                                    std::vector<Parts>& parts) {
  const std::size_t threads = parts.size();
  std::atomic<std::size_t> next = 0;
  std::vector<Outcome> outcomes(threads);
  const auto begin = Timer::now();
  {
    std::vector<std::jthread> running;
    for (std::size_t i = 0; i < threads; ++i) {
      running.emplace_back([&, i] {
        pthread_setname_np(pthread_self(), threads == 1 ? "one" : "two");  // For perf.
        outcomes[i] = Detect(data, wanted, next, parts[i]);
      });
    }
  }
  const double took = Since(begin);
  Outcome all = outcomes[0];
  for (std::size_t i = 1; i < outcomes.size(); ++i) {
    all.events += outcomes[i].events;
    all.matches += outcomes[i].matches;
  }
  return {took, all};
}

void PrintDetails(const Outcome& outcome) {
  const auto& s = outcome.statistics;
  const auto per = [](std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
  };
  std::printf(
      "  events %zu, unreadable %zu, read plainly %zu, matches %zu\n"
      "  per event: %.1f values read by rules (%.1f %% known), %.2f combinations (%.1f %% known), "
      "%.2f candidates, %.2f rules evaluated\n",
      outcome.events, outcome.unreadable, outcome.plainly, outcome.matches, per(s.values, s.events),
      100 * per(s.values_known, s.values), per(s.combinations, s.events),
      100 * per(s.combinations_known, s.combinations), per(s.candidates, s.events),
      per(s.evaluated, s.events));
}

template <class Source>
void Measure(const Source& source, const detect::RuleSet& rules,
             const indicators::IndicatorSet* indicators, int rounds) {
  double walk = 1e9, one = 1e9, two = 1e9;
  Parts walk_parts;
  std::vector<Parts> one_parts(1), indicator_parts(1);
  Outcome outcome, with_indicators;
  for (int round = 0; round < rounds; ++round) {
    const auto begin = Timer::now();
    if (WalkAll(source, walk_parts) == 0) std::printf("nothing to walk\n");
    walk = std::min(walk, Since(begin));
    auto [took, result] = DetectOn(source, {rules}, one_parts);
    one = std::min(one, took);
    outcome = result;
    if (indicators != nullptr) {
      with_indicators = DetectOn(source, {rules, indicators}, indicator_parts).second;
    }
    if (std::getenv("ONE_THREAD") != nullptr) continue;
    std::vector<Parts> two_parts(2);
    two = std::min(two, DetectOn(source, {rules}, two_parts).first);
  }
  const auto events = static_cast<double>(outcome.events);
  const auto mb = static_cast<double>(source.size) / 1e6;
  std::printf("bare walk : %7.0f MB/s %9.0f events/s\n", mb / walk, events / walk);
  std::printf("1 thread  : %7.0f MB/s %9.0f events/s, %.2f of the walk\n", mb / one, events / one,
              walk / one);
  std::printf("2 threads : %7.0f MB/s %9.0f events/s, %.2f times one\n", mb / two, events / two,
              one / two);
  const double walk_cost = walk_parts.Sum(), cost = one_parts[0].Sum();
  std::printf("undisturbed: walk %.0f MB/s, 1 thread %.0f MB/s %.0f events/s, %.2f of the walk\n",
              mb / walk_cost, mb / cost, events / cost, walk_cost / cost);
  if (indicators != nullptr) {
    const double with = indicator_parts[0].Sum();
    std::printf(
        "undisturbed: %zu indicators cost %.3f s of %.3f s, %.1f %% of the speed (%zu hits)\n",
        indicators->size(), with - cost, with, 100 * (1 - cost / with), with_indicators.indicators);
  }
  PrintDetails(outcome);
  std::printf("memory: %.0f MB beside the data, %.0f MB at most with it\n", Memory().first - mb,
              Memory().second);
}

struct Store {
  std::mutex mutex;
  std::map<std::string, std::string, std::less<>> bytes;
};

/// One for the log source that has most rules, so that most has to be made anew.
constexpr std::string_view kOneRuleMore = R"(
title: One rule more
id: 7f1c9d1e-2f64-4a0e-9a53-5d0f3c6f8a11
logsource: {product: windows, category: process_creation}
detection:
  selection: {CommandLine|contains: a-command-that-no-rule-names}
  condition: selection
)";

detect::RuleSet Load(const std::vector<std::string>& folders, Store& store, const char* what,
                     bool one_more = false) {
  const auto begin = Timer::now();
  detect::CompileOptions options;
  options.run_all = rulesets::RunOnAllCores;
  options.cache.get = [&](std::string_view key) -> std::optional<std::string> {
    const std::lock_guard lock(store.mutex);
    const auto found = store.bytes.find(key);
    return found == store.bytes.end() ? std::nullopt : std::optional(found->second);
  };
  options.cache.put = [&](std::string_view key, std::string_view bytes) {
    const std::lock_guard lock(store.mutex);
    store.bytes.insert_or_assign(std::string(key), std::string(bytes));
  };
  auto sources = ReadRules(folders);
  if (one_more) sources.push_back({"one_more.yml", std::string(kOneRuleMore)});
  auto rules = detect::RuleSet::Compile(sources, options);
  std::printf("%s load: %.3f s (found %zu, loaded %zu, rejected %zu)\n", what, Since(begin),
              rules.report().found, rules.report().loaded, rules.report().rejected);
  return rules;
}

std::optional<indicators::IndicatorSet> LoadIndicators(const char* path) {
  if (path == nullptr) return std::nullopt;
  indicators::IndicatorSet::Builder builder;
  std::size_t refused = 0;
  indicators::ReadIndicators(ReadFile(path), {}, [&](const indicators::Indicator& indicator) {
    refused += builder.Add(indicator) ? 0 : 1;
  });
  if (refused > 0) std::printf("%zu indicators refused\n", refused);
  return std::move(builder).Build();
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> folders, files;
  bool rules_follow = true;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--") {
      rules_follow = false;
    } else {
      (rules_follow ? folders : files).emplace_back(argv[i]);
    }
  }
  if (folders.empty() || files.empty()) {
    std::fprintf(stderr, "usage: detect_bench RULE_FOLDER... -- EVENTS.jsonl...\n");
    return 2;
  }
  const char* wanted = std::getenv("ROUNDS");
  const int rounds = wanted == nullptr ? 3 : std::atoi(wanted);
  const bool is_logs = files[0].ends_with(".evtx");
  const Data data = is_logs ? Data{} : ReadData(files);
  const Logs logs = is_logs ? ReadLogs(files) : Logs{};
  const double before = Memory().first;
  Store cache;
  {
    const auto cold = Load(folders, cache, "cold");
  }
  const auto rules = Load(folders, cache, "warm");
  std::printf("memory of the rules: %.0f MB\n", Memory().first - before);

  const auto indicators = LoadIndicators(std::getenv("IOCS"));
  const auto* wanted_too = indicators ? &*indicators : nullptr;
  if (is_logs) {
    Measure(logs, rules, wanted_too, rounds);
  } else {
    Measure(data, rules, wanted_too, rounds);
  }
  const auto more = Load(folders, cache, "one rule more:", true);
  return 0;
}
