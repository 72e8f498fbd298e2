// SPDX-License-Identifier: Apache-2.0
#include "web_api/sign_off_routes.h"

#include <boost/describe/enum_from_string.hpp>

#include "base/text.h"
#include "web_api/body.h"
#include "web_api/ranking_views.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using ranking::MonthState;
using ranking::SignOff;
using web::Request;
using web::Response;
using web::Verb;

constexpr auto kRead = Needs("ranking", Action::kRead);
constexpr auto kWrite = Needs("ranking", Action::kWrite);

struct ProposalView {
  std::string sha256, scorecard, proposed_by;
  std::int64_t proposed_by_id = 0;
  Instant proposed_at;
};
BOOST_DESCRIBE_STRUCT(ProposalView, (),
                      (sha256, scorecard, proposed_by, proposed_by_id, proposed_at))

struct FrozenView {
  std::string sha256, scorecard, proposed_by, frozen_by;
  std::int64_t proposed_by_id = 0, frozen_by_id = 0;
  Instant judged_at, frozen_at;
  std::optional<Instant> appeal_until;
};
BOOST_DESCRIBE_STRUCT(FrozenView, (),
                      (sha256, scorecard, proposed_by, frozen_by, proposed_by_id, frozen_by_id,
                       judged_at, frozen_at, appeal_until))

struct ProposalChangeView {
  std::int64_t agency_id = 0;
  std::optional<double> percent_before, percent_now;
  std::string band_before, band_now;
};
BOOST_DESCRIBE_STRUCT(ProposalChangeView, (),
                      (agency_id, percent_before, percent_now, band_before, band_now))

struct CorrectionView {
  std::int64_t agency_id = 0;
  std::string indicator, duty, reason;
  CorrectionOutcome outcome = CorrectionOutcome::met;
};
BOOST_DESCRIBE_STRUCT(CorrectionView, (), (agency_id, indicator, duty, reason, outcome))

struct AddendumView {
  std::int64_t id = 0, number = 0;
  std::string month;
  AddendumState state = AddendumState::proposed;
  std::string reason, basis, sha256, previous_sha256, proposed_by, confirmed_by;
  std::int64_t proposed_by_id = 0;
  std::optional<std::int64_t> appeal_id;
  Instant proposed_at;
  std::optional<Instant> confirmed_at;
  std::vector<CorrectionView> corrections;
  std::vector<ScoreEffectView> effects;
};
BOOST_DESCRIBE_STRUCT(AddendumView, (),
                      (id, number, month, state, reason, basis, sha256, previous_sha256,
                       proposed_by, confirmed_by, proposed_by_id, appeal_id, proposed_at,
                       confirmed_at, corrections, effects))

struct MonthStandingView {
  std::string month;
  MonthState state = MonthState::running;
  std::optional<ProposalView> proposal;
  std::vector<ProposalChangeView> changes;  ///< Since the proposal.
  std::optional<FrozenView> frozen;
  std::vector<AddendumView> addenda;
};
BOOST_DESCRIBE_STRUCT(MonthStandingView, (), (month, state, proposal, changes, frozen, addenda))

struct VerdictView {
  std::string month, sha256, proposed_by, frozen_by, fault;
  std::int64_t addenda = 0;
  bool intact = false;
};
BOOST_DESCRIBE_STRUCT(VerdictView, (),
                      (month, sha256, proposed_by, frozen_by, fault, addenda, intact))
struct VerdictList {
  std::vector<VerdictView> rows;
};
BOOST_DESCRIBE_STRUCT(VerdictList, (), (rows))

struct SeenBody {
  schema::Line<64, 64> sha256;  ///< What the person who confirms has seen.
};
BOOST_DESCRIBE_STRUCT(SeenBody, (), (sha256))

struct AddendumBody {
  std::string month, reason, basis;
  std::vector<CorrectionView> corrections;
};
BOOST_DESCRIBE_STRUCT(AddendumBody, (), (month, reason, basis, corrections))

struct EffectList {
  std::vector<ScoreEffectView> rows;
};
BOOST_DESCRIBE_STRUCT(EffectList, (), (rows))

Result<AddendumView> View(const ScoreAddendum& row) {
  AddendumView view{row.id.value,
                    row.number.value,
                    row.month.value.value,
                    row.state.value,
                    row.reason.value.value,
                    row.basis.value.value,
                    row.sha256.value.value,
                    row.previous_sha256.value.value,
                    row.proposed_by.value.value,
                    row.confirmed_by.value.value,
                    row.proposed_by_id.value,
                    row.appeal_id.value,
                    row.created_at.value,
                    row.confirmed_at.value,
                    {},
                    {}};
  LACHAN_TRY(const auto content, obligations::ParseAddendum(row.content.value.value));
  for (const auto& one : content.corrections) {
    view.corrections.push_back(
        {one.agency.value, one.indicator, one.duty, one.reason, one.outcome});
  }
  for (const auto& one : content.effects) view.effects.push_back(web_api::View(one));
  return view;
}

Result<MonthStandingView> StandingOf(SignOff& sign_off, const Request& request, Month month) {
  LACHAN_TRY(const auto standing, sign_off.Standing(request.caller, month));
  MonthStandingView view;
  view.month = month.Text();
  view.state = standing.state;
  if (const auto& one = standing.proposal) {
    view.proposal = ProposalView{one->sha256.value.value, one->scorecard.value.value,
                                 one->proposed_by.value.value, one->proposed_by_id.value,
                                 one->created_at.value};
  }
  for (const auto& change : standing.changes) {
    ProposalChangeView one{change.agency.value, {}, {}, {}, {}};
    if (change.before) {
      one.percent_before = Hundredths(change.before->score_centi);
      one.band_before = change.before->band;
    }
    if (change.now) {
      one.percent_now = Hundredths(change.now->score_centi);
      one.band_now = change.now->band;
    }
    view.changes.push_back(std::move(one));
  }
  if (const auto& row = standing.frozen) {
    view.frozen = FrozenView{
        row->sha256.value.value,    row->scorecard.value.value, row->proposed_by.value.value,
        row->frozen_by.value.value, row->proposed_by_id.value,  row->frozen_by_id.value,
        row->judged_at.value,       row->created_at.value,      row->appeal_until.value};
  }
  for (const auto& addendum : standing.addenda) {
    LACHAN_TRY(auto one, View(addendum));
    view.addenda.push_back(std::move(one));
  }
  return view;
}

/// Standing and addenda speak of every agency.
Status Everything(const Request& request) {
  if (request.caller.reach.everything) return {};
  return Fail(ErrorCode::kDenied, "this speaks of every agency");
}

Result<Response> Standing(SignOff& sign_off, const Request& request) {
  LACHAN_TRY(const Month month, MonthInPath(request));
  LACHAN_TRY_DO(Everything(request));
  LACHAN_TRY(const auto view, StandingOf(sign_off, request, month));
  return Response::Of(view);
}

Result<Response> Propose(SignOff& sign_off, const Request& request) {
  LACHAN_TRY(const Month month, MonthInPath(request));
  LACHAN_TRY_DO(sign_off.Propose(request.caller, month));
  LACHAN_TRY(const auto view, StandingOf(sign_off, request, month));
  return Response::Of(view, 201);
}

Result<Response> Confirm(SignOff& sign_off, const Request& request) {
  LACHAN_TRY(const Month month, MonthInPath(request));
  LACHAN_TRY(const auto body, BodyOf<SeenBody>(request));
  LACHAN_TRY_DO(sign_off.Confirm(request.caller, month, body.sha256.value));
  LACHAN_TRY(const auto view, StandingOf(sign_off, request, month));
  return Response::Of(view);
}

Result<Response> Withdraw(SignOff& sign_off, const Request& request) {
  LACHAN_TRY(const Month month, MonthInPath(request));
  LACHAN_TRY_DO(sign_off.Withdraw(request.caller, month));
  LACHAN_TRY(const auto view, StandingOf(sign_off, request, month));
  return Response::Of(view);
}

Result<Response> Verify(SignOff& sign_off, const Request& request) {
  LACHAN_TRY_DO(Everything(request));
  LACHAN_TRY(const auto verdicts, sign_off.Verify());
  VerdictList list;
  for (const auto& one : verdicts) {
    list.rows.push_back({one.month.Text(), one.sha256, one.proposed_by, one.frozen_by, one.fault,
                         one.addenda, one.fault.empty()});
  }
  return Response::Of(list);
}

// ---- addenda --------------------------------------------------------------------------------

std::unexpected<Error> Wrong(std::string field, std::string message) {
  Error error(ErrorCode::kInvalidInput, "a correction names agency_id, duty and outcome");
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

Result<obligations::Correction> CorrectionIn(const boost::json::value& value) {
  if (!value.is_object()) return Wrong("corrections", "wrong_form");
  const auto& object = value.get_object();
  obligations::Correction correction;
  const auto* agency = object.if_contains("agency_id");
  if (agency == nullptr || !agency->is_int64()) return Wrong("agency_id", "required");
  correction.agency = AgencyId{agency->get_int64()};
  LACHAN_TRY(correction.duty, TextIn(object, "duty"));
  LACHAN_TRY(correction.indicator, OptionalTextIn(object, "indicator"));
  LACHAN_TRY(correction.reason, OptionalTextIn(object, "reason"));
  LACHAN_TRY(const auto outcome, TextIn(object, "outcome"));
  if (!boost::describe::enum_from_string(outcome.c_str(), correction.outcome)) {
    return Wrong("outcome", "not_a_choice");
  }
  if (CodePoints(correction.reason) > 1000) return Wrong("reason", "too_long:1000");
  return correction;
}

struct AddendumRequest {
  Month month;
  SignOff::AddendumDraft draft;
};
Result<AddendumRequest> AddendumIn(const Request& request) {
  LACHAN_TRY(const auto body, request.Json());
  AddendumRequest asked;
  LACHAN_TRY(const auto month, TextIn(body, "month"));
  const auto parsed = ParseMonth(month);
  if (!parsed) return Wrong("month", "not_a_month");
  asked.month = *parsed;
  LACHAN_TRY(asked.draft.reason, OptionalTextIn(body, "reason"));
  LACHAN_TRY(asked.draft.basis, OptionalTextIn(body, "basis"));
  const auto* corrections = body.if_contains("corrections");
  if (corrections == nullptr || !corrections->is_array()) return Wrong("corrections", "required");
  for (const auto& one : corrections->get_array()) {
    LACHAN_TRY(auto correction, CorrectionIn(one));
    asked.draft.corrections.push_back(std::move(correction));
  }
  return asked;
}

Result<Response> Preview(SignOff& sign_off, const Request& request) {
  LACHAN_TRY_DO(Everything(request));
  LACHAN_TRY(auto asked, AddendumIn(request));
  LACHAN_TRY(const auto effects, sign_off.Preview(asked.month, asked.draft.corrections));
  EffectList list;
  for (const auto& one : effects) list.rows.push_back(web_api::View(one));
  return Response::Of(list);
}

Result<Response> ProposeAddendum(SignOff& sign_off, const Request& request) {
  LACHAN_TRY(auto asked, AddendumIn(request));
  LACHAN_TRY(const auto row,
             sign_off.ProposeAddendum(request.caller, asked.month, std::move(asked.draft)));
  LACHAN_TRY(const auto view, View(row));
  return Response::Of(view, 201);
}

Result<Response> Addendum(SignOff& sign_off, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto row, sign_off.Addendum(request.caller, id));
  LACHAN_TRY(const auto view, View(row));
  return Response::Of(view);
}

Result<Response> ConfirmAddendum(SignOff& sign_off, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<SeenBody>(request));
  LACHAN_TRY(const auto row, sign_off.ConfirmAddendum(request.caller, id, body.sha256.value));
  LACHAN_TRY(const auto view, View(row));
  return Response::Of(view);
}

Result<Response> WithdrawAddendum(SignOff& sign_off, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto row, sign_off.WithdrawAddendum(request.caller, id));
  LACHAN_TRY(const auto view, View(row));
  return Response::Of(view);
}

}  // namespace

std::vector<web::Route> SignOffRoutes(SignOffDeps deps) {
  std::vector<web::Route> routes;
  const auto add = [&](Verb verb, std::string path, identity::Permission needs, auto handler,
                       web::Described described) {
    routes.push_back({verb, "/api/v1/ranking" + std::move(path), needs,
                      [&sign_off = deps.sign_off, handler](const Request& request) {
                        return Result<Response>(handler(sign_off, request));
                      },
                      std::move(described)});
  };
  const auto standing = web::SchemaFor<MonthStandingView>();
  const auto addendum = web::SchemaFor<AddendumView>();
  add(Verb::kGet, "/months/{month}", kRead, Standing,
      {"Where a month stands: proposal, hash, two persons, addenda", {}, standing});
  add(Verb::kPost, "/months/{month}/propose", kWrite, Propose,
      {"Propose to freeze an ended month as it is now; the first of two persons", {}, standing});
  add(Verb::kPost, "/months/{month}/confirm", kWrite, Confirm,
      {"Freeze what was proposed, by its hash; never by the one who proposed",
       web::SchemaFor<SeenBody>(), standing});
  add(Verb::kPost, "/months/{month}/withdraw", kWrite, Withdraw,
      {"Take back the proposal", {}, standing});
  add(Verb::kGet, "/verify", Needs("scorecard", Action::kRead), Verify,
      {"Hold every frozen month and addendum against its hash", {}, web::SchemaFor<VerdictList>()});
  add(Verb::kPost, "/addenda/preview", kRead, Preview,
      {"What corrections of a frozen month would do; stores nothing",
       web::SchemaFor<AddendumBody>(), web::SchemaFor<EffectList>()});
  add(Verb::kPost, "/addenda", kWrite, ProposeAddendum,
      {"Propose the next addendum of a frozen month", web::SchemaFor<AddendumBody>(), addendum});
  add(Verb::kGet, "/addenda/{id}", kRead, Addendum, {"An addendum", {}, addendum});
  add(Verb::kPost, "/addenda/{id}/confirm", kWrite, ConfirmAddendum,
      {"Confirm an addendum by its hash; never by the one who proposed", web::SchemaFor<SeenBody>(),
       addendum});
  add(Verb::kPost, "/addenda/{id}/withdraw", kWrite, WithdrawAddendum,
      {"Take back a proposed addendum", {}, addendum});
  return routes;
}

}  // namespace lachan::web_api
