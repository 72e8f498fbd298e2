// SPDX-License-Identifier: Apache-2.0
/// \file
/// The directive as the API shows it.
#pragma once

#include <boost/describe/class.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "directive/describe.h"
#include "obligations/obligation_service.h"
#include "register/role_assignment.h"
#include "web_api/duty_view.h"

namespace lachan::web_api {

struct PartView {
  std::string id, title_vi, title_en, how_vi, how_en, rule_vi, rule_en, binds_vi, binds_en, source,
      confidence, reason_vi, reason_en;
  std::int64_t weight = 1;
  bool soft = false, measured = true;
  std::vector<AssuranceKind> forms;
  CountsView counts;
};
BOOST_DESCRIBE_STRUCT(PartView, (),
                      (id, title_vi, title_en, how_vi, how_en, rule_vi, rule_en, binds_vi, binds_en,
                       source, confidence, reason_vi, reason_en, weight, soft, measured, forms,
                       counts))

struct ObligationView {
  std::string id, title_vi, title_en;
  std::int64_t weight = 1;
  bool soft = false, measured = false;
  CountsView counts;
  std::vector<PartView> parts;
};
BOOST_DESCRIBE_STRUCT(ObligationView, (),
                      (id, title_vi, title_en, weight, soft, measured, counts, parts))

struct ClauseView {
  std::string id, title_vi, title_en, none_vi, none_en;
  CountsView counts;  ///< Over its own obligations and those that name it beside another.
  std::vector<ObligationView> obligations;
  std::vector<std::string> also;  ///< Obligations of other clauses that name it.
};
BOOST_DESCRIBE_STRUCT(ClauseView, (),
                      (id, title_vi, title_en, none_vi, none_en, counts, obligations, also))

struct DirectiveView {
  std::string id, version, title_vi, title_en;
  Instant as_of;
  std::vector<ClauseView> clauses;
};
BOOST_DESCRIBE_STRUCT(DirectiveView, (), (id, version, title_vi, title_en, as_of, clauses))

struct AgencyProgressView {
  std::int64_t agency_id = 0;
  CountsView counts;
};
BOOST_DESCRIBE_STRUCT(AgencyProgressView, (), (agency_id, counts))
struct ProgressView {
  Instant as_of;
  std::vector<AgencyProgressView> rows;
};
BOOST_DESCRIBE_STRUCT(ProgressView, (), (as_of, rows))

struct SentenceView {
  std::string text, sha256, clause;
};
BOOST_DESCRIBE_STRUCT(SentenceView, (), (text, sha256, clause))
struct TextView {
  std::int64_t id = 0;  ///< 0: no text is attached.
  std::string number;
  std::optional<CivilDate> signed_on;
  std::string sha256, attached_by;
  std::optional<Instant> attached_at;
  std::optional<std::int64_t> evidence_file_id;
  bool is_demo = false;
  std::vector<SentenceView> sentences;
};
BOOST_DESCRIBE_STRUCT(TextView, (),
                      (id, number, signed_on, sha256, attached_by, attached_at, evidence_file_id,
                       is_demo, sentences))
struct MatchBody {
  schema::Line<64, 64> sentence;  ///< Its SHA-256.
  schema::Line<0, 40> clause;     ///< Empty: it belongs to none.
};
BOOST_DESCRIBE_STRUCT(MatchBody, (), (sentence, clause))

struct EditionFile {
  std::string path;  ///< "obligations.yaml"
  std::string text;
};
BOOST_DESCRIBE_STRUCT(EditionFile, (), (path, text))
struct EditionBody {
  std::vector<EditionFile> files;
};
BOOST_DESCRIBE_STRUCT(EditionBody, (), (files))
struct DirectiveFinding {
  std::string severity, code, message, hint, file;
  std::int64_t line = 0, column = 0;
};
BOOST_DESCRIBE_STRUCT(DirectiveFinding, (), (severity, code, message, hint, file, line, column))
struct DifferenceView {
  std::string kind, what, id, field, before, after, title_vi, title_en, clause;
  std::vector<std::string> kinds, roles;
};
BOOST_DESCRIBE_STRUCT(DifferenceView, (),
                      (kind, what, id, field, before, after, title_vi, title_en, clause, kinds,
                       roles))
struct EditionView {
  std::string id, version;  ///< Empty where the edition has faults.
  std::vector<DirectiveFinding> findings;
  std::vector<DifferenceView> differences_vi, differences_en;
};
BOOST_DESCRIBE_STRUCT(EditionView, (), (id, version, findings, differences_vi, differences_en))

struct StepView {
  std::string code, text_vi, text_en;
  std::int64_t fact_id = 0;  ///< 0: none.
};
BOOST_DESCRIBE_STRUCT(StepView, (), (code, text_vi, text_en, fact_id))
struct ExplainedView {
  DutyView duty;
  std::string rule_vi, rule_en, binds_vi, binds_en;
  std::vector<StepView> steps;
};
BOOST_DESCRIBE_STRUCT(ExplainedView, (), (duty, rule_vi, rule_en, binds_vi, binds_en, steps))
struct ExplanationView {
  Instant as_of;
  std::vector<ExplainedView> duties;
};
BOOST_DESCRIBE_STRUCT(ExplanationView, (), (as_of, duties))

struct ReasonBody {
  schema::Line<1, 300> reason;
};
BOOST_DESCRIBE_STRUCT(ReasonBody, (), (reason))
struct EndBody {
  CivilDate from_day{};  ///< First day no longer.
  schema::Line<1, 300> reason;
};
BOOST_DESCRIBE_STRUCT(EndBody, (), (from_day, reason))

struct HolderView {
  std::int64_t id = 0;
  AssignedRole role = AssignedRole::coordinator;
  std::string name, basis, address, email, phone;
  std::optional<std::int64_t> agency_id;
  CivilDate from_day{};
  std::optional<CivilDate> last_day;
};
BOOST_DESCRIBE_STRUCT(HolderView, (),
                      (id, role, name, basis, address, email, phone, agency_id, from_day, last_day))
struct HoldersView {
  CivilDate on{};
  std::vector<HolderView> rows;
};
BOOST_DESCRIBE_STRUCT(HoldersView, (), (on, rows))

DirectiveView View(const directive::Directive& directive,
                   const std::map<std::string, obligations::StatusCounts>& counts);
DirectiveFinding View(const Diagnostic& finding);
DifferenceView View(const directive::Difference& difference);

}  // namespace lachan::web_api
