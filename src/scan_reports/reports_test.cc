// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scan_reports/identity.h"
#include "scan_reports/report.h"

namespace lachan::scan_reports {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Report Read(std::string_view text, const ReportLimits& limits = {}) {
  auto report = ReadReport(text, limits);
  EXPECT_TRUE(report) << report.error().Text();
  if (!report) return {};
  EXPECT_EQ(report->read, report->observations.size() + report->rejected);
  return *std::move(report);
}

const Observation* By(const Report& report, std::string_view plugin) {
  for (const auto& o : report.observations) {
    if (o.plugin == plugin) return &o;
  }
  ADD_FAILURE() << "no observation of " << plugin;
  static const Observation kNone;
  return &kNone;
}

constexpr std::string_view kNmap = R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<?xml-stylesheet href="file:///usr/share/nmap/nmap.xsl" type="text/xsl"?>
<nmaprun scanner="nmap" args="nmap -sV" start="1790000000" version="7.93">
<host starttime="1790000001" endtime="1790000100"><status state="up" reason="echo-reply"/>
<address addr="10.2.3.4" addrtype="ipv4"/><address addr="00:11:22:33:44:55" addrtype="mac"/>
<hostnames><hostname name="Web01.Example.VN" type="PTR"/><hostname name="www.example.vn" type="user"/></hostnames>
<ports><extraports state="closed" count="997"/>
<port protocol="tcp" portid="22"><state state="open"/><service name="ssh" product="OpenSSH" version="7.4"><cpe>cpe:/a:openbsd:openssh:7.4</cpe></service>
<script id="vulners" output="..."><table key="cpe:/a:openbsd:openssh:7.4"><table><elem key="id">CVE-2023-38408</elem><elem key="cvss">9.8</elem><elem key="type">cve</elem><elem key="is_exploit">false</elem></table>
<table><elem key="id">EDB-1</elem><elem key="cvss">9.0</elem><elem key="type">exploitdb</elem></table></table></script></port>
<port protocol="tcp" portid="23"><state state="open"/><service name="telnet"/></port>
<port protocol="tcp" portid="80"><state state="closed"/><service name="http"/></port>
</ports>
<hostscript><script id="smb-vuln-ms17-010" output="VULNERABLE"><table key="CVE-2017-0143">
<elem key="title">Remote Code Execution vulnerability in Microsoft SMBv1 servers (ms17-010)</elem>
<elem key="state">VULNERABLE</elem><table key="ids"><elem>CVE:CVE-2017-0143</elem></table>
<table key="description"><elem>A critical remote code execution.</elem></table>
<table key="refs"><elem>https://technet.microsoft.com/en-us/library/security/ms17-010.aspx</elem></table></table></script>
<script id="smb-vuln-ms10-054" output="false"><table key="x"><elem key="title">No</elem><elem key="state">NOT VULNERABLE</elem></table></script></hostscript>
</host>
<host><status state="up"/><address addr="AA:BB:CC:DD:EE:FF" addrtype="mac"/></host>
<host><status state="down"/><address addr="10.2.3.5" addrtype="ipv4"/></host>
<runstats><finished time="1790000200" exit="success"/></runstats></nmaprun>)";

TEST(Nmap, PortsAndScripts) {
  const auto report = Read(kNmap);
  EXPECT_EQ(report.format, ReportFormat::nmap);
  EXPECT_EQ(report.scanner, "Nmap 7.93");
  EXPECT_THAT(report.covered, ElementsAre("10.2.3.4", "www.example.vn"));
  ASSERT_EQ(report.observations.size(), 4u);
  const auto& ssh = report.observations[0];
  EXPECT_EQ(ssh.title, "Open port tcp/22 ssh");
  EXPECT_EQ(ssh.evidence, "OpenSSH 7.4");
  EXPECT_EQ(ssh.host, "www.example.vn");
  EXPECT_EQ(ssh.port, 22);
  EXPECT_EQ(ssh.severity, Level::informational);
  ASSERT_TRUE(ssh.seen_at);
  const auto* vulners = By(report, "vulners");
  EXPECT_THAT(vulners->cves, ElementsAre("CVE-2023-38408"));
  EXPECT_EQ(vulners->cvss.tenths, 98);
  EXPECT_FALSE(vulners->is_computed);
  EXPECT_EQ(vulners->severity, Level::critical);
  EXPECT_EQ(report.observations[2].severity, Level::medium);  // telnet
  const auto* smb = By(report, "smb-vuln-ms17-010");
  EXPECT_EQ(smb->port, 0);
  EXPECT_THAT(smb->cves, ElementsAre("CVE-2017-0143"));
  EXPECT_EQ(smb->severity, Level::high);
  EXPECT_EQ(smb->references.size(), 1u);
  ASSERT_EQ(report.rejected, 1u);
  EXPECT_THAT(report.rejections[0].reason, HasSubstr("without an address"));
}

TEST(Nmap, AHostThatSaysNothingIsNotCovered) {
  const auto host = [](const char* state) {
    return fmt::format(
        R"(<nmaprun><host><status state="up" reason="user-set"/><address addr="10.0.0.1" addrtype="ipv4"/>
<ports><extraports state="{}" count="10"/></ports></host></nmaprun>)",
        state);
  };
  EXPECT_TRUE(Read(host("filtered")).covered.empty());
  EXPECT_THAT(Read(host("closed")).covered, ElementsAre("10.0.0.1"));
}

constexpr std::string_view kGmp =
    R"(<get_reports_response status="200"><report id="a"><report id="b">
<scan_start>2026-11-01T08:00:00Z</scan_start><scan_end>2026-11-01T09:00:00Z</scan_end>
<results><result id="r1"><name>Apache Log4j RCE</name><host>10.2.3.4<asset asset_id="x"/><hostname>WWW.example.vn</hostname></host>
<port>443/tcp</port><nvt oid="1.3.6.1.4.1.25623.1.0.117842"><type>nvt</type><name>Apache Log4j RCE</name><cvss_base>10.0</cvss_base>
<severities score="100"><severity type="cvss_base_v3"><value>CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H</value></severity></severities>
<tags>cvss_base_vector=AV:N/AC:M/Au:N/C:C/I:C/A:C|summary=Apache Log4j is prone to RCE.|insight=JNDI.</tags>
<refs><ref type="cve" id="CVE-2021-44228"/><ref type="url" id="https://logging.apache.org"/><ref type="url" id="javascript:alert"/></refs>
<solution type="VendorFix">Update to 2.17.</solution></nvt><threat>High</threat><severity>10.0</severity><qod><value>95</value></qod><description>Seen in a reply.</description></result>
<result id="r2"><name>Log</name><host>10.2.3.4</host><port>general/tcp</port><nvt oid="1.3.6.1.4.1.25623.1.0.1"><name>Log</name></nvt><threat>Log</threat><severity>0.0</severity></result>
<result id="r3"><name>Wrong</name><host>10.2.3.4</host><port>80/tcp</port><nvt oid="1.3.6.1.4.1.25623.1.0.2"/><threat>False Positive</threat><severity>-1.0</severity></result>
<result id="r4"><name>Nowhere</name><host></host><nvt oid="1"/><threat>High</threat></result></results>
<host><ip>10.2.3.4</ip></host><host><ip>10.2.3.9</ip></host></report></report></get_reports_response>)";

TEST(OpenVas, ReportsOfGmp) {
  const auto report = Read(kGmp);
  EXPECT_EQ(report.format, ReportFormat::openvas);
  EXPECT_THAT(report.covered,
              testing::UnorderedElementsAre("10.2.3.4", "10.2.3.9", "www.example.vn"));
  ASSERT_EQ(report.observations.size(), 2u);
  const auto& log4j = report.observations[0];
  EXPECT_EQ(log4j.host, "www.example.vn");
  EXPECT_EQ(log4j.port, 443);
  EXPECT_EQ(log4j.cvss.version, CvssVersion::kV31);
  EXPECT_EQ(log4j.cvss.tenths, 100);
  EXPECT_TRUE(log4j.is_computed);
  EXPECT_THAT(log4j.cves, ElementsAre("CVE-2021-44228"));
  EXPECT_THAT(log4j.references, ElementsAre("https://logging.apache.org"));
  EXPECT_EQ(log4j.solution, "Update to 2.17.");
  EXPECT_THAT(log4j.description, HasSubstr("JNDI"));
  EXPECT_EQ(report.observations[1].port, 0);
  EXPECT_EQ(report.observations[1].severity, Level::informational);
  ASSERT_EQ(report.rejections.size(), 2u);
  EXPECT_EQ(report.rejections[0].place, "result r3");
}

TEST(OpenVas, PlainResults) {
  const auto report = Read(
      "<results><result><host>10.0.0.9</host><port>8080/tcp</port><nvt oid=\"1.2.3\"><name>Old TLS"
      "</name><cvss_base>4.3</cvss_base><cve>CVE-2011-3389</cve></nvt><threat>Medium</threat>"
      "</result></results>");
  ASSERT_EQ(report.observations.size(), 1u);
  EXPECT_EQ(report.observations[0].severity, Level::medium);
  EXPECT_THAT(report.observations[0].cves, ElementsAre("CVE-2011-3389"));
  EXPECT_EQ(report.observations[0].place, "result 1");
}

constexpr std::string_view kNuclei =
    R"({"template-id":"CVE-2021-44228","info":{"name":"Log4j RCE","severity":"critical","description":"d","reference":["https://x.example"],"tags":["cve","rce"],"classification":{"cve-id":["CVE-2021-44228"],"cwe-id":["cwe-502"],"cvss-metrics":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H","cvss-score":10}},"type":"http","host":"https://www.example.vn","matched-at":"https://www.example.vn/api?x=1","ip":"10.2.3.4","extracted-results":["v2.14"],"timestamp":"2026-11-02T10:00:00.123456+07:00"}
{"template-id":"tech-detect","info":{"name":"nginx","severity":"info"},"host":"www.example.vn:8443","matched-at":"www.example.vn:8443","matcher-name":"nginx","timestamp":"2026-11-02T10:00:01Z"}

{"template-id":"broken"
{"template-id":"x","info":{"name":"x","severity":"awful"},"host":"a"}
{"template-id":"y","info":{"name":"y","severity":"low"},"matcher-status":false,"host":"a"}
{"info":{"name":"nobody"}}
)";

TEST(Nuclei, Lines) {
  const auto report = Read(kNuclei);
  EXPECT_EQ(report.format, ReportFormat::nuclei);
  ASSERT_EQ(report.observations.size(), 2u);
  const auto& log4j = report.observations[0];
  EXPECT_EQ(log4j.address, "10.2.3.4");
  EXPECT_EQ(log4j.host, "www.example.vn");
  EXPECT_EQ(log4j.port, 443);
  EXPECT_EQ(log4j.protocol, "tcp");
  EXPECT_EQ(log4j.url, "https://www.example.vn/api?x=1");
  EXPECT_EQ(log4j.cvss.tenths, 100);
  EXPECT_THAT(log4j.cwes, ElementsAre("CWE-502"));
  EXPECT_EQ(log4j.evidence, "https://www.example.vn/api?x=1\nv2.14");
  EXPECT_EQ(report.observations[1].port, 8443);
  EXPECT_TRUE(report.observations[1].url.empty());
  ASSERT_EQ(report.rejections.size(), 4u);
  EXPECT_EQ(report.rejections[0].place, "line 4");
  EXPECT_THAT(report.rejections[1].reason, HasSubstr("awful"));
}

TEST(Nuclei, AnArrayIsReadLikeLines) {
  const auto report =
      Read(R"([{"template-id":"a","info":{"name":"A","severity":"low"},"host":"h"}])");
  EXPECT_EQ(report.observations.size(), 1u);
}

constexpr std::string_view kSarif =
    R"({"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{
 "tool":{"driver":{"name":"CodeCheck","rules":[{"id":"js/sql","shortDescription":{"text":"SQL injection"},"helpUri":"https://h.example",
   "properties":{"tags":["security","external/cwe/cwe-089"],"security-severity":"8.8"}}]}},
 "invocations":[{"executionSuccessful":true,"endTimeUtc":"2026-11-03T01:02:03Z"}],
 "results":[
  {"ruleId":"js/sql","ruleIndex":0,"level":"error","message":{"text":"Query built from input"},
   "locations":[{"physicalLocation":{"artifactLocation":{"uri":"src/db.js"},"region":{"startLine":12,"snippet":{"text":"q = a"}}}}]},
  {"ruleId":"js/old","message":{"text":"Old"},"suppressions":[{"kind":"inSource"}]},
  {"ruleId":"web/xss","level":"warning","message":{"text":"XSS"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"http://a.example:8080/x"}}}]},
  {"ruleId":"js/ok","kind":"pass","message":{"text":"fine"}},
  7]}]})";

TEST(Sarif, ResultsWithTheirRules) {
  const auto report = Read(kSarif);
  EXPECT_EQ(report.format, ReportFormat::sarif);
  EXPECT_EQ(report.scanner, "CodeCheck");
  ASSERT_EQ(report.observations.size(), 2u);
  const auto& sql = report.observations[0];
  EXPECT_EQ(sql.title, "SQL injection");
  EXPECT_EQ(sql.component, "src/db.js");
  EXPECT_EQ(sql.evidence, "src/db.js:12\nq = a");
  EXPECT_EQ(sql.cvss.tenths, 88);
  EXPECT_EQ(sql.severity, Level::high);
  EXPECT_THAT(sql.cwes, ElementsAre("CWE-89"));
  EXPECT_EQ(report.observations[1].host, "a.example");
  EXPECT_EQ(report.observations[1].port, 8080);
  EXPECT_EQ(report.observations[1].severity, Level::medium);
  EXPECT_EQ(report.rejected, 3u);
  EXPECT_FALSE(ReadReport(R"({"version":"2.0.0","runs":[],"$schema":"sarif"})"));
}

constexpr std::string_view kVex =
    R"({"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"timestamp":"2026-11-04T00:00:00Z"},
 "components":[{"bom-ref":"c1","type":"library","name":"log4j-core","version":"2.14","cpe":"cpe:2.3:a:apache:log4j:2.14:*:*:*:*:*:*:*"}],
 "vulnerabilities":[
 {"id":"CVE-2021-44228","ratings":[{"method":"CVSSv31","score":10,"severity":"critical","vector":"AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"}],"cwes":[502],
  "recommendation":"Update","advisories":[{"url":"https://a.example"}],"analysis":{"state":"exploitable"},"affects":[{"ref":"c1"}]},
 {"id":"CVE-2022-0001","ratings":[{"severity":"low"}],"analysis":{"state":"not_affected","justification":"code_not_reachable"},"affects":[{"ref":"c1"}]},
 {"description":"nameless"}]})";

TEST(CycloneDx, StatementsAboutComponents) {
  const auto report = Read(kVex);
  EXPECT_EQ(report.format, ReportFormat::cyclonedx);
  ASSERT_EQ(report.observations.size(), 2u);
  const auto& log4j = report.observations[0];
  EXPECT_EQ(log4j.component, "log4j-core 2.14");
  EXPECT_THAT(log4j.cpe, HasSubstr("apache:log4j"));
  EXPECT_TRUE(log4j.is_computed);
  EXPECT_EQ(log4j.severity, Level::critical);
  EXPECT_THAT(log4j.cwes, ElementsAre("CWE-502"));
  EXPECT_FALSE(log4j.is_cleared);
  EXPECT_TRUE(report.observations[1].is_cleared);
  EXPECT_THAT(report.observations[1].evidence, HasSubstr("code_not_reachable"));
  EXPECT_EQ(report.rejections[0].place, "vulnerabilities[2]");
  EXPECT_FALSE(ReadReport(R"({"bomFormat":"CycloneDX","specVersion":"1.2","vulnerabilities":[]})"));
  EXPECT_FALSE(ReadReport(R"({"bomFormat":"CycloneDX","specVersion":"1.5","components":[]})"));
}

TEST(Reports, FormatsAreToldByContent) {
  EXPECT_EQ(DetectFormat("\xEF\xBB\xBF  <?xml version=\"1.0\"?><nmaprun>"), ReportFormat::nmap);
  EXPECT_EQ(DetectFormat("<report id='1'>"), ReportFormat::openvas);
  EXPECT_EQ(DetectFormat(kNuclei), ReportFormat::nuclei);
  EXPECT_EQ(DetectFormat(kSarif), ReportFormat::sarif);
  EXPECT_EQ(DetectFormat(kVex), ReportFormat::cyclonedx);
  EXPECT_EQ(DetectFormat("<html></html>"), std::nullopt);
  EXPECT_EQ(DetectFormat("{\"a\":1}"), std::nullopt);
  EXPECT_EQ(DetectFormat(""), std::nullopt);
}

TEST(Reports, HostileXmlIsRefused) {
  const auto bomb = ReadReport(
      "<!DOCTYPE nmaprun [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><nmaprun><host>&b;</host>"
      "</nmaprun>");
  ASSERT_FALSE(bomb);
  EXPECT_EQ(bomb.error().code(), ErrorCode::kInvalidInput);
  const auto outside =
      ReadReport("<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><nmaprun>&x;</nmaprun>");
  ASSERT_FALSE(outside);
  std::string deep = "<nmaprun>";
  for (int i = 0; i < 200'000; ++i) deep += "<a>";
  EXPECT_FALSE(ReadReport(deep));  // Never closed, and no crash.
  std::string wide = "<nmaprun>";
  for (int i = 0; i < 2'000; ++i) wide += "<a/>";
  const auto too_wide = ReadReport(wide + "</nmaprun>", {.xml_nodes = 1'000});
  ASSERT_FALSE(too_wide);
  EXPECT_EQ(too_wide.error().code(), ErrorCode::kExhausted);
}

TEST(Reports, LimitsHold) {
  EXPECT_EQ(ReadReport(kNuclei, {.bytes = 10}).error().code(), ErrorCode::kExhausted);
  const auto report = Read(kNuclei, {.observations = 1, .title = 3});
  EXPECT_EQ(report.observations.size(), 1u);
  EXPECT_EQ(report.rejected, 5u);
  EXPECT_LE(report.observations[0].title.size(), 6u);  // Two letters and "…".
  std::string deep(3000, '[');
  EXPECT_FALSE(ReadReport("[{\"template-id\":" + deep));
}

TEST(Identity, OneCveIsOneWeaknessForEveryScanner) {
  const auto nuclei = Read(kNuclei).observations[0];
  const auto openvas = Read(kGmp).observations[0];
  EXPECT_EQ(WeaknessOf(nuclei, ReportFormat::nuclei), "CVE-2021-44228");
  EXPECT_EQ(WeaknessOf(openvas, ReportFormat::openvas), "CVE-2021-44228");
  const auto here = Fingerprint("system:1", 443, "tcp", "CVE-2021-44228");
  EXPECT_EQ(here.size(), 32u);
  EXPECT_EQ(here, Fingerprint("system:1", 443, "tcp", "CVE-2021-44228"));
  EXPECT_NE(here, Fingerprint("system:2", 443, "tcp", "CVE-2021-44228"));
  EXPECT_NE(here, Fingerprint("system:1", 80, "tcp", "CVE-2021-44228"));
  Observation many;
  many.plugin = "1.2.3";
  many.cves = {"CVE-2020-0001", "CVE-2020-0002"};
  EXPECT_EQ(WeaknessOf(many, ReportFormat::openvas), "openvas:1.2.3");
}

TEST(Identity, ControlIsSaidByRule) {
  const auto control = [](Level level, const char* vector, std::vector<std::string> cwes,
                          std::vector<std::string> tags, bool kev) {
    Cvss cvss;
    if (*vector != '\0') cvss = *ComputeCvss(vector);
    return ControlOf(level, cvss, cwes, tags, kev);
  };
  const char* all = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
  const char* account = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H";
  const char* local = "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H";
  EXPECT_EQ(control(Level::critical, all, {}, {}, false), ControlReason::vector);
  EXPECT_EQ(control(Level::high, account, {"CWE-78"}, {}, false), ControlReason::weakness_class);
  EXPECT_EQ(control(Level::high, account, {}, {"rce"}, false), ControlReason::weakness_class);
  EXPECT_EQ(control(Level::high, account, {}, {}, true), ControlReason::known_exploited);
  const char* stops = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H";
  EXPECT_EQ(control(Level::high, stops, {}, {}, true), ControlReason::none);
  EXPECT_EQ(control(Level::high, "", {}, {}, true), ControlReason::known_exploited);
  EXPECT_EQ(control(Level::high, account, {}, {}, false), ControlReason::none);
  EXPECT_EQ(control(Level::high, local, {"CWE-78"}, {"rce"}, true), ControlReason::none);
  EXPECT_EQ(control(Level::medium, all, {"CWE-78"}, {"rce"}, true), ControlReason::none);
}

}  // namespace
}  // namespace lachan::scan_reports
