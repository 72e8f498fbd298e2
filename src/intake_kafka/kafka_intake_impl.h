// SPDX-License-Identifier: Apache-2.0
// Private to the module: what kafka_intake.cc (messages) and partitions.cc (who reads which
// partition, and how far it is) share.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "intake_kafka/client.h"
#include "intake_kafka/kafka_intake.h"
#include "intake_kafka/taken.h"

namespace lachan::intake_kafka {

/// Rung by the pipeline when a batch has its answer.
class Bell {
 public:
  void Ring();
  /// Whether it rang since the last time; waits for it up to `patience`.
  bool Heard(std::chrono::milliseconds patience);

 private:
  std::mutex mutex_;
  std::condition_variable rang_;
  bool has_rung_ = false;  // guarded by mutex_
};

/// A batch on its way.
struct Flight {
  enum class State : std::uint8_t { kWaiting, kDurable, kRefused };
  Stretch stretch;
  std::int64_t begin =
      0;  ///< Its first message; `stretch` may begin before, with what was passed over.
  SourceId source;
  std::size_t records = 0, bytes = 0, too_long = 0, empty = 0;
  std::atomic<State> state = State::kWaiting;
};

/// What was read and not handed over yet.
struct Gathered {
  Stretch stretch;         ///< What is durable with it: what was passed over just before, too.
  std::int64_t begin = 0;  ///< Its first message.
  std::vector<std::string> texts;
  std::size_t bytes = 0, too_long = 0, empty = 0;
  std::chrono::steady_clock::time_point since{};
  bool is_begun = false;
};

/// A partition that is ours now.
struct Partition {
  /// Refused: waits for what is in flight, goes back, rests.
  enum class State : std::uint8_t { kReading, kDraining, kResting };

  Place at;  ///< `offset`: where to go back to while kDraining.
  const TopicRule* rule = nullptr;
  PartitionName name;
  Taken* taken = nullptr;       ///< Of it.
  std::int64_t next = -1;       ///< Number of the message expected; -1: any.
  std::int64_t done = -1;       ///< All before it are durable.
  std::int64_t committed = -1;  ///< What the group was told last.
  std::deque<std::shared_ptr<Flight>> flights;
  Gathered gathered;
  std::optional<Stretch> passed_over;  ///< Durable already, up to `next` or to what is gathered.
  State state = State::kReading;
  int refusals = 0;  ///< One after the other.
  std::chrono::steady_clock::time_point rest_until{}, gap_asked_at{};
};

class KafkaIntake::Impl final : public Listener {
 public:
  Impl(Options options, Deps deps);
  ~Impl() override;

  Status Start();
  KafkaCounters counters() const;
  std::vector<PartitionLag> lags() const;
  std::vector<std::string> problems() const;

 private:
  using Time = std::chrono::steady_clock::time_point;

  void Run(const std::stop_token& stop);
  void ReadSome();
  void Take(const rd_kafka_message_t& message);
  void Add(Partition& one, const rd_kafka_message_t& message);
  void TakeError(const rd_kafka_message_t& message);
  void JumpTo(Partition& one, std::int64_t offset);
  void SendDue(Time now);
  void Send(Partition& one);
  void Hold(bool is_full, Time now);

  void Settle();
  void Settle(Partition& one);
  void GoBack(Partition& one, std::int64_t offset, std::chrono::milliseconds rest);
  void Mend(Time now);
  std::vector<Place> Uncommitted() const;
  void Commit();
  std::int64_t BeginOf(const Partition& one) const;
  void Drain(std::chrono::milliseconds patience);
  void Publish();
  void Complain(const std::string& about, std::string text);
  void LookForBrokers(Time now);

  void OnAssigned(std::vector<Place> places) override;
  void OnRevoked(bool is_lost) override;
  void OnError(rd_kafka_resp_err_t code, const std::string& text) override;
  void OnCommitted(const Status& status) override;

  const Options options_;
  const Deps deps_;
  const std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
  std::unique_ptr<Client> client_;
  std::map<PartitionName, Taken> taken_;
  std::map<std::pair<std::string, std::int32_t>, Partition> partitions_;
  std::map<std::string, const TopicRule*> rules_;  // by topic
  std::map<std::string, std::string> complaints_;
  KafkaCounters counts_;
  std::size_t flying_bytes_ = 0, gathered_ = 0;
  bool is_held_ = false;
  Time full_since_{}, looked_at_{};

  mutable std::mutex mutex_;
  KafkaCounters counters_;  // all below guarded by mutex_
  std::vector<PartitionLag> lags_;
  std::vector<std::string> problems_;
  std::jthread thread_;
};

}  // namespace lachan::intake_kafka
