// SPDX-License-Identifier: Apache-2.0
#include "rulesets/rule_service.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "register/entities.h"

namespace lachan::rulesets {
namespace {

using journal::Caller;

constexpr std::chrono::seconds kTick{15};
constexpr std::chrono::minutes kKeepArrivals{5};
constexpr std::chrono::minutes kRefreshCoverage{5};
constexpr std::chrono::hours kSweep{24};
constexpr int kMaxHours = 168;

void Warn(std::string_view what, const Status& status) {
  if (!status) spdlog::warn("rules: {}: {}", what, status.error().Text());
}

}  // namespace

RuleService::RuleService(Options options, Deps deps)
    : options_(std::move(options)),
      deps_(deps),
      content_(options_.folder),
      hits_({deps.store, deps.clock, options_.node}),
      arrivals_({deps.store, deps.clock}),
      meter_(hits_, arrivals_),
      windows_((options_.node_folder.empty() ? options_.folder : options_.node_folder) +
               "/windows"),
      jobs_(deps.clock),
      sets_({deps.store, content_}),
      tuning_({deps.store, hits_, deps.clock, [this] { Publish(); }}),
      versions_({deps.store, content_, sets_, jobs_, deps.normaliser, deps.clock,
                 PatternCacheIn(options_.cache_folder), [this](const auto&) { Publish(); }}),
      own_({deps.store, content_, versions_, deps.normaliser}) {}

RuleService::~RuleService() { Stop(); }

Status RuleService::Open(pipeline::Sequence newest_batch) {
  LACHAN_TRY_DO(content_.Open());
  LACHAN_TRY_DO(hits_.Load(newest_batch));
  LACHAN_TRY_DO(arrivals_.Load());
  LACHAN_TRY_DO(sets_.Open(options_.shipped_folders));
  LACHAN_TRY_DO(versions_.Open());
  if (versions_.current() == nullptr) {
    return Fail(ErrorCode::kCorrupt, "no version of the rules can be loaded: {}",
                versions_.problem());
  }
  return {};
}

void RuleService::SetPublisher(Publisher publisher) {
  {
    const std::lock_guard lock(publish_);
    publisher_ = std::move(publisher);
  }
  Publish();
}

/// Compiles the exceptions for what is in force and hands both on together.
void RuleService::Publish() {
  const std::lock_guard lock(publish_);
  const auto version = versions_.current();
  if (!version) return;
  auto exceptions = tuning_.CompileFor(version->compiled->rules);
  if (!exceptions) {
    // Without exceptions there are more alerts than wanted, never fewer.
    spdlog::error("rules: exceptions cannot be read: {}", exceptions.error().Text());
    exceptions = std::shared_ptr<const ExceptionSet>();
  }
  tuning_.SetInForce(version, *exceptions);
  if (!publisher_) return;
  pipeline::RulesInForce rules{version->compiled->rules};
  if (*exceptions && !(*exceptions)->empty()) rules.exceptions = *exceptions;
  publisher_(std::move(rules));
}

void RuleService::Start() {
  subscription_ = deps_.store.Subscribe([this](const Fact& fact) {
    const bool concerns_us = fact.kind == "rule_version.swapped" ||
                             fact.kind == "rule_version.rolled_back" ||
                             fact.subject_kind == "rule_exception";
    if (!concerns_us) return;
    {
      const std::lock_guard lock(mutex_);
      is_stale_ = true;
    }
    wake_.notify_all();
  });
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

void RuleService::Stop() {
  subscription_.reset();
  if (thread_.joinable()) {
    thread_.request_stop();
    wake_.notify_all();
    thread_.join();
  }
  jobs_.Stop();
}

Status RuleService::Keep() {
  LACHAN_TRY_DO(hits_.Keep());
  return arrivals_.Keep();
}

void RuleService::Run(const std::stop_token& stop) {
  if (arrivals_.empty())
    Warn("reading stored events for coverage", arrivals_.FillFrom(deps_.events));
  CoverageNow();
  auto kept = deps_.clock.Now(), swept = kept - kSweep;
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, kTick, [this] { return is_stale_; });
    }
    if (stop.stop_requested()) break;
    FollowOthers();
    Tick();
    const Instant now = deps_.clock.Now();
    if (now - kept >= kKeepArrivals) {
      kept = now;
      Warn("keeping the inventory", arrivals_.Keep());
    }
    if (now - swept >= kSweep) {
      swept = now;
      Warn("sweeping counts", hits_.Sweep());
    }
  }
}

/// Another node may have put a version in force, or made an exception.
void RuleService::FollowOthers() {
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(is_stale_, false)) return;
  }
  Warn("following the version in force", versions_.Follow());
  Publish();
}

void RuleService::Tick() {
  Warn("filing exceptions", tuning_.FileExpired());
  const auto version = versions_.current();
  std::shared_ptr<const CoveragePlan> plan = version->plan;
  {
    const std::lock_guard lock(mutex_);
    if (coverage_ && coverage_->plan().compiled == version->compiled) {
      const bool is_fresh = covered_revision_ == arrivals_.revision() &&
                            deps_.clock.Now() - coverage_->computed_at() < kRefreshCoverage;
      if (is_fresh) return;
      plan = coverage_->shared_plan();
    }
  }
  const std::lock_guard building(building_);
  BuildCoverage(*version, std::move(plan));
}

/// Of the version in force; built when it is of another one, which takes a second for thousands of
/// rules.
std::shared_ptr<const Coverage> RuleService::CoverageNow() {
  const auto version = versions_.current();
  const auto fits = [&](const std::shared_ptr<const Coverage>& coverage) {
    return coverage && coverage->plan().compiled == version->compiled;
  };
  {
    const std::lock_guard lock(mutex_);
    if (fits(coverage_)) return coverage_;
  }
  const std::lock_guard building(building_);
  {
    const std::lock_guard lock(mutex_);
    if (fits(coverage_)) return coverage_;
  }
  return BuildCoverage(*version, version->plan);
}

std::shared_ptr<const Coverage> RuleService::BuildCoverage(
    const CompiledVersion& version, std::shared_ptr<const CoveragePlan> plan) {
  if (!plan) plan = CoveragePlan::Of(version.compiled, version.id);
  const auto revision = arrivals_.revision();
  auto coverage =
      std::make_shared<const Coverage>(std::move(plan), arrivals_.All(), deps_.clock.Now());
  const std::lock_guard lock(mutex_);
  coverage_ = coverage;
  covered_revision_ = revision;
  return coverage;
}

CoverageView RuleService::CoverageOf(std::optional<AgencyId> agency) {
  Coverage::Sums hits;
  for (const auto& [rule, sum] : hits_.Sums()) hits.emplace(rule, sum.hits);
  return CoverageNow()->View(agency, hits);
}

AgencyCoverageList RuleService::CoverageByAgency() {
  return CoverageNow()->Agencies([this](AgencyId id) { return AgencyName(id); });
}

std::string RuleService::AgencyName(AgencyId id) const {
  const auto reader = deps_.store.OpenReader(Caller::System("rules"));
  if (!reader) return {};
  const auto agency = journal::Get<Agency>(**reader, id.value);
  return agency ? agency->name.value : std::string();
}

TrialOptions RuleService::OptionsOf(int hours) const {
  TrialOptions options;
  options.now = deps_.clock.Now();
  options.to = options.now;
  options.from = options.now - std::chrono::hours(std::clamp(hours, 1, kMaxHours));
  options.join_window = options_.join_window;
  return options;
}

Result<JobView> RuleService::Try(const Caller& caller, std::int64_t version, int hours) {
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
    LACHAN_TRY(const auto row, journal::Get<RuleVersion>(*reader, version));
    if (row.state.value == RuleVersionState::validating ||
        row.state.value == RuleVersionState::invalid) {
      return Fail(ErrorCode::kFailedPrecondition, "version {} has not passed the validation",
                  version);
    }
  }
  const auto options = OptionsOf(hours);
  return jobs_.Start(
      JobKind::try_version, version, caller.name,
      [this, caller, version, options](JobControl& control) -> Status {
        control.Step("compiling");
        LACHAN_TRY(const auto candidate, versions_.Compiled(version));
        LACHAN_TRY(const auto exceptions, tuning_.CompileFor(candidate->compiled->rules));
        const auto running = versions_.current();
        LACHAN_TRY(const auto now_exceptions, tuning_.CompileFor(running->compiled->rules));
        const auto set_of = [](const CompiledVersion& of) {
          return [compiled = of.compiled](const detect::RuleInfo& rule) {
            const auto* set = compiled->SetOf(rule);
            return set == nullptr ? std::string() : set->code;
          };
        };
        LACHAN_TRY(
            auto result,
            RunTrial(deps_.events, {{candidate->compiled->rules, exceptions}, set_of(*candidate)},
                     {{running->compiled->rules, now_exceptions}, set_of(*running)}, options,
                     control));
        control.SetResult(result);
        if (control.is_cancelled()) return {};
        return versions_.KeepTry(caller, version, result);
      });
}

Result<JobView> RuleService::Preview(const Caller& caller, const NewException& exception,
                                     int hours) {
  LACHAN_TRY_DO(tuning_.Check(exception));
  auto options = OptionsOf(hours);
  options.sample_suppressed = true;
  if (exception.agency_id) options.scope = events::Scope::Of({*exception.agency_id});
  return jobs_.Start(
      JobKind::preview_exception, std::nullopt, caller.name,
      [this, exception, options](JobControl& control) -> Status {
        const auto running = versions_.current();
        auto rules = running->compiled->rules;
        if (!exception.rules.empty()) {  // Only those that are spoken of: much faster.
          std::vector<detect::SourceText> sources;
          for (const auto& id : exception.rules) {
            const auto* rule = running->compiled->Find(id);
            if (rule != nullptr) sources.push_back({rule->path, rule->text});
          }
          rules = std::make_shared<const detect::RuleSet>(detect::RuleSet::Compile(sources));
        }
        const ExceptionInput input{1, exception.rules, exception.agency_id.value_or(AgencyId{}),
                                   exception.text, options.now + std::chrono::hours(1)};
        const auto excepting = ExceptionSet::Compile(rules, {&input, 1});
        LACHAN_TRY(auto result, RunTrial(deps_.events, {{rules, excepting}}, {{rules, nullptr}},
                                         options, control));
        control.SetResult(std::move(result));
        return {};
      });
}

}  // namespace lachan::rulesets
