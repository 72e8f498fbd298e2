// SPDX-License-Identifier: Apache-2.0
/// \file
/// For tests: a small province in an SQLite store in memory, and the shipped directive.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "directive/testing_load.h"
#include "journal/state_store.h"
#include "obligations/entities.h"
#include "obligations/obligation_service.h"
#include "obligations/relief_entity.h"
#include "register/entities.h"
#include "register/role_assignment.h"
#include "state_sql/open.h"

namespace lachan::obligations {

inline Instant At(std::string_view text) { return ParseInstant(text).value(); }

class SetClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  Instant now = At("2026-01-05T08:00:00+07:00");
};

/// Proposed by account 7, confirmed by `caller`.
inline Result<ScoreMonth> FreezeMonth(ObligationService& service, const journal::Caller& caller,
                                      Month month) {
  LACHAN_TRY(const auto cut, service.Cut(month));
  return service.Freeze(caller, month, {cut.sha256, AccountId{7}, "Người đề nghị", {}, {}});
}

inline const directive::Directive& Shipped() {
  static const directive::Directive kDirective = [] {
    const auto sources = directive::LoadDirectiveFolder("vn-thanh-hoa-2022");
    auto compiled = directive::CompileDirective(sources);
    return compiled.value ? *std::move(compiled.value) : directive::Directive{};
  }();
  return kDirective;
}

class ProvinceTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_FALSE(Shipped().obligations.empty()) << "the shipped directive does not compile";
    state_sql::Options options;
    options.target = ":memory:";
    options.entities = {&schema::Describe<Agency>(),         &schema::Describe<System>(),
                        &schema::Describe<ScoreMonth>(),     &schema::Describe<DutyRelief>(),
                        &schema::Describe<RoleAssignment>(), &schema::Describe<EvidenceFile>()};
    auto opened = state_sql::OpenStateStore(options, clock_);
    ASSERT_TRUE(opened) << opened.error().Text();
    store_ = *std::move(opened);
  }

  static journal::Caller Coordinator(std::int64_t account = 1) {
    return {AccountId{account}, "Điều phối", journal::Reach::Everything()};
  }
  static journal::Caller Officer(AgencyId agency) {
    return {AccountId{9}, "Cán bộ", journal::Reach::Only(agency)};
  }

  AgencyId AddAgency(const std::string& code, AgencyKind kind, bool is_coordinator = false) {
    Agency agency;
    agency.code = code;
    agency.name = "Cơ quan " + code;
    agency.kind = kind;
    agency.is_coordinator = is_coordinator;
    return AgencyId{Add(agency, "agency.created").id};
  }
  SystemId AddSystem(AgencyId agency, const std::string& name, int level = 2,
                     const char* since = "2024-01-01") {
    System system;
    system.agency_id = agency;
    system.name = name;
    system.level = level;
    system.state = SystemState::in_operation;
    system.in_operation_since = ParseDate(since).value();
    return SystemId{Add(system, "system.created").id};
  }
  template <class T>
  T Add(const T& row, const std::string& kind) {
    auto stored = journal::ChangeFor<T>(*store_, Coordinator(), [&](journal::Writer& writer) {
      return journal::Insert(writer, row, {.kind = kind});
    });
    EXPECT_TRUE(stored) << stored.error().Text();
    return stored ? *stored : row;
  }
  /// Writes a fact now, or as having happened at `occurred`.
  void Note(const std::string& kind, AgencyId agency, SystemId system = {},
            boost::json::object payload = {}, std::optional<Instant> occurred = {},
            Origin origin = Origin::live) {
    const auto done = store_->Change(Coordinator(), [&](journal::Writer& writer) {
      journal::FactDraft fact;
      fact.kind = kind;
      fact.agency = agency;
      fact.system = system;
      fact.payload = std::move(payload);
      fact.occurred_at = occurred;
      fact.origin = origin;
      return writer.Note(fact);
    });
    ASSERT_TRUE(done) << done.error().Text();
  }

  SetClock clock_;
  std::unique_ptr<journal::StateStore> store_;
};

}  // namespace lachan::obligations
