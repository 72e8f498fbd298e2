// SPDX-License-Identifier: Apache-2.0
#include "demo/feed.h"

#include <algorithm>
#include <map>

namespace lachan::demo {
namespace {

constexpr std::chrono::milliseconds kTick{200};
constexpr std::chrono::seconds kFirstAttack{8};
constexpr double kMostOwed = 2'000;
constexpr std::chrono::seconds kLongGap{10};
constexpr std::chrono::seconds kStrangerEvery{20};

/// A switch that somebody pointed here and nobody declared.
RawRecord Stranger(Instant now) {
  RawRecord record;
  record.text = "<189>SW-TANG-2 %LINK-3-UPDOWN: Interface GigabitEthernet0/14, changed state to up";
  record.received_at = now;
  record.peer = "10.38.250.14";
  record.transport = Transport::kDemo;
  return record;
}

}  // namespace

FeedScript::FeedScript(Options options, const Stage& stage, Instant start)
    : options_(options),
      stage_(stage),
      random_(options.seed),
      done_(start),
      next_attack_(start + kFirstAttack) {}

void FeedScript::BeginAttack(Instant at) {
  for (std::size_t tries = 0; tries <= stage_.attacks.size(); ++tries) {
    if (order_.empty()) {
      for (std::size_t i = 0; i < stage_.attacks.size(); ++i) order_.push_back(i);
      random_.Shuffle(order_);
    }
    const Script& script = stage_.attacks[order_.back()];
    order_.pop_back();
    if (script.at_night && !IsNight(at)) continue;
    const Actor* actor = stage_.Pick(script.target, random_);
    if (actor == nullptr) continue;
    for (auto& line : Play(script, *actor, random_, at)) waiting_.push({std::move(line), actor});
    ++attacks_;
    return;
  }
}

std::vector<RawRecord> FeedScript::Due(Instant now) {
  std::vector<RawRecord> records;
  if (now <= done_) return records;
  const Duration passed = std::min<Duration>(now - done_, kLongGap);
  owed_ = std::min(kMostOwed, owed_ + options_.events_per_second *
                                          std::chrono::duration<double>(passed).count());
  for (; owed_ >= 1; owed_ -= 1) {
    const Script& script = stage_.PickNormal(random_);
    const Actor* actor = stage_.Pick(script.target, random_);
    if (actor == nullptr) continue;
    std::string text = PlayOne(script, *actor, random_, now + actor->clock_error);
    if (actor->broken_lines > 0 && random_.Chance(actor->broken_lines)) {
      text.resize(text.size() * 2 / 3);
    }
    records.push_back(RecordOf(*actor, {now, std::move(text)}));
  }
  while (next_attack_ <= now) {
    BeginAttack(std::max(next_attack_, now - kLongGap));
    next_attack_ =
        std::max(next_attack_, now - kLongGap) +
        std::chrono::seconds(random_.Between(static_cast<int>(options_.attack_min.count()),
                                             static_cast<int>(options_.attack_max.count())));
  }
  while (!waiting_.empty() && waiting_.top().line.at <= now) {
    records.push_back(RecordOf(*waiting_.top().actor, waiting_.top().line));
    waiting_.pop();
  }
  done_ = now;
  std::ranges::stable_sort(records, {}, &RawRecord::received_at);
  return records;
}

Feed::Feed(FeedScript::Options options, Stage stage, Deps deps)
    : options_(options),
      stage_(std::move(stage)),
      deps_(deps),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

void Feed::Run(const std::stop_token& stop) {
  FeedScript script(options_, stage_, deps_.clock.Now());
  Instant stranger_at;
  while (!stop.stop_requested()) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, kTick, [] { return false; });
    lock.unlock();
    if (stop.stop_requested()) return;
    // A batch is of one source.
    std::map<std::int64_t, std::vector<RawRecord>> batches;
    const Instant now = deps_.clock.Now();
    for (auto& record : script.Due(now)) {
      batches[record.source.value].push_back(std::move(record));
    }
    if (now - stranger_at >= kStrangerEvery) {
      stranger_at = now;
      batches[0].push_back(Stranger(now));
    }
    for (auto& [source, records] : batches) {
      const auto count = records.size();
      if (deps_.pipeline.TryEnqueue(std::move(records))) continue;
      deps_.pipeline.CountRejected(SourceId{source}, pipeline::Rejection::kShed, count);
    }
  }
}

}  // namespace lachan::demo
