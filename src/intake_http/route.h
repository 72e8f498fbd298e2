// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: what the routes of all protocols do alike.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "intake_http/delivery.h"

namespace lachan::intake_http {

/// Of the routes; lives as long as they do.
struct Context {
  Options options;
  Deps deps;
};
using SharedContext = std::shared_ptr<const Context>;

/// Takes the records out of a body. What it returns writes the answer.
/// \error the body makes no sense as a whole; nothing of it is stored
using Read = std::function<Taking<Render>(const web::Request&, Body&, Batch&)>;
/// How a protocol tells that a request is not taken.
using Refuse = std::function<web::Response(const web::Request&, const Trouble&)>;

/// A route that takes records under a source's token; a stranger's body is not read.
web::Route IntakeRoute(const SharedContext& context, web::Verb verb, std::string path,
                       std::string summary, Read read, Refuse refuse);

/// A route for what clients ask besides; `answer` is told what stands in braces by the request.
web::Route AskRoute(const SharedContext& context, web::Verb verb, std::string path,
                    std::string summary, web::Handler answer, Refuse refuse);

/// Adds Retry-After where coming again helps.
web::Response WithRetry(web::Response response, const Trouble& trouble);

/// Milliseconds since `begin`.
std::int64_t Took(const Clock& clock, Instant begin);

/// The protocols.
std::vector<web::Route> LineRoutes(const SharedContext& context);
std::vector<web::Route> ElasticRoutes(const SharedContext& context);
std::vector<web::Route> SplunkRoutes(const SharedContext& context);
std::vector<web::Route> OtlpRoutes(const SharedContext& context);

}  // namespace lachan::intake_http
