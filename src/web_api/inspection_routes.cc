// SPDX-License-Identifier: Apache-2.0
#include "web_api/inspection_routes.h"

#include "web_api/body.h"
#include "web_api/fact_view.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using inspections::InspectionService;
using web::Request;
using web::Response;

struct InspectionClockView {
  std::string code, state;
  std::optional<CivilDate> last_day, done_on;
};
BOOST_DESCRIBE_STRUCT(InspectionClockView, (), (code, state, last_day, done_on))

struct InspectionDetailView {
  Inspection inspection;
  std::vector<InspectionItem> items;
  std::vector<InspectionRemedy> remedies;
  std::vector<InspectionClockView> clocks;
  std::vector<FactView> timeline;
};
BOOST_DESCRIBE_STRUCT(InspectionDetailView, (), (inspection, items, remedies, clocks, timeline))

struct QuestionBody {
  schema::Line<1, 300> title;
};
BOOST_DESCRIBE_STRUCT(QuestionBody, (), (title))

struct CommentBody {
  schema::RequiredParagraph<8000> comment;
};
BOOST_DESCRIBE_STRUCT(CommentBody, (), (comment))

struct CancelBody {
  schema::Line<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(CancelBody, (), (reason))

struct ReviewBody {
  bool accepted = false;
  schema::Paragraph<2000> review;
};
BOOST_DESCRIBE_STRUCT(ReviewBody, (), (accepted, review))

Response Of(const inspections::InspectionDetail& detail) {
  InspectionDetailView view{
      detail.inspection, detail.items, detail.remedies, {}, View(detail.timeline)};
  for (const auto& clock : detail.clocks) {
    view.clocks.push_back({std::string(clock.code), std::string(ToString(clock.state)),
                           clock.last_day, clock.done_on});
  }
  return Response::Of(view);
}

Result<InspectionId> IdOf(const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  return InspectionId{id};
}

Result<Response> Detail(InspectionService& service, const Request& request) {
  LACHAN_TRY(const auto id, IdOf(request));
  LACHAN_TRY(const auto detail, service.Detail(request.caller, id));
  return Of(detail);
}

Result<Response> DrawUp(InspectionService& service, const Request& request) {
  LACHAN_TRY(const auto id, IdOf(request));
  LACHAN_TRY(const auto body, BodyOf<inspections::ChecklistRequest>(request));
  LACHAN_TRY(const auto detail, service.DrawUp(request.caller, id, body));
  return Of(detail);
}

Result<Response> AddQuestion(InspectionService& service, const Request& request) {
  LACHAN_TRY(const auto id, IdOf(request));
  LACHAN_TRY(const auto body, BodyOf<QuestionBody>(request));
  LACHAN_TRY(const auto item, service.AddQuestion(request.caller, id, body.title.value));
  return Response::Of(item, 201);
}

/// A step without a body.
template <auto kStep>
Result<Response> Step(InspectionService& service, const Request& request) {
  LACHAN_TRY(const auto id, IdOf(request));
  LACHAN_TRY(const auto inspection, (service.*kStep)(request.caller, id));
  return Response::Of(inspection);
}

/// A step with the conclusion, as a draft or for good.
template <auto kStep>
Result<Response> Say(InspectionService& service, const Request& request) {
  LACHAN_TRY(const auto id, IdOf(request));
  LACHAN_TRY(const auto body, BodyOf<inspections::ConclusionBody>(request));
  LACHAN_TRY(const auto inspection, (service.*kStep)(request.caller, id, body));
  return Response::Of(inspection);
}

Result<Response> Comment(InspectionService& service, const Request& request) {
  LACHAN_TRY(const auto id, IdOf(request));
  LACHAN_TRY(const auto body, BodyOf<CommentBody>(request));
  LACHAN_TRY(const auto inspection, service.Comment(request.caller, id, body.comment.value));
  return Response::Of(inspection);
}

Result<Response> Cancel(InspectionService& service, const Request& request) {
  LACHAN_TRY(const auto id, IdOf(request));
  LACHAN_TRY(const auto body, BodyOf<CancelBody>(request));
  LACHAN_TRY(const auto inspection, service.Cancel(request.caller, id, body.reason.value));
  return Response::Of(inspection);
}

Result<Response> AddRemedy(InspectionService& service, const Request& request) {
  LACHAN_TRY(const auto id, IdOf(request));
  LACHAN_TRY(const auto body, BodyOf<inspections::NewRemedy>(request));
  LACHAN_TRY(const auto remedy, service.AddRemedy(request.caller, id, body));
  return Response::Of(remedy, 201);
}

Result<Response> Report(InspectionService& service, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<inspections::RemedyReport>(request));
  LACHAN_TRY(const auto remedy, service.Report(request.caller, id, body));
  return Response::Of(remedy);
}

Result<Response> Verify(InspectionService& service, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<ReviewBody>(request));
  LACHAN_TRY(const auto remedy,
             service.Verify(request.caller, id, body.accepted, body.review.value));
  return Response::Of(remedy);
}

}  // namespace

std::vector<web::Route> InspectionRoutes(InspectionService& service) {
  constexpr auto kRead = Needs("inspection", Action::kRead);
  constexpr auto kWrite = Needs("inspection", Action::kWrite);
  constexpr auto kReply = Needs("inspection_reply", Action::kWrite);
  constexpr auto kRemedy = Needs("inspection_remedy", Action::kWrite);
  const std::string one = "/api/v1/inspections/{id}";
  const std::string remedy = "/api/v1/inspection-remedies/{id}";
  const auto detail = web::SchemaFor<InspectionDetailView>();
  const auto row = web::SchemaFor<Inspection>();
  std::vector<web::Route> routes;
  const auto add = [&](web::Verb verb, std::string path, identity::Permission needs, auto handler,
                       web::Described described) {
    routes.push_back({verb, std::move(path), needs,
                      [&service, handler](const Request& r) { return handler(service, r); },
                      std::move(described)});
  };
  using enum web::Verb;
  add(kGet, one + "/detail", kRead, Detail,
      {"Inspection with lines, remedies, clocks, timeline", {}, detail});
  add(kPost, one + "/checklist", kWrite, DrawUp,
      {"Draw the checklist up from the duties of a day and a sample of systems",
       web::SchemaFor<inspections::ChecklistRequest>(), detail});
  add(kPost, one + "/questions", kWrite, AddQuestion,
      {"Add a question of one's own", web::SchemaFor<QuestionBody>(),
       web::SchemaFor<InspectionItem>()});
  add(kPost, one + "/announce", kWrite, Step<&InspectionService::Announce>,
      {"Tell the agency", {}, row});
  add(kPost, one + "/start", kWrite, Step<&InspectionService::Start>, {"Begin the visit", {}, row});
  add(kPost, one + "/end-field-work", kWrite, Step<&InspectionService::EndFieldWork>,
      {"End the visit", {}, row});
  add(kPost, one + "/send-draft", kWrite, Say<&InspectionService::SendDraft>,
      {"Send the draft conclusion to the agency", web::SchemaFor<inspections::ConclusionBody>(),
       row});
  add(kPost, one + "/comment", kReply, Comment,
      {"The agency's answer to the draft", web::SchemaFor<CommentBody>(), row});
  add(kPost, one + "/conclude", kWrite, Say<&InspectionService::Conclude>,
      {"Conclude", web::SchemaFor<inspections::ConclusionBody>(), row});
  add(kPost, one + "/close", kWrite, Step<&InspectionService::Close>,
      {"Close; every remedy must be verified", {}, row});
  add(kPost, one + "/cancel", kWrite, Cancel, {"Cancel", web::SchemaFor<CancelBody>(), row});
  add(kPost, one + "/remedies", kWrite, AddRemedy,
      {"What the agency must put right", web::SchemaFor<inspections::NewRemedy>(),
       web::SchemaFor<InspectionRemedy>()});
  add(kPost, remedy + "/report", kRemedy, Report,
      {"The agency says what it did", web::SchemaFor<inspections::RemedyReport>(),
       web::SchemaFor<InspectionRemedy>()});
  add(kPost, remedy + "/verify", kWrite, Verify,
      {"Check again: verified, or back to the agency", web::SchemaFor<ReviewBody>(),
       web::SchemaFor<InspectionRemedy>()});
  return routes;
}

}  // namespace lachan::web_api
