// SPDX-License-Identifier: Apache-2.0
/// \file
/// The ledgers of what agencies do for their security. What was done is dated by the day it
/// happened, is withdrawn rather than rewritten, and writes the fact that discharges a duty.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "assurance/entities.h"
#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

// ---- systems ----------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(CheckKind, scan, hunt)
BOOST_DEFINE_ENUM_CLASS(CheckResult, clean, findings, failed)

/// A vulnerability scan or a threat hunt of one system; the two have a timer each (1.c).
struct SystemCheck : schema::Row {
  AgencyId agency_id;
  SystemId system_id;
  CheckKind kind = CheckKind::scan;
  CivilDate performed_on{};
  CheckResult result = CheckResult::clean;
  schema::Number<0, 100000> findings;  ///< How many weaknesses or traces.
  schema::Line<0, 200> provider;       ///< Who did it, when not the agency itself.
  schema::Line<0, 200> method;         ///< Tool, or hypothesis of the hunt.
  schema::Paragraph<8000> summary;
  std::optional<Id<EvidenceFile>> evidence_file_id;
  schema::Computed<Origin> origin;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(SystemCheck, (schema::Row),
                      (agency_id, system_id, kind, performed_on, result, findings, provider, method,
                       summary, evidence_file_id, origin, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<SystemCheck>{
    .name = "system_check", .path = "system-checks", .tenancy = Tenancy::kAgency, .title = "kind"};
LACHAN_ENTITY(SystemCheck);

/// current → outdated when the system changes after it → superseded by the next version.
BOOST_DEFINE_ENUM_CLASS(PlanState, current, outdated, superseded)

/// A version of a system's response plan (1.c).
struct ResponsePlan : schema::Row {
  AgencyId agency_id;
  SystemId system_id;
  schema::Line<1, 40> version_label;
  CivilDate issued_on{};
  schema::Line<0, 120> decision;      ///< Number of the paper that issued it.
  schema::Paragraph<4000> scenarios;  ///< One a line.
  std::optional<Id<EvidenceFile>> evidence_file_id;
  schema::Computed<PlanState> state;
  schema::Computed<std::optional<CivilDate>> outdated_since;
  schema::Computed<schema::Line<0, 200>> outdated_by;  ///< Fields of the system that changed.
  schema::Computed<Origin> origin;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(ResponsePlan, (schema::Row),
                      (agency_id, system_id, version_label, issued_on, decision, scenarios,
                       evidence_file_id, state, outdated_since, outdated_by, origin, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<ResponsePlan>{.name = "response_plan",
                                                              .path = "response-plans",
                                                              .tenancy = Tenancy::kAgency,
                                                              .title = "version_label"};
LACHAN_ENTITY(ResponsePlan);

// ---- drills -----------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(DrillScope, system, province)

/// A drill; live-fire ones discharge the yearly duty (1.c, 2.b).
struct Drill : schema::Row {
  AgencyId agency_id;
  DrillScope scope = DrillScope::system;
  std::optional<SystemId> system_id;
  schema::Line<1, 200> title;
  CivilDate held_on{};
  bool is_live_fire = false;  ///< Against real systems, without a script known to the defenders.
  schema::Paragraph<4000> scenario;
  schema::Number<0, 100000> participants;
  schema::Line<0, 300> units;  ///< Who took part.
  AssuranceResult result = AssuranceResult::done;
  schema::Paragraph<8000> lessons;
  std::optional<Id<EvidenceFile>> evidence_file_id;
  schema::Computed<Origin> origin;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(Drill, (schema::Row),
                      (agency_id, scope, system_id, title, held_on, is_live_fire, scenario,
                       participants, units, result, lessons, evidence_file_id, origin, is_demo))
template <>
inline constexpr const char* kReferenceName<Drill> = "drill";
template <>
inline constexpr schema::Naming schema::kNaming<Drill>{
    .name = "drill", .path = "drills", .tenancy = Tenancy::kAgency, .title = "title"};
LACHAN_ENTITY(Drill);

/// A lesson of a drill as work to be done.
struct DrillTask : schema::Row {
  AgencyId agency_id;
  Id<Drill> drill_id;
  schema::Line<1, 300> title;
  schema::Line<0, 120> responsible;
  CivilDate due_on{};
  std::optional<CivilDate> done_on;
  schema::Paragraph<2000> note;
};
BOOST_DESCRIBE_STRUCT(DrillTask, (schema::Row),
                      (agency_id, drill_id, title, responsible, due_on, done_on, note))
template <>
inline constexpr schema::Naming schema::kNaming<DrillTask>{
    .name = "drill_task", .path = "drill-tasks", .tenancy = Tenancy::kAgency, .title = "title"};
LACHAN_ENTITY(DrillTask);

// ---- devices and accounts ---------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(DeviceKind, computer, server, storage, network, mobile, printer, camera,
                        other)
BOOST_DEFINE_ENUM_CLASS(DeviceState, in_use, in_repair, retired)

/// A device (1.đ). The secret itself is never entered here, only that a device holds some.
struct Device : schema::Row {
  AgencyId agency_id;
  schema::Line<1, 120> code;  ///< Label or serial number.
  schema::Line<1, 200> name;
  DeviceKind kind = DeviceKind::computer;
  DeviceState state = DeviceState::in_use;
  schema::Line<0, 120> holder;
  schema::Line<0, 200> place;
  bool holds_secrets = false;  ///< Used for state secrets.
  bool reaches_internet = false;
  std::optional<CivilDate> in_use_since;
  schema::Computed<std::optional<CivilDate>> checked_on;  ///< Last check on the ledger.
  schema::Paragraph<2000> note;
};
BOOST_DESCRIBE_STRUCT(Device, (schema::Row),
                      (agency_id, code, name, kind, state, holder, place, holds_secrets,
                       reaches_internet, in_use_since, checked_on, note))
template <>
inline constexpr const char* kReferenceName<Device> = "device";
template <>
inline constexpr schema::Naming schema::kNaming<Device>{
    .name = "device", .path = "devices", .tenancy = Tenancy::kAgency};
LACHAN_ENTITY(Device);

BOOST_DEFINE_ENUM_CLASS(DeviceEventKind, check, wipe, repair)

/// A check, a wiping or a repair of a device, or a check of the whole stock (1.đ).
struct DeviceEvent : schema::Row {
  AgencyId agency_id;
  std::optional<Id<Device>> device_id;  ///< None: all devices of the agency.
  DeviceEventKind kind = DeviceEventKind::check;
  CivilDate performed_on{};
  AssuranceResult result = AssuranceResult::done;
  schema::Line<0, 200> performed_by;
  schema::Line<0, 200> accompanied_by;  ///< Who stood by during a repair by others.
  schema::Line<0, 200> method;
  schema::Paragraph<4000> note;
  std::optional<Id<EvidenceFile>> evidence_file_id;
  schema::Computed<Origin> origin;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(DeviceEvent, (schema::Row),
                      (agency_id, device_id, kind, performed_on, result, performed_by,
                       accompanied_by, method, note, evidence_file_id, origin, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<DeviceEvent>{
    .name = "device_event", .path = "device-events", .tenancy = Tenancy::kAgency, .title = "kind"};
LACHAN_ENTITY(DeviceEvent);

/// What an agency attests of accounts, networks and mail for a month (1.e).
struct AccountAttestation : schema::Row {
  AgencyId agency_id;
  schema::Line<7, 7> period;  ///< yyyy-mm.
  CivilDate attested_on{};
  schema::Number<0, 100000> accounts;         ///< In use.
  schema::Number<0, 100000> shared_accounts;  ///< Used by more than one person.
  schema::Number<0, 100000> stale_passwords;  ///< Older than the policy allows.
  schema::Number<0, 3650> password_days = 90;
  bool official_mail_only = true;
  bool dedicated_network_only = true;
  schema::Line<0, 120> attested_by;
  schema::Paragraph<2000> note;
  std::optional<Id<EvidenceFile>> evidence_file_id;
  schema::Computed<Origin> origin;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(AccountAttestation, (schema::Row),
                      (agency_id, period, attested_on, accounts, shared_accounts, stale_passwords,
                       password_days, official_mail_only, dedicated_network_only, attested_by, note,
                       evidence_file_id, origin, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<AccountAttestation>{.name = "account_attestation",
                                                                    .path = "account-attestations",
                                                                    .tenancy = Tenancy::kAgency,
                                                                    .title = "period"};
LACHAN_ENTITY(AccountAttestation);

}  // namespace lachan
