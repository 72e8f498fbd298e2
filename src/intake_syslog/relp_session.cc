// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>

#include "formats/relp.h"
#include "intake_syslog/sessions.h"

namespace lachan::intake_syslog {
namespace {

namespace asio = boost::asio;
using pipeline::Rejection;
using namespace std::chrono_literals;

constexpr std::size_t kMostRecords = 4096;  ///< Of one submission.
constexpr std::size_t kMostBatches = 4;     ///< On their way to the disk; then we read no more.
constexpr auto kRetry = 250ms;              ///< Until a batch that was not taken is tried again.
constexpr auto kWriteTime = 60s;            ///< For the peer to take our answers.
constexpr auto kLastAnswers = 60s;          ///< At "close": for the disk to take what came before.
constexpr std::string_view kOffer = "200 OK\nrelp_version=0\nrelp_software=lachan\ncommands=syslog";

/// Frames that become durable together.
struct Batch {
  std::vector<formats::RelpFrame> frames;
  bool is_durable = false;
};

/// One connection. Works on its loop's thread only.
class RelpSession : public std::enable_shared_from_this<RelpSession> {
 public:
  explicit RelpSession(Session session) : session_(std::move(session)) {}

  asio::awaitable<void> Run();

 private:
  bool Handle(std::vector<formats::RelpFrame> frames);
  bool Open(const formats::RelpFrame& frame);
  void Answer(std::uint32_t transaction, std::string_view data);
  void Submit(const std::shared_ptr<Batch>& batch);
  void Settled(const std::shared_ptr<Batch>& batch, bool is_durable);
  void Kick();
  asio::awaitable<void> WriteOut();
  asio::awaitable<void> Retry(std::shared_ptr<Batch> batch);
  asio::awaitable<void> WaitForBatches(std::size_t at_most, std::chrono::milliseconds time);
  asio::awaitable<void> WaitWritten();

  Session session_;
  bool is_open_ = false, is_broken_ = false, is_writing_ = false;
  std::uint32_t close_ = 0;                       // transaction of "close"; 0: none came
  std::deque<std::shared_ptr<Batch>> in_flight_;  // in order; answered from the front
  std::string outbox_;
  asio::steady_timer changed_{session_.loop.context(), asio::steady_timer::time_point::max()};
};

void RelpSession::Answer(std::uint32_t transaction, std::string_view data) {
  formats::AppendRelp(outbox_, transaction, "rsp", data);
}

bool RelpSession::Open(const formats::RelpFrame& frame) {
  for (const auto& offer : formats::ParseRelpOffers(frame.data)) {
    if (offer.name == "relp_version" && offer.value != "0" && offer.value != "1") {
      Answer(frame.transaction, "500 this server speaks relp_version 0");
      return false;
    }
  }
  if (!session_.gate.Who(session_.peer)) {
    session_.gate.Count([](SyslogCounters& c) { ++c.relp_refused; });
    Answer(frame.transaction, "500 this sender is not registered");
    return false;
  }
  is_open_ = true;
  Answer(frame.transaction, kOffer);
  return true;
}

/// False when the session is to end.
bool RelpSession::Handle(std::vector<formats::RelpFrame> frames) {
  auto batch = std::make_shared<Batch>();
  const auto submit = [&] {
    if (batch->frames.empty()) return;
    in_flight_.push_back(batch);
    Submit(batch);
    batch = std::make_shared<Batch>();
  };
  bool goes_on = true;
  for (auto& frame : frames) {
    if (frame.command == "syslog" && is_open_) {
      batch->frames.push_back(std::move(frame));
      if (batch->frames.size() == kMostRecords) submit();
    } else if (frame.command == "open" && !is_open_) {
      goes_on = Open(frame);
    } else if (frame.command == "close") {
      close_ = frame.transaction;
      goes_on = false;
    } else {
      session_.gate.Count([](SyslogCounters& c) { ++c.relp_errors; });
      Answer(frame.transaction, "500 this command cannot be given here");
      goes_on = is_open_;
    }
    if (!goes_on) break;
  }
  submit();
  Kick();
  return goes_on;
}

void RelpSession::Submit(const std::shared_ptr<Batch>& batch) {
  // The frames stay until they are durable: what the disk refuses is tried again.
  const auto sender = session_.gate.Who(session_.peer).value_or(pipeline::Sender{});
  const Instant now = session_.gate.deps.clock.Now();
  std::vector<RawRecord> records;
  records.reserve(batch->frames.size());
  for (const auto& frame : batch->frames) {
    if (frame.is_too_long) continue;
    std::string_view text = frame.data;
    while (text.ends_with('\n') || text.ends_with('\r') || text.ends_with('\0')) {
      text.remove_suffix(1);
    }
    records.push_back(session_.gate.MakeRecord(std::string(text), now, session_.peer, sender,
                                               session_.transport));
  }
  const std::size_t too_long = batch->frames.size() - records.size();
  // Held weakly: the answer may come when the connection, and even its loop, are gone.
  auto settled = [mailbox = session_.loop.mailbox(), weak = weak_from_this(), batch, too_long,
                  source = sender.source, &pipeline = session_.gate.deps.pipeline](
                     const Result<pipeline::Receipt>& receipt) {
    const bool is_durable = receipt.has_value();
    if (is_durable && too_long > 0) {
      pipeline.CountRejected(source, Rejection::kTooLong, too_long);
    }
    mailbox->Post([weak, batch, is_durable] {
      if (const auto self = weak.lock()) self->Settled(batch, is_durable);
    });
  };
  if (!session_.gate.deps.pipeline.SubmitAsync(std::move(records), {}, std::move(settled))) {
    session_.gate.Count([](SyslogCounters& c) { ++c.relp_paused; });
    asio::co_spawn(session_.loop.context(), Retry(batch), asio::detached);
  }
}

asio::awaitable<void> RelpSession::Retry(std::shared_ptr<Batch> batch) {
  const auto self = shared_from_this();
  asio::steady_timer timer(session_.loop.context(), kRetry);
  co_await timer.async_wait(kNoThrow);
  // A peer that is gone sends again what we did not answer.
  if (!is_broken_) Submit(batch);
}

void RelpSession::Settled(const std::shared_ptr<Batch>& batch, bool is_durable) {
  if (!is_durable) {
    session_.gate.Count([](SyslogCounters& c) { ++c.relp_paused; });
    asio::co_spawn(session_.loop.context(), Retry(batch), asio::detached);
    return;
  }
  batch->is_durable = true;
  std::size_t answered = 0;
  while (!in_flight_.empty() && in_flight_.front()->is_durable) {
    for (const auto& frame : in_flight_.front()->frames) Answer(frame.transaction, "200 OK");
    answered += in_flight_.front()->frames.size();
    in_flight_.pop_front();
  }
  if (answered == 0) return;
  session_.gate.Count([&](SyslogCounters& c) { c.relp_messages += answered; });
  Kick();
  changed_.cancel();
}

void RelpSession::Kick() {
  if (is_writing_ || is_broken_ || outbox_.empty()) return;
  is_writing_ = true;
  asio::co_spawn(session_.loop.context(), WriteOut(), asio::detached);
}

asio::awaitable<void> RelpSession::WriteOut() {
  const auto self = shared_from_this();
  while (!outbox_.empty() && !is_broken_) {
    const std::string bytes = std::exchange(outbox_, {});
    if (!co_await session_.stream->Write(bytes, kWriteTime)) is_broken_ = true;
  }
  is_writing_ = false;
  changed_.cancel();
}

asio::awaitable<void> RelpSession::WaitForBatches(std::size_t at_most,
                                                  std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (in_flight_.size() > at_most && !is_broken_ && std::chrono::steady_clock::now() < end) {
    changed_.expires_at(end);
    co_await changed_.async_wait(kNoThrow);
  }
}

asio::awaitable<void> RelpSession::WaitWritten() {
  while (is_writing_ && !is_broken_) {
    changed_.expires_after(kWriteTime);
    co_await changed_.async_wait(kNoThrow);
  }
}

asio::awaitable<void> RelpSession::Run() {
  const auto self = shared_from_this();
  const auto& options = session_.gate.options;
  formats::RelpFramer framer({.data_bytes = options.message_bytes});
  while (!is_broken_) {
    const std::string_view bytes =
        co_await session_.stream->Read(is_open_ ? options.idle : options.handshake);
    if (bytes.empty()) break;
    std::vector<formats::RelpFrame> frames;
    const bool is_sound = framer.Feed(bytes, frames);
    const bool goes_on = Handle(std::move(frames));
    if (!is_sound) {
      session_.gate.Count([](SyslogCounters& c) { ++c.relp_errors; });
      break;
    }
    if (!goes_on) break;
    while (in_flight_.size() >= kMostBatches && !is_broken_) {
      co_await WaitForBatches(kMostBatches - 1, kWriteTime);
    }
  }
  if (session_.stream->timed_out()) {
    session_.gate.Count([](SyslogCounters& c) { ++c.tcp_idle_closed; });
  }
  if (close_ != 0 || session_.loop.stopping()) {
    co_await WaitForBatches(0, kLastAnswers);
    if (close_ != 0 && in_flight_.empty()) formats::AppendRelp(outbox_, close_, "rsp", "");
    formats::AppendRelp(outbox_, 0, "serverclose", "");
    Kick();
  }
  co_await WaitWritten();
  is_broken_ = true;
  session_.stream->Close();
}

}  // namespace

asio::awaitable<void> ServeRelp(Session session) {
  const auto relp = std::make_shared<RelpSession>(std::move(session));
  co_await relp->Run();
}

}  // namespace lachan::intake_syslog
