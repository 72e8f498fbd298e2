// SPDX-License-Identifier: Apache-2.0
/// \file
/// Invented log records with many distinct values, for measuring the whole chain.
#pragma once

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace lachan::bench {

/// Digits at a known place of each record that the sender counts up, so that no two are alike.
inline constexpr std::size_t kCounterDigits = 10;

/// A record with the place of its counter.
struct Record {
  std::string text;
  std::size_t counter = 0;
};

class Writer {
 public:
  explicit Writer(std::uint32_t seed) : random_(seed) {}

  /// A Windows event as NXLog writes it (JSON, 350–700 bytes).
  Record Windows() {
    const std::size_t number = Skewed(std::size(kPrograms));
    const Program& program = kPrograms[number];
    const std::string host = fmt::format("PC-{:04}.thanhhoa.local", Skewed(3000));
    const std::string user =
        fmt::format("THANHHOA\\\\{}{:03}", kNames[Number(std::size(kNames))], Skewed(400));
    std::string text =
        fmt::format(R"~({{"EventTime":"{}","Hostname":"{}","RecordNumber":"@","Severity":"INFO",)~",
                    Time("%F %T"), host);
    switch (Number(8)) {
      case 0:
      case 1:
        text += fmt::format(
            R"~("EventID":1,"SourceName":"Microsoft-Windows-Sysmon","Channel":"Microsoft-Windows-Sysmon/Operational","ProcessGuid":"{}","ProcessId":{},"Image":"{}","CommandLine":"{} {} {}","User":"{}","IntegrityLevel":"{}","Hashes":"SHA256={}","ParentImage":"{}")~",
            Guid(), Number(20000) * 4, program.image, program.image, program.arguments, Arguments(),
            user, Number(5) == 0 ? "High" : "Medium", HashOf(number), program.parent);
        break;
      case 2:
      case 3:
        text += fmt::format(
            R"~("EventID":3,"SourceName":"Microsoft-Windows-Sysmon","Channel":"Microsoft-Windows-Sysmon/Operational","ProcessGuid":"{}","ProcessId":{},"Image":"{}","User":"{}","Protocol":"tcp","Initiated":"true","SourceIp":"{}","SourcePort":{},"DestinationIp":"{}","DestinationHostname":"{}","DestinationPort":{})~",
            Guid(), Number(20000) * 4, kPrograms[Number(3)].image, user, Inside(),
            49152 + Number(16000), Outside(), Domain(), Number(3) == 0 ? 80 : 443);
        break;
      case 4:
        text += fmt::format(
            R"~("EventID":13,"SourceName":"Microsoft-Windows-Sysmon","Channel":"Microsoft-Windows-Sysmon/Operational","EventType":"SetValue","ProcessGuid":"{}","ProcessId":{},"Image":"{}","TargetObject":"HKLM\\System\\CurrentControlSet\\Services\\{}\\Parameters\\{}","Details":"DWORD (0x{:08x})","User":"{}")~",
            Guid(), Number(20000) * 4, program.image, Word(), Word(), random_(), user);
        break;
      case 5:
        text += fmt::format(
            R"~("EventID":11,"SourceName":"Microsoft-Windows-Sysmon","Channel":"Microsoft-Windows-Sysmon/Operational","ProcessGuid":"{}","ProcessId":{},"Image":"{}","TargetFilename":"C:\\Users\\{}\\AppData\\Local\\{}\\{}-{:x}.tmp","User":"{}")~",
            Guid(), Number(20000) * 4, program.image, kNames[Number(std::size(kNames))], Word(),
            Word(), Number(1 << 24), user);
        break;
      default:
        text += fmt::format(
            R"~("EventID":{},"SourceName":"Microsoft-Windows-Security-Auditing","Channel":"Security","SubjectUserName":"{}$","SubjectLogonId":"0x{:x}","TargetUserName":"{}{:03}","TargetDomainName":"THANHHOA","LogonType":{},"LogonProcessName":"Kerberos","WorkstationName":"{}","IpAddress":"{}","IpPort":{},"Status":"{}")~",
            Number(5) == 0 ? 4625 : 4624, host.substr(0, 7), Number(1 << 24),
            kNames[Number(std::size(kNames))], Skewed(400), Number(2) == 0 ? 3 : 2,
            host.substr(0, 7), Inside(), 49152 + Number(16000),
            Number(5) == 0 ? "0xc000006d" : "0x0");
    }
    return Placed(text + "}");
  }

  /// A line of syslog (RFC 3164, 150–350 bytes): web server, firewall, sshd, sudo, DNS, mail.
  Record Syslog() {
    const std::string head = fmt::format("{} srv{:03}", Time("%b %e %H:%M:%S"), Skewed(400));
    switch (Number(8)) {
      case 0:
      case 1:
      case 2:
        return Placed(fmt::format(
            "<190>{} nginx: {} - - [{}] \"{} /{}/{}?id=@ HTTP/1.1\" {} {} \"https://{}/{}\" "
            "\"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/{}.0.0.0 Safari/537.36\"",
            head, Outside(), Time("%d/%b/%Y:%H:%M:%S +0000"), Number(6) == 0 ? "POST" : "GET",
            Word(), Word(), Number(9) == 0 ? 404 : 200, Number(60000), Domain(), Word(),
            100 + Number(30)));
      case 3:
      case 4:
        return Placed(fmt::format(
            "<4>{} kernel: [@.{:06}] [UFW BLOCK] IN=eth0 OUT= "
            "MAC=00:16:3e:{:02x}:{:02x}:{:02x}:08:00 "
            "SRC={} DST={} LEN={} TOS=0x00 PREC=0x00 TTL={} ID={} DF PROTO=TCP SPT={} DPT={} "
            "WINDOW={} RES=0x00 SYN URGP=0",
            head, Number(1000000), Number(256), Number(256), Number(256), Outside(), Inside(),
            40 + Number(24), 40 + Number(80), Number(65536), 1024 + Number(60000),
            kPorts[Number(std::size(kPorts))], Number(65536)));
      case 5:
        return Placed(fmt::format(
            "<38>{} sshd[{}]: Failed password for invalid user {} from {} port {} ssh2 session @ "
            "(preauth) of client SSH-2.0-libssh_0.{}.{} at gateway {}",
            head, Number(32000), kNames[Number(std::size(kNames))], Outside(), 1024 + Number(60000),
            Number(12), Number(9), Domain()));
      case 6:
        return Placed(
            fmt::format("<30>{} named[{}]: client @0x7f{:010x} {}#{} ({}.{}): query: {}.{} IN {} "
                        "+E(0)K (10.1.0.53) "
                        "number @",
                        head, Number(32000), random_(), Inside(), 1024 + Number(60000), Word(),
                        Domain(), Word(), Domain(), Number(2) == 0 ? "A" : "AAAA"),
            true);
      default:
        return Placed(
            fmt::format(
                "<22>{} postfix/smtp[{}]: {:010X}: to=<{}{}@{}>, relay=mx.{}[{}]:25, "
                "delay={}.{:02}, "
                "delays=0.02/0.01/0.3/0.2, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as @)",
                head, Number(32000), random_(), kNames[Number(std::size(kNames))], Number(400),
                Domain(), Domain(), Outside(), Number(9), Number(100)),
            true);
    }
  }

 private:
  /// A program, what it is started with, and by whom: what is usual, so that few rules hold.
  struct Program {
    const char* image;
    const char* arguments;
    const char* parent;
  };
  static constexpr Program kPrograms[] = {
      {R"(C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe)", "--type=renderer",
       R"(C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe)"},
      {R"(C:\\Windows\\System32\\svchost.exe)", "-k netsvcs -p -s",
       R"(C:\\Windows\\System32\\services.exe)"},
      {R"(C:\\Program Files\\Mozilla Firefox\\firefox.exe)", "-contentproc -childID",
       R"(C:\\Program Files\\Mozilla Firefox\\firefox.exe)"},
      {R"(C:\\Windows\\System32\\backgroundTaskHost.exe)", "-ServerName:App",
       R"(C:\\Windows\\System32\\svchost.exe)"},
      {R"(C:\\Windows\\System32\\RuntimeBroker.exe)", "-Embedding",
       R"(C:\\Windows\\System32\\svchost.exe)"},
      {R"(C:\\Windows\\System32\\taskhostw.exe)", "SYSTEM",
       R"(C:\\Windows\\System32\\svchost.exe)"},
      {R"(C:\\Program Files (x86)\\Kaspersky Lab\\KES\\avp.exe)", "-r",
       R"(C:\\Windows\\System32\\services.exe)"},
      {R"(C:\\Program Files\\Zalo\\Zalo.exe)", "--lang=vi", R"(C:\\Windows\\explorer.exe)"},
      {R"(C:\\Program Files\\UniKey\\UniKeyNT.exe)", "/tray", R"(C:\\Windows\\explorer.exe)"},
      {R"(C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE)", "/n",
       R"(C:\\Windows\\explorer.exe)"},
      {R"(C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE)", "/e",
       R"(C:\\Windows\\explorer.exe)"},
      {R"(C:\\Windows\\System32\\SearchProtocolHost.exe)", "Global\\\\UsGthrFltPipeMssGthrPipe",
       R"(C:\\Windows\\System32\\SearchIndexer.exe)"},
      {R"(C:\\Windows\\System32\\notepad.exe)", "", R"(C:\\Windows\\explorer.exe)"}};
  static constexpr const char* kNames[] = {"an",   "binh", "chi",  "dung", "giang", "ha",   "hung",
                                           "khoa", "lan",  "linh", "mai",  "minh",  "nam",  "nga",
                                           "phuc", "quan", "son",  "thao", "trang", "tuan", "vinh"};
  static constexpr int kPorts[] = {22, 23, 80, 443, 445, 1433, 3306, 3389, 5900, 8080};

  std::uint32_t Number(std::size_t below) {
    return static_cast<std::uint32_t>(random_() % std::max<std::size_t>(below, 1));
  }
  /// Small ones are commoner, as with hosts, users and programs.
  std::uint32_t Skewed(std::size_t below) { return Number(1 + Number(below)); }
  static std::string Time(const char* form) {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[64];
    return {text, std::strftime(text, sizeof text, form, &parts)};
  }
  std::string Guid() {
    return fmt::format("{{{:08X}-{:04X}-6566-{:04X}-00000000{:04X}}}", 0xA3C1'0000U + Skewed(3000),
                       Number(65536), Number(65536), Number(65536));
  }
  static std::string HashOf(std::size_t image) {
    std::string text;
    std::mt19937_64 of_image(image + 77);
    for (int i = 0; i < 4; ++i) text += fmt::format("{:016X}", of_image());
    return text;
  }
  std::string Word() {
    static constexpr const char* kParts[] = {"cong", "van", "tin",  "so",  "bao", "mat", "dat",
                                             "ho",   "xa",  "lich", "ket", "qua", "tra", "cuu"};
    return fmt::format("{}{}{}", kParts[Number(14)], kParts[Number(14)], Skewed(500));
  }
  std::string Domain() { return fmt::format("{}.{}.vn", Word(), Number(3) == 0 ? "gov" : "com"); }
  std::string Inside() {
    return fmt::format("10.{}.{}.{}", Number(8), Number(64), 1 + Number(250));
  }
  std::string Outside() {
    return fmt::format("{}.{}.{}.{}", 11 + Number(200), Number(256), Skewed(256), 1 + Number(254));
  }
  std::string Arguments() {
    return fmt::format("{} {:x} {} {}", Word(), Number(1 << 30), Number(10), Word());
  }
  /// Replaces the last '@' (or the only one) by the counter's digits.
  static Record Placed(std::string text, bool last = false) {
    Record record;
    record.counter = last ? text.rfind('@') : text.find('@');
    text.replace(record.counter, 1, std::string(kCounterDigits, '0'));
    record.text = std::move(text);
    return record;
  }

  std::mt19937_64 random_;
};

inline void PutCounter(char* at, std::uint64_t value) {
  for (std::size_t i = kCounterDigits; i-- > 0; value /= 10) {
    at[i] = static_cast<char>('0' + value % 10);
  }
}

}  // namespace lachan::bench
