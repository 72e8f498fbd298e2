// SPDX-License-Identifier: Apache-2.0
/// \file
/// Event logs with damage, everywhere and on purpose.
#include <gtest/gtest.h>

#include <chrono>

#include "formats/evtx.h"
#include "formats/testing_evtx.h"

namespace lachan::formats {
namespace {

using testing::Bytes;
using testing::EvtxChunk;
using testing::EvtxValue;
using testing::SampleChunk;
using testing::Utf16;

struct Outcome {
  std::uint64_t records = 0, damaged_records = 0, damaged_chunks = 0;
  std::vector<std::string> event_ids;
};

/// One reader for all, so that what damage leaves in it would show.
Outcome Read(std::string_view chunk) {
  static NameTable names;
  static EvtxReader reader(names);
  // A copy of its exact size, so that a sanitizer sees every byte beyond.
  const std::vector<char> exact(chunk.begin(), chunk.end());
  const EvtxCounts before = reader.counts();
  FlatRecord record;
  Outcome outcome;
  reader.Start({exact.data(), exact.size()});
  while (reader.Next(record)) {
    ++outcome.records;
    for (const FlatField& field : record.fields) {
      std::string text;
      AppendDecoded(field.value, text);
      if (names.Text(field.name) == "EventID") outcome.event_ids.push_back(text);
    }
  }
  const EvtxCounts& after = reader.counts();
  outcome.damaged_records = after.damaged_records - before.damaged_records;
  outcome.damaged_chunks = after.damaged_chunks - before.damaged_chunks;
  EXPECT_EQ(after.records - before.records, outcome.records);
  return outcome;
}

std::vector<std::size_t> RecordsOf(std::string_view chunk) {
  std::vector<std::size_t> begins;
  for (std::size_t at = 512; chunk.substr(at, 2) == "**";) {
    begins.push_back(at);
    std::uint32_t size = 0;
    std::copy_n(chunk.data() + at + 4, 4, reinterpret_cast<char*>(&size));
    at += size;
  }
  return begins;
}

std::size_t EndOf(std::string_view chunk) {
  std::uint32_t free = 0;
  std::copy_n(chunk.data() + 48, 4, reinterpret_cast<char*>(&free));
  return free;
}

TEST(EvtxDamageTest, AnyByteMayBeWrong) {
  const std::string good = SampleChunk();
  const std::size_t end = EndOf(good);
  for (std::size_t at = 0; at < end; ++at) {
    for (const int change : {0x01, 0x80, 0xFF}) {
      std::string chunk = good.substr(0, end + 64);
      chunk[at] = static_cast<char>(chunk[at] ^ change);
      const Outcome outcome = Read(chunk);
      ASSERT_LE(outcome.records + outcome.damaged_records, 40U) << at;
    }
  }
}

TEST(EvtxDamageTest, AnyByteMayBeWrongUnderARightChecksum) {
  const std::string good = SampleChunk();
  const std::size_t end = EndOf(good);
  for (std::size_t at = 0; at < end; ++at) {
    std::string chunk = good;
    chunk[at] = static_cast<char>(chunk[at] ^ 0x55);
    testing::Reseal(chunk);
    const Outcome outcome = Read(chunk);
    ASSERT_LE(outcome.records + outcome.damaged_records, 40U) << at;
  }
}

TEST(EvtxDamageTest, AnyNumberMayLie) {
  const std::string good = SampleChunk();
  const std::size_t end = EndOf(good);
  for (std::size_t at = 0; at + 4 <= end; ++at) {
    for (const std::uint32_t lie : {0U, 0x0000FFFFU, 0x7FFFFFFFU, 0xFFFFFFF0U, 0xFFFFFFFFU}) {
      std::string chunk = good.substr(0, end);
      chunk.replace(at, 4, Bytes(lie));
      Read(chunk);
    }
  }
}

TEST(EvtxDamageTest, TheFileMayEndAnywhere) {
  const std::string good = SampleChunk();
  const auto begins = RecordsOf(good);
  for (std::size_t size = 0; size <= EndOf(good); ++size) {
    const Outcome outcome = Read(good.substr(0, size));
    std::uint64_t whole = 0;
    for (std::size_t i = 1; i < begins.size(); ++i) whole += begins[i] <= size ? 1 : 0;
    if (size >= EndOf(good)) ++whole;
    ASSERT_EQ(outcome.records, whole) << size;
    ASSERT_EQ(outcome.damaged_chunks, size > 0 ? 1U : 0U) << size;
  }
}

TEST(EvtxDamageTest, AWrongHeaderHidesNoRecords) {
  for (const std::size_t at : {0U, 8U, 24U, 48U, 52U, 124U, 300U}) {
    std::string chunk = SampleChunk();
    chunk[at] = static_cast<char>(chunk[at] ^ 0x5A);
    const Outcome outcome = Read(chunk);
    EXPECT_EQ(outcome.records, 5U) << at;
    EXPECT_EQ(outcome.damaged_chunks, 1U) << at;
    EXPECT_EQ(outcome.damaged_records, 0U) << at;
  }
}

TEST(EvtxDamageTest, GoesOnBehindADamagedRecord) {
  const std::string good = SampleChunk();
  const auto begins = RecordsOf(good);
  std::string chunk = good;  // A size that leads astray.
  chunk.replace(begins[1] + 4, 4, Bytes(std::uint32_t{0x1000}));
  testing::Reseal(chunk);
  Outcome outcome = Read(chunk);
  EXPECT_EQ(outcome.event_ids, (std::vector<std::string>{"4688", "20", "30", "800"}));
  EXPECT_EQ(outcome.damaged_records, 1U);

  chunk = good;  // Overwritten as a whole.
  chunk.replace(begins[2], begins[3] - begins[2], std::string(begins[3] - begins[2], '\0'));
  testing::Reseal(chunk);
  outcome = Read(chunk);
  EXPECT_EQ(outcome.event_ids, (std::vector<std::string>{"4688", "4688", "30", "800"}));
  EXPECT_EQ(outcome.damaged_records, 1U);

  chunk = good;  // Content that makes no sense, in a record of the right size.
  chunk[begins[4] + 28] = '\x7F';
  testing::Reseal(chunk);
  outcome = Read(chunk);
  EXPECT_EQ(outcome.records, 4U);
  EXPECT_EQ(outcome.damaged_records, 1U);
  EXPECT_EQ(outcome.damaged_chunks, 0U);
}

void Simple(EvtxChunk& chunk, std::uint16_t id) {
  chunk.Record(1,
               [](EvtxChunk& out) {
                 out.Open(u"Event").CloseStart().Open(u"System").CloseStart();
                 out.Leaf(u"EventID", 0).Close().Close();
               },
               {{6, Bytes(id), {}}});
}

TEST(EvtxDamageTest, ReadsWhatTheHeaderDoesNotKnowOfYet) {
  EvtxChunk chunk(7);
  Simple(chunk, 1);
  const std::size_t free = chunk.bytes().size();
  Simple(chunk, 2);
  Simple(chunk, 3);
  const Outcome outcome = Read(chunk.Finish(free));
  EXPECT_EQ(outcome.event_ids, (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_EQ(outcome.damaged_chunks, 0U);
}

TEST(EvtxDamageTest, LeavesOutWhatWasThereBeforeTheLogWasCleared) {
  EvtxChunk chunk(7);
  Simple(chunk, 1);
  const std::size_t free = chunk.bytes().size();
  const std::size_t second = free;
  Simple(chunk, 2);
  chunk.bytes().replace(second + 8, 8, Bytes(std::uint64_t{5}));
  const Outcome outcome = Read(chunk.Finish(free));
  EXPECT_EQ(outcome.event_ids, (std::vector<std::string>{"1"}));
  EXPECT_EQ(outcome.damaged_records, 0U);
}

TEST(EvtxDamageTest, ATemplateOutsideOfTheChunkIsDamage) {
  EvtxChunk chunk;
  Simple(chunk, 1);
  Simple(chunk, 2);
  const std::size_t offset = chunk.begin_of_record() + 24 + 4 + 6;
  chunk.bytes().replace(offset, 4, Bytes(std::uint32_t{0xFFFFFFF0}));
  const Outcome outcome = Read(chunk.Finish());
  EXPECT_EQ(outcome.event_ids, (std::vector<std::string>{"1"}));
  EXPECT_EQ(outcome.damaged_records, 1U);
}

/// A record whose template asks for its one value `times` times, a value that holds the same again,
/// `depth` levels deep.
void Bomb(EvtxChunk& out, int depth, int times) {
  const auto definition = [&](EvtxChunk& in) {
    in.Open(u"EventData").CloseStart();
    for (int i = 0; i < times; ++i) in.Open(u"X").CloseStart().Value(0, 0x21).Close();
    in.Close();
  };
  if (depth == 0) {
    out.Header().Instance(10, definition, {{1, Utf16(u"x"), {}}}).End();
  } else {
    const auto next = [&](EvtxChunk& in) { Bomb(in, depth - 1, times); };
    out.Header().Instance(10, definition, {{0x21, "", next}}).End();
  }
}

TEST(EvtxDamageTest, NestingCannotTakeUnboundedTime) {
  EvtxChunk chunk;
  const auto definition = [](EvtxChunk& in) {
    in.Open(u"Event").CloseStart().Value(0, 0x21).Close();
  };
  chunk.Record(1, definition, {{0x21, "", [](EvtxChunk& in) { Bomb(in, 8, 200); }}});
  Simple(chunk, 2);
  const auto begin = std::chrono::steady_clock::now();
  const Outcome outcome = Read(chunk.Finish());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
  EXPECT_EQ(outcome.records, 0U) << "the steps of the chunk are used up";
  EXPECT_EQ(outcome.damaged_records, 2U);
}

TEST(EvtxDamageTest, DataBeforeSystemCannotTakeUnboundedTime) {
  EvtxChunk chunk;
  const auto definition = [](EvtxChunk& in) {
    in.Open(u"Event").CloseStart().Open(u"EventData").CloseStart();
    in.Open(u"Data").CloseStart().Value(0, 0x84).Close().Close();
    in.Open(u"System").CloseStart();
    for (char16_t i = 0; i < 500; ++i) in.Leaf(std::u16string{u'a', char16_t(u'A' + i)}, 1);
    in.Close().Close();
  };
  for (int i = 0; i < 8; ++i) {
    chunk.Record(1, definition, {{0x84, std::string(3'400, 'x'), {}}, {4, "\x01", {}}});
  }
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(Read(chunk.Finish()).records, 8U);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(EvtxDamageTest, DepthIsLimited) {
  for (const int depth : {30, 31, 32, 60}) {
    EvtxChunk chunk;
    chunk.BeginRecord();
    chunk.Header();
    chunk.Open(u"Event", false, false).CloseStart().Open(u"UserData", false, false).CloseStart();
    for (int i = 2; i < depth; ++i) chunk.Open(u"Deep", false, false).CloseStart();
    for (int i = 0; i < depth; ++i) chunk.Close();
    chunk.End();
    chunk.EndRecord();
    EXPECT_EQ(Read(chunk.Finish()).records, depth <= 32 ? 1U : 0U) << depth;
  }
}

TEST(EvtxDamageTest, BinXmlWithinItselfEnds) {
  // The value is the record's own text again, as deep as it is let.
  EvtxChunk chunk;
  const auto definition = [](EvtxChunk& in) {
    in.Open(u"Event").CloseStart().Value(0, 0x21).Close();
  };
  std::function<void(EvtxChunk&, int)> nest = [&](EvtxChunk& in, int depth) {
    in.Header();
    in.Instance(1, definition, {{0x21, "", [&](EvtxChunk& inner) {
                                   if (depth > 0) nest(inner, depth - 1);
                                 }}});
    in.End();
  };
  chunk.BeginRecord();
  nest(chunk, 100);
  chunk.EndRecord();
  EXPECT_EQ(Read(chunk.Finish()).damaged_records, 1U);
}

TEST(EvtxDamageTest, AFullChunkOfTheSmallestRecordsEnds) {
  std::string chunk(512, 'x');  // No header that would say where records end.
  for (std::uint64_t i = 0; chunk.size() + 28 <= 65536; ++i) {
    chunk += std::string_view("**\0\0", 4);
    chunk += Bytes(std::uint32_t{28}) + Bytes(i) + Bytes(i) + Bytes(std::uint32_t{28});
  }
  chunk.resize(65536);
  const Outcome outcome = Read(chunk);
  EXPECT_EQ(outcome.records, 0U);
  EXPECT_GT(outcome.damaged_records, 2000U);
}

}  // namespace
}  // namespace lachan::formats
