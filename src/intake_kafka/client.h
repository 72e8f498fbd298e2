// SPDX-License-Identifier: Apache-2.0
/// \file
/// librdkafka's consumer as far as it is needed here: values in and out, errors as Status.
#pragma once

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "intake_kafka/kafka_intake.h"

namespace lachan::intake_kafka {

/// A partition, and an offset in it: RD_KAFKA_OFFSET_* or the number of a message.
struct Place {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t offset = RD_KAFKA_OFFSET_INVALID;
};

/// What a client hears while it polls, on the polling thread.
class Listener {
 public:
  virtual ~Listener() = default;
  /// Answer with Client::Assign(), once.
  virtual void OnAssigned(std::vector<Place> places) = 0;
  /// \param is_lost  Others have them already: nothing can be committed any more.
  virtual void OnRevoked(bool is_lost) = 0;
  virtual void OnError(rd_kafka_resp_err_t code, const std::string& text) = 0;
  virtual void OnCommitted(const Status& status) = 0;
};

struct DestroyMessage {
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
};
using Message = std::unique_ptr<rd_kafka_message_t, DestroyMessage>;

/// Properties of librdkafka as the options want them, with secrets.
std::vector<std::pair<std::string, std::string>> Properties(const KafkaIntake::Options& options);

/// Purpose      A consumer in a group. Positions are committed by hand.
/// Concurrency  One thread.
class Client {
 public:
  /// \error kInvalidInput  a property that librdkafka refuses
  static Result<std::unique_ptr<Client>> Open(const KafkaIntake::Options& options,
                                              Listener& listener);
  /// Without Close(), the group learns of the end by its session time.
  ~Client();

  Status Subscribe(std::span<const std::string> topics);
  /// A message, an error as a message, or null; calls the listener.
  Message Poll(std::chrono::milliseconds patience) const;
  /// Leaves the group; calls the listener for what is assigned.
  void Close();

  void Assign(std::span<const Place> places);
  /// `places` with the offsets that the group has; RD_KAFKA_OFFSET_INVALID where it has none.
  Result<std::vector<Place>> Committed(std::span<const Place> places,
                                       std::chrono::milliseconds patience) const;
  Status Commit(std::span<const Place> places, bool waits);
  void Pause(std::span<const Place> places);
  void Resume(std::span<const Place> places);
  Status Seek(const Place& place, std::chrono::milliseconds patience);

  /// Number of the first message kept, and of the next one; what was heard last, without asking.
  std::optional<std::pair<std::int64_t, std::int64_t>> KnownEnds(const Place& place) const;
  Result<std::pair<std::int64_t, std::int64_t>> AskEnds(const Place& place,
                                                        std::chrono::milliseconds patience) const;
  /// Empty when no broker said it in time.
  std::string ClusterId(std::chrono::milliseconds patience) const;
  /// Whether a broker answers.
  Status Probe(std::chrono::milliseconds patience) const;

 private:
  explicit Client(Listener& listener) : listener_(listener) {}
  void Rebalance(rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions);

  Listener& listener_;
  rd_kafka_t* handle_ = nullptr;
};

}  // namespace lachan::intake_kafka
