// SPDX-License-Identifier: Apache-2.0
/// \file
/// The register's test world with the registers of teams and their rules.
#pragma once

#include <string>
#include <vector>

#include "assurance/assurance_service.h"
#include "register/registers.h"
#include "register/testing_register.h"
#include "schema/json.h"
#include "teams/registers.h"

namespace lachan::teams {

inline CivilDate Day(const char* text) { return ParseDate(text).value(); }
inline Instant At(const char* text) { return ParseInstant(text).value(); }

/// Today is 23/11/2026, 10:00 in Viet Nam.
struct TeamWorld : registry::TestWorld {
  TeamWorld() {
    registry::AddRegisters(registers);
    assurance::AddRegisters(registers, clock);
    AddRegisters(registers, clock);
    Agency coordinator;
    coordinator.code = "CAT";
    coordinator.name = "Công an tỉnh";
    coordinator.kind = AgencyKind::force;
    coordinator.is_coordinator = true;
    coordinator.valid_from = Day("2025-03-01");
    police = AgencyId{Add(coordinator).id.value};
    desk = {AccountId{14}, "Điều phối", journal::Reach::Everything()};
  }

  /// Through the register, with its rules.
  template <class T>
  Result<T> Make(const journal::Caller& caller, const T& row) {
    return journal::ChangeFor<T>(*store, caller, [&](journal::Writer& writer) -> Result<T> {
      LACHAN_TRY(const auto record, journal::CreateRow(writer, caller, registers,
                                                       *registers.Find(schema::Describe<T>().name),
                                                       schema::ToRecord(row)));
      return schema::FromRecord<T>(record);
    });
  }
  template <class T>
  Result<T> Change(const journal::Caller& caller, const T& row, boost::json::object body) {
    LACHAN_TRY(const auto record, journal::ChangeRow(*store, caller, registers,
                                                     *registers.Find(schema::Describe<T>().name),
                                                     row.id, row.version, body));
    return schema::FromRecord<T>(record);
  }
  template <class T>
  Result<T> Archive(const journal::Caller& caller, const T& row, bool archived = true) {
    LACHAN_TRY(const auto record,
               journal::ArchiveRow(*store, caller, *registers.Find(schema::Describe<T>().name),
                                   row.id, row.version, archived));
    return schema::FromRecord<T>(record);
  }
  std::vector<std::string> Kinds(std::vector<std::string> kinds) {
    std::vector<std::string> found;
    const auto facts = Read(desk)->Facts({.kinds = std::move(kinds)});
    for (const auto& fact : facts.value()) {
      found.push_back(fact.kind);
    }
    return found;
  }

  Team MakeTeam(AgencyId agency, const char* established = "2026-01-10") {
    Team team;
    team.agency_id = agency;
    team.name = "Tổ ứng cứu";
    team.established_on = Day(established);
    return Make(desk, team).value();
  }
  TeamMember MakeMember(const Team& team, const char* name, const char* mobile = "0900 000 001") {
    TeamMember member;
    member.agency_id = team.agency_id;
    member.team_id = Id<Team>{team.id};
    member.name = name;
    member.mobile = mobile;
    member.joined_on = Day("2026-02-01");
    return Make(desk, member).value();
  }
  Expert MakeExpert(AgencyId agency) {
    Expert expert;
    expert.agency_id = agency;
    expert.name = "Lê Văn Chuyên";
    expert.joined_on = Day("2026-02-01");
    return Make(desk, expert).value();
  }
  Qualification Qualify(const Expert& expert, const char* decided = "2026-03-01") {
    Qualification row;
    row.agency_id = expert.agency_id;
    row.expert_id = Id<Expert>{expert.id};
    row.decided_on = Day(decided);
    row.basis = "NĐ 333/2026/NĐ-CP, Điều 24";
    return Make(desk, row).value();
  }
  ContactPoint MakeContact(const journal::Caller& caller, AgencyId agency,
                           ContactRole role = ContactRole::focal_point) {
    ContactPoint contact;
    contact.agency_id = agency;
    contact.name = "Lê Văn Mối";
    contact.role = role;
    contact.phone = "0237 372 1150";
    contact.email = "moi@syt.example.vn";
    contact.is_published = true;
    return Make(caller, contact).value();
  }

  journal::Registers registers;
  AgencyId police;
  journal::Caller desk;
};

}  // namespace lachan::teams
