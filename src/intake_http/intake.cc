// SPDX-License-Identifier: Apache-2.0
#include "intake_http/intake.h"

#include "base/text.h"

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
  bool duplicate = false;
  std::string token;
  std::vector<RejectedLine> rejected;
  std::vector<int> malformed_lines;
};
BOOST_DESCRIBE_STRUCT(IntakeReceipt, (),
                      (read, accepted, malformed, duplicate, token, rejected, malformed_lines))

Result<pipeline::Sender> SenderOf(const Deps& deps, const Request& request) {
  const auto header = request.Header("authorization");
  constexpr std::string_view kScheme = "bearer ";
  if (header.size() > kScheme.size() && AsciiLower(header.substr(0, kScheme.size())) == kScheme) {
    if (const auto sender = deps.resolve_token(Trim(header.substr(kScheme.size())))) return *sender;
    return Fail(ErrorCode::kUnauthenticated,
                "this token belongs to no enabled source; issue one on the page of the source");
  }
  return Fail(ErrorCode::kUnauthenticated,
              "send the source's token: Authorization: Bearer <token>");
}

/// The records of a body and, for each, the line it came from.
struct Lines {
  std::vector<RawRecord> records;
  std::vector<int> numbers;
  std::vector<RejectedLine> too_long;
};

Lines SplitLines(const Options& options, const pipeline::Sender& sender, const Request& request,
                 Instant now) {
  Lines lines;
  int number = 0;
  for (auto text : Split(request.body, '\n')) {
    ++number;
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    if (Trim(text).empty()) continue;
    if (text.size() > options.max_line) {
      lines.too_long.push_back({number, std::string(ToString(pipeline::Rejection::kTooLong))});
      continue;
    }
    RawRecord record;
    record.text = std::string(text);
    record.received_at = now;
    record.source = sender.source;
    record.agency = sender.agency;
    record.peer = request.peer;
    record.transport = Transport::kHttp;
    record.format = sender.format;
    record.is_exercise = sender.is_exercise;
    lines.records.push_back(std::move(record));
    lines.numbers.push_back(number);
  }
  return lines;
}

Result<Response> Take(const Options& options, const Deps& deps, const Request& request) {
  LACHAN_TRY(const auto sender, SenderOf(deps, request));
  if (!request.Header("content-encoding").empty()) {
    return Fail(ErrorCode::kInvalidInput, "send the body without Content-Encoding");
  }
  Lines lines = SplitLines(options, sender, request, deps.clock.Now());
  if (lines.records.size() > options.max_records) {
    return Fail(ErrorCode::kInvalidInput, "{} records in one request; at most {} are taken",
                lines.records.size(), options.max_records);
  }
  IntakeReceipt view;
  view.read = static_cast<int>(lines.records.size() + lines.too_long.size());
  view.rejected = std::move(lines.too_long);
  const std::size_t too_long = view.rejected.size();
  if (!lines.records.empty()) {
    LACHAN_TRY(const auto receipt,
               deps.pipeline.Submit(std::move(lines.records), pipeline::Durability::kDurable,
                                    request.Header("idempotency-key")));
    view.accepted = static_cast<int>(receipt.accepted);
    view.malformed = static_cast<int>(receipt.malformed);
    view.duplicate = receipt.duplicate;
    view.token = receipt.token;
    for (const auto& refused : receipt.refused) {
      view.rejected.push_back(
          {lines.numbers[refused.index], std::string(ToString(refused.reason))});
    }
    for (const auto index : receipt.malformed_at) {
      view.malformed_lines.push_back(lines.numbers[index]);
    }
  }
  // Not before the rest is taken: a request that is told to come again is counted then.
  if (too_long > 0) {
    deps.pipeline.CountRejected(sender.source, pipeline::Rejection::kTooLong, too_long);
  }
  return Response::Of(view);
}

}  // namespace

std::vector<web::Route> Routes(Options options, Deps deps) {
  std::vector<web::Route> routes;
  routes.push_back(
      {web::Verb::kPost,
       "/ingest/v1/events",
       identity::Permission::SourceToken(),
       [options, deps](const Request& request) { return Take(options, deps, request); },
       {"One record a line", {}, web::SchemaFor<IntakeReceipt>()},
       options.max_body,
       // A stranger's body is not read at all.
       [deps](const Request& request) -> Status {
         LACHAN_TRY_DO(SenderOf(deps, request));
         return {};
       }});
  return routes;
}

}  // namespace lachan::intake_http
