// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "identity/permission.h"
#include "identity/principal.h"

namespace lachan::identity {
namespace {

constexpr Role kRoles[] = {Role::soc_analyst, Role::coordinator,  Role::agency_officer,
                           Role::management,  Role::inspector,    Role::enterprise,
                           Role::partner,     Role::administrator};
static_assert(std::size(kRoles) == kRoleCount);

TEST(Policy, HoldsOnlyKnownLettersAndEachOnce) {
  for (const PolicyRow& row : kPolicy) {
    for (const Role role : kRoles) {
      const auto cell = row.cells[static_cast<std::size_t>(role)];
      EXPECT_EQ(cell.find_first_not_of("RWrw"), std::string_view::npos) << row.resource;
      EXPECT_LE(std::ranges::count(cell, 'R') + std::ranges::count(cell, 'r'), 1) << row.resource;
      EXPECT_LE(std::ranges::count(cell, 'W') + std::ranges::count(cell, 'w'), 1) << row.resource;
    }
  }
}

TEST(Policy, NamesEachResourceOnce) {
  std::set<std::string_view> seen;
  for (const PolicyRow& row : kPolicy) EXPECT_TRUE(seen.insert(row.resource).second);
}

TEST(Policy, WhoMayWriteMayReadAsMuch) {
  for (const PolicyRow& row : kPolicy) {
    for (const Role role : kRoles) {
      EXPECT_GE(GrantOf(role, row.resource, Action::kRead),
                GrantOf(role, row.resource, Action::kWrite))
          << row.resource << " column " << static_cast<int>(role);
    }
  }
}

TEST(Policy, OwnAgencyIsGrantedOnlyToRolesWithAnAgency) {
  for (const PolicyRow& row : kPolicy) {
    for (const Role role : kRoles) {
      for (const Action action : {Action::kRead, Action::kWrite}) {
        if (GrantOf(role, row.resource, action) == Grant::kOwnAgency) {
          EXPECT_TRUE(IsAgencyRole(role)) << row.resource;
        }
      }
    }
  }
}

TEST(Policy, RolesWithAnAgencyWriteNowhereElse) {
  for (const PolicyRow& row : kPolicy) {
    for (const Role role : kRoles) {
      if (!IsAgencyRole(role)) continue;
      EXPECT_NE(GrantOf(role, row.resource, Action::kWrite), Grant::kEverything) << row.resource;
    }
  }
}

TEST(Policy, AnUnknownResourceIsGrantedToNobody) {
  for (const Role role : kRoles) EXPECT_EQ(GrantOf(role, "nonsense", Action::kRead), Grant::kNone);
}

Principal Officer() {
  Principal principal;
  principal.account = {4};
  principal.name = "Cán bộ";
  principal.role = Role::agency_officer;
  principal.agency = {12};
  return principal;
}

TEST(Principal, CallerFollowsTheGrant) {
  const auto own = Officer().CallerFor(Needs("alert", Action::kRead));
  EXPECT_FALSE(own.reach.everything);
  EXPECT_EQ(own.reach.agencies, std::vector<AgencyId>{{12}});
  EXPECT_EQ(own.account, AccountId{4});
  EXPECT_EQ(own.name, "Cán bộ");
  const auto none = Officer().CallerFor(Needs("alert", Action::kWrite));
  EXPECT_FALSE(none.reach.everything);
  EXPECT_TRUE(none.reach.agencies.empty());
  Principal analyst = Officer();
  analyst.role = Role::soc_analyst;
  EXPECT_TRUE(analyst.CallerFor(Needs("alert", Action::kWrite)).reach.everything);
}

TEST(Principal, AnOfficerWithoutAnAgencyIsGrantedNothing) {
  Principal officer = Officer();
  officer.agency = {};
  EXPECT_EQ(officer.GrantFor(Needs("alert", Action::kRead)), Grant::kNone);
}

TEST(Principal, TokensAreLimitedByScopeAndKind) {
  Principal analyst = Officer();
  analyst.role = Role::soc_analyst;
  analyst.scopes = {"alert"};
  EXPECT_EQ(analyst.GrantFor(Needs("alert", Action::kWrite)), Grant::kEverything);
  EXPECT_EQ(analyst.GrantFor(Needs("event", Action::kRead)), Grant::kNone);
  analyst.read_only = true;
  EXPECT_EQ(analyst.GrantFor(Needs("alert", Action::kWrite)), Grant::kNone);
  EXPECT_EQ(analyst.GrantFor(Needs("alert", Action::kRead)), Grant::kEverything);
  analyst.scopes = {"document"};
  EXPECT_EQ(analyst.GrantFor(Needs("document", Action::kRead)), Grant::kNone)
      << "a scope gives nothing that the role does not have";
}

TEST(Principal, AnOldPasswordGrantsNothing) {
  Principal officer = Officer();
  officer.must_change_password = true;
  EXPECT_EQ(officer.GrantFor(Needs("alert", Action::kRead)), Grant::kNone);
}

TEST(Principal, RoutesWithoutAResourceBringNoReach) {
  for (const Permission& permission :
       {Permission::AnyAccount(), Permission::Public(), Permission::SourceToken()}) {
    const auto caller = Officer().CallerFor(permission);
    EXPECT_FALSE(caller.reach.everything);
    EXPECT_TRUE(caller.reach.agencies.empty());
  }
}

TEST(PermissionDeathTest, AnEntityWithoutALineEndsTheProgramAtStart) {
  EXPECT_DEATH(Permission::ForEntity("nonsense", Action::kRead), "kPolicy");
  EXPECT_EQ(Permission::ForEntity("alert", Action::kRead).resource(), "alert");
}

}  // namespace
}  // namespace lachan::identity
