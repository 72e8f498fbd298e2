// SPDX-License-Identifier: Apache-2.0
#include "directive/yaml_reader.h"

#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "base/text.h"
#include "directive/suggest.h"

namespace lachan::directive {
namespace {

/// Counts while parsing, before any node is built.
class LimitCheck : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { Node(mark, anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { NoteAnchor(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string&) override {
    Node(mark, anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Enter(mark, anchor);
  }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Enter(mark, anchor);
  }
  void OnMapEnd() override { --depth_; }

  const std::string& problem() const { return problem_; }
  int line() const { return line_; }

 private:
  void Node(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) NoteAnchor(mark);
    if (++nodes_ > YamlLimits::kMaxNodes) Note(mark, "too many values");
  }
  void Enter(const YAML::Mark& mark, YAML::anchor_t anchor) {
    Node(mark, anchor);
    if (++depth_ > YamlLimits::kMaxDepth) Note(mark, "nested too deep");
  }
  void NoteAnchor(const YAML::Mark& mark) { Note(mark, "anchors and aliases are not allowed"); }
  void Note(const YAML::Mark& mark, const char* problem) {
    if (!problem_.empty()) return;
    problem_ = problem;
    line_ = mark.line + 1;
  }

  int nodes_ = 0;
  int depth_ = 0;
  int line_ = 0;
  std::string problem_;
};

void Add(std::vector<Diagnostic>& findings, std::string code, std::string message, std::string hint,
         Place where) {
  findings.push_back({Diagnostic::Severity::kError, std::move(code), std::move(message),
                      std::move(hint), std::move(where)});
}

bool IsName(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  });
}

}  // namespace

std::optional<YAML::Node> ParseYaml(const SourceText& source, std::vector<Diagnostic>& findings) {
  if (source.text.size() > YamlLimits::kMaxBytes) {
    Add(findings, "directive.yaml.size",
        fmt::format("{} bytes, at most {} are read", source.text.size(), YamlLimits::kMaxBytes),
        "split the file", {source.path});
    return std::nullopt;
  }
  if (!IsValidUtf8(source.text)) {
    Add(findings, "directive.yaml.utf8", "the file is not UTF-8", "save it as UTF-8",
        {source.path});
    return std::nullopt;
  }
  try {
    std::istringstream input(source.text);
    YAML::Parser parser(input);
    LimitCheck check;
    parser.HandleNextDocument(check);
    if (!check.problem().empty()) {
      Add(findings, "directive.yaml.limit", check.problem(), "write the value out",
          {source.path, check.line(), 0});
      return std::nullopt;
    }
    return YAML::Load(source.text);
  } catch (const YAML::Exception& error) {
    Add(findings, "directive.yaml.syntax", error.msg, "see docs/formats/directive.md",
        {source.path, error.mark.line + 1, error.mark.column + 1});
  } catch (const std::exception& error) {
    Add(findings, "directive.yaml.syntax", error.what(), "", {source.path});
  }
  return std::nullopt;
}

std::vector<Condition::Literal> ParseTerm(std::string_view term) {
  std::vector<Condition::Literal> literals;
  for (std::string_view part : Split(term, '|')) {
    part = Trim(part);
    Condition::Literal literal;
    if (part.starts_with('!')) {
      literal.negated = true;
      part = Trim(part.substr(1));
    }
    const auto equals = part.find('=');
    const std::string_view name = Trim(part.substr(0, equals));
    if (!IsName(name)) return {};
    literal.name = std::string(name);
    if (equals != std::string_view::npos) {
      literal.value = std::string(Trim(part.substr(equals + 1)));
      if (literal.value.empty()) return {};
    }
    literals.push_back(std::move(literal));
  }
  return literals;
}

MapReader::MapReader(YAML::Node node, std::string path, std::string what,
                     std::vector<Diagnostic>& findings)
    : node_(std::move(node)),
      path_(std::move(path)),
      what_(std::move(what)),
      findings_(&findings),
      is_map_(node_.IsMap()) {
  if (!is_map_) Report("directive.shape", what_ + " must be a mapping", "write `key: value` lines");
}

Place MapReader::PlaceOf(const YAML::Node& node) const {
  const YAML::Mark mark = node.IsDefined() ? node.Mark() : node_.Mark();
  return {path_, mark.line + 1, mark.column + 1};
}

void MapReader::Report(std::string code, std::string message, std::string hint) {
  Report(std::move(code), std::move(message), std::move(hint), node_);
}

void MapReader::Report(std::string code, std::string message, std::string hint,
                       const YAML::Node& at) {
  Add(*findings_, std::move(code), std::move(message), std::move(hint), PlaceOf(at));
}

std::string MapReader::Shown(std::string_view value) { return PrintableForLog(value, 60); }

YAML::Node MapReader::Child(std::string_view key) {
  known_.emplace(key);
  if (!is_map_) return YAML::Node(YAML::NodeType::Undefined);
  for (const auto& entry : node_) {
    if (entry.first.IsScalar() && entry.first.Scalar() == key) return entry.second;
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

bool MapReader::Has(std::string_view key) const {
  if (!is_map_) return false;
  return std::ranges::any_of(node_, [&](const auto& entry) {
    return entry.first.IsScalar() && entry.first.Scalar() == key;
  });
}

std::optional<std::string> MapReader::Scalar(const YAML::Node& node, std::string_view key) {
  if (node.IsScalar()) return node.Scalar();
  Report("directive.shape", fmt::format("{}: '{}' must be a single value", what_, key), "", node);
  return std::nullopt;
}

std::string MapReader::Required(std::string_view key) {
  const YAML::Node node = Child(key);
  if (!is_map_) return {};
  if (!node.IsDefined() || node.IsNull()) {
    Report("directive.missing", fmt::format("{}: '{}' is missing", what_, key),
           fmt::format("add `{}: …`", key));
    return {};
  }
  std::string value = Scalar(node, key).value_or("");
  if (node.IsScalar() && Trim(value).empty()) {
    Report("directive.missing", fmt::format("{}: '{}' is empty", what_, key), "", node);
  }
  return value;
}

std::string MapReader::Optional(std::string_view key, std::string fallback) {
  const YAML::Node node = Child(key);
  if (!node.IsDefined() || node.IsNull()) return fallback;
  return Scalar(node, key).value_or(std::move(fallback));
}

int MapReader::Integer(std::string_view key, int fallback, int low, int high) {
  const YAML::Node node = Child(key);
  if (!node.IsDefined()) return fallback;
  const std::string text = Scalar(node, key).value_or("");
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) {
    Report("directive.value", fmt::format("{}: '{}' is not a valid {}", what_, Shown(text), key),
           fmt::format("a whole number from {} to {}", low, high), node);
    return fallback;
  }
  return value;
}

bool MapReader::Boolean(std::string_view key, bool fallback) {
  const YAML::Node node = Child(key);
  if (!node.IsDefined()) return fallback;
  const std::string text = Scalar(node, key).value_or("");
  if (text == "true") return true;
  if (text == "false") return false;
  Report("directive.value", fmt::format("{}: '{}' is not a valid {}", what_, Shown(text), key),
         "true or false", node);
  return fallback;
}

Text MapReader::RequiredText(std::string_view key) {
  if (!Has(key)) {
    Required(key);
    return {};
  }
  return OptionalText(key);
}

Text MapReader::OptionalText(std::string_view key) {
  auto map = Map(key);
  if (!map) return {};
  Text text{map->Required("vi"), map->Required("en")};
  map->Finish();
  return text;
}

std::optional<CivilDate> MapReader::Date(std::string_view key) {
  const YAML::Node node = Child(key);
  if (!node.IsDefined()) return std::nullopt;
  const auto date = ParseDate(Scalar(node, key).value_or(""));
  if (!date) {
    Report("directive.value", fmt::format("{}: {}", what_, date.error().message()),
           "write yyyy-mm-dd", node);
    return std::nullopt;
  }
  return *date;
}

Validity MapReader::Dates() {
  Validity validity;
  if (const auto from = Date("from")) validity.from = StartOfDay(*from);
  if (const auto to = Date("to")) validity.to = StartOfDay(*to);
  if (validity.from && validity.to && *validity.to <= *validity.from) {
    Report("directive.value", what_ + ": 'to' is not after 'from'",
           "'to' is the first day that no longer belongs");
  }
  return validity;
}

std::vector<YAML::Node> MapReader::Items(std::string_view key) {
  const YAML::Node node = Child(key);
  if (!node.IsDefined() || node.IsNull()) return {};
  if (!node.IsSequence()) {
    Report("directive.shape", fmt::format("{}: '{}' must be a list", what_, key),
           "write `- item` lines or [a, b]", node);
    return {};
  }
  return {node.begin(), node.end()};
}

std::vector<std::string> MapReader::Strings(std::string_view key) {
  std::vector<std::string> values;
  for (const YAML::Node& item : Items(key)) {
    if (auto value = Scalar(item, key)) values.push_back(std::move(*value));
  }
  return values;
}

std::vector<CivilDate> MapReader::DateList(std::string_view key) {
  std::vector<CivilDate> dates;
  for (const YAML::Node& item : Items(key)) {
    const auto date = ParseDate(Scalar(item, key).value_or(""));
    if (date) {
      dates.push_back(*date);
    } else {
      Report("directive.value", fmt::format("{}: {}", what_, date.error().message()),
             "write yyyy-mm-dd", item);
    }
  }
  return dates;
}

Condition MapReader::When(std::string_view key) {
  Condition condition;
  for (const YAML::Node& item : Items(key)) {
    const std::string term = Scalar(item, key).value_or("");
    auto literals = ParseTerm(term);
    if (literals.empty()) {
      Report("directive.condition", fmt::format("{}: '{}' is not a condition", what_, Shown(term)),
             "write name, !name, name=value, joined by | for alternatives", item);
      continue;
    }
    condition.all_of.push_back(std::move(literals));
  }
  return condition;
}

std::optional<TimeLimit> MapReader::Limit(std::string_view key) {
  const YAML::Node node = Child(key);
  if (!node.IsDefined()) return std::nullopt;
  if (node.IsScalar() && node.Scalar() == "immediately") return TimeLimit{Immediately{}};
  auto map = Map(key);
  if (!map || !map->is_map()) return std::nullopt;
  TimeLimit limit;
  int units = 0;
  const auto read = [&](std::string_view unit, int most, auto make) {
    if (!map->Has(unit)) return;
    ++units;
    limit.amount = make(map->Integer(unit, 1, 1, most));
  };
  read("hours", 24 * 366, [](int n) { return RunningHours{n}; });
  read("calendar_days", 3660, [](int n) { return CalendarDays{n}; });
  read("working_days", 3660, [](int n) { return WorkingDays{n}; });
  read("months", 240, [](int n) { return Months{n}; });
  if (!map->Boolean("roll", true)) limit.roll = Roll::kNone;
  map->Finish();
  if (units != 1) {
    Report("directive.limit", fmt::format("{}: '{}' needs exactly one unit", what_, key),
           "immediately, or one of hours, calendar_days, working_days, months", node);
    return std::nullopt;
  }
  return limit;
}

std::optional<FactPattern> MapReader::PatternOf(const YAML::Node& node, std::string_view key) {
  if (node.IsScalar()) return FactPattern{node.Scalar(), {}};
  MapReader map(node, path_, fmt::format("{}: {}", what_, key), *findings_);
  if (!map.is_map()) return std::nullopt;
  FactPattern pattern{map.Required("kind"), map.When("when")};
  map.Finish();
  return pattern;
}

std::optional<FactPattern> MapReader::Pattern(std::string_view key) {
  const YAML::Node node = Child(key);
  if (!node.IsDefined()) return std::nullopt;
  return PatternOf(node, key);
}

std::vector<FactPattern> MapReader::Patterns(std::string_view key) {
  std::vector<FactPattern> patterns;
  for (const YAML::Node& item : Items(key)) {
    if (auto pattern = PatternOf(item, key)) patterns.push_back(std::move(*pattern));
  }
  return patterns;
}

std::optional<MapReader> MapReader::Map(std::string_view key) {
  const YAML::Node node = Child(key);
  if (!node.IsDefined() || node.IsNull()) return std::nullopt;
  return MapReader(node, path_, fmt::format("{}: {}", what_, key), *findings_);
}

std::vector<MapReader> MapReader::Maps(std::string_view key) {
  std::vector<MapReader> maps;
  int number = 0;
  for (const YAML::Node& item : Items(key)) {
    MapReader map(item, path_, fmt::format("{}: {} {}", what_, key, ++number), *findings_);
    if (map.is_map()) maps.push_back(std::move(map));
  }
  return maps;
}

Confidence MapReader::ReadConfidence(Confidence fallback) {
  static constexpr std::pair<std::string_view, Confidence> kNames[] = {
      {"high", Confidence::kHigh},
      {"medium_high", Confidence::kMediumHigh},
      {"medium", Confidence::kMedium},
      {"low", Confidence::kLow},
      {"proposal", Confidence::kProposal}};
  if (!Has("confidence")) {
    Optional("confidence");
    return fallback;
  }
  return Choice<Confidence>("confidence", kNames);
}

void MapReader::Finish() {
  if (!is_map_) return;
  std::set<std::string, std::less<>> seen;
  for (const auto& entry : node_) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "(not a word)";
    if (!known_.contains(key)) {
      std::string hint = "known here:";
      for (const std::string& name : known_) hint += " " + name;
      Report("directive.key.unknown", fmt::format("{}: unknown key '{}'", what_, Shown(key)),
             Hint(key, known_, hint), entry.first);
    } else if (!seen.insert(key).second) {
      Report("directive.key.twice", fmt::format("{}: '{}' is written twice", what_, key), "",
             entry.first);
    }
  }
}

}  // namespace lachan::directive
