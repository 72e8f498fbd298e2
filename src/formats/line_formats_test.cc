// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "formats/audit.h"
#include "formats/columns.h"
#include "formats/leef.h"

namespace lachan::formats {
namespace {

std::string Text(const std::vector<KeyValue>& fields) {
  std::string out;
  for (const auto& field : fields) {
    out += fmt::format("{}={};", field.name, field.value);
  }
  return out;
}

TEST(LeefTest, ReadsBothVersions) {
  const auto one = ParseLeef("LEEF:1.0|V|P|1.2|id|a=b c\td=e=f\tg=");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->vendor, "V");
  EXPECT_EQ(one->event_id, "id");
  EXPECT_EQ(Text(one->attributes), "a=b c;d=e=f;g=;");
  for (const char* delimiter : {"^", "x5E", "0x5e"}) {
    const auto two = ParseLeef(fmt::format("LEEF:2.0|V|P|1.2|id|{}|a=b^c=d", delimiter));
    ASSERT_TRUE(two);
    EXPECT_EQ(Text(two->attributes), "a=b;c=d;") << delimiter;
  }
  EXPECT_EQ(Text(ParseLeef("LEEF:2.0|V|P|1.2|id||a=b\tc=d")->attributes), "a=b;c=d;");
  EXPECT_EQ(Text(ParseLeef("LEEF:2.0|V|P|1.2|id|a=b\tc=d|e")->attributes), "a=b;c=d|e;");
}

TEST(LeefTest, RefusesABrokenHeaderAndHoldsItsLimits) {
  for (const char* text : {"", "LEEF:", "LEEF:1.0|V", "CEF:0|a|b|c|d|e|f|", "LEEF:1.0|V|P|1"}) {
    EXPECT_FALSE(ParseLeef(text)) << text;
  }
  EXPECT_EQ(Text(ParseLeef("LEEF:1.0|V|P|1|id|a=1\tb=2\tc=3", {.attributes = 2})->attributes),
            "a=1;b=2;");
  EXPECT_EQ(ParseLeef("LEEF:1.0|V|P|1|id")->event_id, "id");
}

TEST(AuditTest, ReadsQuotesHexAndPairsWithin) {
  const auto read = [](std::string_view text) {
    TextArena arena;
    const auto record = ParseAudit(text, arena);
    return record ? Text(record->fields) : std::string("none");
  };
  EXPECT_EQ(read("type=PATH msg=audit(1.5:9): item=0 name=2F746D702F6120 inode=20"),
            "item=0;name=/tmp/a;inode=20;");
  EXPECT_EQ(read("type=SYSCALL msg=audit(1.5:9): a0=6364 comm=\"a b\" exe=2F61 key=(null)"),
            "a0=6364;comm=a b;exe=/a;key=(null);");
  EXPECT_EQ(read("type=SYSCALL msg=audit(1.5:9): key=6101620163"), "key=a;key=b;key=c;");
  EXPECT_EQ(read("type=EXECVE msg=audit(1.5:9): argc=2 a0=\"sh\" a1[0]=\"x\" a1[1]=\"y\""),
            "argc=2;a0=sh;a1=xy;CommandLine=sh xy;");
  EXPECT_EQ(
      read("type=USER_AUTH msg=audit(1.5:9): pid=1 msg='op=PAM acct=\"an\" addr=? res=failed'"),
      "pid=1;op=PAM;acct=an;res=failed;");
  EXPECT_EQ(read("type=SYSCALL msg=audit(1.5:9): uid=0\x1dUID=\"root\" SYSCALL=execve"),
            "uid=0;UID=root;SYSCALL=execve;");
  EXPECT_EQ(read("type=AVC msg=audit(1.5:9): avc:  denied  { read } for  pid=1 comm=\"x\""),
            "pid=1;comm=x;");
}

TEST(AuditTest, KnowsTimeNodeAndTheKernelsForm) {
  TextArena arena;
  const auto record =
      ParseAudit("node=h1 type=CWD msg=audit(1604996384.965:93777): cwd=\"/\"", arena);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->node, "h1");
  EXPECT_EQ(record->serial, "93777");
  EXPECT_EQ(FormatInstant(*record->time), "2020-11-10T08:19:44.965Z");
  const auto kernel =
      ParseAudit("audit: type=1309 audit(1604996384.965:1): argc=1 a0=\"id\"", arena);
  ASSERT_TRUE(kernel);
  EXPECT_EQ(kernel->type, "EXECVE");
  for (const char* text : {"", "type=", "type=X", "type=X msg=audit(", "type=X msg=audit(x:1): a=b",
                           "type=traffic srcip=1", "type=X msg=audit(1.5): a=b",
                           "type=X msg=audit(99999999999.1:1): a=b"}) {
    EXPECT_FALSE(ParseAudit(text, arena)) << text;
  }
}

TEST(AuditTest, HoldsItsLimits) {
  std::string text = "type=EXECVE msg=audit(1.5:9):";
  for (int i = 0; i < 100; ++i) text += fmt::format(" a{}=x", i);
  TextArena arena;
  EXPECT_EQ(ParseAudit(text, arena, {.fields = 10})->fields.size(), 11u);  // and the line joined
}

std::string Columns(std::string_view line, std::string_view declared) {
  TextArena arena;
  ColumnRecord record;
  return ReadColumns(line, declared, arena, record) ? Text(record.fields) : "does not fit";
}

TEST(ColumnTest, ReadsUnderAHeader) {
  ColumnHeader header;
  EXPECT_FALSE(header.Take("2026-11-23 a"));
  EXPECT_TRUE(header.Take("#Software: x"));
  EXPECT_EQ(header.declared(), "");
  EXPECT_TRUE(header.Take("#Fields: date cs(User-Agent)  x"));
  EXPECT_EQ(header.declared(), "w3c date cs(User-Agent) x");
  EXPECT_EQ(Columns("2026-11-23 a+b c+d", header.declared()),
            "date=2026-11-23;cs(User-Agent)=a b;x=c+d;");
  EXPECT_EQ(Columns("2026-11-23 - -", header.declared()), "date=2026-11-23;");
  EXPECT_EQ(Columns("a b", header.declared()), "does not fit");
  EXPECT_EQ(Columns("a b c d", header.declared()), "does not fit");
  EXPECT_EQ(Columns("a\tb c\td", header.declared()), "date=a;cs(User-Agent)=b c;x=d;");
  EXPECT_TRUE(header.Take("#path\tdns"));
  EXPECT_TRUE(header.Take("#fields\tts\tanswers\tq"));
  EXPECT_TRUE(header.Take("#types\ttime\tvector[string]\tstring"));
  EXPECT_EQ(header.declared(), "zeek dns\tts\tanswers[]\tq");
  EXPECT_EQ(Columns("1.5\ta,b\tx\\x09y,z", header.declared()),
            "ts=1.5;answers=a;answers=b;q=x\ty,z;");
  EXPECT_EQ(Columns("1.5\t(empty)\t-", header.declared()), "ts=1.5;");
  EXPECT_EQ(Columns("1.5\ta", header.declared()), "does not fit");
  EXPECT_EQ(Columns("1.5\ta\tb\tc", header.declared()), "does not fit");
  EXPECT_TRUE(FitsColumns("1.5\ta\tb", header.declared()));
  EXPECT_FALSE(FitsColumns("1.5\ta", header.declared()));
}

TEST(ColumnTest, ATabAtTheEndOfAHeaderIsNoColumn) {
  ColumnHeader header;
  EXPECT_TRUE(header.Take("#path\tx"));
  EXPECT_TRUE(header.Take("#fields\ta\tb\t"));
  EXPECT_EQ(header.declared(), "zeek x\ta\tb");
}

TEST(ColumnTest, DoesNotBelieveAHeaderBeyondItsLimits) {
  ColumnHeader header;
  EXPECT_TRUE(header.Take("#Fields: a b c", {.columns = 2}));
  EXPECT_EQ(header.declared(), "");
  EXPECT_TRUE(header.Take("#Fields: " + std::string(100, 'x'), {.header_bytes = 50}));
  EXPECT_EQ(header.declared(), "");
  EXPECT_FALSE(header.Take("# a comment of something else"));
}

TEST(ColumnTest, GuessesStockColumnsOnly) {
  EXPECT_TRUE(GuessColumns("2026-11-23 04:05:01 10.0.0.5 GET / - 443 - 203.0.113.9 x - 200 0 0 15")
                  .contains("cs(Referer)"));
  EXPECT_FALSE(GuessColumns("2026-11-23 04:05:01 10.0.0.5 GET / - 443 - 203.0.113.9 x 200 0 0 15")
                   .contains("cs(Referer)"));
  EXPECT_EQ(GuessColumns("2026-11-23 04:05:01 one two / - 443 - 203.0.113.9 x - 200 0 0 15"), "");
  EXPECT_EQ(GuessColumns("2026-11-23 04:05:01 a line of prose that goes on for some words more"),
            "");
  EXPECT_EQ(GuessColumns("1795406701.250000\tCHhAvVGS1DHFjwGM9\tx\ty\tz\t1\t2\t3\t4\t5\t6\t7\t8"),
            "");
}

}  // namespace
}  // namespace lachan::formats
