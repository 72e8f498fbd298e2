// SPDX-License-Identifier: Apache-2.0
// Column by column, the screen says what MatchStored says record by record.
#include "detect/column_screen.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "detect/rule_set.h"
#include "detect/stored_match.h"

namespace lachan::detect {
namespace {

const std::vector<std::string> kNames{"f", "g", "h", "Image"};

/// Small rules, of every kind that the screen treats in its own way.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::string Rule(int number) {
    std::string detection;
    const std::string field = Pick({"f", "g", "h"}), other = Pick({"f", "g", "h"});
    switch (Below(9)) {
      case 0:
        detection = fmt::format("s: {{{}: '{}'}}", field, Word());
        break;
      case 1:
        detection = fmt::format("s: {{{}|contains: ['{}', '{}']}}", field, Word(), Word());
        break;
      case 2:
        detection = fmt::format("s: ['{}', '{}']", Keyword(), Keyword());
        break;
      case 3:
        detection = fmt::format("s: {{{}|fieldref: {}}}", field, other);
        break;
      case 4:
        detection = fmt::format("s: {{{}|fieldref|contains: {}, h: '{}'}}", field, other, Word());
        break;
      case 5:
        detection = fmt::format("k: ['{}']\n  t: {{{}: '{}'}}", Keyword(), field, Word());
        return Whole(number, detection, Pick({"k and t", "k and not t", "t and not k", "k or t"}));
      case 6:
        return Whole(number, fmt::format("s: {{{}: '{}'}}", field, Word()), "not s");
      case 7:
        detection = fmt::format("s: {{{}|exists: {}}}", field, Pick({"true", "false"}));
        break;
      default:
        detection = fmt::format("s: {{{}|re: '{}'}}", field, Pick({"^a", "b$", "need.e", "[12]"}));
        break;
    }
    return Whole(number, detection, "s");
  }
  std::string Value() {
    std::string value;
    for (std::size_t i = Below(4); i > 0; --i) {
      value += Below(4) == 0 ? Keyword() : Word();
      if (Below(2) == 0) value += ' ';
    }
    return value;
  }
  std::size_t Below(std::size_t bound) { return random_() % bound; }

 private:
  static std::string Whole(int number, std::string_view detection, std::string_view condition) {
    return fmt::format(
        "title: r{0}\nid: r{0}\nlogsource: {{category: test}}\ndetection:\n  {1}\n"
        "  condition: {2}\n",
        number, detection, condition);
  }
  std::string Pick(std::vector<std::string> from) { return from[Below(from.size())]; }
  std::string Word() { return Pick({"a", "ab", "b1", "2", "đ", "A", "x\\y"}); }
  std::string Keyword() { return Pick({"needle", "NEEDLE two", "haystack", "straw"}); }

  std::mt19937 random_;
};

struct Row {
  FlatRecord record;
  std::vector<LogSource> sources;
};

std::vector<std::uint32_t> RulesOf(RuleSet::Scratch& scratch, const Row& row) {
  std::vector<Match> matches;
  MatchStored(scratch, row.record, row.sources, matches);
  std::vector<std::uint32_t> rules;
  for (const Match& match : matches) rules.push_back(static_cast<std::uint32_t>(match.rule));
  return rules;
}

/// Records whose values lie in `arena`, a value of `names` now and then.
std::vector<Row> RowsOf(Maker& make, const std::vector<NameId>& names, TextArena& arena) {
  std::vector<Row> rows(60);
  for (Row& row : rows) {
    for (const NameId name : names) {
      for (std::size_t n = make.Below(8) == 0 ? 2 : make.Below(3) > 0 ? 1 : 0; n > 0; --n) {
        const RawValue value{RawValue::Form::kText, arena.Keep(make.Value())};
        row.record.fields.push_back({name, value, 0});
      }
    }
    if (make.Below(3) == 0) row.record.text = arena.Keep(make.Value());
    row.sources = {{"", make.Below(10) == 0 ? "other" : "test", ""}};
    if (make.Below(20) == 0) row.sources.push_back({"windows", "", "security"});
  }
  return rows;
}

std::span<const ColumnScreen::Found> Screened(ColumnScreen& screen, const std::vector<Row>& rows,
                                              const std::vector<NameId>& names) {
  screen.Begin(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    screen.SetClass(i, screen.AddClass(rows[i].sources));
  }
  for (const NameId name : names) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (const FlatField& field : rows[i].record.fields) {
        if (field.name == name) screen.Add(i, name, field.value);
      }
    }
    screen.FinishColumn();
  }
  for (std::size_t i = 0; i < rows.size(); ++i) screen.AddText(i, rows[i].record.text);
  FlatRecord asked;
  return screen.Finish([&](std::size_t row, std::span<const NameId> wanted) -> const FlatRecord& {
    asked.fields.clear();
    for (const FlatField& field : rows[row].record.fields) {
      if (std::ranges::find(wanted, field.name) != wanted.end()) asked.fields.push_back(field);
    }
    return asked;
  });
}

TEST(ColumnScreenTest, SaysWhatMatchingSays) {
  std::size_t decided = 0, open = 0, hits = 0;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    Maker make(seed);
    std::vector<SourceText> sources;
    for (int i = 0; i < 6; ++i) sources.push_back({fmt::format("r{}", i), make.Rule(i)});
    const RuleSet rules = RuleSet::Compile(sources);
    ASSERT_EQ(rules.report().loaded, 6U) << rules.report().findings[0].Text();
    const auto scratch = rules.MakeScratch(), other = rules.MakeScratch();
    std::vector<NameId> names;
    for (const auto& name : kNames) names.push_back(scratch->names().Intern(name));
    for (const auto& name : kNames) other->names().Intern(name);
    TextArena arena;
    const std::vector<Row> rows = RowsOf(make, names, arena);
    ColumnScreen screen(*scratch);
    const auto found = Screened(screen, rows, names);
    auto at = found.begin();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto wanted = RulesOf(*other, rows[i]);
      hits += wanted.size();
      if (at == found.end() || at->row != i) {
        EXPECT_TRUE(wanted.empty()) << "seed " << seed << " row " << i;
        continue;
      }
      const auto& one = *at++;
      ++(one.is_open ? open : decided);
      if (one.is_open) continue;
      const auto told = screen.RulesOf(one);
      std::vector<std::uint32_t> got(told.begin(), told.end());
      std::ranges::sort(got);
      EXPECT_EQ(got, wanted) << "seed " << seed << " row " << i;
    }
    EXPECT_EQ(at, found.end());
  }
  EXPECT_GT(hits, 10'000U);
  EXPECT_GT(decided, 20 * open) << "most is decided without laying out a record";
}

}  // namespace
}  // namespace lachan::detect
