// SPDX-License-Identifier: Apache-2.0
/// \file
/// The short views of agencies, systems and accounts that pages show beside other things.
#pragma once

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

#include "journal/state_store.h"
#include "register/entities.h"
#include "schema/json.h"
#include "web/http.h"

namespace lachan::web_api {

struct AgencyView {
  std::int64_t id = 0;
  std::string code, name;
  AgencyKind kind = AgencyKind::department;
  std::string phone, email, head;
  std::optional<CivilDate> valid_to;  ///< Last day, where it has ended or will.
  bool archived = false;
};
BOOST_DESCRIBE_STRUCT(AgencyView, (),
                      (id, code, name, kind, phone, email, head, valid_to, archived))

struct SystemView {
  std::int64_t id = 0, agency_id = 0;
  std::string name, domain;
  std::int64_t level = 1;
  SystemState state = SystemState::planned;
};
BOOST_DESCRIBE_STRUCT(SystemView, (), (id, agency_id, name, domain, level, state))

struct AccountView {
  std::int64_t id = 0;
  std::string name, role;
};
BOOST_DESCRIBE_STRUCT(AccountView, (), (id, name, role))

/// The caller of `request` when it reads `resource`, which is not the one that its route is about:
/// its reach there may be another, or none.
journal::Caller CallerReading(std::string_view resource, const web::Request& request);

AgencyView View(const Agency& agency);
SystemView View(const System& system);

/// nullopt when it is not within the reader's reach.
Result<std::optional<AgencyView>> FindAgency(journal::Reader& reader, AgencyId id);
Result<std::optional<SystemView>> FindSystem(journal::Reader& reader, SystemId id);
/// Contact points of an agency in use, focal points first.
Result<std::vector<ContactPoint>> ContactsOf(journal::Reader& reader, AgencyId id);
/// Empty when there is no such account.
Result<std::string> AccountName(journal::Reader& reader, AccountId id);

}  // namespace lachan::web_api
