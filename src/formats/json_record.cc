// SPDX-License-Identifier: Apache-2.0
#include "formats/json_record.h"

#include "formats/json_guess.h"
#include "formats/json_number.h"
#include "formats/json_paths.h"
#include "formats/json_plain.h"

// Without the overloads that throw, a forgotten check does not compile.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <cstring>

namespace lachan::formats {
namespace {

namespace od = simdjson::ondemand;
using Form = RawValue::Form;
using Role = JsonPath::Role;

static_assert(JsonRecordReader::kPadding >= simdjson::SIMDJSON_PADDING);

/// Marks that count whatever the value is; the others are of scalars.
constexpr std::uint32_t kOfAnyValue =
    JsonPath::kWinlogChannel | JsonPath::kLogName | JsonPath::kEventIdFlat | JsonPath::kLogSource;

/// How a walk ended.
/// Where a value stood, and what it was.
struct Leaf {
  enum class Kind : std::uint32_t {
    kScalar,
    kEmptyObject,     ///< {}
    kOnlyAttributes,  ///< An object with nothing but "#attributes".
    kEmptyArray,
  };
  std::uint32_t path : 30;
  std::uint32_t kind_bits : 2;
  Kind kind() const { return static_cast<Kind>(kind_bits); }
};

/// A value whose path says something about the record.
struct MarkedValue {
  std::uint32_t marks = 0;
  FlatField field;
};

/// \\u or \\/ in a well-formed string.
bool HasOddEscape(std::string_view text) {
  for (std::size_t at = text.find('\\'); at != std::string_view::npos;) {
    if (text[at + 1] == 'u' || text[at + 1] == '/') return true;
    at = text.find('\\', at + 2);
  }
  return false;
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::string_view ToString(JsonRecordOutcome outcome) {
  switch (outcome) {
    case JsonRecordOutcome::kOk:
      return "ok";
    case JsonRecordOutcome::kNotObject:
      return "not a JSON object";
    case JsonRecordOutcome::kMalformed:
      return "malformed JSON";
    case JsonRecordOutcome::kTooLarge:
      return "too large";
    case JsonRecordOutcome::kTooDeep:
      return "nested too deep";
  }
  return "";
}

struct JsonRecordReader::Impl {
  Impl(NameTable& all_names, JsonRecordLimits all_limits)
      : names(all_names), limits(all_limits), paths(all_names), plain(all_names) {}

  NameTable& names;
  JsonRecordLimits limits;
  JsonPaths paths;
  JsonPlainReader plain;
  od::parser parser;
  TextArena arena;
  std::string decoded;
  JsonGuess guess;
  std::vector<JsonGuess::Emission> emissions;
  // Named as in the dialect "other"; identity is the number of the value in tokens plus one.
  std::vector<FlatField> fields;
  std::vector<Leaf> leaves;  // Beside fields.
  std::vector<JsonGuess::Token> tokens;
  std::vector<MarkedValue> marked;
  std::vector<std::uint32_t> system_stamps;  // By NameId: record in which System gave it.
  std::uint32_t record_number = 0;
  std::uint64_t objects = 0;
  std::uint32_t marks = 0;
  bool unusual = false, has_only_attributes = false;
  Escapes escapes = Escapes::kNone;
  const char* end = nullptr;
  std::uint64_t plainly = 0;

  // False: not a record, or one that the plain reader has to read.
  bool WalkObject(od::object object, std::uint32_t self, std::size_t depth);
  bool WalkArray(od::array array, std::uint32_t self, std::size_t depth);
  bool WalkValue(od::value value, std::uint32_t self, std::size_t depth, bool in_array);
  std::uint32_t FindKey(const char* raw, std::uint32_t self, std::uint32_t hint);
  bool WalkRecord(std::string_view text);
  JsonDialect Dialect() const;
  bool Emit(JsonDialect dialect, FlatRecord& record);
  bool EmitWindows(JsonDialect dialect, FlatRecord& record);
  void CopyMark(std::uint32_t mark, std::string_view name);
  void DropOnlyAttributes();
  bool AddScalar(std::string_view token, std::uint32_t self);
  void AddLeaf(const JsonPath& path, std::uint32_t id, Leaf::Kind kind, const FlatField& field) {
    fields.push_back(field);
    leaves.push_back({id, static_cast<std::uint32_t>(kind)});
    if (path.marks == 0) return;
    marks |= path.marks & ~static_cast<std::uint32_t>(JsonPath::kEvtxSystem);
    marked.push_back({path.marks, field});
  }
  void AddValue(const JsonPath& path, std::uint32_t id, const RawValue& value,
                std::string_view token) {
    tokens.push_back({token, value.form});
    AddLeaf(path, id, Leaf::Kind::kScalar, {path.name, value, tokens.size()});
  }
  void AddEmpty(std::uint32_t id, Leaf::Kind kind) {
    AddLeaf(paths[id], id, kind, {paths[id].name, {}, 0});
  }
  void LearnForm(std::string_view text, const FlatRecord& record);
  JsonRecordOutcome Parse(std::string_view text, FlatRecord& record);
  void Finish(FlatRecord& record);
};

/// The path of the key whose text begins at `raw`; 0 where it has escapes or no room is left.
std::uint32_t JsonRecordReader::Impl::FindKey(const char* raw, std::uint32_t self,
                                              std::uint32_t hint) {
  if (hint != 0 && paths[hint].StandsAt(raw)) return hint;
  const auto room = static_cast<std::size_t>(end - raw);
  const auto* quote = static_cast<const char*>(std::memchr(raw, '"', room));
  if (quote == nullptr) return 0;
  const std::string_view key(raw, static_cast<std::size_t>(quote - raw));
  if (key.contains('\\')) return 0;
  std::uint32_t path = paths.Find(self, key);
  if (path == 0 && paths.size() < limits.paths) path = paths.Add(self, key);
  return path;
}

bool JsonRecordReader::Impl::WalkObject(od::object object, std::uint32_t self, std::size_t depth) {
  if (depth > limits.depth) return false;
  const std::uint64_t instance = ++objects;
  std::uint32_t previous = 0;  // The key before, or none.
  bool any = false, only_attributes = true;
  for (auto entry : object) {
    od::field field;
    if (std::move(entry).get(field)) return false;
    const std::uint32_t hint = previous == 0 ? paths[self].first : paths[previous].next;
    const std::uint32_t child = FindKey(field.key().raw(), self, hint);
    if (child == 0) return false;
    if (child != hint) (previous == 0 ? paths[self].first : paths[previous].next) = child;
    JsonPath& path = paths[child];
    if (path.last_object == instance) return false;  // A key twice: the last one counts.
    path.last_object = instance;
    previous = child;
    any = true;
    only_attributes = only_attributes && path.is_attributes;
    if (!WalkValue(field.value(), child, depth, false)) return false;
  }
  if (only_attributes && self != 0) {
    has_only_attributes = has_only_attributes || any;
    AddEmpty(self, any ? Leaf::Kind::kOnlyAttributes : Leaf::Kind::kEmptyObject);
  }
  return true;
}

bool JsonRecordReader::Impl::WalkArray(od::array array, std::uint32_t self, std::size_t depth) {
  if (depth > limits.depth) return false;
  bool any = false;
  for (auto entry : array) {
    od::value value;
    if (std::move(entry).get(value)) return false;
    any = true;
    if (!WalkValue(value, self, depth, true)) return false;
  }
  if (!any) AddEmpty(self, Leaf::Kind::kEmptyArray);
  return true;
}

bool JsonRecordReader::Impl::WalkValue(od::value value, std::uint32_t self, std::size_t depth,
                                       bool in_array) {
  const std::string_view token = value.raw_json_token();
  switch (token[0]) {
    case '{': {
      od::object object;
      if (value.get_object().get(object)) return false;
      marks |= paths[self].marks & (in_array ? kOfAnyValue : kOfAnyValue | JsonPath::kEvtxSystem);
      unusual |= paths[self].never_object;
      return WalkObject(object, self, depth + 1);
    }
    case '[': {
      od::array array;
      if (value.get_array().get(array)) return false;
      unusual |= in_array || paths[self].never_array;
      marks |= paths[self].marks & kOfAnyValue;
      return WalkArray(array, self, depth + 1);
    }
    case '"': {
      // Taken from the parser, or it could be mistaken for a key.
      od::raw_json_string raw;
      if (value.get_raw_json_string().get(raw)) return false;
      return AddScalar(token, self);
    }
    default:
      return AddScalar(token, self);
  }
}

bool JsonRecordReader::Impl::AddScalar(std::string_view token, std::uint32_t self) {
  while (IsBlank(token.back())) token.remove_suffix(1);
  const JsonPath& path = paths[self];
  unusual |= path.is_attributes;
  if (token[0] == '"') {
    if (token.size() < 2 || token.back() != '"') return false;
    const std::string_view body = token.substr(1, token.size() - 2);
    AddValue(path, self, {Form::kJsonString, body}, body);
    return true;
  }
  RawValue value;
  if (token == "true" || token == "false") {
    value = {Form::kBoolean, token};
  } else if (token != "null") {
    const NumberShape shape = ShapeOfNumber(token);
    if (shape == NumberShape::kNone) return false;
    value = {Form::kNumber, token};
    if (shape == NumberShape::kOther) value.bytes = arena.Keep(CanonicalNumber(token));
  }
  AddValue(path, self, value, token);
  return true;
}

bool JsonRecordReader::Impl::WalkRecord(std::string_view text) {
  fields.clear();
  leaves.clear();
  tokens.clear();
  marked.clear();
  arena.Clear();
  marks = 0;
  unusual = has_only_attributes = false;
  end = text.data() + text.size();
  od::document document;
  if (parser.iterate(text.data(), text.size(), text.size() + kPadding).get(document)) {
    return false;
  }
  od::object object;
  if (document.get_object().get(object)) return false;
  if (!WalkObject(object, 0, 1)) return false;
  // Nothing may follow: then there is no location any more.
  const char* rest = nullptr;
  if (document.current_location().get(rest) != simdjson::OUT_OF_BOUNDS) return false;
  if (leaves.size() > limits.fields) return false;
  // Nobody decodes what no rule reads, so escapes are checked for the record as a whole.
  escapes = CheckEscapes(text);
  return escapes != Escapes::kWrong;
}

JsonDialect JsonRecordReader::Impl::Dialect() const {
  if ((marks & JsonPath::kEvtxSystem) != 0) return JsonDialect::kEvtx;
  if ((marks & JsonPath::kWinlogChannel) != 0) return JsonDialect::kWinlog;
  constexpr std::uint32_t kBoth = JsonPath::kLogName | JsonPath::kEventIdFlat;
  return (marks & kBoth) == kBoth ? JsonDialect::kWinlogFlat : JsonDialect::kOther;
}

void JsonRecordReader::Impl::CopyMark(std::uint32_t mark, std::string_view name) {
  NameId id = 0;
  for (const MarkedValue& one : marked) {
    if ((one.marks & mark) == 0) continue;
    if (id == 0) id = names.Intern(name);
    fields.push_back({id, one.field.value, one.field.identity});
  }
}

bool JsonRecordReader::Impl::Emit(JsonDialect dialect, FlatRecord& record) {
  if (unusual) return false;
  if (dialect != JsonDialect::kOther) return EmitWindows(dialect, record);
  if (has_only_attributes) DropOnlyAttributes();
  const auto has = [&](std::uint32_t wanted) { return (marks & wanted) == wanted; };
  if (has(JsonPath::kChannel | JsonPath::kEventId)) {
    if (!has(JsonPath::kProvider)) CopyMark(JsonPath::kSourceName, "Provider_Name");
    if (!has(JsonPath::kComputer)) CopyMark(JsonPath::kHostname, "Computer");
  }
  record.fields.swap(fields);
  return true;
}

void JsonRecordReader::Impl::DropOnlyAttributes() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (leaves[i].kind() != Leaf::Kind::kOnlyAttributes) fields[kept++] = fields[i];
  }
  fields.resize(kept);
}

/// False where the fast way cannot tell what wins.
bool JsonRecordReader::Impl::EmitWindows(JsonDialect dialect, FlatRecord& record) {
  if (++record_number == 0) system_stamps.clear();
  if (record_number == 0) ++record_number;
  if (system_stamps.size() < names.size()) system_stamps.resize(names.size(), 0);
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const auto [role, name] = paths.MeaningOf(leaves[i].path, dialect);
    const Leaf::Kind kind = leaves[i].kind();
    if (role == Role::kNone) continue;
    if (kind == Leaf::Kind::kEmptyArray || role == Role::kData) return false;
    if (role != Role::kSystem) continue;
    if (dialect != JsonDialect::kEvtx && fields[i].value.form == Form::kNull) return false;
    if (kind != Leaf::Kind::kScalar) continue;
    if (system_stamps[name] == record_number) return false;
    system_stamps[name] = record_number;
  }
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const auto [role, name] = paths.MeaningOf(leaves[i].path, dialect);
    if (role == Role::kNone) continue;
    if (role == Role::kField && system_stamps[name] == record_number) return false;
    if (role == Role::kSystem && leaves[i].kind() != Leaf::Kind::kScalar) continue;
    record.fields.push_back({name, fields[i].value, fields[i].identity});
  }
  return true;
}

void JsonRecordReader::Impl::LearnForm(std::string_view text, const FlatRecord& record) {
  emissions.clear();
  for (const FlatField& field : record.fields) {
    const auto token = field.identity == 0 ? JsonGuess::Emission::kNothing
                                           : static_cast<std::uint32_t>(field.identity - 1);
    emissions.push_back({field.name, token});
  }
  guess.Learn(text, tokens, emissions, names.NewForm());
}

/// Forgets which token a field had; decodes strings with escapes that have other spellings.
void JsonRecordReader::Impl::Finish(FlatRecord& record) {
  for (FlatField& field : record.fields) {
    field.identity = 0;
    if (escapes != Escapes::kAny || field.value.form != Form::kJsonString) continue;
    if (!HasOddEscape(field.value.bytes)) continue;
    decoded.clear();
    AppendDecoded(field.value, decoded);
    field.value = {Form::kText, arena.Keep(decoded)};
  }
}

JsonRecordReader::JsonRecordReader(NameTable& names, JsonRecordLimits limits)
    : impl_(std::make_unique<Impl>(names, limits)) {}
JsonRecordReader::~JsonRecordReader() = default;

std::uint64_t JsonRecordReader::read_plainly() const { return impl_->plainly; }

JsonRecordOutcome JsonRecordReader::Read(std::string_view text, FlatRecord& record) {
  if (text.size() > impl_->limits.bytes) return JsonRecordOutcome::kTooLarge;
  record.text = {};
  record.logsource.reset();
  record.form = 0;
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  if (!text.starts_with('{')) return JsonRecordOutcome::kNotObject;
  if (impl_->guess.Read(text, record)) return JsonRecordOutcome::kOk;
  return impl_->Parse(text, record);
}

JsonRecordReader::Line JsonRecordReader::ReadLine(std::string_view text, FlatRecord& record) {
  // No record is longer, and a line feed within one is refused.
  const std::string_view most = text.substr(0, impl_->limits.bytes);
  const char* stop = nullptr;
  const bool is_object = most.starts_with('{');
  if (is_object) {
    record.text = {};
    record.logsource.reset();
    stop = impl_->guess.ReadLine(most, record);
    const bool is_whole = stop != nullptr && (stop != most.end() || most.size() == text.size());
    if (is_whole) return {JsonRecordOutcome::kOk, static_cast<std::size_t>(stop - text.data())};
  }
  const std::string_view line = text.substr(0, text.find('\n'));
  if (!is_object || line.size() > impl_->limits.bytes) return {Read(line, record), line.size()};
  record.form = 0;
  return {impl_->Parse(line, record), line.size()};
}

/// What has no form that is known. `text` begins with a brace. What is wrong with a record that has
/// several faults the plain reader says.
JsonRecordOutcome JsonRecordReader::Impl::Parse(std::string_view text, FlatRecord& record) {
  record.fields.clear();
  if (WalkRecord(text) && (marks & JsonPath::kLogSource) == 0 && Emit(Dialect(), record)) {
    if (guess.WantsToLearn()) LearnForm(text, record);
    Finish(record);
    return JsonRecordOutcome::kOk;
  }
  ++plainly;
  record.fields.clear();
  return plain.Read(text, limits, record);
}

JsonRecordOutcome JsonRecordReader::ReadPlainly(std::string_view text, FlatRecord& record) {
  if (text.size() > impl_->limits.bytes) return JsonRecordOutcome::kTooLarge;
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  if (!text.starts_with('{')) return JsonRecordOutcome::kNotObject;
  record.fields.clear();
  record.text = {};
  record.logsource.reset();
  record.form = 0;
  return impl_->plain.Read(text, impl_->limits, record);
}

}  // namespace lachan::formats
