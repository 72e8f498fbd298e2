// SPDX-License-Identifier: Apache-2.0
#include "sources/guides.h"

namespace lachan::sources {

std::vector<Guide> DeviceGuides() {
  Guide cisco{"cisco", "Cisco IOS / IOS-XE", "device", {}};
  cisco.recipes.push_back({Way::kTcp, "cli", "configure terminal",
                           "Đồng bộ giờ trước (ntp server …); ghi giờ có múi giờ và năm.",
                           "Set the clock first (ntp server …); times carry zone and year.",
                           R"(service timestamps log datetime msec show-timezone year
logging source-interface Loopback0
logging origin-id hostname
logging trap informational
logging host {{host}} transport tcp port {{port}}
)"});
  cisco.recipes.push_back({Way::kUdp, "cli", "configure terminal", "", "",
                           R"(service timestamps log datetime msec show-timezone year
logging source-interface Loopback0
logging origin-id hostname
logging trap informational
logging host {{host}} transport udp port {{port}}
)"});

  Guide asa{"cisco-asa", "Cisco ASA", "device", {}};
  asa.recipes.push_back({Way::kTcp, "cli", "configure terminal",
                         "permit-hostdown: thiết bị vẫn cho qua khi máy chủ log gián đoạn.",
                         "permit-hostdown: traffic goes on while the log server is away.",
                         R"(logging enable
logging timestamp rfc5424
logging device-id hostname
logging trap informational
logging host inside {{host}} tcp/{{port}}
logging permit-hostdown
)"});

  Guide fortigate{"fortigate", "FortiGate", "device", {}};
  fortigate.recipes.push_back({Way::kTcp, "cli", "CLI", "mode reliable: TCP, đếm byte.",
                               "mode reliable: TCP with octet counts.",
                               R"(config log syslogd setting
    set status enable
    set server "{{host}}"
    set port {{port}}
    set mode reliable
    set format default
end
)"});
  fortigate.recipes.push_back({Way::kUdp, "cli", "CLI", "", "",
                               R"(config log syslogd setting
    set status enable
    set server "{{host}}"
    set port {{port}}
    set mode udp
    set format default
end
)"});

  Guide pfsense{"pfsense", "pfSense / OPNsense", "device", {}};
  pfsense.recipes.push_back({Way::kUdp, "cli", "Status › System Logs › Settings",
                             "Chọn định dạng syslog RFC 5424 để giờ có múi giờ.",
                             "Choose the format RFC 5424, so that times carry a zone.",
                             R"(Log Message Format:     syslog (RFC 5424)
Enable Remote Logging:  on
Remote log servers:     {{host}}:{{port}}
Remote Syslog Contents: Everything
)"});

  Guide sophos{"sophos", "Sophos Firewall", "device", {}};
  sophos.recipes.push_back({Way::kUdp, "cli", "System services › Log settings › Syslog servers", "",
                            "",
                            R"(IP address / domain:  {{host}}
Port:                 {{port}}
Facility:             DAEMON
Severity level:       Information
Format:               Standard syslog protocol
)"});

  Guide mikrotik{"mikrotik", "MikroTik RouterOS", "device", {}};
  mikrotik.recipes.push_back({Way::kUdp, "cli", "Terminal", "", "",
                              R"(/system logging action add name=lachan target=remote \
    remote={{host}} remote-port={{port}} bsd-syslog=yes syslog-facility=daemon
/system logging add topics=info action=lachan
/system logging add topics=warning action=lachan
/system logging add topics=error action=lachan
/system logging add topics=critical action=lachan
/system logging add topics=firewall action=lachan
)"});

  Guide other{"other", "Thiết bị khác / Other devices", "device", {}};
  other.recipes.push_back({Way::kTcp, "cli", "", "Khai báo máy chủ syslog từ xa của thiết bị.",
                           "Set the remote syslog server of the device.",
                           "Syslog server: {{host}}\nPort:          {{port}}\nProtocol:      TCP\n"
                           "Format:        RFC 5424\n"});
  other.recipes.push_back({Way::kUdp, "cli", "", "", "",
                           "Syslog server: {{host}}\nPort:          {{port}}\nProtocol:      UDP\n"
                           "Format:        RFC 5424\n"});
  return {std::move(cisco),  std::move(asa),      std::move(fortigate), std::move(pfsense),
          std::move(sophos), std::move(mikrotik), std::move(other)};
}

std::vector<Guide> FileGuides() {
  Guide tail{"tail", "tail + curl", "file", {}};
  tail.recipes.push_back({Way::kHttp, "sh", "",
                          "Theo dõi một tệp bằng công cụ có sẵn; dùng lâu dài thì chọn rsyslog, "
                          "Vector hoặc Fluent Bit.",
                          "Follows a file with what is at hand; for the long run take rsyslog, "
                          "Vector or Fluent Bit.",
                          R"(tail -n 0 -F /var/log/app.log | while IFS= read -r line; do
  printf '%s\n' "$line" | curl --silent --fail --data-binary @- \
    -H "Authorization: Bearer {{token}}" {{url}}/ingest/v1/events >/dev/null ||
    printf '%s\n' "$line" >>/var/tmp/lachan-unsent.log
done
)"});
  Guide here{"files", "Tệp trên máy chủ này / Files on this server", "file", {}};
  here.recipes.push_back({Way::kFile, "yaml", "/etc/lachan/files.yaml",
                          "Đường dẫn tệp này là cài đặt files.rules. Theo được tệp xoay vòng, nén, "
                          "cắt ngắn; nhớ vị trí đã đọc.",
                          "The path of this file is the setting files.rules. Rotation, packing and "
                          "truncation are followed; positions are kept.",
                          R"(files:
  - source: "{{source}}"
    paths: ["/var/log/nginx/access.log*", "/srv/share/iis/u_ex*.log"]
    exclude: ["*.tmp"]
)"});
  Guide kafka{"kafka", "Kafka", "file", {}};
  kafka.recipes.push_back(
      {Way::kKafka, "yaml", "/etc/lachan/topics.yaml",
       "Đường dẫn tệp này là cài đặt kafka.topics; kafka.brokers là địa chỉ cụm "
       "Kafka. Vị trí chỉ được xác nhận sau khi bản ghi đã nằm chắc trên đĩa.",
       "The path of this file is the setting kafka.topics; kafka.brokers are "
       "the brokers. Offsets are committed once the records are durable.",
       R"(kafka:
  - source: "{{source}}"
    topics: ["logs.firewall", "logs.web"]
    start: beginning
)"});
  Guide import{"import", "lachan logs import", "file", {}};
  import.recipes.push_back({Way::kHttp, "sh", "",
                            "Một lần, có biên nhận: tệp, thư mục, .gz, .zst, .evtx. Gửi lại tệp cũ "
                            "không bị nhân đôi.",
                            "Once, with a receipt: files, folders, .gz, .zst, .evtx. A file sent "
                            "again is not doubled.",
                            "LACHAN_TOKEN={{token}} lachan logs import --server {{url}} logs/ "
                            "access.log.3.gz Security.evtx\n"});
  return {std::move(here), std::move(kafka), std::move(import), std::move(tail)};
}

}  // namespace lachan::sources
