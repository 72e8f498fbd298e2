// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "core/time.h"
#include "intake_kafka/rules.h"
#include "pipeline/pipeline.h"
#include "pipeline/ports.h"

namespace lachan::intake_kafka {

/// Since the start, and now.
struct KafkaCounters {
  std::uint64_t records = 0;     ///< Made durable.
  std::uint64_t bytes = 0;       ///< Of them.
  std::uint64_t too_long = 0;    ///< Messages beyond the limit; counted as rejected.
  std::uint64_t empty = 0;       ///< Messages without a value (tombstones); counted as rejected.
  std::uint64_t repeated = 0;    ///< Came again and were passed over: they were durable.
  std::uint64_t refused = 0;     ///< Batches that queue or disk did not take; read again.
  std::uint64_t lost = 0;        ///< Deleted by Kafka before they were read.
  std::uint64_t partitions = 0;  ///< Assigned to this node now.
  std::uint64_t behind = 0;      ///< Messages of these that are not durable here yet.
};

/// How far a partition is behind.
struct PartitionLag {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t done = -1;    ///< All before it are durable; -1: nothing was read yet.
  std::int64_t behind = -1;  ///< Messages; -1: not known yet.
};

/// How the brokers are reached.
struct Connection {
  std::vector<std::string> brokers;    ///< "host:port"; some of them are enough.
  std::string security = "plaintext";  ///< plaintext, ssl, sasl_plaintext or sasl_ssl.
  std::string ca_file, certificate,
      key;  ///< PEM files; without the first, the system's authorities.
  Secret<std::string> key_password;
  std::string mechanism;  ///< PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512.
  std::string user;
  Secret<std::string> password;
};

/// Purpose      Reads topics of Kafka as a member of a consumer group: messages become records.
/// Life cycle   Start(); the destructor hands over what was read, commits and leaves the group.
/// Concurrency  One thread of its own beside those of librdkafka; the members are thread-safe.
/// Limits       Memory: `flight_bytes` on their way + what librdkafka reads ahead (16 MiB).
/// Delivery     Offsets are committed after the records are durable in the spool. Each batch lies
///              there under a key that names its offsets, so that what was flushed and not
///              committed when we were killed is passed over when it comes again: exactly once
///              on one node. When partitions go to another node without the old one's last word
///              (killed, cut off), what it had not committed comes a second time: at most what was
///              on its way and a second's worth.
class KafkaIntake {
 public:
  struct Options {
    Connection connection;
    std::string group = "lachan";
    std::string client = "lachan";  ///< What the brokers call us in their logs.
    std::vector<TopicRule> rules;
    std::size_t message_bytes = 1u << 20;  ///< A longer one is counted and passed over.
    std::size_t batch_records = 5000;
    std::size_t batch_bytes = 1u << 20;
    std::size_t flight_bytes = 16u << 20;
    std::chrono::milliseconds linger{50};  ///< A batch that is not full waits for so long.
    std::chrono::milliseconds rest{500};   ///< After queue or disk refused; up to 16 times as long.
    std::chrono::milliseconds commit{1000};    ///< Between two commits.
    std::chrono::milliseconds session{15000};  ///< A member not heard for so long is out.
  };
  struct Deps {
    const Clock& clock;
    pipeline::Pipeline& pipeline;
    /// The registered source of an id or name; empty: there is none, or it is disabled.
    std::function<std::optional<pipeline::Sender>(const std::string&)> source;
    /// Keys of the newest batches in the spool (pipeline::Spool::RecentKeys()).
    std::vector<std::string> recent_keys;
    /// Something began or ceased to hinder; a line for the log. From the own thread.
    std::function<void(const std::string&)> tell;
  };

  /// Brokers that do not answer are no error: they are tried for ever.
  /// \error kInvalidInput  an option that librdkafka refuses; names it
  /// \error kUnsupported   built without librdkafka
  static Result<std::unique_ptr<KafkaIntake>> Start(Options options, Deps deps);
  ~KafkaIntake();

  KafkaCounters counters() const;
  std::vector<PartitionLag> lags() const;
  /// What hinders now: brokers away, unknown sources or topics; at most some lines.
  std::vector<std::string> problems() const;

 private:
  class Impl;
  explicit KafkaIntake(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lachan::intake_kafka
