// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/hash.h"
#include "teams/check_runner.h"
#include "teams/contact_checker.h"
#include "teams/testing_teams.h"

namespace lachan::teams {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

FetchedPage Answer(int status, std::string body = {}, std::string location = {}) {
  FetchedPage page;
  page.status = status;
  page.body = std::move(body);
  page.location = std::move(location);
  return page;
}

/// A web of some pages; everything else is "404".
class FakeWeb final : public PageFetcher {
 public:
  Result<FetchedPage> Get(const contact_page::PageUrl& url) override {
    asked.push_back(url.Text());
    if (down.contains(url.host)) return Fail(ErrorCode::kUnavailable, "no answer");
    if (inside.contains(url.host)) return Fail(ErrorCode::kDenied, "not public");
    const auto at = pages.find(url.Text());
    if (at == pages.end()) return Answer(404);
    return at->second;
  }
  void Page(const std::string& url, const std::string& body) { pages[url] = Answer(200, body); }
  void Redirect(const std::string& url, const std::string& to) { pages[url] = Answer(302, "", to); }

  std::map<std::string, FetchedPage> pages;
  std::set<std::string> down, inside;
  std::vector<std::string> asked;
};

struct Checker : testing::Test, TeamWorld {
  Checker() {
    auto agency = Stored<Agency>(health.value);
    agency.website = "https://www.syt.example.vn";
    EXPECT_TRUE(store->Change(desk, [&](journal::Writer& writer) -> Status {
      LACHAN_TRY_DO(journal::Update(writer, agency, {.kind = "agency.changed"}));
      return {};
    }));
  }
  CheckCounts Run(ContactChecker::Selection selection = {}) {
    ContactChecker checker({.domains = {"tinh.example.vn"}},
                           {*store, web, clock, [](std::chrono::milliseconds) { return true; }});
    auto counts = checker.Run(desk, selection, {});
    EXPECT_TRUE(counts) << counts.error().Text();
    return counts.value_or(CheckCounts{});
  }
  ContactCheck Last() {
    auto rows = journal::ListAll<ContactCheck>(*Read(desk)).value();
    return rows.empty() ? ContactCheck{} : rows.back();
  }

  FakeWeb web;
};

constexpr const char* kHome = "https://www.syt.example.vn/";
constexpr const char* kBoth = "<p>Trực 24/24: (0237) 3721.150, thư moi [at] syt.example.vn</p>";

TEST_F(Checker, AContactOnThePageIsEvidence) {
  const auto contact = MakeContact(desk, health);
  web.Page(kHome, kBoth);
  EXPECT_EQ(Run().found, 1);
  const auto check = Last();
  EXPECT_EQ(check.outcome, CheckOutcome::found);
  EXPECT_EQ(check.url.value, kHome);
  EXPECT_EQ(check.page_sha256.value, Sha256Hex(kBoth));
  EXPECT_THAT(check.excerpt.value, HasSubstr("Trực 24/24"));
  const auto facts = Facts("contact.published");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].agency, health);
  EXPECT_EQ(Stored<ContactPoint>(contact.id).seen_on.value, Day("2026-11-23"));
  EXPECT_THAT(web.asked, ElementsAre("https://www.syt.example.vn/robots.txt", kHome));
}

TEST_F(Checker, AContactThatGoesIsMissedOnce) {
  MakeContact(desk, health);
  web.Page(kHome, "<p>Không có gì</p>");
  Run();
  EXPECT_THAT(Facts("contact.missing"), IsEmpty()) << "it was never there";
  web.Page(kHome, kBoth);
  Run();
  web.Page(kHome, "<p>Không có gì</p>");
  Run();
  Run();
  EXPECT_EQ(Facts("contact.missing").size(), 1u);
  EXPECT_EQ(Last().detail.value, "phone_and_email");
}

TEST_F(Checker, HalfAContactAndNoPageSayNeither) {
  MakeContact(desk, health);
  web.Page(kHome, kBoth);
  Run();
  web.Page(kHome, "<p>Gọi 0237 372 1150</p>");
  Run();
  EXPECT_EQ(Last().outcome, CheckOutcome::partly);
  EXPECT_EQ(Last().detail.value, "email");
  web.down.insert("www.syt.example.vn");
  Run();
  EXPECT_EQ(Last().outcome, CheckOutcome::unreachable);
  web.down.clear();
  web.pages.erase(kHome);
  Run();
  EXPECT_EQ(Last().detail.value, "HTTP 404");
  EXPECT_THAT(Facts("contact.missing"), IsEmpty());
  EXPECT_EQ(Facts("contact.published").size(), 1u);
}

TEST_F(Checker, RobotsAreObeyed) {
  MakeContact(desk, health);
  web.Page("https://www.syt.example.vn/robots.txt", "User-agent: *\nDisallow: /");
  web.Page(kHome, kBoth);
  Run();
  EXPECT_EQ(Last().outcome, CheckOutcome::refused);
  EXPECT_EQ(Last().detail.value, "robots");
  EXPECT_THAT(web.asked, ElementsAre("https://www.syt.example.vn/robots.txt"));
}

TEST_F(Checker, RedirectsAreFollowedOnlyToKnownHosts) {
  MakeContact(desk, health);
  web.Redirect(kHome, "https://cong.tinh.example.vn/syt");
  web.Page("https://cong.tinh.example.vn/syt", kBoth);
  Run();
  EXPECT_EQ(Last().outcome, CheckOutcome::found);
  EXPECT_EQ(Last().url.value, "https://cong.tinh.example.vn/syt");
  for (const char* to :
       {"http://169.254.169.254/latest", "https://la.example/", "http://localhost/",
        "https://www.syt.example.vn:8443/", "file:///etc/passwd"}) {
    web.Redirect(kHome, to);
    web.asked.clear();
    Run();
    EXPECT_EQ(Last().outcome, CheckOutcome::refused) << to;
    EXPECT_EQ(web.asked.size(), 2u) << to;
  }
  web.Redirect(kHome, kHome);
  Run();
  EXPECT_EQ(Last().detail.value, "too_many_redirects");
}

TEST_F(Checker, HostsThatTheRegisterDoesNotNameAreNotVisited) {
  auto contact = MakeContact(desk, health);
  ASSERT_TRUE(Change(desk, contact, {{"published_at", "https://la.example/lien-he"}}));
  Run();
  EXPECT_EQ(Last().detail.value, "host_not_registered");
  EXPECT_THAT(web.asked, IsEmpty());
  web.inside.insert("trong.tinh.example.vn");
  contact = Stored<ContactPoint>(contact.id);
  ASSERT_TRUE(Change(desk, contact, {{"published_at", "https://trong.tinh.example.vn/"}}));
  web.pages["https://trong.tinh.example.vn/robots.txt"] = Answer(404);
  Run();
  EXPECT_NE(Last().outcome, CheckOutcome::found);
}

TEST_F(Checker, TwoContactsOfAPageCostOneVisitAndCountTogether) {
  MakeContact(desk, health);
  auto second = MakeContact(desk, health, ContactRole::incident_team);
  ASSERT_TRUE(Change(desk, second, {{"phone", "0237 999 9999"}, {"email", ""}}));
  web.Page(kHome, kBoth);
  EXPECT_EQ(Run().checked, 2);
  EXPECT_EQ(web.asked.size(), 2u);
  EXPECT_THAT(Facts("contact.published"), IsEmpty()) << "one of the two is not there";
}

TEST_F(Checker, OnlyWhatIsDueIsVisited) {
  MakeContact(desk, health);
  web.Page(kHome, kBoth);
  Run();
  EXPECT_EQ(Run({.agency = {}, .not_since = clock.now - std::chrono::days(7)}).checked, 0);
  clock.now += std::chrono::days(8);
  EXPECT_EQ(Run({.agency = {}, .not_since = clock.now - std::chrono::days(7)}).checked, 1);
  EXPECT_EQ(Run({.agency = ward, .not_since = {}}).checked, 0);
}

TEST_F(Checker, TheRunnerIsOffUnlessConfigured) {
  CheckRunner off({}, {*store, web, clock});
  off.Start();
  EXPECT_EQ(off.Ask(desk, {}).error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_FALSE(off.state().is_enabled);
}

TEST_F(Checker, TheRunnerAnswersAButton) {
  MakeContact(desk, health);
  web.Page(kHome, kBoth);
  CheckRunner::Options options;
  options.is_enabled = true;
  options.checker.pause = std::chrono::milliseconds(0);
  CheckRunner runner(options, {*store, web, clock});
  runner.Start();
  ASSERT_TRUE(runner.Ask(health_officer, health));
  for (int i = 0; i < 2000 && runner.state().is_running; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  const auto state = runner.state();
  EXPECT_EQ(state.counts.found, 1);
  EXPECT_EQ(state.started_by, health_officer.name);
  EXPECT_TRUE(state.finished_at);
}

}  // namespace
}  // namespace lachan::teams
