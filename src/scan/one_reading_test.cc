// SPDX-License-Identifier: Apache-2.0
/// \file
/// The server and `lachan detect` make the same of a record.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <tuple>

#include "base/text.h"
#include "detect/record_event.h"
#include "normalise/mappings.h"
#include "normalise/normaliser.h"
#include "scan/read_whole.h"
#include "scan/records.h"

namespace lachan::scan {
namespace {

namespace fs = std::filesystem;

class NoHosts final : public normalise::HostResolver {
 public:
  std::string HostOf(std::string_view) const override { return {}; }
};

class Keeper final : public RecordSink {
 public:
  Keeper(const NameTable& json, const NameTable& other) : json_(json), other_(other) {}
  void OnRecord(std::uint64_t, Lane lane, const FlatRecord& record) override {
    event = detect::EventOf(record, lane == Lane::kJson ? json_ : other_);
  }
  void OnEvent(std::uint64_t, const Event& read, bool) override { event = read; }
  void OnUnread(std::uint64_t, Unread) override {}
  void OnFieldsLeftOut(std::uint64_t) override {}

  std::optional<Event> event;

 private:
  const NameTable& json_;
  const NameTable& other_;
};

fs::path Source() {
  const char* source = std::getenv("LACHAN_SOURCE");
  return source != nullptr ? source : ".";
}

fs::path Mappings() { return Source() / "mappings"; }

class OneReading : public ::testing::Test {
 protected:
  OneReading() : normaliser_(Load()), reader_(normaliser_, json_, other_, {}) {}

  static normalise::Mappings Load() {
    std::vector<normalise::MappingText> texts;
    for (const auto& entry : fs::directory_iterator(Mappings())) {
      if (entry.path().extension() != ".yaml") continue;
      texts.push_back(
          {entry.path().string(), ReadWhole(entry.path().string(), 1 << 20).value_or("")});
    }
    auto compiled = normalise::CompileMappings(texts);
    EXPECT_TRUE(compiled.value);
    return compiled.value ? std::move(*compiled.value) : normalise::Mappings{};
  }

  /// False where they differ; says how.
  bool Agree(const std::string& line) {
    Slice slice;
    slice.format = line.starts_with('{') ? Format::kJsonLines : Format::kText;
    slice.bytes = pool_.Take(line.size() + 1);
    slice.bytes.Append(line);
    slice.bytes.Pad();
    Keeper keeper(json_, other_);
    reader_.Read(slice, file_, keeper);
    RawRecord record;
    record.text = line;
    record.received_at = file_.modified;
    record.transport = Transport::kFile;  // Old times are believed, as of what is scanned.
    const Event server = normaliser_.Read(record, NoHosts()).event;
    if (!keeper.event) return false;
    using Field = std::tuple<std::string, std::string, EventField::Kind>;
    const auto fields = [](const Event& event) {
      std::vector<Field> out;
      for (const auto& one : event.fields) out.emplace_back(one.name, one.value, one.kind);
      return out;
    };
    const auto sources = [](const Event& event) {
      std::set<std::string> out;
      for (const auto& one : event.logsources) {
        out.insert(one.product + '/' + one.category + '/' + one.service);
      }
      return out;
    };
    EXPECT_EQ(fields(server), fields(*keeper.event)) << line;
    EXPECT_EQ(sources(server), sources(*keeper.event)) << line;
    return fields(server) == fields(*keeper.event) && sources(server) == sources(*keeper.event);
  }

  NameTable json_, other_;
  normalise::Normaliser normaliser_;
  BufferPool pool_{1 << 20};
  InputFile file_{.path = "x", .modified = *ParseInstant("2026-11-23T04:05:10Z")};
  RecordReader reader_;
};

TEST_F(OneReading, OfEverySampleOfTheMappings) {
  std::size_t samples = 0;
  for (const auto& entry : fs::directory_iterator(Mappings() / "tests")) {
    for (const auto& sample : YAML::LoadFile(entry.path().string())) {
      const auto line = sample["line"].as<std::string>();
      const bool is_broken =
          sample["expect"]["outcome"] && sample["expect"]["outcome"].as<std::string>() != "text";
      if (line.contains('\n') || line.starts_with("<Event") || is_broken) continue;
      if (sample["header"]) continue;
      EXPECT_TRUE(Agree(line)) << line;
      EXPECT_TRUE(Agree(line)) << "the second time: " << line;
      ++samples;
    }
  }
  EXPECT_GE(samples, 30u);
}

TEST_F(OneReading, OfTheDialectsOfWindowsEvents) {
  for (
      const char* line :
      {R"({"Channel":"Security","EventID":4688,"Hostname":"h","SourceName":"s","A B":"c"})",
       R"({"log_name":"Security","event_id":4625,"event_data":{"A":"b"},"computer_name":"c"})",
       R"({"winlog":{"channel":"Security","event_id":1,"user_data":{"X":{"y":[1,2]}}},"k":1})",
       R"({"Event":{"System":{"Channel":"Security","EventID":{"#text":7,"#attributes":{"Qualifiers":1}}},"EventData":{"Data":[{"#text":"a"},{"#text":"b"}]}}})",
       R"({"Event":{"System":{"Channel":"x","EventID":1},"EventData":null}})",
       R"({"data":{"win":{"system":{"channel":"Security","eventID":"4625"}}}})",
       R"({"@logsource":{"product":"Windows","service":"security"},"EventID":4625,"Channel":"x"})",
       R"({"a":1.50,"a":2,"b":[],"c":{},"d":[[1,[2]],{"e":null}],"f":"\u0111\/"})"}) {
    for (int round = 0; round < 3; ++round) EXPECT_TRUE(Agree(line));
  }
}

TEST_F(OneReading, OfRealRecords) {
  const fs::path root = Source() / "../shared/detect/pack";
  if (!fs::exists(root)) GTEST_SKIP() << "skipped: no ../shared";
  std::size_t records = 0;
  for (const char* folder : {"mordor", "evtx", "sigma_regression", "zeek", "suricata", "auditd"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string name = entry.path().filename().string();
      if (!name.contains(".jsonl") && !name.ends_with(".log") && name != "eve-fileinfo.json") {
        continue;
      }
      std::size_t of_file = 0;
      const auto text = ReadWhole(entry.path().string(), 1 << 30).value_or("");
      for (const auto line : Split(text, '\n')) {
        if (line.empty() || line.size() > 100'000 || line.starts_with('#')) continue;
        ASSERT_TRUE(Agree(std::string(line))) << entry.path();
        ++records;
        if (++of_file == 200) break;
      }
    }
  }
  EXPECT_GT(records, 10'000u);
}

}  // namespace
}  // namespace lachan::scan
