// SPDX-License-Identifier: Apache-2.0
#include "register/reorganisation_writer.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "base/check.h"
#include "base/text.h"
#include "register/reorganisation_steps.h"

namespace lachan::registry {
namespace {

using journal::Writer;
using schema::EntityInfo;
using schema::Record;
using schema::Value;

class Carrier {
 public:
  Carrier(Writer& writer, const journal::Registers& registers, const ReorganisationPlan& plan,
          const Reorganisation& row)
      : writer_(writer),
        registers_(registers),
        plan_(plan),
        row_(row),
        book_(writer, ReorganisationId{row.id.value}) {}

  Result<std::int64_t> Run() {
    LACHAN_TRY_DO(MakeSuccessors(), "making the successors");
    if (plan_.request.kind == ReorganisationKind::rename) LACHAN_TRY_DO(Rename());
    if (plan_.EndsPredecessors()) LACHAN_TRY_DO(EndPredecessors(), "ending the predecessors");
    for (const PlannedMove& move : plan_.moves) {
      LACHAN_TRY_DO(Pass(move), fmt::format("passing {} {}", move.entity, move.id));
    }
    for (const PlannedMove& account : plan_.closing) LACHAN_TRY_DO(Close(account));
    LACHAN_TRY_DO(WriteSuccessions());
    LACHAN_TRY_DO(Announce());
    LACHAN_TRY_DO(book_.Write());
    return static_cast<std::int64_t>(plan_.moves.size());
  }

 private:
  CivilDate day() const { return plan_.request.effective_on; }

  journal::FactDraft Fact(std::string kind) const {
    journal::FactDraft draft;
    draft.kind = std::move(kind);
    draft.payload["reorganisation"] = row_.id.value;
    draft.occurred_at = StartOfDay(day());
    return draft;
  }

  bool CoordinatorEnds() const {
    return plan_.EndsPredecessors() && std::ranges::any_of(plan_.predecessors, [](const Agency& a) {
             return a.is_coordinator;
           });
  }

  Status MakeSuccessors() {
    for (std::size_t i = 0; i < plan_.successors.size(); ++i) {
      Agency agency = plan_.successors[i];
      const bool coordinates = CoordinatorEnds() && i == plan_.request.heir;
      if (agency.id.value > 0) {
        successors_.push_back(AgencyId{agency.id.value});
        if (!coordinates || agency.is_coordinator) continue;
        agency.is_coordinator = true;
        LACHAN_TRY_DO(Change(schema::ToRecord(agency), StepAction::changed));
        continue;
      }
      if (coordinates) agency.is_coordinator = true;
      LACHAN_TRY(const auto made, journal::Insert(writer_, agency, Fact("agency.reorganised")));
      successors_.push_back(AgencyId{made.id.value});
      book_.Add({.entity = "agency",
                 .row_id = made.id.value,
                 .title = made.name.value,
                 .action = StepAction::created,
                 .to = successors_.back()});
    }
    return {};
  }

  /// An agency's row with other values.
  Status Change(const Record& after, StepAction action) {
    return ChangeRow(schema::Describe<Agency>(), after, action, "agency.reorganised", {}, {});
  }

  Status ChangeRow(const EntityInfo& entity, const Record& after, StepAction action,
                   std::string kind, std::optional<AgencyId> from, std::optional<AgencyId> to) {
    const auto id = std::get<std::int64_t>(after.front());
    LACHAN_TRY(const Record before, writer_.Get(entity, id));
    auto fact = Fact(std::move(kind));
    if (entity.name == "system") fact.system = SystemId{id};
    if (from) fact.payload["from"] = from->value;
    LACHAN_TRY(const Record stored, writer_.Update(entity, after, fact));
    book_.AddChange(entity, before, stored, action, from, to);
    return {};
  }

  Status Rename() {
    Agency agency = plan_.predecessors.front();
    const auto& request = plan_.request;
    if (!request.new_name.empty() && request.new_name != agency.name.value) {
      std::string& former = agency.former_names.value;
      const std::string joined =
          former.empty() ? agency.name.value : agency.name.value + "; " + former;
      if (CodePoints(joined) <= 500) former = joined;
      agency.name = request.new_name;
    }
    if (!request.new_code.empty()) agency.code = request.new_code;
    if (!request.new_short_name.empty()) agency.short_name = request.new_short_name;
    return Change(schema::ToRecord(agency), StepAction::changed);
  }

  Status EndPredecessors() {
    for (Agency agency : plan_.predecessors) {
      agency.valid_to = AddDays(day(), -1);
      LACHAN_TRY_DO(Change(schema::ToRecord(agency), StepAction::ended));
    }
    for (Agency child : plan_.children) {
      child.parent_id = successors_[plan_.request.heir];
      // The heir may have been below the one that ends.
      if (child.parent_id->value == child.id.value) child.parent_id.reset();
      LACHAN_TRY_DO(Change(schema::ToRecord(child), StepAction::changed));
    }
    return {};
  }

  Status Pass(const PlannedMove& move) {
    const auto* definition = registers_.Find(move.entity);
    LACHAN_CHECK(definition != nullptr, "planned moves are of registers");
    const EntityInfo& entity = *definition->entity;
    LACHAN_TRY(Record record, writer_.Get(entity, move.id));
    const AgencyId to = successors_[move.to];
    record[static_cast<std::size_t>(entity.Find("agency_id"))] = to.value;
    LACHAN_TRY_DO(
        ChangeRow(entity, record, StepAction::passed, move.entity + ".passed", move.from, to));
    if (move.entity != "system") return {};
    const bool reads = !plan_.EndsPredecessors() || move.to != plan_.request.heir;
    return PassTenure(SystemId{move.id}, move.from, to, reads);
  }

  Status PassTenure(SystemId system, AgencyId from, AgencyId to, bool reads_history) {
    journal::ListQuery query;
    query.filters = {journal::Equals("system_id", system.value),
                     {"valid_to", journal::Filter::Op::kIsNull, {}}};
    LACHAN_TRY(const auto present, journal::List<SystemTenure>(writer_, query));
    const CivilDate last = AddDays(day(), -1);
    SystemTenure tenure;
    tenure.system_id = system;
    tenure.reorganisation_id = ReorganisationId{row_.id.value};
    if (present.empty()) {
      tenure.agency_id = from;
      tenure.valid_to = last;
      LACHAN_TRY_DO(AddTenure(tenure));
    } else {
      const SystemTenure& now = present.front();
      if (now.valid_from && *now.valid_from >= day()) {
        return Fail(ErrorCode::kFailedPrecondition,
                    "system {} came to its owner on {}, not before this date; undo that first",
                    system.value, FormatDate(*now.valid_from));
      }
      LACHAN_TRY_DO(EndTenure(now, last));
      reads_history = reads_history || now.reads_history;
    }
    tenure.agency_id = to;
    tenure.valid_from = day();
    tenure.valid_to.reset();
    tenure.reads_history = reads_history;
    return AddTenure(tenure);
  }

  Status AddTenure(const SystemTenure& tenure) {
    const auto& entity = schema::Describe<SystemTenure>();
    const Record record = schema::ToRecord(tenure);
    LACHAN_TRY_DO(writer_.InsertWithoutFact(entity, {&record, 1}));
    journal::ListQuery query;
    query.filters = {journal::Equals("system_id", tenure.system_id.value)};
    query.descending = true;
    query.limit = 1;
    LACHAN_TRY(const auto stored, journal::List<SystemTenure>(writer_, query));
    Record empty = record;
    empty[static_cast<std::size_t>(entity.Find("valid_to"))] = std::string("-");
    empty.front() = stored.front().id.value;
    book_.AddChange(entity, empty, schema::ToRecord(stored.front()), StepAction::created, {},
                    tenure.agency_id);
    return {};
  }

  Status EndTenure(const SystemTenure& tenure, CivilDate last) {
    const auto& entity = schema::Describe<SystemTenure>();
    const journal::FieldValue value{"valid_to", FormatDate(last)};
    LACHAN_TRY_DO(writer_.AdjustWithoutFact(entity, tenure.id.value, {&value, 1}));
    SystemTenure after = tenure;
    after.valid_to = last;
    book_.AddChange(entity, schema::ToRecord(tenure), schema::ToRecord(after), StepAction::ended,
                    tenure.agency_id, {});
    return {};
  }

  Status Close(const PlannedMove& account) {
    const auto* definition = registers_.Find(account.entity);
    LACHAN_CHECK(definition != nullptr, "planned moves are of registers");
    LACHAN_TRY(Record record, writer_.Get(*definition->entity, account.id));
    record[static_cast<std::size_t>(definition->entity->Find("disabled"))] = std::int64_t{1};
    return ChangeRow(*definition->entity, record, StepAction::ended, "account.disabled",
                     account.from, {});
  }

  Status WriteSuccessions() {
    const auto& entity = schema::Describe<AgencySuccession>();
    std::vector<Record> rows;
    for (const Agency& from : plan_.predecessors) {
      for (std::size_t i = 0; i < successors_.size(); ++i) {
        AgencySuccession one;
        one.reorganisation_id = ReorganisationId{row_.id.value};
        one.predecessor_id = AgencyId{from.id.value};
        one.successor_id = successors_[i];
        one.effective_on = day();
        one.is_heir = plan_.EndsPredecessors() && i == plan_.request.heir;
        rows.push_back(schema::ToRecord(one));
      }
    }
    return writer_.InsertWithoutFact(entity, rows);
  }

  /// Each agency's own journal says what happened to it.
  Status Announce() {
    std::set<std::int64_t> told;
    std::vector<AgencyId> units = successors_;
    for (const Agency& agency : plan_.predecessors) units.push_back(AgencyId{agency.id.value});
    for (const AgencyId unit : units) {
      if (!told.insert(unit.value).second) continue;
      auto fact = Fact("agency.reorganisation");
      fact.agency = unit;
      fact.subject_kind = "agency";
      fact.subject_id = unit.value;
      fact.payload["title"] = row_.title.value;
      fact.payload["decision"] = row_.decision_number.value;
      LACHAN_TRY_DO(writer_.Note(fact));
    }
    return {};
  }

  Writer& writer_;
  const journal::Registers& registers_;
  const ReorganisationPlan& plan_;
  const Reorganisation& row_;
  StepBook book_;
  std::vector<AgencyId> successors_;
};

}  // namespace

Result<std::int64_t> WriteReorganisation(Writer& writer, const journal::Registers& registers,
                                         const ReorganisationPlan& plan,
                                         const Reorganisation& row) {
  return Carrier(writer, registers, plan, row).Run();
}

}  // namespace lachan::registry
