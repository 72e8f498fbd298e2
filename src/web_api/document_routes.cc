// SPDX-License-Identifier: Apache-2.0
#include "web_api/document_routes.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

struct DraftBody {
  DocumentKind kind = DocumentKind::monthly_report;
  schema::Line<7, 7> month;
};
BOOST_DESCRIBE_STRUCT(DraftBody, (), (kind, month))

Response Of(const Document& document, int status = 200) {
  return Response::Of(document, status).With("etag", fmt::format("\"{}\"", document.version.value));
}

Result<Response> Draft(reports::ReportService& service, const Request& request) {
  LACHAN_TRY(const auto json, request.Json());
  LACHAN_TRY(const auto body, schema::Decode<DraftBody>(json));
  const auto month = ParseMonth(body.month.value);
  if (!month) {
    Error error(ErrorCode::kInvalidInput, "a month is written yyyy-mm");
    return std::unexpected(std::move(error).WithField("month", "not_a_month"));
  }
  LACHAN_TRY(const auto document, service.Draft(request.caller, body.kind, *month));
  return Of(document, document.version.value == 1 ? 201 : 200);
}

Result<Response> Check(reports::ReportService& service, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto document, service.Check(request.caller, id));
  return Of(document);
}

Result<Response> Issue(reports::ReportService& service, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto document, service.Issue(request.caller, id));
  return Of(document);
}

template <reports::Format kFormat>
Result<Response> File(reports::ReportService& service, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(auto file, service.Render(request.caller, id, kFormat));
  return Response::Download(std::move(file.bytes), std::move(file.media_type), file.file_name);
}

}  // namespace

std::vector<web::Route> DocumentRoutes(reports::ReportService& service) {
  constexpr auto kRead = Needs("document", Action::kRead);
  constexpr auto kWrite = Needs("document", Action::kWrite);
  const auto bind = [&service](auto handler) {
    return [&service, handler](const Request& request) { return handler(service, request); };
  };
  const std::string one = "/api/v1/documents/{id}";
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kPost,
                    "/api/v1/documents/draft",
                    kWrite,
                    bind(Draft),
                    {"Take the figures of a month into a draft, or take them anew",
                     web::SchemaFor<DraftBody>(), web::SchemaFor<Document>()}});
  routes.push_back({web::Verb::kPost,
                    one + "/check",
                    kWrite,
                    bind(Check),
                    {"Say that a draft is right", {}, web::SchemaFor<Document>()}});
  routes.push_back({web::Verb::kPost,
                    one + "/issue",
                    kWrite,
                    bind(Issue),
                    {"Issue a checked document; not by the one who checked it",
                     {},
                     web::SchemaFor<Document>()}});
  routes.push_back({web::Verb::kGet,
                    one + "/file.docx",
                    kRead,
                    bind(File<reports::Format::kDocx>),
                    {.summary = "The pages as .docx",
                     .response_type = "application/vnd.openxmlformats-officedocument."
                                      "wordprocessingml.document"}});
  routes.push_back({web::Verb::kGet,
                    one + "/file.pdf",
                    kRead,
                    bind(File<reports::Format::kPdf>),
                    {.summary = "The pages as PDF", .response_type = "application/pdf"}});
  return routes;
}

}  // namespace lachan::web_api
