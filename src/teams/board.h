// SPDX-License-Identifier: Apache-2.0
/// \file
/// Teams as pages show them: one agency with all that is missing, and the quotas of all agencies.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "journal/state_store.h"
#include "teams/contacts.h"
#include "teams/entities.h"
#include "teams/text_formats.h"

namespace lachan::teams {

BOOST_DEFINE_ENUM_CLASS(CertificateState, valid, expiring, expired)

struct CertificateLine {
  std::int64_t id = 0;
  std::string name, issuer, number;
  CivilDate issued_on{};
  std::optional<CivilDate> expires_on;
  CertificateState state = CertificateState::valid;
  std::optional<std::int64_t> evidence_file_id;
};
BOOST_DESCRIBE_STRUCT(CertificateLine, (),
                      (id, name, issuer, number, issued_on, expires_on, state, evidence_file_id))

struct ExpertLine {
  std::int64_t id = 0;
  std::string name, position, employer;
  Employment employment = Employment::in_house;
  std::optional<ExpertDomain> domain;
  std::optional<CivilDate> contract_until;
  bool is_qualified = false;
  std::optional<std::int64_t> qualification_id;  ///< Of the decision in force.
  std::string basis, decided_by;
  std::optional<CivilDate> decided_on, qualified_until;
  std::vector<CertificateLine> certificates;
};
BOOST_DESCRIBE_STRUCT(ExpertLine, (),
                      (id, name, position, employer, employment, domain, contract_until,
                       is_qualified, qualification_id, basis, decided_by, decided_on,
                       qualified_until, certificates))

struct TeamLine {
  Team team;
  std::vector<TeamMember> members;  ///< Who is in it today; leader first.
};
BOOST_DESCRIBE_STRUCT(TeamLine, (), (team, members))

struct ContactLine {
  ContactPoint contact;
  ConfirmState state = ConfirmState::never;
  std::optional<CivilDate> confirmed_until;
  std::optional<Instant> link_expires_at;  ///< Of a link that is open.
  std::optional<ContactCheck> last_check;
};
BOOST_DESCRIBE_STRUCT(ContactLine, (),
                      (contact, state, confirmed_until, link_expires_at, last_check))

/// An agency's teams, experts and contacts, and what is missing.
struct TeamBoard {
  std::int64_t agency_id = 0;
  std::string agency_name;
  bool is_coordinator = false;
  std::vector<TeamLine> teams;
  std::vector<ExpertLine> experts;
  std::vector<ContactLine> contacts;
  std::vector<ContactRole> missing_roles;
  std::int64_t qualified = 0, required = 0;
  bool is_hard = false;  ///< The quota binds; else it is encouraged.
  std::int64_t confirm_months = 0;
};
BOOST_DESCRIBE_STRUCT(TeamBoard, (),
                      (agency_id, agency_name, is_coordinator, teams, experts, contacts,
                       missing_roles, qualified, required, is_hard, confirm_months))

/// met · short (the quota binds) · encouraged (it does not bind and is not reached)
BOOST_DEFINE_ENUM_CLASS(QuotaState, met, short_of, encouraged)

struct QuotaRow {
  std::int64_t agency_id = 0;
  std::string agency_name;
  AgencyKind kind = AgencyKind::department;
  bool is_coordinator = false;
  std::int64_t teams = 0, members = 0, experts = 0, qualified = 0, required = 0;
  QuotaState quota = QuotaState::met;
  std::vector<ContactRole> missing_roles;
  std::int64_t contacts = 0;
  ConfirmState confirmation = ConfirmState::never;  ///< The worst among its contacts.
  std::optional<CheckOutcome> publication;          ///< The worst among its last checks.
  std::int64_t certificates_expiring = 0, certificates_expired = 0;
};
BOOST_DESCRIBE_STRUCT(QuotaRow, (),
                      (agency_id, agency_name, kind, is_coordinator, teams, members, experts,
                       qualified, required, quota, missing_roles, contacts, confirmation,
                       publication, certificates_expiring, certificates_expired))
struct QuotaTable {
  std::vector<QuotaRow> rows;  ///< The coordinator first, then by kind and name.
  std::int64_t required_province = 0, required_agency = 0;
};
BOOST_DESCRIBE_STRUCT(QuotaTable, (), (rows, required_province, required_agency))

/// A contact point in the list of all confirmations.
struct ConfirmationRow {
  ContactLine line;
  std::string agency_name;
};
BOOST_DESCRIBE_STRUCT(ConfirmationRow, (), (line, agency_name))
struct ConfirmationTable {
  std::vector<ConfirmationRow> rows;  ///< The most urgent first.
  std::int64_t confirmed = 0, due = 0, expired = 0, never = 0;
};
BOOST_DESCRIBE_STRUCT(ConfirmationTable, (), (rows, confirmed, due, expired, never))

/// Reads the registers for pages. Thread-safe.
class Boards {
 public:
  struct Options {
    int province_experts = 5;  ///< \source directive 2.d: binds the province's team
    int agency_experts = 1;    ///< \source directive 1.d: encouraged
    int certificate_warning_days = 60;
    ContactRules rules = {};
  };
  struct Deps {
    journal::StateStore& store;
    const Clock& clock;
  };
  Boards(Options options, Deps deps) : options_(std::move(options)), deps_(deps) {}

  /// \error kNotFound  no such agency within reach.
  Result<TeamBoard> Of(const journal::Caller& caller, AgencyId agency);
  /// Agencies that exist today, within reach.
  Result<QuotaTable> Quotas(const journal::Caller& caller);
  /// Contact points of agencies that exist today, within reach.
  Result<ConfirmationTable> Confirmations(const journal::Caller& caller);
  /// What the register knows of the province's team, for RFC 2350; settings fill the rest.
  Result<CsirtProfile> Profile(AgencyId coordinator);

 private:
  Options options_;
  Deps deps_;
};

}  // namespace lachan::teams
