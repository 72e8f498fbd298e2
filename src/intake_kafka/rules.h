// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lachan::intake_kafka {

/// Which topics belong to a source. docs/operations/senders-kafka.md has examples.
struct TopicRule {
  std::string source;               ///< Id or name in the register of sources.
  std::vector<std::string> topics;  ///< Their names, as Kafka knows them.
  std::string format;               ///< Empty: that of the source, else found out.
  std::string host;                 ///< For records that name no host themselves.
  bool from_end = false;  ///< Where the group has no position yet: only what comes from now on.
};

/// Reads the YAML text of a file of rules.
/// \error kInvalidInput  names line, key and what would be right; a topic twice, unknown keys,
///        names that Kafka does not allow
Result<std::vector<TopicRule>> ParseTopicRules(std::string_view yaml);

}  // namespace lachan::intake_kafka
