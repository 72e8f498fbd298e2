// SPDX-License-Identifier: Apache-2.0
#include "intake_http/intake.h"

#include "base/text.h"
#include "intake_http/credentials.h"
#include "intake_http/route.h"

namespace lachan::intake_http {
namespace {

using web::Request;
using web::Response;

constexpr std::size_t kKeyBytes = 160;  ///< Room for what parts add.
constexpr std::chrono::seconds kUsualWait{5};

Trouble TroubleOf(const Error& error, int status) {
  Trouble trouble{status, error.message(), {}};
  if (status == 429 || status == 503) trouble.retry_after = kUsualWait;
  if (status >= 500 && status != 503) trouble.what = "internal error";
  return trouble;
}

Result<Response> Take(const Context& context, const Request& request, const Read& read,
                      const Refuse& refuse) {
  const Deps& deps = context.deps;
  LACHAN_TRY(const auto sender, SenderOf(deps, request));
  const auto no = [&](const Trouble& trouble) {
    // Whatever it holds: the page of the source shows that its sender does something wrong.
    deps.pipeline.CountRejected(sender.source, pipeline::Rejection::kBadFraming, 1);
    return refuse(request, trouble);
  };
  auto body = Body::Of(request, context.options);
  if (!body) return no(body.error());
  Batch batch(context.options, sender, request.peer, deps.clock.Now(), body->text().size());
  const auto key = request.Header("idempotency-key");
  if (key.size() > kKeyBytes) {
    return no({400, fmt::format("Idempotency-Key: at most {} bytes", kKeyBytes), {}});
  }
  // A key stands for one body: records under a key that was used for others are not dropped.
  if (!key.empty()) batch.SetKey(fmt::format("{}|{}", key, Fingerprint(body->text())));
  if (const auto kind = Trim(request.Header("lachan-records")); kind == "archived") {
    batch.SetArchived();
  } else if (!kind.empty()) {
    return no({400,
               fmt::format("Lachan-Records is {}: send \"archived\" for records of any age, or "
                           "leave the header out for those of now",
                           PrintableForLog(kind, 40)),
               {}});
  }
  auto render = read(request, *body, batch);
  if (!render) return no(render.error());
  return Deliver(deps, std::move(batch), *std::move(render));
}

/// What both kinds of routes have.
web::Route Basic(const SharedContext& context, web::Verb verb, std::string path,
                 std::string summary, web::Handler handler, Refuse refuse) {
  return {verb,
          std::move(path),
          identity::Permission::SourceToken(),
          std::move(handler),
          {std::move(summary)},
          context->options.max_body,
          // A stranger's body is not read at all.
          [context](const Request& request) -> Status {
            LACHAN_TRY_DO(SenderOf(context->deps, request));
            return {};
          },
          [refuse = std::move(refuse)](const Request& request, const web::Refused& refused) {
            return refuse(request, TroubleOf(refused.error, refused.status));
          }};
}

}  // namespace

web::Route IntakeRoute(const SharedContext& context, web::Verb verb, std::string path,
                       std::string summary, Read read, Refuse refuse) {
  return Basic(
      context, verb, std::move(path), std::move(summary),
      [context, read = std::move(read), refuse](const Request& request) {
        return Take(*context, request, read, refuse);
      },
      refuse);
}

web::Route AskRoute(const SharedContext& context, web::Verb verb, std::string path,
                    std::string summary, web::Handler answer, Refuse refuse) {
  return Basic(context, verb, std::move(path), std::move(summary), std::move(answer),
               std::move(refuse));
}

web::Response WithRetry(web::Response response, const Trouble& trouble) {
  if (trouble.retry_after.count() == 0) return response;
  return std::move(response).With("Retry-After", fmt::format("{}", trouble.retry_after.count()));
}

std::int64_t Took(const Clock& clock, Instant begin) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock.Now() - begin).count();
}

std::vector<web::Route> Routes(Options options, Deps deps) {
  const auto context = std::make_shared<const Context>(options, std::move(deps));
  std::vector<web::Route> routes;
  for (const auto make : {LineRoutes, ElasticRoutes, SplunkRoutes, OtlpRoutes}) {
    for (auto& route : make(context)) routes.push_back(std::move(route));
  }
  return routes;
}

}  // namespace lachan::intake_http
