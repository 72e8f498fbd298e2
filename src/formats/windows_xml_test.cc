// SPDX-License-Identifier: Apache-2.0
#include "formats/windows_xml.h"

#include <gtest/gtest.h>

#include <chrono>

namespace lachan::formats {
namespace {

std::string Read(std::string_view xml, const WindowsXmlLimits& limits = {}) {
  NameTable names;
  TextArena arena;
  FlatRecord record;
  if (!ReadWindowsXml(xml, names, arena, record, limits)) {
    EXPECT_TRUE(record.fields.empty());
    return "not read";
  }
  std::string out;
  for (const FlatField& field : record.fields) {
    out += names.Text(field.name) + '=';
    if (field.value.form == RawValue::Form::kNull) out += "(null)";
    EXPECT_TRUE(AppendDecoded(field.value, out));
    out += ';';
  }
  return out;
}

std::string Data(std::string_view content) {
  return Read("<Event><EventData>" + std::string(content) + "</EventData></Event>");
}

TEST(WindowsXmlTest, ReadsAnEvent) {
  EXPECT_EQ(
      Read(
          "\xEF\xBB\xBF<?xml version='1.0' encoding='utf-8'?>\r\n<!-- exported -->\n"
          "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>\n <System>\n"
          "  <Provider Name='Sample' Guid=\"{1}\"/>\n  <EventID Qualifiers='0'>4688</EventID>\n"
          "  <Correlation/><Execution ProcessID='4' ThreadID='8'></Execution>"
          "  <Channel>Security</Channel><Security UserID=''/>\n </System>\n <EventData>\n"
          "  <Data Name='Command Line'>cmd &lt;&#65;&#x1EE6;&#128512;&amp;&quot;&apos;&gt;</Data>\n"
          "  <Data>một</Data><Data>hai</Data><Data Name='Empty'></Data><Data Name='None'/>\n"
          "  <Data Name='Channel'>forged</Data>\n </EventData>\n</Event>\n"),
      "Provider_Name=Sample;Provider_Guid={1};EventID_Qualifiers=0;EventID=4688;Correlation=(null);"
      "Execution_ProcessID=4;Execution_ThreadID=8;Channel=Security;Security_UserID=;"
      "CommandLine=cmd <AỦ😀&\"'>;Data=một;Data=hai;Empty=;None=;");
}

TEST(WindowsXmlTest, ReadsUserDataByItsLeaves) {
  EXPECT_EQ(Read("<Event><UserData><A xmlns='x'><B>1</B><C "
                 "k='2'></C>\n<D><E>3</E></D></A></UserData>"
                 "<RenderingInfo Culture='en-US'><Message>m</Message><Level>Information</Level>"
                 "</RenderingInfo><System><Level>4</Level></System><Other>no</Other></Event>"),
            "B=1;C_k=2;C=(null);E=3;Message=m;Level=4;");
}

TEST(WindowsXmlTest, KeepsWhiteSpaceAndSections) {
  EXPECT_EQ(Data("<a> x\r\n</a><b><![CDATA[<&]]> &amp; <!-- c -->]]</b><c> </c>"),
            "a= x\r\n;b=<& & ]];c= ;");
  EXPECT_EQ(Read("<Event><BinaryEventData>0A</BinaryEventData><UserData> </UserData></Event>"),
            "BinaryEventData=0A;");
}

TEST(WindowsXmlTest, RepairsBytesThatAreNoUtf8) {
  EXPECT_EQ(Data("<a>\xFF</a>"), "a=\xEF\xBF\xBD;");
}

TEST(WindowsXmlTest, RefusesWhatIsNoEvent) {
  for (const std::string_view xml :
       {"",
        "text",
        "<Event>",
        "<Event/>",
        "<Events><Event/></Events>",
        "<Event><System></Event>",
        "<Event><System><a>1</a></System></Event>x",
        "<Event><System><a>1</b></System></Event>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><Event><System><a>1</a></System></Event>",
        "<Event><System><!DOCTYPE x><a>1</a></System></Event>",
        "<Event><System><a>&b;</a></System></Event>",
        "<Event><System><a>&#;</a></System></Event>",
        "<Event><System><a>&#xD800;</a></System></Event>",
        "<Event><System><a>&#1114112;</a></System></Event>",
        "<Event><System><a>&amp</a></System></Event>",
        "<Event><System><a b></a></System></Event>",
        "<Event><System><a b=1></a></System></Event>",
        "<Event><System><a b='1></a></System></Event>",
        "<Event><System><a b='1'c='2'></a></System></Event>",
        "<Event><System><>1</></System></Event>",
        "<Event><System><a>1</a></System>",
        "<Event><!-- ",
        "<Event><![CDATA[ "}) {
    EXPECT_EQ(Read(xml), "not read") << xml;
  }
}

TEST(WindowsXmlTest, LimitsHold) {
  WindowsXmlLimits limits;
  limits.fields = 1;
  limits.depth = 4;
  limits.bytes = 100;
  EXPECT_EQ(Read("<Event><System><a>1</a><b>2</b></System></Event>", limits), "a=1;");
  EXPECT_EQ(Read("<Event><UserData><a><b>1</b></a></UserData></Event>", limits), "b=1;");
  EXPECT_EQ(Read("<Event><UserData><a><b><c>1</c></b></a></UserData></Event>", limits), "not read");
  EXPECT_EQ(Read("<Event><System><a>1</a></System></Event>" + std::string(80, ' '), limits),
            "not read");
  const std::string name(513, 'n');
  EXPECT_EQ(Data("<" + name + ">1</" + name + ">"), "not read");
  EXPECT_EQ(Data("<a " + name + "='1'/>"), "not read");
}

TEST(WindowsXmlTest, ManyElementsTakeTimeOfTheirNumber) {
  std::string xml = "<Event><EventData>";
  for (int i = 0; i < 3'999; ++i) xml += "<d>1</d>";
  xml += "</EventData><System>";
  for (int i = 0; i < 200'000; ++i) xml += i % 2 == 0 ? "<a/>" : fmt::format("<s{}/>", i);
  xml += "</System><EventData>";
  for (int i = 0; i < 200'000; ++i) xml += "<a/>";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_NE(Read(xml + "</EventData></Event>"), "not read");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(WindowsXmlTest, AnyPrefixIsHandled) {
  const std::string_view xml =
      "<?xml?><Event a='&lt;'><System><P N=\"x\"/><E>1&#10;</E></System><EventData><Data "
      "Name='n'><![CDATA[x]]></Data></EventData></Event>";
  for (std::size_t size = 0; size < xml.size(); ++size) {
    const std::vector<char> exact(xml.begin(), xml.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(Read({exact.data(), exact.size()}), "not read") << size;
  }
  EXPECT_EQ(Read(xml), "P_N=x;E=1\n;n=x;");
}

}  // namespace
}  // namespace lachan::formats
