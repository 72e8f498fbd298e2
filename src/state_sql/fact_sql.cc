// SPDX-License-Identifier: Apache-2.0
#include "state_sql/fact_sql.h"

#include "state_sql/query.h"

namespace lachan::state_sql {
namespace {

constexpr std::string_view kColumns =
    "id, kind, subject_kind, subject_id, agency_id, system_id, actor_id, actor_name, recorded_at, "
    "occurred_at, origin, cause_id, payload, hash";

std::int64_t Micros(Instant instant) { return instant.time_since_epoch().count(); }

void AddKinds(Statement& statement, const std::vector<std::string>& kinds) {
  if (kinds.empty()) return;
  statement.text += " AND (";
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const std::string_view kind = kinds[i];
    if (i > 0) statement.text += " OR ";
    if (kind.ends_with(".*")) {
      // "incident." <= kind < "incident/": '/' follows '.', and the index serves the range.
      const std::string prefix(kind.substr(0, kind.size() - 1));
      const std::string end = prefix.substr(0, prefix.size() - 1) + '/';
      const std::string from = statement.Bind(prefix);
      statement.text += fmt::format("(kind >= {} AND kind < {})", from, statement.Bind(end));
    } else {
      statement.text += "kind = " + statement.Bind(kind);
    }
  }
  statement.text += ')';
}

}  // namespace

Statement SelectFacts(const journal::Reach& reach, const journal::FactQuery& query) {
  Statement statement;
  statement.columns = {Wire::kNumber, Wire::kText,   Wire::kText, Wire::kNumber, Wire::kNumber,
                       Wire::kNumber, Wire::kNumber, Wire::kText, Wire::kNumber, Wire::kNumber,
                       Wire::kText,   Wire::kNumber, Wire::kText, Wire::kText};
  statement.text =
      fmt::format("SELECT {} FROM fact WHERE id > {}", kColumns, statement.Bind(query.after_id));
  statement.text += " AND id < " + statement.Bind(query.before_id);
  if (!reach.everything) {
    static const schema::EntityInfo kFact = [] {
      schema::EntityInfo entity{"fact", "", "", schema::Tenancy::kAgency};
      entity.fields.emplace_back().name = "system_id";
      return entity;
    }();
    statement.text += ReachCondition(statement, kFact, reach, Access::kRead);
  }
  AddKinds(statement, query.kinds);
  if (!query.subject_kind.empty()) {
    statement.text += " AND subject_kind = " + statement.Bind(query.subject_kind);
  }
  if (query.subject_id != 0)
    statement.text += " AND subject_id = " + statement.Bind(query.subject_id);
  if (query.agency) statement.text += " AND agency_id = " + statement.Bind(query.agency.value);
  if (query.occurred_from) {
    statement.text += " AND occurred_at >= " + statement.Bind(Micros(*query.occurred_from));
  }
  if (query.occurred_before) {
    statement.text += " AND occurred_at < " + statement.Bind(Micros(*query.occurred_before));
  }
  statement.text += query.newest_first ? " ORDER BY id DESC" : " ORDER BY id";
  if (query.limit > 0) {
    statement.text += " LIMIT " + statement.Bind(static_cast<std::int64_t>(query.limit));
  }
  return statement;
}

Statement SelectHead() {
  Statement statement;
  statement.text = "SELECT id, hash FROM fact ORDER BY id DESC LIMIT 1";
  statement.columns = {Wire::kNumber, Wire::kText};
  return statement;
}

Statement InsertFact(const Fact& fact) {
  Statement statement;
  const std::string values[] = {
      statement.Bind(fact.id),
      statement.Bind(fact.kind),
      statement.Bind(fact.subject_kind),
      statement.Bind(fact.subject_id),
      statement.Bind(fact.agency.value),
      statement.Bind(fact.system.value),
      statement.Bind(fact.actor.value),
      statement.Bind(fact.actor_name),
      statement.Bind(Micros(fact.recorded_at)),
      statement.Bind(Micros(fact.occurred_at)),
      statement.Bind(std::string_view(fact.origin == Origin::live ? "live" : "exercise")),
      statement.Bind(fact.cause.value),
      statement.Bind(fact.payload),
      statement.Bind(fact.hash),
  };
  statement.text =
      fmt::format("INSERT INTO fact ({}) VALUES ({})", kColumns, fmt::join(values, ", "));
  return statement;
}

Fact ToFact(schema::Record&& row) {
  const auto number = [&](std::size_t i) {
    const auto* value = std::get_if<std::int64_t>(&row[i]);
    return value == nullptr ? 0 : *value;
  };
  const auto text = [&](std::size_t i) {
    auto* value = std::get_if<std::string>(&row[i]);
    return value == nullptr ? std::string() : std::move(*value);
  };
  Fact fact;
  fact.id = number(0);
  fact.kind = text(1);
  fact.subject_kind = text(2);
  fact.subject_id = number(3);
  fact.agency = {number(4)};
  fact.system = {number(5)};
  fact.actor = {number(6)};
  fact.actor_name = text(7);
  fact.recorded_at = Instant{Duration{number(8)}};
  fact.occurred_at = Instant{Duration{number(9)}};
  fact.origin = text(10) == "live" ? Origin::live : Origin::exercise;
  fact.cause = {number(11)};
  fact.payload = text(12);
  fact.hash = text(13);
  return fact;
}

}  // namespace lachan::state_sql
