// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: what the parts of Elasticsearch's protocol share.
#pragma once

#include "intake_http/route.h"

namespace lachan::intake_http {

/// Clients of Elastic demand this header of every answer.
web::Response AsElastic(web::Response response);
web::Response RefuseElastic(const web::Request& request, const Trouble& trouble);
/// What clients ask besides sending: `prefix` is "" or "/es".
std::vector<web::Route> ElasticAsks(const SharedContext& context, const std::string& prefix);
/// The answer to "GET /".
web::Response ElasticHello(const web::Request& request);

}  // namespace lachan::intake_http
