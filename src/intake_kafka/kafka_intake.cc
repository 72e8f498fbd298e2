// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/thread_name.h"
#include "intake_kafka/kafka_intake_impl.h"

namespace lachan::intake_kafka {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t kRecordOverhead = 100;  ///< Memory of a record beside its text.
constexpr int kMessagesARound = 1000;
constexpr auto kIdle = 200ms;      ///< Patience of a poll when nothing is on its way.
constexpr auto kBusy = 20ms;       ///< When something is.
constexpr auto kHoldAfter = 5s;    ///< Brokers expect to be polled, also while nothing is taken.
constexpr auto kUnknownRest = 2s;  ///< A source that is not registered is looked for so often.
constexpr auto kLastWait = 10s;    ///< For answers of the pipeline at the end.
constexpr auto kGapEvery = 1min;   ///< How often a gap in a partition is looked into.

}  // namespace

void Bell::Ring() {
  {
    const std::lock_guard lock(mutex_);
    has_rung_ = true;
  }
  rang_.notify_all();
}

bool Bell::Heard(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  rang_.wait_for(lock, patience, [this] { return has_rung_; });
  return std::exchange(has_rung_, false);
}

KafkaIntake::Impl::Impl(Options options, Deps deps)
    : options_(std::move(options)), deps_(std::move(deps)), taken_(TakenFrom(deps_.recent_keys)) {
  for (const TopicRule& rule : options_.rules) {
    for (const std::string& topic : rule.topics) rules_[topic] = &rule;
  }
}

KafkaIntake::Impl::~Impl() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
}

Status KafkaIntake::Impl::Start() {
  LACHAN_TRY(client_, Client::Open(options_, *this));
  std::vector<std::string> topics;
  for (const auto& [topic, rule] : rules_) topics.push_back(topic);
  LACHAN_TRY_DO(client_->Subscribe(topics));
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
  return {};
}

void KafkaIntake::Impl::Run(const std::stop_token& stop) {
  NameThread("kafka");
  auto committed_at = steady_clock::now();
  while (!stop.stop_requested()) {
    const bool is_full = flying_bytes_ >= options_.flight_bytes;
    Hold(is_full, steady_clock::now());
    if (is_full) {
      bell_->Heard(100ms);
      Settle();
      if (is_held_) ReadSome();
    } else {
      ReadSome();
      if (bell_->Heard(0ms)) Settle();
    }
    const auto now = steady_clock::now();
    SendDue(now);
    Mend(now);
    if (now - committed_at < options_.commit) continue;
    committed_at = now;
    Commit();
    LookForBrokers(now);
    Publish();
  }
  for (auto& [place, one] : partitions_) Send(one);
  Drain(kLastWait);
  client_->Close();
  Publish();
}

/// Nothing is polled while too much is on its way; when that lasts, the partitions are paused, so
/// that polling goes on and the group does not take us for dead.
void KafkaIntake::Impl::Hold(bool is_full, steady_clock::time_point now) {
  if (!is_full) full_since_ = {};
  if (is_full && full_since_ == Time{}) full_since_ = now;
  const bool holds = is_full && now - full_since_ >= kHoldAfter;
  if (holds == is_held_ || (is_held_ && flying_bytes_ > options_.flight_bytes / 2)) return;
  std::vector<Place> places;
  for (const auto& [place, one] : partitions_) {
    if (one.state == Partition::State::kReading) places.push_back(one.at);
  }
  holds ? client_->Pause(places) : client_->Resume(places);
  is_held_ = holds;
}

void KafkaIntake::Impl::ReadSome() {
  std::chrono::milliseconds patience = is_held_ ? 0ms : flying_bytes_ > 0 ? kBusy : kIdle;
  if (gathered_ > 0) patience = std::min(patience, options_.linger);
  int left = kMessagesARound;
  do {
    const Message message = client_->Poll(std::exchange(patience, 0ms));
    if (!message) return;
    message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? Take(*message) : TakeError(*message);
  } while (--left > 0 && flying_bytes_ < options_.flight_bytes);
}

void KafkaIntake::Impl::TakeError(const rd_kafka_message_t& message) {
  const std::string topic = message.rkt != nullptr ? rd_kafka_topic_name(message.rkt) : "";
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return;
  Complain(topic.empty() ? "group" : "topic " + topic,
           topic.empty() ? fmt::format("Kafka: {}", rd_kafka_err2str(message.err))
                         : fmt::format("topic '{}': {}", topic, rd_kafka_err2str(message.err)));
}

void KafkaIntake::Impl::Take(const rd_kafka_message_t& message) {
  const auto found = partitions_.find({rd_kafka_topic_name(message.rkt), message.partition});
  if (found == partitions_.end()) return;
  Partition& one = found->second;
  if (one.state != Partition::State::kReading) return;  // It will come again.
  if (one.next >= 0 && message.offset != one.next) JumpTo(one, message.offset);
  if (one.next < 0) one.next = one.done = message.offset;
  Add(one, message);
  one.next = message.offset + 1;
  const Gathered& gathered = one.gathered;
  if (gathered.texts.size() >= options_.batch_records || gathered.bytes >= options_.batch_bytes) {
    Send(one);
  }
}

/// Another message than the one expected: some are missing (transactions, compacted topics,
/// deleted before they were read), or the topic begins anew.
void KafkaIntake::Impl::JumpTo(Partition& one, std::int64_t offset) {
  if (offset < one.next) {
    Send(one);
    one.taken->Forget();
    one.passed_over.reset();
    one.next = one.done = offset;
    return;
  }
  const auto now = steady_clock::now();
  if (one.gap_asked_at != Time{} && now - one.gap_asked_at < kGapEvery) return;
  one.gap_asked_at = now;
  const auto ends = client_->AskEnds(one.at, 2s);
  if (!ends || ends->first <= one.next) return;
  const auto lost = static_cast<std::uint64_t>(std::min(ends->first, offset) - one.next);
  counts_.lost += lost;
  if (deps_.tell) {
    deps_.tell(fmt::format("Kafka deleted {} messages of {}[{}] before they were read", lost,
                           one.at.topic, one.at.partition));
  }
}

void KafkaIntake::Impl::Add(Partition& one, const rd_kafka_message_t& message) {
  const std::int64_t timestamp = rd_kafka_message_timestamp(&message, nullptr);
  Gathered& gathered = one.gathered;
  if (!gathered.is_begun) {
    gathered.is_begun = true;
    gathered.since = steady_clock::now();
    gathered.begin = one.next;
    gathered.stretch = {one.next, message.offset, timestamp};
    if (one.passed_over) {
      gathered.stretch.first = one.passed_over->first;
      gathered.stretch.newest_ms = std::max(timestamp, one.passed_over->newest_ms);
    }
    ++gathered_;
  }
  gathered.stretch.last = message.offset;
  gathered.stretch.newest_ms = std::max(gathered.stretch.newest_ms, timestamp);
  if (one.taken->Has(message.offset, timestamp)) {
    ++counts_.repeated;
    return;
  }
  const std::string_view text(static_cast<const char*>(message.payload), message.len);
  if (message.payload == nullptr) {
    ++gathered.empty;
  } else if (text.size() > options_.message_bytes) {
    ++gathered.too_long;
  } else {
    gathered.texts.emplace_back(text);
    gathered.bytes += text.size() + kRecordOverhead;
  }
}

void KafkaIntake::Impl::SendDue(steady_clock::time_point now) {
  if (gathered_ == 0) return;
  for (auto& [place, one] : partitions_) {
    if (one.gathered.is_begun && now - one.gathered.since >= options_.linger) Send(one);
  }
}

void KafkaIntake::Impl::Send(Partition& one) {
  if (!one.gathered.is_begun) return;
  Gathered gathered = std::exchange(one.gathered, {});
  --gathered_;
  const auto sender = deps_.source(one.rule->source);
  const std::string about = "source " + one.rule->source;
  if (!sender) {
    Complain(about, fmt::format("no source '{}' is registered (or it is disabled): its topics wait",
                                one.rule->source));
    return GoBack(one, gathered.begin, kUnknownRest);
  }
  Complain(about, "");
  auto flight = std::make_shared<Flight>();
  flight->stretch = gathered.stretch;
  flight->begin = gathered.begin;
  flight->source = sender->source;
  flight->records = gathered.texts.size();
  flight->bytes = gathered.bytes;
  flight->too_long = gathered.too_long;
  flight->empty = gathered.empty;
  flying_bytes_ += flight->bytes;
  one.flights.push_back(flight);
  if (gathered.texts.empty()) {
    // The key of what comes next names it, too: after several kills before a commit the spool may
    // hold the older keys no more.
    one.passed_over = gathered.stretch;
    flight->state = Flight::State::kDurable;
    return bell_->Ring();
  }
  one.passed_over.reset();
  std::vector<RawRecord> records(gathered.texts.size());
  const Instant now = deps_.clock.Now();
  for (std::size_t i = 0; i < records.size(); ++i) {
    RawRecord& record = records[i];
    record.text = std::move(gathered.texts[i]);
    record.received_at = now;
    record.source = sender->source;
    record.agency = sender->agency;
    record.peer = one.rule->host;
    record.transport = Transport::kKafka;
    record.format = one.rule->format.empty() ? sender->format : one.rule->format;
    record.is_exercise = sender->is_exercise;
  }
  const Status taken = deps_.pipeline.SubmitAsync(
      std::move(records), EncodeKey(one.name, gathered.stretch),
      [flight, bell = bell_](const Result<pipeline::Receipt>& receipt) {
        flight->state = receipt ? Flight::State::kDurable : Flight::State::kRefused;
        bell->Ring();
      });
  if (taken) return;
  flight->state = Flight::State::kRefused;
  bell_->Ring();
}

Result<std::unique_ptr<KafkaIntake>> KafkaIntake::Start(Options options, Deps deps) {
  auto impl = std::make_unique<Impl>(std::move(options), std::move(deps));
  LACHAN_TRY_DO(impl->Start());
  return std::unique_ptr<KafkaIntake>(new KafkaIntake(std::move(impl)));
}

KafkaIntake::KafkaIntake(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
KafkaIntake::~KafkaIntake() = default;
KafkaCounters KafkaIntake::counters() const { return impl_->counters(); }
std::vector<PartitionLag> KafkaIntake::lags() const { return impl_->lags(); }
std::vector<std::string> KafkaIntake::problems() const { return impl_->problems(); }

}  // namespace lachan::intake_kafka
