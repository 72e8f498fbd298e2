// SPDX-License-Identifier: Apache-2.0
#include "rulesets/trial.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "detect/correlate.h"

namespace lachan::rulesets {
namespace {

constexpr std::size_t kRulesShown = 300;
constexpr std::size_t kSamples = 5;

/// Counts alerts as AlertService joins detections into them. Detections come in order of time.
class AlertCount {
 public:
  explicit AlertCount(const TrialOptions& options) : options_(options) {}

  /// True when the detection begins a new alert.
  bool Add(std::size_t rule, const Event& event) {
    auto& span = spans_[{rule, event.agency.value, event.host}];
    const bool joins = span.is_open && event.time <= span.last + options_.join_window &&
                       event.time >= span.first - options_.join_window &&
                       std::max(span.last, event.time) - span.first <= options_.join_longest;
    if (joins) {
      span.last = std::max(span.last, event.time);
      return false;
    }
    span = {true, event.time, event.time};
    return true;
  }

 private:
  struct Span {
    bool is_open = false;
    Instant first, last;
  };
  const TrialOptions& options_;
  std::map<std::tuple<std::size_t, std::int64_t, std::string>, Span> spans_;
};

struct Tally {
  std::int64_t alerts = 0, detections = 0, suppressed = 0;
  std::vector<TrySample> samples;
};

/// One set of rules over the events.
class Side {
 public:
  Side(const pipeline::RulesInForce& rules, const TrialOptions& options)
      : rules_(rules), options_(options), alerts_(options) {
    if (!rules.rules) return;
    scratch_ = rules.rules->MakeScratch();
    detect::CorrelatorOptions correlations;
    correlations.report_repeated = false;
    correlator_.emplace(*rules.rules, correlations);
    tallies_.resize(rules.rules->rules().size());
    if (rules.exceptions) exceptions_ = rules.exceptions->MakeScratch();
  }

  void See(const Event& event) {
    if (!rules_.rules) return;
    rules_.rules->Match(event, *scratch_, matches_);
    if (exceptions_ && !matches_.empty()) Except(event);
    for (const auto& match : matches_) {
      if (rules_.rules->rules()[match.rule].raises_alert) Count(match.rule, event);
    }
    if (matches_.empty() || rules_.rules->correlations().empty()) return;
    for (const auto& hit : correlator_->Observe(event, matches_)) {
      if (rules_.rules->rules()[hit.rule].raises_alert) Count(hit.rule, event);
    }
  }

  const std::vector<Tally>& tallies() const { return tallies_; }

 private:
  void Except(const Event& event) {
    taken_.clear();
    rules_.exceptions->Apply(event, options_.now, *exceptions_, matches_, taken_);
    for (const auto& one : taken_) {
      ++tallies_[one.rule].suppressed;
      if (options_.sample_suppressed) Sample(tallies_[one.rule], event);
    }
  }

  void Count(std::size_t rule, const Event& event) {
    Tally& tally = tallies_[rule];
    ++tally.detections;
    if (!alerts_.Add(rule, event)) return;
    ++tally.alerts;
    if (!options_.sample_suppressed) Sample(tally, event);
  }

  static void Sample(Tally& tally, const Event& event) {
    if (tally.samples.size() == kSamples) tally.samples.erase(tally.samples.begin());
    TrySample sample{event.id, event.host, event.time, std::nullopt};
    if (event.agency) sample.agency_id = event.agency;
    tally.samples.push_back(std::move(sample));
  }

  const pipeline::RulesInForce& rules_;
  const TrialOptions& options_;
  AlertCount alerts_;
  std::unique_ptr<detect::RuleSet::Scratch> scratch_;
  std::unique_ptr<pipeline::Exceptions::Scratch> exceptions_;
  std::optional<detect::Correlator> correlator_;
  std::vector<detect::Match> matches_;
  std::vector<pipeline::Suppressed> taken_;
  std::vector<Tally> tallies_;
};

TryRule RowOf(const detect::RuleInfo& rule, const TrialRules& of) {
  TryRule row;
  row.id = rule.id;
  row.title = rule.title;
  row.level = rule.level;
  if (of.set_of) row.set = of.set_of(rule);
  return row;
}

/// The rules with detections on either side, most alerts first.
std::vector<TryRule> RowsOf(const TrialRules& candidate, const Side& new_side,
                            const TrialRules& now, const Side& now_side) {
  std::map<std::string, TryRule> rows;
  const auto add = [&](const TrialRules& of, const Side& side, bool is_now) {
    for (std::size_t i = 0; i < side.tallies().size(); ++i) {
      const Tally& tally = side.tallies()[i];
      if (tally.detections == 0 && tally.suppressed == 0) continue;
      const auto& rule = of.rules.rules->rules()[i];
      auto& row = rows.try_emplace(rule.id, RowOf(rule, of)).first->second;
      if (is_now) {
        row.alerts_now = tally.alerts;
        row.detections_now = tally.detections;
      } else {
        row.alerts = tally.alerts;
        row.detections = tally.detections;
        row.suppressed = tally.suppressed;
        row.samples = tally.samples;
      }
    }
  };
  add(candidate, new_side, false);
  add(now, now_side, true);
  std::vector<TryRule> sorted;
  for (auto& [id, row] : rows) sorted.push_back(std::move(row));
  std::ranges::stable_sort(sorted, std::greater{}, [](const TryRule& row) {
    return std::tuple(std::max(row.alerts, row.alerts_now), row.detections, row.suppressed);
  });
  return sorted;
}

void Summarise(TryResult& result) {
  for (int level = static_cast<int>(Level::critical); level >= 0; --level) {
    TryLevel line;
    line.level = static_cast<Level>(level);
    result.by_level.push_back(line);
  }
  for (const TryRule& row : result.rules) {
    auto& line = result.by_level[static_cast<std::size_t>(Level::critical) -
                                 static_cast<std::size_t>(row.level)];
    line.alerts += row.alerts;
    line.detections += row.detections;
    line.alerts_now += row.alerts_now;
    line.detections_now += row.detections_now;
    result.alerts += row.alerts;
    result.detections += row.detections;
    result.alerts_now += row.alerts_now;
    result.detections_now += row.detections_now;
    result.suppressed += row.suppressed;
  }
  result.rules_total = static_cast<std::int64_t>(result.rules.size());
  if (result.rules.size() > kRulesShown) result.rules.resize(kRulesShown);
}

}  // namespace

Result<TryResult> RunTrial(events::EventStore& store, const TrialRules& candidate,
                           const TrialRules& now, const TrialOptions& options,
                           JobControl& control) {
  using Clock = std::chrono::steady_clock;
  const auto begun = Clock::now();
  Side new_side(candidate.rules, options), now_side(now.rules, options);
  TryResult result;
  result.from = options.from;
  result.to = options.to;
  const auto stop = [&](std::string why) {
    result.is_complete = false;
    result.stopped_because = std::move(why);
    return false;
  };
  const auto read = ReadInOrder(
      store, options.scope, options.from, options.to, options.max_events,
      [&](const EventSpan& span) {
        result.from = span.from;
        result.events_total = static_cast<std::int64_t>(span.total);
        if (span.is_cut) {
          stop(fmt::format("more than {} events: the newest were read", options.max_events));
        }
        control.Step("reading events", result.events_total);
      },
      [&](std::vector<Event>& events) {
        for (const Event& event : events) {
          if (control.is_cancelled()) return stop("cancelled");
          new_side.See(event);
          now_side.See(event);
          control.Advance(++result.events_read);
          // Events go on coming while those of the span are counted and read.
          result.events_total = std::max(result.events_total, result.events_read);
        }
        if (Clock::now() - begun > options.max_time) {
          return stop(fmt::format("it took more than {} minutes", options.max_time.count()));
        }
        return true;
      });
  if (!read) return std::unexpected(read.error());
  result.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  result.events_per_second =
      result.seconds > 0 ? static_cast<double>(result.events_read) / result.seconds : 0;
  result.rules = RowsOf(candidate, new_side, now, now_side);
  Summarise(result);
  return result;
}

}  // namespace lachan::rulesets
