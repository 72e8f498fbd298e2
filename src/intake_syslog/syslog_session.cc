// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/steady_timer.hpp>

#include "formats/syslog_framing.h"
#include "intake_syslog/sessions.h"

namespace lachan::intake_syslog {
namespace {

namespace asio = boost::asio;
using pipeline::Rejection;
using namespace std::chrono_literals;

constexpr std::size_t kMostRecords = 8192;  ///< Of one submission; the pipeline takes 20,000.
constexpr std::size_t kSmallRead = 32u << 10;
constexpr auto kGather =
    2ms;  ///< After a small read: let more arrive, so that batches are worth it.
constexpr auto kPause = 20ms;  ///< Between attempts while the queue is full.

asio::awaitable<void> Sleep(Loop& loop, std::chrono::milliseconds time) {
  asio::steady_timer timer(loop.context(), time);
  co_await timer.async_wait(kNoThrow);
}

void CountDropped(Session& session, const formats::SyslogFramer::Dropped& now,
                  formats::SyslogFramer::Dropped& before, SourceId source) {
  auto& pipeline = session.gate.deps.pipeline;
  if (now.too_long > before.too_long) {
    pipeline.CountRejected(source, Rejection::kTooLong, now.too_long - before.too_long);
  }
  if (now.bad_framing > before.bad_framing) {
    pipeline.CountRejected(source, Rejection::kBadFraming, now.bad_framing - before.bad_framing);
  }
  before = now;
}

/// Hands records over, waiting (and so not reading the connection) while the queue is full.
asio::awaitable<bool> Deliver(Session& session, std::vector<RawRecord> records) {
  const std::size_t count = records.size();
  bool paused = false;
  while (true) {
    const Status taken = session.gate.deps.pipeline.TryEnqueue(std::move(records));
    if (taken) break;
    if (taken.error().code() != ErrorCode::kExhausted) co_return false;
    if (!paused) session.gate.Count([](SyslogCounters& c) { ++c.tcp_paused; });
    paused = true;
    co_await Sleep(session.loop, kPause);
  }
  session.gate.Count([&](SyslogCounters& c) { c.tcp_messages += count; });
  co_return true;
}

/// False when the pipeline takes no more: it is stopping.
asio::awaitable<bool> Take(Session& session, std::vector<std::string> messages,
                           const formats::SyslogFramer::Dropped& now,
                           formats::SyslogFramer::Dropped& before) {
  const auto sender = session.gate.Who(session.peer);
  if (!sender) {
    const std::uint64_t dropped = now.too_long - before.too_long;
    before = now;
    session.gate.Refuse(session.peer, messages.empty() ? std::string_view() : messages.front(),
                        messages.size() + dropped, session.transport);
    co_return true;
  }
  CountDropped(session, now, before, sender->source);
  const Instant received = session.gate.deps.clock.Now();
  std::vector<RawRecord> records;
  records.reserve(std::min(messages.size(), kMostRecords));
  for (std::string& message : messages) {
    records.push_back(session.gate.MakeRecord(std::move(message), received, session.peer, *sender,
                                              session.transport));
    if (records.size() < kMostRecords) continue;
    if (!co_await Deliver(session, std::move(records))) co_return false;
    records = {};
  }
  if (records.empty()) co_return true;
  co_return co_await Deliver(session, std::move(records));
}

}  // namespace

asio::awaitable<void> ServeSyslog(Session session) {
  const auto& options = session.gate.options;
  formats::SyslogFramer framer({.message_bytes = options.message_bytes});
  formats::SyslogFramer::Dropped counted;
  while (true) {
    const std::string_view bytes = co_await session.stream->Read(options.idle);
    const std::size_t size = bytes.size();
    auto messages = size > 0 ? framer.Feed(bytes) : framer.Finish();
    if (!co_await Take(session, std::move(messages), framer.dropped(), counted)) co_return;
    if (size == 0) break;
    if (size < kSmallRead && !session.loop.stopping()) co_await Sleep(session.loop, kGather);
  }
  if (session.stream->timed_out()) {
    session.gate.Count([](SyslogCounters& c) { ++c.tcp_idle_closed; });
  }
}

}  // namespace lachan::intake_syslog
