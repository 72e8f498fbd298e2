// SPDX-License-Identifier: Apache-2.0
/// \file
/// Whole scans, over files that the tests write.
#include "scan/scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/testing_evtx.h"
#include "scan/explain_text.h"
#include "scan/find_record.h"
#include "scan/summary.h"
#include "scan/terminal.h"
#include "scan/testing_scan.h"

namespace lachan::scan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kRules = R"(
title: Whoami
id: 00000000-0000-4000-8000-000000000001
author: Tester
tags: [attack.discovery, attack.t1033]
logsource: {product: windows, category: process_creation}
detection:
  s: {Image|endswith: '\whoami.exe'}
  condition: s
level: high
---
title: Failed logon
id: 00000000-0000-4000-8000-000000000002
name: failed
logsource: {product: windows, service: security}
detection:
  s: {EventID: 4625}
  condition: s
level: low
---
title: Many failed logons
id: 00000000-0000-4000-8000-000000000003
correlation:
  type: event_count
  rules: [failed]
  group-by: [TargetUserName]
  timespan: 5m
  condition: {gte: 3}
  generate: true
level: critical
---
title: Marker in text
id: 00000000-0000-4000-8000-000000000004
logsource: {product: linux}
detection:
  keywords: ['evil-marker']
  condition: keywords
level: medium
)";

class Collected final : public ScanListener {
 public:
  void OnProgress(const ScanProgress&) override {}
  Status Write(std::string_view more) override {
    text += more;
    if (text.size() > limit) return Fail(ErrorCode::kUnavailable, "full");
    return {};
  }
  std::string text;
  std::size_t limit = SIZE_MAX;
};

class ScanTest : public ::testing::Test {
 protected:
  ScanTest()
      : rules_(detect::RuleSet::Compile(
            std::vector<detect::SourceText>{{"rules.yml", std::string(kRules)}})),
        normaliser_(normalise::Mappings{}),
        renderer_(MakeRenderer(Output::kJsonLines, rules_.rules())) {
    EXPECT_EQ(rules_.report().loaded, 4U);
  }

  ScanReport Run(const std::vector<std::string>& paths, const ScanOptions& options = {}) {
    inputs_ = FindInputs(paths, Instant{std::chrono::hours{24 * 365 * 56}});
    out_.text.clear();
    return Scan(inputs_.files, options,
                {rules_, normaliser_, indicators_, *renderer_, out_, stop_});
  }

  static std::string Whoami(int second, std::string_view host = "PC1") {
    return fmt::format(
        R"({{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"Computer":"{}",)"
        R"("Image":"C:\\Windows\\whoami.exe","UtcTime":"2026-11-23 04:05:{:02}.000"}})",
        host, second);
  }
  static std::string Failed(int minute, std::string_view user) {
    return fmt::format(
        R"({{"Channel":"Security","EventID":4625,"Computer":"DC","TargetUserName":"{}",)"
        R"("@timestamp":"2026-11-23T05:{:02}:00Z"}})",
        user, minute);
  }
  std::vector<std::string> Lines() const {
    std::vector<std::string> lines;
    for (const auto line : Split(out_.text, '\n')) {
      if (!line.empty()) lines.emplace_back(line);
    }
    return lines;
  }

  const TemporaryFolder folder_;
  const detect::RuleSet rules_;
  const normalise::Normaliser normaliser_;
  std::unique_ptr<Renderer> renderer_;
  const indicators::IndicatorSet* indicators_ = nullptr;
  std::atomic<bool> stop_ = false;
  Collected out_;
  Inputs inputs_;
};

TEST_F(ScanTest, AMatchSaysWhereAndWhy) {
  const auto file = folder_.Write("a.jsonl", "\n" + Whoami(6) + "\n");
  const auto report = Run({file});
  EXPECT_EQ(report.matches(), 1U);
  EXPECT_EQ(
      out_.text,
      R"({"rule_id":"00000000-0000-4000-8000-000000000001","rule_title":"Whoami","level":"high",)"
      R"("author":"Tester","file":")" +
          file +
          R"(","record":2,"time":"2026-11-23T04:05:06Z","host":"PC1",)"
          R"("tags":["attack.discovery","attack.t1033"],"matched":[{"field":"Image",)"
          R"("value":"C:\\Windows\\whoami.exe","pattern":"endswith '\\whoami.exe'"}]})"
          "\n");
  EXPECT_EQ(report.tally.events, 1U);
  EXPECT_EQ(report.files_read, 1U);
  EXPECT_TRUE(report.troubled.empty());
}

TEST_F(ScanTest, OutputDoesNotDependOnThreadsOrSlices) {
  std::string lines, array = "[";
  for (int i = 0; i < 3000; ++i) {
    const auto record = i % 3 == 0 ? Whoami(i % 60, "PC" + std::to_string(i % 7))
                                   : Failed(i % 60, "user" + std::to_string(i % 50));
    lines += record + "\n";
    array += (i > 0 ? "," : "") + record;
  }
  folder_.Write("a/lines.jsonl", lines);
  folder_.Write("a/array.json", array + "]");
  folder_.Write("b/lines.jsonl.gz", Gzip(lines));
  folder_.Write("b/lines.jsonl.zst", Zstd(lines));
  folder_.Write("c.log", "Nov 23 10:00:00 web sshd[1]: evil-marker\nnothing\n");
  for (int i = 0; i < 50; ++i) folder_.Write(fmt::format("many/{}.jsonl", i), Whoami(i) + "\n");
  ScanOptions plain;
  plain.threads = 1;
  const auto first = Run({folder_.path()}, plain);
  const std::string want = out_.text;
  EXPECT_EQ(first.tally.events, 4U * 3000 + 2 + 50);
  EXPECT_THAT(want, HasSubstr("\"correlation\":true"));
  for (const unsigned threads : {1, 2, 5}) {
    for (const std::size_t slice : {2000, 100'000}) {
      ScanOptions options;
      options.threads = threads;
      options.cut.slice_bytes = slice;
      options.whole_bytes = threads == 2 ? 0 : 10'000;
      options.waiting_bytes = threads == 5 ? 5'000 : 64 << 20;
      options.detections.memory_bytes = 20'000;
      const auto report = Run({folder_.path()}, options);
      EXPECT_TRUE(out_.text == want) << threads << ' ' << slice;
      EXPECT_EQ(report.matches(), first.matches());
      EXPECT_EQ(report.tally.events, first.tally.events);
      EXPECT_EQ(report.tally.hosts, first.tally.hosts);
    }
  }
}

TEST_F(ScanTest, CorrelationsCountOverFilesInOrderOfTime) {
  // Neither file has enough alone, and the second one is older.
  const auto late = folder_.Write("1.jsonl", Failed(4, "an") + "\n" + Failed(30, "binh") + "\n");
  const auto early = folder_.Write("2.jsonl", Failed(1, "an") + "\n" + Failed(2, "an") + "\n");
  const auto report = Run({late, early});
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_THAT(lines[4], HasSubstr(R"("correlation":true,"time":"2026-11-23T05:04:00Z")"));
  EXPECT_THAT(lines[4], HasSubstr(R"("group":{"TargetUserName":"an"},"value":3,)"
                                  R"("window_begin":"2026-11-23T05:01:00Z")"));
  EXPECT_THAT(lines[4],
              HasSubstr(fmt::format(R"("events":["{0}:1","{0}:2","{1}:1"])", early, late)));
  EXPECT_EQ(report.correlations_found, 1U);
  EXPECT_EQ(report.detections_kept, 4U);
}

TEST_F(ScanTest, AnEventWithoutTimeIsKeptButNotCorrelated) {
  std::string text;
  for (int i = 0; i < 5; ++i) {
    text += R"({"Channel":"Security","EventID":4625,"Computer":"DC","TargetUserName":"an"})"
            "\n";
  }
  ScanOptions options;
  options.since = ParseInstant("2026-11-23T05:00:00Z").value();
  const auto report = Run({folder_.Write("a.jsonl", text)}, options);
  EXPECT_EQ(report.matches(), 5U);
  EXPECT_EQ(report.tally.without_time, 5U);
  EXPECT_EQ(report.detections_untimed, 5U);
  EXPECT_THAT(out_.text, HasSubstr("\"time\":null"));
}

TEST_F(ScanTest, SinceAndUntilAreByTheEventsTime) {
  const auto file =
      folder_.Write("a.jsonl", Failed(1, "a") + "\n" + Failed(2, "b") + "\n" + Failed(3, "c"));
  ScanOptions options;
  options.since = ParseInstant("2026-11-23T05:02:00Z").value();
  options.until = ParseInstant("2026-11-23T05:03:00Z").value();
  const auto report = Run({file}, options);
  EXPECT_EQ(report.tally.events, 1U);
  EXPECT_EQ(report.tally.events_outside, 2U);
  EXPECT_THAT(out_.text, HasSubstr("\"record\":2,"));
  EXPECT_EQ(Lines().size(), 1U);
}

TEST_F(ScanTest, LevelsBelowAreNotShownButCounted) {
  const auto file =
      folder_.Write("a.jsonl", Failed(1, "a") + "\n" + Failed(2, "a") + "\n" + Failed(3, "a"));
  ScanOptions options;
  options.minimum_level = Level::high;
  Run({file}, options);
  ASSERT_EQ(Lines().size(), 1U);
  EXPECT_THAT(out_.text, HasSubstr("Many failed logons"));
}

TEST_F(ScanTest, TheLogSourceCanBeGiven) {
  const auto file = folder_.Write("a.log", "free text with evil-marker in it\n");
  EXPECT_EQ(Run({file}).matches(), 0U);
  ScanOptions options;
  options.logsource = LogSource{"linux", "", "syslog"};
  EXPECT_EQ(Run({file}, options).matches(), 1U);
  EXPECT_THAT(out_.text, HasSubstr("free text with evil-marker in it"));
}

TEST_F(ScanTest, AnEventLogThatIsCutOffIsNotOneInWhichNothingWasFound) {
  const std::string chunk = formats::testing::SampleChunk();
  const std::string whole = formats::testing::EvtxFileOf({chunk, chunk});
  folder_.Write("1.evtx", whole);
  folder_.Write("2.evtx", whole.substr(0, 4096 + 65536));
  folder_.Write("3.evtx", whole.substr(0, 4096));
  folder_.Write("4.evtx", whole.substr(0, 100));
  folder_.Write("5.evtx", chunk);
  const auto report = Run({folder_.path()});
  ASSERT_EQ(report.troubled.size(), 3U);
  EXPECT_THAT(report.troubled[0].problem, HasSubstr("names 2 chunks, 1 are here whole"));
  EXPECT_THAT(report.troubled[1].problem, HasSubstr("names 2 chunks, 0 are here whole"));
  EXPECT_THAT(report.troubled[2].problem, HasSubstr("cut off within its header"));
}

TEST_F(ScanTest, WhatIsWrongIsNamedAndTheRestGoesOn) {
  folder_.Write("1.jsonl", Whoami(1) + "\n{\"broken\":\n" + Whoami(2) + "\n[]\n");
  folder_.Write("2.bin", std::string("\0\1\2\3", 4));
  folder_.Write("3.jsonl.gz", Gzip(Whoami(3) + "\n").substr(0, 60));
  folder_.Write("4.empty", "");
  const std::string chunk = formats::testing::SampleChunk();
  std::string damaged = formats::testing::EvtxFileOf({chunk, chunk});
  damaged[4096 + 52] = static_cast<char>(damaged[4096 + 52] + 1);
  folder_.Write("5.evtx", damaged);
  folder_.Write("6.jsonl", "{\"a\":\"" + std::string(17 << 20, 'x') + "\"}\n" + Whoami(4));
  const auto report = Run({folder_.path(), "/no/such/path"});
  EXPECT_EQ(report.matches(), 3U);
  ASSERT_EQ(inputs_.problems.size(), 1U);
  EXPECT_EQ(inputs_.problems[0].path, "/no/such/path");
  ASSERT_EQ(report.troubled.size(), 4U);
  EXPECT_EQ(report.troubled[0].unread[static_cast<std::size_t>(Unread::kMalformed)], 2U);
  ASSERT_EQ(report.troubled[0].first.size(), 2U);
  EXPECT_EQ(report.troubled[0].first[0].unit, 2U);
  EXPECT_EQ(report.troubled[0].first[1].unit, 4U);
  EXPECT_THAT(report.troubled[1].problem, HasSubstr("ends early"));
  EXPECT_EQ(report.troubled[2].unread[static_cast<std::size_t>(Unread::kDamagedChunk)], 1U);
  EXPECT_EQ(report.troubled[3].first[0].unit, 1U);
  EXPECT_EQ(report.troubled[3].first[0].why, Unread::kTooLarge);
  EXPECT_EQ(report.files_other, 1U);
  EXPECT_EQ(report.files_empty, 1U);

  const auto text = SummaryText({report, inputs_, rules_, nullptr, {}});
  EXPECT_THAT(text, HasSubstr("1.jsonl: 2 malformed (line 2, 4)"));
  EXPECT_THAT(text, HasSubstr("3.jsonl.gz"));
  EXPECT_THAT(text, HasSubstr("5.evtx: 1 damaged chunk"));
  EXPECT_THAT(text, HasSubstr("6.jsonl: 1 too large (line 1)"));
  EXPECT_THAT(text, HasSubstr("/no/such/path: No such file"));
  EXPECT_THAT(text, HasSubstr("1 file: no logs"));
}

TEST_F(ScanTest, ALoneSurrogateHidesNoEvent) {
  std::string event = Whoami(1);
  event.back() = ',';
  folder_.Write("a.jsonl", event + R"("User":"x\ud800"})" + "\n" + Whoami(2) + "\n");
  const auto report = Run({folder_.path()});
  EXPECT_EQ(report.matches(), 2U);
  EXPECT_TRUE(report.troubled.empty());
}

TEST_F(ScanTest, ArchivesInFoldersAreNamed) {
  using namespace std::string_literals;
  folder_.Write("a.jsonl", Whoami(1) + "\n");
  folder_.Write("logs.zip", "PK\x03\x04\x14\0\0\0\x08\0"s);
  folder_.Write("deep/logs.7z", "7z\xbc\xaf\x27\x1c\0\4"s);
  folder_.Write("old.tgz", Gzip("a.log"s + std::string(252, '\0') + "ustar\0"s));
  folder_.Write("letter.docx",
                "PK\x03\x04\x14\0\6\0\x08\0"s + std::string(20, '\0') + "[Content_Types].xml");
  folder_.Write("tool", "MZ\0\1"s);
  const auto report = Run({folder_.path()});
  EXPECT_EQ(report.matches(), 1U);
  const auto text = SummaryText({report, inputs_, rules_, nullptr, {}});
  EXPECT_THAT(text, HasSubstr("logs.zip: a ZIP archive: unpack it first"));
  EXPECT_THAT(text, HasSubstr("deep/logs.7z: a 7z archive: unpack it first"));
  EXPECT_THAT(text, HasSubstr("old.tgz: a tar archive: unpack it first"));
  EXPECT_THAT(text, HasSubstr("2 files: no logs"));
}

TEST_F(ScanTest, NestedTooDeepIsCalledSo) {
  folder_.Write("a.jsonl", "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') +
                               "}\n" + Whoami(1) + "\n");
  const auto report = Run({folder_.path()});
  EXPECT_EQ(report.matches(), 1U);
  EXPECT_THAT(SummaryText({report, inputs_, rules_, nullptr, {}}),
              HasSubstr("a.jsonl: 1 nested too deep (line 1)"));
}

TEST_F(ScanTest, RulesWhoseSearchesAreGivenUpAreNamed) {
  const auto slow = detect::RuleSet::Compile(std::vector<detect::SourceText>{
      {"slow.yml",
       "title: Slow one\nid: slow\nlogsource: {product: windows}\n"
       "detection:\n  s: {User|re: '^(a|aa)+$'}\n  condition: s\n"}});
  std::string event = Whoami(1);
  event.back() = ',';
  folder_.Write("a.jsonl", event + "\"User\":\"" + std::string(5'000, 'a') + "đ\"}\n");
  inputs_ = FindInputs({folder_.path()}, Instant{});
  const auto report =
      Scan(inputs_.files, {}, {slow, normaliser_, nullptr, *renderer_, out_, stop_});
  const auto text = SummaryText({report, inputs_, slow, nullptr, {}});
  EXPECT_THAT(text, HasSubstr("1 search of a regular expression given up"));
  EXPECT_THAT(text, HasSubstr("1  Slow one"));
}

TEST_F(ScanTest, ACorrelationAloneIsOfNoEvent) {
  std::string text(kRules);
  text.erase(text.find("  generate: true\n"), 17);
  const auto rules =
      detect::RuleSet::Compile(std::vector<detect::SourceText>{{"rules.yml", std::move(text)}});
  folder_.Write("a.jsonl",
                Failed(1, "an") + "\n" + Failed(2, "an") + "\n" + Failed(3, "an") + "\n");
  inputs_ = FindInputs({folder_.path()}, Instant{});
  const auto renderer = MakeRenderer(Output::kJsonLines, rules.rules());
  const auto report =
      Scan(inputs_.files, {}, {rules, normaliser_, nullptr, *renderer, out_, stop_});
  EXPECT_THAT(SummaryText({report, inputs_, rules, nullptr, {}}),
              HasSubstr("Matches     1 of 1 rule\n"));
}

TEST_F(ScanTest, AFileIsReadOnce) {
  const auto file = folder_.Write("a.jsonl", Whoami(1));
  EXPECT_EQ(Run({file, folder_.path()}).matches(), 1U);
  EXPECT_EQ(inputs_.repeated, 1U);
}

TEST_F(ScanTest, StopsWhenNobodyTakesTheOutput) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += Whoami(i % 60) + "\n";
  out_.limit = 1000;
  const auto report = Run({folder_.Write("a.jsonl", text), folder_.Write("b.jsonl", text)});
  ASSERT_TRUE(report.output_error);
  EXPECT_LT(out_.text.size(), 10u << 20);
}

TEST_F(ScanTest, StopsWhenAsked) {
  stop_ = true;
  const auto report =
      Run({folder_.Write("a.jsonl", Whoami(1)), folder_.Write("b.jsonl", Whoami(2))});
  EXPECT_TRUE(report.is_stopped);
}

TEST_F(ScanTest, IndicatorsAreFoundInFieldsAndLines) {
  std::vector<indicators::Indicator> all(2);
  all[0].kind = indicators::Kind::kAddress;
  all[0].value = "192.0.2.7";
  all[0].source = "feed";
  all[1].kind = indicators::Kind::kDomain;
  all[1].value = "evil.example";
  all[1].valid_until = ParseInstant("2020-01-01T00:00:00Z").value();
  const auto set = indicators::IndicatorSet::Build(all);
  ASSERT_TRUE(set);
  indicators_ = &*set;
  const auto report = Run({
      folder_.Write("a.jsonl",
                    R"({"dst":"192.0.2.7","src":"192.0.2.7","time":"2026-11-23T04:05:06Z"})"),
      folder_.Write("b.log", "refused from 192.0.2.7:443 (a.evil.example).\n"),
      folder_.Write("c.jsonl", R"({"q":"evil.example","time":"2026-11-23T04:05:06Z"})"),
      folder_.Write("d.jsonl", R"({"q":"evil.example","time":"2019-11-23T04:05:06Z"})"),
  });
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_THAT(lines[0],
              HasSubstr(R"("indicator":{"kind":"address","value":"192.0.2.7","source":"feed",)"
                        R"("tlp":"amber")"));
  EXPECT_THAT(lines[0], HasSubstr(R"("matched":[{"field":"dst")"));
  EXPECT_THAT(lines[1], HasSubstr("b.log\",\"record\":1"));
  EXPECT_THAT(lines[3], HasSubstr("d.jsonl"));  // Not c: no longer valid then.
  EXPECT_EQ(report.indicator_hits(), 4U);
  EXPECT_EQ(report.tally.events_with_indicators, 3U);
}

TEST_F(ScanTest, ATableIsAligned) {
  renderer_ = MakeRenderer(Output::kTable, rules_.rules(), 160);
  Run({folder_.Write("a.jsonl", Whoami(1) + "\n" + Failed(2, "an\\u001b[31m"))});
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 3U);
  const auto column = [](std::string_view line, std::string_view word) {
    return CodePoints(line.substr(0, line.find(word)));
  };
  EXPECT_EQ(column(lines[0], "LEVEL"), column(lines[1], "high"));
  EXPECT_EQ(column(lines[0], "RULE"), column(lines[1], "Whoami"));
  EXPECT_EQ(column(lines[0], "RULE"), column(lines[2], "Failed logon"));
  EXPECT_THAT(lines[1], HasSubstr("a.jsonl:1 "));
  EXPECT_THAT(out_.text, Not(HasSubstr("\x1b")));
}

TEST_F(ScanTest, ARecordIsFoundAgainAndExplained) {
  const auto file = folder_.Write("a.json", "[" + Failed(1, "an") + ",\n" + Whoami(2) + "]");
  const auto place = ParseRecordPlace(file + ":2");
  EXPECT_EQ(place.path, file);
  const auto event = FindRecord({file}, place.record, normaliser_, std::nullopt);
  ASSERT_TRUE(event);
  const auto explanation = rules_.Explain(0, *event);
  const auto text = ExplanationText(rules_.rules()[0], explanation, *event);
  EXPECT_THAT(text, HasSubstr("✓ The log source applies: windows / process_creation   seen: "));
  EXPECT_THAT(text,
              HasSubstr("    ✓ Image endswith '\\whoami.exe'   seen: C:\\Windows\\whoami.exe\n"));
  EXPECT_THAT(text, HasSubstr("The rule holds."));
  const auto other = FindRecord({file}, 1, normaliser_, std::nullopt);
  ASSERT_TRUE(other);
  const auto no = ExplanationText(rules_.rules()[0], rules_.Explain(0, *other), *other);
  EXPECT_THAT(no, HasSubstr("✗ The log source does not apply"));
  EXPECT_THAT(no, HasSubstr("The rule does not hold."));
  EXPECT_EQ(FindRecord({file}, 3, normaliser_, std::nullopt).error().code(), ErrorCode::kNotFound);
}

TEST(Summary, NumbersAreForPeople) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1234567), "1,234,567");
  EXPECT_EQ(ByteText(999), "999 B");
  EXPECT_EQ(ByteText(1285588152), "1.29 GB");
  EXPECT_EQ(ByteText(999'700), "1.00 MB");
  EXPECT_EQ(ByteText(43'210'000), "43.2 MB");
  EXPECT_EQ(DurationText(0.314), "0.31 s");
  EXPECT_EQ(DurationText(59.6), "1 min 0 s");
  EXPECT_EQ(DurationText(7500), "2 h 5 min");
}

TEST(Terminal, ProgressIsOneLine) {
  const auto text = ProgressText({500, 12'000, 2, "x"}, 1000, 120);
  EXPECT_EQ(text, "[############            ]  50 %  500 B of 1.00 kB  6,000 events/s  10 s left");
  EXPECT_LT(CodePoints(ProgressText({500, 12'000, 2, "x"}, 1000, 40)), 40U);
  EXPECT_EQ(ProgressText({500, 12, 2, "x"}, 0, 120), "500 B  6 events/s");
}

TEST(Render, JsonIsEscaped) {
  std::string out;
  AppendJson("a\"\\\n\x01\x7f\xc3\xa9\xff", out);
  EXPECT_EQ(out, "\"a\\\"\\\\\\n\\u0001\\u007f\xc3\xa9\xef\xbf\xbd\"");
}

TEST(Render, ColumnsAreKept) {
  EXPECT_EQ(InColumns("ab", 4), "ab  ");
  EXPECT_EQ(InColumns("đường dài", 6), "đường…");
  EXPECT_EQ(InColumns("đường", 5), "đường");
  EXPECT_EQ(Visible("a\xc2\x9b"
                    "31m\xe2\x80\xae",
                    100),
            "a\ufffd31m\ufffd");
}

}  // namespace
}  // namespace lachan::scan::testing
