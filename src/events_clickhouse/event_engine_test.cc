// SPDX-License-Identifier: Apache-2.0
#include "events_clickhouse/event_engine.h"
#include "base/testing_wait.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "events_clickhouse/testing_engine.h"

namespace lachan::events_clickhouse {
namespace {

using events::Scope;

/// Waits for `condition`, at most 20 s.
template <class Condition>
bool Eventually(Condition condition) {
  return lachan::Eventually(condition, std::chrono::seconds{20});
}

std::vector<Event> OneEvent(std::string id) {
  Event event;
  event.id = std::move(id);
  event.time = Instant(std::chrono::sys_days(std::chrono::year{2026} / 11 / 23));
  event.raw = "a line";
  return {event};
}

class EventEngineTest : public testing::Test {
 protected:
  void SetUp() override {
    if (EnginePath().empty()) GTEST_SKIP() << "skipped: no lachan-eventd in this build";
  }
  TemporaryDirectory directory_;
};

TEST_F(EventEngineTest, StartsFastAndStopsWithItsObject) {
  pid_t pid = 0;
  {
    EventEngine engine(EngineOptions(directory_.path()));
    const auto begin = std::chrono::steady_clock::now();
    const auto started = engine.Start();
    ASSERT_TRUE(started) << started.error().Text();
    fmt::print("engine up in {} ms\n", std::chrono::duration_cast<std::chrono::milliseconds>(
                                           std::chrono::steady_clock::now() - begin)
                                           .count());
    pid = engine.health().pid;
    EXPECT_EQ(engine.health().state, EventEngine::State::kRunning);
    EXPECT_EQ(::kill(pid, 0), 0);
  }
  EXPECT_NE(::kill(pid, 0), 0);
  EXPECT_FALSE(std::filesystem::exists(directory_.path() + "/eventd.sock"));
}

TEST_F(EventEngineTest, AnEngineInheritsNoSocketOfOurs) {
  const int ours = ::socket(AF_INET, SOCK_STREAM, 0);  // as libraries open them
  ASSERT_GE(ours, 0);
  const auto target = [](const std::filesystem::path& file) {
    std::error_code error;  // a descriptor may go meanwhile
    return std::filesystem::read_symlink(file, error).string();
  };
  const std::string name = target(fmt::format("/proc/self/fd/{}", ours));
  ASSERT_TRUE(name.starts_with("socket:"));
  EventEngine engine(EngineOptions(directory_.path()));
  ASSERT_TRUE(engine.Start());
  std::size_t open = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(fmt::format("/proc/{}/fd", engine.health().pid))) {
    EXPECT_NE(target(file.path()), name);
    ++open;
  }
  EXPECT_GT(open, 3u);
  ::close(ours);
}

TEST_F(EventEngineTest, KilledEngineComesBackWithItsData) {
  EventEngine engine(EngineOptions(directory_.path()));
  ASSERT_TRUE(engine.Start());
  auto store = StoreOn(engine);
  ASSERT_TRUE(store->Prepare());
  ASSERT_TRUE(store->Insert(OneEvent("a"), "token-a"));
  for (int round = 1; round <= 3; ++round) {
    const pid_t before = engine.health().pid;
    ::kill(before, SIGKILL);
    ASSERT_TRUE(Eventually([&] {
      const auto health = engine.health();
      return health.state == EventEngine::State::kRunning && health.pid != before;
    }));
    EXPECT_EQ(engine.health().restarts, static_cast<std::uint64_t>(round));
    EXPECT_EQ(engine.health().last_death, "signal 9");
    ASSERT_TRUE(Eventually([&] { return store->Ping().has_value(); }));
    ASSERT_TRUE(store->Insert(OneEvent("a"), "token-a")) << "replay after the crash";
    EXPECT_EQ(store->Statistics()->rows, 1U);
  }
}

TEST_F(EventEngineTest, InsertsUnderFireAreStoredOnceEach) {
  EventEngine engine(EngineOptions(directory_.path()));
  ASSERT_TRUE(engine.Start());
  auto store = StoreOn(engine);
  ASSERT_TRUE(store->Prepare());
  std::atomic<bool> done{false};
  std::thread killer([&] {
    for (int i = 0; i < 5 && !done; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(150 + 37 * i));
      if (const pid_t pid = engine.health().pid; pid > 0) ::kill(pid, SIGKILL);
    }
  });
  constexpr int kBatches = 60;
  for (int i = 0; i < kBatches; ++i) {
    auto batch = OneEvent(fmt::format("e{:03}", i));
    const bool stored =
        Eventually([&] { return store->Insert(batch, fmt::format("t{}", i)).has_value(); });
    ASSERT_TRUE(stored) << i;
  }
  done = true;
  killer.join();
  ASSERT_TRUE(Eventually([&] { return store->Ping().has_value(); }));
  std::set<std::string> ids;
  auto page = store->Search({.limit = 1000}, Scope::All());
  for (int i = 0; !page && i < 100; ++i) page = store->Search({.limit = 1000}, Scope::All());
  ASSERT_TRUE(page) << page.error().Text();
  for (const auto& event : page->events) ids.insert(event.id);
  EXPECT_EQ(page->events.size(), static_cast<std::size_t>(kBatches));
  EXPECT_EQ(ids.size(), static_cast<std::size_t>(kBatches));
}

TEST_F(EventEngineTest, NoEngineIsUnavailableNotAHang) {
  Endpoint endpoint;
  endpoint.socket = directory_.path() + "/nobody";
  ClickHouseEventStore store({.endpoint = endpoint, .connections = 1});
  EXPECT_EQ(store.Ping().error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(store.Insert(OneEvent("a"), "t").error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(store.Search({}, Scope::All()).error().code(), ErrorCode::kUnavailable);
}

TEST_F(EventEngineTest, SecondEngineOnTheSameDirectoryIsRefused) {
  EventEngine first(EngineOptions(directory_.path()));
  ASSERT_TRUE(first.Start());
  EventEngine second(EngineOptions(directory_.path()));
  const auto started = second.Start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code(), ErrorCode::kConflict) << started.error().Text();
  EXPECT_EQ(first.health().restarts, 0U);
}

TEST_F(EventEngineTest, MissingProgramIsSaidAtOnce) {
  auto options = EngineOptions(directory_.path());
  options.program = "/nonexistent/lachan-eventd";
  EventEngine engine(options);
  EXPECT_EQ(engine.Start().error().code(), ErrorCode::kFailedPrecondition);
}

/// A program for EventEngine that does what `script` says; "$@" is what the engine was given.
std::string Script(const std::string& directory, std::string_view script) {
  std::string path = directory + "/engine.sh";
  std::ofstream(path) << "#!/bin/bash\n" << script << "\n";
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

/// Works for most of a second.
constexpr std::string_view kWork =
    "end=$((${EPOCHREALTIME/./} + 900000))\n"
    "while ((${EPOCHREALTIME/./} < end)); do :; done\n";

TEST_F(EventEngineTest, ASlowStartIsWaitedForWhileItWorks) {
  auto options = EngineOptions(directory_.path());
  options.program =
      Script(directory_.path(), std::string(kWork) + "exec " + EnginePath() + " \"$@\"");
  options.idle_timeout = std::chrono::milliseconds(400);
  options.tell_after = std::chrono::milliseconds(100);
  std::atomic<int> told = 0;
  options.on_wait = [&](std::chrono::milliseconds) { ++told; };
  EventEngine engine(options);
  const auto started = engine.Start();
  ASSERT_TRUE(started) << started.error().Text();
  EXPECT_EQ(engine.health().restarts, 0U);
  EXPECT_GT(told, 2);
}

TEST(EventEngineStart, WhatEndsIsSaidAtOnce) {
  const TemporaryDirectory directory;
  auto options = EngineOptions(directory.path());
  options.program = Script(directory.path(), "exit 7");
  EventEngine engine(options);
  const auto started = engine.Start();
  EXPECT_EQ(started.error().code(), ErrorCode::kUnavailable);
  EXPECT_NE(started.error().Text().find("status 7"), std::string::npos) << started.error().Text();
}

TEST(EventEngineStart, WhatStandsStillIsGivenUp) {
  const TemporaryDirectory directory;
  auto options = EngineOptions(directory.path());
  options.program = Script(directory.path(), "exec sleep 60");
  options.idle_timeout = std::chrono::milliseconds(300);
  EventEngine engine(options);
  const auto started = engine.Start();
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().Text().find("stood still"), std::string::npos);
}

/// Answers once in its first life and always in the second.
constexpr std::string_view kHangs = R"(#!/usr/bin/env python3
import os, socket, sys, time
path = sys.argv[sys.argv.index("--socket") + 1]
left = 1
if os.path.exists(path):
    os.unlink(path)
    left = 1_000_000
listener = socket.socket(socket.AF_UNIX)
listener.bind(path)
listener.listen()
while left:
    connection, _ = listener.accept()
    if connection.recv(4096):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nOk.\n")
        left -= 1
    connection.close()
time.sleep(600)
)";

TEST(EventEngineStart, WhatHangsIsKilledAndStartedAgain) {
  if (std::system("python3 -c 1 2>/dev/null") != 0) GTEST_SKIP() << "skipped: no python3";
  const TemporaryDirectory directory;
  auto options = EngineOptions(directory.path());
  options.program = directory.path() + "/engine.py";
  std::ofstream(options.program) << kHangs;
  std::filesystem::permissions(options.program, std::filesystem::perms::owner_all);
  options.hang_timeout = std::chrono::milliseconds(300);
  EventEngine engine(options);
  const auto started = engine.Start();
  ASSERT_TRUE(started) << started.error().Text();
  ASSERT_TRUE(Eventually([&] {
    const auto health = engine.health();
    return health.restarts == 1 && health.state == EventEngine::State::kRunning;
  }));
  EXPECT_EQ(engine.health().last_death, "signal 9");
  // One that waits for work stands still too, but answers.
  std::this_thread::sleep_for(4 * options.hang_timeout);
  EXPECT_EQ(engine.health().restarts, 1U);
}

TEST(EventEngineStart, WhatNeverAnswersIsGivenUp) {
  const TemporaryDirectory directory;
  auto options = EngineOptions(directory.path());
  options.program = Script(directory.path(), kWork);
  options.start_timeout = std::chrono::milliseconds(300);
  EventEngine engine(options);
  const auto started = engine.Start();
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().Text().find("no answer within 300 ms"), std::string::npos);
}

TEST_F(EventEngineTest, FailingMigrationStopsThePreparation) {
  EventEngine engine(EngineOptions(directory_.path()));
  ASSERT_TRUE(engine.Start());
  const auto client = ClickHouseClient::Make(engine.endpoint(), 1);
  ASSERT_TRUE(client->Run({.sql = "CREATE DATABASE lachan ENGINE = Atomic", .in_database = false}));
  ASSERT_TRUE(client->Run({.sql = "CREATE VIEW events AS SELECT 1"}));
  ASSERT_TRUE(client->Run({.sql = "CREATE TABLE schema_migrations (version UInt32, name String, "
                                  "applied_at DateTime) ENGINE = MergeTree ORDER BY version"}));
  ASSERT_TRUE(client->Run({.sql = "INSERT INTO schema_migrations VALUES (99, 'future', 0)"}));
  const auto prepared = StoreOn(engine)->Prepare();
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_NE(prepared.error().Text().find("99"), std::string::npos);
}

}  // namespace
}  // namespace lachan::events_clickhouse
