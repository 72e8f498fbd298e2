// SPDX-License-Identifier: Apache-2.0
// Events per second of rule matching on one thread.
// Usage: detect_bench RULE_FOLDER... -- EVENTS.jsonl[.gz]...
// Reading and normalising are outside the measured time; each event is matched three times and the
// best round counts.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "detect/rule_set.h"
#include "detect/testing_events.h"

namespace {

using namespace lachan;
using namespace lachan::detect;
using Timer = std::chrono::steady_clock;

double Since(Timer::time_point begin) {
  return std::chrono::duration<double>(Timer::now() - begin).count();
}

std::vector<SourceText> ReadRules(const std::string& folder) {
  std::vector<SourceText> sources;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".yml") continue;
    sources.push_back(
        {entry.path().string(), testing::ReadTextFile(entry.path().string()).value_or("")});
  }
  return sources;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<SourceText> sources;
  std::vector<Event> events;
  std::size_t bytes = 0;
  bool rules_follow = true;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--") {
      rules_follow = false;
    } else if (rules_follow) {
      for (auto& source : ReadRules(argument)) sources.push_back(std::move(source));
    } else {
      const auto text = testing::ReadTextFile(argument).value_or("");
      for (const auto line : Split(text, '\n')) {
        if (auto event = testing::EventFromJson(line, std::nullopt)) {
          bytes += line.size();
          events.push_back(*std::move(event));
        }
      }
    }
  }
  auto begin = Timer::now();
  const RuleSet rules = RuleSet::Compile(sources);
  std::printf("rules %zu loaded of %zu found, compiled in %.2f s\n", rules.report().loaded,
              rules.report().found, Since(begin));
  const auto scratch = rules.MakeScratch();
  std::vector<Match> matches;
  double best = 1e9;
  std::size_t total = 0;
  for (int round = 0; round < 3; ++round) {
    total = 0;
    begin = Timer::now();
    for (const Event& event : events) {
      rules.Match(event, *scratch, matches);
      total += matches.size();
    }
    best = std::min(best, Since(begin));
  }
  std::printf("events %zu (%.1f MB), matches %zu, %.2f s: %.0f events/s, %.0f MB/s\n",
              events.size(), static_cast<double>(bytes) / 1e6, total, best,
              static_cast<double>(events.size()) / best, static_cast<double>(bytes) / 1e6 / best);
  return 0;
}
