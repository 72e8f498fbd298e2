// SPDX-License-Identifier: Apache-2.0
#include "register/reorganiser.h"

#include <boost/describe/enum_to_string.hpp>
#include <boost/json/serialize.hpp>

#include "register/reorganisation_writer.h"
#include "schema/json.h"

namespace lachan::registry {
namespace {

using journal::Caller;
using journal::Writer;

Status MustReachAll(const Caller& caller) {
  if (caller.reach.everything) return {};
  return Fail(ErrorCode::kDenied, "only who answers for the whole register reorganises it");
}

Reorganisation RowOf(const ReorganisationPlan& plan, ReorganisationState state) {
  const auto& request = plan.request;
  Reorganisation row;
  row.title = plan.title;
  row.kind = request.kind;
  row.effective_on = request.effective_on;
  row.decision_number = request.decision_number;
  row.decision_date = request.decision_date;
  row.basis = request.basis;
  row.note = request.note;
  row.state = state;
  row.request = schema::Json(boost::json::serialize(ToJson(request)));
  return row;
}

journal::FactDraft FactOf(std::string kind, const Reorganisation& row) {
  journal::FactDraft draft;
  draft.kind = std::move(kind);
  draft.payload["title"] = row.title.value;
  draft.payload["decision"] = row.decision_number.value;
  draft.payload["effective_on"] = FormatDate(row.effective_on);
  return draft;
}

/// Writes the plan of a stored row and marks it applied.
Result<Reorganisation> CarryOut(Writer& writer, const journal::Registers& registers,
                                const ReorganisationPlan& plan, Reorganisation row, Instant now,
                                const std::string& by) {
  LACHAN_TRY(row.moved, WriteReorganisation(writer, registers, plan, row));
  row.state = ReorganisationState::applied;
  row.applied_at = std::optional<Instant>(now);
  row.applied_by = schema::Line<0, 200>(by);
  row.problem = schema::Paragraph<4000>();
  return journal::Update(writer, row, FactOf("reorganisation.applied", row));
}

Result<Reorganisation> ReadInState(Writer& writer, ReorganisationId id, ReorganisationState state) {
  LACHAN_TRY(auto row, journal::Get<Reorganisation>(writer, id.value));
  if (row.state.value != state) {
    return Fail(ErrorCode::kFailedPrecondition, "'{}' is {}, not {}", row.title.value,
                boost::describe::enum_to_string(row.state.value, ""),
                boost::describe::enum_to_string(state, ""));
  }
  return row;
}

}  // namespace

Error AsError(const ReorganisationPlan& plan) {
  std::string text = "the reorganisation cannot be carried out";
  for (const PlanRemark& problem : plan.problems) text += fmt::format("; {}", problem.text);
  Error error(ErrorCode::kFailedPrecondition, std::move(text));
  for (const PlanRemark& problem : plan.problems) error.AddField({problem.place, problem.code});
  return error;
}

Result<ReorganisationPlan> Reorganiser::Preview(const Caller& caller,
                                                const ReorganisationRequest& request) const {
  LACHAN_TRY_DO(MustReachAll(caller));
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  return PlanReorganisation(*reader, deps_.registers, request, Today());
}

Result<Reorganisation> Reorganiser::Apply(const Caller& caller,
                                          const ReorganisationRequest& request) {
  LACHAN_TRY_DO(MustReachAll(caller));
  return journal::ChangeFor<Reorganisation>(
      deps_.store, caller, [&](Writer& writer) { return Apply(writer, caller, request); });
}

Result<Reorganisation> Reorganiser::Apply(Writer& writer, const Caller& caller,
                                          const ReorganisationRequest& request) {
  LACHAN_TRY_DO(MustReachAll(caller));
  LACHAN_TRY(const auto plan, PlanReorganisation(writer, deps_.registers, request, Today()));
  if (!plan.problems.empty()) return std::unexpected(AsError(plan));
  LACHAN_TRY(auto row, journal::Insert(writer, RowOf(plan, ReorganisationState::scheduled),
                                       {.kind = "reorganisation.ordered"}));
  if (request.effective_on > Today()) return row;
  return CarryOut(writer, deps_.registers, plan, std::move(row), deps_.clock.Now(), caller.name);
}

Result<int> Reorganiser::ApplyDue() {
  const auto system = Caller::System("reorganisation");
  journal::ListQuery query;
  query.filters = {journal::Equals("state", std::string("scheduled")),
                   {"effective_on", journal::Filter::Op::kLessOrEqual, {FormatDate(Today())}}};
  query.sort = "effective_on";
  std::vector<Reorganisation> due;
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(system));
    LACHAN_TRY(due, journal::ListAll<Reorganisation>(*reader, query));
  }
  int done = 0;
  for (const Reorganisation& row : due) {
    std::string problem;
    const auto outcome = deps_.store.Change(system, [&](Writer& writer) -> Status {
      LACHAN_TRY(const auto body, schema::ParseJson(row.request.value.value));
      LACHAN_TRY(const auto request, ParseReorganisation(body.as_object()));
      LACHAN_TRY(const auto plan, PlanReorganisation(writer, deps_.registers, request, Today()));
      if (!plan.problems.empty()) {
        problem = AsError(plan).message();
        return Fail(ErrorCode::kFailedPrecondition, "{}", problem);
      }
      LACHAN_TRY(auto stored, ReadInState(writer, ReorganisationId{row.id.value},
                                          ReorganisationState::scheduled));
      LACHAN_TRY_DO(
          CarryOut(writer, deps_.registers, plan, std::move(stored), deps_.clock.Now(), "tự động"));
      return {};
    });
    if (outcome) {
      ++done;
      continue;
    }
    if (problem.empty()) problem = outcome.error().Text();
    if (problem == row.problem.value.value) continue;
    LACHAN_TRY_DO(journal::ChangeFor<Reorganisation>(deps_.store, system, [&](Writer& writer) {
      Reorganisation failed = row;
      failed.problem = schema::Paragraph<4000>(problem.substr(0, 1000));
      return journal::Update(writer, failed, FactOf("reorganisation.blocked", failed));
    }));
  }
  return done;
}

Result<std::vector<Obstacle>> Reorganiser::Obstacles(const Caller& caller,
                                                     ReorganisationId id) const {
  LACHAN_TRY_DO(MustReachAll(caller));
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  LACHAN_TRY(const auto row, journal::Get<Reorganisation>(*reader, id.value));
  return FindObstacles(*reader, deps_.registers, row);
}

Result<Reorganisation> Reorganiser::Undo(const Caller& caller, ReorganisationId id,
                                         const std::string& reason) {
  LACHAN_TRY_DO(MustReachAll(caller));
  return journal::ChangeFor<Reorganisation>(
      deps_.store, caller, [&](Writer& writer) -> Result<Reorganisation> {
        LACHAN_TRY(auto row, ReadInState(writer, id, ReorganisationState::applied));
        LACHAN_TRY(const auto obstacles, FindObstacles(writer, deps_.registers, row));
        if (!obstacles.empty()) {
          std::string text = "it cannot be taken back";
          for (const Obstacle& one : obstacles) text += fmt::format("; {}", one.text);
          Error error(ErrorCode::kFailedPrecondition, std::move(text));
          for (const Obstacle& one : obstacles) {
            error.AddField({fmt::format("{}.{}", one.entity, one.id), one.code});
          }
          return std::unexpected(std::move(error));
        }
        LACHAN_TRY_DO(TakeBack(writer, deps_.registers, row));
        row.state = ReorganisationState::undone;
        row.undone_at = std::optional<Instant>(deps_.clock.Now());
        row.undone_by = schema::Line<0, 200>(caller.name);
        row.undo_reason = schema::Paragraph<1000>(reason);
        return journal::Update(writer, row, FactOf("reorganisation.undone", row));
      });
}

Result<Reorganisation> Reorganiser::Cancel(const Caller& caller, ReorganisationId id,
                                           const std::string& reason) {
  LACHAN_TRY_DO(MustReachAll(caller));
  return journal::ChangeFor<Reorganisation>(
      deps_.store, caller, [&](Writer& writer) -> Result<Reorganisation> {
        LACHAN_TRY(auto row, ReadInState(writer, id, ReorganisationState::scheduled));
        row.state = ReorganisationState::cancelled;
        row.undone_at = std::optional<Instant>(deps_.clock.Now());
        row.undone_by = schema::Line<0, 200>(caller.name);
        row.undo_reason = schema::Paragraph<1000>(reason);
        return journal::Update(writer, row, FactOf("reorganisation.cancelled", row));
      });
}

}  // namespace lachan::registry
