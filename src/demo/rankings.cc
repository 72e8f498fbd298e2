// SPDX-License-Identifier: Apache-2.0
#include "demo/rankings.h"

#include <algorithm>

namespace lachan::demo {
namespace {

using ranking::Appeals;
using std::chrono::days;
using std::chrono::hours;

/// The afternoon of the second day: what is entered late still counts.
Instant ProposedAt(Month month) { return month.End() + days(1) + hours(15); }

/// A duty that brought nothing, with its indicator: something to appeal against.
std::pair<std::string, std::string> Missed(const obligations::MonthScores& scores,
                                           AgencyId agency) {
  const auto* month = scores.Find(agency);
  if (month == nullptr) return {};
  for (const auto& indicator : month->score.indicators) {
    for (const auto& credit : indicator.duties) {
      if (credit.possible > 0 && credit.earned == 0) return {indicator.id, credit.duty};
    }
  }
  return {};
}

Result<std::optional<ScoreAppeal>> FindAppeal(journal::StateStore& store, const AgencyEntry& agency,
                                              Month month) {
  LACHAN_TRY(const auto reader, store.OpenReader(journal::Caller::System("demo")));
  journal::ListQuery query;
  query.filters = {journal::Equals("agency_id", agency.id().value),
                   journal::Equals("month", month.Text())};
  LACHAN_TRY(auto rows, journal::List<ScoreAppeal>(*reader, query));
  if (rows.empty()) return std::nullopt;
  return std::optional(std::move(rows.front()));
}

}  // namespace

RankingStory::RankingStory(Deps deps, journal::Caller proposer, journal::Caller confirmer)
    : deps_(deps),
      proposer_(std::move(proposer)),
      confirmer_(std::move(confirmer)),
      sign_off_({.is_demo = true}, {deps.store, deps.directive, deps.obligations, deps.clock}),
      appeals_({}, {deps.store, deps.directive, deps.obligations, sign_off_, deps.clock}) {}

Status RankingStory::Freeze(Month month) {
  LACHAN_TRY(const auto proposal, sign_off_.Propose(proposer_, month),
             fmt::format("proposing {}", month.Text()));
  LACHAN_TRY_DO(sign_off_.Confirm(confirmer_, month, proposal.sha256.value.value),
                fmt::format("freezing {}", month.Text()));
  return {};
}

Status RankingStory::Submit(Month month, std::string_view code, std::string_view text) {
  const auto* agency = deps_.province.Find(code);
  LACHAN_TRY(const auto scores, deps_.obligations.Scores(month));
  if (agency == nullptr) return {};
  const auto [indicator, duty] = Missed(*scores, agency->id());
  if (indicator.empty()) return {};
  Appeals::Draft draft{month, indicator, duty, std::string(text), {}};
  LACHAN_TRY_DO(appeals_.Submit(agency->Officer(), agency->id(), draft),
                fmt::format("appeal of {}", code));
  return {};
}

Status RankingStory::Receive(Month month, std::string_view code) {
  const auto* agency = deps_.province.Find(code);
  if (agency == nullptr) return {};
  LACHAN_TRY(const auto appeal, FindAppeal(deps_.store, *agency, month));
  if (!appeal) return {};
  LACHAN_TRY_DO(appeals_.Receive(proposer_, appeal->id));
  return {};
}

Status RankingStory::Decide(Month month, std::string_view code, Appeals::Answer answer) {
  const auto* agency = deps_.province.Find(code);
  if (agency == nullptr) return {};
  LACHAN_TRY(const auto appeal, FindAppeal(deps_.store, *agency, month));
  if (!appeal) return {};
  LACHAN_TRY(const auto decided, appeals_.Decide(confirmer_, appeal->id, answer));
  if (!decided.addendum_id.value) return {};
  LACHAN_TRY(const auto addendum, sign_off_.Addendum(proposer_, *decided.addendum_id.value));
  LACHAN_TRY_DO(sign_off_.ConfirmAddendum(proposer_, addendum.id, addendum.sha256.value.value));
  return {};
}

Month LastProposedMonth(Instant now) {
  const Month last = Month::Of(CivilDateAt(now)).Plus(-1);
  return ProposedAt(last) <= now ? last : last.Plus(-1);
}

void RankingStory::TellAppeals(Month month) {
  auto& chronicle = deps_.chronicle;
  const Instant frozen = ProposedAt(month);
  chronicle.At(frozen + hours(18), [this, month] {
    return Submit(
        month, "SYT",
        "Đơn vị đã thực hiện nhiệm vụ này trong tháng, biên bản lập ngày cuối tháng nhưng "
        "nhập hệ thống chậm. Đề nghị xem xét tính là hoàn thành (dữ liệu mẫu).");
  });
  chronicle.At(frozen + hours(20), [this, month] {
    return Submit(month, "SNV",
                  "Đề nghị không tính tiêu chí này vì đơn vị đang chờ kinh phí (dữ liệu mẫu).");
  });
  chronicle.At(frozen + hours(21), [this, month] {
    return Submit(month, "XA-14797",
                  "Phường đã báo cáo bằng văn bản giấy, đề nghị kiểm tra lại (dữ liệu mẫu).");
  });
  for (const char* code : {"SYT", "SNV", "XA-14797"}) {
    chronicle.At(frozen + days(3), [this, month, code] { return Receive(month, code); });
  }
  chronicle.At(frozen + days(6), [this, month] {
    Appeals::Answer answer;
    answer.outcome = AppealState::accepted;
    answer.effect = AppealEffect::addendum;
    answer.reasons = "Biên bản kèm theo chứng minh đã thực hiện trong tháng.";
    answer.basis = "Biên bản kiểm tra của Đội ứng cứu (mẫu)";
    return Decide(month, "SYT", answer);
  });
  chronicle.At(frozen + days(7), [this, month] {
    Appeals::Answer answer;
    answer.outcome = AppealState::rejected;
    answer.reasons = "Thiếu kinh phí không phải căn cứ miễn nhiệm vụ.";
    answer.basis = "Chỉ thị, điểm 1.c";
    return Decide(month, "SNV", answer);
  });
}

void RankingStory::Tell(Instant now) {
  auto& chronicle = deps_.chronicle;
  const Month last = LastProposedMonth(now);
  for (Month month = Month::Of(CivilDateAt(chronicle.begin())).Plus(1); month <= last;
       month = month.Plus(1)) {
    chronicle.At(ProposedAt(month), [this, month, last]() -> Status {
      if (month < last) return Freeze(month);
      LACHAN_TRY_DO(sign_off_.Propose(proposer_, month));
      return {};
    });
  }
  TellAppeals(last.Plus(-1));
}

}  // namespace lachan::demo
