// SPDX-License-Identifier: Apache-2.0
#include "events/hunt_complete.h"

#include <gtest/gtest.h>

#include "events/field_counter.h"

namespace lachan::events {
namespace {

TEST(CompleteName, OffersWhatIsWrittenWithWhatItMeans) {
  const std::vector<HuntName> names = {{"SYT", 1, "SYT — Sở Y tế"},
                                       {"SNV", 2, "SNV — Sở Nội vụ"},
                                       {"2024", 3, "2024 — Năm"},
                                       {"Cổng A", 4, "Cổng A — SYT"},
                                       {"Cổng A", 5, "Cổng A — SNV"}};
  const auto texts = [&](std::string_view typed) {
    std::vector<std::string> out;
    for (const auto& offer : CompleteName(typed, names, {{"2", 7}})) {
      out.push_back(offer.text + "|" + offer.label);
    }
    return out;
  };
  using Texts = std::vector<std::string>;
  EXPECT_EQ(texts("s"), (Texts{"SNV |SNV — Sở Nội vụ", "SYT |SYT — Sở Y tế", "4 |Cổng A — SYT #4",
                               "5 |Cổng A — SNV #5"}))
      << "those of more events first; of two with one name the number";
  EXPECT_EQ(texts("noi v"), (Texts{"SNV |SNV — Sở Nội vụ"})) << "by the label, without accents";
  EXPECT_EQ(texts("1"), (Texts{"SYT |SYT — Sở Y tế"})) << "by the number";
  EXPECT_EQ(texts("2024"), (Texts{"3 |2024 — Năm #3"})) << "what reads as a number is an id";
  EXPECT_EQ(CompleteName("SNV", names, {{"2", 7}}).front().count, 7U);
}

/// "value User@5 <an>" for the cursor at the mark ^.
std::string At(std::string text) {
  const auto cursor = text.find('^');
  text.erase(cursor, 1);
  const HuntPlace place = PlaceAt(text, cursor);
  using Kind = HuntPlace::Kind;
  const char* kind = place.kind == Kind::kField     ? "field"
                     : place.kind == Kind::kValue   ? "value"
                     : place.kind == Kind::kCommand ? "command"
                     : place.kind == Kind::kColumn  ? (place.is_group ? "column or by" : "column")
                                                    : "nothing";
  return fmt::format("{}{}@{} <{}>", kind, place.field.empty() ? "" : " " + place.field,
                     place.begin, place.typed);
}

TEST(HuntComplete, TellsWhatIsBeingTyped) {
  EXPECT_EQ(At("^"), "field@0 <>");
  EXPECT_EQ(At("Us^er:x"), "field@0 <Us>");
  EXPECT_EQ(At("a OR -sr^"), "field@6 <sr>");
  EXPECT_EQ(At("(sr^"), "field@1 <sr>");
  EXPECT_EQ(At("User:an^"), "value User@5 <an>");
  EXPECT_EQ(At("User:^"), "value User@5 <>");
  EXPECT_EQ(At("User!=a^"), "value User@6 <a>");
  EXPECT_EQ(At("User:\"an b^"), "value User@5 <an b>");
  EXPECT_EQ(At("User:\"an\" ho^"), "field@10 <ho>");
  EXPECT_EQ(At("User:a*^"), "nothing User@5 <a*>");
  EXPECT_EQ(At("\"two wo^"), "nothing@7 <>");
  EXPECT_EQ(At("a | ^"), "command@4 <>");
  EXPECT_EQ(At("a | co^"), "command@4 <co>");
  EXPECT_EQ(At("a | count ^"), "column or by@10 <>");
  EXPECT_EQ(At("a | count by ho^"), "column@13 <ho>");
  EXPECT_EQ(At("a | count by host, us^"), "column@19 <us>");
  EXPECT_EQ(At("a | sort -co^"), "column@10 <co>");
  EXPECT_EQ(At("a | timechart span=5^"), "nothing@19 <5>");
  EXPECT_EQ(At("\"a | b^"), "nothing@6 <>");
}

TEST(HuntComplete, OffersFieldsThatOccurFirst) {
  FieldCounter counter;
  counter.Add(
      std::vector<EventField>{{.name = "vpn.user", .value = "an"}, {.name = "User", .value = "x"}});
  counter.Add(std::vector<EventField>{{.name = "vpn.user", .value = "an"},
                                      {.name = "odd name", .value = "x"}});
  const FieldSample sample = counter.Take();
  ASSERT_EQ(sample.events, 2U);
  EXPECT_EQ(sample.fields[0].values[0].count, 2U);
  const FieldSample busy{.events = 9, .fields = {{.name = "Hostname", .events = 8, .values = {}}}};
  EXPECT_EQ(CompleteField("hos", busy, true)[0].text, "host:") << "every event has one";
  const auto offers = CompleteField("use", sample, true);
  ASSERT_GE(offers.size(), 3U);
  EXPECT_EQ(offers[0].text, "User:") << "begins with it";
  EXPECT_EQ(offers[0].count, 1U);
  EXPECT_EQ(CompleteField("vpn", sample, true)[0].text, "vpn.user:");
  EXPECT_TRUE(CompleteField("odd", sample, true).empty()) << "cannot be written with a colon";
  EXPECT_EQ(CompleteField("odd", sample, false)[0].text, "\"odd name\"");
}

/// What may stand at the mark ^ besides fields; "fields" when those may, too.
std::string Words(std::string text) {
  const auto cursor = text.find('^');
  text.erase(cursor, 1);
  const HuntPlace place = PlaceAt(text, cursor);
  if (place.kind == HuntPlace::Kind::kNothing) return "nothing";
  std::string out;
  for (const auto& offer : CompleteWord(place.typed, place.words)) out += "<" + offer.text + ">";
  return place.only_words || place.kind == HuntPlace::Kind::kCommand ? out : out + "fields";
}

TEST(HuntComplete, AfterATableItsColumnsAreOffered) {
  EXPECT_EQ(Words("a | count by user | where ^"), "<user><count>");
  EXPECT_EQ(Words("a | count by user | where c^"), "<count>");
  EXPECT_EQ(Words("a | distinct host | head 5 | sort -^"), "<host><count><first><last>");
  EXPECT_EQ(Words("a | count by \"odd name\" | sort ^"), "<\"odd name\"><count>");
  EXPECT_EQ(Words("a | count by user | where count ^"), "nothing");
  EXPECT_EQ(Words("a | count by user | where count > ^"), "nothing");
  EXPECT_EQ(Words("a | count by user | sort count ^"), "<asc><desc>");
  EXPECT_EQ(Words("a | sort ^"), "fields");
  EXPECT_EQ(Words("a | head ^"), "nothing");
  EXPECT_EQ(Words("a | count by ^"), "fields");
}

TEST(HuntComplete, ATimechartTakesASpanAndAMeasure) {
  EXPECT_EQ(Words("a | timechart sp^"), "<span=>");
  EXPECT_EQ(Words("a | timechart c^"), "<count ><count_distinct >");
  EXPECT_EQ(Words("a | timechart span=5m a^"), "<avg >");
  EXPECT_EQ(Words("a | timechart sum ^"), "fields");
  EXPECT_EQ(Words("a | timechart span=5m sum b^"), "fields");
  EXPECT_EQ(Words("a | timechart count by ^"), "fields");
}

TEST(HuntComplete, CommandsThatMayFollowAreOffered) {
  EXPECT_EQ(Words("a | ti^"), "<timechart count by >");
  EXPECT_EQ(Words("a | w^"), "") << "where is for tables";
  EXPECT_EQ(Words("a | count by user | ^"), "<where count > ><sort -><head 100>");
  EXPECT_EQ(Words("a | timechart count | ^"), "");
  EXPECT_EQ(Words("a | fields user | ^"), "<sort -><head 100>");
}

TEST(HuntComplete, QuotesWhatIsNoPlainWord) {
  EXPECT_EQ(QuoteValue("web-01"), "web-01");
  EXPECT_EQ(QuoteValue("a b"), "\"a b\"");
  EXPECT_EQ(QuoteValue("/admin/"), "\"/admin/\"");
  EXPECT_EQ(QuoteValue("OR"), "\"OR\"");
  for (const std::string value :
       {"C:\\x\\", "say \"hi\"", "\\\"", "a\\\\", "\\\\srv\\a b", "", "|"}) {
    const auto tree = ParseHunt("f:" + QuoteValue(value));
    ASSERT_TRUE(tree) << value;
    ASSERT_EQ(tree->term.pattern.size(), 1U) << value;
    EXPECT_EQ(tree->term.pattern[0].text, value);
  }
}

TEST(HuntComplete, RemarksOnWhatWasHardlyMeant) {
  const auto said = [](std::string_view text) {
    const FieldSample sample{.events = 1,
                             .fields = {{.name = "vpn.user", .events = 1, .values = {}}}};
    std::string out;
    for (const auto& remark : Remarks(*ParseHuntQuery(text), text, sample)) {
      out += fmt::format("{}@{}+{}={} ", remark.code, remark.position, remark.length,
                         remark.suggestion);
    }
    return out;
  };
  EXPECT_EQ(said("a and b"), "lower_operator@2+3=AND ");
  EXPECT_EQ(said("(a Or b) | count"), "lower_operator@3+2=OR ");
  EXPECT_EQ(said("a AND b OR \"and\""), "");
  EXPECT_EQ(said("user=admin"), "equals@0+10=user:admin ");
  EXPECT_EQ(said("NOT vpn.user=an*"), "equals@4+12=vpn.user:an* ");
  EXPECT_EQ(said("key=admin user= CommandLine:a=b"), "");
}

TEST(HuntComplete, UnknownFieldsHaveANearestName) {
  const auto query = ParseHuntQuery("Imgae:x AND NOT vpn.user:y image:z | count by hots, zzzzzz");
  ASSERT_TRUE(query);
  FieldCounter counter;
  counter.Add(std::vector<EventField>{{.name = "vpn.user", .value = "an"}});
  const auto unknown = UnknownFields(*query, counter.Take());
  ASSERT_EQ(unknown.size(), 3U);
  EXPECT_EQ(unknown[0].name, "Imgae");
  EXPECT_EQ(unknown[0].nearest, "Image");
  EXPECT_EQ(unknown[0].position, 0U);
  EXPECT_EQ(unknown[1].nearest, "host");
  EXPECT_EQ(unknown[2].nearest, "");
}

}  // namespace
}  // namespace lachan::events
