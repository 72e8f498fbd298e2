// SPDX-License-Identifier: Apache-2.0
// Requests about a finding, and what another person decides.
#include "base/text.h"
#include "findings/changes.h"

namespace lachan::findings {
namespace {

using schema::internal::ToValue;

Status CheckAsked(const Finding& finding, FindingRequestKind kind, std::optional<CivilDate> until,
                  CivilDate today, int longest) {
  if (!IsToDo(finding.status.value)) {
    return Fail(ErrorCode::kFailedPrecondition, "{} is closed", finding.number.value.value);
  }
  if (kind == FindingRequestKind::false_positive) return {};
  if (finding.allows_control.value) {
    return Fail(ErrorCode::kFailedPrecondition,
                "what lets an attacker take control is fixed and hunted, not accepted (1.c)");
  }
  const char* problem = nullptr;
  if (!until) problem = "required";
  if (until && *until <= today) problem = "in_past";
  if (until && *until > AddDays(today, longest)) problem = "too_late";
  if (problem == nullptr) return {};
  return std::unexpected(
      Error(ErrorCode::kInvalidInput, fmt::format("an acceptance lasts 1 to {} days", longest))
          .WithField("until", problem));
}

Status MustBePending(const FindingRequest& request) {
  if (request.status.value == FindingRequestStatus::pending) return {};
  return Fail(ErrorCode::kFailedPrecondition, "the request is decided already");
}

}  // namespace

Result<FindingRequest> FindingService::Ask(const journal::Caller& caller, std::int64_t id,
                                           FindingRequestKind kind, std::string_view reason,
                                           std::optional<CivilDate> until) {
  LACHAN_TRY(const auto text, CheckText(reason, "reason", true));
  const CivilDate today = CivilDateAt(deps_.clock.Now());
  return journal::ChangeFor<FindingRequest>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<FindingRequest> {
        LACHAN_TRY(const Finding finding, journal::Get<Finding>(writer, id));
        LACHAN_TRY_DO(CheckAsked(finding, kind, until, today, options_.longest_acceptance_days));
        if (!finding.agency_id.value) {
          return Fail(ErrorCode::kFailedPrecondition, "say first whose the finding is");
        }
        journal::ListQuery query;
        query.filters = {journal::Equals("finding_id", id),
                         journal::Equals("status", ToValue(FindingRequestStatus::pending))};
        LACHAN_TRY(const auto pending, writer.Count(schema::Describe<FindingRequest>(), query));
        if (pending > 0) {
          return Fail(ErrorCode::kFailedPrecondition, "a request about {} waits already",
                      finding.number.value.value);
        }
        FindingRequest request;
        request.agency_id = *finding.agency_id.value;
        request.finding_id = Id<Finding>{id};
        request.kind = kind;
        request.reason.value = text;
        if (kind == FindingRequestKind::acceptance) request.until = until;
        request.requested_by.value = Ellipsis(caller.name, 200);
        if (caller.account) request.requester_id = std::optional(caller.account);
        request.is_demo = finding.is_demo;
        return journal::Insert(writer, request, {.kind = "finding_request.asked"});
      });
}

Result<FindingRequest> FindingService::Decide(const journal::Caller& caller, std::int64_t id,
                                              bool approve, std::string_view note) {
  LACHAN_TRY(const auto text, CheckText(note, "note", !approve));
  const Instant now = deps_.clock.Now();
  return journal::ChangeFor<FindingRequest>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<FindingRequest> {
        LACHAN_TRY(FindingRequest request, journal::Get<FindingRequest>(writer, id));
        LACHAN_TRY_DO(MustBePending(request));
        if (request.requester_id.value && *request.requester_id.value == caller.account) {
          return Fail(ErrorCode::kDenied, "another person decides than the one who asked");
        }
        request.status = approve ? FindingRequestStatus::approved : FindingRequestStatus::refused;
        request.decided_by.value = Ellipsis(caller.name, 200);
        request.decided_at = std::optional(now);
        request.decision_note.value = text;
        if (approve) {
          const Change change{writer, caller, options_.deadlines, now};
          LACHAN_TRY(Finding finding,
                     journal::Get<Finding>(writer, request.finding_id.value.value));
          if (request.kind.value == FindingRequestKind::acceptance) {
            if (*request.until.value < CivilDateAt(now)) {
              return Fail(ErrorCode::kFailedPrecondition, "the day that was asked for is over");
            }
            LACHAN_TRY_DO(Accept(change, std::move(finding), request.reason.value.value,
                                 *request.until.value));
          } else {
            LACHAN_TRY_DO(
                MarkFalsePositive(change, std::move(finding), request.reason.value.value));
          }
        }
        return journal::Update(
            writer, request,
            {.kind = approve ? "finding_request.approved" : "finding_request.refused"});
      });
}

Result<FindingRequest> FindingService::Withdraw(const journal::Caller& caller, std::int64_t id) {
  return journal::ChangeFor<FindingRequest>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<FindingRequest> {
        LACHAN_TRY(FindingRequest request, journal::Get<FindingRequest>(writer, id));
        LACHAN_TRY_DO(MustBePending(request));
        request.status = FindingRequestStatus::withdrawn;
        return journal::Update(writer, request, {.kind = "finding_request.withdrawn"});
      });
}

}  // namespace lachan::findings
