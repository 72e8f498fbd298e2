// SPDX-License-Identifier: Apache-2.0
/// \file
/// A directive as data: what its clauses ask, of whom, by when, and which facts discharge it.
/// Filled by CompileDirective (compile.h) from a folder of YAML; docs/formats/directive.md has the
/// schema. Plain values: copied, compared and shared freely, never changed after compiling.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/time.h"
#include "directive/time_limit.h"

namespace lachan::directive {

enum class Language { kVietnamese, kEnglish };

/// A text for people, in our own words.
struct Text {
  std::string vi;
  std::string en;
  const std::string& In(Language language) const {
    return language == Language::kVietnamese ? vi : en;
  }
};

/// How sure an entry of the data is. `kProposal`: not law; an operator decides.
enum class Confidence { kHigh, kMediumHigh, kMedium, kLow, kProposal };
std::string_view ToString(Confidence confidence);

/// Half-open stretch of time; a missing end is open.
struct Validity {
  std::optional<Instant> from;
  std::optional<Instant> to;  ///< First instant no longer valid.
  bool Contains(Instant instant) const {
    return (!from || *from <= instant) && (!to || instant < *to);
  }
};

/// A clause of the directive. The official text is attached by an operator; `text_sha256` then
/// ties our reading to it.
struct Clause {
  std::string id;  ///< "1.a" … "6.c", "final".
  Text title;
  std::string text_sha256;  ///< Hex; empty while no text is attached.
  Validity validity;
  Text none;  ///< Why no obligation hangs on it; empty when one does.
};

/// A role held by an agency for a time, e.g. the coordinating unit.
struct RoleTerm {
  std::string role;         ///< "coordinator", "finance", …
  std::string agency_code;  ///< Code of the agency in the register.
  Validity validity;
  Confidence confidence = Confidence::kHigh;
};

/// A conjunction of alternatives over named attributes, e.g. `serious`, `!closed`,
/// `level=4|level=5`. A bare name is true when the attribute is "true" or "1".
struct Condition {
  struct Literal {
    std::string name;
    std::string value;  ///< Empty: the bare form.
    bool negated = false;
  };
  std::vector<std::vector<Literal>> all_of;  ///< Each inner list: one must hold.

  bool empty() const { return all_of.empty(); }
  /// \param attributes  Name and value pairs; a missing name reads as empty text.
  bool Holds(const std::vector<std::pair<std::string, std::string>>& attributes) const;
};

/// Facts of one kind that satisfy a condition.
struct FactPattern {
  std::string kind;
  Condition when;
};

/// Whom a part binds: agencies of these kinds, or holders of these roles.
struct Binding {
  std::vector<std::string> kinds;
  std::vector<std::string> roles;
  Validity validity;
};

/// The first date by which something must be there.
struct FirstDue {
  /// Where `grace` starts.
  enum class Anchor {
    kBound,        ///< When the agency (or its system) came under the duty.
    kInOperation,  ///< When the system went into operation ("assess before use").
  };
  std::optional<Instant> fixed;  ///< First instant of breach for those whose anchor lies before it.
  Anchor anchor = Anchor::kBound;
  /// For the others: counted from the anchor. Empty: a one-off date that is not asked of those who
  /// came after it.
  std::optional<TimeLimit> grace;
  bool skip_existing = false;  ///< Systems already in operation when the duty began are not bound.
};

/// Something must exist, and where stated be renewed: a team, an approved level, a scan.
struct StateRule {
  FirstDue first_due;
  int at_least = 1;      ///< Number of different evidences that must hold at once.
  std::string distinct;  ///< Attribute that tells them apart ("expert", "layer"); may be empty.
  std::optional<TimeLimit> valid_for;  ///< Evidence lapses after this; empty: it stays.
  struct Reopening {
    FactPattern fact;  ///< E.g. system.changed, contact.missing.
    TimeLimit within;  ///< Time to bring fresh evidence.
  };
  std::vector<Reopening> reopened_by;
};

/// Once in every calendar month or year: reports, rankings, drills.
struct PeriodRule {
  enum class Unit { kMonth, kYear };
  Unit unit = Unit::kYear;
  int due_month = 0;  ///< Year: month of the date; 0 = the end of the year. Month: unused.
  int due_day = 0;    ///< Year: day; month: day of the *next* month; 0 = the end of the period.
  bool inclusive = false;  ///< False for "before" (trước ngày): the day itself is late.
  bool judge_partial_first =
      true;       ///< Whether a period that was already running when the duty began counts.
  int keep = 13;  ///< How many ended periods are reported, newest first.
};

/// Each fact of a kind starts a duty of its own.
struct EventRule {
  FactPattern trigger;
  std::string link;  ///< Attribute that evidence shares with the trigger ("finding").
  std::string
      t0_attribute;  ///< Attribute with the instant that starts the limit; empty: the fact's own.
  std::string
      due_attribute;  ///< Attribute with an explicit first instant of breach; wins over `limit`.
  TimeLimit limit;
  int keep_months = 13;  ///< Closed ones are reported this long.
};

/// Nothing of a kind may happen; counts only where somebody looked (Part::evidence).
struct AbsenceRule {
  FactPattern breach;
  std::string closed_by;  ///< Kind that closes a breach with the same `link`.
  std::string link;       ///< "breach".
  int window_days = 30;   ///< Breaches of this many past days count.
  int seen_days = 35;     ///< How fresh the evidence must be that somebody looked.
};

/// Not measured: says so, never counts.
struct NoRule {};

using Rule = std::variant<NoRule, StateRule, PeriodRule, EventRule, AbsenceRule>;

/// Where the knowledge about a part comes from.
enum class Measured {
  kComputed,       ///< From what the product itself saw (logs, clocks, its own records).
  kDeclared,       ///< From evidence that people enter.
  kNotMeasurable,  ///< Cannot be told yet; `reason` says why.
};
std::string_view ToString(Measured measured);

/// The smallest thing that can be met or missed. Hunting and scanning are two parts of one
/// obligation, with a timer each.
struct Part {
  enum class Per { kAgency, kSystem };
  std::string id;  ///< "OB-05.scan", or the obligation's id when it has one part.
  Text title;
  Text how_to;  ///< What discharges it, for a part-time officer.
  Per per = Per::kAgency;
  std::vector<Binding> binds;
  bool systems_of_province = false;  ///< Per system: all systems, not only the bound agency's own.
  int min_level = 0;                 ///< Per system: levels below are not bound; 0: all.
  Measured measured = Measured::kDeclared;
  Text reason;        ///< Of kNotMeasurable.
  bool soft = false;  ///< Encouraged, not demanded.
  int weight = 1;     ///< Against the other duties of one indicator.
  std::vector<FactPattern> evidence;
  bool evidence_of_province =
      false;  ///< True: facts of any agency count, not only the bound one's.
  std::vector<std::string> discharge_with;  ///< Evidence forms (EvidenceForm::id).
  int due_soon_days = 30;
  Validity validity;  ///< Of the part; for events, of the instant the duty arose.
  Confidence confidence = Confidence::kHigh;
  std::string source;  ///< Instrument and clause behind the figures.
  Rule rule;
};

/// One of the directive's obligations.
struct Obligation {
  std::string id;  ///< "OB-01" … "OB-33".
  std::string clause;
  std::vector<std::string> also_clauses;
  Text title;
  std::vector<Part> parts;
};

/// A kind of fact that the directive reads.
struct FactKind {
  std::string kind;
  Text title;
  std::vector<std::string> attributes;
  std::string written_by;  ///< Part of the product that writes it, besides forms; may be empty.
};

/// A form in which people enter evidence.
struct EvidenceForm {
  std::string id;    ///< "scan", "hunt", "response_plan", …
  std::string fact;  ///< Kind of fact that saving it writes.
  Part::Per per = Part::Per::kAgency;
  Text title;
  std::vector<std::string> attributes;  ///< That the form must ask for.
};

/// A kind of agency that bindings and scorecards name.
struct AgencyKind {
  std::string id;  ///< "department", "commune", "enterprise", …
  Text title;
};

/// One reporting clock of an incident.
struct IncidentClockRule {
  std::string code;  ///< "O1", "N2", …
  std::string regime;
  Text title;
  Condition when;               ///< Over the incident's attributes; empty: every incident.
  std::vector<std::string> t0;  ///< Moments, first known one counts; "detection" is always known.
  std::optional<TimeLimit> limit;  ///< Empty: lasts as long as the incident, no instant of breach.
  Text recipient;
  std::string recipient_role;  ///< Who that is on a day, as assigned; may be empty.
  std::string form;
  std::vector<FactPattern> discharged_by;
  std::string clause;
  Confidence confidence = Confidence::kHigh;
};

/// A proposed grade of severity (not law).
struct SeverityGrade {
  std::string code;  ///< "M1" … "M4".
  Text title;
  Text criteria;
  Condition when;
  Confidence confidence = Confidence::kProposal;
};

struct IncidentRules {
  struct Regime {
    std::string id;  ///< "2017", "2026".
    Text title;
    Validity validity;  ///< Of the detection.
  };
  std::vector<Regime> regimes;
  std::chrono::minutes immediate_tolerance{60};  ///< "ngay" counts as missed after this.
  std::vector<IncidentClockRule> clocks;
  std::vector<SeverityGrade> severities;
};

/// One line of a scorecard.
struct Indicator {
  std::string id;
  std::string group;
  Text title;
  int weight = 0;                  ///< Share of the set's 100 points.
  std::vector<std::string> parts;  ///< Part ids that feed it.
  int window_months = 12;          ///< Event and period duties that fell due in this time count.
};

/// What one kind of agency is measured by.
struct IndicatorSet {
  std::string id;
  Text title;
  std::vector<std::string> kinds;
  std::vector<Indicator> indicators;
};

struct Band {
  std::string code;  ///< "A" … "E".
  Text title;
  int from_centi = 0;  ///< Lowest score in hundredths of a percent that belongs to it.
};

/// Rules of the ranking for a stretch of months.
struct Scorecard {
  std::string id;
  Validity validity;
  int late_earned = 1;  ///< A duty met late earns late_earned / late_possible of its points.
  int late_possible = 2;
  int min_measured_weight = 50;   ///< Below this an agency is shown but not ranked.
  bool tie_fewer_overdue = true;  ///< Equal scores: fewer overdue duties first; else they share.
  std::vector<IndicatorSet> sets;
  std::vector<Band> bands;  ///< Best first.
  Confidence confidence = Confidence::kProposal;
};

/// Everything a directive says.
struct Directive {
  std::string id;
  std::string version;
  Text title;
  Validity validity;
  std::vector<AgencyKind> agency_kinds;
  std::vector<RoleTerm> roles;
  std::vector<Clause> clauses;
  std::vector<FactKind> fact_kinds;
  std::vector<EvidenceForm> evidence_forms;
  std::vector<Obligation> obligations;
  std::vector<Holiday> holidays;  ///< All entries, disabled ones included.
  std::vector<CivilDate> make_up_days;
  std::vector<int> rest_weekdays;
  HolidayCalendar calendar;  ///< Of the enabled entries.
  IncidentRules incidents;
  std::vector<Scorecard> scorecards;

  /// Borrowed; null when there is none.
  const Obligation* FindObligation(std::string_view id) const;
  const Part* FindPart(std::string_view id) const;
  const Clause* FindClause(std::string_view id) const;
  /// The one valid at `instant`.
  const Scorecard* ScorecardAt(Instant instant) const;
};

}  // namespace lachan::directive
