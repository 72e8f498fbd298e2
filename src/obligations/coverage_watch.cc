// SPDX-License-Identifier: Apache-2.0
#include "obligations/coverage_watch.h"

#include <map>

#include "journal/payload.h"

namespace lachan::obligations {
namespace {

journal::Caller Myself() { return journal::Caller::System("coverage"); }

struct Heard {
  AgencyId agency;
  bool is_heard = false;
};

/// The state that was written last; empty when none was.
Result<std::string> LastState(journal::Reader& reader, SystemId system) {
  journal::FactQuery query;
  query.kinds = {"soc.coverage"};
  query.subject_kind = "system";
  query.subject_id = system.value;
  query.newest_first = true;
  query.limit = 1;
  LACHAN_TRY(const auto facts, reader.Facts(query), "reading what was covered");
  if (facts.empty()) return std::string();
  for (const auto& [name, value] : journal::FlatPayload(facts.front())) {
    if (name == "state") return value;
  }
  return std::string();
}

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
      (void)Look();
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
  for (const auto& [id, heard] : systems) {
    LACHAN_TRY(const std::string last, LastState(*reader, SystemId{id}));
    const bool was_covered = last == "covered";
    // A system that was never covered is not lost.
    if (heard.is_heard == was_covered || (!heard.is_heard && !may_be_lost)) continue;
    drafts.push_back(Draft(SystemId{id}, heard));
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
