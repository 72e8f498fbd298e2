// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/time.h"
#include "incidents/entities.h"
#include "incidents/incident_service.h"
#include "journal/state_store.h"

namespace lachan::incidents {

/// The form of the public page.
struct NewPublicReport {
  ReportTopic topic = ReportTopic::other;
  schema::RequiredParagraph<4000> what;
  schema::Line<0, 300> target;
  schema::Line<0, 120> contact_name;
  schema::Line<0, 200> contact;
};
BOOST_DESCRIBE_STRUCT(NewPublicReport, (), (topic, what, target, contact_name, contact))

/// A report that was taken, with the code that is shown this once.
struct SubmittedReport {
  PublicReport report;
  std::string code;  ///< "TH-7K3M-9QXF-2BDN"
};

/// What the holder of a code may read.
struct ReportProgress {
  Instant received_at;
  Instant updated_at;
  ReportTopic topic = ReportTopic::other;
  ReportStatus status = ReportStatus::received;
  std::string reply;
};

/// A code: a prefix and 12 of 32 letters and digits that nobody mistakes (no I, L, O, U): 60 bits.
std::string NewReportCode(std::string_view prefix);
/// As typed by people: case, blanks and dashes do not matter, O reads as 0, I and L as 1. The
/// prefix may be missing. Always gives 64 hex digits, for nonsense too, so that a look-up costs the
/// same.
std::string ReportCodeHash(std::string_view prefix, std::string_view code);

/// Purpose      Takes reports from people without an account and answers them.
/// Concurrency  Thread-safe. Limits of frequency are the caller's.
class PublicReportService {
 public:
  struct Options {
    std::string code_prefix = "TH";
  };
  struct Deps {
    journal::StateStore& store;
    IncidentService& incidents;
    const Clock& clock;
  };
  PublicReportService(Options options, Deps deps) : options_(std::move(options)), deps_(deps) {}

  /// \error kInvalidInput  one field each: required, too_long:4000, …
  Result<SubmittedReport> Submit(const NewPublicReport& report);
  /// \error kNotFound  no report has this code; also for texts that are no code.
  Result<ReportProgress> FindByCode(std::string_view code);

  /// Opens an incident of the report. `incident.title` and `agency_id` are the caller's choice; the
  /// description is the report's text unless given.
  /// \error kFailedPrecondition  it is an incident already, or closed.
  Result<Incident> Accept(const journal::Caller& caller, std::int64_t report, NewIncident incident);
  /// Sets what the reporter reads under the code, and the status (in_review or closed; accepted
  /// reports keep theirs unless closed).
  Result<PublicReport> Reply(const journal::Caller& caller, std::int64_t report,
                             std::string_view reply, ReportStatus status);

 private:
  /// The fact that took the report; what followed names it as its cause.
  static Result<FactId> ReceivedFact(journal::Reader& reader, std::int64_t id);

  Options options_;
  Deps deps_;
};

}  // namespace lachan::incidents
