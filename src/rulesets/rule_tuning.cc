// SPDX-License-Identifier: Apache-2.0
#include "rulesets/rule_tuning.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

#include "base/text.h"
#include "register/entities.h"
#include "rulesets/rule_names.h"

namespace lachan::rulesets {
namespace {

using journal::Caller;
using journal::FactDraft;

constexpr std::size_t kInForce = 500;
constexpr std::size_t kRules = 100;
constexpr std::size_t kTextBytes = 20'000;

std::vector<std::string> ParseRules(const std::string& json) {
  std::vector<std::string> rules;
  const auto parsed = schema::ParseJson(json);
  if (!parsed || !parsed->is_array()) return rules;
  for (const auto& item : parsed->get_array()) {
    if (item.is_string()) rules.emplace_back(item.get_string());
  }
  return rules;
}

bool HasEnded(const RuleException& row, Instant now) {
  return row.ended_at.value.has_value() || row.expires_at <= now;
}

ExceptionInput InputOf(const RuleException& row) {
  ExceptionInput input;
  input.id = row.id.value;
  input.rules = ParseRules(row.rules.value);
  input.agency = row.agency_id.value_or(AgencyId{});
  input.text = row.text.value;
  input.expires_at = row.expires_at;
  return input;
}

/// A fact for the history of each rule that is named.
Status NoteRules(journal::Writer& writer, const RuleException& row, std::string_view kind) {
  for (const auto& rule : ParseRules(row.rules.value)) {
    FactDraft draft{.kind = std::string(kind),
                    .agency = row.agency_id.value_or(AgencyId{}),
                    .subject_kind = std::string(kRuleSubject),
                    .subject_id = RuleSubjectId(rule)};
    draft.payload["rule_id"] = rule;
    draft.payload["exception_id"] = row.id.value;
    draft.payload["note"] = row.reason.value;
    LACHAN_TRY_DO(writer.Note(draft));
  }
  return {};
}

FactDraft Draft(std::string kind, const RuleException& row) {
  FactDraft draft{.kind = std::move(kind)};
  draft.agency = row.agency_id.value_or(AgencyId{});
  return draft;
}

}  // namespace

Result<std::vector<RuleException>> RuleTuning::InForce(journal::Reader& reader) const {
  LACHAN_TRY(auto rows, journal::ListAll<RuleException>(reader));
  std::erase_if(rows, [now = deps_.clock.Now()](const auto& row) { return HasEnded(row, now); });
  return rows;
}

Result<std::shared_ptr<const ExceptionSet>> RuleTuning::CompileFor(
    std::shared_ptr<const detect::RuleSet> rules) const {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Caller::System("rules")));
  LACHAN_TRY(const auto rows, InForce(*reader));
  std::vector<ExceptionInput> inputs;
  for (const auto& row : rows) inputs.push_back(InputOf(row));
  return ExceptionSet::Compile(std::move(rules), inputs);
}

void RuleTuning::SetInForce(std::shared_ptr<const CompiledVersion> version,
                            std::shared_ptr<const ExceptionSet> exceptions) {
  const std::lock_guard lock(mutex_);
  version_ = std::move(version);
  exceptions_ = std::move(exceptions);
}

Status RuleTuning::Check(const NewException& request) const {
  Error error(ErrorCode::kInvalidInput, "the exception cannot be used as it is");
  std::shared_ptr<const CompiledVersion> version;
  {
    const std::lock_guard lock(mutex_);
    version = version_;
  }
  if (request.rules.size() > kRules) error.AddField({"rules", fmt::format("too_long:{}", kRules)});
  for (const auto& id : request.rules) {
    const auto* rule = version ? version->compiled->Find(id) : nullptr;
    if (rule == nullptr) {
      error.AddField({"rules", fmt::format("no rule '{}' is in force", PrintableForLog(id, 80))});
    } else if (rule->kind == detect::RuleKind::kCorrelation) {
      error.AddField({"rules", fmt::format("'{}' is a correlation: except the rules it counts",
                                           PrintableForLog(rule->title, 80))});
    }
  }
  if (request.text.size() > kTextBytes) {
    error.AddField({"text", fmt::format("too_long:{}", kTextBytes)});
  } else if (const auto findings = CheckExceptionText(request.text); !findings.empty()) {
    for (const auto& finding : findings) {
      error.AddField({"text", fmt::format("{}:{}: {} [{}]{}{}", finding.where.line,
                                          finding.where.column, finding.message, finding.code,
                                          finding.hint.empty() ? "" : "; ", finding.hint)});
    }
  }
  if (error.fields().empty()) return {};
  return std::unexpected(std::move(error));
}

Result<RuleException> RuleTuning::RowOf(const Caller& caller, const NewException& request) const {
  const Instant now = deps_.clock.Now();
  auto checked = Check(request);
  Error error = checked ? Error(ErrorCode::kInvalidInput, "the exception cannot be used as it is")
                        : std::move(checked).error();
  if (Trim(request.reason).empty()) error.AddField({"reason", "required"});
  if (CodePoints(request.reason) > 2000) error.AddField({"reason", "too_long:2000"});
  const Instant latest = StartOfDay(AddDays(AddMonths(CivilDateAt(now), kMonths), 1));
  if (!request.expires_at) {
    error.AddField({"expires_at", "required"});
  } else if (*request.expires_at <= now) {
    error.AddField({"expires_at", "must lie in the future"});
  } else if (*request.expires_at > latest) {
    error.AddField({"expires_at", fmt::format("at most {} months from now", kMonths)});
  }
  if (!error.fields().empty()) return std::unexpected(std::move(error));
  RuleException row;
  boost::json::array rules;
  for (const auto& id : request.rules) rules.push_back(boost::json::string(id));
  row.rules.value = boost::json::serialize(rules);
  row.agency_id = request.agency_id;
  row.text.value = request.text;
  row.reason.value = std::string(Trim(request.reason));
  row.expires_at = *request.expires_at;
  row.author.value = caller.name;
  return row;
}

Result<ExceptionView> RuleTuning::Create(const Caller& caller, const NewException& request) {
  LACHAN_TRY(auto row, RowOf(caller, request));
  const auto create = [&](journal::Writer& writer) -> Status {
    LACHAN_TRY(const auto others, InForce(writer));
    if (others.size() >= kInForce) {
      return Fail(ErrorCode::kExhausted, "{} exceptions are in force: end one first",
                  others.size());
    }
    if (row.agency_id && !journal::Get<Agency>(writer, row.agency_id->value)) {
      return std::unexpected(Error(ErrorCode::kInvalidInput, "there is no such agency")
                                 .WithField("agency_id", "not_found"));
    }
    LACHAN_TRY(row, journal::Insert(writer, row, Draft("rule_exception.created", row)));
    return NoteRules(writer, row, "rule.excepted");
  };
  LACHAN_TRY_DO(deps_.store.Change(caller, create));
  LACHAN_TRY_DO(Changed());
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  return ViewOf(row, *reader);
}

Result<ExceptionView> RuleTuning::End(const Caller& caller, std::int64_t id,
                                      const std::string& reason) {
  if (Trim(reason).empty()) {
    return std::unexpected(Error(ErrorCode::kInvalidInput, "say why the exception ends")
                               .WithField("reason", "required"));
  }
  RuleException row;
  const auto end = [&](journal::Writer& writer) -> Status {
    LACHAN_TRY(row, journal::Get<RuleException>(writer, id));
    if (HasEnded(row, deps_.clock.Now())) {
      return Fail(ErrorCode::kFailedPrecondition, "the exception has ended already");
    }
    row.ended_at = std::optional(deps_.clock.Now());
    row.archived = true;
    auto draft = Draft("rule_exception.ended", row);
    draft.payload["note"] = Ellipsis(reason, 2000);
    LACHAN_TRY(row, journal::Update(writer, row, draft));
    return NoteRules(writer, row, "rule.exception_ended");
  };
  LACHAN_TRY_DO(deps_.store.Change(caller, end));
  LACHAN_TRY_DO(Changed());
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  return ViewOf(row, *reader);
}

Status RuleTuning::Changed() {
  if (deps_.on_change) deps_.on_change();
  return {};
}

ExceptionView RuleTuning::ViewOf(const RuleException& row, journal::Reader& reader) const {
  std::shared_ptr<const CompiledVersion> version;
  std::shared_ptr<const ExceptionSet> exceptions;
  {
    const std::lock_guard lock(mutex_);
    version = version_;
    exceptions = exceptions_;
  }
  ExceptionView view;
  view.id = row.id.value;
  view.agency_id = row.agency_id;
  if (row.agency_id) {
    const auto agency = journal::Get<Agency>(reader, row.agency_id->value);
    if (agency) view.agency_name = agency->name.value;
  }
  for (const auto& id : ParseRules(row.rules.value)) {
    const auto* rule = version ? version->compiled->Find(id) : nullptr;
    view.rules.push_back({id, rule == nullptr ? "" : rule->title});
  }
  view.text = row.text.value;
  view.reason = row.reason.value;
  view.author = row.author.value.value;
  view.created_at = row.created_at.value;
  view.expires_at = row.expires_at;
  view.ended_at = row.ended_at.value;
  const auto sum =
      deps_.hits.OfException(row.id.value, {row.suppressed.value, row.last_suppressed_at.value});
  view.suppressed = sum.count;
  view.last_suppressed_at = sum.last;
  if (view.ended_at) {
    view.state = ExceptionState::ended;
  } else if (view.expires_at <= deps_.clock.Now()) {
    view.state = ExceptionState::expired;
  } else if (exceptions && exceptions->problems().contains(view.id)) {
    view.state = ExceptionState::unusable;
    view.problem = exceptions->problems().at(view.id);
  }
  return view;
}

Result<ExceptionList> RuleTuning::List(const Caller& caller, const Query& query) const {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  journal::ListQuery rows_query;
  rows_query.descending = true;
  // In force or not yet filed: not archived.
  rows_query.with_archived = !query.state || *query.state == ExceptionState::expired ||
                             *query.state == ExceptionState::ended;
  if (query.agency) {
    rows_query.filters.push_back(journal::Equals("agency_id", query.agency->value));
  }
  LACHAN_TRY(const auto rows, journal::ListAll<RuleException>(*reader, rows_query));
  ExceptionList list;
  for (const auto& row : rows) {
    const auto rules = ParseRules(row.rules.value);
    if (!query.rule_id.empty() && !rules.empty() &&
        std::ranges::find(rules, query.rule_id) == rules.end()) {
      continue;
    }
    auto view = ViewOf(row, *reader);
    if (query.state && view.state != *query.state) continue;
    list.rows.push_back(std::move(view));
  }
  return list;
}

std::unordered_map<std::string, std::int64_t> RuleTuning::Counts() const {
  std::unordered_map<std::string, std::int64_t> counts;
  const auto reader = deps_.store.OpenReader(Caller::System("rules"));
  if (!reader) return counts;
  const auto rows = InForce(**reader);
  if (!rows) return counts;
  for (const auto& row : *rows) {
    const auto rules = ParseRules(row.rules.value);
    if (rules.empty()) ++counts[""];
    for (const auto& id : rules) ++counts[id];
  }
  return counts;
}

Status RuleTuning::FileExpired() {
  const Instant now = deps_.clock.Now();
  journal::ListQuery query;
  query.filters.push_back({"expires_at",
                           journal::Filter::Op::kLessOrEqual,
                           {static_cast<std::int64_t>(now.time_since_epoch().count())}});
  {
    // Mostly there is nothing to do: a reader does not wait for writers.
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(Caller::System("rules")));
    LACHAN_TRY(const auto due, reader->Count(schema::Describe<RuleException>(), query));
    if (due == 0) return {};
  }
  const auto file = [&](journal::Writer& writer) -> Status {
    LACHAN_TRY(auto rows, journal::ListAll<RuleException>(writer, query));
    for (RuleException& row : rows) {
      row.archived = true;
      LACHAN_TRY_DO(journal::Update(writer, row, Draft("rule_exception.expired", row)));
      LACHAN_TRY_DO(NoteRules(writer, row, "rule.exception_ended"));
    }
    return {};
  };
  LACHAN_TRY_DO(deps_.store.Change(Caller::System("expiry"), file));
  return Changed();
}

}  // namespace lachan::rulesets
