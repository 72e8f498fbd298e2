// SPDX-License-Identifier: Apache-2.0
#include "detect/testing_cases.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <regex>

#include "base/text.h"
#include "detect/fold.h"
#include "detect/testing_events.h"

namespace lachan::detect::testing {
namespace {

using Kind = YamlNode::Kind;

std::string SourceRoot() {
  const char* root = std::getenv("LACHAN_SOURCE");
  return root == nullptr ? "." : root;
}

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

/// One character of a Sigma string: a code point, or a wildcard.
struct Sign {
  enum { kPlain, kMany, kOne } kind = kPlain;
  std::string text;
};

std::vector<std::string> Characters(std::string_view text) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t bytes = CodePointAt(text, i).bytes;
    all.emplace_back(text.substr(i, bytes));
    i += bytes;
  }
  return all;
}

std::vector<Sign> Signs(std::string_view text) {
  std::vector<Sign> signs;
  const auto characters = Characters(text);
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const std::string& c = characters[i];
    const std::string next = i + 1 < characters.size() ? characters[i + 1] : "";
    if (c == "\\" && (next == "*" || next == "?" || next == "\\")) {
      signs.push_back({Sign::kPlain, next});
      ++i;
    } else {
      signs.push_back({c == "*" ? Sign::kMany : c == "?" ? Sign::kOne : Sign::kPlain, c});
    }
  }
  return signs;
}

bool Like(const std::vector<Sign>& signs, std::size_t s, const std::vector<std::string>& text,
          std::size_t t) {
  if (s == signs.size()) return t == text.size();
  if (signs[s].kind == Sign::kMany) {
    for (std::size_t skip = t; skip <= text.size(); ++skip) {
      if (Like(signs, s + 1, text, skip)) return true;
    }
    return false;
  }
  if (t == text.size()) return false;
  if (signs[s].kind == Sign::kPlain && signs[s].text != text[t]) return false;
  return Like(signs, s + 1, text, t + 1);
}

/// The evaluator: one field with its modifiers, one condition, over one event.
class Reference {
 public:
  Reference(const YamlNode& detection, const Event& event)
      : detection_(detection), event_(event), words_(Words(detection.Find("condition")->text)) {}

  bool Condition() { return Or(); }

 private:
  static std::vector<std::string> Words(std::string text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '(' && text[i] != ')') continue;
      text.insert(i + 1, " ");
      text.insert(i, " ");
      i += 2;
    }
    std::vector<std::string> words;
    for (const auto word : Split(text, ' ')) {
      if (!word.empty()) words.emplace_back(word);
    }
    return words;
  }

  bool Take(const char* word) {
    if (at_ == words_.size() || words_[at_] != word) return false;
    ++at_;
    return true;
  }
  bool Or() {
    bool value = And();
    while (Take("or")) value = And() || value;
    return value;
  }
  bool And() {
    bool value = Not();
    while (Take("and")) value = Not() && value;
    return value;
  }
  bool Not() {
    if (Take("not")) return !Not();
    if (Take("(")) {
      const bool value = Or();
      Take(")");
      return value;
    }
    const std::string word = words_[at_++];
    if (!Take("of")) return Identifier(*detection_.Find(word));
    ++at_;  // "them"
    std::size_t holding = 0, count = 0;
    for (const auto& [name, node] : detection_.entries) {
      if (name.text == "condition") continue;
      ++count;
      if (Identifier(*node)) ++holding;
    }
    return word == "all" ? holding == count : holding >= std::stoul(word);
  }

  bool Identifier(const YamlNode& node) const {
    if (node.kind == Kind::kMap) {
      return std::all_of(node.entries.begin(), node.entries.end(),
                         [&](const auto& entry) { return Item(entry.first.text, *entry.second); });
    }
    if (node.kind == Kind::kList && node.items[0]->kind == Kind::kMap) {
      return std::any_of(node.items.begin(), node.items.end(),
                         [&](const auto& item) { return Identifier(*item); });
    }
    return Item("", node);
  }

  bool Item(const std::string& key, const YamlNode& value) const {
    const auto parts = Split(key, '|');
    const std::vector<std::string> modifiers(parts.begin() + (parts.empty() ? 0 : 1), parts.end());
    const std::string field(parts.empty() ? "" : parts[0]);
    const auto has = [&](const char* name) {
      return std::find(modifiers.begin(), modifiers.end(), name) != modifiers.end();
    };
    if (has("exists")) return Present(field) == (value.text == "true");
    std::vector<YamlNode::Ptr> values = value.items;
    if (value.kind != Kind::kList) values = {std::make_shared<YamlNode>(value)};
    bool all = true, any = false;
    for (const auto& one : values) {
      const bool holds = OneValue(field, modifiers, *one);
      all = all && holds;
      any = any || holds;
    }
    return (has("all") ? all : any) != has("neq");
  }

  bool Present(const std::string& field) const {
    return std::any_of(event_.fields.begin(), event_.fields.end(),
                       [&](const EventField& one) { return one.name == field; });
  }

  bool OneValue(const std::string& field, const std::vector<std::string>& modifiers,
                const YamlNode& value) const {
    if (value.kind == Kind::kNull) {
      if (!Present(field)) return true;
      return std::any_of(event_.fields.begin(), event_.fields.end(), [&](const EventField& one) {
        return one.name == field && one.kind == EventField::Kind::kNull;
      });
    }
    return std::any_of(event_.fields.begin(), event_.fields.end(), [&](const EventField& one) {
      if (one.kind == EventField::Kind::kNull) return false;
      return field.empty() ? Keyword(one.value, value)
                           : one.name == field && Test(one, modifiers, value);
    });
  }

  static bool Keyword(const std::string& text, const YamlNode& value) {
    auto signs = Signs(FoldCase(value.text));
    signs.insert(signs.begin(), {Sign::kMany, "*"});
    signs.push_back({Sign::kMany, "*"});
    return Like(signs, 0, Characters(FoldCase(text)), 0);
  }

  static bool Test(const EventField& field, const std::vector<std::string>& modifiers,
                   const YamlNode& value) {
    bool cased = false, text_only = false;
    std::string pattern = value.text;
    std::vector<Sign> before, after;
    for (const auto& modifier : modifiers) {
      if (modifier == "re") return std::regex_search(field.value, std::regex(value.text));
      if (modifier == "gt") return Number(field) && std::stod(field.value) > std::stod(value.text);
      if (modifier == "lte")
        return Number(field) && std::stod(field.value) <= std::stod(value.text);
      if (modifier == "cased") cased = text_only = true;
      if (modifier == "contains" || modifier == "endswith") before = {{Sign::kMany, "*"}};
      if (modifier == "contains" || modifier == "startswith") after = {{Sign::kMany, "*"}};
      if (modifier.ends_with("with") || modifier == "contains") text_only = true;
    }
    const bool number = value.kind == Kind::kInteger || value.kind == Kind::kFloat;
    if (number && !text_only) return Number(field) && std::stod(field.value) == std::stod(pattern);
    auto signs = Signs(cased ? pattern : FoldCase(pattern));
    signs.insert(signs.begin(), before.begin(), before.end());
    signs.insert(signs.end(), after.begin(), after.end());
    return Like(signs, 0, Characters(cased ? field.value : FoldCase(field.value)), 0);
  }

  static bool Number(const EventField& field) {
    static const std::regex kNumber("[+-]?[0-9]+([.][0-9]+)?");
    return field.kind != EventField::Kind::kBoolean && std::regex_match(field.value, kNumber);
  }

  const YamlNode& detection_;
  const Event& event_;
  std::vector<std::string> words_;
  std::size_t at_ = 0;
};

}  // namespace

YamlNode::Ptr ReadCases(const std::string& path) {
  const auto text = ReadTextFile(SourceRoot() + '/' + path);
  EXPECT_TRUE(text) << path;
  std::vector<Diagnostic> findings;
  const auto documents = ReadYaml(path, text.value_or(""), {}, findings);
  for (const auto& finding : findings) ADD_FAILURE() << finding.Text();
  if (documents.empty()) return std::make_shared<YamlNode>();
  return documents.front().root;
}

std::vector<std::string> FilesIn(const std::string& folder, const std::string& ending) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(SourceRoot() + '/' + folder)) {
    if (entry.path().extension() == ending) {
      files.push_back(folder + '/' + entry.path().filename().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string ToYaml(const YamlNode& node) {
  std::string out;
  switch (node.kind) {
    case Kind::kNull:
      return "null";
    case Kind::kBoolean:
    case Kind::kInteger:
    case Kind::kFloat:
      return node.text;
    case Kind::kString:
      return Quoted(node.text);
    case Kind::kList:
      for (const auto& item : node.items) out += (out.empty() ? "" : ", ") + ToYaml(*item);
      return '[' + out + ']';
    case Kind::kMap:
      for (const auto& [key, value] : node.entries) {
        out += (out.empty() ? "" : ", ") + Quoted(key.text) + ": " + ToYaml(*value);
      }
      return '{' + out + '}';
  }
  return out;
}

Event EventOf(const YamlNode& fields) {
  Event event;
  const auto add = [&](const std::string& name, const YamlNode& value) {
    EventField field{name, value.text, EventField::Kind::kString};
    if (value.kind == Kind::kNull) field.kind = EventField::Kind::kNull;
    if (value.kind == Kind::kBoolean) field.kind = EventField::Kind::kBoolean;
    if (value.kind == Kind::kInteger || value.kind == Kind::kFloat) {
      field.kind = EventField::Kind::kNumber;
    }
    event.fields.push_back(std::move(field));
  };
  for (const auto& [name, value] : fields.entries) {
    if (name.text == "@time") {
      event.time = ParseInstant(value->text).value_or(Instant{});
    } else if (value->kind == Kind::kList) {
      for (const auto& item : value->items) add(name.text, *item);
    } else {
      add(name.text, *value);
    }
  }
  event.raw = "{}";
  return event;
}

bool ReferenceMatches(const YamlNode& detection, const Event& event) {
  return Reference(detection, event).Condition();
}

}  // namespace lachan::detect::testing
