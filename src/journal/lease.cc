// SPDX-License-Identifier: Apache-2.0
#include "journal/lease.h"

#include "base/hash.h"

LACHAN_ENTITY_CODE(lachan::journal::LeaseRow);

namespace lachan::journal {
namespace {

Caller Machine() { return Caller::System("lease"); }

Result<std::optional<LeaseRow>> Read(Reader& reader, const std::string& name) {
  LACHAN_TRY(const auto rows,
             List<LeaseRow>(reader, {.filters = {Equals("name", name)}, .limit = 1}));
  if (rows.empty()) return std::nullopt;
  return rows.front();
}

}  // namespace

/// The store of the work under the lease.
class LeaseKeeper::Fenced final : public StateStore {
 public:
  Fenced(StateStore& inner, const LeaseKeeper& lease) : inner_(inner), lease_(lease) {}

  std::shared_ptr<void> Subscribe(Listener listener) override {
    return inner_.Subscribe(std::move(listener));
  }
  Result<std::unique_ptr<Reader>> OpenReader(const Caller& caller) override {
    return inner_.OpenReader(caller);
  }
  Status Change(const Caller& caller, const std::function<Status(Writer&)>& change) override {
    return inner_.Change(caller, [&](Writer& writer) -> Status {
      LACHAN_TRY_DO(lease_.CheckTerm(writer));
      return change(writer);
    });
  }
  Status Check() override { return inner_.Check(); }

 private:
  StateStore& inner_;
  const LeaseKeeper& lease_;
};

LeaseKeeper::LeaseKeeper(Options options, Deps deps)
    : options_(std::move(options)),
      deps_(deps),
      self_(RandomToken(12)),
      fenced_(std::make_unique<Fenced>(deps_.store, *this)) {}

LeaseKeeper::~LeaseKeeper() { Stop(); }

void LeaseKeeper::Start() {
  if (!options_.is_shared) return;
  (void)Turn();  // What cannot be done now is tried again by the thread.
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

void LeaseKeeper::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  wake_.notify_all();
  thread_.join();
  (void)GiveBack();  // Otherwise it ends by itself.
}

void LeaseKeeper::Run(const std::stop_token& stop) {
  bool was_held = IsHeld();
  if (options_.on_change) options_.on_change(was_held);
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, options_.duration / 5, [&] { return stop.stop_requested(); });
    }
    if (stop.stop_requested()) return;
    (void)Turn();
    const bool is_held = IsHeld();
    if (is_held != was_held && options_.on_change) options_.on_change(is_held);
    was_held = is_held;
  }
}

bool LeaseKeeper::IsHeld() const {
  if (!options_.is_shared) return true;
  const std::lock_guard lock(mutex_);
  return Steady::now() < held_until_;
}

std::int64_t LeaseKeeper::term() const {
  const std::lock_guard lock(mutex_);
  return term_;
}

std::string LeaseKeeper::holder_node() const {
  if (!options_.is_shared) return options_.node;
  const std::lock_guard lock(mutex_);
  return holder_node_;
}

Status LeaseKeeper::CheckTerm(Writer& writer) const {
  if (!options_.is_shared) return {};
  LACHAN_TRY(const auto row, Read(writer, options_.name));
  if (row && row->holder.value == self_) return {};
  return Fail(ErrorCode::kFailedPrecondition,
              "this node does not do the scheduled work any more; another one does");
}

void LeaseKeeper::Seen(const LeaseRow& row, bool is_mine, Steady::time_point began) {
  const std::lock_guard lock(mutex_);
  if (row.term != last_term_ || row.renewals != last_renewals_) moved_at_ = Steady::now();
  last_term_ = row.term;
  last_renewals_ = row.renewals;
  holder_node_ = row.holder.empty() ? std::string() : row.node.value;
  term_ = row.term;
  // From before the renewal was sent: others count from when they saw it, which is later.
  held_until_ = is_mine ? began + options_.duration * 2 / 3 : Steady::time_point{};
}

Status LeaseKeeper::Turn() {
  if (!options_.is_shared) return {};
  const auto began = Steady::now();
  LeaseRow seen;
  bool is_mine = false;
  const auto look = [&](Writer& writer) -> Status {
    const auto& info = schema::Describe<LeaseRow>();
    const Instant until = deps_.clock.Now() + options_.duration;
    LACHAN_TRY(const auto row, Read(writer, options_.name));
    if (!row) {
      seen.name = options_.name;
      seen.holder = self_;
      seen.node = options_.node;
      seen.term = 1;
      seen.until = until;
      is_mine = true;
      const auto record = schema::ToRecord(seen);
      LACHAN_TRY_DO(writer.InsertWithoutFact(info, {&record, 1}));
      return writer.Note(
          {.kind = "lease.taken",
           .payload = {{"lease", options_.name}, {"node", options_.node}, {"term", 1}}});
    }
    seen = *row;
    is_mine = row->holder.value == self_;
    if (is_mine) {
      ++seen.renewals;
      const FieldValue values[] = {{"renewals", seen.renewals},
                                   {"until", until.time_since_epoch().count()}};
      return writer.AdjustWithoutFact(info, row->id.value, values);
    }
    {
      const std::lock_guard lock(mutex_);
      const bool has_stood_still = row->term == last_term_ && row->renewals == last_renewals_ &&
                                   Steady::now() - moved_at_ >= options_.duration;
      if (!row->holder.empty() && !has_stood_still) return {};
    }
    seen.holder = self_;
    seen.node = options_.node;
    ++seen.term;
    ++seen.renewals;
    is_mine = true;
    const FieldValue values[] = {{"holder", self_},
                                 {"node", options_.node},
                                 {"term", seen.term},
                                 {"renewals", seen.renewals},
                                 {"until", until.time_since_epoch().count()}};
    LACHAN_TRY_DO(writer.AdjustWithoutFact(info, row->id.value, values));
    return writer.Note({.kind = "lease.taken",
                        .payload = {{"lease", options_.name},
                                    {"node", options_.node},
                                    {"from", row->node.value},
                                    {"term", seen.term}}});
  };
  LACHAN_TRY_DO(deps_.store.Change(Machine(), look));
  Seen(seen, is_mine, began);
  return {};
}

Status LeaseKeeper::GiveBack() {
  {
    const std::lock_guard lock(mutex_);
    if (held_until_ == Steady::time_point{}) return {};
    held_until_ = {};
  }
  return deps_.store.Change(Machine(), [&](Writer& writer) -> Status {
    LACHAN_TRY(const auto row, Read(writer, options_.name));
    if (!row || row->holder.value != self_) return {};
    const FieldValue values[] = {{"holder", std::string()}, {"renewals", row->renewals + 1}};
    return writer.AdjustWithoutFact(schema::Describe<LeaseRow>(), row->id.value, values);
  });
}

Status Alone(StateStore& store, const Clock& clock, std::string name, std::string node,
             const std::function<Status()>& work) {
  constexpr std::chrono::minutes kPatience{10};
  LeaseKeeper lease({.name = name,
                     .node = std::move(node),
                     .duration = std::chrono::seconds(10),
                     .is_shared = true},
                    {store, clock});
  lease.Start();
  const auto begin = std::chrono::steady_clock::now();
  while (!lease.IsHeld()) {
    if (std::chrono::steady_clock::now() - begin > kPatience) {
      return Fail(ErrorCode::kUnavailable, "another node ({}) does not finish: {}",
                  lease.holder_node(), name);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    LACHAN_TRY_DO(lease.Turn());
  }
  return work();
}

}  // namespace lachan::journal
