// SPDX-License-Identifier: Apache-2.0
// From the spool through rules and indicators to the detection sink.
#include "detect/correlate.h"
#include "detect/rule_set.h"
#include "pipeline/engine.h"
#include "pipeline/indicator_watch.h"

namespace lachan::pipeline {
namespace {

constexpr std::chrono::milliseconds kIdle{500};
/// Above this fill the spool is not kept longer for the sake of correlations.
constexpr double kRewindFill = 0.5;
/// How often the windows of correlations are kept, with the position they belong to; large ones
/// less often, so that keeping them takes no more than a twentieth of the time.
constexpr std::chrono::seconds kKeepWindows{15};
constexpr int kKeepShare = 20;
/// Detections of one event each that are raised together: each has its event.
constexpr std::size_t kMostAtOnce = 2'000;

class DetectReader {
 public:
  explicit DetectReader(Shared& shared)
      : shared_(shared), back_off_(shared.options.retry_first, shared.options.retry_last) {}

  void Run() {
    done_ = saved_ = shared_.deps.spool.Position(SpoolReader::kDetect).done;
    UseRules();
    RestoreWindows();
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
      UseRules();
      if (!Process(**batch)) break;
      done_ = (*batch)->sequence;
      shared_.detect_done = done_;
      shared_.tail.Forget(std::min(shared_.store_done.load(), shared_.detect_done.load()));
      if (EventBatch::Cursor((*batch)->events).Next(flat_)) {
        recent_.emplace_back(done_, flat_.received_at);
      }
      if (recent_.size() % 256 == 0) SavePosition();
    }
    SavePosition(true);
  }

 private:
  /// Matches one batch and raises what it finds; false when stopped before the sink took it.
  bool Process(const Batch& batch) {
    if (!rules_ && !watch_.is_on()) return true;
    std::vector<Detection> found;
    counted_.clear();
    counted_indicators_.clear();
    matched_.clear();
    const Instant now = shared_.deps.clock.Now();
    const std::uint64_t given_up = rules_ ? scratch_->abandoned_regexes() : 0;
    if (rules_) rules_->Begin(batch.events, *scratch_);
    EventBatch::Cursor cursor(batch.events);
    while (cursor.Next(flat_)) {
      if (rules_) SeeRules(now, found);
      if (watch_.is_on() && !SeekIndicators(now, found)) return false;
    }
    if (rules_ && scratch_->abandoned_regexes() != given_up) {
      TellGivenUp(scratch_->abandoned_regexes() - given_up);
    }
    if (!found.empty() && !Raise(found)) return false;
    if (shared_.deps.meter == nullptr) return true;
    if (rules_) shared_.deps.meter->Count(batch.sequence, batch.events, counted_);
    if (!counted_indicators_.empty()) {
      shared_.deps.meter->CountIndicators(batch.sequence, counted_indicators_);
    }
    return true;
  }

  /// Which rules' searches were given up since this was last asked.
  void TellGivenUp(std::uint64_t searches) {
    shared_.regexes_given_up += searches;
    detect::GivenUp news = scratch_->given_up();
    for (const auto& [expression, times] : told_given_up_) news[expression] -= times;
    std::erase_if(news, [](const auto& one) { return one.second == 0; });
    told_given_up_ = scratch_->given_up();
    if (shared_.deps.meter == nullptr) return;
    for (const auto& [rule, times] : rules_->RulesOf(news)) {
      shared_.deps.meter->CountGivenUp(rules_->rules()[rule], times);
    }
  }

  void SeeRules(Instant now, std::vector<Detection>& found) {
    rules_->Match(flat_, *scratch_, matches_);
    if (matches_.empty()) return;
    const Event& event = matched_.emplace_back(flat_.ToEvent());
    if (exceptions_) Except(event, now);
    if (matches_.empty()) return;
    for (const detect::Match& match : matches_) AddMatch(event, match, found);
    if (rules_->correlations().empty()) return;
    for (const auto& hit : correlator_->Observe(event, matches_)) AddHit(event, hit, found);
  }

  /// False when stopped before the sink took what was too much for once.
  bool SeekIndicators(Instant now, std::vector<Detection>& found) {
    const auto& indicators = watch_.Find(flat_, now);
    if (indicators.empty()) return true;
    std::optional<Event> event;
    for (const FoundIndicator& one : indicators) {
      counted_indicators_.push_back({one.list->id, flat_.time, flat_.is_exercise, one.is_excluded});
      if (one.is_excluded) continue;
      ++shared_.indicator_hits;
      if (!one.list->raises_alerts) continue;
      if (!event) event = flat_.ToEvent();
      found.push_back(DescribeIndicator(*event, one, now));
    }
    if (found.size() < kMostAtOnce) return true;
    return Raise(std::exchange(found, {}));
  }

  void Except(const Event& event, Instant now) {
    taken_.clear();
    exceptions_->Apply(event, now, *exceptions_scratch_, matches_, taken_);
    for (const Suppressed& one : taken_) {
      counted_.push_back({&event, &rules_->rules()[one.rule], one.exception});
    }
  }

  /// Takes over what was set meanwhile.
  void UseRules() {
    watch_.Use(shared_.indicators.Get());
    auto set = shared_.rules.Get();
    if (set == set_) return;
    set_ = std::move(set);
    exceptions_scratch_.reset();
    exceptions_ = set_ ? set_->exceptions : nullptr;
    if (exceptions_) exceptions_scratch_ = exceptions_->MakeScratch();
    SwapRules(set_ ? set_->rules : nullptr);
  }

  /// The windows of correlations that both have go over.
  void SwapRules(std::shared_ptr<const detect::RuleSet> rules) {
    if (rules == rules_) return;
    std::string windows;
    if (correlator_ && !rules_->correlations().empty()) windows = correlator_->Save();
    correlator_.reset();  // it and the scratch point into the old set
    scratch_.reset();
    told_given_up_.clear();
    rules_ = std::move(rules);
    if (!rules_) return;
    scratch_ = rules_->MakeScratch();
    detect::CorrelatorOptions options;
    options.report_repeated = false;
    options.max_rule_bytes = shared_.options.correlation_bytes;
    correlator_ = std::make_unique<detect::Correlator>(*rules_, options);
    if (windows.empty()) return;
    if (const auto loaded = correlator_->Load(windows); !loaded) {
      shared_.sink_problem.Set(loaded.error().Text());
    }
  }

  void RestoreWindows() {
    if (!correlator_ || shared_.deps.windows == nullptr) return;
    const auto kept = shared_.deps.windows->Load();
    // Older than the position: the batches between are gone. Newer than the spool: of another one.
    if (!kept || kept->done < done_ || kept->done > shared_.deps.spool.Usage().last) return;
    if (correlator_->Load(kept->bytes)) done_ = kept->done;
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
    counted_.push_back({&event, &rule, 0});
    if (!rule.raises_alert) return;
    Detection detection = Describe(event, rule);
    detection.key = fmt::format("{}/{}", event.id, rule.id);
    detection.matched = match.matched;
    out.push_back(std::move(detection));
  }

  void AddHit(const Event& event, const detect::CorrelationHit& hit, std::vector<Detection>& out) {
    const detect::RuleInfo& rule = rules_->rules()[hit.rule];
    if (!rule.raises_alert) return;
    counted_.push_back({&event, &rule, 0});
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

  /// Saves how far the rules have come: with the windows of the correlations as they are there, or,
  /// where nobody keeps these, behind by `detect_rewind`, so that a restart sees again what they
  /// held; detections raised twice carry the same key.
  void SavePosition(bool is_end = false) {
    const bool has_windows = rules_ && !rules_->correlations().empty();
    const bool keeps_windows = has_windows && shared_.deps.windows != nullptr;
    const Sequence position = has_windows && !keeps_windows ? PositionBehind() : done_;
    if (!has_windows || keeps_windows) recent_.clear();
    if (position <= saved_) return;
    if (keeps_windows && !is_end && std::chrono::steady_clock::now() < keep_windows_from_) return;
    // What is not counted or remembered durably must come again after a crash.
    if (!KeepCounts() || (keeps_windows && !KeepWindows())) return;
    const Status saved = shared_.deps.spool.SetPosition(SpoolReader::kDetect, {position, position});
    if (saved) {
      saved_ = position;
    } else {
      shared_.spool_problem.Set(saved.error().Text());
    }
  }

  bool KeepCounts() {
    if (shared_.deps.meter == nullptr) return true;
    const Status kept = shared_.deps.meter->Keep();
    if (!kept) shared_.sink_problem.Set(kept.error().Text());
    return kept.has_value();
  }

  bool KeepWindows() {
    using Steady = std::chrono::steady_clock;
    const auto begun = Steady::now();
    const Status kept = shared_.deps.windows->Save({done_, correlator_->Save()});
    if (!kept) shared_.spool_problem.Set(kept.error().Text());
    const auto now = Steady::now();
    keep_windows_from_ = now + std::max<Steady::duration>(kKeepWindows, kKeepShare * (now - begun));
    return kept.has_value();
  }

  Sequence PositionBehind() {
    const SpoolUsage usage = shared_.deps.spool.Usage();
    const bool rewinds =
        static_cast<double>(usage.bytes) < kRewindFill * static_cast<double>(usage.limit_bytes);
    const Instant keep_from = shared_.deps.clock.Now() - shared_.options.detect_rewind;
    Sequence position = rewinds ? saved_ : done_;
    while (!recent_.empty() && (!rewinds || recent_.front().second < keep_from)) {
      position = std::max(position, recent_.front().first);
      recent_.pop_front();
    }
    return position;
  }

  Shared& shared_;
  BackOff back_off_;
  std::shared_ptr<const RulesInForce> set_;
  std::shared_ptr<const detect::RuleSet> rules_;
  std::unique_ptr<detect::RuleSet::Scratch> scratch_;
  detect::GivenUp told_given_up_;  ///< Of scratch_: what the meter knows.
  std::unique_ptr<detect::Correlator> correlator_;
  std::shared_ptr<const Exceptions> exceptions_;
  std::unique_ptr<Exceptions::Scratch> exceptions_scratch_;
  std::vector<detect::Match> matches_;
  std::vector<Suppressed> taken_;
  FlatEvent flat_;
  std::deque<Event> matched_;     // Of the batch at hand: what any rule met.
  std::vector<Counted> counted_;  // Points into matched_.
  IndicatorWatch watch_;
  std::vector<CountedIndicator> counted_indicators_;
  std::deque<std::pair<Sequence, Instant>> recent_;  // done, but not yet saved as done
  Sequence done_ = 0, saved_ = 0;
  std::chrono::steady_clock::time_point keep_windows_from_{};
};

}  // namespace

void RunDetectReader(Shared& shared) { DetectReader(shared).Run(); }

}  // namespace lachan::pipeline
