// SPDX-License-Identifier: Apache-2.0
/// \file
/// The parts of the correlator by themselves.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <random>

#include "detect/correlate_entry.h"
#include "detect/correlate_hash.h"
#include "detect/correlate_index.h"
#include "detect/correlate_numbers.h"
#include "detect/correlate_state.h"
#include "detect/correlate_table.h"

namespace lachan::detect {
namespace {

/// \source github.com/veorq/SipHash, vectors.h, vectors_sip128
TEST(Hash, IsSipHashAsPublished) {
  HashKey key;
  key[0] = 0x0706050403020100;
  key[1] = 0x0f0e0d0c0b0a0908;
  const Hash128 of_nothing = SipHash128(key, "");
  EXPECT_EQ(of_nothing.low, 0xe6a825ba047f81a3U);
  EXPECT_EQ(of_nothing.high, 0x930255c71472f66dU);
  const Hash128 of_one = SipHash128(key, std::string_view("\0", 1));
  EXPECT_EQ(of_one.low, 0x44af996bd8c187daU);
  EXPECT_EQ(of_one.high, 0x45fc229b11597634U);
}

TEST(Hash, EveryByteAndTheLengthCount) {
  std::string text(40, 'x');
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = 'y';
    EXPECT_NE(SipHash128({1, 2}, text).low, SipHash128({1, 2}, other).low);
    EXPECT_NE(SipHash128({1, 2}, text).low, SipHash128({1, 2}, text.substr(0, i)).low);
  }
  EXPECT_NE(SipHash128({1, 2}, text), SipHash128({1, 3}, text));
}

TEST(PackedId, GivesBackTheText) {
  for (const std::string& text :
       {std::string(), std::string("42"), std::string(15, 'a'), std::string(16, 'a'),
        std::string("01ARZ3NDEKTSV4RRFFQ69G5FAV"), std::string("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"),
        std::string("8ZZZZZZZZZZZZZZZZZZZZZZZZZ"), std::string("01ARZ3NDEKTSV4RRFFQ69G5FAI"),
        std::string("01arz3ndektsv4rrffq69g5fav"), std::string(5'000, 'z')}) {
    PackedId id = PackedId::Of(text);
    EXPECT_EQ(id.Text(), text);
    const bool is_base32 = text == "01ARZ3NDEKTSV4RRFFQ69G5FAV" || text[0] == '7';
    EXPECT_EQ(id.kind == PackedId::kBase32, is_base32) << text;
    EXPECT_EQ(id.heap_bytes() > 0, text.size() > 15 && !is_base32) << text;
    id.Free();
  }
}

TEST(HashIndex, FindsWhatIsThere) {
  std::mt19937 random(7);
  HashIndex<std::uint64_t> index;
  std::map<std::uint32_t, std::uint32_t> hashes;  // by number
  for (int step = 0; step < 20'000; ++step) {
    // Few hashes, so that many things share a place.
    const std::uint32_t number = random() % 500, hash = number % 37;
    if (hashes.contains(number)) {
      index.Erase(hash, number);
      hashes.erase(number);
    } else {
      const std::size_t before = index.bytes(), growth = index.GrowthBytes();
      index.Insert(hash, number, 7);
      index.SetHint(hash, number, number * 2);
      EXPECT_EQ(index.bytes(), before + growth);
      hashes[number] = hash;
    }
    const std::uint32_t wanted = random() % 500;
    const auto same = [&](std::uint32_t one, std::uint64_t hint) {
      EXPECT_EQ(hint, std::uint64_t{one} * 2);
      return one == wanted;
    };
    EXPECT_EQ(index.Find(wanted % 37, same), hashes.contains(wanted) ? wanted : kNone);
    EXPECT_EQ(index.size(), hashes.size());
  }
}

TEST(ExactSum, LeavesNoTraceOfWhatIsGone) {
  ExactSum sum;
  sum.Add(1e300);
  sum.Add(0.1);
  sum.Add(1e-300);
  sum.Add(-7);
  sum.Subtract(1e300);
  sum.Subtract(1e-300);
  sum.Add(7);
  EXPECT_EQ(sum.Value(), 0.1);
  EXPECT_EQ(sum.heap_bytes(), 0U) << "two doubles suffice again";
  sum.Subtract(0.1);
  EXPECT_EQ(sum.Value(), 0);
}

TEST(ExactSum, IsRoundedOnce) {
  ExactSum sum;
  for (int i = 0; i < 10; ++i) sum.Add(0.1);
  EXPECT_EQ(sum.Value(), 1.0) << "ten tenths, which plain adding makes 0.9999999999999999";
  ExactSum half;
  half.Add(1);
  half.Add(0x1p-53);
  EXPECT_EQ(half.Value(), 1) << "half way goes to the even one";
  half.Add(0x1p-1000);
  EXPECT_GT(half.Value(), 1) << "beyond half way goes up, however little it is beyond";
}

TEST(ExactSum, AgreesWithIntegers) {
  std::mt19937_64 random(3);
  ExactSum sum;
  __extension__ using Wide = __int128;
  Wide exact = 0;
  std::vector<std::int64_t> window;
  for (int i = 0; i < 50'000; ++i) {
    const auto number = static_cast<std::int64_t>(random()) >> (random() % 60);
    // As a double it may be another integer: that one is meant.
    const auto as_double = static_cast<double>(number);
    window.push_back(number);
    sum.Add(as_double);
    exact += static_cast<Wide>(as_double);
    if (window.size() > 100) {
      const auto oldest = static_cast<double>(window[window.size() - 101]);
      sum.Subtract(oldest);
      exact -= static_cast<Wide>(oldest);
    }
    ASSERT_EQ(sum.Value(), static_cast<double>(exact));
  }
}

TEST(RankedNumbers, AgreeWithASortedList) {
  std::mt19937 random(11);
  RankedNumbers ranked;
  std::multiset<double> sorted;
  std::vector<double> order;
  for (int step = 0; step < 30'000; ++step) {
    // It grows to some thousands and shrinks again, twice.
    const bool grows = step % 15'000 < 8'000;
    if (grows || order.empty()) {
      const double number = static_cast<double>(random() % 1'000) / 8;
      ranked.Insert(number);
      sorted.insert(number);
      order.push_back(number);
    } else {
      const std::size_t at = random() % order.size();
      ranked.Erase(order[at]);
      sorted.erase(sorted.find(order[at]));
      std::swap(order[at], order.back());
      order.pop_back();
    }
    ASSERT_EQ(ranked.size(), sorted.size());
    if (step % 100 != 0 || sorted.empty()) continue;
    std::size_t rank = 0;
    for (const double number : sorted) ASSERT_EQ(ranked.At(rank++), number);
  }
}

TEST(NumberOf, ReadsWhatADecimalIs) {
  EXPECT_EQ(NumberOf("4"), 4);
  EXPECT_EQ(NumberOf("-12.50"), -12.5);
  EXPECT_EQ(NumberOf("+3"), 3);
  EXPECT_EQ(NumberOf("1e3"), 1000);
  EXPECT_EQ(NumberOf("1" + std::string(400, '0')), 1e300);
  EXPECT_EQ(NumberOf("-1" + std::string(400, '0')), -1e300);
  for (const char* text : {"", "-", ".5", "5 ", "five", "1.2.3", "nan", "inf", "0x"}) {
    EXPECT_TRUE(std::isnan(NumberOf(text))) << text;
  }
}

using Table = GroupTable<Entry, int>;

Entry EntryAt(Micros time) {
  Entry entry;
  entry.time = time;
  return entry;
}

TEST(GroupTable, ExpiresByTheNewestEntry) {
  Table table(1'000);
  table.Expire(0, [](std::uint32_t) { FAIL(); });
  for (std::uint32_t i = 0; i < 300; ++i) {
    const std::uint32_t number = table.Add(i, std::to_string(i), i);
    table[number].block->Insert(0, EntryAt(i));
  }
  const std::uint32_t kept = table.Find(7, "7");
  table.Resize(kept, 2);
  table[kept].block->Insert(1, EntryAt(900));
  std::vector<Micros> gone;
  for (Micros now = 0; now < 2'500; now += 10) {
    table.Expire(now, [&](std::uint32_t number) {
      const Micros newest = table[number].block->Newest().time;
      EXPECT_LT(newest + 1'000, now);
      EXPECT_GT(newest + 1'000 + 60, now) << "and not much later than it could";
      gone.push_back(newest);
      table.Remove(number);
    });
  }
  EXPECT_EQ(gone.size(), 300U);
  EXPECT_EQ(gone.back(), 900);
  EXPECT_EQ(table.size(), 0U);
}

TEST(GroupTable, TakesTheGroupIdleLongest) {
  Table table(64'000);
  table.Expire(0, [](std::uint32_t) {});
  std::mt19937 random(5);
  for (std::uint32_t i = 0; i < 100; ++i) {
    const std::uint32_t number = table.Add(random(), std::to_string(i), i * 2'000);
    table[number].block->Insert(0, EntryAt(i * 2'000));
  }
  const std::uint32_t busy = table.TakeIdle(kNone);
  EXPECT_EQ(table[busy].block->key(), "0");
  table.Remove(busy);
  std::uint32_t in_hand = kNone;
  table.ForEach([&](std::uint32_t number, Table::Group& group) {
    if (group.block->key() == "1") in_hand = number;
  });
  for (int i = 2; i < 30; ++i) {
    const std::uint32_t idle = table.TakeIdle(in_hand);
    EXPECT_EQ(table[idle].block->key(), std::to_string(i));
    table.Remove(idle);
  }
  EXPECT_EQ(table.size(), 71U);
}

TEST(GroupBlock, IsARingThatTakesEntriesAnywhere) {
  std::mt19937 random(17);
  auto* block = GroupBlock<Entry>::Make("key", 1);
  std::multiset<Micros> times;
  for (int step = 0; step < 5'000; ++step) {
    if (block->size == block->capacity || random() % 50 == 0) {
      auto* resized = block->Resized(std::max(block->size + 1, block->capacity) + random() % 3);
      ::operator delete(block);
      block = resized;
    }
    const Entry entry = EntryAt(random() % 1'000);
    block->Insert(block->PlaceFor(entry), entry);
    times.insert(entry.time);
    while (block->size > 20 + random() % 20) {
      times.erase(times.begin());
      block->PopOldest();
    }
    std::vector<Micros> got;
    for (std::uint32_t i = 0; i < block->size; ++i) got.push_back(block->At(i).time);
    ASSERT_EQ(got, std::vector<Micros>(times.begin(), times.end()));
    EXPECT_EQ(block->key(), "key");
  }
  ::operator delete(block);
}

TEST(State, NumbersComeBack) {
  StateWriter out;
  const std::uint64_t numbers[] = {0, 1, 127, 128, 300, UINT64_MAX};
  const std::int64_t signed_ones[] = {0, -1, 1, -64, 64, -kTimeLimit, kTimeLimit};
  for (const auto number : numbers) out.Number(number);
  for (const auto number : signed_ones) out.Signed(number);
  out.Double(-0.1);
  out.Hash({1, UINT64_MAX});
  out.Text("text");
  StateReader in(out.bytes());
  for (const auto number : numbers) EXPECT_EQ(in.Number().value_or(7), number);
  for (const auto number : signed_ones) EXPECT_EQ(in.Signed(kTimeLimit).value_or(7), number);
  EXPECT_EQ(in.Double().value_or(0), -0.1);
  EXPECT_EQ(in.Hash().value_or(Hash128{}), (Hash128{1, UINT64_MAX}));
  EXPECT_EQ(in.Text().value_or(""), "text");
  EXPECT_TRUE(in.AtEnd());
  EXPECT_FALSE(in.Number());
  StateReader too_long("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02");
  EXPECT_FALSE(too_long.Number());
}

}  // namespace
}  // namespace lachan::detect
