// SPDX-License-Identifier: Apache-2.0
#include "web_api/live.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <deque>
#include <mutex>

#include "base/text.h"

namespace lachan::web_api {
namespace json = boost::json;
namespace {

using web::Request;
using web::Response;

/// A stream whose session ends without a fact (it expired) lives on for this long at most, besides
/// the server's heartbeat.
constexpr auto kRecheck = std::chrono::seconds(1);
constexpr std::size_t kQueue = 2000;  ///< Facts a slow browser may lag behind before it reloads.

/// What of a fact reaches a browser: enough to know what to fetch again, no content.
std::string Format(const Fact& fact) {
  const json::object data{{"fact_id", fact.id},
                          {"kind", fact.kind},
                          {"subject_kind", fact.subject_kind},
                          {"subject_id", fact.subject_id},
                          {"agency_id", fact.agency.value},
                          {"at", FormatInstant(fact.recorded_at)}};
  return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", fact.id, fact.kind, json::serialize(data));
}

/// Shared between the committing threads and the stream, which may end first.
struct Queue {
  std::mutex mutex;
  std::deque<Fact> facts;
  bool overflow = false;
  std::function<void()> wake;
};

class LiveStream final : public web::EventStream {
 public:
  LiveStream(journal::StateStore& store, web::Authenticator& authenticator, Request request,
             std::vector<std::string> topics)
      : authenticator_(authenticator), request_(std::move(request)), topics_(std::move(topics)) {
    subscription_ = store.Subscribe([queue = queue_](const Fact& fact) {
      std::function<void()> wake;
      {
        const std::lock_guard lock(queue->mutex);
        if (queue->facts.size() >= kQueue) {
          queue->facts.clear();
          queue->overflow = true;
        } else {
          queue->facts.push_back(fact);
        }
        wake = queue->wake;
      }
      if (wake) wake();
    });
  }

  /// Facts that were committed while the browser was away.
  void Replay(std::vector<Fact> missed) {
    const std::lock_guard lock(queue_->mutex);
    if (missed.size() >= kQueue) {
      queue_->overflow = true;  // There may be more: let the browser load everything again.
      return;
    }
    queue_->facts.insert(queue_->facts.begin(), missed.begin(), missed.end());
  }

  std::optional<std::string> Take() override {
    std::deque<Fact> facts;
    bool overflow = false;
    {
      const std::lock_guard lock(queue_->mutex);
      facts.swap(queue_->facts);
      std::swap(overflow, queue_->overflow);
    }
    if (!IsAllowedStill(facts, overflow)) return std::nullopt;
    std::string text;
    if (!greeted_) text = "retry: 2000\n\n";
    greeted_ = true;
    if (overflow) text += "event: reload\ndata: {}\n\n";
    for (const auto& fact : facts) {
      if (fact.id <= sent_) continue;  // Replayed and announced as well.
      sent_ = fact.id;
      if (MaySee(fact)) text += Format(fact);
    }
    return text;
  }

  void OnReady(std::function<void()> wake) override {
    const std::lock_guard lock(queue_->mutex);
    queue_->wake = std::move(wake);
  }

 private:
  /// Asks again who is calling: at once when somebody's access changed, else once in a while, so
  /// that a flood of facts is not a flood of look-ups.
  bool IsAllowedStill(const std::deque<Fact>& facts, bool overflow) {
    const auto now = std::chrono::steady_clock::now();
    const bool is_due = !principal_ || overflow || now - checked_ >= kRecheck ||
                        std::ranges::any_of(facts, [](const Fact& fact) {
                          return fact.subject_kind == "session" || fact.subject_kind == "account" ||
                                 fact.subject_kind == "api_token";
                        });
    if (!is_due) return true;
    auto principal = authenticator_.Recheck(request_);
    if (!principal || !*principal) return false;  // Signed out, disabled, expired: cut now.
    principal_ = **std::move(principal);
    checked_ = now;
    return true;
  }

  /// Role, token scope and agency decide as they do for reading the subject itself.
  bool MaySee(const Fact& fact) const {
    const bool wanted =
        topics_.empty() || std::ranges::find(topics_, fact.subject_kind) != topics_.end();
    if (!wanted || identity::FindPolicy(fact.subject_kind) == nullptr) return false;
    const auto permission =
        identity::Permission::ForEntity(fact.subject_kind, identity::Action::kRead);
    switch (principal_->GrantFor(permission)) {
      case identity::Grant::kEverything:
        return true;
      case identity::Grant::kOwnAgency:
        return fact.agency && fact.agency == principal_->agency;
      case identity::Grant::kNone:
        return false;
    }
    return false;
  }

  web::Authenticator& authenticator_;
  const Request request_;
  const std::vector<std::string> topics_;
  const std::shared_ptr<Queue> queue_ = std::make_shared<Queue>();
  std::shared_ptr<void> subscription_;
  std::optional<identity::Principal> principal_;  ///< As of `checked_`.
  std::chrono::steady_clock::time_point checked_;
  std::int64_t sent_ = 0;  ///< Newest fact looked at.
  bool greeted_ = false;
};

Result<Response> Stream(journal::StateStore& store, web::Authenticator& authenticator,
                        const Request& request) {
  std::vector<std::string> topics;
  for (const auto topic : Split(request.Query("topics"), ',')) {
    if (!topic.empty()) topics.emplace_back(topic);
  }
  auto stream = std::make_unique<LiveStream>(store, authenticator, request, topics);
  const auto last = request.Header("last-event-id");
  std::int64_t last_id = 0;
  if (std::from_chars(last.data(), last.data() + last.size(), last_id).ec == std::errc{} &&
      last_id > 0) {
    LACHAN_TRY(const auto reader, store.OpenReader(journal::Caller::System("live updates")));
    journal::FactQuery query;
    query.after_id = last_id;
    query.limit = kQueue;
    LACHAN_TRY(auto missed, reader->Facts(query));
    stream->Replay(std::move(missed));
  }
  Response response;
  response.content_type = "text/event-stream";
  response.stream = std::move(stream);
  return response;
}

}  // namespace

std::vector<web::Route> LiveRoutes(journal::StateStore& store, web::Authenticator& authenticator) {
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kGet,
                    "/api/v1/stream",
                    identity::Permission::AnyAccount(),
                    [&store, &authenticator](const Request& request) {
                      return Stream(store, authenticator, request);
                    },
                    {"Live facts (server-sent events)",
                     {},
                     {},
                     {{"topics", "entity names, separated by commas; empty = all you may read"}},
                     "text/event-stream"}});
  return routes;
}

}  // namespace lachan::web_api
