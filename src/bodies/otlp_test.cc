// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <protozero/pbf_writer.hpp>

#include "bodies/otlp.h"

namespace lachan::bodies {
namespace {

using protozero::pbf_writer;
using testing::ElementsAre;
using testing::HasSubstr;

struct Outcome {
  std::vector<std::string> records;
  int status = 200;
  std::string what;
};

Outcome Read(std::string body, bool is_json, const OtlpLimits& limits = {}) {
  Outcome outcome;
  const OtlpSink sink = [&](std::string&& record) { outcome.records.push_back(std::move(record)); };
  const std::size_t size = body.size();
  body.append(kPadding, '}');
  const auto text = std::string_view(body).substr(0, size);
  const auto read =
      is_json ? ReadOtlpJson(text, limits, sink) : ReadOtlpProtobuf(text, limits, sink);
  if (!read) outcome.status = read.error().status;
  if (!read) outcome.what = read.error().what;
  return outcome;
}

std::string Text(std::string_view text) {
  std::string any;
  pbf_writer(any).add_string(1, text.data(), text.size());
  return any;
}

std::string Pair(std::string_view key, const std::string& any) {
  std::string pair;
  pbf_writer writer(pair);
  writer.add_string(1, key.data(), key.size());
  writer.add_message(2, any);
  return pair;
}

/// A request of one resource, one scope and these records.
std::string Request(const std::vector<std::string>& records, const std::string& attribute = {}) {
  std::string request, resource_logs, resource, scope_logs, scope;
  pbf_writer(scope).add_string(1, "s");
  pbf_writer scopes(scope_logs);
  scopes.add_message(1, scope);
  for (const auto& record : records) scopes.add_message(2, record);
  if (!attribute.empty()) pbf_writer(resource).add_message(1, attribute);
  pbf_writer resources(resource_logs);
  // Fields in another order than usual.
  resources.add_message(2, scope_logs);
  resources.add_message(1, resource);
  pbf_writer(request).add_message(1, resource_logs);
  return request;
}

std::string Record(const std::string& any) {
  std::string record;
  pbf_writer writer(record);
  writer.add_fixed64(1, 1'795'406'701'250'000'001U);
  writer.add_message(5, any);
  return record;
}

TEST(Otlp, ReadsProtobufWhateverTheOrderOfItsFields) {
  const auto outcome =
      Read(Request({Record(Text("a \"line\""))}, Pair("host.name", Text("h"))), false);
  EXPECT_THAT(outcome.records,
              ElementsAre(R"({"@timestamp":"2026-11-23T04:05:01.250000001Z",)"
                          R"("message":"a \"line\"","scope.name":"s","host.name":"h"})"));
}

TEST(Otlp, ReadsJsonWhateverTheOrderOfItsMembers) {
  const auto outcome = Read(
      R"({"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"a"},)"
      R"("observedTimeUnixNano":1795406701250000001,"severityNumber":17,"severityText":"ERROR",)"
      R"("traceId":"00","spanId":"01","eventName":"e","attributes":[{"key":"k","value":)"
      R"({"bytesValue":"AA=="}},{"key":"n"}]}],"scope":{"version":"1"}}],)"
      R"("resource":{"attributes":[{"key":"host.name","value":{"stringValue":"h"}}]}}]})",
      true);
  EXPECT_THAT(outcome.records,
              ElementsAre(R"({"@timestamp":"2026-11-23T04:05:01.250000001Z","log.level":"ERROR",)"
                          R"("severity_number":17,"span.id":"01","event.name":"e","message":"a",)"
                          R"("k":"AA==","n":null,"scope.version":"1","host.name":"h"})"));
}

TEST(Otlp, MakesMembersOfABodyThatIsAnObject) {
  std::string list;
  pbf_writer(list).add_message(1, Pair("id", Text("4625")));
  std::string any;
  pbf_writer(any).add_message(6, list);
  EXPECT_THAT(Read(Request({Record(any)}), false).records,
              ElementsAre(HasSubstr(R"(Z","id":"4625","scope.name")")));
  EXPECT_THAT(Read(Request({Record(Text(R"( {"id":4625} )"))}), false).records,
              ElementsAre(HasSubstr(R"(Z","id":4625,"scope.name")")));
}

TEST(Otlp, RepairsTextsAndKeepsNumbers) {
  std::string any;
  pbf_writer(any).add_int64(3, INT64_MIN);
  EXPECT_THAT(Read(Request({Record(any), Record(Text("\xff\x01"))}), false).records,
              ElementsAre(HasSubstr("\"body\":-9223372036854775808"),
                          HasSubstr("\"message\":\"\xEF\xBF\xBD\\u0001\"")));
}

TEST(Otlp, BoundsDepth) {
  std::string any = Text("deep");
  for (int i = 0; i < 1000; ++i) {
    std::string list, outer;
    pbf_writer(list).add_message(1, any);
    pbf_writer(outer).add_message(5, list);
    any = outer;
  }
  const auto outcome = Read(Request({Record(any)}), false);
  EXPECT_THAT(outcome.records, ElementsAre(HasSubstr("[[[[null]]]]")));
}

TEST(Otlp, BoundsWhatAttributesOfAResourceBecome) {
  const std::vector<std::string> records(1000, Record(Text("x")));
  const auto outcome = Read(Request(records, Pair("a", Text(std::string(10'000, 'y')))), false,
                            {.depth = 16, .rendered = 1 << 20});
  EXPECT_EQ(outcome.status, 413);
  EXPECT_LT(outcome.records.size(), 110u);
}

TEST(Otlp, PassesOverFieldsOfAnotherType) {
  std::string request;
  pbf_writer writer(request);
  writer.add_uint64(1, 7);
  writer.add_fixed32(9, 1);
  EXPECT_EQ(Read(request, false).status, 200);
}

TEST(Otlp, SurvivesEachCut) {
  const auto whole = Request({Record(Text("text")), Record(Text("text"))}, Pair("a", Text("b")));
  for (std::size_t size = 1; size < whole.size(); ++size) {
    EXPECT_EQ(Read(whole.substr(0, size), false).status, 400) << size;
  }
  EXPECT_EQ(Read("", false).status, 200) << "an empty message";
  for (const auto* text : {"", "[]", "{", "{\"resourceLogs\":[", "7"}) {
    EXPECT_EQ(Read(text, true).status, 400) << text;
  }
}

TEST(Otlp, RefusesJsonOfAnotherShapeAndNamesThePlace) {
  const auto why = [](std::string body) {
    const auto outcome = Read(std::move(body), true);
    EXPECT_EQ(outcome.status, 400);
    return outcome.what;
  };
  EXPECT_THAT(why(R"({"foo":1})"), HasSubstr("no resourceLogs"));
  EXPECT_THAT(why(R"({"resourceLogs":{}})"), HasSubstr("resourceLogs must be an array"));
  EXPECT_THAT(why(R"({"resourceLogs":[{},7]})"), HasSubstr("resourceLogs[1] must be an object"));
  EXPECT_THAT(why(R"({"resourceLogs":[{"scopeLogs":[{"logRecords":"x"}]}]})"),
              HasSubstr("resourceLogs[0].scopeLogs[0].logRecords must be an array"));
  EXPECT_THAT(why(R"({"resourceLogs":[{},{"scopeLogs":[{"logRecords":[{},1]}]}]})"),
              HasSubstr("resourceLogs[1].scopeLogs[0].logRecords[1] must be an object"));
  for (const auto* text : {"{}", R"({"resourceLogs":null})", R"({"resourceLogs":[{}]})",
                           R"({"resourceLogs":[{"scopeLogs":[{"logRecords":[]}]}]})"}) {
    EXPECT_EQ(Read(text, true).status, 200) << text;
  }
}

TEST(Otlp, KeepsValuesThatAreWrittenBare) {
  const auto read = [](std::string_view record) {
    return Read(fmt::format(R"({{"resourceLogs":[{{"scopeLogs":[{{"logRecords":[{}]}}]}}]}})",
                            record),
                true)
        .records;
  };
  EXPECT_THAT(read(R"({"body":"plain \"text\""})"), ElementsAre(R"({"message":"plain \"text\""})"));
  EXPECT_THAT(read(R"({"body":7})"), ElementsAre(R"({"body":7})"));
  EXPECT_THAT(read(R"({"body":[1, "b"]})"), ElementsAre(R"({"body":[1,"b"]})"));
  EXPECT_THAT(read(R"({"body":{"user": "an", "id": 4625}})"),
              ElementsAre(R"({"user":"an","id":4625})"));
  EXPECT_THAT(read(R"({"attributes":[{"key":"k","value":"v"}]})"), ElementsAre(R"({"k":"v"})"));
}

}  // namespace
}  // namespace lachan::bodies
