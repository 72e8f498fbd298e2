// SPDX-License-Identifier: Apache-2.0
/// \file
/// Indicators in the server, put together: the lists, what is in force of them, and what they
/// found.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "intel/documents.h"
#include "intel/exclusions.h"
#include "intel/in_force.h"
#include "intel/list_hits.h"
#include "intel/lists.h"
#include "journal/state_store.h"

namespace lachan::intel {

/// Purpose      What routes and commands call, and what the pipeline gets.
/// Life cycle   Open(), SetPublisher(), Start(), …, Stop().
/// Concurrency  Thread-safe.
class IntelService {
 public:
  struct Options {
    std::string folder;     ///< Of the documents; all nodes see it.
    std::string node = {};  ///< Name among several nodes; empty: there is one.
  };
  struct Deps {
    journal::StateStore& store;
    const Clock& clock;
  };
  using Publisher = std::function<void(std::shared_ptr<const pipeline::IndicatorsInForce>)>;

  IntelService(Options options, Deps deps);
  ~IntelService();
  IntelService(const IntelService&) = delete;
  IntelService& operator=(const IntelService&) = delete;

  /// Builds what is in force: what the spool still holds is held against it.
  /// \param newest_batch  Of the spool: see ListHits::Load.
  Status Open(pipeline::Sequence newest_batch);
  /// Who gets the indicators: at once, and whenever they or the exclusions change.
  void SetPublisher(Publisher publisher);
  /// Starts following changes, of other nodes as well.
  void Start();
  void Stop();

  Lists& lists() { return lists_; }
  Exclusions& exclusions() { return exclusions_; }
  ListHits& hits() { return hits_; }
  const Clock& clock() const { return deps_.clock; }
  /// Never null.
  std::shared_ptr<const InForce> in_force() const;

  Result<IndicatorLists> List() const;
  Result<IndicatorListView> View(const IndicatorList& list) const;
  IndicatorStateView State() const;
  /// What is wrong: lists that cannot be read, a set that could not be built; empty: nothing.
  std::string Problem() const;
  /// Waits until what was changed before is in force. \return false after `timeout`
  bool WaitInForce(std::chrono::milliseconds timeout);

 private:
  void Wake();
  void Run(const std::stop_token& stop);
  /// Builds what differs from what is in force, and hands it on.
  Status Refresh();
  IndicatorListView ViewOf(const IndicatorList& list, const InForce& in_force,
                           const std::map<std::int64_t, HitSum>& hits) const;

  Options options_;
  Deps deps_;
  DocumentStore documents_;
  ListHits hits_;
  Lists lists_;
  Exclusions exclusions_;
  std::mutex refreshing_;  // one building at a time
  Publisher publisher_;    // guarded by refreshing_
  mutable std::mutex mutex_;
  std::condition_variable_any wake_, built_;
  std::shared_ptr<const InForce> in_force_;  // all guarded by mutex_
  std::optional<Instant> since_;
  std::string problem_;
  std::uint64_t wanted_ = 0, done_ = 0;  ///< Changes told, and those in force.
  std::size_t exclusion_count_ = 0;
  std::shared_ptr<void> subscription_;
  std::jthread thread_;  // last: ends before what it uses goes
};

}  // namespace lachan::intel
