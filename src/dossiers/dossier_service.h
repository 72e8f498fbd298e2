// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "directive/time_limit.h"
#include "documents/model.h"
#include "dossiers/entities.h"
#include "dossiers/system_gate.h"
#include "journal/registers.h"
#include "journal/state_store.h"
#include "levels/controls.h"
#include "levels/determine.h"
#include "levels/transition.h"
#include "levels/workflow.h"

namespace lachan::dossiers {

/// For whom a reviewer speaks.
enum class Authority : std::uint8_t { kNone, kSpecialisedUnit, kOwner };

/// What stands on the papers of a dossier.
struct Letterhead {
  std::string superior_body = "Ủy ban nhân dân tỉnh Thanh Hóa";
  std::string specialised_unit = "Công an tỉnh";
  std::string symbol = "CAT";
  std::string place = "Thanh Hóa";
};

struct DraftInput {
  levels::Answers answers = {};
  std::string explanation = {}, change_reason = {};
  std::optional<levels::Regime> regime = {};  ///< Empty: that of today.
};

struct Appraisal {
  bool is_passed = true;
  std::string remarks = {};
  levels::Body body = levels::Body::specialised_unit;
  std::string body_name = {};  ///< Required when it is not the specialised unit.
};

struct DecisionInput {
  std::string number = {};
  CivilDate decided_on{};
  std::string signer_name = {}, signer_title = {};
  std::optional<Id<EvidenceFile>> file = {};
};

/// A part as the dossier needs it, and what there is.
struct PartState {
  levels::PartRule rule;
  bool is_present = false;
  bool was_missing = false;         ///< Named at the last return.
  std::string source;               ///< "file", "answers", "controls", "register"; empty = nothing.
  std::optional<DossierPart> part;  ///< Current version, when a file or note was added.
  std::int64_t versions = 0;
};

enum class StepState : std::uint8_t { kWaiting, kRunning, kOverdue, kMet, kLate };
struct StepClock {
  std::string step = {};  ///< "check", "appraise", "approve"
  levels::Body body = levels::Body::specialised_unit;
  std::string clause = {};
  int days = 0;
  bool is_working_days = true;
  std::optional<Instant> started = {}, due = {}, done = {};
  StepState state = StepState::kWaiting;
};

/// A thing that may or may not be done now.
struct StepAction {
  std::string id;       ///< "edit", "file", "withdraw", "return", "accept", "appraise", "approve"
  std::string blocked;  ///< Key of why not; empty = may be done.
};

struct DossierDetail {
  Dossier dossier;
  System system;
  Agency agency;
  levels::Answers answers;
  levels::Route route;
  std::vector<PartState> parts;
  std::vector<StepClock> clocks;
  std::vector<StepAction> actions;
};

/// Purpose      Carries level dossiers from the proposal to the decision, with the controls of the
///              level, the gate before operation and the duties of the transition.
/// Concurrency  Thread-safe.
/// Rights       Agencies draft and file their own; who reviews has full reach, and an Authority
/// that
///              the caller's role gives. Who filed does not appraise; who appraised does not
///              approve.
class DossierService {
 public:
  struct Options {
    levels::TransitionDates dates = {};
    levels::WorkflowOptions workflow = {};
    Letterhead letterhead = {};
    bool is_demo = false;
  };
  struct Deps {
    journal::StateStore& store;
    const journal::Registers& registers;
    const directive::HolidayCalendar& calendar;
    const levels::Catalogue& catalogue;
    const Clock& clock;
  };
  DossierService(Options options, Deps deps)
      : options_(std::move(options)), deps_(std::move(deps)) {}

  const Options& options() const { return options_; }
  const levels::Catalogue& catalogue() const { return deps_.catalogue; }
  CivilDate today() const { return CivilDateAt(deps_.clock.Now()); }
  /// Answers that the register of systems gives already.
  static levels::Answers AnswersOf(const System& system);

  /// A new draft for a system; a re-determination when it has an approved level.
  /// \error kConflict      a dossier of the system is open already (field "system_id":
  /// "open:<id>").
  /// \error kInvalidInput  contradicting answers (fields of Answers); a regime that does not apply.
  Result<Dossier> Draft(const journal::Caller& caller, SystemId system, const DraftInput& input);
  /// Changes a draft or a returned one.
  Result<Dossier> Change(const journal::Caller& caller, std::int64_t id, const DraftInput& input);
  /// \error kFailedPrecondition  the answers give no level, or parts are missing (fields by part).
  Result<Dossier> File(const journal::Caller& caller, std::int64_t id);
  Result<Dossier> Withdraw(const journal::Caller& caller, std::int64_t id, const std::string& why);
  /// The completeness check failed: names the missing parts.
  Result<Dossier> Return(const journal::Caller& caller, std::int64_t id, Authority authority,
                         const std::vector<levels::PartKind>& missing, const std::string& remarks);
  /// The completeness check passed: the time of the appraisal begins.
  Result<Dossier> Accept(const journal::Caller& caller, std::int64_t id, Authority authority);
  /// \error kFailedPrecondition  field "body": "conflict_of_interest" (NĐ 331 Đ18), "not_ministry";
  ///   the same person filed it.
  Result<Dossier> Appraise(const journal::Caller& caller, std::int64_t id, Authority authority,
                           const Appraisal& appraisal);
  /// Sets the level of the system and writes `system.level_approved`.
  /// \error kFailedPrecondition  needs the regulation (NĐ 331 Đ30); the same person appraised it;
  ///   the owner decides from level 3.
  Result<Dossier> Approve(const journal::Caller& caller, std::int64_t id, Authority authority,
                          const DecisionInput& decision);

  Result<DossierDetail> Detail(const journal::Caller& caller, std::int64_t id, Authority authority);
  /// Tờ trình đề nghị thẩm định, phê duyệt cấp độ; quyết định phê duyệt.
  Result<documents::OfficialDocument> ProposalPaper(const journal::Caller& caller, std::int64_t id);
  Result<documents::OfficialDocument> DecisionPaper(const journal::Caller& caller, std::int64_t id);

  // ---- controls (control_service.cc) ----

  struct ControlRow {
    levels::LevelControl asked;
    std::optional<SystemControl> state;
  };
  struct ControlSheet {
    levels::Standard standard = levels::Standard::tcvn14423;
    int level = 1;
    std::vector<ControlRow> rows;
    int met = 0, partly = 0, not_met = 0, not_applicable = 0, open = 0;
    int percent = 0;  ///< Met count full, partly half; what does not apply is left out.
    std::optional<CivilDate> confirmed_on;
    bool is_complete() const { return open == 0 && partly == 0 && not_met == 0; }
  };
  Result<ControlSheet> Controls(const journal::Caller& caller, SystemId system,
                                std::optional<levels::Standard> standard);
  struct ControlInput {
    levels::Standard standard = levels::Standard::tcvn14423;
    std::string control = {};
    ControlState state = ControlState::not_met;
    std::string reason = {}, responsible = {};
    std::optional<Id<EvidenceFile>> evidence = {};
    std::optional<CivilDate> planned_on = {};
  };
  Result<SystemControl> SetControl(const journal::Caller& caller, SystemId system,
                                   const ControlInput& input);
  /// Says that the protection plan is in place: writes `system.plan_deployed`.
  /// \error kFailedPrecondition  controls are open, partly or not met.
  Result<ControlSheet> ConfirmControls(const journal::Caller& caller, SystemId system,
                                       levels::Standard standard);

  // ---- a system as its page shows it (system_view.cc) ----

  struct SystemStatus {
    System system;
    std::optional<ApprovedLevel> approved;
    std::vector<GoLiveItem> go_live;
    std::vector<levels::TransitionDuty> transition;
    std::vector<Dossier> dossiers;         ///< Newest first.
    std::vector<std::string> redetermine;  ///< Keys of why the level should be determined anew.
    int level_now = 0;  ///< By the answers of the register, under the regime of today; 0 = unknown.
  };
  Result<SystemStatus> StatusOf(const journal::Caller& caller, SystemId system);

  struct TransitionRow {
    std::int64_t system_id = 0;
    std::string system_name;
    AgencyId agency;
    int level = 0;
    levels::TransitionDuty duty;
  };
  /// Duties of all systems within reach: overdue first, then by date.
  Result<std::vector<TransitionRow>> Transition(const journal::Caller& caller);

 private:
  /// Reads, checks, changes and writes a dossier in one transaction.
  Result<Dossier> Move(
      const journal::Caller& caller, std::int64_t id, const char* fact,
      const std::function<Status(journal::Writer&, Dossier&, journal::FactDraft&)>& change);
  levels::Route RouteFor(const Dossier& dossier, const System& system, bool operates) const;
  Result<bool> UnitOperates(journal::Reader& reader, const System& system) const;
  Result<std::vector<PartState>> Parts(journal::Reader& reader, const Dossier& dossier,
                                       const System& system) const;
  std::vector<StepClock> Clocks(const Dossier& dossier, const levels::Route& route) const;
  std::vector<StepAction> Actions(const journal::Caller& caller, const DossierDetail& detail,
                                  Authority authority) const;
  Result<levels::Regime> RegimeFor(const System& system,
                                   std::optional<levels::Regime> wanted) const;
  Status Fill(Dossier& dossier, const System& system, const DraftInput& input) const;
  Status Decide(journal::Writer& writer, const journal::Caller& caller, Dossier& dossier,
                const DecisionInput& decision);
  Result<ControlSheet> Sheet(journal::Reader& reader, const System& system,
                             std::optional<levels::Standard> standard) const;

  Options options_;
  Deps deps_;
};

/// Adds the registers of this module, and to the register of systems: the readiness check before
/// operation, no operation from a day to come, and that an approved level is not changed by hand.
/// `clock` must outlive the registers.
void AddRegisters(journal::Registers& registers, const Clock& clock,
                  const levels::RegimeDates& dates = {});

}  // namespace lachan::dossiers
