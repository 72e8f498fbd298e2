// SPDX-License-Identifier: Apache-2.0
#include "demo/hunts.h"

#include <spdlog/spdlog.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <set>

#include "alerts/alert.h"

namespace lachan::demo {
namespace {

namespace json = boost::json;

/// What becomes of a draft.
enum class Ending {
  kDraft,      ///< A visitor may start it.
  kDone,       ///< A visitor may conclude it.
  kCancelled,  ///< Stopped before it had read everything.
  kConcluded,  ///< As it came out; "nothing found" counts for the systems looked at.
};

struct Planned {
  const char* title;
  const char* hypothesis;
  const char* agency;  ///< Code; empty: all.
  std::vector<const char*> rules = {};
  bool whole_set = false;
  const char* indicators = "";
  const char* query = "";
  Ending ending = Ending::kDone;
  const char* conclusion = "";
};

constexpr const char* kRemoteTools =
    "program:(anydesk OR teamviewer OR rustdesk) OR Image:(*AnyDesk.exe OR *TeamViewer.exe)";

const std::vector<Planned>& Plan() {
  static const std::vector<Planned> plan = {
      {.title = "Phần mềm điều khiển từ xa không được phép tại Sở Nội vụ",
       .hypothesis =
           "Máy của sở có thể đang chạy phần mềm điều khiển từ xa cài ngoài quy định; săn "
           "lùng định kỳ 6 tháng.",
       .agency = "SNV",
       .query = kRemoteTools,
       .ending = Ending::kConcluded,
       .conclusion =
           "Không thấy phần mềm điều khiển từ xa nào trong ba ngày gần nhất (dữ liệu mẫu)."},
      {.title = "Máy kết nối tới bể đào tiền ảo",
       .hypothesis = "Cảnh báo của Cục An toàn thông tin nêu tên miền bể đào (dữ liệu mẫu): có máy "
                     "nào của tỉnh đã hỏi tới không?",
       .agency = "",
       .indicators = "pool.supportxmr.com\nxmr.pool.example\n198.51.100.211\n",
       .ending = Ending::kConcluded,
       .conclusion = "Có máy hỏi tên miền bể đào; đã chuyển xử lý theo cảnh báo (dữ liệu mẫu)."},
      {.title = "Web shell trên các cổng thông tin",
       .hypothesis = "Sau đợt dò quét tệp tải lên, máy chủ web có thể đã bị cài web shell.",
       .agency = "",
       .rules = {"f94a342e-8a04-5b9c-8479-0b9ae9555fcb", "a7e72dad-8cc4-59a7-94ed-cdf9b56a07ff",
                 "70c6000a-5e3c-52ed-b261-4a3b55b672aa"}},
      {.title = "Chạy lại toàn bộ luật trên ba ngày gần nhất",
       .hypothesis = "Luật mới đưa vào có thể cho thấy điều mà khi nhận sự kiện chưa phát hiện.",
       .agency = "",
       .whole_set = true},
      {.title = "Đăng nhập ngoài giờ từ địa chỉ lạ",
       .hypothesis = "Tài khoản quản trị có thể bị dùng ban đêm từ ngoài mạng của tỉnh.",
       .agency = "",
       .query = "program:sshd AND \"Accepted\" AND NOT src_ip:10.0.0.0/8",
       .ending = Ending::kCancelled},
      {.title = "PowerShell chạy lệnh mã hóa",
       .hypothesis = "Kẻ tấn công có thể đã dùng PowerShell tải mã từ mạng trên máy trạm.",
       .agency = "SYT",
       .rules = {"85206e66-a906-57ee-8b99-371a0cf131ce"},
       .ending = Ending::kDraft},
  };
  return plan;
}

json::array ArrayOf(const std::vector<const char*>& texts) {
  return json::array(texts.begin(), texts.end());
}

/// The newest alert that saw the same.
std::string RelatedAlert(journal::StateStore& store, const journal::Caller& caller) {
  const auto reader = store.OpenReader(caller);
  if (!reader) return {};
  journal::ListQuery query;
  query.text = "đào tiền ảo";
  query.sort = "last_seen";
  query.descending = true;
  query.limit = 1;
  const auto found = journal::List<Alert>(**reader, query);
  return !found || found->empty() ? "" : fmt::format("alerts/{}", found->front().id.value);
}

/// One pass over a hunt. \return whether more is to come of it
Result<bool> Advance(HuntStory::Deps& deps, const Planned& planned, const Hunt& hunt,
                     const journal::Caller& caller) {
  const bool is_open = hunt.conclusion.value == HuntConclusion::open;
  switch (hunt.state.value) {
    case HuntState::interrupted:  // The first start was short.
    case HuntState::draft:
      if (planned.ending == Ending::kDraft) return false;
      LACHAN_TRY_DO(deps.hunts.Launch(caller, hunt.id.value));
      if (planned.ending == Ending::kCancelled) {
        LACHAN_TRY_DO(deps.hunts.Cancel(caller, hunt.id.value));
      }
      return true;
    case HuntState::queued:
    case HuntState::running:
      return true;
    case HuntState::done:
      break;
    case HuntState::cancelled:
    case HuntState::failed:
      return false;
  }
  if (planned.ending != Ending::kConcluded || !is_open) return false;
  hunts::HuntVerdict verdict;
  verdict.text = planned.conclusion;
  if (hunt.events_hit.value > 0) {
    verdict.conclusion = HuntConclusion::found;
    verdict.follow_up = RelatedAlert(deps.store, caller);
  } else {
    verdict.conclusion = HuntConclusion::nothing_found;
    verdict.text = "Không phát hiện dấu hiệu nào trong phạm vi đã xem (dữ liệu mẫu).";
    if (hunt.agency_id) {  // Counts for the agency that asked, not for the whole province.
      const json::value covered = json::parse(hunt.covered.value.value);
      for (const auto& one : covered.as_array()) {
        verdict.evidence.push_back(SystemId{one.at("system_id").as_int64()});
      }
    }
  }
  LACHAN_TRY_DO(deps.hunts.Conclude(caller, hunt.id.value, verdict));
  return false;
}

/// One pass over all. \return whether more is to come
Result<bool> AdvanceAll(HuntStory::Deps& deps) {
  LACHAN_TRY(const auto reader, deps.store.OpenReader(journal::Caller::System("demo")));
  LACHAN_TRY(const auto hunts, journal::ListAll<Hunt>(*reader));
  const journal::Caller analyst{{}, "Trực SOC (mẫu)", journal::Reach::Everything()};
  bool more = false;
  for (const Planned& planned : Plan()) {
    // The oldest of that name is the seed's.
    const auto hunt = std::ranges::find_if(
        hunts, [&](const Hunt& one) { return one.title.value == planned.title; });
    if (hunt == hunts.end() || hunt->archived.value) continue;
    auto goes_on = Advance(deps, planned, *hunt, analyst);
    if (goes_on) {
      more = more || *goes_on;
    } else {
      spdlog::warn("demo: {}: {}", planned.title, goes_on.error().Text());
    }
  }
  return more;
}

}  // namespace

Status TellHunts(const RowMaker& rows, const Province& province, const journal::Caller& caller,
                 Instant now, std::string_view rule_set) {
  for (const Planned& planned : Plan()) {
    Hunt hunt;
    if (*planned.agency != '\0') {
      const auto* agency = province.Find(planned.agency);
      if (agency == nullptr) continue;
      hunt.agency_id = agency->id();
    }
    hunt.title = planned.title;
    hunt.hypothesis = planned.hypothesis;
    hunt.period_from = now - std::chrono::days(3);
    hunt.period_to = now;
    hunt.rules.value = json::serialize(ArrayOf(planned.rules));
    hunt.rule_sets.value = planned.whole_set ? json::serialize(json::array{rule_set}) : "[]";
    hunt.indicators = planned.indicators;
    hunt.query = planned.query;
    LACHAN_TRY_DO(rows.Make(caller, hunt), planned.title);
  }
  return {};
}

HuntStory::HuntStory(Deps deps)
    : deps_(std::move(deps)), thread_([this](const std::stop_token& stop) { Run(stop); }) {}

bool HuntStory::Pause(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, stop, std::chrono::milliseconds(250), [] { return false; });
  return !stop.stop_requested();
}

void HuntStory::Run(const std::stop_token& stop) {
  while (!deps_.is_stored()) {
    if (!Pause(stop)) return;
  }
  while (Pause(stop)) {
    const auto more = AdvanceAll(deps_);
    if (!more) {
      spdlog::warn("demo: hunts: {}", more.error().Text());
      return;
    }
    if (!*more) return;
  }
}

}  // namespace lachan::demo
