// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "indicators/read.h"
#include "indicators/stix_pattern.h"

namespace lachan::indicators {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

ReadOutcome Read(std::string text, ReadOptions options = {.file = "f.json"}) {
  auto outcome = ReadIndicators(std::move(text), options);
  const auto& report = outcome.report;
  EXPECT_EQ(report.found, report.loaded + report.rejected + report.skipped);
  EXPECT_EQ(report.loaded, outcome.indicators.size());
  return outcome;
}

std::vector<std::string> Values(const ReadOutcome& outcome) {
  std::vector<std::string> values;
  for (const auto& indicator : outcome.indicators) {
    values.push_back(fmt::format("{} {}", ToString(indicator.kind), indicator.value));
  }
  return values;
}

std::vector<std::string> Findings(const ReadOutcome& outcome) {
  std::vector<std::string> texts;
  for (const auto& finding : outcome.report.findings) {
    texts.push_back(fmt::format("{} {}", finding.where.file, finding.code));
    EXPECT_NE(finding.hint, "");
  }
  return texts;
}

/// Terms as "value", and what is not supported as "-what".
std::vector<std::string> Pattern(std::string_view text) {
  const auto pattern = ParseStixPattern(text);
  if (!pattern) return {"! " + pattern.error().message};
  std::vector<std::string> parts;
  for (const auto& term : pattern->terms) parts.push_back(term.value);
  for (const auto& what : pattern->unsupported) parts.push_back("-" + what);
  return parts;
}

TEST(StixPattern, ReadsEqualities) {
  EXPECT_THAT(Pattern("[ipv4-addr:value = '192.0.2.1']"), ElementsAre("192.0.2.1"));
  EXPECT_THAT(Pattern(" [ domain-name:value='evil.example' ] "), ElementsAre("evil.example"));
  EXPECT_THAT(Pattern("[file:hashes.'SHA-256' = 'ab']"), ElementsAre("ab"));
  EXPECT_THAT(Pattern("[file:hashes.MD5 = 'ab']"), ElementsAre("ab"));
  EXPECT_THAT(Pattern("[file:hashes.\"SHA-1\" = 'ab']"), ElementsAre("ab"));
  EXPECT_THAT(Pattern("[ipv4-addr:value ISSUBSET '192.0.2.0/24']"), ElementsAre("192.0.2.0/24"));
  EXPECT_THAT(Pattern("[url:value IN ('http://a.b/', 'http://c.d/')]"),
              ElementsAre("http://a.b/", "http://c.d/"));
  EXPECT_THAT(Pattern("[network-traffic:dst_ref.value = 'evil.example']"),
              ElementsAre("evil.example"));
  EXPECT_THAT(Pattern("[email-message:from_ref.value = 'a@b.example']"),
              ElementsAre("a@b.example"));
}

TEST(StixPattern, UndoesEscapes) {
  EXPECT_THAT(Pattern(R"([url:value = 'http://a.b/\'x\\y'])"), ElementsAre(R"(http://a.b/'x\y)"));
  EXPECT_THAT(Pattern("[domain-name:value = 'a ] OR [ b']"), ElementsAre("a ] OR [ b"));
}

TEST(StixPattern, AlternativesAreTermsOfTheirOwn) {
  EXPECT_THAT(Pattern("[domain-name:value = 'a.b' OR ipv4-addr:value = '1.2.3.4'] OR "
                      "([url:value = 'http://c.d/'])"),
              ElementsAre("a.b", "1.2.3.4", "http://c.d/"));
  EXPECT_THAT(Pattern("[(domain-name:value = 'a.b' OR mutex:name = 'm')]"),
              ElementsAre("a.b", "-mutex:name"));
  EXPECT_THAT(Pattern("[domain-name:value = 'a.b' OR domain-name:value LIKE '%.c.d']"),
              ElementsAre("a.b", "-operator LIKE"));
}

TEST(StixPattern, AndNarrows) {
  EXPECT_THAT(Pattern("[file:name = 'x.exe' AND file:hashes.MD5 = 'ab' AND file:size > 10]"),
              ElementsAre("ab"));
  EXPECT_THAT(Pattern("[file:hashes.MD5 = 'ab' AND file:hashes.'SHA-1' = 'cd']"),
              ElementsAre("ab", "cd"));
  EXPECT_THAT(Pattern("[network-traffic:dst_ref.type = 'ipv4-addr' AND "
                      "network-traffic:dst_ref.value = '192.0.2.1' AND "
                      "network-traffic:dst_port != 80]"),
              ElementsAre("192.0.2.1"));
  EXPECT_THAT(Pattern("[domain-name:value = 'a.b' AND "
                      "domain-name:resolves_to_refs[*].value = '192.0.2.1']"),
              ElementsAre("a.b", "192.0.2.1"));
}

TEST(StixPattern, NamesWhatIsNotSupported) {
  EXPECT_THAT(Pattern("[process:name = 'x' AND process:pid = 3]"), ElementsAre("-process:name"));
  EXPECT_THAT(Pattern("[url:value MATCHES '^x']"), ElementsAre("-operator MATCHES"));
  EXPECT_THAT(Pattern("[ipv4-addr:value != '1.2.3.4']"), ElementsAre("-operator !="));
  EXPECT_THAT(Pattern("[ipv4-addr:value NOT IN ('1.2.3.4')]"), ElementsAre("-operator NOT IN"));
  EXPECT_THAT(Pattern("[NOT ipv4-addr:value = '1.2.3.4']"), ElementsAre("-operator NOT ="));
  EXPECT_THAT(Pattern("[EXISTS url:value]"), ElementsAre("-operator EXISTS"));
  EXPECT_THAT(Pattern("[file:hashes.SSDEEP = 'x']"), ElementsAre("-file:hashes.SSDEEP"));
  EXPECT_THAT(Pattern("[ipv4-addr:value = '1.2.3.4'] FOLLOWEDBY [domain-name:value = 'a.b']"),
              ElementsAre("-observations joined by FOLLOWEDBY"));
  EXPECT_THAT(Pattern("[ipv4-addr:value = '1.2.3.4'] REPEATS 5 TIMES WITHIN 600 SECONDS"),
              ElementsAre("-qualifier WITHIN"));
  EXPECT_THAT(Pattern("[url:value = 'x'] START t'2026-01-01T00:00:00Z' STOP "
                      "t'2026-01-02T00:00:00Z'"),
              ElementsAre("-qualifier STOP"));
}

TEST(StixPattern, SaysWhatIsWrong) {
  for (const char* wrong :
       {"", "ipv4-addr:value = '1.2.3.4'", "[ipv4-addr:value = '1.2.3.4'", "[]", "[a:b]",
        "[a:b = ]", "[a:b = 'c] ", "[a = 'c']", "[a:b ~ 'c']", "[a:b IN ('c']", "[a:b IN 'c']",
        "[a:b = 'c'] [a:b = 'd']", "[a:b = 'c' OR]", "([a:b = 'c']", "[(a:b = 'c']", "[a:b = 'c'])",
        "[a:b.'c = 'd']", "[a:b[ = 'd']"}) {
    const auto parts = Pattern(wrong);
    ASSERT_EQ(parts.size(), 1U) << wrong;
    EXPECT_TRUE(parts[0].starts_with("! ")) << wrong << parts[0];
  }
  EXPECT_THAT(Pattern("[a:b = 'c' XOR"),
              ElementsAre("! pattern, column 12: ']' expected, 'XOR' found"));
  EXPECT_TRUE(Pattern(std::string(100, '(') + "[a:b='c']")[0].starts_with("! "));
}

constexpr const char* kBundle = R"({"type":"bundle","id":"bundle--1","objects":[
 {"type":"indicator","id":"indicator--00000000-0000-4000-8000-000000000001","name":"beacon",
  "pattern":"[ipv4-addr:value = '192.0.2.1' OR domain-name:value = 'Evil.Example']",
  "pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z","valid_until":"2026-02-01T00:00:00Z",
  "created_by_ref":"identity--1","object_marking_refs":["marking-definition--x",
  "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"],"labels":[{"a":[1,2,{}]}]},
 {"type":"indicator","id":"indicator--2","revoked":true,"pattern":"[url:value = 'http://a.b/']"},
 {"type":"indicator","id":"indicator--3","pattern":"rule x {}","pattern_type":"yara"},
 {"type":"indicator","id":"indicator--4","pattern":"[mutex:name = 'm']"},
 {"type":"indicator","id":"indicator--5","pattern":"[url:value = "},
 {"type":"indicator","id":"indicator--6","pattern":"[url:value = 'http://c.d/x']",
  "object_marking_refs":["marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"]},
 {"type":"indicator","id":"indicator--7","pattern":"[url:value = 'x']","valid_until":"soon"},
 {"type":"ipv4-addr","id":"ipv4-addr--1","value":"198.51.100.7"},
 {"type":"file","id":"file--1","name":"x.exe","hashes":
  {"MD5":"D41D8CD98F00B204E9800998ECF8427E","SSDEEP":"3:x"}},
 {"type":"relationship","id":"relationship--1","source_ref":"indicator--4"},
 {"type":"identity","id":"identity--1","name":"CERT"},
 7, "text",
 {"type":"marking-definition","id":"marking-definition--x","definition_type":"tlp",
  "definition":{"tlp":"red"}},
 {"type":"marking-definition","id":"marking-definition--y","name":"TLP:GREEN","extensions":{
  "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":{"tlp_2_0":"green"}}},
 {"type":"email-addr","id":"email-addr--1","value":"a@b.example",
  "object_marking_refs":["marking-definition--y"]},
 {"type":"domain-name","id":"domain-name--1","value":"not a domain"}
]})";

TEST(Stix, ReadsABundle) {
  const auto outcome = Read(kBundle);
  EXPECT_EQ(outcome.report.format, Format::kStix);
  ASSERT_THAT(Values(outcome),
              ElementsAre("address 192.0.2.1", "domain evil.example", "url http://c.d/x",
                          "address 198.51.100.7", "md5 d41d8cd98f00b204e9800998ecf8427e",
                          "email a@b.example"));
  EXPECT_THAT(outcome.report.skipped_why,
              UnorderedElementsAre(Pair("revoked", 1), Pair("pattern type yara", 1),
                                   Pair("pattern with mutex:name", 1), Pair("digest SSDEEP", 1)));
  EXPECT_THAT(Findings(outcome), ElementsAre("f.json#/objects/4/pattern ioc.pattern.invalid",
                                             "f.json#/objects/6/valid_until ioc.time.invalid",
                                             "f.json#/objects/16/value ioc.value.invalid"));
  const Indicator& first = outcome.indicators[0];
  EXPECT_EQ(first.id, "indicator--00000000-0000-4000-8000-000000000001");
  EXPECT_EQ(first.description, "beacon");
  EXPECT_EQ(first.source, "CERT");  // named after it in the bundle
  EXPECT_EQ(first.tlp, Tlp::kRed);  // the stricter one
  EXPECT_EQ(first.valid_from, ParseInstant("2026-01-01T00:00:00Z").value());
  EXPECT_EQ(first.valid_until, ParseInstant("2026-02-01T00:00:00Z").value());
  EXPECT_EQ(outcome.indicators[2].tlp, Tlp::kAmberStrict);
  EXPECT_EQ(outcome.indicators[2].source, "f.json");
  EXPECT_EQ(outcome.indicators[5].tlp, Tlp::kGreen);
}

TEST(Stix, ObservablesMayBeLeftOut) {
  const auto outcome = Read(kBundle, {.file = "f.json", .stix_observables = false});
  EXPECT_EQ(outcome.report.loaded, 3U);
  EXPECT_EQ(outcome.report.skipped, 7U);
}

TEST(Stix, ReadsArraysAndSingleObjects) {
  EXPECT_THAT(Values(Read(R"([{"type":"url","value":"http://a.b/"}])")),
              ElementsAre("url http://a.b/"));
  EXPECT_THAT(Values(Read(R"({"type":"indicator","pattern":"[url:value = 'http://a.b/']"})")),
              ElementsAre("url http://a.b/"));
  EXPECT_THAT(Values(Read(R"({"more":false,"objects":[{"type":"url","value":"http://a.b/"}]})")),
              ElementsAre("url http://a.b/"));
  EXPECT_THAT(Findings(Read(R"([{"type":"url","value":"http://"}])")),
              ElementsAre("f.json#/0/value ioc.value.invalid"));
  EXPECT_THAT(Findings(Read(R"({"type":"indicator","pattern":"x"})")),
              ElementsAre("f.json#/pattern ioc.pattern.invalid"));
}

TEST(Stix, WhatIsReadBeforeAFaultIsKept) {
  const auto outcome =
      Read(R"({"type":"bundle","objects":[{"type":"url","value":"http://a.b/"},{"type":"url" "x"},)"
           R"({"type":"url","value":"http://c.d/"}]})");
  EXPECT_FALSE(outcome.report.complete);
  EXPECT_EQ(outcome.report.findings.back().code, "ioc.json.malformed");
}

TEST(Stix, AFaultInAnyMemberEndsTheReading) {
  for (const char* member :
       {R"("extensions":{"x":{"tlp_2_0" "green"}},"name":"x")", R"("definition":{"tlp":"red",)",
        R"("extense","S":"green"}})", R"("hashes":{"MD5":"x" "SHA-1":"y"},"id":"z")",
        R"("object_marking_refs":["a" "b"],"id":"z")"}) {
    const auto outcome = Read(R"({"type":"bundle","objects":[{"type":"marking-definition",)" +
                              std::string(member) + R"(},{"type":"url","value":"http://a.b/"}]})");
    EXPECT_FALSE(outcome.report.complete) << member;
    ASSERT_FALSE(outcome.report.findings.empty()) << member;
    EXPECT_EQ(outcome.report.findings.back().code, "ioc.json.malformed") << member;
  }
}

TEST(Stix, DeepNestingCostsNothing) {
  const std::string deep(200'000, '[');
  const auto outcome =
      Read(R"({"type":"bundle","objects":[{"type":"url","value":"http://a.b/","x":)" + deep +
           std::string(200'000, ']') + "}]}");
  EXPECT_EQ(outcome.report.loaded, 1U);
  EXPECT_EQ(Read("{\"type\":\"bundle\",\"objects\":" + deep).report.loaded, 0U);
}

constexpr const char* kEvent = R"({"Event":{"uuid":"e","info":"campaign","Attribute":[
 {"uuid":"1","type":"ip-dst","to_ids":true,"value":"192.0.2.1","comment":"beacon"},
 {"uuid":"2","type":"ip-dst|port","to_ids":"1","value":"192.0.2.2|443"},
 {"uuid":"3","type":"domain|ip","to_ids":1,"value":"evil.example|192.0.2.3"},
 {"uuid":"4","type":"hostname","to_ids":false,"value":"quiet.example"},
 {"uuid":"5","type":"filename|md5","to_ids":true,
  "value":"a|b.exe|d41d8cd98f00b204e9800998ecf8427e"},
 {"uuid":"6","type":"mutex","to_ids":true,"value":"m"},
 {"uuid":"7","type":"md5","to_ids":true,"value":"xyz"},
 {"uuid":"8","type":"url","deleted":true,"to_ids":true,"value":"http://a.b/"},
 {"uuid":"9","type":"email-src","value":"A@b.example","Tag":[{"name":"type:x"},
  {"name":"TLP:GREEN"}]}],
 "Object":[{"name":"file","Attribute":[
  {"uuid":"10","type":"sha1","to_ids":true,"value":"da39a3ee5e6b4b0d3255bfef95601890afd80709"},
  {"uuid":"11","type":"sha256","to_ids":true,"value":"short"},
  {"uuid":"12","type":"filename","to_ids":true,"value":"x.exe"}]},{"name":"empty"}],
 "Orgc":{"id":"1","name":"CERT"},"Tag":[{"name":"tlp:red"}]}})";

TEST(Misp, ReadsAnEvent) {
  const auto outcome = Read(kEvent);
  EXPECT_EQ(outcome.report.format, Format::kMisp);
  ASSERT_THAT(Values(outcome),
              ElementsAre("address 192.0.2.1", "address 192.0.2.2", "domain evil.example",
                          "address 192.0.2.3", "md5 d41d8cd98f00b204e9800998ecf8427e",
                          "email a@b.example", "sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709"));
  EXPECT_THAT(outcome.report.skipped_why,
              UnorderedElementsAre(Pair("to_ids is false", 1), Pair("type mutex", 1),
                                   Pair("deleted", 1), Pair("type filename", 1)));
  EXPECT_THAT(Findings(outcome),
              ElementsAre("f.json#/Event/Attribute/6 ioc.value.invalid",
                          "f.json#/Event/Object/0/Attribute/1 ioc.value.invalid"));
  EXPECT_EQ(outcome.indicators[0].description, "beacon");
  EXPECT_EQ(outcome.indicators[1].description, "campaign");
  EXPECT_EQ(outcome.indicators[0].source, "CERT");  // named behind the attributes
  EXPECT_EQ(outcome.indicators[0].tlp, Tlp::kRed);
  EXPECT_EQ(outcome.indicators[0].id, "1");
  EXPECT_EQ(outcome.indicators[5].tlp, Tlp::kGreen);
}

TEST(Misp, ReadsTheShapesOfItsInterface) {
  const std::string attributes =
      R"("Attribute":[{"type":"domain","value":"a.example"},{"type":"md5","value":"x"}])";
  for (const auto& [text, place] : std::vector<std::pair<std::string, std::string>>{
           {"{\"response\":[{\"Event\":{" + attributes + "}}]}", "/response/0/Event/Attribute/1"},
           {"{\"response\":{" + attributes + "}}", "/response/Attribute/1"},
           {"[{\"Event\":{" + attributes + "}}]", "/0/Event/Attribute/1"},
           {"{" + attributes + "}", "/Attribute/1"}}) {
    const auto outcome = Read(text);
    EXPECT_THAT(Values(outcome), ElementsAre("domain a.example")) << text;
    EXPECT_THAT(Findings(outcome), ElementsAre("f.json#" + place + " ioc.value.invalid"));
  }
}

TEST(Misp, OddShapesAreNothing) {
  for (const char* text : {R"({"Event":{"Attribute":7,"Object":{}}})", R"({"response":[1,"x",[]]})",
                           R"({"Event":{"Attribute":[1,[],"x"],"Object":[7],"Tag":{},"Orgc":[]}})",
                           R"({"Attribute":[{"type":7,"value":{}}]})"}) {
    const auto outcome = Read(text);
    EXPECT_EQ(outcome.report.loaded, 0U) << text;
    EXPECT_THAT(Findings(outcome), IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace lachan::indicators
