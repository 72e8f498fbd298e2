// SPDX-License-Identifier: Apache-2.0
#include "scan/render.h"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"

namespace lachan::scan {
namespace {

constexpr std::uint8_t kRecordWidth = 7;  ///< Of the number of a record in a table.

/// Bytes that JSON texts cannot have as they are.
constexpr auto kEscaped = [] {
  std::array<bool, 256> table{};
  for (int c = 0; c < 0x20; ++c) table[static_cast<std::size_t>(c)] = true;
  table['"'] = table['\\'] = table[0x7f] = true;
  return table;
}();

void AppendEscape(char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
  }
}

/// At most `limit` bytes, whole characters.
std::string_view Cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) --limit;
  return text.substr(0, limit);
}

void AppendValue(std::string_view value, std::string& out) {
  const auto shown = Cut(value, kShownValueBytes);
  if (shown.size() == value.size()) return AppendJson(value, out);
  AppendJson(std::string(shown) + "…", out);
}

void AppendTime(std::optional<Instant> time, std::string& out) {
  if (!time) {
    out += "null";
    return;
  }
  out += '"';
  out += FormatInstant(*time);
  out += '"';
}

void AppendTexts(std::span<const std::string> texts, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += ',';
    AppendJson(texts[i], out);
  }
  out += ']';
}

/// 5 rather than 5.000000, 2.5 as it is; JSON has no infinity.
std::string NumberText(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

class JsonRenderer final : public Renderer {
 public:
  explicit JsonRenderer(std::span<const detect::RuleInfo> rules) {
    for (const auto& rule : rules) {
      Texts& texts = rules_.emplace_back();
      texts.head = "{\"rule_id\":";
      AppendJson(rule.id, texts.head);
      texts.head += ",\"rule_title\":";
      AppendJson(rule.title, texts.head);
      fmt::format_to(std::back_inserter(texts.head),
                     ",\"level\":\"{}\",\"author\":", LevelName(rule.level));
      AppendJson(rule.author, texts.head);
      texts.tags = ",\"tags\":";
      AppendTexts(rule.tags, texts.tags);
    }
  }

  void AddMatch(const FoundIn& where, std::size_t rule,
                std::span<const detect::MatchedValue> matched, Part& part) const override {
    std::string& out = part.text;
    out += rules_[rule].head;
    AddPlace(where, part);
    out += rules_[rule].tags;
    out += ",\"matched\":[";
    for (std::size_t i = 0; i < matched.size(); ++i) {
      out += i == 0 ? "{\"field\":" : ",{\"field\":";
      AppendJson(matched[i].field, out);
      out += ",\"value\":";
      AppendValue(matched[i].value, out);
      out += ",\"pattern\":";
      AppendValue(matched[i].pattern, out);
      out += '}';
    }
    out += "]}\n";
  }

  void AddIndicator(const FoundIn& where, const IndicatorHit& hit, Part& part) const override {
    const auto& indicator = *hit.indicator;
    std::string& out = part.text;
    out += "{\"rule_id\":\"\",\"rule_title\":\"\",\"level\":\"\",\"author\":\"\"";
    AddPlace(where, part);
    fmt::format_to(std::back_inserter(out),
                   ",\"tags\":[],\"indicator\":{{\"kind\":\"{}\",\"value\":",
                   indicators::ToString(indicator.kind));
    AppendJson(indicator.value, out);
    out += ",\"source\":";
    AppendJson(indicator.source, out);
    fmt::format_to(std::back_inserter(out),
                   ",\"tlp\":\"{}\",\"description\":", indicators::ToString(indicator.tlp));
    AppendJson(indicator.description, out);
    out += "},\"matched\":[{\"field\":";
    AppendJson(hit.field, out);
    out += ",\"value\":";
    AppendValue(hit.value, out);
    out += ",\"pattern\":";
    AppendJson(indicator.value, out);
    out += "}]}\n";
  }

  std::string Correlation(const CorrelationFound& found) const override {
    const auto& hit = *found.hit;
    std::string out = rules_[hit.rule].head;
    out += ",\"correlation\":true,\"time\":";
    AppendTime(hit.time, out);
    out += ",\"host\":";
    AppendJson(found.host, out);
    out += rules_[hit.rule].tags;
    out += ",\"group\":{";
    for (std::size_t i = 0; i < hit.group.size(); ++i) {
      if (i > 0) out += ',';
      AppendJson(hit.group[i].first, out);
      out += ':';
      AppendValue(hit.group[i].second, out);
    }
    out += "},\"value\":" + NumberText(hit.value) + ",\"window_begin\":";
    AppendTime(hit.window_begin, out);
    out += ",\"events\":";
    AppendTexts(found.events, out);
    out += "}\n";
    return out;
  }

 private:
  struct Texts {
    std::string head, tags;
  };

  static void AddPlace(const FoundIn& where, Part& part) {
    std::string& out = part.text;
    out += ",\"file\":";
    AppendJson(where.file, out);
    out += ",\"record\":";
    part.gaps.push_back({out.size(), where.unit, 0});
    out += ",\"time\":";
    AppendTime(where.time, out);
    out += ",\"host\":";
    AppendJson(where.host, out);
  }

  std::vector<Texts> rules_;
};

/// TIME LEVEL HOST RULE FILE:RECORD MATCHED
class TableRenderer final : public Renderer {
 public:
  TableRenderer(std::span<const detect::RuleInfo> rules, std::size_t columns)
      : rules_(rules), columns_(columns) {}

  std::string Header() const override {
    std::string line = Row("TIME (UTC)", "LEVEL", "HOST", "RULE");
    return line + InColumns("FILE:RECORD", kFile + 1 + kRecordWidth) + "  MATCHED\n";
  }

  void AddMatch(const FoundIn& where, std::size_t rule,
                std::span<const detect::MatchedValue> matched, Part& part) const override {
    std::string details;
    for (const auto& one : matched) {
      if (!details.empty()) details += "  ";
      details += one.field.empty() ? one.value : one.field + "=" + one.value;
      if (details.size() > kShownValueBytes) break;
    }
    AddRow(where, LevelName(rules_[rule].level), rules_[rule].title, details, part);
  }

  void AddIndicator(const FoundIn& where, const IndicatorHit& hit, Part& part) const override {
    const auto& indicator = *hit.indicator;
    const std::string details =
        fmt::format("{}={}  source {}  TLP:{}", hit.field.empty() ? "line" : hit.field, hit.value,
                    indicator.source, indicators::ToString(indicator.tlp));
    AddRow(where, "indicator",
           fmt::format("{} {}", indicators::ToString(indicator.kind), indicator.value), details,
           part);
  }

  std::string Correlation(const CorrelationFound& found) const override {
    const auto& hit = *found.hit;
    std::string details = NumberText(hit.value);
    for (const auto& [field, value] : hit.group) details += fmt::format("  {}={}", field, value);
    for (const auto& event : found.events) {
      if (details.size() > kShownValueBytes) break;
      details += "  " + event;
    }
    std::string line = Row(TimeText(hit.time), LevelName(rules_[hit.rule].level), found.host,
                           rules_[hit.rule].title);
    line += InColumns("(correlation)", kFile + 1 + kRecordWidth);
    return line + "  " + Rest(details) + "\n";
  }

 private:
  static constexpr std::size_t kTime = 20, kLevel = 13, kHost = 18, kRule = 44, kFile = 26;
  static constexpr std::size_t kBefore =
      kTime + kLevel + kHost + kRule + kFile + 1 + kRecordWidth + 5 * 2;

  static std::string TimeText(std::optional<Instant> time) {
    if (!time) return "-";
    return FormatInstant(std::chrono::floor<std::chrono::seconds>(*time));
  }

  static std::string Row(std::string_view time, std::string_view level, std::string_view host,
                         std::string_view rule) {
    return fmt::format("{}  {}  {}  {}  ", InColumns(time, kTime), InColumns(level, kLevel),
                       InColumns(host, kHost), InColumns(rule, kRule));
  }

  void AddRow(const FoundIn& where, std::string_view level, std::string_view title,
              std::string_view details, Part& part) const {
    std::string& out = part.text;
    out += Row(TimeText(where.time), level, where.host, title);
    out += FileText(where.file);
    part.gaps.push_back({out.size(), where.unit, kRecordWidth});
    out += "  " + Rest(details) + "\n";
  }

  /// The end of the path tells more than its beginning. Blanks stand before it, so that the number
  /// follows.
  static std::string FileText(std::string_view file) {
    std::string shown = Visible(file, 4096);
    const std::size_t length = CodePoints(shown);
    if (length > kFile) {
      std::size_t at = 0;
      for (std::size_t passed = 0; passed + kFile - 1 < length; ++at) {
        const bool is_last =
            at + 1 >= shown.size() || (static_cast<unsigned char>(shown[at + 1]) & 0xc0) != 0x80;
        passed += is_last ? 1 : 0;
      }
      shown = "…" + shown.substr(at);
    }
    return std::string(kFile - std::min(kFile, length), ' ') + shown + ":";
  }

  std::string Rest(std::string_view details) const {
    std::string shown = Visible(details, kShownValueBytes);
    if (columns_ == 0) return shown;
    return Ellipsis(shown, columns_ > kBefore + 10 ? columns_ - kBefore : 10);
  }

  std::span<const detect::RuleInfo> rules_;
  std::size_t columns_;
};

class NoRenderer final : public Renderer {
 public:
  void AddMatch(const FoundIn&, std::size_t, std::span<const detect::MatchedValue>,
                Part&) const override {}
  void AddIndicator(const FoundIn&, const IndicatorHit&, Part&) const override {}
  std::string Correlation(const CorrelationFound&) const override { return {}; }
};

}  // namespace

void AppendJson(std::string_view text, std::string& out) {
  if (!IsValidUtf8(text)) return AppendJson(RepairUtf8(text), out);
  out += '"';
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!kEscaped[static_cast<unsigned char>(text[at])]) continue;
    out.append(text, from, at - from);
    AppendEscape(text[at], out);
    from = at + 1;
  }
  out.append(text, from);
  out += '"';
}

std::string_view LevelName(Level level) { return boost::describe::enum_to_string(level, ""); }

std::string Visible(std::string_view text, std::size_t limit) {
  std::string shown;
  const std::string printable = PrintableForLog(text, limit);
  for (std::size_t at = 0; at < printable.size(); ++at) {
    const auto rest = std::string_view(printable).substr(at);
    const auto third = static_cast<unsigned char>(rest.size() > 2 ? rest[2] : 0);
    const bool is_control =
        rest.size() > 1 && rest[0] == '\xc2' && static_cast<unsigned char>(rest[1]) < 0xa0;  // C1
    const bool turns = (rest.starts_with("\xe2\x80") && third >= 0xaa && third <= 0xae) ||
                       (rest.starts_with("\xe2\x81") && third >= 0xa6 && third <= 0xa9);
    if (is_control || turns) {
      shown += "\ufffd";
      at += is_control ? 1 : 2;
    } else {
      shown += printable[at];
    }
  }
  return shown;
}

std::string InColumns(std::string_view text, std::size_t width) {
  std::string shown = Visible(text, 4 * width);
  if (CodePoints(shown) > width) shown = Ellipsis(shown, width - 1);
  return shown + std::string(width - std::min(width, CodePoints(shown)), ' ');
}

std::unique_ptr<Renderer> MakeRenderer(Output output, std::span<const detect::RuleInfo> rules,
                                       std::size_t columns) {
  switch (output) {
    case Output::kJsonLines:
      return std::make_unique<JsonRenderer>(rules);
    case Output::kTable:
      return std::make_unique<TableRenderer>(rules, columns);
    case Output::kNone:
      break;
  }
  return std::make_unique<NoRenderer>();
}

}  // namespace lachan::scan
