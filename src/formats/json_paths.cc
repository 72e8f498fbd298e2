// SPDX-License-Identifier: Apache-2.0
#include "formats/json_paths.h"

#include <algorithm>
#include <cstring>

namespace lachan::formats {
namespace {

using Role = JsonPath::Role;

constexpr std::string_view kSections[] = {"EventData", "UserData",        "ProcessingErrorData",
                                          "DebugData", "BinaryEventData", "RenderingInfo"};

struct Known {
  std::string_view key;
  std::string_view name;
};
/// Of the object that holds Winlogbeat's fields. Alternatives of one name are alike in `name`.
constexpr Known kWinlogFields[] = {{"channel", "Channel"},
                                   {"log_name", "Channel"},
                                   {"event_id", "EventID"},
                                   {"computer_name", "Computer"},
                                   {"provider_name", "Provider_Name"},
                                   {"source_name", "Provider_Name"},
                                   {"provider_guid", "Provider_Guid"},
                                   {"record_id", "EventRecordID"},
                                   {"record_number", "EventRecordID"}};
constexpr Known kWinlogRootFields[] = {{"message", "Message"}, {"@timestamp", "@timestamp"}};

std::string WithoutBlanks(std::string_view name) {
  std::string text(name);
  std::erase(text, ' ');
  return text;
}

bool IsHidden(std::string_view key) {
  return key == "#attributes" || key == "#text" || key.ends_with("_attributes");
}

std::uint16_t MarksOf(const std::vector<std::string_view>& keys) {
  const auto is = [&](std::initializer_list<std::string_view> wanted) {
    return std::equal(keys.begin(), keys.end(), wanted.begin(), wanted.end());
  };
  if (is({"Event", "System"})) return JsonPath::kEvtxSystem;
  if (is({"winlog", "channel"})) return JsonPath::kWinlogChannel;
  if (keys.size() != 1) return 0;
  constexpr std::pair<std::string_view, std::uint16_t> kRoot[] = {
      {"log_name", JsonPath::kLogName},      {"event_id", JsonPath::kEventIdFlat},
      {"@logsource", JsonPath::kLogSource},  {"Channel", JsonPath::kChannel},
      {"EventID", JsonPath::kEventId},       {"Provider_Name", JsonPath::kProvider},
      {"SourceName", JsonPath::kSourceName}, {"Computer", JsonPath::kComputer},
      {"Hostname", JsonPath::kHostname}};
  for (const auto& [key, mark] : kRoot) {
    if (keys[0] == key) return mark;
  }
  return 0;
}

}  // namespace

JsonPaths::JsonPaths(NameTable& names) : names_(names) {
  paths_.emplace_back();
  meanings_.emplace_back();
}

std::string JsonPaths::MapKey(std::uint32_t parent, std::string_view key) {
  std::string text(sizeof parent + key.size(), '\0');
  std::memcpy(text.data(), &parent, sizeof parent);
  std::memcpy(text.data() + sizeof parent, key.data(), key.size());
  return text;
}

std::uint32_t JsonPaths::Find(std::uint32_t parent, std::string_view key) const {
  const auto found = ids_.find(MapKey(parent, key));
  return found == ids_.end() ? 0 : found->second;
}

std::uint32_t JsonPaths::Add(std::uint32_t parent, std::string_view key) {
  const auto id = static_cast<std::uint32_t>(paths_.size());
  auto& words = words_.emplace_back(key.size() / 8 + 1, 0U);
  std::memcpy(words.data(), key.data(), key.size());
  reinterpret_cast<char*>(words.data())[key.size()] = '"';
  JsonPath& path = paths_.emplace_back();
  path.words = words.data();
  path.key_size = static_cast<std::uint32_t>(key.size());
  path.parent = parent;
  path.is_attributes = key == "#attributes";
  ids_.emplace(MapKey(parent, key), id);
  meanings_.emplace_back();
  Explain(id);
  return id;
}

void JsonPaths::Explain(std::uint32_t id) {
  Keys keys;
  for (std::uint32_t at = id; at != 0; at = paths_[at].parent) keys.push_back(paths_[at].key());
  std::reverse(keys.begin(), keys.end());
  std::string whole;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i > 0) whole += '.';
    whole += keys[i];
  }
  JsonPath& path = paths_[id];
  path.marks = MarksOf(keys);
  path.name = names_.Intern(whole);
  auto& meanings = meanings_[id];
  meanings = {JsonPath::Meaning{Role::kField, path.name}, EvtxMeaning(keys),
              WinlogMeaning(keys, JsonDialect::kWinlog),
              WinlogMeaning(keys, JsonDialect::kWinlogFlat)};
  for (const auto& meaning : meanings) {
    path.never_array |= meaning.role == Role::kData || meaning.role == Role::kSystem;
  }
  path.never_object = meanings[2].role == Role::kSystem || meanings[3].role == Role::kSystem;
  // The text and the attributes of an element are values.
  path.never_array |= path.is_attributes;
  path.never_object |= keys.back() == "#text" || paths_[path.parent].is_attributes;
}

JsonPath::Meaning JsonPaths::DataMeaning(std::span<const std::string_view> keys) {
  const std::size_t n = keys.size();
  const auto is_hidden = [](std::string_view key) { return IsHidden(key); };
  const auto field = [&](const std::string& name) {
    return JsonPath::Meaning{Role::kField, names_.Intern(name)};
  };
  if (n >= 2 && keys[n - 1] == "#text" && std::none_of(keys.begin(), keys.end() - 1, is_hidden)) {
    return field(WithoutBlanks(keys[n - 2]));
  }
  if (n >= 3 && keys[n - 2] == "#attributes" &&
      std::none_of(keys.begin(), keys.end() - 2, is_hidden)) {
    if (keys[n - 1] == "xmlns") return {};
    return field(WithoutBlanks(keys[n - 3]) + '_' + std::string(keys[n - 1]));
  }
  if (std::any_of(keys.begin(), keys.end(), is_hidden)) return {};
  return field(WithoutBlanks(keys[n - 1]));
}

JsonPath::Meaning JsonPaths::EvtxMeaning(const Keys& keys) {
  if (keys[0] != "Event") return {};
  if (keys.size() == 1) return {Role::kData, 0};
  if (keys[1] == "System") {
    if (keys.size() == 3 || (keys.size() == 4 && keys[3] == "#text")) {
      return {Role::kSystem, names_.Intern(keys[2])};
    }
    if (keys.size() != 5 || keys[3] != "#attributes") return {};
    return {Role::kField, names_.Intern(std::string(keys[2]) + '_' + std::string(keys[4]))};
  }
  if (std::find(std::begin(kSections), std::end(kSections), keys[1]) == std::end(kSections)) {
    return {};
  }
  if (keys.size() == 2) return {Role::kData, names_.Intern(keys[1])};
  return DataMeaning(std::span(keys).subspan(2));
}

JsonPath::Meaning JsonPaths::WinlogMeaning(const Keys& keys, JsonDialect dialect) {
  const auto look = [&](std::string_view key, const auto& known) -> JsonPath::Meaning {
    for (const Known& one : known) {
      if (key == one.key) return {Role::kSystem, names_.Intern(one.name)};
    }
    return {};
  };
  if (keys.size() == 1) {
    const auto meaning = look(keys[0], kWinlogRootFields);
    if (meaning.role != Role::kNone) return meaning;
  }
  std::span<const std::string_view> rest(keys);
  if (dialect == JsonDialect::kWinlog) {
    if (keys[0] != "winlog") return {};
    rest = rest.subspan(1);
  }
  const bool is_data = !rest.empty() && (rest[0] == "event_data" || rest[0] == "user_data");
  if (rest.empty() || (is_data && rest.size() == 1)) return {Role::kData, 0};
  if (is_data) return DataMeaning(rest.subspan(1));
  return rest.size() == 1 ? look(rest[0], kWinlogFields) : JsonPath::Meaning{};
}

}  // namespace lachan::formats
