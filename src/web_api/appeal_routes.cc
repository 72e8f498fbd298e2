// SPDX-License-Identifier: Apache-2.0
#include "web_api/appeal_routes.h"

#include <boost/describe/enum_from_string.hpp>

#include "assurance/entities.h"
#include "web_api/ranking_views.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;
using web::Verb;

constexpr auto kRead = Needs("score_appeal", Action::kRead);
constexpr auto kWrite = Needs("score_appeal", Action::kWrite);

struct AppealFileView {
  std::int64_t id = 0, size = 0;
  std::string file_name;
};
BOOST_DESCRIBE_STRUCT(AppealFileView, (), (id, size, file_name))

struct AppealView {
  ScoreAppeal appeal;
  std::vector<AppealFileView> files;
  bool is_overdue = false;          ///< Open, and the day for an answer has passed.
  std::int64_t proposed_by_id = 0;  ///< Who proposed the freeze, and so does not decide.
};
BOOST_DESCRIBE_STRUCT(AppealView, (), (appeal, files, is_overdue, proposed_by_id))

struct AppealBody {
  std::string month, indicator, duty, text;
  std::vector<std::int64_t> files;
};
BOOST_DESCRIBE_STRUCT(AppealBody, (), (month, indicator, duty, text, files))

struct AnswerBody {
  AppealState outcome = AppealState::rejected;
  std::string reasons, basis;
  AppealEffect effect = AppealEffect::none;
  CorrectionOutcome counts_as = CorrectionOutcome::met;
  std::string duty;
  std::int64_t months = 1;
};
BOOST_DESCRIBE_STRUCT(AnswerBody, (), (outcome, reasons, basis, effect, counts_as, duty, months))

std::unexpected<Error> Wrong(std::string field, std::string message) {
  Error error(ErrorCode::kInvalidInput, fmt::format("{} is not right: {}", field, message));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

Result<AppealView> ViewOf(const AppealDeps& deps, const Request& request, ScoreAppeal appeal) {
  AppealView view;
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  for (const auto id : ranking::FilesOf(appeal)) {
    if (const auto file = journal::Get<EvidenceFile>(*reader, id)) {
      view.files.push_back({id, file->size.value, file->file_name.value.value});
    }
  }
  const bool is_open =
      appeal.state.value == AppealState::submitted || appeal.state.value == AppealState::received;
  view.is_overdue = is_open && deps.clock.Now() >= appeal.answer_due.value;
  if (request.caller.reach.everything) {
    LACHAN_TRY(const Month month, ParseMonth(appeal.month.value.value));
    LACHAN_TRY(view.proposed_by_id, ranking::ProposerOf(*reader, month));
  }
  view.appeal = std::move(appeal);
  return view;
}

Result<Response> Show(const AppealDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  ScoreAppeal appeal;
  {
    LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
    LACHAN_TRY(appeal, journal::Get<ScoreAppeal>(*reader, id));
  }
  LACHAN_TRY(const auto view, ViewOf(deps, request, std::move(appeal)));
  return Response::Of(view);
}

Result<Response> Submit(const AppealDeps& deps, const Request& request) {
  LACHAN_TRY(const auto body, request.Json());
  ranking::Appeals::Draft draft;
  LACHAN_TRY(const auto month, TextIn(body, "month"));
  const auto parsed = ParseMonth(month);
  if (!parsed) return Wrong("month", "not_a_month");
  draft.month = *parsed;
  LACHAN_TRY(draft.indicator, TextIn(body, "indicator"));
  LACHAN_TRY(draft.duty, OptionalTextIn(body, "duty"));
  LACHAN_TRY(draft.text, TextIn(body, "text"));
  if (const auto* files = body.if_contains("files")) {
    if (!files->is_array()) return Wrong("files", "wrong_form");
    for (const auto& id : files->get_array()) {
      if (!id.is_int64()) return Wrong("files", "wrong_form");
      draft.files.push_back(id.get_int64());
    }
  }
  const AgencyId agency = request.principal ? request.principal->agency : AgencyId{};
  LACHAN_TRY(auto appeal, deps.appeals.Submit(request.caller, agency, draft));
  LACHAN_TRY(const auto view, ViewOf(deps, request, std::move(appeal)));
  return Response::Of(view, 201);
}

template <class Enum>
Result<Enum> ChoiceIn(const boost::json::object& body, std::string_view name, Enum otherwise) {
  if (!body.contains(name)) return otherwise;
  LACHAN_TRY(const auto text, TextIn(body, name));
  if (boost::describe::enum_from_string(text.c_str(), otherwise)) return otherwise;
  return Wrong(std::string(name), "not_a_choice");
}

Result<Response> Answer(const AppealDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, request.Json());
  ranking::Appeals::Answer answer;
  LACHAN_TRY_DO(TextIn(body, "outcome"));
  LACHAN_TRY(answer.outcome, ChoiceIn(body, "outcome", AppealState::rejected));
  LACHAN_TRY(answer.effect, ChoiceIn(body, "effect", AppealEffect::none));
  LACHAN_TRY(answer.counts_as, ChoiceIn(body, "counts_as", CorrectionOutcome::met));
  LACHAN_TRY(answer.reasons, OptionalTextIn(body, "reasons"));
  LACHAN_TRY(answer.basis, OptionalTextIn(body, "basis"));
  LACHAN_TRY(answer.duty, OptionalTextIn(body, "duty"));
  if (const auto* months = body.if_contains("months")) {
    if (!months->is_int64() || months->get_int64() < 1 || months->get_int64() > 12) {
      return Wrong("months", "out_of_range");
    }
    answer.months = static_cast<int>(months->get_int64());
  }
  LACHAN_TRY(auto appeal, deps.appeals.Decide(request.caller, id, answer));
  LACHAN_TRY(const auto view, ViewOf(deps, request, std::move(appeal)));
  return Response::Of(view);
}

Result<Response> Receive(const AppealDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(auto appeal, deps.appeals.Receive(request.caller, id));
  LACHAN_TRY(const auto view, ViewOf(deps, request, std::move(appeal)));
  return Response::Of(view);
}

Result<Response> Withdraw(const AppealDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(auto appeal, deps.appeals.Withdraw(request.caller, id));
  LACHAN_TRY(const auto view, ViewOf(deps, request, std::move(appeal)));
  return Response::Of(view);
}

}  // namespace

std::vector<web::Route> AppealRoutes(AppealDeps deps) {
  std::vector<web::Route> routes;
  const auto view = web::SchemaFor<AppealView>();
  const auto add = [&](Verb verb, std::string path, identity::Permission needs, auto handler,
                       web::Described described) {
    routes.push_back({verb, "/api/v1/appeals" + std::move(path), needs,
                      [deps, handler](const Request& request) {
                        return Result<Response>(handler(deps, request));
                      },
                      std::move(described)});
  };
  add(Verb::kPost, "/submit", kWrite, Submit,
      {"Appeal against a criterion of a frozen month, for the own agency",
       web::SchemaFor<AppealBody>(), view});
  add(Verb::kGet, "/{id}/detail", kRead, Show, {"An appeal with its files", {}, view});
  add(Verb::kPost, "/{id}/receive", kWrite, Receive, {"Say that the appeal was seen", {}, view});
  add(Verb::kPost, "/{id}/answer", kWrite, Answer,
      {"Accept, partly accept or reject; not by the one who proposed the freeze",
       web::SchemaFor<AnswerBody>(), view});
  add(Verb::kPost, "/{id}/withdraw", kWrite, Withdraw,
      {"Take back the own agency's appeal before it is answered", {}, view});
  return routes;
}

}  // namespace lachan::web_api
