// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>

#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "inspections/clocks.h"
#include "inspections/entities.h"
#include "journal/registers.h"
#include "journal/state_store.h"
#include "obligations/obligation_service.h"

namespace lachan::inspections {

/// How the checklist is drawn up.
struct ChecklistRequest {
  CivilDate as_of = {};                 ///< The duties as they stood at the end of this day.
  schema::Number<0, 1000> systems = 5;  ///< Systems in the sample; 0 = every system.
  std::optional<schema::Number<1, INT32_MAX>> seed = {};  ///< Absent: chosen and recorded.
};
BOOST_DESCRIBE_STRUCT(ChecklistRequest, (), (as_of, systems, seed))

struct ConclusionBody {
  schema::RequiredParagraph<8000> conclusion;
  std::optional<Id<EvidenceFile>> file_id = {};
};
BOOST_DESCRIBE_STRUCT(ConclusionBody, (), (conclusion, file_id))

struct NewRemedy {
  schema::Line<1, 300> title;
  CivilDate due_on{};
  std::optional<Id<InspectionItem>> item_id = {};
};
BOOST_DESCRIBE_STRUCT(NewRemedy, (), (title, due_on, item_id))

struct RemedyReport {
  schema::RequiredParagraph<4000> report;
  std::optional<Id<EvidenceFile>> evidence_file_id = {};
};
BOOST_DESCRIBE_STRUCT(RemedyReport, (), (report, evidence_file_id))

struct InspectionDetail {
  Inspection inspection;
  std::vector<InspectionItem> items;       ///< By id.
  std::vector<InspectionRemedy> remedies;  ///< By id.
  std::vector<InspectionClock> clocks;
  std::vector<Fact> timeline;  ///< By id.
};

/// Purpose      Carries an inspection from its plan to the last remedy.
/// Operation    planned → announced → under_way → field_ended → drafted → concluded → closed. A
///              surprise skips `announced`: starting it tells the agency. The agency sees the visit
///              when it is told, the checklist and the draft conclusion when the draft is sent, the
///              remedies when it is concluded.
/// Concurrency  Thread-safe.
/// Rights       Within the caller's reach; what lies outside is kNotFound. Whoever reported a
/// remedy
///              may not verify it.
class InspectionService {
 public:
  struct Options {
    Limits limits = {};
  };
  struct Deps {
    journal::StateStore& store;
    obligations::ObligationService& obligations;
    const directive::Directive& directive;
    const Clock& clock;
  };
  InspectionService(Options options, Deps deps) : options_(options), deps_(deps) {}

  const Limits& limits() const { return options_.limits; }

  /// Draws the checklist up from the duties of the agency as they stood on a day: those of the
  /// agency, and those of a random sample of its systems. Lines that somebody judged stay.
  /// \error kFailedPrecondition  the draft is out already
  /// \error kInvalidInput        field "as_of": in_future
  Result<InspectionDetail> DrawUp(const journal::Caller& caller, InspectionId id,
                                  const ChecklistRequest& request);
  /// A question of the inspectors' own.
  Result<InspectionItem> AddQuestion(const journal::Caller& caller, InspectionId id,
                                     std::string_view title);

  Result<Inspection> Announce(const journal::Caller& caller, InspectionId id);
  /// \error kFailedPrecondition  a periodic inspection that was not announced
  Result<Inspection> Start(const journal::Caller& caller, InspectionId id);
  Result<Inspection> EndFieldWork(const journal::Caller& caller, InspectionId id);
  /// \error kFailedPrecondition  lines of the checklist are not judged, or there is none
  Result<Inspection> SendDraft(const journal::Caller& caller, InspectionId id,
                               const ConclusionBody& draft);
  /// The agency's answer to the draft. \error kFailedPrecondition  no draft is out
  Result<Inspection> Comment(const journal::Caller& caller, InspectionId id,
                             std::string_view comment);
  /// Writes `inspection.done`, which discharges the duty to inspect.
  Result<Inspection> Conclude(const journal::Caller& caller, InspectionId id,
                              const ConclusionBody& conclusion);
  /// \error kFailedPrecondition  a remedy is not verified
  Result<Inspection> Close(const journal::Caller& caller, InspectionId id);
  Result<Inspection> Cancel(const journal::Caller& caller, InspectionId id,
                            std::string_view reason);

  Result<InspectionRemedy> AddRemedy(const journal::Caller& caller, InspectionId id,
                                     const NewRemedy& remedy);
  Result<InspectionRemedy> Report(const journal::Caller& caller, std::int64_t remedy,
                                  const RemedyReport& report);
  /// \param accepted  False: back to the agency, with the review.
  /// \error kDenied   the account that reported it
  Result<InspectionRemedy> Verify(const journal::Caller& caller, std::int64_t remedy, bool accepted,
                                  std::string_view review);

  Result<InspectionDetail> Detail(const journal::Caller& caller, InspectionId id);

 private:
  Options options_;
  Deps deps_;
};

/// Adds the three registers. Plans and lines are changed as in any register while they are open;
/// everything that moves an inspection on goes through the service.
void AddRegisters(journal::Registers& registers, const Clock& clock);

}  // namespace lachan::inspections
