// SPDX-License-Identifier: Apache-2.0
/// \file
/// A real engine in a directory of its own, for the tests.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "events_clickhouse/clickhouse_event_store.h"
#include "events_clickhouse/event_engine.h"

namespace lachan::events_clickhouse {

/// Empty when this build has no lachan-eventd (sanitizers).
inline std::string EnginePath() {
  const char* binary = std::getenv("LACHAN_BINARY");
  const std::string path = std::string(binary ? binary : ".") + "/eventd/lachan-eventd";
  return ::access(path.c_str(), X_OK) == 0 ? path : std::string();
}

/// A directory that goes with this object. Under /tmp: socket paths are short.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = "/tmp/lachan-test-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline EventEngine::Options EngineOptions(const std::string& directory) {
  EventEngine::Options options;
  options.program = EnginePath();
  options.data = directory + "/data";
  options.socket = directory + "/eventd.sock";
  return options;
}

inline std::unique_ptr<ClickHouseEventStore> StoreOn(const EventEngine& engine) {
  return std::make_unique<ClickHouseEventStore>(
      ClickHouseEventStore::Options{.endpoint = engine.endpoint(), .connections = 8});
}

/// One statement, as text; a failure is a failed test.
inline std::string RunSql(const Endpoint& endpoint, std::string sql, bool in_database = true) {
  const auto answer =
      ClickHouseClient::Make(endpoint, 1)
          ->Run({.sql = std::move(sql), .format = "TabSeparated", .in_database = in_database});
  if (!answer) ADD_FAILURE() << answer.error().Text();
  return answer ? answer->body : std::string();
}

/// Where the contract of the event store is tested: the embedded engine, or the ClickHouse server
/// that LACHAN_TEST_CLICKHOUSE_URL names (http://user:password@host:port). Each test has a database
/// of its own there, which goes again.
class TestingServer {
 public:
  /// Empty when there is neither.
  static std::unique_ptr<TestingServer> Start() {
    std::unique_ptr<TestingServer> server(new TestingServer());
    if (const char* url = std::getenv("LACHAN_TEST_CLICKHOUSE_URL"); url != nullptr && *url != 0) {
      server->endpoint_ = Parse(url);
      return server;
    }
    if (EnginePath().empty()) return nullptr;
    server->directory_ = std::make_unique<TemporaryDirectory>();
    server->engine_ = std::make_unique<EventEngine>(EngineOptions(server->directory_->path()));
    if (const auto started = server->engine_->Start(); !started) {
      ADD_FAILURE() << started.error().Text();
      return nullptr;
    }
    server->endpoint_ = server->engine_->endpoint();
    return server;
  }
  ~TestingServer() {
    for (const auto& name : databases_) {
      RunSql(endpoint_, "DROP DATABASE IF EXISTS `" + name + "`", false);
    }
  }
  /// Of a database that does not exist yet.
  Endpoint Fresh() {
    Endpoint endpoint = endpoint_;
    endpoint.database = fmt::format("lachan_test_{}_{}", ::getpid(), databases_.size() + 1);
    databases_.push_back(endpoint.database);
    return endpoint;
  }
  const Endpoint& endpoint() const { return endpoint_; }
  bool is_embedded() const { return engine_ != nullptr; }

 private:
  TestingServer() = default;
  static Endpoint Parse(std::string_view url) {
    Endpoint endpoint;
    url.remove_prefix(std::min(url.size(), std::string_view("http://").size()));
    if (const auto at = url.find('@'); at != std::string_view::npos) {
      const auto account = url.substr(0, at);
      const auto colon = account.find(':');
      endpoint.user = account.substr(0, colon);
      if (colon != std::string_view::npos) {
        endpoint.password = Secret<std::string>(std::string(account.substr(colon + 1)));
      }
      url.remove_prefix(at + 1);
    }
    const auto colon = url.find(':');
    endpoint.host = url.substr(0, colon);
    if (colon != std::string_view::npos) {
      endpoint.port = static_cast<std::uint16_t>(std::stoi(std::string(url.substr(colon + 1))));
    }
    return endpoint;
  }

  std::unique_ptr<TemporaryDirectory> directory_;
  std::unique_ptr<EventEngine> engine_;
  Endpoint endpoint_;
  std::vector<std::string> databases_;
};

}  // namespace lachan::events_clickhouse
