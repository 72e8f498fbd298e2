// SPDX-License-Identifier: Apache-2.0
#include "core/event_batch.h"

#include <gtest/gtest.h>

#include <random>

namespace lachan {
namespace {

using namespace std::chrono_literals;

const Instant kNow{std::chrono::sys_days(std::chrono::year{2026} / 11 / 23)};

Event Full() {
  Event event;
  event.id = "01ARYZ6S410000000000000001";
  event.time = kNow - 1s;
  event.received_at = kNow;
  event.clock_suspect = event.is_exercise = true;
  event.source = SourceId{1};
  event.agency = AgencyId{-1};
  event.system = SystemId{1LL << 40};
  event.level = 5;
  event.host = "h";
  event.peer = "p";
  event.transport = Transport::kSyslogTcp;
  event.format = "f";
  event.logsources = {{"a", "b", "c"}, {"", "d", ""}};
  event.fields = {{"n", "v", EventField::Kind::kNumber}, {"n", "", EventField::Kind::kNull}};
  event.raw = std::string("raw\0bytes", 9);
  return event;
}

void ExpectSame(const Event& a, const Event& b) {
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.time, b.time);
  EXPECT_EQ(a.received_at, b.received_at);
  EXPECT_EQ(a.clock_suspect, b.clock_suspect);
  EXPECT_EQ(a.is_exercise, b.is_exercise);
  EXPECT_EQ(a.source, b.source);
  EXPECT_EQ(a.agency, b.agency);
  EXPECT_EQ(a.system, b.system);
  EXPECT_EQ(a.level, b.level);
  EXPECT_EQ(a.host, b.host);
  EXPECT_EQ(a.peer, b.peer);
  EXPECT_EQ(a.transport, b.transport);
  EXPECT_EQ(a.format, b.format);
  EXPECT_EQ(a.raw, b.raw);
  ASSERT_EQ(a.logsources.size(), b.logsources.size());
  for (std::size_t i = 0; i < a.logsources.size(); ++i) {
    EXPECT_EQ(a.logsources[i].product, b.logsources[i].product);
    EXPECT_EQ(a.logsources[i].category, b.logsources[i].category);
    EXPECT_EQ(a.logsources[i].service, b.logsources[i].service);
  }
  ASSERT_EQ(a.fields.size(), b.fields.size());
  for (std::size_t i = 0; i < a.fields.size(); ++i) {
    EXPECT_EQ(a.fields[i].name, b.fields[i].name);
    EXPECT_EQ(a.fields[i].value, b.fields[i].value);
    EXPECT_EQ(a.fields[i].kind, b.fields[i].kind);
  }
}

TEST(EventBatchTest, KeepsEveryFieldOfEveryEvent) {
  const std::vector<Event> events{Full(), Event{}, Full()};
  const auto batch = EventBatch::Read(EventBatch::Of(events).bytes());
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->size(), 3u);
  const auto back = batch->ToEvents();
  ASSERT_EQ(back.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) ExpectSame(back[i], events[i]);
}

TEST(EventBatchTest, RandomEventsComeBackAsTheyWere) {
  std::mt19937 random(7);
  const auto below = [&](std::uint32_t n) { return random() % n; };
  for (int round = 0; round < 200; ++round) {
    std::vector<Event> events(below(40));
    for (Event& event : events) {
      event.id = std::to_string(random());
      event.time = Instant{Duration{static_cast<std::int64_t>(random()) - (1LL << 31)}};
      event.received_at = Instant{Duration{static_cast<std::int64_t>(random()) << below(32)}};
      event.source.value = below(3);
      event.agency.value = below(3);
      event.level = static_cast<std::uint8_t>(below(6));
      event.clock_suspect = below(2) == 0;
      event.raw = std::string(below(300), static_cast<char>(below(256)));
      if (below(2) == 0) event.logsources = {{"windows", std::to_string(below(3)), ""}};
      for (std::uint32_t i = below(12); i > 0; --i) {
        event.fields.push_back({"name" + std::to_string(below(round % 2 == 0 ? 8 : 1000)),
                                std::string(below(20), 'v'),
                                static_cast<EventField::Kind>(below(4))});
      }
    }
    const auto batch = EventBatch::Read(EventBatch::Of(events).bytes());
    ASSERT_TRUE(batch) << round;
    const auto back = batch->ToEvents();
    ASSERT_EQ(back.size(), events.size());
    for (std::size_t i = 0; i < events.size(); ++i) ExpectSame(back[i], events[i]);
    std::uint32_t counted = 0;
    for (const auto& context : batch->contexts()) counted += context.events;
    EXPECT_EQ(counted, events.size());
  }
}

TEST(EventBatchTest, TellsWhatAllEventsLieWithin) {
  Event late = Full(), unnamed = Full();
  late.time = kNow + 3s;
  late.id = "short";
  const std::vector<Event> two{Full(), late};
  const EventBatch made = EventBatch::Of(two);
  const auto read = EventBatch::Read(made.bytes());
  ASSERT_TRUE(read);
  for (const EventBatch* batch : {&made, &*read}) {
    EXPECT_EQ(batch->extent().earliest, kNow - 1s);
    EXPECT_EQ(batch->extent().latest, kNow + 3s);
    EXPECT_EQ(batch->extent().shortest_id, 5u);
    EXPECT_EQ(batch->extent().longest_id, 26u);
  }
  unnamed.id = "";
  EXPECT_EQ(EventBatch::Of(std::vector{Full(), unnamed}).extent().shortest_id, 0u);
  EXPECT_EQ(EventBatch::Of({}).extent().longest_id, 0u);
  // A builder that is used again begins anew.
  EventBatchBuilder builder;
  FlatEvent event;
  event.Show(late);
  builder.Add(event);
  (void)builder.Finish();
  const Event early = Full();
  event.Show(early);
  builder.Add(event);
  EXPECT_EQ(builder.Finish().extent().latest, kNow - 1s);
}

TEST(EventBatchTest, NamesAndContextsStandThereOnce) {
  std::vector<Event> events(100, Full());
  events[50].source = SourceId{2};
  events[60].fields.push_back({"more", "x", EventField::Kind::kString});
  const EventBatch batch = EventBatch::Of(events);
  EXPECT_EQ(batch.names().size(), 2u);
  EXPECT_EQ(batch.shapes().size(), 2u);
  EXPECT_EQ(batch.contexts().size(), 2u);
  EXPECT_EQ(batch.kinds().size(), 3u);
  EXPECT_EQ(batch.contexts()[1].events, 1u);
}

TEST(EventBatchTest, AValueInTheRawTextIsNotKeptTwice) {
  const std::string raw = "user=" + std::string(500, 'u') + " rest";
  FlatEvent event;
  event.raw = raw;
  event.fields.push_back({"user", std::string_view(raw).substr(5, 500)});
  event.fields.push_back({"whole", raw});
  EventBatchBuilder builder;
  builder.Add(event);
  const EventBatch batch = builder.Finish();
  EXPECT_LT(batch.bytes()->size(), raw.size() + 60);
  const auto back = EventBatch::Read(batch.bytes());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->ToEvents()[0].Get("user"), std::string(500, 'u'));
  EXPECT_EQ(back->ToEvents()[0].Get("whole"), raw);
}

TEST(EventBatchTest, RefusesEveryCutAndAddition) {
  const std::vector<Event> events{Full(), Full()};
  const std::string bytes = *EventBatch::Of(events).bytes();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(EventBatch::Read(std::make_shared<const std::string>(bytes.substr(0, size))));
  }
  EXPECT_FALSE(EventBatch::Read(std::make_shared<const std::string>(bytes + "x")));
  EXPECT_EQ(EventBatch::Read(std::make_shared<const std::string>("\x03")).error().code(),
            ErrorCode::kUnsupported);
}

TEST(EventBatchTest, NoChangedByteIsReadBeyondTheEnd) {
  const std::vector<Event> events{Full(), Full()};
  const std::string bytes = *EventBatch::Of(events).bytes();
  for (std::size_t at = 1; at < bytes.size(); ++at) {
    for (const int flip : {1, 0x40, 0x80, 0xFF}) {
      std::string bad = bytes;
      bad[at] = static_cast<char>(bad[at] ^ flip);
      const auto batch = EventBatch::Read(std::make_shared<const std::string>(bad));
      if (batch) {
        EXPECT_EQ(batch->ToEvents().size(), batch->size());
      }
    }
  }
}

}  // namespace
}  // namespace lachan
