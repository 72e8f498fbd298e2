// SPDX-License-Identifier: Apache-2.0
#include "obligations/coverage_watch.h"

#include <map>
#include <optional>

#include "journal/payload.h"

namespace lachan::obligations {
namespace {

journal::Caller Myself() { return journal::Caller::System("coverage"); }

struct Heard {
  AgencyId agency;
  bool is_heard = false;
};

struct Coverage {
  std::string state;  ///< "covered", "lost"; empty when none was written.
  Instant since;
};

Result<Coverage> LastCoverage(journal::Reader& reader, SystemId system) {
  journal::FactQuery query;
  query.kinds = {"soc.coverage"};
  query.subject_kind = "system";
  query.subject_id = system.value;
  query.newest_first = true;
  query.limit = 1;
  LACHAN_TRY(const auto facts, reader.Facts(query), "reading what was covered");
  if (facts.empty()) return Coverage();
  for (const auto& [name, value] : journal::FlatPayload(facts.front())) {
    if (name == "state") return Coverage{value, facts.front().occurred_at};
  }
  return Coverage();
}

/// What the watch wrote last about the layers of an agency; empty when nothing.
Result<std::string> LastOfLayer(journal::Reader& reader, AgencyId agency) {
  journal::FactQuery query;
  query.kinds = {"layer.lost", "layer.evidenced"};
  query.subject_kind = "agency";
  query.subject_id = agency.value;
  query.newest_first = true;
  query.limit = 1;
  LACHAN_TRY(const auto facts, reader.Facts(query), "reading what was said of the layer");
  return facts.empty() ? std::string() : facts.front().kind;
}

/// The systems of an agency that send logs, or did.
struct Monitoring {
  bool is_heard = false;
  bool was_covered = false;
  std::optional<Instant> lost_since;  ///< When the last of them fell silent.
};

journal::FactDraft Draft(SystemId system, const Heard& heard) {
  journal::FactDraft draft;
  draft.kind = "soc.coverage";
  draft.payload["state"] = heard.is_heard ? "covered" : "lost";
  draft.agency = heard.agency;
  draft.system = system;
  draft.subject_kind = "system";
  draft.subject_id = system.value;
  return draft;
}

journal::FactDraft LayerDraft(AgencyId agency, std::string kind) {
  constexpr std::int64_t kMonitoring = 2;
  journal::FactDraft draft;
  draft.kind = std::move(kind);
  draft.payload = {{"layer", kMonitoring}, {"measured", true}};
  draft.agency = agency;
  draft.subject_kind = "agency";
  draft.subject_id = agency.value;
  return draft;
}

}  // namespace

CoverageWatch::CoverageWatch(Options options, Deps deps)
    : options_(options), deps_(std::move(deps)), began_(deps_.clock.Now()) {}

CoverageWatch::~CoverageWatch() {
  {
    const std::scoped_lock lock(mutex_);
    stops_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void CoverageWatch::Start() {
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, options_.every, [this] { return stops_; })) {
      lock.unlock();
      // What could not be written now is seen again at the next look.
      if (deps_.is_ours()) (void)Look();
      lock.lock();
    }
  });
}

Result<int> CoverageWatch::Look() {
  LACHAN_TRY(const auto sources, deps_.hear(), "asking the intake who sends");
  std::map<std::int64_t, Heard> systems;
  for (const SourceHeard& source : sources) {
    if (!source.system) continue;
    Heard& heard = systems[source.system.value];
    heard.agency = source.agency;
    heard.is_heard = heard.is_heard || source.is_heard;
  }
  const bool may_be_lost = deps_.clock.Now() - began_ >= options_.silent_after;
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Myself()));
  std::vector<journal::FactDraft> drafts;
  std::map<std::int64_t, Monitoring> agencies;
  for (const auto& [id, heard] : systems) {
    LACHAN_TRY(const Coverage last, LastCoverage(*reader, SystemId{id}));
    const bool was_covered = last.state == "covered";
    Monitoring& monitoring = agencies[heard.agency.value];
    monitoring.is_heard = monitoring.is_heard || heard.is_heard;
    monitoring.was_covered = monitoring.was_covered || was_covered;
    if (last.state == "lost" && (!monitoring.lost_since || *monitoring.lost_since < last.since)) {
      monitoring.lost_since = last.since;
    }
    // A system that was never covered is not lost.
    if (heard.is_heard == was_covered || (!heard.is_heard && !may_be_lost)) continue;
    drafts.push_back(Draft(SystemId{id}, heard));
  }
  for (const auto& [id, monitoring] : agencies) {
    const bool is_lost = !monitoring.is_heard && !monitoring.was_covered && monitoring.lost_since &&
                         deps_.clock.Now() - *monitoring.lost_since >= options_.layer_lost_after;
    if (!is_lost && !monitoring.is_heard) continue;
    LACHAN_TRY(const std::string last, LastOfLayer(*reader, AgencyId{id}));
    const bool was_lost = last == "layer.lost";
    if (is_lost == was_lost) continue;
    drafts.push_back(LayerDraft(AgencyId{id}, is_lost ? "layer.lost" : "layer.evidenced"));
  }
  if (drafts.empty()) return 0;
  const Status noted = deps_.store.Change(Myself(), [&](journal::Writer& writer) -> Status {
    for (const auto& draft : drafts) LACHAN_TRY_DO(writer.Note(draft));
    return {};
  });
  LACHAN_TRY_DO(noted);
  return static_cast<int>(drafts.size());
}

}  // namespace lachan::obligations
