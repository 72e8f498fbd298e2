// SPDX-License-Identifier: Apache-2.0
#include "detect/yaml_node.h"

#include <yaml.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>

#include "base/check.h"
#include "base/text.h"
#include "detect/reporter.h"

namespace lachan::detect {
namespace {

using Kind = YamlNode::Kind;

/// Why a document is not taken.
struct Refusal {
  std::string code, message, hint;
  yaml_mark_t mark;
};

bool AllOf(std::string_view text, std::string_view set) {
  return text.find_first_not_of(set) == std::string_view::npos;
}

std::optional<unsigned long long> Unsigned(std::string digits, int base) {
  std::erase(digits, '_');
  if (digits.empty() || digits.size() > 60) return std::nullopt;
  errno = 0;
  char* end = nullptr;
  const auto value = std::strtoull(digits.c_str(), &end, base);
  if (errno != 0 || *end != '\0') return std::nullopt;
  return value;
}

/// Decimal text of an integer in one of YAML 1.1's notations, or nothing.
std::optional<std::string> IntegerText(std::string_view text) {
  std::string sign;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    if (text[0] == '-') sign = "-";
    text.remove_prefix(1);
  }
  if (text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
  if (text == "0") return "0";
  std::optional<unsigned long long> value;
  if (text[0] != '0') {
    if (!AllOf(text, "0123456789_")) return std::nullopt;
    std::string digits(text);
    std::erase(digits, '_');
    return sign + digits;  // Any size: compared as text where it exceeds 64 bits.
  }
  const auto rest = text.substr(1);
  if (rest[0] == 'x' && rest.size() > 1 && AllOf(rest.substr(1), "0123456789abcdefABCDEF_")) {
    value = Unsigned(std::string(rest.substr(1)), 16);
  } else if (rest[0] == 'b' && rest.size() > 1 && AllOf(rest.substr(1), "01_")) {
    value = Unsigned(std::string(rest.substr(1)), 2);
  } else if (AllOf(rest, "01234567_")) {
    value = Unsigned(std::string(rest), 8);
  }
  if (!value) return std::nullopt;
  return *value == 0 ? "0" : sign + std::to_string(*value);
}

/// Shortest decimal text of a float in YAML 1.1's notation (a point is needed), or nothing.
std::optional<std::string> FloatText(std::string_view text) {
  std::string plain;
  std::size_t i = 0;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) plain += text[i++];
  bool digit = false, point = false;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      digit = true;
    } else if (c == '_') {
      if (!digit) return std::nullopt;
      continue;
    } else if (c == '.' && !point) {
      point = true;
    } else {
      break;
    }
    plain += c;
  }
  if (!point || !digit) return std::nullopt;
  if (i < text.size()) {
    const auto exponent = text.substr(i);
    if (exponent.size() < 3 || (exponent[0] != 'e' && exponent[0] != 'E') ||
        (exponent[1] != '-' && exponent[1] != '+') || !AllOf(exponent.substr(2), "0123456789")) {
      return std::nullopt;
    }
    plain += exponent;
  }
  const double value = std::strtod(plain.c_str(), nullptr);
  if (!std::isfinite(value)) return std::nullopt;
  if (value == std::floor(value) && std::abs(value) < 1e15) {
    return fmt::format("{}", static_cast<long long>(value));
  }
  return fmt::format("{}", value);
}

void TypePlainScalar(std::string_view text, YamlNode& node) {
  static const std::set<std::string_view> kTrue = {"yes",  "Yes", "YES", "true", "True",
                                                   "TRUE", "on",  "On",  "ON"};
  static const std::set<std::string_view> kFalse = {"no",    "No",  "NO",  "false", "False",
                                                    "FALSE", "off", "Off", "OFF"};
  static const std::set<std::string_view> kNull = {"", "~", "null", "Null", "NULL"};
  node.text = text;
  node.kind = Kind::kString;
  if (kNull.contains(text)) {
    node.kind = Kind::kNull;
    node.text.clear();
  } else if (kTrue.contains(text)) {
    node.kind = Kind::kBoolean;
    node.text = "true";
  } else if (kFalse.contains(text)) {
    node.kind = Kind::kBoolean;
    node.text = "false";
  } else if (auto integer = IntegerText(text)) {
    node.kind = Kind::kInteger;
    node.text = *std::move(integer);
  } else if (auto number = FloatText(text)) {
    node.kind = Kind::kFloat;
    node.text = *std::move(number);
  }
}

/// Builds the trees of a text from libyaml's events.
class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, const YamlLimits& limits) : limits_(limits) {
    LACHAN_CHECK(yaml_parser_initialize(&parser_) == 1, "out of memory");
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
  }
  ~TreeBuilder() { yaml_parser_delete(&parser_); }
  TreeBuilder(const TreeBuilder&) = delete;
  TreeBuilder& operator=(const TreeBuilder&) = delete;

  /// Appends the documents up to the end or the first error, which is returned.
  std::optional<Refusal> Read(std::vector<YamlDocument>& documents) {
    for (;;) {
      yaml_event_t event;
      if (yaml_parser_parse(&parser_, &event) == 0) return SyntaxError();
      const bool is_end = event.type == YAML_STREAM_END_EVENT;
      Take(event);
      yaml_event_delete(&event);
      if (refusal_) return refusal_;
      if (root_) documents.push_back({std::move(root_), {}, 1});
      root_ = nullptr;
      if (is_end) return std::nullopt;
    }
  }

 private:
  struct Level {
    std::shared_ptr<YamlNode> node;
    std::string anchor;
    yaml_mark_t mark;
    std::optional<YamlNode> key;
  };

  Refusal SyntaxError() const {
    return {"sigma.yaml.syntax", parser_.problem == nullptr ? "not YAML" : parser_.problem,
            "check indentation and quotes", parser_.problem_mark};
  }

  static std::string TextOf(const unsigned char* text) {
    return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text));
  }

  void Take(const yaml_event_t& event) {
    const yaml_mark_t& mark = event.start_mark;
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT:
        anchors_.clear();
        aliases_ = 0;
        return;
      case YAML_ALIAS_EVENT:
        TakeAlias(TextOf(event.data.alias.anchor), mark);
        return;
      case YAML_SCALAR_EVENT:
        TakeScalar(event);
        return;
      case YAML_SEQUENCE_START_EVENT:
        Open(mark, Kind::kList, TextOf(event.data.sequence_start.anchor));
        return;
      case YAML_MAPPING_START_EVENT:
        Open(mark, Kind::kMap, TextOf(event.data.mapping_start.anchor));
        return;
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        Close();
        return;
      case YAML_NO_EVENT:
      case YAML_STREAM_START_EVENT:
      case YAML_STREAM_END_EVENT:
      case YAML_DOCUMENT_END_EVENT:
        return;
    }
  }

  void Refuse(std::string code, std::string message, std::string hint, const yaml_mark_t& mark) {
    if (!refusal_) refusal_ = Refusal{std::move(code), std::move(message), std::move(hint), mark};
  }

  void TakeAlias(const std::string& name, const yaml_mark_t& mark) {
    if (++aliases_ > limits_.max_aliases) {
      return Refuse("sigma.yaml.aliases", fmt::format("more than {} aliases", limits_.max_aliases),
                    "write the values out", mark);
    }
    const auto anchor = anchors_.find(name);
    if (anchor == anchors_.end()) {
      return Refuse("sigma.yaml.alias",
                    fmt::format("alias {} has no anchor before it, or is inside it", Quoted(name)),
                    "write it out", mark);
    }
    Add(anchor->second, mark);
  }

  void TakeScalar(const yaml_event_t& event) {
    const auto& scalar = event.data.scalar;
    const std::string_view value(reinterpret_cast<const char*>(scalar.value), scalar.length);
    auto node = At(event.start_mark, Kind::kString);
    if (scalar.style == YAML_PLAIN_SCALAR_STYLE && scalar.plain_implicit != 0) {
      TypePlainScalar(value, *node);
    } else {
      node->text = value;
    }
    Finish(std::move(node), TextOf(scalar.anchor), event.start_mark);
  }

  static std::shared_ptr<YamlNode> At(const yaml_mark_t& mark, Kind kind) {
    auto node = std::make_shared<YamlNode>();
    node->kind = kind;
    node->line = static_cast<int>(mark.line) + 1;
    node->column = static_cast<int>(mark.column) + 1;
    return node;
  }

  void Open(const yaml_mark_t& mark, Kind kind, std::string anchor) {
    if (static_cast<int>(levels_.size()) >= limits_.max_depth) {
      return Refuse("sigma.yaml.depth", fmt::format("nested deeper than {}", limits_.max_depth),
                    "flatten the document", mark);
    }
    levels_.push_back({At(mark, kind), std::move(anchor), mark, std::nullopt});
  }

  void Close() {
    Level level = std::move(levels_.back());
    levels_.pop_back();
    Finish(std::move(level.node), level.anchor, level.mark);
  }

  void Finish(std::shared_ptr<YamlNode> node, const std::string& anchor, const yaml_mark_t& mark) {
    YamlNode::Ptr done = std::move(node);
    if (!anchor.empty()) anchors_[anchor] = done;
    Add(std::move(done), mark);
  }

  void Add(YamlNode::Ptr node, const yaml_mark_t& mark) {
    if (levels_.empty()) {
      root_ = std::move(node);
      return;
    }
    Level& top = levels_.back();
    top.node->weight += node->weight;
    if (top.node->weight > limits_.max_nodes) {
      return Refuse("sigma.yaml.size", fmt::format("more than {} values", limits_.max_nodes),
                    "split the document", mark);
    }
    if (top.node->kind == Kind::kList) {
      top.node->items.push_back(std::move(node));
    } else if (!top.key) {
      if (!node->IsScalar()) {
        return Refuse("sigma.yaml.key", "a key must be plain text",
                      "write one word or text before ':'; lists and maps belong behind it", mark);
      }
      top.key = *node;
    } else {
      AddEntry(top, std::move(node), mark);
    }
  }

  void AddEntry(Level& top, YamlNode::Ptr value, const yaml_mark_t& mark) {
    YamlNode key = *std::move(top.key);
    top.key.reset();
    if (key.text == "<<" && value->kind == Kind::kMap) {
      for (const auto& entry : value->entries) {
        if (top.node->Find(entry.first.text) == nullptr) top.node->entries.push_back(entry);
      }
      return;
    }
    if (top.node->Find(key.text) != nullptr) {
      return Refuse("sigma.yaml.duplicate_key",
                    fmt::format("key {} occurs twice", Quoted(key.text)),
                    "merge both values into one list", mark);
    }
    top.node->entries.emplace_back(std::move(key), std::move(value));
  }

  const YamlLimits& limits_;
  yaml_parser_t parser_;
  YamlNode::Ptr root_;
  std::vector<Level> levels_;
  std::map<std::string, YamlNode::Ptr> anchors_;
  std::size_t aliases_ = 0;
  std::optional<Refusal> refusal_;
};

Diagnostic Finding(std::string_view path, std::string code, std::string message, std::string hint,
                   const yaml_mark_t& mark) {
  Diagnostic finding;
  finding.code = std::move(code);
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  finding.where = {std::string(path), static_cast<int>(mark.line) + 1,
                   static_cast<int>(mark.column) + 1};
  return finding;
}

/// Cuts `text` into the lines of each document by its separators at the start of a line.
void AttachTexts(std::string_view text, std::vector<YamlDocument>& documents) {
  std::vector<std::pair<int, std::string_view>> pieces;  // First line, text.
  int line = 1, first_line = 1;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    if (text.substr(at, end - at).starts_with("---")) {
      pieces.emplace_back(first_line, text.substr(begin, at - begin));
      begin = std::min(end + 1, text.size());
      first_line = line + 1;
    }
    at = end + 1;
    ++line;
  }
  pieces.emplace_back(first_line, text.substr(begin));
  for (auto& document : documents) {
    const int root_line = document.root->line;
    for (const auto& [first, piece] : pieces) {
      if (first > root_line) break;
      document.text = piece;
      document.line = first;
    }
  }
}

}  // namespace

YamlNode::YamlNode() = default;
YamlNode::YamlNode(const YamlNode&) = default;
YamlNode::YamlNode(YamlNode&&) noexcept = default;
YamlNode& YamlNode::operator=(const YamlNode&) = default;
YamlNode& YamlNode::operator=(YamlNode&&) noexcept = default;
YamlNode::~YamlNode() = default;

const YamlNode* YamlNode::Find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name.text == key) return value.get();
  }
  return nullptr;
}

std::vector<YamlDocument> ReadYaml(std::string_view path, std::string_view text,
                                   const YamlLimits& limits, std::vector<Diagnostic>& findings) {
  std::vector<YamlDocument> documents;
  const yaml_mark_t start{};
  if (text.size() > limits.max_bytes) {
    findings.push_back(
        Finding(path, "sigma.yaml.size",
                fmt::format("{} bytes, the limit is {}", text.size(), limits.max_bytes),
                "split the file", start));
    return documents;
  }
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (!IsValidUtf8(text)) {
    findings.push_back(
        Finding(path, "sigma.yaml.utf8", "text is not UTF-8", "save the file as UTF-8", start));
    return documents;
  }
  if (const auto refusal = TreeBuilder(text, limits).Read(documents)) {
    findings.push_back(
        Finding(path, refusal->code, refusal->message, refusal->hint, refusal->mark));
  }
  AttachTexts(text, documents);
  return documents;
}

}  // namespace lachan::detect
