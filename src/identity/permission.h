// SPDX-License-Identifier: Apache-2.0
/// \file
/// Who may do what: one constant table, one line a resource. A route needs a Permission, and a
/// Permission can only be made of a resource that has a line here (checked by the compiler).
#pragma once

#include <boost/describe/enum.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace lachan::identity {

/// Roles of people. Order is that of the columns below; names reach the store, never rename.
BOOST_DEFINE_ENUM_CLASS(Role, soc_analyst, coordinator, agency_officer, management, inspector,
                        enterprise, partner, administrator)
inline constexpr std::size_t kRoleCount = 8;

enum class Action : std::uint8_t { kRead, kWrite };

/// Reach of one role on one resource.
///   "R" read all   "W" write all   "r" read own agency   "w" write own agency   "" nothing
struct PolicyRow {
  std::string_view resource;
  std::array<std::string_view, kRoleCount> cells;
};

// clang-format off
inline constexpr PolicyRow kPolicy[] = {
  //                       SOC   coord officer manage inspec enterp partner admin
  {"event",              {"R",   "R",  "r",    "",    "R",   "",    "",     ""}},
  {"alert",              {"RW",  "RW", "r",    "",    "R",   "",    "",     ""}},
  {"rule",               {"RW",  "R",  "",     "",    "R",   "",    "",     "RW"}},
  {"saved_search",       {"RW",  "RW", "rw",   "",    "RW",  "",    "",     ""}},
  {"event_export",       {"RW",  "RW", "rw",   "",    "RW",  "",    "",     ""}},
  {"hunt",               {"RW",  "RW", "r",    "",    "R",   "",    "",     ""}},
  {"legal_hold",         {"R",   "RW", "r",    "R",   "R",   "",    "",     ""}},
  {"source",             {"RW",  "R",  "r",    "",    "R",   "",    "",     "RW"}},
  {"incident",           {"RW",  "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"incident_task",      {"RW",  "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"incident_note",      {"RW",  "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"public_report",      {"RW",  "RW", "r",    "",    "R",   "",    "",     ""}},
  {"agency",             {"R",   "RW", "R",    "R",   "R",   "r",   "R",    "RW"}},
  {"reorganisation",     {"R",   "RW", "",     "R",   "R",   "",    "",     "RW"}},
  {"system",             {"R",   "RW", "rw",   "R",   "R",   "",    "",     "RW"}},
  {"address_range",      {"R",   "RW", "r",    "",    "R",   "",    "",     "RW"}},
  {"contact_point",      {"R",   "RW", "rw",   "R",   "R",   "rw",  "R",    "R"}},
  {"contact_link",       {"R",   "RW", "rw",   "R",   "R",   "rw",  "",     "R"}},
  {"contact_check",      {"R",   "RW", "rw",   "R",   "R",   "rw",  "",     "R"}},
  {"team",               {"R",   "RW", "rw",   "R",   "R",   "rw",  "",     "R"}},
  {"team_member",        {"R",   "RW", "rw",   "R",   "R",   "rw",  "",     "R"}},
  {"expert",             {"R",   "RW", "rw",   "R",   "R",   "rw",  "",     "R"}},
  {"certificate",        {"R",   "RW", "rw",   "R",   "R",   "rw",  "",     "R"}},
  {"qualification",      {"R",   "RW", "r",    "RW",  "R",   "r",   "",     "R"}},
  {"duty_shift",         {"R",   "RW", "r",    "R",   "R",   "rw",  "",     "R"}},
  {"roster_month",       {"R",   "RW", "r",    "R",   "R",   "rw",  "",     "R"}},
  {"supplier",           {"R",   "RW", "rw",   "R",   "R",   "",    "",     "R"}},
  {"system_product",     {"R",   "RW", "rw",   "R",   "R",   "",    "",     "R"}},
  {"system_domain",      {"R",   "RW", "r",    "R",   "R",   "",    "",     "RW"}},
  {"system_link",        {"R",   "RW", "rw",   "R",   "R",   "",    "",     "R"}},
  {"system_supplier",    {"R",   "RW", "rw",   "R",   "R",   "",    "",     "R"}},
  {"dossier",            {"R",   "RW", "rw",   "RW",  "R",   "",    "",     "R"}},
  {"dossier_part",       {"R",   "RW", "rw",   "R",   "R",   "",    "",     "R"}},
  {"dossier_review",     {"",    "RW", "",     "RW",  "",    "",    "",     ""}},
  {"system_control",     {"R",   "RW", "rw",   "R",   "R",   "",    "",     "R"}},
  {"regulation",         {"R",   "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"readiness_check",    {"R",   "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"assurance_record",   {"RW",  "RW", "rw",   "R",   "R",   "rw",  "",     ""}},
  {"evidence_file",      {"RW",  "RW", "rw",   "R",   "RW",  "rw",  "",     ""}},
  {"inspection",         {"",    "RW", "r",    "R",   "RW",  "r",   "",     ""}},
  {"inspection_item",    {"",    "RW", "r",    "R",   "RW",  "r",   "",     ""}},
  {"inspection_remedy",  {"",    "RW", "rw",   "R",   "RW",  "rw",  "",     ""}},
  {"inspection_reply",   {"",    "RW", "rw",   "",    "RW",  "rw",  "",     ""}},
  {"system_check",       {"RW",  "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"response_plan",      {"R",   "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"drill",              {"RW",  "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"drill_task",         {"RW",  "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"device",             {"",    "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"device_event",       {"",    "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"account_attestation",{"R",   "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"supplier_review",    {"R",   "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"training",           {"R",   "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"campaign",           {"R",   "RW", "rw",   "R",   "R",   "rw",  "",     ""}},
  {"budget",             {"",    "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"budget_proposal",    {"",    "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"layer_evidence",     {"R",   "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"import_receipt",     {"R",   "R",  "r",    "",    "R",   "r",   "",     "R"}},
  {"finding",            {"RW",  "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"finding_import",     {"RW",  "RW", "rw",   "",    "R",   "",    "",     ""}},
  {"finding_request",    {"RW",  "RW", "rw",   "RW",  "R",   "",    "",     ""}},
  {"finding_decision",   {"",    "RW", "",     "RW",  "",    "",    "",     ""}},
  {"advisory",           {"RW",  "RW", "",     "R",    "R",   "",    "",     ""}},
  {"advisory_issue",     {"",    "RW", "",     "",     "",    "",    "",     ""}},
  {"advisory_addition",  {"R",   "RW", "",     "R",    "R",   "",    "",     ""}},
  {"advisory_delivery",  {"R",   "RW", "rw",   "R",    "R",   "rw",  "",     ""}},
  {"advisory_answer",    {"R",   "RW", "rw",   "R",    "R",   "rw",  "",     ""}},
  {"exploit_list",       {"RW",  "RW", "R",    "R",   "R",   "",    "",     ""}},
  {"scan_authorisation", {"RW",  "RW", "rw",   "R",   "R",   "",    "",     ""}},
  {"scan_approval",      {"",    "RW", "",     "RW",  "",    "",    "",     ""}},
  {"scan_exclusion",     {"RW",  "RW", "rw",   "",    "R",   "",    "",     ""}},
  {"scan_job",           {"RW",  "RW", "r",    "",    "R",   "",    "",     ""}},
  {"duty",               {"R",   "R",  "r",    "R",   "R",   "r",   "",     ""}},
  {"duty_relief",        {"R",   "RW", "rw",   "RW",  "R",   "rw",  "",    ""}},
  {"role_assignment",    {"R",   "RW", "R",    "R",   "R",   "R",   "R",    "RW"}},
  {"directive_text",     {"R",   "RW", "R",    "R",   "R",   "R",   "",     "RW"}},
  {"ranking",            {"R",   "RW", "r",    "RW",  "R",   "r",   "",     ""}},
  {"scorecard",          {"",    "RW", "",     "RW",  "R",   "",    "",     ""}},
  {"score_appeal",       {"",    "RW", "rw",   "RW",  "R",   "rw",  "",     ""}},
  {"document",           {"",    "RW", "r",    "RW",  "R",   "",    "",     ""}},
  {"message",            {"",    "RW", "",     "",    "R",   "",    "",     "RW"}},
  {"account",            {"R",   "R",  "",     "",    "",    "",    "",     "RW"}},
  {"api_token",          {"",    "",   "",     "",    "",    "",    "",     "RW"}},
  {"audit",              {"",    "R",  "r",    "R",   "R",   "",    "",     "R"}},
  {"health",             {"R",   "R",  "",     "",    "R",   "",    "",     "R"}},
};
// clang-format on

constexpr const PolicyRow* FindPolicy(std::string_view resource) {
  for (const auto& row : kPolicy) {
    if (row.resource == resource) return &row;
  }
  return nullptr;
}

/// What a route needs. Has no default: a route without one does not compile.
class Permission {
 public:
  /// Every signed-in account (own profile, sign-out).
  static consteval Permission AnyAccount() { return Permission({}, Action::kRead, Kind::kAccount); }
  /// No account needed. Routes that carry it are listed in a test; a new one needs a review.
  static consteval Permission Public() { return Permission({}, Action::kRead, Kind::kPublic); }
  /// A log source's token (intake).
  static consteval Permission SourceToken() {
    return Permission({}, Action::kWrite, Kind::kSourceToken);
  }

  constexpr std::string_view resource() const { return resource_; }
  constexpr Action action() const { return action_; }
  constexpr bool is_public() const { return kind_ == Kind::kPublic; }
  constexpr bool is_any_account() const { return kind_ == Kind::kAccount; }
  constexpr bool is_source_token() const { return kind_ == Kind::kSourceToken; }

  /// For generic registers, whose entity is known at run time. Ends the process when the resource
  /// has no line in the policy: called at start only.
  static Permission ForEntity(std::string_view resource, Action action);

 private:
  enum class Kind : std::uint8_t { kPolicy, kAccount, kPublic, kSourceToken };
  constexpr Permission(std::string_view resource, Action action, Kind kind)
      : resource_(resource), action_(action), kind_(kind) {}
  friend consteval Permission Needs(std::string_view resource, Action action);

  std::string_view resource_;
  Action action_;
  Kind kind_;
};

/// `Needs("alert", Action::kWrite)`; an unknown resource does not compile.
consteval Permission Needs(std::string_view resource, Action action) {
  if (FindPolicy(resource) == nullptr) throw "no line in kPolicy for this resource";
  return Permission(resource, action, Permission::Kind::kPolicy);
}

enum class Grant : std::uint8_t { kNone, kOwnAgency, kEverything };

/// Whether accounts of `role` belong to an agency; only those may have small letters in the table.
bool IsAgencyRole(Role role);

/// What `role` may do: the letter in the table.
constexpr Grant GrantOf(Role role, std::string_view resource, Action action) {
  const PolicyRow* row = FindPolicy(resource);
  if (row == nullptr) return Grant::kNone;
  for (const char c : row->cells[static_cast<std::size_t>(role)]) {
    if (c == (action == Action::kRead ? 'R' : 'W')) return Grant::kEverything;
    if (c == (action == Action::kRead ? 'r' : 'w')) return Grant::kOwnAgency;
  }
  return Grant::kNone;
}

}  // namespace lachan::identity
