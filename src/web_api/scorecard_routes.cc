// SPDX-License-Identifier: Apache-2.0
#include "web_api/scorecard_routes.h"

#include <set>

#include "directive/scorecard_text.h"
#include "obligations/card_view.h"
#include "ranking/what_if.h"
#include "web_api/body.h"
#include "web_api/duty_view.h"
#include "web_api/ranking_views.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using obligations::CardView;
using web::Request;
using web::Response;
using web::Verb;

constexpr auto kRead = Needs("scorecard", Action::kRead);
constexpr auto kWrite = Needs("scorecard", Action::kWrite);
constexpr std::size_t kMaxCard = 1 << 20;

struct CardFindingView {
  std::string code, message, hint;
  std::int64_t line = 0, column = 0;
};
BOOST_DESCRIBE_STRUCT(CardFindingView, (), (code, message, hint, line, column))

struct CardCheckView {
  CardView card;
  std::vector<CardFindingView> findings;
  bool is_valid = false;
  std::string yaml;
};
BOOST_DESCRIBE_STRUCT(CardCheckView, (), (card, findings, is_valid, yaml))

struct ScorecardDetailView {
  ScorecardVersion row;
  CardCheckView check;
};
BOOST_DESCRIBE_STRUCT(ScorecardDetailView, (), (row, check))

struct CardInForceView {
  std::string month;
  CardView card;
  bool is_shipped = true;  ///< The directive's own.
};
BOOST_DESCRIBE_STRUCT(CardInForceView, (), (month, card, is_shipped))

struct CardPartView {
  std::string id, title_vi, title_en;
  std::vector<std::string> kinds;  ///< That it binds; empty: holders of a role.
  bool soft = false, measurable = true;
};
BOOST_DESCRIBE_STRUCT(CardPartView, (), (id, title_vi, title_en, kinds, soft, measurable))
struct CardKindView {
  std::string id, title_vi, title_en;
};
BOOST_DESCRIBE_STRUCT(CardKindView, (), (id, title_vi, title_en))
struct CardPartsView {
  std::vector<CardPartView> parts;
  std::vector<CardKindView> kinds;
};
BOOST_DESCRIBE_STRUCT(CardPartsView, (), (parts, kinds))

struct CardBody {
  CardView card;
  std::optional<std::int64_t> id;
};
BOOST_DESCRIBE_STRUCT(CardBody, (), (card, id))
struct CardDraftBody {
  CardView card;
  std::optional<std::int64_t> id;
  std::string title, basis;
};
BOOST_DESCRIBE_STRUCT(CardDraftBody, (), (card, id, title, basis))
struct DecreeBody {
  schema::Line<64, 64> sha256;
};
BOOST_DESCRIBE_STRUCT(DecreeBody, (), (sha256))

struct WhatIfBody {
  std::string month;
  CardView card;
};
BOOST_DESCRIBE_STRUCT(WhatIfBody, (), (month, card))

struct WhatIfCountsView {
  std::int64_t agencies = 0, up = 0, down = 0, same = 0, band_up = 0, band_down = 0,
               newly_ranked = 0, no_longer_ranked = 0;
};
BOOST_DESCRIBE_STRUCT(WhatIfCountsView, (),
                      (agencies, up, down, same, band_up, band_down, newly_ranked,
                       no_longer_ranked))
struct WhatIfSetView {
  std::string id;
  WhatIfCountsView counts;
  std::vector<ScoreEffectView> rows;
};
BOOST_DESCRIBE_STRUCT(WhatIfSetView, (), (id, counts, rows))
struct WhatIfView {
  std::string month;
  bool frozen = false;
  bool from_frozen = false;  ///< False: worked out anew from the facts of the time.
  std::vector<CardFindingView> findings;
  std::vector<WhatIfSetView> sets;
};
BOOST_DESCRIBE_STRUCT(WhatIfView, (), (month, frozen, from_frozen, findings, sets))

std::vector<CardFindingView> View(const std::vector<Diagnostic>& findings) {
  std::vector<CardFindingView> views;
  for (const auto& one : findings) {
    views.push_back({one.code, one.message, one.hint, one.where.line, one.where.column});
  }
  return views;
}

CardCheckView View(const ranking::Scorecards::Checked& checked) {
  return {obligations::ViewOf(checked.card), View(checked.findings), checked.findings.empty(),
          checked.text};
}

/// The card of a JSON body, as the text that a file would hold.
Result<std::string> CardTextIn(const boost::json::object& body) {
  const auto* card = body.if_contains("card");
  if (card == nullptr) {
    return std::unexpected(
        Error(ErrorCode::kInvalidInput, "there is no card").WithField("card", "required"));
  }
  LACHAN_TRY(const auto view, obligations::ParseCard(*card));
  return directive::ScorecardText(obligations::CardOf(view));
}

std::int64_t IdIn(const boost::json::object& body) {
  const auto* id = body.if_contains("id");
  return id != nullptr && id->is_int64() ? id->get_int64() : 0;
}

Result<ScorecardDetailView> DetailOf(const ScorecardDeps& deps, ScorecardVersion row) {
  LACHAN_TRY(const auto checked,
             deps.scorecards.Check({row.code.value.value, row.content.value.value}, row.id.value));
  ScorecardDetailView view;
  view.check = View(checked);
  // A decreed one is in force; that a month of it is frozen by now says nothing against it.
  if (row.state.value == ScorecardState::decreed) {
    view.check.findings.clear();
    view.check.is_valid = true;
  }
  view.row = std::move(row);
  return view;
}

Result<Response> InForce(const ScorecardDeps& deps, const Request& request) {
  LACHAN_TRY(const Month month, MonthIn(request, deps.clock));
  LACHAN_TRY(const auto card, deps.obligations.Card(month));
  if (card == nullptr) {
    return Fail(ErrorCode::kNotFound, "no scorecard is in force in {}", month.Text());
  }
  const bool is_shipped =
      std::ranges::find(deps.directive.scorecards, card->id, &directive::Scorecard::id) !=
      deps.directive.scorecards.end();
  return Response::Of(CardInForceView{month.Text(), obligations::ViewOf(*card), is_shipped});
}

Response Yaml(std::string text, std::string_view name) {
  return Response::Download(std::move(text), "application/yaml; charset=utf-8",
                            fmt::format("{}.yaml", name));
}

Result<Response> InForceYaml(const ScorecardDeps& deps, const Request& request) {
  LACHAN_TRY(const Month month, MonthIn(request, deps.clock));
  LACHAN_TRY(const auto card, deps.obligations.Card(month));
  if (card == nullptr) {
    return Fail(ErrorCode::kNotFound, "no scorecard is in force in {}", month.Text());
  }
  return Yaml(directive::ScorecardText(*card), "scorecard-" + month.Text());
}

Result<Response> Parts(const ScorecardDeps& deps, const Request&) {
  CardPartsView view;
  for (const auto& kind : deps.directive.agency_kinds) {
    view.kinds.push_back({kind.id, kind.title.vi, kind.title.en});
  }
  for (const auto& obligation : deps.directive.obligations) {
    for (const auto& part : obligation.parts) {
      const auto& title = TitleOf(deps.directive, part.id);
      std::set<std::string> kinds;
      for (const auto& binding : part.binds)
        kinds.insert(binding.kinds.begin(), binding.kinds.end());
      view.parts.push_back({part.id,
                            title.vi,
                            title.en,
                            {kinds.begin(), kinds.end()},
                            part.soft,
                            part.measured != directive::Measured::kNotMeasurable});
    }
  }
  return Response::Of(view);
}

Result<Response> Check(const ScorecardDeps& deps, const Request& request) {
  LACHAN_TRY(const auto body, request.Json());
  LACHAN_TRY(const auto text, CardTextIn(body));
  LACHAN_TRY(const auto checked, deps.scorecards.Check({"scorecard.yaml", text}, IdIn(body)));
  return Response::Of(View(checked));
}

Result<Response> Save(const ScorecardDeps& deps, const Request& request) {
  LACHAN_TRY(const auto body, request.Json());
  ranking::Scorecards::Draft draft;
  draft.id = IdIn(body);
  LACHAN_TRY(draft.title, TextIn(body, "title"));
  LACHAN_TRY(draft.basis, OptionalTextIn(body, "basis"));
  LACHAN_TRY(draft.text, CardTextIn(body));
  LACHAN_TRY(auto row, deps.scorecards.Save(request.caller, draft));
  LACHAN_TRY(const auto view, DetailOf(deps, std::move(row)));
  return Response::Of(view, 201);
}

Result<Response> Import(const ScorecardDeps& deps, const Request& request) {
  ranking::Scorecards::Draft draft;
  LACHAN_TRY(draft.id, request.QueryNumber("id", 1, INT64_MAX, 0));
  draft.title = request.Query("title");
  draft.text = request.body;
  LACHAN_TRY(auto row, deps.scorecards.Save(request.caller, draft));
  LACHAN_TRY(const auto view, DetailOf(deps, std::move(row)));
  return Response::Of(view, 201);
}

Result<Response> Detail(const ScorecardDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(auto row, deps.scorecards.Get(request.caller, id));
  LACHAN_TRY(const auto view, DetailOf(deps, std::move(row)));
  return Response::Of(view);
}

Result<Response> File(const ScorecardDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto row, deps.scorecards.Get(request.caller, id));
  return Yaml(row.content.value.value, fmt::format("scorecard-{}", id));
}

Result<Response> Propose(const ScorecardDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(auto row, deps.scorecards.Propose(request.caller, id));
  LACHAN_TRY(const auto view, DetailOf(deps, std::move(row)));
  return Response::Of(view);
}

Result<Response> Decree(const ScorecardDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<DecreeBody>(request));
  LACHAN_TRY(auto row, deps.scorecards.Decree(request.caller, id, body.sha256.value));
  LACHAN_TRY(const auto view, DetailOf(deps, std::move(row)));
  return Response::Of(view);
}

Result<Response> Withdraw(const ScorecardDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(auto row, deps.scorecards.Withdraw(request.caller, id));
  LACHAN_TRY(const auto view, DetailOf(deps, std::move(row)));
  return Response::Of(view);
}

WhatIfCountsView View(const ranking::WhatIfCounts& counts) {
  return {counts.agencies, counts.up,        counts.down,         counts.same,
          counts.band_up,  counts.band_down, counts.newly_ranked, counts.no_longer_ranked};
}

Result<Response> AskWhatIf(const ScorecardDeps& deps, const Request& request) {
  LACHAN_TRY(const auto body, request.Json());
  LACHAN_TRY(const auto text, TextIn(body, "month"));
  const auto month = ParseMonth(text);
  if (!month) {
    return std::unexpected(Error(ErrorCode::kInvalidInput, "a month is written yyyy-mm")
                               .WithField("month", "not_a_month"));
  }
  LACHAN_TRY(const auto card, CardTextIn(body));
  // The directive's checks, not those of dates: the question is about any month.
  const auto reading = directive::ReadScorecardText({"scorecard.yaml", card}, deps.directive);
  WhatIfView view;
  view.month = month->Text();
  view.findings = View(reading.findings);
  if (!reading.is_valid()) return Response::Of(view);
  LACHAN_TRY(const auto answer,
             ranking::AskWhatIf(deps.obligations, deps.directive, reading.card, *month));
  view.frozen = answer.frozen;
  view.from_frozen = answer.from_frozen;
  for (const auto& set : answer.sets) {
    WhatIfSetView one{set.id, View(set.counts), {}};
    for (const auto& row : set.rows) one.rows.push_back(web_api::View(row));
    view.sets.push_back(std::move(one));
  }
  return Response::Of(view);
}

}  // namespace

std::vector<web::Route> ScorecardRoutes(ScorecardDeps deps) {
  std::vector<web::Route> routes;
  const auto add = [&](Verb verb, std::string path, identity::Permission needs, auto handler,
                       web::Described described) {
    routes.push_back({verb, "/api/v1" + std::move(path), needs,
                      [deps, handler](const Request& request) {
                        return Result<Response>(handler(deps, request));
                      },
                      std::move(described), kMaxCard});
  };
  const auto detail = web::SchemaFor<ScorecardDetailView>();
  const std::vector<std::pair<std::string, std::string>> month = {
      {"month", "yyyy-mm; the running one"}};
  add(Verb::kGet, "/scorecards/in-force", kRead, InForce,
      {"The scorecard of a month", {}, web::SchemaFor<CardInForceView>(), month});
  add(Verb::kGet, "/scorecards/in-force.yaml", kRead, InForceYaml,
      {"The scorecard of a month as a file", {}, {}, month, "application/yaml"});
  add(Verb::kGet, "/scorecards/parts", kRead, Parts,
      {"Duties and kinds of agency that a scorecard may name",
       {},
       web::SchemaFor<CardPartsView>()});
  add(Verb::kPost, "/scorecards/check", kRead, Check,
      {"What is wrong with a card; stores nothing", web::SchemaFor<CardBody>(),
       web::SchemaFor<CardCheckView>()});
  add(Verb::kPost, "/scorecards/draft", kWrite, Save,
      {"Keep a draft, finished or not", web::SchemaFor<CardDraftBody>(), detail});
  add(Verb::kPost, "/scorecards/import", kWrite, Import,
      {"Keep a draft from YAML, which is the body",
       {},
       detail,
       {{"title", "name for people"}, {"id", "draft to be replaced; a new one when absent"}}});
  add(Verb::kGet, "/scorecards/{id}/detail", kRead, Detail,
      {"A scorecard with its card and what is wrong with it", {}, detail});
  add(Verb::kGet, "/scorecards/{id}/file.yaml", kRead, File,
      {"A scorecard as a file", {}, {}, {}, "application/yaml"});
  add(Verb::kPost, "/scorecards/{id}/propose", kWrite, Propose,
      {"Propose a draft without findings; the first of two persons", {}, detail});
  add(Verb::kPost, "/scorecards/{id}/decree", kWrite, Decree,
      {"Put a proposed scorecard in force from its month; never by the one who proposed",
       web::SchemaFor<DecreeBody>(), detail});
  add(Verb::kPost, "/scorecards/{id}/withdraw", kWrite, Withdraw,
      {"Back to a draft, or out of sight", {}, detail});
  add(Verb::kPost, "/ranking/what-if", kRead, AskWhatIf,
      {"Who would move under another scorecard; stores nothing", web::SchemaFor<WhatIfBody>(),
       web::SchemaFor<WhatIfView>()});
  return routes;
}

}  // namespace lachan::web_api
