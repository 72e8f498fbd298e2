// SPDX-License-Identifier: Apache-2.0
/// \file
/// A state store in memory with two agencies and a system each: the world of the services' tests.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "core/time.h"
#include "journal/state_store.h"
#include "register/entities.h"
#include "state_sql/open.h"

namespace lachan::registry {

class TestClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  Instant now = ParseInstant("2026-11-23T03:00:00Z").value();
};

struct TestWorld {
  TestWorld() {
    auto opened = state_sql::OpenStateStore({.target = ":memory:"}, clock);
    if (!opened) {
      ADD_FAILURE() << opened.error().Text();
      std::abort();
    }
    store = *std::move(opened);
    health = AddAgency("SYT", "Sở Y tế");
    ward = AddAgency("XA-16591", "Xã Đông Sơn");
    health_system = AddSystem(health, "Cổng thông tin", "yte.example.vn");
    ward_system = AddSystem(ward, "Một cửa", "dongson.example.vn");
    health_officer = {AccountId{11}, "Lê Văn An", journal::Reach::Only(health)};
    ward_officer = {AccountId{12}, "Trần Thị Bình", journal::Reach::Only(ward)};
    analyst = {AccountId{13}, "Phạm Cường", journal::Reach::Everything()};
  }

  template <class T>
  T Add(const T& row) {
    return journal::ChangeFor<T>(*store, journal::Caller::System("test"),
                                 [&](journal::Writer& writer) {
                                   return journal::Insert(writer, row, {.kind = "test.added"});
                                 })
        .value();
  }
  AgencyId AddAgency(const char* code, const char* name) {
    Agency agency;
    agency.code = code;
    agency.name = name;
    return AgencyId{Add(agency).id.value};
  }
  SystemId AddSystem(AgencyId agency, const char* name, const char* domain) {
    System system;
    system.agency_id = agency;
    system.name = name;
    system.domain = domain;
    return SystemId{Add(system).id.value};
  }
  std::unique_ptr<journal::Reader> Read(const journal::Caller& caller) {
    return store->OpenReader(caller).value();
  }
  template <class T>
  T Stored(std::int64_t id) {
    return journal::Get<T>(*Read(analyst), id).value();
  }
  std::vector<Fact> Facts(std::string kind) {
    return Read(analyst)->Facts({.kinds = {std::move(kind)}}).value();
  }

  TestClock clock;
  std::unique_ptr<journal::StateStore> store;
  AgencyId health, ward;
  SystemId health_system, ward_system;
  journal::Caller health_officer, ward_officer, analyst;
};

/// Message of a field of an error, or what came instead.
template <class T>
std::string FieldMessage(const Result<T>& result, std::string_view field) {
  if (result) return "no error";
  for (const auto& wrong : result.error().fields()) {
    if (wrong.name == field) return wrong.message;
  }
  return "no such field; " + result.error().Text();
}

}  // namespace lachan::registry
