// SPDX-License-Identifier: Apache-2.0
#include "web_api/dossier_routes.h"

#include <boost/describe/enum_from_string.hpp>

#include "documents/render.h"
#include "web_api/body.h"
#include "web_api/level_view.h"
#include "web_api/party_view.h"

namespace lachan::web_api {
namespace {

using dossiers::DossierService;
using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

struct DossierPartView {
  std::string kind, vi, en, what_vi, what_en, clause, source;
  bool present = false, was_missing = false, before_approval = false;
  std::int64_t versions = 0;
  std::optional<DossierPart> part;
};
BOOST_DESCRIBE_STRUCT(DossierPartView, (),
                      (kind, vi, en, what_vi, what_en, clause, source, present, was_missing,
                       before_approval, versions, part))

struct DossierClockView {
  std::string step, body, clause, state;
  std::int64_t days = 0;
  bool working_days = true;
  std::optional<Instant> started, due, done;
};
BOOST_DESCRIBE_STRUCT(DossierClockView, (),
                      (step, body, clause, state, days, working_days, started, due, done))

struct DossierActionView {
  std::string id, blocked;
};
BOOST_DESCRIBE_STRUCT(DossierActionView, (), (id, blocked))

struct DossierDetailView {
  Dossier dossier;
  SystemView system;
  AgencyView agency;
  boost::json::object answers;
  DeterminationView determination, other;  ///< Under the dossier's rules, and under the others.
  std::string approver;
  bool needs_opinion = false, conflict = false, needs_national_list = false;
  std::string request_form, decision_form;
  std::vector<DossierPartView> parts;
  std::vector<DossierClockView> clocks;
  std::vector<DossierActionView> actions;
};
BOOST_DESCRIBE_STRUCT(DossierDetailView, (),
                      (dossier, system, agency, answers, determination, other, approver,
                       needs_opinion, conflict, needs_national_list, request_form, decision_form,
                       parts, clocks, actions))

struct DossierDraftBody {
  SystemId system_id;
  boost::json::object answers;
  std::string explanation, change_reason;
  std::optional<levels::Regime> regime;
};
BOOST_DESCRIBE_STRUCT(DossierDraftBody, (),
                      (system_id, answers, explanation, change_reason, regime))

struct DraftTexts {
  std::optional<SystemId> system_id;
  schema::Paragraph<8000> explanation;
  schema::Paragraph<2000> change_reason;
  std::optional<levels::Regime> regime;
};
BOOST_DESCRIBE_STRUCT(DraftTexts, (), (system_id, explanation, change_reason, regime))

struct WithdrawBody {
  schema::Paragraph<4000> why;
};
BOOST_DESCRIBE_STRUCT(WithdrawBody, (), (why))

struct ReturnBody {
  std::vector<levels::PartKind> missing;
  std::string remarks;
};
BOOST_DESCRIBE_STRUCT(ReturnBody, (), (missing, remarks))

struct AppraiseBody {
  bool passed = true;
  schema::Paragraph<8000> remarks;
  levels::Body body = levels::Body::specialised_unit;
  schema::Line<0, 200> body_name;
};
BOOST_DESCRIBE_STRUCT(AppraiseBody, (), (passed, remarks, body, body_name))

struct ApproveBody {
  schema::Line<0, 60> number;
  std::optional<CivilDate> decided_on;
  schema::Line<0, 120> signer_name;
  schema::Line<0, 200> signer_title;
  std::optional<Id<EvidenceFile>> file_id;
};
BOOST_DESCRIBE_STRUCT(ApproveBody, (), (number, decided_on, signer_name, signer_title, file_id))

/// For whom the caller speaks: the coordinator is the specialised unit, management the owner.
dossiers::Authority AuthorityOf(const Request& request) {
  if (!request.principal) return dossiers::Authority::kNone;
  switch (request.principal->role) {
    case identity::Role::coordinator:
      return dossiers::Authority::kSpecialisedUnit;
    case identity::Role::management:
      return dossiers::Authority::kOwner;
    case identity::Role::soc_analyst:
    case identity::Role::agency_officer:
    case identity::Role::inspector:
    case identity::Role::enterprise:
    case identity::Role::partner:
    case identity::Role::administrator:
      return dossiers::Authority::kNone;
  }
  return dossiers::Authority::kNone;
}

std::string_view NameOf(dossiers::StepState state) {
  switch (state) {
    case dossiers::StepState::kWaiting:
      return "waiting";
    case dossiers::StepState::kRunning:
      return "running";
    case dossiers::StepState::kOverdue:
      return "missed";
    case dossiers::StepState::kMet:
      return "met";
    case dossiers::StepState::kLate:
      return "met_late";
  }
  return "";
}

DossierPartView ViewPart(const dossiers::PartState& state) {
  DossierPartView view;
  view.kind = EnumName(state.rule.kind);
  view.vi = state.rule.vi;
  view.en = state.rule.en;
  view.what_vi = state.rule.what_vi;
  view.what_en = state.rule.what_en;
  view.clause = state.rule.clause;
  view.source = state.source;
  view.present = state.is_present;
  view.was_missing = state.was_missing;
  view.before_approval = state.rule.before_approval;
  view.versions = state.versions;
  view.part = state.part;
  return view;
}

DossierDetailView ViewDetail(const dossiers::DossierDetail& detail) {
  DossierDetailView view;
  const auto& dossier = detail.dossier;
  view.dossier = dossier;
  view.system = View(detail.system);
  view.agency = View(detail.agency);
  view.answers = schema::Encode(detail.answers).as_object();
  const auto regime = dossier.regime.value;
  const auto other = regime == levels::Regime::nd85 ? levels::Regime::nd331 : levels::Regime::nd85;
  view.determination = View(levels::Determine(detail.answers, regime));
  view.other = View(levels::Determine(detail.answers, other));
  view.approver = EnumName(detail.route.approver);
  view.needs_opinion = detail.route.needs_opinion;
  view.conflict = detail.route.is_conflict;
  view.needs_national_list = detail.route.needs_national_list;
  const int level = static_cast<int>(dossier.level.value);
  view.request_form = levels::FormOf(regime, level, "request");
  view.decision_form = levels::FormOf(regime, level, "decision");
  for (const auto& part : detail.parts) view.parts.push_back(ViewPart(part));
  for (const auto& clock : detail.clocks) {
    view.clocks.push_back({clock.step, EnumName(clock.body), clock.clause,
                           std::string(NameOf(clock.state)), clock.days, clock.is_working_days,
                           clock.started, clock.due, clock.done});
  }
  for (const auto& action : detail.actions) view.actions.push_back({action.id, action.blocked});
  return view;
}

struct Context {
  DossierService& service;
  journal::StateStore& store;
};

Result<Response> Answer(const Context& context, const Request& request, Result<Dossier> dossier,
                        int status = 200) {
  if (!dossier) return std::unexpected(std::move(dossier).error());
  LACHAN_TRY(const auto detail,
             context.service.Detail(request.caller, dossier->id, AuthorityOf(request)));
  return Response::Of(ViewDetail(detail), status);
}

Result<Response> Detail(const Context& context, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto detail, context.service.Detail(request.caller, id, AuthorityOf(request)));
  return Response::Of(ViewDetail(detail));
}

/// Body of a draft: the answers are an object of their own.
Result<std::pair<DraftTexts, dossiers::DraftInput>> DraftOf(const Request& request) {
  LACHAN_TRY(auto body, request.Json());
  dossiers::DraftInput input;
  LACHAN_TRY(input.answers, AnswersIn(body));
  body.erase("answers");
  LACHAN_TRY(auto texts, schema::Decode<DraftTexts>(body));
  input.explanation = texts.explanation.value;
  input.change_reason = texts.change_reason.value;
  input.regime = texts.regime;
  return std::pair(std::move(texts), std::move(input));
}

Result<Response> Draft(const Context& context, const Request& request) {
  LACHAN_TRY(const auto draft, DraftOf(request));
  if (!draft.first.system_id) {
    Error error(ErrorCode::kInvalidInput, "of which system?");
    return std::unexpected(std::move(error).WithField("system_id", "required"));
  }
  return Answer(context, request,
                context.service.Draft(request.caller, *draft.first.system_id, draft.second), 201);
}

Result<Response> Change(const Context& context, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto draft, DraftOf(request));
  return Answer(context, request, context.service.Change(request.caller, id, draft.second));
}

Result<Response> File(const Context& context, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  return Answer(context, request, context.service.File(request.caller, id));
}

Result<Response> Withdraw(const Context& context, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<WithdrawBody>(request));
  return Answer(context, request, context.service.Withdraw(request.caller, id, body.why.value));
}

Result<Response> Return(const Context& context, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, request.Json());
  std::vector<levels::PartKind> missing;
  if (const auto* named = body.if_contains("missing"); named != nullptr && named->is_array()) {
    for (const auto& value : named->as_array()) {
      levels::PartKind kind{};
      const std::string name = value.is_string() ? std::string(value.get_string()) : "";
      if (!boost::describe::enum_from_string(name.c_str(), kind)) {
        Error error(ErrorCode::kInvalidInput, "no such part of a dossier");
        return std::unexpected(std::move(error).WithField("missing", "not_a_choice"));
      }
      missing.push_back(kind);
    }
  }
  std::string remarks;
  if (const auto* text = body.if_contains("remarks"); text != nullptr && text->is_string()) {
    remarks = text->get_string();
  }
  if (remarks.size() > 8000) {
    Error error(ErrorCode::kInvalidInput, "the remarks are too long");
    return std::unexpected(std::move(error).WithField("remarks", "too_long:8000"));
  }
  return Answer(context, request,
                context.service.Return(request.caller, id, AuthorityOf(request), missing, remarks));
}

Result<Response> Accept(const Context& context, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  return Answer(context, request, context.service.Accept(request.caller, id, AuthorityOf(request)));
}

Result<Response> Appraise(const Context& context, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<AppraiseBody>(request));
  return Answer(
      context, request,
      context.service.Appraise(request.caller, id, AuthorityOf(request),
                               {body.passed, body.remarks.value, body.body, body.body_name.value}));
}

Result<Response> Approve(const Context& context, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<ApproveBody>(request));
  return Answer(
      context, request,
      context.service.Approve(request.caller, id, AuthorityOf(request),
                              {body.number.value, body.decided_on.value_or(CivilDate{}),
                               body.signer_name.value, body.signer_title.value, body.file_id}));
}

template <bool kDecision, bool kDocx>
Result<Response> Paper(const Context& context, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  auto pages = kDecision ? context.service.DecisionPaper(request.caller, id)
                         : context.service.ProposalPaper(request.caller, id);
  if (!pages) return std::unexpected(std::move(pages).error());
  const std::string name = fmt::format(
      "{}-{}.{}", kDecision ? "quyet-dinh-cap-do" : "to-trinh-cap-do", id, kDocx ? "docx" : "pdf");
  if (kDocx) {
    LACHAN_TRY(auto bytes, documents::ToDocx(*pages), "laying out the document");
    return Response::Download(
        std::move(bytes), "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        name);
  }
  LACHAN_TRY(auto bytes, documents::ToPdf(*pages), "laying out the document");
  return Response::Download(std::move(bytes), "application/pdf", name);
}

}  // namespace

std::vector<web::Route> DossierRoutes(DossierService& service, journal::StateStore& store) {
  constexpr auto kRead = Needs("dossier", Action::kRead);
  constexpr auto kWrite = Needs("dossier", Action::kWrite);
  constexpr auto kReview = Needs("dossier_review", Action::kWrite);
  const Context context{service, store};
  std::vector<web::Route> routes;
  const auto detail = web::SchemaFor<DossierDetailView>();
  const auto add = [&](web::Verb verb, const char* path, identity::Permission needs, auto handler,
                       web::Described described) {
    routes.push_back(
        {verb, std::string("/api/v1/") + path, needs,
         [context, handler](const Request& request) { return handler(context, request); },
         std::move(described)});
  };
  add(web::Verb::kPost, "dossiers/draft", kWrite, Draft,
      {"Begin the level dossier of a system", web::SchemaFor<DossierDraftBody>(), detail});
  add(web::Verb::kPut, "dossiers/{id}/draft", kWrite, Change,
      {"Change a draft or a returned dossier", web::SchemaFor<DossierDraftBody>(), detail});
  add(web::Verb::kGet, "dossiers/{id}/detail", kRead, Detail,
      {"A dossier with its parts, clocks, reasoning and what may be done", {}, detail});
  add(web::Verb::kPost, "dossiers/{id}/file", kWrite, File, {"File it", {}, detail});
  add(web::Verb::kPost, "dossiers/{id}/withdraw", kWrite, Withdraw,
      {"Withdraw it", web::SchemaFor<WithdrawBody>(), detail});
  add(web::Verb::kPost, "dossiers/{id}/return", kReview, Return,
      {"Not complete: name the missing parts", web::SchemaFor<ReturnBody>(), detail});
  add(web::Verb::kPost, "dossiers/{id}/accept", kReview, Accept,
      {"Complete: the time of the appraisal begins", {}, detail});
  add(web::Verb::kPost, "dossiers/{id}/appraise", kReview, Appraise,
      {"Enter the conclusion of the appraisal", web::SchemaFor<AppraiseBody>(), detail});
  add(web::Verb::kPost, "dossiers/{id}/approve", kReview, Approve,
      {"Enter the decision; sets the level of the system", web::SchemaFor<ApproveBody>(), detail});
  const std::string docx =
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  add(web::Verb::kGet, "dossiers/{id}/proposal.docx", kRead, Paper<false, true>,
      {.summary = "The proposal as .docx", .response_type = docx});
  add(web::Verb::kGet, "dossiers/{id}/proposal.pdf", kRead, Paper<false, false>,
      {.summary = "The proposal as PDF", .response_type = "application/pdf"});
  add(web::Verb::kGet, "dossiers/{id}/decision.docx", kRead, Paper<true, true>,
      {.summary = "The decision as .docx", .response_type = docx});
  add(web::Verb::kGet, "dossiers/{id}/decision.pdf", kRead, Paper<true, false>,
      {.summary = "The decision as PDF", .response_type = "application/pdf"});
  return routes;
}

}  // namespace lachan::web_api
