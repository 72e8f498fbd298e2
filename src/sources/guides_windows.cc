// SPDX-License-Identifier: Apache-2.0
#include "sources/guides.h"

namespace lachan::sources {
namespace {

constexpr std::string_view kNxlogFile = "C:\\Program Files\\nxlog\\conf\\nxlog.conf";

constexpr std::string_view kBeatOutput = R"(
output.elasticsearch:
  hosts: ["{{url}}/es"]
  api_key: "nguon:{{token}}"
  compression_level: 3
  # ssl.certificate_authorities: ["C:\\ProgramData\\lachan-ca.pem"]
setup.template.enabled: false
setup.ilm.enabled: false
)";

std::string_view Winlogbeat() {
  static const std::string kText = std::string(R"(winlogbeat.event_logs:
  - name: Security
  - name: System
  - name: Application
  - name: Microsoft-Windows-Sysmon/Operational
  - name: Microsoft-Windows-PowerShell/Operational
)") + std::string(kBeatOutput);
  return kText;
}

}  // namespace

std::vector<Guide> WindowsGuides() {
  Guide winlogbeat{"winlogbeat", "Winlogbeat", "windows", {}};
  winlogbeat.recipes.push_back(
      {Way::kHttp, "yaml", "C:\\ProgramData\\winlogbeat\\winlogbeat.yml",
       "Kiểm tra: winlogbeat.exe test output; rồi Restart-Service winlogbeat.",
       "Check with winlogbeat.exe test output, then Restart-Service winlogbeat.", Winlogbeat()});

  Guide nxlog{"nxlog", "NXLog CE", "windows", {}};
  nxlog.recipes.push_back({Way::kHttp, "conf", kNxlogFile, "", "",
                           R"(<Extension json>
  Module  xm_json
</Extension>
<Input eventlog>
  Module  im_msvistalog
</Input>
<Output lachan>
  Module      om_http
  URL         {{url}}/ingest/v1/events
  AddHeader   Authorization: Bearer {{token}}
  ContentType application/json
  Exec        to_json();
</Output>
<Route all>
  Path  eventlog => lachan
</Route>
)"});
  nxlog.recipes.push_back({Way::kTcp, "conf", kNxlogFile, "", "",
                           R"(<Extension json>
  Module  xm_json
</Extension>
<Extension syslog>
  Module  xm_syslog
</Extension>
<Input eventlog>
  Module  im_msvistalog
</Input>
<Output lachan>
  Module      om_tcp
  Host        {{host}}
  Port        {{port}}
  Exec        $Message = to_json(); to_syslog_ietf();
</Output>
<Route all>
  Path  eventlog => lachan
</Route>
)"});

  Guide wazuh{"wazuh", "Wazuh", "windows", {}};
  wazuh.recipes.push_back({Way::kUdp, "xml", "/var/ossec/etc/ossec.conf",
                           "Trên máy quản lý Wazuh; sau đó systemctl restart wazuh-manager.",
                           "On the Wazuh manager; then systemctl restart wazuh-manager.",
                           R"(<ossec_config>
  <syslog_output>
    <server>{{host}}</server>
    <port>{{port}}</port>
    <format>json</format>
  </syslog_output>
</ossec_config>
)"});

  wazuh.recipes.push_back({Way::kHttp, "yaml", "/etc/filebeat/filebeat.yml",
                           "Filebeat đi kèm Wazuh (7.10): gửi mọi cảnh báo của Wazuh.",
                           "The Filebeat that comes with Wazuh (7.10): sends all its alerts.",
                           R"(filebeat.modules:
  - module: wazuh
    alerts: { enabled: true }

output.elasticsearch:
  hosts: ["{{url}}/es"]
  username: nguon
  password: "{{token}}"
setup.template.enabled: false
setup.ilm.enabled: false
)"});

  Guide powershell{"powershell", "PowerShell", "windows", {}};
  powershell.recipes.push_back(
      {Way::kHttp, "powershell", "", "Gửi 100 sự kiện đăng nhập gần nhất để thử.",
       "Sends the latest 100 events of the security log as a test.",
       R"($lines = Get-WinEvent -LogName Security -MaxEvents 100 | ForEach-Object {
  $data = @{}
  ([xml]$_.ToXml()).Event.EventData.Data | ForEach-Object { $data[$_.Name] = $_.'#text' }
  @{ '@timestamp' = $_.TimeCreated.ToUniversalTime().ToString('o'); Channel = $_.LogName
     EventID = $_.Id; Computer = $_.MachineName; Provider = $_.ProviderName } + $data |
    ConvertTo-Json -Compress }
Invoke-RestMethod -Method Post -Uri '{{url}}/ingest/v1/events' `
  -Headers @{ Authorization = 'Bearer {{token}}' } -ContentType 'application/x-ndjson' `
  -Body ([Text.Encoding]::UTF8.GetBytes($lines -join "`n"))
)"});
  return {std::move(winlogbeat), std::move(nxlog), std::move(wazuh), std::move(powershell)};
}

}  // namespace lachan::sources
