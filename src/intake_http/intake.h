// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "pipeline/pipeline.h"
#include "web/http.h"

namespace lachan::intake_http {

struct Options {
  std::size_t max_body = 16u << 20;  ///< Bytes of one request.
  std::size_t max_line = 1u << 20;   ///< Bytes of one record; a longer one is refused.
  std::size_t max_records = 20'000;  ///< Of one request.
};

struct Deps {
  pipeline::Pipeline& pipeline;
  const Clock& clock;
  /// The source a token belongs to; empty for none.
  std::function<std::optional<pipeline::Sender>(std::string_view token)> resolve_token;
};

/// POST /ingest/v1/events: one record a line (JSON or any text a source sends). The token of the
/// source goes into "Authorization: Bearer …" (RFC 6750), an idempotency key into
/// "Idempotency-Key". 200 means: every accepted record survives a crash.
std::vector<web::Route> Routes(Options options, Deps deps);

}  // namespace lachan::intake_http
