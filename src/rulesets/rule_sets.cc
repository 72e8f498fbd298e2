// SPDX-License-Identifier: Apache-2.0
#include "rulesets/rule_sets.h"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "schema/json.h"
#include "schema/validate.h"

namespace lachan::rulesets {
namespace {

using journal::Caller;
using journal::FactDraft;

/// "…/my rules" → "my-rules".
std::string CodeOf(const std::string& folder) {
  auto name = std::filesystem::path(folder).filename().string();
  if (name.empty()) name = std::filesystem::path(folder).parent_path().filename().string();
  std::string code;
  for (const char c : AsciiLower(name)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    code += plain ? c : '-';
  }
  return code.empty() || code == kOwnSet ? "rules" : code.substr(0, 50);
}

bool IsCode(std::string_view code) {
  return !code.empty() && code.size() <= 60 && std::ranges::all_of(code, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

void Describe(RuleSetEntry& entry, const SetContent& content) {
  entry.hash.value = content.hash;
  entry.files = static_cast<std::int64_t>(std::ranges::count_if(
      content.files, [](const auto& f) { return IsRuleFile(f.path) && !IsTestFile(f.path); }));
  entry.bytes = static_cast<std::int64_t>(content.bytes);
}

std::unexpected<Error> WrongField(std::string field, std::string key, std::string message) {
  return std::unexpected(Error(ErrorCode::kInvalidInput, std::move(message))
                             .WithField(std::move(field), std::move(key)));
}

/// A text of a set checked by the declaration of its field.
Result<std::string> Checked(std::string_view field, std::string_view text) {
  const auto& entity = schema::Describe<RuleSetEntry>();
  const auto& info = entity.fields[static_cast<std::size_t>(entity.Find(field))];
  auto checked = schema::CheckText(info, text);
  if (!checked) return WrongField(std::string(field), checked.error(), "the set is not described");
  return std::get<std::string>(*std::move(checked));
}

}  // namespace

std::string SetsJson(std::span<const SetInput> sets, std::span<const DocumentCounts> counts) {
  boost::json::array array;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const SetInput& set = sets[i];
    boost::json::object object{{"id", set.code},
                               {"title", set.title},
                               {"kind", boost::describe::enum_to_string(set.kind, "")},
                               {"licence", set.licence},
                               {"hash", set.content->hash},
                               {"minimum_level", nullptr}};
    if (set.minimum_level) {
      object["minimum_level"] = boost::describe::enum_to_string(*set.minimum_level, "");
    }
    if (i < counts.size()) {
      object["found"] = counts[i].found;
      object["loaded"] = counts[i].loaded;
      object["rejected"] = counts[i].rejected;
      object["skipped"] = counts[i].skipped;
    }
    array.push_back(std::move(object));
  }
  return boost::json::serialize(array);
}

namespace {

std::string TextOf(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t NumberOf(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  boost::system::error_code error;
  return value == nullptr ? 0 : value->to_number<std::int64_t>(error);
}

std::optional<Level> LevelIn(const boost::json::object& object) {
  Level level = Level::medium;
  const auto text = TextOf(object, "minimum_level");
  if (!boost::describe::enum_from_string(text.c_str(), level)) return std::nullopt;
  return level;
}

/// The objects of a version's `sets`.
std::vector<boost::json::object> Objects(std::string_view json) {
  std::vector<boost::json::object> objects;
  const auto parsed = schema::ParseJson(json);
  if (!parsed || !parsed->is_array()) return objects;
  for (const auto& item : parsed->get_array()) {
    if (item.is_object()) objects.push_back(item.get_object());
  }
  return objects;
}

}  // namespace

std::vector<SetCountsView> ParseSetsJson(std::string_view json) {
  std::vector<SetCountsView> views;
  for (const auto& object : Objects(json)) {
    SetCountsView view;
    view.id = TextOf(object, "id");
    view.title = TextOf(object, "title");
    view.version = TextOf(object, "hash");
    view.minimum_level = LevelIn(object);
    view.found = NumberOf(object, "found");
    view.loaded = NumberOf(object, "loaded");
    view.rejected = NumberOf(object, "rejected");
    view.skipped = NumberOf(object, "skipped");
    views.push_back(std::move(view));
  }
  return views;
}

Status RuleSets::Open(const std::vector<std::string>& shipped_folders) {
  std::vector<std::pair<std::string, ImportedContent>> read;
  std::vector<std::string> codes;
  for (const auto& folder : shipped_folders) {
    LACHAN_TRY(auto content, ReadFolder(folder),
               "reading the rule folders (setting rules.folders)");
    LACHAN_TRY_DO(deps_.content.Keep(content.content));
    auto code = CodeOf(folder);
    for (int n = 2; std::ranges::find(codes, code) != codes.end(); ++n) {
      code = fmt::format("{}-{}", CodeOf(folder), n);
    }
    codes.push_back(code);
    read.emplace_back(folder, std::move(content));
  }
  return deps_.store.Change(Caller::System("start"), [&](journal::Writer& writer) -> Status {
    LACHAN_TRY_DO(RegisterOwn(writer));
    for (std::size_t i = 0; i < read.size(); ++i) {
      LACHAN_TRY_DO(RegisterShipped(writer, codes[i], read[i].first, read[i].second));
    }
    return ArchiveOthers(writer, codes);
  });
}

Status RuleSets::RegisterOwn(journal::Writer& writer) {
  if (Find(writer, kOwnSet)) return {};
  RuleSetEntry entry;
  entry.code.value.value = kOwnSet;
  entry.title = "Luật của tỉnh";
  entry.kind = RuleSetKind::own;
  LACHAN_TRY_DO(journal::Insert(writer, entry, FactDraft{.kind = "rule_set.created"}));
  return {};
}

Status RuleSets::RegisterShipped(journal::Writer& writer, const std::string& code,
                                 const std::string& folder, const ImportedContent& read) {
  auto found = Find(writer, code);
  RuleSetEntry entry = found.value_or(RuleSetEntry{});
  if (found && entry.kind.value != RuleSetKind::shipped) {
    return Fail(ErrorCode::kConflict,
                "the folder '{}' (setting rules.folders) has the name of the imported set {}; "
                "rename one of them",
                folder, code);
  }
  Describe(entry, read.content);
  entry.origin.value = Ellipsis(RepairUtf8(folder), 500);
  entry.archived = false;
  if (found) {
    LACHAN_TRY_DO(journal::Update(writer, entry, FactDraft{.kind = "rule_set.changed"}));
    return {};
  }
  entry.code.value.value = code;
  entry.kind = RuleSetKind::shipped;
  entry.title = code == "rules" ? "Lá Chắn" : Ellipsis(RepairUtf8(folder), 200);
  entry.licence = read.licence.empty() && code == "rules" ? "Apache-2.0" : read.licence;
  LACHAN_TRY_DO(journal::Insert(writer, entry, FactDraft{.kind = "rule_set.created"}));
  return {};
}

Status RuleSets::ArchiveOthers(journal::Writer& writer, const std::vector<std::string>& shipped) {
  journal::ListQuery query;
  query.filters = {journal::Equals("kind", std::string("shipped"))};
  LACHAN_TRY(auto entries, journal::ListAll<RuleSetEntry>(writer, query));
  for (auto& entry : entries) {
    if (std::ranges::find(shipped, entry.code.value.value) != shipped.end()) continue;
    entry.archived = true;
    LACHAN_TRY_DO(journal::Update(writer, entry, FactDraft{.kind = "rule_set.removed"}));
  }
  return {};
}

Result<RuleSetEntry> RuleSets::Find(journal::Reader& reader, std::string_view code) const {
  journal::ListQuery query;
  query.filters = {journal::Equals("code", std::string(code))};
  query.with_archived = true;
  LACHAN_TRY(const auto rows, journal::List<RuleSetEntry>(reader, query));
  if (rows.empty()) {
    return Fail(ErrorCode::kNotFound, "no set of rules '{}'", PrintableForLog(code, 60));
  }
  return rows.front();
}

Result<std::vector<RuleSetEntry>> RuleSets::All(journal::Reader& reader) const {
  LACHAN_TRY(auto entries, journal::ListAll<RuleSetEntry>(reader));
  for (auto& entry : entries) {
    if (entry.kind.value != RuleSetKind::own) continue;
    LACHAN_TRY(const auto content, deps_.content.ReadOwn());
    Describe(entry, content);
  }
  std::ranges::stable_sort(entries, {}, [](const RuleSetEntry& entry) {
    return std::pair(static_cast<int>(entry.kind.value), entry.id.value);
  });
  return entries;
}

Result<std::vector<SetInput>> RuleSets::Working(bool only_shipped) const {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Caller::System("rules")));
  LACHAN_TRY(const auto entries, All(*reader));
  std::vector<SetInput> inputs;
  for (const auto& entry : entries) {
    if (!entry.enabled) continue;
    if (only_shipped && entry.kind.value != RuleSetKind::shipped) continue;
    SetInput input{entry.code.value.value, entry.title.value,   entry.licence.value,
                   entry.kind.value,       entry.minimum_level, nullptr};
    if (entry.kind.value == RuleSetKind::own) {
      LACHAN_TRY(auto content, deps_.content.ReadOwn());
      input.content = std::make_shared<const SetContent>(std::move(content));
    } else {
      LACHAN_TRY(auto content, deps_.content.Read(entry.hash.value.value),
                 fmt::format("reading set {}", entry.code.value.value));
      input.content = std::make_shared<const SetContent>(std::move(content));
    }
    inputs.push_back(std::move(input));
  }
  return inputs;
}

Result<std::vector<SetInput>> RuleSets::FromVersion(std::string_view sets_json) const {
  std::vector<SetInput> inputs;
  for (const auto& object : Objects(sets_json)) {
    SetInput input;
    input.code = TextOf(object, "id");
    input.title = TextOf(object, "title");
    input.licence = TextOf(object, "licence");
    boost::describe::enum_from_string(TextOf(object, "kind").c_str(), input.kind);
    input.minimum_level = LevelIn(object);
    LACHAN_TRY(auto content, deps_.content.Read(TextOf(object, "hash")),
               fmt::format("reading set {}", input.code));
    input.content = std::make_shared<const SetContent>(std::move(content));
    inputs.push_back(std::move(input));
  }
  return inputs;
}

Result<RuleSetEntry> RuleSets::Import(const Caller& caller, const ImportRequest& request,
                                      const ImportedContent& imported) {
  if (!IsCode(request.code) || request.code == kOwnSet) {
    return WrongField("id", "not_a_code",
                      "a set's id has small letters, digits, - and _, and is not 'own'");
  }
  LACHAN_TRY(const auto title,
             Checked("title", request.title.empty() ? request.code : request.title));
  LACHAN_TRY(const auto licence,
             Checked("licence", request.licence.empty() ? imported.licence : request.licence));
  const auto is_rule = [](const auto& file) {
    return IsRuleFile(file.path) && !IsTestFile(file.path);
  };
  if (std::ranges::none_of(imported.content.files, is_rule)) {
    const auto& left = imported.left_out;
    const auto rule =
        std::ranges::find_if(left, [](const auto& file) { return IsRuleFile(file.path); });
    if (rule == left.end()) return Fail(ErrorCode::kInvalidInput, "there is no .yml file in it");
    return Fail(ErrorCode::kInvalidInput,
                "none of its .yml files can be taken; {}: {}; split or mend it, then import again",
                PrintableForLog(rule->path), rule->reason);
  }
  LACHAN_TRY_DO(deps_.content.Keep(imported.content));
  return journal::ChangeFor<RuleSetEntry>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<RuleSetEntry> {
        const auto found = Find(writer, request.code);
        RuleSetEntry entry = found.value_or(RuleSetEntry{});
        if (found && entry.kind.value != RuleSetKind::imported) {
          return Fail(ErrorCode::kConflict,
                      "the set '{}' is not an imported one; choose another id", request.code);
        }
        if (!found || !request.title.empty()) entry.title = title;
        if (!found || !request.licence.empty()) entry.licence = licence;
        entry.origin.value = Ellipsis(RepairUtf8(request.origin), 500);
        entry.archived = false;
        Describe(entry, imported.content);
        if (found) {
          return journal::Update(writer, entry, FactDraft{.kind = "rule_set.imported"});
        }
        entry.code.value.value = request.code;
        entry.kind = RuleSetKind::imported;
        return journal::Insert(writer, entry, FactDraft{.kind = "rule_set.imported"});
      });
}

Result<RuleSetEntry> RuleSets::Apply(const Caller& caller, std::string_view code,
                                     const Change& change) {
  return journal::ChangeFor<RuleSetEntry>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<RuleSetEntry> {
        LACHAN_TRY(auto entry, Find(writer, code));
        if (entry.archived.value) return Fail(ErrorCode::kNotFound, "the set was removed");
        if (change.title) {
          LACHAN_TRY(entry.title.value, Checked("title", *change.title));
        }
        if (change.licence) {
          LACHAN_TRY(entry.licence.value, Checked("licence", *change.licence));
        }
        if (change.enabled) entry.enabled = *change.enabled;
        if (change.sets_minimum_level) entry.minimum_level = change.minimum_level;
        return journal::Update(writer, entry, FactDraft{.kind = "rule_set.changed"});
      });
}

Status RuleSets::Remove(const Caller& caller, std::string_view code) {
  return deps_.store.Change(caller, [&](journal::Writer& writer) -> Status {
    LACHAN_TRY(auto entry, Find(writer, code));
    if (entry.archived.value) return Fail(ErrorCode::kNotFound, "the set was removed already");
    if (entry.kind.value != RuleSetKind::imported) {
      return Fail(ErrorCode::kFailedPrecondition,
                  "only imported sets can be removed; switch this one off instead");
    }
    entry.archived = true;
    LACHAN_TRY_DO(journal::Update(writer, entry, FactDraft{.kind = "rule_set.removed"}));
    return {};
  });
}

Result<SetContent> RuleSets::ContentOf(std::string_view code) const {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Caller::System("rules")));
  LACHAN_TRY(const auto entry, Find(*reader, code));
  if (entry.archived.value) return Fail(ErrorCode::kNotFound, "the set was removed");
  if (entry.kind.value == RuleSetKind::own) return deps_.content.ReadOwn();
  return deps_.content.Read(entry.hash.value.value);
}

}  // namespace lachan::rulesets
