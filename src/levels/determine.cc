// SPDX-License-Identifier: Apache-2.0
#include "levels/determine.h"

#include <algorithm>

namespace lachan::levels {
namespace {

/// Looks answers up and notes which were looked at, and which was missing first.
class Look {
 public:
  Look(const Answers& answers, Finding& finding) : answers_(answers), finding_(finding) {}

  /// A trait; once the first question is answered, what is not chosen does not hold.
  Verdict Trait(bool chosen) {
    if (!Note(Question::kTraits)) return Verdict::kOpen;
    return chosen ? Verdict::kHolds : Verdict::kFails;
  }
  template <class T>
  Verdict Is(Question question, const std::optional<T>& answer, T wanted) {
    if (!Note(question)) return Verdict::kOpen;
    return *answer == wanted ? Verdict::kHolds : Verdict::kFails;
  }
  template <class T>
  Verdict Any(Question question, const std::optional<T>& answer, std::initializer_list<T> wanted) {
    if (!Note(question)) return Verdict::kOpen;
    return std::ranges::find(wanted, *answer) != wanted.end() ? Verdict::kHolds : Verdict::kFails;
  }
  Verdict AtLeast(Question question, const std::optional<People>& answer, std::int64_t limit) {
    if (!Note(question)) return Verdict::kOpen;
    return answer->value >= limit ? Verdict::kHolds : Verdict::kFails;
  }

 private:
  bool Note(Question question) {
    if (IsAnswered(answers_, question)) {
      finding_.because.push_back(question);
      return true;
    }
    if (!finding_.needs) finding_.needs = question;
    return false;
  }
  const Answers& answers_;
  Finding& finding_;
};

constexpr Verdict Not(Verdict verdict) {
  switch (verdict) {
    case Verdict::kHolds:
      return Verdict::kFails;
    case Verdict::kFails:
      return Verdict::kHolds;
    case Verdict::kOpen:
      return Verdict::kOpen;
  }
  return Verdict::kOpen;
}

/// `first`, and only if it holds what `then` says.
template <class F>
Verdict And(Verdict first, F&& then) {
  return first == Verdict::kHolds ? then() : first;
}

class Judge {
 public:
  Judge(const Answers& answers, const Thresholds& thresholds, Finding& finding)
      : a_(answers), limits_(thresholds), look_(answers, finding) {}

  Verdict Decide(Rule rule) {
    using enum Rule;
    using Q = Question;
    switch (rule) {
      case kInternalPublicInformation:
        return And(look_.Trait(a_.internal), [&] { return OnlyPublic(); });
      case kInternalPrivateInformation:
        return And(look_.Trait(a_.internal), [&] { return Not(OnlyPublic()); });
      case kServiceGradeLow:
        return Service([&] {
          return look_.Any(Q::kServiceGrade, a_.service_grade,
                           {ServiceGrade::information_only, ServiceGrade::up_to_2});
        });
      case kServiceGradeHigh:
        return Service(
            [&] { return look_.Is(Q::kServiceGrade, a_.service_grade, ServiceGrade::from_3); });
      case kBusinessNotListed:
        return Service([&] { return look_.Is(Q::kBusiness, a_.business, Business::not_listed); });
      case kBusinessListed:
        return Service([&] { return look_.Is(Q::kBusiness, a_.business, Business::listed); });
      case kUsersBelow:
        return Service([&] { return Not(look_.AtLeast(Q::kUsers, a_.users, limits_.users)); });
      case kUsersFrom:
        return Service([&] { return look_.AtLeast(Q::kUsers, a_.users, limits_.users); });
      case kSubjectsBelow:
        return Service([&] { return Not(ManySubjects()); });
      case kSubjectsFrom:
        return Service([&] { return ManySubjects(); });
      case kProcedures:
        return Service(
            [&] { return look_.Is(Q::kProcedures, a_.administrative_procedures, true); });
      case kNationalService:
      case kNationalServiceOrInfrastructure:
      case kCriticalData:
        return National(rule);
      case kScopeOne:
      case kScopeProvince:
      case kScopeNationwide:
      case kScopeInternational:
        return And(look_.Trait(a_.infrastructure), [&] { return OfScope(rule); });
      case kWorksLow:
        return Works(WorksGrade::grade_2_to_4);
      case kWorksFirst:
        return Works(WorksGrade::grade_1);
      case kWorksSpecial:
        return Works(WorksGrade::special);
      case kHarm:
        return Secret(Harm::harm);
      case kHarmSerious:
        return Secret(Harm::serious);
      case kHarmParticular:
        return Secret(Harm::particularly_serious);
      case kDecidedTwo:
        return Decided(Decision::level_2);
      case kDecidedThree:
        return Decided(Decision::level_3);
      case kDecidedFive:
        return Decided(Decision::level_5);
    }
    return Verdict::kOpen;
  }

 private:
  template <class F>
  Verdict Service(F&& then) {
    return And(look_.Trait(a_.public_service), then);
  }
  Verdict OnlyPublic() { return look_.Is(Question::kOnlyPublic, a_.only_public_information, true); }
  /// Sensitive data is asked first: its limit is the lower one.
  Verdict ManySubjects() {
    const Verdict sensitive = look_.AtLeast(Question::kSensitiveSubjects, a_.sensitive_subjects,
                                            limits_.sensitive_subjects);
    if (sensitive == Verdict::kHolds) return sensitive;
    const Verdict basic =
        look_.AtLeast(Question::kBasicSubjects, a_.basic_subjects, limits_.basic_subjects);
    if (basic == Verdict::kHolds || sensitive == Verdict::kFails) return basic;
    return Verdict::kOpen;
  }
  Verdict Works(WorksGrade grade) {
    return And(look_.Trait(a_.industrial),
               [&] { return look_.Is(Question::kWorksGrade, a_.works_grade, grade); });
  }
  Verdict Secret(Harm harm) {
    return And(look_.Trait(a_.state_secret),
               [&] { return look_.Is(Question::kHarm, a_.harm, harm); });
  }
  Verdict Decided(Decision decision) {
    return And(look_.Trait(a_.decided),
               [&] { return look_.Is(Question::kDecision, a_.decision, decision); });
  }
  Verdict AllDay() { return look_.Is(Question::kRoundTheClock, a_.round_the_clock, true); }
  Verdict Nationwide() {
    return And(look_.Is(Question::kScope, a_.scope, Scope::nationwide), [&] { return AllDay(); });
  }
  /// Infrastructure of the whole country that may stop is shared by provinces all the same.
  Verdict OfScope(Rule rule) {
    if (rule == Rule::kScopeOne) {
      return look_.Is(Question::kScope, a_.scope, Scope::one_organisation);
    }
    if (rule == Rule::kScopeInternational) {
      return look_.Is(Question::kScope, a_.scope, Scope::international);
    }
    if (rule == Rule::kScopeNationwide) return Nationwide();
    const Verdict province = look_.Is(Question::kScope, a_.scope, Scope::sector_or_province);
    if (province != Verdict::kFails) return province;
    return And(look_.Is(Question::kScope, a_.scope, Scope::nationwide),
               [&] { return Not(AllDay()); });
  }
  Verdict National(Rule rule) {
    if (rule == Rule::kCriticalData) {
      return And(look_.Trait(a_.national), [&] {
        return look_.Is(Question::kNationalRole, a_.national_role, NationalRole::critical_data);
      });
    }
    const Verdict service = And(look_.Trait(a_.national), [&] {
      return And(look_.Is(Question::kNationalRole, a_.national_role, NationalRole::e_government),
                 [&] { return AllDay(); });
    });
    if (rule == Rule::kNationalService || service == Verdict::kHolds) return service;
    const Verdict shared = And(look_.Trait(a_.infrastructure), [&] { return Nationwide(); });
    if (shared == Verdict::kHolds || service == Verdict::kFails) return shared;
    return Verdict::kOpen;
  }

  const Answers& a_;
  const Thresholds& limits_;
  Look look_;
};

Finding Judged(const Criterion& criterion, const Answers& answers, const Thresholds& thresholds) {
  Finding finding;
  finding.criterion = &criterion;
  finding.verdict = Judge(answers, thresholds, finding).Decide(criterion.rule);
  if (finding.verdict != Verdict::kOpen) finding.needs.reset();
  // Each answer once, in the order of looking.
  std::vector<Question> seen;
  for (const Question question : finding.because) {
    if (std::ranges::find(seen, question) == seen.end()) seen.push_back(question);
  }
  finding.because = std::move(seen);
  return finding;
}

}  // namespace

std::vector<const Criterion*> Determination::Decisive() const {
  std::vector<const Criterion*> decisive;
  const int by_criteria = raised_from > 0 ? raised_from : level;
  for (const Finding& finding : findings) {
    if (finding.verdict == Verdict::kHolds && finding.criterion->level == by_criteria) {
      decisive.push_back(finding.criterion);
    }
  }
  return decisive;
}

Determination Determine(const Answers& answers, Regime regime, const Thresholds& thresholds) {
  Determination result;
  result.regime = regime;
  for (const Criterion& criterion : Criteria()) {
    if (criterion.regime != regime) continue;
    result.findings.push_back(Judged(criterion, answers, thresholds));
    if (result.findings.back().verdict == Verdict::kHolds) {
      result.level = std::max(result.level, criterion.level);
    }
  }
  std::ranges::stable_sort(result.findings, std::greater{},
                           [](const Finding& finding) { return finding.criterion->level; });
  for (const Finding& finding : result.findings) {
    if (finding.verdict != Verdict::kOpen || finding.criterion->level <= result.level) continue;
    if (finding.needs && (!result.next || *finding.needs < *result.next)) {
      result.next = finding.needs;
    }
  }
  result.is_complete = !result.next.has_value();
  if (regime == Regime::nd331 && answers.risk_level && result.level > 0 &&
      answers.risk_level->value > result.level) {
    result.raised_from = result.level;
    result.level = static_cast<int>(answers.risk_level->value);
  }
  return result;
}

}  // namespace lachan::levels
