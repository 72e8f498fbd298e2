// SPDX-License-Identifier: Apache-2.0
#include "sources/guides.h"

namespace lachan::sources {

std::vector<Guide> CollectorGuides() {
  Guide filebeat{"filebeat", "Filebeat", "collector", {}};
  filebeat.recipes.push_back({Way::kHttp, "yaml", "/etc/filebeat/filebeat.yml",
                              "Kiểm tra: filebeat test output; rồi systemctl restart filebeat.",
                              "Check with filebeat test output, then systemctl restart filebeat.",
                              R"(filebeat.inputs:
  - type: filestream
    id: lachan
    paths: ["/var/log/*.log"]

output.elasticsearch:
  hosts: ["{{url}}/es"]
  api_key: "nguon:{{token}}"
  compression_level: 3
  # ssl.certificate_authorities: ["/etc/filebeat/lachan-ca.pem"]
setup.template.enabled: false
setup.ilm.enabled: false
)"});

  Guide fluent_bit{"fluent-bit", "Fluent Bit", "collector", {}};
  fluent_bit.recipes.push_back({Way::kHttp, "conf", "/etc/fluent-bit/fluent-bit.conf", "", "",
                                R"([SERVICE]
    storage.path  /var/lib/fluent-bit

[INPUT]
    Name          tail
    Path          /var/log/*.log
    DB            /var/lib/fluent-bit/tail.db
    storage.type  filesystem

[OUTPUT]
    Name          http
    Match         *
    Host          {{http_host}}
    Port          {{http_port}}
    tls           {{http_tls}}
    URI           /ingest/v1/events
    Format        json_lines
    Compress      gzip
    Header        Authorization Bearer {{token}}
    Retry_Limit   no_limits
)"});

  Guide vector{"vector", "Vector", "collector", {}};
  vector.recipes.push_back({Way::kHttp, "yaml", "/etc/vector/vector.yaml", "", "",
                            R"(sources:
  files:
    type: file
    include: ["/var/log/*.log"]
sinks:
  lachan:
    type: http
    inputs: ["files"]
    uri: "{{url}}/ingest/v1/events"
    compression: gzip
    framing: { method: newline_delimited }
    encoding: { codec: json }
    auth: { strategy: bearer, token: "{{token}}" }
    buffer: { type: disk, max_size: 1073741824, when_full: block }
    acknowledgements: { enabled: true }
)"});

  Guide otel{"otelcol", "OpenTelemetry Collector", "collector", {}};
  otel.recipes.push_back({Way::kHttp, "yaml", "/etc/otelcol-contrib/config.yaml", "", "",
                          R"(receivers:
  filelog:
    include: ["/var/log/*.log"]
exporters:
  otlphttp:
    logs_endpoint: "{{url}}/v1/logs"
    compression: gzip
    headers: { Authorization: "Bearer {{token}}" }
    sending_queue: { storage: file_storage }
    retry_on_failure: { enabled: true, max_elapsed_time: 0s }
extensions:
  file_storage:
    directory: /var/lib/otelcol
service:
  extensions: [file_storage]
  pipelines:
    logs: { receivers: [filelog], exporters: [otlphttp] }
)"});

  Guide logstash{"logstash", "Logstash", "collector", {}};
  logstash.recipes.push_back({Way::kHttp, "conf", "/etc/logstash/conf.d/lachan.conf",
                              "Bật hàng đợi trên đĩa trong logstash.yml: queue.type: persisted.",
                              "Turn on the queue on disk in logstash.yml: queue.type: persisted.",
                              R"(output {
  elasticsearch {
    hosts => ["{{url}}"]
    path => "/es"
    user => "nguon"
    password => "{{token}}"
    manage_template => false
    ilm_enabled => false
  }
}
)"});

  Guide splunk{"splunk", "Splunk HEC", "collector", {}};
  splunk.recipes.push_back({Way::kHttp, "sh", "",
                            "Chương trình nào gửi được tới Splunk HEC thì gửi được tới đây.",
                            "Whatever can send to Splunk's HEC can send here.",
                            R"(curl --fail {{url}}/services/collector/event \
  -H "Authorization: Splunk {{token}}" \
  -d '{"host": "may-1", "sourcetype": "thu-nghiem", "event": {"message": "Dòng kiểm tra"}}'
)"});

  Guide curl{"curl", "curl", "collector", {}};
  curl.recipes.push_back({Way::kHttp, "sh", "", "Mỗi dòng của tệp là một sự kiện.",
                          "Each line of the file is one event.",
                          R"(curl --fail --data-binary @su-kien.ndjson \
  -H "Authorization: Bearer {{token}}" \
  -H "Content-Type: application/x-ndjson" \
  {{url}}/ingest/v1/events
)"});
  return {std::move(filebeat), std::move(fluent_bit), std::move(vector), std::move(otel),
          std::move(logstash), std::move(splunk),     std::move(curl)};
}

}  // namespace lachan::sources
