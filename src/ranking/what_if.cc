// SPDX-License-Identifier: Apache-2.0
#include "ranking/what_if.h"

#include <algorithm>
#include <map>
#include <set>

namespace lachan::ranking {
namespace {

using directive::Duty;
using directive::Scorecard;
using obligations::AgencyMonth;
using obligations::CorrectionEffect;
using obligations::MonthScores;

/// Longest window in which each part counted, by set and part.
using Windows = std::map<std::pair<std::string, std::string>, int>;

Windows WindowsOf(const Scorecard& card) {
  Windows windows;
  for (const auto& set : card.sets) {
    for (const auto& kind : set.kinds) {
      for (const auto& indicator : set.indicators) {
        for (const auto& part : indicator.parts) {
          windows[{kind, part}] = indicator.window_months;
        }
      }
    }
  }
  return windows;
}

/// Whether the frozen duties hold all that `card` asks for.
bool Suffices(const Scorecard& frozen, const Scorecard& card) {
  const auto there = WindowsOf(frozen);
  return std::ranges::all_of(WindowsOf(card), [&](const auto& wanted) {
    const auto at = there.find(wanted.first);
    return at != there.end() && at->second >= wanted.second;
  });
}

/// The decisions of the month, each with the indicator that asks for its duty now.
std::vector<obligations::Correction> Moved(const MonthScores& scores, const MonthScores& after) {
  std::vector<obligations::Correction> moved;
  for (auto correction : scores.corrections) {
    const auto* agency = after.Find(correction.agency);
    if (agency == nullptr) continue;
    for (const auto& indicator : agency->score.indicators) {
      if (std::ranges::find(indicator.duties, correction.duty, &directive::DutyCredit::duty) ==
          indicator.duties.end()) {
        continue;
      }
      correction.indicator = indicator.id;
      moved.push_back(correction);
      break;
    }
  }
  return moved;
}

void Count(const Scorecard& card, const CorrectionEffect& row, WhatIfCounts& counts) {
  ++counts.agencies;
  const int before = row.before.rank, after = row.after.rank;
  if (before == 0 && after > 0) {
    ++counts.newly_ranked;
  } else if (before > 0 && after == 0) {
    ++counts.no_longer_ranked;
  } else if (after < before) {
    ++counts.up;
  } else if (after > before) {
    ++counts.down;
  } else {
    ++counts.same;
  }
  const auto place = [&](const std::string& band) {
    return std::ranges::find(card.bands, band, &directive::Band::code) - card.bands.begin();
  };
  if (row.before.band.empty() || row.after.band.empty()) return;
  if (place(row.after.band) < place(row.before.band)) ++counts.band_up;
  if (place(row.after.band) > place(row.before.band)) ++counts.band_down;
}

}  // namespace

Result<WhatIf> AskWhatIf(obligations::ObligationService& obligations,
                         const directive::Directive& directive, const Scorecard& card,
                         Month month) {
  LACHAN_TRY(const auto before, obligations.Scores(month));
  if (before->agencies.empty() || before->card == nullptr) {
    return Fail(ErrorCode::kFailedPrecondition, "nobody is scored in {}", month.Text());
  }
  WhatIf answer{month, before->frozen, before->frozen && Suffices(*before->card, card), {}};
  std::shared_ptr<const obligations::DutiesByAgency> frozen;
  obligations::SituationPtr situation;
  if (answer.from_frozen) {
    LACHAN_TRY(frozen, obligations.CountedDuties(month));
  } else {
    LACHAN_TRY(situation, obligations.At(before->judged_at));
  }
  MonthScores after;
  after.month = month;
  for (const auto& agency : before->agencies) {
    const auto id = agency.score.agency;
    std::span<const Duty> duties;
    if (situation != nullptr) {
      duties = situation->assessment.Of(id);
    } else if (const auto at = frozen->find(id.value); at != frozen->end()) {
      duties = at->second;
    }
    after.agencies.push_back(
        {directive::Score(directive, card, duties, before->judged_at, id, agency.kind, month),
         agency.kind, 0, 0});
  }
  for (const auto& correction : Moved(*before, after)) {
    // One that the other card has no room for is left out.
    (void)obligations::Apply(card, {&correction, 1}, after);
  }
  obligations::RankAnew(card, after);
  std::map<std::string, WhatIf::Set> sets;
  for (const auto& agency : after.agencies) {
    const auto* then = before->Find(agency.score.agency);
    CorrectionEffect row{agency.score.agency, agency.score.set, obligations::StandingOf(*then),
                         obligations::StandingOf(agency)};
    auto& set = sets[agency.score.set];
    set.id = agency.score.set;
    Count(card, row, set.counts);
    set.rows.push_back(std::move(row));
  }
  for (const auto& set : card.sets) {
    const auto at = sets.find(set.id);
    if (at == sets.end()) continue;
    std::ranges::stable_sort(at->second.rows, {}, [](const CorrectionEffect& row) {
      return row.after.rank > 0 ? row.after.rank : std::numeric_limits<int>::max();
    });
    answer.sets.push_back(std::move(at->second));
  }
  return answer;
}

}  // namespace lachan::ranking
