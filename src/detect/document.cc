// SPDX-License-Identifier: Apache-2.0
#include "detect/document.h"

#include "base/text.h"
#include "detect/condition.h"
#include "detect/fold.h"
#include "detect/item.h"

namespace lachan::detect {
namespace {

using NodeKind = YamlNode::Kind;

std::string TextOf(const YamlNode& root, std::string_view key) {
  const YamlNode* node = root.Find(key);
  return node != nullptr && node->IsScalar() ? node->text : std::string();
}

/// A list of texts, or one text as a list of one.
std::vector<std::string> TextsOf(const YamlNode* node) {
  std::vector<std::string> texts;
  if (node == nullptr) return texts;
  if (node->IsScalar() && node->kind != NodeKind::kNull) texts.push_back(node->text);
  for (const auto& item : node->items) {
    if (item->IsScalar()) texts.push_back(item->text);
  }
  return texts;
}

std::string TrimmedText(std::string text) { return std::string(Trim(text)); }

Level LevelOf(const YamlNode& root, Reporter& reporter) {
  const YamlNode* node = root.Find("level");
  if (node == nullptr) return Level::medium;
  const std::string text = AsciiLower(node->text);
  if (text == "informational") return Level::informational;
  if (text == "low") return Level::low;
  if (text == "medium") return Level::medium;
  if (text == "high") return Level::high;
  if (text == "critical") return Level::critical;
  reporter.Warn(*node, "sigma.level",
                fmt::format("unknown level {}, medium is used", Quoted(node->text)),
                "one of informational, low, medium, high, critical");
  return Level::medium;
}

std::vector<std::string> RelatedOf(const YamlNode* node) {
  std::vector<std::string> related;
  if (node == nullptr) return related;
  for (const auto& item : node->items) {
    if (item->kind != YamlNode::Kind::kMap) continue;
    related.push_back(TextOf(*item, "type") + ": " + TextOf(*item, "id"));
  }
  return related;
}

LogSource LogSourceOf(const YamlNode& root) {
  LogSource source;
  const YamlNode* node = root.Find("logsource");
  if (node == nullptr || node->kind != NodeKind::kMap) return source;
  source.product = FoldCase(TextOf(*node, "product"));
  source.category = FoldCase(TextOf(*node, "category"));
  source.service = FoldCase(TextOf(*node, "service"));
  return source;
}

bool IsEmpty(const LogSource& source) {
  return source.product.empty() && source.category.empty() && source.service.empty();
}

RuleInfo ReadInfo(const YamlDocument& document, RuleKind kind, Reporter& reporter, bool& has_id) {
  const YamlNode& root = *document.root;
  RuleInfo info;
  info.kind = kind;
  info.id = TextOf(root, "id");
  has_id = !info.id.empty();
  info.name = TextOf(root, "name");
  info.title = TextOf(root, "title");
  if (info.id.empty()) info.id = info.name.empty() ? info.title : info.name;
  info.description = TrimmedText(TextOf(root, "description"));
  info.author = TextOf(root, "author");
  info.status = AsciiLower(TextOf(root, "status"));
  info.license = TextOf(root, "license");
  info.date = TextOf(root, "date");
  info.modified = TextOf(root, "modified");
  info.level = LevelOf(root, reporter);
  info.logsource = LogSourceOf(root);
  info.tags = TextsOf(root.Find("tags"));
  info.references = TextsOf(root.Find("references"));
  info.falsepositives = TextsOf(root.Find("falsepositives"));
  info.fields = TextsOf(root.Find("fields"));
  info.taxonomy = TextOf(root, "taxonomy");
  info.scope = TextsOf(root.Find("scope"));
  info.related = RelatedOf(root.Find("related"));
  info.path = reporter.path();
  info.line = document.line;
  info.text = document.text;
  if (info.id.empty()) {
    reporter.Error(root, "sigma.id", "the document has no id, name or title",
                   "add a title and an id (a UUID)");
  }
  return info;
}

/// Identifiers and condition under `node` (detection or filter), the keys in `reserved` left out.
std::optional<Expr> ReadDetection(const YamlNode& node, const CompileOptions& options,
                                  std::initializer_list<std::string_view> reserved,
                                  Reporter& reporter) {
  const std::size_t errors = reporter.errors();
  Identifiers identifiers;
  for (const auto& [key, value] : node.entries) {
    if (std::find(reserved.begin(), reserved.end(), key.text) != reserved.end()) continue;
    auto expr = ReadIdentifier(*value, options, reporter);
    // A placeholder keeps the condition readable, so that its own errors show as well.
    identifiers.emplace_back(key.text, expr ? *std::move(expr) : Expr::Const(false));
  }
  const YamlNode* condition = node.Find("condition");
  if (condition == nullptr || condition->kind == NodeKind::kMap) {
    reporter.Error(node, "sigma.condition.missing", "no condition",
                   "add 'condition: selection' under it");
    return std::nullopt;
  }
  std::vector<Expr> alternatives;
  const auto add = [&](const YamlNode& text) {
    auto expr = ParseCondition(text.text, identifiers);
    if (!expr) {
      reporter.Error(text, "sigma.condition",
                     fmt::format("condition {}: {}", Quoted(text.text), expr.error().message),
                     expr.error().hint);
      return;
    }
    alternatives.push_back(*std::move(expr));
  };
  if (condition->kind == NodeKind::kList) {
    for (const auto& item : condition->items) add(*item);
  } else {
    add(*condition);
  }
  if (reporter.errors() != errors) return std::nullopt;
  return Expr::Join(Expr::Op::kOr, std::move(alternatives));
}

Document ReadDetectionDocument(const YamlDocument& document, const CompileOptions& options,
                               Reporter& reporter) {
  const YamlNode& root = *document.root;
  DetectionDocument rule;
  rule.info = ReadInfo(document, RuleKind::kDetection, reporter, rule.has_id);
  if (IsEmpty(rule.info.logsource)) {
    reporter.Error(root, "sigma.logsource", "no logsource", "give product, category or service");
  }
  const YamlNode* detection = root.Find("detection");
  if (detection->kind != NodeKind::kMap) {
    reporter.Error(*detection, "sigma.detection", "'detection' is not a map",
                   "write a map of search identifiers and 'condition' under it");
    return RejectedDocument{};
  }
  auto condition = ReadDetection(*detection, options, {"condition", "timeframe"}, reporter);
  if (!condition || reporter.errors() != 0) return RejectedDocument{};
  rule.condition = *std::move(condition);
  return rule;
}

Document ReadFilterDocument(const YamlDocument& document, const CompileOptions& options,
                            Reporter& reporter) {
  const YamlNode& root = *document.root;
  FilterDocument filter;
  filter.info = ReadInfo(document, RuleKind::kDetection, reporter, filter.has_id);
  const YamlNode* node = root.Find("filter");
  if (node->kind != NodeKind::kMap) {
    reporter.Error(*node, "sigma.filter", "'filter' is not a map",
                   "write 'rules', search identifiers and 'condition' under it");
    return RejectedDocument{};
  }
  filter.rules = TextsOf(node->Find("rules"));
  filter.for_any = filter.rules.empty() ||
                   (filter.rules.size() == 1 && AsciiEqualsIgnoringCase(filter.rules[0], "any"));
  auto condition = ReadDetection(*node, options, {"rules", "condition"}, reporter);
  if (!condition || reporter.errors() != 0) return RejectedDocument{};
  filter.condition = *std::move(condition);
  return filter;
}

std::optional<Duration> ReadTimespan(std::string_view text) {
  if (text.size() < 2 || text.size() > 10) return std::nullopt;
  std::int64_t count = 0;
  for (const char c : text.substr(0, text.size() - 1)) {
    if (c < '0' || c > '9') return std::nullopt;
    count = count * 10 + (c - '0');
  }
  std::int64_t unit = 0;
  switch (text.back()) {
    case 's':
      unit = 1;
      break;
    case 'm':
      unit = 60;
      break;
    case 'h':
      unit = 3'600;
      break;
    case 'd':
      unit = 86'400;
      break;
    case 'w':
      unit = 604'800;
      break;
    case 'M':
      unit = 2'629'746;
      break;  // A twelfth of the Gregorian year.
    case 'y':
      unit = 31'556'952;
      break;  // The Gregorian year.
    default:
      return std::nullopt;
  }
  const std::int64_t seconds = count * unit;
  if (seconds <= 0 || seconds > 31'556'952LL * 100) return std::nullopt;
  return std::chrono::seconds{seconds};
}

/// Reads what stands under `correlation:`.
class CorrelationReader {
 public:
  CorrelationReader(const YamlNode& node, CorrelationDocument& document, Reporter& reporter)
      : node_(node), document_(document), rule_(document.rule), reporter_(reporter) {}

  void Read() {
    ReadType();
    ReadSpan();
    rule_.references = TextsOf(node_.Find("rules"));
    if (rule_.references.empty()) {
      reporter_.Error(node_, "sigma.correlation.rules", "no rules to correlate",
                      "list ids or names under 'rules'");
    }
    for (auto& name : TextsOf(node_.Find("group-by"))) {
      rule_.groups.push_back({std::move(name), {}});
    }
    rule_.generate = TextOf(node_, "generate") == "true";
    ReadAliases();
    ReadCondition();
  }

 private:
  using Type = CorrelationRule::Type;
  using Relation = CorrelationRule::Relation;

  bool Temporal() const {
    return rule_.type == Type::kTemporal || rule_.type == Type::kTemporalOrdered;
  }

  void ReadType() {
    static const std::map<std::string, Type, std::less<>> kTypes = {
        {"event_count", Type::kEventCount},
        {"value_count", Type::kValueCount},
        {"temporal", Type::kTemporal},
        {"temporal_ordered", Type::kTemporalOrdered},
        {"value_sum", Type::kValueSum},
        {"value_avg", Type::kValueAverage},
        {"value_percentile", Type::kValuePercentile},
        {"value_median", Type::kValuePercentile}};
    const std::string text = TextOf(node_, "type");
    const auto found = kTypes.find(text);
    if (found == kTypes.end()) {
      reporter_.Error(node_, "sigma.correlation.type", "unknown correlation type " + Quoted(text),
                      "event_count, value_count, temporal, temporal_ordered, value_sum, "
                      "value_avg, value_percentile or value_median");
      return;
    }
    rule_.type = found->second;
  }

  void ReadSpan() {
    const std::string text = TextOf(node_, "timespan");
    const auto span = ReadTimespan(text);
    if (!span) {
      reporter_.Error(
          node_, "sigma.correlation.timespan",
          fmt::format("timespan {} is not a number with s, m, h, d, w, M or y", Quoted(text)),
          "write e.g. 'timespan: 5m'");
      return;
    }
    rule_.timespan = *span;
  }

  void ReadAliases() {
    const YamlNode* aliases = node_.Find("aliases");
    if (aliases == nullptr) return;
    for (const auto& [alias, fields] : aliases->entries) {
      for (const auto& [reference, field] : fields->entries) {
        document_.aliases[alias.text][reference.text] = field->text;
      }
    }
  }

  void ReadCondition() {
    const YamlNode* condition = node_.Find("condition");
    if (condition == nullptr) {
      if (!Temporal()) {
        reporter_.Error(node_, "sigma.condition.missing", "no condition", "e.g. 'gte: 10'");
      }
      rule_.limits = {{Relation::kGreaterOrEqual, static_cast<double>(rule_.references.size())}};
      return;
    }
    if (condition->kind == NodeKind::kString && Temporal()) {
      ReadBooleanCondition(*condition);
      return;
    }
    if (condition->kind != NodeKind::kMap) {
      reporter_.Error(*condition, "sigma.condition", "the condition is not a map",
                      "write e.g. 'condition: {gte: 10}'; only temporal correlations take a text");
      return;
    }
    for (const auto& [key, value] : condition->entries) ReadLimit(key, *value);
    if (rule_.limits.empty()) {
      reporter_.Error(*condition, "sigma.condition", "the condition has no comparison",
                      "gt, gte, lt, lte, eq or neq");
    }
    const bool needs_field = !Temporal() && rule_.type != Type::kEventCount;
    if (needs_field && rule_.value_fields.empty()) {
      reporter_.Error(*condition, "sigma.condition", "the condition names no field",
                      "add 'field: …'");
    }
  }

  void ReadLimit(const YamlNode& key, const YamlNode& value) {
    static const std::map<std::string, Relation, std::less<>> kRelations = {
        {"eq", Relation::kEqual},   {"neq", Relation::kNotEqual},
        {"lt", Relation::kLess},    {"lte", Relation::kLessOrEqual},
        {"gt", Relation::kGreater}, {"gte", Relation::kGreaterOrEqual}};
    if (key.text == "field") {
      rule_.value_fields = TextsOf(&value);
      return;
    }
    const auto number = Decimal::Parse(value.text);
    if (key.text == "percentile" && number) {
      rule_.percentile = std::strtod(number->text.c_str(), nullptr);
      return;
    }
    const auto relation = kRelations.find(key.text);
    if (relation == kRelations.end() || !number) {
      reporter_.Error(key, "sigma.condition",
                      Quoted(key.text + ": " + value.text) + " is not a comparison",
                      "gt, gte, lt, lte, eq or neq with a number, or field or percentile");
      return;
    }
    rule_.limits.push_back({relation->second, std::strtod(number->text.c_str(), nullptr)});
  }

  void ReadBooleanCondition(const YamlNode& condition) {
    Identifiers identifiers;
    for (const auto& reference : rule_.references) {
      Atom atom;
      atom.kind = Atom::Kind::kExists;
      atom.field = reference;
      identifiers.emplace_back(reference, Expr::Of(std::move(atom)));
    }
    auto expr = ParseCondition(condition.text, identifiers);
    if (!expr) {
      reporter_.Error(condition, "sigma.condition", expr.error().message, expr.error().hint);
      return;
    }
    rule_.condition = *std::move(expr);
  }

  const YamlNode& node_;
  CorrelationDocument& document_;
  CorrelationRule& rule_;
  Reporter& reporter_;
};

Document ReadCorrelationDocument(const YamlDocument& document, Reporter& reporter) {
  const YamlNode& root = *document.root;
  CorrelationDocument correlation;
  correlation.info = ReadInfo(document, RuleKind::kCorrelation, reporter, correlation.has_id);
  const YamlNode* node = root.Find("correlation");
  correlation.column = node->column;
  if (node->kind != NodeKind::kMap) {
    reporter.Error(*node, "sigma.correlation", "'correlation' is not a map",
                   "write 'type', 'rules', 'timespan' and 'condition' under it");
    return RejectedDocument{};
  }
  CorrelationReader(*node, correlation, reporter).Read();
  if (reporter.errors() != 0) return RejectedDocument{};
  return correlation;
}

}  // namespace

Document ReadDocument(const YamlDocument& document, const CompileOptions& options,
                      Reporter& reporter) {
  const YamlNode& root = *document.root;
  const bool is_map = root.kind == NodeKind::kMap;
  if (!is_map || (root.Find("detection") == nullptr && root.Find("correlation") == nullptr &&
                  root.Find("filter") == nullptr)) {
    reporter.Note(root, "sigma.document.other",
                  "not a Sigma document: no detection, correlation or filter");
    return SkippedDocument{};
  }
  const std::string status = AsciiLower(TextOf(root, "status"));
  if ((status == "deprecated" && !options.load_deprecated) ||
      (status == "unsupported" && !options.load_unsupported)) {
    reporter.Note(root, "sigma.status", fmt::format("left out: status {}", status));
    return SkippedDocument{};
  }
  if (root.Find("correlation") != nullptr) return ReadCorrelationDocument(document, reporter);
  if (root.Find("filter") != nullptr) return ReadFilterDocument(document, options, reporter);
  return ReadDetectionDocument(document, options, reporter);
}

}  // namespace lachan::detect
