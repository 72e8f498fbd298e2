// SPDX-License-Identifier: Apache-2.0
#include "directive/describe.h"

#include <algorithm>

namespace lachan::directive {
namespace {

/// Picks by language.
std::string_view Say(Language language, std::string_view vi, std::string_view en) {
  return language == Language::kVietnamese ? vi : en;
}

std::string DayText(Instant midnight) { return FormatVietnamese(CivilDateAt(midnight)); }

std::string ConditionText(const Condition& condition) {
  std::string text;
  for (const auto& alternatives : condition.all_of) {
    text += text.empty() ? " [" : ", ";
    for (std::size_t i = 0; i < alternatives.size(); ++i) {
      const auto& literal = alternatives[i];
      if (i > 0) text += "|";
      if (literal.negated) text += "!";
      text += literal.name;
      if (!literal.value.empty()) text += "=" + literal.value;
    }
  }
  return text.empty() ? text : text + "]";
}

std::string PatternText(const FactPattern& pattern) {
  return pattern.kind + ConditionText(pattern.when);
}

std::string PatternsText(const std::vector<FactPattern>& patterns) {
  std::string text;
  for (const FactPattern& pattern : patterns) {
    if (!text.empty()) text += ", ";
    text += PatternText(pattern);
  }
  return text;
}

std::string DatesText(const Validity& validity, Language language) {
  std::string text;
  if (validity.from) {
    text += fmt::format(" {} {}", Say(language, "từ", "from"), DayText(*validity.from));
  }
  if (validity.to) {
    text += fmt::format(" {} {}", Say(language, "đến hết", "until the end of"),
                        DayText(*validity.to - Duration{1}));
  }
  return text;
}

struct RuleWords {
  Language language;

  std::string operator()(const NoRule&) const {
    return std::string(Say(language, "không đo được", "cannot be measured"));
  }

  std::string operator()(const StateRule& rule) const {
    std::string text = First(rule.first_due);
    if (rule.at_least > 1) {
      text += fmt::format("; {} {} ({})", Say(language, "ít nhất", "at least"), rule.at_least,
                          rule.distinct);
    }
    if (rule.valid_for) {
      text += fmt::format("; {} {}", Say(language, "có hiệu lực", "holds for"),
                          LimitText(*rule.valid_for, language));
    }
    for (const auto& reopening : rule.reopened_by) {
      text += fmt::format(
          "; {} {}: {} {}", Say(language, "khi", "after"), PatternText(reopening.fact),
          Say(language, "làm lại trong", "again within"), LimitText(reopening.within, language));
    }
    return text;
  }

  std::string First(const FirstDue& first) const {
    std::string text;
    if (first.fixed) {
      text = fmt::format("{} {}", Say(language, "trước", "before"), DayText(*first.fixed));
    }
    if (first.grace) {
      const bool by_system = first.anchor == FirstDue::Anchor::kInOperation;
      text += fmt::format(
          "{}{} {}", text.empty() ? "" : Say(language, "; về sau ", "; later ones "),
          LimitText(*first.grace, language),
          by_system ? Say(language, "kể từ khi hệ thống vận hành", "from going into operation")
                    : Say(language, "kể từ khi bị ràng buộc", "from coming under the duty"));
    }
    if (first.skip_existing) {
      text += Say(language, "; không áp dụng cho hệ thống có từ trước",
                  "; not for systems that ran already");
    }
    return text;
  }

  std::string operator()(const PeriodRule& rule) const {
    const bool monthly = rule.unit == PeriodRule::Unit::kMonth;
    std::string text(monthly ? Say(language, "hằng tháng", "every month")
                             : Say(language, "hằng năm", "every year"));
    if (rule.due_day > 0) {
      const auto word =
          rule.inclusive ? Say(language, "chậm nhất", "by") : Say(language, "trước", "before");
      text += monthly ? fmt::format(", {} {} {:02}", word,
                                    Say(language, "ngày (tháng sau)", "day (of the next month)"),
                                    rule.due_day)
                      : fmt::format(", {} {:02}/{:02}", word, rule.due_day, rule.due_month);
    }
    if (!rule.judge_partial_first) {
      text += Say(language, "; không xét kỳ đang chạy khi bắt đầu",
                  "; not the period that was running at first");
    }
    return text;
  }

  std::string operator()(const EventRule& rule) const {
    std::string text = fmt::format("{} {}: {}", Say(language, "khi có", "after"),
                                   PatternText(rule.trigger), LimitText(rule.limit, language));
    if (!rule.due_attribute.empty()) {
      text += Say(language, ", hoặc hạn ghi trong đó", ", or the date it names");
    }
    return text;
  }

  std::string operator()(const AbsenceRule& rule) const {
    return fmt::format("{} {} ({} {} {})", Say(language, "không có", "no"),
                       PatternText(rule.breach), Say(language, "trong", "for"), rule.window_days,
                       Say(language, "ngày", "days"));
  }
};

}  // namespace

std::string LimitText(const TimeLimit& limit, Language language) {
  const auto amount = [&](int count, std::string_view vi, std::string_view en) {
    return fmt::format("{} {}{}", count, Say(language, vi, en),
                       language == Language::kEnglish && count != 1 ? "s" : "");
  };
  std::string text;
  if (std::holds_alternative<Immediately>(limit.amount)) {
    return std::string(Say(language, "ngay", "at once"));
  }
  if (const auto* hours = std::get_if<RunningHours>(&limit.amount)) {
    return amount(hours->count, "giờ", "hour");
  }
  if (const auto* days = std::get_if<WorkingDays>(&limit.amount)) {
    return amount(days->count, "ngày làm việc", "working day");
  }
  if (const auto* days = std::get_if<CalendarDays>(&limit.amount)) {
    text = amount(days->count, "ngày", "day");
  } else if (const auto* months = std::get_if<Months>(&limit.amount)) {
    text = amount(months->count, "tháng", "month");
  }
  if (limit.roll == Roll::kNone) {
    text += Say(language, " (không dời ngày nghỉ)", " (weekends and holidays count)");
  }
  return text;
}

std::string RuleText(const Part& part, Language language) {
  return std::visit(RuleWords{language}, part.rule);
}

std::string BindingText(const Directive& directive, const Part& part, Language language) {
  std::string text;
  const auto add = [&](const std::string& name, const Validity& validity) {
    if (!text.empty()) text += "; ";
    text += name + DatesText(validity, language);
  };
  for (const Binding& binding : part.binds) {
    for (const std::string& kind : binding.kinds) {
      const auto at = std::ranges::find(directive.agency_kinds, kind, &AgencyKind::id);
      add(at == directive.agency_kinds.end() ? kind : at->title.In(language), binding.validity);
    }
    for (const std::string& role : binding.roles) {
      add(fmt::format("{} {}", Say(language, "vai trò", "role"), role), binding.validity);
    }
  }
  return text;
}

Fields FieldsOf(const Directive& directive, const Part& part, Language language) {
  const auto yes = [&](bool value) {
    return std::string(value ? Say(language, "có", "yes") : Say(language, "không", "no"));
  };
  Fields fields{{"title", part.title.In(language)},
                {"how_to", part.how_to.In(language)},
                {"binds", BindingText(directive, part, language)},
                {"due", RuleText(part, language)},
                {"per", part.per == Part::Per::kSystem ? "system" : "agency"},
                {"evidence", PatternsText(part.evidence)},
                {"measured", std::string(ToString(part.measured))},
                {"weight", std::to_string(part.weight)},
                {"soft", yes(part.soft)},
                {"due_soon_days", std::to_string(part.due_soon_days)},
                {"validity", DatesText(part.validity, language)},
                {"source", part.source},
                {"confidence", std::string(ToString(part.confidence))}};
  if (part.min_level > 0) fields.emplace_back("min_level", std::to_string(part.min_level));
  if (part.systems_of_province) fields.emplace_back("systems_of_province", yes(true));
  if (part.evidence_of_province) fields.emplace_back("evidence_of_province", yes(true));
  std::string forms;
  for (const std::string& form : part.discharge_with) forms += (forms.empty() ? "" : ", ") + form;
  fields.emplace_back("discharge_with", forms);
  if (!part.reason.vi.empty()) fields.emplace_back("reason", part.reason.In(language));
  return fields;
}

}  // namespace lachan::directive
