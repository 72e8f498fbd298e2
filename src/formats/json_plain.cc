// SPDX-License-Identifier: Apache-2.0
#include "formats/json_plain.h"

#include "base/text.h"
#include "formats/json_number.h"

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <unordered_map>

namespace lachan::formats {
namespace {

namespace od = simdjson::ondemand;
using Form = RawValue::Form;

struct Tree {
  enum class Kind : std::uint8_t { kScalar, kArray, kObject };
  Kind kind = Kind::kScalar;
  Form form = Form::kNull;
  std::string text;
  std::vector<std::pair<std::string, Tree>> members;  // Of an object; keys are unlike.
  std::vector<Tree> items;                            // Of an array.

  // Defined where the tree is complete: it holds members that are trees themselves.
  Tree();
  Tree(const Tree&) = delete;
  Tree(Tree&&) noexcept;
  Tree& operator=(Tree&&) noexcept;
  ~Tree();

  bool IsObject() const { return kind == Kind::kObject; }
  bool IsNull() const { return kind == Kind::kScalar && form == Form::kNull; }
  const Tree* Find(std::string_view key) const;
};

const Tree* Tree::Find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

Tree::Tree() = default;
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;

/// Reads the tree; a key that comes again replaces the value before.
class TreeReader {
 public:
  explicit TreeReader(const JsonRecordLimits& limits) : limits_(limits) {}
  bool too_large() const { return too_large_; }
  bool too_deep() const { return too_deep_; }

  bool Object(od::object object, std::size_t depth, Tree& out) {
    if (!Enter(depth)) return false;
    out.kind = Tree::Kind::kObject;
    std::unordered_map<std::string, std::size_t> places;
    for (auto entry : object) {
      od::field field;
      std::string_view key;
      if (std::move(entry).get(field) || field.unescaped_key().get(key)) return false;
      const auto [place, is_new] = places.try_emplace(std::string(key), out.members.size());
      if (is_new) out.members.emplace_back(key, Tree{});
      Tree& value = out.members[place->second].second;
      value = Tree{};
      if (!Value(field.value(), depth, value)) return false;
    }
    return true;
  }

 private:
  bool Enter(std::size_t depth) {
    too_deep_ = too_deep_ || depth > limits_.depth;
    return !too_deep_;
  }

  bool Array(od::array array, std::size_t depth, Tree& out) {
    if (!Enter(depth)) return false;
    out.kind = Tree::Kind::kArray;
    for (auto entry : array) {
      od::value value;
      if (std::move(entry).get(value)) return false;
      if (!Value(value, depth, out.items.emplace_back())) return false;
    }
    return true;
  }

  bool Value(od::value value, std::size_t depth, Tree& out) {
    const std::string_view token = TrimToken(value.raw_json_token());
    if (++values_ > limits_.fields) too_large_ = true;
    if (too_large_ || token.empty()) return false;
    if (token[0] == '{') {
      od::object object;
      return !value.get_object().get(object) && Object(object, depth + 1, out);
    }
    if (token[0] == '[') {
      od::array array;
      return !value.get_array().get(array) && Array(array, depth + 1, out);
    }
    if (token[0] != '"') return Word(token, out);
    std::string_view text;
    if (value.get_string().get(text)) return false;
    out.form = Form::kText;
    out.text = text;
    return true;
  }

  static bool Word(std::string_view token, Tree& out) {
    out.form = token == "null" ? Form::kNull : Form::kBoolean;
    if (token == "null") return true;
    out.text = token;
    if (token == "true" || token == "false") return true;
    out.form = Form::kNumber;
    out.text = CanonicalNumber(token);
    return ShapeOfNumber(token) != NumberShape::kNone;
  }

  const JsonRecordLimits& limits_;
  std::size_t values_ = 0;
  bool too_large_ = false, too_deep_ = false;
};

/// Fields by name; each may have several values, or be there without one.
class Fields {
 public:
  using Values = std::vector<std::pair<Form, std::string>>;

  Values& operator[](const std::string& name) {
    const auto [place, is_new] = places_.try_emplace(name, fields_.size());
    if (is_new) fields_.emplace_back(name, Values{});
    return fields_[place->second].second;
  }
  bool Has(const std::string& name) const { return places_.contains(name); }
  const auto& all() const { return fields_; }

 private:
  std::vector<std::pair<std::string, Values>> fields_;
  std::unordered_map<std::string, std::size_t> places_;
};

/// An object or array where a scalar is wanted counts as null.
std::pair<Form, std::string> Scalar(const Tree& tree) {
  if (tree.kind != Tree::Kind::kScalar) return {Form::kNull, ""};
  return {tree.form, tree.text};
}

void Flatten(const Tree& tree, const std::string& name, Fields& out) {
  if (tree.kind == Tree::Kind::kArray) {
    if (tree.items.empty()) out[name].push_back({Form::kNull, ""});
    for (const Tree& item : tree.items) Flatten(item, name, out);
  } else if (!tree.IsObject() || tree.members.empty()) {
    out[name].push_back(Scalar(tree));
  } else {
    for (const auto& [key, child] : tree.members) Flatten(child, name + '.' + key, out);
  }
}

/// A scalar, or each of an array of scalars.
void AddAll(const Tree& value, const std::string& name, Fields& out) {
  if (value.kind == Tree::Kind::kScalar) out[name].push_back(Scalar(value));
  if (value.kind != Tree::Kind::kArray) return;
  if (value.items.empty()) out[name].push_back({Form::kNull, ""});
  for (const Tree& item : value.items) {
    if (item.kind == Tree::Kind::kScalar) out[name].push_back(Scalar(item));
  }
}

/// The data of a Windows event: leaf names without blanks, attributes behind an underscore.
class WindowsData {
 public:
  explicit WindowsData(Fields& out) : out_(out) {}

  void Object(const Tree& data) {
    for (const auto& [key, value] : data.members) {
      if (key == "#attributes" || key == "#text" || key.ends_with("_attributes")) continue;
      Value(key, value);
    }
  }

 private:
  void Value(const std::string& key, const Tree& value) {
    std::string name = key;
    std::erase(name, ' ');
    if (value.kind == Tree::Kind::kArray) {
      for (const Tree& item : value.items) {
        if (item.IsObject()) {
          Value(key, item);
        } else {
          out_[name].push_back(Scalar(item));
        }
      }
    } else if (value.IsObject()) {
      Element(name, value);
    } else {
      out_[name].push_back(Scalar(value));
    }
  }

  void Element(const std::string& name, const Tree& value) {
    bool has_rest = false;
    const Tree* attributes = value.Find("#attributes");
    const Tree* text = value.Find("#text");
    if (attributes != nullptr) {
      for (const auto& [attribute, one] : attributes->members) {
        if (attribute != "xmlns") AddAll(one, name + '_' + attribute, out_);
      }
    }
    if (text != nullptr) AddAll(*text, name, out_);
    for (const auto& [key, child] : value.members) {
      has_rest |= key != "#attributes" && key != "#text";
    }
    if (has_rest) {
      Object(value);
    } else if (text == nullptr) {
      out_[name].push_back({Form::kNull, ""});
    }
  }

  Fields& out_;
};

void FromEvtx(const Tree& event, Fields& out) {
  for (const char* section : {"EventData", "UserData", "ProcessingErrorData", "DebugData",
                              "BinaryEventData", "RenderingInfo"}) {
    const Tree* data = event.Find(section);
    if (data == nullptr || data->IsNull()) continue;
    if (data->IsObject()) {
      WindowsData(out).Object(*data);
    } else {
      out[section].push_back(Scalar(*data));
    }
  }
  for (const auto& [key, value] : event.Find("System")->members) {
    if (!value.IsObject()) {
      out[key] = {Scalar(value)};
      continue;
    }
    if (const Tree* attributes = value.Find("#attributes")) {
      for (const auto& [attribute, one] : attributes->members) {
        AddAll(one, key + '_' + attribute, out);
      }
    }
    if (const Tree* text = value.Find("#text")) out[key] = {Scalar(*text)};
  }
}

void FromWinlogbeat(const Tree& root, const Tree& log, Fields& out) {
  for (const char* section : {"user_data", "event_data"}) {
    const Tree* data = log.Find(section);
    if (data != nullptr && data->IsObject()) WindowsData(out).Object(*data);
  }
  const auto copy = [&](const char* name, const Tree& from,
                        std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
      const Tree* value = from.Find(key);
      if (value == nullptr) continue;
      if (!value->IsNull()) out[name] = {Scalar(*value)};
      return;
    }
  };
  copy("Channel", log, {"channel", "log_name"});
  copy("EventID", log, {"event_id"});
  copy("Computer", log, {"computer_name"});
  copy("Provider_Name", log, {"provider_name", "source_name"});
  copy("Provider_Guid", log, {"provider_guid"});
  copy("EventRecordID", log, {"record_id", "record_number"});
  copy("Message", root, {"message"});
  copy("@timestamp", root, {"@timestamp"});
}

void FromOther(const Tree& root, Fields& out) {
  for (const auto& [key, child] : root.members) Flatten(child, key, out);
  if (!out.Has("Channel") || !out.Has("EventID")) return;
  const auto copy = [&](const char* name, const char* from) {
    if (out.Has(name) || !out.Has(from)) return;
    const auto values = out[from];
    out[name] = values;
  };
  copy("Provider_Name", "SourceName");
  copy("Computer", "Hostname");
}

std::optional<LogSource> DeclaredSource(const Tree& root) {
  const Tree* declared = root.Find("@logsource");
  if (declared == nullptr || !declared->IsObject()) return std::nullopt;
  const auto part = [&](std::string_view key) {
    const Tree* value = declared->Find(key);
    return value == nullptr ? std::string() : AsciiLower(value->text);
  };
  return LogSource{part("product"), part("category"), part("service")};
}

bool HasObject(const Tree& root, std::string_view key, std::string_view inner) {
  const Tree* value = root.Find(key);
  return value != nullptr && value->IsObject() && value->Find(inner) != nullptr;
}

void Collect(const Tree& root, FlatRecord& record, Fields& fields) {
  record.logsource = DeclaredSource(root);
  if (HasObject(root, "Event", "System") && root.Find("Event")->Find("System")->IsObject()) {
    FromEvtx(*root.Find("Event"), fields);
  } else if (HasObject(root, "winlog", "channel")) {
    FromWinlogbeat(root, *root.Find("winlog"), fields);
  } else if (root.Find("log_name") != nullptr && root.Find("event_id") != nullptr) {
    FromWinlogbeat(root, root, fields);
  } else {
    FromOther(root, fields);
  }
}

}  // namespace

JsonRecordOutcome JsonPlainReader::Read(std::string_view text, const JsonRecordLimits& limits,
                                        FlatRecord& record) {
  const auto outcome = ReadTree(text, limits, record);
  if (outcome != JsonRecordOutcome::kMalformed) return outcome;
  // One character that is none must not hide the record.
  auto mended = MendLoneSurrogates(text);
  if (!mended) return outcome;
  const std::size_t size = mended->size();
  mended->append(JsonRecordReader::kPadding, ' ');
  return ReadTree(std::string_view(*mended).substr(0, size), limits, record);
}

JsonRecordOutcome JsonPlainReader::ReadTree(std::string_view text, const JsonRecordLimits& limits,
                                            FlatRecord& record) {
  od::parser parser;
  od::document document;
  od::object object;
  if (parser.iterate(text.data(), text.size(), text.size() + JsonRecordReader::kPadding)
          .get(document) ||
      document.get_object().get(object)) {
    return JsonRecordOutcome::kMalformed;
  }
  TreeReader reader(limits);
  Tree root;
  if (!reader.Object(object, 1, root)) {
    return reader.too_deep()    ? JsonRecordOutcome::kTooDeep
           : reader.too_large() ? JsonRecordOutcome::kTooLarge
                                : JsonRecordOutcome::kMalformed;
  }
  const char* rest = nullptr;
  if (document.current_location().get(rest) != simdjson::OUT_OF_BOUNDS) {
    return JsonRecordOutcome::kMalformed;
  }
  Fields fields;
  Collect(root, record, fields);
  arena_.Clear();
  for (const auto& [name, values] : fields.all()) {
    if (record.logsource && name.starts_with("@logsource.")) continue;
    const NameId id = names_.Intern(name);
    for (const auto& [form, value] : values) {
      record.fields.push_back({id, {form, arena_.Keep(value)}});
    }
  }
  return JsonRecordOutcome::kOk;
}

}  // namespace lachan::formats
