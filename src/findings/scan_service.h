// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "findings/finding_service.h"
#include "findings/scan_entities.h"
#include "findings/scan_targets.h"

namespace lachan::findings {

/// What a scanner is told. Nothing but the addresses gets a packet.
struct ScanOrder {
  std::vector<std::string> addresses;  ///< Single addresses.
  std::string ports;                   ///< "22,80,8000-8100"; never empty.
  bool probes_services = false;        ///< Ask open ports what they are.
  int requests_per_second = 1;         ///< To one host, at most.
};

struct ScanResult {
  std::vector<std::string> reports;  ///< Nmap XML; one each for IPv4 and IPv6.
  std::vector<std::string> command;  ///< What was run.
  int exit_status = 0;
  std::string messages;  ///< The end of what the program said to people.
};

/// The port to the program that scans. Thread-safe.
class Scanner {
 public:
  /// Told how far it is, in thousandths; the scan is ended when it answers false.
  using Progress = std::function<bool(int thousandths)>;
  virtual ~Scanner() = default;
  /// Returns when the program has ended; it never outlives the call.
  /// \error kUnavailable         the program is not installed or does not start.
  /// \error kFailedPrecondition  it was ended because `progress` said so.
  virtual Result<ScanResult> Run(const ScanOrder& order, const Progress& progress) = 0;
  /// What it is, or why there is none.
  virtual Result<std::string> Version() = 0;
};

struct ScanRequest {
  std::int64_t authorisation_id = 0;
  std::string targets;  ///< As a scope; empty: the whole scope of the authorisation.
  std::string ports;    ///< Empty: Options::ports.
};

/// What would be scanned, and by what right.
struct ScanPlan {
  ScanAuthorisation authorisation;
  TargetList targets;
  ScanOrder order;
};

/// Purpose      Scans of registered systems, within an authorisation, politely, one after another.
/// Life cycle   Start() marks what an earlier stop left undone; Stop() ends what runs and waits.
/// Concurrency  Thread-safe.
/// Limits       20 jobs may wait; an address is in one of them at most.
/// \source requirement SEC-35
class ScanService {
 public:
  struct Options {
    std::string node;  ///< Of several nodes, which this is.
    int requests_per_second = 1;
    std::size_t most_addresses = 4096;
    std::string ports =
        "21-23,25,53,80,110,111,135,139,143,389,443,445,465,587,993,995,1433,1521,"
        "2049,2375,3306,3389,5432,5900,5985,6379,8000,8080,8443,9000,9200,11211,"
        "27017";
  };
  struct Deps {
    journal::StateStore& store;
    FindingService& findings;
    Scanner& scanner;
    const Clock& clock;
    FindingService::Locate locate;
  };
  ScanService(Options options, Deps deps);
  ~ScanService();

  Status Start();
  void Stop();

  /// The dry run: computed from the register as it is now; nothing is sent.
  /// \error kFailedPrecondition  the authorisation is not approved, or not in force today.
  Result<ScanPlan> Plan(const journal::Caller& caller, const ScanRequest& request);
  /// \error kConflict  one of the addresses is in a scan that runs or waits.
  Result<ScanJob> Enqueue(const journal::Caller& caller, const ScanRequest& request);
  Result<ScanJob> Cancel(const journal::Caller& caller, std::int64_t id);
  /// Plans, runs and imports at once, on this thread; for the command line.
  Result<ScanJob> RunNow(const journal::Caller& caller, const ScanRequest& request,
                         const Scanner::Progress& progress);

  /// \error kDenied  whoever wrote the authorisation does not approve it.
  Result<ScanAuthorisation> Approve(const journal::Caller& caller, std::int64_t id);
  Result<ScanAuthorisation> Revoke(const journal::Caller& caller, std::int64_t id);

  Result<std::string> ScannerVersion() { return deps_.scanner.Version(); }
  /// Waits until nothing runs or waits; for tests.
  void Wait();

 private:
  struct Task {
    std::int64_t job = 0;
    journal::Caller caller;
    ScanRequest request;
    std::set<std::string> addresses;
    bool is_cancelled = false;
  };

  Result<std::vector<registry::Network>> Exclusions();
  Result<ScanJob> Insert(const journal::Caller& caller, const ScanRequest& request,
                         const ScanPlan& plan);
  Result<ScanJob> Finish(std::int64_t id, ScanStatus status, std::string message,
                         const ScanResult* result, const FindingImport* import);
  /// Runs a job whose row exists, to its end. \return the row at the end.
  Result<ScanJob> Execute(const Task& task, const Scanner::Progress& keep_going);
  Result<FindingImport> Take(const Task& task, const ScanResult& result);
  void Work(const std::stop_token& stop);

  Options options_;
  Deps deps_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::shared_ptr<Task>> waiting_;  // guarded by mutex_; owners: this and the thread
  std::shared_ptr<Task> running_;              // guarded by mutex_
  std::jthread thread_;
};

}  // namespace lachan::findings
