// SPDX-License-Identifier: Apache-2.0
#include "formats/windows_xml.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "formats/windows_xml_levels.h"

namespace lachan::formats {
namespace {

using evtx::ChildLevel;
using evtx::HasAttributes;
using evtx::HasText;
using evtx::IsData;
using evtx::Level;
using evtx::Role;
using evtx::RoleOf;
using Form = RawValue::Form;

constexpr std::string_view kBlank = " \t\r\n";

bool IsNameEnd(char c) {
  return kBlank.find(c) != std::string_view::npos || c == '/' || c == '>' || c == '=' || c == '<' ||
         c == '"' || c == '\'';
}

/// Appends a code point. Control characters are not XML, but Windows writes them.
bool AppendCharacter(std::uint32_t point, std::string& out) {
  if (point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return false;
  char units[4] = {static_cast<char>(point & 0xFF), static_cast<char>(point >> 8 & 0xFF), 0, 0};
  std::size_t size = 2;
  if (point >= 0x10000) {
    const std::uint32_t high = 0xD800 + ((point - 0x10000) >> 10), low = 0xDC00 + (point & 0x3FF);
    units[0] = static_cast<char>(high & 0xFF);
    units[1] = static_cast<char>(high >> 8);
    units[2] = static_cast<char>(low & 0xFF);
    units[3] = static_cast<char>(low >> 8);
    size = 4;
  }
  return AppendDecoded({Form::kUtf16, {units, size}}, out);
}

/// Appends what "name" of "&name;" stands for.
bool AppendEntity(std::string_view name, std::string& out) {
  static constexpr std::pair<std::string_view, char> kEntities[] = {
      {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  for (const auto& [known, character] : kEntities) {
    if (name != known) continue;
    out += character;
    return true;
  }
  if (!name.starts_with('#')) return false;
  name.remove_prefix(1);
  const int base = name.starts_with('x') ? 16 : 10;
  if (base == 16) name.remove_prefix(1);
  std::uint32_t point = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), point, base);
  return error == std::errc() && end == name.data() + name.size() && AppendCharacter(point, out);
}

/// A text that stays a view for as long as it is one piece.
class Text {
 public:
  bool empty() const { return plain_.empty() && made_.empty(); }
  bool any() const { return any_; }
  void Add(std::string_view piece) {
    any_ = true;
    if (empty()) {
      plain_ = piece;
    } else {
      Own() += piece;
    }
  }
  std::string& Own() {
    any_ = true;
    made_ += plain_;
    plain_ = {};
    return made_;
  }
  bool OnlyBlanks() const {
    return (made_.empty() ? plain_ : std::string_view(made_)).find_first_not_of(kBlank) ==
           std::string_view::npos;
  }
  std::string_view Keep(TextArena& arena) const {
    return made_.empty() ? plain_ : arena.Keep(made_);
  }

 private:
  std::string_view plain_;
  std::string made_;
  bool any_ = false;
};

/// An element that has not ended.
struct Open {
  std::string_view tag;
  Level level = Level::kDocument;
  NameId name = 0;
  Text text;
  bool children = false;
  bool attributes = false;  ///< That became fields.
};

class Reader {
 public:
  Reader(std::string_view xml, NameTable& names, TextArena& arena, FlatRecord& record,
         const WindowsXmlLimits& limits)
      : rest_(xml), names_(names), arena_(arena), record_(record), limits_(limits) {}

  bool Document() {
    if (!Misc() || !rest_.starts_with('<')) return false;
    if (!StartTag()) return false;
    while (!open_.empty()) {
      if (!Content()) return false;
    }
    return event_ && Misc() && rest_.empty();
  }

 private:
  /// White space, declarations and comments.
  bool Misc() {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
    for (;;) {
      SkipBlanks();
      if (rest_.starts_with("<?")) {
        if (!SkipPast("?>")) return false;
      } else if (rest_.starts_with("<!--")) {
        if (!SkipPast("-->")) return false;
      } else {
        return !rest_.starts_with("<!");
      }
    }
  }

  void SkipBlanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlank), rest_.size()));
  }
  bool SkipPast(std::string_view end) {
    const auto at = rest_.find(end);
    if (at == std::string_view::npos) return false;
    rest_.remove_prefix(at + end.size());
    return true;
  }
  bool Skip(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  /// Empty when there is none, or one that is too long.
  std::string_view Name() {
    const auto end = std::find_if(rest_.begin(), rest_.end(), IsNameEnd);
    const auto name = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(name.size());
    return name.size() <= limits_.name_bytes ? name : std::string_view();
  }

  /// One piece of an element's content.
  bool Content() {
    if (rest_.empty()) return false;
    if (rest_.front() != '<') return Characters(open_.back().text, rest_.find('<'));
    if (rest_.starts_with("</")) return EndTag();
    if (rest_.starts_with("<!--")) return SkipPast("-->");
    if (rest_.starts_with("<?")) return SkipPast("?>");
    if (Skip("<![CDATA[")) {
      const auto end = rest_.find("]]>");
      if (end == std::string_view::npos) return false;
      open_.back().text.Add(rest_.substr(0, end));
      return SkipPast("]]>");
    }
    open_.back().children = true;
    return StartTag();
  }

  /// The next `size` bytes, entities resolved.
  bool Characters(Text& out, std::size_t size) {
    if (size == std::string_view::npos) return false;
    std::string_view piece = rest_.substr(0, size);
    rest_.remove_prefix(size);
    for (;;) {
      const auto at = std::min(piece.find('&'), piece.size());
      out.Add(piece.substr(0, at));
      piece.remove_prefix(at);
      if (piece.empty()) return true;
      const auto end = piece.find(';');
      if (end == std::string_view::npos || end > 10) return false;
      if (!AppendEntity(piece.substr(1, end - 1), out.Own())) return false;
      piece.remove_prefix(end + 1);
    }
  }

  bool StartTag() {
    rest_.remove_prefix(1);
    if (open_.size() >= limits_.depth) return false;
    Open element;
    element.tag = Name();
    if (element.tag.empty()) return false;
    const Role role = RoleOf(element.tag);
    element.level = ChildLevel(open_.empty() ? Level::kDocument : open_.back().level, role);
    event_ = event_ || element.level == Level::kEvent;
    if (HasText(element.level)) element.name = names_.Intern(element.tag);
    while (kBlank.find(rest_.empty() ? 'x' : rest_.front()) != std::string_view::npos) {
      SkipBlanks();
      if (rest_.empty() || rest_.front() == '/' || rest_.front() == '>') break;
      if (!Attribute(element, role)) return false;
    }
    if (IsData(element.level, role)) element.text.Add("");  // Empty, but there.
    if (Skip("/>")) {
      Emit(element);
      return true;
    }
    if (!Skip(">")) return false;
    open_.push_back(std::move(element));
    return true;
  }

  bool Attribute(Open& element, Role role) {
    const std::string_view name = Name();
    SkipBlanks();
    if (name.empty() || !Skip("=")) return false;
    SkipBlanks();
    const char quote = rest_.empty() ? '\0' : rest_.front();
    if (quote != '"' && quote != '\'') return false;
    rest_.remove_prefix(1);
    Text value;
    if (!Characters(value, rest_.find(quote)) || !Skip({&quote, 1})) return false;
    const Role meaning = RoleOf(name);
    if (IsData(element.level, role)) {
      if (meaning == Role::kName && !value.empty()) element.name = DataName(value);
    } else if (HasAttributes(element.level) && meaning != Role::kNamespace) {
      std::string full(element.tag);
      full += '_';
      full += name;
      element.attributes = true;
      const RawValue text{Form::kText, value.Keep(arena_)};
      if (element.level == Level::kData) {
        AddData(names_.Intern(full), text);
      } else {
        Add(names_.Intern(full), text);
      }
    }
    return true;
  }

  NameId DataName(Text& value) {
    std::string& name = value.Own();
    std::erase(name, ' ');
    return names_.Intern(name);
  }

  bool EndTag() {
    rest_.remove_prefix(2);
    if (Name() != open_.back().tag) return false;
    SkipBlanks();
    if (!Skip(">")) return false;
    const Open element = std::move(open_.back());
    open_.pop_back();
    Emit(element);
    return true;
  }

  /// The field of an element that has ended.
  void Emit(const Open& element) {
    if (!HasText(element.level)) return;
    const bool container = element.children || element.level == Level::kSection;
    const bool text = container ? !element.text.OnlyBlanks() : element.text.any();
    const bool only_attributes = element.level == Level::kSystemValue && element.attributes;
    if (!text && (container || only_attributes)) return;
    const RawValue value = text ? RawValue{Form::kText, element.text.Keep(arena_)} : RawValue{};
    if (element.level == Level::kSystemValue) {
      AddSystemValue(element.name, value);
    } else {
      AddData(element.name, value);
    }
  }

  void AddSystemValue(NameId name, RawValue value) {
    if (name != 0 && system_.insert(name).second && data_) {  // 0: no name.
      std::erase_if(record_.fields, [&](const FlatField& field) { return field.name == name; });
    }
    Add(name, value);
  }

  void AddData(NameId name, RawValue value) {
    data_ = true;
    if (!system_.contains(name)) Add(name, value);
  }

  void Add(NameId name, RawValue value) {
    if (record_.fields.size() < limits_.fields) record_.fields.push_back({name, value});
  }

  std::string_view rest_;
  NameTable& names_;
  TextArena& arena_;
  FlatRecord& record_;
  const WindowsXmlLimits& limits_;
  std::vector<Open> open_;
  std::unordered_set<NameId>
      system_;  ///< Names that <System> has; data of these names is left out.
  bool event_ = false, data_ = false;
};

}  // namespace

bool ReadWindowsXml(std::string_view xml, NameTable& names, TextArena& arena, FlatRecord& record,
                    const WindowsXmlLimits& limits) {
  record.fields.clear();
  record.text = {};
  record.logsource.reset();
  record.form = 0;
  if (xml.size() > limits.bytes) return false;
  if (!IsValidUtf8(xml)) xml = arena.Keep(RepairUtf8(xml));
  if (Reader(xml, names, arena, record, limits).Document() && !record.fields.empty()) return true;
  record.fields.clear();
  return false;
}

}  // namespace lachan::formats
