// SPDX-License-Identifier: Apache-2.0
/// \file
/// Telling formats, unpacking, cutting into slices.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "formats/json_extent.h"
#include "formats/testing_evtx.h"
#include "scan/opened_file.h"
#include "scan/read_whole.h"
#include "scan/sniff.h"
#include "scan/testing_scan.h"

namespace lachan::scan::testing {
namespace {

using namespace std::string_view_literals;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;

Format FormatOf(std::string_view text) { return Sniff(text, true).format; }

TEST(Sniff, TellsJson) {
  EXPECT_EQ(FormatOf("{\"a\":1}"), Format::kJsonLines);
  EXPECT_EQ(FormatOf("{\"a\":1}\n{\"a\":2}\n"), Format::kJsonLines);
  EXPECT_EQ(FormatOf("\n  {\"a\":1} \r\n{"), Format::kJsonLines);
  EXPECT_EQ(FormatOf("{\n  \"a\": 1\n}\n"), Format::kJsonDocument);
  EXPECT_EQ(FormatOf("{\"a\":1}{\"a\":2}"), Format::kJsonDocument);
  EXPECT_EQ(FormatOf("{\"a\":1},{\"a\":2}\n"), Format::kJsonDocument);
  EXPECT_EQ(FormatOf("[{\"a\":1},\n{\"a\":2}]"), Format::kJsonDocument);
  EXPECT_EQ(FormatOf("[]"), Format::kJsonDocument);
  EXPECT_EQ(FormatOf("{\"Records\":[{\"a\":1}]}\n"), Format::kJsonDocument);
  EXPECT_EQ(FormatOf("{\"a\":\"" + std::string(100'000, 'x')), Format::kJsonLines);
}

TEST(Sniff, ABrokenFirstLineDoesNotHideTheLines) {
  EXPECT_EQ(FormatOf("{\"a\":\n{\"a\":2}\n{\"a\":3}\n"), Format::kJsonLines);
  EXPECT_EQ(FormatOf("{\"a\":\"no end\n{\"a\":2}\n"), Format::kJsonLines);
}

TEST(Sniff, TellsXmlAndEventLogs) {
  EXPECT_EQ(FormatOf("<Event xmlns='x'><System/></Event>"), Format::kWindowsXml);
  EXPECT_EQ(FormatOf("<?xml version='1.0'?>\n<!-- x --><Events><Event/></Events>"),
            Format::kWindowsXml);
  EXPECT_EQ(FormatOf("<?xml version='1.0'?><html/>"), Format::kOther);
  EXPECT_EQ(FormatOf("<34>Oct 11 22:14:15 host su: x"), Format::kText);
  EXPECT_EQ(FormatOf("<EventLog>x"), Format::kText);
  const std::string chunk = formats::testing::SampleChunk();
  EXPECT_EQ(FormatOf(formats::testing::EvtxFileOf({chunk})), Format::kEvtx);
  EXPECT_EQ(FormatOf(chunk), Format::kEvtx);
  EXPECT_EQ(FormatOf(std::string(4096, '\0') + chunk), Format::kEvtx);
}

TEST(Sniff, TellsTextAndWhatIsNoLog) {
  EXPECT_EQ(FormatOf("Nov 26 10:00:00 web01 sshd[7]: Failed password"), Format::kText);
  EXPECT_EQ(FormatOf("[Sun Dec 04 04:47:44 2005] [error] mod_jk"), Format::kText);
  EXPECT_EQ(FormatOf("Ghi nhật ký: đăng nhập sai\n"), Format::kText);
  EXPECT_EQ(FormatOf(" \r\n\t"), Format::kEmpty);
  EXPECT_EQ(FormatOf(""), Format::kEmpty);
  EXPECT_EQ(FormatOf("\x7f"
                     "ELF\x02\x01\0\0\0"sv),
            Format::kOther);
  const auto zip = Sniff("PK\x03\x04\x14\0\0\0\x08\0"sv, true);
  EXPECT_EQ(zip.format, Format::kOther);
  EXPECT_THAT(zip.what, ::testing::HasSubstr("ZIP"));
}

TEST(JsonExtent, FindsTheEndInPieces) {
  const std::string_view text = R"({"a":"} \" {","b":[{"c":{}}]} rest)";
  const std::size_t end = text.find(" rest");
  EXPECT_EQ(formats::JsonExtent().Find(text), end);
  for (std::size_t piece = 1; piece < end; ++piece) {
    formats::JsonExtent extent;
    std::size_t at = 0, found = std::string_view::npos;
    while (found == std::string_view::npos) {
      found = extent.Find(text.substr(at, piece));
      at += found == std::string_view::npos ? piece : found;
    }
    EXPECT_EQ(at, end) << piece;
  }
}

struct Case {
  std::string_view name;
  std::string text;
  std::vector<std::string> units;
};

std::vector<Case> Cases() {
  std::vector<Case> cases;
  cases.push_back(
      {"lines", "{\"a\":1}\n\n{\"a\":2}\r\n{\"a\":3}", {"{\"a\":1}", "{\"a\":2}\r", "{\"a\":3}"}});
  cases.push_back({"array",
                   " [ {\"a\":\"]}\"} ,\n{\"b\":[1,{\"c\":2}]}, 17, {\"d\":{}} ]\n",
                   {"{\"a\":\"]}\"}", "{\"b\":[1,{\"c\":2}]}", "?malformed", "{\"d\":{}}"}});
  cases.push_back({"pretty",
                   "{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n{\n \"a\":",
                   {"{\n \"a\": 1\n}", "{\n \"a\": 2\n}", "?cut"}});
  cases.push_back(
      {"records",
       "{\"Records\": [{\"a\":1},{\"a\":2}], \"next\": null}\n{\"Records\":[{\"a\":3}]}",
       {"{\"a\":1}", "{\"a\":2}", "{\"a\":3}"}});
  cases.push_back(
      {"xml",
       "<?xml version=\"1.0\"?>\n<Events><Event a='1'>x</Event>\n"
       "<Event><EventData><![CDATA[</Event>]]></EventData><!-- </Event> --></Event></Events>"
       "<Event>no end",
       {"<Event a='1'>x</Event>",
        "<Event><EventData><![CDATA[</Event>]]></EventData><!-- </Event> --></Event>", "?cut"}});
  return cases;
}

TEST(Cutter, UnitsDoNotDependOnTheSizeOfSlices) {
  for (const auto& one : Cases()) {
    for (const std::size_t slice : {1, 2, 3, 5, 7, 16, 64, 1000}) {
      EXPECT_THAT(UnitsOf(one.text, slice), ElementsAreArray(one.units))
          << one.name << ' ' << slice;
    }
  }
}

TEST(Cutter, UnitsOfPackedFilesAreThose) {
  for (const auto& one : Cases()) {
    EXPECT_THAT(UnitsOf(Gzip(one.text), 64), ElementsAreArray(one.units)) << one.name;
    EXPECT_THAT(UnitsOf(Zstd(one.text), 64), ElementsAreArray(one.units)) << one.name;
    EXPECT_THAT(UnitsOf(Utf16Le(one.text), 64), ElementsAreArray(one.units)) << one.name;
    EXPECT_THAT(UnitsOf("\xef\xbb\xbf" + one.text, 64), ElementsAreArray(one.units)) << one.name;
    EXPECT_THAT(UnitsOf(Gzip(Utf16Le(one.text)), 64), ElementsAreArray(one.units)) << one.name;
  }
}

TEST(Cutter, WhatIsTooLargeIsPassedOverAndCounted) {
  const std::string large(5000, 'x');
  EXPECT_THAT(UnitsOf("{\"a\":1}\n{\"a\":\"" + large + "\"}\n{\"a\":3}\n", 64, 1000),
              ElementsAre("{\"a\":1}", "?large", "{\"a\":3}"));
  EXPECT_THAT(UnitsOf("[{\"a\":1},{\"a\":\"" + large + "\"},{\"a\":3}]", 64, 1000),
              ElementsAre("{\"a\":1}", "?large", "{\"a\":3}"));
  EXPECT_THAT(UnitsOf("<Event>1</Event><Event>" + large + "</Event><Event>3</Event>", 64, 1000),
              ElementsAre("<Event>1</Event>", "?large", "<Event>3</Event>"));
  EXPECT_THAT(UnitsOf("line\n" + large, 64, 1000), ElementsAre("line", "?large"));
}

TEST(Cutter, EventLogsAreCutAtChunks) {
  const std::string chunk = formats::testing::SampleChunk();
  const std::string file = formats::testing::EvtxFileOf({chunk, chunk, chunk});
  for (const std::size_t slice : {1000, 65536, 100'000, 1 << 20}) {
    EXPECT_THAT(UnitsOf(file, slice), ElementsAre(chunk, chunk, chunk)) << slice;
  }
  EXPECT_THAT(UnitsOf(chunk + chunk, 65536), ElementsAre(chunk, chunk));
  // Cut off by its end.
  EXPECT_THAT(UnitsOf(file.substr(0, file.size() - 1000), 1 << 20),
              ElementsAre(chunk, chunk, chunk.substr(0, 65536 - 1000)));
}

/// Gives at most a hundred bytes at a time, as a pipe may.
class Dripping final : public ByteSource {
 public:
  explicit Dripping(std::string bytes) : bytes_(std::move(bytes)) {}
  Result<std::size_t> Read(char* into, std::size_t size) override {
    const std::size_t count = std::min({size, std::size_t{100}, bytes_.size() - at_});
    std::copy_n(bytes_.data() + at_, count, into);
    at_ += count;
    return count;
  }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

TEST(Cutter, TheHeaderOfAnEventLogMayComeInPieces) {
  const std::string chunk = formats::testing::SampleChunk();
  const std::string file = formats::testing::EvtxFileOf({chunk, chunk});
  const auto problem = [](std::string bytes) {
    PeekSource source(std::make_unique<Dripping>(std::move(bytes)));
    BufferPool pool(1 << 20);
    Cutter cutter(source, Format::kEvtx, pool);
    while (cutter.Next()) {
    }
    return cutter.error() ? cutter.error()->Text() : "";
  };
  EXPECT_EQ(problem(file), "");
  EXPECT_THAT(problem(file.substr(0, file.size() - 1)), HasSubstr("names 2 chunks, 1 are here"));
  EXPECT_THAT(problem(file.substr(0, 4000)), HasSubstr("within its header"));
}

TEST(Cutter, RandomLinesStayWhole) {
  std::mt19937 random(20261126);
  for (int round = 0; round < 50; ++round) {
    std::string text;
    std::vector<std::string> lines;
    for (std::size_t count = random() % 50; count > 0; --count) {
      lines.push_back("x" + std::string(random() % 200, 'y'));
      text += lines.back() + (random() % 5 == 0 ? "\n\n" : "\n");
    }
    EXPECT_THAT(UnitsOf(text, 1 + random() % 300), ElementsAreArray(lines)) << round;
  }
}

std::string Whole(const std::string& bytes) {
  const TemporaryFolder folder;
  const auto text = ReadWhole(folder.Write("x", bytes), 100 << 20);
  return text ? *text : "error: " + text.error().Text();
}

TEST(Source, ReadsSeveralMembersAndFrames) {
  EXPECT_EQ(Whole(Gzip("one ") + Gzip("two")), "one two");
  EXPECT_EQ(Whole(Gzip("one") + std::string(100, '\0')), "one");
  EXPECT_EQ(Whole(Zstd("one ") + Zstd("two")), "one two");
  std::string large;
  for (int i = 0; large.size() < (5 << 20); ++i) large += std::to_string(i * 7919) + '\n';
  EXPECT_TRUE(Whole(Gzip(large)) == large);
  EXPECT_TRUE(Whole(Zstd(large)) == large);
  EXPECT_EQ(Whole("\xff\xfe" + std::string("a\0\x00\xd8\x34\xdc\x41\0\x3d\xd8", 10)),
            "a\xf0\x90\x80\xb4"
            "A\xef\xbf\xbd");
  EXPECT_EQ(Whole(std::string("\xfe\xff\0a\x1e\xa1", 6)), "aạ");
}

TEST(Source, HalfAPackedFileSaysSo) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += std::to_string(i * 7919) + '\n';
  const TemporaryFolder folder;
  for (const auto& packed : {Gzip(text), Zstd(text)}) {
    InputFile file{folder.Write("half", packed.substr(0, packed.size() / 2))};
    BufferPool pool(1 << 20);
    OpenedFile opened(file, {}, pool, {});
    std::string got;
    while (const auto slice = opened.Next()) got += slice->bytes.view();
    ASSERT_TRUE(opened.error());
    EXPECT_EQ(opened.error()->code(), ErrorCode::kCorrupt);
    EXPECT_THAT(opened.error()->Text(), ::testing::HasSubstr("ends early"));
    EXPECT_TRUE(text.starts_with(got));
  }
  EXPECT_THAT(Whole(Gzip("one") + "garbage"), ::testing::HasSubstr("something else follows"));
}

TEST(Source, SaysWhatCannotBeOpened) {
  EXPECT_EQ(ReadWhole("/no/such/file", 10).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(ReadWhole("/", 10).error().code(), ErrorCode::kUnsupported);
  const TemporaryFolder folder;
  EXPECT_EQ(ReadWhole(folder.Write("x", "12345678901"), 10).error().code(), ErrorCode::kExhausted);
}

}  // namespace
}  // namespace lachan::scan::testing
