// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "directive/assess.h"

namespace lachan::directive {
namespace {

struct Message {
  std::string_view key;
  std::string_view vi;
  std::string_view en;
};

Message MessageOf(WhyCode code) {
  switch (code) {
    case WhyCode::kDischarged:
      return {"discharged", "Đã thực hiện lúc {0}.", "Done on {0}."};
    case WhyCode::kDischargedUntil:
      return {"discharged_until", "Đã thực hiện lúc {0}; còn hiệu lực đến hết {1}.",
              "Done on {0}; holds until the end of {1}."};
    case WhyCode::kDischargedLate:
      return {"discharged_late", "Thực hiện lúc {0}, sau hạn {1}.",
              "Done on {0}, after the limit {1}."};
    case WhyCode::kNeverDone:
      return {"never_done", "Chưa có minh chứng; hạn cuối là {0}.",
              "No evidence on record; the last day was {0}."};
    case WhyCode::kLapsed:
      return {"lapsed", "Minh chứng gần nhất đã hết hiệu lực sau {0}.",
              "The latest evidence lapsed after {0}."};
    case WhyCode::kReopened:
      return {"reopened", "Có thay đổi ({0}) lúc {1}; phải cập nhật trước khi hết {2}.",
              "Something changed ({0}) on {1}; update by the end of {2}."};
    case WhyCode::kTooFew:
      return {"too_few", "Mới có {0} trên {1}; hạn cuối là {2}.",
              "{0} of {1} present; the last day is {2}."};
    case WhyCode::kRunning:
      return {"running", "Chưa thực hiện; hạn cuối là {0}.", "Not done yet; the last day is {0}."};
    case WhyCode::kNoLimitYet:
      return {"no_limit_yet",
              "Hệ thống chưa đưa vào sử dụng; phải hoàn thành trước khi đưa vào sử dụng.",
              "The system is not in operation yet; to be done before it is."};
    case WhyCode::kExistedBefore:
      return {"existed_before",
              "Không áp dụng: yêu cầu này chỉ nói về trường hợp thuộc thời điểm khác.",
              "Does not apply: the demand speaks of cases of another time."};
    case WhyCode::kBreachSeen:
      return {"breach_seen", "Phát hiện vi phạm từ {0}, còn {1} vi phạm chưa xử lý.",
              "A breach was seen on {0}; {1} not settled."};
    case WhyCode::kBreachClosed:
      return {"breach_closed", "Có {0} vi phạm, đã xử lý xong lúc {1}.",
              "{0} breaches, the last settled on {1}."};
    case WhyCode::kNoBreach:
      return {"no_breach", "Có giám sát và không thấy vi phạm trong {0} ngày.",
              "Watched, and no breach seen for {0} days."};
    case WhyCode::kNotLooked:
      return {"not_looked", "Chưa đo được: chưa có giám sát hoặc xác nhận nào gần đây.",
              "Not measured: nobody watched or attested lately."};
    case WhyCode::kNoSystems:
      return {"no_systems", "Không có hệ thống thông tin nào trong danh sách.",
              "No information system on the register."};
    case WhyCode::kNotBound:
      return {"not_bound", "Yêu cầu này dành cho loại cơ quan khác.",
              "Binds other kinds of agencies."};
    case WhyCode::kLevelTooLow:
      return {"level_too_low", "Hệ thống cấp độ {0}; chỉ áp dụng từ cấp độ {1}.",
              "A system of level {0}; applies from level {1}."};
    case WhyCode::kLevelUnknown:
      return {"level_unknown", "Chưa xác định cấp độ; áp dụng từ cấp độ {0}.",
              "The level is not determined; applies from level {0}."};
    case WhyCode::kNotInOperation:
      return {"not_in_operation", "Hệ thống chưa đưa vào sử dụng.",
              "The system is not in operation."};
    case WhyCode::kNoTrigger:
      return {"no_trigger", "Không có sự việc nào phát sinh nghĩa vụ.",
              "Nothing happened that starts it."};
    case WhyCode::kNotMeasurable:
      return {"not_measurable", "Chưa đo được.", "Cannot be measured yet."};
    case WhyCode::kExempted:
      return {"exempted", "Được miễn từ {0} đến hết {1}.", "Exempt from {0} to the end of {1}."};
    case WhyCode::kExemptedOpen:
      return {"exempted_open", "Được miễn từ {0}.", "Exempt from {0} on."};
    case WhyCode::kClockStands:
      return {"clock_stands", "Không tính thời gian từ {0}, chưa có ngày kết thúc.",
              "The clock has stood since {0}, without an end."};
  }
  return {};
}

std::string Filled(std::string_view pattern, const std::vector<std::string>& arguments) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}') {
      const auto index = static_cast<std::size_t>(pattern[i + 1] - '0');
      if (index < arguments.size()) text += arguments[index];
      i += 2;
    } else {
      text += pattern[i];
    }
  }
  return text;
}

}  // namespace

std::string_view ToString(DutyStatus status) {
  switch (status) {
    case DutyStatus::kMet:
      return "met";
    case DutyStatus::kDueSoon:
      return "due_soon";
    case DutyStatus::kOverdue:
      return "overdue";
    case DutyStatus::kMetLate:
      return "met_late";
    case DutyStatus::kOpen:
      return "open";
    case DutyStatus::kNotApplicable:
      return "not_applicable";
    case DutyStatus::kNotMeasured:
      return "not_measured";
    case DutyStatus::kExempt:
      return "exempt";
  }
  return {};
}

std::string_view ToString(WhyCode code) { return MessageOf(code).key; }

std::string Argument::Shown() const {
  const Instant instant{Duration{value}};
  switch (form) {
    case Form::kText:
    case Form::kFactKind:
      return text;
    case Form::kNumber:
      return std::to_string(value);
    case Form::kMoment:
      return FormatVietnamese(instant);
    case Form::kLimit:
      if (instant == StartOfDay(CivilDateAt(instant))) {
        return FormatVietnamese(AddDays(CivilDateAt(instant), -1));
      }
      return FormatVietnamese(instant);
    case Form::kDay:
      return FormatVietnamese(CivilDateAt(instant));
  }
  return {};
}

std::string Argument::Shown(const Directive& directive, Language language) const {
  if (form == Form::kFactKind) {
    const auto kind = std::ranges::find(directive.fact_kinds, text, &FactKind::kind);
    if (kind != directive.fact_kinds.end()) return kind->title.In(language);
  }
  return Shown();
}

std::string WhyText(const Directive& directive, const Duty& duty, Language language) {
  const Message message = MessageOf(duty.why.code);
  std::vector<std::string> arguments;
  for (std::size_t i = 0; i < duty.why.arguments.size(); ++i) {
    Argument argument = duty.why.arguments[i];
    // A frozen month keeps its arguments as text; the first one of a reopening is a kind.
    if (duty.why.code == WhyCode::kReopened && i == 0) argument.form = Argument::Form::kFactKind;
    arguments.push_back(argument.Shown(directive, language));
  }
  std::string text = Filled(language == Language::kVietnamese ? message.vi : message.en, arguments);
  if (duty.why.code == WhyCode::kNotMeasurable) {
    if (const Part* part = directive.FindPart(duty.part)) text += " " + part->reason.In(language);
  }
  return text;
}

}  // namespace lachan::directive
