// SPDX-License-Identifier: Apache-2.0
#include "ranking/sign_off.h"

#include <algorithm>

#include "base/hash.h"
#include "journal/fact.h"
#include "register/entities.h"
#include "schema/json.h"

namespace lachan::ranking {
namespace {

namespace json = boost::json;
using journal::Equals;
using journal::Writer;
using obligations::MonthCut;
using obligations::MonthScores;

constexpr std::size_t kNamed = 5;

std::unexpected<Error> Conflict(std::string_view what, std::string field, std::string message) {
  Error error(ErrorCode::kConflict, std::string(what));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

json::object DigestJson(const MonthCut& cut) {
  json::object digests;
  for (const auto& agency : cut.scores->agencies) {
    const auto id = agency.score.agency.value;
    digests[std::to_string(id)] = json::object{{"sha256", cut.digests.at(id)},
                                               {"score_centi", agency.score.score_centi},
                                               {"band", agency.score.band},
                                               {"rank", agency.rank}};
  }
  return digests;
}

std::optional<ProposalChange::Part> PartOf(const json::object* digest) {
  if (digest == nullptr) return std::nullopt;
  ProposalChange::Part part;
  if (const auto* score = digest->if_contains("score_centi"); score && score->is_int64()) {
    part.score_centi = static_cast<int>(score->get_int64());
  }
  if (const auto* rank = digest->if_contains("rank"); rank && rank->is_int64()) {
    part.rank = static_cast<int>(rank->get_int64());
  }
  if (const auto* band = digest->if_contains("band"); band && band->is_string()) {
    part.band = std::string(band->get_string());
  }
  return part;
}

std::vector<ProposalChange> Compare(const json::object& before, const json::object& now) {
  const auto digest = [](const json::object& all, std::string_view id) -> const json::object* {
    const auto* one = all.if_contains(id);
    return one != nullptr && one->is_object() ? &one->get_object() : nullptr;
  };
  std::vector<ProposalChange> changes;
  const auto add = [&](std::string_view id) {
    const auto* old = digest(before, id);
    const auto* fresh = digest(now, id);
    if (old != nullptr && fresh != nullptr && *old == *fresh) return;
    changes.push_back(
        {AgencyId{std::strtoll(std::string(id).c_str(), nullptr, 10)}, PartOf(old), PartOf(fresh)});
  };
  for (const auto& [id, value] : before) add(id);
  for (const auto& [id, value] : now) {
    if (!before.contains(id)) add(id);
  }
  std::ranges::sort(changes, {}, &ProposalChange::agency);
  return changes;
}

journal::FactDraft FactOf(std::string kind, const ScoreProposal& proposal) {
  journal::FactDraft fact;
  fact.kind = std::move(kind);
  fact.payload = {{"period", proposal.month.value.value},
                  {"sha256", proposal.sha256.value.value},
                  {"scorecard", proposal.scorecard.value.value},
                  {"new", json::object()}};
  return fact;
}

Result<ScoreProposal> End(Writer& writer, const journal::Caller& caller, ScoreProposal proposal,
                          ProposalState state, std::string fact, Instant now) {
  proposal.state = state;
  proposal.ended_by = schema::Line<0, 200>(caller.name);
  proposal.ended_at = std::optional(now);
  return journal::Update(writer, proposal, FactOf(std::move(fact), proposal));
}

Status CheckSha(std::string_view seen, const std::string& proposed) {
  if (seen == proposed) return {};
  return Conflict("what you have seen is not what is proposed; look at it again", "sha256",
                  "not_proposed");
}

/// One number of a frozen month's row; its figures, which are large, stay in the store.
Result<std::optional<std::int64_t>> FieldOf(journal::Reader& reader, Month month,
                                            std::string field) {
  journal::Grouping grouping;
  grouping.fields = {std::move(field)};
  journal::ListQuery query;
  query.filters = {Equals("month", month.Text())};
  query.with_archived = true;
  LACHAN_TRY(const auto groups, reader.Group(schema::Describe<ScoreMonth>(), grouping, query));
  if (groups.empty()) return std::nullopt;
  const auto* number = std::get_if<std::int64_t>(&groups.front().values.front());
  return number == nullptr ? std::nullopt : std::optional(*number);
}

}  // namespace

Status FullReach(const journal::Caller& caller) {
  if (caller.reach.everything && caller.account) return {};
  return Fail(ErrorCode::kDenied, "only a person who sees the whole province may do this");
}

Result<std::optional<Instant>> AppealUntil(journal::Reader& reader, Month month) {
  LACHAN_TRY(const auto until, FieldOf(reader, month, "appeal_until"));
  return until ? std::optional(Instant{Duration{*until}}) : std::nullopt;
}

Result<std::int64_t> ProposerOf(journal::Reader& reader, Month month) {
  LACHAN_TRY(const auto account, FieldOf(reader, month, "proposed_by_id"));
  return account.value_or(0);
}

Status SecondPerson(const journal::Caller& caller, std::int64_t first_account) {
  LACHAN_TRY_DO(FullReach(caller));
  if (first_account > 0 && caller.account.value != first_account) return {};
  return std::unexpected(Error(ErrorCode::kFailedPrecondition,
                               "who proposed it does not confirm it: another person must")
                             .WithField("two_persons", "same_person"));
}

Result<std::optional<ScoreProposal>> SignOff::OpenProposal(journal::Reader& reader,
                                                           Month month) const {
  journal::ListQuery query;
  query.filters = {Equals("month", month.Text()), Equals("state", std::string("open"))};
  LACHAN_TRY(auto rows, journal::List<ScoreProposal>(reader, query));
  if (rows.empty()) return std::nullopt;
  return std::optional(std::move(rows.front()));
}

Result<std::vector<ProposalChange>> SignOff::ChangesSince(const ScoreProposal& proposal,
                                                          Month month) {
  LACHAN_TRY(const auto cut, deps_.obligations.Cut(month));
  if (cut.sha256 == proposal.sha256.value.value) return std::vector<ProposalChange>();
  const auto before = schema::ParseJson(proposal.digests.value.value, {.max_bytes = 16 << 20});
  if (!before || !before->is_object()) {
    return Fail(ErrorCode::kCorrupt, "the proposal of {} cannot be read", month.Text());
  }
  return Compare(before->get_object(), DigestJson(cut));
}

Result<MonthStanding> SignOff::Standing(const journal::Caller& caller, Month month) {
  MonthStanding standing;
  standing.month = month;
  LACHAN_TRY(standing.frozen, deps_.obligations.Frozen(month));
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  if (standing.frozen) {
    standing.state = MonthState::frozen;
    standing.frozen->figures = schema::Json();
    journal::ListQuery query;
    query.filters = {Equals("month", month.Text()),
                     {"state", journal::Filter::Op::kNotEqual, {std::string("withdrawn")}}};
    query.sort = "number";
    LACHAN_TRY(standing.addenda, journal::ListAll<ScoreAddendum>(*reader, query));
    return standing;
  }
  if (month.End() > deps_.clock.Now()) return standing;
  LACHAN_TRY(standing.proposal, OpenProposal(*reader, month));
  standing.state = standing.proposal ? MonthState::proposed : MonthState::ended;
  if (standing.proposal) {
    LACHAN_TRY(standing.changes, ChangesSince(*standing.proposal, month));
    standing.proposal->digests = schema::Json();
  }
  return standing;
}

Result<ScoreProposal> SignOff::Propose(const journal::Caller& caller, Month month) {
  LACHAN_TRY_DO(FullReach(caller));
  LACHAN_TRY(const auto cut, deps_.obligations.Cut(month));
  ScoreProposal row;
  row.month = schema::Line<0, 7>(month.Text());
  row.state = ProposalState::open;
  row.sha256 = schema::Line<0, 64>(cut.sha256);
  row.scorecard = schema::Line<0, 40>(cut.scores->scorecard);
  row.digests = schema::Json(journal::CanonicalJson(DigestJson(cut)));
  row.proposed_by = schema::Line<0, 200>(caller.name);
  row.proposed_by_id = caller.account.value;
  return journal::ChangeFor<ScoreProposal>(
      deps_.store, caller, [&](Writer& writer) -> Result<ScoreProposal> {
        LACHAN_TRY(const auto open, OpenProposal(writer, month));
        if (open && open->sha256.value.value == cut.sha256) {
          return Conflict("the month is proposed already, as it is now", "month", "proposed");
        }
        if (open) {
          LACHAN_TRY_DO(End(writer, caller, *open, ProposalState::replaced,
                            "ranking.proposal_replaced", deps_.clock.Now()));
        }
        return journal::Insert(writer, row, FactOf("ranking.proposed", row));
      });
}

std::unexpected<Error> SignOff::Changed(const std::vector<ProposalChange>& changes) {
  std::string named;
  const auto reader = deps_.store.OpenReader(journal::Caller::System("ranking"));
  const auto text = [](const std::optional<ProposalChange::Part>& part) {
    return part ? fmt::format("{}.{:02} % {}", part->score_centi / 100, part->score_centi % 100,
                              part->band)
                : std::string("–");
  };
  for (std::size_t i = 0; i < std::min(kNamed, changes.size()); ++i) {
    std::string name = fmt::format("#{}", changes[i].agency.value);
    if (reader) {
      if (const auto agency = journal::Get<Agency>(**reader, changes[i].agency.value)) {
        name = agency->name.value;
      }
    }
    named += fmt::format("{}{}: {} → {}", named.empty() ? "" : "; ", name, text(changes[i].before),
                         text(changes[i].now));
  }
  if (changes.size() > kNamed) named += "; …";
  return Conflict(
      changes.empty()
          ? std::string("the scorecard or the figures of the month changed since it was proposed; "
                        "propose it anew")
          : fmt::format("{} agencies changed since the month was proposed ({}); propose it anew",
                        changes.size(), named),
      "sha256", "changed");
}

Result<ScoreMonth> SignOff::Confirm(const journal::Caller& caller, Month month,
                                    std::string_view sha256) {
  LACHAN_TRY_DO(FullReach(caller));
  std::optional<ScoreProposal> proposal;
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
    LACHAN_TRY(proposal, OpenProposal(*reader, month));
  }
  if (!proposal) {
    return Fail(ErrorCode::kFailedPrecondition, "nobody has proposed to freeze {}", month.Text());
  }
  LACHAN_TRY_DO(SecondPerson(caller, proposal->proposed_by_id.value));
  LACHAN_TRY_DO(CheckSha(sha256, proposal->sha256.value.value));
  const Instant now = deps_.clock.Now();
  obligations::FreezeOrder order{std::string(sha256),
                                 AccountId{proposal->proposed_by_id.value},
                                 proposal->proposed_by.value.value,
                                 {},
                                 {}};
  order.appeal_until =
      directive::DueAt(now, directive::WorkingDays{options_.appeal_days}, deps_.directive.calendar);
  order.also = [&](Writer& writer) -> Status {
    // Read anew: a withdrawal meanwhile ends the freeze.
    LACHAN_TRY(const auto open, OpenProposal(writer, month));
    if (!open || open->id.value != proposal->id.value) {
      return Conflict("the proposal was withdrawn or replaced meanwhile", "sha256", "not_proposed");
    }
    LACHAN_TRY_DO(
        End(writer, caller, *open, ProposalState::confirmed, "ranking.proposal_confirmed", now));
    return {};
  };
  auto frozen = deps_.obligations.Freeze(caller, month, order);
  if (frozen || frozen.error().code() != ErrorCode::kConflict) return frozen;
  const auto& fields = frozen.error().fields();
  if (fields.empty() || fields.front().message != "changed") return frozen;
  LACHAN_TRY(const auto changes, ChangesSince(*proposal, month));
  return Changed(changes);
}

Result<ScoreProposal> SignOff::Withdraw(const journal::Caller& caller, Month month) {
  LACHAN_TRY_DO(FullReach(caller));
  return journal::ChangeFor<ScoreProposal>(
      deps_.store, caller, [&](Writer& writer) -> Result<ScoreProposal> {
        LACHAN_TRY(const auto open, OpenProposal(writer, month));
        if (!open) {
          return Fail(ErrorCode::kFailedPrecondition, "nobody has proposed to freeze {}",
                      month.Text());
        }
        return End(writer, caller, *open, ProposalState::withdrawn, "ranking.proposal_withdrawn",
                   deps_.clock.Now());
      });
}

}  // namespace lachan::ranking
