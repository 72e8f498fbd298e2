// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/pipeline.h"
#include "web/http.h"

namespace lachan::intake_http {

struct Options {
  std::size_t max_body = 16u << 20;      ///< Bytes of one request, as sent.
  std::size_t max_unpacked = 64u << 20;  ///< Bytes of one request, unpacked.
  std::size_t max_ratio = 100;           ///< Unpacked to sent, beyond 4 MiB.
  std::size_t max_line = 1u << 20;       ///< Bytes of one record; a longer one is refused.
  std::size_t part_records = 10'000;     ///< Of one submission; a larger request makes several.
  std::size_t part_bytes = 4u << 20;
};

struct Deps {
  pipeline::Pipeline& pipeline;
  const Clock& clock;
  /// The source a token belongs to; empty for none.
  std::function<std::optional<pipeline::Sender>(std::string_view token)> resolve_token;
};

/// Records of senders over HTTP. Each request carries the token of a source (credentials.h), may be
/// packed (gzip, deflate, zstd), and is answered when every accepted record survives a crash.
///
/// - POST /ingest/v1/events: one record a line, or JSON values (lines.cc).
/// - Elasticsearch's _bulk and what its clients ask before, at the root and under /es (elastic.cc).
/// - /services/collector/...: Splunk HEC (splunk.cc); POST /v1/logs: OTLP (otlp.cc).
///
/// A request with the same "Idempotency-Key" and the same body is stored once. "Lachan-Records:
/// archived" says that the records were kept before they were sent: they are read as those of
/// files, which may be old.
std::vector<web::Route> Routes(Options options, Deps deps);

/// "GET /" is the public site's; a client of Elasticsearch, told by its Authorization, is answered
/// as one.
web::Handler ElasticOr(Deps deps, web::Handler site);

}  // namespace lachan::intake_http
