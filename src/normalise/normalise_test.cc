// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "normalise/column_memory.h"
#include "normalise/normaliser.h"
#include "normalise/samples.h"
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

TEST(MappingTest, EverySampleComesOutAsWritten) {
  std::size_t samples = 0;
  for (const auto& entry : fs::directory_iterator(MappingFolder() / "tests")) {
    const auto report =
        RunSamples({entry.path().string(), ReadFile(entry.path())}, Shipped(), kNow);
    for (const auto& finding : report.findings) ADD_FAILURE() << finding.Text();
    samples += report.samples;
  }
  EXPECT_GE(samples, 100u);
}

TEST(MappingTest, SaysWhichSampleDiffersAndWhere) {
  const auto report = RunSamples({"x.yaml", R"(
- line: '{"a": 1}'
  expect:
    format: web
    fields: {a: "2"}
    absent: [a]
    logsource: [{product: none}]
- line: no format
  expect: {}
- linee: x
)"},
                                 Shipped(), kNow);
  ASSERT_EQ(report.findings.size(), 7u);
  EXPECT_EQ(report.findings[0].where.line, 4);
  EXPECT_EQ(report.findings[0].where.file, "x.yaml");
  EXPECT_NE(report.findings[1].message.find("a is '1', not '2'"), std::string::npos);
  EXPECT_EQ(RunSamples({"x.yaml", "- line: ["}, Shipped(), kNow).findings.size(), 1u);
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

TEST(MappingTest, TakesSeveralOfOneFileAndProgramsByTheirBeginning) {
  const MappingText file{"a.yaml",
                         "id: one\nwhen: {program: ['post*']}\nformat: p\n---\nid: two\norder: 50\n"
                         "when: {program: [postfix/x]}\nformat: x\n"};
  auto compiled = CompileMappings({&file, 1});
  ASSERT_TRUE(compiled.value);
  const Normaliser normaliser(std::move(*compiled.value));
  const auto format = [&](std::string_view program) {
    return normaliser
        .Normalise(Record(fmt::format("<13>Nov 23 11:05:01 h {}: x", program)), NoHosts())
        .format;
  };
  EXPECT_EQ(format("Postgres"), "p");
  EXPECT_EQ(format("postfix/x"), "x");
  EXPECT_EQ(format("postfix/y"), "p");
  EXPECT_EQ(format("other"), "syslog");
}

TEST(MappingTest, RefusesATimeThatIsNoListOfFields) {
  const MappingText file{"a.yaml", "id: a\ntime: ['{date} time']\n"};
  const auto compiled = CompileMappings({&file, 1});
  ASSERT_EQ(compiled.findings.size(), 1u);
  EXPECT_EQ(compiled.findings[0].code, "mapping.time.template");
}

TEST(ColumnMemoryTest, KnowsTheHeaderOfEachSender) {
  ColumnMemory memory;
  const auto format = [&](std::string line, std::int64_t source) {
    RawRecord record = Record(std::move(line));
    record.source = SourceId{source};
    memory.Describe(record);
    return record.format;
  };
  EXPECT_EQ(format("2026-11-23 x y", 1), "");
  EXPECT_EQ(format("#Fields: date a b", 1), "");
  EXPECT_EQ(format("2026-11-23 x y", 1), "w3c date a b");
  EXPECT_EQ(format("2026-11-23 x y", 2), "");
  EXPECT_EQ(format("{\"a\": \"b c\"}", 1), "");
  // Several logs of one sender are told apart by their columns.
  format("#path\tconn", 1);
  format("#fields\tts\tuid", 1);
  format("#types\ttime\tset[string]", 1);
  EXPECT_EQ(format("1.0\tx", 1), "zeek conn\tts\tuid[]");
  EXPECT_EQ(format("2026-11-23 x y", 1), "w3c date a b");
  EXPECT_EQ(format("2026-11-23 x y z", 1), "");
}

TEST(ColumnMemoryTest, IsKeptAsBytes) {
  const auto record = [](std::string line, std::int64_t source, std::string peer = "") {
    RawRecord one = Record(std::move(line));
    one.source = SourceId{source};
    one.peer = std::move(peer);
    return one;
  };
  const auto format = [&](ColumnMemory& memory, RawRecord one) {
    memory.Describe(one);
    return one.format;
  };
  ColumnMemory memory;
  EXPECT_EQ(memory.version(), 0u);
  format(memory, record("#Fields: date a b", 1, "10.0.0.1"));
  format(memory, record("#Fields: date c d", 1, "10.0.0.1"));
  format(memory, record("#path\tconn", 2));
  format(memory, record("#fields\tts\tuid\tx", 2));
  format(memory, record("#types\ttime\tstring\tset[string]", 2));
  const auto version = memory.version();
  EXPECT_GE(version, 3u);
  // The same header again is nothing new.
  format(memory, record("#Fields: date c d", 1, "10.0.0.1"));
  EXPECT_EQ(memory.version(), version);

  ColumnMemory again;
  const std::string bytes = memory.Encode();
  again.Decode(bytes);
  EXPECT_EQ(again.Encode(), bytes);
  EXPECT_EQ(format(again, record("2026-11-23 x y", 1, "10.0.0.1")), "w3c date c d");
  EXPECT_EQ(format(again, record("2026-11-23 x y", 1, "10.0.0.2")), "");
  EXPECT_EQ(format(again, record("1.0\tx\ty", 2)), "zeek conn\tts\tuid\tx[]");
  // Of what is cut off anywhere, the part before is used, and nothing else happens.
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ColumnMemory part;
    part.Decode(std::string_view(bytes).substr(0, size));
    EXPECT_LE(part.Encode().size(), bytes.size());
  }
  ColumnMemory damaged;
  damaged.Decode("columns 1\n1 99999999999999999999 1\n");
  damaged.Decode("columns 1\n-1 3 33\nabc");
  damaged.Decode("columns 2\n1 0 0\n");
  EXPECT_EQ(damaged.Encode(), "columns 1\n");
}

TEST(ColumnMemoryTest, KeepsTheLatestWithinItsBytes) {
  ColumnMemory memory;
  const std::string wide(8000, 'x');
  for (int n = 0; n < 1000; ++n) {
    RawRecord one = Record(fmt::format("#Fields: date {}{}", wide, n));
    one.source = SourceId{n};
    memory.Describe(one);
  }
  const std::string bytes = memory.Encode();
  EXPECT_LE(bytes.size(), ColumnMemory::kKeptBytes + 100);
  ColumnMemory again;
  again.Decode(bytes);
  RawRecord last = Record("2026-11-23 a"), first = last;
  last.source = SourceId{999};
  first.source = SourceId{0};
  again.Describe(last);
  again.Describe(first);
  EXPECT_FALSE(last.format.empty());
  EXPECT_TRUE(first.format.empty());
}

TEST(NormaliserTest, CountsADeclaredHeaderThatDoesNotFit) {
  RawRecord record = Record("a b c");
  record.format = "w3c x y";
  EXPECT_EQ(Shipped().Read(record, NoHosts()).outcome, Outcome::kMalformed);
  record.format = "w3c x y z";
  EXPECT_EQ(Shipped().Read(record, NoHosts()).event.Get("y"), "b");
  EXPECT_EQ(Shipped().Read(Record("#Fields: x y"), NoHosts()).event.format, "column-header");
}

TEST(NormaliserTest, MovesTheTextAndReadsTheSame) {
  RawRecord record = Record(
      "<38>Nov 23 11:05:01 web01 sshd[812]: Failed password for root from "
      "203.0.113.9 port 50122 ssh2");
  const Event copied = Shipped().Read(record, NoHosts()).event;
  const Event moved = Shipped().Read(std::move(record), NoHosts()).event;
  EXPECT_EQ(moved.raw, copied.raw);
  EXPECT_EQ(moved.Get("src_ip"), "203.0.113.9");
  EXPECT_EQ(moved.fields.size(), copied.fields.size());
}

TEST(NormaliserTest, GivesViewsOfTheText) {
  const std::vector<std::string> lines{
      "<38>Nov 23 11:05:01 web01 sshd[812]: Failed password for root from 203.0.113.9 port 50122",
      R"({"Channel":"Security","EventID":4625,"Hostname":"pc","A":"plain text","B":"esc\\aped \u0111"})",
      R"({"message":"{\"a\":{\"b\":\"deep text\"}}","host":"h1","ident":"x"})",
      R"(CEF:0|V|P|1|2|n\|ame|8|src=203.0.113.9 msg=two \= words)",
      "<189>date=2026-11-23 time=11:05:06 devname=\"F\" devid=\"1\" logid=\"1\" type=\"event\" "
      "msg=\"a "
      "\\\"b\\\"\"",
      "type=EXECVE msg=audit(1795406701.250:9): argc=1 a0=6375726C20",
      "<13>Nov 23 11:05:01 h <Event><System><EventID>1</EventID></System><EventData><Data "
      "Name='x'>a &amp; b</Data></EventData></Event>",
      "bad \xFF text"};
  for (const auto& line : lines) {
    RawRecord record = Record(line);
    FlatNormalised flat;
    Shipped().Read(record, NoHosts(), flat);
    const Event as_event = flat.event.ToEvent();
    const Normalised read = Shipped().Read(Record(line), NoHosts());
    ASSERT_EQ(as_event.fields.size(), read.event.fields.size()) << line;
    for (std::size_t i = 0; i < as_event.fields.size(); ++i) {
      EXPECT_EQ(as_event.fields[i].name, read.event.fields[i].name);
      EXPECT_EQ(as_event.fields[i].value, read.event.fields[i].value) << as_event.fields[i].name;
    }
    EXPECT_EQ(as_event.raw, read.event.raw);
    EXPECT_EQ(as_event.host, read.event.host);
    EXPECT_EQ(flat.mapping, read.mapping);
  }
  RawRecord record = Record(lines[1]);
  FlatNormalised flat;
  Shipped().Read(record, NoHosts(), flat);
  const auto is_in_text = [&](std::string_view value) {
    return value.data() >= record.text.data() &&
           value.data() + value.size() <= record.text.data() + record.text.size();
  };
  EXPECT_TRUE(is_in_text(flat.event.Get("A")));
  EXPECT_TRUE(is_in_text(flat.event.Get("Channel")));
  EXPECT_EQ(flat.event.Get("B"), "esc\\aped đ");
}

TEST(NormaliserTest, ALoneSurrogateHidesNoField) {
  const auto read = Shipped().Read(
      Record(R"({"Channel":"Security","EventID":4625,"A":"plain","B":"x \udc00"})"), NoHosts());
  EXPECT_EQ(read.outcome, Outcome::kUnderstood);
  EXPECT_EQ(read.event.Get("A"), "plain");
  EXPECT_EQ(read.event.Get("B"), "x \uFFFD");
  EXPECT_EQ(read.event.Get("Channel"), "Security");
}

TEST(NormaliserTest, ChannelThatIsNullIsNotOfWindows) {
  const auto is_windows = [](std::string_view channel) {
    const auto read = Shipped().Read(
        Record(fmt::format(R"({{"Channel":{},"EventID":1,"A":"b"}})", channel)), NoHosts());
    return std::ranges::any_of(read.event.logsources,
                               [](const LogSource& source) { return source.product == "windows"; });
  };
  EXPECT_FALSE(is_windows("null"));
  EXPECT_TRUE(is_windows("\"\""));
  EXPECT_FALSE(is_windows("null"));
}

TEST(NormaliserTest, FindsTheYearAtItsTurn) {
  const auto time = [](std::string_view stamp, std::string_view received) {
    RawRecord record = Record(fmt::format("<13>{} h app: x", stamp));
    record.received_at = *ParseInstant(received);
    return FormatInstant(Shipped().Normalise(record, NoHosts()).time);
  };
  EXPECT_EQ(time("Dec 31 23:59:59", "2026-12-31T17:00:05Z"), "2026-12-31T16:59:59Z");
  EXPECT_EQ(time("Jan  1 00:00:01", "2026-12-31T16:59:58Z"), "2026-12-31T17:00:01Z");
  EXPECT_EQ(time("Feb 29 12:00:00", "2028-02-29T05:00:01Z"), "2028-02-29T05:00:00Z");
}

TEST(NormaliserTest, ReadsJsonOfAnyNumberOfNames) {
  for (int i = 0; i < 60'000; ++i) {
    const std::string name = fmt::format("name{}", i);
    const auto read = Shipped().Read(Record(fmt::format("{{\"{}\":1}}", name)), NoHosts());
    ASSERT_EQ(read.event.fields.size(), 1u);
    ASSERT_EQ(read.event.fields[0].name, name);
  }
}

TEST(NormaliserTest, DoesNotBelieveAClockThatIsFarOff) {
  for (const char* line :
       {"<13>1 2026-11-21T00:00:00Z h a - - - x", "<13>1 2027-11-23T00:00:00Z h a - - - x"}) {
    const Event event = Shipped().Normalise(Record(line), NoHosts());
    EXPECT_TRUE(event.clock_suspect) << line;
    EXPECT_EQ(event.time, kNow);
    EXPECT_EQ(event.Get("own_time"), std::string_view(line).substr(6, 20));
  }
  const Event access = Shipped().Normalise(
      Record(R"(192.0.2.9 - - [12/Nov/2026:07:00:00 +0700] "GET / HTTP/1.1" 200 5)"), NoHosts());
  EXPECT_TRUE(access.clock_suspect);
  EXPECT_EQ(access.Get("own_time"), "2026-11-12T00:00:00Z");
  const Event near =
      Shipped().Normalise(Record("<13>1 2026-11-22T05:00:00Z h a - - - x"), NoHosts());
  EXPECT_FALSE(near.clock_suspect);
  EXPECT_EQ(near.Get("own_time"), "");
  EXPECT_EQ(FormatInstant(near.time), "2026-11-22T05:00:00Z");
}

TEST(NormaliserTest, AHeaderWhoseTimeIsNoneIsFlaggedAndKeepsTheRest) {
  const auto read = Shipped().Read(
      Record("<38>1 2026-13-45T99:99:99Z web01 sshd 812 - - Failed password for root from "
             "203.0.113.9 port 4711 ssh2"),
      NoHosts());
  EXPECT_TRUE(read.event.clock_suspect);
  EXPECT_FALSE(read.own_time);
  EXPECT_EQ(read.event.time, kNow);
  EXPECT_EQ(read.event.Get("own_time"), "2026-13-45T99:99:99Z");
  EXPECT_EQ(read.event.host, "web01");
  EXPECT_EQ(read.event.Get("program"), "sshd");
  EXPECT_EQ(read.event.Get("src_ip"), "203.0.113.9");
  // What the payload says of its time is believed.
  const Event inner = Shipped().Normalise(
      Record(R"(<14>1 never web01 app - - - {"@timestamp":"2026-11-23T04:00:00Z","a":"b"})"),
      NoHosts());
  EXPECT_FALSE(inner.clock_suspect);
  EXPECT_EQ(FormatInstant(inner.time), "2026-11-23T04:00:00Z");
  const Event next = Shipped().Normalise(Record("<13>1 - web01 app - - - x"), NoHosts());
  EXPECT_FALSE(next.clock_suspect) << "nothing is left of the record before";
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
  EXPECT_EQ(text("2026-11-23 11:05:01 +0700"), "2026-11-23T04:05:01Z");
  EXPECT_EQ(text("2026-11-23 11:05:01 -03"), "2026-11-23T14:05:01Z");
  EXPECT_EQ(text("2026-11-23 11:05:01 ICT"), "2026-11-23T04:05:01Z");
  EXPECT_EQ(text("2026-11-23 11:05:01 CEST"), "2026-11-23T04:05:01Z");  // unknown: ours
  EXPECT_EQ(text("23/Nov/2026:11:05:01 +0000"), "2026-11-23T11:05:01Z");
  EXPECT_EQ(text("23-Nov-2026 11:05:01.250"), "2026-11-23T04:05:01.25Z");
  EXPECT_EQ(text("Mon Nov 23 11:05:01.25 2026"), "2026-11-23T04:05:01.25Z");
  EXPECT_EQ(text("Tue Nov  3 11:05:01 2026"), "2026-11-03T04:05:01Z");
  for (const char* bad : {"", "42", "-1", "2026-13-01 00:00:00", "99999999999999999999", "tomorrow",
                          "9223372036854775807999"}) {
    EXPECT_EQ(text(bad), "none") << bad;
  }
}

}  // namespace
}  // namespace lachan::normalise
