// SPDX-License-Identifier: Apache-2.0
/// \file
/// A real engine in a directory of its own, for the tests.
#pragma once

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

inline std::unique_ptr<ClickHouseEventStore> StoreOn(const EventEngine& engine,
                                                     int retention_days = 0) {
  return std::make_unique<ClickHouseEventStore>(ClickHouseEventStore::Options{
      .endpoint = engine.endpoint(), .connections = 8, .retention_days = retention_days});
}

}  // namespace lachan::events_clickhouse
