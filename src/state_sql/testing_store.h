// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the contract tests share: an entity of each tenancy, and a store on each backend.
#pragma once

#include <gtest/gtest.h>
#include <boost/describe/enum.hpp>

#include <atomic>
#include <memory>
#include <string>

#include "journal/state_store.h"
#include "state_sql/open.h"
#include "state_sql/testing_postgresql.h"

namespace lachan::state_sql {

BOOST_DEFINE_ENUM_CLASS(Colour, red, green, blue)

/// A row of an agency with a field of each type.
struct Device : schema::Row {
  std::optional<AgencyId> agency_id;
  std::optional<SystemId> system_id;
  schema::Line<1, 200> name;
  schema::Email email;
  schema::Paragraph<2000> notes;
  Colour colour = Colour::red;
  std::optional<CivilDate> due_on;
  std::optional<Instant> seen_at;
  schema::Number<0, 100> score;
  bool active = false;
  schema::SecretText key_hash;
};
BOOST_DESCRIBE_STRUCT(Device, (schema::Row),
                      (agency_id, system_id, name, email, notes, colour, due_on, seen_at, score,
                       active, key_hash))

/// A row that is an agency.
struct Office : schema::Row {
  schema::Line<1, 200> name;
};
BOOST_DESCRIBE_STRUCT(Office, (schema::Row), (name))

/// A row for callers of full reach only, with a unique code.
struct Ticket : schema::Row {
  schema::Code<1, 40> code;
};
BOOST_DESCRIBE_STRUCT(Ticket, (schema::Row), (code))

/// A row that everybody sees.
struct Holiday : schema::Row {
  schema::Line<1, 200> name;
};
BOOST_DESCRIBE_STRUCT(Holiday, (schema::Row), (name))

}  // namespace lachan::state_sql

template <>
inline constexpr lachan::schema::Naming lachan::schema::kNaming<lachan::state_sql::Device>{
    .name = "gadget", .path = "gadgets", .tenancy = lachan::schema::Tenancy::kAgency};
template <>
inline constexpr lachan::schema::Naming lachan::schema::kNaming<lachan::state_sql::Office>{
    .name = "office", .path = "offices", .tenancy = lachan::schema::Tenancy::kIdentity};
template <>
inline constexpr lachan::schema::Naming lachan::schema::kNaming<lachan::state_sql::Ticket>{
    .name = "ticket", .path = "tickets", .tenancy = lachan::schema::Tenancy::kNobody};
template <>
inline constexpr lachan::schema::Naming lachan::schema::kNaming<lachan::state_sql::Holiday>{
    .name = "holiday", .path = "holidays", .tenancy = lachan::schema::Tenancy::kShared};

namespace lachan::state_sql {

/// Moves only when told.
class FakeClock final : public Clock {
 public:
  Instant Now() const override { return Instant{Duration{micros_.load()}}; }
  void Advance(Duration by) { micros_ += by.count(); }

 private:
  std::atomic<std::int64_t> micros_{1'790'000'000'000'000};
};

Migration TestTables();

/// One store on the backend named by the parameter.
class StoreTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override;
  void TearDown() override;

  /// Opens the same database again, e.g. as another process would.
  Result<std::unique_ptr<journal::StateStore>> Open(std::vector<Migration> migrations = {
                                                        TestTables()});
  /// Runs SQL past the store. \return an empty text, or the database's message.
  std::string Intrude(const std::string& sql);

  std::unique_ptr<journal::Reader> Read(journal::Reach reach = journal::Reach::Everything());
  Device Add(Device device, journal::Reach reach = journal::Reach::Everything());

  bool is_sqlite() const { return std::string_view(GetParam()) == "sqlite"; }

  FakeClock clock_;
  Options options_;
  std::unique_ptr<journal::StateStore> store_;

 private:
  std::string folder_;
};

inline journal::Caller Everyone() {
  return {AccountId{7}, "Trần Văn A", journal::Reach::Everything()};
}
inline journal::Caller Officer(std::int64_t agency) {
  return {AccountId{8}, "Cán bộ", journal::Reach::Only({agency})};
}
inline Device NamedDevice(std::string name, std::optional<AgencyId> agency = AgencyId{1}) {
  Device device;
  device.name = std::move(name);
  device.agency_id = agency;
  return device;
}

}  // namespace lachan::state_sql
