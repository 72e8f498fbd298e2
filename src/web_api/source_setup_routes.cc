// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "web_api/source_routes.h"
#include "web_api/source_view.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

constexpr std::size_t kTryLines = 20;
constexpr std::size_t kTryBytes = 64u << 10;
constexpr std::size_t kCaBytes = 256u << 10;

struct SenderRecipe {
  std::string way;
  bool is_open = false;  ///< The server takes records that way.
  std::string language, place, note_vi, note_en, text;
};
BOOST_DESCRIBE_STRUCT(SenderRecipe, (), (way, is_open, language, place, note_vi, note_en, text))

struct SenderGuideView {
  std::string key, name, group;
  std::vector<SenderRecipe> recipes;
};
BOOST_DESCRIBE_STRUCT(SenderGuideView, (), (key, name, group, recipes))

/// Texts hold "TOKEN" where the source's token belongs, and "SOURCE" for its name.
struct SenderGuideList {
  std::string host, url;
  std::int64_t syslog_port = 0, tls_port = 0, relp_port = 0, relp_tls_port = 0;
  bool has_ca = false;
  std::vector<SenderGuideView> rows;
};
BOOST_DESCRIBE_STRUCT(SenderGuideList, (),
                      (host, url, syslog_port, tls_port, relp_port, relp_tls_port, has_ca, rows))

/// Where senders reach this server; where no setting says it, as this request came.
sources::Reachable ReachableFor(const SourceDeps& deps, const Request& request) {
  sources::Reachable at = deps.options.reachable;
  std::string asked(request.Header("host"));
  if (asked.empty()) asked = "localhost";
  if (at.url.empty()) at.url = fmt::format("{}://{}", request.secure ? "https" : "http", asked);
  if (at.host.empty()) {
    const auto begin = at.url.find("://") + 3;
    auto host = at.url.substr(begin, at.url.find('/', begin) - begin);
    const auto colon = host.rfind(':');
    if (colon != std::string::npos && host.find(']', colon) == std::string::npos) {
      host.resize(colon);
    }
    at.host = host;
  }
  return at;
}

SenderGuideList GuidesFor(const SourceDeps& deps, const Request& request) {
  const auto at = ReachableFor(deps, request);
  SenderGuideList list;
  list.host = at.host;
  list.url = at.url;
  list.syslog_port = at.syslog_port;
  list.tls_port = at.tls_port;
  list.relp_port = at.relp_port;
  list.relp_tls_port = at.relp_tls_port;
  list.has_ca = !deps.options.ca_file.empty();
  for (const auto& guide : sources::Guides()) {
    SenderGuideView view{
        std::string(guide.key), std::string(guide.name), std::string(guide.group), {}};
    for (const auto& recipe : guide.recipes) {
      view.recipes.push_back({std::string(ToString(recipe.way)), sources::IsOpen(recipe.way, at),
                              std::string(recipe.language), std::string(recipe.place),
                              std::string(recipe.note_vi), std::string(recipe.note_en),
                              sources::Filled(recipe, at)});
    }
    list.rows.push_back(std::move(view));
  }
  return list;
}

/// Lines to look at, as a source would send them: any characters.
struct TryLines {
  std::string text;
  std::string format;  ///< Declared, or empty: find out.
};
BOOST_DESCRIBE_STRUCT(TryLines, (), (text, format))

/// Not by schema::Decode: what is allowed in a text of a register is not what logs hold.
Result<TryLines> LinesOf(const Request& request) {
  LACHAN_TRY(const auto body, request.Json());
  TryLines lines;
  for (const auto& [name, target] : {std::pair{"text", &lines.text}, {"format", &lines.format}}) {
    const auto* value = body.if_contains(name);
    if (value == nullptr) continue;
    if (!value->is_string()) return Fail(ErrorCode::kInvalidInput, "'{}' must be a text", name);
    *target = value->as_string();
  }
  if (lines.text.size() > kTryBytes || lines.format.size() > 40) {
    return Fail(ErrorCode::kInvalidInput, "at most {} KiB are tried at a time", kTryBytes >> 10);
  }
  return lines;
}

struct TriedField {
  std::string name, value;
};
BOOST_DESCRIBE_STRUCT(TriedField, (), (name, value))

struct TriedLogSource {
  std::string product, category, service;
};
BOOST_DESCRIBE_STRUCT(TriedLogSource, (), (product, category, service))

struct TriedLine {
  std::string text, outcome, format, mapping, host;
  std::optional<Instant> own_time;
  bool clock_suspect = false;
  std::vector<TriedLogSource> logsources;
  std::vector<TriedField> fields;
};
BOOST_DESCRIBE_STRUCT(TriedLine, (),
                      (text, outcome, format, mapping, host, own_time, clock_suspect, logsources,
                       fields))

struct TriedLines {
  std::vector<TriedLine> rows;
};
BOOST_DESCRIBE_STRUCT(TriedLines, (), (rows))

class NoHosts final : public normalise::HostResolver {
 public:
  std::string HostOf(std::string_view) const override { return {}; }
};

TriedLine Try(const SourceDeps& deps, std::string_view line, const std::string& format) {
  RawRecord record;
  record.text = std::string(line);
  record.format = format;
  record.received_at = deps.clock.Now();
  record.transport = Transport::kHttp;
  const auto read = deps.normaliser.Read(record, NoHosts());
  TriedLine tried;
  tried.text = read.event.raw;
  tried.outcome = NameOf(read.outcome);
  tried.format = read.event.format;
  tried.mapping = read.mapping;
  tried.host = read.event.host;
  tried.own_time = read.own_time;
  tried.clock_suspect = read.event.clock_suspect;
  for (const auto& one : read.event.logsources) {
    tried.logsources.push_back({one.product, one.category, one.service});
  }
  for (const auto& field : read.event.fields) tried.fields.push_back({field.name, field.value});
  return tried;
}

Result<Response> TryAll(const SourceDeps& deps, const Request& request) {
  LACHAN_TRY(const auto body, LinesOf(request));
  TriedLines tried;
  for (auto line : Split(body.text, '\n')) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (Trim(line).empty()) continue;
    if (tried.rows.size() == kTryLines) {
      return Fail(ErrorCode::kInvalidInput, "at most {} lines are tried at a time", kTryLines);
    }
    tried.rows.push_back(Try(deps, line, body.format));
  }
  if (tried.rows.empty())
    return Fail(ErrorCode::kInvalidInput, "paste a line as the sender logs it");
  return Response::Of(tried);
}

Result<Response> Ca(const std::string& path) {
  if (path.empty()) {
    return Fail(ErrorCode::kFailedPrecondition,
                "no authority is offered: setting sources.ca_file is empty");
  }
  std::ifstream file(path, std::ios::binary);
  std::string text(kCaBytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  // A key that lies in the same file by mistake must not go out.
  if (!text.contains("BEGIN CERTIFICATE") || text.contains("PRIVATE KEY")) {
    return Fail(ErrorCode::kNotFound,
                "the file of setting sources.ca_file holds no certificate, or a key besides");
  }
  return Response::Download(std::move(text), "application/x-pem-file", "lachan-ca.pem");
}

}  // namespace

std::vector<web::Route> SourceSetupRoutes(SourceDeps deps) {
  std::vector<web::Route> routes;
  routes.push_back(
      {web::Verb::kGet,
       "/api/v1/sources/guides",
       Needs("source", Action::kRead),
       [deps](const Request& request) -> Result<Response> {
         return Response::Of(GuidesFor(deps, request));
       },
       {"How each kind of sender is set up to send here", {}, web::SchemaFor<SenderGuideList>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/sources/try",
                    Needs("source", Action::kRead),
                    [deps](const Request& request) { return TryAll(deps, request); },
                    {"What would be understood of some lines; nothing is stored",
                     web::SchemaFor<TryLines>(), web::SchemaFor<TriedLines>()}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/sources/ca",
                    Needs("source", Action::kRead),
                    [path = deps.options.ca_file](const Request&) { return Ca(path); },
                    {.summary = "Certificates of the authority that vouches for this server",
                     .response_type = "application/x-pem-file"}});
  return routes;
}

}  // namespace lachan::web_api
