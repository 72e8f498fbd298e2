// SPDX-License-Identifier: Apache-2.0
#include "intake_kafka/kafka_intake.h"

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <algorithm>
#include <optional>

#include "base/testing_wait.h"
#include "intake_kafka/client.h"
#include "pipeline/testing_fakes.h"

namespace lachan::intake_kafka {
namespace {

using namespace std::chrono_literals;
using pipeline::Pipeline;
using pipeline::Rejection;

class SystemClock final : public Clock {
 public:
  Instant Now() const override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

/// librdkafka's own cluster of one process, and a producer.
class Cluster {
 public:
  Cluster() {
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    char text[256];
    for (const auto& [name, value] : std::vector<std::pair<const char*, const char*>>{
             {"test.mock.num.brokers", "1"}, {"linger.ms", "1"}, {"message.timeout.ms", "60000"}}) {
      EXPECT_EQ(rd_kafka_conf_set(conf, name, value, text, sizeof text), RD_KAFKA_CONF_OK) << text;
    }
    producer_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
    mock_ = rd_kafka_handle_mock_cluster(producer_);
  }
  ~Cluster() { rd_kafka_destroy(producer_); }

  std::string brokers() const { return rd_kafka_mock_cluster_bootstraps(mock_); }
  void Topic(const char* name, int partitions) {
    ASSERT_EQ(rd_kafka_mock_topic_create(mock_, name, partitions, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  void Send(const char* topic, int partition, std::optional<std::string> text) {
    void* const value = text ? text->data() : nullptr;
    const std::size_t size = text ? text->size() : 0;
    const auto code = rd_kafka_producev(
        producer_, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(partition),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_VALUE(value, size), RD_KAFKA_V_END);
    ASSERT_EQ(code, RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  void Flush() { ASSERT_EQ(rd_kafka_flush(producer_, 60'000), RD_KAFKA_RESP_ERR_NO_ERROR); }
  /// "word 000000" … spread over partitions.
  void SendMany(const char* topic, int partitions, std::string_view word, int from, int to) {
    for (int n = from; n < to; ++n) Send(topic, n % partitions, fmt::format("{} {:06}", word, n));
    Flush();
  }
  void SetUp(bool is_up) {
    is_up ? rd_kafka_mock_broker_set_up(mock_, 1) : rd_kafka_mock_broker_set_down(mock_, 1);
  }

 private:
  rd_kafka_t* producer_ = nullptr;
  rd_kafka_mock_cluster_t* mock_ = nullptr;
};

class KafkaIntakeTest : public ::testing::Test {
 protected:
  KafkaIntakeTest() {
    options_.connection.brokers = {cluster_.brokers()};
    options_.session = 6000ms;
    options_.commit = 50ms;
    options_.rest = 50ms;
    options_.rules = *ParseTopicRules("kafka:\n- source: web\n  topics: [t, u]\n  host: web01\n");
    pipeline_options_.insert_interval = 1ms;
    pipeline_options_.retry_first = 1ms;
    pipeline_options_.retry_last = 5ms;
    NewPipeline();
    cluster_.Topic("t", 3);
    cluster_.Topic("u", 1);
  }
  ~KafkaIntakeTest() override {
    intake_.reset();
    second_.reset();
    pipeline_.reset();
  }

  void NewPipeline() {
    pipeline_.reset();
    pipeline_ = std::make_unique<Pipeline>(
        pipeline_options_, Pipeline::Deps{clock_, normaliser_, spool_, store_, sink_});
    ASSERT_TRUE(pipeline_->Start());
  }
  std::unique_ptr<KafkaIntake> Begin() {
    auto started = KafkaIntake::Start(
        options_, {clock_,
                   *pipeline_,
                   [this](const std::string& name) -> std::optional<pipeline::Sender> {
                     if (name != "web" || !is_registered_) return std::nullopt;
                     return pipeline::Sender{SourceId{7}, AgencyId{8}, "", false};
                   },
                   recent_keys_.value_or(spool_.RecentKeys()),
                   {}});
    EXPECT_TRUE(started) << started.error().Text();
    return started ? std::move(*started) : nullptr;
  }
  void Start() { intake_ = Begin(); }

  std::size_t Stored() const { return store_.events().size(); }
  /// Exactly `count` different texts, each once.
  void ExpectStored(std::size_t count) {
    EXPECT_TRUE(Eventually([&] { return Stored() >= count; }, 60s)) << Stored();
    ASSERT_TRUE(pipeline_->WaitIdle(20s));
    std::vector<std::string> texts;
    for (const Event& event : store_.events()) texts.push_back(event.raw);
    std::ranges::sort(texts);
    EXPECT_EQ(std::ranges::adjacent_find(texts), texts.end());
    EXPECT_EQ(texts.size(), count);
  }
  pipeline::SourceCounters Account() const {
    for (const auto& one : pipeline_->Sources()) {
      if (one.source == SourceId{7}) return one;
    }
    return {};
  }

  SystemClock clock_;
  normalise::Normaliser normaliser_{normalise::Mappings{}};
  pipeline::testing::MemorySpool spool_;
  pipeline::testing::MemoryStore store_;
  pipeline::testing::MemorySink sink_;
  Pipeline::Options pipeline_options_;
  std::unique_ptr<Pipeline> pipeline_;
  Cluster cluster_;
  KafkaIntake::Options options_;
  std::atomic<bool> is_registered_ = true;
  std::unique_ptr<KafkaIntake> intake_, second_;
  std::optional<std::vector<std::string>> recent_keys_;  ///< Other than the spool's.
};

TEST_F(KafkaIntakeTest, ReadsWhatIsThereAndWhatComes) {
  cluster_.SendMany("t", 3, "old", 0, 3000);
  Start();
  EXPECT_TRUE(Eventually([&] { return Stored() >= 3000; }, 60s));
  cluster_.SendMany("u", 1, "new", 0, 200);
  ExpectStored(3200);
  const Event event = store_.events().front();
  EXPECT_EQ(event.transport, Transport::kKafka);
  EXPECT_EQ(event.source, SourceId{7});
  EXPECT_EQ(event.host, "web01");
  EXPECT_TRUE(Eventually([&] { return intake_->counters().records == 3200; }));
  EXPECT_EQ(intake_->counters().partitions, 4u);
  EXPECT_TRUE(Eventually([&] { return intake_->counters().behind == 0; }));
  EXPECT_EQ(intake_->lags().size(), 4u);
  EXPECT_TRUE(intake_->problems().empty());
}

TEST_F(KafkaIntakeTest, GoesOnWhereItStopped) {
  cluster_.SendMany("t", 3, "one", 0, 500);
  Start();
  ExpectStored(500);
  intake_.reset();
  cluster_.SendMany("t", 3, "two", 0, 500);
  Start();
  ExpectStored(1000);
  EXPECT_EQ(intake_->counters().repeated, 0u);
}

TEST_F(KafkaIntakeTest, WhatWasFlushedAndNotCommittedIsNotDoubled) {
  cluster_.SendMany("t", 3, "line", 0, 900);
  Start();
  ExpectStored(900);
  intake_.reset();
  NewPipeline();  // whose memory of keys is that of the spool, as after a kill
  // A group without positions is what a kill before the first commit leaves.
  options_.group = "another";
  Start();
  EXPECT_TRUE(Eventually([&] { return intake_->counters().repeated == 900; }, 60s));
  cluster_.SendMany("t", 3, "more", 0, 90);
  ExpectStored(990);
}

TEST_F(KafkaIntakeTest, OneKeyNamesWhatSeveralKillsLeftUncommitted) {
  cluster_.SendMany("t", 3, "line", 0, 900);
  Start();
  ExpectStored(900);
  intake_.reset();
  const std::size_t older = spool_.RecentKeys().size();
  NewPipeline();
  options_.group = "another";
  Start();
  EXPECT_TRUE(Eventually([&] { return intake_->counters().repeated == 900; }, 60s));
  cluster_.SendMany("t", 3, "more", 0, 90);
  ExpectStored(990);
  intake_.reset();
  // The spool has freed the batches of the first run; its second was not committed either.
  recent_keys_ = spool_.RecentKeys();
  recent_keys_->erase(recent_keys_->begin(),
                      recent_keys_->begin() + static_cast<std::ptrdiff_t>(older));
  NewPipeline();
  options_.group = "a third";
  Start();
  EXPECT_TRUE(Eventually([&] { return intake_->counters().repeated == 990; }, 60s));
  cluster_.SendMany("t", 3, "last", 0, 9);
  ExpectStored(999);
}

TEST_F(KafkaIntakeTest, EveryMessageIsAccountedFor) {
  options_.message_bytes = 100;
  cluster_.Send("u", 0, "good 1");
  cluster_.Send("u", 0, std::nullopt);
  cluster_.Send("u", 0, std::string(101, 'x'));
  cluster_.Send("u", 0, "  ");
  cluster_.Send("u", 0, "good 2");
  cluster_.Flush();
  Start();
  ExpectStored(2);
  EXPECT_TRUE(Eventually([&] { return Account().rejected_total() == 3; }));
  const auto account = Account();
  EXPECT_EQ(account.received, 5u);
  EXPECT_EQ(account.rejected[static_cast<std::size_t>(Rejection::kEmpty)], 2u);
  EXPECT_EQ(account.rejected[static_cast<std::size_t>(Rejection::kTooLong)], 1u);
  EXPECT_TRUE(Eventually([&] { return intake_->counters().behind == 0; }));
}

TEST_F(KafkaIntakeTest, WhatTheDiskRefusesIsReadAgain) {
  Start();
  cluster_.SendMany("t", 3, "before", 0, 300);
  EXPECT_TRUE(Eventually([&] { return Stored() == 300; }, 60s));
  spool_.FailWith(ErrorCode::kUnavailable);
  cluster_.SendMany("t", 3, "during", 0, 600);
  EXPECT_TRUE(Eventually([&] { return intake_->counters().refused >= 6; }, 60s));
  EXPECT_EQ(Stored(), 300u);
  spool_.FailWith(std::nullopt);
  cluster_.SendMany("t", 3, "after", 0, 300);
  ExpectStored(1200);
  // What the pipeline received and the disk refused counts as such, each time.
  const auto account = Account();
  EXPECT_EQ(account.received, account.stored + account.rejected_total());
  EXPECT_EQ(account.rejected_total(),
            account.rejected[static_cast<std::size_t>(Rejection::kSpoolFailed)]);
}

TEST_F(KafkaIntakeTest, AFullQueueHoldsTheTopicBack) {
  pipeline_options_.queue_bytes = 20'000;
  NewPipeline();
  options_.batch_records = 50;
  cluster_.SendMany("t", 3, std::string(200, 'q'), 0, 1500);
  Start();
  ExpectStored(1500);
  EXPECT_EQ(Account().rejected_total(), 0u);
}

TEST_F(KafkaIntakeTest, TwoMembersShareTheTopics) {
  Start();
  cluster_.SendMany("t", 3, "alone", 0, 300);
  EXPECT_TRUE(Eventually([&] { return Stored() == 300; }, 60s));
  second_ = Begin();
  EXPECT_TRUE(Eventually(
      [&] {
        return second_->counters().partitions > 0 &&
               intake_->counters().partitions + second_->counters().partitions == 4;
      },
      90s));
  cluster_.SendMany("t", 3, "both", 0, 300);
  EXPECT_TRUE(Eventually([&] { return Stored() == 600; }, 60s));
  intake_.reset();
  cluster_.SendMany("t", 3, "other", 0, 300);
  ExpectStored(900);
}

TEST_F(KafkaIntakeTest, TopicsOfAnUnknownSourceWait) {
  is_registered_ = false;
  cluster_.SendMany("u", 1, "wait", 0, 10);
  Start();
  EXPECT_TRUE(Eventually([&] { return !intake_->problems().empty(); }, 60s));
  EXPECT_NE(intake_->problems().front().find("no source 'web'"), std::string::npos);
  EXPECT_EQ(Stored(), 0u);
  is_registered_ = true;
  ExpectStored(10);
  EXPECT_TRUE(Eventually([&] { return intake_->problems().empty(); }));
}

TEST_F(KafkaIntakeTest, BrokersThatAreAwayAreToldAndTriedAgain) {
  Start();
  cluster_.SendMany("u", 1, "before", 0, 10);
  EXPECT_TRUE(Eventually([&] { return Stored() == 10; }, 60s));
  cluster_.SetUp(false);
  EXPECT_TRUE(Eventually([&] { return !intake_->problems().empty(); }, 60s));
  EXPECT_TRUE(intake_->problems().front().starts_with("Kafka: "));
  cluster_.SetUp(true);
  cluster_.SendMany("u", 1, "after", 0, 10);
  ExpectStored(20);
  EXPECT_TRUE(Eventually([&] { return intake_->problems().empty(); }, 60s));
}

TEST_F(KafkaIntakeTest, WhatKafkaDeletedUnreadIsCounted) {
  Start();
  cluster_.SendMany("u", 1, "first", 0, 10);
  EXPECT_TRUE(Eventually([&] { return Stored() == 10; }, 60s));
  intake_.reset();
  // The cluster of the test keeps 5 MiB of a partition.
  for (int n = 0; n < 200; ++n) {
    cluster_.Send("u", 0, fmt::format("{:04} {}", n, std::string(60'000, 'z')));
    cluster_.Flush();
  }
  Start();
  EXPECT_TRUE(Eventually([&] { return intake_->counters().lost > 0; }, 60s));
  EXPECT_TRUE(Eventually(
      [&] { return intake_->counters().lost + intake_->counters().records == 200; }, 60s));
}

TEST_F(KafkaIntakeTest, FromTheEndMissesNothingFromThenOn) {
  options_.rules = *ParseTopicRules("kafka:\n- source: web\n  topics: u\n  start: end\n");
  cluster_.SendMany("u", 1, "old", 0, 50);
  Start();
  EXPECT_TRUE(Eventually(
      [&] { return intake_->lags().size() == 1 && intake_->lags().front().done == 50; }, 60s));
  intake_.reset();
  cluster_.SendMany("u", 1, "while away", 0, 20);
  Start();
  ExpectStored(20);
}

TEST_F(KafkaIntakeTest, SettingsThatCannotBeAreRefusedWithoutSecrets) {
  options_.connection.security = "sasl_nonsense";
  auto started = KafkaIntake::Start(options_, {clock_, *pipeline_, {}, {}, {}});
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().message().find("sasl_nonsense"), std::string::npos);
  options_.connection.security = "sasl_ssl";
  options_.connection.mechanism = "PLAIN";
  options_.connection.user = "lachan";
  options_.connection.password = Secret<std::string>("very-secret");
  options_.connection.ca_file = "/nowhere/ca.pem";
  started = KafkaIntake::Start(options_, {clock_, *pipeline_, {}, {}, {}});
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().Text().find("very-secret"), std::string::npos);
  EXPECT_NE(started.error().Text().find("ca"), std::string::npos) << started.error().Text();
}

}  // namespace
}  // namespace lachan::intake_kafka
