// SPDX-License-Identifier: Apache-2.0
#include "demo/watch.h"

#include <algorithm>

namespace lachan::demo {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kBatch = 1000;
constexpr int kMostEscalated = 22;

struct DismissIdea {
  DismissReason reason;
  std::string_view note;
};
constexpr DismissIdea kDismissals[] = {
    {DismissReason::false_positive, "Đã đối chiếu nhật ký: phần mềm nghiệp vụ gọi đúng mẫu này."},
    {DismissReason::false_positive, "Quản trị viên xác nhận qua điện thoại, có phiếu công việc."},
    {DismissReason::benign, "Bị tường lửa chặn, không có phiên nào thành công."},
    {DismissReason::benign, "Bảo trì theo kế hoạch đã báo trước."},
    {DismissReason::duplicate, "Cùng đợt với cảnh báo trước, đã xử lý ở đó."},
    {DismissReason::test, "Đợt rà quét có phê duyệt của đơn vị."},
    {DismissReason::not_relevant, "Địa chỉ đích không còn sử dụng."},
};

struct CategoryOf {
  std::string_view script;
  IncidentCategory category;
};
constexpr CategoryOf kCategories[] = {
    {"tong-tien", IncidentCategory::encryption},
    {"thay-doi-giao-dien", IncidentCategory::defacement},
    {"web-shell-windows", IncidentCategory::defacement},
    {"tep-lua-dao", IncidentCategory::spoofing},
    {"dao-tien-ao", IncidentCategory::malware},
    {"powershell", IncidentCategory::malware},
    {"chan-don-dap", IncidentCategory::dos},
    {"du-lieu-ban-dem", IncidentCategory::espionage},
};
IncidentCategory CategoryFor(std::string_view script) {
  for (const auto& [name, category] : kCategories) {
    if (name == script) return category;
  }
  return IncidentCategory::intrusion;
}

/// Unfinished attacks of these are worth an incident.
bool IsGrave(Level level) { return level >= Level::high; }

}  // namespace

Instant WatchStory::SomeTime(Instant from, Instant to) {
  const auto span = std::chrono::duration_cast<seconds>(to - from).count();
  return from + seconds(span <= 0 ? 0
                                  : static_cast<std::int64_t>(deps_.random.Part() *
                                                              static_cast<double>(span)));
}

WatchStory::Scene WatchStory::PickScene(Instant at) {
  Scene scene;
  scene.at = at;
  for (int tries = 0; tries < 50 && scene.actor == nullptr; ++tries) {
    scene.script = &deps_.random.Of(deps_.stage.attacks);
    if (scene.script->at_night && !IsNight(at)) continue;
    scene.actor = deps_.stage.Pick(scene.script->target, deps_.random);
  }
  return scene;
}

void WatchStory::TellAlerts(int scenes) {
  const Instant end = deps_.chronicle.end() - days(3);
  for (int i = 0; i < scenes; ++i) {
    const Scene scene = PickScene(SomeTime(deps_.chronicle.begin() + days(2), end));
    if (scene.actor == nullptr) continue;
    At(scene.at, [this, scene] { return PlayScene(scene); });
  }
}

Status WatchStory::PlayScene(const Scene& scene) {
  deps_.detector.Forget();
  std::vector<pipeline::Detection> found;
  for (const auto& line : Play(*scene.script, *scene.actor, deps_.random, scene.at)) {
    const Event event = deps_.detector.Read(*scene.actor, line, deps_.random);
    std::ranges::move(deps_.detector.Detect(event), std::back_inserter(found));
  }
  return Raise(found, scene.script->id);
}

Status WatchStory::Raise(const std::vector<pipeline::Detection>& found, std::string script) {
  if (found.empty()) return {};
  LACHAN_TRY_DO(deps_.alerts.Raise(found));
  LACHAN_TRY(const auto reader, deps_.rows.store().OpenReader(soc_));
  journal::ListQuery query;
  query.filters = {{"id", journal::Filter::Op::kGreater, {last_alert_}}};
  LACHAN_TRY(const auto fresh, journal::List<Alert>(*reader, query));
  for (const Alert& alert : fresh) {
    last_alert_ = std::max(last_alert_, alert.id.value);
    Decide(alert, script);
  }
  return {};
}

void WatchStory::Decide(const Alert& alert, const std::string& script) {
  const AlertId id{alert.id};
  auto& random = deps_.random;
  const bool is_recent = alert.first_seen.value > deps_.chronicle.end() - days(2);
  Instant at = alert.first_seen.value + minutes(random.Between(4, is_recent ? 90 : 300));
  // Of the last two days some are at work; the rest waits for whoever looks at the queue.
  if (is_recent && !random.Chance(0.12)) return;
  if (is_recent || random.Chance(0.35)) {
    At(at, [this, id]() -> Status {
      LACHAN_TRY_DO(deps_.alerts.Take(soc_, id));
      return {};
    });
    at += minutes(random.Between(5, 120));
  }
  if (IsGrave(alert.level.value) && escalated_ < kMostEscalated &&
      random.Chance(is_recent ? 0.5 : 0.035)) {
    ++escalated_;
    TellEscalation(id, script, at);
    return;
  }
  if (is_recent) return;
  const DismissIdea idea = random.Of(kDismissals);
  At(at, [this, id, idea]() -> Status {
    LACHAN_TRY_DO(deps_.alerts.Dismiss(soc_, id, idea.reason, idea.note));
    return {};
  });
}

void WatchStory::TellEscalation(AlertId alert, const std::string& script, Instant at) {
  At(at, [this, alert, script]() -> Status {
    alerts::Escalation to;
    to.category = CategoryFor(script);
    to.severity = to.category == IncidentCategory::encryption ? Severity::m2 : Severity::m3;
    LACHAN_TRY(const Incident incident, deps_.alerts.Escalate(soc_, alert, to));
    TellCourse(incident);
    return {};
  });
}

Status WatchStory::TellRecent(int events, const KeepEvents& keep) {
  struct Planned {
    const Actor* actor;
    TimedLine line;
    const Script* script;  // null: normal traffic
  };
  auto& random = deps_.random;
  const Instant end = deps_.chronicle.end() - minutes(1);
  const Instant begin = end - days(3);
  std::vector<Planned> planned;
  const auto play = [&](const Scene& scene) {
    if (scene.actor == nullptr) return;
    for (auto& line : Play(*scene.script, *scene.actor, random, scene.at)) {
      if (line.at < end) planned.push_back({scene.actor, std::move(line), scene.script});
    }
  };
  for (int i = 0; i < 12; ++i) play(PickScene(SomeTime(begin, end - days(2))));
  for (int i = 0; i < 30; ++i) play(PickScene(SomeTime(end - days(2), end - minutes(8))));
  while (planned.size() < static_cast<std::size_t>(events)) {
    const Script& script = deps_.stage.PickNormal(random);
    const Actor* actor = deps_.stage.Pick(script.target, random);
    const Instant at = SomeTime(begin, end);
    // Most people work by day.
    if (actor == nullptr || (IsNight(at) && !random.Chance(0.2))) continue;
    planned.push_back({actor, {at, PlayOne(script, *actor, random, at)}, nullptr});
  }
  std::ranges::stable_sort(planned, {}, [](const Planned& one) { return one.line.at; });
  deps_.detector.Forget();
  std::vector<Event> batch;
  for (std::size_t i = 0; i < planned.size(); ++i) {
    const Planned& one = planned[i];
    batch.push_back(deps_.detector.Read(*one.actor, one.line, random));
    auto found = deps_.detector.Detect(batch.back());
    if (!found.empty()) {
      At(one.line.at + seconds(1),
         [this, found = std::move(found), id = one.script ? one.script->id : std::string()] {
           return Raise(found, id);
         });
    }
    if (batch.size() < kBatch && i + 1 < planned.size()) continue;
    LACHAN_TRY_DO(keep(batch), "keeping the last days' events");
    batch.clear();
  }
  return {};
}

}  // namespace lachan::demo
