// SPDX-License-Identifier: Apache-2.0
// Random queries over random events: the engine's answer equals that of the slow evaluator.
#include <gtest/gtest.h>

#include <random>

#include "events/hunt_words.h"
#include "events_clickhouse/testing_engine.h"
#include "events_clickhouse/testing_hunt.h"

namespace lachan::events_clickhouse {
namespace {

using events::HuntStep;
using events::HuntVerb;

/// A row while the table is being made: values, numbers to sort by, and texts.
struct Group {
  std::uint64_t events = 0;
  double sum = 0;
  std::uint64_t numbers = 0;
  double least = 0, most = 0;
  std::set<std::string> different;
  Instant first = Instant::max(), last = Instant::min();
};

std::string Number(double value) {
  const double rounded = std::round(value * 1000) / 1000;
  return fmt::format("{}", rounded == 0 ? 0.0 : rounded);
}

/// Every combination of one value of each field.
std::set<Texts> Combinations(const Event& event, const std::vector<events::HuntField>& fields) {
  std::set<Texts> out = {{}};
  for (const auto& field : fields) {
    std::set<Texts> longer;
    for (const auto& so_far : out) {
      for (const auto& value : ValuesIn(event, field.name)) {
        auto one = so_far;
        one.push_back(value);
        longer.insert(std::move(one));
      }
    }
    out = std::move(longer);
  }
  return out;
}

bool LessNumberFirst(const std::string& a, const std::string& b) {
  const auto x = NumberOf(a), y = NumberOf(b);
  if (x && y && *x != *y) return *x < *y;
  if (x.has_value() != y.has_value()) return x.has_value();
  return a < b;
}

bool Compares(const std::string& op, int order) {
  if (op == "=") return order == 0;
  if (op == "!=") return order != 0;
  if (op == ">") return order > 0;
  if (op == ">=") return order >= 0;
  if (op == "<") return order < 0;
  return order <= 0;
}

bool RowHolds(const HuntStep& step, const std::string& value, bool is_number_column) {
  const auto wanted = NumberOf(step.value), there = NumberOf(value);
  if (wanted) {
    if (!there) return step.compare == "!=" && !is_number_column;
    return Compares(step.compare, *there < *wanted ? -1 : *there > *wanted ? 1 : 0);
  }
  const int order = AsciiLower(value).compare(AsciiLower(step.value));
  return Compares(step.compare, order);
}

}  // namespace

std::vector<Texts> TableOf(const events::HuntQuery& query, const std::vector<Event>& all) {
  const HuntStep& maker = query.steps.front();
  std::map<Texts, Group> groups;
  for (const auto& event : all) {
    if (!Holds(query.search, event)) continue;
    for (const auto& key : Combinations(event, maker.fields)) {
      Group fresh;
      Texts measured = {"1"};
      if (maker.measured) measured = ValuesIn(event, maker.measured->name);
      for (const auto& value : measured) {
        const auto number = NumberOf(value);
        if (maker.measured && maker.verb != HuntVerb::kCountDistinct && !number) continue;
        Group& group = groups[key];
        if (group.events == 0) group.least = group.most = number.value_or(0);
        ++group.events;
        group.sum += number.value_or(0);
        group.least = std::min(group.least, number.value_or(0));
        group.most = std::max(group.most, number.value_or(0));
        group.different.insert(value);
        group.first = std::min(group.first, event.time);
        group.last = std::max(group.last, event.time);
      }
    }
  }
  if (groups.empty() && maker.fields.empty() &&
      (maker.verb == HuntVerb::kCount || maker.verb == HuntVerb::kCountDistinct)) {
    groups[{}];
  }
  double total = 0;
  for (const auto& [key, group] : groups) total += static_cast<double>(group.events);
  std::vector<Texts> rows;
  for (const auto& [key, group] : groups) {
    Texts row = key;
    const auto events = static_cast<double>(group.events);
    switch (maker.verb) {
      case HuntVerb::kCountDistinct:
        row.push_back(std::to_string(group.different.size()));
        break;
      case HuntVerb::kSum:
        row.push_back(Number(group.sum));
        break;
      case HuntVerb::kAverage:
        row.push_back(Number(group.sum / events));
        break;
      case HuntVerb::kMinimum:
        row.push_back(Number(group.least));
        break;
      case HuntVerb::kMaximum:
        row.push_back(Number(group.most));
        break;
      case HuntVerb::kTop:
      case HuntVerb::kRare:
        row.push_back(std::to_string(group.events));
        row.push_back(Number(100 * events / total));
        break;
      case HuntVerb::kDistinct:
        row.push_back(std::to_string(group.events));
        row.push_back(FormatInstant(group.first));
        row.push_back(FormatInstant(group.last));
        break;
      default:
        row.push_back(std::to_string(group.events));
    }
    rows.push_back(std::move(row));
  }
  const std::size_t figure = maker.fields.size();
  const auto by_default = [&](const Texts& a, const Texts& b) {
    const double x = NumberOf(a[figure]).value_or(0), y = NumberOf(b[figure]).value_or(0);
    if (maker.verb != HuntVerb::kDistinct && x != y) {
      return maker.verb == HuntVerb::kRare ? x < y : x > y;
    }
    return a < b;
  };
  std::ranges::sort(rows, by_default);
  if (maker.number > 0 && rows.size() > static_cast<std::size_t>(maker.number)) {
    rows.resize(static_cast<std::size_t>(maker.number));
  }
  const auto columns = events::TableColumns(maker);
  for (std::size_t i = 1; i < query.steps.size(); ++i) {
    const HuntStep& step = query.steps[i];
    if (step.verb == HuntVerb::kHead) {
      if (rows.size() > static_cast<std::size_t>(step.number)) {
        rows.resize(static_cast<std::size_t>(step.number));
      }
      continue;
    }
    const auto column =
        static_cast<std::size_t>(std::ranges::find(columns, step.fields[0].name) - columns.begin());
    if (step.verb == HuntVerb::kWhere) {
      std::erase_if(
          rows, [&](const Texts& row) { return !RowHolds(step, row[column], column >= figure); });
    } else {
      std::ranges::sort(rows, by_default);
      std::ranges::stable_sort(rows, [&](const Texts& a, const Texts& b) {
        // Numbers come first in both directions.
        const bool x = NumberOf(a[column]).has_value(), y = NumberOf(b[column]).has_value();
        if (x != y) return x;
        return step.descending ? LessNumberFirst(b[column], a[column])
                               : LessNumberFirst(a[column], b[column]);
      });
    }
  }
  return rows;
}

namespace {

class HuntOracleTest : public testing::Test {
 protected:
  void SetUp() override {
    if (EnginePath().empty()) GTEST_SKIP() << "skipped: no lachan-eventd in this build";
    directory_ = std::make_unique<TemporaryDirectory>();
    engine_ = std::make_unique<EventEngine>(EngineOptions(directory_->path()));
    const auto started = engine_->Start();
    ASSERT_TRUE(started) << started.error().Text();
    store_ = StoreOn(*engine_);
    const auto prepared = store_->Prepare();
    ASSERT_TRUE(prepared) << prepared.error().Text();
  }

  std::size_t Below(std::size_t n) { return random_() % n; }
  template <std::size_t N>
  std::string OneOf(const char* const (&choices)[N]) {
    return choices[Below(N)];
  }

  std::string Name() {
    return OneOf({"Image", "IMAGE", "image", "User", "user", "USER", "src_ip", "vpn", "Vpn",
                  "bytes", "host", "format", "agency", "logsource.product", "fields.host", "c.d"});
  }
  std::string Value() {
    return OneOf({"a",        "b",           "ab",           "AB",   "abc", "a.b",
                  "1",        "2",           "10",           "1.5",  "-3",  "10.0.0.1",
                  "10.0.1.9", "192.168.1.7", "C:\\x\\y.exe", "x y",  "a*b", "/admin/",
                  "",         "linux",       "windows",      "web-1"});
  }

  Event RandomEvent(int number) {
    Event event;
    event.id = fmt::format("01JD{:022}", number);
    event.time = Instant(std::chrono::sys_days(std::chrono::year{2026} / 11 / 23)) +
                 std::chrono::seconds(Below(3600));
    event.received_at = event.time;
    event.agency = AgencyId{static_cast<std::int64_t>(Below(3))};
    event.host = OneOf({"web-1", "db", "", "A"});
    event.format = OneOf({"json", "syslog"});
    if (Below(2) == 0) event.logsources.push_back({OneOf({"linux", "windows"}), "", ""});
    const std::size_t fields = Below(6);
    for (std::size_t i = 0; i < fields; ++i) {
      std::string name = OneOf({"Image", "image", "User", "user", "src_ip", "vpn", "VPN", "bytes",
                                "host", "c.d", "c_d"});
      event.fields.push_back({.name = std::move(name), .value = Value()});
    }
    for (std::size_t i = 0; i < 3; ++i) event.raw += Value() + " ";
    return event;
  }

  std::string Term(int depth) {
    switch (Below(depth > 2 ? 8 : 12)) {
      case 0:
        return OneOf({"a", "ab", "10.0", "x?y", "a*b", "web", "\"abc\""});
      case 1:
        return fmt::format("{}:*", NotNumber());
      case 2:
        return fmt::format("{}:{}", NotNumber(),
                           OneOf({"a*", "*b", "?b", "*.*", "a?c", "**", "*1*"}));
      case 3:
        return fmt::format(
            "{}:/{}/", NotNumber(),
            OneOf({"^a", "b$", "a.b", "[0-9]+", "x*", "^$", "(ab|10)", "\\d\\.\\d"}));
      case 4:
        return fmt::format(
            "{}:{}", OneOf({"bytes", "vpn", "src_ip", "Image", "user"}),
            OneOf({">1", "<=2", "[1 TO 10]", "[* TO 1.5]", ">=-3", "[a TO b]", "<ab"}));
      case 5:
        return fmt::format("{}:{}", OneOf({"src_ip", "vpn", "user", "USER"}),
                           OneOf({"10.0.0.0/8", "10.0.0.0/24", "192.168.1.7/32", "0.0.0.0/0"}));
      case 6:
        return fmt::format("{}!={}", NotNumber(), OneOf({"a", "ab", "10.0.0.1", "\"x y\""}));
      case 7:
        return OneOf({"agency:1", "agency:[1 TO 2]", "agency:0"});
      case 8:
        return fmt::format("({} OR {})", Term(depth + 1), Term(depth + 1));
      case 9:
        return fmt::format("({} AND {})", Term(depth + 1), Term(depth + 1));
      case 10:
        return fmt::format("NOT {}", Term(depth + 1));
      default:
        return fmt::format("{}:({} OR \"{}\")", NotNumber(), OneOf({"a", "1", "b*"}), "ab");
    }
  }
  std::string NotNumber() {
    std::string name = Name();
    while (name == "agency") name = Name();
    return name;
  }

  std::string Commands() {
    std::string out = " | ";
    const std::string by = Below(3) == 0 ? Name() : Name() + ", " + Name();
    std::string figure = "count";
    std::string column = by.substr(0, by.find(','));
    bool has_key = true;
    switch (Below(5)) {
      case 0:
        out += "count by " + by;
        break;
      case 1:
        out += fmt::format("{} {} {}", OneOf({"top", "rare"}), 1 + Below(5), by);
        break;
      case 2:
        out += "distinct " + by;
        break;
      case 3:
        figure = OneOf({"count_distinct", "sum", "avg", "min", "max"});
        has_key = Below(2) == 0;
        out += fmt::format("{} {}{}", figure, OneOf({"bytes", "vpn", "user", "IMAGE", "src_ip"}),
                           has_key ? " by " + by : "");
        break;
      default:
        has_key = false;
        out += "count";
    }
    if (Below(3) == 0) {
      out +=
          fmt::format(" | where {} {} {}", Below(2) == 0 || !has_key ? figure : column,
                      OneOf({">", ">=", "<", "<=", "=", "!="}), OneOf({"1", "2", "ab", "\"x y\""}));
    }
    if (Below(3) == 0) {
      out += fmt::format(" | sort {}{}", OneOf({"", "-"}),
                         Below(2) == 0 || !has_key ? figure : column);
    }
    if (Below(4) == 0) out += fmt::format(" | head {}", 1 + Below(6));
    return out;
  }

  std::mt19937_64 random_{20261130};
  std::unique_ptr<TemporaryDirectory> directory_;
  std::unique_ptr<EventEngine> engine_;
  std::unique_ptr<ClickHouseEventStore> store_;
};

/// Numbers within a thousandth, the rest to the letter.
bool Same(const std::vector<Texts>& a, const std::vector<Texts>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].size() != b[i].size()) return false;
    for (std::size_t j = 0; j < a[i].size(); ++j) {
      if (a[i][j] == b[i][j]) continue;
      const auto x = NumberOf(a[i][j]), y = NumberOf(b[i][j]);
      if (!x || !y || std::abs(*x - *y) > 0.0015) return false;
    }
  }
  return true;
}

std::string Show(const std::vector<Texts>& rows) {
  std::string out;
  for (const auto& row : rows) out += fmt::format("{}\n", fmt::join(row, " | "));
  return out;
}

TEST_F(HuntOracleTest, TheEngineAnswersAsTheSlowEvaluatorDoes) {
  std::vector<Event> all;
  for (int i = 0; i < 250; ++i) all.push_back(RandomEvent(i));
  ASSERT_TRUE(store_->Insert(all, "oracle"));
  const char* rounds = std::getenv("LACHAN_ORACLE_ROUNDS");
  const int queries = rounds != nullptr ? std::atoi(rounds) : 300;
  int failures = 0;
  for (int i = 0; i < queries && failures < 5; ++i) {
    std::string text = Term(0);
    const bool table = Below(2) == 0;
    if (table) text += Commands();
    const auto query = events::ParseHuntQuery(text);
    // "fields.host" and such; a figure compared with a word.
    constexpr std::array<std::string_view, 3> kRefused = {"hunt.column.unknown",
                                                          "hunt.where.number", "hunt.where.time"};
    if (!query && std::ranges::find(kRefused, query.error().code) != kRefused.end()) continue;
    ASSERT_TRUE(query) << text << ": " << query.error().message_en;
    if (table) {
      const auto got = store_->Tabulate({.text = text}, events::Scope::All());
      ASSERT_TRUE(got) << text << ": " << got.error().Text();
      const auto wanted = TableOf(*query, all);
      if (Same(got->rows, wanted)) continue;
      ++failures;
      ADD_FAILURE() << text << "\nengine:\n" << Show(got->rows) << "evaluator:\n" << Show(wanted);
    } else {
      const auto got = store_->Search({.text = text, .limit = 1000}, events::Scope::All());
      ASSERT_TRUE(got) << text << ": " << got.error().Text();
      std::set<std::string> ids, wanted;
      for (const auto& event : got->events) ids.insert(event.id);
      for (const auto& event : all) {
        if (Holds(query->search, event)) wanted.insert(event.id);
      }
      if (ids == wanted) continue;
      ++failures;
      std::string differ;
      for (const auto& event : all) {
        if (ids.contains(event.id) == wanted.contains(event.id)) continue;
        differ +=
            fmt::format("{} host={} raw={}", ids.contains(event.id) ? "engine only" : "missed",
                        event.host, event.raw);
        for (const auto& field : event.fields)
          differ += fmt::format(" {}={}", field.name, field.value);
        differ += "\n";
        break;
      }
      ADD_FAILURE() << text << ": engine " << ids.size() << ", evaluator " << wanted.size() << "\n"
                    << differ;
    }
  }
}

}  // namespace
}  // namespace lachan::events_clickhouse
