// SPDX-License-Identifier: Apache-2.0
// Rules and indicators: what events are held against.
#include "app/intel_stage.h"

#include <filesystem>

#include "app/platform.h"

namespace lachan::app {
namespace {

/// Of the demo's feed: the tunnel in demo/feed/attack, and an address that visits now and then.
constexpr const char* kDemoList =
    "type,value,description,tlp\n"
    "domain,kenh-mau.example,Máy chủ điều khiển: đường hầm DNS,green\n"
    "ip,198.51.100.211,Dò quét cổng thông tin của các tỉnh,amber\n"
    "url,http://capnhat-mau.example/tai/svc.exe,Nơi tải mã độc,amber\n"
    "sha256,9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08,Tệp svc.exe "
    "mẫu,amber\n"
    "email,thong-bao@giay-moi-mau.example,Thư lừa đảo,red\n";

}  // namespace

IntelStage::IntelStage(const Settings& settings, const DataFolder& data, journal::StateStore& store,
                       const Clock& clock, pipeline::DetectionMeter& rules)
    : service({.folder = SharedPath(settings, data, "intel"),
               .node = IsShared(settings) ? NodeName(settings) : std::string()},
              {store, clock}),
      meter_(rules, service.hits()) {}

rulesets::RuleService::Options RuleOptions(const Settings& settings, const DataFolder& data) {
  rulesets::RuleService::Options options;
  options.folder = SharedPath(settings, data, "rules");
  options.cache_folder = data.Path("cache/rules");
  options.node = IsShared(settings) ? NodeName(settings) : std::string();
  options.node_folder = data.Path("rules");
  for (const auto& folder : settings.List("rules.folders")) {
    options.shipped_folders.push_back(FindInstalled(folder));
  }
  options.join_window = std::chrono::minutes(settings.Number("alerts.join_minutes"));
  return options;
}

Status Platform::OpenRules(const Settings& settings) {
  std::error_code ignored;  // What this folder is wanted for says so itself.
  std::filesystem::create_directories(foundation_->data->Path("rules"), ignored);
  intake_->rules = std::make_unique<rulesets::RuleService>(
      RuleOptions(settings, *foundation_->data),
      rulesets::RuleService::Deps{*foundation_->state, *events_.store, intake_->normaliser,
                                  foundation_->clock});
  LACHAN_TRY_DO(intake_->rules->Open(intake_->spool->Usage().last));
  intake_->intel = std::make_unique<IntelStage>(settings, *foundation_->data, *foundation_->state,
                                                foundation_->clock, intake_->rules->meter());
  return intake_->intel->service.Open(intake_->spool->Usage().last);
}

void PublishIndicators(IntelStage& stage, pipeline::Pipeline& pipeline) {
  stage.service.SetPublisher(
      [&pipeline](std::shared_ptr<const pipeline::IndicatorsInForce> indicators) {
        pipeline.SetIndicators(std::move(indicators));
      });
}

web_api::ComponentHealth HealthOf(const IntelStage& stage) {
  const auto state = stage.service.State();
  std::string text =
      fmt::format("{} in force of {} lists, {} MiB{}", state.indicators, state.lists,
                  state.bytes >> 20, state.is_building ? "; a change is on its way" : "");
  if (!state.problem.empty()) text += "; " + state.problem;
  return {"indicators", state.problem.empty(), false, std::move(text)};
}

Status AddDemoIndicators(intel::IntelService& intel) {
  LACHAN_TRY(const auto lists, intel.lists().All());
  if (!lists.empty()) return {};
  intel::ListSettings settings;
  settings.name = "NCSC: chỉ dấu mẫu";
  settings.note = "Danh sách bịa cho bản dùng thử; giá trị xuất hiện trong nhật ký mẫu.";
  LACHAN_TRY_DO(intel.lists().Import(journal::Caller::System("demo"), settings, kDemoList, false));
  return {};
}

}  // namespace lachan::app
