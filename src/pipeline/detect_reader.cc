// SPDX-License-Identifier: Apache-2.0
// From the spool through the rules to the detection sink.
#include "detect/correlate.h"
#include "detect/rule_set.h"
#include "pipeline/engine.h"

namespace lachan::pipeline {
namespace {

constexpr std::chrono::milliseconds kIdle{500};
/// Above this fill the spool is not kept longer for the sake of correlations.
constexpr double kRewindFill = 0.5;

class DetectReader {
 public:
  explicit DetectReader(Shared& shared)
      : shared_(shared), back_off_(shared.options.retry_first, shared.options.retry_last) {}

  void Run() {
    done_ = saved_ = shared_.deps.spool.Position(SpoolReader::kDetect).done;
    shared_.detect_done = done_;
    while (!shared_.stop.stopped()) {
      const auto batch = NextBatch(shared_, done_ + 1);
      if (!batch) {
        shared_.sink_problem.Set(batch.error().Text());
        if (shared_.stop.WaitFor(back_off_.Next())) break;
        continue;
      }
      if (*batch == nullptr) {
        SavePosition();
        shared_.tail.WaitFor(done_ + 1, kIdle);
        continue;
      }
      if (!Process(**batch)) break;
      done_ = (*batch)->sequence;
      shared_.detect_done = done_;
      shared_.tail.Forget(std::min(shared_.store_done.load(), shared_.detect_done.load()));
      if (!(*batch)->events.empty()) recent_.emplace_back(done_, (*batch)->events[0].received_at);
      if (recent_.size() % 256 == 0) SavePosition();
    }
    SavePosition();
  }

 private:
  /// Matches one batch and raises what it finds; false when stopped before the sink took it.
  bool Process(const Batch& batch) {
    UseRules(shared_.rules.Get());
    if (!rules_) return true;
    std::vector<Detection> found;
    for (const Event& event : batch.events) {
      rules_->Match(event, *scratch_, matches_);
      for (const detect::Match& match : matches_) AddMatch(event, match, found);
      if (rules_->correlations().empty()) continue;
      for (const auto& hit : correlator_->Observe(event, matches_)) AddHit(event, hit, found);
    }
    return found.empty() || Raise(found);
  }

  void UseRules(std::shared_ptr<const detect::RuleSet> rules) {
    if (rules == rules_) return;
    correlator_.reset();  // it and the scratch point into the old set
    scratch_.reset();
    rules_ = std::move(rules);
    if (!rules_) return;
    scratch_ = rules_->MakeScratch();
    correlator_ = std::make_unique<detect::Correlator>(*rules_);
  }

  Detection Describe(const Event& event, const detect::RuleInfo& rule) const {
    Detection detection;
    detection.rule_id = rule.id;
    detection.rule_title = rule.title;
    detection.level = rule.level;
    detection.tags = rule.tags;
    detection.event = event;
    detection.at = shared_.deps.clock.Now();
    detection.rules = rules_;
    detection.rule = &rule;
    return detection;
  }

  void AddMatch(const Event& event, const detect::Match& match, std::vector<Detection>& out) {
    const detect::RuleInfo& rule = rules_->rules()[match.rule];
    if (!rule.raises_alert) return;
    Detection detection = Describe(event, rule);
    detection.key = fmt::format("{}/{}", event.id, rule.id);
    detection.matched = match.matched;
    out.push_back(std::move(detection));
  }

  void AddHit(const Event& event, const detect::CorrelationHit& hit, std::vector<Detection>& out) {
    const detect::RuleInfo& rule = rules_->rules()[hit.rule];
    if (!rule.raises_alert || hit.repeated) return;
    Detection detection = Describe(event, rule);
    detection.key = fmt::format("{}/{}", hit.event_id, rule.id);
    detection.is_correlation = true;
    detection.event_ids = hit.events;
    for (const auto& [field, value] : hit.group) {
      detection.matched.push_back({field, value, "group-by"});
    }
    out.push_back(std::move(detection));
  }

  bool Raise(const std::vector<Detection>& found) {
    while (true) {
      const Status raised = shared_.deps.detections.Raise(found);
      if (raised) break;
      shared_.sink_problem.Set(raised.error().Text());
      ++shared_.sink_retries;
      if (shared_.stop.WaitFor(back_off_.Next())) return false;
    }
    shared_.detections += found.size();
    shared_.sink_problem.Clear();
    back_off_.Reset();
    return true;
  }

  /// Positions are saved behind by `detect_rewind`, so that a restart sees again what the windows
  /// of the correlations held; detections raised twice carry the same key.
  void SavePosition() {
    const SpoolUsage usage = shared_.deps.spool.Usage();
    const bool roomy =
        static_cast<double>(usage.bytes) < kRewindFill * static_cast<double>(usage.limit_bytes);
    const bool rewinds = rules_ && !rules_->correlations().empty() && roomy;
    const Instant keep_from = shared_.deps.clock.Now() - shared_.options.detect_rewind;
    Sequence position = rewinds ? saved_ : done_;
    while (!recent_.empty() && (!rewinds || recent_.front().second < keep_from)) {
      position = std::max(position, recent_.front().first);
      recent_.pop_front();
    }
    if (position == saved_) return;
    const Status saved = shared_.deps.spool.SetPosition(SpoolReader::kDetect, {position, position});
    if (saved) {
      saved_ = position;
    } else {
      shared_.spool_problem.Set(saved.error().Text());
    }
  }

  Shared& shared_;
  BackOff back_off_;
  std::shared_ptr<const detect::RuleSet> rules_;
  std::unique_ptr<detect::RuleSet::Scratch> scratch_;
  std::unique_ptr<detect::Correlator> correlator_;
  std::vector<detect::Match> matches_;
  std::deque<std::pair<Sequence, Instant>> recent_;  // done, but not yet saved as done
  Sequence done_ = 0, saved_ = 0;
};

}  // namespace

void RunDetectReader(Shared& shared) { DetectReader(shared).Run(); }

}  // namespace lachan::pipeline
