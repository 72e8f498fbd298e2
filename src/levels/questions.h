// SPDX-License-Identifier: Apache-2.0
/// \file
/// The questions of the level calculator, in the order of asking, with their words.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "levels/answers.h"

namespace lachan::levels {

enum class Question : std::uint8_t {
  kTraits,
  kHarm,
  kNationalRole,
  kScope,
  kRoundTheClock,
  kWorksGrade,
  kDecision,
  kServiceGrade,
  kProcedures,
  kBusiness,
  kUsers,
  kSensitiveSubjects,
  kBasicSubjects,
  kOnlyPublic,
};
inline constexpr std::size_t kQuestions = 14;

enum class AnswerKind : std::uint8_t { kTraits, kChoice, kYesNo, kNumber };

struct Choice {
  std::string_view id;  ///< Enumerator, or the name of the trait.
  std::string_view vi, en;
};

struct QuestionInfo {
  Question question;
  std::string_view id;  ///< Member of Answers; "traits" for the first.
  AnswerKind kind;
  std::string_view vi, en;            ///< The question.
  std::string_view help_vi, help_en;  ///< How to tell; may be empty.
  std::span<const Choice> choices = {};
};

const QuestionInfo& InfoOf(Question question);
std::span<const QuestionInfo> AllQuestions();
bool IsAnswered(const Answers& answers, Question question);

/// Two answers that cannot both be right.
struct Contradiction {
  std::string_view field;  ///< Member of Answers.
  std::string_view code;   ///< Key of the message, e.g. "secret_but_public".
  std::string_view vi, en;
};
std::vector<Contradiction> Contradictions(const Answers& answers);

}  // namespace lachan::levels
