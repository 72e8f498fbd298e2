// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the SOC saw and did over the months: alerts, incidents, reports of citizens. Internal to
/// the module.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "alerts/alert_service.h"
#include "demo/chronicle.h"
#include "demo/detector.h"
#include "demo/province.h"
#include "demo/stage.h"
#include "incidents/incident_service.h"
#include "incidents/public_report_service.h"

namespace lachan::demo {

using KeepEvents = std::function<Status(std::span<const Event>)>;

/// Purpose      Tells alerts, incidents and public reports to a chronicle.
/// Life cycle   Must outlive the chronicle's run.
class WatchStory {
 public:
  struct Deps {
    const RowMaker& rows;
    const Province& province;
    const Stage& stage;
    Detector& detector;
    alerts::AlertService& alerts;
    incidents::IncidentService& incidents;
    incidents::PublicReportService& reports;
    Chronicle& chronicle;
    Random& random;
  };
  WatchStory(Deps deps, journal::Caller soc, journal::Caller coordinator)
      : deps_(deps), soc_(std::move(soc)), coordinator_(std::move(coordinator)) {}

  /// \param scenes  Attacks to play before the last three days.
  void TellAlerts(int scenes);
  void TellIncidents();
  void TellPublicReports();
  /// The last three days event by event; those go to `keep`.
  Status TellRecent(int events, const KeepEvents& keep);

 private:
  struct Scene {
    const Script* script = nullptr;
    const Actor* actor = nullptr;
    Instant at;
  };
  Scene PickScene(Instant at);
  Status PlayScene(const Scene& scene);
  Status Raise(const std::vector<pipeline::Detection>& found, std::string script);
  void Decide(const Alert& alert, const std::string& script);
  void TellEscalation(AlertId alert, const std::string& script, Instant at);
  void TellCourse(const Incident& incident);
  void TellNotices(const Incident& incident, bool is_serious);
  void TellHandling(const Incident& incident);
  void MarkSerious(IncidentId id, Instant at);
  Instant SomeTime(Instant from, Instant to);
  template <class F>
  void At(Instant instant, F happening) {
    deps_.chronicle.At(instant, std::move(happening));
  }

  Deps deps_;
  journal::Caller soc_, coordinator_;
  std::int64_t last_alert_ = 0;
  int escalated_ = 0;
};

}  // namespace lachan::demo
