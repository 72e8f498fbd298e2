// SPDX-License-Identifier: Apache-2.0
#include "register/reorganisation_checks.h"

#include <algorithm>

namespace lachan::registry {
namespace {

constexpr int kDeepest = 50;

class UnitChecks {
 public:
  UnitChecks(journal::Reader& reader, ReorganisationPlan& plan)
      : reader_(reader), plan_(plan), request_(plan.request) {}

  Status Run() {
    CheckNumbers();
    for (std::size_t i = 0; i < request_.predecessors.size(); ++i) {
      LACHAN_TRY_DO(ReadPredecessor(i));
    }
    for (std::size_t i = 0; i < request_.successors.size(); ++i) {
      LACHAN_TRY_DO(ReadSuccessor(i));
    }
    if (request_.kind == ReorganisationKind::rename) LACHAN_TRY_DO(CheckRename());
    return {};
  }

 private:
  void Problem(std::string code, std::string place, std::vector<std::string> arguments,
               std::string text, std::string hint) {
    plan_.problems.push_back({std::move(code), std::move(place), std::move(arguments),
                              std::move(text), std::move(hint)});
  }

  void CheckNumbers() {
    using enum ReorganisationKind;
    const std::size_t from = request_.predecessors.size(), to = request_.successors.size();
    const auto kind = request_.kind;
    if (from == 0) {
      Problem("no_predecessor", "predecessors", {}, "no agency is named that is reorganised",
              "choose at least one");
    } else if (from > 1 && kind != merge && kind != abolish) {
      Problem("one_predecessor", "predecessors", {}, "this kind concerns one agency at a time",
              "make one reorganisation for each");
    }
    if (kind == merge && to != 1) {
      Problem("one_successor", "successors", {}, "a merger has one successor",
              "name the agency that goes on; for several use a split");
    } else if (kind == split && to < 2) {
      Problem("two_successors", "successors", {}, "a split has two successors or more",
              "name them; with one successor it is a merger");
    } else if (kind == transfer && to != 1) {
      Problem("one_successor", "successors", {}, "a transfer has one receiving agency", "name it");
    } else if (kind == rename && to != 0) {
      Problem("no_successor", "successors", {}, "a renamed agency stays the same agency",
              "leave the successors out");
    } else if (kind == merge && from == 1 && !request_.successors.front().existing) {
      Problem("merge_of_one", "predecessors", {},
              "one agency that goes on as a new one is not a merger",
              "rename it, or name the others that are merged");
    }
    if (to > 0 && request_.heir >= to) {
      Problem("heir", "heir", {}, "the heir is not one of the successors", "choose one of them");
    }
    for (const Assignment& one : request_.assignments) {
      if (one.to < to) continue;
      Problem("assignment_successor", "assignments", {one.entity, std::to_string(one.id)},
              fmt::format("{} {} is given to a successor that is not named", one.entity, one.id),
              "choose one of the successors");
      break;
    }
  }

  Result<std::optional<Agency>> Read(AgencyId id, const std::string& place) {
    auto row = journal::Get<Agency>(reader_, id.value);
    if (row && !row->archived.value) return std::optional(*std::move(row));
    if (!row && row.error().code() != ErrorCode::kNotFound) return std::unexpected(row.error());
    Problem("not_found", place, {std::to_string(id.value)},
            fmt::format("there is no agency {} in use", id.value), "choose another one");
    return std::nullopt;
  }

  Status ReadPredecessor(std::size_t i) {
    const auto place = fmt::format("predecessors.{}", i);
    const AgencyId id = request_.predecessors[i];
    if (std::ranges::count(request_.predecessors, id) > 1) {
      Problem("named_twice", place, {std::to_string(id.value)}, "an agency is named twice",
              "take one of them out");
      return {};
    }
    LACHAN_TRY(auto agency, Read(id, place));
    if (!agency) return {};
    const CivilDate day = request_.effective_on;
    const bool same_day = request_.kind == ReorganisationKind::rename ||
                          request_.kind == ReorganisationKind::transfer;
    if (day < agency->valid_from || (day == agency->valid_from && !same_day)) {
      Problem("date_before_agency", "effective_on",
              {agency->name.value, FormatVietnamese(agency->valid_from)},
              fmt::format("'{}' exists since {} only", agency->name.value,
                          FormatDate(agency->valid_from)),
              "choose a later date, or correct since when the agency exists");
    } else if (agency->valid_to && *agency->valid_to < day) {
      Problem(
          "ended_before", place, {agency->name.value, FormatVietnamese(*agency->valid_to)},
          fmt::format("'{}' has ended on {}", agency->name.value, FormatDate(*agency->valid_to)),
          "choose an agency that exists on the date, or an earlier date");
    }
    plan_.predecessors.push_back(*std::move(agency));
    return {};
  }

  Status ReadSuccessor(std::size_t i) {
    const auto place = fmt::format("successors.{}", i);
    const Successor& successor = request_.successors[i];
    if (!successor.existing) return ReadFresh(successor.fresh, place);
    if (std::ranges::find(request_.predecessors, successor.existing) !=
        request_.predecessors.end()) {
      Problem("own_successor", place, {std::to_string(successor.existing.value)},
              "an agency that ends cannot be its own successor",
              "take it out of the agencies that end: then it takes the others over");
      return {};
    }
    LACHAN_TRY(auto agency, Read(successor.existing, place));
    if (!agency) return {};
    const CivilDate day = request_.effective_on;
    if (day < agency->valid_from) {
      Problem("successor_not_yet", place,
              {agency->name.value, FormatVietnamese(agency->valid_from)},
              fmt::format("'{}' does not exist yet on {}", agency->name.value, FormatDate(day)),
              "choose a later date or another successor");
    } else if (agency->valid_to && *agency->valid_to < day) {
      Problem(
          "successor_ended", place, {agency->name.value, FormatVietnamese(*agency->valid_to)},
          fmt::format("'{}' does not exist any more on {}", agency->name.value, FormatDate(day)),
          "choose the agency that followed it");
    }
    plan_.successors.push_back(*std::move(agency));
    return {};
  }

  Status ReadFresh(Agency fresh, const std::string& place) {
    fresh.valid_from = request_.effective_on;
    journal::ListQuery query;
    query.filters = {journal::Equals("code", fresh.code.value)};
    query.with_archived = true;
    LACHAN_TRY(const auto same_code, journal::List<Agency>(reader_, query));
    const auto twins = std::ranges::count_if(plan_.successors, [&](const Agency& one) {
      return one.id.value == 0 && one.code == fresh.code;
    });
    if (!same_code.empty() || twins > 0) {
      Problem("code_taken", place + ".code", {fresh.code.value},
              fmt::format("the code {} is taken", fresh.code.value), "choose another code");
    }
    std::vector<std::int64_t> ending;
    for (const AgencyId id : request_.predecessors) ending.push_back(id.value);
    LACHAN_TRY(const auto namesake, OverlappingNamesake(reader_, fresh, ending));
    if (namesake) {
      Problem("overlaps", place + ".name", {fresh.name.value, namesake->code.value},
              fmt::format("'{}' exists in that time already, as {}", fresh.name.value,
                          namesake->code.value),
              "name the existing agency as successor, or give another name");
    }
    if (fresh.valid_to && *fresh.valid_to < fresh.valid_from) {
      Problem("ends_before_start", place + ".valid_to", {fresh.name.value},
              "the successor would end before it begins", "correct the last day");
    }
    LACHAN_TRY_DO(CheckParent(fresh, place));
    plan_.successors.push_back(std::move(fresh));
    return {};
  }

  Status CheckParent(const Agency& fresh, const std::string& place) {
    if (!fresh.parent_id) return {};
    LACHAN_TRY(const auto parent, Read(*fresh.parent_id, place + ".parent_id"));
    if (!parent) return {};
    if (std::ranges::find(request_.predecessors, *fresh.parent_id) != request_.predecessors.end()) {
      Problem("parent_ends", place + ".parent_id", {parent->name.value},
              fmt::format("the parent '{}' ends with this reorganisation", parent->name.value),
              "choose a parent that goes on");
    } else if (!ExistsOn(*parent, request_.effective_on)) {
      Problem("parent_not_then", place + ".parent_id", {parent->name.value},
              fmt::format("the parent '{}' does not exist on that date", parent->name.value),
              "choose a parent that exists then");
    }
    return {};
  }

  Status CheckRename() {
    if (plan_.predecessors.size() != 1) return {};
    Agency renamed = plan_.predecessors.front();
    if (request_.new_name.empty() && request_.new_code.empty()) {
      Problem("no_new_name", "new_name", {}, "the new name is missing", "give the new name");
      return {};
    }
    if (!request_.new_code.empty() && request_.new_code != renamed.code.value) {
      journal::ListQuery query;
      query.filters = {journal::Equals("code", request_.new_code)};
      query.with_archived = true;
      LACHAN_TRY(const auto same, journal::List<Agency>(reader_, query));
      if (!same.empty()) {
        Problem("code_taken", "new_code", {request_.new_code},
                fmt::format("the code {} is taken", request_.new_code), "choose another code");
      }
    }
    if (request_.new_name.empty()) return {};
    renamed.name = request_.new_name;
    renamed.valid_from = request_.effective_on;
    LACHAN_TRY(const auto namesake, OverlappingNamesake(reader_, renamed, {renamed.id.value}));
    if (namesake) {
      Problem("overlaps", "new_name", {request_.new_name, namesake->code.value},
              fmt::format("'{}' exists in that time already, as {}", request_.new_name,
                          namesake->code.value),
              "merge the two, or give another name");
    }
    return {};
  }

  journal::Reader& reader_;
  ReorganisationPlan& plan_;
  const ReorganisationRequest& request_;
};

}  // namespace

Status CheckUnits(journal::Reader& reader, ReorganisationPlan& plan) {
  return UnitChecks(reader, plan).Run();
}

Status CheckHistory(journal::Reader& reader, ReorganisationPlan& plan) {
  std::vector<schema::Value> units;
  for (const Agency& agency : plan.predecessors) units.emplace_back(agency.id.value);
  for (const Agency& agency : plan.successors) {
    if (agency.id.value > 0) units.emplace_back(agency.id.value);
  }
  std::vector<std::int64_t> told;
  for (const char* side : {"predecessor_id", "successor_id"}) {
    journal::ListQuery query;
    query.filters = {
        {side, journal::Filter::Op::kIn, units},
        {"effective_on", journal::Filter::Op::kGreater, {FormatDate(plan.request.effective_on)}}};
    LACHAN_TRY(const auto later, journal::ListAll<AgencySuccession>(reader, query));
    for (const AgencySuccession& row : later) {
      if (std::ranges::find(told, row.reorganisation_id.value) != told.end()) continue;
      told.push_back(row.reorganisation_id.value);
      LACHAN_TRY(const auto other, journal::Get<Reorganisation>(reader, told.back()));
      plan.problems.push_back({"later_reorganisation",
                               "effective_on",
                               {other.title.value, FormatVietnamese(other.effective_on)},
                               fmt::format("'{}' of {} came later and concerns the same agencies",
                                           other.title.value, FormatDate(other.effective_on)),
                               "undo the later one first, or choose a date after it"});
    }
  }
  return {};
}

Result<bool> ClosesCircle(journal::Reader& reader, std::int64_t agency, AgencyId parent) {
  for (int depth = 0; parent && depth < kDeepest; ++depth) {
    if (parent.value == agency) return true;
    auto row = journal::Get<Agency>(reader, parent.value);
    if (!row) {
      if (row.error().code() == ErrorCode::kNotFound) return false;
      return std::unexpected(row.error());
    }
    parent = row->parent_id.value_or(AgencyId{});
  }
  return static_cast<bool>(parent);
}

Result<std::optional<Agency>> OverlappingNamesake(journal::Reader& reader, const Agency& agency,
                                                  const std::vector<std::int64_t>& but) {
  journal::ListQuery query;
  query.filters = {journal::Equals("name", agency.name.value)};
  LACHAN_TRY(const auto rows, journal::ListAll<Agency>(reader, query));
  for (const Agency& other : rows) {
    if (other.id.value == agency.id.value || other.kind != agency.kind) continue;
    if (std::ranges::find(but, other.id.value) != but.end()) continue;
    const bool apart = (other.valid_to && *other.valid_to < agency.valid_from) ||
                       (agency.valid_to && *agency.valid_to < other.valid_from);
    if (!apart) return std::optional(other);
  }
  return std::nullopt;
}

}  // namespace lachan::registry
