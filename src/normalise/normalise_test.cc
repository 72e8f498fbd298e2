// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "normalise/normaliser.h"
#include "normalise/time_text.h"

namespace lachan::normalise {
namespace {

namespace fs = std::filesystem;

const Instant kNow = *ParseInstant("2026-11-23T04:05:10Z");

class NoHosts final : public HostResolver {
 public:
  std::string HostOf(std::string_view peer) const override {
    return peer == "10.9.9.9" ? "named-host" : "";
  }
};

fs::path MappingFolder() {
  const char* source = std::getenv("LACHAN_SOURCE");
  return fs::path(source != nullptr ? source : ".") / "mappings";
}

std::string ReadFile(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<MappingText> ShippedTexts() {
  std::vector<MappingText> texts;
  for (const auto& entry : fs::directory_iterator(MappingFolder())) {
    if (entry.path().extension() == ".yaml") {
      texts.push_back({entry.path().string(), ReadFile(entry.path())});
    }
  }
  return texts;
}

const Normaliser& Shipped() {
  static const auto* normaliser = [] {
    auto compiled = CompileMappings(ShippedTexts());
    for (const auto& finding : compiled.findings) ADD_FAILURE() << finding.Text();
    return new Normaliser(compiled.value ? std::move(*compiled.value) : Mappings{});
  }();
  return *normaliser;
}

RawRecord Record(std::string text) {
  RawRecord record;
  record.text = std::move(text);
  record.received_at = kNow;
  record.peer = "192.0.2.1";
  record.transport = Transport::kSyslogUdp;
  return record;
}

std::string_view Name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kUnderstood:
      return "understood";
    case Outcome::kText:
      return "text";
    case Outcome::kMalformed:
      return "malformed";
  }
  return "";
}

bool HasLogSource(const Event& event, const YAML::Node& wanted) {
  return std::ranges::any_of(event.logsources, [&](const LogSource& source) {
    return source.product == wanted["product"].as<std::string>("") &&
           source.category == wanted["category"].as<std::string>("") &&
           source.service == wanted["service"].as<std::string>("");
  });
}

void CheckSample(const YAML::Node& sample) {
  const auto line = sample["line"].as<std::string>();
  SCOPED_TRACE(line);
  const Normalised out = Shipped().Read(Record(line), NoHosts());
  const YAML::Node expect = sample["expect"];
  EXPECT_EQ(Name(out.outcome), expect["outcome"].as<std::string>("understood"));
  if (expect["format"]) {
    EXPECT_EQ(out.event.format, expect["format"].as<std::string>());
  }
  if (expect["host"]) {
    EXPECT_EQ(out.event.host, expect["host"].as<std::string>());
  }
  if (expect["time"]) {
    EXPECT_EQ(FormatInstant(out.event.time), expect["time"].as<std::string>());
  }
  for (const auto& field : expect["fields"]) {
    EXPECT_EQ(out.event.Get(field.first.as<std::string>()), field.second.as<std::string>())
        << field.first.as<std::string>();
  }
  for (const auto& name : expect["absent"]) {
    EXPECT_EQ(std::ranges::count(out.event.fields, name.as<std::string>(), &EventField::name), 0)
        << name.as<std::string>();
  }
  for (const auto& source : expect["logsource"]) EXPECT_TRUE(HasLogSource(out.event, source));
}

TEST(MappingTest, EverySampleComesOutAsWritten) {
  std::size_t samples = 0;
  for (const auto& entry : fs::directory_iterator(MappingFolder() / "tests")) {
    for (const auto& sample : YAML::LoadFile(entry.path().string())) {
      SCOPED_TRACE(entry.path().filename().string());
      CheckSample(sample);
      ++samples;
    }
  }
  EXPECT_GE(samples, 30u);
}

TEST(MappingTest, EveryMappingHasSamples) {
  std::set<std::string> mappings, tests;
  for (const auto& entry : fs::directory_iterator(MappingFolder())) {
    if (entry.path().extension() == ".yaml") mappings.insert(entry.path().filename());
  }
  for (const auto& entry : fs::directory_iterator(MappingFolder() / "tests")) {
    tests.insert(entry.path().filename());
  }
  EXPECT_EQ(mappings, tests);
}

TEST(MappingTest, SaysEverythingThatIsWrongAndUsesNothing) {
  const std::vector<MappingText> files{{"a.yaml", "id: a\nwhen: {shape: jsn}\n"},
                                       {"b.yaml", "id: b\nrenam: {}\npatterns:\n  - regex: '('\n"},
                                       {"c.yaml", "id: [\n"},
                                       {"d.yaml", "id: d\norder: many\n"},
                                       {"e.yaml", "order: 1\n"},
                                       {"f.yaml", "id: f\n"},
                                       {"g.yaml", "id: f\n"},
                                       {"h.yaml", "- a list\n"}};
  const auto compiled = CompileMappings(files);
  EXPECT_FALSE(compiled.value);
  std::set<std::string> codes, places;
  for (const auto& finding : compiled.findings) {
    codes.insert(finding.code);
    places.insert(finding.where.file);
  }
  EXPECT_TRUE(codes.contains("mapping.shape.unknown"));
  EXPECT_TRUE(codes.contains("mapping.key.unknown"));
  EXPECT_TRUE(codes.contains("mapping.regex.invalid"));
  EXPECT_TRUE(codes.contains("mapping.id.missing"));
  EXPECT_TRUE(codes.contains("mapping.id.twice"));
  EXPECT_EQ(places.size(), 7u);
  EXPECT_EQ(compiled.findings[0].where.line, 2);
}

TEST(NormaliserTest, DoesNotBelieveAClockThatIsFarOff) {
  for (const char* line :
       {"<13>1 2026-11-21T00:00:00Z h a - - - x", "<13>1 2027-11-23T00:00:00Z h a - - - x"}) {
    const Event event = Shipped().Normalise(Record(line), NoHosts());
    EXPECT_TRUE(event.clock_suspect) << line;
    EXPECT_EQ(event.time, kNow);
  }
  const Event near =
      Shipped().Normalise(Record("<13>1 2026-11-22T05:00:00Z h a - - - x"), NoHosts());
  EXPECT_FALSE(near.clock_suspect);
  EXPECT_EQ(FormatInstant(near.time), "2026-11-22T05:00:00Z");
}

TEST(NormaliserTest, BelievesOldFilesButNotTheFuture) {
  RawRecord record = Record("<13>1 2020-11-21T00:00:00Z h a - - - x");
  record.transport = Transport::kFile;
  EXPECT_EQ(FormatInstant(Shipped().Normalise(record, NoHosts()).time), "2020-11-21T00:00:00Z");
  record.text = "<13>1 2029-11-21T00:00:00Z h a - - - x";
  EXPECT_TRUE(Shipped().Normalise(record, NoHosts()).clock_suspect);
}

TEST(NormaliserTest, RepairsUtf8AndKeepsEverything) {
  const Normalised out = Shipped().Read(Record("<13>Nov 23 11:05:01 h app: a\xFF\x00z"), NoHosts());
  EXPECT_EQ(out.event.raw, "<13>Nov 23 11:05:01 h app: a\xEF\xBF\xBD");
  const Normalised json = Shipped().Read(Record("{\"a\":\"x\xFF\"}"), NoHosts());
  EXPECT_EQ(json.outcome, Outcome::kUnderstood);
  EXPECT_EQ(json.event.Get("a"), "x\xEF\xBF\xBD");
}

TEST(NormaliserTest, CountsADeclaredFormatThatIsBroken) {
  RawRecord record = Record("no json");
  record.format = "json";
  EXPECT_EQ(Shipped().Read(record, NoHosts()).outcome, Outcome::kMalformed);
  record.format = "syslog";
  EXPECT_EQ(Shipped().Read(record, NoHosts()).outcome, Outcome::kMalformed);
  record.format = "";
  EXPECT_EQ(Shipped().Read(record, NoHosts()).outcome, Outcome::kText);
}

TEST(NormaliserTest, NamesTheHostOfASilentRecord) {
  RawRecord record = Record("text");
  EXPECT_EQ(Shipped().Normalise(record, NoHosts()).host, "192.0.2.1");
  record.peer = "10.9.9.9";
  EXPECT_EQ(Shipped().Normalise(record, NoHosts()).host, "named-host");
}

TEST(NormaliserTest, CarriesTheSourceAndTheDrill) {
  RawRecord record = Record("text");
  record.source = SourceId{7};
  record.agency = AgencyId{8};
  record.is_exercise = true;
  const Event event = Shipped().Normalise(record, NoHosts());
  EXPECT_EQ(event.source.value, 7);
  EXPECT_EQ(event.agency.value, 8);
  EXPECT_TRUE(event.is_exercise);
  EXPECT_EQ(event.transport, Transport::kSyslogUdp);
}

TEST(TimeTextTest, ReadsWhatFieldsHold) {
  const std::chrono::minutes zone{7 * 60};
  const auto text = [&](std::string_view value) {
    const auto time = ParseTimeText(value, kNow, zone);
    return time ? FormatInstant(*time) : std::string("none");
  };
  EXPECT_EQ(text("2026-11-23 11:05:01"), "2026-11-23T04:05:01Z");
  EXPECT_EQ(text("2026-11-23 04:05:01 UTC"), "2026-11-23T04:05:01Z");
  EXPECT_EQ(text("2026-11-23T11:05:01.5+0700"), "2026-11-23T04:05:01.5Z");
  EXPECT_EQ(text("1795406701"), "2026-11-23T04:05:01Z");
  EXPECT_EQ(text("1795406701.5"), "2026-11-23T04:05:01.5Z");
  EXPECT_EQ(text("1795406701500"), "2026-11-23T04:05:01.5Z");
  EXPECT_EQ(text("1795406701500000000"), "2026-11-23T04:05:01.5Z");
  for (const char* bad : {"", "42", "-1", "2026-13-01 00:00:00", "99999999999999999999", "tomorrow",
                          "9223372036854775807999"}) {
    EXPECT_EQ(text(bad), "none") << bad;
  }
}

}  // namespace
}  // namespace lachan::normalise
