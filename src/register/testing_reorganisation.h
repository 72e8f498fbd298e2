// SPDX-License-Identifier: Apache-2.0
/// \file
/// A world to reorganise: agencies with systems, networks, contacts, accounts, open and closed
/// incidents, and records of what was done.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "assurance/assurance_service.h"
#include "assurance/entities.h"
#include "identity/entities.h"
#include "incidents/incident_service.h"
#include "register/registers.h"
#include "register/reorganiser.h"
#include "register/tenure.h"
#include "register/testing_register.h"

namespace lachan::registry {

inline CivilDate Day(std::string_view text) { return ParseDate(text).value(); }

struct ReorganisationWorld {
  ReorganisationWorld() {
    auto opened = state_sql::OpenStateStore({.target = ":memory:"}, clock);
    if (!opened) {
      ADD_FAILURE() << opened.error().Text();
      std::abort();
    }
    store = *std::move(opened);
    AddRegisters(registers);
    incidents::AddRegisters(registers, clock);
    assurance::AddRegisters(registers, clock);
    registers.Add<Account>().passing = journal::Passing::kPasses;
    reorganiser = std::make_unique<Reorganiser>(Reorganiser::Deps{*store, registers, clock});
  }

  template <class T>
  T Add(const T& row) {
    auto stored = journal::ChangeFor<T>(*store, everything, [&](journal::Writer& writer) {
      return journal::Insert(writer, row, {.kind = "test.added"});
    });
    if (!stored) ADD_FAILURE() << stored.error().Text();
    return stored ? *stored : row;
  }
  AgencyId AddAgency(const std::string& code, const char* from = "2022-01-01",
                     AgencyKind kind = AgencyKind::department) {
    Agency agency;
    agency.code = code;
    agency.name = "Cơ quan " + code;
    agency.kind = kind;
    agency.valid_from = Day(from);
    return AgencyId{Add(agency).id};
  }
  SystemId AddSystem(AgencyId agency, const std::string& name) {
    System system;
    system.agency_id = agency;
    system.name = name;
    const SystemId id{Add(system).id};
    AddressRange range;
    range.agency_id = agency;
    range.system_id = id;
    range.network =
        fmt::format("10.{}.{}.{}/32", id.value / 65536, id.value / 256 % 256, id.value % 256);
    Add(range);
    Source source;
    source.agency_id = agency;
    source.system_id = id;
    source.name = "Nhật ký " + name;
    Add(source);
    return id;
  }
  Incident AddIncident(AgencyId agency, SystemId system, bool closed) {
    Incident incident;
    incident.number = schema::Line<0, 20>(fmt::format("2026-{:04}", ++incidents_made));
    incident.agency_id = agency;
    incident.system_id = system;
    incident.title = "Sự cố";
    incident.detected_at = clock.Now();
    if (closed) incident.status = IncidentStatus::closed;
    const auto stored = Add(incident);
    IncidentTask task;
    task.agency_id = agency;
    task.incident_id = IncidentId{stored.id};
    task.title = "Việc";
    Add(task);
    return stored;
  }
  AssuranceRecord AddRecord(AgencyId agency, SystemId system) {
    AssuranceRecord record;
    record.agency_id = agency;
    if (system) record.system_id = system;
    record.performed_on = Day("2026-05-04");
    return Add(record);
  }
  Account AddAccount(AgencyId agency, const std::string& login) {
    Account account;
    account.login = login;
    account.name = login;
    account.agency_id = agency;
    return Add(account);
  }
  ContactPoint AddContact(AgencyId agency, const std::string& name) {
    ContactPoint contact;
    contact.agency_id = agency;
    contact.name = name;
    return Add(contact);
  }

  std::unique_ptr<journal::Reader> Read() { return store->OpenReader(everything).value(); }
  /// What an officer of the agency may read, as identity gives it.
  journal::Caller Officer(AgencyId agency) {
    journal::Caller caller{AccountId{9}, "Cán bộ", journal::Reach::Only(agency)};
    caller.reach.inherited = InheritanceOf(*Read(), agency).value();
    return caller;
  }
  template <class T>
  T Stored(std::int64_t id) {
    return journal::Get<T>(*Read(), id).value();
  }
  AgencyId OwnerAt(SystemId system, std::string_view day) {
    return OwnerOn(OwnersOf(*Read(), system).value(), Day(day)).agency;
  }

  static ReorganisationRequest Ask(ReorganisationKind kind, std::string_view date,
                                   std::vector<AgencyId> from, std::vector<AgencyId> to) {
    ReorganisationRequest request;
    request.kind = kind;
    request.effective_on = Day(date);
    request.decision_number = "01/QĐ-UBND";
    request.basis = "Nghị quyết thử";
    request.predecessors = std::move(from);
    for (const AgencyId id : to) request.successors.push_back({id, {}});
    return request;
  }
  static Successor Fresh(const std::string& code) {
    Successor successor;
    successor.fresh.code = code;
    successor.fresh.name = "Cơ quan " + code;
    return successor;
  }
  Reorganisation Done(const ReorganisationRequest& request) {
    auto row = reorganiser->Apply(everything, request);
    if (!row) ADD_FAILURE() << row.error().Text();
    return row ? *row : Reorganisation{};
  }
  std::vector<std::string> Problems(const ReorganisationRequest& request) {
    const auto plan = reorganiser->Preview(everything, request);
    std::vector<std::string> codes;
    if (!plan) return {plan.error().Text()};
    for (const auto& problem : plan->problems) {
      codes.push_back(problem.code);
      EXPECT_FALSE(problem.hint.empty()) << problem.code;
      EXPECT_FALSE(problem.place.empty()) << problem.code;
    }
    return codes;
  }

  TestClock clock;  // 2026-11-23
  std::unique_ptr<journal::StateStore> store;
  journal::Registers registers;
  std::unique_ptr<Reorganiser> reorganiser;
  journal::Caller everything{AccountId{1}, "Điều phối", journal::Reach::Everything()};
  int incidents_made = 0;
};

}  // namespace lachan::registry
