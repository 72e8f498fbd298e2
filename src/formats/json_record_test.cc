// SPDX-License-Identifier: Apache-2.0
#include "formats/json_record.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "formats/json_number.h"

namespace lachan::formats {
namespace {

using Fields = std::vector<std::string>;  // "name=value" or "name~" for null, sorted.

Fields Decoded(const FlatRecord& record, const NameTable& names) {
  Fields fields;
  for (const FlatField& field : record.fields) {
    std::string text = names.Text(field.name);
    if (field.value.form == RawValue::Form::kNull) {
      text += '~';
    } else {
      text += '=';
      text += field.value.form == RawValue::Form::kNumber    ? '#'
              : field.value.form == RawValue::Form::kBoolean ? '!'
                                                             : '\'';
      EXPECT_TRUE(AppendDecoded(field.value, text));
    }
    fields.push_back(text);
  }
  std::sort(fields.begin(), fields.end());
  return fields;
}

class JsonRecordTest : public ::testing::Test {
 protected:
  /// Read in the fast way (twice: parsed, then guessed) and in the plain way; all must agree.
  JsonRecordOutcome Read(std::string text) {
    const std::size_t size = text.size();
    text.append(JsonRecordReader::kPadding, 'x');
    const std::string_view line = std::string_view(text).substr(0, size);
    FlatRecord record;
    const auto plain = reader_.ReadPlainly(line, record);
    fields_ = plain == JsonRecordOutcome::kOk ? Decoded(record, names_) : Fields{};
    source_ = record.logsource;
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(reader_.Read(line, record), plain) << line;
      if (plain == JsonRecordOutcome::kOk) {
        EXPECT_EQ(Decoded(record, names_), fields_) << line;
        ExpectNamesOfForm(record);
      }
    }
    return plain;
  }
  Fields Of(const std::string& text) {
    EXPECT_EQ(Read(text), JsonRecordOutcome::kOk) << text;
    return fields_;
  }

  /// Records of one form have the same names in the same order.
  void ExpectNamesOfForm(const FlatRecord& record) {
    if (record.form == 0) return;
    std::vector<NameId> names;
    for (const FlatField& field : record.fields) names.push_back(field.name);
    EXPECT_EQ(names_of_form_.try_emplace(record.form, names).first->second, names);
  }

  NameTable names_;
  JsonRecordReader reader_{names_};
  std::map<std::uint64_t, std::vector<NameId>> names_of_form_;
  Fields fields_;
  std::optional<LogSource> source_;
};

TEST_F(JsonRecordTest, JoinsPathsByDots) {
  EXPECT_EQ(Of(R"({"a":1,"b":{"c":"x","d":{"e":true}},"f":null})"),
            (Fields{"a=#1", "b.c='x", "b.d.e=!true", "f~"}));
  EXPECT_EQ(Of(R"({"a":["x",2,{"b":"y"},{"b":"z"}],"e":[],"o":{}})"),
            (Fields{"a.b='y", "a.b='z", "a=#2", "a='x", "e~", "o~"}));
  EXPECT_EQ(Of(R"({"a":[[1],[2,[]]]})"), (Fields{"a=#1", "a=#2", "a~"}));
  EXPECT_EQ(Of("{}"), Fields{});
}

TEST_F(JsonRecordTest, KeepsEscapesAndUnicode) {
  EXPECT_EQ(
      Of(R"({"p":"C:\\Windows\\a.exe","q":"say \"hi\"\r\n","u":"Th\u01b0 m\u1ee5c","s":"a\/b"})"),
      (Fields{"p='C:\\Windows\\a.exe", "q='say \"hi\"\r\n", "s='a/b", "u='Thư mục"}));
  EXPECT_EQ(Of("{\"t\":\"Tỉnh Thanh Hóa\"}"), (Fields{"t='Tỉnh Thanh Hóa"}));
  EXPECT_EQ(Of(R"({"k\u0065y":"v"})"), (Fields{"key='v"}));
}

TEST_F(JsonRecordTest, WritesNumbersInOneWay) {
  EXPECT_EQ(Of(R"({"a":1.0,"b":1.50,"c":2e3,"d":-0,"e":12345678901234567890123})"),
            (Fields{"a=#1", "b=#1.5", "c=#2000", "d=#0", "e=#12345678901234567890123"}));
}

TEST_F(JsonRecordTest, TheLastOfEqualKeysCounts) {
  EXPECT_EQ(Of(R"({"a":1,"b":2,"a":3})"), (Fields{"a=#3", "b=#2"}));
  EXPECT_EQ(Of(R"({"a":{"x":1},"a":{"y":1}})"), (Fields{"a.y=#1"}));
}

TEST_F(JsonRecordTest, ReadsEvtxDump) {
  EXPECT_EQ(
      Of(R"({"Event":{"#attributes":{"xmlns":"u"},"System":{"Provider":{"#attributes":{"Name":"P","Guid":"G"}},"EventID":{"#attributes":{"Qualifiers":0},"#text":7045},"Channel":"System"},"EventData":{"Service Name":"x","Channel":"mine","Data":{"#text":["a","b"]},"Nothing":null}}})"),
      (Fields{"Channel='System", "Data='a", "Data='b", "EventID=#7045", "EventID_Qualifiers=#0",
              "Nothing~", "Provider_Guid='G", "Provider_Name='P", "ServiceName='x"}));
  EXPECT_EQ(
      Of(R"({"Event":{"System":{"EventID":1},"UserData":{"Op":{"#attributes":{"xmlns":"u"},"User":"me","Empty":{}}}}})"),
      (Fields{"Empty~", "EventID=#1", "User='me"}));
}

TEST_F(JsonRecordTest, AnAttributeWithSeveralValuesHasThemAll) {
  EXPECT_EQ(
      Of(R"({"Event":{"System":{"Provider":{"#attributes":{"Name":["a",["b"],"c"],"Guid":[],"x":{"y":1}}}},"EventData":{"Op":{"#attributes":{"User":["d","e"]},"#text":1}}}})"),
      (Fields{"Op=#1", "Op_User='d", "Op_User='e", "Provider_Guid~", "Provider_Name='a",
              "Provider_Name='c"}));
}

TEST_F(JsonRecordTest, ReadsWinlogbeatAndNxlog) {
  EXPECT_EQ(
      Of(R"({"@timestamp":"t","winlog":{"channel":"Security","event_id":4624,"computer_name":"H","provider_name":"P","record_id":5,"event_data":{"LogonType":"3"}},"message":"m","agent":{"x":1}})"),
      (Fields{"@timestamp='t", "Channel='Security", "Computer='H", "EventID=#4624",
              "EventRecordID=#5", "LogonType='3", "Message='m", "Provider_Name='P"}));
  EXPECT_EQ(Of(R"({"log_name":"Security","event_id":1,"event_data":{"A":"b"},"other":1})"),
            (Fields{"A='b", "Channel='Security", "EventID=#1"}));
  EXPECT_EQ(Of(R"({"Channel":"C","EventID":1,"SourceName":"S","Hostname":"H"})"),
            (Fields{"Channel='C", "Computer='H", "EventID=#1", "Hostname='H", "Provider_Name='S",
                    "SourceName='S"}));
}

TEST_F(JsonRecordTest, TakesTheLogSourceThatARecordDeclares) {
  EXPECT_EQ(Of(R"({"@logsource":{"product":"Linux","service":"sshd"},"a":1})"), (Fields{"a=#1"}));
  ASSERT_TRUE(source_);
  EXPECT_EQ(source_->product, "linux");
  EXPECT_EQ(source_->service, "sshd");
}

TEST_F(JsonRecordTest, RefusesWhatIsNotWellFormed) {
  for (const char* text : {"[1]", "1", "", "\"a\""}) {
    EXPECT_EQ(Read(text), JsonRecordOutcome::kNotObject) << text;
  }
  for (const char* text : {"{",
                           R"({"a":1)",
                           R"({"a":})",
                           R"({"a" 1})",
                           R"({"a":1}})",
                           R"({"a":1} {"b":2})",
                           R"({"a":01})",
                           R"({"a":1.})",
                           R"({"a":tru})",
                           R"({"a":nul})",
                           R"({"a":"\x"})",
                           R"({"a":"\u12"})",
                           R"({"a":"\ud800","b":"\x"})",
                           R"({"a":"\ud800\u12"})",
                           "{\"a\":\"\x01\"}",
                           "{\"a\":\"\xff\"}",
                           R"({"a":"b)",
                           R"({"a":1,})",
                           R"({a:1})",
                           "{\"a\":\v1}",
                           "{\"a\":1\f}"}) {
    EXPECT_EQ(Read(text), JsonRecordOutcome::kMalformed) << text;
  }
}

TEST_F(JsonRecordTest, ALoneSurrogateIsReadAsTheReplacementCharacter) {
  EXPECT_EQ(Of(R"({"CommandLine":"whoami \ud800 /all","b":"\\ud800","c":1})"),
            (Fields{"CommandLine='whoami \uFFFD /all", "b='\\ud800", "c=#1"}));
  EXPECT_EQ(
      Of(R"({"a":"\udC00\uD83D\ude00\ud83d\ud83d\ude00x\ud83d\\","k\udfff":["\udbff",{}]})"),
      (Fields{"a='\uFFFD\U0001F600\uFFFD\U0001F600x\uFFFD\\", "k\uFFFD='\uFFFD", "k\uFFFD~"}));
  EXPECT_EQ(
      Of(R"({"Event":{"System":{"EventID":1,"Channel":"a\ud800"},"EventData":{"X":"\\\udc00"}}})"),
      (Fields{"Channel='a\uFFFD", "EventID=#1", "X='\\\uFFFD"}));
}

TEST_F(JsonRecordTest, HasLimits) {
  std::string deep = "{\"a\":";
  deep += std::string(100'000, '[') + std::string(100'000, ']') + '}';
  EXPECT_NE(Read(deep), JsonRecordOutcome::kOk);
  EXPECT_EQ(Read("{\"a\":\"" + std::string(17u << 20, 'x') + "\"}"), JsonRecordOutcome::kTooLarge);
  std::string wide = "{";
  for (int i = 0; i < 30'000; ++i) wide += fmt::format("\"k{}\":{},", i, i);
  wide.back() = '}';
  EXPECT_EQ(Read(wide), JsonRecordOutcome::kTooLarge);
}

TEST_F(JsonRecordTest, OfSeveralFaultsAllWaysNameTheSame) {
  std::string deep = R"("c":)";
  for (int i = 0; i < 100; ++i) deep += R"({"c":)";
  for (const std::string& text : {R"({"a":"\x",)" + deep, R"({"a":01,)" + deep, "{" + deep}) {
    EXPECT_NE(Read(text), JsonRecordOutcome::kOk) << text;
  }
}

/// Random records that often look alike, and are sometimes damaged.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::string Record() {
    std::string text =
        Pick({"", "", "", " "}) + (Chance(50) ? Object(0) : Windows()) + Pick({"", "", "\r", " "});
    if (Chance(10) && !text.empty()) text.erase(Number(text.size()), 1);
    if (Chance(10)) text.insert(Number(text.size()), Pick({"\"", "\\", "{", ",", "\x02", "\xc3"}));
    return text;
  }

 private:
  std::size_t Number(std::size_t below) { return random_() % std::max<std::size_t>(below, 1); }
  bool Chance(std::size_t percent) { return Number(100) < percent; }
  std::string Pick(std::vector<std::string> from) { return from[Number(from.size())]; }

  /// The parts of a Windows event, with anything in places that have a meaning.
  std::string Windows() {
    if (Chance(60))
      return fmt::format(R"({{"Event":{{"System":{},"EventData":{}}}}})", Part(0), Part(0));
    if (Chance(50))
      return fmt::format(R"({{"winlog":{{"channel":"x","event_data":{}}}}})", Part(0));
    return fmt::format(R"({{"log_name":"x","event_id":{},"user_data":{}}})", Part(2), Part(0));
  }
  std::string Part(int depth) {
    if (depth > 4 || Chance(static_cast<std::size_t>(10 * depth))) {
      return Pick({"1", "\"x\"", "null", "{}", "[]", "[\"a\",2]", "[[3]]", "[{}]", "[{\"a\":1}]"});
    }
    std::string text = "{";
    for (std::size_t i = Number(4); i > 0; --i) {
      text += '"' + Pick({"#attributes", "#attributes", "#text", "a", "Data", "xmlns", "Channel"}) +
              "\":" + Part(depth + 1) + (i > 1 ? "," : "");
    }
    return text + '}';
  }
  std::string Key() {
    return Pick({"a",           "b",
                 "Event",       "System",
                 "EventData",   "UserData",
                 "Data",        "#text",
                 "#attributes", "Name",
                 "xmlns",       "Channel",
                 "EventID",     "SourceName",
                 "Hostname",    "Provider_Name",
                 "Provider",    "winlog",
                 "channel",     "event_data",
                 "event_id",    "log_name",
                 "message",     "a_attributes",
                 "With Blank",  "averylongkeyofmorebytes",
                 "\\u0061",     "@logsource",
                 "product"});
  }
  std::string Text() {
    return Pick({"", "x", "Security", "C:\\\\Windows\\\\x", "a\\\"b", "\\u00e1", "\\/", "ạ",
                 "\\r\\n", std::string(Number(200), 'y'), std::string(31, 'z') + "\\\\",
                 "\\ud83d\\ude00", "\\ud83d"});
  }
  std::string Value(int depth) {
    const std::size_t kind = Number(depth > 3 ? 7 : 10);
    if (kind < 4) return '"' + Text() + '"';
    if (kind == 4) return Pick({"0", "1", "-5", "12", "1.5", "2.0", "1e2", "-0", "4624"});
    if (kind == 5) return Pick({"true", "false"});
    if (kind == 6) return "null";
    return kind == 7 ? Array(depth + 1) : Object(depth + 1);
  }
  std::string Array(int depth) {
    std::string text = "[";
    for (std::size_t i = Number(4); i > 0; --i) text += Value(depth) + (i > 1 ? "," : "");
    return text + ']';
  }
  std::string Object(int depth) {
    std::string text = "{";
    const std::string colon = Pick({":", ":", ":", ": "});
    for (std::size_t i = Number(6); i > 0; --i) {
      text += '"' + Key() + '"' + colon + Value(depth) + (i > 1 ? "," : "");
    }
    return text + '}';
  }

  std::mt19937 random_;
};

TEST_F(JsonRecordTest, TheFastWayEqualsThePlainOne) {
  Maker maker(20261126);
  std::size_t fine = 0;
  for (int i = 0; i < 30'000; ++i) {
    if (Read(maker.Record()) == JsonRecordOutcome::kOk) ++fine;
    if (HasFailure()) break;
  }
  EXPECT_GT(fine, 5'000U);
  EXPECT_LT(fine, 29'000U);
}

TEST_F(JsonRecordTest, LinesReadWhereTheyStandAreTheSame) {
  Maker maker(20261130);
  for (int round = 0; round < 300 && !HasFailure(); ++round) {
    std::string text;
    for (int i = 0; i < 30; ++i) {
      const std::string line = maker.Record();
      const int copies = i % 3 + 1;
      for (int k = 0; k < copies; ++k) text += line + '\n';
    }
    if (round % 2 == 0) text.pop_back();
    const std::size_t size = text.size();
    text.append(JsonRecordReader::kPadding, '{');
    NameTable names;
    JsonRecordReader whole(names), by_line(names);
    FlatRecord record, expected;
    for (std::string_view rest = std::string_view(text).substr(0, size); !rest.empty();) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      const auto read = whole.ReadLine(rest, record);
      ASSERT_EQ(read.outcome, by_line.Read(line, expected)) << line;
      ASSERT_EQ(read.size, line.size()) << line;
      if (read.outcome == JsonRecordOutcome::kOk) {
        ASSERT_EQ(Decoded(record, names), Decoded(expected, names)) << line;
      }
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
  }
}

TEST_F(JsonRecordTest, ARecordOnTwoLinesIsNoLine) {
  const std::string record = "{\"a\":\n1}", padding(JsonRecordReader::kPadding, ' ');
  const std::string text = record + "\n" + record + padding;
  FlatRecord read;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(reader_.Read(std::string_view(text).substr(0, record.size()), read),
              JsonRecordOutcome::kOk);
  }
  const auto line = reader_.ReadLine(std::string_view(text).substr(0, 2 * record.size() + 1), read);
  EXPECT_EQ(line.outcome, JsonRecordOutcome::kMalformed);
  EXPECT_EQ(line.size, 5U);
}

TEST_F(JsonRecordTest, LinesHaveTheLimitsOfRecords) {
  const std::string padding(JsonRecordReader::kPadding, ' ');
  JsonRecordReader reader(names_, {.bytes = 20});
  FlatRecord read;
  const std::string text = "{\"a\":1}\n{\"a\":1}\n{\"a\":1}                    \n" + padding;
  std::string_view rest = std::string_view(text).substr(0, text.size() - padding.size());
  for (const auto expected :
       {JsonRecordOutcome::kOk, JsonRecordOutcome::kOk, JsonRecordOutcome::kTooLarge}) {
    const auto line = reader.ReadLine(rest, read);
    EXPECT_EQ(line.outcome, expected);
    rest.remove_prefix(line.size + 1);
  }
  EXPECT_TRUE(rest.empty());
}

/// CheckEscapes, one byte after the other.
Escapes PlainEscapes(std::string_view text) {
  Escapes found = Escapes::kNone;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at < end; ++at) {
    if (*at != '\\') continue;
    const std::size_t length = EscapeLength(at, end);
    if (length == 0) return Escapes::kWrong;
    if (at[1] == 'u' || at[1] == '/') found = Escapes::kAny;
    at += length - 1;
  }
  return found;
}

TEST(StringEndTest, AllWaysSayTheSame) {
  std::mt19937 random(7);
  const std::vector<std::string> parts = {"a",
                                          "bcdefgh",
                                          "\\\\",
                                          "\\\"",
                                          "\\n",
                                          "\\u00e1",
                                          "\\x",
                                          "ạ",
                                          "\xff",
                                          "\x01",
                                          std::string(29, 'y'),
                                          "\\"};
  std::size_t fine = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::string text;
    for (auto k = random() % 12; k > 0; --k) {
      text += parts[random() % (i % 4 == 0 ? parts.size() : 7)];
    }
    if (i % 5 != 0) text += '"';
    const std::size_t size = text.size();
    text.append(64, i % 2 == 0 ? '"' : ' ');
    const std::string_view body(text.data(), size);
    ASSERT_EQ(CheckEscapes(body), PlainEscapes(body)) << body;
    const auto plain = WaysToFindStringEnds().back()(text.data(), text.data() + size);
    fine += plain.quote != nullptr ? 1 : 0;
    for (const auto way : WaysToFindStringEnds()) {
      const auto found = way(text.data(), text.data() + size);
      ASSERT_EQ(found.quote, plain.quote) << text;
      if (plain.quote == nullptr) continue;
      ASSERT_EQ(found.escapes, plain.escapes) << text;
    }
  }
  EXPECT_GT(fine, 10'000U);
}

TEST_F(JsonRecordTest, ValuesWithOneIdentityAreEqual) {
  std::map<std::uint64_t, std::string> known;
  std::size_t repeated = 0;
  std::vector<char> line;
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = fmt::format(R"({{"host":"H{}","id":{},"path":"C:\\x{}"}})", i / 100, i,
                                         i % 3 == 0 ? "" : std::string(i % 200, 'p'));
    line.assign(text.begin(), text.end());
    line.resize(text.size() + JsonRecordReader::kPadding);
    FlatRecord record;
    ASSERT_EQ(reader_.Read({line.data(), text.size()}, record), JsonRecordOutcome::kOk);
    for (const FlatField& field : record.fields) {
      if (field.identity == 0) continue;
      const auto [place, is_new] = known.emplace(field.identity, std::string(field.value.bytes));
      repeated += is_new ? 0 : 1;
      EXPECT_EQ(place->second, field.value.bytes);
    }
  }
  EXPECT_GT(repeated, 4'000U);
}

}  // namespace
}  // namespace lachan::formats
