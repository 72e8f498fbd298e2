// SPDX-License-Identifier: Apache-2.0
// Numbered corrections of frozen months, and the proof that nothing else changed them.
#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "journal/fact.h"
#include "ranking/sign_off.h"
#include "schema/json.h"

namespace lachan::ranking {
namespace {

namespace json = boost::json;
using journal::Equals;
using journal::Writer;
using obligations::Correction;
using obligations::CorrectionEffect;
using obligations::MonthScores;

constexpr std::size_t kMaxCorrections = 500;

Status CheckDraft(const SignOff::AddendumDraft& draft) {
  Error error(ErrorCode::kInvalidInput, "what an addendum needs");
  if (Trim(draft.reason).empty()) error.AddField({"reason", "required"});
  if (CodePoints(draft.reason) > 4000) error.AddField({"reason", "too_long:4000"});
  if (Trim(draft.basis).empty()) error.AddField({"basis", "required"});
  if (CodePoints(draft.basis) > 2000) error.AddField({"basis", "too_long:2000"});
  if (draft.corrections.empty()) error.AddField({"corrections", "required"});
  if (draft.corrections.size() > kMaxCorrections) {
    error.AddField({"corrections", fmt::format("too_many:{}", kMaxCorrections)});
  }
  if (!error.fields().empty()) return std::unexpected(std::move(error));
  return {};
}

journal::FactDraft FactOf(std::string kind, const ScoreAddendum& row) {
  journal::FactDraft fact;
  fact.kind = std::move(kind);
  fact.payload = {{"period", row.month.value.value},
                  {"number", row.number.value},
                  {"sha256", row.sha256.value.value},
                  {"previous_sha256", row.previous_sha256.value.value},
                  {"new", json::object()},
                  {"changed", json::object()}};
  return fact;
}

/// The content of the addendum that would follow on `base`.
struct Prepared {
  std::vector<CorrectionEffect> effects;
  std::int64_t number = 0;
  std::string previous, text;
};

Result<Prepared> Prepare(const MonthScores& scores, const std::vector<Correction>& corrections,
                         std::string_view reason, std::string_view basis) {
  if (!scores.frozen || scores.card == nullptr) {
    return Fail(ErrorCode::kFailedPrecondition, "month {} is not frozen", scores.month.Text());
  }
  MonthScores after = scores.Latest();
  LACHAN_TRY_DO(obligations::Apply(*scores.card, corrections, after));
  Prepared prepared;
  prepared.effects = obligations::EffectsBetween(scores.Latest(), after);
  prepared.number = scores.addenda + 1;
  prepared.previous = scores.addenda > 0 ? scores.addendum_sha256 : scores.sha256;
  prepared.text = obligations::AddendumText(scores.month, prepared.number, reason, basis,
                                            prepared.previous, corrections, prepared.effects);
  return prepared;
}

/// One fact an agency, so that each is told what changed for it.
Status TellAgencies(Writer& writer, const ScoreAddendum& row,
                    const std::vector<CorrectionEffect>& effects) {
  for (const auto& effect : effects) {
    journal::FactDraft fact;
    fact.kind = "ranking.corrected";
    fact.agency = effect.agency;
    fact.subject_kind = "score_addendum";
    fact.subject_id = row.id;
    fact.payload = {
        {"period", row.month.value.value},           {"number", row.number.value},
        {"score_before", effect.before.score_centi}, {"score_after", effect.after.score_centi},
        {"rank_before", effect.before.rank},         {"rank_after", effect.after.rank},
        {"band_before", effect.before.band},         {"band_after", effect.after.band}};
    LACHAN_TRY_DO(writer.Note(fact));
  }
  return {};
}

}  // namespace

void SignOff::FillWorth(const MonthScores& base, std::vector<Correction>& corrections) const {
  for (auto& correction : corrections) {
    if (correction.possible > 0) continue;
    const auto* agency = base.Find(correction.agency);
    if (agency == nullptr) continue;  // Apply() says what is wrong.
    for (const auto& indicator : agency->score.indicators) {
      const auto credit =
          std::ranges::find(indicator.duties, correction.duty, &directive::DutyCredit::duty);
      if (credit == indicator.duties.end()) continue;
      if (correction.indicator.empty()) correction.indicator = indicator.id;
      if (credit->possible == 0 && correction.outcome != CorrectionOutcome::excluded) {
        correction.possible = obligations::WorthOf(deps_.directive, *base.card, correction.duty);
      }
    }
  }
}

Result<std::vector<CorrectionEffect>> SignOff::Preview(Month month,
                                                       std::vector<Correction>& corrections) {
  LACHAN_TRY(const auto scores, deps_.obligations.Scores(month));
  if (!scores->frozen || scores->card == nullptr) {
    return Fail(ErrorCode::kFailedPrecondition, "month {} is not frozen", month.Text());
  }
  FillWorth(scores->Latest(), corrections);
  LACHAN_TRY(auto prepared, Prepare(*scores, corrections, "", ""));
  return std::move(prepared.effects);
}

Result<ScoreAddendum> SignOff::ProposeAddendum(Writer& writer, const journal::Caller& caller,
                                               const MonthScores& scores, AddendumDraft draft) {
  LACHAN_TRY_DO(FullReach(caller));
  LACHAN_TRY_DO(CheckDraft(draft));
  const Month month = scores.month;
  if (!scores.frozen || scores.card == nullptr) {
    return Fail(ErrorCode::kFailedPrecondition, "month {} is not frozen", month.Text());
  }
  FillWorth(scores.Latest(), draft.corrections);
  LACHAN_TRY(const auto prepared, Prepare(scores, draft.corrections, draft.reason, draft.basis));
  if (prepared.effects.empty()) {
    return std::unexpected(
        Error(ErrorCode::kFailedPrecondition, "these corrections change no score, rank or band")
            .WithField("corrections", "no_effect"));
  }
  journal::ListQuery open;
  open.filters = {Equals("month", month.Text()), Equals("state", std::string("proposed"))};
  LACHAN_TRY(const auto waiting, journal::List<ScoreAddendum>(writer, open));
  if (!waiting.empty()) {
    return Fail(ErrorCode::kConflict,
                "addendum {} of {} waits for its second person; confirm or withdraw it first",
                waiting.front().number.value, month.Text());
  }
  ScoreAddendum row;
  row.month = schema::Line<0, 7>(month.Text());
  row.number = prepared.number;
  row.state = AddendumState::proposed;
  row.reason = schema::Paragraph<4000>(draft.reason);
  row.basis = schema::Paragraph<2000>(draft.basis);
  row.content = schema::Json(prepared.text);
  row.sha256 = schema::Line<0, 64>(Sha256Hex(prepared.text));
  row.previous_sha256 = schema::Line<0, 64>(prepared.previous);
  row.appeal_id = draft.appeal_id;
  row.proposed_by = schema::Line<0, 200>(caller.name);
  row.proposed_by_id = caller.account.value;
  row.is_demo = options_.is_demo;
  return journal::Insert(writer, row, FactOf("ranking.addendum_proposed", row));
}

Result<ScoreAddendum> SignOff::ProposeAddendum(const journal::Caller& caller, Month month,
                                               AddendumDraft draft) {
  // Read before the transaction: who freezes holds the scores and waits for the writer.
  LACHAN_TRY(const auto scores, deps_.obligations.Scores(month));
  return journal::ChangeFor<ScoreAddendum>(deps_.store, caller, [&](Writer& writer) {
    return ProposeAddendum(writer, caller, *scores, std::move(draft));
  });
}

Result<ScoreAddendum> SignOff::ConfirmAddendum(const journal::Caller& caller, std::int64_t id,
                                               std::string_view sha256) {
  LACHAN_TRY(const auto seen, Addendum(caller, id));
  LACHAN_TRY(const Month month, ParseMonth(seen.month.value.value));
  LACHAN_TRY(const auto scores, deps_.obligations.Scores(month));
  return journal::ChangeFor<ScoreAddendum>(
      deps_.store, caller, [&](Writer& writer) -> Result<ScoreAddendum> {
        LACHAN_TRY(auto row, journal::Get<ScoreAddendum>(writer, id));
        if (row.state.value != AddendumState::proposed) {
          return Fail(ErrorCode::kFailedPrecondition, "the addendum does not wait to be confirmed");
        }
        LACHAN_TRY_DO(SecondPerson(caller, row.proposed_by_id.value));
        LACHAN_TRY(const auto content, obligations::ParseAddendum(row.content.value.value));
        LACHAN_TRY(const auto again, Prepare(*scores, content.corrections, row.reason.value.value,
                                             row.basis.value.value));
        if (sha256 != row.sha256.value.value || again.text != row.content.value.value) {
          return std::unexpected(
              Error(ErrorCode::kConflict,
                    "what you have seen is not what is proposed, or the month has another addendum "
                    "by now")
                  .WithField("sha256", "changed"));
        }
        row.state = AddendumState::confirmed;
        row.confirmed_by = schema::Line<0, 200>(caller.name);
        row.confirmed_by_id = caller.account.value;
        row.confirmed_at = std::optional(deps_.clock.Now());
        LACHAN_TRY(auto stored,
                   journal::Update(writer, row, FactOf("ranking.addendum_confirmed", row)));
        LACHAN_TRY_DO(TellAgencies(writer, stored, content.effects));
        return stored;
      });
}

Result<ScoreAddendum> SignOff::WithdrawAddendum(const journal::Caller& caller, std::int64_t id) {
  LACHAN_TRY_DO(FullReach(caller));
  return journal::ChangeFor<ScoreAddendum>(
      deps_.store, caller, [&](Writer& writer) -> Result<ScoreAddendum> {
        LACHAN_TRY(auto row, journal::Get<ScoreAddendum>(writer, id));
        if (row.state.value != AddendumState::proposed) {
          return Fail(ErrorCode::kFailedPrecondition,
                      "only an addendum that waits to be confirmed is withdrawn");
        }
        row.state = AddendumState::withdrawn;
        return journal::Update(writer, row, FactOf("ranking.addendum_withdrawn", row));
      });
}

Result<ScoreAddendum> SignOff::Addendum(const journal::Caller& caller, std::int64_t id) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  return journal::Get<ScoreAddendum>(*reader, id);
}

std::string SignOff::FaultOf(journal::Reader& reader, const ScoreMonth& row) {
  const auto month = ParseMonth(row.month.value.value);
  if (!month) return "the month has no name";
  const auto scores = deps_.obligations.Scores(*month);
  if (!scores) return scores.error().Text();
  journal::FactQuery query;
  query.kinds = {"ranking.published"};
  query.subject_kind = "score_month";
  query.subject_id = row.id;
  const auto facts = reader.Facts(query);
  if (!facts) return facts.error().Text();
  if (facts->size() != 1) return "the journal does not say once that it was published";
  const auto payload = schema::ParseJson(facts->front().payload);
  const auto* bound =
      payload && payload->is_object() ? payload->get_object().if_contains("sha256") : nullptr;
  if (bound == nullptr || !bound->is_string() || bound->get_string() != row.sha256.value.value) {
    return "the journal binds another hash";
  }
  // Each addendum says what its corrections do; they must do it still.
  MonthScores base = **scores;
  journal::ListQuery addenda;
  addenda.filters = {Equals("month", month->Text()), Equals("state", std::string("confirmed"))};
  addenda.sort = "number";
  const auto rows = journal::ListAll<ScoreAddendum>(reader, addenda);
  if (!rows) return rows.error().Text();
  for (const auto& addendum : *rows) {
    const auto content = obligations::ParseAddendum(addendum.content.value.value);
    if (!content) return content.error().Text();
    MonthScores after = base;
    if (const auto done = obligations::Apply(*base.card, content->corrections, after); !done) {
      return done.error().Text();
    }
    const auto effects = obligations::EffectsBetween(base, after);
    const auto text = obligations::AddendumText(
        *month, addendum.number.value, addendum.reason.value.value, addendum.basis.value.value,
        addendum.previous_sha256.value.value, content->corrections, effects);
    if (text != addendum.content.value.value) {
      return fmt::format("addendum {} does not say what it does", addendum.number.value);
    }
    if (addendum.proposed_by_id.value == addendum.confirmed_by_id.value) {
      return fmt::format("addendum {} has one person behind it", addendum.number.value);
    }
    base = std::move(after);
  }
  return {};
}

Result<std::vector<MonthVerdict>> SignOff::Verify(std::optional<Month> month) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(journal::Caller::System("ranking")));
  journal::ListQuery query;
  query.sort = "month";
  query.with_archived = true;
  query.limit = 1;  // A month's figures are large.
  if (month) query.filters = {Equals("month", month->Text())};
  std::vector<MonthVerdict> verdicts;
  do {
    LACHAN_TRY(const auto page, reader->List(schema::Describe<ScoreMonth>(), query));
    for (const auto& record : page.rows) {
      const auto row = schema::FromRecord<ScoreMonth>(record);
      MonthVerdict verdict;
      verdict.month = ParseMonth(row.month.value.value).value_or(Month{});
      verdict.sha256 = row.sha256.value.value;
      verdict.frozen_by = row.frozen_by.value.value;
      verdict.proposed_by = row.proposed_by.value.value;
      verdict.fault = Sha256Hex(row.figures.value.value) == row.sha256.value.value
                          ? FaultOf(*reader, row)
                          : "its bytes do not have their hash";
      if (verdict.fault.empty()) {
        LACHAN_TRY(const auto scores, deps_.obligations.Scores(verdict.month));
        verdict.addenda = scores->addenda;
      }
      verdicts.push_back(std::move(verdict));
    }
    query.after = page.next;
  } while (!query.after.empty());
  return verdicts;
}

}  // namespace lachan::ranking
