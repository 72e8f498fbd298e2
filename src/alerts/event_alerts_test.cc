// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <chrono>

#include "alerts/alert_service.h"
#include "register/testing_register.h"

namespace lachan::alerts {
namespace {

using pipeline::Detection;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EventAlertsTest : public ::testing::Test {
 protected:
  Detection Seen(const std::string& event, const std::string& rule,
                 const std::string& host = "web01") {
    Detection detection;
    detection.key = event + "/" + rule;
    detection.rule_id = rule;
    detection.rule_title = rule;
    detection.event.id = event;
    detection.event.time = detection.event.received_at = world_.clock.now;
    detection.event.agency = world_.health;
    detection.event.host = host;
    return detection;
  }
  void Raise(std::vector<Detection> detections) {
    const auto status = service_.Raise(detections);
    ASSERT_TRUE(status.has_value()) << status.error().Text();
  }
  /// Rules of the alerts, in order.
  std::vector<std::string> Of(std::string_view event, const journal::Caller& caller) {
    const std::vector<std::string> rules{"ssh", "webshell", "unknown"};
    const auto alerts = service_.OfEvent(caller, event, rules).value();
    std::vector<std::string> found;
    for (const Alert& alert : alerts) found.push_back(alert.rule_id.value.value);
    std::ranges::sort(found);
    return found;
  }

  registry::TestWorld world_;
  incidents::IncidentService incidents_{{*world_.store, world_.clock}};
  AlertService service_{{}, {*world_.store, incidents_, world_.clock}};
};

TEST_F(EventAlertsTest, AreThoseThatItRaisedAndJoined) {
  Raise({Seen("e1", "ssh"), Seen("e1", "webshell"), Seen("e2", "ssh")});
  EXPECT_THAT(Of("e1", world_.analyst), ElementsAre("ssh", "webshell"));
  EXPECT_THAT(Of("e2", world_.analyst), ElementsAre("ssh")) << "joined";
  EXPECT_THAT(Of("e3", world_.analyst), IsEmpty());
}

TEST_F(EventAlertsTest, OthersDoNotSeeThem) {
  Raise({Seen("e1", "ssh"), Seen("e2", "ssh")});
  const journal::Caller other{{}, "other", journal::Reach::Only(AgencyId{999})};
  EXPECT_THAT(Of("e1", other), IsEmpty());
  EXPECT_THAT(Of("e2", other), IsEmpty());
}

TEST_F(EventAlertsTest, TheFirstOneOutlivesTheKeys) {
  Raise({Seen("e1", "ssh"), Seen("e2", "ssh")});
  world_.clock.now += std::chrono::hours(8 * 24);
  Raise({Seen("e9", "ssh", "web09")});  // Sweeps the keys.
  EXPECT_THAT(Of("e1", world_.analyst), ElementsAre("ssh"));
  EXPECT_THAT(Of("e2", world_.analyst), IsEmpty());
}

}  // namespace
}  // namespace lachan::alerts
