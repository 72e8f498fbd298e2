// SPDX-License-Identifier: Apache-2.0
#include "ranking/appeals.h"

#include <boost/json/serialize.hpp>

#include <algorithm>

#include "assurance/entities.h"
#include "base/text.h"
#include "schema/json.h"

namespace lachan::ranking {
namespace {

namespace json = boost::json;
using journal::Equals;
using journal::Reader;
using journal::Writer;
using obligations::MonthScores;

constexpr std::size_t kMaxFiles = 20;

bool IsOpen(const ScoreAppeal& appeal) {
  return appeal.state.value == AppealState::submitted ||
         appeal.state.value == AppealState::received;
}

const directive::IndicatorScore* IndicatorOf(const MonthScores& scores, AgencyId agency,
                                             std::string_view indicator) {
  const auto* month = scores.Find(agency);
  if (month == nullptr) return nullptr;
  const auto at =
      std::ranges::find(month->score.indicators, indicator, &directive::IndicatorScore::id);
  return at == month->score.indicators.end() ? nullptr : &*at;
}

bool Holds(const directive::IndicatorScore& indicator, std::string_view duty) {
  return std::ranges::find(indicator.duties, duty, &directive::DutyCredit::duty) !=
         indicator.duties.end();
}

journal::FactDraft FactOf(std::string kind, const ScoreAppeal& appeal) {
  journal::FactDraft fact;
  fact.kind = std::move(kind);
  fact.payload = {{"number", appeal.number.value.value},
                  {"period", appeal.month.value.value},
                  {"indicator", appeal.indicator.value.value},
                  {"state", std::get<std::string>(schema::internal::ToValue(appeal.state.value))}};
  return fact;
}

std::unexpected<Error> NotOpen() {
  return Fail(ErrorCode::kFailedPrecondition, "the appeal is answered or withdrawn");
}

void NeedText(Error& error, std::string_view field, std::string_view text, std::size_t longest) {
  if (Trim(text).empty()) error.AddField({std::string(field), "required"});
  if (CodePoints(text) > longest) {
    error.AddField({std::string(field), fmt::format("too_long:{}", longest)});
  }
}

}  // namespace

std::vector<std::int64_t> FilesOf(const ScoreAppeal& appeal) {
  std::vector<std::int64_t> ids;
  const auto parsed = schema::ParseJson(appeal.files.value.value);
  if (!parsed || !parsed->is_array()) return ids;
  for (const auto& id : parsed->get_array()) {
    if (id.is_int64()) ids.push_back(id.get_int64());
  }
  return ids;
}

Status Appeals::CheckDraft(Reader& reader, AgencyId agency, const Draft& draft,
                           const MonthScores& scores) const {
  Error error(ErrorCode::kInvalidInput, "what an appeal needs");
  NeedText(error, "text", draft.text, 8000);
  const auto* indicator = IndicatorOf(scores, agency, draft.indicator);
  if (indicator == nullptr) {
    error.AddField({"indicator", "not_found"});
  } else if (!draft.duty.empty() && !Holds(*indicator, draft.duty)) {
    error.AddField({"duty", "not_found"});
  }
  if (draft.files.size() > kMaxFiles) {
    error.AddField({"files", fmt::format("too_many:{}", kMaxFiles)});
  } else {
    for (const auto id : draft.files) {
      const auto file = journal::Get<EvidenceFile>(reader, id);
      if (!file || file->agency_id != agency) {
        error.AddField({"files", "not_found"});
        break;
      }
    }
  }
  if (!error.fields().empty()) return std::unexpected(std::move(error));
  return {};
}

Result<ScoreAppeal> Appeals::Submit(const journal::Caller& caller, AgencyId agency,
                                    const Draft& draft) {
  if (!agency || !caller.reach.Covers(agency)) {
    return Fail(ErrorCode::kDenied, "an appeal is made by an account of the agency");
  }
  LACHAN_TRY(const auto frozen, deps_.obligations.Frozen(draft.month));
  if (!frozen) {
    return Fail(ErrorCode::kFailedPrecondition, "month {} is not frozen yet", draft.month.Text());
  }
  const Instant now = deps_.clock.Now();
  if (!frozen->appeal_until.value || now >= *frozen->appeal_until.value) {
    return std::unexpected(
        Error(ErrorCode::kFailedPrecondition, "the time for appeals against this month is over")
            .WithField("month", "appeals_closed"));
  }
  LACHAN_TRY(const auto scores, deps_.obligations.Scores(draft.month));
  return journal::ChangeFor<ScoreAppeal>(
      deps_.store, caller, [&](Writer& writer) -> Result<ScoreAppeal> {
        LACHAN_TRY_DO(CheckDraft(writer, agency, draft, *scores));
        journal::ListQuery open;
        open.filters = {Equals("agency_id", agency.value),
                        Equals("month", draft.month.Text()),
                        Equals("indicator", draft.indicator),
                        {"state",
                         journal::Filter::Op::kIn,
                         {std::string("submitted"), std::string("received")}}};
        LACHAN_TRY(const auto present, journal::List<ScoreAppeal>(writer, open));
        if (!present.empty()) {
          return Fail(ErrorCode::kConflict, "appeal {} against this criterion waits for its answer",
                      present.front().number.value.value);
        }
        const int year = Month::Of(CivilDateAt(now)).year;
        LACHAN_TRY(const auto number, writer.NextNumber(fmt::format("appeal-{}", year)));
        ScoreAppeal row;
        row.agency_id = agency;
        row.number = schema::Line<0, 20>(fmt::format("KN-{}-{:04}", year, number));
        row.month = schema::Line<0, 7>(draft.month.Text());
        row.indicator = schema::Line<0, 40>(draft.indicator);
        row.duty = schema::Line<0, 120>(draft.duty);
        row.text = schema::Paragraph<8000>(std::string(Trim(draft.text)));
        row.files =
            schema::Json(json::serialize(json::array(draft.files.begin(), draft.files.end())));
        row.submitted_by = schema::Line<0, 200>(caller.name);
        row.submitted_at = now;
        row.answer_due = directive::DueAt(now, directive::WorkingDays{options_.answer_days},
                                          deps_.directive.calendar);
        return journal::Insert(writer, row, FactOf("appeal.submitted", row));
      });
}

Result<ScoreAppeal> Appeals::Receive(const journal::Caller& caller, std::int64_t id) {
  LACHAN_TRY_DO(FullReach(caller));
  return journal::ChangeFor<ScoreAppeal>(
      deps_.store, caller, [&](Writer& writer) -> Result<ScoreAppeal> {
        LACHAN_TRY(auto appeal, journal::Get<ScoreAppeal>(writer, id));
        if (appeal.state.value != AppealState::submitted) {
          return Fail(ErrorCode::kFailedPrecondition, "the appeal was received already");
        }
        appeal.state = AppealState::received;
        appeal.received_by = schema::Line<0, 200>(caller.name);
        appeal.received_at = std::optional(deps_.clock.Now());
        return journal::Update(writer, appeal, FactOf("appeal.received", appeal));
      });
}

Status Appeals::CheckAnswer(const ScoreAppeal& appeal, const Answer& answer) const {
  Error error(ErrorCode::kInvalidInput, "what an answer needs");
  NeedText(error, "reasons", answer.reasons, 4000);
  NeedText(error, "basis", answer.basis, 2000);
  switch (answer.outcome) {
    case AppealState::accepted:
    case AppealState::partly:
      if (answer.effect != AppealEffect::none && answer.duty.empty() && appeal.duty.value.empty()) {
        error.AddField({"duty", "required"});
      }
      if (answer.outcome == AppealState::accepted && answer.effect == AppealEffect::none) {
        error.AddField({"effect", "required"});
      }
      break;
    case AppealState::rejected:
      if (answer.effect != AppealEffect::none) error.AddField({"effect", "not_with_rejection"});
      break;
    case AppealState::submitted:
    case AppealState::received:
    case AppealState::withdrawn:
      error.AddField({"outcome", "not_a_choice"});
      break;
  }
  if (answer.months < 1 || answer.months > 12) error.AddField({"months", "out_of_range"});
  if (!error.fields().empty()) return std::unexpected(std::move(error));
  return {};
}

Status Appeals::TakeEffect(Writer& writer, const journal::Caller& caller, const Answer& answer,
                           const MonthScores& scores, ScoreAppeal& appeal) {
  const std::string duty = answer.duty.empty() ? appeal.duty.value.value : answer.duty;
  const auto* indicator =
      IndicatorOf(scores.Latest(), appeal.agency_id, appeal.indicator.value.value);
  if (indicator == nullptr || !Holds(*indicator, duty)) {
    return std::unexpected(
        Error(ErrorCode::kInvalidInput, "the criterion has no such duty in this month")
            .WithField("duty", "not_found"));
  }
  if (answer.effect == AppealEffect::addendum) {
    SignOff::AddendumDraft draft;
    draft.reason = fmt::format("{}: {}", appeal.number.value.value, answer.reasons);
    draft.basis = answer.basis;
    draft.appeal_id = appeal.id.value;
    draft.corrections = {{appeal.agency_id,
                          appeal.indicator.value.value,
                          duty,
                          answer.counts_as,
                          0,
                          {},
                          appeal.number.value.value}};
    LACHAN_TRY(const auto addendum,
               deps_.sign_off.ProposeAddendum(writer, caller, scores, std::move(draft)));
    appeal.addendum_id = std::optional(addendum.id.value);
    return {};
  }
  ScoreCorrection row;
  row.agency_id = appeal.agency_id;
  row.from_month = schema::Line<0, 7>(scores.month.Plus(1).Text());
  row.until_month = schema::Line<0, 7>(scores.month.Plus(answer.months).Text());
  row.indicator = appeal.indicator;
  row.duty = schema::Line<0, 120>(duty);
  row.outcome = answer.counts_as;
  row.possible = obligations::WorthOf(deps_.directive, *scores.card, duty);
  row.reason = schema::Paragraph<4000>(appeal.number.value.value);
  row.appeal_id = std::optional(appeal.id.value);
  LACHAN_TRY_DO(journal::Insert(writer, row, {.kind = "score_correction.decided"}));
  return {};
}

Result<ScoreAppeal> Appeals::Decide(const journal::Caller& caller, std::int64_t id,
                                    const Answer& answer) {
  LACHAN_TRY_DO(FullReach(caller));
  std::optional<ScoreAppeal> seen;
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
    LACHAN_TRY(seen, journal::Get<ScoreAppeal>(*reader, id));
  }
  LACHAN_TRY(const Month month, ParseMonth(seen->month.value.value));
  LACHAN_TRY(const auto frozen, deps_.obligations.Frozen(month));
  LACHAN_TRY(const auto scores, deps_.obligations.Scores(month));
  if (!frozen || scores->card == nullptr) {
    return Fail(ErrorCode::kCorrupt, "the month of the appeal is not frozen");
  }
  if (frozen->proposed_by_id.value == caller.account.value) {
    return std::unexpected(Error(ErrorCode::kFailedPrecondition,
                                 "who proposed the freeze does not decide on appeals against it")
                               .WithField("two_persons", "same_person"));
  }
  return journal::ChangeFor<ScoreAppeal>(
      deps_.store, caller, [&](Writer& writer) -> Result<ScoreAppeal> {
        LACHAN_TRY(auto appeal, journal::Get<ScoreAppeal>(writer, id));
        if (!IsOpen(appeal)) return NotOpen();
        LACHAN_TRY_DO(CheckAnswer(appeal, answer));
        const Instant now = deps_.clock.Now();
        if (!appeal.received_at.value) {
          appeal.received_by = schema::Line<0, 200>(caller.name);
          appeal.received_at = std::optional(now);
        }
        if (answer.effect != AppealEffect::none) {
          LACHAN_TRY_DO(TakeEffect(writer, caller, answer, *scores, appeal));
        }
        appeal.state = answer.outcome;
        appeal.answered_by = schema::Line<0, 200>(caller.name);
        appeal.answered_at = std::optional(now);
        appeal.reasons = schema::Paragraph<8000>(answer.reasons);
        appeal.basis = schema::Paragraph<2000>(answer.basis);
        appeal.effect = answer.effect;
        return journal::Update(writer, appeal, FactOf("appeal.answered", appeal));
      });
}

Result<ScoreAppeal> Appeals::Withdraw(const journal::Caller& caller, std::int64_t id) {
  return journal::ChangeFor<ScoreAppeal>(
      deps_.store, caller, [&](Writer& writer) -> Result<ScoreAppeal> {
        LACHAN_TRY(auto appeal, journal::Get<ScoreAppeal>(writer, id));
        if (caller.reach.everything) {
          return Fail(ErrorCode::kDenied, "the agency itself withdraws its appeal");
        }
        if (!IsOpen(appeal)) return NotOpen();
        appeal.state = AppealState::withdrawn;
        return journal::Update(writer, appeal, FactOf("appeal.withdrawn", appeal));
      });
}

}  // namespace lachan::ranking
