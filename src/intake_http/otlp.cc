// SPDX-License-Identifier: Apache-2.0
// OTLP/HTTP: POST /v1/logs.
// \source OpenTelemetry Protocol 1.5, "OTLP/HTTP"
#include <protozero/pbf_writer.hpp>

#include "base/text.h"
#include "bodies/otlp.h"
#include "intake_http/route.h"

namespace lachan::intake_http {
namespace {

namespace json = boost::json;
using web::Request;
using web::Response;

constexpr std::string_view kProtobuf = "application/x-protobuf";

bool IsJson(const Request& request) {
  return AsciiLower(request.Header("content-type")).starts_with("application/json");
}

/// Codes of google.rpc.Code.
int RpcCode(int status) {
  switch (status) {
    case 401:
      return 16;  // UNAUTHENTICATED
    case 403:
      return 7;  // PERMISSION_DENIED
    case 413:
    case 429:
      return 8;  // RESOURCE_EXHAUSTED
    case 503:
      return 14;  // UNAVAILABLE
    default:
      return status >= 500 ? 13 : 3;  // INTERNAL, INVALID_ARGUMENT
  }
}

Response Protobuf(std::string body, int status) {
  Response response;
  response.status = status;
  response.content_type = kProtobuf;
  response.body = std::move(body);
  return response;
}

/// google.rpc.Status in the encoding of the request.
Response RefuseAs(bool is_json, const Trouble& trouble) {
  const int code = RpcCode(trouble.status);
  if (is_json) {
    return WithRetry(
        Response::Json(json::object{{"code", code}, {"message", trouble.what}}, trouble.status),
        trouble);
  }
  std::string body;
  protozero::pbf_writer status(body);
  status.add_int32(1, code);
  status.add_string(2, trouble.what);
  return WithRetry(Protobuf(std::move(body), trouble.status), trouble);
}

Response RefuseOtlp(const Request& request, const Trouble& trouble) {
  return RefuseAs(IsJson(request), trouble);
}

/// ExportLogsServiceResponse; `rejected` records were not taken and need not come again.
Response Accepted(bool is_json, std::size_t rejected, const std::string& why) {
  if (is_json) {
    json::object answer;
    if (rejected > 0) {
      answer["partialSuccess"] =
          json::object{{"rejectedLogRecords", std::to_string(rejected)}, {"errorMessage", why}};
    }
    return Response::Json(answer);
  }
  std::string body;
  if (rejected > 0) {
    protozero::pbf_writer response(body);
    protozero::pbf_writer partial(response, 1);
    partial.add_int64(1, static_cast<std::int64_t>(rejected));
    partial.add_string(2, why);
  }
  return Protobuf(std::move(body), 200);
}

Taking<Render> ReadOtlp(const Request& request, Body& body, Batch& batch) {
  const bool is_json = IsJson(request);
  const auto type = AsciiLower(request.Header("content-type"));
  if (!is_json && !type.starts_with(kProtobuf) && !type.starts_with("application/protobuf")) {
    return std::unexpected(
        Trouble{415, "Content-Type must be application/x-protobuf or application/json", {}});
  }
  const auto sink = [&batch](std::string&& record) { batch.Add(std::move(record)); };
  const auto read = is_json ? bodies::ReadOtlpJson(body.padded(), {}, sink)
                            : bodies::ReadOtlpProtobuf(body.text(), {}, sink);
  if (!read) return std::unexpected(read.error());
  return [is_json](const Delivery& delivery) {
    if (!delivery.untaken.empty()) return RefuseAs(is_json, delivery.untaken.front().trouble);
    return Accepted(is_json, delivery.refused.size(),
                    "records longer than the server takes, or empty ones");
  };
}

}  // namespace

std::vector<web::Route> OtlpRoutes(const SharedContext& context) {
  std::vector<web::Route> routes;
  for (const auto* path : {"/v1/logs", "/otlp/v1/logs"}) {
    routes.push_back(
        IntakeRoute(context, web::Verb::kPost, path, "OTLP: log records", ReadOtlp, RefuseOtlp));
  }
  return routes;
}

}  // namespace lachan::intake_http
