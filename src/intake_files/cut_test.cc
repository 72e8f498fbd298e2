// SPDX-License-Identifier: Apache-2.0
#include "intake_files/cut.h"

#include <gtest/gtest.h>

#include "intake_files/rules.h"

namespace lachan::intake_files {
namespace {

using Records = std::vector<std::string>;

std::string Utf16(std::string_view ascii, bool is_big_endian) {
  std::string out;
  for (const char c : ascii) {
    if (is_big_endian) out += '\0';
    out += c;
    if (!is_big_endian) out += '\0';
  }
  return out;
}

TEST(CutTest, LeavesAnUnfinishedLineForTheNextTime) {
  const Cut cut = CutRecords("one\r\n\n  \ntwo\nthr", {.is_start = true});
  EXPECT_EQ(cut.records, (Records{"one", "two"}));
  EXPECT_EQ(cut.used, 13u);
  const Cut end = CutRecords("thr", {.is_end = true});
  EXPECT_EQ(end.records, Records{"thr"});
  EXPECT_EQ(end.used, 3u);
}

TEST(CutTest, PassesOverALineThatIsTooLongInAnyPieces) {
  const std::string text = "a\n" + std::string(100, 'x') + "\nb\n";
  for (std::size_t piece = 12; piece < text.size(); ++piece) {
    CutHow how{.is_start = true, .limits = {.record_bytes = 10}};
    Records records;
    std::size_t too_long = 0, at = 0;
    for (int turn = 0; at < text.size() && turn < 1000; ++turn) {
      const Cut cut = CutRecords(std::string_view(text).substr(at, piece), how);
      records.insert(records.end(), cut.records.begin(), cut.records.end());
      too_long += cut.too_long;
      at += cut.used;
      how.is_skipping = cut.is_skipping;
      how.is_start = false;
    }
    EXPECT_EQ(records, (Records{"a", "b"})) << piece;
    EXPECT_EQ(too_long, 1u) << piece;
  }
}

TEST(CutTest, StopsAtTheMostRecords) {
  const Cut cut = CutRecords("a\nb\nc\n", {.limits = {.records = 2}});
  EXPECT_EQ(cut.records, (Records{"a", "b"}));
  EXPECT_EQ(cut.used, 4u);
}

TEST(CutTest, JoinsLinesUpToTheNextBeginning) {
  const auto rules =
      ParseFileRules("files:\n- source: x\n  paths: /a\n  record_begins: '^\\d{4}'\n");
  ASSERT_TRUE(rules) << rules.error().Text();
  const std::string text = "2026 boom\n  at a()\n  at b()\n2027 next\nmore";
  CutHow how{.begins = (*rules)[0].begins.get(), .is_start = true};
  const Cut cut = CutRecords(text, how);
  EXPECT_EQ(cut.records, Records{"2026 boom\n  at a()\n  at b()"});
  EXPECT_EQ(cut.used, 28u);
  // The same stretch again, as after a crash, is the same record.
  how.is_end = true;
  const Cut again = CutRecords(std::string_view(text).substr(0, cut.used), how);
  EXPECT_EQ(again.records, cut.records);
  EXPECT_EQ(again.used, cut.used);
  const Cut rest = CutRecords(std::string_view(text).substr(cut.used), how);
  EXPECT_EQ(rest.records, Records{"2027 next\nmore"});
}

TEST(CutTest, ReadsUtf16AndTakesMarksAway) {
  for (const bool big : {false, true}) {
    const std::string bytes = (big ? "\xFE\xFF" : "\xFF\xFE") + Utf16("mot\r\nhai\nba", big);
    const auto kind = big ? FileKind::kUtf16Be : FileKind::kUtf16Le;
    for (std::size_t size = 2; size <= bytes.size(); ++size) {
      const Cut cut =
          CutRecords(std::string_view(bytes).substr(0, size), {.kind = kind, .is_start = true});
      EXPECT_EQ(cut.records.size(), size >= 20 ? 2u : size >= 12 ? 1u : 0u) << size;
    }
    const Cut cut = CutRecords(bytes, {.kind = kind, .is_start = true, .is_end = true});
    EXPECT_EQ(cut.records, (Records{"mot", "hai", "ba"}));
    EXPECT_EQ(cut.used, bytes.size());
  }
  EXPECT_EQ(CutRecords("\xEF\xBB\xBFx\n", {.is_start = true}).records, Records{"x"});
  // U+0A00 is no line end, wherever its bytes lie.
  const std::string odd("\x00\x0A\x0A\x00", 4);
  EXPECT_EQ(CutRecords(odd, {.kind = FileKind::kUtf16Le}).used, 4u);
}

TEST(RulesTest, ReadsAllKeys) {
  const auto rules = ParseFileRules(R"(files:
  - source: Máy chủ web
    paths: [/var/log/nginx/*.log, "/srv/{a,b}/log"]
    exclude: /var/log/nginx/debug.log
    format: web-access
    host: web01
    record_begins: '^\['
    start: end
  - source: 12
    paths: /var/log/syslog
)");
  ASSERT_TRUE(rules) << rules.error().Text();
  ASSERT_EQ(rules->size(), 2u);
  EXPECT_EQ((*rules)[0].paths.size(), 2u);
  EXPECT_EQ((*rules)[0].host, "web01");
  EXPECT_TRUE((*rules)[0].from_end);
  EXPECT_EQ((*rules)[1].source, "12");
  EXPECT_TRUE(ParseFileRules("")->empty());
}

TEST(RulesTest, SaysWhatIsWrongAndWhere) {
  const std::pair<const char*, const char*> cases[] = {
      {"- source: x", "files:"},
      {"files: 3", "list"},
      {"files:\n- paths: /a\n", "'source' is missing"},
      {"files:\n- source: x\n", "'paths' is missing"},
      {"files:\n- source: x\n  paths: a.log\n", "absolute"},
      {"files:\n- source: x\n  paths: /a/**/b\n", "**"},
      {"files:\n- source: x\n  paths: /a\n  colour: red\n", "unknown key 'colour'"},
      {"files:\n- source: x\n  paths: /a\n  start: middle\n", "beginning or end"},
      {"files:\n- source: x\n  paths: /a\n  record_begins: '('\n", "record_begins"},
      {"files:\n- source: x\n  paths: /a\n- source: y\n  paths: /a\n", "two rules"},
      {"files: [", "not YAML"},
  };
  for (const auto& [yaml, wanted] : cases) {
    const auto rules = ParseFileRules(yaml);
    ASSERT_FALSE(rules) << yaml;
    EXPECT_NE(rules.error().message().find(wanted), std::string::npos) << rules.error().message();
    EXPECT_NE(rules.error().message().find("line "), std::string::npos);
  }
}

TEST(PositionsTest, ALineIsReadAsItWasWritten) {
  FilePosition p;
  p.id = "0123456789abcdef";
  p.source = "Máy \"chủ\"";
  p.path = "/var/log/a\nb";
  p.device = ~0ull;
  p.inode = 3;
  p.head_size = 1024;
  p.head = "aa";
  p.tail = "bb";
  p.done = 5;
  p.next = 9;
  p.kind = FileKind::kUtf16Be;
  p.is_packed = p.is_skipping = true;
  p.seen = 1'800'000'000;
  const std::string line = EncodePosition(p);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto read = DecodePosition(line);
  ASSERT_TRUE(read);
  EXPECT_EQ(EncodePosition(*read), line);
  EXPECT_EQ(read->device, p.device);
  // A line that is torn or changed anywhere is no line.
  for (std::size_t i = 0; i < line.size(); ++i) {
    EXPECT_FALSE(DecodePosition(std::string_view(line).substr(0, i)));
    std::string changed = line;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(DecodePosition(changed)) << i;
  }
}

}  // namespace
}  // namespace lachan::intake_files
