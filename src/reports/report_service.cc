// SPDX-License-Identifier: Apache-2.0
#include "reports/report_service.h"

#include "base/hash.h"
#include "documents/render.h"
#include "register/role_assignment.h"

namespace lachan::reports {
namespace {

using journal::Writer;

Result<std::optional<Document>> FindOf(journal::Reader& reader, DocumentKind kind, Month month) {
  journal::ListQuery query;
  query.filters = {journal::Equals("kind", schema::internal::ToValue(kind)),
                   journal::Equals("month", month.Text())};
  query.with_archived = true;
  LACHAN_TRY(auto rows, journal::List<Document>(reader, query));
  if (rows.empty()) return std::nullopt;
  return std::optional(std::move(rows.front()));
}

journal::FactDraft FactOf(std::string kind, const Document& document) {
  journal::FactDraft fact;
  fact.kind = std::move(kind);
  fact.payload = {
      {"month", document.month.value.value},
      {"document_kind", std::get<std::string>(schema::internal::ToValue(document.kind.value))},
      {"figures_sha256", Sha256Hex(document.figures.value.value)}};
  return fact;
}

std::unexpected<Error> AlreadyIssued() {
  return Fail(ErrorCode::kFailedPrecondition, "an issued document is not changed any more");
}

/// The account that checked it last.
Result<AccountId> CheckedBy(journal::Reader& reader, const Document& document) {
  journal::FactQuery query;
  query.kinds = {"document.checked"};
  query.subject_kind = "document";
  query.subject_id = document.id;
  query.newest_first = true;
  query.limit = 1;
  LACHAN_TRY(const auto facts, reader.Facts(query));
  return facts.empty() ? AccountId{} : facts.front().actor;
}

Status ReadyToIssue(const Document& document) {
  Error error(ErrorCode::kInvalidInput, "what a document needs before it is issued");
  if (document.number.empty()) {
    error.AddField({"number", "required"});
  } else if (!RegistryNumberOf(document.number.value)) {
    error.AddField({"number", "not_a_number"});
  }
  if (document.signer_name.empty()) error.AddField({"signer_name", "required"});
  if (document.signer_title.empty()) error.AddField({"signer_title", "required"});
  if (!error.fields().empty()) return std::unexpected(std::move(error));
  return {};
}

Status BeforeChange(journal::RowChange& change) {
  const auto before = schema::FromRecord<Document>(*change.before);
  if (before.status.value == DocumentStatus::issued) return AlreadyIssued();
  if (before.status.value == DocumentStatus::checked && change.Changes("remarks")) {
    auto document = change.As<Document>();
    document.status = DocumentStatus::draft;
    change.Set(document);
  }
  return {};
}

}  // namespace

Result<Document> ReportService::Draft(const journal::Caller& caller, DocumentKind kind,
                                      Month month) {
  const Instant now = deps_.clock.Now();
  if (month.Begin() > now) {
    return Fail(ErrorCode::kFailedPrecondition, "month {} lies ahead", month.Text());
  }
  LACHAN_TRY(const auto figures,
             TakeFigures({deps_.store, deps_.directive, deps_.obligations, deps_.count_events,
                          deps_.count_records},
                         month, now),
             fmt::format("taking the figures of {}", month.Text()));
  if (kind == DocumentKind::ranking_notice && !figures.scores_frozen) {
    return Fail(ErrorCode::kFailedPrecondition, "the ranking of {} is not frozen yet",
                month.Text());
  }
  return journal::ChangeFor<Document>(deps_.store, caller, [&](Writer& writer) -> Result<Document> {
    LACHAN_TRY(auto present, FindOf(writer, kind, month));
    Document document = present.value_or(Document{});
    if (document.status.value == DocumentStatus::issued) return AlreadyIssued();
    document.kind = kind;
    document.month = schema::Line<0, 7>(month.Text());
    document.status = DocumentStatus::draft;
    document.figures = schema::Json(ToText(figures));
    document.is_demo = options_.is_demo;
    auto fact = FactOf("document.drafted", document);
    // The cut stands in the row; the fact binds it by its hash.
    fact.payload[present ? "changed" : "new"] = boost::json::object();
    return present ? journal::Update(writer, document, fact)
                   : journal::Insert(writer, document, fact);
  });
}

Result<Document> ReportService::Check(const journal::Caller& caller, std::int64_t id) {
  return journal::ChangeFor<Document>(deps_.store, caller, [&](Writer& writer) -> Result<Document> {
    LACHAN_TRY(auto document, journal::Get<Document>(writer, id));
    if (document.status.value == DocumentStatus::issued) return AlreadyIssued();
    if (document.status.value == DocumentStatus::checked) {
      return Fail(ErrorCode::kFailedPrecondition, "the document is checked already");
    }
    document.status = DocumentStatus::checked;
    return journal::Update(writer, document, FactOf("document.checked", document));
  });
}

Result<Document> ReportService::Issue(const journal::Caller& caller, std::int64_t id) {
  return journal::ChangeFor<Document>(deps_.store, caller, [&](Writer& writer) -> Result<Document> {
    LACHAN_TRY(auto document, journal::Get<Document>(writer, id));
    if (document.status.value == DocumentStatus::issued) return AlreadyIssued();
    if (document.status.value != DocumentStatus::checked) {
      return Fail(ErrorCode::kFailedPrecondition, "somebody must check the document first");
    }
    LACHAN_TRY(const Month month, ParseMonth(document.month.value.value));
    const Instant now = deps_.clock.Now();
    if (month.End() > now) {
      return Fail(ErrorCode::kFailedPrecondition, "month {} has not ended", month.Text());
    }
    LACHAN_TRY(const Figures figures, ParseFigures(document.figures.value.value));
    LACHAN_TRY(const Instant cut, ParseInstant(figures.cut_at));
    if (cut < month.End()) {
      return Fail(ErrorCode::kFailedPrecondition,
                  "the figures were taken before the month ended; take them anew");
    }
    LACHAN_TRY_DO(ReadyToIssue(document));
    LACHAN_TRY(const AccountId checker, CheckedBy(writer, document));
    if (checker == caller.account) {
      return Fail(ErrorCode::kFailedPrecondition,
                  "who checked a document does not issue it: another person must");
    }
    document.status = DocumentStatus::issued;
    document.issued_on = std::optional(CivilDateAt(now));
    const bool is_report = document.kind.value == DocumentKind::monthly_report;
    auto fact = FactOf(is_report ? "report.monthly_issued" : "document.issued", document);
    fact.payload["period"] = month.Text();
    fact.payload["number"] = document.number.value;
    return journal::Update(writer, document, fact);
  });
}

Result<Letterhead> ReportService::LetterheadOf(const Document& document) const {
  Letterhead letterhead = options_.letterhead;
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(journal::Caller::System("letterhead")));
  const CivilDate day = document.issued_on.value.value_or(CivilDateAt(deps_.clock.Now()));
  LACHAN_TRY(const auto offices, registry::HoldersOn(*reader, day), "reading who coordinates");
  for (const RoleAssignment& office : offices) {
    if (office.role != AssignedRole::coordinator) continue;
    LACHAN_TRY(letterhead.issuing_body, registry::NameOf(*reader, office));
    if (!office.agency_id) continue;
    LACHAN_TRY(const Agency agency, journal::Get<Agency>(*reader, office.agency_id->value));
    letterhead.symbol = agency.code.value;
  }
  return letterhead;
}

Result<documents::OfficialDocument> ReportService::Compose(const Document& document) const {
  LACHAN_TRY(const Figures figures, ParseFigures(document.figures.value.value));
  LACHAN_TRY(const Letterhead letterhead, LetterheadOf(document));
  switch (document.kind.value) {
    case DocumentKind::monthly_report:
      return MonthlyReport(letterhead, document, figures);
    case DocumentKind::ranking_notice:
      return RankingNotice(letterhead, document, figures);
  }
  return Fail(ErrorCode::kInternal, "a kind of document without pages");
}

Result<RenderedFile> ReportService::Render(const journal::Caller& caller, std::int64_t id,
                                           Format format) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  LACHAN_TRY(const auto document, journal::Get<Document>(*reader, id));
  LACHAN_TRY(const auto pages, Compose(document));
  const std::string name = fmt::format(
      "{}-{}", document.kind.value == DocumentKind::monthly_report ? "bao-cao-thang" : "xep-loai",
      document.month.value.value);
  if (format == Format::kDocx) {
    LACHAN_TRY(auto bytes, documents::ToDocx(pages), "laying out the document");
    return RenderedFile{std::move(bytes),
                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                        name + ".docx"};
  }
  LACHAN_TRY(auto bytes, documents::ToPdf(pages), "laying out the document");
  return RenderedFile{std::move(bytes), "application/pdf", name + ".pdf"};
}

void AddRegisters(journal::Registers& registers) {
  auto& documents = registers.Add<Document>();
  documents.is_creatable = false;  // Drafted by the service.
  documents.is_archivable = false;
  documents.before_change.push_back(BeforeChange);
}

}  // namespace lachan::reports
