// SPDX-License-Identifier: Apache-2.0
#include "directive/explain.h"

#include <algorithm>
#include <array>

namespace lachan::directive {
namespace {

struct Sentence {
  StepCode code;
  std::string_view key;
  std::string_view vi;
  std::string_view en;
};

constexpr std::array kSentences = std::to_array<Sentence>({
    {StepCode::kBound, "bound", "Ràng buộc cơ quan này liên tục từ {0}.",
     "Has bound this agency without a break since {0}."},
    {StepCode::kNotBound, "not_bound", "Không ràng buộc cơ quan này vào ngày đang xét.",
     "Does not bind this agency on the day asked for."},
    {StepCode::kSystem, "system", "Hệ thống vận hành từ {0}, cấp độ {1}.",
     "The system has been in operation since {0}; level {1}."},
    {StepCode::kSystemWaits, "system_waits", "Hệ thống chưa đưa vào vận hành.",
     "The system is not in operation."},
    {StepCode::kLevelRaised, "level_raised", "Cấp độ đủ cao để bị ràng buộc từ {0}.",
     "Its level has been high enough since {0}."},
    {StepCode::kFixedDate, "fixed_date", "Hạn ghi trong Chỉ thị: hết {0}.",
     "The date in the directive: the end of {0}."},
    {StepCode::kGrace, "grace", "Thời hạn tính từ {0}: hết {1}.",
     "The limit counts from {0}: the end of {1}."},
    {StepCode::kMoved, "moved", "Hạn {0} dời đến hết {1} vì có những ngày không tính.",
     "The limit {0} moves to the end of {1}, because some days do not count."},
    {StepCode::kRelief, "relief", "{0} từ {1} đến hết {2}.", "{0} from {1} to the end of {2}."},
    {StepCode::kEvidence, "evidence", "{0} lúc {1}: có hiệu lực đến hết {2}.",
     "{0} on {1}: holds until the end of {2}."},
    {StepCode::kEvidenceForever, "evidence_forever", "{0} lúc {1}: có hiệu lực.",
     "{0} on {1}: holds."},
    {StepCode::kRenewal, "renewal",
     "{0} lúc {1}, khi minh chứng trước còn hiệu lực: gia hạn đến hết {2}.",
     "{0} on {1}, while the earlier evidence held: holds until the end of {2}."},
    {StepCode::kNothingNew, "nothing_new", "{0} lúc {1}: không thay đổi gì.",
     "{0} on {1}: changes nothing."},
    {StepCode::kExpired, "expired", "{0} lúc {1}: đã hết hiệu lực từ trước, không tính.",
     "{0} on {1}: had lapsed already, does not count."},
    {StepCode::kReopened, "reopened",
     "{0} lúc {1}: minh chứng cũ hết giá trị; phải làm lại trước khi hết {2}.",
     "{0} on {1}: ends the evidence; fresh one by the end of {2}."},
    {StepCode::kNoEvidence, "no_evidence", "Không có minh chứng nào.", "No evidence on record."},
    {StepCode::kReached, "reached", "Đủ {1} minh chứng từ {0}.", "{1} asked, present from {0}."},
    {StepCode::kFell, "fell", "Từ {0} chỉ còn {1} minh chứng; hạn mới: hết {2}.",
     "From {0} only {1} left; new limit: the end of {2}."},
    {StepCode::kPeriod, "period", "Kỳ {0}, hạn: hết {1}.", "Period {0}, limit: the end of {1}."},
    {StepCode::kTrigger, "trigger", "{0} lúc {1} làm phát sinh việc này; hạn: hết {2}.",
     "{0} on {1} started it; limit: the end of {2}."},
    {StepCode::kDischarge, "discharge", "{0} lúc {1}: minh chứng được tính.",
     "{0} on {1}: the evidence that counts."},
    {StepCode::kBreach, "breach", "Vi phạm lúc {0}.", "A breach on {0}."},
    {StepCode::kBreachClosed, "breach_closed", "Đã xử lý lúc {0}.", "Settled on {0}."},
    {StepCode::kLooked, "looked", "{0} lúc {1}: có người theo dõi.",
     "{0} on {1}: somebody watched."},
});

const Sentence& SentenceOf(StepCode code) {
  const auto at = std::ranges::find(kSentences, code, &Sentence::code);
  return at == kSentences.end() ? kSentences.back() : *at;
}

std::string Words(const Argument& argument, const Directive& directive, Language language) {
  if (argument.form == Argument::Form::kText && argument.text == "pause") {
    return language == Language::kVietnamese ? "Tạm dừng" : "Paused";
  }
  if (argument.form == Argument::Form::kText && argument.text == "exemption") {
    return language == Language::kVietnamese ? "Được miễn" : "Exempt";
  }
  return argument.Shown(directive, language);
}

}  // namespace

void Trace::Seal() {
  std::vector<Step> steps = common_;
  std::ranges::move(current_, std::back_inserter(steps));
  current_.clear();
  done_.push_back(std::move(steps));
}

std::string_view ToString(StepCode code) { return SentenceOf(code).key; }

std::string StepText(const Directive& directive, const Step& step, Language language) {
  const Sentence& sentence = SentenceOf(step.code);
  const std::string_view pattern = language == Language::kVietnamese ? sentence.vi : sentence.en;
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '{' || i + 2 >= pattern.size()) {
      text += pattern[i];
      continue;
    }
    const auto index = static_cast<std::size_t>(pattern[i + 1] - '0');
    if (index < step.arguments.size()) text += Words(step.arguments[index], directive, language);
    i += 2;
  }
  return text;
}

}  // namespace lachan::directive
