// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

#include "levels/controls.h"
#include "levels/determine.h"
#include "levels/transition.h"
#include "schema/json.h"

namespace lachan::web_api {

struct LevelChoiceView {
  std::string id, vi, en;
};
BOOST_DESCRIBE_STRUCT(LevelChoiceView, (), (id, vi, en))

/// A question of the level calculator.
struct LevelQuestionView {
  std::string id, kind, vi, en, help_vi, help_en;
  std::vector<LevelChoiceView> choices;
};
BOOST_DESCRIBE_STRUCT(LevelQuestionView, (), (id, kind, vi, en, help_vi, help_en, choices))

/// A criterion held against the answers; `because` names the questions that were looked at.
struct LevelCriterionView {
  std::string id, clause, vi, en, verdict;
  std::int64_t level = 0;
  bool decisive = false;
  std::vector<std::string> because;
};
BOOST_DESCRIBE_STRUCT(LevelCriterionView, (),
                      (id, clause, vi, en, verdict, level, decisive, because))

struct DeterminationView {
  std::string regime, instrument;
  std::int64_t level = 0, raised_from = 0;
  bool complete = false;
  std::string next;  ///< Id of the next question; empty when there is none.
  std::vector<LevelCriterionView> criteria;
};
BOOST_DESCRIBE_STRUCT(DeterminationView, (),
                      (regime, instrument, level, raised_from, complete, next, criteria))

struct TransitionView {
  std::string id, state, vi, en, basis;
  CivilDate due{};
  std::optional<CivilDate> done_on;
};
BOOST_DESCRIBE_STRUCT(TransitionView, (), (id, state, vi, en, basis, due, done_on))

template <class Enum>
std::string EnumName(Enum value) {
  return std::get<std::string>(schema::internal::ToValue(value));
}

std::vector<LevelQuestionView> QuestionViews();
DeterminationView View(const levels::Determination& determination);
TransitionView View(const levels::TransitionDuty& duty);

/// The member "answers" of a body, or none.
/// \error kInvalidInput  no object, or a member of it is wrong (fields).
Result<levels::Answers> AnswersIn(const boost::json::object& body);

}  // namespace lachan::web_api
