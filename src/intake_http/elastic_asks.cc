// SPDX-License-Identifier: Apache-2.0
// What Beats, Logstash and others ask an Elasticsearch before they send. Everything they would set
// up is there already: we keep events, not indexes.
// \source Beats libbeat/esleg, libbeat/idxmgmt, libbeat/template; logstash-output-elasticsearch
#include <algorithm>

#include "base/text.h"
#include "intake_http/elastic.h"

namespace lachan::intake_http {
namespace {

namespace json = boost::json;
using web::Request;
using web::Response;
using web::Verb;

constexpr std::string_view kVersion = "8.19.0";
constexpr std::string_view kCluster = "lachan";
constexpr std::string_view kClusterId = "bGFjaGFuLWludGFrZS0wMQ";

Response Answer(const json::value& value) { return AsElastic(Response::Json(value)); }

/// "9.1.2" of a user agent "Elastic-Filebeat/9.1.2 (linux; …)", "Filebeat/7.17.0 (…)".
std::string_view BeatVersion(std::string_view agent) {
  const auto slash = agent.find("beat/");
  if (slash == std::string_view::npos) return {};
  auto version = agent.substr(slash + 5);
  version = version.substr(0, version.find_first_not_of("0123456789."));
  return version.size() <= 20 && std::ranges::count(version, '.') == 2 ? version
                                                                       : std::string_view{};
}

/// Beats send to no server older than they are, and ask a newer one for more: they meet their own.
std::string_view VersionFor(const Request& request) {
  const auto version = BeatVersion(request.Header("user-agent"));
  return version.empty() ? kVersion : version;
}

std::string Name(const Request& request) {
  const auto at = request.path_values.find("name");
  return at == request.path_values.end() ? "lachan" : at->second;
}

Response License(const Request&) {
  return Answer(json::object{{"license", json::object{{"status", "active"},
                                                      {"uid", kClusterId},
                                                      {"type", "basic"},
                                                      {"issued_to", kCluster},
                                                      {"issuer", kCluster},
                                                      {"max_nodes", 1000},
                                                      {"start_date_in_millis", -1}}}});
}

Response Features(const Request&) {
  const json::object on{{"available", true}, {"enabled", true}};
  return Answer(json::object{
      {"build", json::object{}},
      {"license",
       json::object{
           {"uid", kClusterId}, {"type", "basic"}, {"mode", "basic"}, {"status", "active"}}},
      {"features", json::object{{"ilm", on}, {"security", on}, {"data_streams", on}}},
      {"tagline", "You know, for X"}});
}

Response Health(const Request&) {
  return Answer(json::object{{"cluster_name", kCluster},
                             {"status", "green"},
                             {"timed_out", false},
                             {"number_of_nodes", 1},
                             {"number_of_data_nodes", 1},
                             {"active_primary_shards", 1},
                             {"active_shards", 1},
                             {"unassigned_shards", 0},
                             {"active_shards_percent_as_number", 100.0}});
}

Response Text(std::string text) { return AsElastic(Response::Text(std::move(text))); }

Response Nodes(const Request& request) {
  json::array processors;
  for (const auto* name :
       {"append", "convert", "csv",  "date",  "dissect",   "drop",      "geoip",
        "grok",   "gsub",    "json", "kv",    "lowercase", "pipeline",  "remove",
        "rename", "script",  "set",  "split", "trim",      "uppercase", "user_agent"}) {
    processors.push_back(json::object{{"type", name}});
  }
  json::object nodes;
  // No addresses: a client that looks for other nodes stays with this one.
  if (Name(request) != "http") {
    nodes["lachan"] = json::object{{"name", kCluster},
                                   {"version", VersionFor(request)},
                                   {"roles", json::array{"data", "ingest", "master"}},
                                   {"ingest", json::object{{"processors", processors}}},
                                   {"plugins", json::array{}}};
  }
  return Answer(
      json::object{{"_nodes", json::object{{"total", 1}, {"successful", 1}, {"failed", 0}}},
                   {"cluster_name", kCluster},
                   {"nodes", nodes}});
}

Response Policy(const Request& request) {
  return Answer(json::object{
      {Name(request),
       json::object{{"version", 1}, {"policy", json::object{{"phases", json::object{}}}}}}});
}

Response IndexTemplate(const Request& request) {
  const auto name = Name(request);
  return Answer(
      json::object{{"index_templates",
                    json::array{json::object{
                        {"name", name},
                        {"index_template", json::object{{"index_patterns", json::array{name + "*"}},
                                                        {"data_stream", json::object{}}}}}}}});
}

Response OldTemplate(const Request& request) {
  const auto name = Name(request);
  return Answer(json::object{
      {name, json::object{{"order", 1}, {"index_patterns", json::array{name + "*"}}}}});
}

Response ComponentTemplate(const Request& request) {
  return Answer(json::object{
      {"component_templates", json::array{json::object{{"name", Name(request)},
                                                       {"component_template", json::object{}}}}}});
}

Response Pipeline(const Request& request) {
  return Answer(json::object{
      {Name(request), json::object{{"description", ""}, {"processors", json::array{}}}}});
}

Response DataStream(const Request& request) {
  const auto name = Name(request);
  return Answer(json::object{
      {"data_streams",
       json::array{json::object{{"name", name},
                                {"timestamp_field", json::object{{"name", "@timestamp"}}},
                                {"indices", json::array{}},
                                {"generation", 1},
                                {"status", "GREEN"},
                                {"template", name}}}}});
}

Response Alias(const Request& request) {
  const auto name = Name(request);
  return Answer(json::object{
      {name + "-000001",
       json::object{{"aliases", json::object{{name, json::object{{"is_write_index", true}}}}}}}});
}

Response Index(const Request& request) {
  return Answer(json::object{{Name(request), json::object{{"aliases", json::object{}},
                                                          {"mappings", json::object{}},
                                                          {"settings", json::object{}}}}});
}

Response Acknowledged(const Request&) {
  return Answer(json::object{{"acknowledged", true}, {"shards_acknowledged", true}});
}

Response CatHealth(const Request&) {
  return Text("0 00:00:00 lachan green 1 1 1 1 0 0 0 0 - 100.0%\n");
}

Response CatTemplates(const Request& request) {
  const auto name = Name(request);
  return Text(fmt::format("{0} [{0}*] 1\n", name));
}

struct Ask {
  const char* path;
  Response (*answer)(const Request&);
  bool may_put = false;  ///< Clients may set it up; it stays as it is.
};

constexpr Ask kAsks[] = {
    {"/_license", License},
    {"/_xpack", Features},
    {"/_xpack/license", License},
    {"/_cluster/health", Health},
    {"/_cat/health", CatHealth},
    {"/_cat/templates/{name}", CatTemplates},
    {"/_nodes", Nodes},
    {"/_nodes/{name}", Nodes},
    {"/_ilm/policy/{name}", Policy, true},
    {"/_index_template/{name}", IndexTemplate, true},
    {"/_template/{name}", OldTemplate, true},
    {"/_component_template/{name}", ComponentTemplate, true},
    {"/_ingest/pipeline/{name}", Pipeline, true},
    {"/_data_stream/{name}", DataStream, true},
    {"/_alias/{name}", Alias, true},
};

}  // namespace

Response ElasticHello(const Request& request) {
  return Answer(json::object{
      {"name", kCluster},
      {"cluster_name", kCluster},
      {"cluster_uuid", kClusterId},
      {"version", json::object{{"number", VersionFor(request)},
                               {"build_flavor", "default"},
                               {"build_type", "deb"},
                               {"build_hash", "0000000000000000000000000000000000000000"},
                               {"build_date", "2022-01-01T00:00:00.000Z"},
                               {"build_snapshot", false},
                               {"lucene_version", "9.12.0"},
                               {"minimum_wire_compatibility_version", "7.17.0"},
                               {"minimum_index_compatibility_version", "7.0.0"}}},
      {"tagline", "You Know, for Search"}});
}

std::vector<web::Route> ElasticAsks(const SharedContext& context, const std::string& prefix) {
  std::vector<web::Route> routes;
  const auto add = [&](Verb verb, const std::string& path, Response (*answer)(const Request&)) {
    routes.push_back(AskRoute(
        context, verb, prefix + path, "Elasticsearch: asked by its clients",
        [answer](const Request& request) -> Result<Response> { return answer(request); },
        RefuseElastic));
  };
  for (const auto& ask : kAsks) {
    add(Verb::kGet, ask.path, ask.answer);
    if (ask.may_put) add(Verb::kPut, ask.path, Acknowledged);
  }
  if (prefix.empty()) return routes;
  // At the root these are pages of the public site.
  for (const auto* path : {"", "/"}) add(Verb::kGet, path, ElasticHello);
  add(Verb::kGet, "/{name}", Index);
  add(Verb::kPut, "/{name}", Acknowledged);
  return routes;
}

}  // namespace lachan::intake_http
