// SPDX-License-Identifier: Apache-2.0
#include "demo/detector.h"

#include "pipeline/event_id.h"

namespace lachan::demo {

/// Knows one host: the actor's.
class Detector::Hosts final : public normalise::HostResolver {
 public:
  explicit Hosts(const Actor& actor) : actor_(actor) {}
  std::string HostOf(std::string_view peer) const override {
    return peer == actor_.address ? actor_.host : std::string();
  }

 private:
  const Actor& actor_;
};

Detector::Detector(const normalise::Normaliser& normaliser, const detect::RuleSet& rules)
    : normaliser_(normaliser), rules_(rules), scratch_(rules.MakeScratch()) {
  Forget();
}

void Detector::Forget() { correlator_ = std::make_unique<detect::Correlator>(rules_); }

Event Detector::Read(const Actor& actor, const TimedLine& line, Random& random) const {
  Event event = normaliser_.Normalise(RecordOf(actor, line), Hosts(actor));
  const auto milliseconds = line.at.time_since_epoch().count() / 1000;
  event.id =
      pipeline::BatchId{static_cast<std::uint64_t>(milliseconds), random.Next() >> 8}.Text(1);
  event.agency = actor.agency;
  event.system = actor.system;
  return event;
}

pipeline::Detection Detector::Describe(const Event& event, std::size_t index) const {
  const detect::RuleInfo& rule = rules_.rules()[index];
  pipeline::Detection detection;
  detection.key = fmt::format("{}/{}", event.id, rule.id);
  detection.rule_id = rule.id;
  detection.rule_title = rule.title;
  detection.level = rule.level;
  detection.tags = rule.tags;
  detection.event = event;
  detection.at = event.time;
  detection.rule = &rule;
  return detection;
}

std::vector<pipeline::Detection> Detector::Detect(const Event& event) {
  std::vector<pipeline::Detection> found;
  rules_.Match(event, *scratch_, matches_);
  for (const auto& match : matches_) {
    if (!rules_.rules()[match.rule].raises_alert) continue;
    found.push_back(Describe(event, match.rule));
    found.back().matched = match.matched;
  }
  for (const auto& hit : correlator_->Observe(event, matches_)) {
    if (hit.repeated || !rules_.rules()[hit.rule].raises_alert) continue;
    found.push_back(Describe(event, hit.rule));
    found.back().is_correlation = true;
    found.back().event_ids = hit.events;
    for (const auto& [field, value] : hit.group) {
      found.back().matched.push_back({field, value, "group-by"});
    }
  }
  return found;
}

}  // namespace lachan::demo
