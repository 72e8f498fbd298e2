// SPDX-License-Identifier: Apache-2.0
// A table is made in layers: (1) events grouped by columns as they lie, (2) groups of several
// values taken apart and put together again, (3) texts and figures, then one layer for each `where`
// and `head`.
#include "events/hunt_table.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "events/hunt_places.h"
#include "events/hunt_words.h"

namespace lachan::events {
namespace {

using namespace std::chrono_literals;

constexpr int kDefaultRows = 1000;  ///< Of a table that does not say `head`.

/// A figure: what is collected over events, how parts are put together, and what it becomes.
struct Figure {
  std::string column;
  std::vector<std::pair<std::string, std::string>> parts;  ///< (collect, merge with "{}")
  std::string result;                                      ///< Over p0, p1, …; or "" for p0.
  bool exact_number = true;                                ///< Whole number.
};

std::string Join(const std::vector<std::string>& parts, std::string_view between = ", ") {
  return fmt::format("{}", fmt::join(parts, between));
}

bool IsNumeric(std::string_view text) {
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  return !text.empty() && parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
}

class TableCompiler {
 public:
  TableCompiler(const HuntQuery& query, std::string_view where, TableStatement& out)
      : query_(query), maker_(query.steps.front()), where_(where), out_(out) {}

  Status Compile(std::optional<Instant> from, std::optional<Instant> to) {
    const bool is_chart = maker_.verb == HuntVerb::kTimechart;
    if (is_chart) LACHAN_TRY_DO(ChooseSpan(from, to));
    for (const auto& field : maker_.fields) keys_.push_back(GroupKeyOf(field.name, statement()));
    ChooseFigures(is_chart ? maker_.measure : maker_.verb);
    std::string sql = is_chart ? Chart() : Merged(Collected());
    sql = Finished(sql, is_chart);
    statement().sql = is_chart
                          ? fmt::format("SELECT {} FROM ({}) ORDER BY n0{} LIMIT {}", Columns(),
                                        sql, keys_.empty() ? "" : ", n1", kHuntRows + 1)
                          : Shaped(sql);
    out_.rows = static_cast<std::size_t>(is_chart || has_limit_ ? kHuntRows : kDefaultRows);
    return {};
  }

 private:
  Statement& statement() { return out_.statement; }

  Status ChooseSpan(std::optional<Instant> from, std::optional<Instant> to) {
    if (!from || !to || *from >= *to) {
      return Fail(ErrorCode::kInvalidInput, "a timechart needs a range from < to");
    }
    out_.span = maker_.span.value_or(RoundSpan(*to - *from));
    if ((*to - *from) / out_.span > kHuntSpans) {
      return std::unexpected(
          ToError({.position = maker_.position,
                   .code = "hunt.span.small",
                   .message_vi = fmt::format("Thời kỳ tìm chia thành hơn {} khoảng.", kHuntSpans),
                   .message_en = fmt::format("The period has more than {} such spans.", kHuntSpans),
                   .hint = "span=1h",
                   .length = WordOf(HuntVerb::kTimechart).size()}));
    }
    return {};
  }

  /// All values of the measured field, one row each, as `m`.
  void Measure(bool as_numbers) {
    const std::string values = ValuesOf(maker_.measured->name, statement());
    measured_ = as_numbers ? fmt::format(
                                 "arrayFilter(x -> isFinite(x), arrayMap(x -> "
                                 "ifNull(toFloat64OrNull(x), nan), {}))",
                                 values)
                           : fmt::format("arrayFilter(x -> x != '', {})", values);
  }

  void ChooseFigures(HuntVerb verb) {
    const std::string name(WordOf(verb));
    const auto figure = [&](std::string column,
                            std::vector<std::pair<std::string, std::string>> parts,
                            std::string result = "", bool exact = true) {
      figures_.push_back({std::move(column), std::move(parts), std::move(result), exact});
    };
    switch (verb) {
      case HuntVerb::kCountDistinct:
        Measure(false);
        figure(name, {{"uniqExactState(m)", "uniqExactMergeState({})"}},
               "finalizeAggregation({0})");
        break;
      case HuntVerb::kSum:
        Measure(true);
        figure(name, {{"sum(m)", "sum({})"}}, "", false);
        break;
      case HuntVerb::kAverage:
        Measure(true);
        figure(name, {{"sum(m)", "sum({})"}, {"count()", "sum({})"}}, "{0} / {1}", false);
        break;
      case HuntVerb::kMinimum:
        Measure(true);
        figure(name, {{"min(m)", "min({})"}}, "", false);
        break;
      case HuntVerb::kMaximum:
        Measure(true);
        figure(name, {{"max(m)", "max({})"}}, "", false);
        break;
      case HuntVerb::kTop:
      case HuntVerb::kRare:
        figure("count", {{"count()", "sum({})"}});
        figure("percent", {{"count()", "sum({})"}}, "100 * {0} / sum({0}) OVER ()", false);
        break;
      case HuntVerb::kDistinct:
        figure("count", {{"count()", "sum({})"}});
        figure("first", {{"toUnixTimestamp64Micro(min(time))", "min({})"}});
        figure("last", {{"toUnixTimestamp64Micro(max(time))", "max({})"}});
        break;
      case HuntVerb::kCount:
      case HuntVerb::kTimechart:
      case HuntVerb::kFields:
      case HuntVerb::kWhere:
      case HuntVerb::kSort:
      case HuntVerb::kHead:
        figure("count", {{"count()", "sum({})"}});
        break;
    }
  }

  std::string Bucket() const {
    // Steps begin at round times of Viet Nam.
    const auto offset = std::chrono::duration_cast<Duration>(kVietnamOffset).count();
    return fmt::format("intDiv(toUnixTimestamp64Micro(time) + {0}, {1}) * {1} - {0}", offset,
                       out_.span.count());
  }

  /// Layer 1: k0, k1, … (columns as they lie), [b], events, p0, p1, …
  std::string Collected() {
    std::vector<std::string> select;
    std::vector<std::string> names;
    std::string where(where_);
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      select.push_back(fmt::format("{} AS k{}", keys_[i].expression, i));
      names.push_back(fmt::format("k{}", i));
      where += fmt::format(" AND notEmpty({})", keys_[i].expression);
    }
    if (out_.span.count() > 0) {
      select.push_back(Bucket() + " AS b");
      names.emplace_back("b");
    }
    std::string from = "events WHERE " + where;
    if (!measured_.empty()) {
      auto inner = select;
      inner.push_back(fmt::format("arrayJoin({}) AS m", measured_));
      from = fmt::format("(SELECT {} FROM {})", Join(inner), from);
      select = names;
    }
    select.emplace_back("count() AS events");
    std::size_t part = 0;
    for (const auto& figure : figures_) {
      for (const auto& [collect, merge] : figure.parts) {
        select.push_back(fmt::format("{} AS p{}", collect, part++));
      }
    }
    return fmt::format("SELECT {} FROM {}{}", Join(select), from,
                       names.empty() ? "" : " GROUP BY " + Join(names));
  }

  /// Layer 2: v0, v1, … (values), [b], events, p0, …
  std::string Merged(const std::string& collected) {
    std::vector<std::string> apart, whole, names;
    std::string present;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      const std::string name = fmt::format("v{}", i);
      apart.push_back(
          fmt::format("arrayJoin({}) AS {}", keys_[i].Values(fmt::format("k{}", i)), name));
      names.push_back(name);
      present += fmt::format("{}{} != ''", present.empty() ? " WHERE " : " AND ", name);
    }
    if (out_.span.count() > 0) {
      apart.emplace_back("b");
      names.emplace_back("b");
    }
    whole = names;
    apart.emplace_back("events");
    whole.emplace_back("sum(events) AS events_");
    std::size_t part = 0;
    for (const auto& figure : figures_) {
      for (const auto& [collect, merge] : figure.parts) {
        const std::string name = fmt::format("p{}", part++);
        apart.push_back(name);
        whole.push_back(fmt::format("{} AS {}_", fmt::format(fmt::runtime(merge), name), name));
      }
    }
    return fmt::format("SELECT {} FROM (SELECT {} FROM ({})){}{}", Join(whole), Join(apart),
                       collected, present, names.empty() ? "" : " GROUP BY " + Join(names));
  }

  /// Layer 2 of a timechart: series beyond the commonest are put together.
  std::string Chart() {
    const std::string merged = Merged(Collected());
    if (keys_.empty()) return merged;
    std::vector<std::string> whole = {
        fmt::format("if(r <= {}, v0, '{}') AS s", kHuntSeries, kOtherSeries), "b",
        "sum(events_) AS events__"};
    std::size_t part = 0;
    for (const auto& figure : figures_) {
      for (const auto& [collect, merge] : figure.parts) {
        const std::string name = fmt::format("p{}_", part++);
        whole.push_back(fmt::format("{} AS {}_", fmt::format(fmt::runtime(merge), name), name));
      }
    }
    return fmt::format(
        "SELECT {} FROM (SELECT *, dense_rank() OVER (ORDER BY weight DESC, v0) AS r FROM (SELECT "
        "*, sum(events_) OVER (PARTITION BY v0) AS weight FROM ({}))) GROUP BY s, b",
        Join(whole), merged);
  }

  /// Layer 3: c0, c1, … as texts in the order of TableColumns(), and n0, n1, … to sort by.
  std::string Finished(const std::string& merged, bool is_chart) {
    std::vector<std::string> select;
    const auto add = [&](const std::string& expression, std::string name, Table::Kind kind) {
      const std::size_t i = out_.columns.size();
      select.push_back(fmt::format("toString({}) AS c{}", expression, i));
      select.push_back(fmt::format("{} AS n{}", expression, i));
      out_.columns.push_back({.name = std::move(name), .kind = kind});
    };
    const std::string suffix = is_chart && !keys_.empty() ? "__" : "_";
    if (is_chart) add("b", "time", Table::Kind::kInstant);
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      add(is_chart ? "s" : fmt::format("v{}", i), maker_.fields[i].name, Table::Kind::kText);
    }
    std::size_t part = 0;
    for (const auto& figure : figures_) {
      const std::string p0 = fmt::format("p{}{}", part, suffix);
      const std::string p1 = fmt::format("p{}{}", part + 1, suffix);
      part += figure.parts.size();
      std::string expression =
          figure.result.empty() ? p0 : fmt::format(fmt::runtime(figure.result), p0, p1);
      if (!figure.exact_number) expression = fmt::format("round({}, 3)", expression);
      const bool is_time = figure.column == "first" || figure.column == "last";
      add(expression, figure.column, is_time ? Table::Kind::kInstant : Table::Kind::kNumber);
    }
    // Without any event, a measure of nothing is no row.
    return fmt::format("SELECT {} FROM ({}) WHERE events_{} > 0 OR {}", Join(select), merged,
                       suffix == "__" ? "_" : "",
                       keys_.empty() && (maker_.verb == HuntVerb::kCount ||
                                         maker_.verb == HuntVerb::kCountDistinct)
                           ? "1"
                           : "0");
  }

  std::size_t ColumnIndex(std::string_view name) const {
    for (std::size_t i = 0; i < out_.columns.size(); ++i) {
      if (out_.columns[i].name == name) return i;
    }
    return 0;
  }

  std::string DefaultOrder() const {
    std::vector<std::string> order;
    const std::size_t figure = keys_.size();
    if (maker_.verb != HuntVerb::kDistinct || keys_.empty()) {
      order.push_back(
          fmt::format("n{} {}", figure, maker_.verb == HuntVerb::kRare ? "ASC" : "DESC"));
    }
    for (std::size_t i = 0; i < keys_.size(); ++i) order.push_back(fmt::format("n{}", i));
    return Join(order);
  }

  /// The commands after the one that makes the table.
  std::string Shaped(std::string sql) {
    std::string order = DefaultOrder();
    const auto cut = [&](int rows) {
      sql = fmt::format("SELECT * FROM ({}) ORDER BY {} LIMIT {}", sql, order, rows);
    };
    if (maker_.number > 0) {
      cut(maker_.number);
      has_limit_ = true;
    }
    for (std::size_t i = 1; i < query_.steps.size(); ++i) {
      const HuntStep& step = query_.steps[i];
      if (step.verb == HuntVerb::kWhere) {
        sql = fmt::format("SELECT * FROM ({}) WHERE {}", sql, Where(step));
      } else if (step.verb == HuntVerb::kSort) {
        const std::size_t column = ColumnIndex(step.fields[0].name);
        order = out_.columns[column].kind == Table::Kind::kText
                    ? fmt::format("toFloat64OrNull(n{0}) {1} NULLS LAST, n{0} {1}, {2}", column,
                                  step.descending ? "DESC" : "ASC", DefaultOrder())
                    : fmt::format("n{} {}, {}", column, step.descending ? "DESC" : "ASC",
                                  DefaultOrder());
      } else if (step.verb == HuntVerb::kHead) {
        cut(step.number);
        has_limit_ = true;
      }
    }
    return fmt::format("SELECT {} FROM ({}) ORDER BY {} LIMIT {}", Columns(), sql, order,
                       has_limit_ ? kHuntRows + 1 : kDefaultRows + 1);
  }

  std::string Columns() const {
    std::vector<std::string> columns;
    for (std::size_t i = 0; i < out_.columns.size(); ++i) columns.push_back(fmt::format("c{}", i));
    return Join(columns);
  }

  std::string Where(const HuntStep& step) {
    const std::size_t column = ColumnIndex(step.fields[0].name);
    const auto kind = out_.columns[column].kind;
    if (kind == Table::Kind::kInstant) {
      const auto instant = ParseInstant(step.value);
      const std::string micros =
          instant ? std::to_string(instant->time_since_epoch().count()) : "0";
      return fmt::format("n{} {} {}", column, step.compare, statement().Bind("Int64", micros));
    }
    if (IsNumeric(step.value)) {
      const std::string number = statement().Bind("Float64", step.value);
      return kind == Table::Kind::kNumber
                 ? fmt::format("n{} {} {}", column, step.compare, number)
                 : fmt::format("ifNull(toFloat64OrNull(n{}) {} {}, {})", column, step.compare,
                               number, step.compare == "!=" ? 1 : 0);
    }
    return fmt::format("lowerUTF8(c{}) {} lowerUTF8({})", column, step.compare,
                       statement().Bind(step.value));
  }

  const HuntQuery& query_;
  const HuntStep& maker_;
  std::string_view where_;
  TableStatement& out_;
  std::vector<GroupKey> keys_;
  std::vector<Figure> figures_;
  bool has_limit_ = false;  ///< The query says how many rows it wants.
  std::string measured_;    ///< Empty, or an array of the values that are measured.
};

}  // namespace

std::string GroupKey::Values(std::string_view key) const {
  return fmt::format(fmt::runtime(split), key);
}

GroupKey GroupKeyOf(std::string_view field, Statement& statement) {
  const Place place = PlaceOf(field);
  switch (place.kind) {
    case Place::Kind::kText:
      return {.expression = place.column, .split = "[{}]"};
    case Place::Kind::kInteger:
    case Place::Kind::kInstant:
      return {.expression = fmt::format("toString({})", place.column), .split = "[{}]"};
    case Place::Kind::kHot:
      return {.expression = place.column,
              .split =
                  "if(position({0}, '\\x1F') = 0, [{0}], "
                  "arrayDistinct(splitByChar('\\x1F', {0})))"};
    case Place::Kind::kList:
    case Place::Kind::kHotAndRest:
    case Place::Kind::kRest:
      break;
  }
  return {.expression = ValuesOf(field, statement), .split = "arrayDistinct({})"};
}

Duration RoundSpan(Duration period) {
  constexpr std::array<std::chrono::seconds, 14> kRound = {
      1s,    5s,    10s,     30s,     60s,     300s,    600s,
      1800s, 3600s, 10'800s, 21'600s, 43'200s, 86'400s, 604'800s};
  for (const auto span : kRound) {
    if (period / Duration(span) <= 120) return span;
  }
  return Duration(period.count() / 100 + 1);
}

Status CompileTable(const HuntQuery& query, std::optional<Instant> from, std::optional<Instant> to,
                    std::string_view where, TableStatement& out) {
  return TableCompiler(query, where, out).Compile(from, to);
}

}  // namespace lachan::events
