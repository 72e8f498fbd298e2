// SPDX-License-Identifier: Apache-2.0
#include "web_api/event_stream.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <condition_variable>
#include <thread>

#include "base/text.h"
#include "events/event_sql.h"
#include "web_api/event_routes.h"
#include "web_api/event_views.h"

namespace lachan::web_api {
namespace json = boost::json;
namespace {

using web::Request;
using web::Response;

constexpr std::size_t kWaiting = 1 << 20;  ///< Bytes that may wait for a slow client.

/// Shared by the thread that makes pieces and the server that takes them.
struct Pieces {
  std::mutex mutex;
  std::condition_variable_any taken;
  std::string ready;
  bool ended = false;
  std::function<void()> wake;
};

class ThreadStream final : public web::EventStream {
 public:
  ThreadStream(std::shared_ptr<void> seat, std::string heartbeat,
               std::function<void(const Push&, std::stop_token)> work)
      : seat_(std::move(seat)), heartbeat_(std::move(heartbeat)) {
    thread_ = std::jthread([this, work = std::move(work)](const std::stop_token& stop) {
      work([this, &stop](std::string piece) { return Add(std::move(piece), stop); }, stop);
      std::function<void()> wake;
      {
        const std::lock_guard lock(pieces_.mutex);
        pieces_.ended = true;
        wake = pieces_.wake;
      }
      if (wake) wake();
    });
  }

  std::optional<std::string> Take() override {
    std::string out;
    {
      const std::lock_guard lock(pieces_.mutex);
      if (pieces_.ready.empty() && pieces_.ended) return std::nullopt;
      out.swap(pieces_.ready);
    }
    pieces_.taken.notify_one();
    return out;
  }

  void OnReady(std::function<void()> wake) override {
    const std::lock_guard lock(pieces_.mutex);
    pieces_.wake = std::move(wake);
  }

  std::string_view Heartbeat() const override { return heartbeat_; }

 private:
  bool Add(std::string piece, const std::stop_token& stop) {
    std::function<void()> wake;
    {
      std::unique_lock lock(pieces_.mutex);
      if (!pieces_.taken.wait(lock, stop, [&] { return pieces_.ready.size() < kWaiting; })) {
        return false;
      }
      if (stop.stop_requested()) return false;
      pieces_.ready += piece;
      wake = pieces_.wake;
    }
    if (wake) wake();
    return true;
  }

  const std::shared_ptr<void> seat_;
  const std::string heartbeat_;
  Pieces pieces_;
  std::jthread thread_;  ///< Last: it is stopped and waited for before the rest goes.
};

std::string Line(std::string_view kind, json::value value) {
  json::object line;
  line.emplace(kind, std::move(value));
  return json::serialize(line) + "\n";
}

std::string ProblemLine(const Error& error, std::string_view trace_id) {
  boost::system::error_code ignored;
  return Line("problem", json::parse(web::Problem(error, trace_id).body, ignored));
}

SearchStart StartOf(const events::HuntQuery& parsed, const events::Query& query) {
  SearchStart start;
  start.shape = ShapeName(parsed.shape());
  start.from = query.from;
  start.to = query.to;
  if (const auto* fields = parsed.Find(events::HuntVerb::kFields)) {
    for (const auto& field : fields->fields) start.fields.push_back(field.name);
  }
  return start;
}

/// A table at once, its rows in pieces.
void PushTable(events::EventStore& store, const events::Query& query, const events::Scope& scope,
               SearchStart start, const std::string& trace_id, const Push& push) {
  const auto table = store.Tabulate(query, scope);
  if (!table) {
    push(ProblemLine(table.error(), trace_id));
    return;
  }
  start.columns = ColumnViews(*table);
  start.span_seconds = SpanSeconds(*table);
  std::string piece = Line("start", schema::Encode(start));
  for (const auto& row : table->rows) {
    json::array cells;
    for (const auto& cell : row) cells.emplace_back(RepairUtf8(cell));
    piece += Line("row", std::move(cells));
    if (piece.size() < (64U << 10)) continue;
    if (!push(std::move(piece))) return;
    piece.clear();
  }
  SearchEndView end;
  end.count = static_cast<std::int64_t>(table->rows.size());
  end.is_cut = table->is_cut;
  end.rows_read = RowsRead(scope, table->rows_read);
  push(piece + Line("end", schema::Encode(end)));
}

void PushEvents(events::EventStore& store, const events::Query& query, const events::Scope& scope,
                const SearchStart& start, std::uint64_t wanted, const std::string& trace_id,
                const Push& push) {
  if (!push(Line("start", schema::Encode(start)))) return;
  const events::SearchSink sink{
      .on_events =
          [&](const std::vector<Event>& found) {
            std::string piece;
            for (const auto& event : found) piece += Line("event", schema::Encode(View(event)));
            return push(std::move(piece));
          },
      .on_progress =
          [&](std::optional<Instant> searched_to, std::uint64_t rows_read) {
            SearchProgress progress;
            progress.searched_to = searched_to ? searched_to : query.from;
            progress.rows_read = RowsRead(scope, rows_read);
            return push(Line("progress", schema::Encode(progress)));
          }};
  const auto end = events::SearchBackwards(store, query, scope, wanted, sink);
  if (!end) {
    push(ProblemLine(end.error(), trace_id));
    return;
  }
  if (end->stopped) return;
  SearchEndView view;
  view.next = end->next;
  view.count = static_cast<std::int64_t>(end->events);
  view.rows_read = RowsRead(scope, end->rows_read);
  push(Line("end", schema::Encode(view)));
}

}  // namespace

Result<std::shared_ptr<void>> StreamSeats::Take(AccountId account) {
  const std::lock_guard lock(mutex_);
  int& mine = of_account_[account.value];
  if (taken_ >= kAll || mine >= kOfOne) {
    return Fail(ErrorCode::kExhausted, "{} searches run already: wait for one to end, or cancel it",
                mine >= kOfOne ? mine : taken_);
  }
  ++taken_;
  ++mine;
  return std::shared_ptr<void>(nullptr, [this, account](void*) {
    const std::lock_guard relock(mutex_);
    --taken_;
    if (--of_account_[account.value] == 0) of_account_.erase(account.value);
  });
}

std::unique_ptr<web::EventStream> RunInStream(
    std::shared_ptr<void> seat, std::string heartbeat,
    std::function<void(const Push& push, std::stop_token stop)> work) {
  return std::make_unique<ThreadStream>(std::move(seat), std::move(heartbeat), std::move(work));
}

Result<Response> StreamSearch(events::EventStore& store, StreamSeats& seats, const Request& request,
                              events::Query query, events::Scope scope, std::uint64_t wanted) {
  const auto parsed = events::ParseHuntQuery(query.text);
  if (!parsed) return std::unexpected(events::ToError(parsed.error()));
  // What is wrong with the question is said before the answer begins.
  const bool is_table = parsed->shape() != events::HuntShape::kEvents;
  if (is_table) {
    LACHAN_TRY_DO(events::TabulateStatement(query, scope));
  } else {
    LACHAN_TRY_DO(events::SearchStatement(query, scope));
  }
  LACHAN_TRY(auto seat, seats.Take(request.caller.account));
  Response response;
  response.content_type = "application/x-ndjson";
  response.headers.emplace_back("X-Accel-Buffering", "no");
  response.stream = RunInStream(
      std::move(seat), "\n",
      [&store, query = std::move(query), scope = std::move(scope), start = StartOf(*parsed, query),
       is_table, wanted, trace_id = request.trace_id](const Push& push, std::stop_token stop) {
        events::Query asked = query;
        asked.stop = std::move(stop);
        if (is_table) {
          PushTable(store, asked, scope, start, trace_id, push);
        } else {
          PushEvents(store, asked, scope, start, wanted, trace_id, push);
        }
      });
  return response;
}

}  // namespace lachan::web_api
