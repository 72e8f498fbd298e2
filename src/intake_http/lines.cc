// SPDX-License-Identifier: Apache-2.0
// POST /ingest/v1/events: our own protocol.
#include "formats/lines.h"
#include "base/text.h"
#include "bodies/json_values.h"
#include "bodies/msgpack.h"
#include "intake_http/route.h"

namespace lachan::intake_http {
namespace {

using web::Request;
using web::Response;

struct RejectedLine {
  int line = 0;        ///< From 1, as the sender counts.
  std::string reason;  ///< pipeline::ToString(Rejection)
};
BOOST_DESCRIBE_STRUCT(RejectedLine, (), (line, reason))

/// Receipt of a request: read = accepted + rejected; duplicate tells that nothing was stored again.
struct IntakeReceipt {
  int read = 0, accepted = 0, malformed = 0;
  int clock_suspect = 0;               ///< Own time not believed: the events have that of receipt.
  std::optional<Instant> first, last;  ///< Between which times the events lie.
  bool duplicate = false;
  std::string token;
  std::vector<RejectedLine> rejected;
  std::vector<int> malformed_lines;
};
BOOST_DESCRIBE_STRUCT(IntakeReceipt, (),
                      (read, accepted, malformed, clock_suspect, first, last, duplicate, token,
                       rejected, malformed_lines))

Response RefuseAsProblem(const Request& request, const Trouble& trouble) {
  const auto code = trouble.status == 401   ? ErrorCode::kUnauthenticated
                    : trouble.status == 429 ? ErrorCode::kExhausted
                    : trouble.status == 503 ? ErrorCode::kUnavailable
                                            : ErrorCode::kInvalidInput;
  auto response = web::Problem(Error(code, trouble.what), request.trace_id, trouble.status);
  std::erase_if(response.headers, [](const auto& header) { return header.first == "Retry-After"; });
  if (trouble.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return WithRetry(std::move(response), trouble);
}

void ReadLines(std::string_view body, Batch& batch, std::vector<int>& numbers, int before = 0) {
  formats::LineReader lines(body);
  while (const auto line = lines.Next()) {
    batch.Add(*line);
    numbers.push_back(before + static_cast<int>(lines.number()));
  }
}

/// JSON values, counted from 1. Where no value can be told the rest is taken as lines, so that
/// nothing is lost.
void ReadValues(std::string_view body, Batch& batch, std::vector<int>& numbers) {
  bodies::JsonValues values(body);
  int number = 0;
  while (const auto value = values.Next()) {
    batch.Add(*value);
    numbers.push_back(++number);
  }
  ReadLines(values.rest(), batch, numbers, number);
}

/// What Fluent Bit's output `http` sends unless it is told otherwise.
bool IsMsgpack(std::string_view type) {
  return type.starts_with("application/msgpack") || type.starts_with("application/x-msgpack") ||
         type.starts_with("application/vnd.msgpack");
}

Taking<Render> ReadEvents(const Request& request, Body& body, Batch& batch) {
  auto numbers = std::make_shared<std::vector<int>>();
  const std::string type = AsciiLower(request.Header("content-type"));
  if (IsMsgpack(type)) {
    const auto sink = [&](std::string&& record) {
      batch.Add(std::move(record));
      numbers->push_back(static_cast<int>(numbers->size()) + 1);
    };
    if (auto read = bodies::ReadMsgpack(body.text(), {}, sink); !read) {
      return std::unexpected(std::move(read).error());
    }
  } else if (type.starts_with("application/json")) {
    ReadValues(body.text(), batch, *numbers);
  } else {
    ReadLines(body.text(), batch, *numbers);
  }
  Request asked;
  asked.trace_id = request.trace_id;
  return [numbers, asked = std::move(asked)](const Delivery& delivery) {
    if (!delivery.untaken.empty()) {
      return RefuseAsProblem(asked, delivery.untaken.front().trouble);
    }
    IntakeReceipt view;
    view.read = static_cast<int>(delivery.items);
    view.accepted = static_cast<int>(delivery.accepted);
    view.malformed = static_cast<int>(delivery.malformed);
    view.clock_suspect = static_cast<int>(delivery.clock_suspect);
    view.first = delivery.first;
    view.last = delivery.last;
    view.duplicate = delivery.duplicate;
    view.token = delivery.token;
    for (const auto& refused : delivery.refused) {
      view.rejected.push_back({(*numbers)[refused.item], std::string(ToString(refused.reason))});
    }
    for (const auto item : delivery.malformed_items) {
      view.malformed_lines.push_back((*numbers)[item]);
    }
    return Response::Of(view);
  };
}

}  // namespace

std::vector<web::Route> LineRoutes(const SharedContext& context) {
  std::vector<web::Route> routes;
  routes.push_back(IntakeRoute(context, web::Verb::kPost, "/ingest/v1/events",
                               "One record a line, JSON values or MessagePack", ReadEvents,
                               RefuseAsProblem));
  routes.back().described.response = web::SchemaFor<IntakeReceipt>();
  return routes;
}

}  // namespace lachan::intake_http
