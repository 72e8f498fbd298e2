// SPDX-License-Identifier: Apache-2.0
/// \file
/// Rules as SQL against the matcher, on a real engine: every point of the specification
/// (tests/rules/*.yml), random rules, and text that is hard to compare.
#include "hunts/rule_sql.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "base/text.h"
#include "detect/logsource.h"
#include "detect/rule_conditions.h"
#include "detect/rule_set.h"
#include "detect/testing_cases.h"
#include "detect/testing_generator.h"
#include "events/event_columns.h"
#include "hunts/testing_store.h"

namespace lachan::hunts {
namespace {

using detect::SourceText;

/// The rules twice: as the stream has them, and as conditions.
struct RuleSet {
  explicit RuleSet(std::span<const SourceText> sources, const detect::CompileOptions& options = {})
      : matcher(detect::RuleSet::Compile(sources, options)),
        conditions(detect::ReadConditions(sources, options)) {}
  std::size_t loaded() const { return matcher.report().loaded; }
  std::string Findings() const {
    std::string text;
    for (const auto& finding : matcher.report().findings) text += finding.Text() + "\n";
    return text;
  }

  detect::RuleSet matcher;
  detect::RuleConditions conditions;
};

TEST(NecessaryLiteral, IsInEveryTextThatTheExpressionFinds) {
  EXPECT_EQ(NecessaryLiteral("powershell.*-enc"), "powershell");
  EXPECT_EQ(NecessaryLiteral("(?i)PowerShell\\s+-e"), "powershell");
  EXPECT_EQ(NecessaryLiteral("abc?def"), "def");
  EXPECT_EQ(NecessaryLiteral("abcd*e"), "abc");
  EXPECT_EQ(NecessaryLiteral("x(abcdef|g)hij"), "hij");
  EXPECT_EQ(NecessaryLiteral("\\\\temp\\\\[a-z]+\\.exe"), "\\temp\\");
  EXPECT_EQ(NecessaryLiteral("abc|def"), "");
  EXPECT_EQ(NecessaryLiteral("(?x)a b c d"), "");
  EXPECT_EQ(NecessaryLiteral("(?ix)a b c d"), "");
  EXPECT_EQ(NecessaryLiteral("\\Qabc\\E"), "");
  EXPECT_EQ(NecessaryLiteral("a{0,3}bcde{2}f"), "bcde");
  EXPECT_EQ(NecessaryLiteral("[]abc]+def"), "def");
  EXPECT_EQ(NecessaryLiteral("abc {||}"), "");  // braces that count nothing are characters
  EXPECT_EQ(NecessaryLiteral("abc{x}"), "abc{x}");
  EXPECT_EQ(NecessaryLiteral("abc{,3}*def"), "");
  EXPECT_EQ(NecessaryLiteral("abc{2}{0}def"), "");
  EXPECT_EQ(NecessaryLiteral("(?#comment)abc"), "");
}

TEST(NecessaryLiteral, HoldsForRandomExpressionsAndTexts) {
  std::mt19937 random(20261130);
  const auto any = [&](std::initializer_list<const char*> parts) -> std::string {
    const std::vector<std::string> all(parts.begin(), parts.end());
    return all[random() % all.size()];
  };
  std::size_t found = 0, said = 0;
  for (int round = 0; round < 60'000; ++round) {
    std::string pattern, text;
    for (std::size_t n = 1 + random() % 7; n > 0; --n) {
      pattern += any({"a",       "b",   "k", "abc", "S",   "(ab|k)", "[ab]", "(?:abc)", ".",
                      "\\.",     "a|b", "^", "$",   "\\w", "\\babc", "(?i)", "(?=a)",   "[^]a]",
                      "(a(b)c)", "\\(", "{", "}",   "{|",  "{a}",    "{ 2}"});
      if (random() % 4 == 0) pattern += any({"*", "+", "?", "{0,2}", "{2}", "*?", "++", "{,3}"});
    }
    for (std::size_t n = random() % 9; n > 0; --n) {
      text +=
          any({"a", "b", "k", "abc", "s", "K", "ABC", ".", "(", "\xE2\x84\xAA", "\xC5\xBF", " "});
    }
    const auto regex = detect::Regex::Compile(pattern, {.ignore_case = random() % 2 == 0});
    if (!regex) continue;
    const std::string literal = NecessaryLiteral(pattern);
    said += literal.empty() ? 0 : 1;
    detect::RegexMemory memory;
    if (!regex->FoundIn(text, memory)) continue;
    ++found;
    for (std::size_t at; (at = text.find("\xE2\x84\xAA")) != std::string::npos;)
      text.replace(at, 3, "k");
    for (std::size_t at; (at = text.find("\xC5\xBF")) != std::string::npos;)
      text.replace(at, 2, "s");
    ASSERT_TRUE(AsciiLower(text).contains(literal)) << pattern << " in " << text << ": " << literal;
  }
  EXPECT_GT(found, 5'000U);
  EXPECT_GT(said, 1'000U);
}

class RuleSql : public ::testing::Test {
 protected:
  void SetUp() override {
    if (events_clickhouse::EnginePath().empty()) GTEST_SKIP() << "no engine in this build";
  }

  /// Holds each rule's SQL against the matcher over all events of the store.
  void Compare(const RuleSet& rules, const std::vector<Event>& events) {
    const auto scratch = rules.matcher.MakeScratch();
    std::vector<std::set<std::string>> wanted(rules.conditions.rules.size());
    std::vector<detect::Match> matches;
    for (const Event& event : events) {
      rules.matcher.Match(event, *scratch, matches);
      for (const auto& match : matches) wanted[match.rule].insert(event.id);
    }
    for (std::size_t i = 0; i < rules.conditions.rules.size(); ++i) {
      if (rules.conditions.rules[i].kind != detect::RuleKind::kDetection) continue;
      SCOPED_TRACE(rules.conditions.rules[i].text);
      CompareOne(rules, i, wanted[i], events);
    }
  }

  void CompareOne(const RuleSet& rules, std::size_t rule, const std::set<std::string>& wanted,
                  const std::vector<Event>& events) {
    events::Statement statement;
    const auto condition =
        CompileRule(rules.conditions.rules[rule], rules.conditions.conditions[rule], statement);
    statement.sql = fmt::format("SELECT id, toUInt8({}) FROM events WHERE {}", condition.certain,
                                condition.candidates);
    const auto rows = world_.Ask(statement);
    ASSERT_TRUE(rows) << rows.error().Text() << "\n" << statement.sql;
    std::set<std::string> candidates, certain;
    events_clickhouse::RowReader reader(*rows);
    while (!reader.AtEnd()) {
      const std::string id(reader.String());
      candidates.insert(id);
      if (reader.UInt8() != 0) certain.insert(id);
    }
    const auto show = [&](const std::string& id) {
      for (const auto& event : events) {
        if (event.id != id) continue;
        std::string text = event.raw;
        for (const auto& field : event.fields) {
          text += fmt::format("\n  {} = '{}' ({})", field.name, field.value,
                              static_cast<int>(field.kind));
        }
        return text + "\n" + statement.sql;
      }
      return id;
    };
    for (const auto& id : wanted) {
      ASSERT_TRUE(candidates.contains(id)) << "a match outside the candidates: " << show(id);
    }
    for (const auto& id : certain) {
      ASSERT_TRUE(wanted.contains(id)) << "certain, but no match: " << show(id);
    }
    ++compared_;
    matched_ += wanted.size();
    left_open_ += candidates.size() - certain.size();
    exact_ += condition.is_exact() ? 1 : 0;
  }

  TestingStore world_;
  std::size_t compared_ = 0, matched_ = 0, left_open_ = 0, exact_ = 0;
};

Event Numbered(Event event, std::size_t number) {
  event.id = fmt::format("01TEST{:020}", number);
  event.time = Instant(std::chrono::sys_days(std::chrono::year{2026} / 11 / 23)) +
               std::chrono::seconds(number);
  event.received_at = event.time;
  return event;
}

TEST_F(RuleSql, EqualsTheMatcherInEveryPointOfTheSpecification) {
  using namespace detect::testing;
  std::vector<Event> events;
  std::vector<SourceText> sources;
  detect::CompileOptions options;
  for (const auto& file : FilesIn("tests/rules", ".yml")) {
    const auto all = ReadCases(file);
    for (const auto& test : all->items) {
      if (test->Find("reject") != nullptr) continue;
      if (const auto* placeholders = test->Find("placeholders")) {
        for (const auto& [name, values] : placeholders->entries) {
          auto& known = options.placeholders[name.text];
          known.clear();
          for (const auto& value : values->items) known.push_back(value->text);
        }
      }
      sources.push_back({fmt::format("r{}.yml", sources.size()),
                         fmt::format("title: case\nid: r{}\nlogsource: {{category: test}}\n"
                                     "detection: {}\n",
                                     sources.size(), ToYaml(*test->Find("detection")))});
      for (const auto* list : {test->Find("match"), test->Find("miss")}) {
        for (const auto& fields : list->items) {
          Event event = EventOf(*fields);
          const Instant time = event.time;
          event = Numbered(std::move(event), events.size());
          if (time != Instant{}) event.time = time;
          event.logsources = {{"", "test", ""}};
          events.push_back(std::move(event));
        }
      }
    }
  }
  const RuleSet rules(sources, options);
  ASSERT_EQ(rules.loaded(), sources.size()) << rules.Findings();
  ASSERT_TRUE(world_.Fill(events));
  Compare(rules, events);
  fmt::print("{} rules ({} exact), {} events: {} matches, {} left to the matcher\n", compared_,
             exact_, events.size(), matched_, left_open_);
  EXPECT_GT(compared_, 50U);
}

/// The generator's fields under names that have a column, and names that have none.
Event Renamed(Event event, bool hot) {
  for (auto& field : event.fields) {
    if (hot) field.name = field.name == "f" ? "Image" : field.name == "g" ? "CommandLine" : "User";
  }
  return event;
}

std::string Renamed(std::string yaml, bool hot) {
  if (!hot) return yaml;
  const auto replace = [&](char name, std::string_view with) {
    for (std::size_t at = 0; at + 1 < yaml.size(); ++at) {
      const bool key = yaml[at] == name && (yaml[at + 1] == '|' || yaml[at + 1] == '"') && at > 0 &&
                       yaml[at - 1] == '"';
      if (key) yaml.replace(at, 1, with);
    }
  };
  replace('f', "Image");
  replace('g', "CommandLine");
  replace('h', "User");
  return yaml;
}

TEST_F(RuleSql, EqualsTheMatcherForRandomRulesAndEvents) {
  using namespace detect::testing;
  for (const bool hot : {true, false}) {
    Generator generate(hot ? 20261124 : 20261125);
    std::vector<SourceText> sources;
    std::vector<Event> events;
    for (int i = 0; i < 150; ++i) {
      sources.push_back(
          {fmt::format("r{}", i),
           fmt::format("title: r{0}\nid: r{0}\nlogsource: {{category: {1}}}\n"
                       "detection: {2}\n",
                       i, hot ? "hot" : "cold", Renamed(ToYaml(generate.Detection()), hot))});
    }
    for (std::size_t i = 0; i < 400; ++i) {
      Event event = Numbered(Renamed(EventOf(generate.Fields()), hot), i + (hot ? 1000 : 2000));
      event.logsources = {{"", hot ? "hot" : "cold", ""}};
      if (i % 5 == 0) event.raw = "a line of text with aB and đ1";
      if (i % 5 == 1) event.raw = R"({"structured": "aB"})";
      events.push_back(std::move(event));
    }
    const RuleSet rules(sources);
    ASSERT_EQ(rules.loaded(), 150U) << rules.Findings();
    ASSERT_TRUE(world_.Fill(events));
    Compare(rules, events);
  }
  fmt::print("{} rules ({} exact): {} matches, {} left to the matcher\n", compared_, exact_,
             matched_, left_open_);
  EXPECT_EQ(compared_, 300U);
  EXPECT_GT(matched_, 30'000U);
}

TEST_F(RuleSql, EqualsTheMatcherOnTextThatIsHardToCompare) {
  const std::vector<std::string> values = {"abc",
                                           "ABC",
                                           "xABCx",
                                           "\xE2\x84\xAA"
                                           "elvin",  // Kelvin sign
                                           "kelvin",
                                           "\xC4\xB0stanbul",
                                           "i",
                                           "istanbul",
                                           "\xC5\xBF"
                                           "ecret",
                                           "secret",
                                           "a\x1d"
                                           "b",
                                           "a\x1f"
                                           "b",
                                           "A",
                                           "\x1d",
                                           "a\xff"
                                           "b",
                                           "a\xff\xfe"
                                           "b",
                                           "a\nb",
                                           "a\tb\\c'd",
                                           std::string("a\0b", 3),
                                           "Đường",
                                           "đường",
                                           "ĐƯỜNG",
                                           "straße",
                                           "STRASSE",
                                           "ﬁle",
                                           "10.0.0.1",
                                           " 10.0.0.1 ",
                                           "010.0.0.1",
                                           "10.0.0.256",
                                           "::ffff:10.0.0.1",
                                           "fe80::1",
                                           "FE80::1",
                                           "1",
                                           "01",
                                           "1.0",
                                           "1e0",
                                           "-0",
                                           "0",
                                           "12345678901234567890",
                                           "12345678901234567891",
                                           "9007199254740993",
                                           "1.",
                                           ".5",
                                           "+7",
                                           "2026-11-23T22:05:00+07:00",
                                           "*",
                                           "a*c",
                                           "a?c",
                                           "a\\c",
                                           "(a)[b]{c}^$.|"};
  std::vector<Event> events;
  for (const auto& name : {"Image", "other.field", "x y:z"}) {
    for (const auto& value : values) {
      for (const auto kind : {EventField::Kind::kString, EventField::Kind::kNumber}) {
        if (kind == EventField::Kind::kNumber && std::string_view(name) == "Image") continue;
        Event event;
        event.fields = {{name, value, kind}};
        events.push_back(std::move(event));
        event = Event{};
        event.fields = {{name, "other", {}}, {name, value, kind}, {name, "", {}}};
        events.push_back(std::move(event));
      }
    }
    Event event;
    event.fields = {{name, "", EventField::Kind::kNull}};
    events.push_back(event);
    event.fields = {{name, "", EventField::Kind::kString}};
    events.push_back(event);
    event.fields = {{name, "true", EventField::Kind::kBoolean}};
    events.push_back(event);
    event.fields = {{"unrelated", "abc", {}}, {"Image.x", "kelvin", {}}};
    events.push_back(event);
  }
  for (std::size_t i = 0; i < events.size(); ++i) {
    events[i] = Numbered(std::move(events[i]), i);
    events[i].logsources = {{"windows", "test", ""}};
  }
  const std::vector<std::string> tests = {"abc",
                                          "ABC",
                                          "'*abc*'",
                                          "'k*'",
                                          "'*i*'",
                                          "i",
                                          "'*elvin'",
                                          "kelvin",
                                          "'*secret*'",
                                          "A",
                                          "'*B*'",
                                          "'a?b'",
                                          "'a??b'",
                                          "'a*b'",
                                          "'*đường*'",
                                          "đường",
                                          "Đường",
                                          "'*SS*'",
                                          "straße",
                                          "'*ﬁ*'",
                                          "''",
                                          "'*'",
                                          "'?'",
                                          "'\\*'",
                                          "'a\\*c'",
                                          "'a\\?c'",
                                          "'a\\c'",
                                          "'(a)[b]{c}^$.|'",
                                          "null",
                                          "1",
                                          "0",
                                          "-0",
                                          "12345678901234567890",
                                          "true",
                                          "'1'",
                                          "'10.0.0.?'",
                                          "[abc, kelvin, 'x*', null]",
                                          "'\"a\\tb\"'"};
  const std::vector<std::string> modified = {"|contains: abc",
                                             "|contains: k",
                                             "|startswith: a",
                                             "|startswith: I",
                                             "|endswith: b",
                                             "|endswith: n",
                                             "|cased: abc",
                                             "|contains|cased: B",
                                             "|startswith|cased: 'Đ'",
                                             "|re: '^a.b$'",
                                             "|re|s: '^a.b$'",
                                             "|re|i: 'KELVIN'",
                                             "|re|i: 'secret'",
                                             "|re: '(?=abc)abc'",
                                             "|re: '(a)b\\1?'",
                                             "|re: '^$'",
                                             "|re: '.*'",
                                             "|cidr: 10.0.0.0/8",
                                             "|cidr: ['fe80::/10']",
                                             "|cidr: 10.0.0.0/255.0.0.0",
                                             "|exists: true",
                                             "|exists: false",
                                             "|gt: 0",
                                             "|gte: 1",
                                             "|lt: 12345678901234567891",
                                             "|lte: 9007199254740992",
                                             "|neq: abc",
                                             "|neq: null",
                                             "|hour: 22",
                                             "|minute|gte: 5",
                                             "|fieldref: Image",
                                             "|fieldref|contains: unrelated",
                                             "|contains|all: [a, b]",
                                             "|windash|contains: '-x'",
                                             "|base64offset|contains: abc",
                                             "|wide|contains: ab",
                                             "|contains: ['abc', 'đ', 'k', '*b']"};
  std::vector<SourceText> sources;
  const auto add = [&](const std::string& selection, const std::string& condition) {
    sources.push_back(
        {fmt::format("r{}", sources.size()),
         fmt::format("title: r{0}\nid: r{0}\nlogsource: {{category: test}}\ndetection:\n"
                     "  s:\n    {1}\n  condition: {2}\n",
                     sources.size(), selection, condition)});
  };
  for (const auto& name : {"Image", "other.field", "x y:z"}) {
    for (const auto& condition : {"s", "not s"}) {
      for (const auto& test : tests) add(fmt::format("'{}': {}", name, test), condition);
      for (const auto& test : modified)
        add(fmt::format("'{}{}'{}", name, test.substr(0, test.find(':')),
                        test.substr(test.find(':'))),
            condition);
    }
  }
  for (const auto& keyword :
       {"abc", "k", "'a*b'", "đường", "other", "Image", "A", "'|re': 'a.b'"}) {
    for (const auto& condition : {"s", "not s"}) {
      add(std::string_view(keyword).starts_with("'|re") ? keyword : fmt::format("- {}", keyword),
          condition);
    }
  }
  const RuleSet rules(sources);
  ASSERT_EQ(rules.loaded(), sources.size()) << rules.Findings();
  ASSERT_TRUE(world_.Fill(events));
  std::vector<Event> stored;
  for (const auto& event : events) {
    const auto got = world_.store().Get(event.id, events::Scope::All());
    ASSERT_TRUE(got);
    stored.push_back(*got);
  }
  Compare(rules, stored);
  Compare(rules, events);
  fmt::print("{} rules ({} exact): {} matches, {} left to the matcher\n", compared_, exact_,
             matched_, left_open_);
}

TEST_F(RuleSql, ReadsOtherNamesWhereALogSourceHasThem) {
  std::vector<Event> events;
  const auto add = [&](std::vector<EventField> fields) {
    Event event;
    event.fields = std::move(fields);
    event = Numbered(std::move(event), events.size());
    event.logsources = detect::DeriveLogSources(event);
    events.push_back(std::move(event));
  };
  for (const auto* channel : {"Security", "Microsoft-Windows-Sysmon/Operational"}) {
    for (const auto* id : {"4688", "1"}) {
      add({{"Channel", channel, {}}, {"EventID", id, {}}, {"NewProcessName", "C:\\cmd.exe", {}}});
      add({{"Channel", channel, {}}, {"EventID", id, {}}, {"Image", "C:\\cmd.exe", {}}});
      add({{"Channel", channel, {}},
           {"EventID", id, {}},
           {"Image", "x", {}},
           {"NewProcessName", "C:\\cmd.exe", {}}});
      add({{"Channel", channel, {}}, {"EventID", id, {}}, {"ParentProcessName", "", {}}});
      add({{"Channel", channel, {}},
           {"EventID", id, {}},
           {"Image", "", EventField::Kind::kNull},
           {"NewProcessName", "C:\\cmd.exe", {}}});
    }
  }
  std::vector<SourceText> sources;
  for (const auto* source :
       {"{product: windows, category: process_creation}", "{product: windows}",
        "{category: process_creation}", "{product: windows, service: security}",
        "{product: windows, service: sysmon}"}) {
    for (const auto* test :
         {"Image|endswith: '\\cmd.exe'", "Image: null", "ParentImage: null", "ParentImage: ''",
          "Image|exists: true", "ParentImage|exists: false"}) {
      for (const auto* condition : {"s", "not s"}) {
        sources.push_back({fmt::format("r{}", sources.size()),
                           fmt::format("title: r{0}\nid: r{0}\nlogsource: {1}\ndetection:\n"
                                       "  s: {{{2}}}\n  condition: {3}\n",
                                       sources.size(), source, test, condition)});
      }
    }
  }
  const RuleSet rules(sources);
  ASSERT_EQ(rules.loaded(), sources.size()) << rules.Findings();
  ASSERT_TRUE(world_.Fill(events));
  Compare(rules, events);
  EXPECT_GT(matched_, 100U);
}

}  // namespace
}  // namespace lachan::hunts
