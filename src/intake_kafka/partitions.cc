// SPDX-License-Identifier: Apache-2.0
// Which partitions are ours, how far each is, and what the group is told of it.
#include <algorithm>

#include "intake_kafka/kafka_intake_impl.h"

namespace lachan::intake_kafka {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kAskPatience = 10s;  ///< For the positions of the group, at an assignment.
constexpr auto kSeekPatience = 2s;
constexpr auto kRevokePatience = 10s;
constexpr std::size_t kMostProblems = 20;
constexpr int kMostDoubled = 4;

}  // namespace

void KafkaIntake::Impl::Settle() {
  for (auto& [place, one] : partitions_) Settle(one);
}

/// In the order of their offsets: what is behind a batch that was refused is durable, too, when the
/// pipeline says so, but the group is not told of it before the refused one was read again.
void KafkaIntake::Impl::Settle(Partition& one) {
  while (!one.flights.empty() && one.flights.front()->state != Flight::State::kWaiting) {
    const Flight& flight = *one.flights.front();
    if (flight.state == Flight::State::kDurable) {
      if (one.state == Partition::State::kReading) one.done = flight.stretch.last + 1;
      one.taken->Add(flight.stretch);
      one.refusals = 0;
      counts_.records += flight.records;
      counts_.bytes += flight.bytes;
      counts_.too_long += flight.too_long;
      counts_.empty += flight.empty;
      using enum pipeline::Rejection;
      if (flight.too_long > 0) {
        deps_.pipeline.CountRejected(flight.source, kTooLong, flight.too_long);
      }
      if (flight.empty > 0) deps_.pipeline.CountRejected(flight.source, kEmpty, flight.empty);
    } else {
      ++counts_.refused;
      // The longer it lasts, the less is read in vain.
      GoBack(one, flight.begin, options_.rest * (1 << std::min(one.refusals++, kMostDoubled)));
    }
    flying_bytes_ -= flight.bytes;
    one.flights.pop_front();
  }
}

/// What was not taken is read again, after a rest: Kafka keeps it.
void KafkaIntake::Impl::GoBack(Partition& one, std::int64_t offset,
                               std::chrono::milliseconds rest) {
  if (one.gathered.is_begun) {
    one.gathered = {};
    --gathered_;
  }
  one.passed_over.reset();
  if (one.state == Partition::State::kReading) {
    one.at.offset = offset;
    client_->Pause({&one.at, 1});
  } else {
    one.at.offset = std::min(one.at.offset, offset);
  }
  one.state = Partition::State::kDraining;
  one.rest_until = steady_clock::now() + rest;
}

void KafkaIntake::Impl::Mend(steady_clock::time_point now) {
  for (auto& [place, one] : partitions_) {
    const std::string about = fmt::format("going back in {}[{}]", one.at.topic, one.at.partition);
    if (one.state == Partition::State::kDraining && one.flights.empty()) {
      if (now < one.rest_until) continue;
      const Status sought = client_->Seek(one.at, kSeekPatience);
      Complain(about, sought ? "" : fmt::format("{}: {}", about, sought.error().Text()));
      if (!sought) {
        one.rest_until = now + options_.rest;
        continue;
      }
      one.next = one.done = one.at.offset;
      one.state = Partition::State::kResting;
    }
    if (one.state == Partition::State::kResting && !is_held_) {
      one.state = Partition::State::kReading;
      client_->Resume({&one.at, 1});
    }
  }
}

std::vector<Place> KafkaIntake::Impl::Uncommitted() const {
  std::vector<Place> places;
  for (const auto& [place, one] : partitions_) {
    if (one.done < 0 || one.done == one.committed) continue;
    places.push_back({one.at.topic, one.at.partition, one.done});
  }
  return places;
}

void KafkaIntake::Impl::Commit() {
  const auto places = Uncommitted();
  if (places.empty() || !client_->Commit(places, false)) return;
  for (auto& [place, one] : partitions_) one.committed = one.done;
}

void KafkaIntake::Impl::OnCommitted(const Status& status) {
  Complain("commit", status ? "" : fmt::format("Kafka: {}", status.error().message()));
  if (status) return;
  for (auto& [place, one] : partitions_) one.committed = -1;
}

/// Waits for the answers of what is on its way.
void KafkaIntake::Impl::Drain(std::chrono::milliseconds patience) {
  const auto deadline = steady_clock::now() + patience;
  Settle();
  while (steady_clock::now() < deadline && std::ranges::any_of(partitions_, [](const auto& one) {
           return !one.second.flights.empty();
         })) {
    bell_->Heard(50ms);
    Settle();
  }
}

void KafkaIntake::Impl::OnAssigned(std::vector<Place> places) {
  Complain("group", "");
  std::string cluster = client_->ClusterId(kAskPatience);
  // The same brokers with other words are no other cluster, but nothing better is known.
  if (cluster.empty()) cluster = fmt::format("{}", fmt::join(options_.connection.brokers, ","));
  const auto known = client_->Committed(places, kAskPatience);
  // Without an answer librdkafka asks itself, again and again.
  for (Place& place : places) place.offset = RD_KAFKA_OFFSET_STORED;
  if (known) places = *known;
  for (Place& place : places) {
    const auto rule = rules_.find(place.topic);
    if (rule == rules_.end()) continue;
    Complain("topic " + place.topic, "");
    Partition& one = partitions_[{place.topic, place.partition}];
    one.at = place;
    one.rule = rule->second;
    one.name = {TopicPrint(cluster, place.topic), place.partition};
    one.taken = &taken_[one.name];
    if (place.offset >= 0) {
      one.next = one.done = one.committed = place.offset;
    } else if (place.offset == RD_KAFKA_OFFSET_INVALID) {
      place.offset = BeginOf(one);
      // The end of now is kept, so that a restart before the first message misses none.
      if (place.offset >= 0) one.next = one.done = place.offset;
    }
  }
  client_->Assign(places);
}

/// Where a partition begins that the group has no position of.
std::int64_t KafkaIntake::Impl::BeginOf(const Partition& one) const {
  if (!one.rule->from_end) return RD_KAFKA_OFFSET_BEGINNING;
  const auto ends = client_->AskEnds(one.at, kAskPatience);
  return ends ? ends->second : RD_KAFKA_OFFSET_END;
}

void KafkaIntake::Impl::OnRevoked(bool is_lost) {
  for (auto& [place, one] : partitions_) one.gathered = {};
  gathered_ = 0;
  Drain(kRevokePatience);
  const auto places = Uncommitted();
  if (!is_lost && !places.empty() && !complaints_.contains("brokers")) {
    (void)client_->Commit(places, true);  // What cannot be told is known from the spool.
  }
  for (const auto& [place, one] : partitions_) {
    for (const auto& flight : one.flights) flying_bytes_ -= flight->bytes;
  }
  partitions_.clear();
  is_held_ = false;
}

void KafkaIntake::Impl::OnError(rd_kafka_resp_err_t code, const std::string& text) {
  Complain("brokers", fmt::format("Kafka: {} ({})", text, rd_kafka_err2name(code)));
}

/// The library tells when brokers are away, not when they are back.
void KafkaIntake::Impl::LookForBrokers(steady_clock::time_point now) {
  if (!complaints_.contains("brokers") || now - looked_at_ < 2s) return;
  looked_at_ = now;
  if (client_->Probe(1s)) Complain("brokers", "");
}

/// Keeps what hinders; an empty text: it does not any more.
void KafkaIntake::Impl::Complain(const std::string& about, std::string text) {
  const auto known = complaints_.find(about);
  if (text.empty()) {
    if (known == complaints_.end()) return;
    if (deps_.tell) deps_.tell("no longer: " + known->second);
    complaints_.erase(known);
  } else if (known == complaints_.end()) {
    if (deps_.tell) deps_.tell(text);
    complaints_.emplace(about, std::move(text));
  } else {
    known->second = std::move(text);
  }
}

void KafkaIntake::Impl::Publish() {
  std::vector<PartitionLag> lags;
  counts_.partitions = partitions_.size();
  counts_.behind = 0;
  for (const auto& [place, one] : partitions_) {
    PartitionLag& lag = lags.emplace_back(PartitionLag{one.at.topic, one.at.partition, one.done});
    const auto ends = client_->KnownEnds(one.at);
    if (!ends) continue;
    const std::int64_t from = one.done >= 0 ? one.done : ends->first;
    if (from < 0) continue;
    lag.behind = std::max<std::int64_t>(0, ends->second - from);
    counts_.behind += static_cast<std::uint64_t>(lag.behind);
  }
  std::vector<std::string> problems;
  for (const auto& [about, text] : complaints_) {
    if (problems.size() < kMostProblems) problems.push_back(text);
  }
  const std::lock_guard lock(mutex_);
  counters_ = counts_;
  lags_ = std::move(lags);
  problems_ = std::move(problems);
}

KafkaCounters KafkaIntake::Impl::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

std::vector<PartitionLag> KafkaIntake::Impl::lags() const {
  const std::lock_guard lock(mutex_);
  return lags_;
}

std::vector<std::string> KafkaIntake::Impl::problems() const {
  const std::lock_guard lock(mutex_);
  return problems_;
}

}  // namespace lachan::intake_kafka
