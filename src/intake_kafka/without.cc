// SPDX-License-Identifier: Apache-2.0
// In place of the consumer where librdkafka was not there to build with.
#include "intake_kafka/kafka_intake.h"

namespace lachan::intake_kafka {

class KafkaIntake::Impl {};

Result<std::unique_ptr<KafkaIntake>> KafkaIntake::Start(Options, Deps) {
  return Fail(ErrorCode::kUnsupported,
              "this lachan was built without librdkafka: install librdkafka-dev and build it "
              "again, or leave kafka.brokers empty");
}
KafkaIntake::KafkaIntake(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
KafkaIntake::~KafkaIntake() = default;
KafkaCounters KafkaIntake::counters() const { return {}; }
std::vector<PartitionLag> KafkaIntake::lags() const { return {}; }
std::vector<std::string> KafkaIntake::problems() const { return {}; }

}  // namespace lachan::intake_kafka
