// SPDX-License-Identifier: Apache-2.0
// Splunk's HTTP event collector. An acknowledgement's number is only given for what is durable
// already, and proves itself: it carries a code made of token, channel and number. So nothing is
// kept, and it stays true over a restart.
#include <atomic>

#include "base/hash.h"
#include "base/text.h"
#include "bodies/hec.h"
#include "formats/lines.h"
#include "intake_http/credentials.h"
#include "intake_http/route.h"

namespace lachan::intake_http {
namespace {

namespace json = boost::json;
using web::Request;
using web::Response;
using web::Verb;

constexpr std::size_t kAsked = 10'000;               ///< Acknowledgements of one question.
constexpr unsigned kCodeBits = 32, kCountBits = 21;  ///< Together what a double holds exactly.

int StatusOf(bodies::HecCode code) {
  switch (code) {
    case bodies::HecCode::kSuccess:
    case bodies::HecCode::kHealthy:
      return 200;
    case bodies::HecCode::kTokenRequired:
    case bodies::HecCode::kInvalidAuthorization:
      return 401;
    case bodies::HecCode::kInvalidToken:
      return 403;
    case bodies::HecCode::kBusy:
    case bodies::HecCode::kUnhealthy:
      return 503;
    case bodies::HecCode::kInternal:
      return 500;
    case bodies::HecCode::kNoData:
    case bodies::HecCode::kInvalidFormat:
    case bodies::HecCode::kChannelMissing:
    case bodies::HecCode::kInvalidChannel:
    case bodies::HecCode::kEventRequired:
    case bodies::HecCode::kEventBlank:
    case bodies::HecCode::kBadFields:
      return 400;
  }
  return 500;
}

json::object Said(bodies::HecCode code) {
  return {{"text", ToString(code)}, {"code", static_cast<int>(code)}};
}

Response Say(bodies::HecCode code) { return Response::Json(Said(code), StatusOf(code)); }

Response RefuseSplunk(const Request& request, const Trouble& trouble) {
  auto code = bodies::HecCode::kInvalidFormat;
  int status = trouble.status;
  if (status == 401) {
    const auto header = request.Header("authorization");
    code = header.empty()     ? bodies::HecCode::kTokenRequired
           : !TokenIn(header) ? bodies::HecCode::kInvalidAuthorization
                              : bodies::HecCode::kInvalidToken;
    status = StatusOf(code);
  } else if (status == 429 || status == 503) {
    // Some senders throw away what is answered with 4xx.
    code = bodies::HecCode::kBusy;
    status = StatusOf(code);
  } else if (status >= 500) {
    code = bodies::HecCode::kInternal;
  }
  auto said = Said(code);
  said["detail"] = trouble.what;
  return WithRetry(Response::Json(said, status), trouble);
}

/// The channel a sender asks acknowledgements for; empty: none.
std::string_view Channel(const Request& request) {
  const auto header = request.Header("x-splunk-request-channel");
  return header.empty() ? request.Query("channel") : header;
}

bool IsChannel(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-'
             : std::string_view("0123456789abcdefABCDEF").find(text[i]) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

std::uint64_t CodeOf(std::string_view token, std::string_view channel, std::uint64_t count) {
  const auto digest = Sha256(fmt::format("hec-ack\n{}\n{}\n{}", token, AsciiLower(channel), count));
  std::uint64_t code = 0;
  for (std::size_t i = 0; i < kCodeBits / 8; ++i) code = code << 8 | digest[i];
  return code;
}

std::uint64_t Acknowledgement(std::string_view token, std::string_view channel,
                              std::uint64_t count) {
  count &= (1U << kCountBits) - 1;
  return count << kCodeBits | CodeOf(token, channel, count);
}

bool IsAcknowledged(std::string_view token, std::string_view channel, std::uint64_t number) {
  const std::uint64_t count = number >> kCodeBits;
  return count < 1U << kCountBits && Acknowledgement(token, channel, count) == number;
}

/// What is common to events and raw lines: the channel, and the answer.
struct Answerer {
  std::string token, channel;
  std::uint64_t count = 0;
  bodies::HecCode fault = bodies::HecCode::kSuccess;
  std::uint32_t fault_at = 0;

  Response operator()(const Delivery& delivery) const {
    if (!delivery.untaken.empty()) return RefuseSplunk({}, delivery.untaken.front().trouble);
    auto code = fault;
    auto at = fault_at;
    for (const auto& refused : delivery.refused) {
      if (refused.reason == pipeline::Rejection::kBadFraming) continue;
      if (code == bodies::HecCode::kSuccess || refused.item < at) at = refused.item;
      code = bodies::HecCode::kInvalidFormat;
      break;
    }
    auto said = Said(code);
    if (code != bodies::HecCode::kSuccess) {
      said["invalid-event-number"] = at;
      said["detail"] = fmt::format("{} events of this request were taken", delivery.accepted);
    } else if (!channel.empty()) {
      said["ackId"] = Acknowledgement(token, channel, count);
    }
    return Response::Json(said, StatusOf(code));
  }
};

/// Hands out the numbers of acknowledgements; begins anywhere, since they only must differ.
using Counter = std::shared_ptr<std::atomic<std::uint64_t>>;

Answerer Begin(const Request& request, const Counter& counter) {
  return {TokenIn(request.Header("authorization")).value_or(""), std::string(Channel(request)),
          counter->fetch_add(1), bodies::HecCode::kSuccess, 0};
}

std::optional<Trouble> BadChannel(const Request& request) {
  const auto channel = Channel(request);
  if (channel.empty() || IsChannel(channel)) return std::nullopt;
  return Trouble{400, "the channel must be a GUID", {}};
}

Taking<Render> ReadHecEvents(const Counter& counter, const Request& request, Body& body,
                             Batch& batch) {
  if (const auto trouble = BadChannel(request)) return std::unexpected(*trouble);
  auto answerer = Begin(request, counter);
  bodies::HecReader reader(body.padded());
  while (auto record = reader.Next()) batch.Add(*std::move(record));
  answerer.fault = reader.fault();
  answerer.fault_at = reader.number();
  // What follows a broken event cannot be told apart; the events before it are taken.
  if (answerer.fault != bodies::HecCode::kSuccess) batch.Refuse(pipeline::Rejection::kBadFraming);
  return answerer;
}

Taking<Render> ReadHecLines(const Counter& counter, const Request& request, Body& body,
                            Batch& batch) {
  if (const auto trouble = BadChannel(request)) return std::unexpected(*trouble);
  auto answerer = Begin(request, counter);
  const bodies::HecMeta meta{request.Query("host"), request.Query("source"),
                             request.Query("sourcetype"), request.Query("index")};
  const bool has_meta = !meta.host.empty() || !meta.source.empty() || !meta.sourcetype.empty();
  formats::LineReader lines(body.text());
  while (const auto line = lines.Next()) {
    if (has_meta && line->size() <= Options{}.max_line) {
      batch.Add(bodies::HecTextRecord(*line, {}, meta));
    } else {
      batch.Add(*line);
    }
  }
  if (batch.items() == 0) {
    answerer.fault = bodies::HecCode::kNoData;
    batch.Refuse(pipeline::Rejection::kBadFraming);
  }
  return answerer;
}

Result<Response> AnswerAcks(const Request& request) {
  const auto channel = Channel(request);
  if (channel.empty()) return Say(bodies::HecCode::kChannelMissing);
  if (!IsChannel(channel)) return Say(bodies::HecCode::kInvalidChannel);
  const auto asked = request.Json();
  const auto* list = asked ? asked->if_contains("acks") : nullptr;
  if (list == nullptr || !list->is_array() || list->get_array().size() > kAsked) {
    return Say(bodies::HecCode::kInvalidFormat);
  }
  const auto token = TokenIn(request.Header("authorization")).value_or("");
  json::object acks;
  for (const auto& one : list->get_array()) {
    std::uint64_t number = 0;
    if (one.is_uint64()) {
      number = one.get_uint64();
    } else if (one.is_int64() && one.get_int64() >= 0) {
      number = static_cast<std::uint64_t>(one.get_int64());
    } else {
      return Say(bodies::HecCode::kInvalidFormat);
    }
    acks[std::to_string(number)] = IsAcknowledged(token, channel, number);
  }
  return Response::Json(json::object{{"acks", std::move(acks)}});
}

web::Route HealthRoute(const SharedContext& context, std::string path) {
  return {Verb::kGet,
          std::move(path),
          identity::Permission::Public(),
          [context](const Request&) -> Result<Response> {
            const auto metrics = context->deps.pipeline.metrics();
            const bool is_full = metrics.queue_bytes * 10 >= metrics.queue_limit_bytes * 9 ||
                                 !metrics.spool_problem.empty();
            return Say(is_full ? bodies::HecCode::kUnhealthy : bodies::HecCode::kHealthy);
          },
          {"Splunk HEC: whether events are taken"}};
}

}  // namespace

std::vector<web::Route> SplunkRoutes(const SharedContext& context) {
  std::uint64_t first = 0;
  for (const unsigned char byte : RandomBytes(4)) first = first << 8 | byte;
  const auto counter = std::make_shared<std::atomic<std::uint64_t>>(first);
  const auto with = [&counter](auto read) -> Read {
    return [counter, read](const Request& request, Body& body, Batch& batch) {
      return read(counter, request, body, batch);
    };
  };
  const std::string base = "/services/collector";
  std::vector<web::Route> routes;
  for (const auto* path : {"", "/", "/event", "/event/1.0"}) {
    routes.push_back(IntakeRoute(context, Verb::kPost, base + path, "Splunk HEC: events",
                                 with(ReadHecEvents), RefuseSplunk));
  }
  for (const auto* path : {"/raw", "/raw/1.0"}) {
    routes.push_back(IntakeRoute(context, Verb::kPost, base + path, "Splunk HEC: lines",
                                 with(ReadHecLines), RefuseSplunk));
  }
  for (const auto* path : {"/ack", "/ack/1.0"}) {
    routes.push_back(AskRoute(context, Verb::kPost, base + path,
                              "Splunk HEC: whether events are durable", AnswerAcks, RefuseSplunk));
  }
  for (const auto* path : {"/health", "/health/1.0"}) {
    routes.push_back(HealthRoute(context, base + path));
  }
  return routes;
}

}  // namespace lachan::intake_http
