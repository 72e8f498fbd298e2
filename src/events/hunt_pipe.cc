// SPDX-License-Identifier: Apache-2.0
// The commands after the search.
#include <algorithm>
#include <charconv>
#include <vector>

#include "base/text.h"
#include "core/time.h"
#include "events/hunt_scanner.h"
#include "events/hunt_words.h"

namespace lachan::events {
namespace {

using Parsed = std::expected<HuntStep, HuntProblem>;
using Checked = std::expected<void, HuntProblem>;

bool IsMeasure(HuntVerb verb) {
  return verb == HuntVerb::kCount || verb == HuntVerb::kCountDistinct || verb == HuntVerb::kSum ||
         verb == HuntVerb::kAverage || verb == HuntVerb::kMinimum || verb == HuntVerb::kMaximum;
}

bool MakesTable(HuntVerb verb) {
  return IsMeasure(verb) || verb == HuntVerb::kTop || verb == HuntVerb::kRare ||
         verb == HuntVerb::kDistinct || verb == HuntVerb::kTimechart;
}

/// "5m" → five minutes. Nothing when it is no length of time between a second and a year.
std::optional<Duration> ParseSpan(std::string_view text) {
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc{} || number < 1 || number > 31'622'400) return std::nullopt;
  const std::string_view unit = text.substr(static_cast<std::size_t>(parsed.ptr - text.data()));
  std::int64_t seconds = 0;
  if (unit == "s") seconds = 1;
  if (unit == "m") seconds = 60;
  if (unit == "h") seconds = 3600;
  if (unit == "d") seconds = 86'400;
  if (unit == "w") seconds = 604'800;
  if (seconds == 0 || number * seconds > 31'622'400) return std::nullopt;
  return std::chrono::seconds(number * seconds);
}

/// Reads one command after the other.
class StepParser : public HuntScanner {
 public:
  StepParser(std::string_view text, std::size_t at) : HuntScanner(text, at) {}

  std::expected<std::vector<HuntStep>, HuntProblem> Steps() {
    std::vector<HuntStep> steps;
    while (SkipSpace(), !AtEnd()) {
      ++at_;  // The '|'.
      if (steps.size() == kHuntSteps) {
        return HuntWrong(at_ - 1, "hunt.pipe.too_many", "Quá 10 lệnh.", "More than 10 commands.",
                         "", 1);
      }
      Parsed step = Step();
      if (!step) return std::unexpected(std::move(step).error());
      steps.push_back(std::move(*step));
      if (auto fits = Fits(steps); !fits) return std::unexpected(std::move(fits).error());
    }
    return steps;
  }

 private:
  /// Characters up to a blank, a comma, `|`, `=` or a comparison.
  std::string_view Word() {
    const std::size_t begin = at_;
    while (!AtEnd() && !IsHuntSpace(Peek()) &&
           std::string_view(",|=!<>()\"").find(Peek()) == std::string_view::npos) {
      ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }
  /// The next word without taking it.
  std::string_view Ahead() {
    SkipSpace();
    const std::size_t before = at_;
    const std::string_view word = Word();
    at_ = before;
    return word;
  }
  bool Eats(std::string_view word) {
    if (Ahead() != word) return false;
    at_ += word.size();
    return true;
  }
  bool AtStepEnd() {
    SkipSpace();
    return AtEnd() || Peek() == '|';
  }

  Parsed Step() {
    SkipSpace();
    HuntStep step;
    step.position = at_;
    const std::string_view word = Word();
    const auto verb = FindVerb(word);
    if (word.empty()) {
      return HuntWrong(std::min(at_, text_.size()), "hunt.command.missing",
                       "Thiếu lệnh sau dấu '|'.", "A command is missing after '|'.",
                       "| count by host", 1);
    }
    if (!verb) {
      const std::string near(NearestCommand(word));
      return HuntWrong(
          step.position, "hunt.command.unknown",
          fmt::format("Không có lệnh “{}”.", PrintableForLog(word, 40)),
          fmt::format("There is no command “{}”.", PrintableForLog(word, 40)),
          near.empty() ? "count, top, rare, timechart, distinct, fields, sort, head" : near,
          word.size(), near);
    }
    step.verb = *verb;
    Checked rest = Rest(step);
    if (!rest) return std::unexpected(std::move(rest).error());
    if (!AtStepEnd()) {
      const std::size_t here = at_;
      const std::string_view extra = Word();
      return HuntWrong(here, "hunt.command.extra", "Lệnh không nhận phần này.",
                       "The command does not take this.", fmt::format("| {}", FormOf(step.verb)),
                       std::max<std::size_t>(extra.size(), 1));
    }
    return step;
  }

  static std::string_view FormOf(HuntVerb verb) {
    for (const auto& command : HuntCommandWords()) {
      if (command.verb == verb) return command.form;
    }
    return "";
  }

  Checked Rest(HuntStep& step) {
    switch (step.verb) {
      case HuntVerb::kCount:
      case HuntVerb::kCountDistinct:
      case HuntVerb::kSum:
      case HuntVerb::kAverage:
      case HuntVerb::kMinimum:
      case HuntVerb::kMaximum:
        return Measure(step, step.verb, kHuntByFields);
      case HuntVerb::kTimechart:
        return Timechart(step);
      case HuntVerb::kTop:
      case HuntVerb::kRare:
        step.number = 10;
        if (auto number = Number(step.number, false); !number) return number;
        return Fields(step, kHuntByFields);
      case HuntVerb::kDistinct:
        return Fields(step, kHuntByFields);
      case HuntVerb::kFields:
        return Fields(step, kHuntColumns);
      case HuntVerb::kWhere:
        return Where(step);
      case HuntVerb::kSort:
        return Sort(step);
      case HuntVerb::kHead:
        return Number(step.number, true);
    }
    return {};
  }

  /// `[f] [by a, b]`.
  Checked Measure(HuntStep& step, HuntVerb measure, std::size_t by) {
    if (measure != HuntVerb::kCount) {
      if (Ahead() == "by" || AtStepEnd()) return FieldMissing(step);
      auto field = Field();
      if (!field) return std::unexpected(std::move(field).error());
      step.measured = std::move(*field);
    }
    if (!Eats("by")) return {};
    return Fields(step, by);
  }

  Checked Timechart(HuntStep& step) {
    if (Ahead() == "span") {
      at_ += 4;
      SkipSpace();
      if (Peek() == '=') ++at_;
      SkipSpace();
      const std::size_t here = at_;
      const std::string_view word = Word();
      step.span = ParseSpan(word);
      if (!step.span) {
        return HuntWrong(here, "hunt.span", "Khoảng thời gian viết chưa đúng: số và s, m, h, d, w.",
                         "The span is not a length of time: a number and s, m, h, d, w.", "span=5m",
                         std::max<std::size_t>(word.size(), 1));
      }
    }
    if (const auto measure = FindVerb(Ahead()); measure && IsMeasure(*measure)) {
      step.measure = *measure;
      Word();
    }
    return Measure(step, step.measure, 1);
  }

  Checked FieldMissing(const HuntStep& step) {
    return HuntWrong(
        std::min(at_, text_.size()), "hunt.command.field", "Thiếu tên trường ở đây.",
        "A field is missing here.",
        fmt::format("| {}{}", FormOf(step.verb), FormOf(step.verb).ends_with(' ') ? "host" : ""),
        1);
  }

  std::expected<HuntField, HuntProblem> Field() {
    SkipSpace();
    HuntField field{.name = {}, .position = at_};
    if (Peek() == '"') {
      auto quoted = Quoted();
      if (!quoted) return std::unexpected(std::move(quoted).error());
      field.name = std::move(*quoted);
    } else {
      field.name = Word();
    }
    if (field.name.empty() || field.name.size() > 256) {
      return HuntWrong(std::min(field.position, text_.size()), "hunt.command.field",
                       "Thiếu tên trường ở đây.", "A field is missing here.", "host, src_ip", 1);
    }
    return field;
  }

  /// One or more, with commas or blanks between.
  Checked Fields(HuntStep& step, std::size_t most) {
    if (AtStepEnd()) return FieldMissing(step);
    bool more = true;
    while (more) {
      auto field = Field();
      if (!field) return std::unexpected(std::move(field).error());
      if (step.fields.size() == most) {
        return HuntWrong(field->position, "hunt.command.too_many",
                         fmt::format("Quá {} trường.", most),
                         fmt::format("More than {} fields.", most), "", field->name.size());
      }
      if (std::ranges::none_of(step.fields, [&](const auto& f) { return f.name == field->name; })) {
        step.fields.push_back(std::move(*field));
      }
      SkipSpace();
      const bool comma = Peek() == ',';
      if (comma) ++at_;
      more = comma || !AtStepEnd();
    }
    return {};
  }

  /// 1 to kHuntRows; what does not begin with a digit is left where it is unless `required`.
  Checked Number(int& number, bool required) {
    SkipSpace();
    if (!required && std::isdigit(static_cast<unsigned char>(Peek())) == 0) return {};
    const std::size_t here = at_;
    const std::string_view word = Word();
    const auto parsed = std::from_chars(word.data(), word.data() + word.size(), number);
    if (word.empty() || parsed.ec != std::errc{} || parsed.ptr != word.data() + word.size() ||
        number < 1 || number > kHuntRows) {
      return HuntWrong(std::min(here, text_.size()), "hunt.command.number",
                       "Cần một số từ 1 đến 10000.", "A number from 1 to 10000 is needed.",
                       "| head 100", std::max<std::size_t>(word.size(), 1));
    }
    return {};
  }

  Checked Where(HuntStep& step) {
    auto field = Field();
    if (!field) return std::unexpected(std::move(field).error());
    step.fields.push_back(std::move(*field));
    SkipSpace();
    const std::size_t here = at_;
    while (!AtEnd() && std::string_view("=!<>").find(Peek()) != std::string_view::npos) ++at_;
    step.compare = text_.substr(here, at_ - here);
    if (step.compare == "==") step.compare = "=";
    constexpr std::array<std::string_view, 6> kCompare = {"=", "!=", ">", ">=", "<", "<="};
    SkipSpace();
    value_at_ = at_;
    const bool quoted = Peek() == '"';
    if (quoted) {
      auto value = Quoted();
      if (!value) return std::unexpected(std::move(value).error());
      step.value = std::move(*value);
    } else {
      step.value = Word();
    }
    value_length_ = std::max<std::size_t>(at_ - value_at_, 1);
    if (std::ranges::find(kCompare, step.compare) == kCompare.end() ||
        (step.value.empty() && !quoted)) {
      return HuntWrong(std::min(here, text_.size()), "hunt.command.compare",
                       "Thiếu phép so sánh và giá trị.", "A comparison and a value are needed.",
                       "| where count > 5", std::max<std::size_t>(at_ - here, 1));
    }
    return {};
  }

  Checked Sort(HuntStep& step) {
    SkipSpace();
    if (Peek() == '-' || Peek() == '+') {
      step.descending = Peek() == '-';
      ++at_;
    }
    if (AtStepEnd()) return FieldMissing(step);
    auto field = Field();
    if (!field) return std::unexpected(std::move(field).error());
    step.fields.push_back(std::move(*field));
    if (Eats("desc")) {
      step.descending = true;
    } else if (Eats("asc")) {
      step.descending = false;
    }
    return {};
  }

  /// Whether the last step may stand after those before it.
  Checked Fits(const std::vector<HuntStep>& steps) {
    const HuntStep& last = steps.back();
    const std::size_t length = WordOf(last.verb).size();
    const bool table = MakesTable(steps.front().verb);
    const bool first = steps.size() == 1;
    if (MakesTable(last.verb) && !first) {
      return HuntWrong(
          last.position, "hunt.pipe.order", "Lệnh này phải đứng ngay sau điều kiện tìm.",
          "This command stands right after the search.", "search | count by a | head 10", length);
    }
    if (last.verb == HuntVerb::kWhere && !table) {
      return HuntWrong(last.position, "hunt.pipe.where",
                       "“where” lọc bảng; trước dấu '|' hãy viết điều kiện tìm.",
                       "“where” filters a table; conditions on events stand before the '|'.",
                       "count by user | where count > 5", length);
    }
    if (last.verb == HuntVerb::kFields && table) {
      return HuntWrong(last.position, "hunt.pipe.order", "“fields” chỉ dùng cho sự kiện.",
                       "“fields” is for events only.", "search | fields host, user", length);
    }
    if (!table && std::ranges::count(steps, last.verb, &HuntStep::verb) > 1) {
      return HuntWrong(last.position, "hunt.pipe.twice", "Lệnh này đã có ở trước.",
                       "This command stands there already.", "", length);
    }
    if (steps.front().verb == HuntVerb::kTimechart && !first) {
      return HuntWrong(last.position, "hunt.pipe.order", "Sau “timechart” không có lệnh nào.",
                       "Nothing follows “timechart”.", "", length);
    }
    if (table && !first && last.verb != HuntVerb::kHead) return HasColumn(steps.front(), last);
    return {};
  }

  Checked HasColumn(const HuntStep& maker, const HuntStep& user) {
    const auto columns = TableColumns(maker);
    const HuntField& asked = user.fields.front();
    if (std::ranges::find(columns, asked.name) != columns.end()) {
      return user.verb == HuntVerb::kWhere ? FitsColumn(maker, user) : Checked();
    }
    const std::vector<std::string_view> words(columns.begin(), columns.end());
    const std::string near(NearestWord(asked.name, words));
    std::string all;
    for (const auto& column : columns) all += (all.empty() ? "" : ", ") + column;
    return HuntWrong(asked.position, "hunt.column.unknown",
                     fmt::format("Bảng không có cột “{}”.", PrintableForLog(asked.name, 40)),
                     fmt::format("The table has no column “{}”.", PrintableForLog(asked.name, 40)),
                     near.empty() ? all : near, asked.name.size(), near);
  }

  /// Whether what a column of figures or moments is compared with is one; the others are texts.
  Checked FitsColumn(const HuntStep& maker, const HuntStep& user) const {
    const std::string& name = user.fields.front().name;
    if (std::ranges::find(maker.fields, name, &HuntField::name) != maker.fields.end()) return {};
    const bool is_moment = maker.verb == HuntVerb::kDistinct && name != "count";
    if (is_moment && !ParseInstant(user.value)) {
      return HuntWrong(value_at_, "hunt.where.time", "Cột này cần một thời điểm (RFC 3339).",
                       "This column needs a point in time (RFC 3339).",
                       fmt::format("| where {} {} 2026-11-23T08:00:00+07:00", name, user.compare),
                       value_length_);
    }
    if (!is_moment && !IsHuntNumber(user.value)) {
      return HuntWrong(value_at_, "hunt.where.number", "Cột này cần một số.",
                       "This column needs a number.",
                       fmt::format("| where {} {} 5", name, user.compare), value_length_);
    }
    return {};
  }

  std::size_t value_at_ = 0, value_length_ = 0;  ///< Of the value of the last `where`, in bytes.
};

}  // namespace

HuntShape HuntQuery::shape() const {
  if (steps.empty() || !MakesTable(steps.front().verb)) return HuntShape::kEvents;
  return steps.front().verb == HuntVerb::kTimechart ? HuntShape::kTimechart : HuntShape::kTable;
}

const HuntStep* HuntQuery::Find(HuntVerb verb) const {
  const auto found = std::ranges::find(steps, verb, &HuntStep::verb);
  return found == steps.end() ? nullptr : &*found;
}

std::vector<std::string> TableColumns(const HuntStep& step) {
  std::vector<std::string> columns;
  if (step.verb == HuntVerb::kTimechart) columns.emplace_back("time");
  for (const auto& field : step.fields) columns.push_back(field.name);
  switch (step.verb) {
    case HuntVerb::kTop:
    case HuntVerb::kRare:
      columns.insert(columns.end(), {"count", "percent"});
      break;
    case HuntVerb::kDistinct:
      columns.insert(columns.end(), {"count", "first", "last"});
      break;
    case HuntVerb::kTimechart:
      columns.emplace_back(WordOf(step.measure));
      break;
    case HuntVerb::kCount:
    case HuntVerb::kCountDistinct:
    case HuntVerb::kSum:
    case HuntVerb::kAverage:
    case HuntVerb::kMinimum:
    case HuntVerb::kMaximum:
      columns.emplace_back(WordOf(step.verb));
      break;
    case HuntVerb::kFields:
    case HuntVerb::kWhere:
    case HuntVerb::kSort:
    case HuntVerb::kHead:
      break;
  }
  return columns;
}

std::expected<std::vector<HuntStep>, HuntProblem> ParseHuntSteps(std::string_view text,
                                                                 std::size_t at) {
  return StepParser(text, at).Steps();
}

}  // namespace lachan::events
