// SPDX-License-Identifier: Apache-2.0
#include "intel/intel_service.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace lachan::intel {
namespace {

using journal::Caller;

/// Something that was missed, or could not be read, is looked for again.
constexpr std::chrono::minutes kLookAgain{5};
constexpr std::chrono::hours kSweep{24};

std::string TextAt(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t NumberAt(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

bool IsSame(const BuiltSet& built, const std::vector<IndicatorList>& lists) {
  return !built.HasProblem() &&
         std::ranges::equal(built.members, lists, {}, &BuiltSet::Member::list, ContentOf);
}

std::shared_ptr<const InForce> Nothing() {
  return std::make_shared<const InForce>(std::make_shared<const BuiltSet>(),
                                         std::make_shared<const pipeline::IndicatorsInForce>());
}

}  // namespace

IntelService::IntelService(Options options, Deps deps)
    : options_(std::move(options)),
      deps_(deps),
      documents_(options_.folder),
      hits_({deps.store, deps.clock, options_.node}),
      lists_({deps.store, documents_, deps.clock, [this] { Wake(); }}),
      exclusions_({deps.store, deps.clock, [this] { Wake(); }}),
      in_force_(Nothing()) {}

IntelService::~IntelService() { Stop(); }

Status IntelService::Open(pipeline::Sequence newest_batch) {
  LACHAN_TRY_DO(documents_.Open());
  LACHAN_TRY_DO(hits_.Load(newest_batch));
  LACHAN_TRY_DO(lists_.SweepDocuments());
  return Refresh();
}

void IntelService::SetPublisher(Publisher publisher) {
  const std::lock_guard refreshing(refreshing_);
  publisher_ = std::move(publisher);
  if (publisher_) publisher_(in_force()->set());
}

void IntelService::Start() {
  subscription_ = deps_.store.Subscribe([this](const Fact& fact) {
    if (fact.subject_kind == "indicator_list" || fact.subject_kind == "indicator_exclusion") {
      Wake();
    }
  });
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

void IntelService::Stop() {
  subscription_.reset();
  if (!thread_.joinable()) return;
  thread_.request_stop();
  wake_.notify_all();
  thread_.join();
}

void IntelService::Wake() {
  {
    const std::lock_guard lock(mutex_);
    ++wanted_;
  }
  wake_.notify_all();
}

bool IntelService::WaitInForce(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  return built_.wait_for(lock, timeout, [this, wanted = wanted_] { return done_ >= wanted; });
}

void IntelService::Run(const std::stop_token& stop) {
  Instant swept = deps_.clock.Now();
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, kLookAgain, [this] { return done_ != wanted_; });
    }
    if (stop.stop_requested()) break;
    if (const auto refreshed = Refresh(); !refreshed) {
      spdlog::error("indicators: {}", refreshed.error().Text());
      const std::lock_guard lock(mutex_);
      problem_ = refreshed.error().Text();
      // Not before something changes, or some minutes have passed: what failed fails again.
      done_ = wanted_;
    }
    const Instant now = deps_.clock.Now();
    if (now - swept < kSweep) continue;
    swept = now;
    if (const auto done = hits_.Sweep(); !done) {
      spdlog::warn("indicators: sweeping counts: {}", done.error().Text());
    }
  }
}

Status IntelService::Refresh() {
  const std::lock_guard refreshing(refreshing_);
  std::uint64_t wanted = 0;
  {
    const std::lock_guard lock(mutex_);
    wanted = wanted_;
  }
  LACHAN_TRY(auto lists, lists_.All());
  std::erase_if(lists, [](const auto& list) { return list.state != IndicatorListState::on; });
  LACHAN_TRY(const auto exclusions, exclusions_.InForce());
  const auto before = in_force();
  std::shared_ptr<const BuiltSet> built = before->built();
  const bool is_same = IsSame(*built, lists);
  if (!is_same) built = std::make_shared<const BuiltSet>(BuildSet(documents_, lists));
  auto set = std::make_shared<pipeline::IndicatorsInForce>();
  set->body = built->body;
  for (const auto& list : lists) {
    set->lists.push_back({list.id.value, list.name.value, list.level, list.raises_alerts});
  }
  LACHAN_TRY(set->excluded, ExclusionSet(exclusions));
  std::string problem;
  for (const auto& member : built->members) {
    if (member.problem.empty()) continue;
    problem +=
        fmt::format("{}{}: {}", problem.empty() ? "" : "; ", member.list.name, member.problem);
  }
  auto next = std::make_shared<const InForce>(built, set);
  if (publisher_) publisher_(next->set());
  const std::lock_guard lock(mutex_);
  in_force_ = std::move(next);
  if (!is_same || !since_) since_ = deps_.clock.Now();
  problem_ = std::move(problem);
  exclusion_count_ = exclusions.size();
  done_ = std::max(done_, wanted);
  built_.notify_all();
  return {};
}

std::shared_ptr<const InForce> IntelService::in_force() const {
  const std::lock_guard lock(mutex_);
  return in_force_;
}

std::string IntelService::Problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

IndicatorStateView IntelService::State() const {
  const auto now = in_force();
  IndicatorStateView view;
  view.indicators = static_cast<std::int64_t>(now->size());
  view.lists = static_cast<std::int64_t>(now->set()->lists.size());
  if (now->set()->body) {
    view.bytes = static_cast<std::int64_t>(now->set()->body->set.MemoryBytes() +
                                           now->set()->body->list_of.capacity() * 2);
  }
  view.build_seconds = now->built()->seconds;
  const std::lock_guard lock(mutex_);
  view.since = since_;
  view.is_building = done_ != wanted_;
  view.problem = problem_;
  view.exclusions = static_cast<std::int64_t>(exclusion_count_);
  return view;
}

IndicatorListView IntelService::ViewOf(const IndicatorList& list, const InForce& in_force,
                                       const std::map<std::int64_t, HitSum>& hits) const {
  IndicatorListView view;
  view.id = list.id.value;
  view.version = list.version.value;
  view.name = list.name.value;
  view.note = list.note.value;
  view.state = list.state;
  view.raises_alerts = list.raises_alerts;
  view.level = list.level;
  view.default_tlp = list.default_tlp;
  if (list.default_days) view.default_days = list.default_days->value;
  view.format = list.format.value.value;
  view.content = list.content.value.value;
  view.bytes = list.bytes.value;
  view.found = list.found.value;
  view.loaded = list.loaded.value;
  view.rejected = list.rejected.value;
  view.skipped = list.skipped.value;
  view.imported_at = list.imported_at.value;
  view.imported_by = list.imported_by.value.value;
  const auto previous = PreviousOf(list);
  view.previous_content = TextAt(previous, "content");
  if (const auto at = ParseInstant(TextAt(previous, "imported_at"))) {
    view.previous_imported_at = *at;
  }
  view.previous_loaded = NumberAt(previous, "loaded");
  view.created_at = list.created_at.value;
  view.updated_at = list.updated_at.value;
  for (const auto& member : in_force.built()->members) {
    if (member.list.id != view.id || list.state != IndicatorListState::on) continue;
    view.is_in_force = member.list == ContentOf(list) && member.problem.empty();
    view.in_force = member.indicators;
    view.problem = member.problem;
  }
  if (const auto found = hits.find(view.id); found != hits.end()) {
    view.hits_24h = found->second.day;
    view.hits_7d = found->second.week;
    view.excluded_7d = found->second.excluded;
    view.last_hit = found->second.last;
  }
  return view;
}

Result<IndicatorListView> IntelService::View(const IndicatorList& list) const {
  LACHAN_TRY(const auto sums, hits_.Sums());
  return ViewOf(list, *in_force(), sums);
}

Result<IndicatorLists> IntelService::List() const {
  LACHAN_TRY(const auto rows, lists_.All());
  LACHAN_TRY(const auto sums, hits_.Sums());
  const auto now = in_force();
  IndicatorLists lists;
  for (const auto& row : rows) lists.rows.push_back(ViewOf(row, *now, sums));
  lists.state = State();
  return lists;
}

}  // namespace lachan::intel
