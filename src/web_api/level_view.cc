// SPDX-License-Identifier: Apache-2.0
#include "web_api/level_view.h"

#include <algorithm>

namespace lachan::web_api {
namespace {

std::string_view NameOf(levels::AnswerKind kind) {
  switch (kind) {
    case levels::AnswerKind::kTraits:
      return "traits";
    case levels::AnswerKind::kChoice:
      return "choice";
    case levels::AnswerKind::kYesNo:
      return "yes_no";
    case levels::AnswerKind::kNumber:
      return "number";
  }
  return "";
}

std::string_view NameOf(levels::Verdict verdict) {
  switch (verdict) {
    case levels::Verdict::kHolds:
      return "holds";
    case levels::Verdict::kFails:
      return "fails";
    case levels::Verdict::kOpen:
      return "open";
  }
  return "";
}

std::string_view NameOf(levels::TransitionState state) {
  switch (state) {
    case levels::TransitionState::kMet:
      return "met";
    case levels::TransitionState::kDue:
      return "due";
    case levels::TransitionState::kOverdue:
      return "overdue";
  }
  return "";
}

}  // namespace

std::vector<LevelQuestionView> QuestionViews() {
  std::vector<LevelQuestionView> views;
  for (const auto& info : levels::AllQuestions()) {
    LevelQuestionView view{std::string(info.id),
                           std::string(NameOf(info.kind)),
                           std::string(info.vi),
                           std::string(info.en),
                           std::string(info.help_vi),
                           std::string(info.help_en),
                           {}};
    for (const auto& choice : info.choices) {
      view.choices.push_back(
          {std::string(choice.id), std::string(choice.vi), std::string(choice.en)});
    }
    views.push_back(std::move(view));
  }
  return views;
}

DeterminationView View(const levels::Determination& determination) {
  DeterminationView view;
  view.regime = EnumName(determination.regime);
  view.instrument = levels::InstrumentOf(determination.regime);
  view.level = determination.level;
  view.raised_from = determination.raised_from;
  view.complete = determination.is_complete;
  if (determination.next) view.next = levels::InfoOf(*determination.next).id;
  const auto decisive = determination.Decisive();
  for (const auto& finding : determination.findings) {
    LevelCriterionView criterion;
    criterion.id = finding.criterion->id;
    criterion.clause = finding.criterion->clause;
    criterion.vi = finding.criterion->vi;
    criterion.en = finding.criterion->en;
    criterion.level = finding.criterion->level;
    criterion.verdict = NameOf(finding.verdict);
    criterion.decisive = std::ranges::find(decisive, finding.criterion) != decisive.end();
    for (const auto question : finding.because) {
      criterion.because.emplace_back(levels::InfoOf(question).id);
    }
    view.criteria.push_back(std::move(criterion));
  }
  return view;
}

TransitionView View(const levels::TransitionDuty& duty) {
  return {std::string(duty.id), std::string(NameOf(duty.state)), std::string(duty.vi),
          std::string(duty.en), std::string(duty.basis),         duty.due,
          duty.done_on};
}

Result<levels::Answers> AnswersIn(const boost::json::object& body) {
  const auto* answers = body.if_contains("answers");
  if (answers == nullptr) return levels::Answers{};
  if (!answers->is_object()) {
    Error error(ErrorCode::kInvalidInput, "answers are an object");
    return std::unexpected(std::move(error).WithField("answers", "wrong_type"));
  }
  return schema::Decode<levels::Answers>(answers->as_object());
}

}  // namespace lachan::web_api
