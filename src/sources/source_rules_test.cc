// SPDX-License-Identifier: Apache-2.0
#include "sources/source_rules.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "register/registers.h"
#include "register/testing_register.h"

namespace lachan::sources {
namespace {

constexpr std::string_view kFormats[] = {"json", "syslog"};

class SourceRulesTest : public testing::Test {
 protected:
  SourceRulesTest() {
    registry::AddRegisters(registers_);
    AddSourceRules(registers_, kFormats);
  }
  /// "made 3", or what is wrong: "network taken:…".
  std::string Create(AgencyId agency, std::string_view more) {
    const auto body = boost::json::parse(fmt::format(R"({{"agency_id": {}, "name": "Nguồn"{}{}}})",
                                                     agency.value, more.empty() ? "" : ", ", more));
    const auto row = journal::CreateRow(*world_.store, world_.analyst, registers_,
                                        *registers_.FindByPath("sources"), body.as_object());
    if (!row) return Said(row.error());
    return fmt::format("made {}", schema::FromRecord<Source>(*row).id.value);
  }
  std::string Change(std::int64_t id, std::int64_t version, std::string_view body) {
    const auto row = journal::ChangeRow(*world_.store, world_.analyst, registers_,
                                        *registers_.FindByPath("sources"), id, version,
                                        boost::json::parse(body).as_object());
    return row ? "changed" : Said(row.error());
  }
  static std::string Said(const Error& error) {
    if (error.fields().empty()) return error.Text();
    return error.fields()[0].name + " " + error.fields()[0].message;
  }

  registry::TestWorld world_;
  journal::Registers registers_;
};

TEST_F(SourceRulesTest, ANetworkBelongsToOneSource) {
  ASSERT_EQ(Create(world_.health, R"("network": "10.1.2.0/24")"), "made 1");
  EXPECT_EQ(Create(world_.ward, R"("network": "10.1.2.0/24")"), "network taken:Nguồn, Sở Y tế");
  EXPECT_EQ(Create(world_.health, R"("network": "10.1.2.7/24")"), "network taken:Nguồn, Sở Y tế");
  EXPECT_EQ(Create(world_.ward, R"("network": "10.1.0.0/16")"), "made 2")
      << "nested ones are apart";
  EXPECT_EQ(Change(2, 1, R"({"network": "10.1.2.0/24"})"), "network taken:Nguồn, Sở Y tế");
  EXPECT_EQ(Change(1, 1, R"({"name": "Khác"})"), "changed");
}

TEST_F(SourceRulesTest, OneThatIsOffHoldsNothing) {
  ASSERT_EQ(Create(world_.health, R"("network": "10.1.2.0/24", "enabled": false)"), "made 1");
  EXPECT_EQ(Create(world_.ward, R"("network": "10.1.2.0/24")"), "made 2");
  EXPECT_EQ(Change(1, 1, R"({"enabled": true})"), "network taken:Nguồn, Xã Đông Sơn");
}

TEST_F(SourceRulesTest, ACertificateBelongsToOneSource) {
  ASSERT_EQ(Create(world_.health, R"("client_certificate": "fw.example.vn")"), "made 1");
  EXPECT_EQ(Create(world_.ward, R"("client_certificate": "FW.example.vn")"),
            "client_certificate taken:Nguồn, Sở Y tế");
  EXPECT_EQ(Create(world_.ward, ""), "made 2") << "known by its token";
  EXPECT_EQ(Create(world_.ward, ""), "made 3");
}

TEST_F(SourceRulesTest, SendersAndFormatsAreThoseThereAre) {
  EXPECT_EQ(Create(world_.health, R"("sender": "rsyslog", "format": "syslog")"), "made 1");
  EXPECT_EQ(Create(world_.health, R"("sender": "zzz")"), "sender not_a_choice");
  EXPECT_EQ(Create(world_.health, R"("format": "zzz")"), "format not_a_choice");
}

}  // namespace
}  // namespace lachan::sources
