// SPDX-License-Identifier: Apache-2.0
/// \file
/// What it costs to make events of records: `normalise_bench [mappings folder] [seconds a format]`.
/// One thread, `Normaliser::Read` alone, as views and as events: lines/s, MB/s and allocations an
/// event, per format.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <new>
#include <random>
#include <string>
#include <vector>

#include "normalise/normaliser.h"

namespace {

std::size_t allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  std::abort();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using lachan::Instant;
using lachan::RawRecord;
using lachan::normalise::Normaliser;

class NoHosts final : public lachan::normalise::HostResolver {
 public:
  std::string HostOf(std::string_view) const override { return {}; }
};

/// Lines of one format that differ in addresses, ports, users and seconds. In a template, {0} is a
/// last byte of an address, {1} a port, {2} a second (two digits), {3} a user.
struct Format {
  std::string_view name;
  std::string_view line;
};

constexpr Format kFormats[] = {
    {"windows json 500 B",
     R"({{"EventTime":"2026-11-23 11:05:{2}","Hostname":"pc{0}.so.tinh.vn","Channel":"Security","EventID":4624,"SourceName":"Microsoft-Windows-Security-Auditing","TargetUserName":"{3}","TargetDomainName":"TINH","LogonType":3,"IpAddress":"10.1.2.{0}","IpPort":"{1}","LogonProcessName":"NtLmSsp","AuthenticationPackageName":"NTLM","WorkstationName":"PC{0}","TargetLogonId":"0x{1}","SubjectUserSid":"S-1-0-0","SubjectUserName":"-","Keywords":"0x8020000000000000","RecordNumber":8{1},"ProcessId":"0x0"}})"},
    {"winlogbeat sysmon",
     R"({{"@timestamp":"2026-11-23T04:05:{2}.123Z","winlog":{{"channel":"Microsoft-Windows-Sysmon/Operational","event_id":1,"computer_name":"pc{0}.so.tinh.vn","provider_name":"Microsoft-Windows-Sysmon","record_id":{1},"event_data":{{"Image":"C:\\Windows\\System32\\cmd.exe","CommandLine":"cmd.exe /c dir {1}","User":"TINH\\{3}","ParentImage":"C:\\Windows\\explorer.exe","ProcessId":"{1}","Hashes":"SHA256=AA{1}","CurrentDirectory":"C:\\Users\\{3}\\"}}}},"message":"Process Create","host":{{"name":"pc{0}"}},"agent":{{"type":"winlogbeat","version":"8.13.0"}}}})"},
    {"application json",
     R"({{"ts":"2026-11-23T11:05:{2}+07:00","level":"info","hostname":"app{0}","source":{{"ip":"203.0.113.{0}","port":{1}}},"user":{{"name":"{3}"}},"msg":"request done","ok":true,"ms":{1}}})"},
    {"suricata eve dns",
     R"({{"timestamp":"2026-11-23T11:05:{2}.875791+0700","flow_id":8412529{1},"in_iface":"eth1","event_type":"dns","src_ip":"10.1.2.{0}","src_port":{1},"dest_ip":"10.1.2.1","dest_port":53,"proto":"UDP","dns":{{"type":"query","id":{1},"rrname":"w{1}.example.vn","rrtype":"A","tx_id":0}}}})"},
    {"syslog sshd",
     "<38>Nov 23 11:05:{2} web{0} sshd[{1}]: Failed password for invalid user {3} from "
     "203.0.113.{0} port {1} ssh2"},
    {"syslog 5424",
     "<134>1 2026-11-23T11:05:{2}.003+07:00 app{0} evntslog {1} ID47 [exampleSDID@32473 iut=\"3\" "
     "eventSource=\"Application\" eventID=\"{1}\"] An application event log entry of {3} with some "
     "more text so that it has the length of a usual line in a log"},
    {"syslog unknown text",
     "<30>Nov 23 11:05:{2} app{0} backupd[{1}]: job {1} of {3} finished without errors in 12 "
     "seconds, 1024 files were copied and 3 were skipped because nothing had changed in them"},
    {"iptables",
     "<4>Nov 23 11:05:{2} fw{0} kernel: [12.5] [UFW BLOCK] IN=eth0 OUT= "
     "MAC=00:11:22:33:44:55:66:77:88:99:aa:bb:08:00 SRC=203.0.113.{0} DST=10.0.0.1 LEN=40 TOS=0x00 "
     "PREC=0x00 TTL=240 ID={1} PROTO=TCP SPT={1} DPT=3389 WINDOW=1024 RES=0x00 SYN URGP=0"},
    {"fortigate",
     "<189>date=2026-11-23 time=11:05:{2} devname=\"FGT{0}\" devid=\"FG100D3G\" "
     "eventtime=17954067{2} tz=\"+0700\" logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" "
     "level=\"notice\" vd=\"root\" srcip=10.1.1.{0} srcport={1} srcintf=\"lan\" "
     "dstip=8.8.8.{0} dstport=53 dstintf=\"wan1\" policyid=1 sessionid={1} proto=17 "
     "action=\"accept\" user=\"{3}\" service=\"DNS\" sentbyte=70 rcvdbyte=120 sentpkt=1 rcvdpkt=1"},
    {"web access",
     "203.0.113.{0} - {3} [23/Nov/2026:11:05:{2} +0700] \"GET /tin-tuc?id={1} HTTP/1.1\" 200 5120 "
     "\"https://tinh.gov.vn/\" \"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
     "(KHTML, like Gecko) Chrome/119.0 Safari/537.36\""},
    {"squid",
     "17954067{2}.250     92 10.0.0.{0} TCP_MISS/200 5120 GET http://mail.example.com/in?x={1} {3} "
     "HIER_DIRECT/198.51.100.7 text/html"},
    {"cef",
     "CEF:0|Vendor|IDS|1.0|{1}|SQL injection|8|src=203.0.113.{0} dst=10.0.0.1 spt={1} dpt=80 "
     "act=blocked suser={3} request=/a?b=c msg=two words rt=17954067{2}000"},
    {"plain text", "a line of {3} that has no format {1} and comes from {0} at {2} o'clock"},
};

std::vector<RawRecord> LinesOf(const Format& format) {
  std::mt19937 random(7);
  const char* users[] = {"an", "binh", "nguyen.van.chi", "admin"};
  std::vector<RawRecord> records(4'000);
  for (auto& record : records) {
    record.text = fmt::format(fmt::runtime(format.line), random() % 250 + 1,
                              random() % 60'000 + 1024, random() % 50 + 10, users[random() % 4]);
    record.received_at = *lachan::ParseInstant("2026-11-23T04:05:30Z");
    record.peer = "192.0.2.1";
    record.transport = lachan::Transport::kSyslogTcp;
  }
  return records;
}

struct Cost {
  double lines_a_second = 0, allocations = 0;
};

/// \param read  Reads a record; it may spoil it.
template <class Read>
Cost Run(const std::vector<RawRecord>& records, double seconds, const Read& read) {
  using Clock = std::chrono::steady_clock;
  std::size_t lines = 0, all = 0;
  double spent = 0;
  while (spent < seconds) {
    auto copies = records;
    const auto from = Clock::now();
    const std::size_t before = allocations;
    for (auto& record : copies) read(record);
    all += allocations - before;
    spent += std::chrono::duration<double>(Clock::now() - from).count();
    lines += copies.size();
  }
  return {static_cast<double>(lines) / spent,
          static_cast<double>(all) / static_cast<double>(lines)};
}

void Measure(const Normaliser& normaliser, const Format& format, double seconds) {
  const auto records = LinesOf(format);
  const NoHosts hosts;
  lachan::normalise::FlatNormalised flat;
  const Cost views =
      Run(records, seconds, [&](RawRecord& record) { normaliser.Read(record, hosts, flat); });
  const Cost events = Run(records, seconds / 2,
                          [&](RawRecord& record) { normaliser.Read(std::move(record), hosts); });
  double bytes = 0;
  for (const auto& record : records) bytes += static_cast<double>(record.text.size());
  bytes /= static_cast<double>(records.size());
  const auto first = normaliser.Read(records[0], hosts);
  fmt::print(
      "{:20} {:>4.0f} B {:>3} fields  views {:>9.0f} lines/s {:>5.0f} MB/s {:>5.2f} allocations  "
      "events "
      "{:>8.0f} lines/s {:>5.1f} allocations  {}\n",
      format.name, bytes, first.event.fields.size(), views.lines_a_second,
      views.lines_a_second * bytes / 1e6, views.allocations, events.lines_a_second,
      events.allocations, first.event.format);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<lachan::normalise::MappingText> texts;
  for (const auto& entry : std::filesystem::directory_iterator(argc > 1 ? argv[1] : "mappings")) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream stream(entry.path());
    texts.push_back({entry.path().string(), {std::istreambuf_iterator<char>(stream), {}}});
  }
  auto mappings = lachan::normalise::CompileMappings(texts);
  for (const auto& finding : mappings.findings) fmt::print(stderr, "{}\n", finding.Text());
  if (!mappings.value) return 2;
  const Normaliser normaliser(std::move(*mappings.value));
  for (const auto& format : kFormats) {
    Measure(normaliser, format, argc > 2 ? std::atof(argv[2]) : 1.0);
  }
  return 0;
}
