// SPDX-License-Identifier: Apache-2.0
#include "scan_nmap/nmap_scanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>

#include "scan_nmap/child.h"

namespace lachan::scan_nmap {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

TEST(NmapArguments, ArePoliteAndNeedNoRights) {
  findings::ScanOrder order{.addresses = {"10.0.0.1"}, .ports = "22,80"};
  const auto arguments = ArgumentsFor(order, false, order.addresses);
  EXPECT_THAT(arguments, Contains("--unprivileged"));
  EXPECT_THAT(arguments, Contains("1000ms"));
  EXPECT_THAT(arguments, Contains("-n"));
  EXPECT_THAT(arguments, Not(Contains("-sV")));
  EXPECT_EQ(arguments.back(), "10.0.0.1");
  order.requests_per_second = 4;
  order.probes_services = true;
  const auto faster = ArgumentsFor(order, true, {"::1"});
  EXPECT_THAT(faster, Contains("250ms"));
  EXPECT_THAT(faster, Contains("-6"));
  EXPECT_THAT(faster, Contains("-sV"));
}

TEST(NmapProgress, IsThatOfTheLastReport) {
  EXPECT_EQ(ProgressIn(""), -1);
  EXPECT_EQ(ProgressIn("<taskprogress task=\"a\" percent=\"1"), -1);
  EXPECT_EQ(
      ProgressIn("<taskprogress task=\"a\" percent=\"5.0\"/><taskprogress percent=\"47.31\"/>"),
      473);
}

TEST(Child, GivesOutputStatusAndMessages) {
  const auto ended = RunChild("/bin/sh", {"sh", "-c", "echo out; echo err >&2; exit 3"}, 100,
                              [](std::string_view) { return true; });
  ASSERT_TRUE(ended) << ended.error().Text();
  EXPECT_EQ(ended->output, "out\n");
  EXPECT_EQ(ended->messages, "err\n");
  EXPECT_EQ(ended->exit_status, 3);
}

TEST(Child, TextsAreArgumentsAndNeverCommands) {
  const auto ended = RunChild("/bin/echo", {"echo", "$(id)", ";", "ls"}, 100,
                              [](std::string_view) { return true; });
  EXPECT_EQ(ended->output, "$(id) ; ls\n");
}

TEST(Child, IsEndedWithItsOwnChildren) {
  const auto begun = std::chrono::steady_clock::now();
  const auto ended = RunChild("/bin/sh", {"sh", "-c", "echo $$; sleep 60 & sleep 60"}, 100,
                              [](std::string_view output) { return output.empty(); });
  EXPECT_EQ(ended.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
}

TEST(Child, TooMuchOutputEndsIt) {
  const auto ended =
      RunChild("/bin/sh", {"sh", "-c", "while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done"},
               10'000, [](std::string_view) { return true; });
  EXPECT_EQ(ended.error().code(), ErrorCode::kExhausted);
}

TEST(Child, AProgramThatIsNotThereIsSaid) {
  NmapScanner scanner({.program = "/nowhere/nmap"});
  const auto version = scanner.Version();
  ASSERT_FALSE(version);
  EXPECT_EQ(version.error().code(), ErrorCode::kUnavailable);
  EXPECT_THAT(version.error().message(), HasSubstr("nmap"));
}

TEST(NmapScanner, FindsAListenerOnLoopback) {
  if (::access("/usr/bin/nmap", X_OK) != 0) GTEST_SKIP() << "skipped: nmap is not installed";
  NmapScanner scanner({});
  EXPECT_THAT(scanner.Version().value(), HasSubstr("Nmap"));
  findings::ScanOrder order{.addresses = {"127.0.0.1"}, .ports = "1", .requests_per_second = 100};
  const auto result = scanner.Run(order, [](int) { return true; });
  ASSERT_TRUE(result) << result.error().Text();
  EXPECT_EQ(result->exit_status, 0) << result->messages;
  ASSERT_EQ(result->reports.size(), 1u);
  EXPECT_THAT(result->reports[0], HasSubstr("<nmaprun"));
}

}  // namespace
}  // namespace lachan::scan_nmap
