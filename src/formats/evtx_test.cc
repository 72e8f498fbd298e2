// SPDX-License-Identifier: Apache-2.0
#include "formats/evtx.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "formats/evtx_checksum.h"
#include "formats/testing_evtx.h"

namespace lachan::formats {
namespace {

using testing::Bytes;
using testing::EvtxChunk;
using testing::EvtxValue;
using testing::Utf16;

std::string TextOf(const FlatRecord& record, const NameTable& names) {
  std::string out;
  for (const FlatField& field : record.fields) {
    out += names.Text(field.name) + '=';
    if (field.value.form == RawValue::Form::kNull) out += "(null)";
    EXPECT_TRUE(AppendDecoded(field.value, out));
    out += ';';
  }
  return out;
}

/// Every record of a chunk as "name=value;…".
std::vector<std::string> Read(std::string_view chunk, const EvtxLimits& limits = {},
                              EvtxCounts* counts = nullptr) {
  NameTable names;
  EvtxReader reader(names, limits);
  FlatRecord record;
  std::vector<std::string> texts;
  reader.Start(chunk);
  while (reader.Next(record)) texts.push_back(TextOf(record, names));
  EXPECT_TRUE(record.fields.empty());
  if (counts != nullptr) *counts = reader.counts();
  return texts;
}

/// The fields of <Event>…</Event> around what `content` writes, with `values`.
std::string ReadEvent(const std::function<void(EvtxChunk&)>& content,
                      const std::vector<EvtxValue>& values, const EvtxLimits& limits = {}) {
  EvtxChunk chunk;
  chunk.Record(
      1,
      [&](EvtxChunk& out) {
        out.Open(u"Event").CloseStart();
        content(out);
        out.Close();
      },
      values);
  const auto texts = Read(chunk.Finish(), limits);
  return texts.empty() ? "no record" : texts[0];
}

constexpr std::string_view kSystem =
    "Provider_Name=Sample Provider;Provider_Guid=04030201-0605-0807-090A-0B0C0D0E0F10;EventID={};"
    "Keywords=0x8020000000000000;TimeCreated_SystemTime=2020-11-16T11:33:20.123456Z;"
    "Correlation=(null);Channel=Sample/Operational;Computer=MÁY-CHỦ-01;Security_UserID="
    "S-1-5-32-544;Version=2;";

std::string System(int id) { return fmt::format(kSystem, id); }

TEST(EvtxTest, ReadsTheRecordsOfAChunk) {
  EvtxCounts counts;
  const auto texts = Read(testing::SampleChunk(), {}, &counts);
  ASSERT_EQ(texts.size(), 5U);
  // The event's own Computer is not that of <System>.
  EXPECT_EQ(texts[0], System(4688) +
                          "CommandLine=cmd /c dir;ProcessId=4242;Elevated=true;Empty=;"
                          "Missing=(null);");
  EXPECT_EQ(texts[1], System(4688) +
                          "CommandLine=powershell 𝛼;ProcessId=0;Elevated=true;Empty=;"
                          "Missing=(null);");
  EXPECT_EQ(texts[2], System(20) +
                          "Address=10.0.0.1;Port_Kind=tcp;Port=443;Note=a < b;Nothing=(null);"
                          "Blank=(null);");
  EXPECT_EQ(texts[3], System(30) +
                          "Data=một;Data=;Data=hai;Numbers=7;Numbers=4000000000;NoNumbers=(null);"
                          "Binary=00FF1A;Ratio=0.25;Ansi=café €;"
                          "Local=2026-11-23T04:05:06.789000Z;Hex=0xc0000022;Signed=-5;");
  EXPECT_EQ(texts[4], "EventID=800;Script=[>] <ok>;");
  EXPECT_EQ(counts.records, 5U);
  EXPECT_EQ(counts.damaged_records, 0U);
  EXPECT_EQ(counts.damaged_chunks, 0U);
}

TEST(EvtxTest, StringsPointIntoTheChunk) {
  const std::string chunk = testing::SampleChunk();
  NameTable names;
  EvtxReader reader(names);
  FlatRecord record;
  reader.Start(chunk);
  ASSERT_TRUE(reader.Next(record));
  bool found = false;
  for (const FlatField& field : record.fields) {
    if (names.Text(field.name) != "CommandLine") continue;
    found = true;
    EXPECT_EQ(field.value.form, RawValue::Form::kUtf16);
    EXPECT_GE(field.value.bytes.data(), chunk.data());
    EXPECT_LT(field.value.bytes.data(), chunk.data() + chunk.size());
  }
  EXPECT_TRUE(found);
}

TEST(EvtxTest, KindsFollowTheTypes) {
  const std::string chunk = testing::SampleChunk();
  NameTable names;
  EvtxReader reader(names);
  FlatRecord record;
  reader.Start(chunk);
  ASSERT_TRUE(reader.Next(record));
  std::map<std::string, EventField::Kind> kinds;
  for (const FlatField& field : record.fields) {
    kinds[names.Text(field.name)] = KindOf(field.value.form);
  }
  EXPECT_EQ(kinds["EventID"], EventField::Kind::kNumber);
  EXPECT_EQ(kinds["Keywords"], EventField::Kind::kString);
  EXPECT_EQ(kinds["Elevated"], EventField::Kind::kBoolean);
  EXPECT_EQ(kinds["Empty"], EventField::Kind::kString);
  EXPECT_EQ(kinds["Missing"], EventField::Kind::kNull);
}

TEST(EvtxTest, OpensOnlyEventLogs) {
  const std::string chunk = testing::SampleChunk();
  const auto file = EvtxFile::Open(testing::EvtxFileOf({chunk, chunk.substr(0, 1000)}));
  EXPECT_TRUE(file);
  for (const std::string_view text : {"", "ElfFile", "<Event/>", "LfLe"}) {
    const auto none = EvtxFile::Open(text);
    ASSERT_FALSE(none) << text;
    EXPECT_EQ(none.error().code(), ErrorCode::kInvalidInput);
  }
}

TEST(EvtxTest, CountsChunksByTheBytes) {
  const std::string chunk = testing::SampleChunk();
  std::string bytes = testing::EvtxFileOf({chunk, std::string(65536, '\0'), chunk.substr(0, 3000)});
  bytes.replace(42, 2, Bytes(std::uint16_t{60000}));
  const auto file = EvtxFile::Open(bytes);
  ASSERT_TRUE(file);
  ASSERT_EQ(file->chunks(), 3U);
  EXPECT_EQ(Read(file->chunk(0)).size(), 5U);
  EvtxCounts unused;
  EXPECT_TRUE(Read(file->chunk(1), {}, &unused).empty());
  EXPECT_EQ(unused.damaged_chunks, 0U);
  EvtxCounts cut;
  EXPECT_FALSE(Read(file->chunk(2), {}, &cut).empty());
  EXPECT_EQ(cut.damaged_chunks, 1U);
  EXPECT_TRUE(file->chunk(3).empty());
}

TEST(EvtxTest, SystemWinsWhereverItStands) {
  const auto system = [](EvtxChunk& out) {
    out.Open(u"System").CloseStart().Leaf(u"Channel", 0).Close();
  };
  const auto data = [](EvtxChunk& out) {
    out.Open(u"EventData").CloseStart().Data(u"Channel", 1).Data(u"Other", 1).Close();
  };
  const std::vector<EvtxValue> values = {{1, Utf16(u"Security"), {}}, {1, Utf16(u"forged"), {}}};
  EXPECT_EQ(ReadEvent(
                [&](EvtxChunk& out) {
                  system(out);
                  data(out);
                },
                values),
            "Channel=Security;Other=forged;");
  EXPECT_EQ(ReadEvent(
                [&](EvtxChunk& out) {
                  data(out);
                  system(out);
                },
                values),
            "Other=forged;Channel=Security;");
}

TEST(EvtxTest, NamesMayBeValues) {
  const auto content = [](EvtxChunk& out) {
    out.Open(u"EventData").CloseStart();
    out.Open(u"Data", true).Attribute(u"Name").Value(0).CloseStart().Value(1).Close();
    out.Open(u"Data", true).Attribute(u"Name").Value(7).CloseStart().Value(1).Close().Close();
  };
  EXPECT_EQ(ReadEvent(content, {{1, Utf16(u"Threat Name"), {}}, {1, Utf16(u"x"), {}}}),
            "ThreatName=x;Data=x;");
}

TEST(EvtxTest, ASectionsOwnTextIsAField) {
  const auto content = [](EvtxChunk& out) {
    out.Open(u"BinaryEventData").CloseStart().Value(0, 0x0E).Close();
    out.Open(u"EventData").CloseStart().Value(1).Close();
    out.Open(u"Elsewhere").CloseStart().Value(0, 0x0E).Leaf(u"Deeper", 0).Close();
    out.Open(u"DebugData").CloseStart().Leaf(u"Level", 2).Close();
  };
  EXPECT_EQ(ReadEvent(content, {{0x0E, "\x12", {}}, {0, "", {}}, {3, "\xFF", {}}}),
            "BinaryEventData=12;Level=-1;");
}

TEST(EvtxTest, JoinsTextsAndValues) {
  const auto content = [](EvtxChunk& out) {
    out.Open(u"EventData").CloseStart();
    out.Open(u"Path").CloseStart().Text(u"C:\\").Value(0).Text(u"\\").Value(1).Close();
    out.Open(u"None").CloseStart().Value(2).Value(2).Close().Close();
  };
  EXPECT_EQ(ReadEvent(content,
                      {{1, Utf16(u"Windows"), {}}, {8, Bytes(std::uint32_t{32}), {}}, {0, "", {}}}),
            "Path=C:\\Windows\\32;None=(null);");
}

TEST(EvtxTest, ValuesOfAWrongSizeAreNull) {
  const auto content = [](EvtxChunk& out) {
    out.Open(u"EventData").CloseStart();
    for (std::uint16_t i = 0; i < 8; ++i) out.Data(std::u16string(1, char16_t(u'a' + i)), i);
    out.Close();
  };
  EXPECT_EQ(ReadEvent(content, {{8, "ab", {}},
                                {0x0F, "short", {}},
                                {0x11, "", {}},
                                {0x13, std::string("\x01\x05\0\0\0\0\0\x05", 8), {}},
                                {0x12, std::string(16, '\xFF'), {}},
                                {0x11, std::string(8, '\xFF'), {}},
                                {0x55, "what", {}},
                                {0x01, std::string("h\0x", 3), {}}}),
            "a=(null);b=(null);c=(null);d=(null);e=(null);f=(null);g=(null);h=h;")
      << "the odd byte of a string is left out";
}

TEST(EvtxTest, FieldsBeyondTheLimitAreLeftOut) {
  EvtxLimits limits;
  limits.fields = 12;
  EvtxCounts counts;
  const auto texts = Read(testing::SampleChunk(), limits, &counts);
  ASSERT_EQ(texts.size(), 5U);
  EXPECT_TRUE(texts[0].ends_with("CommandLine=cmd /c dir;ProcessId=4242;")) << texts[0];
  EXPECT_EQ(counts.truncated_records, 4U);
}

TEST(EvtxTest, FieldsWithFurtherNamesHaveNone) {
  EvtxLimits limits;
  limits.names = 25;
  const auto texts = Read(testing::SampleChunk(), limits);
  ASSERT_EQ(texts.size(), 5U);
  EXPECT_TRUE(texts[0].starts_with("Provider_Name=Sample Provider;")) << texts[0];
  EXPECT_NE(texts[3].find(";=-5;"), std::string::npos) << texts[3];
}

TEST(EvtxTest, ChecksumIsThatOfZlib) {
  std::string bytes;
  for (std::size_t size = 0; size < 700; ++size) {
    bytes.push_back(static_cast<char>(size * size / 7 + size));
    const auto want =
        crc32(77, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
    ASSERT_EQ(evtx::Checksum(bytes, 77), want) << size;
  }
}

}  // namespace
}  // namespace lachan::formats
