// SPDX-License-Identifier: Apache-2.0
// Elasticsearch's way of taking documents: _bulk, and one document a request.
#include "intake_http/elastic.h"

#include <boost/json/serialize.hpp>

#include "base/text.h"
#include "intake_http/bulk_answer.h"
#include "intake_http/credentials.h"

namespace lachan::intake_http {
namespace {

namespace json = boost::json;
using web::Request;
using web::Response;
using web::Verb;

std::string_view PathValue(const Request& request, const std::string& name) {
  const auto at = request.path_values.find(name);
  return at == request.path_values.end() ? std::string_view{} : std::string_view(at->second);
}

std::string_view TypeOf(int status) {
  switch (status) {
    case 401:
    case 403:
      return "security_exception";
    case 404:
      return "index_not_found_exception";
    case 413:
      return "content_too_long_exception";
    case 415:
      return "media_type_header_exception";
    case 429:
      return "es_rejected_execution_exception";
    case 503:
      return "unavailable_shards_exception";
    default:
      return "illegal_argument_exception";
  }
}

Taking<Render> ReadBulk(const Clock& clock, const Request& request, Body& body, Batch& batch) {
  const Instant begin = clock.Now();
  const auto notes = std::make_shared<BulkNotes>(PathValue(request, "index"));
  batch.SetByItem();
  bodies::BulkReader reader(body.text());
  for (;;) {
    auto item = reader.Next();
    if (!item) return std::unexpected(std::move(item).error());
    if (!*item) break;
    notes->Add(**item);
    if ((*item)->action == bodies::BulkAction::kIndex ||
        (*item)->action == bodies::BulkAction::kCreate) {
      batch.Add((*item)->document);
    } else {
      batch.Refuse(pipeline::Rejection::kBadFraming);
    }
  }
  if (batch.items() == 0) {
    return std::unexpected(Trouble{400, "request body is required", {}});
  }
  // The sender names its documents: the same ones are a request repeated.
  if (batch.key().empty() && notes->all_have_ids()) batch.SetKey(Fingerprint(body.text()));
  const std::string seed = batch.key().empty() ? "" : Fingerprint(batch.key());
  const auto filter = BulkFilter::Of(request.Query("filter_path"));
  return [notes, filter, seed, begin, &clock](const Delivery& delivery) {
    const bool none = delivery.accepted == 0 && !delivery.untaken.empty();
    if (none) return RefuseElastic({}, delivery.untaken.front().trouble);
    Response response;
    response.body = notes->Answer(delivery, filter, seed, Took(clock, begin));
    return AsElastic(std::move(response));
  };
}

/// PUT or POST of one document.
Taking<Render> ReadDocument(const Request& request, Body& body, Batch& batch) {
  batch.Add(Trim(body.text()));
  const std::string index(PathValue(request, "index"));
  const std::string id(PathValue(request, "id"));
  if (batch.key().empty() && !id.empty()) {
    batch.SetKey(Fingerprint(fmt::format("{}\n{}\n{}", index, id, body.text())));
  }
  const std::string seed = batch.key().empty() ? "" : Fingerprint(batch.key());
  return [index, id, seed](const Delivery& delivery) {
    if (!delivery.untaken.empty()) return RefuseElastic({}, delivery.untaken.front().trouble);
    if (!delivery.refused.empty()) {
      return RefuseElastic({}, {400, "the document is empty or longer than a record may be", {}});
    }
    const auto& named = !id.empty() ? id : !seed.empty() ? seed : delivery.token;
    return AsElastic(Response::Json(
        json::object{{"_index", index},
                     {"_id", named},
                     {"_version", 1},
                     {"result", "created"},
                     {"_shards", json::object{{"total", 1}, {"successful", 1}, {"failed", 0}}},
                     {"_seq_no", 0},
                     {"_primary_term", 1}},
        201));
  };
}

std::vector<web::Route> Under(const SharedContext& context, const std::string& prefix) {
  auto routes = ElasticAsks(context, prefix);
  const Read bulk = [&clock = context->deps.clock](const Request& request, Body& body,
                                                   Batch& batch) {
    return ReadBulk(clock, request, body, batch);
  };
  for (const auto verb : {Verb::kPost, Verb::kPut}) {
    for (const auto* path : {"/_bulk", "/_bulk/", "/{index}/_bulk", "/{index}/{type}/_bulk"}) {
      routes.push_back(IntakeRoute(context, verb, prefix + path, "Elasticsearch: several documents",
                                   bulk, RefuseElastic));
    }
    for (const auto* path : {"/{index}/_doc/{id}", "/{index}/_create/{id}"}) {
      routes.push_back(IntakeRoute(context, verb, prefix + path, "Elasticsearch: one document",
                                   ReadDocument, RefuseElastic));
    }
  }
  for (const auto* path : {"/{index}/_doc", "/{index}/_doc/"}) {
    routes.push_back(IntakeRoute(context, Verb::kPost, prefix + path, "Elasticsearch: one document",
                                 ReadDocument, RefuseElastic));
  }
  return routes;
}

}  // namespace

Response AsElastic(Response response) {
  return std::move(response).With("X-Elastic-Product", "Elasticsearch");
}

Response RefuseElastic(const Request&, const Trouble& trouble) {
  const json::object cause{{"type", TypeOf(trouble.status)}, {"reason", trouble.what}};
  json::object error{{"root_cause", json::array{cause}}};
  for (const auto& [name, value] : cause) error[name] = value;
  auto response =
      Response::Json(json::object{{"error", error}, {"status", trouble.status}}, trouble.status);
  if (trouble.status == 401) {
    response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"lachan\", charset=\"UTF-8\"");
    response.headers.emplace_back("WWW-Authenticate", "ApiKey");
  }
  return AsElastic(WithRetry(std::move(response), trouble));
}

std::vector<web::Route> ElasticRoutes(const SharedContext& context) {
  auto routes = Under(context, "");
  for (auto& route : Under(context, "/es")) routes.push_back(std::move(route));
  return routes;
}

web::Handler ElasticOr(Deps deps, web::Handler site) {
  return
      [deps = std::move(deps), site = std::move(site)](const Request& request) -> Result<Response> {
        if (request.Header("authorization").empty()) return site(request);
        if (const auto sender = SenderOf(deps, request); !sender) {
          return RefuseElastic(request, {401, sender.error().message(), {}});
        }
        return ElasticHello(request);
      };
}

}  // namespace lachan::intake_http
