// SPDX-License-Identifier: Apache-2.0
// The public pack of logs and indicators beside the sources, read in place.
#include <gtest/gtest.h>
#include <zlib.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include "base/text.h"
#include "formats/json_record.h"
#include "indicators/indicator_set.h"
#include "indicators/read.h"
#include "indicators/value.h"

namespace lachan::indicators {
namespace {

std::string ReadFile(const std::string& path) {
  const gzFile file = gzopen(path.c_str(), "rb");  // Reads plain files as well.
  std::string text;
  if (file == nullptr) return text;
  char buffer[1 << 16];
  for (int count; (count = gzread(file, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(count));
  }
  gzclose(file);
  return text;
}

class SharedIndicators : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* source = std::getenv("LACHAN_SOURCE");
    root_ = source == nullptr ? "" : std::string(source) + "/../shared/detect/pack/";
    if (root_.empty() || !std::filesystem::exists(root_ + "ioc")) {
      GTEST_SKIP() << "skipped: no ../shared";
    }
  }

  ReadOutcome Read(const std::string& name) const {
    return ReadIndicators(ReadFile(root_ + "ioc/" + name), {.file = name});
  }

  std::string root_;
};

constexpr const char* kFiles[] = {"indicators.csv.gz", "stix21_bundle.json.gz",
                                  "misp_event.json.gz"};

TEST_F(SharedIndicators, ThreeFormatsGiveTheSame) {
  std::vector<std::multiset<std::pair<Kind, std::string>>> all;
  for (const char* name : kFiles) {
    const auto outcome = Read(name);
    EXPECT_EQ(outcome.report.loaded, 20'115U) << name;
    EXPECT_EQ(outcome.report.found, 20'115U) << name;
    EXPECT_TRUE(outcome.report.findings.empty()) << name;
    std::multiset<std::pair<Kind, std::string>> values;
    for (const auto& indicator : outcome.indicators) {
      values.emplace(indicator.kind, indicator.value);
    }
    all.push_back(std::move(values));
  }
  EXPECT_EQ(all[0], all[1]);
  EXPECT_EQ(all[0], all[2]);
}

using Found = std::map<std::size_t, std::set<std::string>>;  // by line

std::map<std::string, Found> Expected(const std::string& root) {
  std::map<std::string, Found> expected;
  const std::string text = ReadFile(root + "ioc/expected.tsv.gz");
  for (const auto line : Split(text, '\n')) {
    const auto columns = Split(line, '\t');
    if (columns.size() != 3) continue;
    // Two spellings of one IPv6 address are one indicator to us.
    const auto canonical = Canonicalise(columns[2]);
    expected[std::string(columns[0])][std::strtoul(std::string(columns[1]).c_str(), nullptr, 10)]
        .insert(canonical ? canonical->value : std::string(columns[2]));
  }
  return expected;
}

std::vector<std::string> LogFiles(const std::string& root) {
  std::vector<std::string> files;
  const std::string text = ReadFile(root + "MANIFEST.tsv");
  for (const auto line : Split(text, '\n')) {
    const auto columns = Split(line, '\t');
    if (columns.size() < 9 || columns[6] != "json") continue;
    if (columns[0].starts_with("evtx/") || columns[0].starts_with("zeek/") ||
        columns[0].starts_with("sigma_regression/")) {
      files.emplace_back(columns[0]);
    }
  }
  return files;
}

RawValue::Form RawForm(EventField::Kind kind) {
  switch (kind) {
    case EventField::Kind::kNumber:
      return RawValue::Form::kNumber;
    case EventField::Kind::kBoolean:
      return RawValue::Form::kBoolean;
    case EventField::Kind::kNull:
      return RawValue::Form::kNull;
    case EventField::Kind::kString:
      break;
  }
  return RawValue::Form::kText;
}

struct Totals {
  std::size_t events = 0, values = 0, asked = 0, expected = 0, missing = 0, extra = 0, lost = 0;
  std::size_t respelled = 0;  ///< Expected nowhere, because the list compares addresses as texts.
};

/// What occurs in one line: the indicator, and whether the line has it as the list spells it.
using Seen = std::map<std::string, bool>;

Seen Look(const std::vector<EventField>& fields, const IndicatorSet& set,
          const std::set<std::string>& spellings, Totals& totals) {
  const Instant now = ParseInstant("2026-06-01T00:00:00Z").value();
  Seen seen;
  std::vector<Hit> hits;
  for (const auto& field : fields) {
    ++totals.values;
    hits.clear();
    set.Match(field.value, now, hits);
    const bool may = set.MayMatch(RawValue{RawForm(field.kind), field.value});
    totals.asked += may ? 1 : 0;
    totals.lost += !may && !hits.empty() ? 1 : 0;
    for (const Hit& hit : hits) {
      const Indicator indicator = set.Get(hit.indicator);
      const bool literal =
          indicator.kind != Kind::kAddress || spellings.contains(AsciiLower(field.value));
      seen[indicator.value] = seen[indicator.value] || literal;
    }
  }
  return seen;
}

std::vector<EventField> FieldsOf(const FlatRecord& record, const NameTable& names) {
  std::vector<EventField> fields;
  for (const FlatField& field : record.fields) {
    EventField& decoded = fields.emplace_back();
    decoded.name = names.Text(field.name);
    decoded.kind = KindOf(field.value.form);
    AppendDecoded(field.value, decoded.value);
  }
  return fields;
}

void RunFile(const std::string& text, const Found& expected, const IndicatorSet& set,
             const std::set<std::string>& spellings, Totals& totals) {
  std::size_t number = 0;
  NameTable names;
  formats::JsonRecordReader reader(names);
  FlatRecord record;
  const std::string padded = text + std::string(formats::JsonRecordReader::kPadding, ' ');
  for (const auto line : Split(std::string_view(padded).substr(0, text.size()), '\n')) {
    ++number;
    if (reader.Read(line, record) != formats::JsonRecordOutcome::kOk) continue;
    ++totals.events;
    const Seen seen = Look(FieldsOf(record, names), set, spellings, totals);
    const auto known = expected.find(number);
    const auto want = known == expected.end() ? std::set<std::string>() : known->second;
    totals.expected += want.size();
    for (const auto& value : want) totals.missing += seen.contains(value) ? 0 : 1;
    for (const auto& [value, literal] : seen) {
      if (want.contains(value)) continue;
      ++(literal ? totals.extra : totals.respelled);
    }
  }
}

TEST_F(SharedIndicators, OccurWhereExpected) {
  const auto expected = Expected(root_);
  std::set<std::string> spellings;
  const std::string list = ReadFile(root_ + "ioc/indicators.csv.gz");
  for (const auto line : Split(list, '\n')) {
    spellings.insert(AsciiLower(Trim(line.substr(line.find(',') + 1))));
  }
  for (const char* name : kFiles) {
    const auto outcome = Read(name);
    auto set = IndicatorSet::Build(outcome.indicators);
    ASSERT_TRUE(set) << set.error().Text();
    Totals totals;
    for (const auto& file : LogFiles(root_)) {
      const auto known = expected.find(file);
      RunFile(ReadFile(root_ + file), known == expected.end() ? Found{} : known->second, *set,
              spellings, totals);
    }
    fmt::print(
        "{}: {} events, {} values, {} may match; {} expected, {} missing, {} extra, {} in another "
        "spelling\n",
        name, totals.events, totals.values, totals.asked, totals.expected, totals.missing,
        totals.extra, totals.respelled);
    EXPECT_GT(totals.expected, 3'000U);
    EXPECT_EQ(totals.missing, 0U);
    EXPECT_EQ(totals.extra, 0U);
    EXPECT_EQ(totals.lost, 0U);
    EXPECT_LE(totals.respelled, 1U);  // an event writes ff02::1:3, the list ff02:0:0:0:0:0:1:3
  }
}

}  // namespace
}  // namespace lachan::indicators
