// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "intel/intel_service.h"
#include "pipeline/detection.h"
#include "web_api/health_routes.h"

namespace lachan::pipeline {
class Pipeline;
}

namespace lachan::app {

class Settings;
class DataFolder;

/// Indicators in the server, and who counts what rules and indicators do.
class IntelStage {
 public:
  /// \param rules  Counts what rules do.
  IntelStage(const Settings& settings, const DataFolder& data, journal::StateStore& store,
             const Clock& clock, pipeline::DetectionMeter& rules);

  intel::IntelService service;
  pipeline::DetectionMeter& meter() { return meter_; }

 private:
  class Meter final : public pipeline::DetectionMeter {
   public:
    Meter(pipeline::DetectionMeter& rules, intel::ListHits& hits) : rules_(rules), hits_(hits) {}
    void Count(pipeline::Sequence batch, const EventBatch& events,
               std::span<const pipeline::Counted> counted) override {
      rules_.Count(batch, events, counted);
    }
    void CountIndicators(pipeline::Sequence batch,
                         std::span<const pipeline::CountedIndicator> counted) override {
      hits_.Count(batch, counted);
    }
    Status Keep() override {
      LACHAN_TRY_DO(rules_.Keep());
      return hits_.Keep();
    }

   private:
    pipeline::DetectionMeter& rules_;
    intel::ListHits& hits_;
  };
  Meter meter_;
};

/// Hands what is in force to the pipeline, now and whenever it changes.
void PublishIndicators(IntelStage& stage, pipeline::Pipeline& pipeline);

/// What is in force; not fine when a list cannot be read or the set could not be built.
web_api::ComponentHealth HealthOf(const IntelStage& stage);

/// The demo's list, whose values occur in its feed; nothing happens when it is there.
Status AddDemoIndicators(intel::IntelService& intel);

}  // namespace lachan::app
