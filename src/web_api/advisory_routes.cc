// SPDX-License-Identifier: Apache-2.0
#include "web_api/advisory_routes.h"

#include <boost/json/array.hpp>

#include "schema/json.h"
#include "web_api/advisory_view.h"
#include "web_api/body.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

constexpr std::size_t kMaxFeed = 65u << 20;  ///< A little over what is read: it says so.
constexpr std::size_t kShownHits = 500;

/// Lists are read by hand; this describes them.
struct AddresseesBody {
  std::vector<std::int64_t> agencies;
};
BOOST_DESCRIBE_STRUCT(AddresseesBody, (), (agencies))

struct SupplementBody {
  schema::RequiredParagraph<8000> content;
};
BOOST_DESCRIBE_STRUCT(SupplementBody, (), (content))

struct AdvisoryReasonBody {
  schema::Line<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(AdvisoryReasonBody, (), (reason))

/// Empty: everybody who is not done.
struct RemindBody {
  std::vector<std::int64_t> deliveries;
};
BOOST_DESCRIBE_STRUCT(RemindBody, (), (deliveries))

struct RemindedView {
  std::int64_t reminded = 0;
};
BOOST_DESCRIBE_STRUCT(RemindedView, (), (reminded))

struct AdvisoryAnswersBody {
  std::vector<advisories::SystemAnswer> answers;
};
BOOST_DESCRIBE_STRUCT(AdvisoryAnswersBody, (), (answers))

struct AddSystemBody {
  SystemId system_id;
};
BOOST_DESCRIBE_STRUCT(AddSystemBody, (), (system_id))

/// A list of identities of the body. \error kInvalidInput  it is none.
Result<std::vector<std::int64_t>> IdsIn(const Request& request, std::string_view name) {
  LACHAN_TRY(const auto body, request.Json());
  const auto wrong = [&] {
    return std::unexpected(
        Error(ErrorCode::kInvalidInput, fmt::format("{} is a list of whole numbers", name))
            .WithField(std::string(name), "not_a_number"));
  };
  std::vector<std::int64_t> ids;
  const auto* list = body.if_contains(name);
  if (list == nullptr) return ids;
  if (!list->is_array()) return wrong();
  for (const auto& id : list->get_array()) {
    boost::system::error_code error;
    ids.push_back(id.to_number<std::int64_t>(error));
    if (error || ids.back() <= 0) return wrong();
  }
  return ids;
}

/// \error kInvalidInput  fields "answers.<n>.<name>"
Result<std::vector<advisories::SystemAnswer>> AnswersIn(const Request& request) {
  LACHAN_TRY(const auto body, request.Json());
  std::vector<advisories::SystemAnswer> answers;
  const auto* list = body.if_contains("answers");
  if (list == nullptr || !list->is_array()) {
    return std::unexpected(
        Error(ErrorCode::kInvalidInput, "answers is a list").WithField("answers", "required"));
  }
  for (const auto& value : list->get_array()) {
    const std::size_t at = answers.size();
    auto answer = value.is_object() ? schema::Decode<advisories::SystemAnswer>(value.get_object())
                                    : Fail(ErrorCode::kInvalidInput, "an answer is an object");
    if (!answer) {
      Error error(answer.error().code(), answer.error().message());
      for (const auto& field : answer.error().fields()) {
        error.AddField({fmt::format("answers.{}.{}", at, field.name), field.message});
      }
      return std::unexpected(std::move(error));
    }
    answers.push_back(*std::move(answer));
  }
  return answers;
}

Result<Response> Detail(const AdvisoryDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto detail, deps.advisories.Detail(request.caller, id));
  LACHAN_TRY(const auto lists, deps.findings.Exploits());
  return Response::Of(View(detail, *lists));
}

Result<Response> Candidates(const AdvisoryDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto candidates, deps.advisories.Candidates(request.caller, id));
  return Response::Of(View(candidates));
}

template <auto kStep>
Result<Response> Address(const AdvisoryDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto ids, IdsIn(request, "agencies"));
  std::vector<AgencyId> agencies;
  for (const std::int64_t agency : ids) agencies.push_back(AgencyId{agency});
  LACHAN_TRY(const auto advisory, (deps.advisories.*kStep)(request.caller, id, agencies));
  return Response::Of(advisory);
}

Result<Response> Supplement(const AdvisoryDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<SupplementBody>(request));
  LACHAN_TRY(const auto addition,
             deps.advisories.Supplement(request.caller, id, body.content.value));
  return Response::Of(addition, 201);
}

template <auto kStep>
Result<Response> WithReason(const AdvisoryDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<AdvisoryReasonBody>(request));
  LACHAN_TRY(const auto row, (deps.advisories.*kStep)(request.caller, id, body.reason.value));
  return Response::Of(row);
}

Result<Response> Remind(const AdvisoryDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto deliveries, IdsIn(request, "deliveries"));
  LACHAN_TRY(const auto count, deps.advisories.Remind(request.caller, id, deliveries));
  return Response::Of(RemindedView{count});
}

Result<Response> OfDelivery(const AdvisoryDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto detail, deps.advisories.OfDelivery(request.caller, id));
  LACHAN_TRY(const auto lists, deps.findings.Exploits());
  return Response::Of(View(detail, *lists));
}

Result<Response> MarkRead(const AdvisoryDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto delivery, deps.advisories.MarkRead(request.caller, id));
  return Response::Of(delivery);
}

Result<Response> Reply(const AdvisoryDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto answers, AnswersIn(request));
  LACHAN_TRY(const auto detail, deps.advisories.Reply(request.caller, id, answers));
  LACHAN_TRY(const auto lists, deps.findings.Exploits());
  return Response::Of(View(detail, *lists));
}

Result<Response> AddSystem(const AdvisoryDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<AddSystemBody>(request));
  LACHAN_TRY(const auto answer, deps.advisories.AddSystem(request.caller, id, body.system_id));
  return Response::Of(answer, 201);
}

Result<Response> Warn(const AdvisoryDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<advisories::CustomerWarning>(request));
  LACHAN_TRY(const auto delivery, deps.advisories.Warn(request.caller, id, body));
  return Response::Of(delivery);
}

Result<Response> Attachment(const AdvisoryDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(auto content, deps.advisories.Attachment(request.caller, id));
  return Response::Download(std::move(content.bytes), content.file.media_type.value.value,
                            content.file.file_name.value.value)
      .With("Content-Security-Policy", "default-src 'none'; sandbox");
}

Result<Response> ForSystem(const AdvisoryDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto known, deps.advisories.ForSystem(request.caller, SystemId{id}));
  return Response::Of(View(known));
}

/// By the finding's CVEs and by the products of its system, each advisory once.
Result<Response> ForFinding(const AdvisoryDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  LACHAN_TRY(const auto finding, journal::Get<Finding>(*reader, id));
  LACHAN_TRY(const auto json, schema::ParseJson(finding.cves.value.value));
  std::vector<std::string> cves;
  if (json.is_array()) {
    for (const auto& cve : json.get_array()) cves.emplace_back(cve.get_string());
  }
  LACHAN_TRY(auto known, deps.advisories.ForCves(request.caller, cves, finding.agency_id.value));
  if (finding.system_id.value) {
    LACHAN_TRY(auto of_system, deps.advisories.ForSystem(request.caller, *finding.system_id.value));
    for (auto& one : of_system) {
      const auto same = [&](const advisories::KnownAdvisory& other) {
        return other.advisory.id.value == one.advisory.id.value;
      };
      if (std::ranges::none_of(known, same)) known.push_back(std::move(one));
    }
  }
  return Response::Of(View(known));
}

Result<Response> MatchFeed(const AdvisoryDeps& deps, const Request& request) {
  LACHAN_TRY(const auto feed, scan_reports::ReadCveFeed(request.body));
  LACHAN_TRY(const auto hits, deps.advisories.MatchFeed(request.caller, feed));
  LACHAN_TRY(const auto lists, deps.findings.Exploits());
  const auto count = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  CveMatchView view;
  view.read = count(feed.read);
  view.withdrawn = count(feed.withdrawn);
  view.rejected = count(feed.rejected);
  view.matched = count(hits.size());
  for (const auto& one : feed.rejections) view.rejections.push_back({one.place, one.reason});
  for (const auto& hit : hits) {
    CveHitView row;
    row.cve = hit.cve->cve;
    row.description = hit.cve->description;
    row.severity = hit.cve->severity;
    row.cvss_tenths = hit.cve->cvss_tenths;
    row.is_known_exploited = lists->FindKev(scan_reports::NumberOfCve(row.cve)) != nullptr;
    row.systems = View(hit.systems);
    if (request.Query("draft") == "true") {
      LACHAN_TRY(const auto drafted, deps.advisories.Draft(request.caller, hit));
      if (drafted) row.advisory_id = drafted->id.value;
      if (drafted) ++view.drafted;
    }
    if (view.hits.size() < kShownHits) view.hits.push_back(std::move(row));
  }
  return Response::Of(view);
}

class Table {
 public:
  explicit Table(const AdvisoryDeps& deps) : deps_(deps) {}
  void Add(web::Verb verb, std::string path, identity::Permission needs, auto handler,
           web::Described described) {
    routes_.push_back({verb, std::move(path), needs,
                       [deps = deps_, handler](const Request& r) { return handler(deps, r); },
                       std::move(described)});
  }
  std::vector<web::Route> Take() { return std::move(routes_); }
  web::Route& last() { return routes_.back(); }

 private:
  AdvisoryDeps deps_;
  std::vector<web::Route> routes_;
};

void AddProvince(Table& table) {
  using enum web::Verb;
  using advisories::AdvisoryService;
  constexpr auto kRead = Needs("advisory", Action::kRead);
  constexpr auto kIssue = Needs("advisory_issue", Action::kWrite);
  const std::string one = "/api/v1/advisories/{id}";
  const auto row = web::SchemaFor<Advisory>();
  const auto to = web::SchemaFor<AddresseesBody>();
  table.Add(kGet, one + "/detail", kRead, Detail,
            {"Advisory with additions, deliveries and every answer",
             {},
             web::SchemaFor<AdvisoryDetailView>()});
  table.Add(kGet, one + "/candidates", kRead, Candidates,
            {"Agencies of today, with the systems that its products concern",
             {},
             web::SchemaFor<CandidateList>()});
  table.Add(kPost, one + "/issue", kIssue, Address<&AdvisoryService::Issue>,
            {"Issue a draft to agencies", to, row});
  table.Add(kPost, one + "/addressees", kIssue, Address<&AdvisoryService::AddAddressees>,
            {"Send an issued advisory to further agencies", to, row});
  table.Add(kPost, one + "/supplement", kIssue, Supplement,
            {"Correct or complete an issued advisory by a numbered addition",
             web::SchemaFor<SupplementBody>(), web::SchemaFor<AdvisoryAddition>()});
  table.Add(kPost, one + "/withdraw", kIssue, WithReason<&AdvisoryService::Withdraw>,
            {"Withdraw; open duties end", web::SchemaFor<AdvisoryReasonBody>(), row});
  table.Add(kPost, one + "/remind", kIssue, Remind,
            {"Remind those that are not done", web::SchemaFor<RemindBody>(),
             web::SchemaFor<RemindedView>()});
  table.Add(kPost, "/api/v1/advisory-deliveries/{id}/return", kIssue,
            WithReason<&AdvisoryService::Return>,
            {"Give an answer back to the agency", web::SchemaFor<AdvisoryReasonBody>(),
             web::SchemaFor<AdvisoryDelivery>()});
  table.Add(kPost, "/api/v1/advisories/match", Needs("advisory", Action::kWrite), MatchFeed,
            {"Hold CVEs of the NVD (the body: JSON 2.0, also in gzip) against the register",
             {},
             web::SchemaFor<CveMatchView>(),
             {{"draft", "true: draft an advisory for each that concerns a system"}}});
  table.last().max_body = kMaxFeed;
}

void AddAgency(Table& table) {
  using enum web::Verb;
  constexpr auto kRead = Needs("advisory_delivery", Action::kRead);
  constexpr auto kWrite = Needs("advisory_delivery", Action::kWrite);
  const std::string one = "/api/v1/advisory-deliveries/{id}";
  const auto detail = web::SchemaFor<DeliveryDetailView>();
  const auto row = web::SchemaFor<AdvisoryDelivery>();
  table.Add(kGet, one + "/detail", kRead, OfDelivery,
            {"The advisory as its addressee reads it, with the own answers", {}, detail});
  table.Add(kGet, one + "/file", kRead, Attachment,
            {"The advisory's attachment", {}, {}, {}, "application/octet-stream"});
  table.Add(kPost, one + "/read", kWrite, MarkRead, {"Note that it was opened", {}, row});
  table.Add(kPost, one + "/answer", kWrite, Reply,
            {"Answer for one or more systems", web::SchemaFor<AdvisoryAnswersBody>(), detail});
  table.Add(kPost, one + "/systems", kWrite, AddSystem,
            {"Name a further system that is concerned", web::SchemaFor<AddSystemBody>(),
             web::SchemaFor<AdvisoryAnswer>()});
  table.Add(
      kPost, one + "/warn", kWrite, Warn,
      {"Record that customers were warned", web::SchemaFor<advisories::CustomerWarning>(), row});
  const auto known = web::SchemaFor<KnownAdvisoryList>();
  table.Add(kGet, "/api/v1/systems/{id}/advisories", kRead, ForSystem,
            {"Issued advisories about products of a system", {}, known});
  table.Add(kGet, "/api/v1/findings/{id}/advisories", kRead, ForFinding,
            {"Issued advisories about a finding's CVEs or its system's products", {}, known});
}

}  // namespace

std::vector<web::Route> AdvisoryRoutes(AdvisoryDeps deps) {
  Table table(deps);
  AddProvince(table);
  AddAgency(table);
  return table.Take();
}

}  // namespace lachan::web_api
