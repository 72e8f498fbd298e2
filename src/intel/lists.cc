// SPDX-License-Identifier: Apache-2.0
#include "intel/lists.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>

#include "base/hash.h"
#include "base/text.h"
#include "indicators/read.h"
#include "intel/in_force.h"

LACHAN_ENTITY_CODE(lachan::IndicatorList);
LACHAN_ENTITY_CODE(lachan::IndicatorExclusion);
LACHAN_ENTITY_CODE(lachan::IndicatorHits);
LACHAN_ENTITY_CODE(lachan::IndicatorMeter);

namespace lachan::intel {
namespace {

namespace json = boost::json;
using journal::Caller;
using journal::FactDraft;

constexpr std::size_t kFindingsInError = 20;

std::unexpected<Error> Wrong(std::string field, std::string message) {
  return std::unexpected(
      Error(ErrorCode::kInvalidInput, fmt::format("{} is not right: {}", field, message))
          .WithField(field, message));
}

/// Puts `settings` into the row. \error kInvalidInput
Status Set(IndicatorList& list, const ListSettings& settings) {
  if (settings.name) {
    const auto name = std::string(Trim(*settings.name));
    if (name.empty()) return Wrong("name", "required");
    if (CodePoints(name) > 200) return Wrong("name", "too_long:200");
    if (!IsValidUtf8(name) || std::ranges::any_of(name, [](unsigned char c) { return c < 0x20; })) {
      return Wrong("name", "not_a_line");
    }
    list.name = name;
  }
  if (settings.note) {
    if (CodePoints(*settings.note) > 2000) return Wrong("note", "too_long:2000");
    list.note = RepairUtf8(*settings.note);
  }
  if (settings.state) {
    if (*settings.state == IndicatorListState::removed) return Wrong("state", "not_a_choice");
    list.state = *settings.state;
  }
  if (settings.raises_alerts) list.raises_alerts = *settings.raises_alerts;
  if (settings.level) list.level = *settings.level;
  if (settings.default_tlp) list.default_tlp = *settings.default_tlp;
  if (!settings.sets_default_days) return {};
  if (settings.default_days && (*settings.default_days < 1 || *settings.default_days > 3650)) {
    return Wrong("default_days", "out_of_range:1:3650");
  }
  list.default_days = settings.default_days;
  return {};
}

std::string PlaceOf(const Diagnostic& finding, const std::string& file) {
  if (finding.where.line > 0) return std::to_string(finding.where.line);
  const auto& place = finding.where.file;
  return place.starts_with(file + '#') ? place.substr(file.size() + 1) : std::string();
}

IndicatorFindingView ViewOf(const Diagnostic& finding, const std::string& file) {
  IndicatorFindingView view;
  switch (finding.severity) {
    case Diagnostic::Severity::kNote:
      view.severity = "note";
      break;
    case Diagnostic::Severity::kWarning:
      view.severity = "warning";
      break;
    case Diagnostic::Severity::kError:
      view.severity = "error";
      break;
  }
  view.code = finding.code;
  view.message = Ellipsis(RepairUtf8(finding.message), 500);
  view.hint = Ellipsis(RepairUtf8(finding.hint), 500);
  view.place = Ellipsis(RepairUtf8(PlaceOf(finding, file)), 200);
  return view;
}

/// A document of which nothing can be used is refused with what is wrong in it.
Status CheckUsable(const IndicatorAccountView& account) {
  if (account.loaded > 0) return {};
  Error error(ErrorCode::kInvalidInput,
              fmt::format("no indicator can be used: {} found, {} rejected, {} skipped",
                          account.found, account.rejected, account.skipped));
  if (account.findings.empty()) error.AddField({"content", "empty"});
  for (const auto& finding : account.findings) {
    if (error.fields().size() == kFindingsInError) break;
    error.AddField(
        {"content", fmt::format("{}{}{}{}{}", finding.place, finding.place.empty() ? "" : ": ",
                                finding.message, finding.hint.empty() ? "" : "; ", finding.hint)});
  }
  return std::unexpected(std::move(error));
}

void SetContent(IndicatorList& list, const std::string& hash, const IndicatorAccountView& account,
                std::size_t bytes) {
  list.content.value.value = hash;
  list.format.value.value = account.format;
  list.bytes = static_cast<std::int64_t>(bytes);
  list.found = account.found;
  list.loaded = account.loaded;
  list.rejected = account.rejected;
  list.skipped = account.skipped;
}

json::object ContentJson(const IndicatorList& list) {
  json::object object{{"content", list.content.value.value},
                      {"format", list.format.value.value},
                      {"bytes", list.bytes.value},
                      {"found", list.found.value},
                      {"loaded", list.loaded.value},
                      {"rejected", list.rejected.value},
                      {"skipped", list.skipped.value},
                      {"imported_by", list.imported_by.value.value},
                      {"imported_at", nullptr}};
  if (list.imported_at.value) object["imported_at"] = FormatInstant(*list.imported_at.value);
  return object;
}

std::string TextAt(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t NumberAt(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  json::error_code error;
  return value == nullptr ? 0 : value->to_number<std::int64_t>(error);
}

void TakeContent(IndicatorList& list, const json::object& from) {
  list.content.value.value = TextAt(from, "content");
  list.format.value.value = TextAt(from, "format");
  list.bytes = NumberAt(from, "bytes");
  list.found = NumberAt(from, "found");
  list.loaded = NumberAt(from, "loaded");
  list.rejected = NumberAt(from, "rejected");
  list.skipped = NumberAt(from, "skipped");
  list.imported_by.value.value = TextAt(from, "imported_by");
  list.imported_at = std::optional<Instant>();
  if (const auto at = ParseInstant(TextAt(from, "imported_at"))) {
    list.imported_at = std::optional(*at);
  }
}

}  // namespace

json::object PreviousOf(const IndicatorList& list) {
  const auto parsed = schema::ParseJson(list.previous.value.value);
  return parsed && parsed->is_object() ? parsed->get_object() : json::object();
}

namespace {

FactDraft Draft(std::string kind) { return FactDraft{.kind = std::move(kind)}; }

/// Of two lists of one name the store tells it as a conflict.
Error NameTaken(Error error) {
  if (error.code() != ErrorCode::kConflict || !error.fields().empty()) return error;
  return Error(ErrorCode::kConflict, "another list has this name").WithField("name", "taken");
}

Status CheckName(journal::Reader& reader, const IndicatorList& list) {
  journal::ListQuery query;
  query.filters = {journal::Equals("name", list.name.value)};
  LACHAN_TRY(const auto rows, journal::List<IndicatorList>(reader, query));
  const bool is_taken = std::ranges::any_of(
      rows, [&](const IndicatorList& row) { return row.id.value != list.id.value; });
  if (!is_taken) return {};
  return std::unexpected(
      Error(ErrorCode::kConflict, fmt::format("another list is called '{}'", list.name.value))
          .WithField("name", "taken"));
}

}  // namespace

IndicatorAccountView AccountOf(std::string document, const std::string& name, IndicatorTlp tlp,
                               std::optional<std::int64_t> default_days, Instant now) {
  std::map<std::string_view, std::int64_t> kinds;
  IndicatorAccountView account;
  const auto options = ReadOptionsFor(name, tlp);
  const auto report = indicators::ReadIndicators(
      std::move(document), options, [&](indicators::Indicator indicator) {
        ++kinds[indicators::ToString(indicator.kind)];
        if (!indicator.valid_until && default_days) {
          indicator.valid_until = now + std::chrono::days(*default_days);
        }
        if (indicator.valid_until && *indicator.valid_until <= now) ++account.expired;
      });
  account.format = indicators::ToString(report.format);
  account.found = static_cast<std::int64_t>(report.found);
  account.loaded = static_cast<std::int64_t>(report.loaded);
  account.rejected = static_cast<std::int64_t>(report.rejected);
  account.skipped = static_cast<std::int64_t>(report.skipped);
  account.is_complete = report.complete;
  for (const auto& [kind, count] : kinds) account.kinds.push_back({std::string(kind), count});
  for (const auto& [why, count] : report.skipped_why) {
    account.reasons.push_back({RepairUtf8(why), static_cast<std::int64_t>(count)});
  }
  for (const auto& finding : report.findings) {
    account.findings.push_back(ViewOf(finding, options.file));
  }
  account.findings_total =
      static_cast<std::int64_t>(report.findings.size() + report.findings_left_out);
  return account;
}

Status Lists::KeepDocument(const std::string& document, const IndicatorAccountView& account,
                           std::string& hash) const {
  hash = Sha256Hex(document);
  return deps_.documents.Keep(hash, document, json::serialize(schema::Encode(account)));
}

Result<Lists::Imported> Lists::Import(const Caller& caller, const ListSettings& settings,
                                      const std::string& document, bool is_trial) {
  IndicatorList list;
  list.previous.value = schema::Json("{}");
  LACHAN_TRY_DO(Set(list, settings));
  if (list.name.empty()) return Wrong("name", "required");
  const Instant now = deps_.clock.Now();
  Imported imported;
  imported.account =
      AccountOf(document, list.name.value, list.default_tlp, settings.default_days, now);
  if (is_trial) return imported;
  LACHAN_TRY_DO(CheckUsable(imported.account));
  std::string hash;
  {
    // Before anything is written: a name that is taken is told at once.
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(Caller::System("indicators")));
    LACHAN_TRY_DO(CheckName(*reader, list));
  }
  LACHAN_TRY_DO(KeepDocument(document, imported.account, hash));
  SetContent(list, hash, imported.account, document.size());
  list.imported_at = std::optional(now);
  list.imported_by.value.value = caller.name;
  auto made = journal::ChangeFor<IndicatorList>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<IndicatorList> {
        LACHAN_TRY_DO(CheckName(writer, list));
        LACHAN_TRY(const auto lists,
                   writer.Count(schema::Describe<IndicatorList>(), journal::ListQuery{}));
        if (static_cast<std::size_t>(lists) >= kMostLists) {
          return Fail(ErrorCode::kExhausted, "there are {} lists: remove one first", lists);
        }
        return journal::Insert(writer, list, Draft("indicator_list.imported"));
      });
  if (!made) return std::unexpected(NameTaken(std::move(made).error()));
  imported.list = *std::move(made);
  Changed();
  return imported;
}

Result<Lists::Imported> Lists::Replace(const Caller& caller, std::int64_t id,
                                       const std::string& document, bool is_trial) {
  LACHAN_TRY(const auto known, Get(caller, id));
  const auto days = known.default_days ? std::optional(known.default_days->value) : std::nullopt;
  const Instant now = deps_.clock.Now();
  Imported imported;
  imported.account = AccountOf(document, known.name.value, known.default_tlp, days, now);
  if (is_trial) return imported;
  LACHAN_TRY_DO(CheckUsable(imported.account));
  std::string hash;
  LACHAN_TRY_DO(KeepDocument(document, imported.account, hash));
  LACHAN_TRY(imported.list,
             journal::ChangeFor<IndicatorList>(
                 deps_.store, caller, [&](journal::Writer& writer) -> Result<IndicatorList> {
                   LACHAN_TRY(auto list, Find(writer, id));
                   // The same document anew lives longer; what was before it stays before it.
                   if (list.content.value.value != hash) {
                     list.previous.value = schema::Json(json::serialize(ContentJson(list)));
                   }
                   SetContent(list, hash, imported.account, document.size());
                   list.imported_at = std::optional(now);
                   list.imported_by.value.value = caller.name;
                   return journal::Update(writer, list, Draft("indicator_list.replaced"));
                 }));
  Changed();
  return imported;
}

Result<IndicatorList> Lists::Back(const Caller& caller, std::int64_t id) {
  LACHAN_TRY(const auto list,
             journal::ChangeFor<IndicatorList>(
                 deps_.store, caller, [&](journal::Writer& writer) -> Result<IndicatorList> {
                   LACHAN_TRY(auto row, Find(writer, id));
                   const auto previous = PreviousOf(row);
                   if (TextAt(previous, "content").empty()) {
                     return Fail(ErrorCode::kFailedPrecondition,
                                 "the list has had no other content yet");
                   }
                   row.previous.value = schema::Json(json::serialize(ContentJson(row)));
                   TakeContent(row, previous);
                   return journal::Update(writer, row, Draft("indicator_list.went_back"));
                 }));
  Changed();
  return list;
}

Result<IndicatorList> Lists::Apply(const Caller& caller, std::int64_t id,
                                   const ListSettings& settings) {
  auto list = journal::ChangeFor<IndicatorList>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<IndicatorList> {
        LACHAN_TRY(auto row, Find(writer, id));
        LACHAN_TRY_DO(Set(row, settings));
        LACHAN_TRY_DO(CheckName(writer, row));
        return journal::Update(writer, row, Draft("indicator_list.changed"));
      });
  if (!list) return std::unexpected(NameTaken(std::move(list).error()));
  Changed();
  return list;
}

Status Lists::Remove(const Caller& caller, std::int64_t id) {
  const auto remove = [&](journal::Writer& writer) -> Status {
    LACHAN_TRY(auto row, Find(writer, id));
    row.state = IndicatorListState::removed;
    row.archived = true;
    LACHAN_TRY_DO(journal::Update(writer, row, Draft("indicator_list.removed")));
    return {};
  };
  LACHAN_TRY_DO(deps_.store.Change(caller, remove));
  Changed();
  return {};
}

Result<std::vector<IndicatorList>> Lists::All() const {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Caller::System("indicators")));
  return journal::ListAll<IndicatorList>(*reader);
}

Result<IndicatorList> Lists::Find(journal::Reader& reader, std::int64_t id) const {
  LACHAN_TRY(auto list, journal::Get<IndicatorList>(reader, id));
  if (list.state != IndicatorListState::removed) return list;
  return Fail(ErrorCode::kNotFound, "the list was removed");
}

Result<IndicatorList> Lists::Get(const Caller& caller, std::int64_t id) const {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  return Find(*reader, id);
}

Result<std::string> Lists::DocumentOf(const IndicatorList& list) const {
  return deps_.documents.Read(list.content.value.value);
}

IndicatorAccountView Lists::AccountKept(const IndicatorList& list) const {
  IndicatorAccountView account;
  account.format = list.format.value.value;
  account.found = list.found.value;
  account.loaded = list.loaded.value;
  account.rejected = list.rejected.value;
  account.skipped = list.skipped.value;
  json::error_code error;
  const auto parsed = json::parse(deps_.documents.ReadAccount(list.content.value.value), error);
  if (error || !parsed.is_object()) return account;
  const auto& kept = parsed.get_object();
  const auto counts = [&](std::string_view key, std::vector<IndicatorCount>& into) {
    const auto* array = kept.if_contains(key);
    if (array == nullptr || !array->is_array()) return;
    for (const auto& one : array->get_array()) {
      if (!one.is_object()) continue;
      into.push_back({TextAt(one.get_object(), "name"), NumberAt(one.get_object(), "count")});
    }
  };
  counts("kinds", account.kinds);
  counts("reasons", account.reasons);
  if (const auto* complete = kept.if_contains("is_complete"); complete && complete->is_bool()) {
    account.is_complete = complete->get_bool();
  }
  account.expired = NumberAt(kept, "expired");
  account.findings_total = NumberAt(kept, "findings_total");
  if (const auto* findings = kept.if_contains("findings"); findings && findings->is_array()) {
    for (const auto& one : findings->get_array()) {
      if (!one.is_object()) continue;
      const auto& object = one.get_object();
      account.findings.push_back({TextAt(object, "severity"), TextAt(object, "code"),
                                  TextAt(object, "message"), TextAt(object, "hint"),
                                  TextAt(object, "place")});
    }
  }
  return account;
}

Status Lists::SweepDocuments() const {
  LACHAN_TRY(const auto lists, All());
  std::set<std::string, std::less<>> used;
  for (const auto& list : lists) {
    used.insert(list.content.value.value);
    used.insert(TextAt(PreviousOf(list), "content"));
  }
  deps_.documents.KeepOnly(used);
  return {};
}

}  // namespace lachan::intel
