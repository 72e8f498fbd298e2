// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which messages of a partition are durable here already. Kafka keeps positions, but a kill comes
/// between the flush and the commit; what it cuts off is known from the spool, where each batch
/// lies under a key that names its offsets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace lachan::intake_kafka {

/// Offsets first…last, both of them in.
struct Stretch {
  std::int64_t first = 0, last = 0;
  std::int64_t newest_ms = 0;  ///< Latest timestamp of its messages, in ms since 1970.
};

/// A partition of a topic of a cluster, as keys name it.
using PartitionName = std::pair<std::string, std::int32_t>;
/// 16 hex digits: the same name of a topic in another cluster is another topic.
std::string TopicPrint(std::string_view cluster, std::string_view topic);

/// "kafka:0123456789abcdef:3:100-199@1700000000000". Reaches disk; never change.
std::string EncodeKey(const PartitionName& name, const Stretch& stretch);
/// \param key  With or without the source in front that the pipeline adds.
std::optional<std::pair<PartitionName, Stretch>> DecodeKey(std::string_view key);

/// The stretches of one partition, newest last; at most kMost, neighbours are one.
class Taken {
 public:
  static constexpr std::size_t kMost = 64;

  void Add(const Stretch& stretch);
  /// A message that is younger than all that was taken under its offset is another one: the topic
  /// was made anew.
  bool Has(std::int64_t offset, std::int64_t timestamp_ms) const;
  void Forget() { stretches_.clear(); }
  std::size_t size() const { return stretches_.size(); }

 private:
  std::deque<Stretch> stretches_;
};

/// What the keys in a spool tell, by partition.
std::map<PartitionName, Taken> TakenFrom(std::span<const std::string> keys);

}  // namespace lachan::intake_kafka
