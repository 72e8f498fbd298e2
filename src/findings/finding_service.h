// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "assurance/assurance_service.h"
#include "findings/entities.h"
#include "findings/exploit_index.h"
#include "findings/rating.h"
#include "journal/registers.h"
#include "journal/state_store.h"
#include "pipeline/ports.h"

namespace lachan::findings {

/// A file of a scanner, and what is said about it.
struct ImportRequest {
  std::string file_name;
  std::string bytes;
  bool is_full = false;                 ///< It looked at everything: what it does not show is gone.
  bool is_evidence = false;             ///< Counts as a scan of the systems it covered (1.c).
  std::optional<SystemId> system = {};  ///< Of reports that name no host (SARIF, VEX).
  bool is_demo = false;
};

BOOST_DEFINE_ENUM_CLASS(FindingAction, fix, hunt, take, assign, false_positive, reopen)

/// One action on one or many findings.
struct ActionRequest {
  FindingAction action = FindingAction::fix;
  std::string note = {};                       ///< Required for hunt, false_positive and reopen.
  std::optional<CivilDate> performed_on = {};  ///< fix, hunt: the day; today when absent.
  HuntResult hunt_result = HuntResult::clean;
  std::optional<SystemId> system = {};  ///< assign: whose it is.
};

struct ActionOutcome {
  struct Failure {
    std::int64_t id = 0;
    Error error;
  };
  std::vector<Finding> done;
  std::vector<Failure> failed;
};

/// A finding as it was left by an action, for taking it back.
struct UndoItem {
  std::int64_t id = 0, version = 0;
};

struct FindingSummary {
  std::int64_t to_do = 0, overdue = 0, due_soon = 0, control = 0, known_exploited = 0,
               not_attributed = 0, probably_fixed = 0, pending_requests = 0;
  std::array<std::int64_t, 5> by_severity{};  ///< Of those to do, informational first.
};

/// Purpose      Findings from import to closing, and who decides what about them.
/// Life cycle   Start() begins the sweep that ends acceptances; Stop() or the destructor ends it.
/// Concurrency  Thread-safe.
/// Rights       Each call runs within the caller's reach; what lies outside it is kNotFound.
class FindingService {
 public:
  struct Options {
    Deadlines deadlines = {};
    int longest_acceptance_days = 365;
    scan_reports::ReportLimits limits = {};
    scan_reports::ExploitLimits list_limits = {};
    std::function<bool()> is_ours = [] { return true; };  ///< False: another node sweeps.
  };
  /// Owner of an address or a host name at this moment; zero ids where nobody is.
  using Locate =
      std::function<pipeline::Owner(const std::string& address, const std::string& host)>;
  struct Deps {
    journal::StateStore& store;
    const journal::Registers& registers;
    assurance::AssuranceService& assurance;
    assurance::EvidenceStore& files;
    const Clock& clock;
    Locate locate;
  };
  FindingService(Options options, Deps deps);
  ~FindingService();

  void Start();
  void Stop();

  /// Takes a whole file in one transaction, or nothing of it.
  /// \error kInvalidInput, kExhausted  see scan_reports::ReadReport.
  Result<FindingImport> Import(const journal::Caller& caller, const ImportRequest& request);
  /// KEV or EPSS; what it says is applied to every finding that is not closed.
  Result<ExploitListImport> ImportExploitList(const journal::Caller& caller,
                                              std::string_view file_name, std::string_view bytes);

  /// \error kFailedPrecondition  the finding is in no state for it; the message says what is.
  Result<Finding> Act(const journal::Caller& caller, std::int64_t id, const ActionRequest& request);
  /// The action on each, in transactions of 200; what fails is named and the rest goes on.
  Result<ActionOutcome> ActOnAll(const journal::Caller& caller, std::span<const std::int64_t> ids,
                                 const ActionRequest& request);
  /// Takes back the caller's last action on each, as long as nothing came after it.
  Result<ActionOutcome> Undo(const journal::Caller& caller, std::span<const UndoItem> items);
  /// Says whether it lets an attacker in and take control, whatever the rule says.
  Result<Finding> SetControl(const journal::Caller& caller, std::int64_t id, bool allows_control,
                             std::string_view reason);

  /// Asks for an acceptance (with a last day) or for being told a false positive.
  Result<FindingRequest> Ask(const journal::Caller& caller, std::int64_t id,
                             FindingRequestKind kind, std::string_view reason,
                             std::optional<CivilDate> until);
  /// \error kDenied  whoever asked does not decide.
  Result<FindingRequest> Decide(const journal::Caller& caller, std::int64_t request, bool approve,
                                std::string_view note);
  Result<FindingRequest> Withdraw(const journal::Caller& caller, std::int64_t request);

  /// Looks the owners of what is not attributed up again. \return how many found one.
  Result<std::int64_t> AttributeAgain(const journal::Caller& caller);
  /// Ends the acceptances whose last day is over. \return how many.
  Result<std::int64_t> EndAcceptances();

  Result<FindingSummary> Summary(const journal::Caller& caller);
  Result<std::shared_ptr<const ExploitIndex>> Exploits() { return lists_.Index(); }
  const Options& options() const { return options_; }

 private:
  void Sweep(const std::stop_token& stop);

  Options options_;
  Deps deps_;
  ExploitLists lists_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

/// Adds findings, imports, requests, lists, authorisations, exclusions and jobs to the registers.
void AddRegisters(journal::Registers& registers, const Clock& clock);

}  // namespace lachan::findings
