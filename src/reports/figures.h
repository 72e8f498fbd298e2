// SPDX-License-Identifier: Apache-2.0
/// \file
/// The data cut of a report: everything it says in figures, taken at one instant. Kept in the
/// document; once issued, pages are made of this and of nothing else.
#pragma once

#include <boost/describe/class.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "directive/directive.h"
#include "journal/state_store.h"
#include "obligations/obligation_service.h"

namespace lachan::reports {

/// A figure of this month beside that of the month before.
struct Compared {
  std::string key;  ///< Enumerator name: "high", "malware", …
  std::int64_t value = 0;
  std::int64_t previous = 0;
};
BOOST_DESCRIBE_STRUCT(Compared, (), (key, value, previous))

struct RuleCount {
  std::string title, level;
  std::int64_t alerts = 0, detections = 0;
};
BOOST_DESCRIBE_STRUCT(RuleCount, (), (title, level, alerts, detections))

struct IncidentLine {
  std::string number, title, agency, category, severity, status, detected_at;
};
BOOST_DESCRIBE_STRUCT(IncidentLine, (),
                      (number, title, agency, category, severity, status, detected_at))

/// Legal clocks of the month's incidents, at the cut.
struct ClockCounts {
  std::int64_t met = 0, met_late = 0, missed = 0, running = 0;
};
BOOST_DESCRIBE_STRUCT(ClockCounts, (), (met, met_late, missed, running))

/// An obligation over all whom it binds, at the month's end.
struct ObligationLine {
  std::string obligation, clause, title;
  std::int64_t done = 0, done_late = 0, overdue = 0, running = 0, not_measured = 0;
  std::int64_t agencies_overdue = 0;
};
BOOST_DESCRIBE_STRUCT(ObligationLine, (),
                      (obligation, clause, title, done, done_late, overdue, running, not_measured,
                       agencies_overdue))

struct RankLine {
  std::int64_t rank = 0;  ///< 0: not ranked.
  std::string agency;
  std::int64_t score_centi = 0;  ///< Hundredths of a percent.
  std::string band;
  std::optional<std::int64_t> previous_score_centi;
  std::int64_t overdue = 0;
};
BOOST_DESCRIBE_STRUCT(RankLine, (),
                      (rank, agency, score_centi, band, previous_score_centi, overdue))

struct BandCount {
  std::string code, title;
  std::int64_t count = 0, previous = 0;
};
BOOST_DESCRIBE_STRUCT(BandCount, (), (code, title, count, previous))

/// The ranking of one set of agencies.
struct RankingPart {
  std::string set, title;
  std::int64_t ranked = 0, average_centi = 0, previous_average_centi = 0;
  std::vector<BandCount> bands;
  std::vector<RankLine> rows;  ///< By rank; unranked last.
};
BOOST_DESCRIBE_STRUCT(RankingPart, (),
                      (set, title, ranked, average_centi, previous_average_centi, bands, rows))

/// What agencies recorded as done in the month, and since the beginning of its year.
struct Activity {
  std::string key;  ///< Kind of fact: "training.held".
  std::int64_t in_month = 0, in_year = 0;
};
BOOST_DESCRIBE_STRUCT(Activity, (), (key, in_month, in_year))

struct AgencyCount {
  std::string agency;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(AgencyCount, (), (agency, count))

/// What became of the records of an agency's sources, over all time up to the cut:
/// received = stored + rejected + duplicates + in flight.
struct RecordAccount {
  std::string agency;  ///< Empty: senders that no source claims.
  std::int64_t sources = 0;
  std::int64_t received = 0, stored = 0, rejected = 0, duplicates = 0, in_flight = 0;
  std::int64_t Difference() const { return received - stored - rejected - duplicates - in_flight; }
};
BOOST_DESCRIBE_STRUCT(RecordAccount, (),
                      (agency, sources, received, stored, rejected, duplicates, in_flight))

struct Figures {
  std::int64_t form = 1;
  std::string month;      ///< "2026-10"
  std::string cut_at;     ///< RFC 3339: events, alerts, incidents and reports stand as of here.
  std::string judged_at;  ///< RFC 3339: duties and scores stand as of here.
  std::int64_t agencies = 0, sources = 0;
  std::optional<std::int64_t> events, previous_events;  ///< Absent: the event store did not answer.
  std::int64_t alerts = 0, previous_alerts = 0;
  std::vector<Compared> alerts_by_level;   ///< Every level, highest first.
  std::vector<Compared> alerts_by_status;  ///< Every status.
  std::vector<RuleCount> rules;            ///< Most alerts first, 5 at most.
  std::int64_t incidents = 0, previous_incidents = 0;
  std::int64_t incidents_closed = 0, incidents_open = 0, incidents_serious = 0;
  std::vector<Compared> incidents_by_category;  ///< Every category of BM05.
  std::vector<Compared> incidents_by_severity;  ///< Every grade.
  std::vector<IncidentLine> notable;  ///< Serious or of the two highest grades, 10 at most.
  ClockCounts clocks;
  std::int64_t public_reports = 0, previous_public_reports = 0;
  std::int64_t public_reports_accepted = 0, public_reports_closed = 0;
  std::vector<ObligationLine> obligations;  ///< In the directive's order.
  std::vector<Compared> duties;             ///< DutyFigures by member name.
  std::vector<AgencyCount> most_overdue;    ///< 10 at most.
  std::int64_t experts = 0, experts_needed = 0;
  std::vector<Activity> activities;
  bool scores_frozen = false;
  std::string scores_sha256;  ///< Of the frozen month; empty while it is not frozen.
  /// Addenda that the rankings contain; absent in documents of older versions.
  std::optional<std::int64_t> scores_addenda;
  std::optional<std::string> appeal_last_day;  ///< "2026-11-20"; of a frozen month.
  std::vector<RankingPart> rankings;
  /// Agencies that sent anything, most records first; absent in documents of older versions, and
  /// where the intake did not tell.
  std::optional<std::vector<RecordAccount>> accounts;
};
BOOST_DESCRIBE_STRUCT(Figures, (),
                      (form, month, cut_at, judged_at, agencies, sources, events, previous_events,
                       alerts, previous_alerts, alerts_by_level, alerts_by_status, rules, incidents,
                       previous_incidents, incidents_closed, incidents_open, incidents_serious,
                       incidents_by_category, incidents_by_severity, notable, clocks,
                       public_reports, previous_public_reports, public_reports_accepted,
                       public_reports_closed, obligations, duties, most_overdue, experts,
                       experts_needed, activities, scores_frozen, scores_sha256, scores_addenda,
                       appeal_last_day, rankings, accounts))

/// Live events with a time in [from, to).
using CountEvents = std::function<Result<std::uint64_t>(Instant from, Instant to)>;

/// The same, of each source by its id; 0: senders that no source claims. `agency` and `sources` are
/// not read.
using CountRecords = std::function<std::map<std::int64_t, RecordAccount>()>;

struct FigureDeps {
  journal::StateStore& store;
  const directive::Directive& directive;
  obligations::ObligationService& obligations;
  const CountEvents& count_events;    ///< May be empty.
  const CountRecords& count_records;  ///< May be empty.
};

/// Sums over the sources of each agency, most records first.
Result<std::vector<RecordAccount>> TakeAccounts(journal::Reader& reader,
                                                const CountRecords& count_records);

/// Takes the cut. Drill play is left out.
Result<Figures> TakeFigures(const FigureDeps& deps, Month month, Instant now);

/// Canonical JSON and back.
std::string ToText(const Figures& figures);
/// \error kCorrupt  not such a text.
Result<Figures> ParseFigures(const std::string& text);

}  // namespace lachan::reports
