// SPDX-License-Identifier: Apache-2.0
#include "inspections/inspection_service.h"

#include <algorithm>
#include <functional>
#include <iterator>

#include "inspections/checklist.h"

namespace lachan::inspections {
namespace {

using journal::Caller;
using journal::FactDraft;
using journal::Reader;
using journal::Writer;
using enum InspectionState;

using Step = std::function<Status(Writer&, Inspection&)>;

std::unexpected<Error> NotNow(std::string_view what) {
  return Fail(ErrorCode::kFailedPrecondition, "{}", what);
}

template <class T>
Result<std::vector<T>> RowsOf(Reader& reader, InspectionId id) {
  journal::ListQuery query;
  query.filters = {journal::Equals("inspection_id", id.value)};
  return journal::ListAll<T>(reader, query);
}

FactDraft FactFor(const Inspection& inspection, std::string kind) {
  FactDraft fact;
  fact.kind = std::move(kind);
  fact.payload["inspection"] = inspection.id.value;
  if (inspection.agency_id.value) fact.agency = *inspection.agency_id.value;
  return fact;
}

/// One step of an inspection: it must be in one of `from`; `step` may refuse or add.
Result<Inspection> Move(journal::StateStore& store, const Caller& caller, InspectionId id,
                        std::initializer_list<InspectionState> from, InspectionState to,
                        std::string fact, const Step& step) {
  return journal::ChangeFor<Inspection>(store, caller, [&](Writer& writer) -> Result<Inspection> {
    LACHAN_TRY(Inspection inspection, journal::Get<Inspection>(writer, id.value));
    if (std::ranges::find(from, inspection.state.value) == from.end()) {
      return NotNow("the inspection is not at the point where this can be done");
    }
    inspection.state = to;
    LACHAN_TRY_DO(step(writer, inspection));
    return journal::Update(writer, inspection, FactFor(inspection, std::move(fact)));
  });
}

/// Rows that the agency did not see until now become its own to read.
template <class T>
Status Show(Writer& writer, const Inspection& inspection, std::string_view fact) {
  LACHAN_TRY(auto rows, RowsOf<T>(writer, {inspection.id.value}));
  for (T& row : rows) {
    if (row.agency_id.value) continue;
    row.agency_id = std::optional(inspection.inspected_id);
    LACHAN_TRY_DO(journal::Update(writer, row, FactFor(inspection, std::string(fact))));
  }
  return {};
}

Status AllJudged(Writer& writer, const Inspection& inspection) {
  LACHAN_TRY(const auto items, RowsOf<InspectionItem>(writer, {inspection.id.value}));
  if (items.empty()) return NotNow("draw up the checklist first");
  const auto open =
      std::ranges::count(items, InspectionVerdict::not_checked, &InspectionItem::verdict);
  if (open == 0) return {};
  return Fail(ErrorCode::kFailedPrecondition, "{} of {} lines are not judged yet", open,
              items.size());
}

Status AllVerified(Writer& writer, const Inspection& inspection) {
  LACHAN_TRY(const auto remedies, RowsOf<InspectionRemedy>(writer, {inspection.id.value}));
  const auto open = std::ranges::count_if(remedies, [](const InspectionRemedy& remedy) {
    return remedy.state.value != RemedyState::verified;
  });
  if (open == 0) return {};
  return Fail(ErrorCode::kFailedPrecondition, "{} of {} remedies are not verified yet", open,
              remedies.size());
}

/// The account that did the last thing of this kind to a row.
Result<AccountId> DoneBy(Reader& reader, std::string_view fact, std::string_view entity,
                         std::int64_t id) {
  journal::FactQuery query;
  query.kinds = {std::string(fact)};
  query.subject_kind = entity;
  query.subject_id = id;
  query.newest_first = true;
  query.limit = 1;
  LACHAN_TRY(const auto facts, reader.Facts(query));
  return facts.empty() ? AccountId{} : facts.front().actor;
}

Result<InspectionItem> AddLine(Writer& writer, const Inspection& inspection, InspectionItem item) {
  item.inspection_id = InspectionId{inspection.id.value};
  return journal::Insert(writer, item, FactFor(inspection, "inspection_item.created"));
}

/// Unjudged lines of an earlier drawing go; of the new ones those come that no judged line covers.
Status ReplaceLines(Writer& writer, const Inspection& inspection,
                    std::vector<InspectionItem> lines) {
  LACHAN_TRY(auto old, RowsOf<InspectionItem>(writer, {inspection.id.value}));
  for (InspectionItem& item : old) {
    if (item.part.value.value.empty()) continue;
    if (item.verdict != InspectionVerdict::not_checked) {
      std::erase_if(lines, [&](const InspectionItem& line) {
        return line.part.value == item.part.value && line.system_id.value == item.system_id.value;
      });
      continue;
    }
    item.archived = true;
    LACHAN_TRY_DO(journal::Update(writer, item, FactFor(inspection, "inspection_item.archived")));
  }
  for (InspectionItem& line : lines) LACHAN_TRY_DO(AddLine(writer, inspection, std::move(line)));
  return {};
}

}  // namespace

Result<InspectionDetail> InspectionService::DrawUp(const Caller& caller, InspectionId id,
                                                   const ChecklistRequest& request) {
  const Instant now = deps_.clock.Now();
  const Instant end =
      std::min(StartOfDay(AddDays(request.as_of, 1)) - std::chrono::microseconds{1}, now);
  if (request.as_of > CivilDateAt(now)) {
    Error error(ErrorCode::kInvalidInput, "duties are known up to today");
    return std::unexpected(std::move(error).WithField("as_of", "in_future"));
  }
  LACHAN_TRY(const auto situation, deps_.obligations.At(end));
  const Status drawn = deps_.store.Change(caller, [&](Writer& writer) -> Status {
    LACHAN_TRY(Inspection inspection, journal::Get<Inspection>(writer, id.value));
    if (inspection.state.value > field_ended) return NotNow("the draft is out already");
    std::vector<SystemId> systems;
    for (const auto& system : situation->snapshot.systems) {
      if (system.agency == inspection.inspected_id) systems.push_back(system.id);
    }
    inspection.sample_seed = request.seed ? request.seed->value
                                          : (end.time_since_epoch().count() + id.value) % 1'000'000;
    inspection.as_of = std::optional(request.as_of);
    const auto sample = Sample(std::move(systems), static_cast<std::size_t>(request.systems.value),
                               static_cast<std::uint64_t>(inspection.sample_seed.value));
    LACHAN_TRY_DO(ReplaceLines(
        writer, inspection,
        LinesOf(deps_.directive, situation->assessment.Of(inspection.inspected_id), sample)));
    FactDraft fact = FactFor(inspection, "inspection.checklist_drawn");
    fact.payload["systems"] = static_cast<std::int64_t>(sample.size());
    fact.payload["seed"] = inspection.sample_seed.value;
    LACHAN_TRY_DO(journal::Update(writer, inspection, fact));
    return {};
  });
  LACHAN_TRY_DO(drawn);
  return Detail(caller, id);
}

Result<InspectionItem> InspectionService::AddQuestion(const Caller& caller, InspectionId id,
                                                      std::string_view title) {
  return journal::ChangeFor<InspectionItem>(
      deps_.store, caller, [&](Writer& writer) -> Result<InspectionItem> {
        LACHAN_TRY(const Inspection inspection, journal::Get<Inspection>(writer, id.value));
        if (inspection.state.value > field_ended) return NotNow("the draft is out already");
        InspectionItem item;
        item.title = std::string(title);
        return AddLine(writer, inspection, std::move(item));
      });
}

Result<Inspection> InspectionService::Announce(const Caller& caller, InspectionId id) {
  const CivilDate today = CivilDateAt(deps_.clock.Now());
  return Move(deps_.store, caller, id, {planned}, announced, "inspection.announced",
              [&](Writer&, Inspection& inspection) -> Status {
                if (inspection.kind == InspectionKind::surprise) {
                  return NotNow("a surprise inspection is not announced: start it");
                }
                inspection.announced_on = std::optional(today);
                inspection.agency_id = std::optional(inspection.inspected_id);
                return {};
              });
}

Result<Inspection> InspectionService::Start(const Caller& caller, InspectionId id) {
  const CivilDate today = CivilDateAt(deps_.clock.Now());
  return Move(deps_.store, caller, id, {planned, announced}, under_way, "inspection.started",
              [&](Writer&, Inspection& inspection) -> Status {
                if (inspection.announced_on.value) return {};
                if (inspection.kind == InspectionKind::periodic) {
                  return NotNow("announce a periodic inspection first");
                }
                inspection.announced_on = std::optional(today);
                inspection.agency_id = std::optional(inspection.inspected_id);
                return {};
              });
}

Result<Inspection> InspectionService::EndFieldWork(const Caller& caller, InspectionId id) {
  const CivilDate today = CivilDateAt(deps_.clock.Now());
  return Move(deps_.store, caller, id, {under_way}, field_ended, "inspection.field_work_ended",
              [&](Writer&, Inspection& inspection) -> Status {
                inspection.field_ended_on = std::optional(today);
                return {};
              });
}

Result<Inspection> InspectionService::SendDraft(const Caller& caller, InspectionId id,
                                                const ConclusionBody& draft) {
  const CivilDate today = CivilDateAt(deps_.clock.Now());
  return Move(deps_.store, caller, id, {field_ended}, drafted, "inspection.draft_sent",
              [&](Writer& writer, Inspection& inspection) -> Status {
                LACHAN_TRY_DO(AllJudged(writer, inspection));
                inspection.draft_sent_on = std::optional(today);
                inspection.conclusion.value = draft.conclusion.value;
                inspection.conclusion_file_id = draft.file_id;
                return Show<InspectionItem>(writer, inspection, "inspection_item.shown");
              });
}

Result<Inspection> InspectionService::Comment(const Caller& caller, InspectionId id,
                                              std::string_view comment) {
  const CivilDate today = CivilDateAt(deps_.clock.Now());
  return Move(deps_.store, caller, id, {drafted}, drafted, "inspection.commented",
              [&](Writer&, Inspection& inspection) -> Status {
                inspection.commented_on = std::optional(today);
                inspection.comment.value = std::string(comment);
                return {};
              });
}

Result<Inspection> InspectionService::Conclude(const Caller& caller, InspectionId id,
                                               const ConclusionBody& conclusion) {
  const Instant now = deps_.clock.Now();
  const CivilDate today = CivilDateAt(now);
  return Move(
      deps_.store, caller, id, {drafted}, concluded, "inspection.concluded",
      [&](Writer& writer, Inspection& inspection) -> Status {
        inspection.concluded_on = std::optional(today);
        inspection.conclusion.value = conclusion.conclusion.value;
        inspection.conclusion_file_id = conclusion.file_id;
        LACHAN_TRY_DO(Show<InspectionRemedy>(writer, inspection, "inspection_remedy.shown"));
        FactDraft done = FactFor(inspection, "inspection.done");
        done.payload["period"] = fmt::format("{}", static_cast<int>(today.year()));
        done.occurred_at = now;
        done.subject_kind = "inspection";
        done.subject_id = inspection.id;
        return writer.Note(done);
      });
}

Result<Inspection> InspectionService::Close(const Caller& caller, InspectionId id) {
  return Move(deps_.store, caller, id, {concluded}, closed, "inspection.closed", AllVerified);
}

Result<Inspection> InspectionService::Cancel(const Caller& caller, InspectionId id,
                                             std::string_view reason) {
  return Move(deps_.store, caller, id, {planned, announced, under_way, field_ended, drafted},
              cancelled, "inspection.cancelled", [&](Writer&, Inspection& inspection) -> Status {
                inspection.cancel_reason.value = std::string(reason);
                return {};
              });
}

Result<InspectionRemedy> InspectionService::AddRemedy(const Caller& caller, InspectionId id,
                                                      const NewRemedy& given) {
  return journal::ChangeFor<InspectionRemedy>(
      deps_.store, caller, [&](Writer& writer) -> Result<InspectionRemedy> {
        LACHAN_TRY(const Inspection inspection, journal::Get<Inspection>(writer, id.value));
        const auto state = inspection.state.value;
        if (state < under_way || state > concluded) {
          return NotNow("remedies are set from the visit until the inspection is closed");
        }
        if (given.due_on < CivilDateAt(deps_.clock.Now())) {
          Error error(ErrorCode::kInvalidInput, "a remedy is due on a day to come");
          return std::unexpected(std::move(error).WithField("due_on", "in_past"));
        }
        if (given.item_id) {
          LACHAN_TRY(const auto item, journal::Get<InspectionItem>(writer, given.item_id->value));
          if (item.inspection_id.value != id) {
            Error error(ErrorCode::kInvalidInput, "the line is of another inspection");
            return std::unexpected(std::move(error).WithField("item_id", "not_found"));
          }
        }
        InspectionRemedy remedy;
        remedy.inspection_id = id;
        remedy.title = given.title;
        remedy.due_on = given.due_on;
        remedy.item_id = given.item_id;
        if (state == concluded) remedy.agency_id = std::optional(inspection.inspected_id);
        return journal::Insert(writer, remedy, FactFor(inspection, "inspection_remedy.created"));
      });
}

Result<InspectionRemedy> InspectionService::Report(const Caller& caller, std::int64_t id,
                                                   const RemedyReport& report) {
  return journal::ChangeFor<InspectionRemedy>(
      deps_.store, caller, [&](Writer& writer) -> Result<InspectionRemedy> {
        LACHAN_TRY(InspectionRemedy remedy, journal::Get<InspectionRemedy>(writer, id));
        if (!remedy.agency_id.value) return NotNow("the inspection is not concluded yet");
        if (remedy.state.value == RemedyState::verified) return NotNow("it is verified already");
        if (report.evidence_file_id) {
          LACHAN_TRY(const auto file,
                     journal::Get<EvidenceFile>(writer, report.evidence_file_id->value));
          if (file.agency_id != *remedy.agency_id.value) {
            Error error(ErrorCode::kInvalidInput, "the file belongs to another agency");
            return std::unexpected(std::move(error).WithField("evidence_file_id", "other_agency"));
          }
        }
        remedy.state = RemedyState::reported;
        remedy.report.value = report.report.value;
        remedy.evidence_file_id = report.evidence_file_id;
        remedy.reported_on = std::optional(CivilDateAt(deps_.clock.Now()));
        return journal::Update(writer, remedy, {.kind = "inspection_remedy.reported"});
      });
}

Result<InspectionRemedy> InspectionService::Verify(const Caller& caller, std::int64_t id,
                                                   bool accepted, std::string_view review) {
  return journal::ChangeFor<InspectionRemedy>(
      deps_.store, caller, [&](Writer& writer) -> Result<InspectionRemedy> {
        LACHAN_TRY(InspectionRemedy remedy, journal::Get<InspectionRemedy>(writer, id));
        if (remedy.state.value != RemedyState::reported) {
          return NotNow("the agency has not reported it yet");
        }
        LACHAN_TRY(const AccountId by,
                   DoneBy(writer, "inspection_remedy.reported", "inspection_remedy", id));
        if (by && by == caller.account) {
          return Fail(ErrorCode::kDenied, "whoever reported a remedy does not verify it");
        }
        if (!accepted && review.empty()) {
          Error error(ErrorCode::kInvalidInput, "say what is missing");
          return std::unexpected(std::move(error).WithField("review", "required"));
        }
        remedy.state = accepted ? RemedyState::verified : RemedyState::returned;
        remedy.review.value = std::string(review);
        if (accepted) remedy.verified_on = std::optional(CivilDateAt(deps_.clock.Now()));
        return journal::Update(
            writer, remedy,
            {.kind = accepted ? "inspection_remedy.verified" : "inspection_remedy.returned"});
      });
}

Result<InspectionDetail> InspectionService::Detail(const Caller& caller, InspectionId id) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  InspectionDetail detail;
  LACHAN_TRY(detail.inspection, journal::Get<Inspection>(*reader, id.value));
  LACHAN_TRY(detail.items, RowsOf<InspectionItem>(*reader, id));
  LACHAN_TRY(detail.remedies, RowsOf<InspectionRemedy>(*reader, id));
  detail.clocks = ClocksOf(detail.inspection, options_.limits, CivilDateAt(deps_.clock.Now()));
  const auto add = [&](std::string_view subject, std::int64_t subject_id) -> Status {
    journal::FactQuery facts;
    facts.subject_kind = subject;
    facts.subject_id = subject_id;
    LACHAN_TRY(auto found, reader->Facts(facts));
    std::ranges::move(found, std::back_inserter(detail.timeline));
    return {};
  };
  LACHAN_TRY_DO(add("inspection", id.value));
  for (const auto& remedy : detail.remedies) LACHAN_TRY_DO(add("inspection_remedy", remedy.id));
  std::ranges::sort(detail.timeline, {}, &Fact::id);
  return detail;
}

}  // namespace lachan::inspections
