// SPDX-License-Identifier: Apache-2.0
#include "web_api/notice_routes.h"

#include "notifications/texts.h"
#include "web_api/body.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using identity::Permission;
using notifications::NotificationService;
using web::Request;
using web::Response;
using web::Verb;

struct NoticeView {
  std::int64_t id = 0;
  NoticeKind kind = NoticeKind::duty;
  NoticeAudience audience = NoticeAudience::person;
  std::string to;
  std::string title_vi, title_en, body_vi, body_en, link, because_vi, because_en;
  std::optional<std::int64_t> agency_id, message_id;
  std::optional<CivilDate> due_on;
  bool urgent = false;
  bool dropped = false;
  Instant created_at;
  std::optional<Instant> read_at, acknowledged_at, release_at;
};
BOOST_DESCRIBE_STRUCT(NoticeView, (),
                      (id, kind, audience, to, title_vi, title_en, body_vi, body_en, link,
                       because_vi, because_en, agency_id, message_id, due_on, urgent, dropped,
                       created_at, read_at, acknowledged_at, release_at))

struct InboxView {
  std::int64_t unread = 0;
  std::vector<NoticeView> rows;
};
BOOST_DESCRIBE_STRUCT(InboxView, (), (unread, rows))

struct PreferenceView {
  NoticeLanguage language = NoticeLanguage::vi;
  bool wants_mail = true;
  bool wants_digest = false;
  schema::Line<0, 5> quiet_from, quiet_to;
};
BOOST_DESCRIBE_STRUCT(PreferenceView, (),
                      (language, wants_mail, wants_digest, quiet_from, quiet_to))

struct MailStateView {
  bool enabled = false;
  std::string problem;
  std::int64_t waiting = 0, accepted = 0, failed = 0, uncertain = 0, cancelled = 0;
  std::int64_t without_recipient = 0;  ///< Reminders of the last turn that nobody could be given.
};
BOOST_DESCRIBE_STRUCT(MailStateView, (),
                      (enabled, problem, waiting, accepted, failed, uncertain, cancelled,
                       without_recipient))

struct MessageText {
  std::int64_t id = 0;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(MessageText, (), (id, text))

NoticeView View(const Notice& notice, NotificationService& service) {
  const auto content = notifications::ContentOf(notice.content.value);
  const auto because = notifications::BecauseText(
      notice.because.value, notice.agency_id ? service.AgencyName(*notice.agency_id) : "");
  NoticeView view;
  view.id = notice.id;
  view.kind = notice.kind;
  view.audience = notice.audience;
  view.to = notice.name;
  view.title_vi = content.title.vi;
  view.title_en = content.title.en;
  view.body_vi = content.body.vi;
  view.body_en = content.body.en;
  view.link = content.link;
  view.because_vi = because.vi;
  view.because_en = because.en;
  if (notice.agency_id) view.agency_id = notice.agency_id->value;
  if (notice.message_id) view.message_id = notice.message_id->value;
  view.due_on = notice.due_on;
  view.urgent = notice.is_urgent;
  view.dropped = notice.is_dropped;
  view.created_at = notice.created_at;
  view.read_at = notice.read_at;
  view.acknowledged_at = notice.acknowledged_at;
  view.release_at = notice.release_at;
  return view;
}

/// A person's own rows lie outside the tenant condition; the account in them is compared instead.
journal::Caller Self(const Request& request) {
  return {request.principal->account, request.principal->name, journal::Reach::Everything()};
}

Result<Response> Own(NotificationService& service, const Request& request) {
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 500, 50));
  LACHAN_TRY(const auto inbox,
             service.InboxOf(request.principal->account, request.Query("unread") == "true",
                             static_cast<std::size_t>(limit)));
  InboxView view{inbox.unread, {}};
  for (const auto& notice : inbox.rows) view.rows.push_back(View(notice, service));
  return Response::Of(view);
}

/// What everybody was told, newest first.
Result<Response> Told(NotificationService& service, journal::StateStore& store,
                      const Request& request) {
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 1000, 200));
  LACHAN_TRY(const auto agency, request.QueryNumber("agency_id", 0, INT64_MAX, 0));
  LACHAN_TRY(const auto message, request.QueryNumber("message_id", 0, INT64_MAX, 0));
  journal::ListQuery query{.descending = true, .limit = static_cast<std::size_t>(limit)};
  if (agency > 0) query.filters.push_back(journal::Equals("agency_id", agency));
  if (message > 0) query.filters.push_back(journal::Equals("message_id", message));
  LACHAN_TRY(const auto reader, store.OpenReader(request.caller));
  LACHAN_TRY(const auto rows, journal::List<Notice>(*reader, query));
  InboxView view;
  for (const auto& notice : rows) {
    view.rows.push_back(View(notice, service));
    view.rows.back().link = notifications::WithoutSecrets(view.rows.back().link);
  }
  return Response::Of(view);
}

Result<Response> MailState(NotificationService& service) {
  LACHAN_TRY(const auto counts, service.Counts());
  const auto of = [&counts](std::initializer_list<const char*> states) {
    std::int64_t sum = 0;
    for (const char* state : states) {
      const auto at = counts.find(state);
      if (at != counts.end()) sum += at->second;
    }
    return sum;
  };
  MailStateView view;
  view.enabled = service.outbox().has_mail();
  view.problem = service.outbox().problem();
  view.waiting = of({"queued", "sending", "handing_over", "deferred"});
  view.accepted = of({"accepted"});
  view.failed = of({"failed"});
  view.uncertain = of({"uncertain"});
  view.cancelled = of({"cancelled"});
  view.without_recipient = static_cast<std::int64_t>(service.without_recipient());
  return Response::Of(view);
}

PreferenceView View(const NoticePreference& preference) {
  return {preference.language, preference.wants_mail, preference.wants_digest,
          preference.quiet_from, preference.quiet_to};
}

Result<Response> SetPreference(NotificationService& service, const Request& request) {
  LACHAN_TRY(const auto wanted, BodyOf<PreferenceView>(request));
  NoticePreference preference;
  preference.account_id = request.principal->account;
  preference.language = wanted.language;
  preference.wants_mail = wanted.wants_mail;
  preference.wants_digest = wanted.wants_digest;
  preference.quiet_from = wanted.quiet_from;
  preference.quiet_to = wanted.quiet_to;
  LACHAN_TRY(const auto kept, service.SetPreference(Self(request), std::move(preference)));
  return Response::Of(View(kept));
}

Response OfMessage(const Message& message) {
  return Response::Json(schema::ToJson(schema::Describe<Message>(), schema::ToRecord(message)));
}

std::vector<web::Route> OwnRoutes(NotificationService& service) {
  constexpr auto kAnybody = Permission::AnyAccount();
  std::vector<web::Route> routes;
  routes.push_back({Verb::kGet,
                    "/api/v1/notices",
                    kAnybody,
                    [&service](const Request& request) { return Own(service, request); },
                    {"Own notices, newest first",
                     {},
                     web::SchemaFor<InboxView>(),
                     {{"unread", "true: only what was not read"}, {"limit", "rows, 1–500; 50"}}}});
  routes.push_back({Verb::kPost,
                    "/api/v1/notices/read",
                    kAnybody,
                    [&service](const Request& request) -> Result<Response> {
                      LACHAN_TRY_DO(service.MarkRead(Self(request), request.principal->account, 0));
                      return Response::NoContent();
                    },
                    {"Own notices are read"}});
  routes.push_back({Verb::kPost,
                    "/api/v1/notices/{id}/read",
                    kAnybody,
                    [&service](const Request& request) -> Result<Response> {
                      LACHAN_TRY(const auto id, request.PathId("id"));
                      LACHAN_TRY_DO(
                          service.MarkRead(Self(request), request.principal->account, id));
                      return Response::NoContent();
                    },
                    {"An own notice is read"}});
  routes.push_back({Verb::kPost,
                    "/api/v1/notices/{id}/acknowledge",
                    kAnybody,
                    [&service](const Request& request) -> Result<Response> {
                      LACHAN_TRY(const auto id, request.PathId("id"));
                      LACHAN_TRY(
                          const auto notice,
                          service.Acknowledge(Self(request), request.principal->account, id));
                      return Response::Of(View(notice, service));
                    },
                    {"The person knows: this rung of the reminders climbs no further",
                     {},
                     web::SchemaFor<NoticeView>()}});
  routes.push_back({Verb::kGet,
                    "/api/v1/notice-preference",
                    kAnybody,
                    [&service](const Request& request) -> Result<Response> {
                      LACHAN_TRY(const auto one, service.PreferenceOf(request.principal->account));
                      return Response::Of(View(one));
                    },
                    {"How the caller wants to be told", {}, web::SchemaFor<PreferenceView>()}});
  routes.push_back(
      {Verb::kPut,
       "/api/v1/notice-preference",
       kAnybody,
       [&service](const Request& request) { return SetPreference(service, request); },
       {"Changes it", web::SchemaFor<PreferenceView>(), web::SchemaFor<PreferenceView>()}});
  routes.push_back({Verb::kPost,
                    "/api/v1/notice-preference/test",
                    kAnybody,
                    [&service](const Request& request) -> Result<Response> {
                      LACHAN_TRY(const auto message,
                                 service.SendTest(Self(request), request.principal->account));
                      return Response::Of(MessageText{message.id, message.body.value}, 201);
                    },
                    {"A test mail to the own address", {}, web::SchemaFor<MessageText>()}});
  return routes;
}

}  // namespace

std::vector<web::Route> NoticeRoutes(NotificationService& service, journal::StateStore& store) {
  constexpr auto kRead = Needs("message", Action::kRead);
  constexpr auto kWrite = Needs("message", Action::kWrite);
  auto routes = OwnRoutes(service);
  routes.push_back({Verb::kGet,
                    "/api/v1/told",
                    kRead,
                    [&](const Request& request) { return Told(service, store, request); },
                    {"What everybody was told, newest first",
                     {},
                     web::SchemaFor<InboxView>(),
                     {{"agency_id", "about this agency"},
                      {"message_id", "in this mail"},
                      {"limit", "rows, 1–1000; 200"}}}});
  routes.push_back({Verb::kGet,
                    "/api/v1/mail-state",
                    kRead,
                    [&](const Request&) { return MailState(service); },
                    {"Messages by state, and what is wrong with the mail server",
                     {},
                     web::SchemaFor<MailStateView>()}});
  routes.push_back({Verb::kGet,
                    "/api/v1/messages/{id}/text",
                    kRead,
                    [&](const Request& request) -> Result<Response> {
                      LACHAN_TRY(const auto id, request.PathId("id"));
                      LACHAN_TRY(const auto reader, store.OpenReader(request.caller));
                      LACHAN_TRY(const auto message, journal::Get<Message>(*reader, id));
                      return Response::Of(
                          MessageText{id, notifications::WithoutSecrets(message.body.value)});
                    },
                    {"The text of a mail as it was sent", {}, web::SchemaFor<MessageText>()}});
  routes.push_back({Verb::kPost,
                    "/api/v1/messages/{id}/resend",
                    kWrite,
                    [&](const Request& request) -> Result<Response> {
                      LACHAN_TRY(const auto id, request.PathId("id"));
                      LACHAN_TRY(const auto message, service.outbox().Resend(request.caller, id));
                      return OfMessage(message);
                    },
                    {"Tries a mail that did not go again, under the same Message-ID"}});
  routes.push_back({Verb::kPost,
                    "/api/v1/messages/{id}/cancel",
                    kWrite,
                    [&](const Request& request) -> Result<Response> {
                      LACHAN_TRY(const auto id, request.PathId("id"));
                      LACHAN_TRY(const auto message, service.outbox().Cancel(request.caller, id));
                      return OfMessage(message);
                    },
                    {"Takes a waiting mail back"}});
  return routes;
}

}  // namespace lachan::web_api
