// SPDX-License-Identifier: Apache-2.0
#include "register/structure.h"

#include <boost/describe/enum_from_string.hpp>

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"
#include "formats/csv.h"
#include "schema/json.h"

namespace lachan::registry {
namespace json = boost::json;
namespace {

/// How sure the source of a row is, in words.
std::string SureText(const std::string& confidence) {
  if (confidence.empty()) return {};
  for (const auto& [name, words] : {std::pair{"HIGH", "cao"}, std::pair{"MEDIUM-HIGH", "khá cao"},
                                    std::pair{"MEDIUM", "trung bình"}, std::pair{"LOW", "thấp"}}) {
    if (confidence == name) return fmt::format("độ tin cậy của nguồn: {}", words);
  }
  return confidence;
}

using journal::Caller;
using journal::Writer;

/// One list: cells by the name of their column.
class Table {
 public:
  static Result<Table> Read(std::string_view name, std::string_view text,
                            std::initializer_list<std::string_view> needed,
                            const StructureLimits& limits) {
    Table table;
    table.name_ = name;
    if (Trim(text).empty()) return table;
    formats::CsvLimits csv;
    csv.bytes = limits.bytes;
    csv.rows = limits.rows + 1;
    LACHAN_TRY(table.rows_, formats::ParseCsv(text, ',', csv), fmt::format("list of {}", name));
    if (table.rows_.empty()) return table;
    const auto& head = table.rows_.front();
    for (std::size_t i = 0; i < head.size(); ++i) table.columns_[std::string(Trim(head[i]))] = i;
    for (const auto column : needed) {
      if (table.columns_.contains(column)) continue;
      return Fail(ErrorCode::kInvalidInput, "the list of {} has no column '{}'", name, column);
    }
    return table;
  }

  std::size_t size() const { return rows_.empty() ? 0 : rows_.size() - 1; }
  std::string Cell(std::size_t row, std::string_view column) const {
    const auto at = columns_.find(column);
    if (at == columns_.end() || at->second >= rows_[row + 1].size()) return {};
    return std::string(Trim(rows_[row + 1][at->second]));
  }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::vector<formats::CsvRow> rows_;
  std::map<std::string, std::size_t, std::less<>> columns_;
};

std::vector<std::string> CodesOf(const std::string& cell) {
  std::vector<std::string> codes;
  std::string spaced = cell;
  std::ranges::replace_if(spaced, [](char c) { return c == ';' || c == ','; }, ' ');
  for (const auto code : Split(spaced, ' ')) {
    if (!Trim(code).empty()) codes.emplace_back(Trim(code));
  }
  return codes;
}

class Loader {
 public:
  Loader(const StructureDeps& deps, const Caller& caller, Writer& writer,
         const StructureLimits& limits, StructureReceipt& receipt)
      : deps_(deps), caller_(caller), writer_(writer), limits_(limits), receipt_(receipt) {}

  Status LoadAgencies(const Table& table, const Table& reorganisations) {
    for (std::size_t i = 0; i < reorganisations.size(); ++i) {
      for (auto& code : CodesOf(reorganisations.Cell(i, "predecessors"))) {
        ending_.insert({std::move(code), i});
      }
    }
    LACHAN_TRY_DO(ReadCodes());
    // Parents before those below them; what remains then refers to nothing or in a circle.
    std::vector<std::size_t> open(table.size());
    for (std::size_t i = 0; i < open.size(); ++i) open[i] = i;
    while (!open.empty()) {
      std::vector<std::size_t> later;
      for (const std::size_t i : open) {
        const auto parent = table.Cell(i, "parent");
        if (!parent.empty() && !ids_.contains(parent)) {
          later.push_back(i);
        } else {
          LACHAN_TRY_DO(LoadAgency(table, i));
        }
      }
      if (later.size() == open.size()) break;
      open = std::move(later);
    }
    for (const std::size_t i : open) {
      const auto parent = table.Cell(i, "parent");
      if (ids_.contains(parent)) continue;
      Problem(table, i, "unknown_parent", table.Cell(i, "code"),
              fmt::format("the parent '{}' is not in the list or lies in a circle", parent),
              "add the parent, or leave the column empty");
    }
    return {};
  }

  Status LoadReorganisations(const Table& table) {
    std::vector<std::pair<std::string, std::size_t>> order;
    for (std::size_t i = 0; i < table.size(); ++i)
      order.push_back({table.Cell(i, "effective_on"), i});
    std::ranges::stable_sort(order, {}, [](const auto& pair) { return pair.first; });
    for (const auto& [date, i] : order) LACHAN_TRY_DO(LoadReorganisation(table, i));
    return {};
  }

 private:
  void Problem(const Table& table, std::size_t row, std::string code, std::string what,
               std::string text, std::string hint) {
    ++receipt_.problem_count;
    if (receipt_.problems.size() >= limits_.problems) return;
    receipt_.problems.push_back({table.name(), static_cast<std::int64_t>(row) + 2, std::move(code),
                                 std::move(what), std::move(text), std::move(hint)});
  }
  void Done(const Table& table, std::size_t row, std::string action, std::string what) {
    receipt_.lines.push_back({table.name(), static_cast<std::int64_t>(row) + 2, std::move(action),
                              std::move(what), "", ""});
  }

  Status ReadCodes() {
    journal::ListQuery query;
    query.with_archived = true;
    LACHAN_TRY(const auto rows, journal::ListAll<Agency>(writer_, query));
    for (const Agency& agency : rows) ids_[agency.code.value] = AgencyId{agency.id.value};
    return {};
  }

  Status LoadAgency(const Table& table, std::size_t row) {
    const auto code = table.Cell(row, "code");
    const auto what = fmt::format("{} {}", code, table.Cell(row, "name"));
    if (ids_.contains(code)) {
      ++receipt_.present;
      Done(table, row, "present", what);
      return {};
    }
    json::object body;
    for (const char* column :
         {"code", "name", "kind", "short_name", "former_names", "aliases", "id_code", "area_code",
          "head", "address", "phone", "email", "website", "valid_from"}) {
      if (auto cell = table.Cell(row, column); !cell.empty()) body[column] = std::move(cell);
    }
    // The last day of what a reorganisation ends is the reorganisation's to say.
    const auto last = table.Cell(row, "valid_to");
    if (!last.empty() && !ending_.contains(code)) body["valid_to"] = last;
    const auto coordinator = table.Cell(row, "is_coordinator");
    body["is_coordinator"] = coordinator == "yes" || coordinator == "true" || coordinator == "1";
    auto note = table.Cell(row, "source");
    if (const auto sure = SureText(table.Cell(row, "confidence")); !sure.empty()) {
      note += note.empty() ? sure : " · " + sure;
    }
    if (!note.empty()) body["source_note"] = note;
    if (const auto parent = table.Cell(row, "parent"); !parent.empty()) {
      body["parent_id"] = ids_[parent].value;
    }
    const auto& info = schema::Describe<Agency>();
    auto record = schema::FromJson(info, body, schema::Intent::kCreate, info.defaults);
    if (!record) return FieldProblems(table, row, what, record.error());
    auto stored = journal::CreateRow(writer_, caller_, deps_.registers,
                                     *deps_.registers.Find("agency"), *std::move(record));
    if (!stored) return FieldProblems(table, row, what, stored.error());
    ids_[code] = AgencyId{std::get<std::int64_t>(stored->front())};
    ++receipt_.created;
    Done(table, row, "created", what);
    return {};
  }

  Status FieldProblems(const Table& table, std::size_t row, const std::string& what,
                       const Error& error) {
    if (error.code() != ErrorCode::kInvalidInput && error.code() != ErrorCode::kConflict) {
      return std::unexpected(error);
    }
    std::string fields;
    for (const auto& field : error.fields()) {
      fields += fmt::format("{}{}: {}", fields.empty() ? "" : ", ", field.name, field.message);
    }
    Problem(table, row, "wrong_fields", what, error.message(),
            fields.empty() ? "correct the row" : "correct " + fields);
    return {};
  }

  Status LoadReorganisation(const Table& table, std::size_t row) {
    const auto what =
        fmt::format("{} → {}", table.Cell(row, "predecessors"), table.Cell(row, "successors"));
    LACHAN_TRY(const auto body, BodyOf(table, row, what));
    if (!body) return {};
    auto request = ParseReorganisation(*body);
    if (!request) return FieldProblems(table, row, what, request.error());
    LACHAN_TRY(const bool known, IsKnown(*request));
    if (known) {
      ++receipt_.present;
      Done(table, row, "present", what);
      return {};
    }
    // A failed statement would spoil the transaction, so problems are asked for first.
    LACHAN_TRY(const auto plan,
               PlanReorganisation(writer_, deps_.registers, *request, request->effective_on));
    for (const PlanRemark& problem : plan.problems) {
      Problem(table, row, problem.code, plan.title.empty() ? what : plan.title, problem.text,
              problem.hint);
    }
    if (!plan.problems.empty() || receipt_.problem_count > 0) return {};
    LACHAN_TRY(const auto stored, deps_.reorganiser.Apply(writer_, caller_, *request));
    ++receipt_.reorganised;
    receipt_.moved += stored.moved.value;
    Done(table, row, stored.state.value == ReorganisationState::applied ? "applied" : "scheduled",
         stored.title.value);
    return {};
  }

  Result<std::optional<json::object>> BodyOf(const Table& table, std::size_t row,
                                             const std::string& what) {
    json::object body;
    for (const char* column : {"kind", "effective_on", "decision_number", "decision_date", "basis",
                               "new_name", "new_code", "new_short_name"}) {
      if (auto cell = table.Cell(row, column); !cell.empty()) body[column] = std::move(cell);
    }
    auto note = table.Cell(row, "note");
    if (const auto sure = SureText(table.Cell(row, "confidence")); !sure.empty()) {
      note += note.empty() ? sure : " · " + sure;
    }
    body["note"] = note;
    bool whole = true;
    for (const char* side : {"predecessors", "successors"}) {
      json::array units;
      for (const auto& code : CodesOf(table.Cell(row, side))) {
        const auto at = ids_.find(code);
        if (at == ids_.end()) {
          Problem(table, row, "unknown_code", what,
                  fmt::format("there is no agency with the code '{}' ({})", code, side),
                  "add it to the list of agencies");
          whole = false;
          continue;
        }
        if (std::string_view(side) == "predecessors") {
          units.push_back(at->second.value);
        } else {
          if (code == table.Cell(row, "heir")) body["heir"] = units.size();
          units.push_back(json::object{{"agency_id", at->second.value}});
        }
      }
      body[side] = std::move(units);
    }
    if (!whole) return std::nullopt;
    return std::optional(std::move(body));
  }

  /// Whether the same was loaded before: same kind, day and decision about the same agencies.
  Result<bool> IsKnown(const ReorganisationRequest& request) {
    journal::ListQuery query;
    query.filters = {journal::Equals("effective_on", FormatDate(request.effective_on)),
                     journal::Equals("decision_number", request.decision_number)};
    LACHAN_TRY(const auto rows, journal::ListAll<Reorganisation>(writer_, query));
    for (const Reorganisation& row : rows) {
      const auto state = row.state.value;
      if (state == ReorganisationState::undone || state == ReorganisationState::cancelled) continue;
      LACHAN_TRY(const auto body, schema::ParseJson(row.request.value.value));
      LACHAN_TRY(const auto before, ParseReorganisation(body.as_object()));
      if (row.kind == request.kind && before.predecessors == request.predecessors) return true;
    }
    return false;
  }

  const StructureDeps& deps_;
  const Caller& caller_;
  Writer& writer_;
  const StructureLimits& limits_;
  StructureReceipt& receipt_;
  std::map<std::string, AgencyId, std::less<>> ids_;
  std::map<std::string, std::size_t, std::less<>> ending_;
};

}  // namespace

Result<StructureReceipt> LoadStructure(const StructureDeps& deps, const Caller& caller,
                                       std::string_view agencies, std::string_view reorganisations,
                                       bool apply, const StructureLimits& limits) {
  if (!caller.reach.everything) {
    return Fail(ErrorCode::kDenied, "only who answers for the whole register loads a structure");
  }
  LACHAN_TRY(const auto units,
             Table::Read("agencies", agencies, {"code", "name", "kind", "valid_from"}, limits));
  LACHAN_TRY(const auto changes,
             Table::Read("reorganisations", reorganisations,
                         {"effective_on", "kind", "predecessors", "successors", "decision_number"},
                         limits));
  StructureReceipt receipt;
  bool is_trial = false;
  const auto outcome = deps.store.Change(caller, [&](Writer& writer) -> Status {
    Loader loader(deps, caller, writer, limits, receipt);
    LACHAN_TRY_DO(loader.LoadAgencies(units, changes));
    LACHAN_TRY_DO(loader.LoadReorganisations(changes));
    is_trial = !apply || receipt.problem_count > 0;
    if (!is_trial) return {};
    return Fail(ErrorCode::kFailedPrecondition, "a trial is taken back");
  });
  if (!outcome && !is_trial) return std::unexpected(outcome.error());
  receipt.applied = outcome.has_value();
  return receipt;
}

}  // namespace lachan::registry
