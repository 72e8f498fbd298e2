// SPDX-License-Identifier: Apache-2.0
#include "ranking/scorecards.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "ranking/sign_off.h"

namespace lachan::ranking {
namespace {

using journal::Equals;
using journal::Writer;

constexpr std::size_t kMaxText = 200'000;

journal::FactDraft FactOf(std::string kind, const ScorecardVersion& row) {
  journal::FactDraft fact;
  fact.kind = std::move(kind);
  // The text stands in the row; the fact binds it by its hash.
  fact.payload = {{"code", row.code.value.value},     {"from", row.from_month.value.value},
                  {"sha256", row.sha256.value.value}, {"basis", row.basis.value},
                  {"new", boost::json::object()},     {"changed", boost::json::object()}};
  return fact;
}

void AddFinding(std::string code, std::string message, std::string hint,
                std::vector<Diagnostic>& findings) {
  findings.push_back(
      {Diagnostic::Severity::kError, std::move(code), std::move(message), std::move(hint), {}});
}

std::unexpected<Error> NotIn(std::string_view state) {
  return Fail(ErrorCode::kFailedPrecondition, "the scorecard is not {}", state);
}

}  // namespace

Status Scorecards::AddDateFindings(std::int64_t own, Checked& checked) {
  const auto& card = checked.card;
  if (!card.validity.from) return {};
  const Month month = Month::Of(CivilDateAt(*card.validity.from));
  const auto reader = deps_.store.OpenReader(journal::Caller::System("scorecards"));
  if (!reader) return std::unexpected(reader.error());
  journal::ListQuery frozen;
  frozen.filters = {{"month", journal::Filter::Op::kGreaterOrEqual, {month.Text()}}};
  frozen.with_archived = true;
  LACHAN_TRY(const auto count, (*reader)->Count(schema::Describe<ScoreMonth>(), frozen));
  if (count > 0) {
    AddFinding("scorecard.from.frozen",
               fmt::format("month {} or a later one is frozen already", month.Text()),
               "let it begin with a month that is not frozen", checked.findings);
  }
  journal::ListQuery others;
  others.filters = {{"state", journal::Filter::Op::kNotEqual, {std::string("withdrawn")}}};
  LACHAN_TRY(const auto rows, journal::ListAll<ScorecardVersion>(**reader, others));
  for (const auto& row : rows) {
    if (row.id.value == own) continue;
    if (row.code.value.value == card.id) {
      AddFinding("scorecard.id.taken", fmt::format("scorecard '{}' exists already", card.id),
                 "give it another id", checked.findings);
    }
    if (row.state.value == ScorecardState::decreed && row.from_month.value.value == month.Text()) {
      AddFinding("scorecard.from.taken",
                 fmt::format("scorecard '{}' begins in {} too", row.code.value.value, month.Text()),
                 "let it begin with another month", checked.findings);
    }
  }
  if (std::ranges::find(deps_.directive.scorecards, card.id, &directive::Scorecard::id) !=
      deps_.directive.scorecards.end()) {
    AddFinding("scorecard.id.taken", fmt::format("the directive has a scorecard '{}'", card.id),
               "give it another id", checked.findings);
  }
  return {};
}

Result<Scorecards::Checked> Scorecards::Check(const directive::SourceText& source,
                                              std::int64_t own) {
  if (source.text.size() > kMaxText) {
    return std::unexpected(Error(ErrorCode::kInvalidInput, "the scorecard is too long")
                               .WithField("card", fmt::format("too_large:{}", kMaxText)));
  }
  auto reading = directive::ReadScorecardText(source, deps_.directive);
  Checked checked{std::move(reading.card), std::move(reading.findings), {}};
  if (checked.card.id.empty() && checked.card.sets.empty()) {
    return std::unexpected(
        Error(ErrorCode::kInvalidInput, checked.findings.empty()
                                            ? std::string("there is no scorecard in the text")
                                            : checked.findings.front().Text())
            .WithField("card", "not_readable"));
  }
  checked.text = directive::ScorecardText(checked.card);
  LACHAN_TRY_DO(AddDateFindings(own, checked));
  return checked;
}

Result<ScorecardVersion> Scorecards::Save(const journal::Caller& caller, const Draft& draft) {
  LACHAN_TRY_DO(FullReach(caller));
  Error error(ErrorCode::kInvalidInput, "what a draft needs");
  if (Trim(draft.title).empty()) error.AddField({"title", "required"});
  if (CodePoints(draft.title) > 200) error.AddField({"title", "too_long:200"});
  if (CodePoints(draft.basis) > 2000) error.AddField({"basis", "too_long:2000"});
  if (!error.fields().empty()) return std::unexpected(std::move(error));
  LACHAN_TRY(const auto checked, Check({"scorecard.yaml", draft.text}, draft.id));
  if (checked.card.id.empty() || CodePoints(checked.card.id) > 40) {
    return std::unexpected(
        Error(ErrorCode::kInvalidInput, "a scorecard has an id of 1 to 40 letters")
            .WithField("id", "required"));
  }
  return journal::ChangeFor<ScorecardVersion>(
      deps_.store, caller, [&](Writer& writer) -> Result<ScorecardVersion> {
        ScorecardVersion row;
        if (draft.id > 0) {
          LACHAN_TRY(row, journal::Get<ScorecardVersion>(writer, draft.id));
          if (row.state.value != ScorecardState::draft) return NotIn("a draft any more");
        }
        row.code = schema::Line<0, 40>(checked.card.id);
        row.title = schema::Line<1, 200>(std::string(Trim(draft.title)));
        row.basis = schema::Paragraph<2000>(draft.basis);
        row.from_month = schema::Line<0, 7>(
            checked.card.validity.from ? Month::Of(CivilDateAt(*checked.card.validity.from)).Text()
                                       : std::string());
        row.state = ScorecardState::draft;
        row.content = schema::Paragraph<200000>(checked.text);
        row.sha256 = schema::Line<0, 64>(Sha256Hex(checked.text));
        row.drafted_by = schema::Line<0, 200>(caller.name);
        const auto fact = FactOf("scorecard.drafted", row);
        return draft.id > 0 ? journal::Update(writer, row, fact)
                            : journal::Insert(writer, row, fact);
      });
}

Status Scorecards::MustBeRight(const ScorecardVersion& row) {
  LACHAN_TRY(const auto checked,
             Check({row.code.value.value, row.content.value.value}, row.id.value));
  Error error(ErrorCode::kInvalidInput, "what stands against the scorecard");
  for (const auto& finding : checked.findings) {
    error.AddField({"card", finding.message});
  }
  if (Trim(row.basis.value).empty()) error.AddField({"basis", "required"});
  if (!error.fields().empty()) return std::unexpected(std::move(error));
  return {};
}

Result<ScorecardVersion> Scorecards::Propose(const journal::Caller& caller, std::int64_t id) {
  LACHAN_TRY_DO(FullReach(caller));
  LACHAN_TRY(const auto seen, Get(caller, id));
  if (seen.state.value != ScorecardState::draft) return NotIn("a draft any more");
  LACHAN_TRY_DO(MustBeRight(seen));
  return journal::ChangeFor<ScorecardVersion>(
      deps_.store, caller, [&](Writer& writer) -> Result<ScorecardVersion> {
        ScorecardVersion row = seen;  // Another version by now is a conflict.
        row.state = ScorecardState::proposed;
        row.proposed_by = schema::Line<0, 200>(caller.name);
        row.proposed_by_id = caller.account.value;
        return journal::Update(writer, row, FactOf("scorecard.proposed", row));
      });
}

Result<ScorecardVersion> Scorecards::Decree(const journal::Caller& caller, std::int64_t id,
                                            std::string_view sha256) {
  LACHAN_TRY_DO(FullReach(caller));
  LACHAN_TRY(const auto seen, Get(caller, id));
  if (seen.state.value != ScorecardState::proposed) return NotIn("proposed");
  LACHAN_TRY_DO(SecondPerson(caller, seen.proposed_by_id.value));
  if (sha256 != seen.sha256.value.value) {
    return std::unexpected(
        Error(ErrorCode::kConflict, "what you have seen is not what is proposed; look at it again")
            .WithField("sha256", "not_proposed"));
  }
  LACHAN_TRY_DO(MustBeRight(seen));
  return journal::ChangeFor<ScorecardVersion>(
      deps_.store, caller, [&](Writer& writer) -> Result<ScorecardVersion> {
        ScorecardVersion row = seen;
        row.state = ScorecardState::decreed;
        row.decreed_by = schema::Line<0, 200>(caller.name);
        row.decreed_by_id = caller.account.value;
        row.decreed_at = std::optional(deps_.clock.Now());
        return journal::Update(writer, row, FactOf("scorecard.decreed", row));
      });
}

Result<ScorecardVersion> Scorecards::Withdraw(const journal::Caller& caller, std::int64_t id) {
  LACHAN_TRY_DO(FullReach(caller));
  return journal::ChangeFor<ScorecardVersion>(
      deps_.store, caller, [&](Writer& writer) -> Result<ScorecardVersion> {
        LACHAN_TRY(auto row, journal::Get<ScorecardVersion>(writer, id));
        switch (row.state.value) {
          case ScorecardState::proposed:
            row.state = ScorecardState::draft;
            break;
          case ScorecardState::draft:
            row.state = ScorecardState::withdrawn;
            row.archived = true;
            break;
          case ScorecardState::decreed:
          case ScorecardState::withdrawn:
            return NotIn("a draft or proposed");
        }
        return journal::Update(writer, row, FactOf("scorecard.withdrawn", row));
      });
}

Result<ScorecardVersion> Scorecards::Get(const journal::Caller& caller, std::int64_t id) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  return journal::Get<ScorecardVersion>(*reader, id);
}

}  // namespace lachan::ranking
