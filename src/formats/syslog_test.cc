// SPDX-License-Identifier: Apache-2.0
#include "formats/syslog.h"

#include <gtest/gtest.h>

#include "formats/syslog_framing.h"

namespace lachan::formats {
namespace {

constexpr std::chrono::minutes kZone{7 * 60};

Instant At(std::string_view text) { return *ParseInstant(text); }
const Instant kNow = At("2026-11-23T04:05:06Z");

std::optional<SyslogMessage> Parse(std::string_view text) { return ParseSyslog(text, kNow, kZone); }

TEST(SyslogTest, ReadsRfc5424WithStructuredData) {
  const auto m = Parse(
      "<165>1 2026-11-23T04:05:06.003Z host.vn app 42 ID47 "
      R"([ex@32473 iut="3" s="a \"b\" \] c"][x@1] )"
      "\xEF\xBB\xBFnội dung");
  ASSERT_TRUE(m);
  EXPECT_EQ(m->dialect, SyslogMessage::Dialect::kRfc5424);
  EXPECT_EQ(m->facility, 20);
  EXPECT_EQ(m->severity, 5);
  EXPECT_EQ(FormatInstant(*m->time), "2026-11-23T04:05:06.003Z");
  EXPECT_EQ(m->host, "host.vn");
  EXPECT_EQ(m->program, "app");
  EXPECT_EQ(m->pid, "42");
  EXPECT_EQ(m->msgid, "ID47");
  ASSERT_EQ(m->structured.size(), 2u);
  EXPECT_EQ(m->structured[1].value, "a \"b\" ] c");
  EXPECT_EQ(m->message, "nội dung");
}

TEST(SyslogTest, TextOfRfc5424BeginsBehindBlanks) {
  const std::string header = "<38>1 2026-11-23T04:05:06Z h sshd 1 - - ";
  EXPECT_EQ(Parse(header + " Failed password")->message, "Failed password");
  EXPECT_EQ(Parse(header + " \xEF\xBB\xBF Failed password ")->message, "Failed password ");
  EXPECT_EQ(Parse("<38>1 2026-11-23T04:05:06Z h sshd 1 - -   ")->message, "");
}

TEST(SyslogTest, ReadsNilValuesAndNoMessage) {
  const auto m = Parse("<0>1 - - - - - -");
  ASSERT_TRUE(m);
  EXPECT_FALSE(m->time);
  EXPECT_EQ(m->host, "");
  EXPECT_EQ(m->message, "");
}

TEST(SyslogTest, KeepsTheHeaderWhenStructuredDataIsBroken) {
  const auto m = Parse("<34>1 2026-11-23T04:05:06Z h a - - [x y=\"never");
  ASSERT_TRUE(m);
  EXPECT_EQ(m->host, "h");
  EXPECT_EQ(m->message, "[x y=\"never");
}

TEST(SyslogTest, KeepsTheHeaderWhenTheTimeIsWrong) {
  for (const std::string time : {"2026-13-45T99:99:99Z", "2026-11-23T25:00:00+07:00", "1795406706",
                                 "yesterday", "2026-11-23T04:05:06Zz"}) {
    const std::string line = "<34>1 " + time + " web01 su 42 ID47 [x@1 a=\"b\"] failed";
    const auto m = Parse(line);
    ASSERT_TRUE(m) << time;
    EXPECT_EQ(m->dialect, SyslogMessage::Dialect::kRfc5424) << time;
    EXPECT_FALSE(m->time) << time;
    EXPECT_EQ(m->wrong_time, time);
    EXPECT_EQ(m->host, "web01");
    EXPECT_EQ(m->program, "su");
    EXPECT_EQ(m->pid, "42");
    EXPECT_EQ(m->msgid, "ID47");
    ASSERT_EQ(m->structured.size(), 1u);
    EXPECT_EQ(m->message, "failed");
  }
  EXPECT_EQ(Parse("<34>1 2026-11-23T04:05:06Z web01 su - - - x")->wrong_time, "");
  const auto text = Parse("<34>1 of the disks of this machine is full");
  ASSERT_TRUE(text);
  EXPECT_EQ(text->message, "1 of the disks of this machine is full");
  EXPECT_EQ(text->wrong_time, "");
}

TEST(SyslogTest, TimeWithoutZoneIsUtcWhereOnlyThatIsNearTheReceipt) {
  EXPECT_EQ(*Parse("<13>Nov 23 11:05:01 web app: x")->time, At("2026-11-23T04:05:01Z"));
  EXPECT_EQ(*Parse("<13>Nov 23 04:05:01 web app: x")->time, At("2026-11-23T04:05:01Z"));
  // Near neither: an old record, read in the zone of the place.
  EXPECT_EQ(*Parse("<13>Nov 20 09:00:00 web app: x")->time, At("2026-11-20T02:00:00Z"));
}

TEST(SyslogTest, ReadsRfc3164) {
  const auto m = Parse("<38>Nov 23 11:05:01 web01 sshd[812]: Failed password");
  ASSERT_TRUE(m);
  EXPECT_EQ(m->facility, 4);
  EXPECT_EQ(FormatInstant(*m->time), "2026-11-23T04:05:01Z");
  EXPECT_EQ(m->host, "web01");
  EXPECT_EQ(m->program, "sshd");
  EXPECT_EQ(m->pid, "812");
  EXPECT_EQ(m->message, "Failed password");
}

TEST(SyslogTest, GivesTheLatestYearThatIsNotInTheFuture) {
  const auto old_year =
      ParseSyslog("<13>Dec 31 23:59:59 h t: x", At("2027-01-01T00:10:00Z"), kZone);
  EXPECT_EQ(FormatInstant(*old_year->time), "2026-12-31T16:59:59Z");
  const auto next = ParseSyslog("<13>Jan  1 00:00:01 h t: x", At("2026-12-31T16:59:59Z"), kZone);
  EXPECT_EQ(FormatInstant(*next->time), "2026-12-31T17:00:01Z");
  const auto ahead = ParseSyslog("<13>Nov 24 11:05:06 h t: x", kNow, kZone);
  EXPECT_EQ(FormatInstant(*ahead->time), "2026-11-24T04:05:06Z");
  const auto months_ago = ParseSyslog("<13>Dec  1 11:05:06 h t: x", kNow, kZone);
  EXPECT_EQ(FormatInstant(*months_ago->time), "2025-12-01T04:05:06Z");
  const auto leap = ParseSyslog("<13>Feb 29 00:00:01 h t: x", At("2028-03-01T00:00:00Z"), kZone);
  EXPECT_EQ(FormatInstant(*leap->time), "2028-02-28T17:00:01Z");
}

TEST(SyslogTest, ReadsTheDialectsOfRealSenders) {
  struct Case {
    const char* text;
    const char* host;
    const char* program;
    const char* message;
  };
  const Case cases[] = {
      {"<13>2026-11-23T11:05:06.123456+07:00 web01 nginx: hello", "web01", "nginx", "hello"},
      {"<189>123: *Nov 23 11:05:06.123: %SYS-5-CONFIG_I: by console", "", "",
       "%SYS-5-CONFIG_I: by console"},
      {"<189>45: R1: 000046: Nov 23 11:05:06.123 ICT: %LINK-3-UPDOWN: up", "R1", "",
       "%LINK-3-UPDOWN: up"},
      {"<187>: 2026 Nov 23 11:05:06 ICT: %ETHPORT-5-IF_UP: up", "", "", "%ETHPORT-5-IF_UP: up"},
      {"<190>RP/0/RSP0/CPU0:Nov 23 11:05:06.123 : ifmgr[100]: up", "", "ifmgr", "up"},
      {"<164>Nov 23 2026 11:05:06: %ASA-4-106023: Deny", "", "", "%ASA-4-106023: Deny"},
      {"<166>%ASA-6-605005: Login", "", "", "%ASA-6-605005: Login"},
      {"<134>Nov 23 11:05:06 filterlog[31325]: 5,,,1", "", "filterlog", "5,,,1"},
      {"Jun 14 15:16:02 combo sshd(pam_unix)[19937]: check pass", "combo", "sshd", "check pass"},
      {"2026-11-23 11:05:06,978 INFO [main] x: y", "", "", "INFO [main] x: y"},
      {"2026-11-23 11:05:06 - x", "", "", "- x"},
      {"<14>time=11:05:06 a=b", "", "", "time=11:05:06 a=b"},
      {"<14>Nov 23 11:05:06 h LEEF:2.0|a|b|c|d|", "h", "", "LEEF:2.0|a|b|c|d|"},
      {"<13>Nov 23 11:05:06 dc01 <Event xmlns='x'><System/></Event>", "dc01", "",
       "<Event xmlns='x'><System/></Event>"},
      {"<189>date=2026-11-23 time=11:05:06 devname=fw1", "", "",
       "date=2026-11-23 time=11:05:06 devname=fw1"},
      {"Nov  3 11:05:06 web01 sudo:   an : TTY=pts/0", "web01", "sudo", "  an : TTY=pts/0"},
      {"<13>Nov 23 2026 11:05:06 fw : text", "fw", "", "text"},
      {"<30>Nov 23 11:05:06 myapp: no host", "", "myapp", "no host"},
      {"<14>just text", "", "", "just text"},
      {"<13>Nov 23 11:05:06 web01 thử[7]: dấu", "web01", "thử", "dấu"},
  };
  for (const Case& c : cases) {
    const auto m = Parse(c.text);
    ASSERT_TRUE(m) << c.text;
    EXPECT_EQ(m->host, c.host) << c.text;
    EXPECT_EQ(m->program, c.program) << c.text;
    EXPECT_EQ(m->message, c.message) << c.text;
  }
}

TEST(SyslogTest, TakesTheZoneThatCiscoNames) {
  const auto time = [](const char* text) { return FormatInstant(*Parse(text)->time); };
  EXPECT_EQ(time("<189>1: Nov 22 20:05:06 UTC: %A-1-B: x"), "2026-11-22T20:05:06Z");
  EXPECT_EQ(time("<189>1: Nov 23 11:05:06 ICT: %A-1-B: x"), "2026-11-23T04:05:06Z");
  EXPECT_EQ(time("<189>1: *Mar  1 00:00:46.123: %A-1-B: x"), "2026-02-28T17:00:46.123Z");
}

TEST(SyslogTest, RefusesPlainText) {
  for (const char* text : {"", "<", "<>", "<999>x", "hello", "<1", "2026",
                           "a: b: Nov 23 11:05:06 h x: y", "Nov", "Nov 99 99:99:99 x"}) {
    EXPECT_FALSE(Parse(text)) << text;
  }
}

std::vector<std::string> FeedInPieces(SyslogFramer& framer, std::string_view text,
                                      std::size_t piece) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    for (auto& frame : framer.Feed(text.substr(at, piece))) out.push_back(std::move(frame));
  }
  for (auto& frame : framer.Finish()) out.push_back(std::move(frame));
  return out;
}

TEST(FramingTest, IsTheSameForEveryPieceSize) {
  const std::string_view counted = "5 <1>ab7 <2>c\nde11 <3>";  // the last one is cut off
  const std::string_view lines = "<1>ab\r\n\n404 not found\n<2>cd";
  for (std::size_t piece = 1; piece < 30; ++piece) {
    SyslogFramer a;
    EXPECT_EQ(FeedInPieces(a, counted, piece), (std::vector<std::string>{"<1>ab", "<2>c\nde"}));
    EXPECT_EQ(a.dropped().bad_framing, 1u);
    SyslogFramer b;
    EXPECT_EQ(FeedInPieces(b, lines, piece),
              (std::vector<std::string>{"<1>ab", "404 not found", "<2>cd"}));
    EXPECT_EQ(b.dropped().bad_framing, 0u);
    SyslogFramer c;
    EXPECT_EQ(FeedInPieces(c, "404 not found\n2026-11-23 x", piece),
              (std::vector<std::string>{"404 not found", "2026-11-23 x"}));
  }
}

TEST(FramingTest, DropsTooLongAndGoesOn) {
  for (std::size_t piece : {1u, 3u, 100u}) {
    SyslogFramer lines({.message_bytes = 8});
    EXPECT_EQ(FeedInPieces(lines, "<1>0123456789\n<2>ok\n", piece),
              (std::vector<std::string>{"<2>ok"}));
    EXPECT_EQ(lines.dropped().too_long, 1u);
    SyslogFramer counted({.message_bytes = 8});
    EXPECT_EQ(FeedInPieces(counted, "13 <1>01234567895 <2>ok", piece),
              (std::vector<std::string>{"<2>ok"}));
    EXPECT_EQ(counted.dropped().too_long, 1u);
  }
}

TEST(FramingTest, FindsItsWayAfterABadCount) {
  for (std::size_t piece : {1u, 4u, 100u}) {
    SyslogFramer framer;
    EXPECT_EQ(FeedInPieces(framer, "5 <1>abnonsense\n5 <2>cd", piece),
              (std::vector<std::string>{"<1>ab", "<2>cd"}));
    EXPECT_EQ(framer.dropped().bad_framing, 1u);
  }
}

TEST(FramingTest, AnEndlessLineKeepsNoMemory) {
  SyslogFramer framer;
  const std::string block(1 << 20, 'x');
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(framer.Feed(block).empty());
  EXPECT_EQ(framer.Feed("\n<1>next\n"), std::vector<std::string>{"<1>next"});
  EXPECT_EQ(framer.dropped().too_long, 1u);
}

}  // namespace
}  // namespace lachan::formats
