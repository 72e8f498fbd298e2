// SPDX-License-Identifier: Apache-2.0
#include "incidents/public_report_service.h"

#include <array>

#include "base/hash.h"
#include "base/text.h"
#include "incidents/incident_rules.h"

namespace lachan::incidents {
namespace {

using journal::Caller;
using journal::FactDraft;
using journal::Writer;

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static_assert(kAlphabet.size() == 32, "5 bits a character");
constexpr std::size_t kCodeCharacters = 12;
constexpr std::size_t kLongestTyped = 64;

Caller PublicPage() { return Caller::System("public page"); }

/// Upper case without blanks and dashes; look-alikes as the alphabet has them.
std::string Normalised(std::string_view typed) {
  std::string out;
  for (char c : typed.substr(0, kLongestTyped)) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    if (is_plain) out += c;
  }
  return out;
}

}  // namespace

std::string NewReportCode(std::string_view prefix) {
  const std::string random = RandomBytes(kCodeCharacters);
  std::string code(prefix);
  for (std::size_t i = 0; i < kCodeCharacters; ++i) {
    if (i % 4 == 0) code += '-';
    code += kAlphabet[static_cast<unsigned char>(random[i]) % kAlphabet.size()];
  }
  return code;
}

std::string ReportCodeHash(std::string_view prefix, std::string_view typed) {
  std::string code = Normalised(typed);
  const std::string head = Normalised(prefix);
  if (code.size() == head.size() + kCodeCharacters && code.starts_with(head)) {
    code.erase(0, head.size());
  }
  for (char& c : code) {
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
  }
  return Sha256Hex("lachan public report " + code);
}

Result<SubmittedReport> PublicReportService::Submit(const NewPublicReport& given) {
  NewPublicReport form = given;
  LACHAN_TRY_DO(CheckTexts(form));
  SubmittedReport submitted;
  submitted.code = NewReportCode(options_.code_prefix);
  PublicReport report;
  report.topic = form.topic;
  report.what = form.what;
  report.target = form.target;
  report.contact_name = form.contact_name;
  report.contact = form.contact;
  report.code_hash = ReportCodeHash(options_.code_prefix, submitted.code);
  FactDraft fact{.kind = "public_report.received"};
  // What people write about themselves stays out of a journal that can never forget it.
  fact.payload["new"] =
      boost::json::object{{"topic", std::get<std::string>(schema::internal::ToValue(form.topic))}};
  LACHAN_TRY(submitted.report,
             journal::ChangeFor<PublicReport>(deps_.store, PublicPage(), [&](Writer& writer) {
               return journal::Insert(writer, report, fact);
             }));
  return submitted;
}

Result<ReportProgress> PublicReportService::FindByCode(std::string_view code) {
  const std::string hash = ReportCodeHash(options_.code_prefix, code);
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(PublicPage()));
  journal::ListQuery query;
  query.filters = {journal::Equals("code_hash", hash)};
  query.limit = 1;
  LACHAN_TRY(const auto found, journal::List<PublicReport>(*reader, query));
  if (found.empty()) return Fail(ErrorCode::kNotFound, "no report has this code");
  const PublicReport& report = found.front();
  return ReportProgress{report.created_at.value, report.updated_at.value, report.topic,
                        report.status.value, report.reply.value.value};
}

Result<Incident> PublicReportService::Accept(const Caller& caller, std::int64_t id,
                                             NewIncident incident) {
  return journal::ChangeFor<Incident>(deps_.store, caller, [&](Writer& writer) -> Result<Incident> {
    LACHAN_TRY(PublicReport report, journal::Get<PublicReport>(writer, id));
    if (report.status.value == ReportStatus::accepted ||
        report.status.value == ReportStatus::closed) {
      return Fail(ErrorCode::kFailedPrecondition, "report {} is {} already", id,
                  report.status.value == ReportStatus::accepted ? "an incident" : "closed");
    }
    if (incident.description.empty()) incident.description = report.what.value;
    if (!incident.detected_at) incident.detected_at = report.created_at.value;
    incident.reported_by = IncidentOrigin::web;
    LACHAN_TRY(const FactId cause, ReceivedFact(writer, id));
    LACHAN_TRY(Incident opened, deps_.incidents.OpenIn(writer, caller, incident, cause));
    report.status = ReportStatus::accepted;
    report.agency_id = std::optional(opened.agency_id);
    report.incident_id = std::optional(IncidentId{opened.id.value});
    FactDraft fact{.kind = "public_report.accepted", .cause = cause};
    fact.payload["incident"] = opened.id.value;
    LACHAN_TRY_DO(journal::Update(writer, report, fact));
    return opened;
  });
}

Result<FactId> PublicReportService::ReceivedFact(journal::Reader& reader, std::int64_t id) {
  journal::FactQuery query;
  query.kinds = {"public_report.received"};
  query.subject_kind = "public_report";
  query.subject_id = id;
  query.limit = 1;
  LACHAN_TRY(const auto facts, reader.Facts(query));
  return facts.empty() ? FactId{} : FactId{facts.front().id};
}

Result<PublicReport> PublicReportService::Reply(const Caller& caller, std::int64_t id,
                                                std::string_view reply, ReportStatus status) {
  const std::string text(Trim(reply));
  if (!IsValidUtf8(text) || CodePoints(text) > 4000) {
    Error error(ErrorCode::kInvalidInput, "the reply cannot be taken");
    return std::unexpected(std::move(error).WithField("reply", "too_long:4000"));
  }
  return journal::ChangeFor<PublicReport>(
      deps_.store, caller, [&](Writer& writer) -> Result<PublicReport> {
        LACHAN_TRY(PublicReport report, journal::Get<PublicReport>(writer, id));
        const bool is_step =
            status == report.status.value || status == ReportStatus::closed ||
            (status == ReportStatus::in_review && report.status.value == ReportStatus::received);
        if (!is_step) {
          Error error(ErrorCode::kFailedPrecondition, "a report does not go to this status");
          return std::unexpected(std::move(error).WithField("status", "not_a_step"));
        }
        if (status == ReportStatus::closed && text.empty() && report.reply.value.empty()) {
          Error error(ErrorCode::kInvalidInput, "a report is closed with a reply");
          return std::unexpected(std::move(error).WithField("reply", "required"));
        }
        if (!text.empty()) report.reply.value = text;
        report.status = status;
        return journal::Update(writer, report, {.kind = "public_report.answered"});
      });
}

}  // namespace lachan::incidents
